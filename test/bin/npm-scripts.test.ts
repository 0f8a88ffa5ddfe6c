import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, readFileSync, renameSync, symlinkSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { apart, lockFile, project, write } from './project.ts'

/** A program that says which it is, and what it is ended by. */
function program(name: string): string {
  return `export function main() {
    process.once('SIGTERM', () => { console.log('${name} got SIGTERM'); process.exit(143) })
    process.stdin.resume()
    console.log('this is ${name}', ...process.argv.slice(2))
  }`
}

/** The project's own scripts round another program, installed already. */
function clone(): string {
  const root = project({
    'package-lock.json': lockFile({}),
    'node_modules/.package-lock.json': lockFile({}),
    'src/main.ts': program('one'),
    'src/sources/portable/child/program.ts': 'export {}',
    'src/runtime/node/close-late.ts': 'export {}',
    ...apart,
  })
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'))
  write(root, 'package.json', JSON.stringify({ version: '1.2.3', type: 'module', scripts }))
  cpSync('bin', join(root, 'bin'), { recursive: true })
  symlinkSync(resolve('node_modules/esbuild'), join(root, 'node_modules/esbuild'))
  return root
}

function npm(root: string, ...args: string[]) {
  // A group of its own, so that the test can be sure to leave nothing behind.
  const child = spawn('npm', args, { cwd: root, detached: true, stdio: ['pipe', 'pipe', 'inherit'] })
  onTestFinished(() => endGroup(child))
  let said = ''
  child.stdout.setEncoding('utf8')
  child.stdout.on('data', text => {
    said += text
  })
  return {
    child,
    async until(words: string): Promise<void> {
      while (!said.includes(words)) {
        const [more] = await Promise.race([once(child.stdout, 'data'), once(child.stdout, 'end')])
        if (more === undefined) throw new Error(`never said "${words}", only: ${said}`)
      }
    },
  }
}

function endGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, 'SIGKILL')
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}

// A shell between npm and the program would take the signal for itself and leave the program behind.
test('npm start hands arguments, signals and the exit code through', async () => {
  const { child, until } = npm(clone(), 'start', '--', '--once', 'two words')
  await until('this is one --once two words')
  child.kill('SIGTERM')
  await until('one got SIGTERM')
  expect((await once(child, 'exit'))[0]).toBe(143)
})

test('npm run dev starts the program again when a source has changed, and ends it when it is ended', async () => {
  const root = clone()
  const { child, until } = npm(root, 'run', 'dev', '--', '--once')
  await until('this is one --once')
  // At once, or the half-written file might be what is built.
  write(root, 'main.ts', program('another'))
  renameSync(join(root, 'main.ts'), join(root, 'src/main.ts'))
  await until('one got SIGTERM')
  await until('this is another --once')
  child.kill('SIGTERM')
  await until('another got SIGTERM')
  expect((await once(child, 'exit'))[0]).toBe(143)
})
