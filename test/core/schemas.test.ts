import { describe, expect, it } from 'vitest'
import * as schemas from '../../core/schemas.ts'

const deploy = { githubConnectionId: 'gh_1', awsConnectionId: 'aws_1', owner: 'panda', repo: 'hello', branch: 'main' }
const accepts = (more: object) => schemas.deployBody.safeParse({ ...deploy, ...more }).success

describe('what a deployment may be asked for with', () => {
  it('has its defaults', () => {
    expect(schemas.deployBody.parse(deploy)).toEqual({ ...deploy, environment: 'default' })
  })

  it.each(['/', '/health', '/a//b', "/x?y=1&z=(2)'!*;,:@+$~", `/${'x'.repeat(255)}`])('health path %j', healthPath => {
    expect(accepts({ healthPath })).toBe(true)
  })
  it.each(['', 'health', '//evil.example', '/a b', '/a\n', '/é', '/#x', '/\\x', `/${'x'.repeat(256)}`])(
    'no health path %j',
    healthPath => {
      expect(accepts({ healthPath })).toBe(false)
    },
  )

  it.each([
    [{ port: 1 }, true],
    [{ port: 65_535 }, true],
    [{ port: 0 }, false],
    [{ port: 65_536 }, false],
    [{ port: 80.5 }, false],
    [{ port: '80' }, false],
    [{ environment: 'a' }, true],
    [{ environment: 'Staging' }, false],
    [{ environment: '-a' }, false],
    [{ environment: 'a'.repeat(31) }, false],
    [{ concurrency: 'later' }, false],
    [{ githubConnectionId: 'aws_1' }, false],
    [{ awsConnectionId: 'gh_1' }, false],
    [{ awsConnectionId: 'aws_1#' }, false],
    [{ region: 'x' }, false],
  ])('%j: %j', (more, well) => {
    expect(accepts(more)).toBe(well)
  })
})

describe('what a rollback may go to', () => {
  it.each([
    ['dep_0123', true],
    ['abcdef0', true],
    ['abcdef', false],
    ['ghijklm', false],
    ['abcdef0 ', false],
    ['', false],
  ])('%j: %j', (to, well) => {
    expect(schemas.rollbackBody.safeParse({ to }).success).toBe(well)
  })
})

describe('a place in a log', () => {
  it.each([
    ['0', 0],
    ['12', 12],
    ['-1', undefined],
    ['1.5', undefined],
    ['x', undefined],
    ['Infinity', undefined],
    ['1e30', undefined],
  ])('%j: %j', (after, seq) => {
    expect(schemas.logsQuery.safeParse({ after }).data?.after).toBe(seq)
  })
})
