import { describe, expect, it } from 'vitest'
import { derive } from '../../src/model/derive.ts'
import type { Battery, Hardware, Sensor } from '../../src/model/hardware.ts'
import { sensorName } from '../../src/model/sensor-name.ts'
import type { Snapshot } from '../../src/model/snapshot.ts'
import { lowBattery } from '../../src/model/troubles/low-battery.ts'
import { overheating } from '../../src/model/troubles/overheating.ts'
import { type Detector, sinceWhen, Troubles } from '../../src/model/troubles/trouble.ts'
import { sample } from '../export/moments.ts'

const STEP_SEC = 2

/** What is told while these readings are played, two seconds apart. */
function told(detector: Detector, readings: readonly Partial<Hardware>[]): (string | undefined)[] {
  const troubles = new Troubles([detector])
  let before: Snapshot | undefined
  return readings.map((reading, i) => {
    const now = sample(i * STEP_SEC, [])
    const nothing = { sensors: [], energy: [], batteries: [], mains: undefined, gpus: [], cores: new Map() }
    const hardware = { ...nothing, packageCelsius: undefined, readAtMs: now.monotonicMs, ...reading }
    before = derive(before, { ...now, hardware })
    return troubles.look(before).map(found => `${found.severity}: ${found.wordings[0]}${sinceWhen(found)}`)[0]
  })
}

const core = (number: number, value: number | undefined, over: Partial<Sensor> = {}): Sensor => ({
  id: `hwmon0/temp${number + 2}`,
  chip: 'coretemp',
  device: 'coretemp.0',
  label: `Core ${number}`,
  kind: 'temperature',
  value,
  high: 90,
  critical: 100,
  ...over,
})

describe('overheating', () => {
  const hot = (...readings: readonly (readonly Sensor[])[]) =>
    told(
      overheating.create(),
      readings.map(sensors => ({ sensors })),
    )
  const core3 = (...values: readonly (number | undefined)[]) => hot(...values.map(value => [core(3, value)]))

  it('is told at once from critical on', () => {
    expect(core3(80, 100, 103)).toEqual([
      undefined,
      'critical: Core 3 at 100°C of 100 critical for 2s',
      'critical: Core 3 at 103°C of 100 critical for 4s',
    ])
  })

  it('is told within 5 °C of it after ten seconds, not of a burst', () => {
    expect(core3(80, 95, 96, 98, 97, 98, 98)).toEqual([
      ...new Array(6).fill(undefined),
      'warning: Core 3 at 98°C of 100 critical for 2s',
    ])
    expect(core3(95, 96, 98, 97, 94, 98, 98, 98, 98)).toEqual(new Array(9).fill(undefined))
  })

  it('goes on while it is near, and is over when it is not, or not known', () => {
    expect(core3(80, 100, 96, 94)).toEqual([
      undefined,
      expect.stringContaining('critical:'),
      'warning: Core 3 at 96°C of 100 critical for 4s',
      'warning: Core 3 at 96°C of 100 critical for 4s, until 2s ago',
    ])
    expect(core3(80, 100, undefined)[2]).toMatch(/until 2s ago$/)
  })

  it('names the one that is furthest beyond, and counts the others', () => {
    const nvme = { id: 'hwmon1/temp1', chip: 'nvme', device: 'nvme1', label: 'Composite', critical: 84.85 }
    expect(hot([core(0, 101), core(1, 100), core(0, 88, nvme), core(2, 40)])).toEqual([
      'critical: nvme1 at 88°C of 85 critical, and 2 others for 0s',
    ])
  })

  it('is a package’s where its cores tell nothing', () => {
    const whole = core(0, 99, { id: 'hwmon0/temp1', label: 'Package id 0' })
    expect(hot([{ ...whole, value: 100 }, core(1, 100)])[0]).toMatch(/^critical: Core 1 at 100°C of 100 critical for/)
    expect(hot([{ ...whole, value: 100 }, core(1, undefined)])[0]).toMatch(/^critical: Package id 0 at/)
  })

  it('is no matter of fans, or of what has no limit', () => {
    const fan: Sensor = core(0, 4000, { id: 'fan', kind: 'fan' })
    expect(hot([fan, core(1, 120, { critical: undefined })])).toEqual([undefined])
  })

  it('is nothing where no sensors are', () => {
    const { hardware: _, ...bare } = sample(0, [])
    expect(overheating.create().look(derive(undefined, bare), true)).toBeUndefined()
  })
})

describe('a low battery', () => {
  const battery = (chargePct: number | undefined, over: Partial<Battery> = {}): Partial<Hardware> => ({
    batteries: [{ name: 'BAT0', status: 'Discharging', chargePct, energyWh: 4, fullWh: 50, powerWatts: 20, ...over }],
  })

  it('is told below 10 % while it discharges, with how long it lasts', () => {
    expect(told(lowBattery.create(), [battery(10), battery(9), battery(9)])).toEqual([
      undefined,
      'warning: battery at 9%, empty in about 12m, low for 2s',
      'warning: battery at 9%, empty in about 12m, low for 4s',
    ])
    const [seconds] = told(lowBattery.create(), [battery(1, { energyWh: 0.2 })])
    expect(seconds).toBe('warning: battery at 1%, empty in about 36s, low for 0s')
    expect(told(lowBattery.create(), [battery(8, { powerWatts: undefined })])).toEqual([
      'warning: battery at 8%, low for 0s',
    ])
  })

  it('is over when it is plugged in, not where it is 10 % once more', () => {
    const charging = battery(10, { status: 'Charging' })
    expect(told(lowBattery.create(), [battery(9), battery(10), charging]).slice(1)).toEqual([
      'warning: battery at 10%, empty in about 12m, low for 2s',
      'warning: battery at 10%, empty in about 12m, low for 2s, until 2s ago',
    ])
  })

  it('is nothing where it is unknown', () => {
    expect(told(lowBattery.create(), [battery(undefined, { energyWh: undefined }), {}])).toEqual([undefined, undefined])
  })
})

describe('the name of a sensor', () => {
  it.each([
    ['coretemp', 'coretemp.0', 'Core 3', 'temp5', 'Core 3'],
    ['nvme', 'nvme1', 'Composite', 'temp1', 'nvme1'],
    ['nvme', 'nvme1', 'Sensor 2', 'temp3', 'nvme1 Sensor 2'],
    ['amdgpu', '0000:0b:00.0', 'edge', 'temp1', 'amdgpu edge'],
    ['thinkpad', 'thinkpad_hwmon', undefined, 'fan2', 'thinkpad fan2'],
    ['acpitz', 'thermal_zone0', undefined, 'temp1', 'acpitz'],
  ])('%s of %s, %s', (chip, device, label, place, name) => {
    expect(sensorName({ id: `hwmon1/${place}`, chip, device, label })).toBe(name)
  })
})
