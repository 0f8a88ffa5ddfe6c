/** `ntop limit` on real processes. */
import { once } from 'node:events'
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { runLimit } from '../../src/cli/limit.ts'
import { parseInvocation } from '../../src/cli/parse-invocation.ts'
import { linuxSource } from '../../src/sources/linux/source.ts'
import { limitOf, Stage } from '../control/limited.ts'

const source = linuxSource()
const stage = new Stage()
afterEach(() => stage.clear())
afterAll(() => source.close())

/** Runs `ntop limit` with these words. */
async function limit(words: string, { path = process.env['PATH'], from = source } = {}) {
  const invocation = parseInvocation(['limit', ...words.split(' ')], false)
  if (invocation.kind !== 'limit') throw new Error(`no limit: ${words}`)
  const said = { stdout: '', stderr: '' }
  const sink = (name: keyof typeof said) => ({
    write(text: string) {
      said[name] += text
    },
  })
  const code = await runLimit(invocation, from, { path, stdout: sink('stdout'), stderr: sink('stderr') })
  return { code, ...said }
}

describe('ntop limit', () => {
  test('prints a line for each limit: what it was, and what it is now', async () => {
    const { pid } = stage.start()
    await limit(`${pid} nofile=256:512`)
    expect(await limit(`${pid} nofile=64 core=0:0 stack=1M:2M`)).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(
        new RegExp(
          `^nofile of ${pid} sleep: soft 256 → 64 of hard 512\ncore of ${pid} sleep: .*\nstack of ${pid} sleep: soft .* → 1.0M, hard .* → 2.0M\n$`,
        ),
      ),
    })
    expect([limitOf(pid, 'nofile'), limitOf(pid, 'core'), limitOf(pid, 'stack')]).toEqual([
      '64:512',
      '0:0',
      '1048576:2097152',
    ])
  })

  test('says on stderr what is worth knowing', async () => {
    const { pid } = stage.start()
    const { code, stdout, stderr } = await limit(`${pid} nofile=2`)
    expect(code).toBe(0)
    expect(stderr).toMatch(/^ntop: nofile: \d+ are open and stay so; no new descriptor can be 2 or above\n$/)
    expect(stdout).toMatch(/^nofile of \d+ sleep: soft [\d,]+ → 2 of hard [\d,]+\n$/)
  })

  test('sets nothing where one of several cannot be', async () => {
    const { pid } = stage.start()
    await limit(`${pid} nofile=256:512`)
    expect(await limit(`${pid} core=0 nofile=600`)).toEqual({
      code: 1,
      stdout: '',
      stderr: `ntop: nofile of ${pid} sleep: soft 600 is above its hard limit 512; nofile=SOFT:HARD sets both\n`,
    })
  })

  test('says which were set before one failed', async () => {
    const { pid } = stage.start()
    await limit(`${pid} nofile=256:512`)
    const path = stage.pathWith(
      'case "$*" in *nofile*) echo "prlimit: no luck" >&2; exit 1;; esac; PATH=/bin:/usr/bin exec prlimit "$@"',
    )
    const { code, stdout, stderr } = await limit(`${pid} core=0:0 fsize=1M nofile=64`, { path })
    expect(code).toBe(1)
    expect(stdout.split('\n')).toHaveLength(3)
    expect(stderr.split('\n').at(-2)).toBe(
      `ntop: could not set nofile of ${pid} sleep: no luck; it has nofile soft 256 of hard 512 now; already set: core, fsize`,
    )
  })

  test('does not end a process by its CPU time without --yes', async () => {
    const { pid, child } = stage.start('while :; do :; done')
    expect(await limit(`${pid} nofile=64 cpu=0:0`)).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(
        new RegExp(
          `^ntop: cpu of ${pid} sh: soft unlimited → 0s, hard unlimited → 0s: this kills it at once: it has used \\d+s, and gets SIGKILL at the hard limit; --yes does it all the same\n$`,
        ),
      ),
    })
    expect(limitOf(pid, 'nofile')).not.toMatch(/^64:/)
    const ended = once(child, 'exit')
    expect(await limit(`${pid} cpu=0:0 --yes`)).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^cpu of \d+ sh: soft unlimited → 0s, hard unlimited → 0s/),
    })
    expect(await ended).toEqual([null, 'SIGKILL'])
  })

  test('says that there is no such process, or no prlimit', async () => {
    expect(await limit('4194304 nofile=5')).toEqual({ code: 1, stdout: '', stderr: 'ntop: no process 4194304\n' })
    const { pid } = stage.start()
    expect(await limit(`${pid} fsize=5`, { path: stage.pathWith() })).toEqual({
      code: 1,
      stdout: '',
      stderr: `ntop: could not set fsize of ${pid} sleep: the program prlimit is missing; it comes with the package util-linux\n`,
    })
  })
})
