/** What is set by typing a value. */
import { type Command, needsLinux, needsTarget } from './command.ts'

export const ioPriority: Command = {
  id: 'io-priority',
  keys: ['i'],
  title: 'I/O',
  about: 'Set I/O class and priority, as ionice',
  group: 'Act',
  acts: true,
  unavailable: needsLinux('io-priority', needsTarget),
  run: actions => actions.openSetting('io-priority'),
}

export const affinity: Command = {
  id: 'affinity',
  keys: ['a'],
  title: 'CPUs',
  about: 'Set the CPUs that they may run on, as taskset',
  group: 'Act',
  acts: true,
  unavailable: needsLinux('affinity', needsTarget),
  run: actions => actions.openSetting('affinity'),
}

export const scheduling: Command = {
  id: 'scheduling',
  keys: ['Y'],
  title: 'Scheduler',
  about: 'Set the scheduler policy, as chrt',
  group: 'Act',
  acts: true,
  unavailable: needsLinux('scheduling', needsTarget),
  run: actions => actions.openSetting('scheduling'),
}

export const oomAdjust: Command = {
  id: 'oom-adjust',
  keys: ['o'],
  title: 'OOM',
  about: 'Set whom the kernel ends first when memory runs out',
  group: 'Act',
  acts: true,
  unavailable: needsLinux('oom-adjust', needsTarget),
  run: actions => actions.openSetting('oom-adjust'),
}

export const setLimit: Command = {
  id: 'set-limit',
  keys: ['R'],
  title: 'Set limit',
  about: 'Set a resource limit, chosen from a menu',
  group: 'Act',
  acts: true,
  unavailable: needsLinux('set-limit', needsTarget),
  run: actions => actions.openSetting('limit'),
}
