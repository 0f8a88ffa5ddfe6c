/** What a monitor's screen says: whether it shows a table, and which of its rows is selected. */

/**
 * A line of the screen.
 *
 * @typedef {object} Row
 * @property {string} text
 * @property {ArrayLike<number>} styles a number for each cell that differs where background, inversion or underline do
 */

/**
 * How a monitor's selection moves when the table is sorted anew: with the process, or not at all. Some have none, and
 * their table scrolls under the key.
 *
 * @typedef {'process' | 'place' | 'scroll'} Follows
 */

/** The heading above the processes; vtop's table has no pids. */
const HEADING = /\bPID\b|\bCommand\b/i

/**
 * Whether a screen shows at least twenty processes: rows with a pid that is there, a size of memory and a command.
 *
 * @param {readonly string[]} lines
 * @param {ReadonlySet<string>} ids of all that may stand in a row
 * @returns {boolean}
 */
export function isTable(lines, ids) {
  return lines.filter(line => isProcess(line, ids)).length >= 20
}

/**
 * @param {string} line
 * @param {ReadonlySet<string>} ids
 * @returns {boolean}
 */
function isProcess(line, ids) {
  const words = line.split(/[^\w.%/[\]:+-]+/)
  const pid = words.findIndex(word => ids.has(word))
  if (pid < 0) return false
  const others = words.filter((_, i) => i !== pid)
  // top and htop show KiB without a unit; a kernel thread has none.
  const memory = others.some(word => /^(\d+(\.\d+)?[KMGT](i?B)?|\d{3,}|0)$/i.test(word))
  return memory && others.some(word => /[a-z]{3}/i.test(word))
}

/**
 * The row that is drawn as selected: below the heading, with a number in it, and with far more cells than any other that
 * stand out from the rest of the table.
 *
 * @param {readonly Row[]} rows
 * @returns {{ place: number, text: string } | undefined} the place is counted from the heading
 */
export function selectedRow(rows) {
  const body = bodyOf(rows)
  const plain = commonStyle(body)
  let [most, second] = [0, 0]
  let selected
  for (const [place, { text, styles }] of body.entries()) {
    if (!/\b\d+\b/.test(text)) continue
    const marked = count(styles, style => style !== plain)
    if (marked > most) {
      second = most
      most = marked
      selected = { place, text }
    } else second = Math.max(second, marked)
  }
  return most >= 3 && most > 2 * second ? selected : undefined
}

/**
 * Where a monitor stands, as a word that another key changes and another refresh does not.
 *
 * @param {readonly Row[]} rows
 * @param {Follows} follows
 * @returns {string | undefined} `undefined` while nothing is selected
 */
export function standing(rows, follows) {
  if (follows === 'scroll') return firstNumber(bodyOf(rows)[0]?.text)
  const selected = selectedRow(rows)
  return follows === 'place' ? selected?.place.toString() : firstNumber(selected?.text)
}

/**
 * @param {string | undefined} text
 * @returns {string | undefined}
 */
function firstNumber(text) {
  return text === undefined ? undefined : /\d+/.exec(text)?.[0]
}

/**
 * @param {readonly Row[]} rows
 * @returns {readonly Row[]} those below the heading
 */
function bodyOf(rows) {
  const heading = rows.findIndex(({ text }) => HEADING.test(text))
  return heading < 0 ? [] : rows.slice(heading + 1)
}

/**
 * @param {readonly Row[]} rows
 * @returns {number | undefined} the style of most cells
 */
function commonStyle(rows) {
  /** @type {Map<number, number>} */
  const cells = new Map()
  for (const { styles } of rows) {
    for (let x = 0; x < styles.length; x++) {
      const style = styles[x] ?? 0
      cells.set(style, (cells.get(style) ?? 0) + 1)
    }
  }
  let [common, most] = [/** @type {number | undefined} */ (undefined), 0]
  for (const [style, number] of cells) if (number > most) [common, most] = [style, number]
  return common
}

/**
 * @param {ArrayLike<number>} styles
 * @param {(style: number) => boolean} matches
 * @returns {number}
 */
function count(styles, matches) {
  let number = 0
  for (let x = 0; x < styles.length; x++) if (matches(styles[x] ?? 0)) number++
  return number
}
