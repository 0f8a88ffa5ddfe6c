import type { RawSample } from '../../src/model/sample.ts'

/** How much of the time the group of the web service is held up. */
const THROTTLED_SHARE = 0.38
const PERIODS_A_SECOND = 10

/**
 * A bad day of web-3: java was killed for lack of memory at second 30 and is not there any more, who is stuck waits for the
 * file server, node comes near to its limit of open files and its group is throttled.
 */
export function trials(sample: RawSample, second: number): RawSample {
  const isKilled = second >= 30
  const idOf = (pid: number) => sample.processes.find(one => one.pid === pid)?.id
  const [cp, stuck, node] = [2207, 4502, 8305].map(idOf)
  if (cp === undefined || stuck === undefined || node === undefined || sample.paging === undefined) return sample
  return {
    ...sample,
    processes: sample.processes.filter(({ pid }) => !(isKilled && pid === 771)),
    paging: { ...sample.paging, oomKills: isKilled ? 1 : 0 },
    ...(isKilled && { oomKills: [{ record: 9, pid: 771, name: 'java', group: '/system.slice/app.service' }] }),
    channels: new Map([
      [cp, 'rpc_wait_bit_killable'],
      [stuck, 'rpc_wait_bit_killable'],
    ]),
    limits: [{ id: node, name: 'NOFILE', used: 860 + Math.min(31, second), soft: 1024 }],
    groups: {
      cpu: [
        {
          path: '/system.slice/web.service',
          readAtMs: second * 1000,
          processors: 0.5,
          periodMs: 1000 / PERIODS_A_SECOND,
          throttledPeriods: Math.round(THROTTLED_SHARE * PERIODS_A_SECOND * Math.max(0, second - 10)),
        },
      ],
      tasks: [],
    },
  }
}
