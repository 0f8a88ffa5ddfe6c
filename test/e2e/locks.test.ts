/** Who holds a lock, who waits for it, and where the waiting one stands, of real processes. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { startChild, type TestChild } from './children.ts'
import { emptyFolder, openNtop, openNtopUnprivileged, showsTable } from './screen.ts'

/** A process that has a lock on a file until it gets a line, and one that waits for it. */
async function startPair(): Promise<{ path: string; holder: TestChild; waiter: TestChild }> {
  const path = join(emptyFolder(), 'app.lock')
  writeFileSync(path, '')
  const lock = 'exec 9<"$0"; flock 9; echo ready; read line'
  const holder = await startChild('sh', '-c', lock, path)
  const waiter = await startChild('sh', '-c', 'echo ready; exec flock "$0" cat', path)
  return { path, holder, waiter }
}

test('x says who waits for a lock, and Enter goes there, where it says who has it', async () => {
  const { path, holder, waiter } = await startPair()
  const ntop = await openNtop(['-p', `${holder.pid}`, '-d', '0.3'], { columns: 160, rows: 30 })
  ntop.type('x')
  // The one who opened the descriptor is the shell; flock(1) has locked it for the shell.
  const held = new RegExp(`^ has +flock +write +all +9 +${waiter.pid} flock waits +${path}$`, 'm')
  await ntop.until(held)
  ntop.type('enter')
  const waits = new RegExp(`^ waits +flock +write +all +3 .* has it +${path}$`, 'm')
  await ntop.until(rows => rows[0]?.startsWith(` ${waiter.pid} flock `) === true && waits.test(rows.join('\n')))
  // Once it is let go, it has it.
  holder.tell('')
  await ntop.until(new RegExp(`^ has +flock +write +all +3 .*${path}$`, 'm'))
  ntop.type('escape')
  await ntop.until(new RegExp(`^ ${holder.pid} sh `, 'm'))
  ntop.type('escape')
})

test('b says in which call a process waits, and the functions of the kernel that it is in, to root', async () => {
  const { path, waiter } = await startPair()
  const args = ['-p', `${waiter.pid}`, '-d', '0.3']
  const ntop = await openNtop(args, { columns: 120 })
  ntop.type('b')
  await ntop.until(rows => rows.join('\n').includes(`waits in flock`) && rows.join('\n').includes(`on fd 3, ${path}`))
  await ntop.until(process.getuid?.() === 0 ? /in +\S*lock\S*[\s\S]*from +\S+/ : /to root only/)
  ntop.type('q')
  await ntop.until(/TID▲? +NAME/)
  ntop.type('b')
  await ntop.until(/stack of thread/)
  ntop.type('q', 'q')
  await ntop.until(showsTable)

  const other = await openNtopUnprivileged(args, { columns: 120 })
  other.type('b')
  await other.until(/the kernel shows its stacks to root only/)
})

test('w shows a command line that fits on no line, and copies it; m says what a program calls itself', async () => {
  const long = 'a'.repeat(300)
  const program =
    "require('fs').writeFileSync('/proc/self/comm', 'renamed'); console.log('ready'); process.stdin.resume()"
  const { pid } = await startChild(process.execPath, '-e', program, '--', long, 'a b')
  const ntop = await openNtop(['-p', `${pid}`, '-d', '0.3'], { columns: 100, rows: 30 })
  ntop.type('w')
  const rows = await ntop.until(/command of \d+ renamed/)
  expect(
    rows
      .filter(row => row.includes('aaaa'))
      .join('')
      .replace(/[^a]/g, ''),
  ).toHaveLength(300)
  expect(rows.join('\n')).toMatch(/ 0 \S*node[\s\S]* 1 -e[\s\S]* 3 -- [\s\S]* 5 a b /)
  ntop.type('y')
  await ntop.until(/to the clipboard/)
  expect(ntop.clipboard()).toContain(`-- ${long} 'a b'`)
  ntop.type('w')
  await ntop.until(showsTable)
  ntop.type('m')
  await ntop.until(/ renamed│node -e /)
  ntop.type('m')
  await ntop.until(screen => !screen.join('\n').includes('renamed│'))
})
