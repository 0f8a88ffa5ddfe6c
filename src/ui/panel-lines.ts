/** Panels as lines, where there is no room for boxes. */
import type { Place } from './layout.ts'
import type { Panel, Picture } from './panels/panel.ts'

/** From here on two are beside each other. */
const TWO_COLUMNS_WIDTH = 76
/** Where several are one under the other on a narrow screen, the first ones leave room for the others. */
const MOST_LINES: Readonly<Record<string, number>> = { cpu: 2, memory: 2 }

/**
 * Their places below the first row.
 *
 * @param room rows that they may take at the most
 */
export function lines(panels: readonly Panel[], width: number, room: number, picture: Picture): Place[] {
  const has = (id: string): boolean => panels.some(panel => panel.id === id)
  return width >= TWO_COLUMNS_WIDTH && has('cpu') && has('memory')
    ? twoColumns(panels, width, room, picture)
    : stacked(panels, { x: 1, y: 1, width: width - 2, height: room }, picture, panels.length > 2)
}

interface Room {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** cpu beside memory, disks beside the others. */
function twoColumns(panels: readonly Panel[], width: number, room: number, picture: Picture): Place[] {
  const half = Math.floor(width / 2) - 1
  const right = half + 2
  const [left, other] = [
    { x: 1, width: half - 1 },
    { x: right, width: width - right - 1 },
  ]
  const sides = [
    [panels.filter(({ id }) => id === 'cpu'), panels.filter(({ id }) => id === 'memory')],
    [panels.filter(({ id }) => id === 'disks'), panels.filter(({ id }) => !['cpu', 'memory', 'disks'].includes(id))],
  ] as const
  const places: Place[] = []
  let y = 1
  for (const [a, b] of sides) {
    const height = 1 + room - y
    const rows = (side: readonly Panel[], { width }: { readonly width: number }): number =>
      side.reduce((sum, panel) => sum + panel.lines(picture, width), 0)
    const whole = { x: 1, y, width: width - 2, height }
    const isPair = rows(a, left) > 0 && rows(b, other) > 0
    const added = isPair
      ? [...stacked(a, { ...left, y, height }, picture), ...stacked(b, { ...other, y, height }, picture)]
      : stacked([...a, ...b], whole, picture)
    places.push(...added)
    y = added.reduce((bottom, { rect }) => Math.max(bottom, rect.y + rect.height), y)
  }
  return places
}

/** One under the other. */
function stacked(panels: readonly Panel[], room: Room, picture: Picture, isShared = false): Place[] {
  const places: Place[] = []
  let { y } = room
  for (const panel of panels) {
    const most = (isShared ? MOST_LINES[panel.id] : undefined) ?? Number.POSITIVE_INFINITY
    const height = Math.min(most, panel.lines(picture, room.width), room.y + room.height - y)
    if (height <= 0) continue
    places.push({ panel, rect: { x: room.x, y, width: room.width, height }, boxed: false })
    y += height
  }
  return places
}
