import type { Demo, DemoStep } from './demo.ts'

const step = (keys: string, text: string): DemoStep => ({ keys: keys.split(' '), text })

/** In the order in which one would learn from them, which is that of docs/course.md. */
export const demos: readonly Demo[] = [
  {
    id: 'memory',
    runtime: 'python',
    file: 'memory.py',
    about: 'asked for, touched, given back: what of its memory is there',
    tab: 'memory',
    steps: [
      step(
        '3',
        'Virtual is 600M and more, Resident a sixth of it: memory is there once it is touched. Where does it lie?',
      ),
      step('enter', 'The anonymous mappings are 96M resident of 600M. Enter shows them one by one.'),
      step(
        '2 w enter',
        'Given back: Peak resident is 64M higher than Resident. w counts what is touched within 5 s: next to nothing.',
      ),
    ],
  },
  {
    id: 'limits',
    runtime: 'python',
    file: 'limits.py',
    about: 'a program at its limit of open files, and what raises it',
    tab: 'limits',
    steps: [
      step(
        'down down down down down down down down down',
        'NOFILE climbs to 64 of 64 and turns red: then it can open nothing more. Go down to it.',
      ),
      step(
        'enter C-u 2 5 6 enter',
        'Enter sets a limit, also of a program that runs. Clear what stands there, type 256: it opens files again.',
      ),
      step('7', 'There they are: Files lists each.'),
    ],
  },
  {
    id: 'threads',
    runtime: 'python',
    file: 'threads.py',
    about: 'who computes, who sleeps, who waits for a lock or for a pipe',
    tab: 'threads',
    steps: [
      step(
        'enter',
        'computes takes the CPU; the others wait, and WAITS IN says in what. Enter shows where the first one stands in the kernel.',
      ),
      step('escape', 'It waits in the kernel for time to pass, or for a lock. Esc closes that.'),
      step('H', 'What it runs in Python, the Heap tab can tell.'),
    ],
  },
  {
    id: 'shared-memory',
    runtime: 'python',
    file: 'shared.py',
    about: '64M of two processes: RSS counts them twice, PSS once',
    tab: 'memory',
    steps: [
      step('8', 'Proportional is half of Resident: of the 64M each of the two answers for half. Who is the other?'),
      step('/ s h m enter', 'Peers lists who is at the other end of what it has: look for its shared memory.'),
      step('enter', 'posix-shm leads to its child: Enter goes there.'),
    ],
  },
  {
    id: 'fork',
    runtime: 'python',
    file: 'fork.py',
    about: 'children have their parent’s memory until somebody writes to it',
    tab: 'memory',
    steps: [
      step(
        'escape',
        'Unique is small though Resident is 109M: the rest it has in common with its two children. See all three.',
      ),
      step('t', 'As a tree: they are below it, and all three have the same RES.'),
      step(
        'tab tab',
        'Another layout has USS and PSS: of one child USS grows up to 96M, for it writes; of the other it stays.',
      ),
    ],
  },
  {
    id: 'queues',
    runtime: 'python',
    file: 'queues.py',
    about: 'a queue that is filled faster than it is emptied',
    tab: 'peers',
    steps: [
      step(
        '2',
        'A pipe leads to consumer (→), and somebody waits to write to it: it is full. What is not sent yet piles up here.',
      ),
      step(
        's',
        'Memory; s marks it: growth is counted from here on. Resident grows, though the queue is “only” a pipe.',
      ),
    ],
  },
]
