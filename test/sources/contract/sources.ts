/** The sources by name, for programs that open one alone. */
import { linuxSource } from '../../../src/sources/linux/source.ts'
import { helper } from '../../../src/sources/portable/helper.ts'
import { CLOCK, Lanes } from '../../../src/sources/portable/lanes.ts'
import { portableSource } from '../../../src/sources/portable/source.ts'
import type { Source } from '../../../src/sources/source.ts'

/** @param tree of one that reads a recorded tree, where it is; of the portable one, where its helper program is */
export const SOURCES: Readonly<Record<string, (tree: string) => Source>> = {
  portable: program => openPortable(program),
  linux: () => linuxSource({ clocksFrom: Number.POSITIVE_INFINITY }),
  clocks: () => linuxSource({ clocksFrom: 1 }),
  recorded: tree => linuxSource({ procfs: tree, sysfs: '/proc/nonexistent' }),
}

/** @throws where there is no such source */
export function sourceNamed(name: string, tree: string): Source {
  const open = SOURCES[name]
  if (open === undefined) throw new Error(`no source is called ${name}`)
  return open(tree)
}

/** @param program file of the helper program */
export function openPortable(program: string): Source {
  const { env: environment, platform } = process
  return portableSource({ lanes: new Lanes(helper({ program, platform, environment }), CLOCK) })
}
