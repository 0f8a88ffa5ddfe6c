/** The live heap on the screen of the built program, of a Node that the test starts. */
import { constants } from 'node:os'
import { describe, expect, it, onTestFinished } from 'vitest'
import { until } from '../runtime/asked-program.ts'
import { NodeTarget } from '../runtime/node/target.ts'
import type { PtyProgram } from '../support/pty.ts'
import { openNtop } from './screen.ts'

async function attached(program?: string): Promise<{ node: NodeTarget; ntop: PtyProgram }> {
  const node = await NodeTarget.start([], process.execPath, [], program)
  onTestFinished(() => node.end())
  const ntop = await openNtop(['-p', String(node.pid), '-d', '0.5'])
  ntop.type('enter')
  await ntop.until(/ Command /)
  ntop.type('H')
  await ntop.until('Look inside')
  ntop.type('enter')
  await ntop.until('To look inside, ntop')
  expect([node.ports(), node.connections()]).toEqual([[], 0])
  ntop.type('enter')
  await ntop.until(/heap used +\d/)
  // Its port was open for a moment.
  expect([node.ports(), node.connections()]).toEqual([[], 1])
  return { node, ntop }
}

/** It is connected to nobody any more, nobody can connect to it, and it goes on. */
async function isLeft(node: NodeTarget): Promise<void> {
  await until(() => node.connections() === 0)
  expect(node.ports()).toEqual([])
  expect(Number(await node.ask('ticks'))).toBeGreaterThan(0)
}

describe('a Node is left as it was', () => {
  it('when the view is closed, which is said', async () => {
    const { node, ntop } = await attached()
    ntop.type('escape')
    await ntop.until(/left as it was: disconnected, and its port \d+ is closed/)
    await isLeft(node)
  })

  it.each(['SIGTERM', 'SIGHUP'] as const)('before ntop ends by %s', async signal => {
    const { node, ntop } = await attached()
    process.kill(ntop.pid, signal)
    expect((await ntop.exited).code).toBe(128 + constants.signals[signal])
    await isLeft(node)
  })

  it('by itself, where ntop is killed', async () => {
    const { node, ntop } = await attached()
    process.kill(ntop.pid, 'SIGKILL')
    await ntop.exited
    await isLeft(node)
  })
})

it('a Node that ends is not held up, and what was seen of it stays', async () => {
  const { node, ntop } = await attached()
  node.child.kill('SIGTERM')
  await node.ended()
  await ntop.until(/· ended: /)
  expect(ntop.text().join('\n')).toMatch(/heap used +\d/)
})

it('who holds an object of a Node is asked about with what it takes, and answered from one snapshot', async () => {
  const { node, ntop } = await attached('test/targets/planted-heap.cjs')
  ntop.type('3')
  ntop.type('r')
  await ntop.until('For this, ntop')
  ntop.type('enter')
  await ntop.until(/1,000 +Leaked/)
  ntop.type('/')
  ntop.send('Leaked')
  ntop.type('enter')
  ntop.type('enter')
  await ntop.until(/It stands still for \d+ ms to [\d.]+( ms|s)/)
  expect(ntop.text().join('\n')).toContain('stops it for about')
  ntop.type('enter')
  await ntop.until('variable cache')
  expect(ntop.text().join('\n')).toMatch(/one of 1,000 · references: 1/)
  // Again, without being asked: it is of the snapshot that is there.
  ntop.type('q')
  ntop.type('enter')
  await ntop.until(/· as of \d\d:\d\d:\d\d/)
  ntop.type('q')
  ntop.type('7')
  await ntop.until('planted copy')
  ntop.type('3')
  ntop.type('r')
  await ntop.until('KEEPS')
  ntop.type('q')
  await ntop.until('left as it was')
  await until(() => node.connections() === 0)
  expect(await node.ask('remember 1')).toBe('1')
}, 60_000)
