// Commands into the region: before anything has happened, and when it has and the reply is not there yet.
import type { CommandAt, Faults } from '../../../region/faults.ts'
import * as real from '../../../region/faults.ts'
import { arrive, leave } from '../crossing.ts'

const reads = /^(Describe|List|Get|BatchGet|BatchCheck|Simulate|Filter|Test)/
/** Takes an identity on, and changes nothing. */
const others = ['AssumeRole', 'Decrypt', 'GenerateDataKey']

export const parseFaults: typeof real.parseFaults = (text, random): Faults => {
  const faults = real.parseFaults(text, random)
  // What `beforeCommand` and `afterCommand` are given is the same object for one command.
  const calls = new WeakMap<CommandAt, string | undefined>()
  return {
    ...faults,
    beforeCommand: async at => {
      if (!reads.test(at.command) && !others.includes(at.command))
        calls.set(at, arrive('passing', `${at.service} ${at.command}`))
      await faults.beforeCommand?.(at)
    },
    afterCommand: async at => {
      leave('passing', calls.get(at))
      await faults.afterCommand?.(at)
    },
  }
}
