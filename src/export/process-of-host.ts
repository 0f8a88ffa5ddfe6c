import type { ProcessFacts } from '../model/process.ts'
import type { RareFacts } from '../model/rare-facts.ts'
import type { ProcessRow } from '../model/snapshot.ts'
import { type Field, type Kind, unknowable } from './describe.ts'

/** A process, and what of the machine it takes to tell of it. */
export interface ProcessOfHost {
  readonly row: ProcessRow
  /** Wall clock of the boot that its start counts from, milliseconds since 1970. */
  readonly bootAtMs: number | undefined
  /** Milliseconds since then. */
  readonly uptimeMs: number | undefined
  /** Processors of the machine. */
  readonly cores: number | undefined
}

/** A key whose value was found out beside the kernel's line. */
export function fact<T>(
  kind: Kind<T>,
  about: string,
  read: (facts: ProcessFacts) => T | undefined,
): Field<ProcessOfHost> {
  return unknowable(kind, about, p => read(p.row.facts))
}

/** A key of what is asked for seldom. */
export function rareFact<T>(
  kind: Kind<T>,
  about: string,
  read: (rare: RareFacts) => T | undefined,
): Field<ProcessOfHost> {
  return fact(kind, about, facts => facts.rare && read(facts.rare))
}
