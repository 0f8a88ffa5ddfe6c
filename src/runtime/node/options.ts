/** What a Node was told about its inspector: by its command line and by NODE_OPTIONS. */

export interface NodeOptions {
  /** It was told to open its inspector at its start. */
  readonly inspects: boolean
  /** Where it would open it; 0 is anywhere. */
  readonly port: number
  /** It was told to let SIGUSR1 alone. */
  readonly withoutSignal: boolean
  /** Its permission model is on, which keeps inspectors out. */
  readonly permissions: boolean
}

export const USUAL_PORT = 9229

/** Options of Node whose value is the next argument, so that it is not the program's name. */
const WITH_VALUE =
  /^(?:-r|--require|--import|--loader|--experimental-loader|-C|--conditions|--env-file|--inspect-port|--debug-port|--title)$/
const PORT = /^(?:.*:)?(\d{1,5})$/

/**
 * @param args the command line; a program that has set its title has none any more
 * @param nodeOptions what NODE_OPTIONS holds, which counts less
 */
export function nodeOptions(args: readonly string[], nodeOptions = ''): NodeOptions {
  const all = [...nodeOptions.split(/\s+/), ...ownArguments(args)]
  let [inspects, port, withoutSignal, permissions] = [false, USUAL_PORT, false, false]
  for (const [i, argument] of all.entries()) {
    const [name = '', value] = split(argument)
    if (/^--inspect(?:-brk|-wait)?$/.test(name)) {
      inspects = true
      port = portOf(value) ?? port
    } else if (name === '--inspect-port' || name === '--debug-port') {
      port = portOf(value ?? all[i + 1]) ?? port
    } else if (name === '--disable-sigusr1') withoutSignal = true
    else if (name === '--permission' || name === '--experimental-permission') permissions = true
  }
  return { inspects, port, withoutSignal, permissions }
}

/** Those of the command line that are for Node, not for the program. */
function ownArguments(args: readonly string[]): readonly string[] {
  const end = args.findIndex(
    (argument, i) => i > 0 && (argument === '--' || (!argument.startsWith('-') && !WITH_VALUE.test(args[i - 1] ?? ''))),
  )
  return args.slice(1, end < 0 ? undefined : end)
}

function split(argument: string): readonly [string, string | undefined] {
  const at = argument.indexOf('=')
  return at < 0 ? [argument, undefined] : [argument.slice(0, at), argument.slice(at + 1)]
}

function portOf(value: string | undefined): number | undefined {
  const port = Number(PORT.exec(value ?? '')?.[1] ?? Number.NaN)
  return port <= 65_535 ? port : undefined
}
