/** What `ntop inspect --json` tells of a process's control group. */
import type { PressureLevels, PressureShares } from '../model/sample.ts'
import type { ControlGroup } from './control-group.ts'
import { type Field, knownValue, orNull, part } from './field.ts'
import type { GroupBound } from './group-reader.ts'

type Figure = number | null
type LimitJson = Figure | 'unlimited'

export interface ControlGroupJson {
  readonly memory: {
    /** The group that this is of: its own, or the nearest above that is counted. */
    readonly group: string | null
    readonly usedBytes: Figure
    readonly limitBytes: LimitJson
    readonly limitGroup: string | null
    readonly limitGroupUsedBytes: Figure
    readonly highBytes: LimitJson
    readonly highGroup: string | null
    readonly swapUsedBytes: Figure
    readonly swapLimitBytes: LimitJson
    readonly swapLimitGroup: string | null
    readonly timesAtLimit: Figure
    readonly timesAboveHigh: Figure
    readonly oomKills: Figure
    readonly pressure: { readonly some: PressureShares; readonly full: PressureShares | null } | null
  }
  readonly cpu: {
    readonly group: string | null
    /** Processors’ worth of time. */
    readonly limitProcessors: LimitJson
    readonly limitGroup: string | null
    readonly periods: Figure
    readonly throttledPeriods: Figure
    readonly throttledMs: Figure
  }
  readonly pids: {
    readonly group: string | null
    readonly used: Figure
    readonly limit: LimitJson
    readonly limitGroup: string | null
    readonly limitGroupUsed: Figure
  }
}

export function controlGroupJson({ memory, cpu, pids }: ControlGroup): ControlGroupJson {
  const [max, high, swap] = [limitJson(memory.max), limitJson(memory.high), limitJson(memory.swapMax)]
  const [cpuMax, pidsMax] = [limitJson(cpu.max), limitJson(pids.max)]
  return {
    memory: {
      group: knownValue(memory.of)?.path ?? null,
      usedBytes: orNull(memory.usedBytes),
      limitBytes: max.value,
      limitGroup: max.of,
      limitGroupUsedBytes: max.used,
      highBytes: high.value,
      highGroup: high.of,
      swapUsedBytes: orNull(memory.swapUsedBytes),
      swapLimitBytes: swap.value,
      swapLimitGroup: swap.of,
      timesAtLimit: orNull(memory.timesAtMax),
      timesAboveHigh: orNull(memory.timesAboveHigh),
      oomKills: orNull(memory.oomKills),
      pressure: orNull(part(memory.pressure, pressureJson)),
    },
    cpu: {
      group: knownValue(cpu.of)?.path ?? null,
      limitProcessors: cpuMax.value,
      limitGroup: cpuMax.of,
      periods: orNull(cpu.periods),
      throttledPeriods: orNull(cpu.throttledPeriods),
      throttledMs: orNull(cpu.throttledMs),
    },
    pids: {
      group: knownValue(pids.of)?.path ?? null,
      used: orNull(pids.used),
      limit: pidsMax.value,
      limitGroup: pidsMax.of,
      limitGroupUsed: pidsMax.used,
    },
  }
}

/** Where there is no limit no group sets one. */
function limitJson(field: Field<GroupBound>): { value: LimitJson; of: string | null; used: Figure } {
  const bound = knownValue(field)
  if (bound === undefined || bound.value === 'unlimited') return { value: bound?.value ?? null, of: null, used: null }
  return { value: bound.value, of: bound.of, used: bound.used ?? null }
}

function pressureJson({ some, full }: PressureLevels): NonNullable<ControlGroupJson['memory']['pressure']> {
  return { some, full: full ?? null }
}
