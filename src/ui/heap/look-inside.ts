/** Asks whether a program may be attached to, and opens its live heap where it may. */
import { clean } from '../../model/text.ts'
import type { Detection } from '../../runtime/detection.ts'
import type { NotSeen } from '../../runtime/figures.ts'
import { nameOf } from '../whom.ts'
import { AskDialog, type AskedLine } from './ask-dialog.ts'
import { attachLines } from './asked-lines.ts'
import type { LiveAccess } from './live-heaps.ts'
import { type LiveHeapOptions, LiveHeapView } from './view.ts'

export interface LookInsideOptions extends Omit<LiveHeapOptions, 'heaps' | 'sessions' | 'detection'> {
  readonly live: LiveAccess
  /** It is laid open now. */
  looking(): void
}

type Found = Detection | NotSeen | 'looking'

/** The dialog is there at once: to find out what runs a program may take a moment. */
export function openLiveHeap(options: LookInsideOptions): void {
  const { live, row, snapshot, open, changed, looking } = options
  let found: Found = 'looking'
  open(
    new AskDialog({
      id: 'look-inside',
      title: `look inside ${nameOf(row)}`,
      lines: () => linesOf(found),
      yes: () => (attachable(found) === undefined ? undefined : 'Attach'),
      agreed: () => {
        const detection = attachable(found)
        if (detection === undefined) return
        looking()
        open(new LiveHeapView({ ...options, ...live, detection }))
      },
      refused: () => undefined,
    }),
  )
  void live.heaps.detect(row.record, snapshot.host.bootAtMs).then(result => {
    found = result
    changed()
  })
}

/** Undefined where it cannot be attached to, or is not known yet. */
function attachable(found: Found): Detection | undefined {
  if (typeof found !== 'object' || 'why' in found) return undefined
  return 'refusal' in found.abilities.stats ? undefined : found
}

function linesOf(found: Found): readonly AskedLine[] {
  if (found === 'looking') return [{ text: 'looking what runs it …', tone: 'dim' }]
  if (!('why' in found)) return attachLines(found)
  return [
    { text: 'It cannot be looked into:', tone: 'strong' },
    { text: clean(found.why), tone: 'plain' },
    { text: 'See Maps for where its memory lies.', tone: 'dim' },
  ]
}
