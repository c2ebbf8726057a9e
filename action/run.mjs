// What action.yml runs: nothing but Node, which every runner has (18 or later).
import { appendFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

const { env } = process
const given = name => env[`PANDA_${name}`]?.trim() ?? ''
const server = given('SERVER').replace(/\/+$/, '')
const giveUpAt = Date.now() + (Number(given('TIMEOUT_MINUTES')) || 60) * 60_000
/** Trouble that passes is asked about again after this; tests wait less. */
const pauseMs = Number(given('PAUSE_MS')) || 3_000

/** Ends the job, in words instead of a stack; with `waitMs` it is worth asking again after so long. */
class Wrong extends Error {}
const wrong = (message, waitMs) => Object.assign(new Wrong(message), { waitMs })
/** What comes from elsewhere never begins a line of the log, and so is no command to the runner. */
const oneLine = text => String(text ?? '').replace(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' ')
/** https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions */
const inCommand = text => String(text).replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A')
const say = text => console.log(text)
const put = (variable, text) => env[variable] && appendFileSync(env[variable], text)
const output = (name, value) => put('GITHUB_OUTPUT', `${name}=${oneLine(value)}\n`)

let known = { token: '', at: 0 }
/** GitHub's are good for five minutes; a deployment takes longer. */
const token = async () => {
  if (Date.now() - known.at < 240_000) return known.token
  const { ACTIONS_ID_TOKEN_REQUEST_URL: url, ACTIONS_ID_TOKEN_REQUEST_TOKEN: key } = env
  if (!url || !key) throw wrong('GitHub gives this job no token: add "permissions: id-token: write" to it')
  const address = new URL(url)
  address.searchParams.set('audience', given('AUDIENCE') || 'panda')
  const response = await reached(address, { headers: { authorization: `Bearer ${key}` } })
  if (!response.ok) throw wrong(`GitHub gave no token: ${response.status}`, pauseMs)
  known = { token: (await response.json()).value, at: Date.now() }
  say(`::add-mask::${inCommand(known.token)}`)
  return known.token
}

const reached = (url, init) =>
  fetch(url, { signal: AbortSignal.timeout(60_000), ...init }).catch(fault => {
    throw wrong(`${new URL(url).host} cannot be reached: ${fault.cause?.message ?? fault.message}`, pauseMs)
  })

const ask = async (path, { headers, ...init } = {}) => {
  const response = await reached(server + path, {
    ...init,
    headers: { authorization: `Bearer ${await token()}`, ...headers },
  })
  if (response.ok) return response
  const { status } = response
  const { message = '', errorCode = '' } = await response.json().catch(() => ({}))
  // A token may have grown old on the way; what has no code of Panda's own is of a gateway.
  const isStale = status === 401 && Date.now() - known.at > 10_000
  if (isStale) known.at = 0
  const isPassing = isStale || status >= 500 || status === 429 || !errorCode
  throw wrong(
    `Panda says ${status} ${errorCode}: ${message}`,
    isPassing ? Number(response.headers.get('retry-after')) * 1000 || pauseMs : undefined,
  )
}

const again = async (path, init, tries = 8) => {
  const answer = await ask(path, init).catch(fault => fault)
  if (!(answer instanceof Error)) return (await answer.json()).data
  if (!answer.waitMs || tries === 1) throw answer
  await sleep(answer.waitMs)
  return again(path, init, tries - 1)
}

const start = async () => {
  const [owner, repo] = given('REPOSITORY').split('/')
  const environment = given('ENVIRONMENT') || 'default'
  const body = { owner, repo, branch: given('BRANCH'), environment }
  if (given('GITHUB_CONNECTION')) body.githubConnectionId = given('GITHUB_CONNECTION')
  if (given('AWS_CONNECTION')) body.awsConnectionId = given('AWS_CONNECTION')
  if (given('AUTO_SWITCH')) body.autoSwitch = given('AUTO_SWITCH') === 'true'
  // A job asks for one deployment, whatever becomes of an answer; run again, it asks for another.
  const key = `${env.GITHUB_RUN_ID}-${env.GITHUB_RUN_ATTEMPT}-${environment}`
  const headers = { 'content-type': 'application/json', 'idempotency-key': key }
  return (await again('/api/v1/deploy', { method: 'POST', headers, body: JSON.stringify(body) })).deploymentId
}

/** Every event once, from wherever the stream before has broken off. */
async function* events(id) {
  for (let last = 0, failures = 0; ; await sleep(pauseMs)) {
    if (Date.now() >= giveUpAt) throw wrong(`Still under way, and goes on: panda watch ${id}`)
    try {
      // A stream that has died without a word is let go of after five minutes.
      const signal = AbortSignal.timeout(Math.max(1, Math.min(300_000, giveUpAt - Date.now())))
      const headers = { accept: 'text/event-stream', 'last-event-id': String(last) }
      const stream = await ask(`/api/v1/deploy/${id}/events`, { headers, signal })
      if (stream.status === 204) return
      let rest = ''
      for await (const text of stream.body.pipeThrough(new TextDecoderStream())) {
        const blocks = (rest + text).split('\n\n')
        rest = blocks.pop()
        for (const data of blocks.flatMap(block => /^data: (.+)$/m.exec(block)?.[1] ?? [])) {
          const event = JSON.parse(data)
          if (event.seq > last) yield event
          last = Math.max(last, event.seq)
          failures = 0
        }
      }
    } catch (fault) {
      if ((fault instanceof Wrong && !fault.waitMs) || ++failures === 100) throw fault
    }
  }
}

const names = ['Prepare', 'Build', 'Push', 'Infrastructure', 'Blue/green', 'Switch', 'Complete']
const follow = async id => {
  const ends = ['COMPLETED', 'FAILED', 'CANCELLED', ...(given('WAIT_FOR') === 'completed' ? [] : ['READY'])]
  let stage = -1
  for await (const { code, details, timestamp, message } of events(id)) {
    if (details.stage !== stage) say(`::endgroup::\n::group::${details.stage}/6 ${names[details.stage] ?? ''}`)
    stage = details.stage
    say(`${timestamp.slice(11, 19)} ${oneLine(message)}`)
    if (ends.includes(code)) return code
  }
}

const cell = text => oneLine(text).replace(/[&<>|`\\[\]*_]/g, sign => `&#${sign.codePointAt(0)};`)
const row = (name, value) => (value ? `| ${name} | ${cell(value)} |\n` : '')

const summary = ({ stages, ...one }) => {
  const facts = row('Environment', one.environment) + row('Branch', one.branch) + row('Commit', one.commitMessage)
  const ends = row('Service', one.url) + row('Green', one.greenUrl) + row('Why', one.errorMessage)
  const times = stages.map(({ name, seconds }) => row(name, `${seconds ?? '–'} s`)).join('')
  const title = `### ${cell(`${one.owner}/${one.repo}`)}: ${one.status}\n\n${one.deploymentId}\n\n| | |\n| --- | --- |\n`
  put('GITHUB_STEP_SUMMARY', `${title}${facts}${ends}\n| Stage | Time |\n| --- | --- |\n${times}\n`)
}

const run = async () => {
  if (!/^https:|^http:\/\/(127\.0\.0\.1|localhost):/.test(server)) throw wrong('server must begin with https://')
  const id = await start()
  output('deploymentId', id)
  say(`Panda has accepted ${id}`)
  const end = given('WAIT') === 'false' ? undefined : await follow(id)
  const state = await again(`/api/v1/deploy/${id}`)
  for (const name of ['url', 'status']) output(name, state[name])
  summary(state)
  say(`::endgroup::\n${state.status} ${oneLine(state.url)}`)
  if (end === 'READY') say(`::notice title=Green is ready::${inCommand(state.greenUrl)} To switch: panda switch ${id}`)
  if (['FAILED', 'CANCELLED'].includes(state.status)) throw wrong(`${state.status}: ${oneLine(state.errorMessage)}`)
}

run().catch(fault => {
  say(`::endgroup::\n::error title=Panda::${inCommand(fault instanceof Wrong ? fault.message : fault.stack)}`)
  process.exitCode = 1
})
