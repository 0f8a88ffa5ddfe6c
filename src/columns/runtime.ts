import type { ProcessRow } from '../model/snapshot.ts'
import type { Column } from './column.ts'
import { programIn } from './program-name.ts'
import { argumentsOf } from './shown-command.ts'

/** Names of the files that runtimes are installed as, versions and variants included. */
const NAMES: readonly (readonly [runtime: string, file: RegExp])[] = [
  ['node', /^node(js)?(-?\d+)?$/],
  ['deno', /^deno$/],
  ['bun', /^bun$/],
  ['python', /^python\d*(\.\d+)*d?$/],
  ['pypy', /^pypy\d*(\.\d+)*$/],
  ['java', /^java$/],
  ['dotnet', /^dotnet$/],
  ['mono', /^mono(-sgen)?(\d+)?$/],
  ['ruby', /^ruby\d*(\.\d+)*$/],
  ['perl', /^perl[\d.]*$/],
  ['php', /^php(-fpm|-cgi)?[\d.]*$/],
  ['erlang', /^beam(\.smp)?$/],
  ['lua', /^lua(jit)?[\d.-]*$/],
  ['julia', /^julia$/],
  ['R', /^R$/],
]

export const runtime: Column<string> = {
  id: 'runtime',
  title: 'RUNTIME',
  width: 7,
  align: 'left',
  kind: 'text',
  about: 'What runs its program: node, python, java …; – where not sure',
  needs: ['command', 'exe'],
  ofThread: 'process',
  descending: false,
  value: runtimeOf,
  why: ({ facts }) =>
    facts.args === undefined ? undefined : 'its program is none that is known to run others: node, python, java …',
  format: name => name,
}

/** By its program's file where that may be known, else by what it was called as, which could be anything. */
export function runtimeOf({ facts, record }: ProcessRow): string | undefined {
  if (record.kernelThread) return undefined
  const name = facts.rare?.exe === undefined ? calledAs(argumentsOf(facts)[0], record.name) : fileOf(facts.rare.exe)
  return name === undefined ? undefined : NAMES.find(([, pattern]) => pattern.test(name))?.[0]
}

function fileOf(exe: string): string {
  const path = exe.replace(/ \(deleted\)$/, '')
  return path.slice(path.lastIndexOf('/') + 1)
}

function calledAs(program: string | undefined, kernelName: string): string | undefined {
  if (program === undefined) return undefined
  const { from, to } = programIn(program, kernelName)
  return program.slice(from, to)
}
