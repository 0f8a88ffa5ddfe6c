import { blankRareFacts } from '../../src/model/rare-facts.ts'
import type { RawSample } from '../../src/model/sample.ts'
import { ownFacts } from './own-facts.ts'

const DOCKER = `/system.slice/docker-${'0f3c5b8d9e2a'.padEnd(64, '7')}.scope`
const PODMAN = `/machine.slice/libpod-${'ba5eba11cafe'.padEnd(64, '1')}.scope/container`

/** Control groups by pid; everyone else is in the session of a user, and of 4502 it is not known. */
const GROUPS: ReadonlyMap<number, string | undefined> = new Map([
  [1, '/init.scope'],
  [402, '/system.slice/systemd-networkd.service'],
  [771, DOCKER],
  [8305, DOCKER],
  [1203, PODMAN],
  [1288, PODMAN],
  [4502, undefined],
])

/** Files of programs, of those of whom they may be known. */
const PROGRAMS: ReadonlyMap<number, string> = new Map([
  [1, '/usr/lib/systemd/systemd'],
  [402, '/usr/lib/systemd/systemd-networkd'],
  [8305, '/usr/bin/node'],
  [4_194_303, '/usr/bin/tar (deleted)'],
])

/** The machine, on which some run in two containers; facts are of one stage's own. */
export function contained(): (sample: RawSample) => RawSample {
  const own = ownFacts()
  return sample => {
    const mine = own(sample)
    for (const { pid, facts, kernelThread } of mine.processes) {
      facts.cgroup = kernelThread
        ? '/'
        : GROUPS.has(pid)
          ? GROUPS.get(pid)
          : '/user.slice/user-1000.slice/session-4.scope'
      const exe = PROGRAMS.get(pid)
      if (exe !== undefined) facts.rare ??= { ...blankRareFacts(), exe }
    }
    return mine
  }
}
