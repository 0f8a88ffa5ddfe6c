/** The file that `ntop --default-config` prints: all that may be set, commented out, each with what it is usually. */
import { columns } from '../columns/index.ts'
import { commands } from '../commands/index.ts'
import { nameOfKey } from '../commands/key-name.ts'
import { PANEL_IDS } from '../model/layouts.ts'
import { THEME_ROLES, themeRoles } from '../model/theme-roles.ts'
import type { DetectorKind } from '../model/troubles/detector-kind.ts'
import { detectorKinds } from '../model/troubles/index.ts'
import { wrap } from '../terminal/width.ts'
import { formatToml } from './edit-toml.ts'
import { settingNames, settings } from './settings.ts'
import { usualThreshold } from './trouble-choices.ts'

/** Of a line of words. */
const WIDTH = 76

/** Text of a TOML file; a setting is put in force by taking its `#` off. */
export function defaultConfig(): string {
  return `# ntop reads this file at its start: $XDG_CONFIG_HOME/ntop/config.toml, else
# ~/.config/ntop/config.toml, else the one that --config names. What stands
# here is what is in force anyway: take the # off what you change. Flags of the
# command line come before this file. W in ntop writes what is chosen there.

${settingNames.map(name => `${comment(settings[name].about)}\n#${name} = ${formatToml(settings[name].usual)}`).join('\n\n')}

# Columns
${wordList(columns.map(({ id, about }) => [id, about]))}

# Keys by command. A key is a character or a name: "k", "K", "F9", "PgUp",
# "Space", "Esc", "Tab", "^C" or "Ctrl-C", "Alt-x", "Shift-Tab". [] is no key.
# A key that a command is given here is taken from the one that had it. Menus and
# views have keys of their own, which stay.
[keys]

# For the other commands: "htop", or "vi", where j and k move, X kills, ? helps
# and f shows open files.
#preset = "htop"

${commands.map(({ id, keys, about }) => `# ${about}\n#${id} = ${formatToml(keys.map(nameOfKey))}`).join('\n\n')}

# Filters by name, found in the palette, typed as @big-java in the filter and run
# by -F @big-java: big-java = "java and rss > 1GiB"
[queries]

# What is told as trouble, and from where on. One that is false is not looked for
# at all: steal = false
[troubles]

${detectorKinds.map(troubleLines).join('\n\n')}

# Themes of your own, chosen as the others are: theme = "mine". A theme has the
# colours of the one that it is made from, but for those that it sets. A colour
# is "#rrggbb", a number of the 256 colours, or a name of the first sixteen as
# "bright-red". The background is the one that the colours are for: words on it
# are compared with it, and the terminal's own is left as it is. Heat is the
# gradient of all percentages, from 0 to 100 in even steps.
#[themes.mine]
#from = "nord"
#background = "#20242c"
#warn = "#ffcc66"
#tagged = 214
#heat = ["#8fa1b3", "#a3be8c", "#ebcb8b", "#d08770", "#e07a83"]

# What a theme can set
${wordList(themeRoles.map(role => [role, THEME_ROLES[role]]))}

# Your own layouts, which Tab comes to after ntop's: a table each, by its name.
#   [layouts.mine]
#   panels = ["cpu", "network"]
#   columns = ["pid", "user", "cpu", "command"]
#   sort = "cpu"
# Of ${PANEL_IDS.map(id => `"${id}"`).join(', ')}
# those are shown that it names, from the left; [] is the table alone. What it does
# not say is as usual, or as it is in ntop's layout of that name, whose place it
# takes. layout = "mine", above, begins with it.
`
}

/** A line for each threshold; for a trouble without any the one that it can be switched off by. */
function troubleLines({ id, about, thresholds }: DetectorKind): string {
  const names = Object.entries(thresholds)
  const lines = names.map(
    ([name, threshold]) => `${comment(threshold.about)}\n#${id}.${name} = ${formatToml(usualThreshold(threshold))}`,
  )
  return [comment(`${about}:`), ...(lines.length === 0 ? [`#${id} = true`] : lines)].join('\n')
}

/** Words in as many lines as they take. */
function comment(words: string): string {
  return wrap(words, WIDTH)
    .map(line => `# ${line}`)
    .join('\n')
}

function wordList(entries: readonly (readonly [string, string])[]): string {
  const width = Math.max(...entries.map(([word]) => word.length))
  return entries.map(([word, about]) => `#   ${word.padEnd(width)}  ${about}`).join('\n')
}
