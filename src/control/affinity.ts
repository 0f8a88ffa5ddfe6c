/** The processors that a process may run on, sched_setaffinity(2), by taskset(1). */
import { cpuListText, parseCpuList } from '../procfs/cpu-list.ts'
import { parsePidStatus } from '../procfs/pid-status.ts'
import { lookBy } from '../sources/linux/sighting.ts'
import { applyChange } from './change.ts'
import {
  allThreads,
  endedWhy,
  explainThreads,
  OTHERS,
  runOverThreads,
  type Setting,
  type SettingSystem,
} from './setting.ts'
import type { Wrong } from './wrong.ts'

/** Numbers of processors, ascending. */
export type Cpus = readonly number[]

/** @param online the machine's processors; empty where that is not known */
export function affinitySetting(system: SettingSystem, online: Cpus): Setting<Cpus> {
  const now = (pid: number): Cpus | undefined => {
    const status = system.files.prompt(pid, 'status')
    const list = status.ok ? parsePidStatus(status.bytes)?.cpusAllowedList : undefined
    return list === undefined ? undefined : parseCpuList(list)
  }
  return {
    title: 'CPU affinity',
    expected: `CPUs such as 0, 0-3,5 or all${online.length === 0 ? '' : `; there are ${cpuListText(online)}`}`,
    parse: text => parseAffinity(text, online),
    typed: cpuListText,
    text: cpus => `CPU affinity ${cpuListText(cpus)}`,
    note: cpus =>
      `${cpus.length} of ${online.length || 'unknown'} CPUs${system.isOfThread === true ? '' : ', for all threads'}`,
    danger: () => undefined,
    now,
    set: (target, cpus) => {
      const how = [...allThreads(system), '-c', '-p', cpuListText(cpus)]
      const change = {
        by: 'taskset',
        what: 'its CPU affinity',
        whyNot: endedWhy,
        run: (pid: number) => runOverThreads(system, 'taskset', [...how, String(pid)]),
        now,
        // The kernel leaves out what the process's cpuset does not give it, and takes the rest.
        isTaken: (has: Cpus) => has.every(cpu => cpus.includes(cpu)),
        text: (has: Cpus) => `CPU affinity ${cpuListText(has)}`,
        explain: (complaint: string) => explain(complaint, system),
      }
      return applyChange(target, change, lookBy(system.readStat))
    },
    deniedBecause: () => OTHERS,
  }
}

/** `0-3,5`, `0-31:2`, `all`. */
export function parseAffinity(text: string, online: Cpus): Cpus | Wrong {
  const word = text.replaceAll(' ', '')
  if (word.toLowerCase() === 'all' && online.length > 0) return online
  const cpus = parseCpuList(word)
  if (cpus === undefined) return { wrong: `${JSON.stringify(text)} is no list of CPUs such as 0, 0-3,5 or all` }
  const there = new Set(online)
  const missing = online.length === 0 ? [] : cpus.filter(cpu => !there.has(cpu))
  if (missing.length === 0) return cpus
  return { wrong: `there is no CPU ${cpuListText(missing)}; this machine has ${cpuListText(online)}` }
}

/** sched_setaffinity(2) has one word for both. */
function explain(complaint: string, system: SettingSystem): ReturnType<typeof explainThreads> {
  if (!/Invalid argument/.test(complaint)) return explainThreads(complaint, system)
  return { failed: 'its cpuset has none of these CPUs, or it is a kernel thread that stays on its own' }
}
