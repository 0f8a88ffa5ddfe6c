/** Every tab of a recorded process, as pictures. */
import { afterEach, describe, expect, it } from 'vitest'
import { type PartId, partIds, parts } from '../../src/inspect/parts.ts'
import { derive } from '../../src/model/derive.ts'
import type { ProcessRecord } from '../../src/model/process.ts'
import type { RawSample } from '../../src/model/sample.ts'
import { type LinuxSource, linuxSource } from '../../src/sources/linux/source.ts'
import { keyOfTab } from '../../src/ui/overlays/inspect-tabs.ts'
import { expectFrame } from '../support/expect-frame.ts'
import { procFixture } from '../support/fixtures.ts'
import { closeStage, openStage, type Stage } from './stage.ts'

const PID = 330
let source: LinuxSource | undefined

afterEach(() => {
  closeStage()
  source?.close()
})

/** The recorded process and those that locks connect it to, with owner and command, and the files of their tree. */
async function recorded(): Promise<{ records: readonly ProcessRecord[]; source: LinuxSource }> {
  source = linuxSource({ procfs: procFixture('linux-6.18') })
  const { processes } = derive(undefined, await source.scan({ everyone: new Set(['owner', 'command']) }))
  return { records: processes.map(row => row.record).filter(({ pid }) => [PID, 320, 392].includes(pid)), source }
}

/** The recorded process laid open at a tab that has been read. */
async function openTab(id: PartId, width: number, height: number): Promise<Stage> {
  const { records, source } = await recorded()
  const change = (sample: RawSample): RawSample => ({
    ...sample,
    processes: [...sample.processes, ...records].sort((a, b) => a.pid - b.pid),
  })
  const view = { pids: new Set([PID]) }
  const stage = await openStage({ width, height, seconds: 3, change, view, files: source.files })
  stage.terminal.send({ kind: 'key', key: 'enter' })
  const isRead = () => stage.rows.length === height && !stage.text.includes('reading …')
  while (!stage.footer.includes('Next tab')) await stage.settle()
  await stage.press(keyOfTab(partIds.indexOf(id), parts[id].title))
  while (!isRead()) await stage.settle()
  return stage
}

describe.each([
  [80, 24],
  [160, 45],
])('at %d×%d', (width, height) => {
  it.each(partIds)('the tab of %s', async id => {
    const { rows } = await openTab(id, width, height)
    expect(rows).toHaveLength(height)
    expectFrame(`tab-${id}-${width}x${height}`, rows)
  })
})

it.each(partIds)('however narrow it is the tab of %s says how it is left', async id => {
  const { footer } = await openTab(id, 40, 10)
  expect(footer).toMatch(/ Esc Close {2}k Kill( |$)/)
})
