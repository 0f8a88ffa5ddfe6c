import { describe, expect, it } from 'vitest'
import { className } from '../../../src/runtime/java/class-names.ts'
import { collectionsBetween } from '../../../src/runtime/java/collections.ts'
import { parseHeapInfo } from '../../../src/runtime/java/heap-info.ts'
import { parseHistogram } from '../../../src/runtime/java/histogram.ts'
import { encodeRequest, parseReply, reasonIn, versionOf } from '../../../src/runtime/java/protocol.ts'
import { parseThreadDump } from '../../../src/runtime/java/thread-dump.ts'

describe('a name of a class', () => {
  it.each([
    ['[B', 'byte[]'],
    ['[[J', 'long[][]'],
    ['[Ljava.lang.String;', 'java.lang.String[]'],
    ['[[Ljava.util.HashMap$Node;', 'java.util.HashMap$Node[][]'],
    ['java.lang.Object', 'java.lang.Object'],
    ['Heap$$Lambda$14/0x0000000800c03000', 'Heap$$Lambda$14'],
    ['Heap$$Lambda/0x00007f8c94050a70', 'Heap$$Lambda'],
    ['java.lang.invoke.LambdaForm$MH+0x00007f8c94050a70', 'java.lang.invoke.LambdaForm$MH'],
    ['[LHeap$$Lambda/0x00007f8c94050a70;', 'Heap$$Lambda[]'],
    ['[', '['],
    ['\u001b[31mRed', '␛[31mRed'],
  ])('%j is %j', (name, shown) => expect(className(name)).toBe(shown))
})

const HISTOGRAM = ` num     #instances         #bytes  class name (module)
-------------------------------------------------------
   1:         10818         852096  [B (java.base@25.0.3)
   2:             2             64  Heap$$Lambda/0x00007f8c94050a70
   3:             1             16  Heap$$Lambda/0x00007f8c94050c80
   4:             1             24  odd name (with brackets) (my.module)
   5:             1             24  no number
Total         10823         852224
`

describe('a histogram of classes', () => {
  it('is told by their names, modules cut off, and those of one name together', () => {
    expect(parseHistogram(HISTOGRAM)).toEqual([
      { type: 'byte[]', count: 10818, bytes: 852096 },
      { type: 'Heap$$Lambda', count: 3, bytes: 80 },
      { type: 'odd name (with brackets)', count: 1, bytes: 24 },
      { type: 'no number', count: 1, bytes: 24 },
    ])
  })

  it('that was cut off, or is none, is not told', () => {
    expect(parseHistogram(HISTOGRAM.slice(0, -30))).toBeUndefined()
    expect(parseHistogram('')).toBeUndefined()
  })
})

const THREADS = `2026-11-30 12:28:56
Full thread dump OpenJDK 64-Bit Server VM (17.0.15+6-Debian-1deb12u1 mixed mode, sharing):

Threads class SMR info:
_java_thread_list=0x00007f04240b0aa0, length=11, elements={
0x00007f0424017ee0
}

"main" #1 prio=5 os_prio=0 cpu=57.22ms elapsed=1.41s tid=0x00007f0424017ee0 nid=0xc3e runnable  [0x00007f04289fe000]
   java.lang.Thread.State: RUNNABLE
	at java.io.FileInputStream.readBytes(java.base@17.0.15/Native Method)
	at java.io.BufferedReader.fill(java.base@17.0.15/BufferedReader.java:162)
	- locked <0x00000000ffd1c418> (a java.io.InputStreamReader)
	at Heap$$Lambda$14/0x0000000800c03000.run(Unknown Source)
	at Heap.main(app//Heap.java:34)

"a "quoted" #2 name" #12 [3199] daemon prio=10 os_prio=0 cpu=0.37ms tid=0x00007f8c9409d280 nid=3199 waiting for monitor entry  [0x00007f8c99975000]
   java.lang.Thread.State: BLOCKED (on object monitor)
	at Deadlock.one(Deadlock.java:7)
	- waiting to lock <0x00000000ffd1c418> (a java.lang.Object)
	at Deadlock.two(Deadlock.java:9)
	- waiting to lock <0x00000000ffd1c420> (a never.Told)

   Locked ownable synchronizers:
	- None

"VM Thread" os_prio=0 cpu=0.53ms elapsed=1.37s tid=0x00007f0424091c80 nid=0xc44 runnable  

JNI global refs: 4, weak refs: 0


Found one Java-level deadlock:
=============================
"main":
	at not.Told.again(Told.java:1)
`

