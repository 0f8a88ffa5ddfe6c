/** How a process competes for a disk, ioprio_set(2). */
export const IO_CLASSES = ['none', 'realtime', 'best-effort', 'idle'] as const
export type IoClass = (typeof IO_CLASSES)[number]

export interface IoPriority {
  readonly class: IoClass
  /** 0 is the highest of 8; undefined where the class has none. */
  readonly level: number | undefined
}
