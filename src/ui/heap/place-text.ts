/** Places in a program's code as texts: with the very lines of functions, where they are known. */
import { DASH } from '../../inspect/section.ts'
import { clean } from '../../model/text.ts'
import type { CodePlace } from '../../runtime/allocations.ts'
import type { AllocationGrouping } from '../../runtime/compare.ts'
import { clearLine, framesOf, type Looked, shareText } from '../../runtime/very-lines.ts'

/** `cache.js:41 remember`: the end of the path first, for that is what tells places apart. `cache.js:41,43 remember` where it is one of these. */
export function placeText(row: Looked, by: AllocationGrouping): string {
  const place = shownPlace(row)
  if (place === undefined) return DASH
  if (by === 'file') return baseOf(clean(place.file))
  const at = `${baseOf(clean(place.file))}${linesOf(row)}`
  if (by === 'function') return place.function === undefined ? `${DASH} ${at}` : `${nameOf(place)} ${at}`
  return place.function === undefined ? at : `${at} ${nameOf(place)}`
}

/** Where that is: its folder, or who called it. */
export function restText(row: Looked, by: AllocationGrouping): string {
  if (by === 'traceback') return framesOf(row).slice(1).map(frameText).join(' < ')
  return folderOf(clean(shownPlace(row)?.file ?? ''))
}

/** `/srv/app/cache.js:41 remember · the very line, 92 %` */
export function wholeRow(row: Looked): string {
  const place = shownPlace(row)
  if (place === undefined) return ''
  const about = veryLineText(row)
  const whole = `${clean(place.file)}${linesOf(row)}${place.function === undefined ? '' : ` ${nameOf(place)}`}`
  return about === undefined ? whole : `${whole} · ${about}`
}

/** `/srv/app/cache.js:41 remember` */
export function wholePlace(frame: CodePlace): string {
  return `${clean(frame.file)}${lineOf(frame)}${frame.function === undefined ? '' : ` ${nameOf(frame)}`}`
}

/** `remember`; of what has no name where it is. */
export function functionText(frame: CodePlace): string {
  return frame.function ? clean(frame.function) : `${baseOf(clean(frame.file))}${lineOf(frame)}`
}

/** Which place is shown of a row: its very line where that is known. */
export function shownPlace(row: Looked): CodePlace | undefined {
  return clearLine(row) ?? row.hotLines?.[0]?.place ?? row.frames[0]
}

/** What is known of the line of a row; undefined where it was not looked for. */
function veryLineText({ hotLines }: Looked): string | undefined {
  const [first, ...others] = hotLines ?? []
  if (hotLines === undefined) return undefined
  if (first === undefined) return 'its very line could not be told'
  if (others.length === 0) return `the very line, ${shareText(first)}`
  return hotLines.map(line => `${shareText(line)} on ${line.place.line}`).join(', ')
}

/** `:41`, `:41,43` */
function linesOf(row: Looked): string {
  const { hotLines = [] } = row
  if (clearLine(row) === undefined && hotLines.length > 0)
    return `:${hotLines.map(({ place }) => place.line).join(',')}`
  const place = shownPlace(row)
  return place === undefined ? '' : lineOf(place)
}

function lineOf({ line }: CodePlace): string {
  return line === undefined ? '' : `:${line}`
}

function frameText(frame: CodePlace): string {
  const at = `${baseOf(clean(frame.file))}${lineOf(frame)}`
  return frame.function === undefined ? at : `${at} ${nameOf(frame)}`
}

function nameOf({ function: name = '' }: CodePlace): string {
  return name === '' ? '(anonymous)' : clean(name)
}

function baseOf(file: string): string {
  return file.slice(file.lastIndexOf('/') + 1)
}

function folderOf(file: string): string {
  return file.slice(0, Math.max(0, file.lastIndexOf('/')))
}
