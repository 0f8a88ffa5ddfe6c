/** A process at a glance: who it is, where it comes from, what it may do, and what holds it. */
import { hasEnded } from '../control/target.ts'
import type { IoPriority } from '../model/io-priority.ts'
import { type Surroundings, surroundingsOf } from '../procfs/container.ts'
import { type PidCgroup, parsePidCgroup } from '../procfs/pid-cgroup.ts'
import { parseOomScore } from '../procfs/pid-oom-score.ts'
import { exitStatus } from '../procfs/pid-stat.ts'
import { type ControlGroup, readControlGroup } from './control-group.ts'
import { endingText } from './ending.ts'
import { type Field, fromFile, part } from './field.ts'
import { type Identity, readIdentity } from './identity.ts'
import { readIoPriority } from './io-priority.ts'
import type { Look } from './look.ts'
import { type Namespace, readNamespaces } from './namespaces.ts'
import { type Parent, readParents } from './parents.ts'
import { type Rights, readRights } from './rights.ts'

export interface Overview {
  readonly identity: Identity
  /** From its parent up to the first process. */
  readonly parents: readonly Parent[]
  readonly rights: Rights
  readonly namespaces: readonly Namespace[]
  /** Its pid in each pid namespace, from ours to its own. */
  readonly pids: Field<readonly number[]>
  /** Processors that it may run on, as in `0-3,8`. */
  readonly cpusAllowed: Field<string>
  readonly ioPriority: Field<IoPriority>
  /** How likely it is to be killed when memory runs out, 0 to 2000, and what is added to that on purpose. */
  readonly oomScore: Field<number>
  readonly oomScoreAdj: Field<number>
  /** Path of the control group by which it is known. */
  readonly cgroup: Field<string>
  readonly surroundings: Field<Surroundings>
  readonly group: ControlGroup
  /** How it ended, of a zombie that tells. */
  readonly ending: string | undefined
}

/** @param before what was found at the last look */
export async function readOverview(look: Look, before: Overview | undefined): Promise<Overview> {
  const { files, record, status } = look
  const { pid } = record
  const cgroup = fromFile(files.prompt(pid, 'cgroup'), parsePidCgroup)
  const oom = (file: 'oom_score' | 'oom_score_adj'): Field<number> =>
    fromFile(files.prompt(pid, file), bytes => parseOomScore(bytes.toString('latin1')))
  return {
    identity: await readIdentity(look),
    parents: await readParents(look, before?.parents),
    rights: readRights(look),
    namespaces: readNamespaces(look),
    pids: part(status, s => s.nsPids),
    cpusAllowed: part(status, s => s.cpusAllowedList),
    ioPriority: await readIoPriority(look, before?.ioPriority),
    oomScore: oom('oom_score'),
    oomScoreAdj: oom('oom_score_adj'),
    cgroup: part(cgroup, c => c.path),
    surroundings: part(cgroup, pathsOf),
    group: await readControlGroup(files, cgroup),
    ending: hasEnded(record) ? endingOf(look) : undefined,
  }
}

/** The most telling first: systemd places every service, the others only what is limited. */
function pathsOf({ folders }: PidCgroup): Surroundings {
  const first = ['name=systemd', '', 'memory', 'pids', 'cpu'].map(name => folders.get(name))
  const paths = [...first, ...folders.values()].filter(path => path !== undefined)
  return surroundingsOf([...new Set(paths)])
}

function endingOf({ files, record }: Look): string | undefined {
  const read = files.prompt(record.pid, 'stat')
  const status = read.ok ? exitStatus(read.bytes) : undefined
  return status === undefined ? undefined : endingText(status)
}
