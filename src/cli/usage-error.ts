/** What was typed on the command line cannot be done as it stands: said in one line, of a query in three, exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** By its name: what stands beside the program has a class of its own. */
export function isUsageError(error: unknown): error is UsageError {
  return error instanceof Error && error.name === 'UsageError'
}
