/**
 * The guard's part that counts objects by the name of what made them, so that nothing of the program's is called: neither a
 * getter nor a proxy is asked.
 */
export const TYPES = `({ load }) => {
  const { isProxy } = load('util').types
  const { getPrototypeOf, getOwnPropertyDescriptor } = Object
  const makerOf = proto => {
    for (let at = proto; at !== null; at = getPrototypeOf(at)) {
      if (isProxy(at)) return '(proxy)'
      const maker = getOwnPropertyDescriptor(at, 'constructor')?.value
      if (typeof maker !== 'function') continue
      const name = isProxy(maker) ? undefined : getOwnPropertyDescriptor(maker, 'name')?.value
      return typeof name === 'string' && name !== '' ? name.slice(0, 200) : '(anonymous)'
    }
    return '(none)'
  }
  return {
    root: () => Object.prototype,
    types(all, most) {
      const protos = new Map(), names = new Map()
      const { length } = all
      for (let i = 0; i < length; i++) {
        const proto = isProxy(all[i]) ? null : getPrototypeOf(all[i])
        protos.set(proto, (protos.get(proto) ?? 0) + 1)
      }
      for (const [proto, count] of protos) {
        const name = makerOf(proto)
        names.set(name, (names.get(name) ?? 0) + count)
      }
      const rows = [...names].sort((a, b) => b[1] - a[1])
      return { rows: rows.slice(0, most), left: rows.slice(most).reduce((sum, row) => sum + row[1], 0), length }
    },
    undo() {},
  }
}`
