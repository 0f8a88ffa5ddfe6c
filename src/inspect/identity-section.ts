import type { ProcessRecord } from '../model/process.ts'
import { formatCount, formatSpan } from '../model/units.ts'
import { type Field, part } from './field.ts'
import { type Identity, type Owner, readIdentity } from './identity.ts'
import type { Part } from './part.ts'
import { row, unknownRow } from './rows.ts'
import type { Section, SectionRow } from './section.ts'
import { momentText, policyText, stateText } from './words.ts'

const asIs = (value: string): string => value

export const identityPart: Part<Identity> = {
  title: 'Identity',
  read: look => readIdentity(look),
  show: (identity, { record }) => identitySection(identity, record),
}

function identitySection(identity: Identity, record: ProcessRecord): Section {
  const { parent, tty, startedAtMs, elapsedMs } = identity
  const rows: SectionRow[] = [
    text('Name', record.name, 'the kernel’s name of it, 15 bytes at most'),
    row(
      'Command',
      part(identity.args, args => args.map(quoted).join(' ')),
      asIs,
      'the command line as it stands now',
    ),
    row('Program', identity.exe, asIs, 'the file that it runs'),
    row('Directory', identity.cwd, asIs, 'its working directory'),
    row('User', ownerText(identity.user), asIs, 'whose rights it has'),
    row('Group', ownerText(identity.group), asIs, 'whose rights it has'),
    text(
      'Parent',
      [parent.pid, parent.name].filter(known => known !== undefined).join(' '),
      'who started or adopted it',
    ),
    startedAtMs === undefined || elapsedMs === undefined
      ? unknownRow('Started', 'the boot time is unknown', 'when it was started')
      : text('Started', `${momentText(startedAtMs)}, ${formatSpan(elapsedMs)} ago`, 'when it was started'),
    text('State', `${record.state}, ${stateText(record)}`, 'what it was doing at the last look'),
    text('Threads', formatCount(record.threads), 'threads of execution'),
    text('Priority', priorityText(record.priority, record.nice), 'lower comes first'),
    record.policy === undefined
      ? unknownRow('Scheduling', 'the kernel does not tell', 'how it competes for a processor')
      : text('Scheduling', policyText(record.policy), 'how it competes for a processor'),
    row('Control group', identity.cgroup, asIs, 'what bounds and counts its resources'),
    text('Terminal', tty ?? 'none', 'its controlling terminal'),
    text('Session', String(record.session), 'id of the session leader'),
    text('Process group', String(record.processGroup), 'id of the group leader'),
  ]
  return { title: 'Identity', kind: 'texts', rows, parts: [] }
}

function text(label: string, value: string, about: string): SectionRow {
  return { label, value, about, tone: 'plain' }
}

/** An argument as a shell would need it, so that its blanks are not taken for gaps between arguments. */
function quoted(argument: string): string {
  if (argument !== '' && !/[\s'"\\$`|&;<>()*?[\]#~!{}]/.test(argument)) return argument
  return `'${argument.replaceAll("'", "'\\''")}'`
}

function ownerText(owner: Field<Owner>): Field<string> {
  return part(owner, ({ real, effective }) => {
    const acting = `${effective.name} (${effective.id})`
    return real.id === effective.id ? acting : `${acting}, started by ${real.name} (${real.id})`
  })
}

function priorityText(priority: number, nice: number): string {
  return priority < 0 ? `${priority}, real-time; nice ${nice}` : `${priority}, nice ${nice}`
}
