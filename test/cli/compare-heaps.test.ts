/** `ntop compare` of snapshots that real Nodes wrote of their heaps. */
import { execFile, spawnSync } from 'node:child_process'
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Json } from '../../src/export/describe.ts'
import { jsonSchema } from '../../src/export/schema.ts'
import { withOneKeyMore, withoutOneKey } from '../export/mutations.ts'
import { nodes } from '../runtime/node/nodes.ts'
import { jsonOfNtop, runNtop } from '../support/ntop.ts'

interface Row {
  readonly type: string
  readonly count: number
  readonly countDiff: number
  readonly newCount: number | null
  readonly goneCount: number | null
  readonly sizeBytes: number
  readonly sizeDiffBytes: number
  readonly retainedDiffBytes: number | null
}

interface Growth {
  readonly followed: boolean
  readonly total: Row
  readonly rows: readonly Row[]
  readonly samples: readonly {
    readonly id: number
    readonly among: number
    readonly alike: number
    readonly object: { readonly type: string }
    readonly chains: readonly {
      readonly links: readonly { readonly by: string; readonly object: { readonly type: string } }[]
    }[]
  }[]
}

const PROGRAM = 'test/targets/growing-heap.cjs'
const validate = new Ajv2020({ allErrors: true }).compile(jsonSchema() as object)
let folder: string
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ntop-compare-heaps-'))
  const run = promisify(execFile)
  for (const [i, node] of nodes().entries()) await run(node, [PROGRAM, file(`old-${i}`), file(`new-${i}`)])
  // Another process, which has more in it.
  await run(process.execPath, ['--require=node:http', PROGRAM, file('old-other'), file('new-other')])
}, 60_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const file = (name: string): string => join(folder, name)

async function compare(...args: readonly string[]): Promise<Growth> {
  const document = await jsonOfNtop('compare', ...args, '--json')
  expect(validate(document), JSON.stringify(validate.errors)).toBe(true)
  return document as Growth
}

function rowOf({ rows }: Growth, type: string): Row {
  const row = rows.find(row => row.type === type)
  if (row === undefined) throw new Error(`no ${type}`)
  return row
}

describe.each(nodes().map((node, i) => [node, file0(i)] as const))(
  'two heaps of one process of %s',
  (_, [old, young]) => {
    test('are told by type, with what is new and what is gone', async () => {
      const growth = await compare(file(old), file(young))
      expect(growth.followed).toBe(true)
      expect(rowOf(growth, 'Kept')).toMatchObject({ count: 450, countDiff: 150, newCount: 200, goneCount: 50 })
      // What Node tells of its own besides: no 1,000 bytes.
      const buffers = rowOf(growth, 'system / JSArrayBufferData')
      expect(buffers.countDiff).toBe(20)
      expect(Math.abs(buffers.sizeDiffBytes - 200_000)).toBeLessThan(1000)
      expect(growth.rows[0]?.type).toBe('system / JSArrayBufferData')
      const sum = (read: (row: Row) => number | null) => growth.rows.reduce((all, row) => all + (read(row) ?? 0), 0)
      expect(growth.total).toMatchObject({
        countDiff: sum(row => row.countDiff),
        newCount: sum(row => row.newCount),
        goneCount: sum(row => row.goneCount),
        sizeDiffBytes: sum(row => row.sizeDiffBytes),
      })
      for (const { newCount, goneCount, countDiff } of growth.rows) {
        if (newCount !== null && goneCount !== null) expect(newCount - goneCount).toBe(countDiff)
      }
    })

    test('have a new object, with who holds it', async () => {
      const { samples } = await compare(file(old), file(young))
      const [first] = samples
      expect(first).toMatchObject({ object: { type: 'system / JSArrayBufferData' } })
      expect(first?.alike).toBeGreaterThanOrEqual(20)
      expect(first?.chains[0]?.links.map(({ by, object }) => `${by} ${object.type}`).slice(0, 3)).toEqual([
        expect.stringMatching(/ ArrayBuffer$/),
        expect.stringMatching(/ Buffer$/),
        expect.stringMatching(/^\[\d+\] Array$/),
      ])
    })

    test('are told in the wrong order, and one with itself has not changed', async () => {
      const { stdout } = await runNtop('compare', file(young), file(old))
      expect(stdout).toContain('\n  the second was taken before the first: what grew here had shrunk\n')
      const same = await runNtop('compare', file(old), file(old))
      expect(same.stdout).toMatch(
        /\n {2}0 objects are new, 0 gone\n\n {2}nothing changed\n {2}\d+ types did not change\n$/,
      )
    })
  },
)

/** The files of the Node of this number. */
function file0(i: number): readonly [old: string, young: string] {
  return [`old-${i}`, `new-${i}`]
}

