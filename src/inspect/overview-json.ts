/** What `ntop inspect --json` tells of a process at a glance, as keys of `process`. */
import type { IoClass } from '../model/io-priority.ts'
import { POLICY_NAMES } from '../model/policy.ts'
import type { ProcessRecord } from '../model/process.ts'
import type { Container, Unit } from '../procfs/container.ts'
import type { NamespaceKind } from '../procfs/pid-namespace.ts'
import { type Field, isRefused, knownValue, orNull, part } from './field.ts'
import type { Owner } from './identity.ts'
import type { Overview } from './overview.ts'
import { CAPABILITY_SETS, type CapabilitySet, type SeccompMode } from './rights.ts'

type Figure = number | null

export interface IdsJson {
  readonly real: number
  readonly effective: number
  readonly saved: number
  readonly filesystem: number
}

export interface ParentJson {
  readonly pid: number
  readonly name: string | null
  readonly command: string | null
}

export interface NamespaceJson {
  readonly kind: NamespaceKind
  readonly number: number
  readonly ours: boolean | null
}

export interface OverviewJson {
  readonly elapsedMs: Figure
  readonly exe: string | null
  /** `node`; null where nothing runs it that is known. */
  readonly runtime: string | null
  readonly runtimeVersion: string | null
  readonly cwd: string | null
  readonly root: string | null
  readonly group: string | null
  readonly gid: Figure
  readonly userIds: IdsJson | null
  readonly groupIds: IdsJson | null
  readonly groups: readonly number[] | null
  /** Null where it has no controlling terminal. */
  readonly tty: string | null
  readonly foreground: boolean | null
  /** From its parent up to the first process. */
  readonly parents: readonly ParentJson[]
  readonly policy: string | null
  readonly realtimePriority: Figure
  readonly ioPriority: { readonly class: IoClass; readonly level: Figure } | null
  readonly cpusAllowed: string | null
  readonly oomScore: Figure
  readonly oomScoreAdj: Figure
  readonly capabilities: Readonly<Record<CapabilitySet, readonly string[] | null>>
  readonly noNewPrivs: boolean | null
  readonly seccomp: SeccompMode | null
  readonly seccompFilters: Figure
  readonly namespaces: readonly NamespaceJson[] | null
  readonly namespacePids: readonly number[] | null
  readonly cgroup: string | null
  /** Null where its control group tells of none. */
  readonly container: Container | null
  readonly pod: string | null
  readonly unit: { readonly name: string; readonly uid: Figure } | null
}

export function overviewJson(overview: Overview, record: ProcessRecord): OverviewJson {
  const { identity, rights } = overview
  const group = knownValue(identity.group)?.effective
  const { container, pod, unit } = knownValue(overview.surroundings) ?? {}
  const sets = CAPABILITY_SETS.map(set => [set, orNull(rights.capabilities[set])] as const)
  return {
    elapsedMs: identity.elapsedMs ?? null,
    exe: orNull(identity.exe),
    runtime: identity.runtime?.name ?? null,
    runtimeVersion: identity.runtime?.version ?? null,
    cwd: orNull(identity.cwd),
    root: orNull(identity.root),
    group: group?.name ?? null,
    gid: group?.id ?? null,
    userIds: orNull(part(identity.user, idsJson)),
    groupIds: orNull(part(identity.group, idsJson)),
    groups: orNull(part(identity.groups, groups => groups.map(({ id }) => id))),
    tty: identity.tty ?? null,
    foreground: identity.foreground ?? null,
    parents: overview.parents.map(({ pid, name, command }) => ({ pid, name: name ?? null, command: command ?? null })),
    policy: POLICY_NAMES[record.policy ?? -1] ?? null,
    realtimePriority: record.realtimePriority ?? null,
    ioPriority: orNull(part(overview.ioPriority, p => ({ class: p.class, level: p.level ?? null }))),
    cpusAllowed: orNull(overview.cpusAllowed),
    oomScore: orNull(overview.oomScore),
    oomScoreAdj: orNull(overview.oomScoreAdj),
    capabilities: Object.fromEntries(sets) as OverviewJson['capabilities'],
    noNewPrivs: orNull(rights.noNewPrivs),
    seccomp: orNull(rights.seccomp),
    seccompFilters: orNull(rights.seccompFilters),
    namespaces: namespacesJson(overview),
    namespacePids: orNull(overview.pids),
    cgroup: orNull(overview.cgroup),
    container: container ?? null,
    pod: pod ?? null,
    unit: unitJson(unit),
  }
}

function unitJson(unit: Unit | undefined): OverviewJson['unit'] {
  return unit === undefined ? null : { name: unit.name, uid: unit.uid ?? null }
}

function idsJson({ real, effective, saved, filesystem }: Owner): IdsJson {
  return { real: real.id, effective: effective.id, saved: saved.id, filesystem: filesystem.id }
}

/** Those that this kernel has; null where they may not be looked at. */
function namespacesJson({ namespaces }: Overview): readonly NamespaceJson[] | null {
  if (namespaces.some(({ number }) => isRefused(number))) return null
  return namespaces.flatMap(({ kind, number, ours }) =>
    'value' in number ? [{ kind, number: number.value, ours: ours ?? null }] : [],
  )
}

/** What was asked, by the path of its key: for those that are null because of a refusal. */
export function overviewAsked({
  identity,
  cgroup,
  namespaces,
  group,
}: Overview): [path: string, field: Field<unknown>][] {
  const refused = namespaces.map(({ number }) => number).find(isRefused)
  return [
    ['process.user', identity.user],
    ['process.uid', identity.user],
    ['process.exe', identity.exe],
    ['process.cwd', identity.cwd],
    ['process.root', identity.root],
    ['process.cgroup', cgroup],
    ...(refused === undefined ? [] : [['process.namespaces', refused] as [string, Field<unknown>]]),
    ['controlGroup.memory', group.memory.of],
    ['controlGroup.cpu', group.cpu.of],
    ['controlGroup.pids', group.pids.of],
  ]
}
