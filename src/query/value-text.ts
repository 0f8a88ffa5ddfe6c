/** What stands for itself as a value, but for the words between parts of a query. */
const PLAIN = /^(?!(?:and|or|not)$)[a-z0-9_][a-z0-9_.-]*$/i

/** A text as the value in a query that is compared with it: in quotes where it would be read as something else. */
export function valueText(text: string): string {
  return PLAIN.test(text) ? text : `"${text.replaceAll('"', '""')}"`
}
