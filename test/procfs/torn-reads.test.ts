/** Whatever the bytes are, a parser answers: with what it understood or with unknown. It never throws, never says NaN. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseAuxv } from '../../src/procfs/auxv.ts'
import { parseGroupCounters } from '../../src/procfs/cgroup-counters.ts'
import { parseCpuMax, parseGroupLimit } from '../../src/procfs/cgroup-limit.ts'
import { parseGroupMounts } from '../../src/procfs/cgroup-mounts.ts'
import { parseCpuList } from '../../src/procfs/cpu-list.ts'
import { parseCpuMhz } from '../../src/procfs/cpuinfo.ts'
import { parseDiskstats } from '../../src/procfs/diskstats.ts'
import { parseFileNr } from '../../src/procfs/file-nr.ts'
import { parseReading, parseTemperatureLimit, parseValue } from '../../src/procfs/hwmon.ts'
import { parseKilled, parseLogRecords, parseReachedGroup } from '../../src/procfs/kmsg.ts'
import { parseLoadavg } from '../../src/procfs/loadavg.ts'
import { eachOfLocks, parseFdinfoLocks } from '../../src/procfs/locks.ts'
import { parseMeminfo } from '../../src/procfs/meminfo.ts'
import { parseMountinfo } from '../../src/procfs/mountinfo.ts'
import { parseNetDev } from '../../src/procfs/net-dev.ts'
import { parseNetInet } from '../../src/procfs/net-inet.ts'
import { parseNetNetlink } from '../../src/procfs/net-netlink.ts'
import { parseNetPacket } from '../../src/procfs/net-packet.ts'
import { parseNetUnix } from '../../src/procfs/net-unix.ts'
import { parseNvidiaModel } from '../../src/procfs/nvidia-information.ts'
import { parseSecurityLabel } from '../../src/procfs/pid-attr.ts'
import { parseAutogroup } from '../../src/procfs/pid-autogroup.ts'
import { parsePidCgroup } from '../../src/procfs/pid-cgroup.ts'
import { parseCmdline } from '../../src/procfs/pid-cmdline.ts'
import { parseEnviron } from '../../src/procfs/pid-environ.ts'
import { parseFdinfo, parseWatched } from '../../src/procfs/pid-fdinfo.ts'
import { parsePidIo } from '../../src/procfs/pid-io.ts'
import { parsePidLimits } from '../../src/procfs/pid-limits.ts'
import { brkHeapBytes, eachOfMaps } from '../../src/procfs/pid-maps.ts'
import { parseOomScore } from '../../src/procfs/pid-oom-score.ts'
import { parseOomScoreAdj } from '../../src/procfs/pid-oom-score-adj.ts'
import { parsePidSchedstat } from '../../src/procfs/pid-schedstat.ts'
import { parsePidSignals } from '../../src/procfs/pid-signals.ts'
import { parseSmaps } from '../../src/procfs/pid-smaps.ts'
import { parseSmapsRollup } from '../../src/procfs/pid-smaps-rollup.ts'
import { parsePidStack } from '../../src/procfs/pid-stack.ts'
import { parsePidStat } from '../../src/procfs/pid-stat.ts'
import { parseBlockDelay } from '../../src/procfs/pid-stat-delay.ts'
import { parseStatm } from '../../src/procfs/pid-statm.ts'
import { parseLimited, parsePidStatus, parseSwitches } from '../../src/procfs/pid-status.ts'
import { parsePidSyscall } from '../../src/procfs/pid-syscall.ts'
import { parseWchan } from '../../src/procfs/pid-wchan.ts'
import { parsePressure } from '../../src/procfs/pressure.ts'
import { parseStat } from '../../src/procfs/stat.ts'
import { parseSysvShm } from '../../src/procfs/sysvipc-shm.ts'
import { USUAL_UNITS } from '../../src/procfs/units.ts'
import { parseUptime } from '../../src/procfs/uptime.ts'
import { parseVmstat } from '../../src/procfs/vmstat.ts'
import { parseZoneinfo } from '../../src/procfs/zoneinfo.ts'
import { procFile } from '../support/fixtures.ts'

const text = (parse: (text: string) => unknown) => (bytes: Buffer) => parse(bytes.toString('utf8'))

const everyone = (): boolean => true

const GROUP_V2 =
  '../sys/linux-6.18/fs/cgroup/system.slice/docker-0f3c5b8d9e2a7164c1b0a9e8d7f6c5b4a39281706f5e4d3c2b1a09f8e7d6c5b4.scope'

/** Each kernel file with the fixture that is torn. */
const PARSERS: Readonly<Record<string, readonly [path: string, parse: (bytes: Buffer) => unknown]>> = {
  'auxv.ts': ['linux-6.18/self/auxv', parseAuxv],
  'cpu-list.ts': ['linux-6.18/392/status', text(parseCpuList)],
  'cgroup-counters.ts': [`${GROUP_V2}/memory.events`, text(parseGroupCounters)],
  'cgroup-limit.ts': [`${GROUP_V2}/cpu.max`, text(bytes => [parseCpuMax(bytes), parseGroupLimit(bytes)])],
  'cgroup-mounts.ts': ['linux-3.10/self/mountinfo', parseGroupMounts],
  'cpuinfo.ts': ['../sys/workstation/class/hwmon/hwmon4/temp1_input', text(parseCpuMhz)],
  'file-nr.ts': ['linux-6.18/uptime', text(parseFileNr)],
  'hwmon.ts': [
    '../sys/workstation/class/hwmon/hwmon4/temp1_input',
    text(bytes => [parseValue(bytes), parseReading('temperature', bytes), parseTemperatureLimit(bytes)]),
  ],
  'nvidia-information.ts': ['../sys/workstation/class/hwmon/hwmon4/temp1_input', text(parseNvidiaModel)],
  'diskstats.ts': ['linux-6.18/diskstats', text(bytes => parseDiskstats(bytes, () => true))],
  'kmsg.ts': [
    '../dev/kmsg',
    text(read => parseLogRecords(read).map(one => [one, parseKilled(one), parseReachedGroup(one)])),
  ],
  'loadavg.ts': ['linux-6.18/loadavg', text(parseLoadavg)],
  'locks.ts': [
    'linux-6.18/locks',
    bytes => [...eachOfLocks(bytes), ...parseFdinfoLocks(`lock:\t${bytes.toString('latin1')}`)],
  ],
  'meminfo.ts': ['linux-6.18/meminfo', text(bytes => parseMeminfo(bytes, () => 1))],
  'mountinfo.ts': ['linux-6.18/self/mountinfo', parseMountinfo],
  'net-dev.ts': ['linux-6.18/net/dev', parseNetDev],
  'net-inet.ts': ['linux-6.18/330/net/tcp', bytes => [...parseNetInet(bytes, 'tcp', everyone)]],
  'net-netlink.ts': ['linux-6.18/330/net/netlink', bytes => [...parseNetNetlink(bytes, everyone)]],
  'net-packet.ts': ['linux-6.18/330/net/packet', bytes => [...parseNetPacket(bytes, everyone)]],
  'net-unix.ts': ['linux-6.18/330/net/unix', bytes => [...parseNetUnix(bytes, everyone)]],
  'pid-attr.ts': ['linux-6.18/330/attr/current', parseSecurityLabel],
  'pid-autogroup.ts': ['linux-6.18/330/autogroup', text(parseAutogroup)],
  'pid-cgroup.ts': ['linux-3.10/4242/cgroup', parsePidCgroup],
  'pid-cmdline.ts': ['linux-6.18/387/cmdline', parseCmdline],
  'pid-environ.ts': ['linux-6.18/330/environ', parseEnviron],
  'pid-fdinfo.ts': ['linux-6.18/330/fdinfo/28', bytes => [parseFdinfo(bytes), ...parseWatched(bytes)]],
  'pid-io.ts': ['linux-6.18/330/io', text(parsePidIo)],
  'pid-limits.ts': ['linux-6.18/330/limits', text(parsePidLimits)],
  'pid-maps.ts': ['linux-6.18/330/maps', bytes => [brkHeapBytes(bytes), ...eachOfMaps(bytes)]],
  'pid-oom-score-adj.ts': ['linux-6.18/330/oom_score_adj', text(parseOomScoreAdj)],
  'pid-oom-score.ts': ['linux-6.18/330/oom_score', text(parseOomScore)],
  'pid-schedstat.ts': ['linux-6.18/380/schedstat', bytes => parsePidSchedstat(bytes, bytes.length)],
  'pid-smaps-rollup.ts': ['linux-6.18/330/smaps_rollup', text(parseSmapsRollup)],
  'pid-smaps.ts': ['linux-3.10/4242/smaps', parseSmaps],
  'pid-stack.ts': ['linux-6.18/330/task/330/stack', parsePidStack],
  'pid-stat-delay.ts': ['linux-6.18/380/stat', text(parseBlockDelay)],
  'pid-signals.ts': ['linux-6.18/392/status', parsePidSignals],
  'pid-stat.ts': ['linux-6.18/380/stat', bytes => parsePidStat(bytes, bytes.length, USUAL_UNITS)],
  'pid-statm.ts': ['linux-6.18/330/statm', text(bytes => parseStatm(bytes, USUAL_UNITS))],
  'pid-status.ts': [
    'linux-6.18/392/status',
    bytes => [parsePidStatus(bytes), parseSwitches(bytes), parseLimited(bytes)],
  ],
  'pid-syscall.ts': ['linux-6.18/330/syscall', parsePidSyscall],
  'pid-wchan.ts': ['linux-6.18/330/wchan', parseWchan],
  'pressure.ts': ['linux-6.18/pressure/memory', text(parsePressure)],
  'stat.ts': ['linux-3.10/stat', text(bytes => parseStat(bytes, USUAL_UNITS))],
  'sysvipc-shm.ts': ['linux-6.18/sysvipc/shm', text(parseSysvShm)],
  'uptime.ts': ['linux-6.18/uptime', text(parseUptime)],
  'vmstat.ts': ['linux-3.10/vmstat', text(bytes => parseVmstat(bytes, USUAL_UNITS))],
  'zoneinfo.ts': ['linux-2.6.32/zoneinfo', text(bytes => parseZoneinfo(bytes, USUAL_UNITS))],
}

