import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { Demo } from '../../src/cli/demo/demo.ts'
import { demos } from '../../src/cli/demo/demos.ts'
import { startNtop } from './screen.ts'

const LOOK_INSIDE = [/Look inside/, /To look inside, ntop/, /attached \d+s ago/]
const ASKED = /For this, ntop/

/** What is to be seen above the guide at first, and once the keys of each step were pressed, in their order. */
const SEEN: Readonly<Record<string, readonly RegExp[]>> = {
  memory: [/Virtual/, /^ anonymous +\d+M +\d+M /m, /^ +6\d\dM +96M /m, /Working set/],
  limits: [/NOFILE/, /NOFILE: /, /NOFILE .* of 256 soft/, /\/dev\/null/],
  threads: [/computes/, /1 of 1 with waits/, /^│ +in futex/m, /WAITS IN/, ...LOOK_INSIDE, /threads\.py:\d+/],
  'shared-memory': [/Proportional/, /posix-shm/, /1 of 1 with shm/, /posix-shm/],
  fork: [/Unique/, /PID USER/, /filter fork\.py · \d\/3/, /└─ python3/, /USS +PSS/],
  queues: [/→ +\d+ consumer/, /Resident \(RSS\)/, /^ Resident \(RSS\) +[\d.]+M +\+[\d.]+M/m],
  'leak-python': [
    ...LOOK_INSIDE,
    /the line +that allocates/,
    /● tracing/,
    /leak\.py:20/,
    /c compares it with \d/,
    /RSS grew by/,
    /\| history\.append/,
  ],
  identity: [
    ...LOOK_INSIDE,
    ASKED,
    /20,000 str +country: Liechtenstein/,
    ASKED,
    /__main__\.Point/,
    /1 of 1 with Point/,
    ASKED,
    /references:/,
    /mappings in/,
  ],
  references: [
    ...LOOK_INSIDE,
    ASKED,
    /objects of \d+ types/,
    /__main__\.Connection/,
    ASKED,
    /\.last_error of __main__\.Pool/,
  ],
  cycles: [...LOOK_INSIDE, ASKED, /__main__\.TreeNode/, /collect now/, ASKED, /freed [\d,]+ objects/],
  collector: [...LOOK_INSIDE, ASKED, /of pauses/, /settings of the collector/, /frozen +\d+,\d+/],
  'weak-references': [...LOOK_INSIDE, ASKED, /lru_cache of __main__\.desc/, /100 +– .*WeakValueDictionary/],
  'leak-node': [
    ...LOOK_INSIDE,
    /a sample every/,
    /● tracing/,
    /by line · at/,
    /c compares it with \d/,
    /RSS grew by/,
    ASKED,
    /leak\.cjs:11 remember/,
  ],
  'stuck-node': [...LOOK_INSIDE, /isName|checkAll/, /isName|checkAll/],
  'leak-java': [...LOOK_INSIDE, ASKED, /objects of [\d,]+ types/, /\+[\d,]+ .*Leak\$Session/, /Leak\.main/],
}

/** That nobody has to wait for something to be installed. */
const IS_INSTALLED: Readonly<Record<Demo['runtime'], boolean>> = {
  node: true,
  python: existsSync('/usr/bin/python3'),
  java: existsSync('/usr/bin/java'),
}

/** Those of which something is to be seen only once they have gone on for a while. */
const GOES_ON = new Set(['leak-python', 'leak-node', 'leak-java'])
/** Keys that look at it once more. */
const LOOKS = new Set(['s', 'r'])
/** All of them sleep ten times a second or more. */
const SLEEPS = 15

/** The screen shows this, elsewhere than in the words of the guide: those are there before anything that a key could go to. */
function shows(pattern: RegExp, demo: Demo): (rows: string[]) => boolean {
  return rows => {
    const guide = rows.findIndex(row => row.startsWith(` demo ${demo.id} `))
    return guide >= 0 && pattern.test(rows.slice(0, guide).join('\n'))
  }
}

/** How often its threads have gone to sleep so far. */
function sleepsOf(pid: number): number {
  const sleeps = readdirSync(`/proc/${pid}/task`).map(tid => {
    const status = readFileSync(`/proc/${pid}/task/${tid}/status`, 'latin1')
    return Number(/^voluntary_ctxt_switches:\s+(\d+)/m.exec(status)?.[1])
  })
  return sleeps.reduce((sum, count) => sum + count, 0)
}

describe('demos', () => {
  for (const demo of demos) {
    test.skipIf(!IS_INSTALLED[demo.runtime])(`${demo.id}: what it says is what comes of it`, async () => {
      const ntop = await startNtop(['demo', demo.id], { columns: 120, rows: 40 })
      const [title] = await ntop.until(/^ \d+ (?:python3|node|java) · /)
      const pid = Number(/^ (\d+) /.exec(title ?? '')?.[1])
      await ntop.until(new RegExp(`demo ${demo.id} 1 of ${demo.steps.length}`))
      expect(existsSync(`/proc/${pid}`)).toBe(true)
      const [first = /never/, ...then] = SEEN[demo.id] ?? []
      await ntop.until(shows(first, demo))
      for (const [i, { keys }] of demo.steps.entries()) {
        const slept = sleepsOf(pid)
        if (GOES_ON.has(demo.id) && LOOKS.has(keys.join())) await ntop.until(() => sleepsOf(pid) > slept + SLEEPS)
        for (const key of keys) ntop.type(key)
        const next = i + 1 === demo.steps.length ? 'done' : `${i + 2} of`
        await ntop.until(new RegExp(`demo ${demo.id} ${next}`))
        await ntop.until(shows(then[i] ?? /never/, demo))
      }
      // q closes whatever lies on top, one after another, and then leaves.
      let isOver = false
      void ntop.exited.then(() => {
        isOver = true
      })
      while (!isOver) {
        const before = ntop.text().join('\n')
        ntop.type('q')
        await Promise.race([ntop.exited, ntop.until(rows => rows.join('\n') !== before)])
      }
      await ntop.until(new RegExp(`ntop demo ${demo.id}: `))
      expect(await ntop.exited).toEqual({ code: 0, signal: 0 })
      expect(existsSync(`/proc/${pid}`)).toBe(false)
    })
  }
})
