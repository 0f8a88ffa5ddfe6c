import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import fc from 'fast-check'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { processId } from '../../src/model/process.ts'
import { pathOf, SourceLines } from '../../src/runtime/source-line.ts'
import { linesOf } from '../../src/runtime/text-lines.ts'
import { LinuxFiles } from '../../src/sources/linux/files.ts'
import { Reader } from '../../src/sources/linux/reader.ts'
import { lookInto } from '../../src/sources/linux/sighting.ts'

const reader = new Reader()
const folder = mkdtempSync(join(tmpdir(), 'ntop-source-'))
afterAll(() => {
  reader.close()
  rmSync(folder, { recursive: true, force: true })
})

const filesAt = (procfs: string) => new LinuxFiles(procfs, 'kernel', reader, () => performance.now())

describe('lines of our own source', () => {
  const files = filesAt('/proc')
  const seen = lookInto(files)(process.pid)
  if (typeof seen === 'string') throw new Error(seen)
  const { id } = seen
  const here = fileURLToPath(import.meta.url)
  const first = readFileSync(here, 'utf8').split('\n')[0]

  it.each([here, import.meta.url, relative(process.cwd(), here), `./${relative(process.cwd(), here)}`])(
    '%s',
    async file => {
      expect(await new SourceLines(files, id).lineOf({ file, line: 1 })).toBe(first)
    },
  )

  it.each(['node:fs', '<string>', '', 'https://example.org/a.js', `${here}.gone`, dirname(here), '/dev/zero', 'a\0b'])(
    'are none of %s',
    async file => {
      expect(await new SourceLines(files, id).lineOf({ file, line: 1 })).toBeUndefined()
    },
  )

  it('are none where the line is unknown, or there is none', async () => {
    const lines = new SourceLines(files, id)
    for (const line of [undefined, 0, -1, 0.5, 1e9]) expect(await lines.lineOf({ file: here, line })).toBeUndefined()
  })

  it('are none once another process has the pid', async () => {
    const before = processId(process.pid, 7)
    expect(await new SourceLines(files, before).lineOf({ file: here, line: 1 })).toBeUndefined()
  })

  it('are none of a tree that is not this kernel’s', async () => {
    const { raw: _, ...none } = { raw: undefined, prompt: files.prompt.bind(files) }
    expect(await new SourceLines(none, id).lineOf({ file: here, line: 1 })).toBeUndefined()
  })
})

describe('lines of a program with another root', () => {
  const root = join(folder, 'its root')
  const id = processId(4711, 99)
  let lines: SourceLines
  const at = (file: string, line = 1) => lines.lineOf({ file, line })
  const write = (path: string, text: string | Buffer): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }

  const procfs = join(folder, 'proc')
  mkdirSync(join(procfs, '4711'), { recursive: true })
  mkdirSync(join(root, 'srv/app/lib'), { recursive: true })
  symlinkSync(root, join(procfs, '4711/root'))
  symlinkSync(join(root, 'srv/app'), join(procfs, '4711/cwd'))
  writeFileSync(join(procfs, '4711/stat'), `4711 (x) S ${'1 '.repeat(18)}99 ${'0 '.repeat(30)}\n`)
  writeFileSync(join(folder, 'outside.py'), 'outside\n')
  write('srv/app/a.py', 'first\n\tsecond = 1\tor 2 \r\n\n    third')

  beforeEach(() => {
    lines = new SourceLines(filesAt(procfs), id)
  })

  it('are read below its root, and from its working directory', async () => {
    expect(await at('/srv/app/a.py')).toBe('first')
    expect(await at('a.py')).toBe('first')
    expect(await at('../app/./lib/../a.py')).toBe('first')
    expect(await at('lib/../../app/a.py')).toBe('first')
    expect(await at('/../../srv/app/a.py')).toBe('first')
    expect(await at('/outside.py')).toBeUndefined()
    expect(await at(join(folder, 'outside.py'))).toBeUndefined()
  })

  it('have no white space around them', async () => {
    expect(await at('a.py', 2)).toBe('second = 1 or 2')
    expect(await at('a.py', 3)).toBeUndefined()
    expect(await at('a.py', 4)).toBe('third')
    expect(await at('a.py', 5)).toBeUndefined()
  })

  it('are read where links lead to within its root, not ours', async () => {
    symlinkSync('/srv/app/a.py', join(root, 'absolute.py'))
    symlinkSync('srv/app', join(root, 'folder'))
    symlinkSync('../../folder/../../absolute.py', join(root, 'srv/app/both.py'))
    symlinkSync(join(folder, 'outside.py'), join(root, 'out.py'))
    symlinkSync(`/../../../../../..${join(folder, 'outside.py')}`, join(root, 'up.py'))
    symlinkSync('loop.py', join(root, 'loop.py'))
    symlinkSync('grow.py/x/x/x', join(root, 'grow.py'))
    expect(await at('/absolute.py')).toBe('first')
    expect(await at('/folder/a.py', 4)).toBe('third')
    expect(await at('both.py')).toBe('first')
    for (const file of ['/out.py', '/up.py', '/loop.py', '/grow.py', '/absolute.py/x', '/nowhere/../absolute.py'])
      expect(await at(file), file).toBeUndefined()
  })

  it('are read by the URL of a file', async () => {
    write('srv/my app/ü%.js', 'export {}\n')
    const { href } = pathToFileURL('/srv/my app/ü%.js')
    expect(await at(href)).toBe('export {}')
    expect(await at(`${href}?v=2#x`)).toBe('export {}')
    expect(await at(href.replace('file:///', 'file://localhost/'))).toBe('export {}')
    expect(await at(href.replace('file:///', 'file://elsewhere/'))).toBeUndefined()
    expect(await at('file:///srv%2fapp%2fa.py')).toBeUndefined()
    expect(await at('file:///srv/%zz')).toBeUndefined()
  })

  it('are read once, until another is looked at with new eyes', async () => {
    write('srv/app/changes.py', 'before\n')
    expect(await at('changes.py')).toBe('before')
    write('srv/app/changes.py', 'afterwards\n')
    expect(await at('changes.py')).toBe('before')
    expect(await new SourceLines(filesAt(procfs), id).lineOf({ file: 'changes.py', line: 1 })).toBe('afterwards')
  })

  it('of large files are read as far as they are kept, all of them however many', async () => {
    write('big.py', Buffer.alloc(5 * 1024 * 1024, 'x = 1\n'))
    expect(await at('/big.py', 699_000)).toBe('x = 1')
    expect(await at('/big.py', 700_000)).toBeUndefined()
    // More than are kept together.
    for (let i = 0; i < 10; i++) {
      write(`big${i}.py`, Buffer.concat([Buffer.from(`n = ${i}\n`), Buffer.alloc(4 * 1024 * 1024, 'x')]))
      expect(await at(`/big${i}.py`)).toBe(`n = ${i}`)
    }
    expect(await at('/big0.py')).toBe('n = 0')
  })

  it('asked for together are all told', async () => {
    const asked = Array.from({ length: 50 }, (_, i) => (i % 2 === 0 ? 'a.py' : `/srv/app/a.py`))
    expect(new Set(await Promise.all(asked.map(file => at(file))))).toEqual(new Set(['first']))
  })
})

