/** A filter's text as a query: what it lets through, and what has to be known for that. */
import { IDLE_MS } from '../columns/column.ts'
import type { Facet } from '../model/process.ts'
import { compile, type Keeps } from './compile.ts'
import { parse } from './parse.ts'
import type { Problem } from './problem.ts'
import type { Node } from './syntax.ts'

export interface Query {
  /** Whether a process is wanted. */
  readonly keeps: Keeps
  /** Facts beyond the kernel's process line that it looks at. */
  readonly needs: ReadonlySet<Facet>
  /** How old what it looks at may be of a process that does nothing, as of a column. */
  readonly idleMs: number
}

export type Read =
  | { readonly query: Query; readonly problem?: undefined }
  | { readonly query?: undefined; readonly problem: Problem }

/** A text is read once, for it is asked for with every sample and every key. */
const MOST_KEPT = 16
const kept = new Map<string, Read>()

/** The query that a text is, or why it is none. */
export function readQuery(text: string): Read {
  let read = kept.get(text)
  if (read === undefined) {
    const { node, problem } = parse(text)
    read = problem === undefined ? { query: queryOf(node) } : { problem }
    if (kept.size >= MOST_KEPT) kept.clear()
    kept.set(text, read)
  }
  return read
}

/** As much of the text from its beginning as is a query: all of it, or what stands before the part that is not yet. */
export function completePart(text: string): string {
  let part = text.trimEnd()
  for (let { problem } = readQuery(part); problem !== undefined; { problem } = readQuery(part)) {
    part = part.slice(0, Math.min(problem.from, part.length - 1)).trimEnd()
  }
  return part
}

function queryOf(node: Node): Query {
  const needs = new Set<Facet>()
  const idle: number[] = [IDLE_MS]
  const look = (part: Node): void => {
    if (part.kind === 'text') needs.add('owner').add('command')
    else if (part.kind === 'not') look(part.of)
    else if (part.kind === 'and' || part.kind === 'or') part.parts.forEach(look)
    else if (part.kind !== 'all') {
      for (const facet of part.field.needs) needs.add(facet)
      idle.push(part.field.idleMs)
    }
  }
  look(node)
  return { keeps: compile(node), needs, idleMs: Math.min(...idle) }
}
