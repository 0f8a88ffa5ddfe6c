import { luminance, type Rgb } from './colour.ts'

/** Asks for the background colour; answered as `OSC 11 ; rgb:rrrr/gggg/bbbb ST` by most terminals. */
export const ASK_BACKGROUND = '\x1b]11;?\x1b\\'
/** Primary device attributes: every terminal answers, so whatever was asked before is answered by then or never. */
export const ASK_ATTRIBUTES = '\x1b[c'

/** Whether a report is the answer to {@link ASK_ATTRIBUTES}: `CSI ? … c`. */
export function isAttributes(sequence: string): boolean {
  return /^\x1b\[\?[\d;]*c$/.test(sequence)
}

/** The background that a report names; X11 colours have one to four hexadecimal digits a channel. */
export function backgroundIn(sequence: string): Rgb | undefined {
  const match = /^\x1b\]11;rgba?:([\da-f]{1,4})\/([\da-f]{1,4})\/([\da-f]{1,4})/i.exec(sequence)
  if (match === null) return undefined
  const [r = '', g = '', b = ''] = match.slice(1)
  const channel = (hex: string) => (Number.parseInt(hex, 16) / (16 ** hex.length - 1)) * 255
  return [channel(r), channel(g), channel(b)]
}

/** Whether dark text reads better on a background than light text: at this luminance both have the same contrast. */
export function isLight(background: Rgb): boolean {
  return luminance(background) > 0.179
}
