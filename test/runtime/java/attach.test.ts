import { readdirSync } from 'node:fs'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Effect } from '../../../src/runtime/detection.ts'
import { installed } from './jvm.ts'
import { JavaTargets } from './target.ts'

const javas = installed()
const [java = ''] = javas
const ALL: readonly Effect[] = ['makes-file', 'pause', 'collects']
const targets = new JavaTargets()

beforeAll(() => targets.compile(java))
afterEach(() => targets.end())
afterAll(() => targets.close())

function usedBy(name: string, rows: readonly { readonly type: string; readonly bytes: number | undefined }[]): number {
  return rows.find(({ type }) => type === name)?.bytes ?? 0
}

describe.skipIf(java === '')('a JVM that is attached to (skipped where no Java is installed)', () => {
  it.each(javas)('tells its types, stacks and figures, collects and is left: %s', async program => {
    const jvm = await targets.start(program)
    const session = await targets.attach(jvm, ALL)
    expect(session.version).toBe((await jvm.beans()).version)
    const before = await session.types()
    expect(before.rows.length).toBeGreaterThan(100)
    expect(before.rows.filter(({ type }) => /^\[|;|@|0x/.test(type))).toEqual([])
    expect(before.rows.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['byte[]', 'java.lang.String', 'java.lang.Object[]']),
    )
    await jvm.ask('hold 8000000')
    const after = await session.types()
    const grown = usedBy('byte[]', after.rows) - usedBy('byte[]', before.rows)
    expect(grown).toBeGreaterThan(7_900_000)
    expect(grown).toBeLessThan(8_300_000)
    const collected = await session.collect()
    const count = (figures: typeof collected.before) =>
      figures.generations.reduce((sum, { collections }) => sum + (collections ?? 0), 0)
    expect(count(collected.after)).toBeGreaterThan(count(collected.before))
    const stacks = await session.stacks()
    const main = stacks.find(({ name }) => name === 'main')
    expect(main?.frames.at(-1)).toEqual({ file: 'Heap.java', line: expect.any(Number), function: 'Heap.main' })
    expect(main?.frames[0]).toMatchObject({ line: undefined, file: '<native method>' })
    expect(readdirSync(`/proc/${jvm.pid}/task`)).toEqual(expect.arrayContaining(stacks.map(({ tid }) => `${tid}`)))
    expect((await session.stats()).version).toBe(session.version)
    expect(await session.detach()).toEqual({
      restored: [expect.stringContaining(`.attach_pid${jvm.pid} is removed`), 'disconnected'],
      leftBehind: [expect.stringContaining(`.java_pid${jvm.pid}`)],
    })
    expect(targets.triggers(jvm)).toEqual([])
    expect(await session.ended).toBeUndefined()
    await expect(session.types()).rejects.toThrow('detached')
  })
})
