import { expect, test } from 'vitest'
import { digestIn, digestOnly, isLoopback, stepIn } from '../../buildspec/engine-lines.ts'

test.each([
  ['#7 [3/5] COPY . .', 3, 5, 'COPY . .'],
  ['#12 [builder 10/12] RUN npm ci --omit=dev', 10, 12, 'RUN npm ci --omit=dev'],
  ['#12 [linux/amd64 builder 1/2] FROM node', 1, 2, 'FROM node'],
  ['STEP 2/3: COPY prog /prog', 2, 3, 'COPY prog /prog'],
  ['[1/2] STEP 4/9: RUN make', 4, 9, 'RUN make'],
  ['Step 1/4 : FROM scratch', 1, 4, 'FROM scratch'],
])('%s is a step', (line, step, steps, message) => {
  expect(stepIn(line)).toEqual({ step, steps, message })
})

test.each([
  '#1 [internal] load build definition from Dockerfile',
  '#7 CACHED',
  '#7 0.412 [3/5] npm says this',
  'COMMIT panda',
  '',
])('%s is none', line => {
  expect(stepIn(line)).toBeUndefined()
})

const digest = `sha256:${'0a'.repeat(32)}`
test('a digest is what the push named, whole', () => {
  expect(digestIn(`20261120_103505: digest: ${digest} size: 528`)).toBe(digest)
  expect(digestIn(`Pushed ${digest}`)).toBeUndefined()
  expect(digestIn(`v1: digest: ${digest.slice(0, -1)} size: 528`)).toBeUndefined()
  expect(digestOnly(`${digest}\n`)).toBe(digest)
  expect(digestOnly(`${digest} `.repeat(2))).toBeUndefined()
})

test.each([
  ['127.0.0.1:5000', true],
  ['localhost', true],
  ['[::1]:5000', true],
  ['127.0.0.1.example.com', false],
  ['localhost.example.com:5000', false],
  ['000000000000.dkr.ecr.eu-test-1.amazonaws.com', false],
])('%s is on this machine: %s', (registry, expected) => {
  expect(isLoopback(registry)).toBe(expected)
})
