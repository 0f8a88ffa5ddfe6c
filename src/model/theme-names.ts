/**
 * Names of the themes that come with the program; the config file may have others. `auto` is dark or light, as the
 * terminal's background is. What they look like is in terminal/.
 */
export const THEME_NAMES: readonly string[] = [
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
]
