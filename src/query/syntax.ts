/** What a query says, once it is understood. */
import type { NumberField, NumberOf, TextField } from './fields.ts'
import type { Pattern } from './pattern/pattern.ts'

export type Order = '=' | '!=' | '<' | '<=' | '>' | '>='

export type Node =
  /** Nothing is asked: everyone. */
  | { readonly kind: 'all' }
  /** In command, name, user or pid. */
  | { readonly kind: 'text'; readonly text: string }
  | {
      readonly kind: 'amount'
      readonly field: NumberField
      readonly number: NumberOf
      readonly order: Order
      readonly amount: number
      /** The amount as it was written. */
      readonly written: string
    }
  | { readonly kind: 'equal'; readonly field: TextField; readonly negated: boolean; readonly text: string }
  | { readonly kind: 'pattern'; readonly field: TextField; readonly negated: boolean; readonly pattern: Pattern }
  | { readonly kind: 'not'; readonly of: Node }
  | { readonly kind: 'and'; readonly parts: readonly Node[] }
  | { readonly kind: 'or'; readonly parts: readonly Node[] }

/** The query in words that are understood as the same. */
export function written(node: Node): string {
  switch (node.kind) {
    case 'all':
      return ''
    case 'text':
      return quoted(node.text)
    case 'amount':
      return `${node.field.name} ${node.order} ${node.written}`
    case 'equal':
      return `${node.field.name} ${node.negated ? '!=' : '='} ${quoted(node.text)}`
    case 'pattern':
      return `${node.field.name} ${node.negated ? '!~' : '~'} ${quoted(node.pattern.source)}`
    case 'not':
      return `not ${inside(node.of)}`
    case 'and':
    case 'or':
      return node.parts.map(inside).join(` ${node.kind} `)
  }
}

function inside(node: Node): string {
  return node.kind === 'and' || node.kind === 'or' ? `(${written(node)})` : written(node)
}

/** In a quoted text a quote is written twice. */
function quoted(text: string): string {
  return `"${text.replaceAll('"', '""')}"`
}