describe('what a program calls a file', () => {
  it('is a path of it, or none, whatever it is', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.string().map(text => `file://${text}`),
        ),
        file => {
          const path = pathOf(file)
          expect(path === undefined || (path !== '' && !path.includes('\0'))).toBe(true)
        },
      ),
    )
  })

  it('is found again from the URL that Node makes of it', () => {
    const name = fc
      .string({ minLength: 1, unit: 'grapheme' })
      .filter(text => !/[/\0]|^\.{1,2}$/.test(text) && !/[\ud800-\udfff]/u.test(text))
    fc.assert(
      fc.property(fc.array(name, { minLength: 1, maxLength: 4 }), names => {
        const path = `/${names.join('/')}`
        expect(pathOf(pathToFileURL(path).href)).toBe(path)
      }),
    )
  })
})

describe('lines of a file', () => {
  const lineOf = (text: string | Buffer, line: number, isWhole = true) => linesOf(Buffer.from(text), isWhole).at(line)

  it('are those that it is split into', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: fc.constantFrom('a', ' ', '\t', '\r', 'ü', '😀') })), texts => {
        const lines = linesOf(Buffer.from(texts.join('\n')), true)
        const expected = texts.map(text => text.trim().replaceAll('\t', ' ').replaceAll('\r', '␍') || undefined)
        expect(texts.map((_, i) => lines.at(i + 1))).toEqual(expected)
        expect(lines.at(Math.max(1, texts.length) + 1)).toBeUndefined()
      }),
    )
  })

  it('are cut where they are too long, between characters', () => {
    expect(lineOf(`  ${'x'.repeat(400)}\n`, 1)).toBe('x'.repeat(400))
    expect(lineOf(`  ${'x'.repeat(401)}\n`, 1)).toBe(`${'x'.repeat(399)}…`)
    expect(lineOf(`${'€'.repeat(1_000_000)}`, 1)).toBe(`${'€'.repeat(399)}…`)
    expect(lineOf(`${'😀'.repeat(1000)}`, 1)).toBe(`${'😀'.repeat(199)}…`)
  })

  it('are none where the file was cut off in them', () => {
    expect(lineOf('a\nb', 2, false)).toBeUndefined()
    expect(lineOf('a\nb', 1, false)).toBe('a')
    expect(lineOf(`a\n${'b'.repeat(5000)}`, 2, false)).toBe(`${'b'.repeat(399)}…`)
  })

  it('are clean, and none of what is no text', () => {
    expect(lineOf('x = "\x1b[2J\u202e"\n', 1)).toBe('x = "␛[2J�"')
    expect(lineOf('"\\x1b[0m"', 1)).toBe('"\\x1b[0m"')
    expect(lineOf(Buffer.from([0xff, 0x41]), 1)).toBe('�A')
    expect(lineOf('\ufeffimport x', 1)).toBe('import x')
    expect(lineOf('ELF\0\x01', 1)).toBeUndefined()
  })
})
