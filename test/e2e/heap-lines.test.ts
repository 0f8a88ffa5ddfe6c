/** The line that leaks, named by ntop: beside what the program itself counts. */
import { existsSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { until } from '../runtime/asked-program.ts'
import { jsonOfNtop } from '../support/ntop.ts'
import {
  askWhile,
  compareLines,
  grownRow,
  leakIn,
  nodeLeak,
  openLines,
  PYTHON,
  pythonLeak,
  startNode,
  startPython,
} from './leaking.ts'

interface Figures {
  readonly counts: readonly number[]
  readonly thresholds: readonly number[]
  readonly stats: readonly {
    readonly collections: number
    readonly collected: number
    readonly uncollectable: number
  }[]
  readonly enabled: boolean
  readonly frozen: number
  readonly callbacks: number
  readonly tracing: boolean
  readonly traced: readonly [number, number]
}

type Row = Readonly<Record<string, unknown>>

/** Within 10 %. */
function isAbout(bytes: number, counted: number): void {
  expect(Math.abs(bytes - counted) / counted, `${bytes} of ${counted}`).toBeLessThan(0.1)
}

describe.skipIf(!existsSync(PYTHON))('a Python that leaks', () => {
  test('has file and line named first, with its own bytes', async () => {
    const python = await startPython()
    await python.ask('leak 2000')
    let counted = 0
    const told = await askWhile([`${python.pid}`, 'lines', '--for', '60', '--json', '--yes'], async () => {
      await python.ask('mark')
      await python.ask('churn 5000')
      counted = await python.ask<number>('leak 3000')
      // The list that holds them is on the same line, for tracemalloc and for us.
      const own = await python.ask<{ file: string; line: number; bytes: number; count: number }>('grown')
      expect(own).toMatchObject(pythonLeak)
    })
    const { rows } = told as { rows: readonly Row[] }
    expect(rows[0]).toMatchObject({
      ...pythonLeak,
      lineIs: 'allocation',
      hotLines: null,
      source: expect.stringContaining('the line that leaks'),
    })
    isAbout(Number(rows[0]?.['sizeDiffBytes']), counted)
    expect(Number(rows[0]?.['countDiff'])).toBeGreaterThanOrEqual(3000)
    expect(told).toMatchObject({ schema: 'ntop-heap-lines/1', runtime: expect.stringMatching(/^python 3\./) })
    const after = await python.ask<Figures>('figures')
    expect([after.tracing, after.callbacks, after.frozen]).toEqual([false, 0, 0])
  })

  test('has them first on the screen, by keys', async () => {
    const python = await startPython()
    await python.ask('leak 2000')
    const ntop = await openLines(python.pid)
    await python.ask('churn 5000')
    const counted = await python.ask<number>('leak 12000')
    await compareLines(ntop)
    const { bytes, text } = grownRow(ntop.text())
    expect(text).toContain(` leaks.py:${pythonLeak.line} `)
    isAbout(bytes, counted)
    await ntop.until('kept.append(bytearray(PIECE))  # the line that leaks')
    ntop.type('escape')
    await ntop.until('tracing of allocations is off')
    expect((await python.ask<Figures>('figures')).tracing).toBe(false)
  })

  test('tells the figures of its own gc', async () => {
    const python = await startPython()
    await python.ask('figures')
    const told = (await jsonOfNtop('heap', `${python.pid}`, 'stats', '--json', '--yes')) as {
      readonly generations: readonly Record<string, number>[]
      readonly collects: boolean
    }
    const own = await python.ask<Figures>('figures')
    expect(told.generations.map(({ threshold }) => threshold)).toEqual(own.thresholds)
    expect(told.generations.map(({ collections }) => collections)).toEqual(
      own.stats.map(({ collections }) => collections),
    )
    expect(told.generations.map(({ collected }) => collected)).toEqual(own.stats.map(({ collected }) => collected))
    expect(told.collects).toBe(own.enabled)
  })
})

describe('a Node that leaks', () => {
  test('has file and very line named first, with its own bytes', async () => {
    const node = await startNode()
    await leakIn(node, 3)
    let counted = 0
    const told = await askWhile(
      [`${node.pid}`, 'lines', '--for', '60', '--json', '--yes'],
      async () => {
        counted = await leakIn(node, 60)
      },
      async ntop => {
        await ntop.until(/looking for 3s for the very line of \S+leaking\.mjs:\d+ in manyStatements/)
        await node.ask('leak statements')
      },
    )
    const { rows } = told as { rows: readonly Row[] }
    expect(rows[0]).toMatchObject({
      ...nodeLeak,
      function: 'manyStatements',
      lineIs: 'allocation',
      source: expect.stringContaining('leaks: statements'),
      hotLines: expect.arrayContaining([expect.objectContaining(nodeLeak)]),
    })
    isAbout(Number(rows[0]?.['sizeDiffBytes']), counted)
    expect(node.ports()).toEqual([])
    expect(await node.ask('subscribed')).toBe('false')
  })

  test('is left as it was where Ctrl-C ends the looking for its very line', async () => {
    const node = await startNode()
    const told = await askWhile(
      [`${node.pid}`, 'lines', '--for', '60', '--json', '--yes'],
      async () => {
        await leakIn(node, 10)
      },
      async ntop => {
        await node.ask('leak statements')
        await ntop.until('looking for 3s for the very line')
        // By then it marks statements.
        await until(async () => (await node.ask('subscribed')) === 'true')
        ntop.type('C-c')
      },
    )
    expect(told).toMatchObject({
      caveats: expect.arrayContaining(['very lines were looked for no further than Ctrl-C']),
      rows: expect.arrayContaining([expect.objectContaining({ function: 'manyStatements', hotLines: null })]),
      leftBehind: [],
    })
    expect([node.ports(), await node.ask('subscribed')]).toEqual([[], 'false'])
    const counted = Number(await node.ask('counted'))
    await until(async () => Number(await node.ask('counted')) > counted)
  })

  test('keeps its optimised code where that is asked for, and it is said that bytes may be missing', async () => {
    const node = await startNode()
    await leakIn(node, 3)
    const told = await askWhile(
      [`${node.pid}`, 'lines', '--optimised', '--every', '20K', '--for', '60', '--json', '--yes'],
      async () => {
        await leakIn(node, 60)
      },
    )
    expect(told).toMatchObject({
      caveats: expect.arrayContaining([expect.stringContaining('bytes may be missing')]),
      rows: expect.arrayContaining([expect.objectContaining({ file: nodeLeak.file, lineIs: 'function' })]),
    })
    expect(node.ports()).toEqual([])
  })

  test('has them first on the screen, by keys', async () => {
    const node = await startNode()
    await leakIn(node, 3)
    const ntop = await openLines(node.pid)
    const counted = await leakIn(node, 60)
    await compareLines(ntop)
    const { bytes, text } = grownRow(ntop.text())
    expect(text).toMatch(/ leaking\.mjs:\d+ manyStatements /)
    isAbout(bytes, counted)
    await ntop.until('begins there: l looks for the very line')
    await node.ask('leak statements')
    ntop.type('l')
    await ntop.until('the very line of a function: ')
    ntop.type('enter')
    await ntop.until(rows => grownRow(rows).text.includes(` leaking.mjs:${nodeLeak.line} manyStatements `), 30_000)
    await ntop.until('kept.push(new Array(100).fill(sum)) // leaks: statements')
    ntop.type('enter')
    await ntop.until(/\d+ % on line \d+|the very line, \d+ %/)
    ntop.type('escape')
    await ntop.until(rows => !rows.some(row => row.includes('allocated at')))
    ntop.type('escape')
    await ntop.until('left as it was')
    expect(node.ports()).toEqual([])
    expect(await node.ask('subscribed')).toBe('false')
  })
})
