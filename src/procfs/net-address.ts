/** Ends of internet sockets as the kernel prints them, proc_pid_net(5): `0100007F:1F90`. */

/** Addresses are printed as words of 32 bits as they lie in memory, each turned around where the low byte comes first. */
const TURNED = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1

export interface End {
  /** `127.0.0.1` or, as RFC 5952 has it, `::1`. */
  readonly address: string
  readonly port: number
}

/** Undefined for anything else than eight or 32 hexadecimal digits, a colon and four more. */
export function endOf(word: string | undefined): End | undefined {
  const match = /^((?:[0-9A-F]{8}){1,4}):([0-9A-F]{4})$/.exec(word ?? '')
  if (match?.[1] === undefined || match[2] === undefined) return undefined
  const bytes = Buffer.from(match[1], 'hex')
  if (TURNED) bytes.swap32()
  if (bytes.length !== 4 && bytes.length !== 16) return undefined
  return { address: bytes.length === 4 ? bytes.join('.') : ipv6(bytes), port: Number.parseInt(match[2], 16) }
}

/** `127.0.0.1:80`, `[::1]:80`. */
export function endText({ address, port }: End): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`
}

/** Whether it is no end at all: of a socket that is not connected. */
export function isNowhere({ address, port }: End): boolean {
  return port === 0 && (address === '0.0.0.0' || address === '::')
}

/** The longest run of zero groups, the first of several, gives way to `::`; IPv4 in IPv6 keeps its dots. */
function ipv6(bytes: Buffer): string {
  const groups = Array.from({ length: 8 }, (_, i) => bytes.readUInt16BE(i * 2))
  if (groups.slice(0, 5).every(group => group === 0) && groups[5] === 0xffff) {
    return `::ffff:${bytes.subarray(12).join('.')}`
  }
  const zeros = longestZeros(groups)
  const words = groups.map(group => group.toString(16))
  if (zeros.length < 2) return words.join(':')
  return `${words.slice(0, zeros.from).join(':')}::${words.slice(zeros.from + zeros.length).join(':')}`
}

function longestZeros(groups: readonly number[]): { readonly from: number; readonly length: number } {
  let longest = { from: 0, length: 0 }
  let from = 0
  for (const [i, group] of groups.entries()) {
    if (group !== 0) from = i + 1
    else if (i + 1 - from > longest.length) longest = { from, length: i + 1 - from }
  }
  return longest
}
