// AWS's answers as they are on the wire, by protocol. The forms are the protocols' own; what is said in them (error codes,
// namespaces, words) is named where it is used.
import type { Answer } from './loopback.ts'

/** https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html (1.0 differs in its content type only) */
export const json = (body: object, version = '1.1'): Answer => ({
  headers: { 'content-type': `application/x-amz-json-${version}`, 'x-amzn-requestid': requestId },
  body: JSON.stringify(body),
})

/** `type` as AWS writes it, often with a namespace: `com.amazon.coral.service#ExpiredTokenException`. KMS leaves the message
 *  out of some, others spell it `Message`. */
export const jsonNo = (type: string, message?: string, status = 400, spelling = 'message'): Answer => ({
  ...json({ __type: type, ...(message !== undefined && { [spelling]: message }) }),
  status,
})

/** https://smithy.io/2.0/aws/protocols/aws-query-protocol.html */
export const xml = (action: string, result: string): Answer => ({
  headers: { 'content-type': 'text/xml', 'x-amzn-requestid': requestId },
  body: `<?xml version="1.0" encoding="UTF-8"?>
<${action}Response xmlns="https://aws.example/doc/">
  <${action}Result>${result}</${action}Result>
  <ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata>
</${action}Response>`,
})

export const xmlNo = (code: string, message: string, status = 400): Answer => ({
  status,
  headers: { 'content-type': 'text/xml', 'x-amzn-requestid': requestId },
  body: `<ErrorResponse xmlns="https://aws.example/doc/">
  <Error>
    <Type>${status < 500 ? 'Sender' : 'Receiver'}</Type>
    <Code>${code}</Code>
    <Message>${escaped(message)}</Message>
  </Error>
  <RequestId>${requestId}</RequestId>
</ErrorResponse>`,
})

/** https://smithy.io/2.0/aws/protocols/aws-ec2-query-protocol.html: no `Result` inside, errors in a list. */
export const ec2 = (action: string, result: string): Answer => ({
  headers: { 'content-type': 'text/xml;charset=UTF-8' },
  body: `<?xml version="1.0" encoding="UTF-8"?>
<${action}Response xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>${requestId}</requestId>${result}</${action}Response>`,
})

export const ec2No = (code: string, message: string, status = 400): Answer => ({
  status,
  headers: { 'content-type': 'text/xml;charset=UTF-8' },
  body: `<?xml version="1.0" encoding="UTF-8"?>
<Response><Errors><Error><Code>${code}</Code><Message>${escaped(message)}</Message></Error></Errors><RequestID>${requestId}</RequestID></Response>`,
})

/** https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html: the name is in a header, the body may well be empty. */
export const restNo = (type: string, status: number, body = ''): Answer => ({
  status,
  headers: { 'content-type': 'application/json', 'x-amzn-errortype': type, 'x-amzn-requestid': requestId },
  body,
})

/** What a load balancer or a proxy on the way says, in its own words. */
export const page = (status: number): Answer => ({
  status,
  headers: { 'content-type': 'text/html' },
  body: `<html>\r\n<head><title>${status}</title></head>\r\n<body><center><h1>${status}</h1></center><hr></body>\r\n</html>`,
})

const requestId = '7d0f5a52-2c3b-4f6e-9a55-0b1c2d3e4f50'
const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
