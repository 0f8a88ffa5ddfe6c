/** Sets of keys for other fingers than htop's: command ids and their keys; those not named keep theirs. */
export const keyPresets = {
  htop: {},
  vi: {
    'move-up': ['up', 'k'],
    'move-down': ['down', 'j'],
    // h and l are left free: they move to the sides where there is something to move, in views.
    help: ['?', 'f1'],
    'open-files': ['f'],
    kill: ['X', 'f9'],
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>

export type KeyPreset = keyof typeof keyPresets

export const presetNames = Object.keys(keyPresets) as readonly KeyPreset[]
