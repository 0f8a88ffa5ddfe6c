const NAMES: Readonly<Record<string, string>> = {
  enter: 'Enter',
  escape: 'Esc',
  tab: 'Tab',
  up: 'Up',
  down: 'Down',
  left: 'Left',
  right: 'Right',
  home: 'Home',
  end: 'End',
  pageup: 'PgUp',
  pagedown: 'PgDn',
  backspace: 'Backspace',
  delete: 'Del',
  insert: 'Ins',
  ' ': 'Space',
}
const SIGNS: Readonly<Record<string, string>> = { enter: '⏎', up: '↑', down: '↓', left: '←', right: '→' }

/** A key as people write it: `^C`, `F9`, `PgUp`, `Shift-Tab`; with `signs` arrows and ⏎ for the keys that have one. */
export function keyLabel(key: string, signs = false): string {
  const control = /^C-(.)$/.exec(key)?.[1]
  if (control !== undefined) return `^${control.toUpperCase()}`
  if (/^f\d+$/.test(key)) return key.toUpperCase()
  if (key.startsWith('C-')) return `Ctrl-${keyLabel(key.slice(2), signs)}`
  if (key.startsWith('S-')) return `Shift-${keyLabel(key.slice(2), signs)}`
  if (key.startsWith('M-')) return `Alt-${keyLabel(key.slice(2), signs)}`
  return (signs ? SIGNS[key] : undefined) ?? NAMES[key] ?? key
}

/** All keys of a command in one string; digits as a range. */
export function keysLabel(keys: readonly string[], signs = false): string {
  const digits = keys.filter(key => /^\d$/.test(key))
  if (digits.length === 10)
    return ['0–9', ...keys.filter(key => !/^\d$/.test(key)).map(key => keyLabel(key, signs))].join(' ')
  return keys.map(key => keyLabel(key, signs)).join(' ')
}

/** Keys one after another: `2 w Enter`, `9× Down`. */
export function keysText(keys: readonly string[], signs = false): string {
  const runs: { readonly key: string; times: number }[] = []
  for (const key of keys) {
    const last = runs.at(-1)
    if (last?.key === key) last.times++
    else runs.push({ key, times: 1 })
  }
  return runs
    .map(
      ({ key, times }) =>
        `${times < 3 ? '' : `${times}× `}${times === 2 ? `${keyLabel(key, signs)} ` : ''}${keyLabel(key, signs)}`,
    )
    .join(' ')
}
