/*
 * Runs a program that a filter keeps from a call of the kernel (seccomp): it fails with EPERM, as in many a container.
 *
 *     forbids socket|thread PROGRAM [ARGUMENT…]
 */
#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#define FIELD(name) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, name))
#define FAIL(error) BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (error))
#define ALLOW BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)

int main(int count, char **words) {
  if (count < 3) return 2;
  struct sock_filter sockets[] = {
    FIELD(nr),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_socket, 0, 1),
    FAIL(EPERM),
    ALLOW,
  };
  /* As what clone3 is asked cannot be looked at, whoever is told that there is none asks clone. */
  struct sock_filter threads[] = {
    FIELD(nr),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_clone3, 0, 1),
    FAIL(ENOSYS),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_clone, 0, 3),
    FIELD(args[0]),
    BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, CLONE_THREAD, 0, 1),
    FAIL(EPERM),
    ALLOW,
  };
  int is_socket = strcmp(words[1], "socket") == 0;
  struct sock_fprog filter = {
    .len = is_socket ? sizeof sockets / sizeof *sockets : sizeof threads / sizeof *threads,
    .filter = is_socket ? sockets : threads,
  };
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) != 0) {
    perror("no filter");
    return 2;
  }
  execvp(words[2], words + 2);
  perror(words[2]);
  return 2;
}
