import type { Source } from '../source.ts'
import { NoAnswer } from './answers.ts'
import { helper, helperProgram } from './helper.ts'
import { cpuModelOf } from './host.ts'
import { CLOCK, Lanes } from './lanes.ts'
import { portableSource } from './source.ts'

/** This machine, by a helper program that is started with the first question. */
export function openPortable(): Source {
  const asked = helper({ program: helperProgram(), platform: process.platform, environment: process.env })
  const source = portableSource({ lanes: new Lanes(asked, CLOCK) })
  return { ...source, settled: () => asked.ended() }
}

/** The model of this machine's processors as the library finds it out; undefined where it does not. */
export async function askCpuModel(): Promise<string | undefined> {
  const asked = helper({ program: helperProgram(), platform: process.platform, environment: process.env })
  const lanes = new Lanes(asked, CLOCK)
  try {
    const cpu = await lanes.refresh('cpu')
    return cpu && cpuModelOf(cpu.value)
  } catch (error) {
    if (error instanceof NoAnswer) return undefined
    throw error
  } finally {
    lanes.close()
  }
}
