import { describe, expect, it } from 'vitest'
import { resolve, takesBranch } from '../../core/environment.ts'
import { environmentBody } from '../../core/environment-schemas.ts'

describe('what holds in an environment', () => {
  it('is as usual where nobody has set anything', () => {
    expect(resolve('default')).toMatchObject({ branches: ['*'], autoSwitch: false, concurrency: 'supersede' })
    expect(resolve('dev')).toMatchObject({ branches: ['develop'], strategy: 'all-at-once', autoSwitch: true })
    expect(resolve('prod')).toMatchObject({ branches: ['main'], strategy: 'blue-green', autoSwitch: false })
  })

  it('is what the first says who says something', () => {
    const asked = { healthPath: '/asked', port: undefined }
    const set = { healthPath: '/set', port: 3000, concurrency: 'queue' as const }
    expect(resolve('prod', asked, set)).toMatchObject({ healthPath: '/asked', port: 3000, concurrency: 'queue' })
  })

  it('takes null for an answer: whatever the Dockerfile exposes, though the environment names a port', () => {
    expect(resolve('prod', { port: null }, { port: 3000 }).port).toBeNull()
  })

  it('goes through where the strategy says so, unless somebody says otherwise', () => {
    expect(resolve('x', {}, { strategy: 'all-at-once' }).autoSwitch).toBe(true)
    expect(resolve('dev', {}, { autoSwitch: false }).autoSwitch).toBe(false)
    expect(resolve('dev', {}, { strategy: 'blue-green' }).autoSwitch).toBe(false)
    expect(resolve('prod', { autoSwitch: true }, { autoSwitch: false }).autoSwitch).toBe(true)
  })
})

describe('branches', () => {
  it.each([
    ['main', 'main', true],
    ['main', 'maintenance', false],
    ['release/*', 'release/1.2', true],
    ['release/*', 'release', false],
    ['*', 'anything/at-all', true],
  ])('%s takes %s: %s', (pattern, branch, taken) => {
    expect(takesBranch({ branches: [pattern] }, branch)).toBe(taken)
  })

  it.each([[['main;id']], [['a*b']], [['**']], [[]], [['']]])('no pattern %j', branches => {
    expect(environmentBody.safeParse({ branches }).success).toBe(false)
  })
})
