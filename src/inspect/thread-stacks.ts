/** Which mappings are the stacks of threads other than the main one: since Linux 4.5 the kernel does not name them. */
import type { MappedRange } from '../procfs/mapping.ts'

/** HotSpot's guards are a few pages, glibc's and musl's one or two; larger gaps are what aligning malloc's arenas has left. */
const MOST_GUARD_BYTES = 64 * 1024
/** PTHREAD_STACK_MIN of the C libraries; V8 guards smaller pieces in the same way. */
const LEAST_STACK_BYTES = 16 * 1024

/**
 * Infers them from how C libraries lay them out, pthread_attr_setguardsize(3): private memory without a name, and right
 * below it a few pages that nobody may touch. Not found are stacks without a guard, or with one that is not a mapping
 * of its own (MADV_GUARD_INSTALL, since Linux 6.13); what another allocator guards in the same way is taken for one, and so is
 * what the C library keeps of threads that have ended.
 */
export class ThreadStacks {
  readonly #mayHave: boolean
  /** Size and end of the mapping before, where that could be a guard. */
  #guardBytes = 0
  #guardEnd = ''

  /** @param threads that the process has: with one there are none. */
  constructor(threads: number) {
    this.#mayHave = threads > 1
  }

  /** Whether it is one; to be asked of each mapping, in order of address. */
  has({ kind, path, permissions, start, end, sizeBytes }: MappedRange): boolean {
    const isNameless = kind === 'anonymous' && path === ''
    const isAbove = start === this.#guardEnd && sizeBytes > this.#guardBytes
    this.#guardEnd = isNameless && permissions === '---p' && sizeBytes <= MOST_GUARD_BYTES ? end : ''
    this.#guardBytes = sizeBytes
    return this.#mayHave && isNameless && isAbove && permissions === 'rw-p' && sizeBytes >= LEAST_STACK_BYTES
  }
}
