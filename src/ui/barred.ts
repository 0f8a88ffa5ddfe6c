import type { ScreenInvocation } from '../cli/invocation.ts'
import { NOT_WITH_PROCFS } from '../sources/only-linux.ts'

/** Why nothing may be done to processes; undefined where it may. Pids of another tree are not this system's. */
export function barredReason({
  readonly,
  settings,
  origin,
}: Pick<ScreenInvocation, 'readonly' | 'settings' | 'origin'>): string | undefined {
  if (settings.readonly) return 'readonly is set in the config file'
  if (readonly) return 'not under --readonly'
  return origin.procfs === undefined ? undefined : NOT_WITH_PROCFS
}
