import { linesOf } from './lines.ts'

/**
 * Frequencies in `/proc/cpuinfo` by the kernel's numbers of the processors, MHz. On x86 each has a line `cpu MHz`; other
 * architectures tell none there, and none come out.
 */
export function parseCpuMhz(text: string): Map<number, number> {
  const frequencies = new Map<number, number>()
  let cpu: number | undefined
  for (const line of linesOf(text)) {
    const [, key, value] = /^(processor|cpu MHz)\s*:\s*([\d.]+)$/.exec(line) ?? []
    if (key === 'processor') cpu = Number(value)
    else if (key === 'cpu MHz' && cpu !== undefined && Number(value) > 0) frequencies.set(cpu, Number(value))
  }
  return frequencies
}
