/** Where the threads of a program stand, frame by frame. */
import type { Section, SectionRow } from '../../inspect/section.ts'
import { clean } from '../../model/text.ts'
import type { ThreadStack } from '../../runtime/session.ts'
import { type Asked, atText } from './asked-page.ts'

/** Of a stack that overflows not all frames are worth a line. */
const MOST_FRAMES = 200

export function stackSection(asked: Asked<readonly ThreadStack[]>): Section {
  const { value } = asked
  const rows = value.flatMap((stack, i) => stackRows(stack, i, asked))
  return {
    title: 'Stacks',
    kind: rows.length === 0 ? 'figures' : 'texts',
    rows,
    parts: [],
    ...(value.length === 0 && { note: 'it has no threads that run code of its own' }),
  }
}

function stackRows({ name, tid, frames, state }: ThreadStack, index: number, asked: Asked<unknown>): SectionRow[] {
  const whom = [name === undefined ? `thread ${index + 1}` : clean(name), tid]
    .filter(part => part !== undefined)
    .join(' ')
  const heading = `${whom}${state === undefined ? '' : ` · ${clean(state)}`}${index === 0 ? ` · ${atText(asked)}` : ''}`
  if (frames.length === 0)
    return [
      {
        heading,
        label: '–',
        value: 'runs no code of the program',
        about: 'nothing of the runtime is on its stack',
        tone: 'dim',
      },
    ]
  const more = frames.length - MOST_FRAMES
  const rows = frames.slice(0, MOST_FRAMES).map(
    ({ file, line, function: function_ }, i): SectionRow => ({
      ...(i === 0 && { heading }),
      label: function_ === '' ? '(anonymous)' : clean(function_),
      value: `${clean(file)}${line === undefined ? '' : `:${line}`}`,
      about: i === 0 ? 'where it stands now' : 'who called that',
      tone: i === 0 ? 'plain' : 'dim',
    }),
  )
  return more <= 0 ? rows : [...rows, { label: '…', value: `${more} more frames`, about: 'the outermost', tone: 'dim' }]
}
