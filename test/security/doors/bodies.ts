// Bodies that are meant to do harm, each for every call that takes one.

const nested = (open: string, close: string, levels: number, inside = '') =>
  open.repeat(levels) + inside + close.repeat(levels)
const bytes = (...parts: (string | number[])[]) => Buffer.concat(parts.map(part => Buffer.from(part as string)))

export const bodies: Record<string, string | Buffer> = {
  'a prototype': '{"__proto__":{"polluted":1,"owner":"panda","autoSwitch":true,"role":"admin"}}',
  'a prototype inside': '{"owner":{"__proto__":{"polluted":1}},"repo":{"constructor":{"prototype":{"polluted":1}}}}',
  'a constructor': '{"constructor":{"prototype":{"polluted":1,"owner":"panda"}}}',
  'an escaped prototype': '{"\\u005f_proto__":{"polluted":1}}',
  'toJSON and toString': '{"toJSON":1,"toString":null,"valueOf":{},"hasOwnProperty":1,"then":"x","length":-1}',
  'an array with a prototype': '[{"__proto__":{"polluted":1}}]',
  'deep arrays': nested('[', ']', 120_000),
  'deep objects': nested('{"a":', '}', 40_000, '1'),
  'deep objects without an end': '{"a":'.repeat(50_000),
  'a deep field': `{"owner":${nested('[', ']', 100_000)}}`,
  'many fields': `{${Array.from({ length: 18_000 }, (_, n) => `"k${n}":1`).join()}}`,
  'one field many times': `{${Array.from({ length: 20_000 }, () => '"owner":1').join()}}`,
  'duplicate fields': '{"owner":"panda","owner":"evil","owner":1,"autoSwitch":false,"autoSwitch":true}',
  'a long name': `{"${'x'.repeat(250_000)}":1}`,
  'a long value': `{"owner":"${'x'.repeat(250_000)}"}`,
  'a long value of escapes': `{"owner":"${'\\u0000'.repeat(40_000)}"}`,
  'a long number': `{"port":${'9'.repeat(250_000)}}`,
  'a long fraction': `{"port":0.${'1'.repeat(250_000)}e-${'9'.repeat(5)}}`,
  'a long list': `{"owner":[${'1,'.repeat(120_000)}1]}`,
  'numbers without end': '{"port":1e999999,"expiresInDays":-1e999999}',
  'too long': `{"owner":"${'x'.repeat(300_000)}"}`,
  'much too long': `{"owner":"${'x'.repeat(4_000_000)}"}`,
  'regular expressions’ worst': `{"branch":"${'a/'.repeat(120_000)}!","owner":"${'a-'.repeat(60_000)}!"}`,
  blanks: ' '.repeat(250_000),
  'a byte order mark': bytes([0xef, 0xbb, 0xbf], '{}'),
  'UTF-16': Buffer.from('{"owner":"panda"}', 'utf16le'),
  'invalid UTF-8': bytes('{"owner":"', [0xff, 0xfe, 0xc0, 0x80, 0xed, 0xa0, 0x80], '"}'),
  'cut UTF-8': bytes('{"owner":"', [0xf0, 0x9f, 0x98]),
  'overlong UTF-8': bytes('{"owner":"', [0xc0, 0xaf, 0xe0, 0x80, 0xaf], '"}'),
  'lone surrogates': '{"owner":"\\ud800","repo":"\\udc00\\ud800"}',
  zeros: Buffer.alloc(200_000),
  'a zero in a text': '{"owner":"a\\u0000b"}',
  'no JSON': '{owner:panda}',
  'JSON with comments': '{/* x */"owner":"panda"}//',
  'JSON twice': '{}{}',
  NaN: '{"port":NaN,"expiresInDays":Infinity}',
  null: 'null',
  text: '"owner"',
  number: '1',
  XML: '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>',
  form: 'owner=panda&repo=hello&__proto__[x]=1',
  'a compressed one': Buffer.from('1f8b0800000000000003abae050043bfa6a302000000', 'hex'),
}

/** By content type, the same harmless body. */
export const contentTypes = [
  ...[
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'text/plain',
    'application/xml',
    'text/html',
  ],
  ...[
    'application/json; charset=utf-16',
    'application/json; charset=x',
    'application/json;'.repeat(200),
    '',
    'x',
    'null',
  ],
  ...['application/vnd.api+json', 'application/merge-patch+json', 'application/octet-stream'],
]

