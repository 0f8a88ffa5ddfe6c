/**
 * The file that makes a JVM listen when it gets SIGQUIT: without it, it would write what its threads do on its stdout. It
 * is there for as long as it takes, and is removed by a child if ntop does not live to do it.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Refusal } from '../../sources/process-files.ts'
import type { Owner, TmpFolder } from './tmp-folder.ts'

/**
 * Waits for a line, and removes the file where its input ends without one, as it does once ntop has ended in any way. In a
 * session of its own: keys and signals for the terminal's group are not for it.
 */
const REMOVER = 'read -r _ || rm -f "/proc/self/fd/3/$0"'
/** What a tool makes it lives for moments: one as old as this was left behind. */
const STALE_MS = 60_000

export interface Trigger {
  /** It was there already, left behind by a tool that is no more. */
  readonly wasStale: boolean
  /** @returns whether it is gone */
  remove(): Promise<boolean>
}

/**
 * Makes the file, or says in words why not.
 *
 * @param owner whose it must be for the JVM to heed it: its own, as those before 11 do not heed root's either
 * @param isUs whether that is us
 */
export async function makeTrigger(
  folder: TmpFolder,
  name: string,
  owner: Owner,
  isUs: boolean,
): Promise<Trigger | string> {
  const child = await startRemover(folder, name)
  if (child === undefined) return 'the shell that would remove a file of ours cannot be started'
  const made = await folder.make(name, isUs ? undefined : owner)
  const stale = made === 'there' && (await isStale(folder, name, owner))
  if (made === 'made' || stale) {
    const remove = async () => {
      const isGone = await folder.remove(name)
      // If we could not, it may.
      if (isGone) letGo(child)
      else child.stdin?.end()
      return isGone
    }
    return { wasStale: stale, remove }
  }
  letGo(child)
  return WHY_NOT[made](name)
}

async function startRemover(folder: TmpFolder, name: string): Promise<ChildProcess | undefined> {
  const child = spawn('sh', ['-c', REMOVER, name], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore', folder.fd],
  })
  // It may be gone when it is told, which is as well.
  child.stdin?.on('error', () => {})
  child.unref()
  return await Promise.race([
    once(child, 'spawn').then(() => child),
    new Promise<undefined>(resolve => child.once('error', () => resolve(undefined))),
  ])
}

function letGo({ stdin }: ChildProcess): void {
  stdin?.end('\n')
}

async function isStale(folder: TmpFolder, name: string, { uid }: Owner): Promise<boolean> {
  const found = await folder.look(name)
  if (!found.ok) return false
  const { stats } = found
  const isTrusted = Number(stats.uid) === uid || stats.uid === 0n
  return stats.isFile() && stats.size === 0n && isTrusted && Date.now() - Number(stats.mtimeMs) > STALE_MS
}

const WHY_NOT: Readonly<Record<'there' | Refusal, (name: string) => string>> = {
  there: name => `/tmp/${name} is there already: another tool is attaching, or left it behind a moment ago`,
  gone: () => 'its /tmp is not there',
  denied: () => 'nothing can be made in its /tmp, where it would make its socket',
  locked: () => 'its /tmp does not answer',
  absent: () => 'nothing can be made in its /tmp, where it would make its socket',
}
