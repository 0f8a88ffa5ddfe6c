import type { Look } from '../../inspect/look.ts'
import { readThreadStack, stackLines, type ThreadStack } from '../../inspect/thread-stack.ts'
import type { CommandKeys } from './command-keys.ts'
import { LinesView } from './lines-view.ts'

export interface StackViewOptions {
  readonly tid: number
  /** A new look at the process. */
  look(): Look
  readonly keys: CommandKeys
  copy(text: string): void
  say(text: string): void
  /** Something new is to be seen. */
  changed(): void
}

/** Where one thread of a process stands, as long as it is open. */
export function stackView({ tid, look, keys, copy, say, changed }: StackViewOptions): LinesView {
  const { record } = look()
  let shown: ThreadStack | undefined
  let isBusy = false
  const renew = async (): Promise<void> => {
    if (isBusy) return
    isBusy = true
    shown = await readThreadStack(look(), tid)
    isBusy = false
    changed()
  }
  void renew()
  const lines = () => (shown === undefined ? [{ label: '', text: 'reading …' }] : stackLines(shown, record))
  return new LinesView({
    id: 'stack',
    key: keys.first('stacks') ?? 'b',
    title: `stack of thread ${tid} of ${record.pid} ${record.name}`,
    lines,
    copied: () =>
      lines()
        .map(({ label, text }) => `${label} ${text}`.trim())
        .join('\n'),
    copy,
    say,
    keys,
    renew: () => void renew(),
  })
}
