import { describe, expect, it, test } from 'vitest'
import { parseCpuMhz } from '../../src/procfs/cpuinfo.ts'
import { parseReading, parseTemperatureLimit, sensorNames } from '../../src/procfs/hwmon.ts'
import { parseNvidiaModel } from '../../src/procfs/nvidia-information.ts'
import { parseBattery } from '../../src/procfs/power-supply.ts'

describe('a chip’s files', () => {
  it('name its sensors by kind and number; of power the mean will do', () => {
    const files = ['power1_average', 'temp10_input', 'temp2_input', 'temp2_max', 'fan1_input', 'in0_input', 'name']
    expect(sensorNames(files)).toEqual([
      { kind: 'temperature', prefix: 'temp2' },
      { kind: 'temperature', prefix: 'temp10' },
      { kind: 'fan', prefix: 'fan1' },
      { kind: 'power', prefix: 'power1' },
    ])
  })

  it('are no sensor without a value', () => {
    expect(sensorNames(['temp1_label', 'temp1_average', 'fan1_min', 'power1_cap', 'temp_input'])).toEqual([])
  })
})

describe('a reading', () => {
  test.each([
    ['temperature', '61875\n', 61.875],
    ['temperature', '-12000\n', -12],
    ['temperature', '0\n', 0],
    ['temperature', '126500\n', 126.5],
    ['fan', '0\n', 0],
    ['fan', '2714\n', 2714],
    ['power', '187000000\n', 187],
  ] as const)('%s %j', (kind, text, value) => {
    expect(parseReading(kind, text)).toBe(value)
  })

  test.each([
    ['temperature', '127000\n'],
    ['temperature', '127875\n'],
    ['temperature', '255000\n'],
    ['temperature', '-61000\n'],
    ['temperature', '-128000\n'],
    ['temperature', '-273200\n'],
    ['fan', '65535\n'],
    ['fan', '1350000\n'],
    ['fan', '-1\n'],
    ['power', '18446744073709551615\n'],
    ['temperature', ''],
    ['temperature', 'N/A\n'],
    ['temperature', undefined],
  ] as const)('is unknown where it cannot be: %s %j', (kind, text) => {
    expect(parseReading(kind, text)).toBeUndefined()
  })

  it('has a limit where the driver knows one', () => {
    expect(parseTemperatureLimit('100000\n')).toBe(100)
    for (const text of ['65261850\n', '0\n', '-273150\n', '', undefined])
      expect(parseTemperatureLimit(text)).toBeUndefined()
  })
})

describe('a battery', () => {
  it('tells energy', () => {
    const files = { status: 'Charging\n', capacity: '41\n', energy_now: '20000000\n', energy_full: '48000000\n' }
    expect(parseBattery('BAT0', { ...files, power_now: '9500000\n', voltage_now: '12000000\n' })).toEqual({
      name: 'BAT0',
      status: 'Charging',
      chargePct: 41,
      energyWh: 20,
      fullWh: 48,
      powerWatts: 9.5,
    })
  })

  it('or charge, which the voltage makes energy; a current has a sign with some', () => {
    const files = {
      charge_now: '2000000\n',
      charge_full: '4000000\n',
      current_now: '-500000\n',
      voltage_now: '10000000\n',
    }
    expect(parseBattery('BAT1', files)).toEqual({
      name: 'BAT1',
      status: undefined,
      chargePct: 50,
      energyWh: 20,
      fullWh: 40,
      powerWatts: 5,
    })
  })

  it('or nearly nothing', () => {
    expect(parseBattery('BAT2', { status: 'Unknown\n', charge_now: '2000000\n', power_now: '' })).toMatchObject({
      chargePct: undefined,
      energyWh: undefined,
      powerWatts: undefined,
    })
  })

  it('is never more than full', () => {
    expect(parseBattery('BAT3', { capacity: '103\n' }).chargePct).toBe(100)
  })
})

it('frequencies are those that /proc/cpuinfo has, by the number of the processor', () => {
  const text =
    'processor\t: 0\nmodel name\t: CPU @ 2.0GHz\ncpu MHz\t\t: 1999.999\n\nprocessor\t: 3\ncpu MHz\t\t: 0.000\n'
  expect([...parseCpuMhz(text)]).toEqual([[0, 1999.999]])
  expect(parseCpuMhz('processor\t: 0\nBogoMIPS\t: 108.00\n').size).toBe(0)
  expect(parseCpuMhz('').size).toBe(0)
})

it('the name of an NVIDIA card is behind Model', () => {
  expect(parseNvidiaModel('Model: \t\t NVIDIA T4\nIRQ:   \t\t 10\n')).toBe('NVIDIA T4')
  expect(parseNvidiaModel('IRQ: 10\n')).toBeUndefined()
})
