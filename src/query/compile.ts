import type { ColumnContext } from '../columns/column.ts'
import { indexIn, matches } from '../model/filter.ts'
import type { ProcessRow } from '../model/snapshot.ts'
import type { Node, Order } from './syntax.ts'

export type Keeps = (row: ProcessRow, context: ColumnContext) => boolean

/**
 * The query as a function of a row. What is unknown of a process is neither equal nor unequal, less nor more: nothing
 * that asks for it is true of the process, nor is its opposite.
 */
export function compile(node: Node): Keeps {
  return compiled(node, false)
}

/** A `not` is brought down to what is asked for in the end (De Morgan), where unknown stays unknown. */
function compiled(node: Node, negated: boolean): Keeps {
  switch (node.kind) {
    case 'all':
      return () => !negated
    case 'text': {
      const { text } = node
      return row => (matches(row, text) || (row.threadOf !== undefined && matches(row.threadOf, text))) !== negated
    }
    case 'amount': {
      const { of } = node.number
      const { amount } = node
      const isSo = ORDERS[negated ? OPPOSITES[node.order] : node.order]
      return (row, context) => {
        const value = of(row, context)
        return value !== undefined && isSo(value, amount)
      }
    }
    case 'equal': {
      const { field, text } = node
      const wanted = node.negated === negated
      // Letters of states differ by their case.
      const isSo = field.words === undefined ? isSame : isThis
      return (row, context) => {
        const values = field.of(row, context)
        return values !== undefined && values.some(value => isSo(value, text)) === wanted
      }
    }
    case 'pattern': {
      const { field, pattern } = node
      const wanted = node.negated === negated
      return (row, context) => {
        const values = field.of(row, context)
        return values !== undefined && values.some(value => pattern.isIn(value)) === wanted
      }
    }
    case 'not':
      return compiled(node.of, !negated)
    case 'and':
    case 'or': {
      const parts = node.parts.map(part => compiled(part, negated))
      return (node.kind === 'and') === negated
        ? (row, context) => parts.some(part => part(row, context))
        : (row, context) => parts.every(part => part(row, context))
    }
  }
}

const ORDERS: Readonly<Record<Order, (a: number, b: number) => boolean>> = {
  '=': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
}
const OPPOSITES: Readonly<Record<Order, Order>> = { '=': '!=', '!=': '=', '<': '>=', '<=': '>', '>': '<=', '>=': '<' }

function isThis(value: string, text: string): boolean {
  return value === text
}

/** Case matters only where the text has capitals. */
function isSame(value: string, text: string): boolean {
  return value.length === text.length && indexIn(value, text) === 0
}
