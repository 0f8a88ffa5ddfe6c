/** Which argument of an interpreter names what it runs: of twenty lines that begin with "node" that tells them apart. */

interface Interpreter {
  /** Options whose value is the next argument. */
  readonly valued: RegExp
  /** Options after which the next argument is what to run, though it may be no file: `-jar`, `-m`. */
  readonly naming?: RegExp
  /** Options after which the code itself stands, so that nothing is named. */
  readonly code: RegExp
}

const NEVER = /(?!)/
const SHELL: Interpreter = { valued: /^([-+][oO]|--(rc|init-)file)$/, code: /^-\w*c\w*$/ }
const NODE: Interpreter = {
  valued: /^(-[rC]|--(require|import|loader|experimental-loader|conditions))$/,
  code: /^(-e|-p|-pe|--eval|--print)$/,
}

/** By the program's name without its version. */
const INTERPRETERS: ReadonlyMap<string, Interpreter> = new Map<string, Interpreter>([
  ['node', NODE],
  ['nodejs', NODE],
  ['python', { valued: /^-[WX]$/, naming: /^-m$/, code: /^-\w*c$/ }],
  ['pypy', { valued: /^-[WX]$/, naming: /^-m$/, code: /^-\w*c$/ }],
  ['perl', { valued: /^-I$/, code: /^-\w*[eE]$/ }],
  ['ruby', { valued: /^-[Ir]$/, code: /^-\w*e$/ }],
  ['php', { valued: /^-[dc]$/, naming: /^-f$/, code: /^-r$/ }],
  ['lua', { valued: /^-l$/, code: /^-e$/ }],
  ['java', { valued: /^(-cp|-classpath|--class-path|-p|--module-path)$/, naming: /^(-jar|-m|--module)$/, code: NEVER }],
  ...['sh', 'bash', 'dash', 'ash', 'ksh', 'zsh'].map(name => [name, SHELL] as const),
])

/**
 * The index of the argument that names the script, module or class; undefined of what is no interpreter, and where the
 * code stands in the command line or is typed.
 *
 * @param program its name, without a directory
 */
export function scriptArgument(program: string, args: readonly string[]): number | undefined {
  const interpreter = INTERPRETERS.get(program.replace(/^-|[\d.]+$/g, ''))
  if (interpreter === undefined) return undefined
  for (let i = 1; i < args.length; i++) {
    const arg = args[i] ?? ''
    const isOption = arg.startsWith('-') || interpreter.valued.test(arg)
    if (!isOption) return arg === '' ? undefined : i
    if (arg === '-' || interpreter.code.test(arg)) return undefined
    if (arg === '--' || interpreter.naming?.test(arg)) return i + 1 < args.length ? i + 1 : undefined
    if (interpreter.valued.test(arg)) i++
  }
  return undefined
}
