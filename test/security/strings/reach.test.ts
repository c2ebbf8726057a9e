import { expect, test } from 'vitest'
import { isLoopback, isPublic } from '../../../aws/reach.ts'
import ssrf from './ssrf.attack.ts'

test.each([
  ...['127.0.0.1', '127.255.255.254', '0.0.0.0', '10.1.2.3', '172.16.0.1', '172.31.255.255', '192.168.0.1'],
  ...[
    '169.254.169.254',
    '169.254.170.2',
    '100.64.0.1',
    '100.127.255.255',
    '198.18.0.1',
    '224.0.0.1',
    '255.255.255.255',
  ],
  ...[
    '::1',
    '::',
    'fd00:ec2::254',
    'fe80::1',
    'fe80::1%eth0',
    '::ffff:127.0.0.1',
    '::ffff:8.8.8.8',
    '64:ff9b::a9fe:a9fe',
  ],
  ...['2002:7f00:1::', '2001:0:7f00:1::', '2001:db8::1', 'ff02::1', 'localhost', '', '127.0.0.1 ', '2130706433'],
])('%j is not on the internet', address => expect(isPublic(address)).toBe(false))

test.each([
  ...['1.1.1.1', '8.8.8.8', '172.15.255.255', '172.32.0.1', '100.63.255.255', '100.128.0.1', '169.253.255.255'],
  ...['2606:4700::1111', '2a05:d07a:a000::1', '2600:1f14::1'],
])('%j is', address => expect(isPublic(address)).toBe(true))

test('this machine is what loops back, and nothing else', () => {
  expect(['127.0.0.1', '127.9.9.9', '::1'].every(isLoopback)).toBe(true)
  expect(['0.0.0.0', '::', '10.0.0.1', '1.1.1.1', 'localhost', '169.254.169.254'].some(isLoopback)).toBe(false)
})

test('the attack of a small size finds nothing', async () => {
  const { violations } = await ssrf.run({ size: 'ci', seed: 2, say: () => {} })
  expect(violations).toEqual([])
}, 60_000)
