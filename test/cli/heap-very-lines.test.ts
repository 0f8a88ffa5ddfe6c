/** `ntop heap PID lines` where traces have only functions: the very lines of those that grew most. */
import type { EventEmitter } from 'node:events'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, test } from 'vitest'
import type { SourceLine } from '../../src/cli/heap/lines.ts'
import { jsonSchema } from '../../src/export/schema.ts'
import type { CodePlace, HotLine } from '../../src/runtime/allocations.ts'
import type { Abilities } from '../../src/runtime/detection.ts'
import { type HeapSession, NoAnswer } from '../../src/runtime/session.ts'
import { traceOf } from '../support/allocations.ts'
import { ABILITIES, heap, snapshot, type World } from './fake-heap.ts'

const LINES: Abilities = {
  ...ABILITIES,
  lines: { effects: ['slows', 'memory-spike'], estimatedPauseMs: 2000, warnings: ['the function is slow meanwhile'] },
}
const sampled = { runtime: 'node', lines: 'function', sampledEveryBytes: 20_168 } as const
const MB = 1_000_000
const CALLER = '/srv/main.cjs:90 serve'

/** What each function has of the growth; `small` has less than a tenth. */
const AFTER = snapshot(
  { ...sampled, atMs: 1_010_000 },
  traceOf(60 * MB, 600, '/srv/leak.cjs:3 remember', CALLER),
  traceOf(20 * MB, 200, '/srv/two.cjs:5 two', CALLER),
  traceOf(14 * MB, 140, 'node:internal/timers:500 listOnTimeout'),
  traceOf(MB, 10, '/srv/small.cjs:7 small', CALLER),
)

/** A session that finds these lines of a function: its number, and its part. */
function session(
  found: Readonly<Record<string, readonly (readonly [line: number, share: number])[]>>,
  over: Partial<HeapSession> = {},
): Partial<HeapSession> {
  let looks = 0
  const tracing = { frames: undefined, tracedBytes: undefined, peakBytes: undefined, overheadBytes: undefined }
  return {
    abilities: LINES,
    tracing: async () => ({ on: false, ours: false, ...tracing }),
    startTracing: async () => {},
    snapshot: async () => (looks++ === 0 ? snapshot(sampled) : AFTER),
    hotLines: async (place: CodePlace) =>
      (found[place.function ?? ''] ?? []).map(
        ([line, shareOfBytes]): HotLine => ({ place: { ...place, line }, shareOfBytes, samples: 9 }),
      ),
    ...over,
  }
}

const FOUND = {
  remember: [
    [11, 0.9],
    [12, 0.1],
  ],
  two: [
    [6, 0.55],
    [8, 0.45],
  ],
} as const
const sourceLine: SourceLine = async ({ file, line }) => `${file.slice(5)} has ${line}`

function asked(words: string, over: Partial<World> = {}) {
  return heap(`lines ${words}`, {
    abilities: LINES,
    session: session(FOUND),
    sourceLine,
    ...over,
  })
}

