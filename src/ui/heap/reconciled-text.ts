import { formatBytes, formatChange } from '../../model/units.ts'
import type { AllocationSnapshot } from '../../runtime/allocations.ts'
import type { Reconciled } from '../../runtime/compare.ts'

/** `RSS grew by 40M = traced ~34M + native 3.1M + unexplained 2.7M`; what is not known is left out. */
export function reconciledText(
  { rssGrown, tracedGrown, nativeGrown, unexplained }: Reconciled,
  { sampledEveryBytes }: Pick<AllocationSnapshot, 'sampledEveryBytes'>,
): string {
  const sign = sampledEveryBytes === undefined ? '' : '~'
  if (rssGrown === undefined) return `traced ${sign}${formatChange(tracedGrown)} · how RSS grew is not told`
  const parts = [
    ...(nativeGrown === undefined ? [] : [part('native', nativeGrown)]),
    ...(unexplained === undefined ? [] : [part('unexplained', unexplained, sign)]),
  ]
  const grew = rssGrown < 0 ? `RSS shrank by ${formatBytes(-rssGrown)}: -` : 'RSS grew by '
  return `${grew}${formatBytes(Math.abs(rssGrown))} = traced ${sign}${formatBytes(tracedGrown)}${parts.join('')}`
}

/** ` + native 3.1M`, ` - native 3.1M` */
function part(name: string, bytes: number, sign = ''): string {
  return ` ${bytes < 0 ? '-' : '+'} ${name} ${sign}${formatBytes(Math.abs(bytes))}`
}
