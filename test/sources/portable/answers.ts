/** Answers of the libraries, as they were posted: `test/fixtures/portable/README.md` tells how. */
import { readFileSync } from 'node:fs'
import type { Answered, Answers, Kind, ListedProcess } from '../../../src/sources/portable/answers.ts'

/** `posted('darwin/mem')` */
export function posted<T>(name: string): T {
  const text = readFileSync(new URL(`../../fixtures/portable/${name}.json`, import.meta.url), 'utf8')
  const { source, answer } = JSON.parse(text) as { source: string; answer: T }
  if (!/^https:\/\/\S+/.test(source)) throw new Error(`${name}: where is it from?`)
  return answer
}

export function answered<K extends Kind>(value: Answers[K], atMs = 1000): Answered<K> {
  return { value, atMs }
}

/** One process of a listing, in which only what matters is told. */
export function listed(pid: number, told: Partial<ListedProcess> = {}): ListedProcess {
  return {
    pid,
    ppid: 1,
    name: 'worker',
    user: 'ada',
    command: '/usr/bin/worker --all',
    state: 'S',
    nice: 0,
    tty: '',
    group: pid,
    threads: 1,
    vmsBytes: 8192,
    rssBytes: 4096,
    startedAtMs: 1_700_000_100_000,
    kernelThread: false,
    cpuMs: 500,
    readAtMs: 10_000,
    ...told,
  }
}
