import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { ListWait } from '../../../src/sources/portable/list-wait.ts'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
})
afterEach(() => {
  vi.useRealTimers()
})

/** A question that is answered when the test says so, and what became of waiting for it. */
class Question {
  answer = (): void => {}
  readonly #answered: Promise<void>
  #isAnswered = false

  constructor() {
    this.#answered = new Promise(resolve => {
      this.answer = () => {
        this.#isAnswered = true
        resolve()
      }
    })
  }

  /** Waits as a scan does: how long, once it goes on. */
  ask(wait: ListWait): { waitedMs: number | undefined } {
    const beganMs = performance.now()
    const scan = { waitedMs: undefined as number | undefined }
    wait
      .await(this.#answered, () => this.#isAnswered)
      .then(() => {
        scan.waitedMs = performance.now() - beganMs
      })
    return scan
  }
}

async function passes(ms: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(ms)
}

it('lasts for the first list as long as that takes', async () => {
  const wait = new ListWait(() => performance.now())
  const first = new Question()
  const scan = first.ask(wait)
  await passes(9_000)
  expect(scan.waitedMs).toBeUndefined()
  first.answer()
  await passes(0)
  expect(scan.waitedMs).toBe(9_000)
  // From now on twice as long.
  const second = new Question().ask(wait)
  await passes(17_999)
  expect(second.waitedMs).toBeUndefined()
  await passes(1)
  expect(second.waitedMs).toBe(18_000)
})

it('lasts three seconds for one that is late, and no time for the same one later', async () => {
  const wait = new ListWait(() => performance.now())
  const first = new Question()
  first.ask(wait)
  await passes(100)
  first.answer()
  await passes(0)
  const late = new Question()
  const scan = late.ask(wait)
  await passes(2_999)
  expect(scan.waitedMs).toBeUndefined()
  await passes(1)
  expect(scan.waitedMs).toBe(3_000)
  const again = late.ask(wait)
  await passes(0)
  expect(again.waitedMs).toBe(0)
  // It has come, so the next one is waited for.
  late.answer()
  await passes(0)
  const next = new Question()
  const third = next.ask(wait)
  await passes(500)
  expect(third.waitedMs).toBeUndefined()
  next.answer()
  await passes(0)
  expect(third.waitedMs).toBe(500)
})

it('goes by the last list, not by a question that failed after long', async () => {
  const wait = new ListWait(() => performance.now())
  const first = new Question()
  first.ask(wait)
  await passes(100)
  first.answer()
  await passes(0)
  let fail = (): void => {}
  const failing = new Promise<void>(resolve => {
    fail = resolve
  })
  const failed = wait.await(failing, () => false)
  await passes(10_000)
  await failed
  fail()
  await passes(0)
  const scan = new Question().ask(wait)
  await passes(3_000)
  expect(scan.waitedMs).toBe(3_000)
})
