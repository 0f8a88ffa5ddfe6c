/** Every command on the real program, once by its key and once by the mouse, out of the palette. */
import { expect, test } from 'vitest'
import type { Command } from '../../src/commands/command.ts'
import { commands } from '../../src/commands/index.ts'
import type { PtyProgram } from '../support/pty.ts'
import { startIdler } from './children.ts'
import { emptyFolder, openNtop, selectedPid, selects, showsTable, tablePids } from './screen.ts'

interface Trial {
  /** Keys before it, and what the screen then shows. */
  readonly before?: readonly (readonly [keys: readonly string[], shows: RegExp])[]
  /** What the screen shows once it was done. */
  readonly shows: RegExp
  /** Keys that undo it, until the table alone is there. */
  readonly undo?: readonly string[]
}

const ESCAPE = ['escape']
const TREE_ON = [['t'], /tree by/] as const

/** In the order in which they are tried. `SELECTED` stands for the selected pid. */
const TRIALS: Readonly<Record<string, Trial>> = {
  inspect: { shows: /^ SELECTED sh · /m, undo: ESCAPE },
  limits: { shows: /^ NOFILE/m, undo: ESCAPE },
  'open-files': { shows: /FD▲? KIND/, undo: ESCAPE },
  locks: { shows: /no lock on a file/, undo: ESCAPE },
  stacks: { shows: /stack of thread SELECTED of SELECTED sh/, undo: ['q', 'q'] },
  environment: { shows: /variables, as they were/, undo: ESCAPE },
  'whole-command': { shows: /command of SELECTED sh/, undo: ESCAPE },
  'why-unknown': { shows: /what is unknown of SELECTED sh/, undo: ESCAPE },
  copy: { shows: /copy of SELECTED/, undo: ESCAPE },
  'keep-snapshot': { shows: /memory of \d+ processes kept/ },
  growth: { shows: /^ What grew/m, undo: ESCAPE },
  troubles: { shows: /^ Troubles/m, undo: ESCAPE },
  graph: { shows: /0┤/, undo: ESCAPE },
  tag: { shows: /1 tagged/, undo: ['U'] },
  'tag-family': { shows: /\d+ tagged/, undo: ['U'] },
  'untag-all': { before: [[[' '], /1 tagged/]], shows: /by PID · all users/ },
  kill: { shows: /send a signal/, undo: ESCAPE },
  'nice-up': { shows: /nice/i },
  'nice-down': { shows: /nice/i },
  'io-priority': { shows: /I\/O .*of SELECTED/i, undo: ESCAPE },
  scheduling: { shows: /schedul.*of SELECTED/i, undo: ESCAPE },
  affinity: { shows: /CPU.*of SELECTED/i, undo: ESCAPE },
  'oom-adjust': { shows: /OOM.*of SELECTED/i, undo: ESCAPE },
  'set-limit': { shows: /limit.*of SELECTED/i, undo: ESCAPE },
  search: { shows: /^ Search /m, undo: ESCAPE },
  'search-next': { before: [[['/', 's', 'h', 'enter'], /./]], shows: /./, undo: ['/', 'C-g'] },
  filter: { shows: /^ Filter /m, undo: ESCAPE },
  clear: { shows: /q quits/ },
  'jump-to-pid': { shows: /^ Pid /m, undo: ESCAPE },
  user: { shows: /processes of/, undo: ESCAPE },
  'same-user': { shows: /by PID · (?!all users)/ },
  'same-name': { shows: /name = sh/, undo: ESCAPE },
  'sort-menu': { shows: /sort by/, undo: ['C-g'] },
  'sort-by-cpu': { shows: /CPU%▼/ },
  'sort-by-memory': { shows: /RES▼/ },
  'sort-by-time': { shows: /TIME\+▼/ },
  'sort-by-pid': { shows: /PID▲/ },
  invert: { shows: /PID▼/, undo: ['I'] },
  tree: { shows: /tree by/, undo: ['t'] },
  group: { shows: /by control group/, undo: ESCAPE },
  fold: { before: [TREE_ON, [['backspace'], /tree by/]], shows: /▸\d/, undo: ['+', 't'] },
  unfold: { before: [TREE_ON, [['backspace', '-'], /▸\d/]], shows: /▾/, undo: ['t'] },
  'fold-all': { before: [TREE_ON], shows: /▸\d|▾/, undo: ['*', 't'] },
  parent: { before: [TREE_ON], shows: /tree by/, undo: ['t'] },
  follow: { shows: /following the selected/, undo: ['F'] },
  threads: { shows: /threads have rows of their own/, undo: ['H'] },
  'kernel-threads': { shows: /kernel threads are shown/, undo: ['K'] },
  containers: { shows: /in containers are hidden/, undo: ['O'] },
  ended: { shows: /stays for three seconds/, undo: ['E'] },
  'cpu-scale': { shows: /of the whole machine/, undo: ['%'] },
  'full-path': { shows: /with their full path/, undo: ['p'] },
  'merge-names': { shows: /name │ file │ command/, undo: ['m'] },
  header: { shows: /the machine is hidden/, undo: ['#'] },
  'layout-next': { shows: /processors and heat/, undo: ['S-tab'] },
  'layout-before': { shows: /processes alone/, undo: ['tab'] },
  'panel-cpu': { shows: /the panel cpu is hidden/, undo: ['M-1'] },
  'panel-memory': { shows: /the panel memory is hidden/, undo: ['M-2'] },
  'panel-disks': { shows: /the panel disks is hidden/, undo: ['M-3'] },
  'panel-network': { shows: /the panel network is hidden/, undo: ['M-4'] },
  'panel-pressure': { shows: /the panel pressure is hidden/, undo: ['M-5'] },
  'panel-sensors': { shows: /the panel sensors is hidden/, undo: ['M-6'] },
  pause: { shows: /‖ paused/, undo: ['Z'] },
  'step-back': { shows: /‖ \d+s ago/, undo: ['Z'] },
  'step-forward': { before: [[[',', ',', ',', ','], /‖ \d+s ago/]], shows: /‖ \d+s ago|● live/, undo: ['end'] },
  'go-to-time': { shows: /^ Go to /m, undo: ESCAPE },
  'move-up': { shows: /PID/ },
  'move-down': { shows: /PID/ },
  'move-page-up': { shows: /PID/ },
  'move-page-down': { shows: /PID/ },
  'move-first': { shows: / 1\/\d/ },
  'move-last': { shows: / (\d+)\/\1/ },
  interval: { shows: /^ Seconds between/m, undo: ESCAPE },
  'save-settings': { shows: /config\.toml|nothing/ },
  help: { shows: /ntop .* help/, undo: ESCAPE },
  palette: { shows: /commands/, undo: ESCAPE },
  setup: { shows: /setup/i, undo: ESCAPE },
  redraw: { shows: /PID/ },
}

