/**
 * Whether an error says that a file or folder is not there.
 *
 * @param {unknown} error
 * @returns {boolean}
 */
export function isMissing(error) {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')
}
