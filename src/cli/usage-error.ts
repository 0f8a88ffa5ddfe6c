/** What was typed on the command line cannot be done as it stands: said in one line, of a query in three, exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}
