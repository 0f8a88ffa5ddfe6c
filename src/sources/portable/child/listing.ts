/**
 * What `processes` is answered with: systeminformation's list, our own ps(1)'s and pidusage's times, one beside the other.
 */
import type { ListedProcess } from '../answers.ts'
import type { Moment } from './clock.ts'
import type { CpuTimes } from './cpu-times.ts'
import { type LibraryProcess, merge } from './merge.ts'
import type { PsLine } from './own-ps.ts'

export interface ListingOptions {
  readonly platform: NodeJS.Platform
  readonly helperPid: number
  readonly library: () => Promise<readonly LibraryProcess[]>
  readonly ps: () => Promise<Map<number, PsLine> | undefined>
  readonly times: CpuTimes
  readonly moment: () => Moment
}

export class Listing {
  readonly #options: ListingOptions
  /** The library's last list, with the moment at which it was asked for, and whose times were known then. */
  #last: Last | undefined

  constructor(options: ListingOptions) {
    this.#options = options
  }

  /** @throws where the library has no processes: then it failed */
  async read(): Promise<ListedProcess[]> {
    const { platform, helperPid, library, ps, times, moment } = this.#options
    const listed = moment()
    const offsetMinutes = new Date().getTimezoneOffset()
    const [list, own] = await Promise.all([library(), ps()])
    if (list.length === 0) throw new Error(whyEmpty(own === undefined && platform !== 'win32'))
    const ownAtMs = (listed.monotonicMs + moment().monotonicMs) / 2
    const read = await times.read(list.map(({ pid }) => pid).filter(pid => own === undefined || own.has(pid)))
    // Within half a second the library gives the same list again, whose ages are of then.
    const last = this.#last?.list === list ? this.#last : { list, listed, offsetMinutes, timed: new Set(read.keys()) }
    this.#last = last
    // Whoever pidusage has lost since has ended, if not for ps(1), for somebody else has its pid.
    const living = list.filter(({ pid }) => read.has(pid) || !last.timed.has(pid))
    const { listed: of, offsetMinutes: offset } = last
    return merge({ platform, helperPid, library: living, own, ownAtMs, times: read, listed: of, offsetMinutes: offset })
  }
}

/** The library says nothing of its own ps(1). */
function whyEmpty(isWithoutPs: boolean): string {
  return isWithoutPs ? 'ps(1) is not there, or it fails' : 'the list of processes is empty'
}

interface Last {
  readonly list: readonly LibraryProcess[]
  readonly listed: Moment
  readonly offsetMinutes: number
  readonly timed: ReadonlySet<number>
}
