// Hostile values, made from a seed: what shells, git, container engines, terminals, browsers, file systems and templates
// take for something else than text. `{canary}` in one becomes a file that must never appear.
import { type Dice, diceFor } from '../../sim/dice.ts'

const commands = ['touch {canary}', 'touch\u0024{IFS}{canary}', '>{canary}', 'touch% {canary}', ': > {canary}']
const runs = [
  (line: string) => `$(${line})`,
  (line: string) => `\`${line}\``,
  (line: string) => `;${line};`,
  (line: string) => `|${line}`,
  (line: string) => `&${line}&`,
  (line: string) => `&&${line}`,
  (line: string) => `||${line}#`,
  (line: string) => `'$(${line})'`,
  (line: string) => `"$(${line})"`,
  (line: string) => `";${line};"`,
  (line: string) => `';${line};'`,
  (line: string) => `\n${line}\n`,
  (line: string) => `\r\n${line}\r\n`,
  (line: string) => `\\";${line};\\"`,
  (line: string) => `$'${line}'`,
  (line: string) => `<(${line})`,
  (line: string) => `{${line},}`,
  (line: string) => `() { :;}; ${line}`,
]
const options = [
  (line: string) => `--upload-pack=${line}`,
  (line: string) => `--receive-pack=sh -c '${line}'`,
  (line: string) => `--config=core.sshCommand=${line}`,
  (line: string) => `-ccore.fsmonitor=${line}`,
  (line: string) => `-oProxyCommand=${line}`,
  (line: string) => `--exec=${line}`,
  (line: string) => `--template=/tmp/$(${line})`,
  (line: string) => `-u${line}`,
  (line: string) => `--output={canary}${line.slice(0, 0)}`,
  (line: string) => `--open-files-in-pager=${line}`,
  () => '--privileged',
  () => '--volume=/:/host',
  () => '--file=/etc/passwd',
  () => '--help',
  () => '--',
  () => '-',
]
const transports = [
  (line: string) => `ext::sh -c ${line}`,
  (line: string) => `ssh://-oProxyCommand=${line}/x`,
  (line: string) => `fd::17/${line}`,
  () => 'file:///etc/passwd',
  () => 'git@evil.example:x/y.git',
  () => 'http://u:p@127.0.0.1/x.git',
  () => 'https:\\\\evil.example\\x.git',
  () => 'https://github.com@evil.example/x',
  () => 'javascript:alert(1)',
  () => 'JaVaScRiPt:alert(1)',
  () => 'data:text/html,<script>1</script>',
  () => '//evil.example/x',
]
const texts = [
  ...[
    '../../../etc/passwd',
    '..',
    '.',
    '/etc/passwd',
    'a/../../b',
    '..\\..\\x',
    '%2e%2e%2f',
    '%00',
    '%0a',
    '%0d%0aSet-Cookie: a=b',
  ],
  ...[
    '\0',
    '\n',
    '\r',
    '\r\n\r\n',
    '\t',
    '\v',
    '\u0085',
    '\u2028',
    '\u2029',
    '\x7f',
    '\u009b2J',
    '\u001b[2J',
    '\u001b]0;owned\u0007',
  ],
  ...[
    '\u001b]8;;https://evil.example\u001b\\x',
    '\u001b[6n',
    '\u001bc',
    '\u202egnp',
    '\u2066x\u2069',
    '\u061c',
    '\u200f',
    '\u200b',
    '\ufeff',
    '\ud800',
  ],
  ...['ｍａｉｎ', 'mаin', 'ⅿain', 'main\u0301', '판다', '🐼', '＄（ｉｄ）', '‐‐upload-pack=x', '․․/', 'ſh', 'K'],
  ...[
    '<script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='x",
    '{{constructor.constructor("x")()}}',
    '\u0024{7*7}',
  ],
  ...[
    '{{resolve:ssm-secure:/panda/key}}',
    '{{resolve:secretsmanager:x}}',
    '{"Ref":"AWS::AccountId"}',
    '\u0024{AWS::AccountId}',
    '!Sub x',
    '{% $x %}',
  ],
  ...[
    '%s%s%n',
    '%{file:/etc/passwd}',
    '{{.Env}}',
    '* * * * *',
    '*',
    '?',
    '[a-z]',
    '[z-a]',
    '[',
    '**/**/**/**/x',
    '~',
    '~root',
    '$HOME',
    '$PATH',
    '!!',
    '#',
    ':',
    '@',
    '@{u}',
    'HEAD',
    'a^{commit}~1',
    'refs/heads/*',
    '.lock',
    'a.lock/b',
    'x.git',
  ],
  ...[
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    'NaN',
    'null',
    'undefined',
    'true',
    '-1',
    '1e309',
    '[object Object]',
  ],
  ...["' OR 1=1 --", 'a#b', 'tenant#other', 'conn#gh_1', 'a,b=c', 'type=local,dest=/', 'a=b', 'a b', ' ', ''],
]

export const makeValues = (seed: number, canary: string) => {
  const dice = diceFor(seed, 'hostile strings')
  return { next: () => one(dice).replaceAll('{canary}', canary), dice }
}

const one = (dice: Dice): string => {
  const made = atom(dice)
  switch (dice.int(12)) {
    case 0:
      return made + atom(dice)
    case 1:
      return `${dice.pick(legal)}${made}`
    case 2:
      return `${made}${dice.pick(legal)}`
    case 3:
      return `${dice.pick(legal)}/${made}`
    case 4:
      return encodeURIComponent(made.toWellFormed())
    case 5:
      return within(dice, dice.pick(legal), dice.pick(oddities))
    case 6:
      return dice.chance(0.05)
        ? made.padEnd(200_000, dice.pick(['a', '../', '*a', '%', '\n', '🐼']))
        : made.toUpperCase()
    case 7:
      return word(dice)
    default:
      return made
  }
}

const atom = (dice: Dice): string => {
  switch (dice.int(5)) {
    case 0:
      return dice.pick(runs)(dice.pick(commands))
    case 1:
      return dice.pick(options)(dice.pick(commands))
    case 2:
      return dice.pick(transports)(dice.pick(commands))
    default:
      return dice.pick(texts)
  }
}

const legal = ['main', 'panda', 'hello', 'feature/x', '/health', 'dep_1', 'gh_1', 'https://github.com/panda/hello.git']

/** Any one of ASCII, or one that is drawn like it, or not at all. */
const oddities = [
  ...Array.from({ length: 128 }, (_, code) => String.fromCharCode(code)),
  ...['\u00a0', '\u00ad', '\u200b', '\u202e', '\uff0f', '\u2215', '\u2024', '\uff1b', '\ud800', '\u0000'],
]

const within = (dice: Dice, text: string, what: string) => {
  const at = dice.int(text.length + 1)
  return text.slice(0, at) + what + text.slice(at)
}

/** Of what is allowed somewhere, in an order that may not be. */
const word = (dice: Dice) => Array.from({ length: 1 + dice.int(40) }, () => dice.pick(allowed)).join('')
const allowed = [...'abcXYZ019._-+#@/:=,', '..', '//', '--', '.git', '.lock']

/** For a line of a report. */
export const shown = (value: string) => JSON.stringify(value.length > 80 ? `${value.slice(0, 80)}…` : value)
