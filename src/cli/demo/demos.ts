import type { GuideStep } from '../invocation.ts'
import type { Demo } from './demo.ts'

/** @param leadsTo what they lead to, see {@link GuideStep} */
const step = (keys: string, text: string, leadsTo?: string): GuideStep => ({
  keys: keys.split(' '),
  text,
  ...(leadsTo !== undefined && { leadsTo }),
})

/** From the Heap tab into a program. */
const LOOK_INSIDE: readonly GuideStep[] = [
  step(
    'enter',
    'What its runtime tells by itself stands here. Enter shows what ntop would do to look inside.',
    'look-inside',
  ),
  step('enter', 'All of it is undone when you leave. Enter agrees.', 'live-heap Figures'),
]

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
        'inspect Maps',
      ),
      step('enter', 'The anonymous mappings are 96M resident of 600M. Enter shows them one by one.'),
      step(
        '2 w enter',
        'Given back: Peak resident is 64M higher than Resident. w counts what is touched within 5 s: next to nothing.',
        'inspect Memory',
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
        'inspect Limits',
      ),
      step('7', 'There they are: Files lists each.', 'inspect Files'),
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
        '/ w a i t s enter',
        'computes takes half a core; the others wait, and WAITS IN says in what. Look for the one that waits for the lock.',
        'inspect Threads',
      ),
      step('enter', 'futex is what a lock waits in. Enter shows the whole way through the kernel.', 'stack'),
      step(
        'escape',
        'Which lock that is, and who has it, the kernel does not tell. Esc closes this.',
        'inspect Threads',
      ),
      step('H', 'Python knows where each thread stands: the Heap tab.', 'inspect Heap'),
      ...LOOK_INSIDE,
      step('5', 'Stacks: the line that each thread is at.', 'live-heap Stacks'),
    ],
  },
  {
    id: 'shared-memory',
    runtime: 'python',
    file: 'shared.py',
    about: '64M of two processes: RSS counts them twice, PSS once',
    tab: 'memory',
    steps: [
      step(
        '8',
        'Proportional is half of Resident: of the 64M each of the two answers for half. Who is the other?',
        'inspect Peers',
      ),
      step(
        '/ s h m enter',
        'Peers lists who is at the other end of what it has: look for its shared memory.',
        'inspect Peers',
      ),
      step('enter', 'posix-shm leads to its child: Enter goes there.', 'inspect-1 Peers'),
    ],
  },
  {
    id: 'fork',
    runtime: 'python',
    file: 'fork.py',
    about: 'children have their parent’s memory until one writes to it',
    tab: 'memory',
    steps: [
      step(
        'escape',
        'Unique is small though Resident is 109M: the rest it has in common with its two children. Go to the list.',
        'table',
      ),
      step('\\ f o r k . p y enter', 'The three are somewhere in it: list nothing else.', 'table'),
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
        'inspect Memory',
      ),
      step(
        's',
        'Memory; s marks it: growth is counted from here on. Resident grows, though the queue is “only” a pipe.',
      ),
    ],
  },
  {
    id: 'leak-python',
    runtime: 'python',
    file: 'leak.py',
    about: 'the line of Python that leaks, between two snapshots',
    tab: 'heap',
    steps: [
      ...LOOK_INSIDE,
      step('2 s', 'Lines; s asks how closely allocations are to be traced, for that has its price.', 'tracing'),
      step('enter', 'The line alone is enough, and the cheapest.', 'live-heap Lines'),
      step('s', 'It is traced from now on, as the badge says. s takes a first snapshot.'),
      step('s', 'Let it run for some seconds, and take a second one.'),
      step(
        'c',
        'c compares the two: what has grown comes first, with the line itself, and what RSS has grown beside it.',
      ),
      step(
        'enter',
        'leak.py:20 has grown. Enter shows it with its text; had 10 frames been kept, also who called it.',
        'traces',
      ),
    ],
  },
  {
    id: 'identity',
    runtime: 'python',
    file: 'identity.py',
    about: 'the same, or only equal: copies of texts that nobody needs',
    tab: 'heap',
    steps: [
      ...LOOK_INSIDE,
      step(
        '7 r',
        'Duplicates: equal values that stand in memory several times. r looks for them, once you agree.',
        'agree',
      ),
      step('enter', 'Enter agrees.', 'live-heap Duplicates'),
      step(
        '3 r',
        '20,000 times “country: Liechtenstein”: equal, and each an object of its own. San Marino was interned: it is there once.',
        'agree',
      ),
      step('enter', '3 Types, and r counts objects by their type. Enter agrees.', 'live-heap Types'),
      step('/ P o i n t enter', '5,000 Points, all of them equal, too. Look for them.', 'live-heap Types'),
      step('enter', 'Enter looks for one, and for who holds it, once you agree.', 'agree'),
      step('enter', 'Enter agrees: its address is its id(); how many hold it, and who.', 'holding'),
      step(
        'm',
        'An address looks itself up: m leads to the mapping that the object lies in, among those without a name.',
        'inspect-1 Maps',
      ),
    ],
  },
  {
    id: 'references',
    runtime: 'python',
    file: 'references.py',
    about: 'who holds it: the way to an object that should be gone',
    tab: 'heap',
    steps: [
      ...LOOK_INSIDE,
      step('3 r', 'Types: objects by their type. r counts them, once you agree.', 'agree'),
      step('enter', 'Enter agrees.', 'live-heap Types'),
      step(
        '/ C o n n e c t i o n enter',
        'Connections should be gone after ten others; how many are there?',
        'live-heap Types',
      ),
      step('enter', 'More than ten. Enter looks for who holds one, once you agree.', 'agree'),
      step(
        'enter',
        'Enter agrees. An entry of Pool.last_error holds it, and is taken out by nobody until there are 2,000 of them.',
        'holding',
      ),
    ],
  },
  {
    id: 'cycles',
    runtime: 'python',
    file: 'cycles.py',
    about: 'garbage in cycles, with the collector switched off',
    tab: 'heap',
    steps: [
      ...LOOK_INSIDE,
      step(
        '8 r',
        'Cycles: what nobody can reach any more, and no count of references frees. r collects it, once you agree.',
        'agree',
      ),
      step('enter', 'Enter agrees.', 'live-heap Cycles'),
      step('4 c', 'TreeNodes know their parents, and these their children. 4 GC; c collects now.', 'generation'),
      step(
        'enter',
        'The collector is off: all that comes stays until it is asked for. All generations, then.',
        'agree',
      ),
      step('enter', 'Enter agrees: what came since is freed.', 'collected'),
    ],
  },
  {
    id: 'collector',
    runtime: 'python',
    file: 'collector.py',
    about: 'a collector at work: generations, pauses, freezing',
    tab: 'heap',
    steps: [
      ...LOOK_INSIDE,
      step(
        '4 w',
        'GC: generation 0 collects at 700 new objects. w watches collections as they happen, once you agree.',
        'agree',
      ),
      step('enter', 'Enter agrees: two functions of C are called at each collection, until you leave.', 'live-heap GC'),
      step(
        'f',
        'Each has its pause and what it freed. f freezes what is alive: 50,000 articles need not be looked at each time.',
        'agree',
      ),
      step('enter', 'Enter agrees. frozen tells how many; they are thawed when you leave.', 'live-heap GC'),
    ],
  },
  {
    id: 'weak-references',
    runtime: 'python',
    file: 'weak.py',
    about: 'caches: one is weak, one has a bound, one forgets nothing',
    tab: 'heap',
    steps: [
      ...LOOK_INSIDE,
      step('6 r', 'Caches: what is kept so that it need not be made again. r looks for them, once you agree.', 'agree'),
      step('enter', 'Enter agrees.', 'live-heap Caches'),
      step(
        'r',
        'describe() keeps all it ever made, thumbnail() 256, and the WeakValueDictionary what is on screen: 100. r looks again.',
      ),
    ],
  },
  {
    id: 'leak-node',
    runtime: 'node',
    file: 'leak.cjs',
    about: 'where a Node server leaks, between two snapshots',
    tab: 'heap',
    steps: [
      ...LOOK_INSIDE,
      step('2 s', 'Lines; s asks how closely allocations are to be sampled.', 'tracing'),
      step(
        'enter',
        'As usual: without its optimised code for as long, so that lines can be told. It hardly computes.',
        'live-heap Lines',
      ),
      step('s', 'It is sampled from now on. s takes a first snapshot.'),
      step('s', 'Let it run for some seconds, and take a second one.'),
      step('c', 'c compares the two: remember() has grown.'),
      step('l', 'V8 keeps no more than functions. l looks for the very line of this one, while it goes on.', 'agree'),
      step(
        'enter',
        'That makes it slower for three seconds. Enter agrees: then the line stands there.',
        'live-heap Lines',
      ),
    ],
  },
  {
    id: 'stuck-node',
    runtime: 'node',
    file: 'stuck.cjs',
    about: 'what is it doing: a pattern that takes a core',
    tab: 'heap',
    steps: [
      ...LOOK_INSIDE,
      step('5', 'Stacks: where it stands now.', 'live-heap Stacks'),
      step('r', 'isName() is at it, called by checkAll(). r looks again.'),
    ],
  },
  {
    id: 'leak-java',
    runtime: 'java',
    file: 'Leak.java',
    about: 'objects of a JVM by class, and which of them grow',
    tab: 'heap',
    steps: [
      ...LOOK_INSIDE,
      step('3 r', 'Types: r counts objects by class, once you agree: for that the JVM collects first.', 'agree'),
      step('enter', 'Enter agrees.', 'live-heap Types'),
      step('r', 'Let it run for some seconds; r counts again, and what has grown comes first.'),
      step('5', 'Leak$Session and its byte[]. 5 shows where each thread stands.', 'live-heap Stacks'),
    ],
  },
]
