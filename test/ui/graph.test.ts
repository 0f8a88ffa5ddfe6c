import { describe, expect, it } from 'vitest'
import { Frame } from '../../src/terminal/frame.ts'
import { PLAIN } from '../../src/terminal/style.ts'
import { drawGraph } from '../../src/ui/draw/spark.ts'

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
