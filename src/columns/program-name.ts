/** The kernel cuts names off, TASK_COMM_LEN in include/linux/sched.h. */
export const NAME_BYTES = 15

/** From a character of a text to before another. */
export interface Span {
  readonly from: number
  readonly to: number
}

/**
 * The program's name within the first argument: without its directory, and without what else stands there. A title that
 * a program gives itself is one argument ("nginx: master process /usr/sbin/nginx"), and so is the line of those who
 * write over theirs ("/opt/chrome/chrome --type=gpu"); yet a path may have blanks, which the kernel's name tells. Where
 * arguments are not told one by one, the whole line stands for the first.
 *
 * @param kernelName `comm`, at most 15 bytes of the file's name
 */
export function programIn(program: string, kernelName: string): Span {
  const blank = program.indexOf(' ')
  const to = blank < 0 ? program.length : blank
  const from = program.lastIndexOf('/', to) + 1
  if (blank < 0 || isTitle(program) || isNameIn(program.slice(from, to), kernelName)) return { from, to }
  const last = program.lastIndexOf('/') + 1
  if (isNameIn(program.slice(last), kernelName)) return { from: last, to: program.length }
  // A path with blanks and arguments behind it, of which nobody tells where the one ends: the name stands in it.
  return nameWithin(program, kernelName) ?? { from, to }
}

/** The last part of a path that is called so, up to a blank or the end: a folder may begin with the same words. */
function nameWithin(program: string, kernelName: string): Span | undefined {
  if (kernelName === '') return undefined
  const isCut = Buffer.byteLength(kernelName) >= NAME_BYTES
  for (let at = program.indexOf(`/${kernelName}`); at >= 0; at = program.indexOf(`/${kernelName}`, at + 1)) {
    const rest = program.slice(at + 1 + kernelName.length)
    const [more = ''] = (isCut ? /^[^/ ]*/ : /^/).exec(rest) ?? []
    const next = rest[more.length]
    if (next === undefined || next === ' ') return { from: at + 1, to: at + 1 + kernelName.length + more.length }
  }
  return undefined
}

/** Titles that programs give themselves are no path. */
export function isTitle(program: string): boolean {
  return program.includes(': ')
}

function isNameIn(file: string, kernelName: string): boolean {
  return kernelName !== '' && file.startsWith(kernelName)
}