describe('a list of threads', () => {
  it('is told with their frames, innermost first, and what they wait for', () => {
    expect(parseThreadDump(THREADS, own => own + 1)).toEqual([
      {
        name: 'main',
        tid: 0xc3f,
        state: 'runnable',
        frames: [
          { file: '<native method>', line: undefined, function: 'java.io.FileInputStream.readBytes' },
          { file: 'BufferedReader.java', line: 162, function: 'java.io.BufferedReader.fill' },
          { file: '<unknown source>', line: undefined, function: 'Heap$$Lambda$14.run' },
          { file: 'Heap.java', line: 34, function: 'Heap.main' },
        ],
      },
      {
        name: 'a "quoted" #2 name',
        tid: 3200,
        state: 'blocked (on object monitor), waiting to lock java.lang.Object',
        frames: [
          { file: 'Deadlock.java', line: 7, function: 'Deadlock.one' },
          { file: 'Deadlock.java', line: 9, function: 'Deadlock.two' },
        ],
      },
      { name: 'VM Thread', tid: 0xc45, state: 'runnable', frames: [] },
    ])
  })

  it('that was cut off is not told', () => {
    expect(parseThreadDump(THREADS.slice(0, THREADS.indexOf('JNI')), own => own)).toBeUndefined()
  })
})

describe('sizes of a heap', () => {
  const KB = 1024
  it.each([
    [' garbage-first heap   total 65536K, used 1947K [0x1)', 'garbage-first heap', 1947 * KB, 65536 * KB, undefined],
    [
      'garbage-first heap   total reserved 65536K, committed 4096K, used 2796K [0x1)',
      'garbage-first heap',
      2796 * KB,
      4096 * KB,
      65536 * KB,
    ],
    [' def new generation   total 19648K, used 2104K [0x1)', 'def new generation', 2104 * KB, 19648 * KB, undefined],
    [' ZHeap           used 4M, capacity 32M, max capacity 64M', 'ZHeap', 4 << 20, 32 << 20, 64 << 20],
    [' 65536K max, 65536K soft max, 4096K committed, 1536K used', 'Shenandoah Heap', 1536 * KB, 4096 * KB, 65536 * KB],
    [' Metaspace       used 755K, committed 960K, reserved 1114112K', 'Metaspace', 755 * KB, 960 * KB, undefined],
  ])('%j', (line, name, usedBytes, committedBytes, mostBytes) => {
    const { spaces } = parseHeapInfo(`${line}\n  region size 1024K, 1 young (1024K)\n`, '17')
    expect(spaces).toEqual([{ name, usedBytes, committedBytes, mostBytes }])
  })
})

describe('collections between two looks', () => {
  const figures = (collections: number | undefined, timeMs: number) => ({
    version: '17',
    collects: true,
    generations: [
      {
        name: 'G1 young collection pauses',
        count: undefined,
        threshold: undefined,
        collections,
        collected: undefined,
        uncollectable: undefined,
        timeMs,
      },
    ],
    spaces: [],
    figures: [],
  })
  const told = { collected: undefined, uncollectable: undefined, atMs: 7 }

  it('are told with their pause, several of one collector together', () => {
    const one = { ...told, kind: 'G1 young collection pauses', pauseMs: 2 }
    expect(collectionsBetween(figures(3, 10), figures(4, 12), 7)).toEqual([one])
    const three = { ...told, kind: 'G1 young collection pauses, 3 together', pauseMs: 9 }
    expect(collectionsBetween(figures(3, 10), figures(6, 19), 7)).toEqual([three])
  })

  it('are none where nothing was counted, a counter stepped back or is not told', () => {
    expect(collectionsBetween(figures(3, 10), figures(3, 10), 7)).toEqual([])
    expect(collectionsBetween(figures(3, 10), figures(2, 12), 7)).toEqual([])
    expect(collectionsBetween(figures(3, 10), figures(4, 9), 7)).toEqual([])
    expect(collectionsBetween(figures(undefined, 10), figures(4, 12), 7)).toEqual([])
  })
})

describe('a question', () => {
  it('has three arguments in the first version, and its length and how it is answered in the second', () => {
    const question = { operation: 'jcmd', args: ['GC.run'] }
    expect(encodeRequest(question, 'first').toString()).toBe('1\0jcmd\0GC.run\0\0\0')
    expect(encodeRequest(question, 'second').toString()).toBe('2\x0024\0jcmd streaming=0\0GC.run\0')
  })
})

describe('an answer', () => {
  it('begins with its status', () => {
    expect(parseReply(Buffer.from('0\ndone\nä'))).toEqual({ status: 0, text: 'done\nä' })
    expect(parseReply(Buffer.from('-1\n'))).toEqual({ status: -1, text: '' })
    for (const none of ['', '0', 'HTTP/1.1 200 OK\n', '00000000000000\n']) {
      expect(parseReply(Buffer.from(none))).toBeUndefined()
    }
  })

  it('tells which version is spoken', () => {
    expect(versionOf({ status: 0, text: '2 streaming' })).toBe('second')
    expect(versionOf({ status: 0, text: '2 other,streaming,more\n' })).toBe('second')
    expect(versionOf({ status: 0, text: '2' })).toBe('first')
    expect(versionOf({ status: -1, text: 'Operation getversion not recognized!' })).toBe('first')
  })

  it('tells why not, without escape codes and of one line', () => {
    expect(reasonIn('java.lang.IllegalArgumentException: Unknown diagnostic command\n')).toBe(
      'Unknown diagnostic command',
    )
    expect(reasonIn('\u001b[2J')).toBe('␛[2J')
    expect(reasonIn('')).toBe('no reason is told')
  })
})
