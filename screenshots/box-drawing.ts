import type { Box } from './glyphs.ts'

/** Thickness of the line from a cell's centre to one of its edges: none, light, heavy or double. */
export interface Arms {
  readonly left: number
  readonly right: number
  readonly up: number
  readonly down: number
}

const DOUBLE = 3

/**
 * The arms of U+2500 to U+257F as left, right, up, down: 1 light, 2 heavy, 3 double. Dashed lines are here as whole ones,
 * arcs as corners; the three diagonals have no arms.
 * https://www.unicode.org/charts/PDF/U2500.pdf
 */
const ARMS = `
1100 2200 0011 0022 1100 2200 0011 0022 1100 2200 0011 0022 0101 0201 0102 0202
1001 2001 1002 2002 0110 0210 0120 0220 1010 2010 1020 2020 0111 0211 0121 0112
0122 0221 0212 0222 1011 2011 1021 1012 1022 2021 2012 2022 1101 2101 1201 2201
1102 2102 1202 2202 1110 2110 1210 2210 1120 2120 1220 2220 1111 2111 1211 2211
1121 1112 1122 2121 1221 2112 1212 2221 2212 2122 1222 2222 1100 2200 0011 0022
3300 0033 0301 0103 0303 3001 1003 3003 0310 0130 0330 3010 1030 3030 0311 0133
0333 3011 1033 3033 3301 1103 3303 3310 1130 3330 3311 1133 3333 0101 1001 1010
0110 0000 0000 0000 1000 0010 0100 0001 2000 0020 0200 0002 1200 0012 2100 0021`
  .trim()
  .split(/\s+/)

const DASHES: Readonly<Record<string, number>> = Object.fromEntries([
  ...[...'┄┅┆┇'].map(char => [char, 3]),
  ...[...'┈┉┊┋'].map(char => [char, 4]),
  ...[...'╌╍╎╏'].map(char => [char, 2]),
])

/** The arms of a box drawing character; `undefined` for anything else. */
export function armsOf(char: string): Arms | undefined {
  const [left = 0, right = 0, up = 0, down = 0] = [...(ARMS[char.charCodeAt(0) - 0x2500] ?? '')].map(Number)
  return left + right + up + down === 0 ? undefined : { left, right, up, down }
}

/**
 * The lines of a box drawing character as rectangles in a cell of this size. They end at the cell's edges and meet in its
 * centre, so neighbours join. `undefined` for arcs, diagonals and what is no box drawing character.
 */
export function boxLines(char: string, width: number, height: number): Box[] | undefined {
  const arms = armsOf(char)
  if (arms === undefined || '╭╮╯╰'.includes(char)) return undefined
  const [cx, cy] = [width / 2, height / 2]
  const dashes = DASHES[char]
  if (dashes !== undefined) {
    return arms.left > 0
      ? dashed(width, dashes, across(cy, arms.left))
      : dashed(height, dashes, across(cx, arms.up)).map(turned)
  }
  return [
    ...arm(arms.right, arms.left, arms.up, arms.down).map(([from, a, b]): Box => [cx + from, cy + a, width, cy + b]),
    ...arm(arms.left, arms.right, arms.up, arms.down).map(([from, a, b]): Box => [0, cy + a, cx - from, cy + b]),
    ...arm(arms.down, arms.up, arms.left, arms.right).map(([from, a, b]): Box => [cx + a, cy + from, cx + b, height]),
    ...arm(arms.up, arms.down, arms.left, arms.right).map(([from, a, b]): Box => [cx + a, 0, cx + b, cy - from]),
  ]
}

/**
 * One arm as strokes `[start, from, to]`: where it starts, counted from the centre towards its own edge, and what it
 * covers across. `before` and `after` are the arms that lie on the negative and the positive side of it.
 */
function arm(weight: number, opposite: number, before: number, after: number): [number, number, number][] {
  if (weight === 0) return []
  if (weight !== DOUBLE) return [[startOfSingle(opposite, before, after), -weight / 2, weight / 2]]
  return [
    [startOfStroke(before, after), -2, -1],
    [startOfStroke(after, before), 1, 2],
  ]
}

/** A single line ends at the near side of a double one, unless it goes on beyond it or makes the corner with it. */
function startOfSingle(opposite: number, before: number, after: number): number {
  if (before !== DOUBLE && after !== DOUBLE) return -Math.max(before, after) / 2
  if (opposite > 0) return 0
  return before === after ? 1 : -2
}

/** One stroke of a double line turns off at a double line on its own side, and goes round one on the other side. */
function startOfStroke(near: number, far: number): number {
  if (near === DOUBLE) return 1
  if (far === DOUBLE) return -2
  return -Math.max(near, far) / 2
}

function across(centre: number, weight: number): [number, number] {
  return [centre - weight / 2, centre + weight / 2]
}

function dashed(length: number, count: number, [from, to]: [number, number]): Box[] {
  const step = length / count
  return Array.from({ length: count }, (_, i): Box => [i * step + step / 4, from, (i + 1) * step - step / 4, to])
}

function turned([left, top, right, bottom]: Box): Box {
  return [top, left, bottom, right]
}
