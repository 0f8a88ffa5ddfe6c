import { expect, it } from 'vitest'
import { openChannels } from '../../src/inspect/channels.ts'
import type { Descriptor } from '../../src/inspect/descriptor.ts'
import { known, unknown } from '../../src/inspect/field.ts'

/** A read end of a pipe. */
function pipe(fd: number, target: string): Descriptor {
  const untold = unknown('untold')
  return {
    fd,
    kind: known('pipe'),
    target: known(target),
    mode: known('r'),
    position: untold,
    sizeBytes: untold,
    deleted: known(false),
    allocatedBytes: untold,
    identity: undefined,
    detail: undefined,
    socket: undefined,
    file: undefined,
    locks: known([]),
  }
}

const NO_ENDS = { byInode: new Map(), asked: new Set<number>(), askedAtMs: 0 }

it('puts the descriptors of a leak, a hundred thousand of one pipe, together in one go', async () => {
  const leak = Array.from({ length: 100_000 }, (_, fd) => pipe(fd, 'pipe:[100]'))
  const channels = await openChannels([...leak, pipe(100_000, 'pipe:[101]')], NO_ENDS)
  expect(channels.map(({ what, fds }) => [what, fds.length])).toEqual([
    ['pipe:[100]', 100_000],
    ['pipe:[101]', 1],
  ])
})
