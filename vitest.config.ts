import { readFileSync } from 'node:fs'
import { defineConfig } from 'vitest/config'
import project from './package.json' with { type: 'json' }

/** As the build does it: what is run by others than Node is taken in as the text that it is. */
const texts = {
  name: 'texts',
  enforce: 'pre' as const,
  load: (path: string) =>
    path.endsWith('.py') ? `export default ${JSON.stringify(readFileSync(path, 'utf8'))}` : undefined,
}

export default defineConfig({
  // As the build does it, see bin/build.mjs.
  define: { NTOP_VERSION: JSON.stringify(project.version) },
  plugins: [texts],
  test: {
    // Nobody's own config file changes what the program does in a test, and no test leaves anything in somebody's home.
    env: { XDG_CONFIG_HOME: '/proc/nonexistent', XDG_STATE_HOME: '/proc/nonexistent' },
    include: ['test/**/*.test.ts'],
    testTimeout: 20_000,
    hookTimeout: 30_000,
    // Two cores: end-to-end tests each own a pty and a process, so more workers only wait for each other.
    maxWorkers: 2,
  },
})
