/** What nobody needs who looks at processes stands beside the program: each byte of it costs every start. */
import { basename } from 'node:path'
import { build } from 'esbuild'
import { beforeAll, describe, expect, it } from 'vitest'
import { bundleOptions } from '../../bin/build.mjs'

const PROGRAM = 'ntop.cjs'

/** What it is by its files, and the one script, beside others perhaps, that is to have it. */
const APART: Readonly<Record<string, readonly [script: string, files: RegExp]>> = {
  'how programs are got into': ['live.cjs', /^src\/runtime\/(java|node|python)\/.*session\.ts$|\.py$/],
  'the view of live heaps': ['live-heap.cjs', /^src\/ui\/heap\/.*(page|view)\.ts$/],
  'what keeps allocations in a file': ['heap-files.cjs', /^src\/export\/heap-/],
  'how a program’s code is read': ['heap-files.cjs', /^src\/runtime\/source-line\.ts$/],
  'the portable source': ['portable-source.cjs', /^src\/sources\/portable\//],
  'ntop heap but for its words': [
    'subcommands.cjs',
    /^src\/cli\/heap\.ts$|^src\/(cli|export)\/heap\/(?!(asks|parse)\.ts$)/,
  ],
  'ntop demo': ['subcommands.cjs', /^src\/cli\/demo\//],
  'ntop inspect': ['subcommands.cjs', /^src\/inspect\/(run|json)\.ts$/],
  'ntop limit': ['subcommands.cjs', /^src\/cli\/limit\.ts$/],
  'ntop snapshot and ntop compare': ['subcommands.cjs', /^src\/(cli|export)\/(memory-|)(snapshot|compare)(?!-shape)/],
  'ntop schema': ['subcommands.cjs', /^src\/export\/.*schema\.ts$/],
  'ntop --completions': ['subcommands.cjs', /^src\/cli\/completions\//],
  'ntop --default-config': ['subcommands.cjs', /^src\/config\/default-config\.ts$/],
}

/** The sources of each script. */
const sources = new Map<string, readonly string[]>()
beforeAll(async () => {
  const { metafile } = await build(bundleOptions())
  for (const [path, { inputs }] of Object.entries(metafile.outputs)) sources.set(basename(path), Object.keys(inputs))
})

const inScript = (script: string, files: RegExp): string[] =>
  (sources.get(script) ?? []).filter(file => files.test(file))

describe('the program', () => {
  it('is what lists processes', () => {
    expect(inScript(PROGRAM, /^src\/(main|ui\/run|export\/run)\.ts$/)).toHaveLength(3)
  })

  it.each(Object.entries(APART))('goes without %s', (_, [script, files]) => {
    expect(inScript(script, files), script).not.toEqual([])
    expect(inScript(PROGRAM, files)).toEqual([])
  })
})
