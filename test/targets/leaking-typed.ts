/**
 * A Node that leaks on a known line of TypeScript, whose types Node itself strips. Does what it is told, line by line:
 *
 *     leak       leaks from now on
 *     counted    bytes that it has kept by its own count
 */
import { createInterface } from 'node:readline'

interface Entry {
  readonly at: number
  readonly values: readonly number[]
}

type Kept<Value> = Value extends Entry ? Value[] : never

const kept: Kept<Entry> = []
let counted = 0

class Cache<Value extends Entry> {
  readonly #make: (at: number, values: readonly number[]) => Value

  constructor(make: (at: number, values: readonly number[]) => Value) {
    this.#make = make
  }

  add(
    at: number,
    {
      length,
    }: {
      readonly length: number
    },
  ): number {
    const garbage: readonly number[] = [at, length].map((value: number): number => value + 1)
    const values: number[] = new Array<number>(length).fill(at) // leaks: typed
    kept.push(this.#make(at, values))
    counted += 48 + 8 * length
    return garbage.length
  }
}

const cache = new Cache<Entry>((at, values) => ({ at, values }))

function leak(): void {
  let at = 0
  setInterval(() => {
    for (let i = 0; i < 100; i++) cache.add(at++, { length: 100 })
  }, 5)
}

createInterface({ input: process.stdin }).on('line', line => {
  if (line.startsWith('leak')) leak()
  console.log(line === 'counted' ? counted : 'leaks')
})
console.log('ready')
