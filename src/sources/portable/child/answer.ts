/**
 * What each question is answered with. A library is loaded when it is first needed, and only the part that is. They say
 * what they failed at in zeros and empty lists: where that can be told it is an error here, or left out.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Systeminformation } from 'systeminformation'
import type { Answers, Kind, MemoryStats, Question } from '../answers.ts'
import { monotonicMs } from './clock.ts'
import { interfaceStats } from './interfaces.ts'
import { askIoreg } from './ioreg.ts'
import { askIostat } from './iostat.ts'
import type { Listing } from './listing.ts'
import { askSwapinfo } from './swapinfo.ts'

/** The libraries keep what they last said of traffic for half a second, and then leave out parts of it. */
const KEPT_MS = 510

export class Answering {
  readonly #listing: () => Promise<Listing>
  readonly #platform: NodeJS.Platform
  readonly #answeredAtMs = new Map<Kind, number>()

  #isReady = false

  constructor(listing: () => Promise<Listing>, platform: NodeJS.Platform) {
    this.#listing = listing
    this.#platform = platform
  }

  /** @throws where the library failed */
  async answer({ kind, names = [] }: Question): Promise<Answers[Kind]> {
    if (!this.#isReady) await this.#makeReady()
    if (kind === 'network' || kind === 'diskIo') await this.#waitOut(kind)
    const answer = await this.#ask(kind, names)
    this.#answeredAtMs.set(kind, monotonicMs())
    return answer
  }

  /** What the library does when it is loaded whole; without it, none of its parts finds PowerShell. */
  async #makeReady(): Promise<void> {
    if (this.#platform === 'win32') (await import('systeminformation/lib/util')).getPowershell()
    this.#isReady = true
  }

  async #waitOut(kind: Kind): Promise<void> {
    const lastMs = this.#answeredAtMs.get(kind)
    if (lastMs !== undefined) await sleep(Math.max(0, lastMs + KEPT_MS - monotonicMs()))
  }

  async #ask(kind: Kind, names: readonly string[]): Promise<Answers[Kind]> {
    switch (kind) {
      case 'processes':
        return await (await this.#listing()).read()
      case 'memory':
        return await memory(this.#platform)
      case 'network':
        return await interfaceStats(names, this.#platform)
      case 'diskIo':
        return await diskIo(this.#platform)
      case 'fileSystems':
        return notEmpty(await (await import('systeminformation/lib/filesystem')).fsSize())
      case 'temperature':
        return await (await import('systeminformation/lib/cpu')).cpuTemperature()
      case 'battery':
        return await (await import('systeminformation/lib/battery')).default()
      case 'graphics':
        // Null on the BSDs, where it knows of none.
        return (await (await import('systeminformation/lib/graphics')).graphics()) ?? { controllers: [], displays: [] }
      case 'cpu':
        return await (await import('systeminformation/lib/cpu')).cpu()
      // Of a newer program than this one.
      default:
        throw new Error(`unknown question ${JSON.stringify(kind satisfies never)}`)
    }
  }
}

/** Of FreeBSD the library says that there is no swap, whatever there is. */
async function memory(platform: NodeJS.Platform): Promise<MemoryStats> {
  const { mem } = await import('systeminformation/lib/memory')
  if (platform !== 'freebsd') return await mem()
  const [told, swap] = await Promise.all([mem(), askSwapinfo()])
  const free = swap && swap.totalBytes - swap.usedBytes
  return { ...told, swaptotal: swap?.totalBytes, swapused: swap?.usedBytes, swapfree: free }
}

/** There is always one, the root. */
function notEmpty(fileSystems: Systeminformation.FsSizeData[]): Systeminformation.FsSizeData[] {
  if (fileSystems.length === 0) throw new Error('the list of file systems is empty')
  return fileSystems
}

async function diskIo(platform: NodeJS.Platform): Promise<Answers['diskIo']> {
  if (platform === 'freebsd') return await askIostat()
  if (platform === 'darwin') return await askIoreg()
  const { disksIO, fsStats } = await import('systeminformation/lib/filesystem')
  const [io, bytes] = await Promise.all([disksIO(), fsStats()])
  // Sums that nothing was added to.
  return { io: io && io.rIO + io.wIO > 0 ? io : null, bytes: bytes && bytes.rx + bytes.wx > 0 ? bytes : null }
}
