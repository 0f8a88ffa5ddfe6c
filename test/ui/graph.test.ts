import { describe, expect, it } from 'vitest'
import { ProcessHistory } from '../../src/model/process-history.ts'
import { Frame } from '../../src/terminal/frame.ts'
import { PLAIN } from '../../src/terminal/style.ts'
import { drawGraph } from '../../src/ui/draw/spark.ts'
import { drawGraphs } from '../../src/ui/overlays/inspect-graphs.ts'

function graph(values: readonly (number | undefined)[], unicode = true, isZeroSeen = true): string {
  const frame = new Frame(values.length / 2, 1)
  drawGraph(frame.area(), values, 4, () => PLAIN, unicode, isZeroSeen)
  return frame.chars.join('')
}

describe('a graph', () => {
  it('has a gap where nothing is known, which nothing at all is not', () => {
    expect(graph([4, 4, undefined, undefined, undefined, 0, 0, 4])).toBe('⣿ ⢀⣸')
    expect(graph([4, 4, undefined, undefined, 0, 0, 4, 4], false)).toBe('# .#')
  })

  it('leaves nothing out where it stands for the machine, which is never quite at rest', () => {
    expect(graph([4, 4, 0, 0, undefined, undefined, 4, 4], true, false)).toBe('⣿  ⣿')
  })
})

describe('the traffic of a process', () => {
  it('is unknown where either of what it reads and writes is', () => {
    const history = new ProcessHistory()
    for (const [read, written] of [
      [4096, 1024],
      [2048, 1024],
      [8192, undefined],
    ]) {
      history.readBytesPerSec.push(read)
      history.writeBytesPerSec.push(written)
    }
    const frame = new Frame(60, 3)
    drawGraphs(frame.area(), history, undefined, true)
    expect(frame.chars.join('').match(/I\/O .*/)?.[0]).toMatch(/^I\/O +– .* 3\.0K–5\.0K\/s$/)
  })
})
