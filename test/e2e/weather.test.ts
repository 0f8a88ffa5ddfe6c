/** The program under restraints: few descriptors, and processes of others hidden. */
import { execFileSync } from 'node:child_process'
import { chmodSync, chownSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { compileTarget, Target } from '../sources/target.ts'
import { builtNtop } from '../support/build.ts'
import { openTestPty } from '../support/test-pty.ts'
import { emptyFolder, footer, rowOf, tablePids } from './screen.ts'

/** The soft limit of descriptors that a process has now. */
function limitOf(pid: number): number {
  return Number(/^Max open files +(\d+)/m.exec(readFileSync(`/proc/${pid}/limits`, 'utf8'))?.[1])
}

const MANY = 400

// Node raises its soft limit to the hard one when it starts.
test.each([
  ['ulimit -n 256', 256],
  ['ulimit -Sn 256; ulimit -Hn 280', 280],
])(`after "%s" it shows ${MANY} processes, and who comes and goes among them`, async (limit, limited) => {
  const compiled = await compileTarget()
  onTestFinished(() => compiled.remove())
  const target = await Target.start(compiled.program)
  onTestFinished(() => target.end())
  const pids = await target.pids(`idle ${MANY}`)
  const args = [await builtNtop(), '-d', '0.2', '-s', 'pid', '-F', basename(compiled.folder)]
  const ntop = openTestPty({
    command: 'bash',
    args: ['-c', `${limit}; exec "$@"`, 'bash', process.execPath, ...args],
    columns: 120,
    rows: 50,
  })
  const counts = (count: number) => (rows: string[]) => footer(rows).includes(`/${count}`)
  const open = () => readdirSync(`/proc/${ntop.pid}/fd`).length
  // With the children's parent, and with the program itself, in whose command is what it filters by.
  await ntop.until(counts(MANY + 2))
  expect(limitOf(ntop.pid)).toBe(limited)
  for (let round = 0; round < 3; round++) {
    for (const pid of pids.splice(round * 50, 10)) await target.ask(`kill ${pid}`)
    await ntop.until(counts(pids.length + 2))
    pids.push(...(await target.pids('idle 10')))
    await ntop.until(counts(pids.length + 2))
    expect(open()).toBeLessThan(limited)
  }
  // As many as may be are kept open, and not much less.
  expect(open()).toBeGreaterThan(100)
  // The last one, which is past what may be kept, is looked at like the first.
  const last = Math.max(...pids)
  ntop.type('end')
  await ntop.until(rows => rowOf(rows, last) !== undefined)
  process.kill(last, 'SIGSTOP')
  // Then what is waited for next is ours to show, and not the kernel's to do.
  await vi.waitUntil(() => /\) T/.test(readFileSync(`/proc/${last}/stat`, 'latin1')), { timeout: 10_000 })
  await ntop.until(rows => / T +\d/.test(rowOf(rows, last) ?? ''))
  process.kill(last, 'SIGCONT')
  await ntop.until(rows => / S +\d/.test(rowOf(rows, last) ?? ''))
  ntop.type('q')
  expect(await ntop.exited).toEqual({ code: 0, signal: 0 })
})

/**
 * In namespaces of their own, with a `/proc` in which everybody sees only their own processes: a process of root's, a
 * shell of somebody's, which does what comes by a named pipe, and the program, for the same somebody.
 */
const HIDDEN = `
mount -o remount,hidepid=2 /proc || exit 9
sleep 1111 & setpriv $1 sh -c 'while read -r order; do eval "$order"; done <>"$0"' "$2" > /dev/null 2>&1 & shift 2
exec "$@"`
const SOMEBODY = '--reuid=65534 --regid=65534 --clear-groups --inh-caps=-all'

// Only root may hide them, and be somebody else.
test.runIf(process.getuid?.() === 0)(
  'where others’ processes are hidden it shows one’s own, as they come and go',
  async () => {
    const folder = emptyFolder()
    chmodSync(folder, 0o755)
    const orders = join(folder, 'orders')
    execFileSync('mkfifo', ['-m', '644', orders])
    chownSync(orders, 65_534, 65_534)
    const ntop = openTestPty({
      command: 'unshare',
      args: [
        ...['--pid', '--fork', '--kill-child', '--mount-proc', 'bash', '-c', HIDDEN, 'bash', SOMEBODY, orders],
        ...['setpriv', ...SOMEBODY.split(' '), process.execPath, await builtNtop(), '-d', '0.2', '-s', 'pid'],
      ],
      columns: 120,
      rows: 24,
    })
    const order = (line: string): void => writeFileSync(orders, `${line}\n`)
    const shows =
      (...commands: readonly RegExp[]) =>
      (rows: string[]) =>
        commands.every(command => rows.some(row => command.test(row))) && tablePids(rows).length === commands.length
    const program = /ntop\.js -d/
    const shell = /sh -c while read/
    await ntop.until(shows(program, shell))
    order('sleep 2001 & first=$!')
    await ntop.until(shows(program, shell, /sleep 2001/))
    order('sleep 2002 & second=$!')
    await ntop.until(shows(program, shell, /sleep 2001/, /sleep 2002/))
    order('kill $second; wait $second')
    await ntop.until(shows(program, shell, /sleep 2001/))
    // One that took another's place is as good as one that came.
    order('kill $first; wait $first; sleep 2003 &')
    await ntop.until(shows(program, shell, /sleep 2003/))
    expect(ntop.text().join('\n')).not.toMatch(/1111/)
    ntop.type('q')
    await ntop.exited
  },
)