describe('two heaps', () => {
  test('of two processes are told by type alone, with one of what has come all the same', async () => {
    const growth = await compare(file('old-0'), file('new-other'))
    expect([growth.followed, growth.total.newCount, growth.total.goneCount]).toEqual([false, null, null])
    expect(rowOf(growth, 'Kept')).toMatchObject({ count: 450, countDiff: 150, newCount: null, goneCount: null })
    expect(growth.samples[0]?.chains[0]?.links.map(({ object }) => object.type).slice(0, 3)).toEqual([
      'ArrayBuffer',
      'Buffer',
      'Array',
    ])
    expect(growth.samples.length).toBeGreaterThan(0)
    const { stdout } = await runNtop('compare', file('old-0'), file('new-other'))
    expect(stdout).toContain('which objects are new is not known: ')
    expect(stdout).toMatch(/\n {2}SIZE +\+DIFF +COUNT +\+DIFF +RETAINED +\+DIFF +TYPE\n/)
  })

  test('are told as a table, as many rows as are asked for', async () => {
    const { code, stdout, stderr } = await runNtop('compare', file('old-0'), file('new-0'), '--top', '2')
    expect([code, stderr]).toEqual([0, ''])
    const [head, which, , titles, first, second, more] = stdout.split('\n')
    expect(head).toMatch(
      new RegExp(`^${file('new-0')}: [\\d.]+M \\+\\d+K, [\\d,]+ objects \\+[\\d,]+ since ${file('old-0')}$`),
    )
    expect(which).toMatch(/^ {2}[\d,]+ objects are new, [\d,]+ gone$/)
    expect(titles).toMatch(/^ {2} *SIZE +\+DIFF +COUNT +\+DIFF +NEW +GONE +RETAINED +\+DIFF {2}TYPE$/)
    expect(first).toMatch(/ {2}system \/ JSArrayBufferData$/)
    expect(second).toMatch(/\d$|\w/)
    expect(more).toMatch(/^ {2}\d+ more types changed by [+-][\d.]+K together$/)
    expect((await compare(file('old-0'), file('new-0'), '--top', '2')).rows).toHaveLength(2)
  })

  test('no key may be dropped and none added', async () => {
    const document = (await compare(file('old-0'), file('new-0'), '--top', '1')) as unknown as Json
    const [dropped, added] = [withoutOneKey(document), withOneKeyMore(document)]
    expect(dropped.length).toBeGreaterThan(60)
    for (const changes of [dropped, added]) {
      expect(changes.filter(change => validate(change.document)).map(({ path }) => path)).toEqual([])
    }
  })

  test('are known by what is in them, and read from a pipe too', async () => {
    copyFileSync(file('old-0'), file('old.txt'))
    spawnSync('mkfifo', [file('pipe')])
    const running = runNtop('compare', file('old.txt'), file('pipe'), '--json')
    const pipe = await open(file('pipe'), 'w')
    const text = readFileSync(file('new-0'))
    await pipe.write(text.subarray(0, 5))
    await pipe.writeFile(text.subarray(5))
    await pipe.close()
    const { code, stdout, stderr } = await running
    expect([code, stderr]).toEqual([0, ''])
    expect(rowOf(JSON.parse(stdout), 'Kept').newCount).toBe(200)
  })
})

describe('what cannot be compared', () => {
  async function refused(...words: readonly string[]): Promise<string> {
    const { code, stdout, stderr } = await runNtop('compare', ...words)
    expect([code, stdout]).toEqual([1, ''])
    return stderr.replaceAll(`${folder}/`, '')
  }

  test('is one that is cut off, or broken: told with the place', async () => {
    const text = readFileSync(file('old-0'), 'latin1')
    writeFileSync(file('cut'), text.slice(0, -1000), 'latin1')
    writeFileSync(file('broken'), text.replace('"nodes":[', '"nodes":[x'), 'latin1')
    const [size, place] = [text.length - 1000, text.indexOf('"nodes":[') + 9]
    expect(await refused(file('cut'), file('new-0'))).toBe(
      `ntop: cut: cut off in the middle of its "strings", at byte ${size}\n`,
    )
    expect(await refused(file('old-0'), file('cut'))).toMatch(/^ntop: cut: cut off in the middle/)
    expect(await refused(file('old-0'), file('broken'))).toBe(
      `ntop: broken: no number where one should be, at byte ${place}\n`,
    )
  })

  test('is one of a heap with one of memory, the heap of a JVM, what is neither, and what is not there', async () => {
    const memory = await runNtop('snapshot', String(process.pid), file('memory.json'))
    expect(memory.code).toBe(0)
    expect(await refused(file('old-0'), file('memory.json'))).toBe(
      'ntop: old-0 is a heap snapshot of V8, and memory.json a memory snapshot: they cannot be compared\n',
    )
    expect(await refused(file('memory.json'), file('old-0'))).toBe(
      'ntop: memory.json is a memory snapshot, and old-0 a heap snapshot of V8: they cannot be compared\n',
    )
    writeFileSync(file('a.hprof'), 'JAVA PROFILE 1.0.2\0and so on')
    expect(await refused(file('old-0'), file('a.hprof'))).toBe(
      'ntop: a.hprof: is the heap of a JVM (HPROF), which ntop does not read: Eclipse MAT compares two\n',
    )
    writeFileSync(file('other.json'), '{"nodes":[1]}')
    expect(await refused(file('other.json'), file('old-0'))).toBe(
      'ntop: other.json: is no memory snapshot: it has no key "schema"\n',
    )
    expect(await refused(file('old-0'), file('none'))).toBe('ntop: none: no such file or directory\n')
  })

  test.each([
    ['--by', 'kind'],
    ['--figure', 'rss'],
  ])('is a heap %s %s: these are of memory', async (flag, word) => {
    const { code, stdout, stderr } = await runNtop('compare', file('old-0'), file('new-0'), flag, word)
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toBe(`ntop: ${flag} is for memory snapshots, and ${file('old-0')} is a heap snapshot of V8\n`)
  })
})
