// One request of a client: to a target, perhaps to another, and the answer back.
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Timeline } from '../../region/kernel.ts'
import type { Outcome, Question } from './ask.ts'
import { ask } from './ask.ts'
import { framingOf, takeBody } from './body.ts'
import type { Group } from './group.ts'
import { toClient, toTarget } from './headers.ts'
import { cutting, type Target } from './target.ts'

export type Front = {
  timeline: Timeline
  shownPort: number
  /** As an ALB: 60 s. */
  idleMs: number
  pickGroup(): Group | undefined
}

/** RFC 9110 9.2.2: what may be said twice. */
const idempotent = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE', 'PUT', 'DELETE'])

export const forward = async (request: IncomingMessage, response: ServerResponse, front: Front): Promise<void> => {
  const gone = new AbortController()
  response.on('close', () => {
    if (!response.writableFinished) gone.abort()
  })
  response.on('error', () => gone.abort())
  const body = await takeBody(request)
  if (!body || gone.signal.aborted) return
  const group = front.pickGroup()
  const startedAt = performance.now()
  const headers = toTarget(request, front.shownPort, framingOf(request, body), front.timeline.now())
  const { method = 'GET', url: path = '/' } = request
  const question = { method, path, headers, body, idleMs: front.idleMs, signal: gone.signal }
  const tried = group ? await tryTargets(group, question) : noTarget
  if (gone.signal.aborted) return leave(tried)
  const measure = (failed: boolean, answeredAt: number | null) =>
    group?.figures.add(front.timeline.now(), answeredAt && answeredAt - startedAt, failed)
  if (tried.outcome?.kind !== 'answered') {
    tried.release()
    // What the load balancer says itself is no answer of the target's: HTTPCode_Target_5XX_Count does not count it, and
    // RequestCount only where there was a target to choose.
    if (tried.outcome) measure(false, null)
    return refuse(response, statusFor(tried.outcome))
  }
  // As an ALB's TargetResponseTime: until the target begins to answer.
  const answeredAt = performance.now()
  const whole = await passOn(tried.outcome.response, response, tried)
  measure(!(whole || gone.signal.aborted) || response.statusCode >= 500, answeredAt)
}

export type Tried = { outcome?: Outcome; target?: Target; release(): void }
export const noTarget: Tried = { release: () => {} }

/** Whoever is answered must call `release` when the target's part is over. */
export const tryTargets = async (group: Group, question: Question, sockets?: 'fresh'): Promise<Tried> => {
  const refusing = new Set<Target>()
  let last = noTarget
  for (;;) {
    // The pick and the hold are in one tick: from here on a drain waits for this request.
    const target = group.pick(refusing)
    if (!target) return last
    const release = target.hold()
    const outcome = await (sockets ? ask(target, question, sockets) : askTarget(target, question))
    if (outcome.kind !== 'unsent') return { outcome, target, release }
    release()
    if (question.signal.aborted) return noTarget
    refusing.add(target)
    last = { outcome, release: () => {} }
  }
}

/** The client went away before it could be told: nobody's fault, and not measured. */
export const leave = ({ outcome, release }: Tried): void => {
  if (outcome?.kind === 'answered') outcome.response.destroy()
  if (outcome?.kind === 'upgraded') outcome.socket.destroy()
  release()
}

/** A kept socket may be closed by the other side at any moment: only what can be said twice goes there, and is. */
const askTarget = async (target: Target, question: Question): Promise<Outcome> => {
  const repeatable = idempotent.has(question.method) && Buffer.isBuffer(question.body)
  if (!repeatable) return ask(target, question, 'fresh')
  const outcome = await ask(target, question, 'kept')
  const raced = outcome.kind === 'unanswered' && outcome.reused && !outcome.timedOut && !question.signal.aborted
  return raced ? ask(target, question, 'fresh') : outcome
}

/** Resolves when the target has said all, or one of the two is gone; false if the target broke off. */
const passOn = (answer: IncomingMessage, response: ServerResponse, tried: Tried): Promise<boolean> =>
  new Promise(resolve => {
    const keep = tried.target?.cutLater(cutting(answer))
    answer.on('error', () => {})
    answer.on('close', () => {
      keep?.()
      tried.release()
      if (!answer.complete) response.destroy()
      resolve(answer.complete)
    })
    response.on('close', () => answer.destroy())
    response.writeHead(answer.statusCode ?? 502, answer.statusMessage, toClient(answer))
    answer.pipe(response)
  })

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html */
export const statusFor = (outcome: Outcome | undefined): 502 | 503 | 504 => {
  if (!outcome) return 503
  const timedOut = (outcome.kind === 'unsent' || outcome.kind === 'unanswered') && outcome.timedOut
  return timedOut ? 504 : 502
}

const titles = { 502: '502 Bad Gateway', 503: '503 Service Temporarily Unavailable', 504: '504 Gateway Time-out' }

export const errorPage = (status: keyof typeof titles) =>
  `<html>\r\n<head><title>${titles[status]}</title></head>\r\n<body>\r\n<center><h1>${titles[status]}</h1></center>\r\n</body>\r\n</html>\r\n`

const refuse = (response: ServerResponse, status: keyof typeof titles) => {
  const page = errorPage(status)
  response.writeHead(status, { Server: 'awselb/2.0', 'Content-Type': 'text/html', 'Content-Length': page.length })
  response.end(page)
}
