/** The lines before a command that show where it hangs in the tree. */
import type { Group } from './group.ts'
import type { TreeNode } from './tree.ts'
import { formatCount } from './units.ts'

export interface Guides {
  readonly text: string
  /** Where in {@link text} the mark stands that tells whether there is something below, shown or folded away; */
  readonly markAt: number
  /** and how many characters it has: none where there is nothing below. */
  readonly markWidth: number
}

interface Pieces {
  readonly between: string
  readonly last: string
  readonly past: string
  readonly leaf: string
  readonly open: string
  readonly folded: string
  readonly more: string
}

const LINES: Pieces = { between: '├', last: '└', past: '│ ', leaf: '─', open: '▾', folded: '▸', more: '…' }
const LETTERS: Pieces = { between: '|', last: '`', past: '| ', leaf: '-', open: '-', folded: '+', more: '~' }
const NOTHING_PAST = '  '

/**
 * The guides of a row that can be folded: `│ ├▸12 `. Of one that stands deep as much as goes into half of the column;
 * that of its own level always does.
 *
 * @param width cells of the column
 */
export function guidesOf(node: TreeNode, width: number, unicode: boolean): Guides {
  const pieces = unicode ? LINES : LETTERS
  const { below } = node
  const mark = below === 'nothing' ? '' : below === 'shown' ? pieces.open : pieces.folded + formatCount(below.count)
  const own = node.depth === 0 ? `${mark || ' '} ` : `${elbow(node, pieces)}${mark || pieces.leaf} `
  const past = pastOf(node, (width >> 1) - own.length, pieces)
  const markAt = past.length + (node.depth === 0 ? 0 : 1)
  return { text: past + own, markAt, markWidth: mark.length }
}

/** The mark before a group's name, which tells whether its members are shown. */
export function groupGuides({ isOpen }: Group, unicode: boolean): string {
  const { open, folded } = unicode ? LINES : LETTERS
  return `${isOpen ? open : folded} `
}

/** The guides of a group's member. */
export function memberGuides(isLast: boolean, unicode: boolean): string {
  const { between, last, leaf } = unicode ? LINES : LETTERS
  return `${isLast ? last : between}${leaf} `
}

/** The guides where nothing folds, in plain letters: ``| `- ``. */
export function plainGuidesOf(node: TreeNode): string {
  if (node.depth === 0) return ''
  return `${pastOf(node, Number.POSITIVE_INFINITY, LETTERS)}${elbow(node, LETTERS)}${LETTERS.leaf} `
}

function elbow({ isLast }: TreeNode, pieces: Pieces): string {
  return isLast ? pieces.last : pieces.between
}

/** The lines of ancestors that pass by on their way to siblings of theirs, the nearest ones if not all have room. */
function pastOf(node: TreeNode, room: number, pieces: Pieces): string {
  let text = ''
  for (let above = node.parent; above !== undefined && above.depth > 0; above = above.parent) {
    if (text.length + NOTHING_PAST.length > room) return text === '' ? '' : pieces.more + text.slice(pieces.more.length)
    text = (above.isLast ? NOTHING_PAST : pieces.past) + text
  }
  return text
}
