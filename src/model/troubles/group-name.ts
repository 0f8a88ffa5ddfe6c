/** A control group in a sentence, in full and in short; the topmost that can be seen, as of a container, has no name. */
export function groupName(path: string): readonly [full: string, short: string] {
  if (path === '/') return ['the topmost control group', 'topmost group']
  return [path, path.slice(path.lastIndexOf('/') + 1)]
}
