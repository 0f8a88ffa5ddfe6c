/** From a character of a text to before another. */
export interface Span {
  readonly from: number
  readonly to: number
}

/**
 * The program's name within the first argument: without its directory, and without what else stands there. A title that
 * a program gives itself is one argument ("nginx: master process /usr/sbin/nginx"), and so is the line of those who
 * write over theirs ("/opt/chrome/chrome --type=gpu"); yet a path may have blanks, which the kernel's name tells.
 *
 * @param kernelName `comm`, at most 15 bytes of the file's name
 */
export function programIn(program: string, kernelName: string): Span {
  const blank = program.indexOf(' ')
  const to = blank < 0 ? program.length : blank
  const from = program.lastIndexOf('/', to) + 1
  if (blank < 0 || isTitle(program) || isNameIn(program.slice(from, to), kernelName)) return { from, to }
  const last = program.lastIndexOf('/') + 1
  return isNameIn(program.slice(last), kernelName) ? { from: last, to: program.length } : { from, to }
}

/** Titles that programs give themselves are no path. */
export function isTitle(program: string): boolean {
  return program.includes(': ')
}

function isNameIn(file: string, kernelName: string): boolean {
  return kernelName !== '' && file.startsWith(kernelName)
}
