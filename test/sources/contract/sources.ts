/** The sources by name, for programs that open one alone. */
import { linuxSource } from '../../../src/sources/linux/source.ts'
import type { Source } from '../../../src/sources/source.ts'

/** @param tree of one that reads a recorded tree, where it is */
export const SOURCES: Readonly<Record<string, (tree: string) => Source>> = {
  linux: () => linuxSource(),
  recorded: tree => linuxSource({ procfs: tree, sysfs: '/proc/nonexistent' }),
}

/** @throws where there is no such source */
export function sourceNamed(name: string, tree: string): Source {
  const open = SOURCES[name]
  if (open === undefined) throw new Error(`no source is called ${name}`)
  return open(tree)
}
