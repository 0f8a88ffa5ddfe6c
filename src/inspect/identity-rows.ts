/** The rows on who a process is and where it comes from. */
import type { ProcessFacts, ProcessRecord } from '../model/process.ts'
import { formatCount, formatSpan } from '../model/units.ts'
import { part } from './field.ts'
import type { Identity, Named, Owner } from './identity.ts'
import type { Overview } from './overview.ts'
import type { Parent } from './parents.ts'
import { asIs, row, textRow, unknownRow } from './rows.ts'
import type { SectionRow } from './section.ts'
import { momentText, stateText } from './words.ts'

/** @param ended when and how it ended, if it has */
export function identityRows(overview: Overview, record: ProcessRecord, ended: string | undefined): SectionRow[] {
  const { identity } = overview
  return [
    row(
      'Command',
      part(identity.args, commandText),
      asIs,
      'the command line as it stands now, as a shell would take it',
    ),
    row('Program', identity.exe, asIs, 'the file that it runs'),
    row('Directory', identity.cwd, asIs, 'its working directory'),
    row('Root', identity.root, asIs, 'what it takes for the root of the file system'),
    textRow('Name', record.name, 'the kernel’s name of it, 15 bytes at most'),
    stateRow(overview, record, ended),
    textRow('Threads', record.threads === undefined ? 'unknown' : formatCount(record.threads), 'threads of execution'),
    startedRow(identity),
    row('User', part(identity.user, ownerText), asIs, 'whose rights it has, and by whom it was started'),
    row('Group', part(identity.group, ownerText), asIs, 'whose rights it has, and by whom it was started'),
    row('Groups', part(identity.groups, groupsText), asIs, 'whose rights it has besides'),
    textRow('Terminal', terminalText(identity), 'its controlling terminal, and whether its keys go to this process'),
    textRow('Session', leaderText(record.session, overview, record), 'id of the session, which is its leader’s pid'),
    textRow(
      'Process group',
      leaderText(record.processGroup, overview, record),
      'id of the group, which is its leader’s pid',
    ),
    ...parentRows(overview.parents),
  ]
}

/** The command line as a shell would take it, as far as it is known; else the title that it gave itself, or its name. */
export function wholeCommand({ args = [], command }: ProcessFacts): string {
  return args.length === 0 ? command : commandText(args)
}

/** The command line as a shell would take it. */
function commandText(args: readonly string[]): string {
  return args.map(quoted).join(' ')
}

/** An argument as a shell would need it, so that its blanks are not taken for gaps between arguments. */
export function quoted(argument: string): string {
  if (argument !== '' && !/[\s'"\\$`|&;<>()*?[\]#~!{}]/.test(argument)) return argument
  return `'${argument.replaceAll("'", "'\\''")}'`
}

function stateRow({ ending }: Overview, record: ProcessRecord, ended: string | undefined): SectionRow {
  const state = `${record.state}, ${stateText(record)}`
  if (ended !== undefined) {
    const about = 'all is as it was last seen; how it ended its parent alone is told, unless it was seen as a zombie'
    return { ...textRow('State', `ended ${ended}; last seen ${state}`, about), tone: 'bad' }
  }
  const text = ending === undefined ? state : `${state}; it ended ${ending}`
  return textRow('State', text, 'what it was doing at the last look')
}

function startedRow({ startedAtMs, elapsedMs }: Identity): SectionRow {
  const about = 'when it was started'
  if (startedAtMs === undefined || elapsedMs === undefined)
    return unknownRow('Started', 'the boot time is unknown', about)
  return textRow('Started', `${momentText(startedAtMs)}, ${formatSpan(elapsedMs)} ago`, about)
}

/** `deploy (1000)`, and of real and saved ids those that differ. */
function ownerText({ real, effective, saved }: Owner): string {
  const parts = [named(effective)]
  if (real.id !== effective.id) parts.push(`started by ${named(real)}`)
  if (saved.id !== effective.id) parts.push(`may become ${named(saved)} again`)
  return parts.join(', ')
}

function groupsText(groups: readonly Named[]): string {
  return groups.length === 0 ? 'none' : groups.map(named).join(', ')
}

/** An id that has no name is its own name. */
function named({ id, name }: Named): string {
  return name === String(id) ? name : `${name} (${id})`
}

function terminalText({ tty, foreground }: Identity): string {
  if (tty === undefined) return 'none'
  return `/dev/${tty}, in the ${foreground === true ? 'foreground' : 'background'}`
}

/** Whose id it is: its own, or one of those that it comes from. */
function leaderText(id: number | undefined, { parents }: Overview, record: ProcessRecord): string {
  if (id === undefined) return 'unknown'
  if (id === record.pid) return `${id}, which it leads itself`
  const leader = parents.find(parent => parent.pid === id)?.name
  return leader === undefined ? String(id) : `${id}, led by ${leader}`
}

function parentRows(parents: readonly Parent[]): SectionRow[] {
  if (parents.length === 0) return [textRow('Parent', 'none', 'who started or adopted it')]
  return parents.map(({ pid, id, name, command }, i) => ({
    ...textRow(i === 0 ? 'Parent' : '', `${pid} ${command ?? name ?? '– is not to be seen'}`, aboutParent(i)),
    isBrief: true,
    ...(id === undefined ? {} : { pid }),
  }))
}

function aboutParent(i: number): string {
  return i === 0 ? 'who started or adopted it' : 'who started or adopted the one above'
}
