import { describe, expect, it } from 'vitest'
import { allImports, code, type Import, importsOf, sourceFiles } from './imports.ts'

/** Imports point down only. On one floor nobody knows the other, but for {@link SIDEWAYS}. */
const FLOORS: readonly (readonly string[])[] = [
  ['main.ts'],
  ['ui', 'export', 'cli'],
  ['plain'],
  ['config'],
  ['query'],
  ['commands', 'columns', 'inspect', 'runtime'],
  ['sources', 'control'],
  ['procfs'],
  ['model'],
]

/** Neighbours that may know each other. */
const SIDEWAYS: readonly string[] = [
  // The command line decides on the front end, and front ends are told what was asked for in its words.
  'cli → export',
  'ui → cli (types)',
  // What is seen of a process's heap is a part of it.
  'inspect → runtime',
  // A signal goes to a process whose identity is read right before.
  'control → sources',
]

/** The terminal is beside the floors: it knows none of them, and only the screen knows it. */
const TERMINAL = 'terminal'
/** Except how wide a character is, which a table needs too that goes to a pipe. */
const WIDTH = 'terminal/width.ts'

const INSIDE = /^[a-z-]+(?:\/|\.ts$)/
const imports = allImports()
const inside = imports.filter(({ to }) => to.endsWith('.ts') && INSIDE.test(to))
const outside = imports.filter(({ to }) => !/\.(?:ts|py)$/.test(to))

const folderOf = (file: string): string => file.split('/')[0] ?? ''
const floorOf = (folder: string): number => FLOORS.findIndex(folders => folders.includes(folder))
const arrow = ({ from, to }: Import): string => `${from} → ${to}`

function allowed({ from, to, typeOnly }: Import): boolean {
  const [above, below] = [folderOf(from), folderOf(to)]
  if (above === below) return true
  if (below === TERMINAL) return above === 'ui' || to === WIDTH
  if (floorOf(above) < floorOf(below)) return above !== TERMINAL
  const neighbours = `${above} → ${below}`
  return SIDEWAYS.includes(neighbours) || (typeOnly && SIDEWAYS.includes(`${neighbours} (types)`))
}

