import { fork, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { Script } from 'node:vm'
import { describe, expect, test } from 'vitest'
import { build, isStale } from '../../bin/build.mjs'
import { apart, project, write } from './project.ts'

const MAIN = `
declare const NTOP_VERSION: string
export async function main() {
  if (process.argv.includes('--version')) console.log(NTOP_VERSION)
  else console.log((await import('./screen.ts')).screen)
}`

const HELPER = 'src/sources/portable/child/program.ts'

function sources(): string {
  return project({
    'package.json': JSON.stringify({ name: 'x', version: '1.2.3', type: 'module' }),
    'package-lock.json': '{}',
    'src/main.ts': MAIN,
    'src/screen.ts': `export const screen: string = 'the screen'; globalThis.process.stderr.write('evaluated ')`,
    'src/deep/unused.ts': 'export {}',
    ...apart,
    'src/runtime/node/close-late.ts': 'export {}',
    [HELPER]: `import { answer } from './answer.ts'; process.send?.(answer)`,
    'src/sources/portable/child/answer.ts': `export const answer: RegExp | string = /[\u00b5]/.source`,
  })
}

/** Runs the built program as bin/ntop.js does, and returns all that it says. */
function run(root: string, ...args: string[]): string {
  mkdirSync(join(root, 'bin'), { recursive: true })
  for (const name of ['ntop.js', 'package.json']) copyFileSync(join('bin', name), join(root, 'bin', name))
  const { stdout, stderr } = spawnSync(process.execPath, [join(root, 'bin', 'ntop.js'), ...args], { encoding: 'utf8' })
  return stderr + stdout
}

/** The one cache there is of a script: of it as it is now. */
function cacheOf(root: string, script = 'ntop.cjs'): string {
  const names = readdirSync(join(root, 'dist')).filter(name => name.startsWith(script) && name.endsWith('.cache'))
  expect(names).toHaveLength(1)
  return join(root, 'dist', String(names[0]))
}

/** Whether this Node takes what was compiled for a script. */
function cacheFits(root: string, script = 'ntop.cjs'): boolean {
  const file = join(root, 'dist', script)
  const cachedData = readFileSync(cacheOf(root, script))
  return new Script(readFileSync(file, 'latin1'), { filename: file, cachedData }).cachedDataRejected === false
}

describe('build', () => {
  test('makes a program that knows its version and loads the rest when it is needed', async () => {
    const root = sources()
    await build({ root })
    expect(run(root, '--version'), 'evaluates nothing else').toBe('1.2.3\n')
    expect(run(root)).toBe('evaluated the screen\n')
  })

  test('keeps what V8 compiled, which the program does without when it does not fit', async () => {
    const root = sources()
    await build({ root })
    expect(cacheFits(root)).toBe(true)
    writeFileSync(cacheOf(root), 'of another Node')
    expect(run(root, '--version')).toBe('1.2.3\n')
    rmSync(cacheOf(root))
    expect(run(root, '--version')).toBe('1.2.3\n')
  })

  // V8 takes the cache of any source of the same length, and runs that instead.
  test('never runs what was compiled of another program of the same length', async () => {
    const root = sources()
    write(root, 'src/main.ts', `export const main = () => console.log('first')`)
    await build({ root })
    const cache = readFileSync(cacheOf(root))
    write(root, 'src/main.ts', `export const main = () => console.log('other')`)
    const former = cacheOf(root)
    await build({ root })
    writeFileSync(former, cache)
    expect(run(root)).toBe('other\n')
  })

  test('lets a bundled CommonJS package ask for what Node has', async () => {
    const root = sources()
    write(root, 'node_modules/old/package.json', '{ "name": "old", "version": "0.1.0", "license": "MIT" }')
    write(root, 'node_modules/old/LICENSE', 'Copyright of old')
    write(root, 'node_modules/old/index.js', `module.exports = require('path').basename(__dirname)`)
    write(root, 'src/main.ts', `import old from 'old'; export const main = () => console.log(old)`)
    await build({ root })
    expect(run(root)).toBe('dist\n')
    expect(readFileSync(join(root, 'dist', 'THIRD-PARTY-LICENSES.txt'), 'utf8')).toContain('Copyright of old')
  })

  test.each(Object.keys(apart))(
    'has %s beside the program, which loads it from there when it is asked for',
    async file => {
      const root = sources()
      write(root, file, `export const apart: string = 'apart in ' + __dirname.split('/').pop()`)
      write(
        root,
        'src/main.ts',
        `export async function main() { console.log((await import('./${file.slice('src/'.length)}')).apart) }`,
      )
      await build({ root })
      expect(run(root)).toBe('apart in dist\n')
      const scripts = readdirSync(join(root, 'dist')).filter(name => name.endsWith('.cjs'))
      const found = scripts.filter(name => readFileSync(join(root, 'dist', name), 'utf8').includes('apart in'))
      expect(found).toEqual([expect.not.stringMatching('ntop.cjs')])
      expect(cacheFits(root, found[0])).toBe(true)
    },
  )

  // Read by Node itself, it need not be ASCII.
  test('makes the helper program too, which runs beside it as a script of its own', async () => {
    const root = sources()
    await build({ root })
    const helper = fork(join(root, 'dist', 'portable.cjs'))
    const [said] = await once(helper, 'message')
    expect(said).toBe('[µ]')
  })

  test('hands on the licences of what only the helper program uses', async () => {
    const root = sources()
    write(root, 'node_modules/old/package.json', '{ "name": "old", "version": "0.1.0", "license": "MIT" }')
    write(root, 'node_modules/old/LICENSE', 'Copyright of old')
    write(root, 'node_modules/old/index.js', 'module.exports = 1')
    write(root, HELPER, `import old from 'old'; process.send?.(old)`)
    await build({ root })
    expect(readFileSync(join(root, 'dist', 'THIRD-PARTY-LICENSES.txt'), 'utf8')).toContain('Copyright of old')
    expect(readFileSync(join(root, 'dist', 'ntop.cjs'), 'utf8')).not.toContain('old')
  })

  test('goes where it is told to', async () => {
    const root = sources()
    const outdir = join(root, 'elsewhere')
    await build({ root, outdir })
    expect(existsSync(join(outdir, 'ntop.cjs'))).toBe(true)
    expect(existsSync(join(outdir, 'portable.cjs'))).toBe(true)
    expect(existsSync(join(root, 'dist'))).toBe(false)
    expect(isStale({ root, outdir })).toBe(false)
    expect(isStale({ root })).toBe(true)
  })

  test('names file and line of an error, and keeps the former program', async () => {
    const root = sources()
    await build({ root })
    write(root, 'src/main.ts', 'const = 1')
    await expect(build({ root })).rejects.toThrow(/src\/main\.ts:1:6/)
    expect(run(root, '--version')).toBe('1.2.3\n')
    expect(isStale({ root })).toBe(true)
  })

  // Read as one byte a character, it would be another program, and longer than the one that V8 compiled.
  test('refuses what esbuild leaves as it is though it is not ASCII, and names it', async () => {
    const root = sources()
    write(root, 'src/main.ts', `export const main = () => console.log('µ' + /[µ]/.exec('Â'))`)
    await expect(build({ root })).rejects.toThrow('/[µ]/.exec')
    write(root, 'src/main.ts', `export const main = () => console.log('µ' + /[\\u00b5]/.exec('Â'))`)
    await build({ root })
    expect(cacheFits(root)).toBe(true)
    expect(run(root)).toBe('µnull\n')
  })

  test('twice at once leaves one whole program and nothing half-written', async () => {
    const root = sources()
    await Promise.all([build({ root }), build({ root })])
    expect(run(root)).toBe('evaluated the screen\n')
    expect(cacheFits(root)).toBe(true)
    const names = readdirSync(join(root, 'dist'), { recursive: true }).map(String)
    expect(names.filter(name => name.endsWith('.half'))).toEqual([])
  })
})

describe('isStale', () => {
  test('before the first build, not after it', async () => {
    const root = sources()
    expect(isStale({ root })).toBe(true)
    await build({ root })
    expect(isStale({ root })).toBe(false)
  })

  const changes: Record<string, (root: string) => void> = {
    'a changed source': root => write(root, 'src/screen.ts', `export const screen = 'other'`),
    'a source of the same size, written anew': root => {
      const path = join(root, 'src/screen.ts')
      const { atime, mtimeMs } = statSync(path)
      utimesSync(path, atime, (mtimeMs + 1000) / 1000)
    },
    'a changed source of the helper program': root => write(root, HELPER, 'export {}'),
    'a deleted source': root => rmSync(join(root, 'src/deep/unused.ts')),
    'a new source': root => write(root, 'src/deep/new.ts', 'export {}'),
    'another version': root => write(root, 'package.json', JSON.stringify({ version: '1.2.4' })),
    'other packages': root => write(root, 'package-lock.json', '{ "packages": {} }'),
    'new compiler settings': root => write(root, 'tsconfig.json', '{}'),
    'a removed dist': root => rmSync(join(root, 'dist'), { recursive: true }),
  }
  test.each(Object.entries(changes))('after %s', async (_, change) => {
    const root = sources()
    await build({ root })
    change(root)
    expect(isStale({ root })).toBe(true)
  })
})
