/** The kernel's lists of processors, `0-3,8`, cpuset(7): Cpus_allowed_list of proc_pid_status(5) is one. */

/** Above all that Linux can be built for: a list that goes on for ever is none. */
const MOST_CPU = 65_535

/** The processors in ascending order, each once. Undefined if it is no such list, or an empty one. */
export function parseCpuList(text: string): readonly number[] | undefined {
  const cpus = new Set<number>()
  for (const word of text.split(',')) {
    // The stride of `0-31:2` people write, the kernel does not.
    const [, first, last = first, stride = '1'] = /^(\d{1,5})(?:-(\d{1,5})(?::(\d{1,5}))?)?$/.exec(word) ?? []
    const [from, to, step] = [Number(first), Number(last), Number(stride)]
    if (first === undefined || to < from || to > MOST_CPU || step < 1) return undefined
    for (let cpu = from; cpu <= to; cpu += step) cpus.add(cpu)
  }
  return [...cpus].sort((a, b) => a - b)
}

/** `0-3,8`, of processors in ascending order. */
export function cpuListText(cpus: readonly number[]): string {
  const ranges: [first: number, last: number][] = []
  for (const cpu of cpus) {
    const range = ranges.at(-1)
    if (range !== undefined && range[1] === cpu - 1) range[1] = cpu
    else ranges.push([cpu, cpu])
  }
  return ranges.map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`)).join(',')
}
