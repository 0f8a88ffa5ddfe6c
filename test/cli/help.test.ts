import { describe, expect, test } from 'vitest'
import { flags, subcommands } from '../../src/cli/flags.ts'
import { columnsText, examples, helpText } from '../../src/cli/help.ts'
import { parseInvocation } from '../../src/cli/parse-invocation.ts'
import { columns } from '../../src/columns/index.ts'

describe('ntop --help', () => {
  const lines = helpText().split('\n')

  test('fits a terminal of 80 columns and one without UTF-8', () => {
    for (const line of lines) {
      expect(line.length, line).toBeLessThanOrEqual(80)
      expect(line).toMatch(/^[ -~]*$/)
    }
  })

  test('names every flag and subcommand, once', () => {
    for (const { name } of flags)
      expect(lines.filter(line => new RegExp(`(?:  |, )--${name}(?: |$)`).test(line))).toHaveLength(1)
    for (const { name } of subcommands) expect(lines.some(line => line.startsWith(`  ntop ${name}`))).toBe(true)
  })

  test('gives examples that work', () => {
    for (const { line } of examples) {
      const parts = line.replace('$$', '4711').match(/'[^']*'|\S+/g) ?? []
      const end = parts.findIndex(part => part === '|' || part === '>')
      const words = parts.slice(0, end < 0 ? undefined : end).map(part => part.replaceAll("'", ''))
      expect(words.shift()).toBe('ntop')
      expect(() => parseInvocation(words, true), line).not.toThrow()
      expect(helpText()).toContain(line)
    }
  })
})

describe('flags', () => {
  test('no two share a name or a letter', () => {
    const names = flags.flatMap(flag => ('short' in flag ? [flag.name, flag.short] : [flag.name]))
    expect(new Set(names).size).toBe(names.length)
  })
})

describe('ntop -o help', () => {
  test('tells of every column', () => {
    const text = columnsText(columns)
    for (const { id, about } of columns)
      expect(text).toMatch(new RegExp(`^${id}\\b.* ${about.replace(/[^\w ]/g, '.')}$`, 'm'))
  })
})
