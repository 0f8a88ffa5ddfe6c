/** V8's own measure of when a function is worth optimising: how it is set, what it is, and what we make it. */
interface Patience {
  readonly since: number
  readonly flag: string
  readonly usual: number
  readonly thrifty: number
}

/** Until V8 11 (Node 20) bytes of bytecode that ran, since then how often a function ran. */
const PATIENCE: readonly Patience[] = [
  { since: 11, flag: '--interrupt-budget', usual: 135_168, thrifty: 1_500_000 },
  { since: 12, flag: '--invocation-count-for-turbofan', usual: 3000, thrifty: 30_000 },
]
/** Of a flag that it does not know V8 complains on stderr: what later ones know is not known here. */
const NEWEST_KNOWN = 13

/** So long we are new to V8, which has much to do then. */
const YOUNG_MS = 60_000

/**
 * Makes V8 leave alone what runs once a second. By its own measure it would compile most of the program to optimised
 * code within the first minutes, on other threads: a third of all the processor time that a monitor of a small machine
 * took. And for the first minute the heap is marked when it is full, in 10 to 20 ms, rather than little by little on all
 * threads, which costs several times as much; in the eighth second V8 would do that twice over to make it 2 MB smaller
 * (docs/performance.md).
 */
export function beThrifty(): void {
  setFlag('--no-incremental-marking')
  setTimeout(() => setFlag('--incremental-marking'), YOUNG_MS).unref()
  const patience = patienceOf()
  if (patience !== undefined) setFlag(`${patience.flag}=${patience.thrifty}`)
}

/** With so many processes what runs once a second is hot, and worth optimising. */
const HOT_FROM = 3000

/**
 * With thousands of processes the young generation stays as small as it begins: it would grow in the first scan, and keep
 * 20 MB that are never needed again.
 */
export function beThriftyWithThousands(processes: number): void {
  setFlag('--semi-space-growth-factor=1')
  const patience = patienceOf()
  if (processes >= HOT_FROM && patience !== undefined) setFlag(`${patience.flag}=${patience.usual}`)
}

function patienceOf(): Patience | undefined {
  const version = Number.parseInt(process.versions.v8, 10)
  return version > NEWEST_KNOWN ? undefined : PATIENCE.findLast(({ since }) => version >= since)
}

function setFlag(flag: string): void {
  process.getBuiltinModule('node:v8').setFlagsFromString(flag)
}
