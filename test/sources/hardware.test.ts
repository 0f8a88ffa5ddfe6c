import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Gpu, Hardware, Sensor } from '../../src/model/hardware.ts'
import { parseCpuMhz } from '../../src/procfs/cpuinfo.ts'
import { parseMountinfo } from '../../src/procfs/mountinfo.ts'
import { NvidiaWatch, parseNvidiaSmi } from '../../src/sources/linux/hardware/nvidia.ts'
import { HardwareWatch } from '../../src/sources/linux/hardware/watch.ts'
import { Reader } from '../../src/sources/linux/reader.ts'
import { type LinuxOptions, type LinuxSource, linuxSource } from '../../src/sources/linux/source.ts'
import { isOfThisKernel } from '../../src/sources/linux/tree-kind.ts'
import type { ReadResult } from '../../src/sources/process-files.ts'
import { ProgramsOnPath } from './programs-on-path.ts'
import { canMount, mountSilent } from './silent-file-system.ts'
import { fixtureTree } from './tree.ts'

const NOBODY = { everyone: new Set<never>() }
const cleanups: (() => void)[] = []

afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup()
})

function recorded(name: string): string {
  return fileURLToPath(new URL(`../fixtures/sys/${name}`, import.meta.url))
}

/** A folder of its own, with a copy of a recorded tree. */
function copyOf(name?: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'ntop-sys-'))
  cleanups.push(() => rmSync(folder, { recursive: true }))
  if (name !== undefined) cpSync(recorded(name), folder, { recursive: true })
  return folder
}

function write(root: string, path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text)
}

/** A watch on a tree, with the test's hand on the clock. */
function watchOf(sysfs: string, procfs = copyOf(), reader = new Reader()) {
  const clock = { ms: 1000 }
  const watch = new HardwareWatch(sysfs, procfs, reader, () => clock.ms)
  cleanups.push(() => {
    watch.close()
    reader.close()
  })
  return { watch, clock }
}

async function read(sysfs: string, procfs?: string): Promise<Hardware> {
  const { watch } = watchOf(sysfs, procfs)
  await watch.refresh()
  await watch.refresh()
  if (watch.latest === undefined) throw new Error('nothing was found')
  return watch.latest
}

const named = ({ chip, label }: Sensor): string => (label === undefined ? chip : `${chip} ${label}`)
const values = ({ sensors }: Hardware): [string, number | undefined][] => sensors.map(s => [named(s), s.value])

describe('the sensors of a laptop', () => {
  it('are those of all chips, in the order of their numbers, unknown where they say nothing that can be', async () => {
    expect(values(await read(recorded('laptop')))).toEqual([
      ['acpitz', 44],
      ['nvme Composite', 41.85],
      ['nvme Sensor 1', 41.85],
      ['thinkpad', 61],
      ['thinkpad', undefined],
      ['thinkpad', 2714],
      ['thinkpad', undefined],
      ['coretemp Package id 0', 63],
      ['coretemp Core 0', 58],
      ['coretemp Core 4', 63],
      ['coretemp Core 8', 55],
      ['coretemp Core 12', 57],
      ['iwlwifi_1', undefined],
    ])
  })

  it('have what they sit on, and limits where these are some', async () => {
    const { sensors } = await read(recorded('laptop'))
    expect(sensors[1]).toEqual({
      id: 'hwmon2/temp1',
      chip: 'nvme',
      device: 'nvme0',
      label: 'Composite',
      kind: 'temperature',
      value: 41.85,
      high: 81.85,
      critical: 84.85,
    })
    expect(sensors[2]).toMatchObject({ id: 'hwmon2/temp2', high: undefined, critical: undefined })
    expect(sensors[5]).toMatchObject({ id: 'hwmon3/fan1', kind: 'fan', label: undefined })
  })

  it('give each processor its core’s temperature, and its frequency', async () => {
    const { cores, packageCelsius } = await read(recorded('laptop'))
    expect(packageCelsius).toBe(63)
    expect([...cores].slice(0, 6)).toEqual([
      [0, { mhz: 3600, celsius: 58 }],
      [1, { mhz: 1200, celsius: 63 }],
      [2, { mhz: 800, celsius: 55 }],
      [3, { mhz: 2400, celsius: 57 }],
      [4, { mhz: 800, celsius: 58 }],
      [5, { mhz: 800, celsius: 63 }],
    ])
  })

  it('leave out the battery of the mouse', async () => {
    const { batteries, mains } = await read(recorded('laptop'))
    expect(mains).toBe(false)
    expect(batteries).toEqual([
      { name: 'BAT0', status: 'Discharging', chargePct: 78, energyWh: 39.12, fullWh: 50.15, powerWatts: 18.05 },
    ])
  })

  it('count the energy of the package, not of its parts, with what was counted before', async () => {
    const tree = copyOf('laptop')
    const { watch, clock } = watchOf(tree)
    const counter = { id: 'intel-rapl:0', label: 'package-0', wrapsAtJoules: 262_143.32885 }
    await watch.refresh()
    expect(watch.latest?.energy).toEqual([{ ...counter, joules: 262_143, before: undefined }])
    write(tree, 'class/powercap/intel-rapl:0/energy_uj', '25000000\n')
    clock.ms += 250
    await watch.refresh()
    expect(watch.latest?.energy).toEqual([{ ...counter, joules: 25, before: { joules: 262_143, readAtMs: 1000 } }])
  })

  it('have a GPU of which only the frequency is told', async () => {
    expect((await read(recorded('laptop'))).gpus).toEqual([
      {
        id: 'card0',
        driver: 'i915',
        name: undefined,
        busyPct: undefined,
        vramTotalBytes: undefined,
        vramUsedBytes: undefined,
        mhz: 350,
        celsius: undefined,
        powerWatts: undefined,
      },
    ])
  })
})

