import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { connect, createServer } from 'node:net'

/**
 * Runs `action` while no other process of this machine runs one for the same folder; waits for its turn.
 *
 * The lock is a name in Linux's abstract socket space, unix(7): the kernel lets go of it when its owner ends, however it
 * ends, so there is no stale lock to break, and whoever waits is woken instead of asking again.
 *
 * @template T
 * @param {string} folder
 * @param {() => Promise<T>} action
 * @returns {Promise<T>}
 */
export async function exclusively(folder, action) {
  const name = `\0ntop-${createHash('sha256').update(folder).digest('hex')}`
  const owned = await own(name)
  try {
    return await action()
  } finally {
    owned.release()
  }
}

/**
 * @param {string} name
 * @returns {Promise<{ release(): void }>}
 */
async function own(name) {
  for (;;) {
    /** @type {Set<import('node:net').Socket>} */
    const waiting = new Set()
    const server = createServer(socket => {
      waiting.add(socket)
      socket.on('error', () => waiting.delete(socket))
    })
    try {
      server.listen(name)
      await once(server, 'listening')
      return {
        release() {
          server.close()
          for (const socket of waiting) socket.destroy()
        },
      }
    } catch (error) {
      if (!hasCode(error, 'EADDRINUSE')) throw error
      await released(name)
    }
  }
}

/**
 * Resolves when the present owner has let go.
 *
 * @param {string} name
 * @returns {Promise<void>}
 */
function released(name) {
  return new Promise((resolve, reject) => {
    const socket = connect(name)
    // Reading on is what makes the end of the stream seen.
    socket.resume()
    socket.once('close', () => resolve())
    socket.once('error', error => {
      if (!hasCode(error, 'ECONNREFUSED') && !hasCode(error, 'ECONNRESET')) reject(error)
    })
  })
}

/**
 * @param {unknown} error
 * @param {string} code
 * @returns {boolean}
 */
function hasCode(error, code) {
  return error instanceof Error && 'code' in error && error.code === code
}
