/** `ntop limit PID NAME=SOFT[:HARD]…`: sets resource limits of one process. */
import { type Bounds, boundsText, changeText, shortName } from '../control/limit-change.ts'
import { type PossibleLimit, planLimit, raisesHard } from '../control/limit-plan.ts'
import { boundsNow, type LimitSystem, limitSystem, setLimit } from '../control/limits.ts'
import { outcomeText } from '../control/outcome.ts'
import { whyNoProcess } from '../inspect/find-process.ts'
import { useNow } from '../inspect/limits.ts'
import type { ProcessRecord } from '../model/process.ts'
import { onlyLinux } from '../sources/only-linux.ts'
import type { ProcessFiles } from '../sources/process-files.ts'
import type { Source } from '../sources/source.ts'
import type { LimitInvocation } from './invocation.ts'

/** Where the command runs. */
export interface LimitPlace {
  /** Where prlimit(1) is looked for, as PATH has it. */
  readonly path: string | undefined
  readonly stdout: { write(text: string): unknown }
  readonly stderr: { write(text: string): unknown }
}

/** A limit that can be set, with what it was. */
interface Step {
  readonly before: Bounds
  readonly plan: PossibleLimit
}

/**
 * Sets the limits one after another and writes a line for each: what it was and what it is now. Nothing is set where one
 * of them cannot be, or where one would end the process and that was not consented to. What is worth knowing of a limit
 * that was set goes to stderr. Resolves to the exit code: 0, or 1 with a line there on what and why.
 */
export async function runLimit(invocation: LimitInvocation, source: Source, place: LimitPlace): Promise<number> {
  const { pid } = invocation
  const complain = async (text: string): Promise<number> => {
    await place.stderr.write(`ntop: ${text}\n`)
    return 1
  }
  const { files } = source
  if (files === undefined) return await complain(`process ${pid} cannot be limited: ${onlyLinux('set-limit')}`)
  const { processes } = await source.scan({ everyone: new Set() })
  const record = processes.find(process => process.pid === pid)
  if (record === undefined) return await complain(whyNoProcess(files, pid))
  const system = limitSystem(files, process.pid, { path: place.path })
  const steps = await stepsOf(invocation, record, files, system)
  if (typeof steps === 'string') return await complain(steps)

  const set: string[] = []
  for (const { before, plan } of steps) {
    const { limit } = plan.change
    const name = shortName(limit.name)
    const { outcome, now } = await setLimit(record.id, plan.change, system)
    if (outcome !== 'done') {
      const to = boundsText(limit, plan.after)
      const raises = raisesHard(plan.change, before)
      const text = outcomeText(outcome, { kind: 'limit', limit: name, to, raisesHard: raises, pid, name: record.name })
      return await complain(set.length === 0 ? text : `${text}; already set: ${set.join(', ')}`)
    }
    set.push(name)
    const what = now === undefined ? plan.text : `${name} of ${pid} ${record.name}: ${changeText(limit, before, now)}`
    await place.stdout.write(`${what}${now === undefined ? '; it ended right after' : ''}\n`)
    for (const note of plan.notes) await place.stderr.write(`ntop: ${name}: ${note}\n`)
  }
  return 0
}

/** What is to be done, or why nothing is. */
async function stepsOf(
  { changes, yes }: LimitInvocation,
  record: ProcessRecord,
  files: ProcessFiles,
  system: LimitSystem,
): Promise<readonly Step[] | string> {
  const { pid, name } = record
  const [mayRaise, nrOpen] = [system.mayRaise(), system.nrOpen()]
  const steps: Step[] = []
  for (const change of changes) {
    const before = boundsNow(pid, change, system)
    if (before === undefined)
      return `${shortName(change.limit.name)} of ${pid} ${name} cannot be read: it has ended, or this kernel has no such limit`
    const used = await useNow(files, record, change.limit.name)
    const plan = planLimit(change, { pid, name, before, used, mayRaise, nrOpen })
    if (plan.kind === 'refused') return plan.text
    if (plan.ends !== undefined && !yes) return `${plan.text}: this ${plan.ends}; --yes does it all the same`
    steps.push({ before, plan })
  }
  return steps
}
