// npm run smoke: everything that only a real place can show, tried in one go. docs/unproven.md says what it is for.
import { parseArgs } from 'node:util'
import { isStage, told } from '../../aws/deployed.ts'
import { panda } from '../../client/api.ts'
import { liveEvents } from '../../client/socket.ts'
import { account } from './account.ts'
import { type Check, checks } from './checks.ts'
import type { Trip } from './trip.ts'

const usage = `npm run smoke -- --profile NAME [--stage dev] --region REGION --role-arn ARN --repo OWNER/REPO[@BRANCH]
  with PANDA_TOKEN (an API token of the platform) and GITHUB_TOKEN in the environment
npm run smoke -- --url http://127.0.0.1:8080        against npm start
It deploys that repository for real, several times. --only ID[,ID] tries some.`

const options = () => {
  try {
    const given = { profile: text, stage: text, region: text, 'role-arn': text, repo: text, url: text, only: text }
    return parseArgs({ options: given }).values
  } catch (fault) {
    return refuse((fault as Error).message)
  }
}

const text = { type: 'string' as const }

const refuse = (line: string): never => {
  console.error(`${line}\n\n${usage}`)
  process.exit(2)
}

const tripOf = async (given: ReturnType<typeof options>): Promise<Trip> => {
  const { profile, stage = 'dev', region = 'local-1', url } = given
  if (!profile && !url) return refuse('Name a --profile, or a --url')
  if (profile && !(given['role-arn'] && given.repo && given.region && process.env.PANDA_TOKEN))
    return refuse('A real account needs --region, --role-arn, --repo and PANDA_TOKEN')
  if (!isStage(stage)) return refuse('--stage is dev or prod')
  if (profile) Object.assign(process.env, { AWS_PROFILE: profile, AWS_REGION: region })
  const address = url ?? (await told(stage, 'ApiAddress'))
  const [, owner, repo, branch = 'main'] = /^([^/]+)\/([^@]+)(?:@(.+))?$/.exec(given.repo ?? 'panda/hello') ?? []
  if (!owner || !repo) return refuse('--repo is OWNER/REPO or OWNER/REPO@BRANCH')
  const client = panda({ baseUrl: address, token: process.env.PANDA_TOKEN })
  const roleArn = given['role-arn']
  const aws = roleArn ? { region, roleArn } : { region, accessKeyId: 'AKIALOCAL', secretAccessKey: 'local' }
  return {
    client,
    live: liveEvents(client),
    address,
    wish: { owner, repo, branch, token: process.env.GITHUB_TOKEN ?? 'ghp_local', aws },
    aws: profile ? account({ region, stage }) : undefined,
    seen: { started: new Date() },
  }
}

/** Each is tried, whatever became of the one before: those that lack its ground say so. */
const tried = async (check: Check, trip: Trip): Promise<'passed' | 'failed' | 'left out'> => {
  const line = (mark: string, words: string) => console.log(`${mark} ${check.id.padEnd(16)} ${words}`)
  if (check.onlyOnAws && !trip.aws) {
    line('–', `${check.says}: only with --profile`)
    return 'left out'
  }
  const began = Date.now()
  try {
    const remark = await check.run(trip)
    line('✓', `${check.says}${remark ? `: ${remark}` : ''} (${Math.round((Date.now() - began) / 1000)} s)`)
    return 'passed'
  } catch (fault) {
    line('✗', `${check.says}: ${fault instanceof Error ? fault.message : String(fault)}`)
    return 'failed'
  }
}

const given = options()
const trip = await tripOf(given)
const wanted = given.only?.split(',')
const results: string[] = []
for (const check of checks) if (!wanted || wanted.includes(check.id)) results.push(await tried(check, trip))
trip.live.close()
const count = (what: string) => results.filter(result => result === what).length
console.log(`${count('passed')} passed, ${count('failed')} failed, ${count('left out')} left out`)
process.exit(count('failed') === 0 ? 0 : 1)