describe('the floors', () => {
  it('are all that there is', () => {
    const known = new Set([...FLOORS.flat(), TERMINAL])
    expect([...new Set(sourceFiles().map(folderOf))].filter(folder => !known.has(folder))).toEqual([])
  })

  it('are told from every import that is written', () => {
    for (const file of sourceFiles()) {
      const written = code(file).match(/\bfrom '|\bimport\('|^import '/gm)?.length ?? 0
      expect(importsOf(file), file).toHaveLength(written)
    }
    expect(inside.length).toBeGreaterThan(300)
  })

  it('lead to files that are there', () => {
    const files = new Set(sourceFiles())
    expect(inside.filter(({ to }) => !files.has(to)).map(arrow)).toEqual([])
  })

  it('are gone down only', () => {
    expect(inside.filter(entry => !allowed(entry)).map(arrow)).toEqual([])
  })

  it('have no loops within, either', () => {
    const next = new Map<string, string[]>()
    for (const { from, to, typeOnly } of inside) if (!typeOnly) next.set(from, [...(next.get(from) ?? []), to])
    const done = new Set<string>()
    const loops: string[] = []
    const walk = (file: string, path: readonly string[]): void => {
      if (path.includes(file)) loops.push([...path.slice(path.indexOf(file)), file].join(' → '))
      if (done.has(file) || path.includes(file)) return
      for (const to of next.get(file) ?? []) walk(to, [...path, file])
      done.add(file)
    }
    for (const file of next.keys()) walk(file, [])
    expect(loops).toEqual([])
  })
})

/** Who may use what from outside; whoever is not named here may use nothing but Node's pure modules. */
const MODULES: readonly (readonly [users: RegExp, modules: RegExp])[] = [
  [/./, /^node:(?:buffer|util|path)$/],
  [/^terminal\//, /^(?:blessed\/.*|node:(?:tty|fs|os|events))$/],
  [/^sources\/linux\//, /^node:(?:fs|fs\/promises|child_process|os|perf_hooks|timers\/promises)$/],
  // By which the clocks of processes are asked.
  [/^sources\/linux\/cpu-clocks\.ts$/, /^koffi$/],
  // The helper program, and who starts it. The libraries are nowhere but in it; of one the types of its answers are known besides.
  [/^sources\/portable\/helper\.ts$/, /^node:child_process$/],
  [
    /^sources\/portable\/child\//,
    /^(?:node:(?:fs|child_process|timers\/promises)|pidusage|systeminformation(?:\/lib\/.*)?)$/,
  ],
  // What Node tells of any system; and the shape of what the libraries say, which are called in a process of their own.
  [/^sources\/portable\/(?:cpu|source)\.ts$/, /^node:os$/],
  [/^sources\/portable\/[^/]+$/, /^systeminformation$/],
  // Which source this system has.
  [/^main\.ts$/, /^node:fs$/],
  // A look at one process, right before something is done to it.
  [/^sources\/portable\/look\.ts$/, /^node:child_process$/],
  // A file of the target's own, opened so that nothing waits.
  [/^runtime\/java\/perf-files\.ts$/, /^node:fs(?:\/promises)?$/],
  // The folder where a JVM listens, the file that makes it do so, its socket, and the file that it writes its heap to.
  [/^runtime\/java\/(?:tmp-folder|dump)\.ts$/, /^node:fs$/],
  [/^runtime\/java\/trigger\.ts$/, /^node:(?:child_process|events)$/],
  [/^runtime\/java\/open-door\.ts$/, /^node:timers\/promises$/],
  [/^runtime\/java\/connection\.ts$/, /^node:net$/],
  // The number of SIGQUIT.
  [/^runtime\/java\/system\.ts$/, /^node:os$/],
  // Numbers of signals.
  [/^control\//, /^node:os$/],
  // Where paths lead to for a program.
  [/^runtime\/rooted-path\.ts$/, /^node:fs$/],
  // Everybody there is.
  [/^runtime\/live\.ts$/, /^node:fs$/],
  // The inspector of Node: its own web page and WebSocket, on loopback.
  [/^runtime\/node\/(?:attached|open|late|line|lines|node-session)\.ts$/, /^node:(?:http|timers\/promises)$/],
  // Who closes it if we are killed.
  [/^runtime\/node\/closer\.ts$/, /^node:child_process$/],
  // What a program calls back to.
  [/^runtime\/node\/call-back\.ts$/, /^node:(?:net|crypto|events)$/],
  [/^runtime\/node\/(?:heap-pour|line)\.ts$/, /^node:net$/],
  [/^runtime\/node\/web-socket\.ts$/, /^node:(?:net|crypto)$/],
  // The memory of a Python program, and where it meets us: a folder below its own root with a file and a socket.
  [/^runtime\/python\/memory\.ts$/, /^node:fs$/],
  [/^runtime\/python\/meeting\.ts$/, /^node:(?:fs|net|crypto)$/],
  // Who removes that if we are killed.
  [/^runtime\/python\/remover\.ts$/, /^node:child_process$/],
  [/^runtime\/python\/line\.ts$/, /^node:net$/],
  [/^runtime\/python\/(?:session|attached)\.ts$/, /^node:timers\/promises$/],
  // Heap snapshots of Node: written to a file of ours, and read from one.
  [/^runtime\/node\/(?:dump|private-file|heap-graph\/read)\.ts$/, /^node:fs(?:\/promises)?$/],
  // Where such a file is put that nobody is to keep.
  [/^runtime\/node\/private-file\.ts$/, /^node:os$/],
  // A Node that starts a child holds all signals back for a moment.
  [/^runtime\/node\/detect\.ts$/, /^node:timers\/promises$/],
  // The number of SIGUSR1.
  [/^runtime\/node\/system\.ts$/, /^node:os$/],
  // Programs to try ntop on.
  [/^cli\/demo\/start\.ts$/, /^node:child_process$/],
  // Programs of util-linux, and a shell that writes where a write may wait.
  [/^control\/(?:tool|working-set)\.ts$/, /^node:child_process$/],
  [/^ui\/overlays\/working-set-ask\.ts$/, /^node:timers\/promises$/],
  // Rates are measured over a moment.
  [/^ui\/plain\/inspecting\.ts$/, /^node:timers\/promises$/],
  // setpriority(2).
  [/^ui\/renicing\.ts$/, /^node:os$/],
  // Snapshots that are kept, and read from pipes too.
  [/^export\/(?:whole-file|bounded-text)\.ts$/, /^node:fs(?:\/promises)?$/],
  [/^export\/bounded-text\.ts$/, /^node:net$/],
  [/^(?:export|inspect)\/.*run\.ts$/, /^node:timers\/promises$/],
  [/^(?:export\/output|cli\/run)\.ts$/, /^node:stream$/],
  // Whether a tree that was named is there; what a signal's exit code is.
  [/^cli\/with-source\.ts$/, /^node:fs$/],
  [/^cli\/(?:until-signal|ending)\.ts$/, /^node:os$/],
  // A line that somebody types.
  [/^cli\/read-line\.ts$/, /^node:(?:readline|stream)$/],
  [/^config\/toml\.ts$/, /^smol-toml$/],
  [/^config\/(?:config-file|first-start|make-folder)\.ts$/, /^node:fs$/],
  // A name for the new file that nobody else has.
  [/^config\/save-config\.ts$/, /^node:(?:fs|crypto)$/],
]

describe('modules from outside', () => {
  it('are used only where they belong', () => {
    const strangers = outside.filter(
      ({ from, to }) => !MODULES.some(([users, modules]) => users.test(from) && modules.test(to)),
    )
    expect(strangers.map(arrow)).toEqual([])
  })

  it('by Node’s full names', () => {
    expect(
      outside
        .filter(({ to }) => !/^(?:node:|blessed\/|(?:smol-toml|pidusage|koffi)$|systeminformation(?:\/|$))/.test(to))
        .map(arrow),
    ).toEqual([])
  })

  it('of which the portable source knows no library but by its types', () => {
    const callers = outside.filter(
      ({ from, to, typeOnly }) =>
        to === 'systeminformation' && !typeOnly && !from.startsWith('sources/portable/child/'),
    )
    expect(callers.map(arrow)).toEqual([])
  })
})

describe('what must not be', () => {
  const offenders = (pattern: RegExp, files = sourceFiles()) => files.filter(file => pattern.test(code(file)))

  it('is text from elsewhere with blessed’s tags switched on', () => {
    expect(offenders(/\btags\s*:/)).toEqual([])
  })

  it('is the clock read by what is pure', () => {
    const pure = sourceFiles().filter(file => /^(?:model|procfs|columns|commands|query)\//.test(file))
    expect(offenders(/\bDate\.now\(|\bnew Date\(\)|\bperformance\.now\(|\bprocess\.(?!ts\b)/, pure)).toEqual([])
  })

  it('is an error that is swallowed whole', () => {
    expect(offenders(/\bcatch\s*\{/)).toEqual([])
  })
})
