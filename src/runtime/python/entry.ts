/** How code of ours gets into an interpreter: what both ways have in common. */

/** A part of the program's memory that we have written to. */
export interface Written {
  readonly address: number
  readonly bytes: number
}

/** A text that an interpreter is asked to run at its next safe point. */
export interface Asked {
  /** Zeros there, written from the first byte on, take it back. */
  readonly written: Written
  /** Whether it has begun with it. @throws {MemoryLost} */
  isTaken(): boolean
  /** Asks again, as what was asked may have been overlooked in the very moment. @throws {MemoryLost} */
  urge(): void
  /**
   * Takes it back: nothing of it runs any more unless it has begun already, which is the answer. What stays there is said
   * in words. @throws {MemoryLost}
   */
  withdraw(): { readonly isTaken: boolean; readonly left: readonly string[] }
  /** Once it has run: clears what was written. @throws {MemoryLost} */
  clear(): void
}

/**
 * What the main interpreter is asked to run: as little as can be, for it does so in whatever it is just doing. It has a
 * thread of its own read a file and run that. Nothing gets a name in the program's own `__main__`; nothing is thrown into
 * it, and what a handler of its own for SIGINT has just thrown is asked for again.
 *
 * `start_new` is the very function of CPython: libraries that put others in the place of threads (gevent) leave that one
 * alone, and where it is no built-in function (eventlet) nothing is done.
 *
 * @param path of a file as the program sees it, of letters that need no escape
 */
export function startingText(path: string): string {
  const inThread = [
    'try:',
    " p=__import__('posix')",
    ` h=p.open('${path}',0)`,
    ' try:s=p.read(h,99999)',
    ' finally:p.close(h)',
    ` s=compile(s,'${FILE_NAME}','exec')`,
    ' exec(s,{})',
    'except:0',
  ].join('\\n')
  // As a program its text would be named as the main program's is that is given with -c.
  const started = `t(b.exec,(b.compile("${inThread}",'${FILE_NAME}','exec'),{}))`
  return [
    `try:(lambda t,b:t.__class__ is [].append.__class__ and ${started})(__import__('_thread').start_new,__import__('builtins'))`,
    "except KeyboardInterrupt:__import__('_thread').interrupt_main()",
    'except:0',
    '',
  ].join('\n')
}

/** What our code is called in the program, where it is asked for the file of a piece of code. */
export const FILE_NAME = '<ntop>'
