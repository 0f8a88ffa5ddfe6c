/** The schema of what "ntop-inspect/1" tells of a process at a glance, and of its control group. */

import type { ControlGroupJson } from '../inspect/control-group-json.ts'
import type { IdsJson, NamespaceJson, OverviewJson } from '../inspect/overview-json.ts'
import { CAPABILITY_SETS, SECCOMP_MODES } from '../inspect/rights.ts'
import { IO_CLASSES } from '../model/io-priority.ts'
import { RUNTIMES } from '../procfs/container.ts'
import { NAMESPACES } from '../procfs/pid-namespace.ts'
import {
  bytes,
  count,
  described,
  flag,
  integer,
  type JsonSchema,
  listSchema,
  objectSchema,
  oneOf,
  orNull,
  orUnlimited,
  quantity,
  text,
  unknowables,
} from './describe.ts'

const ids = objectSchema({
  real: described(count.schema, 'of whoever started it'),
  effective: described(count.schema, 'whose rights it has'),
  saved: described(count.schema, 'that it may become again'),
  filesystem: described(count.schema, 'for access to files'),
} satisfies Record<keyof IdsJson, JsonSchema>)

const parent = objectSchema({
  pid: described(count.schema, 'process id'),
  ...unknowables(text.schema, {
    name: 'the kernel’s name of it; null where it is not to be seen',
    command: 'command line; the name in brackets where there is none, null where it may not be read',
  }),
})

const namespace = objectSchema({
  kind: described(oneOf(...NAMESPACES).schema, 'as in namespaces(7)'),
  number: described(count.schema, 'names it among all that there are now'),
  ours: described(orNull(flag.schema), 'whether ntop is in the same'),
} satisfies Record<keyof NamespaceJson, JsonSchema>)

const capabilities = objectSchema(
  Object.fromEntries(CAPABILITY_SETS.map(set => [set, described(orNull(listSchema(text.schema)), `the ${set} set`)])),
)

const ioPriority = objectSchema({
  class: described(oneOf(...IO_CLASSES).schema, 'none where the nice value says it'),
  level: described(orNull(count.schema), '0 is the highest of 8; null where the class has none'),
})

const container = objectSchema({
  runtime: described(oneOf(...RUNTIMES).schema, 'oci where the control group does not tell which'),
  id: described(text.schema, 'whole'),
})

const unit = objectSchema({
  name: described(text.schema, 'as systemd names it'),
  uid: described(orNull(count.schema), 'user whose own systemd has it; null for the machine’s'),
})

/** Keys of `process` beside those that `--json` lists. */
export const overviewKeys = {
  ...unknowables(quantity.schema, { elapsedMs: 'time since its start' }),
  ...unknowables(text.schema, {
    exe: 'path of the program; ends in " (deleted)" when it was removed since',
    runtime: 'what runs its program: node, python, go …; null where not sure',
    runtimeVersion: 'its version, as far as its files tell: 20.20.2, 3.11',
    cwd: 'working directory',
    root: 'what it takes for the root of the file system',
    group: 'name of the effective group',
  }),
  ...unknowables(count.schema, { gid: 'effective group id' }),
  ...unknowables(ids, { userIds: 'its user ids, credentials(7)', groupIds: 'its group ids' }),
  ...unknowables(listSchema(count.schema), { groups: 'supplementary group ids' }),
  ...unknowables(text.schema, { tty: 'controlling terminal below /dev; null where it has none' }),
  ...unknowables(flag.schema, { foreground: 'whether its process group has the terminal; null without one' }),
  parents: described(listSchema(parent), 'its parent, the parent’s parent and so on up to the first process'),
  ...unknowables(text.schema, { policy: 'scheduling policy as in sched(7)' }),
  ...unknowables(count.schema, { realtimePriority: '0 for what is not scheduled in real time' }),
  ...unknowables(ioPriority, { ioPriority: 'how it competes for a disk, as ionice tells' }),
  ...unknowables(text.schema, { cpusAllowed: 'processors that it may run on, as in 0-3,8' }),
  ...unknowables(count.schema, { oomScore: 'the higher, the sooner it is killed when memory runs out' }),
  ...unknowables(integer.schema, { oomScoreAdj: 'added to the score on purpose, −1000 to 1000' }),
  capabilities: described(capabilities, 'rights of root, capabilities(7)'),
  ...unknowables(flag.schema, { noNewPrivs: 'whether nothing that it starts can give it more rights' }),
  ...unknowables({ enum: SECCOMP_MODES }, { seccomp: 'whether system calls are forbidden to it, seccomp(2)' }),
  ...unknowables(count.schema, { seccompFilters: 'filters in force' }),
  ...unknowables(listSchema(namespace), { namespaces: 'its namespaces' }),
  ...unknowables(listSchema(count.schema), { namespacePids: 'its pid in each pid namespace, from ours to its own' }),
  ...unknowables(text.schema, { cgroup: 'path of its control group' }),
  ...unknowables(container, { container: 'what its control group tells; null where that is none' }),
  ...unknowables(text.schema, { pod: 'id of the kubernetes pod; null where it is in none' }),
  ...unknowables(unit, { unit: 'unit of systemd; null where it is in none' }),
} satisfies Record<keyof OverviewJson, JsonSchema>

