import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { exclusively } from '../../bin/exclusive.mjs'

const module = new URL('../../bin/exclusive.mjs', import.meta.url).href

test('lets one in at a time, and passes on what the action returns', async () => {
  const folder = randomUUID()
  let inside = 0
  let most = 0
  const results = await Promise.all(
    [1, 2, 3, 4].map(n =>
      exclusively(folder, async () => {
        most = Math.max(most, ++inside)
        await new Promise(setImmediate)
        inside--
        return n
      }),
    ),
  )
  expect(results).toEqual([1, 2, 3, 4])
  expect(most).toBe(1)
})

test('different folders do not wait for each other', async () => {
  const inner = await exclusively(randomUUID(), () => exclusively(randomUUID(), async () => 'both'))
  expect(inner).toBe('both')
})

test('lets go when the action fails', async () => {
  const folder = randomUUID()
  await expect(exclusively(folder, () => Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(await exclusively(folder, async () => 'next')).toBe('next')
})

test('lets go when its owner is killed', async () => {
  const folder = randomUUID()
  const code = `
    import { exclusively } from ${JSON.stringify(module)}
    await exclusively(${JSON.stringify(folder)}, () => new Promise(() => console.log('mine')))`
  const owner = spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: ['pipe', 'pipe', 'inherit'] })
  await once(owner.stdout, 'data')

  let entered = false
  const next = exclusively(folder, async () => {
    entered = true
  })
  expect(entered).toBe(false)
  owner.kill('SIGKILL')
  await next
  expect(entered).toBe(true)
  expect(owner.signalCode ?? (await once(owner, 'exit'))[1]).toBe('SIGKILL')
})
