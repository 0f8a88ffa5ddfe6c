import { columns, findColumn } from '../../columns/index.ts'
import type { Command } from '../../commands/command.ts'
import type { PartId } from '../../inspect/parts.ts'
import { partIds } from '../../inspect/parts.ts'
import { suggestion } from '../../model/closest.ts'
import { INTERVAL_WORDS, isInterval } from '../../model/interval.ts'
import type { ProcessRow } from '../../model/snapshot.ts'
import { adviceText } from '../../model/troubles/trouble.ts'
import { formatClock } from '../../model/units.ts'
import { spokenKey, spokenKeys } from '../../plain/keys.ts'
import { troubleText } from '../../plain/machine.ts'
import { spokenInterval } from '../../plain/spoken.ts'
import { readQuery } from '../../query/query.ts'
import { type LinuxOnly, unlessLinux } from '../../sources/only-linux.ts'
import type { PlainApp } from './app.ts'
import { inspectedText, partsNamed } from './inspecting.ts'

/** Something that one can do where lines are written. */
interface Doing {
  /** The command of the screen that it stands for, whose keys it has, or a name of its own. */
  readonly id: string
  /** Keys that it has here only, as long as they are on no other of these. */
  readonly keys?: readonly string[]
  /** For the list of keys. */
  readonly about: string
  readonly acts?: boolean
  /** What only the Linux source can do of it. */
  readonly linux?: LinuxOnly
  run(app: PlainApp, key: string): void
}

const DOINGS: readonly Doing[] = [
  { id: 'reading', keys: [' '], about: 'A reading of the machine now', run: app => app.read() },
  { id: 'move-down', about: 'The next process', run: app => void app.move(1) },
  { id: 'move-up', about: 'The process before', run: app => void app.move(-1) },
  { id: 'move-first', about: 'The first process', run: app => void app.goTo(0) },
  { id: 'move-last', about: 'The last process', run: app => void app.goTo(Number.MAX_SAFE_INTEGER) },
  { id: 'jump-to-pid', about: 'Type a number to go to that process', run: askPid },
  { id: 'inspect', about: 'More of this process: asks which part', linux: 'inspect', run: withCurrent(askPart) },
  { id: 'limits', about: 'Its resource limits', linux: 'limits', run: withCurrent(inspects('limits')) },
  { id: 'open-files', about: 'Its open files and sockets', linux: 'files', run: withCurrent(inspects('files')) },
  {
    id: 'environment',
    about: 'Its variables, secrets covered',
    linux: 'environment',
    run: withCurrent(inspects('environment')),
  },
  { id: 'kill', about: 'Send it a signal: asks which, and whether really', acts: true, run: withCurrent(signals) },
  { id: 'troubles', about: 'What is wrong, and what was', run: sayTroubles },
  { id: 'filter', keys: ['/'], about: 'Only processes that match a text or a query', run: askFilter },
  { id: 'clear', about: 'No filter any more', run: clear },
  { id: 'user', about: 'Only the processes of one user', run: askUser },
  { id: 'sort-menu', keys: ['s'], about: 'Sort by a column', run: askSort },
  { id: 'sort-by-cpu', about: 'Sort by CPU', run: sorts('cpu') },
  { id: 'sort-by-memory', about: 'Sort by memory', run: sorts('rss') },
  { id: 'sort-by-time', about: 'Sort by CPU time', run: sorts('time') },
  { id: 'invert', about: 'Turn the order round', run: invert },
  { id: 'rows', keys: ['n'], about: 'How many processes a reading tells of', run: askRows },
  { id: 'pause', keys: ['p'], about: 'Readings by themselves, or only when asked for', run: togglePause },
  { id: 'interval', about: 'Seconds between readings', run: askInterval },
  { id: 'help', about: 'This list', run: help },
  { id: 'suspend', about: 'Back to the shell; fg returns', run: app => app.suspend() },
  { id: 'quit', about: 'Leave ntop', run: app => app.finish() },
]

/** Which key does what, as the commands of the screen have them, where there is such a thing here. */
export class PlainKeys {
  readonly #doings: readonly (Doing & { readonly keys: readonly string[] })[]

  constructor(commands: readonly Command[]) {
    const ofCommand = new Map(commands.map(({ id, keys }) => [id, keys]))
    const taken = new Set(DOINGS.flatMap(({ id }) => ofCommand.get(id) ?? []))
    this.#doings = DOINGS.map(doing => {
      const own = (doing.keys ?? []).filter(key => !taken.has(key))
      return { ...doing, keys: [...own, ...(ofCommand.get(doing.id) ?? [])] }
    })
  }

  run(key: string, app: PlainApp): void {
    const doing = this.#doings.find(({ keys }) => keys.includes(key))
    if (doing === undefined) app.say(`${spokenKey(key)} does nothing here; ${this.label('help')} lists the keys.`)
    else if (doing.acts && app.barred !== undefined) app.say(`${spokenKey(key)}: ${app.barred}.`)
    else {
      const why = doing.linux && unlessLinux(app.source.kind, doing.linux)
      if (why === undefined) doing.run(app, key)
      else app.say(`${spokenKey(key)}: ${why}.`)
    }
  }

  /** The first key of it, as people write it. */
  label(id: string): string {
    const key = this.#doings.find(doing => doing.id === id)?.keys[0]
    return key === undefined ? id : spokenKey(key)
  }

  /** One line a key. */
  list(barred: boolean): string[] {
    return this.#doings
      .filter(({ keys, acts }) => keys.length > 0 && !(acts && barred))
      .map(({ keys, about }) => `${spokenKeys(keys)}: ${about}.`)
  }
}

