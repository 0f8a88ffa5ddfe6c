import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { openPrivateFile } from '../../../src/runtime/node/private-file.ts'

async function folder(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), 'private-'))
  onTestFinished(() => rm(made, { recursive: true, force: true }))
  return made
}

it('a private file has no name, is ours alone, and holds what is written to it', async () => {
  const own = await folder()
  const { file, folder: on } = await openPrivateFile([own])
  try {
    expect([on, await readdir(own)]).toEqual([own, []])
    expect(await file.stat()).toMatchObject({ nlink: 0, mode: 0o100600, size: 0 })
    await file.writeFile('secret')
    const { buffer, bytesRead } = await file.read(Buffer.alloc(10), 0, 10, 0)
    expect(buffer.toString('latin1', 0, bytesRead)).toBe('secret')
  } finally {
    await file.close()
  }
})

it('a private file goes elsewhere where its folder is not there, and says so where none is', async () => {
  const own = await folder()
  const { file, folder: on } = await openPrivateFile([join(own, 'none'), own])
  await file.close()
  expect(on).toBe(own)
  await expect(openPrivateFile([join(own, 'none')])).rejects.toThrow('ENOENT')
})

it.skipIf(process.getuid?.() === 0)(
  'a private file goes elsewhere where its folder may not be written to',
  async () => {
    const [closed, own] = [await folder(), await folder()]
    await chmod(closed, 0o500)
    const { file, folder: on } = await openPrivateFile([closed, own])
    await file.close()
    expect(on).toBe(own)
  },
)
