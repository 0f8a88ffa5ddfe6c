import type { Systeminformation as Si } from 'systeminformation'
import { describe, expect, it } from 'vitest'
import { fileSystems } from '../../../src/sources/portable/file-systems.ts'
import { type HardwareAnswers, hardwareOf } from '../../../src/sources/portable/hardware.ts'
import { answered, posted } from './answers.ts'

describe('file systems', () => {
  const mounts = (sizes: readonly Si.FsSizeData[], platform: NodeJS.Platform) =>
    fileSystems(sizes, platform).map(({ mount }) => mount)
  const fs = (told: Partial<Si.FsSizeData>): Si.FsSizeData => ({
    fs: '/dev/sda1',
    type: 'ext4',
    size: 100,
    used: 10,
    available: 80,
    use: 11,
    mount: '/',
    rw: true,
    ...told,
  })

  it('of macOS are the system’s and the data’s, without its helpers', () => {
    const sizes = posted<Si.FsSizeData[]>('darwin/fsSize')
    expect(mounts(sizes, 'darwin')).toEqual(['/', '/System/Volumes/Data', '/Volumes/Recovery'])
    expect(fileSystems(sizes, 'darwin')[1]).toEqual({
      device: '/dev/disk1s1',
      blockDevice: 'disk1s1',
      mount: '/System/Volumes/Data',
      fsType: 'apfs',
      totalBytes: 244912536 * 1024,
      usedBytes: 173688180 * 1024,
      availableBytes: 56842428 * 1024,
      inodesTotal: undefined,
      inodesFree: undefined,
      trouble: undefined,
    })
    const helpers = ['VM', 'Preboot', 'Update', 'xarts', 'Data/home/ada'].map(name =>
      fs({ fs: `/dev/${name}`, mount: `/System/Volumes/${name}` }),
    )
    expect(mounts(helpers, 'darwin')).toEqual(['/System/Volumes/Data/home/ada'])
  })

  it('of Windows are its drives; what is not told is unknown', () => {
    const [drive] = fileSystems(posted('win32/fsSize'), 'win32')
    expect(drive).toMatchObject({ device: 'C:', blockDevice: undefined, fsType: 'NTFS', usedBytes: 75533164544 })
    expect(drive?.availableBytes).toBeUndefined()
    expect(mounts([fs({ fs: 'D:', type: 'CDFS', mount: 'D:' })], 'win32')).toEqual([])
  })

  it('of FreeBSD are what is stored on, and no second views of it', () => {
    expect(mounts(posted('freebsd/fsSize'), 'freebsd')).toEqual(['/mnt/storage'])
    const others = ['devfs', 'fdescfs', 'procfs', 'linprocfs', 'tmpfs', 'nullfs'].map(type =>
      fs({ fs: type, type, mount: `/${type}` }),
    )
    expect(mounts(others, 'freebsd')).toEqual([])
  })

  it('of Linux are the kinds that the kernel’s tables are read for', () => {
    expect(mounts(posted('linux/fsSize'), 'linux')).toEqual(['/', '/mnt/host'])
  })

  it('of Linux are no files that a container was given, but what is mounted where such are', () => {
    const at = (mount: string) => fs({ fs: `/dev/${mount.length}`, mount })
    const pieces = ['/etc/hosts', '/usr/bin/nvidia-smi', '/run/secrets/token', '/dev/termination-log'].map(at)
    const places = ['/run/media/ada/stick', '/usr/local', '/home'].map(at)
    expect(mounts([...pieces, ...places], 'linux')).toEqual(['/home', '/run/media/ada/stick', '/usr/local'])
  })

  it('of one store are one, at the root or the shortest path', () => {
    const btrfs = ['/home', '/', '/var/log'].map(mount => fs({ type: 'btrfs', mount }))
    expect(mounts(btrfs, 'linux')).toEqual(['/'])
    expect(mounts(btrfs.slice(0, 1).concat(btrfs.slice(2)), 'linux')).toEqual(['/home'])
  })

  it('without a size are none', () => {
    expect(mounts([fs({ size: 0, mount: '/home' })], 'darwin')).toEqual([])
  })
})

