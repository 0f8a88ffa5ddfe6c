import * as os from 'node:os'
import { describe, expect, it } from 'vitest'
import { derive } from '../../../src/model/derive.ts'
import type { RawSample } from '../../../src/model/sample.ts'
import { type Answered, type Answers, type Kind, NoAnswer } from '../../../src/sources/portable/answers.ts'
import { type Lanes, type Node, NoProcessList, portableSource } from '../../../src/sources/portable/source.ts'
import type { Source } from '../../../src/sources/source.ts'
import { answered, listed, posted } from './answers.ts'

const NOTHING = { everyone: new Set<never>() }

type Reply = (names?: readonly string[]) => Promise<unknown> | undefined

/** Lanes in which each question is answered as told; of others nobody knows anything. */
class PlayedLanes implements Lanes {
  readonly asked: Kind[] = []
  readonly known = new Map<Kind, Answered<Kind>>()
  readonly replies = new Map<Kind, Reply>()
  names: readonly string[] | undefined
  closed = false

  /** From now on this is answered. */
  tell<K extends Kind>(kind: K, value: Answers[K], atMs: number): void {
    this.replies.set(kind, async () => this.known.set(kind, answered(value, atMs) as Answered<Kind>))
  }

  fail(kind: Kind, error: Error = new NoAnswer('no answer within 5 s')): void {
    this.replies.set(kind, () => Promise.reject(error))
  }

  refresh(kind: Kind, names?: readonly string[]): Promise<unknown> | undefined {
    this.asked.push(kind)
    if (kind === 'network') this.names = names
    return this.replies.get(kind)?.(names)
  }

  latest<K extends Kind>(kind: K): Answered<K> | undefined {
    return this.known.get(kind) as Answered<K> | undefined
  }

  trouble(kind: Kind): string | undefined {
    return kind === 'processes' ? 'ps is not there' : undefined
  }

  close(): void {
    this.closed = true
  }
}

/** A Mac with one processor, up for a hundred seconds at moment 0. */
class Machine {
  nowMs = 0
  cpus: os.CpuInfo[] = [{ model: 'Apple M1', speed: 24, times: { user: 1000, nice: 0, sys: 500, idle: 8500, irq: 0 } }]
  readonly lanes = new PlayedLanes()
  readonly source: Source
  #snapshot: ReturnType<typeof derive> | undefined

  constructor(platform: NodeJS.Platform = 'darwin', node: Partial<Node> = {}) {
    this.source = portableSource({
      lanes: this.lanes,
      platform,
      now: () => 1_700_000_100_000 + this.nowMs,
      monotonic: () => this.nowMs,
      node: {
        arch: () => 'arm64',
        cpus: () => this.cpus,
        hostname: () => 'box',
        loadavg: () => [1, 2, 3],
        networkInterfaces: () => ({ lo0: [], en0: [] }),
        release: () => '25.0.0',
        type: () => 'Darwin',
        uptime: () => 100 + this.nowMs / 1000,
        userInfo: (() => ({ ...os.userInfo(), username: 'ada', uid: 501 })) as unknown as Node['userInfo'],
        ...node,
      },
    })
  }

  async scan(atMs: number): Promise<RawSample> {
    this.nowMs = atMs
    return this.source.scan(NOTHING)
  }

  /** Scans, and measures against the scan before. */
  async look(atMs: number): Promise<ReturnType<typeof derive>> {
    this.#snapshot = derive(this.#snapshot, await this.scan(atMs))
    return this.#snapshot
  }
}

