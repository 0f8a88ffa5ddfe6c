import { percent } from './rates.ts'

/** How much of one of its limits a process uses. */
export interface LimitUse {
  /** As in getrlimit(2), without `RLIMIT_`. */
  readonly name: string
  /** Of the soft limit. */
  readonly usedPct: number
}

/** From here on the use of a limit is looked at often: well before anybody is warned. */
export const NEAR_PCT = 50
const WARN_PCT = 80
const BAD_PCT = 95

/** From 80 % of a limit on one is warned. As shown: what reads 80% is warned of. */
export function pressureOf(usedPct: number): 'plain' | 'warn' | 'bad' {
  const shownPct = Math.round(usedPct)
  if (shownPct >= BAD_PCT) return 'bad'
  return shownPct >= WARN_PCT ? 'warn' : 'plain'
}

/** The one of these limits that is used most; undefined where nothing is known of any. */
export function nearestLimit(
  limits: readonly { readonly name: string; readonly soft: number; readonly used: number | undefined }[],
): LimitUse | undefined {
  let nearest: LimitUse | undefined
  for (const { name, soft, used } of limits) {
    const usedPct = percent(used, soft)
    if (usedPct !== undefined && usedPct > (nearest?.usedPct ?? -1))
      nearest = { name: name.replace('RLIMIT_', ''), usedPct }
  }
  return nearest
}
