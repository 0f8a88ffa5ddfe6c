/** The pages of what is asked for once and again. */
import type { Grid } from '../../inspect/grid.ts'
import type { Section } from '../../inspect/section.ts'
import { noMapping } from '../../inspect/words.ts'
import { clean } from '../../model/text.ts'
import { formatBytes } from '../../model/units.ts'
import { readersText } from '../../runtime/dump-readers.ts'
import type { Cache, Cyclic, Duplicates, ThreadStack, Types } from '../../runtime/session.ts'
import type { Body } from '../overlays/inspect-body.ts'
import { GridBody } from '../overlays/inspect-grid.ts'
import { SectionBody } from '../overlays/inspect-section.ts'
import { LinesView } from '../overlays/lines-view.ts'
import { askFile } from './ask-file.ts'
import { type Asked, AskedPage } from './asked-page.ts'
import { addressIn, holdingLines, mappingOf } from './holding-lines.ts'
import { cacheGrid, duplicateGrid } from './keeper-grids.ts'
import type { HeapPage, PageContext } from './page.ts'
import { stackSection } from './stack-section.ts'
import { cycleGrid, typeGrid } from './type-grid.ts'

export function typesPage(context: PageContext): HeapPage {
  const { live } = context
  const page: AskedPage<Types> = new AskedPage<Types>(live, {
    title: 'Types',
    ability: 'types',
    what: 'objects by type',
    call: session => session.types?.(),
    body: gridOf(typeGrid),
    keys: {
      enter: {
        hint: 'Who holds it',
        isOff: () => live.refusal('referrers') !== undefined,
        run: () => void openHolding(context, page.body.current),
      },
      d: { hint: 'Dump', isOff: () => live.refusal('dump') !== undefined, run: () => dump(context) },
    },
  })
  return page
}

export function stacksPage({ live }: PageContext): HeapPage {
  return new AskedPage<readonly ThreadStack[]>(live, {
    title: 'Stacks',
    ability: 'stacks',
    what: 'the stacks of its threads',
    call: session => session.stacks?.(),
    body: page => {
      const shown = made<readonly ThreadStack[], Section>(stackSection)
      const nothing = (): Section => ({ title: 'Stacks', kind: 'figures', rows: [], parts: [], note: page.note })
      return new SectionBody(() => shown(page.asked) ?? nothing())
    },
  })
}

export function cachesPage({ live }: PageContext): HeapPage {
  return new AskedPage<readonly Cache[]>(live, {
    title: 'Caches',
    ability: 'caches',
    what: 'its caches',
    call: session => session.caches?.(),
    body: gridOf(cacheGrid),
  })
}

export function duplicatesPage({ live }: PageContext): HeapPage {
  return new AskedPage<Duplicates>(live, {
    title: 'Duplicates',
    ability: 'duplicates',
    what: 'equal values',
    call: (session, again) => session.duplicates?.(again),
    body: gridOf(duplicateGrid),
  })
}

export function cyclesPage({ live }: PageContext): HeapPage {
  return new AskedPage<Cyclic>(live, {
    title: 'Cycles',
    ability: 'cyclic',
    what: 'types that only the collector frees',
    call: session => session.cyclic?.(),
    body: gridOf(cycleGrid),
  })
}

/** Shown anew only where it was asked anew: tables keep their order by what they are made of. */
function made<T, S>(show: (asked: Asked<T>) => S): (asked: Asked<T> | undefined) => S | undefined {
  let last: { readonly asked: Asked<T>; readonly shown: S } | undefined
  return asked => {
    if (asked === undefined) return undefined
    if (last?.asked !== asked) last = { asked, shown: show(asked) }
    return last.shown
  }
}

function gridOf<T, I>(show: (asked: Asked<T>) => Grid<I>): (page: AskedPage<T>) => Body {
  return page => {
    const shown = made<T, Grid<I>>(show)
    const nothing = (): Grid => ({
      kind: 'grid',
      title: page.title,
      columns: [],
      items: [],
      sort: '',
      key: () => '',
      summary: page.note,
      note: '',
    })
    return new GridBody(() => (shown(page.asked) as Grid | undefined) ?? nothing())
  }
}

/** `a dict`, `an Array` */
function one(type: string): string {
  const name = clean(type)
  return `${/^[aeiou]/i.test(name) ? 'an' : 'a'} ${name}`
}

async function openHolding(context: PageContext, type: string | undefined, anew = false): Promise<void> {
  const { live, files, row, keys, copy, say, open, toMapping } = context
  if (type === undefined) return
  const question = { ability: 'referrers', what: `who holds ${one(type)}` } as const
  const answer = await live.ask(question, async session => ({ holding: await session.holding?.(type, anew) }))
  if (answer === undefined || answer.late) return
  const { holding } = answer.value
  if (holding === undefined) {
    say(`there is no ${clean(type)} any more`)
    return
  }
  const address = addressIn(holding.object.address)
  const place = await mappingOf(files, row().record.pid, address)
  const lines = holdingLines(holding, place)
  const toMaps =
    address === undefined || place === undefined
      ? undefined
      : () => (place === null ? say(noMapping(address)) : toMapping(address))
  open(
    new LinesView({
      id: 'holding',
      key: 'enter',
      leads: [
        ...(toMaps === undefined ? [] : [{ key: 'm', title: 'Maps', stays: true, run: toMaps } as const]),
        { key: 'r', title: 'Look again', run: () => void openHolding(context, type, true) },
      ],
      title: `who holds ${one(type)}`,
      lines: () => lines,
      copied: () => lines.map(({ label, text }) => `${label} ${text}`.trim()).join('\n'),
      copy,
      say,
      keys,
    }),
  )
}

function dump({ live, row, open, say }: PageContext): void {
  const why = live.refusal('dump')
  if (why !== undefined) {
    say(`the heap as a file: ${why}`)
    return
  }
  const write = async (path: string): Promise<void> => {
    const question = { ability: 'dump', what: 'the whole heap' } as const
    const answer = await live.ask(question, session =>
      session.dump?.(path, bytes => live.tell(`${formatBytes(bytes)} so far`)),
    )
    if (answer === undefined) return
    const { bytes, path: written } = answer.value
    const readers = readersText(live.detection.runtime, written)
    say(`${formatBytes(bytes)} written to ${clean(written)}${readers === undefined ? '' : `: ${readers}`}`)
  }
  open(
    askFile({
      label: 'Dump to',
      name: `heap-${row().record.pid}.heapsnapshot`,
      about: 'the whole heap, as large as it is',
      accept: path => void write(path),
    }),
  )
}
