import { allFlags, type Choices, choicesOf, places, quoted, spellings, type Word } from './choices.ts'

const words = (all: readonly Word[]): string => quoted(all.map(([word]) => word).join(' '))

/** The statements that fill COMPREPLY. */
function complete(choices: Choices): string {
  switch (choices?.kind) {
    case 'words':
      return `_ntop_words ${words(choices.words)}`
    case 'list':
      return `_ntop_list ${words(choices.words)}`
    case 'beginnings':
      return `compopt -o nospace; _ntop_words ${words(choices.words)}`
    case 'pid':
      return '_ntop_words "$(_ntop_pids)"'
    case 'pids':
      return '_ntop_list "$(_ntop_pids)"'
    case 'users':
      return 'mapfile -t COMPREPLY < <(compgen -u -- "$cur")'
    case 'files':
      return 'compopt -o filenames; mapfile -t COMPREPLY < <(compgen -f -- "$cur")'
    case 'directories':
      return 'compopt -o filenames; mapfile -t COMPREPLY < <(compgen -d -- "$cur")'
    case undefined:
      return ':'
  }
}

export function bashScript(): string {
  const valued = allFlags.filter(flag => flag.value !== undefined)
  const valueCases = valued.map(flag => `    ${spellings(flag).join('|')}) ${complete(choicesOf(flag))}; return ;;`)
  const flagCases = places.map(
    ({ name, flags }) => `      ${quoted(name)}) _ntop_words ${quoted(flags.flatMap(spellings).join(' '))} ;;`,
  )
  const wordCases = places.flatMap(({ name, following }) =>
    following.map(
      (choices, i) => `    ${quoted(`${name} `)}${choices?.kind === 'beginnings' ? '*' : i}) ${complete(choices)} ;;`,
    ),
  )
  return `# Completes ntop in bash. Either source it, or write it where bash-completion looks:
#   ntop --completions bash > ~/.local/share/bash-completion/completions/ntop

_ntop_words() {
  mapfile -t COMPREPLY < <(compgen -W "$1" -- "$cur")
}

# Several words with commas between: what stands before the last comma stays.
_ntop_list() {
  local before=
  [[ $cur == *,* ]] && before=\${cur%,*},
  compopt -o nospace
  mapfile -t COMPREPLY < <(compgen -P "$before" -W "$1" -- "\${cur##*,}")
}

_ntop_pids() {
  local pids=(/proc/[0-9]*)
  echo "\${pids[*]##*/}"
}

_ntop() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD - 1]} command= count=0 i
  COMPREPLY=()
  # The value of --flag=value is a word of its own, and so is the sign.
  if [[ $cur == = ]]; then
    cur=
  elif [[ $prev == = ]]; then
    prev=\${COMP_WORDS[COMP_CWORD - 2]}
  fi
  for ((i = 1; i < COMP_CWORD; i++)); do
    case \${COMP_WORDS[i]} in
      ${valued.flatMap(spellings).join('|')})
        ((i++))
        [[ \${COMP_WORDS[i]} == = ]] && ((i++))
        ;;
      -* | =) ;;
      *)
        if [[ -z $command ]]; then command=\${COMP_WORDS[i]}; else ((count++)); fi
        ;;
    esac
  done
  case $prev in
${valueCases.join('\n')}
  esac
  if [[ $cur == -* ]]; then
    case $command in
${flagCases.join('\n')}
    esac
    return
  fi
  case "$command $count" in
${wordCases.join('\n')}
  esac
}

complete -F _ntop ntop
`
}
