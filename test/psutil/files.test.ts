/** What a live process has open, as psutil and the kernel have it. */
import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { jsonSchema } from '../../src/export/schema.ts'
import type { FileJson, SocketJson } from '../../src/inspect/files-json.ts'
import type { InspectionJson } from '../../src/inspect/json.ts'
import { runInspect } from '../../src/inspect/run.ts'
import { type LinuxSource, linuxSource } from '../../src/sources/linux/source.ts'
import { type FilesChild, startFilesChild } from './files-child.ts'
import { type Connection, type OpenFile, type Psutil, startPsutil } from './psutil.ts'

let child: FilesChild
let psutil: Psutil
let source: LinuxSource

beforeAll(async () => {
  psutil = startPsutil()
  source = linuxSource()
  child = await startFilesChild()
})

afterAll(async () => {
  source.close()
  await Promise.all([child.end(), psutil.end()])
})

async function inspected(): Promise<InspectionJson> {
  let text = ''
  const write = (more: string): void => {
    text += more
  }
  expect(
    await runInspect(source, child.pid, { json: true, intervalMs: 1 }, { stdout: { write }, stderr: { write } }),
  ).toBe(0)
  return JSON.parse(text)
}

async function files(): Promise<readonly FileJson[]> {
  return (await inspected()).files ?? []
}

async function sockets(): Promise<readonly SocketJson[]> {
  return (await inspected()).sockets ?? []
}

const MODES = { r: 'r', w: 'w', a: 'a', rw: 'r+', ra: 'a+', path: undefined } as const

/** A regular file that is still there, as psutil tells of it: it leaves out all others. */
function inPsutilsWords({ fd, target, position, mode }: FileJson): Partial<OpenFile> {
  const psutils = mode === null ? undefined : MODES[mode]
  if (target === null || position === null || psutils === undefined) throw new Error(`descriptor ${fd} is not known`)
  return { path: target, fd, position, mode: psutils }
}

const PROTOCOLS: Readonly<Record<string, string>> = {
  '1 1': 'unix',
  '1 2': 'unix',
  '1 5': 'unix',
  '2 1': 'tcp',
  '2 2': 'udp',
  '10 1': 'tcp6',
  '10 2': 'udp6',
}

