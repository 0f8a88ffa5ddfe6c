import type { ProcessFacts } from '../model/process.ts'
import {
  type NoRuntime,
  type Runtime,
  runtimeCalled,
  runtimeOfFile,
  runtimeOrder,
  runtimeText,
} from '../model/runtime.ts'
import type { ProcessRow } from '../model/snapshot.ts'
import type { Column } from './column.ts'
import { programIn } from './program-name.ts'
import { argumentsOf } from './shown-command.ts'

export const runtime: Column<string> = {
  id: 'runtime',
  title: 'RUNTIME',
  width: 11,
  align: 'left',
  kind: 'text',
  about: 'What runs its program: java 17, python 3.11 …; – if unsure',
  needs: ['command', 'exe', 'runtime'],
  ofThread: 'process',
  descending: false,
  value(row) {
    const known = runtimeOf(row)
    return known && runtimeText(known)
  },
  why: ({ facts }) => whyNone(facts),
  format: text => text,
  order: runtimeOrder,
}

/**
 * By its program's file, which shows its marks; by the file's name where it cannot be looked at; and where that may not be
 * known either, by what the program was called as, which could be anything and tells no version.
 */
export function runtimeOf({ facts, record }: ProcessRow): Runtime | undefined {
  if (record.kernelThread) return undefined
  const { exe, runtime: found } = facts.rare ?? {}
  if (exe !== undefined) return runtimeOfFile(exe, found)
  const name = calledAs(argumentsOf(facts)[0], record.name)
  const called = name === undefined ? undefined : runtimeCalled(name)
  return called && { name: called.name, version: undefined }
}

const UNKNOWN = 'its program is none that is known to run others: node, python, java …'

const WHY: Readonly<Record<NoRuntime, string | undefined>> = {
  none: 'its program’s file has the marks of no runtime that is known',
  mute: UNKNOWN,
  absent: UNKNOWN,
  elsewhere: 'its program’s file is not looked at: it lies where that may hang',
  locked: 'its program’s file did not answer in time',
  denied: undefined,
  gone: undefined,
}

/** Where its file may not be known, that is the reason. */
function whyNone({ args, rare }: ProcessFacts): string | undefined {
  if (rare === undefined) return args === undefined ? undefined : UNKNOWN
  if (rare.exe === undefined) return undefined
  return rare.runtime?.name === undefined ? WHY[rare.runtime?.why ?? 'absent'] : undefined
}

function calledAs(program: string | undefined, kernelName: string): string | undefined {
  if (program === undefined) return undefined
  const { from, to } = programIn(program, kernelName)
  return program.slice(from, to)
}
