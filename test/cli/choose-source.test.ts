import { describe, expect, test } from 'vitest'
import { chooseSource, type System } from '../../src/cli/choose-source.ts'
import type { Origin } from '../../src/cli/invocation.ts'

const LINUX: System = { platform: 'linux', hasProc: true }
const MAC: System = { platform: 'darwin', hasProc: false }
const BARE: System = { platform: 'linux', hasProc: false }
const asked = (over: Partial<Origin> = {}): Origin => ({
  source: undefined,
  procfs: undefined,
  sysfs: undefined,
  ...over,
})

describe('the source', () => {
  test('is that which the system has', () => {
    expect([LINUX, MAC, BARE].map(system => chooseSource(asked(), system))).toEqual(['linux', 'portable', 'portable'])
    // FreeBSD may have a /proc, of another kind.
    expect(chooseSource(asked(), { platform: 'freebsd', hasProc: true })).toBe('portable')
  })

  test('is the one that is asked for', () => {
    expect(chooseSource(asked({ source: 'portable' }), LINUX)).toBe('portable')
    expect(chooseSource(asked({ source: 'linux' }), LINUX)).toBe('linux')
  })

  test('is that of Linux wherever a tree of it is named', () => {
    expect(chooseSource(asked({ procfs: 'tree' }), MAC)).toBe('linux')
    expect(chooseSource(asked({ procfs: 'tree', source: 'linux' }), MAC)).toBe('linux')
  })

  test('is refused where it cannot be had, with the reason', () => {
    const rest = '; --source portable does without'
    expect(() => chooseSource(asked({ source: 'linux' }), MAC)).toThrow(
      `--source linux reads the /proc of Linux, and this system is darwin${rest}`,
    )
    expect(() => chooseSource(asked({ source: 'linux' }), BARE)).toThrow(
      `--source linux reads the /proc of Linux, and there is no /proc here${rest}`,
    )
  })
})
