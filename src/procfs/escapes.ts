/** Undoes the escapes by which the kernel keeps one entry on one line. Takes text read as latin1, a character a byte. */
import { decode, decodeLatin1 } from '../model/text.ts'

/** The bytes behind `\040` and its like, which seq_path() writes (fs/seq_file.c): three octal digits a byte. */
export function octalBytes(latin1: string): Buffer {
  const raw = latin1.replace(/\\([0-7]{3})/g, (_, octal) => String.fromCharCode(Number.parseInt(octal, 8)))
  return Buffer.from(raw, 'latin1')
}

/** The same as clean text. */
export function unescapeOctal(latin1: string): string {
  return latin1.includes('\\') ? decode(octalBytes(latin1)) : decodeLatin1(latin1)
}

/** A name that proc_task_name() wrote (fs/proc/array.c), with `\n` and `\\`, as clean text. */
export function unescapeName(latin1: string): string {
  return decodeLatin1(latin1.replace(/\\([n\\])/g, (_, letter) => (letter === 'n' ? '\n' : '\\')))
}
