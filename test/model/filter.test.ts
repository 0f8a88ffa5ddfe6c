import { describe, expect, it } from 'vitest'
import { derive } from '../../src/model/derive.ts'
import { matches } from '../../src/model/filter.ts'
import type { ProcessFacts, ProcessRecord } from '../../src/model/process.ts'
import type { ProcessRow } from '../../src/model/snapshot.ts'
import { record, sample } from '../export/moments.ts'

function row(over: Partial<ProcessRecord> = {}, facts: Partial<ProcessFacts> = {}): ProcessRow {
  const [only] = derive(undefined, sample(0, [record(8305, over, facts)])).processes
  if (only === undefined) throw new Error('no row')
  return only
}

const server = row({ name: 'node' }, { user: 'deploy', command: '/usr/bin/node Server.js --port 8080' })

describe('matches', () => {
  it('looks at command, name, user and pid, in any case', () => {
    for (const text of ['', 'server', 'node', 'deploy', '8305', '--port 80', '/usr/bin']) {
      expect(matches(server, text), text).toBe(true)
    }
    for (const text of ['postgres', '8306', 'ndoe']) expect(matches(server, text), text).toBe(false)
  })

  it('minds the case as soon as the text has a capital', () => {
    expect(matches(server, 'Server')).toBe(true)
    expect(matches(server, 'Node')).toBe(false)
  })

  it('takes special characters as they are', () => {
    expect(matches(server, '.*')).toBe(false)
    expect(matches(row({}, { command: 'a (b) [c]' }), '(b) [')).toBe(true)
  })

  it('bears an unknown user', () => {
    expect(matches(row({}, { user: undefined }), 'undefined')).toBe(false)
  })
})
