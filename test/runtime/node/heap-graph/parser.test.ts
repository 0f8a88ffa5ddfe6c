import { describe, expect, it } from 'vitest'
import { NotASnapshot } from '../../../../src/runtime/node/heap-graph/not-a-snapshot.ts'
import { readHeapGraph } from '../../../../src/runtime/node/heap-graph/read.ts'
import { graphOfText, type MadeNode, NODE_FIELDS, snapshotText, streamOf } from './made.ts'

const NODES: readonly MadeNode[] = [
  { kind: 'synthetic', edges: [{ to: 1, kind: 'element', name: 1 }] },
  {
    kind: 'synthetic',
    name: '(GC roots)',
    edges: [
      { to: 2, name: 'a' },
      { to: 3, kind: 'weak', name: 'w' },
    ],
  },
  { name: 'Leaked', size: 40, edges: [{ to: 3, kind: 'context', name: 'text' }] },
  { kind: 'string', name: 'an "odd" \\ text\n\u0000, ы and 🙂', size: 32 },
]

function seen(graph: Awaited<ReturnType<typeof graphOfText>>) {
  const { kinds, names, ids, sizes, firstEdges, targets, edgeKinds, edgeNames, strings } = graph
  const texts = (numbers: Uint32Array) => [...numbers].map(number => strings.text(number))
  return [
    [...kinds],
    texts(names),
    [...ids],
    [...sizes],
    [...firstEdges],
    [...targets],
    [...edgeKinds],
    texts(edgeNames),
  ]
}

const wrongOf = async (text: string, wholeBytes?: number): Promise<string> => {
  const bytes = Buffer.from(text)
  const error = await readHeapGraph(streamOf(bytes, undefined, wholeBytes ?? bytes.length)).catch(error => error)
  expect(error, text.slice(0, 200)).toBeInstanceOf(NotASnapshot)
  expect(error.position).toBeLessThanOrEqual(bytes.length)
  expect(error.message).toContain(`at byte ${error.position}`)
  return error.message
}

