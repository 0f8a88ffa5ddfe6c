import { describe, expect, it } from 'vitest'
import { derive } from '../../src/model/derive.ts'
import type { Battery, Hardware, Sensor } from '../../src/model/hardware.ts'
import { hardwareUse } from '../../src/model/hardware-use.ts'
import type { Snapshot } from '../../src/model/snapshot.ts'
import { sample } from '../export/moments.ts'

const NOTHING: Hardware = {
  readAtMs: 0,
  sensors: [],
  energy: [],
  batteries: [],
  mains: undefined,
  gpus: [],
  cores: new Map(),
  packageCelsius: undefined,
}

/** What is known after these readings, one after the other. */
function useAfter(...readings: readonly Partial<Hardware>[]) {
  let before: Parameters<typeof hardwareUse>[0]
  for (const reading of readings) {
    const hardware = { ...NOTHING, ...reading }
    before = { hardware, use: hardwareUse(before, hardware) }
  }
  if (before === undefined) throw new Error('no reading')
  return before.use
}

describe('power', () => {
  /** Counted at 3 s, and before that. */
  const power = (joules: number, before?: { joules: number; readAtMs: number }, wrapsAtJoules?: number) => {
    const energy = [{ id: 'intel-rapl:0', label: 'package-0', joules, before, wrapsAtJoules }]
    return useAfter({ readAtMs: 3000, energy }).sensors[0]
  }

  it('is the energy used since the reading before', () => {
    expect(power(100)).toMatchObject({ chip: 'rapl', label: 'package-0', kind: 'power', value: undefined })
    expect(power(130, { joules: 100, readAtMs: 1000 })?.value).toBe(15)
  })

  it('goes on where the counter begins anew, and is unknown where nobody knows from where on', () => {
    expect(power(20, { joules: 990, readAtMs: 1000 }, 1000)?.value).toBe(15)
    expect(power(20, { joules: 990, readAtMs: 1000 })?.value).toBeUndefined()
  })

  it('is unknown where no time has passed, or it went back', () => {
    for (const readAtMs of [3000, 4000]) expect(power(9, { joules: 1, readAtMs })?.value).toBeUndefined()
  })
})

describe('a temperature', () => {
  const at = (readAtMs: number, value: number | undefined): Partial<Hardware> => {
    const core: Sensor = {
      id: 'hwmon0/temp2',
      chip: 'coretemp',
      device: undefined,
      label: 'Core 0',
      kind: 'temperature',
      value,
      high: 90,
      critical: 100,
    }
    return { readAtMs, sensors: [core] }
  }
  const nearSince = (...readings: readonly Partial<Hardware>[]) => useAfter(...readings).sensors[0]?.nearSinceMs

  it('is near from 5 °C below critical on, since when it was seen so', () => {
    expect(nearSince(at(1000, 94.9))).toBeUndefined()
    expect(nearSince(at(1000, 95))).toBe(1000)
    expect(nearSince(at(1000, 95), at(3000, 99), at(5000, 101))).toBe(1000)
    expect(nearSince(at(1000, 95), at(3000, 94), at(5000, 96))).toBe(5000)
    expect(nearSince(at(1000, 95), at(3000, undefined), at(5000, 96))).toBe(5000)
  })
})

describe('batteries', () => {
  const battery = (over: Partial<Battery>): Battery => ({
    name: 'BAT0',
    status: 'Discharging',
    chargePct: 50,
    energyWh: 20,
    fullWh: 40,
    powerWatts: 10,
    ...over,
  })
  const use = (...batteries: readonly Battery[]) => useAfter({ batteries }).battery

  it('last as long as their energy does at the power of now', () => {
    expect(use(battery({}))).toMatchObject({ discharging: true, chargePct: 50, leftMs: 2 * 3_600_000 })
    expect(use(battery({ status: 'Charging', energyWh: 30 }))).toMatchObject({ charging: true, leftMs: 3_600_000 })
  })

  it('last for nobody knows how long where nothing goes in or out, or it is not told', () => {
    expect(use(battery({ powerWatts: 0 }))?.leftMs).toBeUndefined()
    expect(use(battery({ powerWatts: undefined }))?.leftMs).toBeUndefined()
    expect(use(battery({ status: 'Full' }))).toMatchObject({ status: 'Full', charging: false, leftMs: undefined })
  })

  it('are one, by their energy: one of them discharges while the other rests', () => {
    const second = battery({
      name: 'BAT1',
      status: 'Not charging',
      chargePct: 100,
      energyWh: 60,
      fullWh: 60,
      powerWatts: 0,
    })
    expect(use(battery({}), second)).toMatchObject({
      status: 'Discharging',
      chargePct: 80,
      energyWh: 80,
      fullWh: 100,
      leftMs: 8 * 3_600_000,
    })
    expect(use(battery({ energyWh: undefined }), second)).toMatchObject({ chargePct: 75, energyWh: undefined })
  })

  it('are none where there is none', () => {
    expect(use()).toBeUndefined()
  })
})

describe('a snapshot', () => {
  it('has the same object while nothing was read, and none where there is nothing', () => {
    const snapshots: Snapshot[] = []
    const [one, other] = [{ ...NOTHING, cores: new Map([[0, { mhz: 2000, celsius: undefined }]]) }, { ...NOTHING }]
    for (const [sec, hardware] of [
      [0, one],
      [1, one],
      [2, other],
    ] as const)
      snapshots.push(derive(snapshots.at(-1), { ...sample(sec, []), hardware }))
    expect(snapshots[0]?.hardware?.meanMhz).toBe(2000)
    expect(snapshots[1]?.hardware).toBe(snapshots[0]?.hardware)
    expect(snapshots[2]?.hardware).not.toBe(snapshots[1]?.hardware)
    const { hardware: _, ...bare } = sample(3, [])
    expect(derive(snapshots[2], bare).hardware).toBeUndefined()
  })
})