describe('the sensors of a workstation', () => {
  it('without placeholders of inputs that nothing is connected to', async () => {
    const board = values(await read(recorded('workstation'))).filter(([name]) => name.startsWith('nct6798'))
    expect(board).toEqual([
      ['nct6798 SYSTIN', 36],
      ['nct6798 AUXTIN0', undefined],
      ['nct6798 AUXTIN1', undefined],
      ['nct6798 AUXTIN2', undefined],
      ['nct6798 PCH_CHIP_TEMP', undefined],
      ['nct6798 CPU Fan', 1180],
      ['nct6798', 0],
      ['nct6798', 934],
    ])
  })

  it('take Tdie for the processor’s rather than Tctl, or Tctl where that is all there is', async () => {
    expect((await read(recorded('workstation'))).packageCelsius).toBe(71.375)
    const tree = copyOf('workstation')
    rmSync(join(tree, 'class/hwmon/hwmon2/temp2_input'))
    expect((await read(tree)).packageCelsius).toBe(81.375)
  })

  it('have a GPU with its own chip', async () => {
    expect((await read(recorded('workstation'))).gpus).toEqual([
      {
        id: 'card1',
        driver: 'amdgpu',
        name: undefined,
        busyPct: 87,
        vramTotalBytes: 17_163_091_968,
        vramUsedBytes: 6_442_450_944,
        mhz: undefined,
        celsius: 66,
        powerWatts: 187,
      },
    ])
  })

  it('are not read from a GPU that sleeps, which would wake it', async () => {
    const tree = copyOf('workstation')
    rmSync(join(tree, 'class/hwmon/hwmon4/device'))
    for (const device of ['class/hwmon/hwmon4/device', 'class/drm/card1/device'])
      write(tree, `${device}/power/runtime_status`, 'active\n')
    const { watch, clock } = watchOf(tree)
    const seen = async (): Promise<unknown[]> => {
      clock.ms += 2000
      await watch.refresh()
      const [gpu] = watch.latest?.gpus ?? []
      const junction = watch.latest?.sensors.find(({ label }) => label === 'junction')
      return [gpu?.busyPct, gpu?.vramUsedBytes, gpu?.celsius, junction?.value]
    }
    expect(await seen()).toEqual([87, 6_442_450_944, 66, 84])
    write(tree, 'class/hwmon/hwmon4/device/power/runtime_status', 'suspended\n')
    expect(await seen()).toEqual([87, 6_442_450_944, undefined, undefined])
    write(tree, 'class/drm/card1/device/power/runtime_status', 'suspended\n')
    expect(await seen()).toEqual([undefined, undefined, undefined, undefined])
    expect(watch.latest?.sensors.find(({ label }) => label === 'Tctl')?.value).toBe(81.375)
  })

  it('have no battery', async () => {
    expect(await read(recorded('workstation'))).toMatchObject({ batteries: [], mains: undefined, energy: [] })
  })

  describe('with a card of NVIDIA', () => {
    /** A tree with such a card, and nvidia-smi(1) as a script. */
    function withCard(script: string) {
      const [proc, sys, programs] = [copyOf(), copyOf(), new ProgramsOnPath()]
      cleanups.push(() => programs.restore())
      const information = 'Model: \t\t NVIDIA GeForce RTX 3080\nIRQ:   \t\t 155\nBus Location: \t 0000:01:00.0\n'
      write(proc, 'driver/nvidia/gpus/0000:01:00.0/information', information)
      write(sys, 'bus/pci/devices/0000:01:00.0/power/runtime_status', 'active\n')
      programs.replace('nvidia-smi', script)
      const reader = new Reader()
      const clock = { ms: 1000 }
      const watch = new HardwareWatch(sys, proc, reader, () => clock.ms, true)
      cleanups.push(() => {
        watch.close()
        reader.close()
      })
      const readOnce = async () => {
        await watch.refresh()
        clock.ms += 2_000
        return watch.latest?.gpus[0]
      }
      /** Reads on until there is a figure. */
      const readTill = (isThere: (gpu: Gpu | undefined) => boolean): Promise<Gpu | undefined> =>
        vi.waitFor(async () => {
          const gpu = await readOnce()
          if (!isThere(gpu)) throw new Error('not yet')
          return gpu
        })
      return { sys, programs, readOnce, readTill }
    }

    it('know its figures by nvidia-smi, which is not started on the way to the first frame, and then seldom', async () => {
      const { programs, readOnce, readTill } = withCard("echo '00000000:01:00.0, 17, 10240, 1042, 1980, 54, 121.37'")
      for (let i = 0; i < 2; i++) {
        expect(await readOnce()).toMatchObject({
          name: 'NVIDIA GeForce RTX 3080',
          busyPct: undefined,
          celsius: undefined,
        })
      }
      expect(programs.started).toEqual([])
      expect(await readTill(gpu => gpu?.busyPct !== undefined)).toEqual({
        id: '0000:01:00.0',
        driver: 'nvidia',
        name: 'NVIDIA GeForce RTX 3080',
        busyPct: 17,
        vramTotalBytes: 10240 * 1024 ** 2,
        vramUsedBytes: 1042 * 1024 ** 2,
        mhz: 1980,
        celsius: 54,
        powerWatts: 121.37,
      })
      expect(programs.started).toEqual([
        'nvidia-smi --query-gpu=pci.bus_id,utilization.gpu,memory.total,memory.used,clocks.gr,temperature.gpu,power.draw --format=csv,noheader,nounits',
      ])
    })

    it('do not wake it while it sleeps', async () => {
      const { sys, programs, readOnce, readTill } = withCard("echo '00000000:01:00.0, 17, 10240, 1042, 1980, 54, 9.1'")
      await readTill(gpu => gpu?.busyPct !== undefined)
      write(sys, 'bus/pci/devices/0000:01:00.0/power/runtime_status', 'suspended\n')
      const { length } = programs.started
      for (let i = 0; i < 12; i++) expect((await readOnce())?.busyPct).toBeUndefined()
      expect(programs.started).toHaveLength(length)
    })

    it('know its name where there is no such program, and do not ask for it again and again', async () => {
      const { programs, readOnce, readTill } = withCard('exit 9')
      await readTill(() => programs.started.length > 0)
      for (let i = 0; i < 12; i++)
        expect(await readOnce()).toMatchObject({ name: 'NVIDIA GeForce RTX 3080', mhz: undefined })
      expect(programs.started).toHaveLength(1)
    })
  })

  it('forget what was asked of a card before it fell asleep', async () => {
    let answer = (_: ReadResult): void => {}
    const watch = new NvidiaWatch(
      () =>
        new Promise(resolve => {
          answer = resolve
        }),
      () => 0,
    )
    const asked = watch.refresh()
    watch.forget()
    answer({ ok: true, bytes: Buffer.from('00000000:01:00.0, 17, 10240, 1042, 1980, 54, 121.37') })
    await asked
    expect(watch.of('0000:01:00.0')).toBeUndefined()
  })

  it('have no figure of a card that tells none', () => {
    const untold = '[N/A], [Not Supported], [Unknown Error], N/A, , ERR!'
    expect([...parseNvidiaSmi(`00000000:01:00.0, ${untold}\nNVIDIA-SMI has failed, because …\n`)]).toEqual([
      [
        '0000:01:00.0',
        {
          busyPct: undefined,
          vramTotalBytes: undefined,
          vramUsedBytes: undefined,
          mhz: undefined,
          celsius: undefined,
          powerWatts: undefined,
        },
      ],
    ])
  })
})

