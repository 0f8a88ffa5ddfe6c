/** How allocations are to be traced: finer costs the program more. */

import type { TracingOptions } from '../../runtime/allocations.ts'
import type { RuntimeId } from '../../runtime/detection.ts'
import type { Granted } from '../../runtime/effect-text.ts'
import { effectTexts } from '../../runtime/effect-text.ts'
import { Menu } from '../overlays/menu.ts'
import type { MenuItem } from '../overlays/menu-item.ts'
import { sentenceOf } from './names.ts'

const USUAL: TracingOptions = { frames: 1 }
/** V8 keeps the whole way to each sample anyway. */
const NODE: TracingOptions = { frames: 64 }
/** V8's own distance of samples. */
const SELDOM_BYTES = 512 * 1024

/**
 * V8 samples: seldom enough, with the program's code optimised as ever, and it hardly shows; but then figures of less than some
 * hundred MB are rough, and the very line cannot be told. Others keep as much of the way as they are told to.
 */
const FINER: Readonly<Record<'node' | 'other', readonly MenuItem<TracingOptions>[]>> = {
  node: [
    { label: 'as usual', detail: 'without optimised code; up to the very line', value: NODE },
    {
      label: 'a sample every 512K',
      detail: 'hardly slower; rough, and functions only',
      value: { ...NODE, everyBytes: SELDOM_BYTES, exact: false },
    },
  ],
  other: [
    { label: 'the line', detail: 'that allocates', value: USUAL },
    { label: '10 frames', detail: 'and who called it: slower, takes more memory', value: { ...USUAL, frames: 10 } },
    { label: '25 frames', detail: 'still slower', value: { ...USUAL, frames: 25 } },
  ],
}

export function tracingMenu(
  whom: string,
  runtime: RuntimeId,
  can: Granted,
  choose: (options: TracingOptions) => void,
): Menu<TracingOptions> {
  const does = effectTexts(can)
  return new Menu({
    id: 'tracing',
    title: `trace allocations of ${whom}`,
    about: [
      does.length === 0 ? 'This does nothing else to it.' : `For this, ntop ${does.join(', ')}.`,
      ...(can.warnings ?? []).map(sentenceOf),
    ],
    items: FINER[runtime === 'node' ? 'node' : 'other'],
    choose,
  })
}
