// What may be set as a pattern: core/text-pattern.ts.
import * as z from 'zod'

export const textPattern = z
  .string('must be a text')
  .regex(/^[^\p{C}]{1,200}$/u, 'must be a text of 1 to 200 characters')
  .regex(/[^*\s]/, 'must have a letter beside "*"')
