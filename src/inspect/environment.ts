/** A process's environment, as it was given to its program. */
import { type EnvironmentVariable, parseEnviron } from '../procfs/pid-environ.ts'
import { type Field, fromFile, unknown, withoutMemory } from './field.ts'
import { fieldNote, type Grid } from './grid.ts'
import type { Look } from './look.ts'
import type { Part, Showing } from './part.ts'
import { isSecret } from './secrets.ts'

const MOST_NAME = 32
const COVER = '••••'

export type Environment = Field<readonly Variable[]>

export interface Variable extends EnvironmentVariable {
  /** Looks like a secret: shown only to who asks for it. */
  readonly secret: boolean
}

export const environmentPart: Part<Environment> = {
  title: 'Environment',
  read: readEnvironment,
  show: (environment, _, { uncovered }) => environmentGrid(environment, uncovered),
}

async function readEnvironment(look: Look): Promise<Environment> {
  const { files, record } = look
  const none = withoutMemory(record)
  if (none !== undefined) return unknown(none)
  if (!(await look.answers())) return unknown('locked')
  return fromFile(await files.locked(record.pid, 'environ'), bytes =>
    parseEnviron(bytes).map(variable => ({ ...variable, secret: isSecret(variable.name, variable.value) })),
  )
}

function environmentGrid(environment: Environment, uncovered: boolean): Grid<Variable> {
  const all = 'value' in environment ? environment.value : []
  const secrets = all.filter(variable => variable.secret).length
  return {
    kind: 'grid',
    title: 'Environment',
    columns: [
      {
        id: 'name',
        title: 'NAME',
        width: Math.min(
          MOST_NAME,
          all.reduce((most, { name }) => Math.max(most, name.length), 4),
        ),
        align: 'left',
        about: 'the variable',
        givesWay: 0,
        descending: false,
        value: variable => variable.name,
        text: variable => variable.name,
      },
      {
        id: 'value',
        title: 'VALUE',
        width: 0,
        align: 'left',
        about: 'what it was set to when the program began',
        givesWay: 0,
        descending: false,
        value: variable => (isCovered(variable, uncovered) ? undefined : variable.value),
        text: variable =>
          isCovered(variable, uncovered) ? `${COVER} ${variable.value.length} characters` : variable.value,
        tone: variable => (isCovered(variable, uncovered) ? 'dim' : 'plain'),
      },
    ],
    items: all,
    sort: 'name',
    key: variable => variable.name,
    ...summaryOf(all.length, secrets, uncovered),
    ...fieldNote(environment, all.length === 0 ? 'it was given none, or has written over it' : undefined),
    covers: secrets > 0,
  }
}

function isCovered({ secret }: Variable, uncovered: boolean): boolean {
  return secret && !uncovered
}

/** `environment` and `covered` of "ntop-inspect/1". */
export function environmentJson(
  environment: Environment,
  { uncovered }: Showing,
): { environment: Record<string, string | null> | null; covered: string[] } {
  if ('unknown' in environment) return { environment: null, covered: [] }
  const values = environment.value.map(one => [one.name, isCovered(one, uncovered) ? null : one.value] as const)
  return {
    environment: Object.fromEntries(values),
    covered: environment.value.filter(one => isCovered(one, uncovered)).map(({ name }) => name),
  }
}

function summaryOf(count: number, secrets: number, uncovered: boolean): { readonly summary?: string } {
  if (count === 0) return {}
  const variables = `${count} variables, as they were when the program began`
  if (secrets === 0) return { summary: variables }
  const covered = secrets === 1 ? 'one that looks like a secret is' : `${secrets} that look like secrets are`
  return { summary: `${variables}; ${covered} ${uncovered ? 'shown' : 'covered'}` }
}
