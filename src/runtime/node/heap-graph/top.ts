/** The largest of many, without all of them being kept. */
export class Top<T> {
  readonly #most: number
  readonly #sizeOf: (item: T) => number
  readonly #items: T[] = []

  constructor(most: number, sizeOf: (item: T) => number) {
    this.#most = most
    this.#sizeOf = sizeOf
  }

  add(item: T): void {
    const items = this.#items
    const size = this.#sizeOf(item)
    const last = items.at(-1)
    if (items.length >= this.#most && (last === undefined || this.#sizeOf(last) >= size)) return
    // Of two that are as large the first stays before.
    let [low, high] = [0, items.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      const other = items[middle]
      if (other !== undefined && this.#sizeOf(other) >= size) low = middle + 1
      else high = middle
    }
    items.splice(low, 0, item)
    if (items.length > this.#most) items.pop()
  }

  /** The largest first. */
  get items(): readonly T[] {
    return this.#items
  }
}
