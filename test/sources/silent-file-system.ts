import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bundleProgram } from '../support/bundle.ts'

/** Mounting is root's alone. Where all has to be tested it must be possible, so there the tests fail without. */
export const canMount = (process.getuid?.() === 0 && existsSync('/dev/fuse')) || process.env['CI'] === 'true'

export interface SilentFileSystem {
  readonly root: string
  /** The requests that it took from the kernel and will not answer. */
  taken(): readonly string[]
  /** Takes it away; whoever waited for an answer is told that there is none. */
  unmount(): Promise<void>
}

/** Mounts a file system that shows a folder but never answers requests that match, see `programs/fuse.ts`. */
export async function mountSilent(shown: string, silent: RegExp, root = newFolder()): Promise<SilentFileSystem> {
  const program = await bundleProgram('test/sources/programs/fuse.ts')
  const server = spawn(process.execPath, [program, shown, root, silent.source], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(server, 'exit')
  let said = ''
  server.stdout.on('data', piece => {
    said += String(piece)
  })
  await Promise.race([once(server.stdout, 'data'), ended])
  if (!said.startsWith('mounted\n')) throw new Error('no file system could be mounted: root and /dev/fuse are needed')
  return {
    root,
    taken: () => said.split('\n').slice(1, -1),
    async unmount() {
      spawnSync('umount', ['-l', root], { stdio: 'inherit' })
      server.kill('SIGKILL')
      await ended
      rmdirSync(root)
    },
  }
}

function newFolder(): string {
  return mkdtempSync(join(tmpdir(), 'ntop-fuse-'))
}
