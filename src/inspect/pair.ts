/** The same thing at two looks. */
export interface Pair<T> {
  /** As it is now; as it was, where it is gone. */
  readonly latest: T
  /** Undefined where it is new. */
  readonly before: T | undefined
  /** Undefined where it is gone. */
  readonly now: T | undefined
}
