/** A JSON document that somebody else may have written, and what all of ours have: a version, a host, a process. */
import type { MemorySnapshot } from '../inspect/memory-snapshot.ts'
import { type ProcessId, pidOf } from '../model/process.ts'
import { clean } from '../model/text.ts'
import { Checked, Misfit } from './checked.ts'

const PROCESS_ID = /^\d{1,7}:\d{1,20}$/

/**
 * The document that a text holds.
 *
 * @param schema its name and version: `ntop-snapshot-memory/1`
 * @param what it should be, as in `is no memory snapshot`
 * @throws Misfit saying what is wrong, and where
 */
export function documentOf(text: string, schema: string, what: string): Checked {
  const document = new Checked(jsonOf(text), '')
  checkSchema(document, schema, what)
  return document
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    const lines = text.trimEnd().split('\n').length
    if (text.trim() === '') throw new Misfit('is empty')
    if (!text.trimEnd().endsWith('}'))
      throw new Misfit(`ends in the midst of line ${lines}: it was cut off, or is no snapshot`)
    throw new Misfit(`is no JSON: ${placed(error.message, text)}`)
  }
}

/** What V8 says is wrong, with its position as a line. */
function placed(message: string, text: string): string {
  const position = /at position (\d+)/.exec(message)?.[1]
  const line = position === undefined ? '' : ` in line ${text.slice(0, Number(position)).split('\n').length}`
  return `${clean(message).replace(/ in JSON at position \d+.*/, '')}${line}`
}

function checkSchema(document: Checked, expected: string, what: string): void {
  const schema = document.key('schema').value
  if (schema === expected) return
  const [name, version] = expected.split('/')
  const found = typeof schema === 'string' ? clean(schema).slice(0, 60) : ''
  if (found === '') throw new Misfit(`is no ${what}: it has no key "schema"`)
  if (!found.startsWith(`${name}/`)) throw new Misfit(`is no ${what} but "${found}"`)
  throw new Misfit(`is ${found}, and this ntop reads version ${version} only: a newer ntop wrote it`)
}

export function hostOf(host: Checked): MemorySnapshot['host'] {
  return { name: host.key('name').text(), bootId: host.key('bootId').orNull(id => id.text()) ?? undefined }
}

export function processOf(process: Checked): MemorySnapshot['process'] {
  const id = process.key('id').matching(PROCESS_ID, 'a pid and a start such as 4711:123456') as ProcessId
  return {
    id,
    pid: pidOf(id),
    startedAtMs: process.key('startedAt').orNull(at => at.time()) ?? undefined,
    name: process.key('name').text(),
    command: process.key('command').text(),
  }
}
