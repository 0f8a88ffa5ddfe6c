/** What was typed on the command line cannot be done as it stands: said in one line, exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}
