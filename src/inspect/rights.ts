/** What a process may do beyond what its user may: capabilities(7), and what it has given up: seccomp(2). */
import { capabilitiesIn } from '../model/capabilities.ts'
import { count } from '../procfs/lines.ts'
import type { CapabilitySets } from '../procfs/pid-status.ts'
import { type Field, fromFile, knownValue, part } from './field.ts'
import type { Look } from './look.ts'

/** In the order in which they matter. */
export const CAPABILITY_SETS = ['effective', 'permitted', 'bounding', 'ambient', 'inheritable'] as const
export type CapabilitySet = (typeof CAPABILITY_SETS)[number]

/** Modes of seccomp(2) by their numbers. */
export const SECCOMP_MODES = ['off', 'strict', 'filter'] as const
export type SeccompMode = (typeof SECCOMP_MODES)[number]

export interface Rights {
  /** Names by set, as in {@link capabilitiesIn}. */
  readonly capabilities: Readonly<Record<CapabilitySet, Field<readonly string[]>>>
  /** Number of the last one that this kernel knows; undefined on a kernel before 3.2. */
  readonly lastCapability: number | undefined
  /** Whether no program that it starts can give it more. */
  readonly noNewPrivs: Field<boolean>
  readonly seccomp: Field<SeccompMode>
  readonly seccompFilters: Field<number>
}

export function readRights({ files, status }: Look): Rights {
  const last = fromFile(files.setting('kernel/cap_last_cap'), bytes => count(bytes.toString('latin1').trim()))
  const sets = part(status, s => s.capabilities)
  const set = (which: keyof CapabilitySets): Field<readonly string[]> => part(sets, all => decoded(all[which]))
  return {
    capabilities: {
      effective: set('effective'),
      permitted: set('permitted'),
      bounding: set('bounding'),
      ambient: set('ambient'),
      inheritable: set('inheritable'),
    },
    lastCapability: knownValue(last),
    noNewPrivs: part(status, s => s.noNewPrivs),
    seccomp: part(status, s => SECCOMP_MODES[s.seccomp ?? -1]),
    seccompFilters: part(status, s => s.seccompFilters),
  }
}

function decoded(mask: string | undefined): readonly string[] | undefined {
  return mask === undefined ? undefined : capabilitiesIn(mask)
}
