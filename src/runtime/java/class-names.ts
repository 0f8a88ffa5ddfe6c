/** Names of classes as a JVM has them, as Java would write them. */
import { clean } from '../../model/text.ts'

/** Letters of primitive types, JVM Specification 4.3.2. */
const PRIMITIVES: Readonly<Record<string, string>> = {
  B: 'byte',
  C: 'char',
  D: 'double',
  F: 'float',
  I: 'int',
  J: 'long',
  S: 'short',
  Z: 'boolean',
}

/** What is added to the name of a hidden class, as of a lambda expression: where it is in memory. */
const HIDDEN = /[/+]0x[0-9a-f]{1,16}(?=;?$)/

/** `[B` is `byte[]`, `[[Ljava.lang.String;` is `java.lang.String[][]`, `Heap$$Lambda$14/0x0000000800c03000` is `Heap$$Lambda$14`. Clean. */
export function className(name: string): string {
  const plain = name.replace(HIDDEN, '')
  const [, brackets = '', letter = '', object] = /^(\[+)(?:([BCDFIJSZ])|L(.+);)$/s.exec(plain) ?? []
  if (brackets === '') return clean(plain)
  return clean(object ?? PRIMITIVES[letter] ?? plain) + '[]'.repeat(brackets.length)
}
