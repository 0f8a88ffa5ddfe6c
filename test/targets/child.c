// A process that does what it is told, a line at a time, and answers each line with one of its own when it is done:
//
//   burn - MS, kernel - MS uses so much processor time, in the program or in the kernel
//   sip COUNT MS           uses MS and then sleeps for a while, so often
//   threads COUNT MS       starts and joins so many threads, one after the other, each of which uses MS
//   start, work - MS, stop a second thread, which lives on; what it is to use; its end
//   exec - MS              a second thread uses MS and executes this very program in the place of the first
//   timed                  from now on has a timer of its own processor time, which does not run out
//   lag - MS               uses time until its line in /proc tells at least MS less of it than its schedule
//   idle COUNT             starts children that do nothing; answers with their pids
//   family                 starts a child that starts one of its own; answers with both pids
//   breed COUNT MS         starts children and waits for them, one after the other, each of which uses MS and ends
//   nurse - MS             starts a child that uses MS and then does nothing; answers with its pid
//   terminal               becomes the leader of a session on a new terminal
//   foreground PID         puts a child's group in the terminal's foreground
//   kill PID               ends a child and waits for it
//   again PID              ends a child and starts another that has the same pid, but was born later
//   leak NAME BYTES        maps so much more memory and writes to all of it: of a memfd of that name, or without a name
//                          for "-", between pages that nobody may touch, so that it is a mapping of its own
//   pieces COUNT BYTES     takes so many pieces of the heap, each so large, writes to them and keeps them
//   churn PATH             starts and ends children, some of them alive at any time, until the next line comes; what
//                          becomes of each is written to PATH: "born PID", "dying PID" before its end, "gone PID" after
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/sched.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

enum { MOST_ALIVE = 8, BUFFER = 4096 };

// Nobody writes to it: whoever reads is woken when the first process has ended, however it ended.
static int life[2];

static void fail(const char *what) {
  perror(what);
  _exit(1);
}

static double clock_ms(clockid_t clock) {
  struct timespec t;
  clock_gettime(clock, &t);
  return t.tv_sec * 1e3 + t.tv_nsec / 1e6;
}

static void nap(double ms) {
  struct timespec t = {0, (long)(ms * 1e6)};
  nanosleep(&t, NULL);
}

static void burn(double ms) {
  double end = clock_ms(CLOCK_THREAD_CPUTIME_ID) + ms;
  while (clock_ms(CLOCK_THREAD_CPUTIME_ID) < end) {
  }
}

static void kernel(double ms) {
  static char bytes[1 << 16];
  int zero = open("/dev/zero", O_RDONLY | O_CLOEXEC);
  double end = clock_ms(CLOCK_THREAD_CPUTIME_ID) + ms;
  while (clock_ms(CLOCK_THREAD_CPUTIME_ID) < end) {
    if (read(zero, bytes, sizeof bytes) < 0) fail("/dev/zero");
  }
  close(zero);
}

static void *burner(void *ms) {
  burn(*(double *)ms);
  return NULL;
}

static void threads(int count, double ms) {
  for (int i = 0; i < count; i++) {
    pthread_t thread;
    if (pthread_create(&thread, NULL, burner, &ms) != 0) fail("thread");
    pthread_join(thread, NULL);
  }
}

static pthread_t second;
static int orders[2], reports[2];

static void *worker(void *unused) {
  double ms;
  while (read(orders[0], &ms, sizeof ms) == sizeof ms && ms >= 0) {
    burn(ms);
    if (write(reports[1], "", 1) != 1) fail("report");
  }
  return unused;
}

static void order(double ms) {
  if (write(orders[1], &ms, sizeof ms) != sizeof ms) fail("order");
}

static void start(void) {
  if (pipe2(orders, O_CLOEXEC) != 0 || pipe2(reports, O_CLOEXEC) != 0) fail("pipe");
  if (pthread_create(&second, NULL, worker, NULL) != 0) fail("thread");
}

static void work(double ms) {
  char done;
  order(ms);
  if (read(reports[0], &done, 1) != 1) fail("report");
}

static void stop(void) {
  order(-1);
  pthread_join(second, NULL);
  for (int i = 0; i < 2; i++) {
    close(orders[i]);
    close(reports[i]);
  }
}

