import type { Demo } from './demo.ts'

/** In the order in which one would learn from them, which is that of docs/course.md. */
export const demos: readonly Demo[] = [
  {
    id: 'memory',
    runtime: 'python',
    file: 'memory.py',
    about: 'asked for, touched, given back, mapped: what of a program’s memory is real',
    tab: 'memory',
    steps: [{ keys: [], text: 'Virtual is above 700M, Resident far below: memory counts once it is touched.' }],
  },
]
