// What the OpenAPI document says in words: for people who build on Panda.
import type { ErrorCode } from '../core/vocabulary.ts'

export const about = `One call takes a repository with a Dockerfile to Amazon ECS without downtime.

**In four calls:** \`POST /api/v1/connect/github\` and \`POST /api/v1/connect/aws\` once, \`POST /api/v1/deploy\` each time, and
\`POST /api/v1/deploy/{id}/switch\` when you like what you see. Everything in between is pushed to you: nobody polls.

**Answers.** A call that went well answers \`{"code":200,"message":"…","data":{…}}\`. One that did not answers
\`{"timestamp","status","error","message","errorCode",…}\`: decide by \`errorCode\`, show \`message\`. Further fields may come.

**Language.** \`message\`, and that of events, is English or Korean: send \`Accept-Language: ko\`. Over a socket it is \`lang\`.

**Identity.** \`Authorization: Bearer\` and an API token of Panda, or a JWT of an issuer that is trusted here. On your own machine
(\`npm start\`) none is needed. What is somebody else's looks as if it did not exist. Roles: a \`viewer\` reads, a \`deployer\` also
connects, deploys, switches, cancels and rolls back, an \`approver\` also approves what others deploy, an \`admin\` also makes
tokens; \`x-allows\` of each call is the least role. A grant (\`POST /api/v1/grants\`) raises somebody's for a service and an
environment. A token with \`scopes\` may these and nothing else: what is outside of them looks as if it did not exist, and a call that
is not about one service answers 403.

**Limits.** A body has 256 kB at most, a tenant 600 calls a minute, ten deployments that run and fifty that wait (settings).
An address that there is not answers 404 \`ROUTE_NOT_FOUND\`, a wrong method 405 \`METHOD_NOT_ALLOWED\` with the header \`Allow\`.
On your own machine, a web page of another origin is answered 403 \`FORBIDDEN\`. On AWS, API Gateway may answer before Panda
does (429, 500, 503, \`{"message":"…"}\` without an \`errorCode\`): what is not Panda's is worth asking again.

**Every example here is recorded from the server,** not written by hand. \`x-request\` of an example is what was asked.`

export const tagWords: Record<string, string> = {
  connect: 'What Panda may read (GitHub) and where it deploys to (AWS). Secrets go in and never come out.',
  deploy: `A deployment *is* its event log: \`seq\` 1, 2, 3 … without a gap, ended by one final event (\`COMPLETED\`, \`FAILED\` or
\`CANCELLED\`). Status: \`QUEUED\` → \`RUNNING\` → \`DEPLOYMENT_READY\` → \`RUNNING\` → \`COMPLETED\`; from anywhere \`FAILED\` or
\`CANCELLED\`. \`x-events\` of this document has one of each event.`,
  approvals:
    'Where reviewers are asked for, nothing is released before they have agreed, whoever has started it not among them.',
  environments:
    'Settings of `dev`, `prod` and any other: a deployment’s own fields win, then these, then what is usual.',
  hooks: `GitHub calls these addresses: a push to a branch that an environment’s own \`branches\` take starts a deployment there. It
is signed with the hook’s secret (\`X-Hub-Signature-256\`), and needs no other identity; docs/triggers.md has it step by step.`,
  services: 'What serves now, and what a rollback can go to.',
  metrics: 'How often, how fast and how well you deploy: measured from the logs, or null.',
  'socket-ticket': `The way to listen. Ask for a ticket, open a WebSocket at its \`url\`, and send
\`{"action":"subscribe","deploymentId":"dep_…","after":0}\`: all events after \`after\` come, then \`subscribed\`, then what happens.
The rule for a client is two lines: drop a \`seq\` that you have; on a jump, or a \`pong\` ahead of you, subscribe again from your
last. Send \`{"action":"ping"}\` every 30 s while something is unfinished: a socket lives two hours, or ten idle minutes.
A bad ticket is answered 401 before the socket opens. \`x-socket\` of this document has every message.`,
  grants:
    'A role for one service, or one environment, or both, beside the one that somebody has everywhere. It only ever adds.',
  tokens: 'For pipelines. An admin’s, because a token that can make tokens outlives its own end.',
  audit:
    'One row for each call that changes something, whether it was done or refused. Nothing changes or deletes one.',
  notifications: `Slack, webhooks and e-mail. Addresses go in and never come out. What a target does not take is tried again after
10 s, 1 min, 5 min, 30 min and 2 h; no deployment waits for it. A webhook's messages are signed: \`Panda-Signature: t=…,v1=…\`,
where \`v1\` is the hex HMAC-SHA256 of \`{t}.{body}\`; \`Panda-Delivery\` is the same over all attempts.`,
  about: 'Panda itself.',
}

