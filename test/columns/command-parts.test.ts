import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { commandParts } from '../../src/columns/command-parts.ts'
import { shownCommand } from '../../src/columns/shown-command.ts'
import { derive } from '../../src/model/derive.ts'
import type { ProcessFacts, ProcessRecord } from '../../src/model/process.ts'
import type { ProcessRow } from '../../src/model/snapshot.ts'
import { record, sample } from '../export/moments.ts'

function rowOf(over: Partial<ProcessRecord>, facts: Partial<ProcessFacts>): ProcessRow {
  const [only] = derive(undefined, sample(0, [record(70, over, facts)])).processes
  if (only === undefined) throw new Error('no row')
  return only
}

/** A process with these arguments. */
function started(name: string, ...args: string[]): ProcessRow {
  return rowOf({ name }, { args, command: args.join(' ') })
}

/** One of which a system tells the whole line, and not which arguments it is made of. */
function told(name: string, command: string): ProcessRow {
  return rowOf({ name }, { args: undefined, command })
}

/** The command as shown: the program in `<>`, what an interpreter runs in `{}`, notes after `|`. */
function marked(row: ProcessRow, fullPath = false): string {
  const text = shownCommand(row, fullPath)
  const { name, script, end } = commandParts(row, fullPath)
  const marks: [number, string][] = [
    [name.from, '<'],
    [name.to, '>'],
  ]
  if (script !== undefined) marks.push([script.name.from, '{'], [script.name.to, '}'])
  if (end < text.length) marks.push([end, '|'])
  let out = text
  for (const [at, mark] of marks.toReversed()) out = out.slice(0, at) + mark + out.slice(at)
  return out
}

describe('the program in a command', () => {
  it.each([
    [started('node', '/usr/bin/node', '--version'), '<node> --version'],
    [started('vim', 'vim', '/etc/fstab'), '<vim> /etc/fstab'],
    [started('bash', '-bash'), '<-bash>'],
    [started('worker threads', './worker threads', 'a b'), './<worker threads> a b'],
    // A directory, and a program, with a blank.
    [started('prog', '/opt/my app/prog', '-v', '/x'), '<prog> -v /x'],
    [started('My Program', '/opt/my app/My Program'), '<My Program>'],
    // Titles, and whole lines, in one argument.
    [started('nginx', 'nginx: master process /usr/sbin/nginx'), '<nginx:> master process /usr/sbin/nginx'],
    [started('postgres', 'postgres: deploy shop [local] idle'), '<postgres:> deploy shop [local] idle'],
    [started('chrome', '/opt/chrome/chrome --type=gpu --at=/tmp/chrome'), '<chrome> --type=gpu --at=/tmp/chrome'],
    [started('数据同步', '/usr/local/bin/数据同步', '--从', '/data'), '<数据同步> --从 /data'],
    [started('x', ''), '<>'],
    [
      told('node', '/usr/bin/node /srv/api/server.js --port 80'),
      '<node> {server.js} --port 80'.replace('{', '/srv/api/{'),
    ],
    [
      told('Google Chrome', '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome --type=x /tmp/a b'),
      '<Google Chrome> --type=x /tmp/a b',
    ],
    [told('sleep', 'sleep 5'), '<sleep> 5'],
    [told('cat', '[cat]'), '<cat>'],
    [started('', '/a b/c d'), '<a> b/c d'],
  ])('%#', (row, wanted) => {
    expect(marked(row)).toBe(wanted)
  })

  it('keeps its directory where the whole path is wanted', () => {
    expect(marked(started('node', '/usr/bin/node', '/srv/app.js'), true)).toBe('/usr/bin/<node> /srv/{app.js}')
    expect(marked(started('prog', '/opt/my app/prog', '-v'), true)).toBe('/opt/my app/<prog> -v')
  })

  it('is all there is where there is no command line, apart from notes', () => {
    expect(marked(rowOf({ name: 'kworker/0:1', kernelThread: true }, { args: [], command: '[kworker/0:1]' }))).toBe(
      '<[kworker/0:1]>',
    )
    expect(marked(rowOf({ name: 'stuck' }, { command: '[stuck]', trouble: 'memory map locked' }))).toBe(
      '<[stuck]>| (memory map locked)',
    )
    expect(marked(rowOf({ name: 'cc', state: 'Z' }, { args: [], command: '[cc]' }))).toBe('<[cc]>| (zombie)')
  })
})

