import { afterEach, describe, expect, it, vi } from 'vitest'
import type { RawSample } from '../../../src/model/sample.ts'
import { abilitiesWith, type Can } from '../../../src/runtime/detection.ts'
import type { Content } from '../../support/memory-files.ts'
import { closeStage, type Stage } from '../stage.ts'
import { type FakeHeaps, type FakeOptions, HOLDING, REFUSING, RICH, SAMPLING } from './fake-heap.ts'
import { filesWith, MAPS, openDialog, openHeap, openTab, PID } from './open-heap.ts'

afterEach(closeStage)

/** The row of the screen below the tabs: what is waited for. */
const waiting = (stage: Stage): string => stage.rows[2]?.trim() ?? ''
const title = (stage: Stage): string => stage.rows[0] ?? ''

describe('attaching', () => {
  it('is offered where a runtime may be found, and asked about first', async () => {
    const { stage, heaps } = await openTab()
    expect(stage.footer).toContain('⏎ Look inside')
    await stage.press('escape', 'H')
    expect(heaps.consents).toEqual([])
  })

  it('is done with what attaching itself does, and nothing more', async () => {
    const { stage, heaps } = await openDialog()
    expect(heaps.consents).toEqual([])
    await stage.press('y')
    expect(heaps.consents).toEqual([['writes-memory', 'runs-code']])
    expect(heaps.sessions).toHaveLength(1)
    expect(title(stage)).toContain('771 java · live heap of Python 3.11.7')
  })

  it('says what it does in points, and what is to be known before in sentences', async () => {
    const warnings = ['it may have a handler of its own for SIGUSR1', 'It is slow.']
    const { stage } = await openDialog({
      abilities: abilitiesWith({ effects: ['opens-port', 'pause'], estimatedPauseMs: 5, warnings }, {}),
    })
    expect(stage.text).toMatch(
      /│ · opens a debugging port .* a +│\n│ {3}moment, or until this is over if it is busy +│\n│ · stops it for about 5 ms +│/,
    )
    expect(stage.text).toContain('│ It may have a handler of its own for SIGUSR1. ')
    expect(stage.text).toContain('│ It is slow. ')
  })

  it.each(['escape', 'n', 'q'])('is left be with %s', async key => {
    const { stage, heaps } = await openDialog()
    await stage.press(key)
    expect(heaps.consents).toEqual([])
    expect(stage.rows[1]).toContain('H Heap')
  })

  it('is barred where nothing may be done to processes', async () => {
    const { stage, heaps } = await openTab({}, { barred: 'not under --readonly' })
    await stage.press('enter')
    expect(stage.footer).toContain('nothing is attached to: not under --readonly')
    expect(heaps.consents).toEqual([])
  })

  it.each([
    [{ detected: { why: 'needs root or the same user' } }, 'needs root or the same user'],
    [{ abilities: { ...REFUSING, stats: { refusal: 'a debug build' } } }, 'a debug build'],
  ])('says why it cannot be (%#)', async (options, why) => {
    const { stage, heaps } = await openDialog(options)
    expect(stage.text).toContain(why)
    expect(stage.footer).not.toContain('Attach')
    await stage.press('enter')
    expect(heaps.consents).toEqual([])
    expect(stage.rows[1]).toContain('H Heap')
  })

  it('that fails says why, and what was undone', async () => {
    const { stage } = await openHeap({ attaching: 'fails' })
    expect(stage.text).toContain('not attached to 771 java')
    expect(stage.text).toMatch(/why +nobody answers/)
    expect(stage.text).toMatch(/restored +the file is removed/)
    await stage.press('escape')
    expect(stage.rows[1]).toContain('H Heap')
  })

  it('that takes long can be given up: whoever is let in later leaves at once', async () => {
    const { stage, heaps, sessions } = await openHeap({ attaching: 'held' })
    await stage.pass(2900)
    expect(title(stage)).toContain('attaching …')
    expect(waiting(stage)).toContain('waiting for it to let us in, at its next safe point … 2s')
    await stage.press('escape')
    expect(stage.rows[1]).toContain('H Heap')
    heaps.release()
    await stage.settle()
    expect(heaps.sessions.map(({ detaches }) => detaches)).toEqual([1])
    expect(sessions.leaveAll('')).toBeUndefined()
  })
})

