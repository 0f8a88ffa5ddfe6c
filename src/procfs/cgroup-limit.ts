/**
 * What bounds a control group, of one file one value: `memory.max`, `pids.max`, `cpu.max` of cgroup v2
 * (Documentation/admin-guide/cgroup-v2.rst), `memory.limit_in_bytes`, `cpu.cfs_quota_us` of v1 (…/cgroup-v1/).
 */
import { count, wordsOf } from './lines.ts'

export type GroupLimit = number | 'unlimited'

/** Where v1 has no limit it prints the most that a page counter holds, in bytes: 2⁶³ less a page. */
const NO_LIMIT = 2 ** 62

/** `536870912`, `max`: bytes or processes; undefined for anything else. */
export function parseGroupLimit(text: string): GroupLimit | undefined {
  const [word] = wordsOf(text)
  if (word === 'max') return 'unlimited'
  const value = count(word)
  return value !== undefined && value >= NO_LIMIT ? 'unlimited' : value
}

/** `cpu.max` of v2, `50000 100000`: processors' worth of time in each period. */
export function parseCpuMax(text: string): GroupLimit | undefined {
  const [quota, period] = wordsOf(text)
  if (quota === 'max') return 'unlimited'
  return processors(count(quota), count(period))
}

/** `cpu.cfs_quota_us` and `cpu.cfs_period_us` of v1; −1 is no limit. */
export function parseCpuQuota(quota: string, period: string): GroupLimit | undefined {
  const word = wordsOf(quota)[0]
  return word === '-1' ? 'unlimited' : processors(count(word), count(wordsOf(period)[0]))
}

function processors(quotaUs: number | undefined, periodUs: number | undefined): number | undefined {
  return quotaUs === undefined || periodUs === undefined || periodUs === 0 ? undefined : quotaUs / periodUs
}
