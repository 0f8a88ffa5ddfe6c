const LEVELS: ReadonlyMap<number, string> = new Map([
  [0xa, 'a'],
  [0xb, 'b'],
  [0xc, 'rc'],
])

/** `PY_VERSION_HEX`, one byte each: major, minor, micro, and half of one for level and serial (Include/patchlevel.h). */
export function pythonVersionText(hex: number): string | undefined {
  const [major, minor, micro, level, serial] = [hex >>> 24, (hex >>> 16) & 255, (hex >>> 8) & 255, hex >>> 4, hex & 15]
  if (major !== 3) return undefined
  const letters = LEVELS.get(level & 15)
  return `${major}.${minor}.${micro}${letters === undefined ? '' : `${letters}${serial}`}`
}
