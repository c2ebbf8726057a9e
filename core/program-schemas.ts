// How it is said what a release runs with: core/program.ts.
import * as z from 'zod'
import { cpus, type Program, variablesFault } from './program.ts'

/** As for variables, the template has room for so many. */
const mostSecrets = 30

const variableName = z.string().regex(/^(?!PORT$)[A-Za-z][A-Za-z0-9_]{0,99}$/)
const nameWords =
  'its name must be 1 to 100 letters, digits and "_", begin with a letter, and not be PORT, which Panda sets'

/** CloudFormation would put a secret in the place of what begins like its references:
 *  https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html */
const variableValue = z
  .string('must be a string')
  .regex(
    /^(?!.*\{\{resolve:)[\p{L}\p{M}\p{N}\p{P}\p{S} ]{0,2048}$/u,
    'must be at most 2048 characters, without line breaks and without "{{resolve:"',
  )

/** No part of a name is `.` or `..`. A secret's ARN may go on with a key, a stage and a version. */
const reference = z
  .string('must be a reference')
  .max(600, 'must be at most 600 characters')
  .regex(
    /^(?!.*\/\.{1,2}(?:\/|$))(?:\/panda(?:\/[\w.-]+){4,12}|arn:aws[a-z-]*:ssm:[a-z0-9-]+:\d{12}:parameter(?:\/?[\w.-]+)(?:\/[\w.-]+)*|arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:\d{12}:secret:[\w/+=.@!-]+(?::[\w.-]*:\w*:[\w-]*)?)$/,
    'must be a name as /panda/OWNER/REPO/ENVIRONMENT/NAME, or the ARN of a parameter (ssm) or secret (secretsmanager)',
  )

export const programFields = {
  cpu: z
    .literal(cpus, `must be one of ${cpus.join(', ')}`)
    .describe('Of each task, in CPU units: 1024 are one vCPU. Alone it takes the least memory that goes with it'),
  memory: z
    .int('must be a whole number')
    .min(512, 'must be 512 to 122880')
    .max(122_880, 'must be 512 to 122880')
    .describe('Of each task, in MiB; goes with `cpu`, which says what may be'),
  count: z
    .int('must be a whole number')
    .min(1, 'must be 1 to 100')
    .max(100, 'must be 1 to 100')
    .describe(
      'So many tasks. A release that brings another number sets it; else what your own scaling has made of it stays',
    ),
  variables: z
    .record(variableName, variableValue, {
      error: ({ code }) => (code === 'invalid_key' ? nameWords : 'must be names and values'),
    })
    .refine(all => variablesFault(all) === undefined, {
      error: ({ input }) => variablesFault(input as Program['variables']),
    })
    .describe('The program’s environment. Whoever may look reads them, so nothing secret goes here')
    .meta({ examples: [{ LOG_LEVEL: 'debug' }] }),
  secrets: z
    .record(variableName, reference, {
      error: ({ code }) => (code === 'invalid_key' ? nameWords : 'must be names and references'),
    })
    .refine(all => Object.keys(all).length <= mostSecrets, `must be ${mostSecrets} at most`)
    .describe(
      'Beside the variables, what ECS reads in your account when a task starts: a name of Parameter Store below /panda/OWNER/REPO/ENVIRONMENT/, or the ARN of a parameter or of a secret of Secrets Manager. Panda never has the value',
    )
    .meta({ examples: [{ DB_PASSWORD: '/panda/panda/hello/prod/DB_PASSWORD' }] }),
}
