/**
 * Our own ps(1) beside the library's: the system's names, groups, thread counts, states and whole command lines, which
 * systeminformation guesses or leaves out, and processor time where pidusage cannot tell it.
 */
import { run } from './run.ts'

/** One line of it. Texts as ps printed them. */
export interface PsLine {
  readonly pid: number
  readonly group: number
  /** All letters of STAT. */
  readonly state: string
  readonly threads: number | undefined
  /** Processor time since its start, in milliseconds. */
  readonly cpuMs: number | undefined
  /** Undefined where the library's will do. */
  readonly user: string | undefined
  /** Name, parent and command line: {@link freeTexts}. */
  readonly texts: string
}

type Keyword = 'pid' | 'pgid' | 'stat' | 'nlwp' | 'time' | 'user' | 'name' | 'ppid' | 'args'

/** The two free texts come last, with a number between them that is known from elsewhere. */
const FREE_TEXTS: readonly Keyword[] = ['name', 'ppid', 'args']

/** By ps(1) of procps, macOS and the BSDs. What stands before the name ends where its column ends, so its spaces stay. */
const COLUMNS: Partial<Record<NodeJS.Platform, readonly Keyword[]>> = {
  linux: ['pid', 'pgid', 'stat', 'user', 'nlwp', ...FREE_TEXTS],
  android: ['pid', 'pgid', 'stat', 'user', 'nlwp', ...FREE_TEXTS],
  darwin: ['pid', 'pgid', 'stat', 'time', ...FREE_TEXTS],
  freebsd: ['pid', 'pgid', 'stat', 'nlwp', 'time', ...FREE_TEXTS],
  openbsd: ['pid', 'pgid', 'stat', 'time', ...FREE_TEXTS],
  netbsd: ['pid', 'pgid', 'stat', 'time', ...FREE_TEXTS],
}

/**
 * On macOS `comm` is a path; `ucomm` is the name that the kernel keeps. On Linux a column of 15 characters cuts off the
 * names of kernel threads, which have up to 63; the library cuts users off at 20.
 */
function keyword(column: Keyword, platform: NodeJS.Platform): string {
  if (column === 'user') return 'user:64'
  if (column === 'name') return platform === 'darwin' ? 'ucomm' : platform === 'linux' ? 'comm:64' : 'comm'
  return column
}

/** Arguments for ps, none of them for the screen's width; undefined where no ps is known. */
export function psArguments(platform: NodeJS.Platform): string[] | undefined {
  const columns = COLUMNS[platform]
  // Each by itself: to BSD's ps all that follows a `=` is the title.
  return columns && ['-axww', ...columns.flatMap(column => ['-o', `${keyword(column, platform)}=`])]
}

/** What ps printed with {@link psArguments}, by pid. Lines that have another form are left out. */
export function parsePs(text: string, platform: NodeJS.Platform): Map<number, PsLine> {
  const columns = (COLUMNS[platform] ?? []).slice(0, -FREE_TEXTS.length)
  const form = new RegExp(`^${columns.map(() => '\\s*(\\S+)').join('\\s')} (.*)$`)
  const lines = new Map<number, PsLine>()
  for (const line of text.split('\n')) {
    const words = form.exec(line)
    if (words === null) continue
    const word = (column: Keyword): string =>
      columns.includes(column) ? (words[columns.indexOf(column) + 1] ?? '') : ''
    const [pid, group] = [Number(word('pid')), Number(word('pgid'))]
    if (!Number.isInteger(pid) || !Number.isInteger(group)) continue
    lines.set(pid, {
      pid,
      group,
      state: word('stat'),
      threads: wholeNumber(word('nlwp')),
      cpuMs: parseTime(word('time')),
      user: word('user') || undefined,
      texts: words[columns.length + 1] ?? '',
    })
  }
  return lines
}

/**
 * Name and command line, which are told apart by the parent's pid between them. Where the parent has changed since, any number
 * between spaces is taken for it.
 */
export function freeTexts({ texts }: PsLine, ppid: number): { name: string; command: string } {
  const [, name = texts, command = ''] =
    new RegExp(`^(.+?) +${ppid}(?: (.*))?$`).exec(texts) ?? /^(.+?) +\d+(?: (.*))?$/.exec(texts) ?? []
  return { name: name.trim() === '' ? '' : name, command }
}

function wholeNumber(text: string): number | undefined {
  return /^\d+$/.test(text) ? Number(text) : undefined
}

/**
 * `TIME` of BSD's ps in milliseconds: minutes, seconds and hundredths, "0:14.27", where the minutes go on beyond 59; elsewhere
 * [[days-]hours:]minutes:seconds.
 */
export function parseTime(text: string): number | undefined {
  const match = /^(?:(?:(\d+)-)?(\d+):)?(\d+):(\d+(?:[.,]\d+)?)$/.exec(text)
  if (match === null) return undefined
  const [, days = '0', hours = '0', minutes = '0', seconds = '0'] = match
  const whole = ((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60_000
  return whole + Math.round(Number(seconds.replace(',', '.')) * 1000)
}

/** Asks ps; undefined where there is none or it fails. */
export async function askPs(platform: NodeJS.Platform): Promise<Map<number, PsLine> | undefined> {
  const args = psArguments(platform)
  if (args === undefined) return undefined
  const text = await run('ps', args).catch(() => undefined)
  const lines = text === undefined ? undefined : parsePs(text, platform)
  return lines?.size ? lines : undefined
}
