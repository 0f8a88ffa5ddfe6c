/** How allocations are to be traced: finer costs the program more. */

import { clean } from '../../model/text.ts'
import type { TracingOptions } from '../../runtime/allocations.ts'
import type { RuntimeId } from '../../runtime/detection.ts'
import type { Granted } from '../../runtime/effect-text.ts'
import { effectTexts } from '../../runtime/effect-text.ts'
import { Menu } from '../overlays/menu.ts'
import type { MenuItem } from '../overlays/menu-item.ts'

const USUAL: TracingOptions = { frames: 1, everyBytes: 512 * 1024 }

/** V8 samples, and keeps the whole way to each; others keep as much of the way as they are told to. */
const FINER: Readonly<Record<'node' | 'other', readonly MenuItem<TracingOptions>[]>> = {
  node: [
    { label: 'a sample every 512K', detail: 'hardly slower', value: { ...USUAL, frames: 64 } },
    { label: 'a sample every 32K', detail: 'finer, and slower', value: { frames: 64, everyBytes: 32 * 1024 } },
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
      ...(can.warnings ?? []).map(clean),
      'What was allocated before is not seen.',
    ],
    items: FINER[runtime === 'node' ? 'node' : 'other'],
    choose,
  })
}
