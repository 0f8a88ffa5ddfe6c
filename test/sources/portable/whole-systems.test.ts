/**
 * The portable source over the real helper and the real libraries, told that they are on another system, of whose programs
 * only ps(1) or PowerShell is there: whatever the libraries make of that, it ends nobody, and no figure is made up.
 */
import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterEach, beforeEach, expect, it, onTestFinished } from 'vitest'
import { ALL_COLUMNS, ALL_FACETS, snapshotJson } from '../../../src/export/json.ts'
import { jsonSchema } from '../../../src/export/schema.ts'
import { derive } from '../../../src/model/derive.ts'
import type { Snapshot } from '../../../src/model/snapshot.ts'
import type { Kind } from '../../../src/sources/portable/answers.ts'
import { CLOCK, Lanes } from '../../../src/sources/portable/lanes.ts'
import { portableSource } from '../../../src/sources/portable/source.ts'
import { figuresOf } from '../contract/figures.ts'
import { ProgramsOnPath } from '../programs-on-path.ts'
import { FREEBSD, helperOn, MAC, ps, windows } from './systems.ts'

let programs: ProgramsOnPath
beforeEach(() => {
  programs = new ProgramsOnPath()
})
afterEach(() => programs.restore())

const validate = new Ajv2020({ allErrors: true }).compile(jsonSchema() as object)

const KINDS: readonly Kind[] = [
  'memory',
  'network',
  'diskIo',
  'fileSystems',
  'temperature',
  'battery',
  'graphics',
  'cpu',
]

/** What its programs answer; the environment in which they are looked for. */
const SYSTEMS = {
  darwin: () => ps(programs, MAC) ?? {},
  freebsd: () => ps(programs, FREEBSD) ?? {},
  win32: () => windows(programs),
} as const

it.each(['darwin', 'freebsd', 'win32'] as const)('on %s whatever is answered becomes a sample', async platform => {
  const asker = await helperOn(platform, SYSTEMS[platform]())
  const lanes = new Lanes(asker, CLOCK)
  const source = portableSource({ lanes, platform })
  onTestFinished(() => source.close())
  let snapshot: Snapshot | undefined
  for (let scan = 0; scan < 3; scan++) {
    const sample = await source.scan({ everyone: new Set() })
    expect(sample.processes.length).toBeGreaterThan(0)
    snapshot = derive(snapshot, sample)
    // Each answer, or that there is none.
    await Promise.allSettled(KINDS.map(kind => lanes.refresh(kind, kind === 'network' ? ['lo'] : undefined)))
  }
  const wrong = figuresOf(snapshot).filter(({ value }) => !Number.isFinite(value))
  expect(wrong).toEqual([])
  if (snapshot === undefined) throw new Error('no snapshot')
  const asked = { rows: snapshot.processes, troubles: [], facets: new Set(ALL_FACETS), columns: new Set(ALL_COLUMNS) }
  const document = JSON.parse(JSON.stringify(snapshotJson(snapshot, asked)))
  expect(validate(document), JSON.stringify(validate.errors)).toBe(true)
})
