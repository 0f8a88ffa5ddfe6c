import type { Figure, History } from '../../model/history.ts'
import type { CpuShares } from '../../model/snapshot.ts'
import { type Role, type Style, style } from '../../terminal/style.ts'
import type { BarPart } from '../draw/bar.ts'
import type { GraphPart } from '../draw/stacked-graph.ts'

/** One of the things that processors spend their time on. */
export interface CpuPart {
  /** Where there is little room, and where there is more. */
  readonly short: string
  readonly word: string
  readonly role: Role & Figure
  /** Told also where it is nothing. */
  readonly always?: true
  /** Whole cells of a bar, and of a graph of letters, where there are no colours. */
  readonly fill?: BarPart['fill']
  readonly ascii?: string
  /** Unknown where the system does not tell it apart. */
  of(shares: CpuShares): number | undefined
}

/** In the order in which they are told. */
export const CPU_PARTS: readonly CpuPart[] = [
  { short: 'us', word: 'user', role: 'user', always: true, of: s => s.userPct },
  { short: 'sy', word: 'sys', role: 'system', always: true, fill: '▓', of: s => s.systemPct },
  { short: 'ni', word: 'nice', role: 'nice', of: s => s.nicePct },
  // Processors that wait are idle: all else adds up to how busy they are.
  { short: 'io', word: 'iowait', role: 'iowait', always: true, fill: '▒', ascii: '-', of: s => s.iowaitPct },
  { short: 'irq', word: 'irq', role: 'irq', fill: '▓', of: s => s.irqPct },
  { short: 'st', word: 'steal', role: 'steal', fill: '▒', of: s => s.stealPct },
  { short: 'guest', word: 'guest', role: 'guest', of: s => s.guestPct },
]

/** From the bottom of a graph, and from the left of a bar: the program's own first, what is not busy last. */
const STACK = (['user', 'nice', 'guest', 'system', 'irq', 'steal', 'iowait'] as const).flatMap(role =>
  CPU_PARTS.filter(part => part.role === role),
)

/** Its own tone, wherever it is drawn. */
export function toneOf({ role }: CpuPart): Style {
  return style(role)
}

/** Those that are there, and those that are always told. */
export function toldParts(shares: CpuShares): readonly CpuPart[] {
  return CPU_PARTS.filter(part => {
    const pct = part.of(shares)
    return pct !== undefined && (part.always || Math.round(pct) > 0)
  })
}

export function cpuBar(shares: CpuShares): BarPart[] {
  return STACK.map(part => ({
    share: (part.of(shares) ?? 0) / 100,
    style: toneOf(part),
    ...(part.fill !== undefined && { fill: part.fill }),
  }))
}

/** @param count the newest points */
export function cpuGraph(history: History, count: number): GraphPart[] {
  return STACK.map(part => ({
    values: history.of(part.role).last(count),
    style: toneOf(part),
    ...(part.ascii !== undefined && { ascii: part.ascii }),
  }))
}
