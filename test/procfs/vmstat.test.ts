import { describe, expect, it } from 'vitest'
import { parseVmstat } from '../../src/procfs/vmstat.ts'
import { procText } from '../support/fixtures.ts'

const units = { tickMs: 10, pageBytes: 16_384 }

describe('/proc/vmstat', () => {
  it('reads swapped and reclaimed pages as bytes', () => {
    expect(
      parseVmstat(
        'pswpin 3\npswpout 4\npgsteal_kswapd 5\npgsteal_direct 6\npgsteal_anon 7\npgsteal_file 4\noom_kill 2\n',
        units,
      ),
    ).toEqual({
      swapInBytes: 3 * 16_384,
      swapOutBytes: 4 * 16_384,
      reclaimedBytes: 11 * 16_384,
      oomKills: 2,
    })
    expect(parseVmstat(procText('linux-6.18/vmstat'), units)).toEqual({
      swapInBytes: 0,
      swapOutBytes: 0,
      reclaimedBytes: 0,
      oomKills: 0,
    })
  })

  it('adds up the zones of old kernels, which do not count OOM kills', () => {
    expect(parseVmstat(procText('linux-3.10/vmstat'), units)).toEqual({
      swapInBytes: 12_034 * 16_384,
      swapOutBytes: 64_012 * 16_384,
      reclaimedBytes: (1_402_345 + 2_402_345 + 1012 + 2024) * 16_384,
      oomKills: undefined,
    })
    expect(parseVmstat(procText('linux-2.6.32/vmstat'), units)?.reclaimedBytes).toBe((402_345 + 120_456) * 16_384)
  })

  it('is unknown where the kernel does not count', () => {
    expect(parseVmstat('nr_free_pages 54837\n', units)).toBeUndefined()
  })
})
