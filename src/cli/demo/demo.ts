import type { GuideStep } from '../invocation.ts'

/** A program to look at, and what to press: anybody can try an idea within a minute. */
export type DemoRuntime = 'node' | 'python' | 'java'

export interface Demo {
  readonly id: string
  readonly runtime: DemoRuntime
  /** Beside the others, see {@link DemoRuntime}. */
  readonly file: string
  /** The idea, in a few words. */
  readonly about: string
  /** The tab of inspect that it begins with. */
  readonly tab: string
  readonly steps: readonly GuideStep[]
}
