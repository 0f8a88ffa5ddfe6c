import type { RuntimeId } from './detection.ts'

/** By which way a program is got into. */
export const ROUTES = ['inspector', 'remote-debugging', 'pending-call', 'attach'] as const

export type Route = (typeof ROUTES)[number]

/** From 3.14 on CPython has a way in of its own (PEP 768). */
const REMOTE_DEBUGGING = 14

/** Undefined where it depends on a version that is not known. */
export function routeOf(runtime: RuntimeId, version: string | undefined): Route | undefined {
  if (runtime === 'node') return 'inspector'
  if (runtime === 'java') return 'attach'
  const minor = /^3\.(\d+)/.exec(version ?? '')?.[1]
  if (minor === undefined) return undefined
  return Number(minor) >= REMOTE_DEBUGGING ? 'remote-debugging' : 'pending-call'
}
