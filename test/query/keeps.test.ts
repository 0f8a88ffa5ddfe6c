import { describe, expect, it } from 'vitest'
import type { ColumnContext } from '../../src/columns/column.ts'
import { initialView } from '../../src/model/view.ts'
import { keeps } from '../../src/query/keeps.ts'
import { rowOf } from './rows.ts'

const CONTEXT: ColumnContext = { ownUid: 1000, cores: 4, cpuOfMachine: false, fullPath: false }
const server = rowOf(8305, { name: 'node' }, { user: 'deploy', command: '/usr/bin/node Server.js --port 8080' })

describe('keeps', () => {
  const kernel = rowOf(17, { kernelThread: true })

  it('hides kernel threads until asked', () => {
    expect(keeps(initialView({}), CONTEXT)(kernel)).toBe(false)
    expect(keeps(initialView({ kernelThreads: true }), CONTEXT)(kernel)).toBe(true)
    expect(keeps(initialView({}), CONTEXT)(server)).toBe(true)
  })

  it('goes by user, pids and text, all at once', () => {
    expect(keeps(initialView({ user: 'deploy' }), CONTEXT)(server)).toBe(true)
    expect(keeps(initialView({ user: 'dep' }), CONTEXT)(server)).toBe(false)
    expect(keeps(initialView({ pids: new Set([8305]) }), CONTEXT)(server)).toBe(true)
    expect(keeps(initialView({ pids: new Set([1]) }), CONTEXT)(server)).toBe(false)
    expect(keeps(initialView({ filter: 'node', user: 'deploy' }), CONTEXT)(server)).toBe(true)
    expect(keeps(initialView({ filter: 'node', user: 'root' }), CONTEXT)(server)).toBe(false)
  })
})
