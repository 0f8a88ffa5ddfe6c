import type { Systeminformation } from 'systeminformation'
import type { Host } from '../../model/sample.ts'
import { clean } from '../../model/text.ts'

/** What Node tells of the machine. */
export interface HostFacts {
  readonly name: string
  readonly os: string
  readonly kernel: string
  readonly arch: string
  /** Of the first processor, as {@link cpuModel} has it. */
  readonly cpuModel: string | undefined
}

/** When the machine was started, by three clocks. */
export interface Boot {
  /** Wall clock, milliseconds since 1970. */
  readonly atMs: number
  /** By the monotonic clock of ours; below zero unless we were there first. */
  readonly monotonicMs: number
}

export function hostOf(
  facts: HostFacts,
  boot: Boot,
  monotonicMs: number,
  cpu: Systeminformation.CpuData | undefined,
): Host {
  return {
    name: clean(facts.name),
    os: clean(facts.os),
    kernel: clean(facts.kernel),
    arch: facts.arch,
    uptimeSec: (monotonicMs - boot.monotonicMs) / 1000,
    bootAtMs: boot.atMs,
    bootId: undefined,
    cpuModel: facts.cpuModel ?? (cpu && cpuModelOf(cpu)),
    pageBytes: undefined,
  }
}

/** Its maker and model as the library has them. */
export function cpuModelOf({ manufacturer, brand }: Systeminformation.CpuData): string | undefined {
  return cpuModel(`${manufacturer} ${brand}`)
}

/** Without trade marks, as of Linux; undefined where it is blank or `unknown`, as systems say that do not tell. */
export function cpuModel(name: string | undefined): string | undefined {
  const model = clean(name ?? '')
    .replace(/\((?:R|TM|tm)\)|[\u00ae\u2122]|\bCPU\b/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  return model === '' || model === 'unknown' ? undefined : model
}

/** So much two readings of the same may be apart: some systems tell whole seconds. */
const SAME_MS = 2_000

/**
 * The moment of the boot, kept as long as nothing speaks against it: macOS and FreeBSD tell how long the machine is up in
 * whole seconds, and what is reckoned from that would jump to and fro. It moves when the wall clock was set, and by the
 * time that the machine slept.
 */
export class BootClock {
  #boot: Boot | undefined

  /** @param uptimeSec how long it is up now, as the system tells it */
  at(nowMs: number, monotonicMs: number, uptimeSec: number): Boot {
    const told: Boot = { atMs: nowMs - uptimeSec * 1000, monotonicMs: monotonicMs - uptimeSec * 1000 }
    const kept = this.#boot ?? told
    this.#boot = {
      atMs: nearest(kept.atMs, told.atMs),
      monotonicMs: nearest(kept.monotonicMs, told.monotonicMs),
    }
    return this.#boot
  }
}

function nearest(kept: number, told: number): number {
  return Math.abs(told - kept) <= SAME_MS ? kept : told
}
