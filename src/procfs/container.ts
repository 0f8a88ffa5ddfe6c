/**
 * What a process runs in, told by the paths of its control groups: each runtime and systemd name the groups that they
 * make in a way of their own.
 */
import { clean } from '../model/text.ts'

/** `oci`: a container by its 64 digits, whose runtime the path does not tell. */
export const RUNTIMES = ['docker', 'podman', 'containerd', 'cri-o', 'lxc', 'nspawn', 'oci'] as const
export type Runtime = (typeof RUNTIMES)[number]

export interface Container {
  readonly runtime: Runtime
  /** Whole: 64 hexadecimal digits, or the name that it was given. */
  readonly id: string
}

/** A unit of systemd: a service, a scope, a session. */
export interface Unit {
  readonly name: string
  /** The user whose own systemd has it; undefined for the machine's. */
  readonly uid: number | undefined
}

export interface Surroundings {
  /** The innermost one. */
  readonly container: Container | undefined
  /** Id of the kubernetes pod. */
  readonly pod: string | undefined
  readonly unit: Unit | undefined
}

const ID = '[0-9a-f]{64}'

/**
 * Names of single directories, with the systemd driver or with cgroupfs. A monitor (`libpod-conmon-…`, `crio-conmon-…`,
 * `lxc.monitor.…`) has a group beside that of the container: it runs outside.
 */
const NAMED: readonly (readonly [runtime: Runtime, name: RegExp])[] = [
  ['docker', new RegExp(`^docker-(${ID})\\.scope$`)],
  ['podman', new RegExp(`^libpod-(${ID})(?:\\.scope)?$`)],
  ['cri-o', new RegExp(`^crio-(${ID})(?:\\.scope)?$`)],
  ['containerd', new RegExp(`^(?:cri-containerd|nerdctl)-(${ID})(?:\\.scope)?$`)],
  // What containerd makes of systemd's notation where its driver is cgroupfs.
  ['containerd', new RegExp(`^[^:]+\\.slice:cri-containerd:(${ID})$`)],
  ['lxc', /^lxc\.payload\.(.+)$/],
  ['nspawn', /^systemd-nspawn@(.+)\.service$/],
]

const BARE = new RegExp(`^(${ID})$`)
const ANY_NAME = /^(.+)$/
/** A directory of its own above: `/docker/ID`, `/lxc/NAME`. */
const BELOW: ReadonlyMap<string, readonly [runtime: Runtime, name: RegExp]> = new Map([
  ['docker', ['docker', BARE]],
  ['moby', ['containerd', BARE]],
  ['k8s.io', ['containerd', BARE]],
  ['lxc', ['lxc', ANY_NAME]],
  ['lxc.payload', ['lxc', ANY_NAME]],
])

/** A uid with dashes, which in a slice's name are underscores; of a static pod a hash. */
const POD = /^(?:.*-)?pod([0-9a-f]{8}(?:[-_][0-9a-f]{4}){3}[-_][0-9a-f]{12}|[0-9a-f]{32})(?:\.slice.*)?$/
const UNIT = /\.(?:service|scope|socket|mount|swap)$/
const USER_MANAGER = /^user@(\d+)\.service$/

/** What the paths of a process's control groups tell, the most telling first; as the file system has them. */
export function surroundingsOf(paths: readonly string[]): Surroundings {
  const split = paths.map(path => path.split('/').filter(name => name !== ''))
  const first = <T>(find: (names: readonly string[]) => T | undefined): T | undefined =>
    split.map(find).find(found => found !== undefined)
  return { container: first(containerIn), pod: first(podIn), unit: first(unitIn) }
}

function containerIn(names: readonly string[]): Container | undefined {
  for (let i = names.length - 1; i >= 0; i--) {
    const found = containerAt(names, i)
    if (found !== undefined) return found
  }
  return undefined
}

function containerAt(names: readonly string[], i: number): Container | undefined {
  const name = names[i] ?? ''
  for (const [runtime, pattern] of NAMED) {
    const id = pattern.exec(name)?.[1]
    if (id !== undefined) return { runtime, id: clean(id) }
  }
  const below = BELOW.get(names[i - 1] ?? '')
  const id = below?.[1].exec(name)?.[1]
  if (below !== undefined && id !== undefined) return { runtime: below[0], id: clean(id) }
  const bare = BARE.exec(name)?.[1]
  if (bare === undefined) return undefined
  // Below a pod with the cgroupfs driver: containerd's, or docker's of old, which name theirs alike.
  return { runtime: 'oci', id: bare }
}

function podIn(names: readonly string[]): string | undefined {
  const found = names.findLast(name => POD.test(name))
  return found === undefined ? undefined : POD.exec(found)?.[1]?.replaceAll('_', '-')
}

function unitIn(names: readonly string[]): Unit | undefined {
  const name = names.findLast(candidate => UNIT.test(candidate))
  if (name === undefined) return undefined
  // The manager's own group is a unit of the machine.
  const manager = names.slice(0, names.lastIndexOf(name)).findLast(candidate => USER_MANAGER.test(candidate))
  const uid = USER_MANAGER.exec(manager ?? '')?.[1]
  return { name: clean(name), uid: uid === undefined ? undefined : Number(uid) }
}

/** So many digits of an id as docker and podman show them. */
const SHORT_ID = 12

/** `docker 0f3c5b8d9e2a`, `pod 1234abcd-… · containerd 0f3c5b8d9e2a`, `ssh.service`; undefined where nothing is told. */
export function surroundingsText({ container, pod, unit }: Surroundings): string | undefined {
  const parts: string[] = []
  if (pod !== undefined) parts.push(`kubernetes pod ${pod}`)
  if (container !== undefined) {
    const id = BARE.test(container.id) ? container.id.slice(0, SHORT_ID) : container.id
    parts.push(container.runtime === 'oci' ? `container ${id}` : `${container.runtime} ${id}`)
  }
  if (parts.length === 0 && unit !== undefined) parts.push(unitText(unit))
  return parts.length === 0 ? undefined : parts.join(' · ')
}

function unitText({ name, uid }: Unit): string {
  return uid === undefined ? `systemd ${name}` : `systemd ${name} of user ${uid}`
}
