/**
 * Environment of the helper program, in which the programs that the libraries start print what they parse.
 */

type Environment = Readonly<Record<string, string | undefined>>

/**
 * What would make ps(1) print something else (columns of a fixed width, another manner), pidusage keep something else, or Node
 * start something else.
 */
const OUT = [
  'COLUMNS',
  'PS_FORMAT',
  'PS_PERSONALITY',
  'CMD_ENV',
  'LC_ALL',
  'PIDUSAGE_USE_PS',
  'PIDUSAGE_MAXAGE',
  'NODE_OPTIONS',
]

/** Where these are there the library asks the screens what they are (`xrandr --verbose`), which may stop them for a moment. */
const SCREENS = ['DISPLAY', 'WAYLAND_DISPLAY', 'XAUTHORITY']

/**
 * Numbers, times and words as C has them: with a decimal comma pidusage would take seconds for hundredths. Characters stay
 * UTF-8, for in C's own set ps(1) prints a `?` for each that is not ASCII.
 */
export function helperEnvironment(environment: Environment, platform: NodeJS.Platform): Record<string, string> {
  const kept = Object.entries(environment).filter((entry): entry is [string, string] => {
    const [name, value] = entry
    return value !== undefined && !OUT.includes(name) && !SCREENS.includes(name)
  })
  const { LC_ALL, LC_CTYPE, LANG } = environment
  const characters = LC_ALL || LC_CTYPE || LANG || ''
  return {
    ...Object.fromEntries(kept),
    LANG: 'C',
    LC_NUMERIC: 'C',
    LC_TIME: 'C',
    LC_MESSAGES: 'C',
    LC_CTYPE: /utf-?8/i.test(characters) ? characters : platform === 'darwin' ? 'UTF-8' : 'C.UTF-8',
    // Where ps asks the terminal how wide it is, and finds none.
    ...(platform !== 'linux' && { COLUMNS: '131072' }),
    PIDUSAGE_SILENT: '1',
  }
}