/** `127.0.0.1:80`; null for none. */
function endText(end: Connection['laddr']): string | null {
  if (typeof end === 'string') return end === '' ? null : end
  const [address, port] = end
  if (address === undefined) return null
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`
}

function inNtopsWords({ fd, family, type, laddr, raddr, status }: Connection) {
  const protocol = PROTOCOLS[`${family} ${type}`]
  return {
    fd,
    protocol,
    local: endText(laddr),
    remote: endText(raddr),
    state: status === 'LISTEN' || status === 'ESTABLISHED' ? status : null,
  }
}

const byFd = (a: { readonly fd?: number }, b: { readonly fd?: number }): number => (a.fd ?? 0) - (b.fd ?? 0)

describe('psutil', () => {
  it('has the same regular files, each with path, position and mode', async () => {
    const regular = (await files()).filter(({ kind, deleted }) => kind === 'file' && deleted === false)
    const told = (await psutil.ask('open_files', child.pid)).map(({ path, fd, position, mode }) => ({
      path,
      fd,
      position,
      mode,
    }))
    expect(regular.map(inPsutilsWords)).toEqual(told.sort(byFd))
    const { read, append, both } = child.opened
    expect(told).toMatchObject(
      [
        { fd: read, path: `${child.folder}/read`, position: 6, mode: 'r' },
        { fd: append, path: `${child.folder}/app end`, position: 5000, mode: 'a' },
        { fd: both, path: `${child.folder}/both`, position: 300 },
      ].sort(byFd),
    )
  })

  it('has the same sockets, each with protocol and both ends', async () => {
    const all = await sockets()
    const told = (await psutil.ask('connections', child.pid)).map(inNtopsWords).sort(byFd)
    const alike = all.map(({ fd, protocol, local, remote, state }) => ({
      fd,
      protocol,
      local,
      remote,
      // It tells no state of those that have none of TCP's.
      state: protocol === 'tcp' ? state : null,
    }))
    expect(alike).toEqual(told)
    const { server, caller, called, udp, unixServer } = child.opened
    const own = new Map(alike.map(socket => [socket.fd, socket]))
    expect(own.get(server)).toMatchObject({ protocol: 'tcp', remote: null, state: 'LISTEN' })
    expect(own.get(caller)).toMatchObject({ remote: own.get(server)?.local, state: 'ESTABLISHED' })
    expect(own.get(called)).toMatchObject({ local: own.get(server)?.local, remote: own.get(caller)?.local })
    expect(own.get(udp)).toMatchObject({ protocol: 'udp', local: expect.stringMatching(/^127\.0\.0\.1:[1-9]\d*$/) })
    expect(own.get(unixServer)).toMatchObject({ protocol: 'unix', local: `${child.folder}/own.sock` })
  })
})

describe('the kernel', () => {
  it('has the same descriptors, each with its target, position and size', async () => {
    const all = await files()
    const folder = `/proc/${child.pid}`
    const listed = readdirSync(`${folder}/fd`).map(Number)
    expect(all.map(({ fd }) => fd)).toEqual(listed.sort((a, b) => a - b))
    for (const { fd, kind, target, position, sizeBytes, deleted } of all) {
      expect(readlinkSync(`${folder}/fd/${fd}`)).toBe(deleted ? `${target} (deleted)` : target)
      const pos = Number(/^pos:\t(\d+)$/m.exec(readFileSync(`${folder}/fdinfo/${fd}`, 'utf8'))?.[1])
      const hasPosition = ['file', 'directory', 'device'].includes(kind ?? '')
      expect(position, `position of ${fd}, ${kind}`).toBe(hasPosition ? pos : null)
      const hasSize = kind === 'file' || kind === 'directory'
      expect(sizeBytes, `size of ${fd}, ${kind}`).toBe(hasSize ? statSync(`${folder}/fd/${fd}`).size : null)
    }
  })

  it('has these kinds', async () => {
    const { opened, pipe, goneBytes } = child
    const of = new Map((await files()).map(file => [file.fd, file]))
    expect(of.get(opened.gone)).toEqual({
      fd: opened.gone,
      kind: 'file',
      target: `${child.folder}/gone`,
      mode: 'rw',
      position: goneBytes,
      sizeBytes: goneBytes,
      deleted: true,
    })
    expect(of.get(opened.folder)).toMatchObject({ kind: 'directory', target: child.folder, mode: 'r', deleted: false })
    expect(of.get(pipe)).toMatchObject({ kind: 'pipe', target: expect.stringMatching(/^pipe:\[\d+\]$/), mode: 'r' })
    const sockets = [opened.server, opened.caller, opened.called, opened.udp, opened.unixServer, opened.unixCaller]
    expect(sockets.map(fd => of.get(fd)?.kind)).toEqual(sockets.map(() => 'socket'))
    const kinds = new Set([...of.values()].map(({ kind }) => kind))
    // Node's own, of which it has several.
    expect([...kinds]).toEqual(expect.arrayContaining(['eventfd', 'eventpoll', 'socket', 'file', 'pipe', 'directory']))
  })

  it('has what was sent and not read', async () => {
    const of = new Map((await sockets()).map(socket => [socket.fd, socket]))
    const { called, caller, server } = child.opened
    expect(of.get(called)).toMatchObject({ receiveQueueBytes: child.unreadBytes, sendQueueBytes: 0 })
    expect(of.get(caller)).toMatchObject({ receiveQueueBytes: 0, sendQueueBytes: 0 })
    // Nobody waits, and connections that wait are no bytes.
    expect(of.get(server)).toMatchObject({ receiveQueueBytes: null, sendQueueBytes: null })
  })

  it('has unix sockets that listen and are connected', async () => {
    const of = new Map((await sockets()).map(socket => [socket.fd, socket.state]))
    expect(of.get(child.opened.unixServer)).toBe('LISTEN')
    expect(of.get(child.opened.unixCaller)).toBe('CONNECTED')
  })
})

describe('the document', () => {
  it('is as the schema describes, with nothing refused', async () => {
    const document = await inspected()
    const validate = new Ajv2020().compile(jsonSchema() as object)
    validate(document)
    expect(validate.errors).toBeNull()
    expect(document.denied).toEqual([])
    expect(
      document.files?.filter(({ kind, target, mode, deleted }) => [kind, target, mode, deleted].includes(null)),
    ).toEqual([])
  })

  it('tells of deleted files in text', async () => {
    let text = ''
    const write = (more: string): void => {
      text += more
    }
    await runInspect(source, child.pid, { json: false, intervalMs: 1 }, { stdout: { write }, stderr: { write } })
    expect(text).toMatch(/\nFiles\n {2}\d+ open: .*\d sockets.* · 12[14]K held by deleted files\n/)
    expect(text).toMatch(/gone · deleted, still holds 12[14]K\n/)
    expect(text).toMatch(/tcp 127\.0\.0\.1:\d+ ← 127\.0\.0\.1:\d+ · ESTABLISHED · 700B to be read\n/)
  })
})
