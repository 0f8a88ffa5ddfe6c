/** `ntop demo NAME`: starts a program that shows an idea, and the screen on it, with a guide on what to press. */
import type { LoadedConfig } from '../../config/loaded-config.ts'
import { Output } from '../../export/output.ts'
import { suggestion } from '../../model/closest.ts'
import type { DemoInvocation } from '../invocation.ts'
import type { Surroundings } from '../run.ts'
import { UsageError } from '../usage-error.ts'
import { demos } from './demos.ts'
import { demoFolder, startDemo } from './start.ts'
import { demosText, demoText } from './text.ts'

/**
 * Without a name all are listed. What there is to press is also written before the screen is shown, so that it stands there
 * when it is left. Resolves to the exit code.
 *
 * @throws UsageError where there is no such demo, or no terminal to show it on
 */
export async function runDemo(
  { name, ...screen }: DemoInvocation,
  config: LoadedConfig,
  { stdin, stdout, showScreen }: Pick<Surroundings, 'stdin' | 'stdout' | 'showScreen'>,
): Promise<number> {
  const out = new Output(stdout)
  if (name === undefined) {
    await out.write(demosText(demos))
    return 0
  }
  const demo = demos.find(({ id }) => id === name)
  if (demo === undefined) {
    const ids = demos.map(({ id }) => id)
    throw new UsageError(`there is no demo ${JSON.stringify(name)}${suggestion(name, ids)}: ntop demo lists them`)
  }
  if (stdin.isTTY !== true || stdout.isTTY !== true)
    throw new UsageError('a demo is shown on the screen, which needs a terminal')
  const started = await startDemo(demo, demoFolder())
  try {
    await out.write(demoText(demo, started))
    const guide = { title: `demo ${demo.id}`, steps: demo.steps }
    const opened = { pid: started.pid, tab: demo.tab }
    return await showScreen({ ...screen, kind: 'screen', opened, guide }, config)
  } finally {
    await started.end()
  }
}
