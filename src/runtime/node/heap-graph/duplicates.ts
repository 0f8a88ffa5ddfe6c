/** Texts that stand in a heap several times. */
import { clean } from '../../../model/text.ts'
import type { Duplicates } from '../../session.ts'
import type { HeapGraph } from './graph.ts'
import { nodeKind } from './meta.ts'
import { MOST_CHARACTERS, partsOf, standsForAnother, wholeContent } from './text.ts'
import { Top } from './top.ts'
import { inSlices, type Work } from './work.ts'

const [TEXT, JOINED, SLICED] = [nodeKind('string'), nodeKind('concatenated string'), nodeKind('sliced string')]
const MOST_ROWS = 100
const MOST_TEXT = 200
/** Nodes, few: some texts are put together from a thousand others. */
const STEP = 128

/** Equal texts. */
interface Group {
  /** One of them. */
  readonly node: number
  readonly type: string
  copies: number
  bytes: number
  /** The largest is the one that would stay. */
  largest: number
}

/** Equal texts, those that waste most first. */
export function duplicates(graph: HeapGraph, most = MOST_ROWS): Promise<Duplicates> {
  return inSlices(duplicatesOf(graph, most))
}

function* duplicatesOf(graph: HeapGraph, most: number): Work<Duplicates> {
  const { nodeCount, kinds } = graph
  const texts = new Texts(graph)
  for (let from = 0; from < nodeCount; from += STEP) {
    for (let node = from; node < Math.min(nodeCount, from + STEP); node++) {
      if (kinds[node] === TEXT) texts.addOne(node)
      else if (kinds[node] === JOINED) texts.addJoined(node)
      else if (kinds[node] === SLICED) texts.pieces++
    }
    yield
  }
  const rows = new Top<Group>(most, wasted)
  let wastedBytes = 0
  for (const group of texts.groups()) {
    if (group === undefined) yield
    else if (group.copies > 1) {
      wastedBytes += wasted(group)
      rows.add(group)
    }
  }
  return {
    rows: rows.items.map(group => ({
      text: clean((wholeContent(graph, group.node)?.text ?? '').slice(0, MOST_TEXT)),
      type: group.type,
      copies: group.copies,
      wastedBytes: wasted(group),
    })),
    looked: texts.looked,
    wastedBytes,
    about: texts.about(),
  }
}

function wasted({ bytes, largest }: Group): number {
  return bytes - largest
}

const LONG = `string, by its first ${MOST_CHARACTERS} characters and its size`

class Texts {
  readonly #graph: HeapGraph
  /** By the number of the text, which V8 gives once to equal ones: how many, of how many bytes, the largest, and the last. */
  readonly #copies: Uint32Array
  readonly #bytes: Float64Array
  readonly #largest: Float64Array
  readonly #last: Uint32Array
  /** Of long ones, whose end V8 does not write: by that number and their size. */
  readonly #long = new Map<string, Group>()
  /** By content. */
  readonly #joined = new Map<string, Group>()
  looked = 0
  /** Of other texts: what is in them is not told. */
  pieces = 0
  #tooLong = 0

  constructor(graph: HeapGraph) {
    const { count } = graph.strings
    this.#graph = graph
    this.#copies = new Uint32Array(count)
    this.#bytes = new Float64Array(count)
    this.#largest = new Float64Array(count)
    this.#last = new Uint32Array(count)
  }

  addOne(node: number): void {
    const { names, sizes } = this.#graph
    if (standsForAnother(this.#graph, node)) return
    this.looked++
    const name = names[node] ?? 0
    if (this.#isLong(name)) {
      this.#add(this.#long, `${name} ${sizes[node]}`, node, LONG)
      return
    }
    const bytes = sizes[node] ?? 0
    this.#copies[name] = (this.#copies[name] ?? 0) + 1
    this.#bytes[name] = (this.#bytes[name] ?? 0) + bytes
    if (bytes > (this.#largest[name] ?? 0)) this.#largest[name] = bytes
    this.#last[name] = node
  }

  /** One that is only a part of a longer one is no text that anybody uses; nor is one that has been made into one piece. */
  addJoined(node: number): void {
    const graph = this.#graph
    const [, second] = partsOf(graph, node) ?? []
    if (second === undefined || this.#isEmpty(second) || this.#isPart(node)) return
    const content = wholeContent(graph, node)
    if (content?.isWhole !== true) {
      this.#tooLong++
      return
    }
    this.looked++
    this.#add(this.#joined, content.text, node, 'concatenated string')
  }

  /** Undefined every now and then: others may have their turn. */
  *groups(): Generator<Group | undefined> {
    for (let name = 0; name < this.#copies.length; name++) {
      if (name % STEP === 0) yield undefined
      const copies = this.#copies[name] ?? 0
      if (copies === 0) continue
      // Whether it also stands there put together from others.
      const text = this.#joined.size === 0 ? undefined : this.#graph.strings.text(name)
      const joined = text === undefined ? undefined : this.#joined.get(text)
      if (text !== undefined) this.#joined.delete(text)
      if (copies + (joined?.copies ?? 0) < 2) continue
      yield {
        node: this.#last[name] ?? 0,
        type: 'string',
        copies: copies + (joined?.copies ?? 0),
        bytes: (this.#bytes[name] ?? 0) + (joined?.bytes ?? 0),
        largest: Math.max(this.#largest[name] ?? 0, joined?.largest ?? 0),
      }
    }
    yield* this.#long.values()
    yield* this.#joined.values()
  }

  about(): string {
    const left = [
      ...(this.pieces > 0 ? [`${this.pieces} that are pieces of others`] : []),
      ...(this.#tooLong > 0 ? [`${this.#tooLong} that are joined and long`] : []),
    ]
    const without = left.length === 0 ? '' : `, without ${left.join(' and ')}`
    return `texts of the whole heap${without}; of a text that is joined from others, only what joins them is counted`
  }

  #add(groups: Map<string, Group>, key: string, node: number, type: string): void {
    const bytes = this.#graph.sizes[node] ?? 0
    const group = groups.get(key)
    if (group === undefined) groups.set(key, { node, type, copies: 1, bytes, largest: bytes })
    else {
      group.copies++
      group.bytes += bytes
      if (bytes > group.largest) group.largest = bytes
    }
  }

  /** V8 writes no more than its first 1,024 characters. */
  #isLong(name: number): boolean {
    const { strings } = this.#graph
    return !strings.isWhole(name) || strings.keptBytes(name) >= MOST_CHARACTERS
  }

  #isEmpty(node: number): boolean {
    const { kinds, names, strings } = this.#graph
    return kinds[node] === TEXT && strings.keptBytes(names[node] ?? 0) === 0
  }

  #isPart(node: number): boolean {
    const { firstHolders, holders, kinds } = this.#graph
    for (let i = firstHolders[node] ?? 0; i < (firstHolders[node + 1] ?? 0); i++) {
      if (kinds[holders[i] ?? 0] !== JOINED) return false
    }
    return true
  }
}
