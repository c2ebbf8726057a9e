// The functions, one for each set of grants, with the reason for its time. `lambdas/{name}.ts` is the program of each.
import type { Entry } from '../lambdas/platform/needs.ts'

type Facts = { seconds: number; megabytes: number; why: string }

export const entries = {
  api: { seconds: 29, megabytes: 1024, why: 'API Gateway gives up after 30 s; people wait for it, so more CPU' },
  authorizer: { seconds: 5, megabytes: 512, why: 'one look into the table, or one fetch of an issuer’s keys' },
  socket: { seconds: 29, megabytes: 512, why: 'API Gateway gives up after 29 s; a long log is replayed in here' },
  advance: { seconds: 30, megabytes: 512, why: 'ten events, each a fold of its log and a call of the machine' },
  push: { seconds: 60, megabytes: 512, why: 'ten items, each with 2 s of patience for its slowest listener' },
  step: { seconds: 50, megabytes: 512, why: 'shorter than the shortest wait (60 s), longer than a step’s own 40 s' },
  event: { seconds: 30, megabytes: 256, why: 'a few reads and a wake: the rest is for AWS being slow' },
  begin: { seconds: 30, megabytes: 256, why: 'as a person’s call of `POST /deploy`, of which nobody waits' },
  'build-report': { seconds: 30, megabytes: 256, why: 'a few writes of one log' },
  'build-call': {
    seconds: 30,
    megabytes: 512,
    why: 'opens two secrets, takes on a role, asks ECR: 10 s each at worst',
  },
  notify: {
    seconds: 30,
    megabytes: 256,
    why: 'a target has 10 s to answer, and is called again if that is too little',
  },
  sweep: { seconds: 300, megabytes: 512, why: 'all unfinished deployments, one after another' },
} as const satisfies Record<Entry, Facts>

export const entryNames = Object.keys(entries) as Entry[]
