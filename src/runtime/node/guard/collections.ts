/** The guard's part that hears of collections as they happen: with a `PerformanceObserver` of its own, and for as long as it is asked. */
export const COLLECTIONS = `({ load, safe }) => {
  const { performance, PerformanceObserver } = load('perf_hooks')
  const { timeOrigin } = performance
  let observer, collections = []
  const unwatch = () => { safe(() => observer?.disconnect()); observer = undefined; collections = [] }
  return {
    watch() {
      if (observer !== undefined) return
      collections = []
      observer = new PerformanceObserver(list => safe(() => {
        for (const { detail, startTime, duration } of list.getEntries()) {
          collections.push([detail.kind, timeOrigin + startTime + duration, duration])
        }
        if (collections.length > 1000) collections.splice(0, collections.length - 1000)
      }))
      observer.observe({ entryTypes: ['gc'] })
    },
    collections() { const all = collections; collections = []; return all },
    unwatch,
    undo: unwatch,
  }
}`
