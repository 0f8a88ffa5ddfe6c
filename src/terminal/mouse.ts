export interface MouseEvent {
  readonly kind: 'mouse'
  readonly action: 'down' | 'up' | 'drag' | 'move' | 'wheelup' | 'wheeldown' | 'wheelleft' | 'wheelright'
  readonly button: 'left' | 'middle' | 'right' | 'none'
  /** Cells from the left and from the top, from 0. */
  readonly x: number
  readonly y: number
  readonly ctrl: boolean
  readonly alt: boolean
  readonly shift: boolean
}

const BUTTONS = ['left', 'middle', 'right', 'none'] as const
const WHEELS = ['wheelup', 'wheeldown', 'wheelleft', 'wheelright'] as const

/**
 * A mouse report by its button byte: bits 0–1 the button, 2 shift, 3 alt, 4 control, 5 moved, 6 wheel, 7 further buttons.
 * `undefined` where it is not well-formed, or of a button that nothing here has a use for.
 *
 * https://invisible-island.net/xterm/ctlseqs/ctlseqs.html#h2-Mouse-Tracking
 */
export function mouseEvent(code: number, x: number, y: number, released: boolean): MouseEvent | undefined {
  if (!(code >= 0 && code < 128 && x >= 0 && y >= 0)) return undefined
  const button = BUTTONS[code & 3] ?? 'none'
  const where = {
    kind: 'mouse',
    x,
    y,
    shift: (code & 4) !== 0,
    alt: (code & 8) !== 0,
    ctrl: (code & 16) !== 0,
  } as const
  if ((code & 64) !== 0) return { ...where, action: WHEELS[code & 3] ?? 'wheelup', button: 'none' }
  if (released) return { ...where, action: 'up', button }
  if ((code & 32) !== 0) return { ...where, action: button === 'none' ? 'move' : 'drag', button }
  return { ...where, action: 'down', button }
}