/** Requests as bytes: what a parser may take for two, or for none. */
export const rawRequests = (path: string): Record<string, string | Buffer> => {
  const line = (text: string, more = '', body = '') =>
    `${text}\r\nHost: localhost\r\nConnection: close\r\n${more}\r\n${body}`
  const begin = `POST ${path} HTTP/1.1`
  const smuggled = `GET /api/v1/deploy HTTP/1.1\r\nHost: localhost\r\n\r\n`
  return {
    'length and chunks': line(begin, 'Content-Length: 4\r\nTransfer-Encoding: chunked\r\n', `0\r\n\r\n${smuggled}`),
    'two lengths': line(begin, 'Content-Length: 2\r\nContent-Length: 3\r\n', '{}'),
    'a length of letters': line(begin, 'Content-Length: 2x\r\n', '{}'),
    'a negative length': line(begin, 'Content-Length: -2\r\n', '{}'),
    'a huge length': line(begin, 'Content-Length: 99999999999999999999\r\n', '{}'),
    'a length with a plus': line(begin, 'Content-Length: +2\r\n', '{}'),
    'chunks with a blank before the colon': line(begin, 'Transfer-Encoding : chunked\r\n', '0\r\n\r\n'),
    'chunks of another name': line(begin, 'Transfer-Encoding: xchunked\r\n', '0\r\n\r\n'),
    'chunked twice': line(begin, 'Transfer-Encoding: chunked, chunked\r\n', '0\r\n\r\n'),
    'a chunk of a huge size': line(begin, 'Transfer-Encoding: chunked\r\n', 'ffffffffffffffffff\r\n{}'),
    'a chunk with long extensions': line(
      begin,
      'Transfer-Encoding: chunked\r\n',
      `2;${'x'.repeat(50_000)}\r\n{}\r\n0\r\n\r\n`,
    ),
    'chunks of one byte': line(begin, 'Transfer-Encoding: chunked\r\n', `${'1\r\n \r\n'.repeat(50_000)}0\r\n\r\n`),
    'long trailers': line(begin, 'Transfer-Encoding: chunked\r\n', `0\r\n${'X: y\r\n'.repeat(20_000)}\r\n`),
    'lines without CR': `${begin}\nHost: localhost\nConnection: close\nContent-Length: 2\n\n{}`,
    'a folded header': line(begin, 'X: a\r\n b\r\nContent-Length: 2\r\n', '{}'),
    'a zero in a header': line(begin, 'X: a\u0000b\r\nContent-Length: 2\r\n', '{}'),
    'a header without a name': line(begin, ': x\r\nContent-Length: 2\r\n', '{}'),
    'a thousand headers': line(
      begin,
      `${Array.from({ length: 1_000 }, (_, n) => `X${n}: y\r\n`).join('')}Content-Length: 2\r\n`,
      '{}',
    ),
    'a long header': line(begin, `X: ${'y'.repeat(20_000)}\r\nContent-Length: 2\r\n`, '{}'),
    'a long address': line(`GET ${path}?${'x'.repeat(20_000)} HTTP/1.1`),
    'a whole address': line(`GET http://evil.test/api/v1/deploy HTTP/1.1`),
    'an address of two slashes': line('GET //evil.test/api/v1/deploy HTTP/1.1'),
    'an address of none': line('GET * HTTP/1.1'),
    'bytes in an address': Buffer.concat([
      Buffer.from('GET /api/v1/'),
      Buffer.from([0xff, 0xfe]),
      Buffer.from(line(' HTTP/1.1')),
    ]),
    'a zero in an address': line('GET /api/v1/deploy%00 HTTP/1.1'),
    'a method of none': line(`HACK ${path} HTTP/1.1`),
    'HTTP/0.9': 'GET /health\r\n\r\n',
    'HTTP/2': 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
    'HTTP/1.0': 'GET /health HTTP/1.0\r\n\r\n',
    'HTTP/9.9': line('GET /health HTTP/9.9'),
    TLS: Buffer.from('16030100c8010000c40303', 'hex'),
    'no host': `GET /health HTTP/1.1\r\nConnection: close\r\n\r\n`,
    'two hosts': line('GET /health HTTP/1.1', 'Host: evil.test\r\n'),
    'an upgrade to HTTP/2': line('GET /health HTTP/1.1', 'Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQ\r\n'),
    'an upgrade elsewhere': line('GET /api/v1/deploy HTTP/1.1', 'Connection: Upgrade\r\nUpgrade: websocket\r\n'),
    'a tunnel': line('CONNECT 169.254.169.254:80 HTTP/1.1'),
    'a trace': line('TRACE /health HTTP/1.1', 'Cookie: secret\r\n'),
    'a body that is announced': line(begin, 'Expect: 100-continue\r\nContent-Length: 2\r\n', '{}'),
    'an expectation of none': line(begin, 'Expect: coffee\r\nContent-Length: 2\r\n', '{}'),
    'a body of a GET': line('GET /health HTTP/1.1', 'Content-Length: 200000\r\n', 'x'.repeat(200_000)),
    'many at once': `${`GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n`.repeat(500)}${line('GET /health HTTP/1.1')}`,
  }
}
