import type { IdNames } from '../sources/source.ts'
import { UsageError } from './usage-error.ts'

/**
 * Refuses a name that no user has: the table would be empty for ever. A number is taken in any case.
 *
 * @param user a name or number, if one was given
 */
export function checkUser(user: string | undefined, names: IdNames): void {
  if (user === undefined || /^\d+$/.test(user) || names.isUser(user)) return
  throw new UsageError(`-u ${user}: there is no such user; a number is taken too`)
}
