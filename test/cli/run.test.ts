import { EventEmitter, once } from 'node:events'
import { Writable } from 'node:stream'
import { describe, expect, test } from 'vitest'
import type { Origin } from '../../src/cli/invocation.ts'
import { runCommandLine, type Surroundings } from '../../src/cli/run.ts'
import { UsageError } from '../../src/cli/usage-error.ts'
import { NoProcessTree } from '../../src/sources/errors.ts'
import type { Source } from '../../src/sources/source.ts'
import { sample } from '../export/moments.ts'

class Text extends Writable {
  text = ''
  override _write(chunk: Buffer, _: string, done: () => void): void {
    this.text += String(chunk)
    done()
  }
}

class ClosedPipe extends Writable {
  override _write(_: Buffer, __: string, done: (error: Error) => void): void {
    done(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }))
  }
}

/** The kernel of a machine whose scans are answered by `scan`. */
function sourceOf(scan: Source['scan'], closed: () => void = () => {}): Source {
  const names = { user: String, isUser: () => true, group: String }
  const look = () => 'unreadable' as const
  return {
    kind: 'linux',
    files: undefined,
    look,
    glance: look,
    names,
    scan,
    fill: async () => {},
    sweep: () => {},
    close: closed,
  }
}

async function run(line: string, over: Partial<Surroundings> = {}) {
  const stdout = new Text()
  const stderr = new Text()
  const code = await runCommandLine({
    argv: line.split(' ').filter(Boolean),
    env: { TERM: 'xterm' },
    stdin: { isTTY: true },
    stdout,
    stderr,
    version: '1.2.3',
    signals: new EventEmitter(),
    openSource: () => sourceOf(async () => sample(0, [])),
    answer: async () => {
      throw new Error('nobody types')
    },
    live: async () => {
      throw new Error('nothing is attached to')
    },
    showScreen: async () => {
      throw new Error('no screen here')
    },
    showPlain: async () => {
      throw new Error('no terminal here')
    },
    ...over,
  })
  return { code, stdout: stdout.text, stderr: stderr.text }
}

describe('what is only said', () => {
  test('the version', async () => {
    expect(await run('--version')).toEqual({ code: 0, stdout: 'ntop 1.2.3\n', stderr: '' })
  })

  test('help and columns', async () => {
    expect(await run('-h')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^ntop: .*\n\nUsage\n/),
      stderr: '',
    })
    expect(await run('-s help')).toMatchObject({ code: 0, stdout: expect.stringMatching(/^pid +Process number\n/) })
  })

  test('the schema, as JSON', async () => {
    const { stdout } = await run('schema')
    expect(JSON.parse(stdout)).toMatchObject({ $schema: 'https://json-schema.org/draft/2020-12/schema' })
  })

  test('to nobody: that is no failure', async () => {
    for (const line of ['--help', '--version', 'schema', '-s help', '--once -d 0.1', '--json -d 0.1']) {
      expect(await run(line, { stdout: new ClosedPipe() }), line).toMatchObject({ code: 0, stderr: '' })
    }
  })
})

describe('the screen', () => {
  test('is shown on a terminal, with what was asked, and gives the exit code', async () => {
    const stdout = Object.assign(new Text(), { isTTY: true })
    const shown: unknown[] = []
    const showScreen: Surroundings['showScreen'] = async invocation => {
      shown.push(invocation)
      return 130
    }
    expect(await run('-d 2 --readonly', { stdout, showScreen })).toMatchObject({ code: 130, stderr: '' })
    expect(shown).toMatchObject([{ kind: 'screen', intervalMs: 2000, readonly: true }])
  })

  test('is refused where nobody can type, before it is touched', async () => {
    const stdout = Object.assign(new Text(), { isTTY: true })
    expect(await run('', { stdout, stdin: {} })).toMatchObject({
      code: 2,
      stderr: 'ntop: the screen needs a terminal for its keys; use --once, --plain or --json\n',
    })
    expect(stdout.text).toBe('')
  })

  test.each([
    ['with TERM=dumb', { TERM: 'dumb' }],
    ['without TERM', {}],
  ])('is a table %s, whoever can type', async (why, env) => {
    for (const stdin of [{}, { isTTY: true }]) {
      const stdout = Object.assign(new Text(), { isTTY: true })
      const { code, stderr } = await run('-d 0.1 --no-color', { stdout, stdin, env })
      expect([code, stderr]).toEqual([0, `ntop: no screen ${why}: here is a table\n`])
      expect(stdout.text).toMatch(/ PID .* COMMAND\n/)
    }
  })
})