describe('where the program keeps its optimised code', () => {
  const OPTIMISED: Abilities = {
    ...LINES,
    allocations: { effects: ['slows'], warnings: ['twice as slow'], optimised: { warnings: ['hardly slower'] } },
  }

  test('it is traced so, with samples as seldom as hardly show, and no very line is looked for', async () => {
    const { stdout, done, consent } = await asked('--optimised --for 0.1 --yes', { abilities: OPTIMISED })
    expect(done).toContain('startTracing {"frames":1,"everyBytes":524288,"exact":false}')
    expect(done.filter(what => what.startsWith('hotLines'))).toEqual([])
    expect(consent).not.toContain('memory-spike')
    expect(stdout).toContain('very lines were not looked for: the program would lose its optimised code for as long\n')
    const byFile = await asked('--optimised --by file --every 20K --for 0.1 --yes', { abilities: OPTIMISED })
    expect(byFile.done).toContain('startTracing {"frames":1,"everyBytes":20480,"exact":false}')
    expect(byFile.stdout).not.toContain('very lines were not')
  })

  test('that is what is agreed to', async () => {
    const { stderr } = await asked('--optimised --for 0.1', { abilities: OPTIMISED, types: 'n' })
    expect(stderr).toContain('mind: hardly slower\n')
    expect(stderr).not.toContain('twice as slow')
    const exact = await asked('--for 0.1', { abilities: OPTIMISED, types: 'n' })
    expect(exact.stderr).toContain('mind: twice as slow\n')
    expect(exact.stderr).not.toContain('hardly slower')
  })

  test('of what has none it is refused before anything is done', async () => {
    const { code, stderr, done } = await asked('--optimised --for 0.1 --yes')
    expect([code, done]).toEqual([1, []])
    expect(stderr).toMatch(
      / cannot be had: --optimised is for Node, whose optimised code allocations are traced without\n$/,
    )
  })
})

describe('in JSON', () => {
  test('file and very line are those of the row where one is clearly it; all that were found stand beside', async () => {
    const { stdout, done } = await asked('--for 0.1 --yes --json')
    const looked = done.filter(what => what.startsWith('hotLines'))
    expect(looked).toEqual([
      'hotLines {"file":"/srv/leak.cjs","line":3,"function":"remember"} 100',
      'hotLines {"file":"/srv/two.cjs","line":5,"function":"two"} 100',
    ])
    const document = JSON.parse(stdout)
    const own = { file: '/srv/leak.cjs', function: 'remember' }
    expect(document).toMatchObject({
      lines: 'function',
      rows: [
        {
          ...own,
          line: 11,
          lineIs: 'allocation',
          source: 'leak.cjs has 11',
          sizeDiffBytes: 60 * MB,
          hotLines: [
            { ...own, line: 11, shareOfBytes: 0.9 },
            { ...own, line: 12, shareOfBytes: 0.1 },
          ],
        },
        { line: 5, lineIs: 'function', source: 'two.cjs has 5', hotLines: [{ line: 6 }, { line: 8 }] },
        { file: 'node:internal/timers', lineIs: 'function', hotLines: null },
        { file: '/srv/small.cjs', line: 7, lineIs: 'function', hotLines: null },
      ],
    })
    const validate = new Ajv2020({ allErrors: true }).compile(jsonSchema() as object)
    expect(validate(document), JSON.stringify(validate.errors)).toBe(true)
  })

  test('ways have it, too, with who called it', async () => {
    const { stdout } = await asked('--for 0.1 --yes --json --by traceback')
    expect(JSON.parse(stdout).rows[0]).toMatchObject({
      line: 11,
      frames: [
        { file: '/srv/leak.cjs', line: 11, function: 'remember' },
        { file: '/srv/main.cjs', line: 90 },
      ],
    })
  })

  test('a function that was inlined stands before the one that was named for it', async () => {
    const place = { file: '/srv/other.cjs', line: 40, function: 'keep' }
    const hotLines = async () => [{ place, shareOfBytes: 1, samples: 9 }]
    const { stdout } = await asked('--for 0.1 --yes --json --by traceback', { session: session({}, { hotLines }) })
    expect(JSON.parse(stdout).rows[0]).toMatchObject({ ...place, frames: [place, { function: 'remember' }, {}] })
  })

  test('what could not be told is an empty list, and said', async () => {
    const { stdout } = await asked('--for 0.1 --yes --json', { session: session({}) })
    const { rows, caveats } = JSON.parse(stdout)
    expect(rows[0]).toMatchObject({ line: 3, lineIs: 'function', hotLines: [] })
    expect(caveats).toContain(
      'the very line of /srv/leak.cjs:3 in remember could not be told: too little stayed meanwhile',
    )
  })

  test('what was answered with a reason is told with it', async () => {
    const hotLines = async () => {
      throw new NoAnswer('the function is too long to be measured')
    }
    const { code, stdout } = await asked('--for 0.1 --yes --json', { session: session({}, { hotLines }) })
    const { rows, caveats } = JSON.parse(stdout)
    expect([code, rows[0].hotLines]).toEqual([0, null])
    expect(caveats).toContain('the very line of /srv/leak.cjs:3 in remember: the function is too long to be measured')
  })
})

