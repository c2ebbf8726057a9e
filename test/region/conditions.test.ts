import { describe, expect, test } from 'vitest'
import { templateOf } from '../../region/cloudformation/template.ts'

const cluster = (more: object = {}) => ({ Type: 'AWS::ECS::Cluster', Properties: { ClusterName: 'c' }, ...more })
const on = { 'Fn::Equals': [{ Ref: 'Way' }, 'on'] }
const made = (template: object, Way: string) =>
  templateOf({
    template: JSON.stringify({ Parameters: { Way: { Type: 'String' } }, ...template }),
    parameters: { Way },
  })

describe('conditions', () => {
  test.each<[string, object, boolean, boolean]>([
    ['Equals', on, true, false],
    ['Not', { 'Fn::Not': [on] }, false, true],
    ['And', { 'Fn::And': [on, { 'Fn::Equals': ['a', 'a'] }] }, true, false],
    ['Or', { 'Fn::Or': [on, { 'Fn::Equals': ['a', 'b'] }] }, true, false],
    ['another one', { 'Fn::Not': [{ Condition: 'Other' }] }, false, true],
  ])('%s', (_name, It, whenOn, whenOff) => {
    const template = { Conditions: { It, Other: on }, Resources: { Thing: cluster({ Condition: 'It' }) } }
    expect([made(template, 'on'), made(template, 'off')].map(one => 'Thing' in one.resources)).toEqual([
      whenOn,
      whenOff,
    ])
  })

  test('compare letters as they are', () => {
    const template = { Conditions: { It: on }, Resources: { Thing: cluster({ Condition: 'It' }) } }
    expect(made(template, 'ON').resources).toEqual({})
  })

  test('decide values, one inside the other, and leave out what is AWS::NoValue', () => {
    const ClusterName = { 'Fn::If': ['It', { 'Fn::If': ['It', 'yes', 'never'] }, { Ref: 'AWS::NoValue' }] }
    const template = { Conditions: { It: on }, Resources: { Thing: cluster({ Properties: { ClusterName } }) } }
    expect(made(template, 'on').resources.Thing?.Properties).toEqual({ ClusterName: 'yes' })
    expect(made(template, 'off').resources.Thing?.Properties).toEqual({ ClusterName: { Ref: 'AWS::NoValue' } })
  })

  test('leave out outputs, and whoever waits for what is not made does not wait', () => {
    const template = {
      Conditions: { It: on },
      Resources: { Thing: cluster({ Condition: 'It' }), Later: cluster({ DependsOn: 'Thing' }) },
      Outputs: { Where: { Value: { Ref: 'Thing' }, Condition: 'It' } },
    }
    expect(made(template, 'off')).toMatchObject({ resources: { Later: { DependsOn: [] } }, outputs: {} })
    expect(made(template, 'on')).toMatchObject({
      resources: { Later: { DependsOn: ['Thing'] } },
      outputs: { Where: {} },
    })
  })

  // https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/conditions-section-structure.html
  test('that leave out what something else refers to are refused', () => {
    const ClusterName = { Ref: 'Thing' }
    const template = {
      Conditions: { It: on },
      Resources: { Thing: cluster({ Condition: 'It' }), Other: cluster({ Properties: { ClusterName } }) },
    }
    expect(() => made(template, 'off')).toThrow('Unresolved resource dependencies [Thing]')
    expect(Object.keys(made(template, 'on').resources)).toEqual(['Thing', 'Other'])
  })
})
