import type { MachinePart } from '../../model/unknown-parts.ts'
import type { Told } from '../source.ts'
import type { Kind } from './answers.ts'
import type { Platform } from './platform.ts'

const LINUX_ALONE = 'only the Linux source tells this; this is the portable one'

const SYSTEMS: Partial<Record<Platform, string>> = {
  linux: 'Linux',
  darwin: 'macOS',
  freebsd: 'FreeBSD',
  openbsd: 'OpenBSD',
  netbsd: 'NetBSD',
  win32: 'Windows',
  sunos: 'SunOS',
}

/** Parts of the machine that are asked for, and by which question. */
const ASKED: Partial<Record<MachinePart, Kind>> = {
  memory: 'memory',
  buffers: 'memory',
  swap: 'memory',
  fileSystems: 'fileSystems',
  diskIo: 'diskIo',
  network: 'network',
  temperature: 'temperature',
}

const OF_OTHER_BSD: readonly Told[] = ['buffers', 'swap', 'diskIo', 'network']

/** Parts that a system does not tell at all, docs/portable.md. */
const UNTOLD: Partial<Record<Platform, readonly Told[]>> = {
  win32: ['load', 'states', 'owner', 'buffers', 'diskIo'],
  darwin: ['buffers'],
  freebsd: ['buffers'],
  openbsd: OF_OTHER_BSD,
  netbsd: OF_OTHER_BSD,
}

/**
 * Why the portable source does not tell something: because it never does, because this system does not, or because the
 * question failed. Undefined where it is told, as far as it may be known.
 *
 * @param trouble why a question has no newer answer
 */
export function whyNotPortable(
  what: Told,
  platform: Platform,
  trouble: (kind: Kind) => string | undefined,
): string | undefined {
  if (UNTOLD[platform]?.includes(what))
    return `${SYSTEMS[platform] ?? 'this system'} does not tell it, or not to the portable source`
  if (what === 'command' || what === 'owner') return undefined
  // Of these there is something: what is missing was not told this once.
  if (what === 'load' || what === 'states' || what === 'processors') return undefined
  const kind = ASKED[what as MachinePart]
  return kind === undefined ? LINUX_ALONE : trouble(kind)
}
