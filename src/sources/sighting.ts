import type { ProcessId } from '../model/process.ts'

/** What a look at one process shows, as far as its life is concerned. */
export interface Sighting {
  readonly id: ProcessId
  readonly ppid: number
  readonly state: string | undefined
  readonly kernelThread: boolean
  readonly threads: number | undefined
  readonly nice: number | undefined
}

/**
 * Whoever has a pid. `gone`: nobody. `denied`: the system hides it. `reused`: somebody else than who was listed with it.
 * `unreadable`: there is somebody, and who cannot be told.
 */
export type Looked = Sighting | 'gone' | 'denied' | 'reused' | 'unreadable'

/** Looks at whoever has the pid at this moment. */
export type LookAt = (pid: number) => Looked
