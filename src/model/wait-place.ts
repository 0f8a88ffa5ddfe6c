/** What is behind a kernel function, by how its name begins: what a process in uninterruptible sleep waits for. */
const PLACES: readonly (readonly [pattern: RegExp, place: string])[] = [
  [/^(rpc|nfs|xprt|svc)/, 'nfs'],
  [/^(cifs|smb)/, 'smb'],
  [/^(ceph|rbd)/, 'ceph'],
  [/^(fuse|request_wait_answer)/, 'fuse'],
  [/^p9_/, '9p'],
  [/^(jbd2|ext4|xfs|xlog|btrfs|f2fs|zfs|zio|txg)/, 'a file system'],
  [
    /^(io_schedule|bit_wait_io|folio_wait|wait_on_page|wait_on_buffer|blk|bio|submit_bio|dm_|md_|raid|rq_qos|wbt|nvme|scsi)/,
    'storage',
  ],
  [/^(balance_dirty|writeback|wb_|throttle_direct_reclaim|shrink|mem_cgroup|try_to_free|congestion_wait)/, 'memory'],
  [/^(__?)?(rwsem|mutex|down|percpu_rwsem|rt_mutex)/, 'a lock in the kernel'],
  [/^(kernel_clone|_do_fork|do_fork)$/, 'a child in vfork'],
  [/^(__refrigerator|refrigerator)/, 'a freezer'],
]

/** In a word or two; a function of which nothing is known by its name. */
export function waitPlace(channel: string): string {
  return PLACES.find(([pattern]) => pattern.test(channel))?.[1] ?? channel
}
