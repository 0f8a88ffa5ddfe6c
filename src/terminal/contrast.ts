import { colourOf256, luminance, mix, nearest256, type Rgb } from './colour.ts'

/** From 1 to 21: https://www.w3.org/TR/WCAG21/#dfn-contrast-ratio */
export function contrast(a: Rgb, b: Rgb): number {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((p, q) => p - q)
  return (light + 0.05) / (dark + 0.05)
}

const BLACK: Rgb = [0, 0, 0]
const WHITE: Rgb = [255, 255, 255]
const STEPS = 40

/** A background, and how far a colour has to stand out from it. */
export interface Ground {
  readonly colour: Rgb
  readonly least: number
}

function in256(colour: Rgb): Rgb {
  return colourOf256(nearest256(colour))
}

/** The colour, or as little lighter (darker on light grounds) as it takes to be read on all of these, in 256 colours too. */
export function readable(colour: Rgb, grounds: readonly Ground[]): Rgb {
  const isDark = grounds.every(ground => luminance(ground.colour) < 0.2)
  for (let step = 0; step < STEPS; step++) {
    const tried = mix(colour, isDark ? WHITE : BLACK, step / STEPS)
    const isRead = grounds.every(
      ({ colour: ground, least }) =>
        contrast(tried, ground) >= least &&
        contrast(in256(tried), ground) >= least &&
        contrast(in256(tried), in256(ground)) >= least,
    )
    if (isRead) return tried
  }
  return isDark ? WHITE : BLACK
}
