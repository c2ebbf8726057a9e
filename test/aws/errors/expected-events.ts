// The noes that are expected of Step Functions, EventBridge and IAM.
import { customerRule } from '../../../core/rules.ts'
import type { Row } from './expected.ts'
import type { Script } from './loopback.ts'
import { account, bus, operations, region } from './operations.ts'
import { json, jsonNo, restNo, xml, xmlNo } from './shapes.ts'

/** Measured: https://docs.aws.amazon.com/step-functions/latest/apireference/ names no namespace, the service sends SWF's. */
const swf = (name: string, words: string) => jsonNo(`com.amazonaws.swf.service.v2.model#${name}`, words)
const execution = `arn:aws:states:${region}:999999999999:execution:panda:dep_1`
const nobody = json({ executions: [] }, '1.0')

const executions: Row[] = [
  {
    file: 'executions.ts',
    listed: 'ExecutionAlreadyExists',
    says: { StartExecution: swf('ExecutionAlreadyExists', `Execution Already Exists: '${execution}'`) },
    ask: operations['executions.start'],
    answers: undefined,
  },
  {
    file: 'executions.ts',
    listed: 'ExecutionDoesNotExist',
    says: {
      DescribeExecution: swf('ExecutionDoesNotExist', `Execution Does Not Exist: '${execution}'`),
      ListExecutions: nobody,
    },
    ask: operations['executions.running'],
    answers: false,
  },
  // https://github.com/aws-samples/amazon-mwaa-examples/issues/61
  ...(['succeed', 'fail'] as const).flatMap(told =>
    [
      ['TaskTimedOut', "Task Timed Out: 'Provided task does not exist anymore'"],
      ['TaskDoesNotExist', "Task Does Not Exist: 'token'"],
      ['InvalidToken', "Invalid Token: 'Invalid token'"],
    ].map(([listed = '', words = '']) => ({
      file: 'executions.ts',
      listed,
      says: { [told === 'succeed' ? 'SendTaskSuccess' : 'SendTaskFailure']: swf(listed, words) },
      ask: operations[`executions.${told}`],
      answers: 'dead',
    })),
  ),
]

const role = `arn:aws:iam::${account}:role/${customerRule.role}`
const made = xml(
  'CreateRole',
  `<Role><Path>/</Path><RoleName>${customerRule.role}</RoleName><RoleId>AROA1</RoleId><Arn>${role}</Arn><CreateDate>2026-11-20T10:00:00Z</CreateDate></Role>`,
)
const ours = xml(
  'GetRole',
  `<Role><Path>/</Path><RoleName>${customerRule.role}</RoleName><RoleId>AROA1</RoleId><Arn>${role}</Arn><CreateDate>2026-11-20T10:00:00Z</CreateDate><Tags><member><Key>panda</Key><Value>events</Value></member></Tags></Role>`,
)
const ruleSteps: Script = {
  DescribeRule: jsonNo('ResourceNotFoundException', `Rule ${customerRule.name} does not exist on EventBus default.`),
  GetRole: ours,
  PutRolePolicy: xml('PutRolePolicy', ''),
  PutRule: json({ RuleArn: `arn:aws:events:${region}:${account}:rule/${customerRule.name}` }),
  PutTargets: json({ FailedEntryCount: 0, FailedEntries: [] }),
}
/** Somebody is quicker: first it is not there, then it is. */
const notThereAtFirst = () => {
  let looks = 0
  return () => (looks++ ? ours : xmlNo('NoSuchEntity', `The role with name ${customerRule.role} cannot be found.`, 404))
}
const ensured = { rule: customerRule.name }

const events: Row[] = [
  {
    file: 'event-rules.ts',
    listed: 'ResourceNotFoundException',
    says: ruleSteps,
    ask: operations['eventRules.ensure'],
    answers: ensured,
  },
  {
    file: 'event-rules.ts',
    listed: '/cannot be assumed/i',
    // https://github.com/Miserlou/Zappa/issues/381
    says: {
      ...ruleSteps,
      PutTargets: jsonNo(
        'ValidationException',
        `Provided role '${role}' cannot be assumed by principal 'events.amazonaws.com'.`,
      ),
    },
    ask: operations['eventRules.ensure'],
    answers: 'throttled',
  },
  {
    file: 'event-rules.ts',
    listed: 'PolicyLengthExceededException',
    says: {
      DescribeEventBus: json({ Arn: bus, Name: 'panda-ingress' }),
      PutPermission: jsonNo('PolicyLengthExceededException', 'Policy exceeds the limit of 10240 characters.'),
    },
    ask: operations['eventRules.admit'],
    answers: [],
  },
  {
    file: 'forward-role.ts',
    listed: 'NoSuchEntityException',
    says: {
      ...ruleSteps,
      GetRole: xmlNo('NoSuchEntity', `The role with name ${customerRule.role} cannot be found.`, 404),
      CreateRole: made,
    },
    ask: operations['eventRules.ensure'],
    answers: ensured,
  },
  {
    file: 'forward-role.ts',
    listed: 'EntityAlreadyExistsException',
    says: {
      ...ruleSteps,
      GetRole: notThereAtFirst(),
      CreateRole: xmlNo('EntityAlreadyExists', `Role with name ${customerRule.role} already exists.`, 409),
    },
    ask: operations['eventRules.ensure'],
    answers: ensured,
  },
]

const schedules: Row[] = [
  // Of a REST API the name is in a header: https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateSchedule.html
  {
    file: 'later-notices.ts',
    listed: 'ConflictException',
    says: { CreateSchedule: restNo('ConflictException', 409, '{"Message":"Schedule nd_1-1 already exists."}') },
    ask: operations['laterNotices.send'],
    answers: undefined,
  },
  {
    file: 'schedules.ts',
    listed: 'ConflictException',
    says: {
      CreateSchedule: restNo('ConflictException', 409, '{"Message":"Schedule env-1 already exists."}'),
      UpdateSchedule: { body: '{"ScheduleArn":"arn:schedule"}', headers: { 'content-type': 'application/json' } },
    },
    ask: operations['schedules.set'],
    answers: undefined,
  },
  {
    file: 'schedules.ts',
    listed: 'ResourceNotFoundException',
    says: { DeleteSchedule: restNo('ResourceNotFoundException', 404, '{"Message":"Schedule env-1 does not exist."}') },
    ask: operations['schedules.remove'],
    answers: undefined,
  },
]

export const expectedOfEvents: Row[] = [...executions, ...events, ...schedules]
