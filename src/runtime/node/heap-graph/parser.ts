/** Takes a heap snapshot apart as it comes in, in pieces of any length. */
import { parseMeta, type SnapshotMeta } from './meta.ts'
import { NotASnapshot } from './not-a-snapshot.ts'
import {
  AnyValue,
  CLOSE_BRACE,
  COLON,
  COMMA,
  isSpace,
  NumberRows,
  OPEN_BRACE,
  type Piecewise,
  QUOTE,
  Texts,
} from './pieces.ts'
import { Table } from './table.ts'

const MOST_HEAD_BYTES = 1 << 20
const MOST_NAME_BYTES = 64
/** Bytes of one node and of one edge at least: digits and commas. */
const BYTES_A_FIELD = 2

type Place = 'start' | 'name or end' | 'name' | 'in name' | 'colon' | 'value' | 'comma or end' | 'end'

const EXPECTED: Readonly<Record<Exclude<Place, 'in name' | 'value' | 'end'>, string>> = {
  start: 'no object of JSON where one should begin',
  'name or end': 'no name where one should be',
  name: 'no name where one should be',
  colon: 'no colon where one should be',
  'comma or end': 'no comma where one should be',
}

/** Which parts must be there. */
const NEEDED = ['snapshot', 'nodes', 'edges', 'strings'] as const

export class SnapshotParser {
  readonly #fileBytes: number
  #position = 0
  #place: Place = 'start'
  #name = ''
  #value: Piecewise = new AnyValue()
  readonly #seen = new Set<string>()
  #table: Table | undefined

  /** @param fileBytes how many will come, which bounds what can be in them */
  constructor(fileBytes: number) {
    this.#fileBytes = fileBytes
  }

  /** Bytes that were taken so far. */
  get position(): number {
    return this.#position
  }

  /** @throws {NotASnapshot} */
  push(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; ) at = this.#step(bytes, at)
    this.#position += bytes.length
  }

  /** @throws {NotASnapshot} if it is not whole */
  end(): Table {
    if (this.#place !== 'end') {
      const within = this.#place === 'value' ? ` in the middle of its ${JSON.stringify(this.#name)}` : ''
      throw new NotASnapshot(`cut off${within}`, this.#position)
    }
    const missing = NEEDED.find(name => !this.#seen.has(name))
    if (this.#table === undefined || missing !== undefined) {
      throw new NotASnapshot(`no heap snapshot: it has no ${JSON.stringify(missing)}`, this.#position)
    }
    const wrong = this.#table.whatIsWrong()
    if (wrong !== undefined) throw new NotASnapshot(wrong, this.#position)
    return this.#table
  }

  #step(bytes: Uint8Array, at: number): number {
    if (this.#place === 'value') return this.#takeValue(bytes, at)
    const byte = bytes[at] ?? 0
    if (this.#place === 'in name') {
      if (byte === QUOTE) this.#place = 'colon'
      else if (this.#name.length < MOST_NAME_BYTES) this.#name += String.fromCharCode(byte)
      else throw this.#wrong('a name that is too long', at)
    } else if (!isSpace(byte)) this.#between(byte, at)
    return at + 1
  }

  #between(byte: number, at: number): void {
    const place = this.#place
    if (place === 'start' && byte === OPEN_BRACE) this.#place = 'name or end'
    else if ((place === 'name or end' || place === 'name') && byte === QUOTE) {
      this.#name = ''
      this.#place = 'in name'
    } else if (place === 'colon' && byte === COLON) {
      this.#value = this.#valueOf(this.#name, at)
      this.#place = 'value'
    } else if (place === 'comma or end' && byte === COMMA) this.#place = 'name'
    else if ((place === 'comma or end' || place === 'name or end') && byte === CLOSE_BRACE) this.#place = 'end'
    else {
      throw this.#wrong(place === 'end' ? 'something behind its end' : EXPECTED[place as keyof typeof EXPECTED], at)
    }
  }

  #takeValue(bytes: Uint8Array, from: number): number {
    const value = this.#value
    const at = value.take(bytes, from, this.#position)
    if (value.isDone) {
      if (this.#name === 'snapshot' && value instanceof AnyValue) this.#table = this.#tableOf(value.text, at)
      this.#place = 'comma or end'
    } else if (at < bytes.length) throw this.#wrong('no value where one should be', at)
    return at
  }

  #valueOf(name: string, at: number): Piecewise {
    if (this.#seen.has(name)) throw this.#wrong(`a second ${JSON.stringify(name)}`, at)
    this.#seen.add(name)
    if (name === 'snapshot') return new AnyValue(MOST_HEAD_BYTES)
    const table = this.#table
    if (table === undefined) {
      if (name === 'nodes' || name === 'edges' || name === 'locations' || name === 'strings') {
        throw this.#wrong('no heap snapshot: it does not begin with "snapshot"', at)
      }
      return new AnyValue()
    }
    const { nodes, edges, locations } = table.meta
    if (name === 'nodes') return new NumberRows(nodes.width, row => table.addNode(row))
    if (name === 'edges') return new NumberRows(edges.width, row => table.addEdge(row))
    if (name === 'strings') return new Texts(table.strings)
    if (name === 'locations' && locations !== undefined) {
      return new NumberRows(locations.width, row => table.addLocation(row))
    }
    return new AnyValue()
  }

  #tableOf(text: string, at: number): Table {
    const meta = parseMeta(parsed(text))
    if (typeof meta === 'string') throw this.#wrong(`no heap snapshot: ${meta}`, at)
    const { nodes, edges, nodeCount, edgeCount }: SnapshotMeta = meta
    const leastBytes = (nodeCount * nodes.width + edgeCount * edges.width) * BYTES_A_FIELD
    if (leastBytes > this.#fileBytes) {
      throw this.#wrong(`its ${nodeCount} nodes and ${edgeCount} edges do not fit into ${this.#fileBytes} bytes`, at)
    }
    return new Table(meta)
  }

  #wrong(what: string, at: number): NotASnapshot {
    return new NotASnapshot(what, this.#position + at)
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
