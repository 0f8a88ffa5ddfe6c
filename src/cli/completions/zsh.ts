import type { Flag } from '../flags.ts'
import { allFlags, type Choices, choicesOf, type Place, places, quoted, spellings, type Word } from './choices.ts'

/** In a specification brackets and colons part what it is made of. */
const escaped = (text: string): string => text.replace(/[[\]:\\]/g, '\\$&')

/** `pid\:Process number`, for _describe. */
const described = (words: readonly Word[]): string =>
  words.map(([word, about]) => quoted(`${word.replaceAll(':', '\\:')}${about === '' ? '' : `:${about}`}`)).join(' ')

/** What a specification has behind its last colon. */
function action(choices: Choices, what: string): string {
  switch (choices?.kind) {
    case 'words':
      return `_ntop_${what}`
    case 'list':
      return `_sequence _ntop_${what}`
    case 'beginnings':
      return `_ntop_${what} -S ""`
    case 'pid':
      return '_ntop_pids'
    case 'pids':
      return '_sequence _ntop_pids'
    case 'users':
      return '_users'
    case 'files':
      return '_files'
    case 'directories':
      return '_files -/'
    case undefined:
      return ' '
  }
}

/** One name for one list of words. */
const nameOf = (value: string): string => value.toLowerCase().replace(/[^a-z]/g, '')

function specification(flag: Flag): string {
  const { name, short, value, about } = flag
  const ending = value === undefined ? '' : `:${escaped(value)}:${action(choicesOf(flag), nameOf(value))}`
  const text = quoted(`[${escaped(about)}]${ending}`)
  const long = value === undefined ? `--${name}` : `--${name}=`
  if (short === undefined) return `${long}${text}`
  const alone = quoted(`(${spellings(flag).join(' ')})`)
  return `${alone}{-${short}${value === undefined ? '' : '+'},${long}}${text}`
}

function argumentsOf({ name, flags, following }: Place): string {
  const first = name === '' ? [] : [quoted(`1: :(${name})`)]
  const rest = following.map((choices, i) => {
    const at = choices?.kind === 'beginnings' ? '*' : String(i + 1 + first.length)
    const what = name === '' ? 'command' : `${name}${i}`
    return quoted(`${at}:${what}:${action(choices, what)}`)
  })
  return `    (${quoted(name)}) _arguments -s -S ${['', ...flags.map(specification), ...first, ...rest].join(' \\\n      ')} ;;`
}

/** A function for each list of words. */
function functions(): string[] {
  const named = new Map<string, readonly Word[]>()
  const note = (choices: Choices, what: string): void => {
    if (choices !== undefined && 'words' in choices) named.set(what, choices.words)
  }
  for (const flag of allFlags) note(choicesOf(flag), nameOf(flag.value ?? ''))
  for (const { name, following } of places)
    for (const [i, choices] of following.entries()) note(choices, name === '' ? 'command' : `${name}${i}`)
  return [...named].map(
    ([name, words]) => `_ntop_${name}() {
  local -a words=(${described(words)})
  _describe -t ${name} ${name} words "$@"
}
`,
  )
}

export function zshScript(): string {
  const valued = allFlags.filter(flag => flag.value !== undefined).flatMap(spellings)
  return `#compdef ntop
# Completes ntop in zsh. Write it where zsh looks for functions, before compinit:
#   ntop --completions zsh > ~/.zfunc/_ntop      and in ~/.zshrc: fpath+=~/.zfunc

${functions().join('\n')}
_ntop_pids() {
  local -a pids
  local pid name
  for pid in /proc/<->(N:t); do
    { read -r name < /proc/$pid/comm } 2>/dev/null && pids+=("$pid:\${name//:/\\\\:}")
  done
  _describe -t pids 'process id' pids "$@"
}

_ntop() {
  local command
  integer i
  for ((i = 2; i < CURRENT; i++)); do
    case $words[i] in
      (${valued.join('|')}) ((i++)) ;;
      (-*) ;;
      (*) command=$words[i]; break ;;
    esac
  done
  case $command in
${places.map(argumentsOf).join('\n')}
  esac
}

if [[ $funcstack[1] == _ntop ]]; then _ntop "$@"; else compdef _ntop ntop; fi
`
}
