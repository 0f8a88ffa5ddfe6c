/** Names of the themes; `auto` is dark or light, as the terminal's background is. What they look like is in terminal/. */
export const THEME_NAMES = [
  'auto',
  'dark',
  'light',
  'high-contrast',
  'colour-blind',
  'nord',
  'gruvbox',
  'dracula',
  'catppuccin',
  'tokyo-night',
  'solarized-dark',
  'solarized-light',
] as const

export type ThemeName = (typeof THEME_NAMES)[number]
