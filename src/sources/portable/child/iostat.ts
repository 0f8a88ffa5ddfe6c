/** iostat(8) of FreeBSD, of whose disks the library tells nothing. */
import type { Answers } from '../answers.ts'
import { run } from './run.ts'

/** @throws where iostat fails, or prints something else */
export async function askIostat(): Promise<Answers['diskIo']> {
  return parseIostat(await run('iostat', ['-Ix']))
}

/** The same disks once more, as cam(4) passes commands through to them; memory, and files, that pass for disks. */
const NO_DISK = /^(?:pass|md)\d/

/**
 * The sums of all disks: with `-I` and without an interval each has what it did since the system was started, bytes in units of 1024
 * to a half. Its times have one decimal of a second, too coarse for shares of a second, and are not taken.
 *
 * @param text what `iostat -Ix` printed
 * @throws where it has not these columns, or no figures in them
 */
export function parseIostat(text: string): Answers['diskIo'] {
  const rows = text.split('\n').map(line => line.trim().split(/\s+/))
  const at = rows.findIndex(([first]) => first === 'device')
  const disks = rows.slice(at + 1).filter(([device = '']) => device !== '' && !NO_DISK.test(device))
  const sum = (title: string): number => {
    const column = rows[at]?.indexOf(title) ?? -1
    return disks.reduce((total, row) => total + sumIn(row[column]), 0)
  }
  return { io: { rIO: sum('r/i'), wIO: sum('w/i') }, bytes: { rx: sum('kr/i') * 1024, wx: sum('kw/i') * 1024 } }
}

function sumIn(word = ''): number {
  if (!/^\d+(?:\.\d+)?$/.test(word)) throw new Error('iostat tells no sums')
  return Number(word)
}