static void *executor(void *ms) {
  burn(*(double *)ms);
  execl("/proc/self/exe", "child", NULL);
  fail("exec");
  return NULL;
}

static void timed(void) {
  struct itimerval in_a_day = {.it_value.tv_sec = 86400};
  if (setitimer(ITIMER_PROF, &in_a_day, NULL) != 0) fail("timer");
}

static void text_of(const char *path, char *into) {
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  ssize_t length = fd < 0 ? -1 : read(fd, into, BUFFER - 1);
  if (length < 0) fail(path);
  into[length] = 0;
  close(fd);
}

static double lag_ms(void) {
  char text[BUFFER];
  unsigned long user, system;
  text_of("/proc/self/schedstat", text);
  double ran = strtod(text, NULL) / 1e6;
  text_of("/proc/self/stat", text);
  sscanf(strrchr(text, ')'), ") %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user, &system);
  return ran - (user + system) * 1e3 / sysconf(_SC_CLK_TCK);
}

static void lag(double ms) {
  for (int i = 0; lag_ms() < ms; i++) {
    if (i % 2 == 0) burn(0.3);
    else kernel(0.3);
  }
}

static _Noreturn void idle(void) {
  char none;
  close(life[1]);
  while (read(life[0], &none, 1) != 0) {
  }
  _exit(0);
}

static pid_t start_idle(void) {
  pid_t pid = fork();
  if (pid < 0) fail("fork");
  if (pid == 0) idle();
  return pid;
}

static void end(pid_t pid) {
  if (kill(pid, SIGKILL) != 0 || waitpid(pid, NULL, 0) != pid) fail("kill");
}

static long boot_ticks(void) { return (long)(clock_ms(CLOCK_BOOTTIME) * sysconf(_SC_CLK_TCK) / 1e3); }

static void again(pid_t pid) {
  long before = boot_ticks();
  struct clone_args how = {.exit_signal = SIGCHLD, .set_tid = (uintptr_t)&pid, .set_tid_size = 1};
  end(pid);
  while (boot_ticks() <= before) nap(1);
  long born = syscall(SYS_clone3, &how, sizeof how);
  if (born < 0) fail("clone3 with set_tid, which takes CAP_SYS_ADMIN");
  if (born == 0) idle();
}

static void family(char *answer) {
  int tell[2];
  pid_t grandchild;
  if (pipe2(tell, O_CLOEXEC) != 0) fail("pipe");
  pid_t child = fork();
  if (child < 0) fail("fork");
  if (child == 0) {
    grandchild = start_idle();
    if (write(tell[1], &grandchild, sizeof grandchild) != sizeof grandchild) fail("pipe");
    idle();
  }
  if (read(tell[0], &grandchild, sizeof grandchild) != sizeof grandchild) fail("pipe");
  sprintf(answer, "%d %d", child, grandchild);
}

static void breed(int count, double ms) {
  for (int i = 0; i < count; i++) {
    pid_t pid = fork();
    if (pid < 0) fail("fork");
    if (pid == 0) {
      burn(ms);
      _exit(0);
    }
    if (waitpid(pid, NULL, 0) != pid) fail("wait");
  }
}

static pid_t nurse(double ms) {
  pid_t pid = fork();
  if (pid < 0) fail("fork");
  if (pid == 0) {
    burn(ms);
    idle();
  }
  return pid;
}

static int terminal = -1;

static void open_terminal(void) {
  int controller = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
  if (controller < 0 || grantpt(controller) != 0 || unlockpt(controller) != 0) fail("terminal");
  // A leader of a group cannot start a session; nobody but this process is in ours.
  if (setsid() < 0) fail("setsid");
  terminal = open(ptsname(controller), O_RDWR | O_CLOEXEC);
  if (terminal < 0) fail("terminal");
}

static void log_event(int log, const char *what, pid_t pid) {
  char line[32];
  int length = sprintf(line, "%s %d\n", what, pid);
  if (write(log, line, length) != length) fail("log");
}

static void churn(const char *path) {
  pid_t alive[MOST_ALIVE] = {0};
  struct pollfd input = {.fd = 0, .events = POLLIN};
  int log = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
  if (log < 0) fail(path);
  for (unsigned i = 0;; i++) {
    int over = poll(&input, 1, 0) != 0 && i >= MOST_ALIVE;
    pid_t *slot = &alive[i % MOST_ALIVE];
    if (*slot != 0) {
      log_event(log, "dying", *slot);
      end(*slot);
      log_event(log, "gone", *slot);
      *slot = 0;
    } else if (over) {
      break;
    }
    if (over) continue;
    *slot = start_idle();
    log_event(log, "born", *slot);
    nap(0.3);
  }
  close(log);
}

static void leak(const char *name, size_t bytes) {
  size_t guard = sysconf(_SC_PAGESIZE);
  char *at;
  if (strcmp(name, "-") == 0) {
    at = mmap(NULL, bytes + 2 * guard, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (at == MAP_FAILED || mprotect(at += guard, bytes, PROT_READ | PROT_WRITE) != 0) fail("map");
  } else {
    int memory = memfd_create(name, MFD_CLOEXEC);
    if (memory < 0 || ftruncate(memory, bytes) != 0) fail("memfd");
    at = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, memory, 0);
    if (at == MAP_FAILED) fail("map");
    close(memory);
  }
  memset(at, 1, bytes);
}

struct piece {
  struct piece *before;
};
static struct piece *last_piece;

static void pieces(int count, size_t bytes) {
  for (int i = 0; i < count; i++) {
    struct piece *piece = malloc(bytes);
    if (piece == NULL) fail("heap");
    memset(piece, 1, bytes);
    piece->before = last_piece;
    last_piece = piece;
  }
}

static int read_line(char *line) {
  size_t length = 0;
  while (length < BUFFER - 1) {
    ssize_t got = read(0, line + length, 1);
    if (got <= 0) return 0;
    if (line[length] == '\n') break;
    length++;
  }
  line[length] = 0;
  return 1;
}

int main(void) {
  static char line[BUFFER], answer[1 << 16];
  if (pipe2(life, O_CLOEXEC) != 0) fail("pipe");
  signal(SIGTTOU, SIG_IGN);
  strcpy(answer, "ready");
  for (;;) {
    size_t length = strlen(answer);
    answer[length++] = '\n';
    if (write(1, answer, length) != (ssize_t)length) return 1;
    if (!read_line(line)) return 0;
    char verb[32] = "", word[BUFFER] = "";
    double ms = 0;
    sscanf(line, "%31s %4000s %lf", verb, word, &ms);
    int count = atoi(word);
    strcpy(answer, "done");
    if (strcmp(verb, "burn") == 0) burn(ms);
    else if (strcmp(verb, "kernel") == 0) kernel(ms);
    else if (strcmp(verb, "threads") == 0) threads(count, ms);
    else if (strcmp(verb, "start") == 0) start();
    else if (strcmp(verb, "work") == 0) work(ms);
    else if (strcmp(verb, "stop") == 0) stop();
    else if (strcmp(verb, "timed") == 0) timed();
    else if (strcmp(verb, "lag") == 0) lag(ms);
    else if (strcmp(verb, "family") == 0) family(answer);
    else if (strcmp(verb, "breed") == 0) breed(count, ms);
    else if (strcmp(verb, "nurse") == 0) sprintf(answer, "%d", nurse(ms));
    else if (strcmp(verb, "terminal") == 0) open_terminal();
    else if (strcmp(verb, "kill") == 0) end(count);
    else if (strcmp(verb, "again") == 0) again(count);
    else if (strcmp(verb, "churn") == 0) churn(word);
    else if (strcmp(verb, "leak") == 0) leak(word, ms);
    else if (strcmp(verb, "pieces") == 0) pieces(count, ms);
    else if (strcmp(verb, "sip") == 0) {
      for (int i = 0; i < count; i++) {
        burn(ms);
        nap(5);
      }
    } else if (strcmp(verb, "exec") == 0) {
      pthread_t thread;
      if (pthread_create(&thread, NULL, executor, &ms) != 0) fail("thread");
      pthread_join(thread, NULL);
    } else if (strcmp(verb, "idle") == 0) {
      char *at = answer;
      for (int i = 0; i < count; i++) at += sprintf(at, "%d ", start_idle());
    } else if (strcmp(verb, "foreground") == 0) {
      if (setpgid(count, count) != 0 || tcsetpgrp(terminal, count) != 0) fail("foreground");
    } else {
      fprintf(stderr, "what is \"%s\"?\n", line);
      return 1;
    }
  }
}