/** What takes the program away, and is tried by others: leave.test.ts, shell.test.ts, terminal/job-control.test.ts. */
const ELSEWHERE = ['quit', 'suspend']

test('every command has a trial', () => {
  const ids = commands.map(({ id }) => id).filter(id => !ELSEWHERE.includes(id))
  expect(ids.filter(id => TRIALS[id] === undefined)).toEqual([])
})

async function openSession(): Promise<{ ntop: PtyProgram; idler: number }> {
  const [one, other] = await Promise.all([startIdler(), startIdler()])
  const pids = [process.pid, one.pid, other.pid]
  const ntop = await openNtop(['-s', 'pid', '-d', '0.5', '-p', pids.join()], {
    columns: 120,
    rows: 30,
    env: { XDG_CONFIG_HOME: emptyFolder() },
  })
  await ntop.until(rows => tablePids(rows).length === 3)
  return { ntop, idler: one.pid }
}

/** The table, sorted by pid, with this process selected. */
async function settle(ntop: PtyProgram, pid: number): Promise<void> {
  await ntop.until(showsTable)
  if (selectedPid(ntop) === pid) return
  ntop.type(...String(pid))
  await ntop.until(/^ Pid /m)
  ntop.type('enter')
  await ntop.until(selects(ntop, pid))
}

function patternOf({ shows }: Trial, pid: number): RegExp {
  return new RegExp(shows.source.replaceAll('SELECTED', String(pid)), shows.flags)
}

async function attempt(ntop: PtyProgram, pid: number, command: Command, run: () => Promise<void>): Promise<void> {
  const trial = TRIALS[command.id]
  if (trial === undefined) return
  await settle(ntop, pid)
  for (const [keys, shows] of trial.before ?? []) {
    ntop.type(...keys)
    await ntop.until(shows)
  }
  const pattern = patternOf(trial, pid)
  const shows = (rows: readonly string[]) => pattern.test(rows.join('\n'))
  const wasThere = shows(ntop.text())
  await run()
  await ntop.until(pattern)
  if (trial.undo === undefined) return
  ntop.type(...trial.undo)
  await ntop.until(rows => showsTable(rows) && (wasThere || !shows(rows)))
}

test('by key', { timeout: 90_000 }, async () => {
  const { ntop, idler } = await openSession()
  for (const command of commands) {
    const [key] = command.keys
    if (key === undefined || ELSEWHERE.includes(command.id)) continue
    await attempt(ntop, idler, command, () => {
      ntop.type(command.id === 'jump-to-pid' ? '1' : key)
      return Promise.resolve()
    })
  }
})

test('by the mouse, out of the palette', { timeout: 90_000 }, async () => {
  const { ntop, idler } = await openSession()
  for (const command of commands) {
    if (ELSEWHERE.includes(command.id) || ['jump-to-pid', 'palette'].includes(command.id)) continue
    await attempt(ntop, idler, command, async () => {
      ntop.type(':')
      await ntop.until(/commands for/)
      ntop.type(...command.about)
      const item = `│ ${command.title} `
      const typed = `> ${command.about}▏`
      const rows = await ntop.until(screen => [typed, item].every(text => screen.some(row => row.includes(text))))
      const y = rows.findIndex(row => row.includes(item))
      ntop.click((rows[y]?.indexOf(item) ?? 0) + 4, y)
      await ntop.until(screen => !screen.join('\n').includes('commands for'))
    })
  }
})
