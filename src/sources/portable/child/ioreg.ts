/** ioreg(8) of macOS beside the library, which starts ten programs to read it twice, and leaves out times. */
import type { Answers } from '../answers.ts'
import { run } from './run.ts'

/** Drivers of disks without what lies below each, no line of them cut off. */
const ARGUMENTS = ['-r', '-c', 'IOBlockStorageDriver', '-k', 'Statistics', '-d', '1', '-w', '0']

/** @throws where ioreg fails, or prints something else */
export async function askIoreg(): Promise<Answers['diskIo']> {
  return parseIoreg(await run('ioreg', ARGUMENTS))
}

/**
 * The sums of all disks since each was there, times in milliseconds out of nanoseconds.
 *
 * @param text what ioreg printed of drivers of disks
 * @throws where there is no disk, or one without these figures
 */
export function parseIoreg(text: string): Answers['diskIo'] {
  // Of others, as of a store of APFS, there are statistics too.
  const disks = [...text.matchAll(/"Statistics" = \{([^}]*)\}/g)]
    .map(([, figures = '']) => new Map([...figures.matchAll(/"([^"]+)"=(\d+)/g)].map(([, of, n]) => [of, Number(n)])))
    .filter(figures => figures.has('Operations (Read)'))
  if (disks.length === 0) throw new Error('ioreg tells of no disk')
  const sum = (title: string): number =>
    disks.reduce((total, figures) => {
      const figure = figures.get(title)
      if (figure === undefined) throw new Error(`ioreg tells no "${title}"`)
      return total + figure
    }, 0)
  return {
    io: {
      rIO: sum('Operations (Read)'),
      wIO: sum('Operations (Write)'),
      rWaitTime: sum('Total Time (Read)') / 1e6,
      wWaitTime: sum('Total Time (Write)') / 1e6,
    },
    bytes: { rx: sum('Bytes (Read)'), wx: sum('Bytes (Write)') },
  }
}
