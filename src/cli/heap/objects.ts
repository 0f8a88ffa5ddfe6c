/** `ntop heap PID referrers TYPE`, `caches` and `duplicates`: single objects, and what keeps them. */
import { cachesKind, duplicatesKind, referrersKind } from '../../export/heap/objects.ts'
import { clean } from '../../model/text.ts'
import type { HeapObject, Holding, Link } from '../../runtime/holding.ts'
import { meantTypes } from '../../runtime/meant-types.ts'
import { type Cache, type HeapSession, isNoAnswer, NoAnswer } from '../../runtime/session.ts'
import { type Doing, mostRows, type Told, told, type Watch } from './doing.ts'
import { tableLines, wrapped } from './table.ts'
import { bytesText, countOf, countText } from './words.ts'

export async function askReferrers({ session, terms, watch }: Doing, type: string): Promise<Told> {
  if (session.holding === undefined) throw new NoAnswer('it does not tell who holds an object')
  const named = await watch.answered(session.holding(type))
  const meant = named === undefined ? await meantType(session, watch, type) : undefined
  const found = meant === undefined ? named : await watch.answered(session.holding(meant))
  if (found === undefined) throw new NoAnswer(`there is no object of the type ${clean(type)}`)
  const most = mostRows(terms)
  const { object, ofType, chains, holds } = found
  const document = { ...found, chains: chains.slice(0, most.document), holds: holds.slice(0, most.document) }
  return told(referrersKind, document, width => [
    ...(meant === undefined ? [] : wrapped(`no type is called ${type}; only ${meant} ends so`, width, '  ')),
    ...wrapped(`one of ${countText(ofType)}: ${objectText(object)}`, width, '  '),
    ...holderLines(chains.slice(0, most.lines), width),
    ...(holds.length === 0 ? [] : ['', '  holds']),
    ...holds.slice(0, most.lines).flatMap(link => wrapped(linkText(link), width, '    ')),
    ...(holds.length > most.lines ? [`    ${countOf(holds.length - most.lines, 'more object')}`] : []),
  ])
}

const MOST_MEANT = 5

/**
 * The only type whose name ends as one that there is not.
 *
 * @throws {NoAnswer} with those that may have been meant, where it is not clear which
 */
async function meantType(session: HeapSession, watch: Watch, type: string): Promise<string> {
  const { ending, near } = meantTypes(type, await typeNames(session, watch))
  const [first, second] = ending
  if (first !== undefined && second === undefined) return first
  const meant = [...ending, ...near]
  const some = meant.slice(0, MOST_MEANT).join(' or ')
  const more = meant.length > MOST_MEANT ? ` or another of ${countText(meant.length)}` : ''
  const hint = meant.length === 0 ? '' : `; did you mean ${some}${more}?`
  throw new NoAnswer(`there is no object of the type ${clean(type)}${hint}`)
}

async function typeNames(session: HeapSession, watch: Watch): Promise<readonly string[]> {
  try {
    return session.typeNames === undefined ? [] : await watch.answered(session.typeNames())
  } catch (error) {
    if (!isNoAnswer(error)) throw error
    return []
  }
}

/** Who holds an object, way by way. */
export function holderLines(chains: Holding['chains'], width: number): string[] {
  if (chains.length === 0) return ['  nobody was found that holds it']
  return chains.flatMap(({ links, root }) => [
    '',
    '  held by',
    ...links.flatMap(link => wrapped(linkText(link), width, '    ')),
    ...(root === undefined ? ['    … and so on'] : wrapped(root, width, '    ')),
  ])
}

function linkText({ by, object }: Link): string {
  return `${by} of ${objectText(object)}`
}

/** `dict at 0x7f3a, 232B, 3 references: {'a': 1…` */
export function objectText({ type, address, bytes, text, references, weakReferences }: HeapObject): string {
  const parts = [
    address === undefined ? type : `${type} at ${address}`,
    ...(bytes === undefined ? [] : [bytesText(bytes)]),
    ...(references === undefined ? [] : [countOf(references, 'reference')]),
    ...(weakReferences === undefined ? [] : [countOf(weakReferences, 'weak one')]),
  ]
  return text === undefined ? parts.join(', ') : `${parts.join(', ')}: ${text}`
}

export async function askCaches({ session, terms, watch }: Doing): Promise<Told> {
  if (session.caches === undefined) throw new NoAnswer('it does not tell its caches')
  const answer = await watch.answered(session.caches())
  const caches = [...answer].sort((a, b) => b.entries - a.entries || (b.bytes ?? 0) - (a.bytes ?? 0))
  const most = mostRows(terms)
  return told(cachesKind, { all: caches, most: most.document }, width => {
    if (caches.length === 0) return ['  no cache that is known was found']
    const titles = ['ENTRIES', 'AT MOST', 'HITS', 'MISSES', 'SIZE', 'CACHE']
    const rows = caches.slice(0, most.lines).map(cacheRow)
    return [...tableLines(titles, rows, width), ...restLine(caches.length - most.lines, 'more cache')]
  })
}

function cacheRow({ name, kind, entries, mostEntries, hits, misses, bytes }: Cache) {
  return {
    figures: [countText(entries), countText(mostEntries), countText(hits), countText(misses), bytesText(bytes)],
    what: name === kind || name.startsWith(kind) ? name : `${kind} ${name}`,
  }
}

export async function askDuplicates({ session, terms, watch }: Doing): Promise<Told> {
  if (session.duplicates === undefined) throw new NoAnswer('it does not tell equal values')
  const answer = await watch.answered(session.duplicates())
  const most = mostRows(terms)
  const all = { ...answer, rows: [...answer.rows].sort((a, b) => b.wastedBytes - a.wastedBytes || b.copies - a.copies) }
  return told(duplicatesKind, { all, most: most.document }, width => {
    const { rows, looked, wastedBytes, about } = all
    const head = [
      ...wrapped(`${bytesText(wastedBytes)} wasted by equal values, of ${countText(looked)} looked at`, width, '  '),
      ...wrapped(about, width, '  '),
    ]
    if (rows.length === 0) return head
    const table = rows.slice(0, most.lines).map(row => ({
      figures: [bytesText(row.wastedBytes), countText(row.copies), row.type],
      what: row.text,
    }))
    const rest = restLine(rows.length - most.lines, 'more value')
    return [...head, '', ...tableLines(['WASTED', 'COPIES', 'TYPE', 'VALUE'], table, width), ...rest]
  })
}

function restLine(more: number, what: string): string[] {
  return more > 0 ? [`  ${countOf(more, what)}`] : []
}
