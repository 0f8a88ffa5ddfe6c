/** What may stand in a document that somebody else has written. */

/** As they stand in JSON. */
export const STRANGE_VALUES = [
  ...['{}', '[]', '[[]]', 'null', 'true', '-1', '0', '0.5', '1e999', '1e300', '9007199254740991'],
  ...['""', '"0"', '"/"', '" (deleted)"', '"denied"', '"__proto__"', '"constructor"', '{"__proto__":{"a":1}}'],
  ...['"\\u001b[2J\\n"', '"\\ud800"', '"ffffffffffffffff"', '"1:1"', '"9999999:99999999999999999999"'],
  ...['"yesterday"', '"7"', '"2026-01-02T03:04:05.000Z"', '"+275760-09-13T00:00:00.000Z"'],
  ...['"-000001-01-01T00:00:00.000Z"', '"2026-13-41T00:00:00.000Z"'],
]

export type Place = readonly (string | number)[]

/** The places of all values in a document, from the whole inwards. */
export function placesIn(value: unknown, at: Place = []): Place[] {
  if (typeof value !== 'object' || value === null) return [at]
  const entries: [string | number, unknown][] = Array.isArray(value) ? [...value.entries()] : Object.entries(value)
  return [at, ...entries.flatMap(([key, inner]) => placesIn(inner, [...at, key]))]
}

/** The document with another value at a place. */
export function replaced(value: unknown, [key, ...rest]: Place, json: string): string {
  if (key === undefined) return json
  if (Array.isArray(value))
    return `[${value.map((inner, i) => (i === key ? replaced(inner, rest, json) : JSON.stringify(inner))).join()}]`
  const entries = Object.entries(value as object).map(
    ([name, inner]) => `${JSON.stringify(name)}:${name === key ? replaced(inner, rest, json) : JSON.stringify(inner)}`,
  )
  return `{${entries.join()}}`
}
