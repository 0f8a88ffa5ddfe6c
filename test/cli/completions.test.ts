import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { completionScript } from '../../src/cli/completions/index.ts'
import { flags, SHELLS, type Shell, subcommands } from '../../src/cli/flags.ts'
import { emptyFolder } from '../config/folder.ts'
import { runNtop } from '../support/ntop.ts'
import { openPty, type PtyProgram } from '../support/pty.ts'

function isInstalled(shell: Shell): boolean {
  return execFileSync('sh', ['-c', `command -v ${shell} || :`], { encoding: 'utf8' }) !== ''
}

test.each(SHELLS)('the script for %s names every flag and subcommand', async shell => {
  const { code, stdout, stderr } = await runNtop('--completions', shell)
  expect([code, stderr]).toEqual([0, ''])
  expect(stdout).toBe(completionScript(shell))
  for (const { name } of flags) expect(stdout).toMatch(shell === 'fish' ? `-l ${name} ` : `--${name}`)
  for (const { name } of subcommands) expect(stdout).toContain(name)
})

test('of another shell there is none', async () => {
  const { code, stderr } = await runNtop('--completions', 'fihs')
  expect([code, stderr]).toEqual([
    2,
    'ntop: --completions expects one of bash, zsh, fish, not "fihs"; did you mean fish?\n',
  ])
})

/** How the shells are started, with the script in force and a prompt of one sign. */
const START: Readonly<Record<Shell, (folder: string) => { args: string[]; env: Record<string, string> }>> = {
  bash(folder) {
    writeFileSync(join(folder, 'rc'), `${completionScript('bash')}\nPS1='> '; bind 'set enable-bracketed-paste off'\n`)
    return { args: ['--rcfile', join(folder, 'rc'), '-i'], env: { HISTFILE: '' } }
  },
  zsh(folder) {
    writeFileSync(join(folder, '_ntop'), completionScript('zsh'))
    writeFileSync(
      join(folder, '.zshrc'),
      `fpath+=${folder}; autoload -U compinit; compinit -u -D; PS1='> '; unset zle_bracketed_paste; setopt no_always_last_prompt\n`,
    )
    return { args: ['-i'], env: { ZDOTDIR: folder } }
  },
  fish(folder) {
    const completions = join(folder, 'fish', 'completions')
    mkdirSync(completions, { recursive: true })
    writeFileSync(join(completions, 'ntop.fish'), completionScript('fish'))
    writeFileSync(join(folder, 'fish', 'config.fish'), "function fish_prompt; echo '> '; end; set fish_greeting\n")
    return { args: ['-i'], env: { XDG_CONFIG_HOME: folder, XDG_DATA_HOME: folder } }
  },
}

/** An interactive shell in a folder with two files and a folder. */
async function openShell(shell: Shell): Promise<PtyProgram> {
  const folder = emptyFolder()
  const { args, env } = START[shell](folder)
  const cwd = join(folder, 'here')
  mkdirSync(join(cwd, 'folder'), { recursive: true })
  for (const name of ['before.json', 'after.json']) writeFileSync(join(cwd, name), '')
  // Some shells complete only what is there.
  writeFileSync(join(folder, 'ntop'), '#!/bin/sh\n', { mode: 0o755 })
  const path = `${folder}:${process.env['PATH'] ?? ''}`
  const pty = openPty({ command: shell, args, env: { ...env, PATH: path }, cwd, columns: 120, rows: 50 })
  onTestFinished(() => pty.end())
  await pty.until(/^> ?$/m)
  return pty
}

/** What becomes of a line when Tab is pressed in or behind it, but for a sign that zsh takes back; it is taken away afterwards. */
async function completed(shell: PtyProgram, line: string, becomes: string): Promise<void> {
  shell.send(line.includes('\t') ? line : `${line}\t`)
  await shell.until(rows => rows.some(row => row.replace(/[,=]$/, '') === `> ${becomes}`.replace(/=$/, '')))
  shell.type('C-u')
  await shell.until(/^> ?$/m)
}

describe.each(SHELLS.filter(isInstalled))('%s', shell => {
  test('completes subcommands, flags and their values', async () => {
    const pty = await openShell(shell)
    await completed(pty, 'ntop insp', 'ntop inspect')
    await completed(pty, 'ntop --rea', 'ntop --readonly')
    await completed(pty, 'ntop --theme gru', 'ntop --theme gruvbox')
    await completed(pty, 'ntop --theme=gru', 'ntop --theme=gruvbox')
    await completed(pty, 'ntop -s autog', 'ntop -s autogroup')
    await completed(pty, 'ntop -o pid,user,autog', 'ntop -o pid,user,autogroup')
    await completed(pty, 'ntop --completions fi', 'ntop --completions fish')
    await completed(pty, 'ntop --procfs fo', 'ntop --procfs folder/')
  })

  test('offers behind a subcommand what belongs there', async () => {
    const pty = await openShell(shell)
    // A word that is whole is followed by a blank, and one that is not known by nothing.
    await completed(pty, `ntop inspect ${process.pid}\tx`, `ntop inspect ${process.pid} x`)
    await completed(pty, 'ntop inspect --rea\tx', 'ntop inspect --reax')
    await completed(pty, 'ntop compare bef', 'ntop compare before.json')
    await completed(pty, 'ntop compare before.json aft', 'ntop compare before.json after.json')
    await completed(pty, 'ntop compare --fig', 'ntop compare --figure')
    await completed(pty, 'ntop inspect --sec', 'ntop inspect --secrets')
    await completed(pty, 'ntop heap 42 refe', 'ntop heap 42 referrers')
    await completed(pty, 'ntop heap 42 lines --by trac', 'ntop heap 42 lines --by traceback')
    await completed(pty, 'ntop limit 42 nof', 'ntop limit 42 nofile=')
    await completed(pty, 'ntop limit 42 nofile=5 sta', 'ntop limit 42 nofile=5 stack=')
    await completed(pty, 'ntop demo leak-p', 'ntop demo leak-python')
    await completed(pty, 'ntop demo memory\tx', 'ntop demo memory x')
    await completed(pty, 'ntop -d 2 sna', 'ntop -d 2 snapshot')
  })
})
