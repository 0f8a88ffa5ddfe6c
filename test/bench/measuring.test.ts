import { describe, expect, test } from 'vitest'
import { cpuMsBetween, usageOf } from '../../bench/processes.js'
import { median, table } from '../../bench/report.js'
import { isTable } from '../../bench/terminal.js'

describe('isTable', () => {
  const rows: Record<string, (pid: number) => string> = {
    ntop: pid => `  ${pid} root       20   0   16M   13M  6.5M      · R  63.1  0.1  0:11.24    1 python3 -c pass`,
    htop: pid => `  ${pid} root       20   0  3892  2016  1800 S   0.0  0.0  0:00.00 /tmp/population 80`,
    btop: pid => `│   ${pid} python3       python3 -c while True         1 root     12M ⣀⣀⣀⣀⣀  49.8 │`,
    top: pid => `  ${pid} root      20   0       0      0      0 I   0.0   0.0   0:00.00 kworker/R-rcu_gp`,
  }
  const pids = Array.from({ length: 40 }, (_, i) => 1000 + i)
  const known = new Set(pids.map(String))

  test.each(Object.entries(rows))('knows the rows of %s, from twenty on', (_, row) => {
    expect(isTable(pids.slice(0, 19).map(row), known)).toBe(false)
    expect(isTable(pids.slice(0, 20).map(row), known)).toBe(true)
  })

  test('takes neither empty rows nor unknown processes nor rows without memory for it', () => {
    expect(isTable(Array(50).fill(''), known)).toBe(false)
    expect(
      isTable(
        pids.map(pid => `${pid + 5000} root 20 0 16M 13M S sleep`),
        known,
      ),
    ).toBe(false)
    expect(
      isTable(
        pids.map(pid => `${pid} root – – sleep`),
        known,
      ),
    ).toBe(false)
  })
})

describe('cpuMsBetween', () => {
  const before = { tickedMs: 100, scheduledMs: 103.5, rssBytes: 1 }

  test('is as fine as the scheduler counts', () => {
    expect(cpuMsBetween(before, { tickedMs: 110, scheduledMs: 109, rssBytes: 1 })).toBe(5.5)
  })

  test('takes the ticks when threads or children have ended and taken their time along', () => {
    expect(cpuMsBetween(before, { tickedMs: 400, scheduledMs: 103.5, rssBytes: 1 })).toBe(300)
  })
})

test('usageOf reads a process tree', () => {
  const { user, system } = process.cpuUsage()
  const usage = usageOf(process.pid)
  // Whole ticks, rounded down for each of user and system time.
  expect(usage.tickedMs).toBeGreaterThanOrEqual((user + system) / 1000 - 20)
  expect(usage.scheduledMs).toBeGreaterThan(0)
  expect(usage.rssBytes).toBeGreaterThan(10e6)
})

test('median is the middle one, or between the two middle ones', () => {
  expect(median([9, 1, 5])).toBe(5)
  expect(median([9, 1, 5, 6])).toBe(5.5)
  expect(median([3])).toBe(3)
})

test('the table compares with the first and keeps its columns in line', () => {
  const ntop = {
    name: 'ntop',
    version: '1.0',
    firstFrameMs: 90,
    firstFrameRatio: 2,
    cpuMsPerSec: 4,
    rssBytes: 7e7,
    bytesPerSec: 900,
  }
  const htop = { ...ntop, name: 'htop', version: '3.2.2', cpuMsPerSec: 1, bytesPerSec: 21777 }
  const lines = table([ntop, htop]).split('\n')
  expect(lines[0]).toContain('to ntop')
  expect(lines[1]).toMatch(/^ntop 1\.0 .* 4\.0 .* 1\.00× .* 70\.0 .* 90 .* 2\.00× .* 900$/)
  expect(lines[2]).toMatch(/^htop 3\.2\.2 .* 0\.25× .* 21777$/)
  expect(new Set(lines.map(line => line.length)).size).toBe(1)
})
