import type { Json } from '../../src/export/describe.ts'

/** A document that differs from another in one key, and where. */
export interface Mutation {
  /** `/cpu/cores/0/id`. */
  readonly path: string
  readonly document: Json
}

/** The document with one key taken out, for each key of each object in it. Of a list's entries all are tried. */
export function withoutOneKey(document: Json): Mutation[] {
  return edited(document, object =>
    Object.keys(object).map(key => [
      key,
      Object.fromEntries(Object.entries(object).filter(([other]) => other !== key)),
    ]),
  )
}

/** The document with one key too many, for each object in it. */
export function withOneKeyMore(document: Json): Mutation[] {
  return edited(document, object => [['+', { ...object, unheardOf: 1 }]])
}

type JsonObject = { readonly [key: string]: Json }

function edited(document: Json, edit: (object: JsonObject) => (readonly [string, JsonObject])[]): Mutation[] {
  if (document === null || typeof document !== 'object') return []
  if (isList(document)) {
    return document.flatMap((entry, i) =>
      edited(entry, edit).map(({ path, document: changed }) => ({
        path: `/${i}${path}`,
        document: document.with(i, changed),
      })),
    )
  }
  const here = edit(document).map(([key, changed]) => ({ path: `/${key}`, document: changed }))
  const below = Object.entries(document).flatMap(([key, value]) =>
    edited(value, edit).map(({ path, document: changed }) => ({
      path: `/${key}${path}`,
      document: { ...document, [key]: changed },
    })),
  )
  return [...here, ...below]
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value)
}