describe('plain text', () => {
  test('goes to whoever takes keys where there is a terminal at both ends', async () => {
    const stdout = Object.assign(new Text(), { isTTY: true })
    const shown: unknown[] = []
    const showPlain: Surroundings['showPlain'] = async invocation => {
      shown.push(invocation)
      return 0
    }
    expect(await run('--plain --top 3', { stdout, showPlain })).toEqual({ code: 0, stdout: '', stderr: '' })
    expect(await run('--plain', { stdout, showPlain, env: { TERM: 'dumb' } })).toMatchObject({ code: 0, stderr: '' })
    expect(shown).toMatchObject([{ kind: 'plain', top: 3 }, { kind: 'plain' }])
  })

  test.each([
    ['where nobody can type', '--plain -n 1 -d 0.1', true, {}],
    ['into a pipe', '--plain -n 1 -d 0.1', false, { isTTY: true }],
    ['where so many readings were asked for', '--plain -n 1 -d 0.1', true, { isTTY: true }],
  ])('is only written %s', async (_, line, isTTY, stdin) => {
    const stdout = Object.assign(new Text(), { isTTY })
    expect(await run(line, { stdout, stdin })).toMatchObject({ code: 0, stderr: '' })
    expect(stdout.text).toMatch(/^At .*\n.*\nCPU /)
  })
})

describe('failures', () => {
  test('bad usage: exit code 2, and one line that names it', async () => {
    expect(await run('--jsn')).toEqual({
      code: 2,
      stdout: '',
      stderr: 'ntop: unknown flag --jsn; did you mean --json?\n',
    })
  })

  test.each([
    ['cpu > 10 and usr = root', 'there is no field usr; did you mean user?', '               ^^^'],
    ['数据 and name ~ "a(b"', 'this ( is not closed', '                    ^'],
    ['(node\nor', 'something must follow or', '        ^^'],
  ])('a query that is none: exit code 2, and a mark below the place', async (query, message, mark) => {
    const stderr = `ntop: -F: ${message}\n  ${query.replace('\n', '␊')}\n${mark}\n`
    for (const mode of ['--once', '--json', '-p1']) {
      expect(await run('', { argv: [mode, '-F', query] })).toEqual({ code: 2, stdout: '', stderr })
    }
  })

  test('a limit of nobody: exit code 1; one that is none: exit code 2', async () => {
    expect(await run('limit 42 nofile=5')).toEqual({
      code: 1,
      stdout: '',
      stderr:
        'ntop: process 42 cannot be limited: only the Linux source sets limits of other processes; this is the portable one\n',
    })
    expect(await run('limit 42 nofile=-5')).toEqual({
      code: 2,
      stdout: '',
      stderr: 'ntop: ntop limit nofile=-5: "-5" is negative; unlimited sets no limit\n',
    })
  })

  test.each([
    ['inspect 42', 'inspected: only the Linux source tells what a process is made of'],
    ['inspect 42 --json', 'inspected: only the Linux source tells what a process is made of'],
    ['snapshot 42 /nowhere/a.json', 'looked at: only the Linux source tells what the memory of a process is made of'],
    ['limit 42 nofile=5', 'limited: only the Linux source sets limits of other processes'],
  ])('%s where the source is not that of Linux: exit code 1, and the reason', async (line, why) => {
    const asked: Origin[] = []
    const openSource = (origin: Origin) => {
      asked.push(origin)
      return sourceOf(() => Promise.reject(new Error('it was scanned')))
    }
    expect(await run(`${line} --source portable`, { openSource })).toEqual({
      code: 1,
      stdout: '',
      stderr: `ntop: process 42 cannot be ${why}; this is the portable one\n`,
    })
    expect(asked).toEqual([{ source: 'portable', procfs: undefined, sysfs: undefined }])
  })

  test('so is a source that this system has not', async () => {
    const openSource = () => {
      throw new UsageError('--source linux reads the /proc of Linux, and this system is darwin')
    }
    for (const line of ['--once --source linux', 'inspect 42 --source linux', 'limit 42 nofile=5 --source linux'])
      expect(await run(line, { openSource })).toMatchObject({
        code: 2,
        stderr: expect.stringMatching(/^ntop: --source/),
      })
  })

  test('a tree that is none is bad usage too', async () => {
    const { code, stderr } = await run('--once --procfs /nowhere/at/all')
    expect([code, stderr]).toEqual([2, 'ntop: --procfs expects a directory, not "/nowhere/at/all"\n'])
  })

  test('so is a directory that is no process tree', async () => {
    const openSource = () => {
      throw new NoProcessTree('/empty')
    }
    const { code, stderr } = await run('--once', { openSource })
    expect([code, stderr]).toEqual([2, 'ntop: no process tree: "/empty" has no stat and no numbered folders\n'])
  })

  test('what the system refuses: exit code 1 and its words, in one line', async () => {
    const openSource = () => {
      throw Object.assign(new Error('EACCES: permission denied, scandir /proc'), { code: 'EACCES' })
    }
    expect(await run('--once', { openSource })).toEqual({
      code: 1,
      stdout: '',
      stderr: 'ntop: EACCES: permission denied, scandir /proc\n',
    })
  })

  test('our own mistakes come with where they were made', async () => {
    const scan = async () => {
      throw new TypeError('no such thing')
    }
    const { code, stderr } = await run('--once', { openSource: () => sourceOf(scan) })
    expect(code).toBe(1)
    expect(stderr).toMatch(/^ntop: TypeError: no such thing\n {4}at /)
  })
})

