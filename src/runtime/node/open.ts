/** Opens the inspector of a Node that was proved to be one, and finds it: nothing that was there before is asked. */
import { get } from 'node:http'
import { setTimeout as after } from 'node:timers/promises'
import { sendSignal } from '../../control/signal.ts'
import { checkIdentity } from '../../control/target.ts'
import { type ProcessId, pidOf } from '../../model/process.ts'
import type { ProcessFiles } from '../../sources/process-files.ts'
import type { Closer } from './closer.ts'
import { expectedPort, takenText } from './detect.ts'
import { allListeners, holderOf, type Listener, loopbackHost, type OwnListener, ownListeners } from './listeners.ts'
import { type NodeFiles, type NodeSystem, OPENING_SIGNAL } from './system.ts'

/** An inspector that answers. */
export interface Inspector {
  readonly host: string
  readonly port: number
  /** Of its listening socket. */
  readonly inode: number
  /** What its WebSocket is called. */
  readonly path: string
}

/** That none came of it, in words; and what the target may still do, having been signalled. */
export interface NotOpened {
  readonly failed: string
  /** The signal was sent: it may open later, when the program comes round to it. Those that it had before. */
  readonly before: ReadonlySet<number> | undefined
}

const POLL_MS = 10
const OPENING_MS = 2000
const ANSWER_MS = 1000
const CLOSING_POLL_MS = 20
const MOST_LIST_BYTES = 65_536

/**
 * Sends the signal, and waits for a listening socket that the process did not have before and that is an inspector.
 *
 * @param closer is told before, so that it closes what opens if we do not live to do it
 */
export async function openInspector(
  id: ProcessId,
  system: NodeSystem,
  closer: Closer,
  signal: AbortSignal,
  deadlineMs = OPENING_MS,
): Promise<Inspector | NotOpened> {
  const pid = pidOf(id)
  const listening = await allListeners(system.files, pid)
  if (typeof listening === 'string') return { failed: 'its sockets cannot be seen', before: undefined }
  const before = new Set(listening.map(({ inode }) => inode))
  const port = await expectedPort(pid, system)
  await closer.note(id, before)
  if (signal.aborted) return { failed: 'given up', before: undefined }
  const sent = sendSignal(id, OPENING_SIGNAL, system)
  if (sent !== 'done') {
    return { failed: typeof sent === 'string' ? `no signal was sent: ${sent}` : sent.failed, before: undefined }
  }
  const end = performance.now() + deadlineMs
  while (performance.now() < end && !signal.aborted) {
    const found = await newInspector(id, system, before)
    if (found !== undefined) return found
    if (checkIdentity(id, system.lookAt) !== 'same') return { failed: 'it has ended', before: undefined }
    await after(POLL_MS)
  }
  if (signal.aborted) return { failed: 'given up', before }
  return { failed: await whyNothingOpened(pid, port, system), before }
}

/**
 * An inspector on a socket that the process did not have before; undefined where there is none yet.
 *
 * @param isAsked whether a socket is asked what it is: each, if nothing else is said
 */
export async function newInspector(
  id: ProcessId,
  { files }: NodeFiles,
  before: ReadonlySet<number>,
  isAsked: (listener: OwnListener) => boolean | Promise<boolean> = () => true,
): Promise<Inspector | undefined> {
  const listening = await allListeners(files, pidOf(id))
  if (typeof listening === 'string') return undefined
  const fresh = listening.filter(({ inode }) => !before.has(inode))
  const own = await ownListeners(files, pidOf(id), fresh)
  for (const listener of typeof own === 'string' ? [] : own) {
    const inspector = (await isAsked(listener)) ? await findInspector(listener) : undefined
    if (inspector !== undefined) return inspector
  }
  return undefined
}

/** Asks a socket whether it is an inspector, as a debugger would. */
export async function findInspector(listener: OwnListener): Promise<Inspector | undefined> {
  const host = loopbackHost(listener)
  if (host === undefined) return undefined
  const { port, inode } = listener
  const uuid = uuidIn(await getText(host, port, '/json/list'))
  return uuid === undefined ? undefined : { host, port, inode, path: `/${uuid}` }
}

/** A Node has one target there, besides those of its worker threads none. */
function uuidIn(text: string | undefined): string | undefined {
  const list: unknown = text === undefined ? undefined : parsed(text)
  const first: unknown = Array.isArray(list) ? list[0] : undefined
  if (typeof first !== 'object' || first === null) return undefined
  if (!('id' in first) || !('type' in first) || first.type !== 'node' || typeof first.id !== 'string') return undefined
  return /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(first.id) ? first.id : undefined
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

/** Undefined where there is no answer in time, or one that no inspector gives. */
function getText(host: string, port: number, path: string): Promise<string | undefined> {
  return new Promise(resolve => {
    const request = get({ host, port, path, agent: false }, response => {
      let text = ''
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk
        if (text.length > MOST_LIST_BYTES) request.destroy()
      })
      response.once('end', () => resolve(response.statusCode === 200 ? text : undefined))
    })
    const timer = setTimeout(() => request.destroy(), ANSWER_MS)
    request.once('error', () => resolve(undefined))
    request.once('close', () => {
      clearTimeout(timer)
      resolve(undefined)
    })
  })
}

async function whyNothingOpened(pid: number, port: number, system: NodeSystem): Promise<string> {
  const listening = await allListeners(system.files, pid)
  const onPort = ({ port: other }: Listener) => port !== 0 && other === port
  const taken = typeof listening === 'string' ? undefined : listening.find(onPort)
  if (taken !== undefined) {
    const holder = await holderOf(system.files, system.pids(), taken.inode)
    return `${takenText(port, holder)}: it only wrote a line about that on its stderr`
  }
  return 'nothing opened: it may have a handler of its own for SIGUSR1, which has run, or be busy for longer'
}

/** Waits until nobody listens on a socket any more; false past the deadline. */
export async function waitUntilClosed(
  files: ProcessFiles,
  pid: number,
  inode: number,
  deadlineMs: number,
): Promise<boolean> {
  const end = performance.now() + deadlineMs
  do {
    const listening = await allListeners(files, pid)
    if (typeof listening === 'string') return listening === 'gone'
    if (!listening.some(listener => listener.inode === inode)) return true
    await after(CLOSING_POLL_MS)
  } while (performance.now() < end)
  return false
}
