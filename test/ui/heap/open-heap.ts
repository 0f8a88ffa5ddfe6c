/** The app with a process laid open whose heap can be looked into. */
import { vi } from 'vitest'
import { OpenSessions } from '../../../src/ui/heap/open-sessions.ts'
import { type Content, MemoryFiles, statLine } from '../../support/memory-files.ts'
import { openStage, type Stage, type StageOptions } from '../stage.ts'
import { FakeHeaps, type FakeOptions } from './fake-heap.ts'

export const PID = 771
export const MAPS = [
  '55d0a0000000-55d0a0100000 r-xp 00000000 08:01 77 /usr/bin/java',
  '7f3900000000-7f3900100000 rw-p 00000000 00:00 0 ',
  '7f3a00000000-7f3a04000000 rw-p 00000000 00:00 0 ',
  '',
].join('\n')

export interface OpenHeap {
  readonly stage: Stage
  readonly heaps: FakeHeaps
  readonly sessions: OpenSessions
}

/** Of the process; what is put into them later is there later. */
export function filesWith(maps: string, more: Record<string, Content> = {}): MemoryFiles {
  return new MemoryFiles(
    Object.assign(more, {
      [`${PID}/stat`]: { text: statLine({ pid: PID, name: 'java', startTicks: 77_100 }) },
      [`${PID}/maps`]: { text: maps },
      [`${PID}/cmdline`]: { text: 'java\0' },
    }),
  )
}

/** The process at its Heap tab. */
export async function openTab(options: FakeOptions = {}, staging: Partial<StageOptions> = {}): Promise<OpenHeap> {
  const heaps = new FakeHeaps(options)
  const sessions = new OpenSessions()
  const files = filesWith(MAPS)
  const view = { pids: new Set([PID]) }
  const stage = await openStage({
    width: 80,
    height: 24,
    seconds: 3,
    files,
    view,
    live: { heaps, sessions },
    ...staging,
  })
  stage.terminal.send({ kind: 'key', key: 'enter' })
  while (!stage.footer.includes('Next tab')) await stage.settle()
  await stage.press('H')
  await vi.waitFor(async () => {
    await stage.settle()
    if (!stage.text.includes('of this very kernel')) throw new Error('not read yet')
  })
  return { stage, heaps, sessions }
}

/** The dialog that asks whether it may be attached to. */
export async function openDialog(options: FakeOptions = {}, staging: Partial<StageOptions> = {}): Promise<OpenHeap> {
  const opened = await openTab(options, staging)
  const { stage } = opened
  await stage.press('enter')
  await vi.dynamicImportSettled()
  await stage.settle()
  return opened
}

/** Its live heap. */
export async function openHeap(options: FakeOptions = {}, staging: Partial<StageOptions> = {}): Promise<OpenHeap> {
  const opened = await openDialog(options, staging)
  await opened.stage.press('enter')
  return opened
}
