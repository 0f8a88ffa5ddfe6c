import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export interface Import {
  /** The importing file, below `src/`. */
  readonly from: string
  /** The imported file below `src/`, or the name of a package or of a module of Node. */
  readonly to: string
  /** Gone when it runs. */
  readonly typeOnly: boolean
}

const SRC = fileURLToPath(new URL('../../src/', import.meta.url))

/** `import … from '…'`, `export … from '…'`; names, stars and braces are all that stands between. */
const STATIC = /^(?:import|export)\s+(?<type>type\s)?[\w$*\s{},]*?\bfrom\s+'(?<to>[^']+)'/gm
const SIDE_EFFECT = /^import\s+'(?<to>[^']+)'/gm
const DYNAMIC = /\bimport\(\s*'(?<to>[^']+)'\s*\)/g

/** All source files but declarations, below `src/`. */
export function sourceFiles(): string[] {
  return readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter(file => /(?<!\.d)\.ts$/.test(file))
}

/** The text of a source file, comments taken out. */
export function code(file: string): string {
  return readFileSync(join(SRC, file), 'utf8').replace(/^\s*\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '')
}

export function importsOf(file: string): Import[] {
  return [STATIC, SIDE_EFFECT, DYNAMIC].flatMap(pattern =>
    [...code(file).matchAll(pattern)].map(({ groups }) => {
      const to = groups?.['to'] ?? ''
      return {
        from: file,
        to: to.startsWith('.') ? join(dirname(file), to) : to,
        typeOnly: groups?.['type'] !== undefined,
      }
    }),
  )
}

export function allImports(): Import[] {
  return sourceFiles().flatMap(importsOf)
}
