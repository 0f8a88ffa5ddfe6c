/** On which code that looks for lines is told where it is, see `../lines.ts`; its listener is the guard. */
export const MARKS_CHANNEL = 'ntop:marks'

/**
 * The guard's part that marks statements, see `../lines.ts`: by breakpoints of a client of its own, which never pause.
 *
 * Its listener hears of each statement that is come to. V8's sampler has a weak handle for each sample, so where there is one
 * more handle than such a call makes by itself, a sample was taken since the statement before. Then arrays are made
 * until one is sampled too: its place in the order of all samples is the place of what came before it, and its length
 * says the how manieth it is. They are made by a builtin that V8 does not inline: of what is allocated together with others it
 * samples only the first.
 *
 * A program that never comes back from what it does, or that this makes so slow that it does not for long, never comes to
 * our timers or to our questions either. So the listener itself looks at the clock, and whether we are still there.
 */
export const MARKS = `({ load, safe, client, ask, part, connected }) => {
  const { getHeapStatistics } = load('v8')
  const { performance } = load('perf_hooks')
  const now = performance.now.bind(performance)
  const marks = load('diagnostics_channel').channel('${MARKS_CHANNEL}')
  let debugging, listener, kept = [], found = { hits: 0, places: [], over: true }
  const handles = () => getHeapStatistics().used_global_handles_size
  const unlisten = () => { if (listener !== undefined) safe(() => marks.unsubscribe(listener)); listener = undefined }
  const unmark = () => {
    found.over = true
    unlisten()
    if (debugging === undefined) return
    const parted = debugging
    debugging = undefined
    // At once they cost nothing more.
    safe(() => ask(parted, 'Debugger.setBreakpointsActive', { active: false }))
    part(parted)
  }
  const listen = ({ slots, step, serials, learning, most }, ms) => {
    unlisten()
    const end = now() + ms
    const usual = new Map(), places = []
    // One step more than any other: what was sampled before it does not matter.
    const first = serials + 1
    const longest = new Array(slots + first * step).fill(0)
    let last = -1, before = 0, grows, serial = 0
    const probe = number => {
      for (let i = 0; i < 60; i++) {
        const had = handles()
        const array = longest.slice(0, slots + number * step)
        if (handles() > had) return void kept.push(array)
      }
    }
    const note = place => {
      serial = (serial + 1) % serials
      places.push(place)
      probe(serial)
    }
    kept = []
    found = { hits: 0, places, over: false }
    listener = place => safe(() => {
      const more = handles() - before
      if (++found.hits <= learning) {
        usual.set(more, (usual.get(more) ?? 0) + 1)
        if (found.hits === learning) {
          grows = [...usual].sort((a, b) => b[1] - a[1])[0][0]
          note(-1)
        }
      } else if (more !== grows && places.length < most) note(last)
      if (places.length >= most || (found.hits % 32 === 0 && now() > end) || (found.hits % 2048 === 0 && !connected())) unmark()
      last = place
      before = handles()
    })
    // Code that runs for the first time allocates, too, which may be sampled in the place of one.
    for (let i = 0; i < 3; i++) probe(first)
    marks.subscribe(listener)
    before = handles()
  }
  return {
    canMark: typeof process.getBuiltinModule === 'function',
    locations(scriptId, lineNumber, columnNumber) {
      unmark()
      debugging = client(() => {})
      ask(debugging, 'Debugger.enable', {})
      // Nor does a debugger statement of the program's own.
      ask(debugging, 'Debugger.setSkipAllPauses', { skip: true })
      const start = { scriptId, lineNumber, columnNumber }
      return ask(debugging, 'Debugger.getPossibleBreakpoints', { start, restrictToFunction: true }).locations
    },
    mark(breakpoints, plan, ms) {
      for (const breakpoint of breakpoints) ask(debugging, 'Debugger.setBreakpoint', breakpoint)
      // Only now: while there are but some, what is allocated between two of them may be on any line.
      listen(plan, ms)
    },
    isMarked: () => found.over,
    marked() { unmark(); return found },
    forget() { kept = [] },
    undo() { unmark(); kept = [] },
  }
}`
