/** `/proc/sys/fs/file-nr`, proc_sys_fs(5): open files of the whole machine. */
import { count } from './lines.ts'

/** What is open, without what is allocated and free, and how many there may be. */
export function parseFileNr(text: string): { readonly files: number; readonly most: number } | undefined {
  const [allocated, free, most] = text.trim().split(/\s+/).map(count)
  if (allocated === undefined || free === undefined || most === undefined) return undefined
  return { files: Math.max(0, allocated - free), most }
}
