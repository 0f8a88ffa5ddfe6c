import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { transform } from 'esbuild'
import { describe, expect, test } from 'vitest'
import { project, write } from './project.ts'

const OLD_NODE = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '18.20.8' } })`

/** The start scripts alone in a folder, without a build. */
function scripts(files: Record<string, string> = {}): string {
  const root = project({ 'package.json': '{ "type": "module" }', 'old-node.cjs': OLD_NODE, ...files })
  mkdirSync(join(root, 'bin'))
  for (const name of ['ntop.js', 'start.js', 'package.json']) copyFileSync(join('bin', name), join(root, 'bin', name))
  return root
}

function run(root: string, ...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' })
  return { status, stdout, stderr }
}

describe.each(['bin/ntop.js', 'bin/start.js'])('%s', script => {
  test('is written in a syntax that Node 10 reads', async () => {
    const source = readFileSync(script, 'utf8')
    const plain = await transform(source, { target: 'esnext', format: 'cjs' })
    // Had anything newer been used, the older target would have been spelled differently.
    const old = await transform(source, { target: 'node10.0', format: 'cjs', supported: { 'dynamic-import': true } })
    expect(old.code).toBe(plain.code)
    expect(source).not.toMatch(/^(import|export)\b(?!\()|import\.meta/m)
  })

  test('says what to do on an older Node, without trying anything', () => {
    const { status, stdout, stderr } = run(scripts(), '--require', './old-node.cjs', script)
    expect(stderr).toMatch(/^ntop needs Node\.js 20\.19 or newer, and this is 18\.20\.8\. Get one from .*\n$/)
    expect(stdout).toBe('')
    expect(status).toBe(1)
  })
})

/** The program as the build writes it: as a function. */
function asBuilt(code: string): string {
  return `(function(exports,require,module,__filename,__dirname){${code}\n})`
}

describe('bin/ntop.js', () => {
  test('says what to do when nothing is built', () => {
    const { status, stderr } = run(scripts(), 'bin/ntop.js')
    expect(stderr).toBe('ntop is not built yet: run "npm start" once in its folder.\n')
    expect(status).toBe(1)
  })

  test("hides nothing of the program's own failures", () => {
    const failures = {
      "Cannot find module 'a-package-that-is-not-there'": `require('a-package-that-is-not-there')`,
      'the cause at start': `throw new Error('the cause at start')`,
      'the cause': `exports.main = async () => { throw new Error('the cause') }`,
    }
    for (const [words, code] of Object.entries(failures)) {
      const root = scripts()
      write(root, 'dist/ntop.cjs', asBuilt(code))
      const { status, stderr } = run(root, 'bin/ntop.js')
      expect(stderr).toContain(words)
      expect(stderr).not.toContain('not built yet')
      expect(status).toBe(1)
    }
  })

  test('hands over arguments and exit code', () => {
    const root = scripts({
      'dist/ntop.cjs': asBuilt('exports.main = () => { console.log(process.argv.slice(2)); process.exitCode = 130 }'),
    })
    const { status, stdout } = run(root, 'bin/ntop.js', '--once', '-d', '2')
    expect(stdout).toBe("[ '--once', '-d', '2' ]\n")
    expect(status).toBe(130)
  })

  test('loads what stands beside the program once, when it is asked for', () => {
    const root = scripts({
      'dist/ntop.cjs': asBuilt(`
        exports.main = () => {
          console.log('program')
          console.log(require('./apart.cjs').name, require('./apart.cjs').name, require('path').basename('a/b'))
        }`),
      'dist/apart.cjs': asBuilt(
        `console.log('apart'); module.exports = { name: require('path').basename(__filename) }`,
      ),
    })
    expect(run(root, 'bin/ntop.js').stdout).toBe('program\napart\napart.cjs apart.cjs b\n')
  })

  test('says which part of the program is missing', () => {
    const root = scripts({ 'dist/ntop.cjs': asBuilt(`exports.main = () => require('./apart.cjs')`) })
    const { status, stderr } = run(root, 'bin/ntop.js')
    expect(stderr).toContain("Cannot find module './apart.cjs'")
    expect(status).toBe(1)
  })
})
