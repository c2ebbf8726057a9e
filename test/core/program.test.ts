import { describe, expect, it } from 'vitest'
import { programOf, resolve } from '../../core/environment.ts'
import { environmentBody } from '../../core/environment-schemas.ts'
import { secretFaults, variablesFault } from '../../core/program.ts'

const faultsOf = (body: object) => {
  const result = environmentBody.safeParse(body)
  return result.success ? [] : result.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`)
}

describe('the size of a task', () => {
  it.each([
    [{ cpu: 256 }],
    [{ cpu: 256, memory: 2048 }],
    [{ cpu: 1024, memory: 8192 }],
    [{ cpu: 4096, memory: 30_720 }],
    [{ cpu: 8192, memory: 20_480 }],
    [{ cpu: 16_384, memory: 122_880 }],
  ])('%j is one of Fargate’s', size => {
    expect(faultsOf(size)).toEqual([])
  })

  it.each([
    [{ cpu: 256, memory: 4096 }, 'memory with cpu 256 it must be one of 512, 1024, 2048'],
    [{ cpu: 512, memory: 512 }, 'memory with cpu 512 it must be one of 1024, 2048, 3072, 4096'],
    [{ cpu: 2048, memory: 5000 }, 'memory with cpu 2048 it must be 4096 to 16384 in steps of 1024'],
    [{ cpu: 8192, memory: 17_408 }, 'memory with cpu 8192 it must be 16384 to 61440 in steps of 4096'],
    [{ cpu: 300 }, 'cpu must be one of 256, 512, 1024, 2048, 4096, 8192, 16384'],
    [{ memory: 512 }, 'memory goes with cpu: say one of 256, 512, 1024, 2048, 4096, 8192, 16384 too'],
  ])('%j is not, and what may be is named', (size, fault) => {
    expect(faultsOf(size)).toEqual([fault])
  })

  it('alone of CPU takes the least memory that goes with it, and a pair is never mixed of two', () => {
    expect(resolve('prod', {}, { cpu: 1024 })).toMatchObject({ cpu: 1024, memory: 2048 })
    expect(resolve('prod', {}, { cpu: 512 }, { cpu: 4096, memory: 30_720 })).toMatchObject({ cpu: 512, memory: 1024 })
    expect(resolve('prod')).toMatchObject({ cpu: null, memory: null, count: null, variables: {} })
  })
})

describe('variables', () => {
  it.each([['A'], ['LOG_LEVEL'], ['npm_config_x'], ['PORTS'], ['constructor']])('may be called %s', name => {
    expect(faultsOf({ variables: { [name]: 'x' } })).toEqual([])
  })

  it.each([['PORT'], ['1A'], ['A-B'], ['A B'], [''], ['A='], ['A'.repeat(101)]])('may not be called %j', name => {
    const [fault] = faultsOf({ variables: JSON.parse(`{${JSON.stringify(name)}:"x"}`) })
    expect(fault).toContain('PORT')
  })

  it('called __proto__ are none', () => {
    const { data } = environmentBody.safeParse(JSON.parse('{"variables":{"__proto__":"x"}}'))
    expect(Object.keys(data!.variables!)).toEqual([])
  })

  it.each([[''], ['a=b; "c" $(d) 한국어'], ['x'.repeat(2048)]])('may say %j', value => {
    expect(faultsOf({ variables: { A: value } })).toEqual([])
  })

  it.each([['a\nb'], ['\u0000'], ['\u001b[31m'], ['x'.repeat(2049)], ['{{resolve:secretsmanager:other}}'], [4]])(
    'may not say %j',
    value => {
      expect(faultsOf({ variables: { A: value } })).toHaveLength(1)
    },
  )

  it('are bounded in number and size', () => {
    const many = (count: number, value: string) =>
      Object.fromEntries(Array.from({ length: count }, (_, n) => [`V${n}`, value]))
    expect(faultsOf({ variables: many(50, 'x') })).toEqual([])
    expect(faultsOf({ variables: many(51, 'x') })).toEqual(['variables must be 50 at most'])
    expect(faultsOf({ variables: many(10, 'x'.repeat(1700)) })).toEqual([
      'variables must be 16384 bytes at most, all together',
    ])
  })

  it('of several are joined by name, and the first that says one wins', () => {
    const settings = resolve('x', { variables: { A: 'asked' } }, { variables: { A: 'set', B: 'set' } })
    expect(programOf(settings).variables).toEqual({ A: 'asked', B: 'set' })
  })

  it('give way to a secret of the same name, wherever that is said', () => {
    const DB = '/panda/acme/shop/prod/DB'
    const settings = resolve('prod', { variables: { DB: 'pushed', A: 'x' } }, { secrets: { DB } })
    expect(programOf(settings)).toMatchObject({ variables: { A: 'x' }, secrets: { DB } })
    expect(programOf(settings).variables).not.toHaveProperty('DB')
  })

  it('of several have to fit together, too', () => {
    const many = (from: number) => Object.fromEntries(Array.from({ length: 30 }, (_, n) => [`V${from + n}`, 'x']))
    expect(variablesFault(resolve('x', { variables: many(0) }, { variables: many(10) }).variables)).toBeUndefined()
    expect(variablesFault(resolve('x', { variables: many(0) }, { variables: many(30) }).variables)).toBe(
      'must be 50 at most',
    )
  })
})

describe('secrets', () => {
  const account = '111122223333'
  it.each([
    ['/panda/acme/shop/prod/DB'],
    ['/panda/acme/shop.js/prod/db/PASSWORD-1'],
    [`arn:aws:ssm:eu-west-1:${account}:parameter/any/where`],
    [`arn:aws:ssm:eu-west-1:${account}:parameter/x`],
    [`arn:aws:secretsmanager:eu-west-1:${account}:secret:rds!db-1-AbCdEf`],
    [`arn:aws-us-gov:secretsmanager:us-gov-west-1:${account}:secret:a/b-AbCdEf:password::`],
  ])('may be %s', reference => {
    expect(faultsOf({ secrets: { DB: reference } })).toEqual([])
  })

  it.each([
    ['hunter2'],
    ['/other/DB'],
    ['/panda/acme/shop/../../DB/x'],
    ['/panda/acme/shop/prod/..'],
    [`arn:aws:ssm:eu-west-1:${account}:parameter/../x`],
    [`arn:aws:s3:::bucket`],
    [`arn:aws:secretsmanager:eu-west-1:1:secret:x`],
    ['/panda/acme/shop/prod/D B'],
    ['/panda/acme/shop/prod/DB\n'],
  ])('may not be %j', reference => {
    expect(faultsOf({ secrets: { DB: reference } })).toHaveLength(1)
  })

  it('are no variables, and neither are PORT', () => {
    const reference = '/panda/acme/shop/prod/DB'
    expect(faultsOf({ variables: { DB: 'x' }, secrets: { DB: reference } })).toEqual([
      'secrets.DB is a variable already',
    ])
    expect(faultsOf({ secrets: { PORT: reference } })[0]).toContain('not be PORT')
  })

  it('are of the very service and environment, or of the account', () => {
    const service = { owner: 'acme', repo: 'shop', environment: 'prod' }
    const faults = (reference: string) => secretFaults({ DB: reference }, service, account).map(one => one.message)
    expect(faults('/panda/acme/shop/prod/DB')).toEqual([])
    for (const other of ['/panda/acme/shop/dev/DB', '/panda/acme/shop-2/prod/DB', '/panda/Acme/shop/prod/DB'])
      expect(faults(other)).toEqual(['must be below /panda/acme/shop/prod/, or an ARN'])
    expect(faults('arn:aws:ssm:eu-west-1:999999999999:parameter/x')).toEqual([`must be of account ${account}`])
    expect(secretFaults({ DB: 'arn:aws:ssm:x:999999999999:parameter/x' }, service)).toEqual([])
  })
})
