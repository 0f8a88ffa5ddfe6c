/**
 * Loaded into ntop before its first line: at SIGUSR2 it has all collected that nothing holds any more, and writes how
 * many bytes of JavaScript's heap are left into the file named by NTOP_BENCH_HEAP.
 */
process.on('SIGUSR2', () => {
  const { renameSync, writeFileSync } = require('node:fs')
  const { getHeapStatistics, setFlagsFromString } = require('node:v8')
  const { runInNewContext } = require('node:vm')
  setFlagsFromString('--expose-gc')
  runInNewContext('gc')()
  const file = process.env['NTOP_BENCH_HEAP'] ?? ''
  const { used_heap_size, external_memory } = getHeapStatistics()
  writeFileSync(`${file}.new`, JSON.stringify({ heapBytes: used_heap_size, externalBytes: external_memory }))
  renameSync(`${file}.new`, file)
})