describe('a heap snapshot', () => {
  it('is read with its texts as the program has them', async () => {
    const graph = await graphOfText(snapshotText(NODES))
    expect([...graph.sizes]).toEqual([0, 0, 40, 32])
    expect([...graph.ids]).toEqual([1, 3, 5, 7])
    expect([...graph.targets]).toEqual([1, 2, 3, 3])
    expect(graph.strings.text(graph.names[3] ?? 0)).toBe('an "odd" \\ text\n\u0000, ы and 🙂')
  })

  it('is the same in pieces of any length, in any order of fields, and with space between', async () => {
    const text = snapshotText(NODES)
    const whole = seen(await graphOfText(text))
    for (const pieceBytes of [1, 2, 3, 7, 64]) expect(seen(await graphOfText(text, pieceBytes))).toEqual(whole)
    expect(seen(await graphOfText(JSON.stringify(JSON.parse(text), undefined, 2), 5))).toEqual(whole)
    const nodeFields = ['self_size', 'new_field', 'edge_count', 'id', 'type', 'name']
    const edgeFields = ['to_node', 'type', 'flags', 'name_or_index']
    expect(seen(await graphOfText(snapshotText(NODES, { nodeFields, edgeFields })))).toEqual(whole)
    // As V8 writes what is not ASCII, and as others might.
    const escaped = text.replace(/[^\x00-\x7f]/g, c => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)
    expect(seen(await graphOfText(escaped, 3))).toEqual(whole)
  })

  it('may have kinds that are new', async () => {
    const text = snapshotText(NODES).replace('"object shape"', '"a new kind"').replace('"context"', '"a new hold"')
    const graph = await graphOfText(text)
    // What it holds is held.
    expect(graph.retained[2]).toBe(72)
  })

  it('that is cut off anywhere is told, with the place', async () => {
    const text = snapshotText(NODES)
    for (let length = 0; length < text.length; length++) {
      const wrong = await wrongOf(text.slice(0, length), text.length)
      expect(wrong).toContain(`at byte ${Buffer.byteLength(text.slice(0, length))}`)
    }
    expect(await wrongOf(text.slice(0, text.indexOf('"nodes":') + 20), text.length)).toContain(
      'in the middle of its "nodes"',
    )
    expect(await wrongOf(text.slice(0, text.indexOf('"edges":') + 10), text.length)).toContain(
      'in the middle of its "edges"',
    )
    expect(await wrongOf(text.slice(0, -4), text.length)).toContain('in the middle of its "strings"')
  })

  it('that is none, or wrong, is told', async () => {
    const text = snapshotText(NODES)
    const edited = (edit: (snapshot: ReturnType<typeof JSON.parse>) => void) => {
      const snapshot = JSON.parse(text)
      edit(snapshot)
      return JSON.stringify(snapshot)
    }
    const width = NODE_FIELDS.length
    const wrongs: [string, string][] = [
      ['', 'cut off'],
      ['[]', 'no object'],
      ['{}', 'it has no "snapshot"'],
      ['{"a":}', 'no value'],
      ['{"a" 1}', 'no colon'],
      ['{"a":"b" 2}', 'no comma'],
      ['{"a":1,}', 'no name'],
      ['{"nodes":[]}', 'does not begin with "snapshot"'],
      [`{"snapshot":${'['.repeat(2 << 20)}`, 'head that is too large'],
      [`{"${'n'.repeat(100)}`, 'name that is too long'],
      ['{"snapshot":{}}', 'how many nodes'],
      ['{"snapshot":{"node_count":1,"edge_count":1}}', 'what fields'],
      [edited(s => (s.snapshot.meta.node_types = ['x'])), 'what kinds'],
      [edited(s => (s.snapshot.node_count = 1e9)), 'do not fit'],
      [edited(s => (s.snapshot.node_count = -1)), 'how many nodes'],
      [edited(s => s.snapshot.node_count++), '4 nodes where it should have 5'],
      [edited(s => s.snapshot.node_count--), 'more than the 3 nodes'],
      [edited(s => s.snapshot.edge_count++), '4 edges where it should have 5'],
      [edited(s => s.snapshot.edge_count--), 'more than the 3 edges'],
      [edited(s => (s.nodes[4] = 0)), '1 edges of no node'],
      [edited(s => (s.nodes[0] = 99)), 'a kind that is not listed: 99'],
      [edited(s => (s.nodes[1] = 99)), 'a text with the number 99'],
      [edited(s => (s.nodes[1] = 2 ** 40)), 'a text with the number'],
      [edited(s => s.nodes.pop()), 'ends within a row'],
      [edited(s => (s.nodes[3] = -1)), 'no number'],
      [edited(s => (s.nodes[3] = 1.5)), 'no number'],
      [edited(s => (s.nodes[3] = null)), 'no number'],
      [text.replace(/"nodes":\[\d+/, `"nodes":[${'9'.repeat(30)}`), 'no number that counts'],
      [text.replace(/"nodes":\[\d+/, '"nodes":[1 1'), 'two numbers without a comma'],
      [text.replace(/"nodes":\[/, '"nodes":[,'), 'no number that counts'],
      [edited(s => (s.nodes = 1)), 'no list'],
      [edited(s => (s.edges[0] = 99)), 'a kind that is not listed: 99'],
      [edited(s => (s.edges[2] = width * 4)), 'where there is no node'],
      [edited(s => (s.edges[2] = 1)), 'where there is no node'],
      [edited(s => (s.strings = ['a', 1])), 'no text'],
      [edited(s => (s.strings = {})), 'no list'],
      [text.replace('"strings":[', '"strings":[,'), 'no text'],
      [text.replace('"strings":[', '"strings":["a""b",'), 'no text'],
      [edited(s => delete s.strings), 'it has no "strings"'],
      [edited(s => (s.snapshot = { ...s.snapshot, node_count: 0, edge_count: 0 })), 'more than the 0 nodes'],
      [text.replace('"edges":', '"nodes":'), 'a second "nodes"'],
      [`${text} {`, 'something behind its end'],
      [edited(s => (s.locations = [1, 0, 0, 0])), 'a location of what is no node'],
    ]
    for (const [wrong, said] of wrongs) expect(await wrongOf(wrong)).toContain(said)
  })

  it('keeps the beginning of a text that is long, and says so', async () => {
    const long = `${'ы'.repeat(3000)}"`
    const graph = await graphOfText(snapshotText([{ kind: 'synthetic', name: long }, { name: 'short' }]), 700)
    const { names, strings } = graph
    expect(strings.text(names[0] ?? 0)).toMatch(/^ы{500,}�?$/)
    expect([strings.isWhole(names[0] ?? 0), strings.isWhole(names[1] ?? 0)]).toEqual([false, true])
    expect(strings.text(names[1] ?? 0)).toBe('short')
    expect(strings.text(9999)).toBe('')
  })

  it('holds more texts than a page', async () => {
    const nodes: MadeNode[] = Array.from({ length: 3000 }, (_, i) => ({ name: `${i}${'x'.repeat(900)}` }))
    const { names, strings } = await graphOfText(snapshotText(nodes), 10_000)
    for (const i of [0, 1, 1163, 1164, 2999]) expect(strings.text(names[i] ?? 0)).toBe(`${i}${'x'.repeat(900)}`)
    const found: number[] = []
    for (const _ of strings.eachWith('2999x', index => found.push(index)));
    expect(found).toEqual([names[2999]])
  })
})
