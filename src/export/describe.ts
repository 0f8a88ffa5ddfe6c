/**
 * JSON documents described once: each key with its kind, its meaning and where its value comes from. The document and
 * its JSON Schema (draft 2020-12) are both made from the description, so that neither can stray from the other.
 */

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

export type JsonSchema = { readonly [keyword: string]: Json }

/** How a value stands in JSON, and what the schema says of it. */
export interface Kind<T> {
  readonly schema: JsonSchema
  /** A property and no method: of methods the compiler would let through a value that may be undefined. */
  readonly write: (value: T) => Json
}

/** One key of an object made from an `S`. */
export interface Field<S> {
  readonly schema: JsonSchema
  write(source: S): Json
}

export type Shape<S> = Readonly<Record<string, Field<S>>>

/** A key whose value is always known. */
export function known<S, T>(kind: Kind<T>, about: string, read: (source: S) => T): Field<S> {
  return { schema: { ...kind.schema, description: about }, write: source => kind.write(read(source)) }
}

/** A key that is `null` where the value is unknown. */
export function unknowable<S, T>(kind: Kind<T>, about: string, read: (source: S) => T | undefined): Field<S> {
  return {
    schema: { ...orNull(kind.schema), description: about },
    write: source => {
      const value = read(source)
      return value === undefined ? null : kind.write(value)
    },
  }
}

/** What the schema describes, or null. */
export function orNull(schema: JsonSchema): JsonSchema {
  const { type } = schema
  // Null is none of the words of an enumeration.
  const isPlain = typeof type === 'string' && !('enum' in schema)
  return isPlain ? { ...schema, type: [type, 'null'] } : { anyOf: [schema, { type: 'null' }] }
}

/**
 * An object with exactly these keys, every one there.
 *
 * @param optional keys that the schema allows beside them, and that {@link Kind.write} leaves out
 */
export function object<S>(shape: Shape<S>, optional: Shape<S> = {}): Kind<S> {
  const fields = Object.entries(shape)
  return {
    schema: objectSchema(schemasOf(shape), schemasOf(optional)),
    write: source => Object.fromEntries(fields.map(([key, field]) => [key, field.write(source)])),
  }
}

/** The schema of an object with these keys, every one required but the optional, and no other. */
export function objectSchema(
  required: Readonly<Record<string, JsonSchema>>,
  optional: Readonly<Record<string, JsonSchema>> = {},
): JsonSchema {
  return {
    type: 'object',
    properties: { ...required, ...optional },
    required: Object.keys(required),
    additionalProperties: false,
  }
}

/** The schemas of an object's keys. */
export function schemasOf<S>(shape: Shape<S>): Readonly<Record<string, JsonSchema>> {
  return Object.fromEntries(Object.entries(shape).map(([key, field]) => [key, field.schema]))
}

/** The schema of a list of these. */
export function listSchema(items: JsonSchema): JsonSchema {
  return { type: 'array', items }
}

/** What the schema describes, or the word for no limit. */
export function orUnlimited(schema: JsonSchema): JsonSchema {
  return { anyOf: [schema, { const: 'unlimited' }] }
}

export function list<T>(kind: Kind<T>): Kind<readonly T[]> {
  return { schema: listSchema(kind.schema), write: values => values.map(value => kind.write(value)) }
}

function rounded(decimals: number): (value: number) => number {
  const scale = 10 ** decimals
  return value => Math.round(value * scale) / scale
}

export const text: Kind<string> = { schema: { type: 'string' }, write: value => value }

export const flag: Kind<boolean> = { schema: { type: 'boolean' }, write: value => value }

/** A whole number of either sign. */
export const integer: Kind<number> = { schema: { type: 'integer' }, write: Math.round }

/** A whole number of things. */
export const count: Kind<number> = { schema: { type: 'integer', minimum: 0 }, write: Math.round }

/** Whole bytes, or bytes a second. */
export const bytes: Kind<number> = { ...count }

/** Percent of something that 100 is the whole of. */
export const share: Kind<number> = { schema: { type: 'number', minimum: 0, maximum: 100 }, write: rounded(3) }

/** A quantity that is not whole: percentages beyond a hundred, rates, seconds, milliseconds. */
export const quantity: Kind<number> = { schema: { type: 'number', minimum: 0 }, write: rounded(3) }

/** The same of either sign. */
export const level: Kind<number> = { schema: { type: 'number' }, write: rounded(3) }

/** Milliseconds since 1970 as ISO 8601 in UTC. */
export const time: Kind<number> = {
  // A pattern rather than `format`, which validators may pass over.
  schema: { type: 'string', pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z$' },
  write: atMs => new Date(atMs).toISOString(),
}

/** One of these words. */
export function oneOf<T extends string>(...words: readonly T[]): Kind<T> {
  return { schema: { type: 'string', enum: words }, write: word => word }
}

export function constant(value: string): Kind<unknown> {
  return { schema: { const: value }, write: () => value }
}

export function described(schema: JsonSchema, about: string): JsonSchema {
  return { ...schema, description: about }
}

/** Keys of one kind that are null where the kernel does not tell, or does not tell us. */
export function unknowables<K extends string>(
  schema: JsonSchema,
  abouts: Readonly<Record<K, string>>,
): Record<K, JsonSchema> {
  const entries = Object.entries<string>(abouts).map(([key, about]) => [key, described(orNull(schema), about)])
  return Object.fromEntries(entries) as Record<K, JsonSchema>
}