/** Beside the summary, where there is more to know. */
export const callWords: Record<string, string> = {
  connectGithub: 'GitHub is asked at once: the repository and the branch exist, and the token may read them.',
  connectAws:
    'Either `roleArn` or keys; `""` as `sessionToken` is none. A role must ask for your external id (`GET /api/v1/connect/aws/external-id`). STS is asked at once whose account it is.',
  externalId:
    'What the trust policy of your role must ask for, so that nobody else can act in your account through Panda.',
  testPermissions: 'Asked of IAM now: call it again when you have mended the policy.',
  disconnect: 'Of both kinds: `gh_…` and `aws_…`.',
  deploy: `Answers at once. With an \`Idempotency-Key\` the same call can be made again, whatever became of its answer: it is the same
deployment. One release of a service at a time; what becomes of another is \`concurrency\`: \`supersede\` (the default) takes the
place of one that is not ready yet, \`queue\` waits, \`reject\` answers \`BUSY\`. \`autoSwitch\`: without waiting for
\`POST …/switch\`.`,
  createHook: 'The secret is shown this once. Enter both at GitHub: Settings, Webhooks, Add webhook.',
  removeHook: 'Of one that is removed, or never was, the answer is the same.',
  hearHook: `\`push\` to a branch starts each environment whose own \`branches\` take it (of \`dev\` and \`prod\` also the usual ones, once
something is set for them) and that names both connections; a commit that says \`[skip deploy]\` starts none. The same
\`X-GitHub-Delivery\` again starts nothing more. 200 also where a deployment was refused: \`refused\` says why. A hook that there is
not and a wrong signature have one answer.`,
  listDeployments: 'Filters apply before `limit`. From summaries, which follow the logs within moments.',
  readEvents: `Three ways to read a log. **JSON** with \`?after=SEQ\`. **\`text/event-stream\`** for \`EventSource\`, which resumes by itself with
\`Last-Event-ID\`: on one machine it is held open until the final event; on AWS it ends after what is known, and the browser comes
back in 5 s; after the final event it is \`204\`, which stops it. **\`?dialect=v1\`** is what the first clients know: \`done\` and
\`error\` for the final event, in Korean. \`EventSource\` cannot send headers: its address is \`eventsUrl\` of
\`POST /api/v1/socket-ticket\`. Best is the socket.`,
  createNotification:
    '`"*"` is any. A webhook without a `secret` gets one, shown this once. Mail begins once its reader has opened the link that SNS sends.',
  listDeliveries: 'Newest first, kept for 14 days. Of one deployment they are looked for among the newest thousand.',
  testNotification: 'Answers what came back. It is signed like any other, and is in no log of deliveries.',
  removeNotification: 'What was on its way is not told. Of one that never was, the answer is the same.',
  readLogs: 'Kept for 14 days.',
  readResult:
    'From the moment that there is something to decide on. Before, or of an unknown one: 400 `RESULT_NOT_FOUND`.',
  switchTraffic:
    'Answers once the request is in the log; saying it again is fine. Five health checks in a row come first, then traffic moves and blue drains.',
  cancel: 'Stops the build and the release and verifies that what served before serves. Over already: 200, unchanged.',
  rollback:
    'A new deployment of a kept release, by digest: nothing is built. `to` is a deployment or a commit; without it, the good one before. It switches by itself unless `autoSwitch` is false.',
  readMetrics: `Measured from the logs of the deployments that were accepted in these days, or null; docs/metrics.md defines each figure.
With \`Accept: text/plain\`, or openmetrics, it is the text that Prometheus reads, of each service and environment.`,
  socketTicket: 'The ticket opens one socket. With a `deploymentId` there is an `eventsUrl`, too, for that log alone.',
  createToken:
    'With a `role`, everywhere; or with `scopes`: 1 to 20, each a role for an owner, a repository and an environment, of which each may be `*`.',
  createGrant:
    'Takes effect with the next call. `subject` is exactly what `by` says of the caller, or `token:` and the id of an API token. A grant raises a role and never lowers one.',
  removeGrant: 'Of one that is deleted, or never was, the answer is the same.',
  readAudit: `Filters apply before \`limit\`. A page may be shorter than \`limit\`, or empty, and have a \`cursor\` all the same: a call reads
5,000 rows at most. With \`Accept: text/csv\` or \`application/x-ndjson\` it is a file, and the header \`Link\` has the address of what
follows. Rows are kept for 400 days (a setting).`,
  revokeToken: 'Of one that is revoked, or never was, the answer is the same.',
}