function withCurrent(run: (app: PlainApp, row: ProcessRow) => void): Doing['run'] {
  return app => {
    const row = app.current
    if (row === undefined) app.say(`No process is chosen: ${app.keys.label('move-down')} goes to the first one.`)
    else run(app, row)
  }
}

function signals(app: PlainApp, row: ProcessRow): void {
  app.signal(row)
}

function askPart(app: PlainApp, row: ProcessRow): void {
  const { pid, name } = row.record
  app.ask(`Which part of ${pid} ${name}: ${partIds.join(', ')} or all? Nothing for overview:`, text => {
    if (text === undefined) return
    const ids = partsNamed(text === '' ? 'overview' : text)
    if (ids === undefined) app.say(`There is no part ${text}${suggestion(text, partIds) || '.'}`)
    else void inspect(app, row, ids)
  })
}

function inspects(id: PartId): (app: PlainApp, row: ProcessRow) => void {
  return (app, row) => void inspect(app, row, [id])
}

async function inspect(app: PlainApp, row: ProcessRow, ids: readonly PartId[]): Promise<void> {
  if (app.snapshot === undefined) return
  const text = await inspectedText(app.source, app.snapshot, row, ids, app.width)
  const { pid, name } = row.record
  if (text === undefined) app.say(`${pid} ${name} has ended.`)
  else app.write(`\n${text}`)
}

function askPid(app: PlainApp, key: string): void {
  const begun = /^\d$/.test(key) ? key : ''
  app.ask(
    'Process id:',
    text => {
      if (text !== undefined && !app.goToPid(Number(text))) app.say(`There is no process ${text} in the list.`)
    },
    begun,
  )
}

function sayTroubles(app: PlainApp): void {
  const events = app.troubleEvents
  if (events.length === 0) app.say('Nothing has been wrong since ntop began to look.')
  for (const event of events) {
    const { sinceMs, lastedMs, isOver, severity, advice, momentary } = event
    const when = isOver ? 'Over' : severity === 'critical' ? 'Critical now' : 'Now'
    const hint = advice === undefined ? '' : ` ${adviceText(advice, id => app.keys.label(id))}.`
    const time = momentary
      ? `at ${formatClock(sinceMs)}`
      : `since ${formatClock(sinceMs)} for ${spokenInterval(lastedMs)}`
    app.say(`${when}: ${troubleText(event)}, ${time}.${hint}`)
  }
}

function askFilter(app: PlainApp): void {
  const now = app.view.filter === '' ? '' : `, now ${app.view.filter}`
  app.ask(`Filter${now}; nothing for none, Esc leaves it:`, text => {
    if (text === undefined) return
    const { problem } = readQuery(text)
    if (problem !== undefined) {
      app.say(`That is no query: ${problem.message}. Nothing has changed.`)
      return
    }
    app.view.filter = text
    app.read()
  })
}

function clear(app: PlainApp): void {
  if (app.view.filter === '' && app.view.user === undefined) {
    app.say(`There is no filter; ${app.keys.label('quit')} quits.`)
    return
  }
  app.view.filter = ''
  app.view.user = undefined
  app.read()
}

function askUser(app: PlainApp): void {
  app.ask(`User, by name or number, now ${app.view.user ?? 'all'}; nothing for all, Esc leaves it:`, text => {
    if (text === undefined) return
    if (text !== '' && !/^\d+$/.test(text) && !app.source.names.isUser(text)) {
      app.say(`There is no user ${text}. Nothing has changed.`)
      return
    }
    app.view.user = text === '' ? undefined : text
    app.read()
  })
}

function askSort(app: PlainApp): void {
  app.ask(`Sort by which column, now ${app.view.sort.columnId}; help lists them, Esc leaves it:`, text => {
    if (text === undefined || text === '') return
    const ids = columns.map(({ id }) => id)
    if (text === 'help') app.say(`Columns: ${ids.join(', ')}.`)
    else if (findColumn(text) === undefined)
      app.say(`There is no column ${text}${suggestion(text, ids) || '.'} Nothing has changed.`)
    else sorts(text)(app)
  })
}

function sorts(columnId: string): (app: PlainApp) => void {
  return app => {
    const column = findColumn(columnId)
    if (column === undefined) return
    app.view.sort = { columnId: column.id, descending: column.descending }
    app.read()
  }
}

function invert(app: PlainApp): void {
  const { columnId, descending } = app.view.sort
  app.view.sort = { columnId, descending: !descending }
  app.read()
}

function askRows(app: PlainApp): void {
  app.ask(`How many processes, now ${app.top}:`, text => {
    if (text === undefined || text === '') return
    if (!/^\d{1,6}$/.test(text)) app.say('That is no number. Nothing has changed.')
    else {
      app.top = Number(text)
      app.read()
    }
  })
}

function togglePause(app: PlainApp): void {
  app.goesOn = !app.goesOn
  const often = spokenInterval(app.everyMs)
  app.say(
    app.goesOn ? `A reading every ${often}.` : `Readings only when asked for: ${app.keys.label('reading')} takes one.`,
  )
}

function askInterval(app: PlainApp): void {
  app.ask(`Seconds between readings, now ${app.view.intervalMs / 1000}:`, text => {
    if (text === undefined || text === '') return
    if (!isInterval(Number(text))) {
      app.say(`Seconds ${INTERVAL_WORDS}, please. Nothing has changed.`)
      return
    }
    app.view.intervalMs = Math.round(Number(text) * 1000)
    app.goesOn = true
    app.read()
  })
}

function help(app: PlainApp): void {
  app.say('Keys.', ...app.keys.list(app.barred !== undefined))
}
