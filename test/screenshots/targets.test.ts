import { existsSync, readdirSync, readlinkSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, it, vi } from 'vitest'
import { startTargets } from '../../screenshots/targets.ts'

/** Processes whose working directory, as the kernel tells it, is one of the targets' folders. */
function running(): { pid: string; folder: string }[] {
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .flatMap(pid => {
      const folder = workingDirectory(pid)
      return folder !== undefined && /\/demo-\w{6}$/.test(folder) ? [{ pid, folder }] : []
    })
}

function workingDirectory(pid: string): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/cwd`)
  } catch (error) {
    // Gone meanwhile, a zombie, or somebody else's.
    if (error instanceof Error && 'code' in error && ['ENOENT', 'ESRCH', 'EACCES'].includes(String(error.code))) {
      return undefined
    }
    throw error
  }
}

it('leaves neither a process nor a file behind', async () => {
  const before = new Set(running().map(process => process.pid))
  const targets = startTargets(fileURLToPath(new URL('../../screenshots/targets', import.meta.url)), false)
  const started = () => running().filter(process => !before.has(process.pid))
  // The eleven, the three that the shop forks, and some that end and come again.
  await vi.waitUntil(() => started().length >= 14, { timeout: 10_000 })
  const folder = started()[0]?.folder ?? ''
  const count = started().length
  const endOne = targets.also(['sleep', '100000'])
  await vi.waitUntil(() => started().length > count && started().every(process => process.folder === folder))
  await endOne()
  await targets.end()
  await vi.waitUntil(() => started().length === 0, { timeout: 10_000 })
  expect(existsSync(folder)).toBe(false)
})
