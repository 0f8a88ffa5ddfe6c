/** The rows on what a process may do, and what it sees of the system. */
import { capabilitiesText } from '../model/capabilities.ts'
import { type Field, isRefused, knownValue, part, unknownText } from './field.ts'
import type { Namespace } from './namespaces.ts'
import type { Overview } from './overview.ts'
import type { CapabilitySet, Rights, SeccompMode } from './rights.ts'
import { asIs, row, textRow, unknownRow } from './rows.ts'
import type { SectionRow } from './section.ts'

const SETS: readonly (readonly [set: CapabilitySet, label: string, about: string])[] = [
  ['effective', 'Capabilities', 'rights of root that it has now; see capabilities(7)'],
  ['permitted', 'Permitted', 'rights of root that it may take'],
  ['bounding', 'Bounding', 'no program that it starts can have more than these'],
  ['ambient', 'Ambient', 'rights that it hands on to what it starts'],
]

export function rightsRows({ rights, namespaces, pids }: Overview): SectionRow[] {
  const { capabilities, lastCapability, noNewPrivs } = rights
  return [
    ...SETS.map(([set, label, about]) =>
      row(label, capabilities[set], names => capabilitiesText(names, lastCapability), about),
    ),
    row(
      'New rights',
      noNewPrivs,
      no => (no ? 'never (no_new_privs)' : 'may come with a set-uid program'),
      'whether a set-uid program gives it more',
    ),
    row('Seccomp', seccompText(rights), asIs, 'whether system calls are forbidden to it'),
    namespacesRow(namespaces),
    row('Pid inside', part(pids, insideText), asIs, 'its pid as the processes of its own pid namespace see it'),
  ]
}

const MODES: Readonly<Record<SeccompMode, string>> = {
  off: 'off',
  strict: 'strict: it may only read, write and end',
  filter: 'filtered',
}

function seccompText({ seccomp, seccompFilters }: Rights): Field<string> {
  return part(seccomp, mode => {
    const filters = knownValue(seccompFilters)
    if (mode !== 'filter' || filters === undefined) return MODES[mode]
    return `${MODES[mode]} by ${filters === 1 ? 'one filter' : `${filters} filters`}`
  })
}

function namespacesRow(namespaces: readonly Namespace[]): SectionRow {
  const about = 'what it sees of the system: mounts, processes, network …'
  const refused = namespaces.map(({ number }) => number).find(isRefused)
  if (refused !== undefined && 'unknown' in refused) {
    return unknownRow('Namespaces', unknownText(refused.unknown), about)
  }
  const foreign = namespaces.filter(({ ours }) => ours === false).map(({ kind }) => kind)
  const shared = namespaces.filter(({ ours }) => ours === true)
  // Whether others are in them too is not known: not "its own".
  if (foreign.length > 0) {
    const rest = shared.length > 0 ? '; the others are ours' : ''
    return textRow('Namespaces', `not ours: ${foreign.join(', ')}${rest}`, about)
  }
  if (shared.length > 0) return textRow('Namespaces', 'all are ours', about)
  return unknownRow('Namespaces', unknownText('untold'), about)
}

/** The first is what we call it. */
function insideText(pids: readonly number[]): string | undefined {
  const inner = pids.slice(1)
  return inner.length === 0 ? 'the same' : inner.join(', and further inside ')
}
