/** `ntop inspect PID`: one process in depth, once, as text or as JSON. */
import { setTimeout as delay } from 'node:timers/promises'
import { derive } from '../model/derive.ts'
import type { Facet } from '../model/process.ts'
import type { ProcessRow, Snapshot } from '../model/snapshot.ts'
import { onlyLinux } from '../sources/only-linux.ts'
import type { Needs, Source } from '../sources/source.ts'
import { whyNoProcess } from './find-process.ts'
import { inspectProcess, readParts } from './inspection.ts'
import { inspectionJson } from './json.ts'
import { Look } from './look.ts'
import { partIds, parts } from './parts.ts'
import { inspectionShown, inspectionTitle } from './shown.ts'
import { inspectionText } from './text.ts'
import { UserTasks } from './user-tasks.ts'

export interface InspectOptions {
  readonly json: boolean
  /** Values that look like secrets as well. */
  readonly secrets?: boolean
  /** Columns of the text; 80 when left out, 0 for no wrapping. */
  readonly width?: number
  /** Time between the two looks that CPU % is measured over. */
  readonly intervalMs?: number
}

/** Where text goes to; a promise is waited for. */
export interface TextSink {
  write(text: string): unknown
}

const WIDTH = 80
const INTERVAL_MS = 250
/** Parts that two looks tell more of than one. */
const RATED = partIds.filter(id => 'hasRates' in parts[id])
const NOTHING: Needs = { everyone: new Set() }
const OWN: ReadonlySet<Facet> = new Set<Facet>(['owner', 'command'])

/**
 * Writes what can be known of the process and resolves to the exit code: 0, or 1 with a line on stderr when there is no
 * such process (any more) or nothing of it may be read.
 */
export async function runInspect(
  source: Source,
  pid: number,
  options: InspectOptions,
  out: { readonly stdout: TextSink; readonly stderr: TextSink },
): Promise<number> {
  const complain = async (text: string): Promise<number> => {
    await out.stderr.write(`ntop: ${text}\n`)
    return 1
  }
  const { files } = source
  if (files === undefined) return await complain(`process ${pid} cannot be inspected: ${onlyLinux('inspect')}`)

  const first = derive(undefined, await source.scan(NOTHING))
  const seen = rowOf(first, pid)
  if (seen === undefined) return await complain(whyNoProcess(files, pid))
  const userTasks = new UserTasks(files)
  const context = { names: source.names, userTasks, thorough: true }
  const before = await readParts(new Look(files, seen, { ...context, snapshot: first }), RATED)
  await delay(options.intervalMs ?? INTERVAL_MS)
  const snapshot = derive(first, await source.scan(NOTHING))
  await source.fill([seen.id], OWN)

  const row = rowOf(snapshot, pid)
  const inspection = row?.id === seen.id && (await inspectProcess(files, row, { ...context, snapshot }, before))
  if (!inspection) return await complain(`process ${pid} (${seen.record.name}) ended while being looked at`)

  const showing = { uncovered: options.secrets ?? false }
  await out.stdout.write(
    options.json
      ? `${JSON.stringify(inspectionJson(inspection, showing))}\n`
      : inspectionText(inspectionTitle(inspection), inspectionShown(inspection, showing), options.width ?? WIDTH),
  )
  return 0
}

function rowOf(snapshot: Snapshot, pid: number): ProcessRow | undefined {
  return snapshot.processes.find(row => row.record.pid === pid)
}
