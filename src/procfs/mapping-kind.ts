/** What a mapping is for, as far as its path and permissions tell. */

/**
 * - `brk-heap`: grown by brk(2); malloc's arenas, V8 and the JVM use anonymous mappings instead
 * - `stack`: the main thread's; `thread-stack`: another's, which only Linux 3.4 to 4.4 names, or the C library does
 * - `anonymous`: private memory without a file
 * - `shared`: memory that several processes may share: shm_open(3), shmget(2), memfd_create(2), shared anonymous
 * - `file`: a file's pages, private or shared
 * - `vdso`: what the kernel maps into every process: vdso, vvar, vsyscall
 * - `other`: devices' and kernel objects' (`anon_inode:…`, `[uprobes]`)
 */
export const MAPPING_KINDS = [
  'brk-heap',
  'stack',
  'thread-stack',
  'anonymous',
  'shared',
  'file',
  'vdso',
  'other',
] as const

export type MappingKind = (typeof MAPPING_KINDS)[number]

const SHARED_PATHS = /^\/(SYSV[0-9a-f]{8}|memfd:|dev\/shm\/|dev\/zero)/
/** glibc with `glibc.mem.decorate_maps`, since 2.38; Android's bionic. */
const NAMED_STACK = /^\[anon:( glibc: pthread stack: |stack_and_tls:)/
const KERNEL_PATHS = /^\[(vdso|vvar|vvar_vclock|vsyscall|vectors|sigpage)\]$/

/**
 * By the path that `maps` and `smaps` print. A shared mapping of a tmpfs outside `/dev/shm` looks like one of any
 * other file, and is one here; so is a private mapping of shared memory, as of a program run from a memfd.
 */
export function kindOf(path: string, permissions: string): MappingKind {
  if (path === '') return permissions.endsWith('s') ? 'shared' : 'anonymous'
  if (path === '[heap]') return 'brk-heap'
  if (path === '[stack]') return 'stack'
  if (path.startsWith('[stack:') || NAMED_STACK.test(path)) return 'thread-stack'
  // Named by prctl(PR_SET_VMA_ANON_NAME), since 5.17; private huge pages without a file have one behind the scenes.
  if (path.startsWith('[anon:') || path.startsWith('/anon_hugepage')) return 'anonymous'
  if (path.startsWith('[anon_shmem:')) return 'shared'
  if (permissions.endsWith('s') && SHARED_PATHS.test(path)) return 'shared'
  if (KERNEL_PATHS.test(path)) return 'vdso'
  return path.startsWith('/') && !path.startsWith('/[') ? 'file' : 'other'
}
