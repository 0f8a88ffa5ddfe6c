import type { Facet } from '../model/process.ts'
import type { ProcessRow } from '../model/snapshot.ts'
import type { LockedFile, ProcessFiles, PromptFile, Refusal } from '../sources/process-files.ts'

/** The file that a fact is from, by whether it answers at once. */
const PROMPT: Partial<Record<Facet, PromptFile>> = {
  statm: 'statm',
  io: 'io',
  cgroup: 'cgroup',
  limits: 'limits',
  oom: 'oom_score',
  label: 'attr/current',
  autogroup: 'autogroup',
  switches: 'status',
  delays: 'schedstat',
}
const LOCKED: Partial<Record<Facet, LockedFile>> = {
  command: 'cmdline',
  rollup: 'smaps_rollup',
  exe: 'exe',
  cwd: 'cwd',
}

/** Which of these facts cannot be had of a process now, and why: each is asked for once more, for itself. */
export async function refusedFacts(
  files: ProcessFiles | undefined,
  { record, facts }: ProcessRow,
  facets: Iterable<Facet>,
): Promise<ReadonlyMap<Facet, Refusal>> {
  const refusals = new Map<Facet, Refusal>()
  for (const facet of facets) {
    const [prompt, locked] = [PROMPT[facet], LOCKED[facet]]
    // Whose pages nobody has looked at yet waits its turn: that is the reason, and of a giant it takes long.
    if (facet === 'rollup' && facts.rollupRead === undefined) continue
    const read =
      prompt === undefined ? locked && (await files?.locked(record.pid, locked)) : files?.prompt(record.pid, prompt)
    if (read?.ok === false) refusals.set(facet, read.why)
  }
  return refusals
}
