/** NVIDIA's driver tells its figures to a program and a library of its own alone: nvidia-smi(1). */
import type { Gpu } from '../../../model/hardware.ts'
import type { ReadResult } from '../../process-files.ts'

/** What is asked of each card, in this order. */
const ASKED = [
  'pci.bus_id',
  'utilization.gpu',
  'memory.total',
  'memory.used',
  'clocks.gr',
  'temperature.gpu',
  'power.draw',
] as const

export const NVIDIA_ARGUMENTS = [`--query-gpu=${ASKED.join()}`, '--format=csv,noheader,nounits']

export type NvidiaFigures = Pick<Gpu, 'busyPct' | 'vramTotalBytes' | 'vramUsedBytes' | 'mhz' | 'celsius' | 'powerWatts'>

const MIB = 1024 ** 2

/**
 * Figures by the address of the card as the kernel writes it, `0000:01:00.0`. Of a line that has another form there are
 * none, and none of what a card does not tell: `[N/A]`, `[Not Supported]`, `[Unknown Error]`.
 */
export function parseNvidiaSmi(text: string): Map<string, NvidiaFigures> {
  const cards = new Map<string, NvidiaFigures>()
  for (const line of text.split('\n')) {
    const words = line.split(',').map(word => word.trim())
    // Eight digits of its domain, of which the kernel writes four.
    const address = /^[0-9a-f]{4}([0-9a-f]{4}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7])$/i.exec(words[0] ?? '')?.[1]
    if (address === undefined || words.length !== ASKED.length) continue
    const [busyPct, total, used, mhz, celsius, powerWatts] = words.slice(1).map(numberOf)
    cards.set(address.toLowerCase(), {
      busyPct: busyPct === undefined ? undefined : Math.min(100, busyPct),
      vramTotalBytes: total === undefined ? undefined : total * MIB,
      vramUsedBytes: used === undefined ? undefined : used * MIB,
      mhz,
      celsius,
      powerWatts,
    })
  }
  return cards
}

function numberOf(word: string): number | undefined {
  return /^\d+(\.\d+)?$/.test(word) ? Number(word) : undefined
}

/** It takes some hundredths of a second of a processor, and where nobody else uses the card, a second to wake the driver. */
const PERIOD_MS = 10_000
/** Where there is no such program, or it fails: it may be installed one day. */
const AGAIN_MS = 10 * 60_000

/** Asks now and then, in the background. */
export class NvidiaWatch {
  readonly #ask: () => Promise<ReadResult>
  readonly #now: () => number
  #figures: ReadonlyMap<string, NvidiaFigures> = new Map()
  #dueAtMs = Number.NEGATIVE_INFINITY
  #isAsking = false
  /** What is under way was asked before the card fell asleep. */
  #isForgotten = false

  /**
   * @param ask what the program prints with {@link NVIDIA_ARGUMENTS}
   * @param now monotonic milliseconds
   */
  constructor(ask: () => Promise<ReadResult>, now: () => number) {
    this.#ask = ask
    this.#now = now
  }

  /** What it said last. */
  of(address: string): NvidiaFigures | undefined {
    return this.#figures.get(address.toLowerCase())
  }

  /** Asks once more if it is time to; resolves when it has answered. */
  refresh(): Promise<void> | undefined {
    if (this.#isAsking || this.#now() < this.#dueAtMs) return undefined
    this.#isAsking = true
    this.#isForgotten = false
    return this.#ask().then(result => {
      this.#isAsking = false
      const figures = result.ok ? parseNvidiaSmi(result.bytes.toString('latin1')) : new Map()
      if (!this.#isForgotten) this.#figures = figures
      this.#dueAtMs = this.#now() + (figures.size > 0 ? PERIOD_MS : AGAIN_MS)
    })
  }

  /** Nothing is known of what sleeps: asking would wake it. */
  forget(): void {
    this.#isForgotten = true
    this.#figures = new Map()
  }
}
