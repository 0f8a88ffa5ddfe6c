/** Sensors for web-3, made by hand. */
import type { Gpu, Hardware, Sensor } from '../../src/model/hardware.ts'
import type { RawSample } from '../../src/model/sample.ts'

const GIB = 1024 ** 3

const sensor = (id: string, chip: string, label: string | undefined, value: number | undefined): Sensor => ({
  id,
  chip,
  device: undefined,
  label,
  kind: 'temperature',
  value,
  high: undefined,
  critical: undefined,
})
const fan = (id: string, label: string | undefined, value: number): Sensor => ({
  ...sensor(id, 'nct6798', label, value),
  kind: 'fan',
})
const core = (number: number, value: number): Sensor => ({
  ...sensor(`hwmon4/temp${number + 2}`, 'coretemp', `Core ${number}`, value),
  critical: 100,
})
const nvme = (number: number, value: number): Sensor => ({
  ...sensor(`hwmon${number}/temp1`, 'nvme', 'Composite', value),
  device: `nvme${number}`,
  critical: 84.85,
})

const amdgpu: Gpu = {
  id: 'card0',
  driver: 'amdgpu',
  name: undefined,
  busyPct: 87,
  vramTotalBytes: 16 * GIB,
  vramUsedBytes: 6 * GIB,
  mhz: undefined,
  celsius: 66,
  powerWatts: 187,
}
const nvidia: Gpu = {
  ...amdgpu,
  id: '0000:01:00.0',
  driver: 'nvidia',
  name: 'NVIDIA GeForce RTX 3080',
  busyPct: undefined,
  vramTotalBytes: undefined,
  vramUsedBytes: undefined,
  celsius: undefined,
  powerWatts: undefined,
}
const i915: Gpu = { ...nvidia, id: 'card0', driver: 'i915', name: undefined, mhz: 350 }

/** What may be different from a laptop on its battery, in its usual heat. */
interface Choice {
  readonly hot?: boolean
  readonly chargePct?: number
}

export const laptop = ({ hot = false, chargePct = 78 }: Choice = {}) =>
  sensed(second => ({
    ...machine(second, hot ? 98 : 63),
    sensors: [
      sensor('hwmon1/temp1', 'acpitz', undefined, 44),
      nvme(0, 42),
      { ...sensor('hwmon4/temp1', 'coretemp', 'Package id 0', hot ? 98 : 63), critical: 100 },
      ...[0, 1, 2, 3].map(number => core(number, hot ? 98 - number : 63 - number * 2)),
      { ...sensor('hwmon3/fan1', 'thinkpad', undefined, 2714), kind: 'fan' },
      sensor('hwmon10/temp1', 'iwlwifi_1', undefined, undefined),
    ],
    energy: [
      {
        id: 'intel-rapl:0',
        label: 'package-0',
        joules: second * 14.2,
        before: second < 2 ? undefined : { joules: (second - 2) * 14.2, readAtMs: (second - 2) * 1000 },
        wrapsAtJoules: undefined,
      },
    ],
    batteries: [
      { name: 'BAT0', status: 'Discharging', chargePct, energyWh: chargePct / 2, fullWh: 50, powerWatts: 18 },
    ],
    mains: false,
    gpus: [i915],
  }))

export const workstation = () =>
  sensed(second => ({
    ...machine(second, 71),
    sensors: [
      nvme(0, 53),
      nvme(1, 39),
      { ...sensor('hwmon2/temp1', 'k10temp', 'Tctl', 71) },
      { ...sensor('hwmon2/temp3', 'k10temp', 'Tccd1', 70) },
      { ...sensor('hwmon3/temp1', 'nct6798', 'SYSTIN', 36), high: 80 },
      sensor('hwmon3/temp2', 'nct6798', 'AUXTIN0', undefined),
      fan('hwmon3/fan1', 'CPU Fan', 1180),
      fan('hwmon3/fan2', undefined, 0),
      { ...sensor('hwmon4/temp1', 'amdgpu', 'edge', 66), critical: 100 },
      { ...sensor('hwmon4/temp2', 'amdgpu', 'junction', 84), critical: 110 },
    ],
    gpus: [amdgpu, nvidia],
  }))

function machine(second: number, packageCelsius: number): Hardware {
  return {
    readAtMs: second * 1000,
    sensors: [],
    energy: [],
    batteries: [],
    mains: undefined,
    gpus: [],
    cores: new Map([0, 1, 2, 3].map(cpu => [cpu, { mhz: 2800 + cpu * 400, celsius: packageCelsius - cpu * 2 }])),
    packageCelsius,
  }
}

/** Changes the machine to one with these sensors, which are read every two seconds. */
function sensed(hardwareAt: (second: number) => Hardware): (sample: RawSample, second: number) => RawSample {
  let latest: Hardware | undefined
  return (sample, second) => {
    if (latest === undefined || second * 1000 - latest.readAtMs >= 2000) latest = hardwareAt(second)
    return { ...sample, hardware: latest }
  }
}