const shares = objectSchema({
  avg10: described(quantity.schema, 'percent of the last 10 s'),
  avg60: described(quantity.schema, 'percent of the last minute'),
  avg300: described(quantity.schema, 'percent of the last 5 minutes'),
  totalUs: described(count.schema, 'since the group was made'),
})

const pressure = objectSchema({
  some: described(shares, 'time in which some waited'),
  full: described(orNull(shares), 'time in which all waited; null where the kernel does not tell'),
})

type GroupKeys<K extends keyof ControlGroupJson> = Record<keyof ControlGroupJson[K], JsonSchema>

const groupMemory = objectSchema({
  ...unknowables(text.schema, { group: 'the group that this is of: its own, or the nearest above that is counted' }),
  ...unknowables(bytes.schema, { usedBytes: 'what all of the group use, file cache too' }),
  ...unknowables(orUnlimited(bytes.schema), { limitBytes: 'the tightest limit of the group and those above' }),
  ...unknowables(text.schema, { limitGroup: 'the group that it is set on; null where it is unlimited' }),
  ...unknowables(bytes.schema, { limitGroupUsedBytes: 'what all of that group use' }),
  ...unknowables(orUnlimited(bytes.schema), { highBytes: 'above this the group is slowed down; version 2' }),
  ...unknowables(text.schema, { highGroup: 'the group that it is set on; null where it is unlimited' }),
  ...unknowables(bytes.schema, { swapUsedBytes: 'what all of the group have in swap' }),
  ...unknowables(orUnlimited(bytes.schema), { swapLimitBytes: 'the most that they may; version 2' }),
  ...unknowables(text.schema, { swapLimitGroup: 'the group that it is set on; null where it is unlimited' }),
  ...unknowables(count.schema, {
    timesAtLimit: 'how often limitGroup ran into the limit; of the group where it is unlimited',
    timesAboveHigh: 'how often highGroup was slowed down; of the group where it is unlimited; version 2',
    oomKills: 'processes of the group that were killed for lack of memory',
  }),
  ...unknowables(pressure, { pressure: 'stalls for memory; version 2' }),
} satisfies GroupKeys<'memory'>)

const groupCpu = objectSchema({
  ...unknowables(text.schema, { group: 'the group that this is of' }),
  ...unknowables(orUnlimited(quantity.schema), { limitProcessors: 'processors’ worth of time, the tightest limit' }),
  ...unknowables(text.schema, { limitGroup: 'the group that it is set on; null where it is unlimited' }),
  ...unknowables(count.schema, {
    periods: 'of the group that sets the limit: periods that it ran in',
    throttledPeriods: 'those in which its time was used up',
  }),
  ...unknowables(quantity.schema, { throttledMs: 'time that its threads were held up, all together' }),
} satisfies GroupKeys<'cpu'>)

const groupPids = objectSchema({
  ...unknowables(text.schema, { group: 'the group that this is of' }),
  ...unknowables(count.schema, { used: 'processes and threads of the group' }),
  ...unknowables(orUnlimited(count.schema), { limit: 'the tightest limit' }),
  ...unknowables(text.schema, { limitGroup: 'the group that it is set on; null where it is unlimited' }),
  ...unknowables(count.schema, { limitGroupUsed: 'processes and threads of that group' }),
} satisfies GroupKeys<'pids'>)

export const controlGroupSchema: JsonSchema = objectSchema({
  memory: described(groupMemory, 'memory of the group'),
  cpu: described(groupCpu, 'processor time of the group'),
  pids: described(groupPids, 'processes and threads of the group'),
} satisfies Record<keyof ControlGroupJson, JsonSchema>)
