import { formatCount } from '../model/units.ts'
import { unknownText } from './field.ts'
import { fieldNote, type Grid, type GridColumn } from './grid.ts'
import { keyOf, type LockParty, type Locks, type ProcessLock, readLocks } from './locks.ts'
import type { Part } from './part.ts'
import { DASH, type RowTone } from './section.ts'
import { counted } from './wait-words.ts'

/** A lock and one of those at its other end: none where nobody waits for it. */
interface LockRow {
  readonly lock: ProcessLock
  readonly party: LockParty | undefined
  readonly at: number
}

export const locksPart: Part<Locks> = { title: 'Locks', read: readLocks, show: locksGrid }

const LEFT = { align: 'left', descending: false } as const
/** Who waits, and who is waited for. */
const tone = ({ lock, party }: LockRow): RowTone => (lock.held && party === undefined ? 'plain' : 'warn')

const COLUMNS: readonly GridColumn<LockRow>[] = [
  {
    ...LEFT,
    id: 'role',
    title: 'LOCK',
    width: 5,
    about: 'has: the process has it; waits: it waits for it',
    givesWay: 0,
    // What it waits for comes first.
    value: ({ lock }) => (lock.held ? 1 : 0),
    text: ({ lock }) => (lock.held ? 'has' : 'waits'),
    tone,
  },
  {
    ...LEFT,
    id: 'kind',
    title: 'KIND',
    width: 10,
    about: 'posix: fcntl, a process’s own; ofd, flock: of whoever has the open file; lease: told when others open it',
    givesWay: 1,
    value: ({ lock }) => lock.kind,
    text: ({ lock }) => lock.kind,
  },
  {
    ...LEFT,
    id: 'access',
    title: 'MODE',
    width: 5,
    about: 'read: others may read as well; write: nobody else',
    givesWay: 3,
    value: ({ lock }) => lock.access,
    text: ({ lock }) => lock.access ?? DASH,
  },
  {
    ...LEFT,
    id: 'range',
    title: 'BYTES',
    width: 12,
    about: 'the first and the last byte that it is about',
    givesWay: 2,
    value: ({ lock }) => lock.start,
    text: ({ lock }) => rangeText(lock),
  },
  {
    ...LEFT,
    id: 'fd',
    title: 'FD',
    width: 5,
    about: 'its own descriptors of the file',
    givesWay: 4,
    value: ({ lock }) => lock.fds[0],
    text: ({ lock }) => (lock.fds.length === 0 ? DASH : fdsText(lock.fds)),
  },
  {
    id: 'pid',
    title: 'PID',
    width: 7,
    align: 'right',
    descending: false,
    about: 'who waits for what it has, or has what it waits for',
    givesWay: 0,
    value: ({ party }) => party?.pid,
    text: ({ party }) => String(party?.pid ?? DASH),
  },
  {
    ...LEFT,
    id: 'name',
    title: 'OTHER',
    width: 16,
    about: 'its name; an ofd lock names nobody',
    givesWay: 0,
    value: row => partyText(row),
    text: row => partyText(row),
    tone,
  },
  {
    ...LEFT,
    id: 'path',
    title: 'FILE',
    width: 0,
    about: 'what is locked; device and inode where its path is not known',
    givesWay: 0,
    value: ({ lock }) => lock.path ?? lock.file,
    text: ({ lock }) => fileText(lock),
  },
]

function locksGrid({ locks, table }: Locks): Grid<LockRow> {
  const all = 'value' in locks ? locks.value : []
  const items = all.flatMap((lock): LockRow[] => {
    const parties = lock.parties.length === 0 ? [undefined] : lock.parties
    return parties.map((party, at) => ({ lock, party, at }))
  })
  const why = 'unknown' in table ? unknownText(table.unknown) : undefined
  const untold = why === undefined ? undefined : `Who waits for whom: ${why}.`
  const summary = all.length === 0 ? undefined : [summaryOf(all), untold].filter(line => line !== undefined).join(' ')
  return {
    kind: 'grid',
    title: 'Locks',
    columns: COLUMNS,
    items,
    sort: 'role',
    key: ({ lock, party, at }) => `${lock.held} ${keyOf(lock)} ${party?.pid ?? at}`,
    leadsTo: ({ party }) => party?.id,
    ...(summary !== undefined && { summary }),
    ...fieldNote(locks, all.length === 0 ? emptyNote(why) : undefined),
  }
}

function emptyNote(why: string | undefined): string {
  if (why === undefined) return 'it has no lock on a file and waits for none'
  return `it has no lock on a file; whether it waits for one: ${why}`
}

/** `3 locks, for which 2 processes wait. It waits for flock on /run/app.lock, which 320 node has.` */
function summaryOf(all: readonly ProcessLock[]): string {
  const held = all.filter(lock => lock.held)
  const waiting = held.flatMap(lock => lock.parties).length
  const has = `It has ${held.length === 0 ? 'no lock' : counted(held.length, 'lock')}`
  const wanted =
    waiting === 0 ? '' : `, ${waiting === 1 ? 'for which one waits' : `for which ${formatCount(waiting)} wait`}`
  const waits = all.filter(lock => !lock.held).map(lock => ` It waits for ${waitedText(lock)}.`)
  return `${has}${wanted}.${waits.join('')}`
}

function waitedText(lock: ProcessLock): string {
  const [holder] = lock.parties
  const what = `${lock.kind === 'ofd' || lock.kind === 'posix' ? `a lock (${lock.kind})` : `a ${lock.kind}`} on ${fileText(lock)}`
  if (holder?.pid === undefined) return `${what}; who has it is not told`
  return `${what}, which ${holder.pid}${holder.name === undefined ? ', not seen any more,' : ` ${holder.name}`} has`
}

/** `all`, `5–14`, `500–`. */
export function rangeText({ start, end }: Pick<ProcessLock, 'start' | 'end'>): string {
  if (end !== undefined) return start === end ? String(start) : `${start}–${end}`
  return start === 0 ? 'all' : `from ${start}`
}

function fdsText(fds: readonly number[]): string {
  return `${fds.slice(0, 2).join(',')}${fds.length > 2 ? '+' : ''}`
}

function partyText({ lock, party }: LockRow): string {
  if (party === undefined) return ''
  const word = party.name ?? (party.pid === undefined ? 'not told' : 'not seen')
  return `${word} ${lock.held ? 'waits' : 'has it'}`
}

function fileText({ path, file, breaking, mandatory }: ProcessLock): string {
  const notes = [mandatory ? 'mandatory' : undefined, breaking ? 'being broken' : undefined]
  return [path ?? file, ...notes.filter(note => note !== undefined)].join(' · ')
}
