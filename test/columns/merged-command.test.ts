import { expect, it } from 'vitest'
import type { ColumnContext } from '../../src/columns/column.ts'
import { command } from '../../src/columns/command.ts'
import { derive } from '../../src/model/derive.ts'
import { blankRareFacts } from '../../src/model/rare-facts.ts'
import { record, sample } from '../export/moments.ts'

const CONTEXT: ColumnContext = { ownUid: 1000, cores: 4, cpuOfMachine: false, fullPath: false }

/** The command as the table shows it. */
function shown(
  name: string,
  args: readonly string[],
  exe: string | undefined,
  over: Partial<ColumnContext> = {},
): string {
  const facts = { args, command: args.join(' '), rare: { ...blankRareFacts(), exe } }
  const [row] = derive(undefined, sample(0, [record(7, { name }, facts)])).processes
  if (row === undefined) throw new Error('no row')
  const context = { ...CONTEXT, mergeNames: true, ...over }
  return command.format(command.value(row, context) ?? '', context, row)
}

it.each([
  ['what is called as it is', 'node', ['/usr/bin/node', 'a.js'], '/usr/bin/node', 'node a.js'],
  ['a name that it gave itself', 'MainThread', ['node', 'a.js'], '/usr/bin/node', 'MainThread│node a.js'],
  ['a script', 'build.sh', ['/bin/bash', '/srv/build.sh'], '/usr/bin/bash', 'build.sh│bash /srv/build.sh'],
  ['a program of many names', 'sh', ['sh', '-c', ':'], '/usr/bin/dash', 'dash│sh -c :'],
  ['a version of it', 'python3', ['python3', 'a.py'], '/usr/bin/python3.12', 'python3 a.py'],
  ['a liar', 'kworker/0:1', ['[kworker/0:1]'], '/tmp/.x/miner (deleted)', 'miner│[kworker/0:1]'],
  ['a login shell', 'bash', ['-bash'], '/bin/bash', '-bash'],
  ['a title', 'nginx', ['nginx:', 'master', 'process'], '/usr/sbin/nginx', 'nginx: master process'],
  [
    'a name that the kernel cut off',
    'systemd-resolve',
    ['/lib/systemd-resolved'],
    '/lib/systemd-resolved',
    'systemd-resolved',
  ],
  ['a file that is not known', 'node', ['node'], undefined, 'node'],
])('%s', (_, name, args, exe, merged) => {
  expect(shown(name, args, exe)).toBe(merged)
})

it('has the path of the program where that is wanted, and nothing of it where nothing is to be merged', () => {
  expect(shown('x', ['/usr/bin/node'], '/usr/bin/node', { fullPath: true })).toBe('x│/usr/bin/node')
  expect(shown('x', ['/usr/bin/node'], '/usr/bin/node', { mergeNames: false })).toBe('node')
})

it('leaves threads of the kernel alone', () => {
  const over = { name: 'kthreadd', kernelThread: true }
  const [row] = derive(undefined, sample(0, [record(2, over, { args: [], command: '[kthreadd]' })])).processes
  if (row === undefined) throw new Error('no row')
  const context = { ...CONTEXT, mergeNames: true }
  expect(command.format(command.value(row, context) ?? '', context, row)).toBe('[kthreadd]')
})
