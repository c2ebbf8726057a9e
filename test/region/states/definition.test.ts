import { expect, test } from 'vitest'
import { readDefinition } from '../../../region/states/definition.ts'
import { machineText, task } from './machine.ts'

const refused: [what: string, states: object, words: string][] = [
  ['an unknown field', { One: task({ End: true, HeartbeatSeconds: 5 }) }, 'state One: field HeartbeatSeconds'],
  [
    'an unknown field within',
    { One: task({ End: true, Retry: [{ ErrorEquals: ['E'], JitterStrategy: 'FULL' }] }) },
    'state One: field Retry.0.JitterStrategy',
  ],
  ['JSONPath fields', { One: { Type: 'Pass', End: true, InputPath: '$' } }, 'state One: field InputPath'],
  ['an unknown type', { One: { Type: 'Map', End: true } }, 'state One: field Type'],
  [
    'another resource',
    { One: { ...task({ End: true }), Resource: 'arn:aws:states:::sns:publish' } },
    'state One: field Resource',
  ],
  [
    'a broken expression',
    { One: { Type: 'Pass', End: true, Output: { a: ['{% $x[ %}'] } } },
    'state One, Output, a, 0: {% $x[ %}',
  ],
  [
    'a condition that is none',
    { One: { Type: 'Choice', Choices: [{ Condition: 'yes', Next: 'One' }] } },
    'state One: field Choices.0.Condition',
  ],
  [
    'a way to nowhere',
    { One: task({ End: true, Catch: [{ ErrorEquals: ['E'], Next: 'Two' }] }) },
    'state One: there is no state Two',
  ],
  ['no way on', { One: { Type: 'Pass' } }, 'state One: field Next'],
  ['two ways on', { One: { Type: 'Pass', End: true, Next: 'One' } }, 'state One: field Next'],
  ['a state out of reach', { One: { Type: 'Succeed' }, Two: { Type: 'Succeed' } }, 'state Two cannot be reached'],
]

test.each(refused)('%s is refused, naming it', (_what, states, words) => {
  expect(() => readDefinition(machineText(states))).toThrow(words)
  expect(() => readDefinition(machineText(states))).toThrow('Invalid State Machine Definition')
})

test('so is what is no machine at all', () => {
  expect(() => readDefinition('{')).toThrow('it is no JSON')
  expect(() => readDefinition('{"StartAt":"A","States":{}}')).toThrow('field QueryLanguage')
  expect(() => readDefinition(machineText({}, 'A'))).toThrow('there is no state A')
})
