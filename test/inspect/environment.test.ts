import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Environment, environmentJson, environmentPart } from '../../src/inspect/environment.ts'
import { Look } from '../../src/inspect/look.ts'
import { isSecret } from '../../src/inspect/secrets.ts'
import { UserTasks } from '../../src/inspect/user-tasks.ts'
import { parseEnviron } from '../../src/procfs/pid-environ.ts'
import {
  type Content,
  firstRow,
  MemoryFiles,
  recordOf,
  snapshotOf,
  someNames,
  statLine,
} from '../support/memory-files.ts'

function lookAt(environ: Content | undefined, stat = statLine()): Look {
  const files = new MemoryFiles({ '70/cmdline': { text: 'cat\0' }, ...(environ && { '70/environ': environ }) })
  const snapshot = snapshotOf(recordOf(stat))
  return new Look(files, firstRow(snapshot), {
    snapshot,
    names: someNames,
    userTasks: new UserTasks(files),
    thorough: false,
  })
}

const read = (look: Look): Promise<Environment> => environmentPart.read(look, undefined)

/** The rows of the table, as texts. */
function rowsOf(environment: Environment, look: Look, uncovered: boolean): string[][] {
  const shown = environmentPart.show(environment, look, { uncovered })
  if (shown.kind !== 'grid') throw new Error('no table')
  return shown.items.map(item => shown.columns.map(column => column.text(item)))
}

describe('parseEnviron', () => {
  it('splits at the first =, and keeps a name without one', () => {
    expect(parseEnviron(Buffer.from('A=1=2\0EMPTY=\0junk\0\0B=x'))).toEqual([
      { name: 'A', value: '1=2' },
      { name: 'EMPTY', value: '' },
      { name: 'junk', value: '' },
      { name: 'B', value: 'x' },
    ])
    expect(parseEnviron(Buffer.alloc(0))).toEqual([])
  })

  it('lets no control character through, whatever a process was given', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), bytes => {
        for (const { name, value } of parseEnviron(bytes)) expect(name + value).not.toMatch(/[\x00-\x1f\x7f-\x9f]/)
      }),
    )
  })
})

describe('isSecret', () => {
  it.each([
    ['AWS_SECRET_ACCESS_KEY', 'abc'],
    ['GITHUB_TOKEN', 'x'],
    ['DB_PASSWORD', 'x'],
    ['PGPASSWORD_', 'postgres://u:hunter2@db/x'],
    ['MYSQL_PWD', 'x'],
    ['api_key', 'x'],
    ['DATABASE_URL', 'postgres://app:hunter2@db.internal/app'],
    ['ANYTHING', 'ghp_abcdef'],
    ['JWT', 'x'],
    ['Cookie', 'x'],
  ])('covers %s', (name, value) => {
    expect(isSecret(name, value)).toBe(true)
  })

  it.each([
    ['PATH', '/usr/bin:/bin'],
    ['PWD', '/home/x'],
    ['OLDPWD', '/'],
    ['SSH_AUTH_SOCK', '/run/x'],
    ['KEYBOARD', 'us'],
    ['MONKEY', 'x'],
    ['DB_PASSWORD', ''],
    ['HTTP_PROXY', 'http://proxy.internal:3128'],
    ['XDG_SESSION_TYPE', 'tty'],
    ['AUTHOR', 'me'],
  ])('shows %s', (name, value) => {
    expect(isSecret(name, value)).toBe(false)
  })
})

describe('the environment', () => {
  const SOME: Content = { text: 'HOME=/root\0API_TOKEN=hunter2\0' }

  it('covers what looks like a secret until it is asked for', async () => {
    const look = lookAt(SOME)
    const environment = await read(look)
    expect(rowsOf(environment, look, false)).toEqual([
      ['HOME', '/root'],
      ['API_TOKEN', '•••• 7 characters'],
    ])
    expect(rowsOf(environment, look, true)[1]).toEqual(['API_TOKEN', 'hunter2'])
    expect(environmentPart.show(environment, look, { uncovered: false })).toMatchObject({
      covers: true,
      summary: '2 variables, as they were when the program began; one that looks like a secret is covered',
    })
  })

  it('has null in JSON for what is covered, and says which that are', async () => {
    const environment = await read(lookAt(SOME))
    expect(environmentJson(environment, { uncovered: false })).toEqual({
      environment: { HOME: '/root', API_TOKEN: null },
      covered: ['API_TOKEN'],
    })
    expect(environmentJson(environment, { uncovered: true })).toEqual({
      environment: { HOME: '/root', API_TOKEN: 'hunter2' },
      covered: [],
    })
  })

  it('keeps a variable called __proto__ as one like others', async () => {
    const environment = await read(lookAt({ text: '__proto__=x\0' }))
    expect(JSON.stringify(environmentJson(environment, { uncovered: false }).environment)).toBe('{"__proto__":"x"}')
  })

  it('says why it is unknown', async () => {
    const note = async (look: Look) => {
      const shown = environmentPart.show(await read(look), look, { uncovered: false })
      return shown.note
    }
    expect(await note(lookAt('denied'))).toBe('needs root or the same user')
    expect(await note(lookAt('locked'))).toContain('does not answer')
    expect(await note(lookAt({ text: '' }))).toBe('it was given none, or has written over it')
    expect(await note(lookAt(undefined, statLine({ flags: 0x200000 })))).toContain('kernel thread')
  })
})
