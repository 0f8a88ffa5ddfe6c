import type { ProcessRow } from '../model/snapshot.ts'
import type { Column } from './column.ts'

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
  const file = facts.rare?.exe?.replace(/ \(deleted\)$/, '') ?? facts.args?.[0]
  const name = file?.slice(file.lastIndexOf('/') + 1)
  return name === undefined ? undefined : NAMES.find(([, pattern]) => pattern.test(name))?.[0]
}
