import { endedCpu } from './ended-cpu.ts'
import type { Detector } from './trouble.ts'

/** What is looked for, the worst first. */
export const detectors: readonly Detector[] = [endedCpu]