describe('what does more than attaching', () => {
  it('is asked about when it is first used, once', async () => {
    const { stage, heaps } = await openHeap()
    const [session] = heaps.sessions
    await stage.press('3')
    expect(stage.text).toContain('r asks for objects by type: ntop stops it for about 220 ms')
    await stage.press('r')
    expect(stage.text).toContain('· stops it for about 220 ms')
    await stage.press('escape')
    expect(session?.asked).not.toContain('types')
    await stage.press('r', 'enter')
    expect(session?.asked.filter(what => what === 'types')).toHaveLength(1)
    await stage.press('r')
    expect(session?.asked.filter(what => what === 'types')).toHaveLength(2)
    expect(heaps.consents).toEqual([['writes-memory', 'runs-code', 'pause']])
  })

  it('but not asked about where it does not: then it is there at once', async () => {
    const { stage, heaps } = await openHeap()
    await stage.press('5')
    expect(stage.text).toContain('MainThread 771')
    expect(heaps.sessions[0]?.asked).toContain('stacks')
  })

  describe('if nobody knows for how long it stops it', () => {
    const stops: Can = { effects: ['opens-port', 'pause', 'collects'] }
    const abilities = abilitiesWith(
      { effects: ['opens-port', 'pause'], estimatedPauseMs: 5 },
      { types: { effects: ['opens-port', 'pause'] }, collect: stops, allocations: stops, lines: stops },
    )

    it('is asked about, for that may be longer than what was agreed to', async () => {
      const { stage, heaps } = await openHeap({ abilities })
      await stage.press('5')
      expect(heaps.sessions[0]?.asked).toContain('stacks')
      await stage.press('3')
      expect(heaps.sessions[0]?.asked).not.toContain('types')
      expect(stage.text).toContain('r asks for objects by type: ntop stops it for a moment')
      await stage.press('r')
      expect(stage.text).toContain('· stops it for a moment')
      await stage.press('enter', 'r')
      expect(heaps.sessions[0]?.asked.filter(what => what === 'types')).toHaveLength(2)
    })

    it('is asked about though all that it does was agreed to for something else', async () => {
      const { stage, heaps } = await openHeap({ ...SAMPLING, abilities })
      await stage.press('4', 'c')
      expect(stage.text).toContain('· stops it for a moment')
      await stage.press('enter', 'escape', '2', 's')
      expect(stage.text.replaceAll(/[│ \n]+/g, ' ')).toContain(
        'For this, ntop collects its garbage, all of it, stops it for a moment',
      )
      await stage.press('enter', 's', 'l')
      expect(stage.text).toContain('· stops it for a moment')
      expect(heaps.sessions[0]?.asked.join()).not.toContain('hotLines')
    })

    it('is named before it is attached to among what will be asked about', async () => {
      const { stage } = await openDialog({ abilities })
      const asked = stage.text.slice(stage.text.indexOf('Asked about when you come to it'))
      expect(asked).toMatch(/objects by type +stops it for a moment/)
      expect(asked).not.toMatch(/stacks of threads/)
      // What is the same of several is told once, beside all of them.
      expect(asked).toMatch(
        /allocations by line +collects its garbage, .*│\n│ +the very line of a function +a moment +│\n│ +collecting now +│/,
      )
      expect(asked.match(/collects its garbage/g)).toHaveLength(1)
    })
  })

  it('is not remembered by the next who looks', async () => {
    const { stage } = await openHeap()
    await stage.press('3', 'r', 'enter', 'escape')
    await stage.press('enter', 'enter', '3', 'r')
    expect(stage.text).toContain('· stops it for about 220 ms')
  })
})

