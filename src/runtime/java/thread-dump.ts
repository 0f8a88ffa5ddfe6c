/** What a JVM answers to `Thread.print`. */
import { clean } from '../../model/text.ts'
import type { ThreadStack } from '../session.ts'

type Frame = ThreadStack['frames'][number]

interface Open {
  readonly name: string
  readonly tid: number
  state: string
  isJava: boolean
  readonly frames: Frame[]
}

/** `"main" #1 prio=5 os_prio=0 cpu=57ms … nid=0xc3e runnable  [0x…]`: a name may hold anything, a quote included. */
const THREAD = /^"(.*)" .*?\bnid=(0x[0-9a-f]{1,8}|\d{1,10})(?: (.*?))? *(?:\[0x[0-9a-f]+\] *)?$/
const STATE = /^ {3}java\.lang\.Thread\.State: (.+)$/
/** The file's part of a frame begins with the class loader and the module that the class is of, up to the last slash. */
const FRAME = /^\tat (.+)\((?:[^()]*\/)?([^()/]*)\)$/
/** What it waits for, said below the frame in which it does. */
const WAITS =
  /^\t- (waiting on|waiting to lock|waiting to re-lock in wait\(\)|parking to wait for) +<[^>]*>(?: \(an? (.+)\))?$/
/** What is told of all threads once each was told. */
const END = /^JNI global ref/m
const LONGEST_NAME = 200
const MOST_FRAMES = 1024
const MOST_THREADS = 100_000

/**
 * Threads of Java and the JVM's own, in its order. Undefined where the answer is none, or was cut off. What virtual threads do
 * that no thread carries is not told.
 *
 * @param tidOf the kernel's id as we see it, by that which the JVM knows
 */
export function parseThreadDump(text: string, tidOf: (own: number) => number | undefined): ThreadStack[] | undefined {
  if (!END.test(text)) return undefined
  const threads: Open[] = []
  let open: Open | undefined
  for (const line of text.split('\n')) {
    const thread = threadIn(line)
    if (thread !== undefined) {
      if (threads.length >= MOST_THREADS) break
      threads.push(thread)
      open = thread
    } else if (open !== undefined && !goesOn(open, line)) open = undefined
  }
  return threads.map(({ name, tid, state, frames }) => ({ name: name || undefined, tid: tidOf(tid), frames, state }))
}

function threadIn(line: string): Open | undefined {
  const [, name, nid, state = ''] = THREAD.exec(line) ?? []
  if (name === undefined) return undefined
  return { name: short(name), tid: Number(nid), state: short(state), isJava: false, frames: [] }
}

/** Takes in one line more about a thread; false where it is about something else. A blank one ends it. */
function goesOn(thread: Open, line: string): boolean {
  if (line === '') return false
  const state = STATE.exec(line)?.[1]
  if (state !== undefined && !thread.isJava) {
    thread.isJava = true
    thread.state = short(state.toLowerCase().replaceAll('_', ' '))
    return true
  }
  const [, code, place] = FRAME.exec(line) ?? []
  if (code !== undefined && place !== undefined) {
    if (thread.frames.length < MOST_FRAMES) thread.frames.push(frameOf(code, place))
    return true
  }
  const [, waits, what] = WAITS.exec(line) ?? []
  // What is said of further frames it held before.
  if (waits !== undefined && thread.frames.length === 1) {
    thread.state += short(`, ${waits}${what === undefined ? '' : ` ${what}`}`)
  }
  return /^\s/.test(line)
}

/** `FileInputStream.java:276`, `Native Method`, `Unknown Source`: what is no file is put in brackets. */
function frameOf(code: string, place: string): Frame {
  const [, file, line] = /^(.+):(\d{1,7})$/.exec(place) ?? []
  const name = file ?? (/^(?:Native Method|Unknown Source|Redefined)$/.test(place) ? `<${place.toLowerCase()}>` : place)
  return { file: short(name), line: line === undefined ? undefined : Number(line), function: short(hiddenCut(code)) }
}

/** Of a hidden class, as of a lambda expression, it is told where it is in memory. */
function hiddenCut(code: string): string {
  return code.replace(/[/+]0x[0-9a-f]{1,16}(?=\.)/, '')
}

function short(text: string): string {
  return clean(text.slice(0, LONGEST_NAME))
}
