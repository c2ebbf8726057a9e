// Bugs of settings: what a release runs with is not what it was accepted with.
import { usualProgram } from '../../../core/program.ts'
import type { DeploymentRequest } from '../../../core/state.ts'
import { type Bug, withPut } from './bug.ts'

export const setting: Bug[] = [
  {
    name: 'a rollback takes what was accepted last along',
    breaks: ['settings'],
    seed: 5,
    plant: parts => {
      const last = new Map<string, DeploymentRequest['program']>()
      withPut(parts, (put, item, when) => {
        if (item.code !== 'QUEUED') return put(item, when)
        const { request } = item.private as { request: DeploymentRequest }
        if (!request.rollback) last.set(request.tenant, request.program)
        const program = request.rollback ? last.get(request.tenant) : request.program
        return put({ ...item, private: { request: { ...request, program } } }, when)
      })
    },
  },
  {
    name: 'green is told what blue was told',
    breaks: ['settings'],
    seed: 65,
    plant: ({ ports: { releases } }) => {
      const { register } = releases
      const first = new Map<string, Record<string, string>>()
      releases.register = (at, wish) => {
        const { variables } = wish.program ?? usualProgram
        const kept = first.get(wish.names.service) ?? variables
        first.set(wish.names.service, kept)
        return register(at, { ...wish, program: { ...(wish.program ?? usualProgram), variables: kept } })
      }
    },
  },
  {
    name: 'another number of tasks is noted and not asked for',
    breaks: ['settings'],
    seed: 5,
    plant: ({ ports: { releases } }) => {
      const { scale, service } = releases
      releases.scale = async (at, names, count) => {
        if (((await service(at, names))?.desired ?? 0) === 0) await scale(at, names, count)
      }
    },
  },
]
