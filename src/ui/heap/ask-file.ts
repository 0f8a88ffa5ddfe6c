import { Prompt } from '../overlays/prompt.ts'

/** Asks for the name of a new file. */
export function askFile({
  label,
  name,
  about,
  accept,
}: {
  readonly label: string
  readonly name: string
  readonly about: string
  accept(path: string): void
}): Prompt {
  return new Prompt({
    label,
    text: name,
    change: () => ({ note: about }),
    accept: text => {
      if (text.trim() === '') return 'it needs a name'
      accept(text.trim())
      return undefined
    },
    cancel: () => undefined,
  })
}
