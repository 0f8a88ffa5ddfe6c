import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readlinkSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { isGone } from '../../../src/sources/errors.ts'
import { type InPool, openPieces, type Pieces } from '../../../src/sources/linux/binaries/pieces.ts'
import { blocked } from '../target.ts'

let folder: string
let file: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ntop-pieces-'))
  file = join(folder, 'file')
  writeFileSync(file, 'abcdefgh')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const atOnce: InPool = start => new Promise(resolve => start(resolve))

async function opened(path: string, inPool = atOnce): Promise<Pieces> {
  const pieces = await openPieces(inPool, path)
  if (!pieces.ok) throw new Error(pieces.why)
  return pieces
}

function isOpenHere(path: string): boolean {
  return readdirSync('/proc/self/fd').some(fd => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`) === path
    } catch (error) {
      if (!isGone(error)) throw error
      return false
    }
  })
}

describe('pieces of a file', () => {
  it('are read where they are asked for, shorter at its end', async () => {
    const pieces = await opened(file)
    expect(String(await pieces.readAt(2, 3))).toBe('cde')
    expect(String(await pieces.readAt(6, 10))).toBe('gh')
    expect(await pieces.readAt(100, 10)).toHaveLength(0)
    expect(pieces.refused()).toBeUndefined()
    expect(isOpenHere(file)).toBe(true)
    pieces.close()
    await vi.waitFor(() => expect(isOpenHere(file)).toBe(false))
  })

  it('are never many megabytes', async () => {
    const pieces = await opened(file)
    expect(await pieces.readAt(0, 2 ** 40)).toBeUndefined()
    expect(pieces.refused()).toBe('absent')
    pieces.close()
  })

  it('of memory are not there where nothing is mapped', async () => {
    const pieces = await opened('/proc/self/mem')
    expect(await pieces.readAt(0, 8)).toBeUndefined()
    expect(pieces.refused()).toBe('absent')
    pieces.close()
  })

  it('are those of the file that was meant', async () => {
    const { ino } = statSync(file)
    const pieces = await openPieces(atOnce, file, ino)
    expect(pieces.ok).toBe(true)
    if (pieces.ok) pieces.close()
    expect(await openPieces(atOnce, file, ino + 1)).toEqual({ ok: false, why: 'gone' })
    expect(await openPieces(atOnce, join(folder, 'nothing'))).toEqual({ ok: false, why: 'gone' })
  })

  it('are of plain files only: pipes and devices are not even opened', async () => {
    const pipe = join(folder, 'pipe')
    execFileSync('mkfifo', [pipe])
    // Waits for somebody who reads, and dies of it if that is not for long.
    const writer = spawn('sh', ['-c', 'echo written > "$0"', pipe])
    if (writer.pid === undefined) throw new Error('no child')
    await blocked(writer.pid)
    for (const path of [pipe, folder, '/dev/null']) {
      expect(await openPieces(atOnce, path)).toEqual({ ok: false, why: 'gone' })
    }
    expect(execFileSync('cat', [pipe], { encoding: 'utf8', timeout: 10_000 })).toBe('written\n')
  })

  it('that come too late are not had, and what was opened too late is closed', async () => {
    let late = 0
    const tooLate: InPool = start => {
      start(() => late++)
      return Promise.resolve({ ok: false, why: 'locked' })
    }
    expect(await openPieces(tooLate, file)).toEqual({ ok: false, why: 'locked' })
    await vi.waitFor(() => expect(late).toBe(1))
    await vi.waitFor(() => expect(isOpenHere(file)).toBe(false))
    let isLate = false
    const pieces = await opened(file, start => (isLate ? tooLate(start) : atOnce(start)))
    isLate = true
    expect(await pieces.readAt(0, 4)).toBeUndefined()
    expect(pieces.refused()).toBe('locked')
    pieces.close()
    await vi.waitFor(() => expect(isOpenHere(file)).toBe(false))
  })
})
