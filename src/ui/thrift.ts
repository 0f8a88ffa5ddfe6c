/** V8 11's own measure of when a function is worth optimising, in bytes of bytecode that it ran; and ours. */
const USUAL_BUDGET = 135_168
const THRIFTY_BUDGET = 1_500_000

/**
 * Makes V8 leave alone what runs once a second. By its own measure it would compile most of the program to optimised
 * code within the first minutes, on other threads: a third of all the processor time that a monitor of a small machine
 * took (docs/performance.md).
 */
export function beThrifty(): void {
  setBudget(THRIFTY_BUDGET)
}

/** With so many processes what runs once a second is hot, and worth optimising. */
const HOT_FROM = 3000

/**
 * With thousands of processes the young generation stays as small as it begins: it would grow in the first scan, and keep
 * 20 MB that are never needed again.
 */
export function beThriftyWithThousands(processes: number): void {
  setFlag('--semi-space-growth-factor=1')
  if (processes >= HOT_FROM) setBudget(USUAL_BUDGET)
}

/** Only V8 11, of Node 20, knows the flag; later ones have another scale and complain of it on stderr. */
function setBudget(bytes: number): void {
  if (process.versions.v8.startsWith('11.')) setFlag(`--interrupt-budget=${bytes}`)
}

function setFlag(flag: string): void {
  process.getBuiltinModule('node:v8').setFlagsFromString(flag)
}
