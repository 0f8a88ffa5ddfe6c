/** Bytes at random, as from a cat on the keyboard or a line with noise: the terminal is given back as it was. */
import { constants } from 'node:os'
import { expect, test } from 'vitest'
import { sttyState } from '../support/pty.ts'
import { randomOf } from '../support/random.ts'
import { openNtop, recorded } from './screen.ts'

const SEED = Number(process.env['FUZZ_SEED'] ?? Date.now() % 1e9)
const CHUNKS = 400
/** ^C ends the program, ^Z stops it, and ^\\ is the terminal's own again once somebody has typed q. */
const LEFT_OUT = new Set([0x03, 0x1a, 0x1c])

test('noise neither crashes nor hangs it, nor leaves the terminal broken', { timeout: 60_000 }, async () => {
  const random = randomOf(SEED)
  const open = () => openNtop([...recorded(), '-d', '0.1'], { columns: 100, rows: 30 })
  let ntop = await open()
  let hasEnded = false
  const watch = () => {
    hasEnded = false
    void ntop.exited.then(() => {
      hasEnded = true
    })
  }
  watch()
  for (let i = 0; i < CHUNKS; i++) {
    const bytes = Array.from({ length: 1 + random(12) }, () => (random(3) === 0 ? 0x1b : random(128)))
    ntop.send(String.fromCharCode(...bytes.filter(byte => !LEFT_OUT.has(byte))))
    if (random(20) === 0) ntop.resize(1 + random(200), 1 + random(60))
    if (random(8) === 0) await ntop.settled()
    await new Promise(setImmediate)
    if (!hasEnded) continue
    // Somebody typed q.
    expect(await ntop.exited, `FUZZ_SEED=${SEED}`).toEqual({ code: 0, signal: 0 })
    expect(ntop.alternate()).toBe(false)
    ntop = await open()
    watch()
  }
  const before = await open()
  before.type('C-c')
  await before.exited
  // What is half of a sequence takes a ^C with it, until it is given up.
  for (let i = 0; i < 10 && !hasEnded; i++) {
    ntop.type('C-c')
    await ntop.until(() => hasEnded, 1500).catch(() => undefined)
  }
  if (!hasEnded) expect.fail(`FUZZ_SEED=${SEED}: ^C does not end it\n${ntop.text().join('\n')}`)
  const { code, signal } = await ntop.exited
  // A second ^C, that came while it was leaving, was the terminal's own again.
  expect([code, [0, constants.signals.SIGINT].includes(signal)], `FUZZ_SEED=${SEED}`).toEqual([0, true])
  expect(ntop.alternate()).toBe(false)
  expect(ntop.cursorVisible()).toBe(true)
  expect([...ntop.modes()].filter(mode => mode !== 25 && mode !== 7)).toEqual(
    [...before.modes()].filter(mode => mode !== 25 && mode !== 7),
  )
  expect(sttyState(ntop)).toBe(sttyState(before))
})
