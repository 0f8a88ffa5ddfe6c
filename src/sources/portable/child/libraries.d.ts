/** Parts of systeminformation, each by itself: the whole of it loads 23 files. */
declare module 'systeminformation/lib/processes' {
  import type { Systeminformation } from 'systeminformation'
  export function processes(): Promise<Systeminformation.ProcessesData>
}
declare module 'systeminformation/lib/util' {
  /** Looks where PowerShell is. */
  export function getPowershell(): void
}
declare module 'systeminformation/lib/memory' {
  import type { Systeminformation } from 'systeminformation'
  export function mem(): Promise<Systeminformation.MemData>
}
declare module 'systeminformation/lib/network' {
  import type { Systeminformation } from 'systeminformation'
  export function networkStats(name: string): Promise<Systeminformation.NetworkStatsData[]>
}
declare module 'systeminformation/lib/filesystem' {
  import type { Systeminformation } from 'systeminformation'
  export function fsSize(): Promise<Systeminformation.FsSizeData[]>
  export function fsStats(): Promise<Systeminformation.FsStatsData | null>
  export function disksIO(): Promise<Systeminformation.DisksIoData | null>
}
declare module 'systeminformation/lib/cpu' {
  import type { Systeminformation } from 'systeminformation'
  export function cpu(): Promise<Systeminformation.CpuData>
  export function cpuTemperature(): Promise<Systeminformation.CpuTemperatureData>
}
declare module 'systeminformation/lib/battery' {
  import type { Systeminformation } from 'systeminformation'

  const battery: () => Promise<Systeminformation.BatteryData>
  export default battery
}
declare module 'systeminformation/lib/graphics' {
  import type { Systeminformation } from 'systeminformation'
  export function graphics(): Promise<Systeminformation.GraphicsData | null>
}
declare module 'pidusage' {
  /** What pidusage tells of a process: bytes and milliseconds. */
  export interface Usage {
    readonly memory: number
    /** User and system time since its start. */
    readonly ctime: number
    /** Age. */
    readonly elapsed: number
    /** Wall clock of the reading. */
    readonly timestamp: number
  }
  /** Asked for several, those that it knows nothing of are undefined; asked for one it rejects then. */
  function pidusage(
    pids: number[],
    options: { usePs: boolean; maxage: number },
  ): Promise<Record<number, Usage | null | undefined>>
  export default pidusage
}
