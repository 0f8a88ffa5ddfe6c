/** Which variables of an environment had better not be read over somebody's shoulder. */

/** Words that names of secrets are made of, between `_`, `-`, `.` or the ends of the name. */
const NAME =
  /(^|[_.-])(pass(word|wd|phrase|code)?s?|pwd|pw|secrets?|tokens?|(api|access|private|secret|encryption|signing|account|storage)?keys?|apikey|auth|credentials?|creds?|cookies?|private|dsn|salt|jwt|sas|bearer)($|[_.-])/i

/** They are made of such words and tell nothing. */
const HARMLESS = /^(PWD|OLDPWD|SSH_AUTH_SOCK|XAUTHORITY|SSH_ASKPASS|GIT_ASKPASS|SUDO_ASKPASS)$/

/** A password within an address, a private key, and tokens that say so by their beginning. */
const VALUE =
  /:\/\/[^/\s:@]*:[^/\s@]+@|-----BEGIN [A-Z ]*PRIVATE KEY|^(gh[pousr]_|github_pat_|glpat-|sk-|xox[abprs]-|AKIA|ASIA|npm_|hf_|eyJ[\w-]+\.eyJ)/

/** Whether a variable looks like a secret, by its name or by what is in it. An empty one is none. */
export function isSecret(name: string, value: string): boolean {
  if (value === '') return false
  return (NAME.test(name) && !HARMLESS.test(name)) || VALUE.test(value)
}