/** What each error code means, and what to do. One that is missing does not compile. */
export const errorWords: Record<ErrorCode, string> = {
  GITHUB_REPOSITORY_NOT_FOUND: 'There is no such repository, or the token may not see it',
  GITHUB_BAD_CREDENTIALS: 'GitHub does not take the token, or it may not read this repository',
  GITHUB_BRANCH_NOT_FOUND: 'The repository is there, the branch is not',
  GITHUB_TIMEOUT: 'GitHub did not answer, or its rate limit is reached: try again',
  AWS_CREDENTIALS_INVALID: 'AWS does not take the keys or the role; the message is what STS said',
  AWS_TIMEOUT: 'AWS did not answer: try again',
  ROLE_NOT_PROTECTED:
    'The role can be taken on without its external id; the message is what to add to its trust policy',
  CONNECTION_NOT_FOUND: 'There is no such connection of yours',
  CONNECTION_MISMATCH: 'The GitHub connection is of another repository',
  CONNECTION_IN_USE: 'A deployment that is unfinished needs it: `deploymentId` says which',
  RESULT_NOT_FOUND: 'There is nothing to decide on yet, or no such deployment of yours',
  DEPLOYMENT_NOT_FOUND: 'There is no such deployment of yours',
  SERVICE_NOT_FOUND: 'Nothing of that name of yours serves',
  NOTIFICATION_NOT_FOUND: 'There is no such notification of yours',
  RELEASE_NOT_FOUND: 'There is no earlier good release, or none that matches `to`',
  INVALID_REQUEST: 'What was sent does not fit; `faults` has every fault with its field',
  PAYLOAD_TOO_LARGE: 'A body has 256 kB at most',
  ROUTE_NOT_FOUND: 'No call has this address',
  METHOD_NOT_ALLOWED: 'The address takes another method: see the header `Allow`',
  IDEMPOTENCY_CONFLICT: 'The key was used before, with another body',
  OUTSIDE_WINDOW:
    'The environment’s windows are closed, or it is frozen: `opensAt` says when it opens, as far as that is set',
  BRANCH_NOT_ALLOWED: 'The environment’s `branches` do not take that branch',
  NOT_PROMOTABLE: 'It is not good where it is, or may not go there: `message` says which',
  PROMOTION_ONLY: 'The environment takes only what has been good in another: promote it',
  SETTINGS_CHANGED: 'Somebody else has written the settings since `version`',
  NOT_AWAITING_APPROVAL: 'The deployment asks for no approval, or no longer',
  AUTHOR_MAY_NOT_APPROVE: 'Whoever has started it may not approve it',
  BUSY: 'Another deployment of the service is unfinished, and `concurrency` is `reject`',
  NOT_READY: 'Green is not ready for the switch yet, or the deployment is over',
  TOO_LATE: 'Traffic has moved: roll back instead',
  QUEUE_FULL: 'As many run and wait as may: try again when one has ended',
  RATE_LIMITED: 'Too many calls: wait for as long as `Retry-After` says',
  UNAUTHENTICATED: 'No identity, or one that is not taken; the message says why',
  FORBIDDEN: 'The call needs more of a role',
  EVENT_RULE_FAILED: 'The rule that tells Panda of your account’s events could not be made',
  BUS_PERMISSION_FAILED: 'Your account could not be let onto Panda’s event bus',
  CLONE_FAILED: 'git could not clone; its words, without the token',
  DOCKERFILE_NOT_FOUND: 'The repository has no Dockerfile',
  DOCKER_BUILD_FAILED: 'The image could not be built; the last lines of the build',
  ECR_PUSH_FAILED: 'The image could not be pushed to your ECR',
  ECS_DEPLOYMENT_FAILED: 'AWS said no to the infrastructure or the service; what it said, with the resource',
  NAME_TAKEN: 'Something in your account has the name and is not Panda’s: it is not touched',
  SERVICE_CANNOT_MOVE:
    'Its environment asks for another network or certificate than the service was made with: it is not touched',
  HEALTH_CHECK_FAILED: 'Green did not get, or stay, healthy; its last answer, and its program’s last lines',
  SMOKE_TEST_FAILED:
    'A smoke request of the environment was not answered as it should be: what was asked, expected and got',
  CREDENTIALS_EXPIRED: 'The connection’s credentials stopped working midway',
  DEPLOYMENT_TIMEOUT: 'A stage, or the whole, took longer than it may',
  APPROVAL_TIMEOUT: 'Nobody approved or switched in time: what served before serves',
  IMAGE_SCAN_BLOCKED:
    'The scan of its image found what the environment does not let through, or there was none: `gates.scan` says which',
  CHECKS_FAILED: 'A check that the environment requires has failed, or has not come in time: `message` names it',
  APPROVAL_REJECTED: 'A reviewer said no: nothing was released',
  UNEXPECTED_ERROR: 'Panda’s fault: `reference` is what its log calls it',
}