describe('the sensors of a small board', () => {
  it('are zones of the firmware where no chip has a temperature, with their trip points', async () => {
    const hardware = await read(recorded('board'))
    expect(hardware.sensors).toEqual([
      {
        id: 'thermal_zone0',
        chip: 'thermal',
        device: undefined,
        label: 'cpu-thermal',
        kind: 'temperature',
        value: 58.426,
        high: undefined,
        critical: 95,
      },
      expect.objectContaining({ label: 'gpu-thermal', value: undefined, critical: undefined }),
      expect.objectContaining({ id: 'hwmon0/fan1', chip: 'pwmfan', value: 2100 }),
    ])
    expect(hardware.packageCelsius).toBe(58.426)
  })

  it('have a battery that counts charge', async () => {
    const { batteries, mains } = await read(recorded('board'))
    expect(mains).toBe(true)
    expect(batteries).toEqual([
      { name: 'bq27441-0', status: 'Charging', chargePct: 50, energyWh: 6, fullWh: 12, powerWatts: 3 },
    ])
  })

  it('and a frequency by /proc/cpuinfo where nothing else tells it, but not in the first reading, which a frame waits for', async () => {
    const proc = copyOf()
    write(proc, 'cpuinfo', 'processor\t: 0\ncpu MHz\t\t: 1999.999\n\nprocessor\t: 2\ncpu MHz\t\t: 2500.000\n')
    const { watch } = watchOf(copyOf(), proc)
    await watch.refresh()
    expect(watch.latest).toBeUndefined()
    expect([...(await read(copyOf(), proc)).cores]).toEqual([
      [0, { mhz: 1999.999, celsius: undefined }],
      [2, { mhz: 2500, celsius: undefined }],
    ])
  })
})

