import { describe } from 'vitest'
import { memoryTable } from '../../region/memory-table.ts'
import { tableContract } from './contract.ts'

const table = memoryTable()

describe('the table in memory', () => tableContract(() => table))
