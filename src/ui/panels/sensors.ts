import type { Gpu } from '../../model/hardware.ts'
import type { HardwareUse, SensorLevel } from '../../model/hardware-use.ts'
import { chipIdOf, isLabelEnough, isOfCore, isOfPackage, sensorName, shortSensorName } from '../../model/sensor-name.ts'
import { formatBytes, formatWholePct } from '../../model/units.ts'
import type { Area } from '../../terminal/frame.ts'
import { heatOf, type Style, style } from '../../terminal/style.ts'
import { cellWidth, clip } from '../../terminal/width.ts'
import { drawBar } from '../draw/bar.ts'
import { drawBox } from '../draw/box.ts'
import type { Panel } from './panel.ts'

const LABEL = style('label')
const TEXT = style('text')
const DIM = style('dim')
/** One sensor: its name, and a figure of up to seven cells. */
const LEAST_CELL = 17
const GAP = 2
/** As lines: so many graphics processors, and one row of sensors. */
const MOST_GPU_LINES = 2

/** Temperatures, fans, power and graphics processors; the battery is in the header. */
export const sensorsPanel: Panel = {
  id: 'sensors',

  lines({ snapshot: { hardware } }) {
    if (hardware === undefined) return 0
    return gpusInLines(hardware).length + (inLines(hardware).length > 0 ? 1 : 0)
  },

  drawLines(area, { snapshot: { hardware }, unicode }) {
    if (hardware === undefined) return
    drawAll(area, gpusInLines(hardware), inLines(hardware), unicode)
  },

  boxRows({ snapshot: { hardware } }, width) {
    if (hardware === undefined) return 0
    return hardware.gpus.length + Math.ceil(worthShowing(hardware).length / columnsIn(width - 4))
  },

  leastBoxRows: 1,
  stretches: false,

  drawBox(area, { snapshot: { hardware }, unicode }, { sign }) {
    const inside = drawBox(area, { sign, title: 'sensors' }, unicode)
    if (hardware !== undefined) drawAll(inside, hardware.gpus, worthShowing(hardware), unicode)
  },

  series: () => undefined,
}

function drawAll(area: Area, gpus: readonly Gpu[], sensors: readonly SensorLevel[], unicode: boolean): void {
  gpus.slice(0, area.height).forEach((gpu, y) => {
    drawGpu(area.inner(0, y, area.width, 1), gpu, unicode)
  })
  drawSensors(area.inner(0, gpus.length, area.width, Math.max(0, area.height - gpus.length)), sensors)
}

function columnsIn(width: number): number {
  return Math.max(1, Math.floor((width + GAP) / (LEAST_CELL + GAP)))
}

/**
 * What is known: temperatures, the nearest to their limit first; fans that turn; power; fans that stand still. The order
 * is by steps of nearness, so that sensors which are about as hot do not change places all the time.
 */
function worthShowing({ sensors }: HardwareUse): SensorLevel[] {
  const packages = new Set(sensors.filter(isOfPackage).map(chipIdOf))
  return sensors
    .filter(sensor => sensor.value !== undefined && !(isOfCore(sensor) && packages.has(chipIdOf(sensor))))
    .map(sensor => ({ sensor, rank: rankOf(sensor) }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ sensor }) => sensor)
}

/** In lines the processors' temperature stands with the processors alone. */
function inLines(hardware: HardwareUse): SensorLevel[] {
  return worthShowing(hardware).filter(
    sensor => !(isLabelEnough(sensor) && sensor.kind === 'temperature' && sensor.value === hardware.packageCelsius),
  )
}

/** In lines there is no row for a frequency alone, or for a name. */
function gpusInLines({ gpus }: HardwareUse): Gpu[] {
  return gpus.filter(gpu => gpu.busyPct !== undefined || gpu.vramUsedBytes !== undefined).slice(0, MOST_GPU_LINES)
}

function rankOf(sensor: SensorLevel): number {
  // After all temperatures, which come out at about -10 to 20.
  if (sensor.kind === 'power') return 102
  if (sensor.kind === 'fan') return sensor.value === 0 ? 103 : 101
  return -Math.round(nearness(sensor.value, limitOf(sensor)) / 10)
}