describe('signals', () => {
  test.each([
    ['SIGHUP', 129],
    ['SIGINT', 130],
    ['SIGQUIT', 131],
    ['SIGTERM', 143],
  ])('%s ends a series with %i, even while the kernel does not answer', async (signal, code) => {
    const signals = new EventEmitter()
    const asked = once(signals, 'asked')
    const never: Source['scan'] = () => {
      signals.emit('asked')
      return new Promise(() => {})
    }
    const running = run('--json', { signals, openSource: () => sourceOf(never) })
    await asked
    signals.emit(signal)
    expect(await running).toMatchObject({ code, stderr: '' })
    expect(signals.listenerCount(signal)).toBe(0)
  })

  test('between two readings the source is closed before', async () => {
    const signals = new EventEmitter()
    const waiting = once(signals, 'read')
    const closed = once(signals, 'closed')
    const source = sourceOf(
      async () => {
        setImmediate(() => signals.emit('read'))
        return sample(0, [])
      },
      () => signals.emit('closed'),
    )
    const running = run('--json -d 3600', { signals, openSource: () => source })
    await waiting
    signals.emit('SIGTERM')
    expect(await running).toMatchObject({ code: 143 })
    await closed
  })
})

describe('a table', () => {
  test('is as wide as COLUMNS says', async () => {
    const { stdout } = await run('--once -d 0.1', { env: { COLUMNS: '40' } })
    expect(Math.max(...stdout.split('\n').map(line => line.length))).toBe(40)
  })

  test('is as wide as it needs to be where COLUMNS says nothing sensible', async () => {
    for (const COLUMNS of [undefined, '', '0', '-5', 'wide']) {
      const { stdout } = await run('--once -d 0.1', { env: { COLUMNS } })
      expect(Math.max(...stdout.split('\n').map(line => line.length))).toBeGreaterThan(70)
    }
  })
})

test('ntop heap waits longer for files than the screen may, and closes its source', async () => {
  const opened: Origin[] = []
  let closed = 0
  const openSource = (origin: Origin) => {
    opened.push(origin)
    return sourceOf(
      async () => sample(0, []),
      () => closed++,
    )
  }
  const signals = new EventEmitter()
  expect(await run('heap 42', { openSource, signals })).toMatchObject({ code: 1, stdout: '' })
  expect([opened, closed]).toMatchObject([[{ deadlineMs: 3000 }], 1])
  expect(signals.eventNames()).toEqual([])
})
