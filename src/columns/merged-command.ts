import type { ProcessRow } from '../model/snapshot.ts'
import { NAME_BYTES } from './program-name.ts'
import { argumentsOf } from './shown-command.ts'

/** Between the parts, as in htop. */
const MARK = '│'

/**
 * What runs before what the command line says that runs, where they differ: the kernel's name, which a process gives itself,
 * its threads are called by and killall(1) goes by; and the file, whose name a link, a script or a liar hides.
 * `script.sh│bash /usr/bin/script.sh`, `miner│[kworker/0:1]`.
 *
 * @param text the command as it is shown otherwise
 */
export function mergedCommand({ record, facts }: ProcessRow, text: string): string {
  const [program] = argumentsOf(facts)
  if (record.kernelThread || program === undefined) return text
  const names = namesIn(program)
  const name = names.some(called => isSame(record.name, called)) ? undefined : record.name
  const file = baseName((facts.rare?.exe ?? '').replace(/ \(deleted\)$/, ''))
  const isTold = file === '' || [...names, record.name].some(other => other !== '' && isVersionOf(file, other))
  return [name, isTold ? undefined : file, text].filter(part => part !== undefined).join(MARK)
}

/** What a program may be called by its first argument: a login shell has a dash before it, a title a colon behind it. */
function namesIn(program: string): readonly string[] {
  const [word = ''] = program.split(' ')
  return [baseName(program), baseName(word), word.replace(/^-|:$/g, ''), word.replace(/^\[(.*)\]$/, '$1')]
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

/** Whether the kernel's name is that of the program, as far as it keeps it. */
function isSame(name: string, called: string): boolean {
  return name === called || (name.length >= NAME_BYTES && called.startsWith(name))
}

/** `python3.12` is what a link called `python3` or `python` leads to. */
function isVersionOf(file: string, name: string): boolean {
  return file.startsWith(name) && /^[\d.-]*$/.test(file.slice(name.length))
}
