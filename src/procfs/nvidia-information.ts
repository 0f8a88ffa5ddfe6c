import { valueIn } from './lines.ts'

/** The product's name in `/proc/driver/nvidia/gpus/*∕information`, which is all that a file tells of such a card. */
export function parseNvidiaModel(text: string): string | undefined {
  return valueIn(text, 'Model:') || undefined
}
