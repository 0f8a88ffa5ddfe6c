/**
 * The little of blessed that is used: its screen, which keeps what is shown and writes the difference, and its nodes.
 * Only what the code here calls is declared.
 */

declare module 'blessed/lib/widgets/node.js' {
  import type Screen from 'blessed/lib/widgets/screen.js'

  export default class Node {
    constructor(options: { screen?: Screen; parent?: Node })
    readonly type: string
    readonly screen: Screen
    /** Takes the node out of its parent and lets go of it. */
    destroy(): void
    readonly children: readonly Node[]
  }
}

declare module 'blessed/lib/widgets/screen.js' {
  import type { EventEmitter } from 'node:events'
  import type Node from 'blessed/lib/widgets/node.js'

  /** `flags << 18 | foreground << 9 | background`, and the text of the cell. */
  export type ScreenCell = [attribute: number, text: string]
  export type ScreenLine = ScreenCell[] & { dirty: boolean }

  /** Capabilities by their terminfo names, as far as a screen asks for them. */
  export interface Capabilities {
    readonly unicode: boolean
    readonly colors: number
    readonly bools: Readonly<Record<string, boolean>>
    readonly numbers: Readonly<Record<string, number>>
    readonly strings: Readonly<Record<string, string>>
    readonly acscr: Readonly<Record<string, string>>
    readonly utoa: Readonly<Record<string, string>>
    cup(row: number, column: number): string
    cuf(columns: number): string
    sc(): string
    rc(): string
    civis(): string
    cnorm(): string
  }

  /** What a screen needs of the program that speaks with the terminal. */
  export interface ScreenProgram extends EventEmitter {
    readonly tput: Capabilities
    readonly put: { keypad_xmit(): void; keypad_local(): void }
    readonly options: { resizeTimeout?: number }
    cols: number
    rows: number
    isAlt: boolean
    cursorHidden: boolean
    useBuffer: boolean
    zero: boolean
    setupTput(): void
    alternateBuffer(): void
    csr(top: number, bottom: number): void
    hideCursor(): void
    cup(row: number, column: number): void
    clear(): void
    _write(text: string): void
    destroy(): void
  }

  export default class Screen extends Node {
    constructor(options: { program: ScreenProgram })
    readonly children: readonly Node[]
    /** Elements that wait for the mouse. */
    readonly clickable: readonly Node[]
    /** The cells as they shall be, and as the terminal has them. */
    readonly lines: readonly ScreenLine[]
    readonly olines: readonly (readonly ScreenCell[])[]
    /** Makes new lines by the program's size and clears the terminal; every line is drawn again. */
    realloc(): void
    /** Renders all nodes, then writes what differs. */
    render(): void
    override destroy(): void
  }
}
