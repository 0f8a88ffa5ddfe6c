/**
 * The screen over its own process, whose heap it makes believe to look into, for the tests to end as they like. What is
 * done to whoever was attached to is written to `HEAP_LOG`; its argument is JSON for how the heap answers.
 */
import { appendFileSync } from 'node:fs'
import type { ScreenInvocation } from '../../../../src/cli/invocation.ts'
import { parseInvocation } from '../../../../src/cli/parse-invocation.ts'
import { NO_CONFIG } from '../../../../src/config/loaded-config.ts'
import { linuxSource } from '../../../../src/sources/linux/source.ts'
import { runScreen } from '../../../../src/ui/run.ts'
import { FakeHeaps } from '../fake-heap.ts'

function note(line: string): void {
  const log = process.env['HEAP_LOG']
  if (log !== undefined) appendFileSync(log, `${line}\n`)
}

class NotedHeaps extends FakeHeaps {
  override async attach(...how: Parameters<FakeHeaps['attach']>): ReturnType<FakeHeaps['attach']> {
    const session = await super.attach(...how)
    if (!('detach' in session)) return session
    note('attached')
    const detach = session.detach.bind(session)
    session.detach = async () => {
      note('leaving')
      // As long as it takes to see that a port is closed.
      await new Promise(resolve => setTimeout(resolve, 100))
      const detached = await detach()
      note('left')
      return detached
    }
    return session
  }
}

const argv = ['-p', String(process.pid), '-d', '0.5']
await runScreen(parseInvocation(argv, true) as ScreenInvocation, {
  source: linuxSource({ procfs: '/proc' }),
  config: NO_CONFIG,
  version: '1.2.3',
  heaps: new NotedHeaps(JSON.parse(process.argv[2] ?? '{}')),
})
note('ends')
process.exit(0)
