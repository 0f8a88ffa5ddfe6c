import { existsSync, readdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

/** The Node that runs this, those of nvm, and those that `NTOP_TEST_NODES` names, with colons between. */
export function nodes(): readonly string[] {
  const versions = join(process.env['NVM_DIR'] ?? join(homedir(), '.nvm'), 'versions', 'node')
  const ofNvm = existsSync(versions) ? readdirSync(versions).map(name => join(versions, name, 'bin', 'node')) : []
  const named = process.env['NTOP_TEST_NODES']?.split(':') ?? []
  return [...new Set([process.execPath, ...ofNvm, ...named])].filter(node => existsSync(node))
}
