/** What the environment and the stream tell of the terminal, before there is a screen. */
import type { Surroundings } from './run.ts'

/**
 * The terminal's width, else COLUMNS as shells set it; 0 where neither says: lines are as long as they need to be. So
 * they are on a terminal that knows nothing, which has no other way to show the rest.
 */
export function widthOf(stdout: Surroundings['stdout'], env: Surroundings['env']): number {
  const { COLUMNS = '' } = env
  return (canDraw(env) ? stdout.columns : undefined) ?? (/^[1-9]\d{0,4}$/.test(COLUMNS) ? Number(COLUMNS) : 0)
}

/** Whether the terminal can move its cursor, as far as the environment tells. */
export function canDraw({ TERM = '' }: Surroundings['env']): boolean {
  return TERM !== '' && TERM !== 'dumb'
}
