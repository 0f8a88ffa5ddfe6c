/** What was read is no heap snapshot, or not a whole one. */
export class NotASnapshot extends Error {
  override readonly name = 'NotASnapshot'
  /** Where in the file, in bytes. */
  readonly position: number

  constructor(what: string, position: number) {
    super(`${what}, at byte ${position}`)
    this.position = position
  }
}
