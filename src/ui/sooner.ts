/** Resolves with the work, or after `ms`, and then calls `late` once the work is done. */
export async function soonerThan(work: Promise<unknown> | undefined, ms: number, late: () => void): Promise<void> {
  if (work === undefined) return
  let isLate = false
  let timer: NodeJS.Timeout | undefined
  const deadline = new Promise<void>(resolve => {
    timer = setTimeout(() => {
      isLate = true
      resolve()
    }, ms)
  })
  await Promise.race([
    deadline,
    work.then(() => {
      if (isLate) late()
    }),
  ])
  clearTimeout(timer)
}
