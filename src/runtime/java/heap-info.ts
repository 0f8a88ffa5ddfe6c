/** What a JVM answers to `GC.heap_info`, for one that shares no counters. */
import { clean } from '../../model/text.ts'
import type { HeapFigures, Space } from '../figures.ts'

const UNITS: Readonly<Record<string, number>> = { B: 1, K: 1024, M: 1024 ** 2, G: 1024 ** 3 }
const SIZE = '\\d{1,15}[BKMG]'
/** ` garbage-first heap   total 65536K, used 1947K [0x…`; from 22 on `total reserved 65536K, committed 65536K, used …`. */
const GENERATION = new RegExp(`^ *(\\S.*?) +total (?:reserved (${SIZE}), committed )?(${SIZE}), used (${SIZE})`)
/** ` ZHeap           used 4M, capacity 64M, max capacity 64M` */
const Z = new RegExp(`^ *(ZHeap) +used (${SIZE}), capacity (${SIZE}), max capacity (${SIZE})`)
/** ` 65536K max, 65536K soft max, 65536K committed, 1536K used` */
const SHENANDOAH = new RegExp(`^ *(${SIZE}) max, .*?(${SIZE}) committed, (${SIZE}) used`)
/** ` Metaspace       used 755K, committed 960K, reserved 1114112K` */
const CLASSES = new RegExp(`^ *(Metaspace|class space) +used (${SIZE}), committed (${SIZE}), reserved (${SIZE})`)
const MOST_SPACES = 32

/** Sizes only; of Epsilon's one space they are not told. */
export function parseHeapInfo(text: string, version: string | undefined): HeapFigures {
  const spaces = text.split('\n', 1000).flatMap(spaceIn).slice(0, MOST_SPACES)
  return { version, collects: undefined, generations: [], spaces, figures: [] }
}

function spaceIn(line: string): Space[] {
  const generation = GENERATION.exec(line)
  if (generation !== null) return [space(generation[1], generation[4], generation[3], generation[2])]
  const z = Z.exec(line)
  if (z !== null) return [space(z[1], z[2], z[3], z[4])]
  const shenandoah = SHENANDOAH.exec(line)
  if (shenandoah !== null) return [space('Shenandoah Heap', shenandoah[3], shenandoah[2], shenandoah[1])]
  const classes = CLASSES.exec(line)
  return classes === null ? [] : [space(classes[1], classes[2], classes[3], undefined)]
}

function space(name: string | undefined, used?: string, committed?: string, most?: string): Space {
  return {
    name: clean(name ?? ''),
    usedBytes: bytesOf(used),
    committedBytes: bytesOf(committed),
    mostBytes: bytesOf(most),
  }
}

function bytesOf(size: string | undefined): number | undefined {
  const unit = UNITS[size?.at(-1) ?? '']
  return size === undefined || unit === undefined ? undefined : Number(size.slice(0, -1)) * unit
}
