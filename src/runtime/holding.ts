/** Who holds an object in memory. */

/** An object, as a sample of its type. */
export interface HeapObject {
  /** Clean. */
  readonly type: string
  /** `0x7f3a…`, where objects have one that can be told. */
  readonly address: string | undefined
  /** Of itself. */
  readonly bytes: number | undefined
  /** Its beginning, clean, of texts and numbers; nothing of the program is called to make one. */
  readonly text: string | undefined
  readonly references: number | undefined
  readonly weakReferences: number | undefined
}

/** That one object holds another. */
export interface Link {
  /** By what: `.cache`, `[3]`, `['key']`, `closure of load`. */
  readonly by: string
  /** The holder, or what is held. */
  readonly object: HeapObject
}

export interface Holding {
  /** Wall clock of when it was so, milliseconds since 1970, where that was before it was asked for. */
  readonly atMs?: number
  readonly object: HeapObject
  /** How many there are of its type. */
  readonly ofType: number
  /** From the object outwards, holder by holder; `root` is what holds the last one, where that was reached. */
  readonly chains: readonly { readonly links: readonly Link[]; readonly root: string | undefined }[]
  readonly holds: readonly Link[]
}
