/**
 * Makes V8 leave alone what runs once a second. By its own measure it would compile most of the program to optimised
 * code within the first minutes, on other threads: a third of all the processor time that a monitor of a small machine
 * took (docs/performance.md). Work that is really hot, as with thousands of processes, is still optimised. Only V8 11,
 * of Node 20, knows the flag; later ones have another scale and complain of it on stderr.
 */
export function beThrifty(): void {
  if (!process.versions.v8.startsWith('11.')) return
  process.getBuiltinModule('node:v8').setFlagsFromString('--interrupt-budget=1500000')
}
