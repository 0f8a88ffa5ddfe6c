/**
 * The line that allocated. V8's sampler keeps functions only. So the statements of one function are marked for a while, see
 * marks.ts: by breakpoints that never pause.
 */
import { setTimeout as after } from 'node:timers/promises'
import type { CodePlace, HotLine } from '../allocations.ts'
import { NoAnswer } from '../session.ts'
import { type Attached, CALL_MS, COLLECTING_MS, valuesOf } from './attached.ts'
import { cover, tellCover, uncover } from './coverage.ts'
import { MARKS_CHANNEL } from './guard/marks.ts'
import { hotLinesOf, type Location, whichFunction } from './hot-lines.ts'
import { type MarkPlan, planMarks, resolveMarks } from './marks.ts'
import { isBelowScript, numberOf, type SampledFunction, type SampledNode, type SamplingProfile } from './profile.ts'
import { objectOf } from './protocol.ts'
import type { NodeTracing } from './tracing.ts'

/** The part of the time in which is found out which function it is. */
const FINDING = 0.25
const POLL_MS = 200
const PARTING_POLL_MS = 20
/** Breakpoints in one function. */
const MOST_LOCATIONS = 300
/** The module that publishes to channels. */
const CALLER = 'node:diagnostics_channel'
const NOT_SAMPLED_SO = 'lines are found only while allocations are sampled at distances of 10 KB to 140 KB, by us'

/**
 * @param place as a trace's frame has it
 * @throws {NoAnswer}
 */
export async function findLines(
  attached: Attached,
  tracing: NodeTracing,
  place: CodePlace,
  ms: number,
): Promise<readonly HotLine[]> {
  const { protocol } = attached
  const plan = planMarks(tracing.ownEveryBytes ?? 0)
  if (plan === undefined) throw new NoAnswer(NOT_SAMPLED_SO)
  const { isExact, canCover } = tracing
  let covered = isExact
  const setCovered = async (wanted: boolean) => {
    if (covered === wanted || !canCover) return
    await (wanted ? cover(protocol) : uncover(protocol))
    covered = wanted
  }
  try {
    const before = await tracing.profile()
    await setCovered(true)
    // What was sampled in optimised code may be another function's.
    const findingMs = isExact ? 0 : ms * FINDING
    await after(findingMs)
    const found = whichFunction(before, isExact ? undefined : await tracing.profile(), place)
    if (found === undefined) return []
    const locations = await locationsIn(attached, found.function)
    const [first] = locations
    if (first !== undefined && locations.every(({ line }) => line === first.line)) {
      const line = first.line + 1
      return [{ place: { ...found.function.place, line }, shareOfBytes: 1, samples: found.samples }]
    }
    // What is marked is not optimised. And as long as it is covered V8 keeps the code of each condition.
    await setCovered(false)
    return await markLines(attached, tracing, found.function, locations, ms - findingMs, plan)
  } finally {
    await undo(attached, isExact, () => setCovered(isExact))
  }
}

/** Where a function can be stopped at: its statements, calls and returns, in their order. */
async function locationsIn(attached: Attached, { script, line, column }: SampledFunction): Promise<Location[]> {
  const given = await attached.ask('locations', valuesOf(script, line, column), COLLECTING_MS)
  const locations = (Array.isArray(given) ? given : []).map((value: unknown): Location => {
    const { lineNumber, columnNumber, type } = objectOf(value)
    return { line: numberOf(lineNumber), column: numberOf(columnNumber), returns: type === 'return' }
  })
  if (locations.length > MOST_LOCATIONS) throw new NoAnswer('the function is too long to be measured')
  return locations
}

async function markLines(
  attached: Attached,
  tracing: NodeTracing,
  sampled: SampledFunction,
  locations: readonly Location[],
  ms: number,
  plan: MarkPlan,
): Promise<readonly HotLine[]> {
  const { protocol } = attached
  const breakpoints = locations.map(({ line, column }, index) => ({
    location: { scriptId: sampled.script, lineNumber: line, columnNumber: column },
    condition: passing(index),
  }))
  await attached.ask('mark', valuesOf(breakpoints, plan, ms), COLLECTING_MS)
  const end = performance.now() + ms
  // A program that this makes slow may not come round to us; it knows itself when it is over.
  while (performance.now() < end && (await attached.ask('isMarked', [], COLLECTING_MS)) !== true) await after(POLL_MS)
  const { places } = objectOf(await attached.ask('marked', [], COLLECTING_MS))
  await untilParted(attached)
  // What the breakpoints' conditions left behind is garbage by now, but some of it only at the second time.
  await protocol.call('HeapProfiler.collectGarbage', {}, COLLECTING_MS)
  const profile = await tracing.profile()
  const noted = Array.isArray(places) ? places.map(place => (typeof place === 'number' ? place : -1)) : []
  const byPlace = resolveMarks(noted, oursIn(profile, await attached.script()), samplesOf(profile, sampled), plan)
  return hotLinesOf(byPlace, locations, sampled, tracing.ownEveryBytes ?? 0)
}

/** Until its breakpoints are away. A program that does not come round to it has them for longer, and they do nothing. */
async function untilParted(attached: Attached): Promise<void> {
  const end = performance.now() + CALL_MS
  while (performance.now() < end && numberOf(await attached.ask('parting')) > 0) await after(PARTING_POLL_MS)
}

/** A breakpoint's condition, which is never met. It reaches the guard by what is neither global nor the function's. */
function passing(index: number): string {
  const channel = `globalThis.process.getBuiltinModule('diagnostics_channel').channel('${MARKS_CHANNEL}')`
  return `${channel}.publish(${index}), false`
}

/** What the guard itself has; optimised, it is a part of what calls it. */
function oursIn({ nodes, samples }: SamplingProfile, script: string) {
  const calls = nodes.find(node => node.function?.place.file === CALLER)?.function?.script
  const isOurs = (node: SampledNode) =>
    isBelowScript(node, script) || (calls !== undefined && isBelowScript(node, calls))
  const ours = new Set(nodes.filter(isOurs).map(({ id }) => id))
  return samples.filter(({ node }) => ours.has(node))
}

function samplesOf({ nodes, samples }: SamplingProfile, { script, line, column }: SampledFunction) {
  const its = new Set<number>()
  for (const { id, function: of } of nodes) {
    if (of?.script === script && of.line === line && of.column === column) its.add(id)
  }
  return samples.filter(({ node }) => its.has(node))
}

/** Whatever went wrong; where the connection is gone the guard and V8 do all of it by themselves. */
async function undo(attached: Attached, isExact: boolean, recover: () => Promise<void>): Promise<void> {
  const { protocol } = attached
  try {
    await attached.ask('marked')
    await untilParted(attached)
    await recover()
    await attached.ask('forget')
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error
    // A program that is busy does it when it comes round to it: what is sent is done in its order.
    attached.tell('marked')
    if (isExact) tellCover(protocol)
    else protocol.tell('Profiler.disable', {})
    attached.tell('forget')
  }
}