describe('reading', () => {
  it('finds nothing where there is nothing, and looks again after half a minute only', async () => {
    const tree = copyOf()
    const { watch, clock } = watchOf(tree)
    await watch.refresh()
    // What is left for after the first frame.
    await watch.refresh()
    expect(watch.latest).toBeUndefined()
    clock.ms += 29_999
    expect(watch.refresh()).toBeUndefined()
    cpSync(recorded('board'), tree, { recursive: true })
    clock.ms += 1
    await watch.refresh()
    expect(watch.latest?.sensors).toHaveLength(3)
  })

  it('is done every two seconds, a second time at once for the rates, and leaves the same object meanwhile', async () => {
    const tree = copyOf('board')
    const { watch, clock } = watchOf(tree)
    await watch.refresh()
    const first = watch.latest
    clock.ms += 250
    await watch.refresh()
    expect(watch.latest).not.toBe(first)
    const second = watch.latest
    clock.ms += 1999
    expect(watch.refresh()).toBeUndefined()
    expect(watch.latest).toBe(second)
    write(tree, 'class/thermal/thermal_zone0/temp', '60000\n')
    clock.ms += 1
    await watch.refresh()
    expect(watch.latest?.packageCelsius).toBe(60)
  })

  it('is done more seldom where there are hundreds of files', async () => {
    const tree = copyOf()
    for (let cpu = 0; cpu < 200; cpu++)
      write(tree, `devices/system/cpu/cpu${cpu}/cpufreq/scaling_cur_freq`, `${1_000_000 + cpu}\n`)
    const { watch, clock } = watchOf(tree)
    await watch.refresh()
    await watch.refresh()
    clock.ms += 3999
    expect(watch.refresh()).toBeUndefined()
    clock.ms += 1
    await watch.refresh()
    expect(watch.latest?.cores.get(199)?.mhz).toBeCloseTo(1000.199)
  })

  it('of a battery is done every ten seconds, and when the plug is pulled', async () => {
    const tree = copyOf('laptop')
    const { watch, clock } = watchOf(tree)
    const charge = async (pct: number, afterMs: number) => {
      write(tree, 'class/power_supply/BAT0/capacity', `${pct}\n`)
      clock.ms += afterMs
      await watch.refresh()
      return watch.latest?.batteries[0]?.chargePct
    }
    expect(await charge(60, 0)).toBe(60)
    expect(await charge(59, 5000)).toBe(60)
    expect(await charge(58, 5000)).toBe(58)
    write(tree, 'class/power_supply/AC/online', '1\n')
    expect(await charge(57, 2000)).toBe(57)
  })

  it('does not wait for a driver that does not answer, and asks it again half a minute later if it came back', async () => {
    const tree = copyOf('board')
    const reader = new SilentReader('class/thermal/thermal_zone0/temp')
    const { watch, clock } = watchOf(tree, copyOf(), reader)
    await watch.refresh()
    await watch.refresh()
    expect(watch.latest?.sensors.map(({ value }) => value)).toEqual([undefined, undefined, 2100])
    reader.comeBack()
    clock.ms += 2_000
    await watch.refresh()
    expect(reader.asked).toBe(1)
    clock.ms += 30_000
    await watch.refresh()
    expect(reader.asked).toBe(2)
    // It has not come back this time.
    clock.ms += 30_000
    await watch.refresh()
    expect(reader.asked).toBe(2)
  })
})

