/** `lo` of Linux, `lo0` of the BSDs and macOS, `Loopback Pseudo-Interface 1` of Windows. */
const LOOPBACK = /^(?:lo\d*$|loopback\b)/i

/** Whether what goes over this interface never leaves the machine, by its name. */
export function isLoopback({ interface: name }: { readonly interface: string }): boolean {
  return LOOPBACK.test(name)
}