/** So far below its limit nothing is hot. */
const CALM_CELSIUS = 50
/** What most processors have for a limit; taken where the driver tells none. */
const USUAL_CELSIUS = 100

function limitOf({ high, critical }: SensorLevel): number | undefined {
  return critical ?? high
}

/** How near a temperature is to its limit: 0 fifty degrees below, 100 there. */
function nearness(value = 0, limit = USUAL_CELSIUS): number {
  return 100 - ((limit - value) / CALM_CELSIUS) * 100
}

/** The colour of a temperature by the nearness to its limit; `calm` where it is not near. */
export function heatOfCelsius(value: number | undefined, limit: number | undefined, calm: Style): Style {
  const near = nearness(value, limit)
  return near <= 0 ? calm : heatOf(near)
}

function styleOf(sensor: SensorLevel): Style {
  if (sensor.kind === 'temperature') return heatOfCelsius(sensor.value, limitOf(sensor), TEXT)
  return sensor.value === 0 ? DIM : TEXT
}

function figureOf({ kind, value = 0 }: SensorLevel): string {
  if (kind === 'temperature') return celsius(value)
  return kind === 'fan' ? `${Math.round(value)}rpm` : watts(value)
}

/** `61°C` */
export function celsius(value: number): string {
  return `${Math.round(value)}°C`
}

function watts(value: number): string {
  return `${value.toFixed(value < 9.95 ? 1 : 0)}W`
}

/** Cells beside each other, filled downwards; the last ones are left out where there is no room. */
function drawSensors(area: Area, sensors: readonly SensorLevel[]): void {
  const columns = columnsIn(area.width)
  const width = Math.floor((area.width + GAP) / columns) - GAP
  const rows = Math.min(area.height, Math.ceil(sensors.length / columns))
  sensors.slice(0, rows * columns).forEach((sensor, i) => {
    const cell = area.inner(Math.floor(i / rows) * (width + GAP), i % rows, width, 1)
    const figure = figureOf(sensor)
    const room = width - figure.length - 1
    const name = sensorName(sensor)
    cell.put(0, 0, clip(cellWidth(name) <= room ? name : shortSensorName(sensor), room), LABEL)
    cell.putRight(width, 0, figure, styleOf(sensor))
  })
}

/** `gpu amdgpu   87% ██████░░ 6.0G of 16G  66°C`: what is known of it. */
function drawGpu(area: Area, gpu: Gpu, unicode: boolean): void {
  const { busyPct, vramTotalBytes, vramUsedBytes } = gpu
  const hasVram = vramTotalBytes !== undefined && vramUsedBytes !== undefined
  const rest = [
    gpu.mhz === undefined ? undefined : `${Math.round(gpu.mhz)}MHz`,
    gpu.powerWatts === undefined ? undefined : watts(gpu.powerWatts).padStart(4),
    gpu.celsius === undefined ? undefined : celsius(gpu.celsius).padStart(5),
  ].filter(text => text !== undefined)
  const nothing = busyPct === undefined && !hasVram && rest.length === 0
  const end = area.putRight(area.width, 0, nothing ? '–' : rest.join(' '), nothing ? DIM : TEXT) - 1
  const nameWidth = nothing || !hasVram ? end - 10 : Math.min(12, Math.floor(area.width / 5))
  let x = area.put(0, 0, 'gpu ', LABEL)
  const name = clip(gpu.name ?? gpu.driver ?? gpu.id, Math.max(0, nameWidth))
  x = area.put(x, 0, name, TEXT)
  if (busyPct !== undefined) x = area.put(x + 1, 0, formatWholePct(busyPct).padStart(4), heatOf(busyPct))
  if (!hasVram) return
  const share = vramUsedBytes / vramTotalBytes
  const figures = `${formatBytes(vramUsedBytes).padStart(4)} of ${formatBytes(vramTotalBytes)}`
  const barEnd = area.putRight(end, 0, figures, TEXT) - 1
  drawBar(area, x + 1, 0, barEnd - x - 1, [{ share, style: heatOf(share * 100) }], unicode)
}
