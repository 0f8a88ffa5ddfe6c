import type { Source } from '../source.ts'
import { helper, helperProgram } from './helper.ts'
import { CLOCK, Lanes } from './lanes.ts'
import { portableSource } from './source.ts'

/** This machine, by a helper program that is started with the first question. */
export function openPortable(): Source {
  const asked = helper({ program: helperProgram(), platform: process.platform, environment: process.env })
  const source = portableSource({ lanes: new Lanes(asked, CLOCK) })
  return { ...source, settled: () => asked.ended() }
}
