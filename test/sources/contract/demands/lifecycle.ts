/** What is left of a source, and what it says when it is asked for what cannot be. */
import { expect } from 'vitest'
import { grown, TOLERATED } from '../flatness.ts'
import type { Demand } from '../trial.ts'

const closing: Demand = {
  what: 'leaves no timer, descriptor or child when it is closed, and whoever used it can end',
  async check(trial) {
    const { after, before, endedByItself, leftBehind } = await trial.tried.runClosed()
    expect(endedByItself, 'program ends by itself').toBe(true)
    expect(after?.children, 'children').toEqual(before?.children)
    expect(after?.descriptors, 'descriptors').toEqual(before?.descriptors)
    expect(leftBehind, 'programs left behind').toEqual([])
  },
}

const closedEarly: Demand = {
  what: 'ends a scan that is under way when it is closed, and may be closed twice',
  async check(trial) {
    const source = trial.open()
    const scan = source.scan({ everyone: new Set() }).then(() => undefined, typeOf)
    source.close()
    source.close()
    const late = new Promise<string>(resolve => setTimeout(resolve, trial.tried.patienceMs, 'still waits').unref())
    expect(await Promise.race([scan, late]), 'scan').not.toBe('still waits')
    expect(await scan, 'error').not.toBe('Error')
  },
}

const closedFirst: Demand = {
  what: 'knows of no process any more when it is closed, or says why',
  async check(trial) {
    await trial.look()
    const { source } = trial
    source.close()
    const scan = source.scan({ everyone: new Set() }).then(({ processes }) => processes.length, typeOf)
    expect([0, expect.stringMatching(/^(?!Error$)./)], 'processes or error').toContainEqual(await scan)
  },
}

/** The name of an error's kind. */
function typeOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error
}

const missing: Demand = {
  what: 'says by a code that there is nothing to read where it was sent',
  async check(trial) {
    let error: unknown
    try {
      trial.tried.openMissing?.().close()
    } catch (thrown) {
      error = thrown
    }
    expect(error, 'error').toBeInstanceOf(Error)
    expect(error, 'error with a code').toHaveProperty('code', expect.any(String))
  },
}

const flat: Demand = {
  what: 'has no more descriptors, children and memory after many scans than after some',
  async check(trial) {
    const { children, descriptors, heapBytes, helpers, rssBytes } = grown(await trial.tried.runFlat())
    expect(children, 'children').toBeLessThanOrEqual(0)
    expect(descriptors, 'descriptors').toBeLessThanOrEqual(TOLERATED.descriptors)
    expect(heapBytes, 'heap').toBeLessThanOrEqual(TOLERATED.heapBytes)
    expect(rssBytes, 'memory').toBeLessThanOrEqual(TOLERATED.rssBytes)
    expect(helpers.descriptors, 'open in helpers').toBeLessThanOrEqual(TOLERATED.helpers.descriptors)
    expect(helpers.rssBytes, 'resident in helpers').toBeLessThanOrEqual(TOLERATED.helpers.rssBytes)
  },
}

export const LIFECYCLE = { closing, closedEarly, closedFirst, flat }
export const MISSING = { missing }
