import { expect, it } from 'vitest'
import { GroupBounds } from '../../src/inspect/group-bounds.ts'
import { type Content, MemoryFiles } from '../support/memory-files.ts'

const MIB = 1024 ** 2
const A = '/sys/fs/cgroup/a.slice/a.service'

type Contents = Record<string, Content>

/** Version 2: 7 and 8 are in a.service, whose slice bounds it. */
function unified(used: number): Contents {
  return {
    '7/cgroup': { text: '0::/a.slice/a.service\n' },
    '8/cgroup': { text: '0::/a.slice/a.service\n' },
    '9/cgroup': { text: '0::/free.service\n' },
    'self/mountinfo': { text: '47 46 0:28 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n' },
    [`${A}/memory.current`]: { text: '4096\n' },
    [`${A}/memory.max`]: { text: 'max\n' },
    '/sys/fs/cgroup/a.slice/memory.current': { text: `${used}\n` },
    '/sys/fs/cgroup/a.slice/memory.max': { text: `${512 * MIB}\n` },
    '/sys/fs/cgroup/a.slice/memory.high': { text: `${400 * MIB}\n` },
    '/sys/fs/cgroup/a.slice/memory.stat': { text: `anon 1\ninactive_file ${50 * MIB}\n` },
    '/sys/fs/cgroup/free.service/memory.current': { text: '4096\n' },
    '/sys/fs/cgroup/free.service/memory.max': { text: 'max\n' },
  }
}

it('tells the limits of the group and of those above, with what is used but can be taken back left out', async () => {
  const files = new MemoryFiles(unified(250 * MIB))
  const bounds = new GroupBounds(files)
  expect(bounds.of(7)).toEqual([])
  expect(await bounds.look([7, 8, 9], 1000)).toBe(true)
  const pace = [{ atMs: 1000, level: 200 * MIB }]
  const expected = [
    { title: 'control group', limitBytes: 512 * MIB, usedBytes: 200 * MIB, pace },
    { title: 'group high', limitBytes: 400 * MIB, usedBytes: 200 * MIB, pace },
  ]
  expect(bounds.of(7)).toEqual(expected)
  expect(bounds.of(8)).toEqual(expected)
  expect(bounds.of(9)).toEqual([])
  expect(
    files.asked.filter(path => path === `${A}/memory.max`),
    'once for both',
  ).toHaveLength(1)
})

it('follows what a group uses, and says only once that it is known', async () => {
  const content = unified(250 * MIB)
  const bounds = new GroupBounds(new MemoryFiles(content))
  await bounds.look([7], 1000)
  for (let second = 2; second <= 5; second++) {
    content['/sys/fs/cgroup/a.slice/memory.current'] = { text: `${(250 + second) * MIB}\n` }
    expect(await bounds.look([7], second * 1000)).toBe(false)
  }
  expect(bounds.of(7)[0]?.pace).toEqual(
    [200, 202, 203, 204, 205].map((mib, i) => ({ atMs: 1000 * (i + 1), level: mib * MIB })),
  )
})

it('knows the controller of version 1, beside a unified hierarchy', async () => {
  const folder = '/sys/fs/cgroup/memory/job'
  const bounds = new GroupBounds(
    new MemoryFiles({
      '7/cgroup': { text: '4:memory:/job\n1:name=systemd:/\n0::/\n' },
      'self/mountinfo': {
        text: '47 46 0:28 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n48 46 0:29 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw\n',
      },
      [`${folder}/memory.usage_in_bytes`]: { text: `${90 * MIB}\n` },
      [`${folder}/memory.limit_in_bytes`]: { text: `${100 * MIB}\n` },
      [`${folder}/memory.stat`]: { text: `inactive_file 0\ntotal_inactive_file ${10 * MIB}\n` },
    }),
  )
  await bounds.look([7], 1000)
  expect(bounds.of(7)).toEqual([
    {
      title: 'control group',
      limitBytes: 100 * MIB,
      usedBytes: 80 * MIB,
      pace: [{ atMs: 1000, level: 80 * MIB }],
    },
  ])
})

it('asks for nothing twice at once, and knows nothing where nothing may be read', async () => {
  const bounds = new GroupBounds(new MemoryFiles({ ...unified(1), 'self/mountinfo': 'denied', '8/cgroup': 'gone' }))
  const [first, second] = [bounds.look([7, 8], 1000), bounds.look([7, 8], 1000)]
  expect(await second).toBe(false)
  expect(await first).toBe(false)
  expect([bounds.of(7), bounds.of(8)]).toEqual([[], []])
})
