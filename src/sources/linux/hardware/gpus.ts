import type { Gpu, Sensor } from '../../../model/hardware.ts'
import { decodeLatin1 } from '../../../model/text.ts'
import { parseValue } from '../../../procfs/hwmon.ts'
import { valueIn } from '../../../procfs/lines.ts'
import { parseNvidiaModel } from '../../../procfs/nvidia-information.ts'
import type { NvidiaFigures, NvidiaWatch } from './nvidia.ts'
import type { SlowFiles } from './slow-files.ts'

/** A graphics processor, and the files of its figures. */
export interface GpuFiles {
  readonly id: string
  readonly driver: string | undefined
  readonly name: string | undefined
  readonly busy?: string
  readonly vramTotal?: string
  readonly vramUsed?: string
  readonly mhz?: string
  /** Its folder, where it may sleep. */
  readonly sleeper?: string
  /** Its chip among the sensors: `hwmon3`. */
  readonly hwmon?: string | undefined
}

/** amdgpu: Documentation/gpu/amdgpu/thermal.rst and driver-misc.rst. */
const BUSY = 'gpu_busy_percent'
const VRAM_TOTAL = 'mem_info_vram_total'
const VRAM_USED = 'mem_info_vram_used'
/** Of i915 and of xe, which has one for each of its parts: the first is the one that draws. */
const I915_MHZ = 'gt_cur_freq_mhz'
const XE_MHZ = 'tile0/gt0/freq0/act_freq'

/** Cards with something to tell. What only emulates a screen has no such files, and is none. */
export async function findGpus(sysfs: SlowFiles, procfs: SlowFiles): Promise<GpuFiles[]> {
  const cards = sysfs.names('class/drm').filter(name => /^card\d+$/.test(name))
  const found: GpuFiles[] = []
  for (const card of cards.sort((a, b) => Number(a.slice(4)) - Number(b.slice(4)))) {
    const device = `class/drm/${card}/device`
    const present = sysfs.names(device)
    const has = (name: string): boolean => present.includes(name)
    const files = {
      ...(has(BUSY) && { busy: `${device}/${BUSY}` }),
      ...(has(VRAM_TOTAL) && { vramTotal: `${device}/${VRAM_TOTAL}` }),
      ...(has(VRAM_USED) && { vramUsed: `${device}/${VRAM_USED}` }),
      ...(sysfs.names(`class/drm/${card}`).includes(I915_MHZ) && { mhz: `class/drm/${card}/${I915_MHZ}` }),
      ...(has('tile0') && { mhz: `${device}/${XE_MHZ}` }),
    }
    if (Object.keys(files).length === 0) continue
    const driver = valueIn((await sysfs.text(`${device}/uevent`)) ?? '', 'DRIVER=')
    const name = has('product_name') ? (await sysfs.line(`${device}/product_name`)) || undefined : undefined
    found.push({ id: card, driver, name, ...files, sleeper: device, hwmon: sysfs.names(`${device}/hwmon`)[0] })
  }
  return [...found, ...(await findNvidia(sysfs, procfs))]
}

/** Of NVIDIA's cards a file tells the name only; for the rest see {@link NvidiaWatch}. */
async function findNvidia(sysfs: SlowFiles, procfs: SlowFiles): Promise<GpuFiles[]> {
  const found: GpuFiles[] = []
  const folder = 'driver/nvidia/gpus'
  for (const id of procfs.names(folder).sort()) {
    const text = await procfs.text(`${folder}/${id}/information`)
    const name = text && parseNvidiaModel(text)
    const device = `bus/pci/devices/${id}`
    found.push({
      id: decodeLatin1(id),
      driver: 'nvidia',
      name: name && decodeLatin1(name),
      ...(sysfs.names(device).length > 0 && { sleeper: device }),
    })
  }
  return found
}

const NO_FIGURES: NvidiaFigures = {
  busyPct: undefined,
  vramTotalBytes: undefined,
  vramUsedBytes: undefined,
  mhz: undefined,
  celsius: undefined,
  powerWatts: undefined,
}

/**
 * @param nvidia figures of NVIDIA's cards
 * @param sensors as they were read just now
 * @param asleep what is not to be woken
 */
export async function readGpu(
  sysfs: SlowFiles,
  nvidia: NvidiaWatch | undefined,
  gpu: GpuFiles,
  sensors: readonly Sensor[],
  asleep: ReadonlySet<string>,
): Promise<Gpu> {
  const isAsleep = gpu.sleeper !== undefined && asleep.has(gpu.sleeper)
  if (gpu.driver === 'nvidia') {
    const figures = isAsleep ? undefined : nvidia?.of(gpu.id)
    return { id: gpu.id, driver: gpu.driver, name: gpu.name, ...(figures ?? NO_FIGURES) }
  }
  const value = async (path: string | undefined): Promise<number | undefined> => {
    const read = path === undefined || isAsleep ? undefined : parseValue(await sysfs.line(path))
    return read === undefined || read < 0 ? undefined : read
  }
  const own = (kind: Sensor['kind']): number | undefined =>
    sensors.find(sensor => sensor.kind === kind && sensor.id.startsWith(`${gpu.hwmon}/`))?.value
  const busyPct = await value(gpu.busy)
  return {
    id: gpu.id,
    driver: gpu.driver,
    name: gpu.name,
    busyPct: busyPct === undefined ? undefined : Math.min(100, busyPct),
    vramTotalBytes: await value(gpu.vramTotal),
    vramUsedBytes: await value(gpu.vramUsed),
    mhz: await value(gpu.mhz),
    celsius: own('temperature'),
    powerWatts: own('power'),
  }
}
