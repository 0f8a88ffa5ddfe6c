/** Whom the kernel ends first when memory runs out, proc_pid_oom_score_adj(5). */
import { parseOomScoreAdj } from '../procfs/pid-oom-score-adj.ts'
import { writeOomScoreAdj } from '../sources/linux/oom-score-adj.ts'
import { lookBy } from '../sources/linux/sighting.ts'
import type { Sighting } from '../sources/sighting.ts'
import { applyChange } from './change.ts'
import { endedWhy, type Setting, type SettingSystem } from './setting.ts'
import type { ToolAnswer } from './tool.ts'
import type { Wrong } from './wrong.ts'

const NEVER = -1000
const FIRST = 1000

export function oomAdjustSetting(
  system: SettingSystem,
  write: typeof writeOomScoreAdj = writeOomScoreAdj,
): Setting<number> {
  const now = (pid: number): number | undefined => {
    const read = system.files.prompt(pid, 'oom_score_adj')
    return read.ok ? parseOomScoreAdj(read.bytes.toString('latin1')) : undefined
  }
  const text = (value: number): string => `OOM score adjust ${value}`
  return {
    title: 'OOM score adjust',
    expected: `${NEVER}, never ended when memory runs out, to ${FIRST}, ended first`,
    parse: parseOomAdjust,
    typed: String,
    text,
    note: noteOn,
    danger: () => undefined,
    now,
    set: (target, value) => {
      const change = {
        by: 'the kernel',
        what: 'its OOM score adjust',
        whyNot,
        run: (pid: number) => Promise.resolve(answerOf(write(pid, value))),
        now,
        isTaken: (has: number) => has === value,
        text,
      }
      return applyChange(target, change, lookBy(system.readStat))
    },
    deniedBecause: (value, before) =>
      before !== undefined && value < before
        ? 'a lower value than root gave it needs CAP_SYS_RESOURCE'
        : 'needs root, or the same user',
  }
}

export function parseOomAdjust(text: string): number | Wrong {
  const word = text.trim()
  if (!/^[+-]?\d{1,9}$/.test(word)) return { wrong: `${JSON.stringify(text)} is no whole number` }
  const value = Number(word)
  // Of −0 a plain zero.
  return value >= NEVER && value <= FIRST ? value + 0 : { wrong: `${value} is not from ${NEVER} to ${FIRST}` }
}

/** oom_badness in mm/oom_kill.c: thousandths of all memory and swap are added to what it uses. */
function noteOn(value: number): string {
  if (value === NEVER) return 'it is never chosen when memory runs out'
  if (value === 0) return 'it counts as what it uses'
  const share = `${Math.abs(value) / 10} % of all memory`
  return `it counts as if it used ${share} ${value > 0 ? 'more' : 'less'}`
}

function whyNot(found: Sighting): string | undefined {
  if (found.kernelThread) return 'a kernel thread is never ended for memory'
  return endedWhy(found)
}

/** In the words of a program, which the others are set by. */
function answerOf(refused: ReturnType<typeof writeOomScoreAdj>): ToolAnswer {
  if (refused === undefined) return { output: '' }
  return { complaint: refused === 'denied' ? 'Permission denied' : `the kernel answers that it is ${refused}` }
}
