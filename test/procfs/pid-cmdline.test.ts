import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseCmdline } from '../../src/procfs/pid-cmdline.ts'
import { procFile } from '../support/fixtures.ts'

const parse = (text: string) => parseCmdline(Buffer.from(text))
const parseFile = (path: string) => parseCmdline(procFile(`${path}/cmdline`))

describe('/proc/PID/cmdline', () => {
  it('reads arguments, empty ones and blanks included', () => {
    expect(parseFile('linux-6.18/310')).toEqual(['./worker', 'plain', '--listen', '0.0.0.0:8080'])
    expect(parseFile('linux-6.18/387')).toEqual(['./My Worker', 'plain', '', 'two words', ''])
    expect(parseFile('linux-2.6.32/20410')).toEqual(['-bash'])
    expect(parse('\0a\0')).toEqual(['', 'a'])
  })

  it('cleans them', () => {
    expect(parseFile('linux-6.18/385')).toEqual(['./worker', 'plain', '--caf\\xe9', 'café'])
    expect(parse('echo\0\x1b[2J\n\0')).toEqual(['echo', '␛[2J␊'])
  })

  it('is empty for kernel threads, zombies and processes that vanished', () => {
    for (const path of ['linux-6.18/2', 'linux-6.18/343', 'vanished/501']) expect(parseFile(path), path).toEqual([])
  })

  it('splits a title at its blanks, whatever follows it', () => {
    const title = ['web:', 'writer', 'process', '(idle)']
    expect(parseFile('linux-6.18/370')).toEqual(title)
    for (const end of ['', ' ', '   ', '\0', '\0\0\0\0', '  \0']) {
      expect(parse(`web: writer process (idle)${end}`), JSON.stringify(end)).toEqual(title)
    }
    expect(parse('idle\0\0\0\0')).toEqual(['idle'])
    expect(parse('\0\0\0')).toEqual([])
  })

  it('gives back any two or more arguments as they were given', () => {
    const argument = fc.string({ unit: fc.constantFrom('a', ' ', '-', 'é', '/') })
    fc.assert(
      fc.property(argument, fc.array(argument), argument.filter(Boolean), (first, more, last) => {
        const args = [first, ...more, last]
        expect(parse(`${args.join('\0')}\0`)).toEqual(args)
      }),
    )
  })
})
