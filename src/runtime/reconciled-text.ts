import type { Reconciled } from './reconcile.ts'

const UNITS = [
  ['G', 1024 ** 3],
  ['M', 1024 ** 2],
  ['K', 1024],
] as const

/**
 * `RSS grew by 40.0M = traced 34.2M + native 3.1M + unexplained 2.7M`: all in one unit and to a tenth, so that it adds up.
 * What is an estimate is said to be "about" that.
 */
export function reconciledText({
  rssGrown,
  tracedGrown,
  tracedIsEstimate,
  nativeGrown,
  overheadGrown,
  unexplained,
}: Reconciled): string {
  const known = [rssGrown, tracedGrown, nativeGrown, overheadGrown, unexplained].filter(bytes => bytes !== undefined)
  const most = Math.max(...known.map(Math.abs))
  const [letter, unit] = UNITS.find(([, size]) => most >= size) ?? (['K', 1024] as const)
  const tenths = (bytes: number): number => Math.round((bytes * 10) / unit)
  const text = (amount: number): string => `${(amount / 10).toFixed(1)}${letter}`
  const about = tracedIsEstimate ? 'about ' : ''
  const traced = tenths(tracedGrown)
  const [rss, native, overhead] = [rssGrown ?? 0, nativeGrown ?? 0, overheadGrown ?? 0].map(tenths) as [
    number,
    number,
    number,
  ]
  const grew = `${(rssGrown ?? 0) < 0 ? 'changed' : 'grew'} by ${text(rss)}`
  if (rssGrown === undefined) return `traced ${about}${text(traced)} more; how RSS changed is not known`
  if (unexplained === undefined) return `RSS ${grew}; how much of that is traced is not known`
  const parts = [
    `traced ${about}${text(traced)}`,
    ...(nativeGrown === undefined ? [] : [`native ${text(native)}`]),
    ...(overheadGrown === undefined ? [] : [`tracing itself ${text(overhead)}`]),
    `unexplained ${about}${text(rss - traced - native - overhead)}`,
  ]
  return `RSS ${grew} = ${parts.join(' + ')}`
}
