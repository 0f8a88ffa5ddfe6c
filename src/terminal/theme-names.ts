/** The themes that there are, by name: apart from their colours, for a config file that names one need not know those. */
export const THEME_NAMES = ['dark', 'light'] as const

export type ThemeName = (typeof THEME_NAMES)[number]