describe.runIf(canMount)('drivers that never answer', () => {
  it('take one thread between them, and no child process', async () => {
    const silent = await mountSilent(recorded('laptop'), /^read class\/hwmon\/hwmon[24]\/temp1_input$/)
    const reader = new Reader()
    const programs = new ProgramsOnPath()
    programs.watch('cat')
    try {
      const { watch, clock } = watchOf(silent.root, copyOf(), reader)
      for (let reading = 0; reading < 3; reading++) {
        await watch.refresh()
        clock.ms += 30_000
      }
      expect(silent.taken()).toEqual(['read class/hwmon/hwmon2/temp1_input'])
      expect(reader.hungThreads).toBe(1)
      expect(watch.latest?.packageCelsius).toBeUndefined()
      const path = join(recorded('laptop'), 'class/power_supply/BAT0/type')
      expect(await reader.read(path, 'pool', 5000)).toMatchObject({ ok: true })
      expect(programs.started).toEqual([])
    } finally {
      programs.restore()
      await silent.unmount()
    }
    await vi.waitFor(() => expect(reader.hungThreads).toBe(0))
  })
})

/** Reads all files but one, which does not answer within the deadline. */
class SilentReader extends Reader {
  asked = 0
  comeBack = (): void => {}
  readonly #path: string

  constructor(path: string) {
    super()
    this.#path = path
  }

  override readByThread(path: string, onBack: () => void): ReturnType<Reader['readByThread']> {
    if (!path.endsWith(this.#path)) return super.readByThread(path, onBack)
    this.asked++
    this.comeBack = onBack
    return Promise.resolve({ ok: false, why: 'locked' })
  }
}

describe('the tree of the sensors', () => {
  const own = parseMountinfo(readFileSync('/proc/self/mountinfo'))

  it('is this kernel’s own, whatever is mounted below it', () => {
    expect(isOfThisKernel('/sys', own)).toBe(true)
    const mounts = parseMountinfo(
      Buffer.from(
        [
          '23 1 0:22 / /sys rw - sysfs sysfs rw',
          '24 23 0:23 / /sys/fs/fuse/connections rw - fusectl fusectl rw',
          '25 23 0:24 / /sys/kernel/far rw - nfs4 server:/ rw\n',
        ].join('\n'),
      ),
    )
    expect(isOfThisKernel('/sys', mounts)).toBe(true)
  })

  it('or a folder here, not one of a server, nor one that is not there', () => {
    expect(isOfThisKernel(recorded('laptop'), own)).toBe(true)
    expect(isOfThisKernel(join(recorded('laptop'), 'gone'), own)).toBe(false)
    const far = parseMountinfo(Buffer.from('23 1 0:22 / /sys rw - nfs4 server:/ rw\n'))
    expect(isOfThisKernel('/sys', far)).toBe(false)
  })
})

describe('a scan', () => {
  function sourceOf(options: LinuxOptions): LinuxSource {
    const source = linuxSource(options)
    cleanups.push(() => source.close())
    return source
  }

  it('has what the sensors say as soon as they have said it', async () => {
    const source = sourceOf({ procfs: fixtureTree('linux-6.18'), sysfs: recorded('laptop') })
    await vi.waitFor(async () => expect((await source.scan(NOBODY)).hardware?.packageCelsius).toBe(63))
  })

  it('has the frequencies of this machine, where it tells them', async () => {
    const source = sourceOf({})
    const isClocked = existsSync('/sys/devices/system/cpu/cpu0/cpufreq/scaling_cur_freq')
    const isTold = isClocked || parseCpuMhz(readFileSync('/proc/cpuinfo', 'latin1')).size > 0
    await vi.waitFor(async () => {
      const { hardware } = await source.scan(NOBODY)
      expect((hardware?.cores.size ?? 0) > 0).toBe(isTold)
    })
  })

  it('has none of this machine’s beside another one’s processes', async () => {
    const sample = await sourceOf({ procfs: fixtureTree('linux-6.18') }).scan(NOBODY)
    expect(sample).not.toHaveProperty('hardware')
  })

  it('has none where there are none', async () => {
    for (const sysfs of [copyOf(), join(copyOf(), 'gone')]) {
      const source = sourceOf({ procfs: fixtureTree('linux-6.18'), sysfs })
      await source.scan(NOBODY)
      expect(await source.scan(NOBODY)).not.toHaveProperty('hardware')
    }
  })
})
