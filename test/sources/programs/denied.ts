/**
 * Scans a tree as somebody who is not root, while some of it is taken from them and given back: prints as JSON what is
 * seen by one scan after the other, and how many descriptors are open at the end, beyond those of the beginning.
 *
 *     denied.mjs TREE PID
 */
import { chmodSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Facet } from '../../../src/model/process.ts'
import { linuxSource } from '../../../src/sources/linux/source.ts'
import { idsOf, statLine } from '../tree.ts'

const SOMEBODY = 65_534
const [root = '', pid = ''] = process.argv.slice(2)
const isRoot = process.getuid?.() === 0
const folder = join(root, pid)
const before = readdirSync('/proc/self/fd').length
let nowMs = 0
const source = linuxSource({ procfs: root, sysfs: root, monotonic: () => nowMs })

/** What is seen of everyone: pids with the facts that are known of them. */
const look = async (): Promise<Record<number, readonly string[]>> => {
  // Facts of those who did nothing are asked for again when they have been known for long.
  nowMs += 10_000
  if (isRoot) process.seteuid?.(SOMEBODY)
  try {
    const { processes } = await source.scan({ everyone: new Set<Facet>() })
    await source.fill(idsOf(processes), new Set<Facet>(['statm', 'io']))
    const known = processes.map(({ pid: of, facts }) => {
      const { sharedBytes: statm, io } = facts
      return [of, Object.entries({ statm, io }).flatMap(([name, value]) => (value === undefined ? [] : [name]))]
    })
    return Object.fromEntries(known)
  } finally {
    if (isRoot) process.seteuid?.(0)
  }
}
let userTicks = 10
/** What is seen while these files may not be read, of a process that did something since. */
const lookWithout = async (...files: readonly string[]): Promise<ReturnType<typeof look>> => {
  chmodSync(folder, 0o755)
  for (const file of ['stat', 'io']) chmodSync(join(folder, file), 0o644)
  writeFileSync(join(folder, 'stat'), statLine(Number(pid), { userTicks: userTicks++ }))
  for (const file of files) chmodSync(join(folder, file), 0o000)
  return await look()
}
const found = {
  first: await lookWithout(),
  withoutIo: await lookWithout('io'),
  withIo: await lookWithout(),
  withoutLine: await lookWithout('stat'),
  withLine: await lookWithout(),
  withoutFolder: await lookWithout('.'),
  withFolder: await lookWithout(),
}
source.close()
console.log(JSON.stringify({ ...found, leftOpen: readdirSync('/proc/self/fd').length - before }))