describe('the portable source', () => {
  it('makes a sample of what is answered', async () => {
    const machine = new Machine()
    machine.lanes.tell('processes', [listed(2), listed(1)], 10)
    machine.lanes.tell('memory', posted('darwin/mem'), 10)
    machine.lanes.tell('fileSystems', posted('darwin/fsSize'), 10)
    machine.lanes.tell('diskIo', posted('linux/disksIO'), 10)
    machine.lanes.tell('network', posted<Answers['network'][]>('darwin/networkStats')[0] ?? [], 10)
    const sample = await machine.scan(0)
    expect(sample.processes.map(({ pid }) => pid)).toEqual([1, 2])
    expect(sample).toMatchObject({
      atMs: 1_700_000_100_000,
      monotonicMs: 0,
      host: { name: 'box', os: 'Darwin', uptimeSec: 100, bootAtMs: 1_700_000_000_000, cpuModel: 'Apple M1' },
      load: { one: 1, five: 2, fifteen: 3, runnable: undefined },
      memory: { totalBytes: 34359738368 },
      diskIo: [{ device: 'all disks' }],
      network: [{ interface: 'en0' }],
      seesEveryone: false,
    })
    expect(sample.fileSystems).toHaveLength(3)
    expect(sample.cpu?.cores).toHaveLength(1)
    expect(machine.lanes.names).toEqual(['lo0', 'en0'])
  })

  it('asks for eight interfaces at once on Linux, measures each between its own readings, and drops who is gone', async () => {
    let names = Array.from({ length: 12 }, (_, at) => `veth${at}`)
    const machine = new Machine('linux', { networkInterfaces: () => Object.fromEntries(names.map(name => [name, []])) })
    const { lanes } = machine
    lanes.tell('processes', [listed(1)], 10)
    lanes.replies.set('network', async (asked = []) => {
      // A thousand bytes a second.
      const told = asked.map(iface => ({ iface, operstate: 'up', rx_bytes: machine.nowMs, tx_bytes: 0 }))
      lanes.known.set('network', { ...answered<'network'>(told, machine.nowMs), names: asked })
    })
    const rates = async (atMs: number) =>
      (await machine.look(atMs)).network.map(net => [net.interface, net.rxBytesPerSec])
    expect(await rates(1_000)).toEqual(names.slice(0, 8).map(name => [name, undefined]))
    expect(lanes.names).toEqual(names.slice(0, 8))
    const second = new Map((await rates(2_000)) as [string, number | undefined][])
    expect([...second.keys()]).toEqual(names)
    expect([second.get('veth3'), second.get('veth4'), second.get('veth8')]).toEqual([1_000, undefined, undefined])
    names = names.filter(name => name !== 'veth0')
    const third = new Map((await rates(4_000)) as [string, number | undefined][])
    expect([...third.keys()]).toEqual(names)
    // Read at 1 s and 4 s the one, at 2 s and 4 s the other.
    expect([third.get('veth4'), third.get('veth8')]).toEqual([1_000, 1_000])
  })

  it('leaves out what nobody answered: it is unknown', async () => {
    const machine = new Machine('win32')
    machine.lanes.tell('processes', [listed(1)], 10)
    for (const kind of ['memory', 'network', 'diskIo', 'fileSystems'] as const) machine.lanes.fail(kind)
    const sample = await machine.scan(0)
    expect(sample).toMatchObject({ diskIo: [], network: [], fileSystems: [] })
    for (const part of ['memory', 'load', 'hardware', 'pressure', 'paging']) expect(sample).not.toHaveProperty(part)
  })

  it.each([
    ['freebsd', true],
    ['darwin', true],
    ['openbsd', false],
    ['netbsd', false],
  ] as const)('asks for traffic on %s: %s, for on the latter two the library counts twice', async (platform, asks) => {
    const machine = new Machine(platform)
    machine.lanes.tell('processes', [listed(1)], 10)
    await machine.scan(0)
    expect(machine.lanes.asked.includes('network')).toBe(asks)
    for (const part of ['network', 'swap', 'diskIo'] as const) {
      const why = machine.source.whyNot?.(part)
      if (asks) expect(why).toBeUndefined()
      else expect(why).toMatch(/BSD does not tell it/)
    }
  })

  it('asks for sensors, batteries and graphics after the first frame', async () => {
    const machine = new Machine()
    machine.lanes.tell('processes', [listed(1)], 10)
    await machine.scan(0)
    expect(machine.lanes.asked).not.toContain('graphics')
    machine.lanes.tell('graphics', posted('darwin/graphics'), 900)
    await machine.scan(1000)
    expect(machine.lanes.asked).toEqual(expect.arrayContaining(['temperature', 'battery', 'graphics']))
    // Node knows the processor.
    expect(machine.lanes.asked).not.toContain('cpu')
    const { hardware } = await machine.scan(2000)
    expect(hardware?.gpus).toHaveLength(2)
    expect((await machine.scan(3000)).hardware).toBe(hardware)
  })

  it('asks the library for the processor where Node does not know it', async () => {
    const machine = new Machine('linux', { cpus: () => [{ model: 'unknown', speed: 0, times: timesOf(1) }] })
    machine.lanes.tell('processes', [listed(1)], 10)
    await machine.scan(0)
    await machine.scan(1000)
    expect(machine.lanes.asked).toContain('cpu')
  })

  it('waits a little for the others before the first frame', async () => {
    const machine = new Machine()
    machine.lanes.tell('processes', [listed(1)], 10)
    let answer = () => {}
    machine.lanes.replies.set('memory', () => {
      const told = new Promise<void>(resolve => {
        answer = resolve
      })
      return told.then(() => machine.lanes.known.set('memory', answered<'memory'>(posted('darwin/mem'))))
    })
    const scanning = machine.scan(0)
    // The processes are there by then.
    await new Promise(resolve => setImmediate(resolve))
    answer()
    expect((await scanning).memory).toBeDefined()
  })

  it('does not wait for the others any more once the first frame was there', async () => {
    const machine = new Machine()
    machine.lanes.tell('processes', [listed(1)], 10)
    await machine.scan(0)
    machine.lanes.replies.set('memory', () => new Promise(() => {}))
    expect((await machine.scan(1000)).processes).toHaveLength(1)
  })

  it('measures a process between its own two readings', async () => {
    const machine = new Machine()
    machine.lanes.tell('processes', [listed(7, { cpuMs: 500, readAtMs: 100 })], 110)
    expect((await machine.look(0)).processes[0]?.cpuPct).toBeUndefined()
    machine.lanes.tell('processes', [listed(7, { cpuMs: 1_000, readAtMs: 1_100 })], 1_110)
    expect((await machine.look(1_010)).processes[0]?.cpuPct).toBe(50)
  })

  it('knows what a process used that was born since, though its start is told to the second', async () => {
    const machine = new Machine()
    machine.lanes.tell('processes', [listed(1, { readAtMs: 100 })], 110)
    await machine.look(0)
    const born = listed(9, { cpuMs: 200, readAtMs: 1_100, startedAtMs: 1_700_000_099_000 })
    machine.lanes.tell('processes', [listed(1, { readAtMs: 1_100 }), born], 1_110)
    const { processes } = await machine.look(1_000)
    expect(processes.map(({ cpuPct }) => cpuPct)).toEqual([0, 20])
  })

  it('shows the last list where none came, nobody’s share of a processor in it, and goes on from there', async () => {
    const machine = new Machine()
    const { lanes } = machine
    const told = (cpuMs: number, readAtMs: number) =>
      lanes.tell('processes', [listed(1, { readAtMs }), listed(7, { cpuMs, readAtMs })], readAtMs)
    told(500, 0)
    await machine.look(0)
    told(1_000, 1_000)
    expect((await machine.look(1_000)).processes.map(({ cpuPct }) => cpuPct)).toEqual([0, 50])
    for (const atMs of [2_000, 3_000]) {
      lanes.fail('processes')
      const { processes, readAtMs } = await machine.look(atMs)
      expect(processes.map(({ cpuPct }) => cpuPct)).toEqual([undefined, undefined])
      expect(readAtMs).toEqual([1_000, 1_000])
    }
    told(1_600, 4_000)
    expect((await machine.look(4_000)).processes.map(({ cpuPct }) => cpuPct)).toEqual([0, 20])
  })

  it('has an error that says why where there never was a list, or an empty one', async () => {
    const machine = new Machine()
    machine.lanes.fail('processes')
    await expect(machine.scan(0)).rejects.toThrow(NoProcessList)
    await expect(machine.scan(0)).rejects.toThrow('cannot be listed: ps is not there')
    machine.lanes.tell('processes', [], 10)
    await expect(machine.scan(0)).rejects.toThrow(NoProcessList)
  })

  it('hands on a fault that is none of the helper’s', async () => {
    const machine = new Machine()
    machine.lanes.tell('processes', [listed(1)], 10)
    machine.lanes.fail('memory', new TypeError('a fault'))
    await machine.scan(0)
    await expect(machine.scan(1_000)).rejects.toThrow('a fault')
  })

  it('does not tell the machine’s times while processors come and go', async () => {
    const machine = new Machine()
    machine.lanes.tell('processes', [listed(1)], 10)
    expect((await machine.scan(0)).cpu).toBeDefined()
    const [first] = machine.cpus
    if (first !== undefined) machine.cpus = [first, first]
    expect((await machine.scan(1_000)).cpu).toBeUndefined()
    expect((await machine.scan(2_000)).cpu?.cores).toHaveLength(2)
  })

  it('knows its own user by number; of a name it cannot say that nobody has it', () => {
    const { names } = new Machine().source
    expect([names.user(501), names.user(0), names.group(0)]).toEqual(['ada', '0', '0'])
    expect(names.isUser('eve')).toBe(true)
  })

  it('lives without a user of its own', async () => {
    const nobody = (() => {
      throw Object.assign(new Error('A system error occurred'), { code: 'ERR_SYSTEM_ERROR' })
    }) as Node['userInfo']
    const machine = new Machine('linux', { userInfo: nobody })
    machine.lanes.tell('processes', [listed(1)], 10)
    expect((await machine.scan(0)).processes[0]?.facts).toMatchObject({ user: 'ada', uid: undefined })
  })

  it('closes its lanes', () => {
    const { source, lanes } = new Machine()
    source.close()
    expect(lanes.closed).toBe(true)
  })
})

function timesOf(ms: number): os.CpuInfo['times'] {
  return { user: ms, nice: 0, sys: ms, idle: ms, irq: 0 }
}
