import type { CpuInfo } from 'node:os'
import { sumOf } from '../../model/rates.ts'
import type { CpuCounters, CpuTimes } from '../../model/sample.ts'
import type { Platform } from './platform.ts'

type Times = CpuInfo['times']

/**
 * Times of the processors by `os.cpus()`, in milliseconds; undefined where that lists none. No system tells of waiting
 * for disks, soft interrupts, stolen time or guests this way.
 */
export function cpuCounters(cpus: readonly Pick<CpuInfo, 'times'>[], platform: Platform): CpuCounters | undefined {
  if (cpus.length === 0) return undefined
  const cores = cpus.map(({ times }, id) => ({ id, times: timesOf(times, platform) }))
  return {
    total: totalOf(cores.map(({ times }) => times)),
    cores,
    contextSwitches: undefined,
    interrupts: undefined,
    forks: undefined,
    running: undefined,
    blocked: undefined,
    bootAtMs: undefined,
  }
}

/**
 * libuv (`uv_cpu_info`): on Windows `nice` is always 0, for there is no such thing, and `sys` holds the interrupts.
 * They are not taken out of it: both are cut to milliseconds, so the rest would step back now and then. On macOS `irq`
 * is always 0: the kernel does not count them apart.
 */
function timesOf({ user, nice, sys, idle, irq }: Times, platform: Platform): CpuTimes {
  return {
    userMs: user,
    niceMs: platform === 'win32' ? undefined : nice,
    systemMs: sys,
    idleMs: idle,
    iowaitMs: undefined,
    irqMs: platform === 'win32' || platform === 'darwin' ? undefined : irq,
    softirqMs: undefined,
    stealMs: undefined,
    guestMs: undefined,
    guestNiceMs: undefined,
  }
}

function totalOf(all: readonly CpuTimes[]): CpuTimes {
  const sum = (timeOf: (times: CpuTimes) => number | undefined): number | undefined => sumOf(...all.map(timeOf))
  return {
    userMs: sum(times => times.userMs) ?? 0,
    niceMs: sum(times => times.niceMs),
    systemMs: sum(times => times.systemMs) ?? 0,
    idleMs: sum(times => times.idleMs) ?? 0,
    iowaitMs: undefined,
    irqMs: sum(times => times.irqMs),
    softirqMs: undefined,
    stealMs: undefined,
    guestMs: undefined,
    guestNiceMs: undefined,
  }
}