describe('hardware', () => {
  const none: HardwareAnswers = { temperature: undefined, battery: undefined, graphics: undefined }
  const battery = (data: Partial<Si.BatteryData>, platform: NodeJS.Platform) => {
    const whole = { ...posted<Si.BatteryData>('win32/battery'), ...data }
    const hardware = hardwareOf({ ...none, battery: answered<'battery'>(whole) }, platform)
    return { status: hardware?.batteries[0]?.status, mains: hardware?.mains }
  }

  it('is none before anything was read', () => {
    expect(hardwareOf(none, 'darwin')).toBeUndefined()
  })

  it('is as old as what was read last', () => {
    const temperature = answered<'temperature'>(posted('linux/cpuTemperature'), 2000)
    const graphics = answered<'graphics'>(posted('darwin/graphics'), 3000)
    expect(hardwareOf({ ...none, temperature, graphics }, 'linux')?.readAtMs).toBe(3000)
  })

  it('has temperatures of the package, the cores, the firmware’s zones and the chipset', () => {
    const value = posted<Si.CpuTemperatureData>('linux/cpuTemperature')
    const { sensors = [], packageCelsius } =
      hardwareOf({ ...none, temperature: answered<'temperature'>(value) }, 'linux') ?? {}
    expect(packageCelsius).toBe(34)
    expect(sensors.map(({ chip, label, value }) => [chip, label, value])).toEqual([
      ...[34, 35, 33, 32, 37, 32, 35, 33].map((celsius, i) => ['cpu', `Core ${i}`, celsius]),
      ['acpi', 'Zone 0', 16.8],
      ['acpi', 'Zone 1', 27.8],
      ['chipset', undefined, 49],
    ])
    expect(new Set(sensors.map(({ id }) => id)).size).toBe(sensors.length)
  })

  it('has no temperature where the library says null, 0, -1 or what no processor gets', () => {
    for (const main of [null, 0, -1, 129, Number.NaN]) {
      const value = { main, max: main, cores: [], socket: [], chipset: null } as unknown as Si.CpuTemperatureData
      const graphics = answered<'graphics'>(posted('darwin/graphics'))
      const temperature = answered<'temperature'>(value)
      expect(hardwareOf({ ...none, temperature, graphics }, 'darwin')).toMatchObject({
        sensors: [],
        packageCelsius: undefined,
      })
      expect(hardwareOf({ ...none, temperature }, 'darwin')).toBeUndefined()
    }
  })

  it('of Windows has zones of the firmware, which are not the processor’s', () => {
    const value = { main: 40, max: 45, cores: [35, 45], socket: [] } as Si.CpuTemperatureData
    const hardware = hardwareOf({ ...none, temperature: answered<'temperature'>(value) }, 'win32')
    expect(hardware?.packageCelsius).toBeUndefined()
    expect(hardware?.sensors.map(({ label }) => label)).toEqual(['Zone 0', 'Zone 1'])
  })

  it('has a battery of a Mac', () => {
    const value = answered<'battery'>(posted('darwin/battery'))
    expect(hardwareOf({ ...none, battery: value }, 'darwin')).toMatchObject({
      mains: false,
      batteries: [{ name: 'battery 0', status: 'Discharging', chargePct: 100, energyWh: 64.856, fullWh: 65.865 }],
    })
  })

  it('has no battery where the library did not find one, and does not know of the mains then', () => {
    const battery = answered<'battery'>(posted('darwin/battery-unread'))
    const graphics = answered<'graphics'>(posted('darwin/graphics'))
    expect(hardwareOf({ ...none, battery, graphics }, 'darwin')).toMatchObject({ batteries: [], mains: undefined })
  })

  it('has batteries of Windows, the second too', () => {
    const first = posted<Si.BatteryData>('win32/battery')
    const value = { ...first, additionalBatteries: [{ ...first, model: 'second', percent: 100 }] }
    expect(hardwareOf({ ...none, battery: answered<'battery'>(value) }, 'win32')?.batteries).toMatchObject([
      { name: '9423SMP01AV421', status: 'Discharging', chargePct: 44, energyWh: 2.974, fullWh: 6.76 },
      { name: 'second' },
    ])
  })

  it('says what a battery does only as far as the library can be believed', () => {
    const unknown = { status: undefined, mains: undefined }
    // Full is neither charging nor, unless Windows says so, on the mains.
    expect(battery({ percent: 100 }, 'win32')).toEqual(unknown)
    expect(battery({ percent: 100, acConnected: true }, 'win32')).toEqual({ status: 'Full', mains: true })
    // Low and critical pass for charging.
    expect(battery({ percent: 8, isCharging: true, acConnected: true }, 'win32')).toEqual(unknown)
    expect(battery({ percent: 60, isCharging: true, acConnected: true }, 'win32')).toEqual({
      status: 'Charging',
      mains: true,
    })
    // BSD's line is taken for its opposite.
    expect(battery({ isCharging: true, acConnected: true }, 'freebsd')).toEqual(unknown)
    expect(battery({ isCharging: false, acConnected: false }, 'freebsd')).toEqual({ status: undefined, mains: true })
    // Linux: no mains under two names of many.
    expect(battery({}, 'linux')).toEqual(unknown)
  })

  it('has graphics with what is fixed of their memory', () => {
    const gpus = (name: string, platform: NodeJS.Platform) =>
      hardwareOf({ ...none, graphics: answered<'graphics'>(posted(name)) }, platform)?.gpus.map(gpu => [
        gpu.name,
        gpu.vramTotalBytes === undefined ? undefined : gpu.vramTotalBytes / 1024 ** 2,
      ])
    expect(gpus('darwin/graphics', 'darwin')).toEqual([
      ['Intel UHD Graphics 630', undefined],
      ['AMD Radeon Pro 5300M', 4096],
    ])
    expect(gpus('win32/graphics', 'win32')).toEqual([
      ['Intel(R) UHD Graphics', 1024],
      ['NVIDIA GeForce GTX 1650', 4096],
    ])
    // Windows counts it in 32 bits.
    expect(gpus('win32/graphics-large', 'win32')).toEqual([['NVIDIA GeForce GTX 1080 Ti', undefined]])
    // The window of the bus.
    expect(gpus('win32/graphics-large', 'linux')).toEqual([['NVIDIA GeForce GTX 1080 Ti', undefined]])
  })

  it('has figures of graphics where the driver tells them', () => {
    const hardware = hardwareOf({ ...none, graphics: answered<'graphics'>(posted('win32/graphics')) }, 'win32')
    expect(hardware?.gpus[1]).toMatchObject({
      id: '00000000:01:00.0',
      celsius: 48,
      powerWatts: 1.78,
      mhz: 4,
      busyPct: undefined,
      vramUsedBytes: undefined,
    })
    expect(hardware?.gpus[0]).toMatchObject({ id: 'card0', celsius: undefined, busyPct: undefined })
  })
})
