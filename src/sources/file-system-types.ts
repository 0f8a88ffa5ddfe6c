/** What is known of a file system by its type alone: whether asking it comes back, whether anything is stored in it. */

/** Served by this kernel from storage or memory of this machine. */
const LOCAL_FILES = new Set([
  'ext2',
  'ext3',
  'ext4',
  'xfs',
  'btrfs',
  'f2fs',
  'zfs',
  'bcachefs',
  'jfs',
  'reiserfs',
  'vfat',
  'exfat',
  'ntfs3',
  'tmpfs',
  'ramfs',
  'rootfs',
  'overlay',
  'squashfs',
  'erofs',
  'iso9660',
])

/** The kernel's own interfaces: no storage, but nobody else answers for them either. */
const KERNEL_INTERFACES = new Set([
  'proc',
  'sysfs',
  'devtmpfs',
  'devpts',
  'cgroup',
  'cgroup2',
  'mqueue',
  'hugetlbfs',
  'debugfs',
  'tracefs',
  'securityfs',
  'configfs',
  'pstore',
  'bpf',
  'nsfs',
])

/** Kernel interfaces and images that show up as file systems and never fill. */
const NOT_STORAGE = new Set([
  'proc',
  'sysfs',
  'devtmpfs',
  'devpts',
  'tmpfs',
  'ramfs',
  'rootfs',
  'cgroup',
  'cgroup2',
  'securityfs',
  'debugfs',
  'tracefs',
  'configfs',
  'fusectl',
  'pstore',
  'efivarfs',
  'bpf',
  'mqueue',
  'hugetlbfs',
  'binfmt_misc',
  'autofs',
  'rpc_pipefs',
  'nsfs',
  'squashfs',
  'iso9660',
  'overlay',
  'fuse.gvfsd-fuse',
  'fuse.portal',
  'fuse.lxcfs',
  'selinuxfs',
  'binder',
])

/** Whether a file system is served by this kernel from local storage, so that asking it comes back. */
export function isLocal(fsType: string): boolean {
  return LOCAL_FILES.has(fsType)
}

/** Whether stat(2) of a file on it comes back: not where a server or a program answers, which may have died. */
export function statComesBack(fsType: string): boolean {
  return LOCAL_FILES.has(fsType) || KERNEL_INTERFACES.has(fsType)
}

/** Whether things are stored in it that may fill it, on Linux. */
export function isStorageType(fsType: string): boolean {
  return !NOT_STORAGE.has(fsType)
}
