/** `files` and `sockets` of "ntop-inspect/1". */
import type { OpenMode } from '../procfs/pid-fdinfo.ts'
import type { Descriptor, DescriptorKind } from './descriptor.ts'
import { type Field, isRefused, orNull, part } from './field.ts'
import type { Files } from './files.ts'

export interface FileJson {
  readonly fd: number
  readonly kind: DescriptorKind | null
  readonly target: string | null
  readonly mode: OpenMode | null
  readonly position: number | null
  readonly sizeBytes: number | null
  readonly deleted: boolean | null
}

export interface SocketJson {
  readonly fd: number
  readonly protocol: string | null
  readonly local: string | null
  readonly remote: string | null
  readonly state: string | null
  readonly receiveQueueBytes: number | null
  readonly sendQueueBytes: number | null
}

const FIELDS = [
  'kind',
  'target',
  'mode',
  'position',
  'sizeBytes',
  'deleted',
] as const satisfies readonly (keyof FileJson)[]

/** Every descriptor, sockets among them; null where they may not be listed. */
export function filesJson({ descriptors }: Files): readonly FileJson[] | null {
  return orNull(part(descriptors, all => all.map(fileJson)))
}

function fileJson({ fd, kind, target, mode, position, sizeBytes, deleted }: Descriptor): FileJson {
  return {
    fd,
    kind: orNull(kind),
    target: orNull(target),
    mode: orNull(mode),
    position: orNull(position),
    sizeBytes: orNull(sizeBytes),
    deleted: orNull(deleted),
  }
}

/** What is known besides of those that are sockets. */
export function socketsJson({ descriptors }: Files): readonly SocketJson[] | null {
  return orNull(part(descriptors, all => all.flatMap(({ fd, socket }) => (socket ? [socketJson(fd, socket)] : []))))
}

function socketJson(fd: number, socket: NonNullable<Descriptor['socket']>): SocketJson {
  return {
    fd,
    protocol: orNull(part(socket, s => s.protocol)),
    local: orNull(part(socket, s => s.local)),
    remote: orNull(part(socket, s => s.remote)),
    state: orNull(part(socket, s => s.state)),
    receiveQueueBytes: orNull(part(socket, s => s.receiveQueueBytes)),
    sendQueueBytes: orNull(part(socket, s => s.sendQueueBytes)),
  }
}

/** Paths of what was refused: the lists themselves, or each figure once, of however many descriptors. */
export function deniedFiles({ descriptors }: Files): string[] {
  if ('unknown' in descriptors) return isRefused(descriptors) ? ['files', 'sockets'] : []
  const all = descriptors.value
  const figures = FIELDS.filter(key => all.some(one => isRefused(one[key]))).map(key => `files.${key}`)
  const isSocketRefused = (socket: Field<unknown> | undefined): boolean => socket !== undefined && isRefused(socket)
  return all.some(one => isSocketRefused(one.socket)) ? [...figures, 'sockets.protocol'] : figures
}
