const STEPS = [1, 1.5, 2, 3, 4, 5, 6, 8, 10]

/** The next round figure, so that the scale does not move with every little peak: 1, 1.5, 2, 3 … of a power of ten. */
export function roundUp(most: number, base: 1 | 1024): number {
  const unit = base === 1 ? 1 : base ** Math.floor(Math.log(most) / Math.log(base))
  const power = unit * 10 ** Math.floor(Math.log10(most / unit))
  return (STEPS.find(step => step * power >= most) ?? 10) * power
}
