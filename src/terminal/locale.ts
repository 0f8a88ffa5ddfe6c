/** Whether the locale's characters are UTF-8: LC_ALL, LC_CTYPE, LANG, the first that is set, as locale(7) has it. */
export function isUtf8(env: NodeJS.ProcessEnv): boolean {
  const locale = [env['LC_ALL'], env['LC_CTYPE'], env['LANG']].find(value => value !== undefined && value !== '')
  return /utf-?8/i.test(locale ?? '')
}

/** The kernel's own console has 256 or 512 glyphs: no braille, and of the block elements only a few. */
export function hasGlyphs(env: NodeJS.ProcessEnv): boolean {
  return !/^linux\b/.test(env['TERM'] ?? '')
}