test('as text it stands with its code, and a line that is only the beginning is marked', async () => {
  const { stdout } = await asked('--for 0.1 --yes')
  expect(stdout.slice(stdout.indexOf('  SIZE'))).toBe(`  SIZE  +DIFF  COUNT  +DIFF  WHERE
   57M   +57M    600   +600  /srv/leak.cjs:11 in remember
                               90 % on 11: leak.cjs has 11
                               10 % on 12: leak.cjs has 12
   19M   +19M    200   +200  /srv/two.cjs:5 in two (begins)
                               55 % on 6: two.cjs has 6
                               45 % on 8: two.cjs has 8
   13M   +13M    140   +140  node:internal/timers:500 in listOnTimeout (begins)
                               internal/timers has 500
  977K  +977K     10    +10  /srv/small.cjs:7 in small (begins)
                               small.cjs has 7
`)
  expect(stdout).toContain('unless its very line was looked for')
})

describe('it is looked for', () => {
  test('with what that does, agreed to together with the tracing', async () => {
    const { stderr, done } = await asked('', { types: 'n' })
    expect(stderr).toContain(`  - makes it slower as long as this lasts
  - makes it take more memory for a moment
  - stops it for about 2.0 s
  mind: it waits for a safe point
  mind: the function is slow meanwhile
  mind: so the very lines of up to three functions are looked for, one after the other; not with --by file or function
`)
    expect(done).toEqual([])
    const { consent } = await asked('--for 0.1 --yes')
    expect(consent).toEqual(['writes-memory', 'makes-file', 'pause', 'slows', 'memory-spike'])
  })

  test.each(['file', 'function'])('but not by %s, and then nothing of that is agreed to', async by => {
    const { consent, done, stdout } = await asked(`--for 0.1 --yes --json --by ${by}`)
    expect(consent).toEqual(['writes-memory', 'makes-file', 'pause', 'slows'])
    expect(done.filter(what => what.startsWith('hotLines'))).toEqual([])
    expect(JSON.parse(stdout).rows[0]).toMatchObject({ hotLines: null, lineIs: by === 'file' ? null : 'function' })
  })

  test('nor where that is refused, or each line is told anyway', async () => {
    const refused = { ...LINES, lines: { refusal: 'too old' } }
    const { consent, done } = await asked('--for 0.1 --yes', {
      abilities: refused,
      session: session(FOUND, { abilities: refused }),
    })
    expect([consent?.includes('memory-spike'), done.join().includes('hotLines')]).toEqual([false, false])
    const told = async () => ({ ...AFTER, lines: 'allocation' as const })
    const { done: also } = await asked('--for 0.1 --yes', { session: session(FOUND, { snapshot: told }) })
    expect(also.join()).not.toContain('hotLines')
  })

  test('until Ctrl-C, with which all else is told', async () => {
    const onSay = (text: string, signals: EventEmitter) => {
      if (text.includes('for the very line of /srv/leak.cjs:3 in remember; Ctrl-C'))
        setImmediate(() => signals.emit('SIGINT'))
    }
    const never = new Promise<never>(() => {})
    const { code, stdout, done } = await asked('--for 0.1', {
      types: 'y',
      session: session({}, { hotLines: () => never }),
      onSay,
    })
    expect([code, done.slice(-2).map(what => what.split(' ')[0])]).toEqual([0, ['hotLines', 'detach']])
    expect(stdout).toContain('very lines were looked for no further than Ctrl-C')
    expect(stdout).toContain('/srv/leak.cjs:3 in remember (begins)')
  })
})
