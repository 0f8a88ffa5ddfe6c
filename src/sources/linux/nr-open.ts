import { count } from '../../procfs/lines.ts'
import { KeptFile } from './kept-file.ts'

/**
 * The most that anybody's hard limit of open files may be, `/proc/sys/fs/nr_open` in proc_sys_fs(5). Undefined where the
 * kernel does not tell.
 */
export function readNrOpen(): number | undefined {
  return count(new KeptFile('/proc/sys/fs/nr_open', false).read()?.trim())
}