describe('what an interpreter runs', () => {
  it.each([
    ['node /srv/shop/server.js --port 8080', '<node> /srv/shop/{server.js} --port 8080'],
    [
      'node --max-old-space-size=4096 -r dotenv/config app.js',
      '<node> --max-old-space-size=4096 -r dotenv/config {app.js}',
    ],
    ['node -e setInterval(f,9) x', '<node> -e setInterval(f,9) x'],
    ['node', '<node>'],
    ['node -', '<node> -'],
    ['node -- x.js', '<node> -- {x.js}'],
    ['python3.11 -u /opt/app/worker.py --queue mail', '<python3.11> -u /opt/app/{worker.py} --queue mail'],
    ['python -W ignore -m http.server 80', '<python> -W ignore -m {http.server} 80'],
    ['python3 -Ic print()', '<python3> -Ic print()'],
    ['python -m', '<python> -m'],
    ['bash -eu ./build.sh all', '<bash> -eu ./{build.sh} all'],
    ['bash -c make all', '<bash> -c make all'],
    ['sh -o pipefail +o posix x.sh', '<sh> -o pipefail +o posix {x.sh}'],
    ['-bash', '<-bash>'],
    ['perl -I lib t/a.pl', '<perl> -I lib t/{a.pl}'],
    ['perl -lane print', '<perl> -lane print'],
    ['ruby -W0 bin/rails server', '<ruby> -W0 bin/{rails} server'],
    ['java -Xmx2g -jar /srv/search/search.jar -v', '<java> -Xmx2g -jar /srv/search/{search.jar} -v'],
    ['java -cp a.jar:b.jar com.shop.Main', '<java> -cp a.jar:b.jar {com.shop.Main}'],
    ['vim server.js', '<vim> server.js'],
  ])('%s', (line, wanted) => {
    const args = line.split(' ')
    expect(marked(started(args[0] ?? '', ...args))).toBe(wanted)
  })

  it('is its argument whole, whatever came before it', () => {
    expect(marked(started('node', '/usr/bin/node', '--title=', '/a b/c d.js', 'x'))).toBe(
      '<node> --title= /a b/{c d.js} x',
    )
    expect(marked(started('sh', 'sh', '', 'x'))).toBe('<sh>  x')
  })
})

it('lies within what is shown, in order, of whatever is started', () => {
  const word = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 8 }),
    fc.constantFrom('/usr/bin/node', '/opt/a b/prog', 'sh', '-c', '-m', '--', '-jar', 'x: y', '', '/', 'python3'),
  )
  const any = fc.record({
    name: word,
    state: fc.constantFrom('S', 'Z'),
    kernelThread: fc.boolean(),
    args: fc.option(fc.array(word, { maxLength: 5 }), { nil: undefined }),
    trouble: fc.option(fc.constant('memory map locked'), { nil: undefined }),
    fullPath: fc.boolean(),
  })
  fc.assert(
    fc.property(any, ({ name, state, kernelThread, args, trouble, fullPath }) => {
      const command = args === undefined || args.length === 0 ? `[${name}]` : args.join(' ')
      const row = rowOf({ name, state, kernelThread }, { args, command, trouble })
      const { name: program, script, end } = commandParts(row, fullPath)
      const { length } = shownCommand(row, fullPath)
      const places = [0, program.from, program.to, ...(script ? [script.from, script.name.from, script.name.to] : [])]
      expect([...places, end, length]).toEqual([...places, end, length].toSorted((a, b) => a - b))
    }),
    { numRuns: 2000 },
  )
})
