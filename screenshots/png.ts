import { readdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { Resvg } from '@resvg/resvg-js'

const SCALE = 2
const FONT = /^DejaVuSansMono(-Bold)?(-?Oblique)?\.ttf$/

/** Where fonts are kept, fonts.conf(5). */
const FONT_FOLDERS = [
  '/usr/share/fonts',
  '/usr/local/share/fonts',
  join(homedir(), '.local/share/fonts'),
  join(homedir(), '.fonts'),
]

/**
 * The files of DejaVu Sans Mono, which the pictures' cells are measured for.
 *
 * @throws an error that says what to install
 */
export function monospaceFonts(folders: readonly string[] = FONT_FOLDERS): string[] {
  const files = folders
    .flatMap(folder => listing(folder))
    .filter(path => FONT.test(path.slice(path.lastIndexOf('/') + 1)))
  if (files.length > 0) return files
  throw new Error(
    `DejaVu Sans Mono is not below ${folders.join(', ')}. Install it: "apt install fonts-dejavu-core" on Debian and ` +
      'Ubuntu, "dnf install dejavu-sans-mono-fonts" on Fedora, "pacman -S ttf-dejavu" on Arch.',
  )
}

/** Draws an SVG to PNG, twice its size. Scripts that DejaVu has no letters for come from the system's other fonts. */
export function toPng(svg: string, fonts: readonly string[]): Buffer {
  const resvg = new Resvg(svg, {
    fitTo: { mode: 'zoom', value: SCALE },
    font: { fontFiles: [...fonts], loadSystemFonts: true, defaultFontFamily: 'DejaVu Sans Mono' },
  })
  return resvg.render().asPng()
}

function listing(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' }).map(name => join(folder, name))
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw error
  }
}
