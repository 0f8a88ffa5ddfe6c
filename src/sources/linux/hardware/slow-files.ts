import { existsSync, readdirSync, readlinkSync } from 'node:fs'
import { basename } from 'node:path'
import { decodeLatin1 } from '../../../model/text.ts'
import { isDenied, isGone, isInvalid, isOutOfDescriptors } from '../../errors.ts'
import type { Reader } from '../reader.ts'

/**
 * Files of `/sys` and the like. A listing answers at once; what a file says may come from a chip on a slow bus, or from
 * firmware: tens of milliseconds, or never. So it is read by the pool of threads, and one after the other by whoever reads
 * several, to leave the other thread to those who wait for it. A file that did not answer within the deadline is not asked
 * again until {@link forgive}, and while its thread has not come back neither it nor any other is.
 */
export class SlowFiles {
  readonly #root: string
  readonly #reader: Reader
  /** Paths whose reading has not come back. */
  readonly #out = new Set<string>()
  readonly #late = new Set<string>()
  #closed = false

  constructor(root: string, reader: Reader) {
    this.#root = root
    this.#reader = reader
  }

  /** Names in a folder; none where there is no such folder. */
  names(folder: string): string[] {
    const path = `${this.#root}/${folder}`
    // On most machines most are missing, and an error costs ten times as much as this.
    if (!existsSync(path)) return []
    try {
      return readdirSync(path)
    } catch (error) {
      if (isGone(error) || isDenied(error) || isOutOfDescriptors(error)) return []
      throw error
    }
  }

  /** The last name of where a link leads to, such as the `device` of a chip; cleaned for the screen. */
  linkName(path: string): string | undefined {
    try {
      return decodeLatin1(basename(readlinkSync(`${this.#root}/${path}`, 'latin1')))
    } catch (error) {
      if (isGone(error) || isDenied(error) || isInvalid(error)) return undefined
      throw error
    }
  }

  /** A file of one line, cleaned for the screen. */
  async line(path: string): Promise<string | undefined> {
    const text = await this.text(path)
    return text === undefined ? undefined : decodeLatin1(text.replace(/\s+$/, ''))
  }

  /** A file's text in latin1; undefined where it cannot be read (ENODATA, EIO, EAGAIN …) or does not answer. */
  async text(path: string): Promise<string | undefined> {
    if (this.#closed || this.#out.has(path) || this.#late.has(path)) return undefined
    this.#out.add(path)
    const result = await this.#reader.readByThread(`${this.#root}/${path}`, () => this.#out.delete(path))
    if (this.#out.has(path)) this.#late.add(path)
    return result.ok ? result.bytes.toString('latin1') : undefined
  }

  /**
   * Of these devices those that sleep, Documentation/power/runtime_pm.rst: asked for a figure, many a driver would wake them,
   * and a laptop's second graphics processor takes ten watts then.
   */
  async sleeping(devices: Iterable<string>): Promise<ReadonlySet<string>> {
    const asleep = new Set<string>()
    for (const device of new Set(devices)) {
      const status = await this.line(`${device}/power/runtime_status`)
      if (status === 'suspended' || status === 'suspending') asleep.add(device)
    }
    return asleep
  }

  /** Asks those again that did not answer in time and have come back since. */
  forgive(): void {
    for (const path of this.#late) if (!this.#out.has(path)) this.#late.delete(path)
  }

  /** No file is read from now on. */
  close(): void {
    this.#closed = true
  }
}
