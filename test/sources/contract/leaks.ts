/** How a source may leave something behind, to show that it is noticed. */
import { spawn } from 'node:child_process'
import { openSync } from 'node:fs'
import type { Source } from '../../../src/sources/source.ts'

const kept: Buffer[] = []

const LEAKS: Readonly<Record<string, () => void>> = {
  timer: () => setInterval(() => undefined, 1000),
  descriptor: () => openSync('/proc/self/stat', 'r'),
  child: () => spawn('sleep', ['1000'], { stdio: 'ignore' }).unref(),
  memory: () => kept.push(Buffer.alloc(1024 ** 2, 1)),
  heap: () => kept.push(...Array.from({ length: 2000 }, () => Buffer.from('x'))),
}

/** The same source, which leaves something behind with each scan. */
export function leaking(source: Source, leak: string | undefined): Source {
  const leave = leak === undefined ? undefined : LEAKS[leak]
  if (leave === undefined) return source
  return {
    kind: source.kind,
    look: pid => source.look(pid),
    glance: pid => source.glance(pid),
    files: source.files,
    names: source.names,
    scan(needs, onBeginning) {
      leave()
      return source.scan(needs, onBeginning)
    },
    fill: (ids, facets) => source.fill(ids, facets),
    sweep: wanted => source.sweep(wanted),
    close: () => source.close(),
  }
}
