import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { LinuxFiles } from '../../src/sources/linux/files.ts'
import { Reader } from '../../src/sources/linux/reader.ts'
import { ProgramsOnPath } from './programs-on-path.ts'
import { statLine, Tree } from './tree.ts'

const THREADS = 400

describe('a process with many threads', () => {
  let tree: Tree
  let reader: Reader
  let programs: ProgramsOnPath
  let files: LinuxFiles
  let nowMs: number

  beforeEach(() => {
    nowMs = 0
    programs = new ProgramsOnPath()
    programs.watch('cat')
    tree = new Tree()
    tree.add(10, { threads: THREADS }, { cmdline: 'java\0' })
    for (let tid = 10; tid < 10 + THREADS; tid++) thread(tid, 'S')
    reader = new Reader()
    files = new LinuxFiles(tree.root, 'kernel', reader, () => nowMs)
  })

  afterEach(() => {
    reader.close()
    programs.restore()
    tree.remove()
  })

  function thread(tid: number, state: string): void {
    const folder = join(tree.root, '10', 'task', String(tid))
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'stat'), statLine(tid, { state }))
  }

  it('is read without a child while none of them is stuck', async () => {
    expect(await files.locked(10, 'cmdline')).toMatchObject({ ok: true })
    expect(programs.started).toEqual([])
  })

  it('is looked through every five seconds, and asked by a child once one of them is stuck', async () => {
    await files.locked(10, 'cmdline')
    thread(300, 'D')
    nowMs = 4_999
    expect(await files.locked(10, 'cmdline')).toMatchObject({ ok: true })
    expect(programs.started).toEqual([])
    nowMs = 5_000
    expect(await files.locked(10, 'cmdline')).toMatchObject({ ok: true })
    expect(programs.started).toHaveLength(1)
  })

  it('is asked for the stacks of its threads by a child once one of them is stuck, however often it did not answer', async () => {
    writeFileSync(join(tree.root, '10', 'task', '12', 'stack'), '[<0>] do_wait+0x1/0x2\n')
    expect(await files.threadStack(10, 12)).toMatchObject({ ok: true })
    expect(programs.started).toEqual([])
    thread(300, 'D')
    nowMs = 5_000
    for (const count of [1, 2]) {
      expect(await files.threadStack(10, 12)).toMatchObject({ ok: true })
      expect(programs.started).toHaveLength(count)
    }
  })

  it('is looked through anew when another process has its pid', async () => {
    await files.locked(10, 'cmdline')
    tree.add(10, { threads: THREADS, start: 77 })
    thread(300, 'D')
    await files.locked(10, 'cmdline')
    expect(programs.started).toHaveLength(1)
  })
})
