/**
 * The guard's part that tells what runs. It is called in an interrupt of that, so an error that is thrown has in its stack what was
 * interrupted: V8 tells it, and no Error is made, for a program may have its own way to make the text of a stack, which would
 * be called. Only while `Runtime` is enabled V8 keeps the stacks of errors that nobody catches; and then it first tells all that was
 * printed before, which is not to go over a connection that may break, see {@link CLIENTS}.
 */
export const STACK = `({ client, ask, safe }) => {
  const stack = function stackForNtop() {
    const asking = client(() => {})
    try {
      ask(asking, 'Runtime.enable', {})
      const { exceptionDetails } = ask(asking, 'Runtime.evaluate', { expression: 'throw null', silent: true })
      const { callFrames } = exceptionDetails.stackTrace
      // Beneath this function is but the one that called it for us.
      const own = callFrames.findIndex(frame => frame.functionName === 'stackForNtop')
      return callFrames.slice(own + 2).map(({ functionName, url, lineNumber }) => ({ functionName, url, lineNumber }))
    } finally {
      safe(() => ask(asking, 'Runtime.disable', {}))
      asking.disconnect()
    }
  }
  return { stack, undo() {} }
}`
