/** What a mask of capabilities stands for, capabilities(7). */

/** By their numbers, include/uapi/linux/capability.h; named as capsh(1) and getpcaps(8) print them. */
// biome-ignore format: a table reads better in many columns
export const CAPABILITIES = [
  'cap_chown', 'cap_dac_override', 'cap_dac_read_search', 'cap_fowner', 'cap_fsetid', 'cap_kill', 'cap_setgid',
  'cap_setuid', 'cap_setpcap', 'cap_linux_immutable', 'cap_net_bind_service', 'cap_net_broadcast', 'cap_net_admin',
  'cap_net_raw', 'cap_ipc_lock', 'cap_ipc_owner', 'cap_sys_module', 'cap_sys_rawio', 'cap_sys_chroot',
  'cap_sys_ptrace', 'cap_sys_pacct', 'cap_sys_admin', 'cap_sys_boot', 'cap_sys_nice', 'cap_sys_resource',
  'cap_sys_time', 'cap_sys_tty_config', 'cap_mknod', 'cap_lease', 'cap_audit_write', 'cap_audit_control',
  'cap_setfcap', 'cap_mac_override', 'cap_mac_admin', 'cap_syslog', 'cap_wake_alarm', 'cap_block_suspend',
  'cap_audit_read', 'cap_perfmon', 'cap_bpf', 'cap_checkpoint_restore',
] as const

/** As many as a mask has room for. */
const BITS = 64

/**
 * The capabilities of a mask as the kernel prints it, in hexadecimal, by their numbers ascending; one that is newer than
 * the table as its number, the way capsh(1) does. Undefined for what is no mask.
 */
export function capabilitiesIn(mask: string): readonly string[] | undefined {
  if (!/^[0-9a-f]{1,16}$/i.test(mask)) return undefined
  const bits = BigInt(`0x${mask}`)
  const names: string[] = []
  for (let i = 0; i < BITS; i++) if (((bits >> BigInt(i)) & 1n) === 1n) names.push(nameOf(i))
  return names
}

/** More than so many that are missing are not told one by one. */
const MOST_MISSING = 5

/**
 * Capabilities in few words, against all that the kernel knows: `none`, `all 41`, `all but cap_sys_resource`,
 * `2 of 41: cap_chown, cap_kill`.
 *
 * @param last number of the kernel's last one, `/proc/sys/kernel/cap_last_cap`; the table's where that is unknown
 */
export function capabilitiesText(names: readonly string[], last = CAPABILITIES.length - 1): string {
  if (names.length === 0) return 'none'
  const all = Array.from({ length: last + 1 }, (_, i) => nameOf(i))
  const missing = all.filter(name => !names.includes(name))
  if (missing.length === 0) return `all ${names.length}`
  if (missing.length <= MOST_MISSING && missing.length < names.length) return `all but ${missing.join(', ')}`
  return `${names.length} of ${all.length}: ${names.join(', ')}`
}

function nameOf(number: number): string {
  return CAPABILITIES[number] ?? String(number)
}
