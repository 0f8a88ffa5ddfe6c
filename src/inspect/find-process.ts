import type { ProcessFiles } from '../sources/process-files.ts'
import { unknownText } from './field.ts'

/** Why a scan has no process of this pid: that there is none, or that it is hidden from us. */
export function whyNoProcess(files: ProcessFiles, pid: number): string {
  const stat = files.prompt(pid, 'stat')
  return !stat.ok && stat.why === 'denied' ? `process ${pid}: ${unknownText('denied')}` : `no process ${pid}`
}
