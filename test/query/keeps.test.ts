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

  it('hides who is in a container where that is asked, and nobody of whom it is not known', () => {
    const contained = rowOf(9, {}, { cgroup: `/docker/${'0f3c5b8d9e2a'.padEnd(64, '0')}` })
    const service = rowOf(10, {}, { cgroup: '/system.slice/ssh.service' })
    const hidden = keeps(initialView({ containers: false }), CONTEXT)
    expect([contained, service, server].map(hidden)).toEqual([false, true, true])
    expect(keeps(initialView({}), CONTEXT)(contained)).toBe(true)
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