/** What is no kernel file of its own. */
const PARTS = [
  'cgroup-levels.ts',
  'cgroup-memory.ts',
  'container.ts',
  'escapes.ts',
  'lines.ts',
  'mapping.ts',
  'mapping-kind.ts',
  'memory-totals.ts',
  'net-address.ts',
  'pid-namespace.ts',
  'power-supply.ts',
  'socket.ts',
  'syscalls.ts',
  'tty.ts',
  'units.ts',
]

function expectNoNaN(value: unknown, where: string): void {
  if (typeof value === 'number') expect(Number.isFinite(value), where).toBe(true)
  else if (value instanceof Map) for (const entry of value) expectNoNaN(entry, where)
  else if (typeof value === 'object' && value !== null && !Buffer.isBuffer(value)) {
    for (const [key, member] of Object.entries(value)) expectNoNaN(member, `${where}.${key}`)
  }
}

describe('torn and foreign bytes', () => {
  it('are tried on every parser', () => {
    const modules = readdirSync(join(import.meta.dirname, '../../src/procfs'))
    expect(Object.keys(PARSERS).concat(PARTS).sort()).toEqual(modules.sort())
  })

  it.each(Object.entries(PARSERS))('%s: cut off at any byte', (name, [path, parse]) => {
    const bytes = procFile(path)
    expect(bytes.length).toBeGreaterThan(0)
    const step = Math.ceil(bytes.length / 200)
    for (let length = 0; length < bytes.length; length += step) {
      expectNoNaN(parse(bytes.subarray(0, length)), `${name} at ${length}`)
    }
  })

  it.each(Object.entries(PARSERS))('%s: any bytes, and any bytes amid its own', (name, [path, parse]) => {
    const own = procFile(path).subarray(0, 4000)
    fc.assert(
      fc.property(fc.uint8Array(), fc.nat(own.length), (noise, at) => {
        expectNoNaN(parse(Buffer.from(noise)), name)
        expectNoNaN(parse(Buffer.concat([own.subarray(0, at), noise, own.subarray(at)])), name)
      }),
      { numRuns: 50 },
    )
  })
})
