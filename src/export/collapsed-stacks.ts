/** Allocations as collapsed stacks, a line each: `main (a.js:1);load (a.js:7) 4096`, as flamegraph.pl and many others read them. */
import { clean } from '../model/text.ts'
import type { CodePlace } from '../runtime/allocations.ts'
import { callTree, walk } from './call-tree.ts'
import type { WeightedStack } from './heap-stacks.ts'

/** In pieces of a line; the outermost frame first, bytes at the end. */
export function* collapsedText(stacks: readonly WeightedStack[]): Generator<string, void, undefined> {
  const tree = yield* callTree(stacks)
  const names = tree.places.map(nameOf)
  const open: string[] = []
  for (const step of walk(tree)) {
    if ('leave' in step) open.pop()
    else {
      open.push(names[tree.placeOf[step.enter] ?? -1] ?? '')
      const bytes = tree.selfBytes[step.enter] ?? 0
      // The root has no name.
      if (bytes > 0) yield `${open.slice(1).join(';')} ${bytes}\n`
    }
  }
}

/** `load (a.js:7)`; `a.py:7` where the function is not kept. */
function nameOf({ file, line, function: name }: CodePlace): string {
  const place = line === undefined ? file : `${file}:${line}`
  if (name === undefined) return escaped(place === '' ? '(unknown)' : place)
  const called = name === '' ? '(anonymous)' : name
  return escaped(place === '' ? called : `${called} (${place})`)
}

/**
 * Neither the sign between frames nor that between lines may be in one; and a number behind a space at its end would be
 * read as another weight.
 */
function escaped(name: string): string {
  return clean(name)
    .replaceAll(';', '\\x3b')
    .replace(/\s(?=\d+(?:\.\d*)?$)/, '\\x20')
}
