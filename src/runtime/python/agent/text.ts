/**
 * The code that answers questions about a program's heap in it, as one text: a namespace with `answer(call, args, emit)`
 * and `undo()`. Its parts share that namespace, and each builds on those before.
 */
import AGENT from './agent.py'
import COLLECTOR from './collector.py'
import GROUND from './ground.py'
import HOLDING from './holding.py'
import OBJECTS from './objects.py'
import TRACING from './tracing.py'

export const AGENT_TEXT: string = [GROUND, COLLECTOR, TRACING, OBJECTS, HOLDING, AGENT].join('\n')
