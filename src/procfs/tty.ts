/** Device majors of terminals, Documentation/admin-guide/devices.txt of the kernel. */
const SERIAL: Readonly<Record<number, string>> = { 166: 'ttyACM', 188: 'ttyUSB', 229: 'hvc' }
const UNIX98_FIRST = 136
const UNIX98_LAST = 143

/** The name of a process's terminal, by its number or because it was told; undefined for none, and where it is unknown. */
export function terminalName(tty: number | string | undefined): string | undefined {
  return typeof tty === 'number' ? ttyName(tty) : tty
}

/**
 * The name below `/dev` of a terminal by its device number as in proc_pid_stat(5): `pts/3`, `tty1`, `ttyS0`. Undefined
 * for none; a terminal of an unknown kind comes as `major:minor`.
 */
export function ttyName(device: number): string | undefined {
  if (device === 0) return undefined
  // The minor number lies in bits 31 to 20 and 7 to 0, the major number between.
  const major = (device >>> 8) & 0xfff
  const minor = (device & 0xff) | ((device >>> 12) & 0xfff00)
  if (major >= UNIX98_FIRST && major <= UNIX98_LAST) return `pts/${(major - UNIX98_FIRST) * 256 + minor}`
  if (major === 4) return minor < 64 ? `tty${minor}` : `ttyS${minor - 64}`
  if (major === 5 && minor === 1) return 'console'
  const kind = SERIAL[major]
  return kind === undefined ? `${major}:${minor}` : `${kind}${minor}`
}
