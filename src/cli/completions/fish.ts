import type { Flag } from '../flags.ts'
import { allFlags, type Choices, choicesOf, commandWords, places, type Word } from './choices.ts'

/** In single quotes, as fish has it. */
const quoted = (text: string): string => `'${text.replace(/[\\']/g, '\\$&')}'`

const lines = (words: readonly Word[]): string =>
  words.map(([word, about]) => quoted(about === '' ? word : `${word}\t${about}`)).join(' ')

/** The end of a line of `complete`. */
function complete(choices: Choices): string {
  switch (choices?.kind) {
    case 'words':
    case 'beginnings':
      return `-x -a ${quoted(`(printf '%s\\n' ${lines(choices.words)})`)}`
    case 'list':
      return `-x -a ${quoted(`(__ntop_list ${lines(choices.words)})`)}`
    case 'pid':
      return `-x -a '(__ntop_pids)'`
    case 'pids':
      return `-x -a '(__ntop_list (__ntop_pids))'`
    case 'users':
      return `-x -a '(__fish_complete_users)'`
    case 'files':
      return '-r -F'
    case 'directories':
      return `-x -a '(__fish_complete_directories)'`
    case undefined:
      return '-x'
  }
}

function flagLine(flag: Flag): string {
  const { name, short, value, about } = flag
  const where = places.filter(({ flags }) => flags.includes(flag)).map(place => place.name || 'lists')
  const condition = where.length === places.length ? '' : ` -n ${quoted(`__ntop_for ${where.join(' ')}`)}`
  const names = `${short === undefined ? '' : `-s ${short} `}-l ${name}`
  return `complete -c ntop${condition} ${names} -d ${quoted(about)}${value === undefined ? '' : ` ${complete(choicesOf(flag))}`}`
}

export function fishScript(): string {
  const names = commandWords.map(([name]) => name).join(' ')
  const following = places.flatMap(({ name, following }) =>
    following.map((choices, i) => {
      const nth = `${choices?.kind === 'beginnings' ? '-ge' : '-eq'} ${i}`
      const condition = quoted(`__ntop_for ${name || 'lists'}; and test (__ntop_count) ${nth}`)
      return `complete -c ntop -n ${condition} ${complete(choices).replace(/^-[xr] /, '')}`
    }),
  )
  return `# Completes ntop in fish:
#   ntop --completions fish > ~/.config/fish/completions/ntop.fish

# Whether the command line is about one of these.
function __ntop_for
    for word in (commandline -opc)[2..-1]
        if contains -- $word ${names}
            contains -- $word $argv
            return
        end
    end
    contains -- lists $argv
end

# How many words follow the subcommand.
function __ntop_count
    set -l count -1
    for word in (commandline -opc)[2..-1]
        if contains -- $word ${names}; or test $count -ge 0
            string match -q -- '-*' $word; or set count (math $count + 1)
        end
    end
    test $count -ge 0; and echo $count; or echo 0
end

# Several words with commas between: what stands before the last comma stays.
function __ntop_list
    set -l before (commandline -ct | string replace -r -- '^--[^=]*=' '' | string match -r -- '^.*,')
    printf "$before%s\\n" $argv
end

function __ntop_pids
    for file in /proc/*/comm
        set -l pid (string split / $file)[3]
        string match -qr '^\\d+$' $pid; and printf '%s\\t%s\\n' $pid (cat $file 2>/dev/null)
    end
end

complete -c ntop -f
${[...allFlags.map(flagLine), ...following].join('\n')}
`
}
