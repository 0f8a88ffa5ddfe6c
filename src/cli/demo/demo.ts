/** A program to look at, and what to press: anybody can try an idea within a minute. */
export type DemoRuntime = 'node' | 'python' | 'java'

export interface DemoStep {
  /** Keys as the screen calls them; none where there is only something to be looked at. */
  readonly keys: readonly string[]
  /** What that does, and what is to be seen then. */
  readonly text: string
}

export interface Demo {
  readonly id: string
  readonly runtime: DemoRuntime
  /** Beside the others, see {@link DemoRuntime}. */
  readonly file: string
  /** The idea, in a few words. */
  readonly about: string
  /** The tab of inspect that it begins with. */
  readonly tab: string
  readonly steps: readonly DemoStep[]
}