describe('lines', () => {
  async function grown(options: FakeOptions = {}): Promise<{ stage: Stage; heaps: FakeHeaps }> {
    const opened = await openHeap(options)
    await opened.stage.press('2', 's', 'enter', 's')
    await opened.stage.pass(60_000)
    await opened.stage.press('s')
    return opened
  }

  it('are traced with s, taken with s, compared with c: the line that grew comes first', async () => {
    const { stage, heaps } = await grown()
    expect(heaps.sessions[0]?.asked).toContain('start {"frames":1}')
    expect(stage.rows[3]).toMatch(/· c compares it with \d/)
    expect(stage.footer).toContain('c Compare')
    await stage.press('c')
    const first = stage.rows[stage.rowOf('+SIZE') + 1]
    expect(first).toMatch(/ \+34M +41M +\+5,812 cache\.py:41 remember/)
    expect(stage.text).toContain('RSS grew by 40.0M = traced 34.0M + native 3.1M + unexplained 2.9M')
    expect(stage.text).toContain('self.entries[key] = json.loads(body)  # 41')
  })

  it('are traced by those, too, who tell only then whether they are', async () => {
    const { stage, heaps } = await openHeap({ secretive: true })
    await stage.press('2', 's', 'enter', 's')
    expect(heaps.sessions[0]?.asked).toContain('snapshot')
    expect(title(stage)).toContain('tracing 42M')
  })

  it('are compared with another, or with none, with c again', async () => {
    const { stage } = await grown()
    await stage.press('c')
    expect(stage.text).toContain('+SIZE')
    await stage.press('c')
    expect(stage.text).toContain('1m 00s before')
    await stage.press('end', 'enter')
    expect(stage.text).not.toContain('+SIZE')
  })

  it('are put together by file, function and traceback with b', async () => {
    const { stage } = await grown()
    for (const [by, row] of [
      ['file', ' cache.py  '],
      ['function', 'remember cache.py'],
      ['traceback', 'server.py:88 handle'],
      ['line', 'cache.py:41 remember'],
    ] as const) {
      await stage.press('b')
      expect(stage.rows[3]).toContain(`by ${by} `)
      expect(stage.footer).toContain('b By')
      expect(stage.rows[stage.rowOf('SIZE▼') + 1]).toContain(row)
    }
  })

  it('are those of functions where a program is sampled: l looks for the very one, which is asked about once', async () => {
    const { stage, heaps } = await grown(SAMPLING)
    const [session] = heaps.sessions
    await stage.press('c')
    expect(stage.footer).toContain('l Very line')
    expect(stage.text).toContain('cache.py:41 remember · begins there: l looks for the very line')
    await stage.press('l')
    expect(stage.text).toContain('the function itself is a hundred times')
    await stage.press('escape')
    expect(session?.asked.join()).not.toContain('hotLines')
    await stage.press('l', 'enter')
    const first = stage.rows[stage.rowOf('+SIZE') + 1]
    expect(first).toMatch(/ cache\.py:47 remember/)
    expect(stage.text).toContain('/srv/app/cache.py:47 remember · 92 % on 47, 8 % on 52')
    expect(stage.text).toContain('self.entries[key] = json.loads(body)  # 47')
    await stage.press('down', 'l')
    expect(session?.asked.filter(what => what.startsWith('hotLines'))).toEqual(['hotLines remember', 'hotLines open'])
    expect(stage.text).toMatch(/session\.py:19,23 open/)
    await stage.press('up', 'enter')
    expect(stage.text).toContain('92 % on line 47')
    expect(stage.text).toMatch(/\| self\.entries\[key\] = json\.loads\(body\) {2}# 47/)
  })

  it('are looked for in vain where too little stays, which is said; and not by file', async () => {
    const { stage, heaps } = await grown(SAMPLING)
    await stage.press('down', 'down', 'l', 'enter')
    expect(stage.footer).toContain('the very line of raw_decode could not be told')
    expect(stage.text).toContain('raw_decode · its very line could not')
    await stage.press('b')
    expect(stage.footer).not.toContain('Very line')
    await stage.press('l')
    expect(heaps.sessions[0]?.asked.filter(what => what.startsWith('hotLines'))).toEqual(['hotLines raw_decode'])
  })

  it('are waited for with all keys alive; Esc stops that', async () => {
    const { stage, heaps } = await grown(SAMPLING)
    heaps.options = { ...heaps.options, manner: 'held' }
    await stage.press('l', 'enter')
    await stage.pass(1900)
    expect(waiting(stage)).toContain('waiting for the very line of remember … 1s')
    await stage.press('escape')
    heaps.release()
    await stage.settle()
    expect(stage.text).toMatch(/cache\.py:47 remember/)
  })

  it('of the allocations themselves are looked for by nobody', async () => {
    const { stage, heaps } = await grown()
    expect(stage.footer).not.toContain('Very line')
    await stage.press('l')
    expect(heaps.sessions[0]?.asked.join()).not.toContain('hotLines')
  })

  it('are filtered by their path alone, until Esc', async () => {
    const { stage } = await grown()
    await stage.press('/')
    await stage.type('/srv/app')
    expect(stage.footer).toContain('3 shown')
    await stage.press('enter')
    expect(stage.text).not.toContain('decoder.py')
    await stage.press('escape')
    expect(stage.text).toContain('decoder.py')
    await stage.press('f4')
    await stage.type('raw_decode')
    expect(stage.footer).toContain('0 shown')
  })

  it('are exported by a name', async () => {
    const { stage, heaps } = await grown()
    await stage.press('c', 'e')
    expect(stage.footer).toMatch(/\.json \.heapprofile \.cpuprofile \.collapsed$/)
    await stage.press('C-u', ...'a.json', 'enter')
    expect(heaps.saved).toEqual(['a.json'])
    expect(stage.footer).toContain('written to a.json, compared')
  })

  it('are not traced any more with S; the badge goes', async () => {
    const { stage, heaps } = await grown()
    expect(title(stage)).toContain('● tracing 42M')
    await stage.press('1')
    expect(title(stage)).toContain('● tracing 42M')
    await stage.press('2', 'S')
    expect(title(stage)).not.toContain('tracing')
    expect(heaps.sessions[0]?.asked).toContain('stop')
  })
})

describe('the collector', () => {
  it('is set, and shown as it then is', async () => {
    const { stage, heaps } = await openHeap()
    await stage.press('4', 'e', 'enter')
    expect(stage.text).toMatch(/collector +off/)
    await stage.press('f')
    expect(stage.text).toMatch(/frozen +204,000/)
    await stage.press('f', 'd', 'enter', 't')
    await stage.press('C-u', ...'0 10')
    expect(stage.footer).toContain('3 whole numbers')
    await stage.press(...' 9', 'enter')
    expect(stage.text).toMatch(/thresholds +0 10 9/)
    expect(heaps.sessions[0]?.asked.filter(what => what.startsWith('set'))).toEqual([
      'set {"enabled":false}',
      'set {"frozen":true}',
      'set {"frozen":false}',
      'set {"debug":["stats"]}',
      'set {"thresholds":[0,10,9]}',
    ])
  })

  it('is set with keys that are all in the footer of a narrow screen', async () => {
    const { stage } = await openHeap()
    await stage.press('4')
    expect(stage.footer).toContain('c Collect  e Off  f Freeze  d Debug  t Threshold')
  })

  it('is shown as the program has set it meanwhile, too', async () => {
    const { stage, heaps } = await openHeap()
    await stage.press('4')
    expect(stage.text).toMatch(/thresholds +700 10 10/)
    heaps.sessions[0]?.setItself({ enabled: false, frozenCount: 12, thresholds: [9, 8, 7], debug: ['stats'] })
    await stage.pass(1000)
    expect(stage.text).toMatch(/collector +off/)
    expect(stage.text).toMatch(/thresholds +9 8 7/)
    expect(stage.text).toMatch(/debug +stats/)
  })

  it('has debug flags that are set one by one, or as leak together; those that are set are ticked', async () => {
    const { stage, heaps } = await openHeap()
    await stage.press('4', 'd', ...'unc', 'enter', 'enter')
    expect(stage.text).toMatch(/debug +uncollectable/)
    await stage.press('d')
    expect(stage.text).toContain('[ ] stats')
    expect(stage.text).toContain('[x] uncollectable')
    expect(stage.text).toContain('gc.garbage, and frees none')
    await stage.press('end', 'enter', 'd')
    expect(stage.text).toContain('[x] leak')
    await stage.press('end', 'enter')
    expect(stage.text).toMatch(/debug +none/)
    expect(heaps.sessions[0]?.asked.filter(what => what.startsWith('set'))).toEqual([
      'set {"debug":["uncollectable"]}',
      'set {"debug":["uncollectable","collectable","saveall"]}',
      'set {"debug":[]}',
    ])
  })

  it('has thresholds that are left as they are where nothing was typed', async () => {
    const { stage, heaps } = await openHeap()
    await stage.press('4', 't')
    expect(stage.footer).toContain('as they are')
    await stage.press('enter')
    expect(stage.text).not.toContain('For this, ntop')
    expect(heaps.sessions[0]?.asked.join()).not.toContain('set')
    await stage.press('t', 'backspace')
    expect(stage.footer).toContain('0 for the first: never by itself')
  })

  it('says in full what it does to be watched, and with which key that ends', async () => {
    const watched =
      'w watches them as they happen: ntop changes a setting of its collector, and sets it back at the end'
    const events: Can = { effects: ['writes-memory', 'runs-code', 'changes-collector'] }
    const { stage, heaps } = await openHeap({ abilities: { ...RICH, events } })
    await stage.press('4')
    expect(stage.text.replaceAll(/\s+/g, ' ')).toContain(watched)
    await stage.press('w', 'enter')
    expect(stage.text).toContain('none has happened yet: w ends that')
    heaps.sessions[0]?.collectByItself({ atMs: Date.now(), kind: 'full', pauseMs: 1, collected: 4, uncollectable: 0 })
    await stage.settle()
    expect(stage.rows[stage.rowOf('1 collection')]).toMatch(/the longest +w Unwatch$/)
    await stage.press('w')
    expect(stage.rows[stage.rowOf('1 collection')]).toMatch(/the longest +w Watch$/)
  })

  it('is set once all that this does was said, though some of it was agreed to for something else', async () => {
    const events: Can = { effects: ['writes-memory', 'runs-code', 'changes-collector'] }
    const collector: Can = { effects: [...events.effects, 'stderr-lines'] }
    const { stage } = await openHeap({ abilities: { ...RICH, events, collector } })
    await stage.press('4', 'w', 'enter', 'e')
    expect(stage.text).toContain('· changes a setting of its collector')
    expect(stage.text).toContain('· makes it write lines')
    expect(stage.text).not.toContain('writes into its memory')
  })

  it('collects a generation, or all', async () => {
    const { stage, heaps } = await openHeap()
    await stage.press('4', 'c')
    expect(stage.text).toMatch(/generation 0 +350 of 700 +│/)
    expect(stage.text).toMatch(/generation 1 +7 of 10, and what is younger +│/)
    await stage.press('1', 'enter', 'enter')
    expect(stage.text).toMatch(/heap used 228M → 216M/)
    expect(stage.text).not.toContain('as before')
    await stage.press('escape', 'c', 'end', 'enter')
    expect(heaps.sessions[0]?.asked.filter(what => what.startsWith('collect '))).toEqual([
      'collect 1',
      'collect undefined',
    ])
  })

  it('is watched from the moment that it is in view, until w', async () => {
    const { stage, heaps } = await openHeap()
    const [session] = heaps.sessions
    await stage.press('4')
    const one = { atMs: Date.now(), kind: 'generation 2', pauseMs: 117, collected: 4, uncollectable: 0 }
    session?.collectByItself(one)
    await stage.settle()
    expect(stage.text).toContain('1 collection · 117 ms of pauses')
    await stage.press('w')
    session?.collectByItself(one)
    await stage.settle()
    expect(stage.text).toContain('1 collection ·')
  })
})

describe('who holds an object', () => {
  it('is told of a type, with the mapping that it lies in', async () => {
    const { stage, heaps } = await openHeap()
    await stage.press('3', 'r', 'enter', 'down', 'down', 'down', 'enter', 'enter')
    expect(heaps.sessions[0]?.asked).toContain('holding app.cache.Entry')
    expect(stage.text).toContain('who holds an app.cache.Entry')
    await stage.press('escape', 'up', 'up', 'enter')
    expect(heaps.sessions[0]?.asked).toContain('holding function')
    expect(stage.text).toContain('who holds a function')
    expect(stage.text).toContain('7f3a00000000-7f3a04000000 rw-p')
    expect(stage.text).toContain('root: module app.server')
  })

  /** Its Maps once they are read, as the lower line of the two above the table and the footer. */
  async function inMaps(stage: Stage): Promise<void> {
    await vi.waitFor(async () => {
      await stage.settle()
      if (!/mappings? in/.test(stage.text)) throw new Error('not read yet')
    })
  }

  it('leads with m to the mapping that it lies in, and Esc goes back to it; it stays attached to', async () => {
    const object = { ...HOLDING.object, address: '0x7f3900000010' }
    const { stage, heaps } = await openHeap({ holding: { ...HOLDING, object } })
    await stage.press('3', 'r', 'enter', 'enter', 'enter')
    expect(stage.footer).toContain('m Maps')
    await stage.press('m')
    await inMaps(stage)
    expect(title(stage)).not.toContain('live heap')
    expect(stage.text).toMatch(/^ anonymous +65M .* 2 *\n +64M .*7f3a00000000-.*\n +1\.0M .*7f3900000000-/m)
    expect(waiting(stage)).toBe('3 of 4')
    expect(stage.footer).toContain('Esc Back')
    await stage.press('k')
    expect(stage.text).toContain('send a signal')
    await stage.press('escape', 'H')
    while (!stage.text.includes('of this very kernel')) await stage.settle()
    await stage.press('enter')
    expect(stage.footer).toContain('a live heap is open already: Esc goes back to it')
    await stage.press('escape')
    expect(stage.text).toContain('who holds a dict')
    expect(heaps.sessions.map(({ detaches }) => detaches)).toEqual([0])
    await stage.press('escape')
    expect(title(stage)).toContain('live heap of Python')
  })

  it('leads nowhere where its address is in no mapping, which is said', async () => {
    const { stage } = await openHeap({ holding: { ...HOLDING, object: { ...HOLDING.object, address: '0x1234' } } })
    await stage.press('3', 'r', 'enter', 'enter', 'enter')
    expect(stage.text).toMatch(/ in +no mapping any more/)
    await stage.press('m')
    expect(stage.footer).toContain('0x1234 is in no mapping any more')
    expect(stage.text).toContain('who holds a dict')
  })

  it('says so, too, where its mapping is gone by the time that it is looked for', async () => {
    const more: Record<string, Content> = {}
    const { stage } = await openHeap({}, { files: filesWith(MAPS, more) })
    await stage.press('3', 'r', 'enter', 'enter', 'enter')
    more[`${PID}/maps`] = { text: MAPS.replace(/^7f3a.*\n/m, '') }
    await stage.press('m')
    await inMaps(stage)
    expect(stage.footer).toContain('0x7f3a00001230 is in no mapping any more')
  })

  it.each([
    ['has no address', undefined, MAPS],
    ['may not have its mappings read', HOLDING.object.address, undefined],
  ])('of which one %s leads to none', async (_, address, maps) => {
    const more: Record<string, Content> = {}
    const files = filesWith('', more)
    more[`${PID}/maps`] = maps === undefined ? 'denied' : { text: maps }
    const { stage } = await openHeap({ holding: { ...HOLDING, object: { ...HOLDING.object, address } } }, { files })
    await stage.press('3', 'r', 'enter', 'enter', 'enter')
    expect(stage.text).toContain('who holds a dict')
    expect(stage.footer).not.toContain('m Maps')
  })

  it('is told of a snapshot that is kept with its time, and anew where that is asked for', async () => {
    const { stage, heaps } = await openHeap({ holding: { ...HOLDING, atMs: new Date(2026, 0, 2, 3, 4, 5).getTime() } })
    await stage.press('3', 'r', 'enter', 'enter', 'enter')
    expect(stage.text).toContain('references: 12, 1 weak · as of 03:04:05')
    expect(stage.footer).toContain('Look again')
    heaps.options = {}
    await stage.press('r')
    expect(heaps.sessions[0]?.asked.filter(asked => asked.startsWith('holding'))).toEqual([
      'holding dict',
      'holding dict anew',
    ])
    expect(stage.text).toContain('references: 12, 1 weak')
    expect(stage.text).not.toContain('as of')
  })
})

describe('a snapshot of the whole heap', () => {
  it('answers a page once, and is taken anew when it is asked again', async () => {
    const { stage, heaps } = await openHeap()
    await stage.press('7', 'r', 'enter', 'r')
    const asked = heaps.sessions[0]?.asked.filter(asked => asked.startsWith('duplicates'))
    expect(asked).toEqual(['duplicates', 'duplicates anew'])
  })

  it('tells what types keep, those that keep most first', async () => {
    const { stage } = await openHeap({ retains: true })
    await stage.press('3', 'r', 'enter')
    const [head, first] = stage.text.split('\n').filter(line => /KEEPS|dict/.test(line))
    expect(head).toMatch(/KEEPS.* COUNT +TYPE/)
    expect(first).toMatch(/39M +58,120 +dict/)
    await stage.press('r')
    expect(stage.text).toMatch(/\+COUNT +KEEPS/)
  })

  it('is written into a file, which is said with what opens it', async () => {
    const dump: Can = { effects: ['writes-memory', 'runs-code', 'pause', 'memory-spike'], estimatedPauseMs: 900 }
    const { stage, heaps } = await openHeap({ runtime: 'node', abilities: { ...RICH, dump } }, { width: 160 })
    await stage.press('3', 'r', 'enter', 'd')
    expect(stage.footer).toContain(`Dump to`)
    await stage.press('enter')
    expect(stage.text).toContain('makes it take more memory for a moment')
    expect(heaps.sessions[0]?.asked).not.toContain(`dump heap-${PID}.heapsnapshot`)
    await stage.press('enter')
    expect(heaps.sessions[0]?.asked).toContain(`dump heap-${PID}.heapsnapshot`)
    expect(stage.footer).toContain(`47M written to heap-${PID}.heapsnapshot: Chrome and other browsers`)
  })

  it('is not waited for any longer after Esc, with all keys alive', async () => {
    const dump: Can = { effects: ['writes-memory', 'runs-code'] }
    const { stage, heaps } = await openHeap({ runtime: 'node', abilities: { ...RICH, dump } }, { width: 160 })
    await stage.press('3', 'r', 'enter', 'd')
    heaps.options = { ...heaps.options, manner: 'held' }
    await stage.press('enter')
    await stage.pass(2900)
    expect(waiting(stage)).toMatch(/^waiting for the whole heap … 1\.0M so far, 2s +1 of 6$/)
    await stage.press('1')
    expect(stage.text).toContain('small objects')
    await stage.press('escape')
    expect([waiting(stage), title(stage)]).toEqual(['', expect.stringContaining('live heap')])
    heaps.release()
    await stage.settle()
    expect(stage.footer).toContain(`47M written to heap-${PID}.heapsnapshot`)
  })
})

describe('an answer', () => {
  it('that takes long is waited for, with all keys alive; Esc stops that, and it is shown when it comes', async () => {
    const { stage, heaps } = await openHeap()
    heaps.options = { manner: 'held' }
    await stage.press('3', 'r', 'enter')
    expect(waiting(stage)).toBe('')
    await stage.pass(2900)
    expect(waiting(stage)).toBe('waiting for objects by type, at its next safe point … 2s')
    await stage.press('1')
    expect(stage.text).toContain('small objects')
    await stage.press('2', 's')
    expect(stage.footer).toContain('still waiting for objects by type: Esc stops that')
    await stage.press('escape')
    expect(waiting(stage)).toBe('')
    expect(title(stage)).toContain('live heap')
    await stage.press('3')
    heaps.release()
    await stage.settle()
    expect(stage.text).toContain('app.cache.Entry')
  })

  it('that comes when nobody waits for it any more opens nothing', async () => {
    const { stage, heaps } = await openHeap()
    await stage.press('3', 'r', 'enter')
    heaps.options = { manner: 'held' }
    await stage.press('enter', 'enter')
    await stage.pass(500)
    await stage.press('escape', '1')
    heaps.release()
    await stage.settle()
    expect(stage.text).not.toContain('who holds')
    expect(heaps.sessions[0]?.asked).toContain('holding dict')
  })

  it('that is none is said, and what was shown stays', async () => {
    const { stage, heaps } = await openHeap()
    await stage.press('3', 'r', 'enter')
    heaps.options = { manner: 'fails' }
    await stage.press('r')
    expect(stage.footer).toContain('objects by type: not within 3 s')
    expect(stage.text).toContain('app.cache.Entry')
  })

  it('of a session without the method says that there is no such thing', async () => {
    const { stage } = await openHeap({ without: ['types'] })
    await stage.press('3', 'r', 'enter')
    expect(stage.footer).toContain('this runtime has no such thing')
  })
})

describe('leaving', () => {
  it('is done when it is closed, and told', async () => {
    const { stage, heaps, sessions } = await openHeap()
    await stage.press('escape')
    expect(heaps.sessions.map(({ detaches }) => detaches)).toEqual([1])
    expect(stage.footer).toContain('771 java is left as it was: tracing ended, its thread has gone')
    expect(sessions.leaveAll('')).toBeUndefined()
  })

  it('says in full what was left behind', async () => {
    const { stage } = await openHeap({ left: { restored: [], leftBehind: ['its port 9229 is open'] } })
    await stage.press('q')
    expect(stage.text).toMatch(/left behind +its port 9229 is open/)
  })

  it('says so where nobody answers', async () => {
    const { stage } = await openHeap({ detaching: 'fails' })
    await stage.press('q')
    expect(stage.text).toContain('whether all was undone is not known: it was gone')
  })

  it('is done when the session is over by itself: what it showed stays', async () => {
    const { stage, heaps } = await openHeap()
    await stage.pass(2000)
    heaps.sessions[0]?.end('the program ends')
    await stage.settle()
    expect(title(stage)).toContain('ended: the program ends: last values')
    expect(stage.text).toContain('small objects')
    await stage.press('3', 'r')
    expect(stage.footer).toContain('objects by type: it is detached')
    await stage.press('escape')
    expect(heaps.sessions.map(({ detaches }) => detaches)).toEqual([1])
  })

  it('is done when the process is not there any more', async () => {
    let isGone = false
    const change = (sample: RawSample): RawSample => ({
      ...sample,
      processes: sample.processes.filter(({ pid }) => !isGone || pid !== PID),
    })
    const { stage, heaps } = await openHeap({}, { change })
    isGone = true
    await stage.pass(2000)
    expect(title(stage)).toContain('ended: the program has ended')
    expect(heaps.sessions.map(({ detaches }) => detaches)).toEqual([1])
  })

  it('is done when ntop is stopped or ends, which is not held up by who never answers', async () => {
    const { stage, heaps, sessions } = await openHeap({ detaching: 'never' })
    const leaving = sessions.leaveAll('ntop was stopped')
    await stage.pass(5000)
    expect(await leaving).toEqual([
      {
        whom: '771 java',
        restored: [],
        leftBehind: ['it does not answer: what was done to it undoes itself within seconds'],
      },
    ])
    expect(title(stage)).toContain('ended: ntop was stopped')
    await stage.press('escape', 'C-c')
    expect(heaps.sessions.map(({ detaches }) => detaches)).toEqual([1])
  })

  it('is done by those who are only about to attach', async () => {
    const { stage, heaps, sessions } = await openHeap({ attaching: 'held' })
    const leaving = sessions.leaveAll('ntop has ended')
    heaps.release()
    await stage.settle()
    expect(await leaving).toHaveLength(1)
    expect(heaps.sessions.map(({ detaches }) => detaches)).toEqual([1])
  })
})
