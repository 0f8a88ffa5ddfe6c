// population COUNT SECONDS THREADS WORKERS FORKS: a machine's worth of processes that behave like those of a real one.
//
// Of COUNT processes 20 % have THREADS threads, 3 % wake ten times a second, 0.2 % but at most WORKERS use 5 % of a core
// each, and one in a hundred, at most ten, starts and joins short-lived threads without pause at 2 % of a core. Of each
// kind there is at least one, and the rest sleep. With FORKS one more has that many children a second, one after the
// other, and waits for each. All of them end with the first, or after SECONDS. The first prints "ready PROCESSES THREADS"
// when all are there, and ends when its input does.
#define _GNU_SOURCE
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { MOST = 20000, MOST_THREADS = 64 };

static void end(int signal) {
  (void)signal;
  _exit(0);
}

static double clock_ms(clockid_t clock) {
  struct timespec t;
  clock_gettime(clock, &t);
  return t.tv_sec * 1e3 + t.tv_nsec / 1e6;
}

static double now_ms(void) { return clock_ms(CLOCK_MONOTONIC); }
static double cpu_ms(void) { return clock_ms(CLOCK_PROCESS_CPUTIME_ID); }

static void nap(double ms) {
  if (ms <= 0) return;
  struct timespec t = {(long)(ms / 1e3), (long)(ms * 1e6) % 1000000000};
  nanosleep(&t, NULL);
}

static void work(double ms) {
  double start = cpu_ms();
  while (cpu_ms() - start < ms) {
  }
}

static void *sleep_for_ever(void *unused) {
  for (;;) pause();
  return unused;
}

static pthread_attr_t small_stack(void) {
  pthread_attr_t attr;
  pthread_attr_init(&attr);
  pthread_attr_setstacksize(&attr, 64 * 1024);
  return attr;
}

// How many threads there then are beside the first.
static int grow_threads(int count) {
  pthread_attr_t attr = small_stack();
  pthread_t thread;
  int more = 0;
  while (more < count - 1 && pthread_create(&thread, &attr, sleep_for_ever, NULL) == 0) more++;
  return more;
}

// A thread that works and then sleeps for as long as it is told, which may be not at all.
static void *short_life(void *sleep_ms) {
  work(0.1);
  nap(*(double *)sleep_ms);
  return NULL;
}

// Half of these processes rest between two threads, so that a look at them finds one thread, and half within a thread,
// so that every look finds two of which one is new.
static void churn_threads(int rest_inside) {
  pthread_attr_t attr = small_stack();
  double started = now_ms(), used = cpu_ms();
  for (;;) {
    pthread_t thread;
    // What is used already, stretched to 2 % of a core, less what has passed.
    double rest = (cpu_ms() - used) / 0.02 - (now_ms() - started);
    double inside = rest_inside && rest > 0 ? rest : 0;
    if (pthread_create(&thread, &attr, short_life, &inside) == 0) pthread_join(thread, NULL);
    if (!rest_inside) nap(rest);
  }
}

// One child after the other is born every 1/FORKS s, lives for a few ms and is waited for.
static void storm(int forks) {
  signal(SIGCHLD, SIG_DFL);
  double due = now_ms();
  unsigned int seed = 1;
  for (;;) {
    pid_t pid = fork();
    if (pid == 0) {
      prctl(PR_SET_PDEATHSIG, SIGKILL);
      work(0.1);
      nap(1 + rand_r(&seed) % 4);
      _exit(0);
    }
    seed++;
    while (waitpid(-1, NULL, WNOHANG) > 0) {
    }
    due += 1e3 / forks;
    // What could not be kept up with is not made up for.
    if (due < now_ms() - 100) due = now_ms();
    nap(due - now_ms());
  }
}

enum kind { SLEEPER, THREADED, WAKER, WORKER, CHURNER };

static int at_least_one(double share) { return share < 1 ? 1 : (int)(share + 0.5); }

static int common_divisor(int a, int b) { return b == 0 ? a : common_divisor(b, a % b); }

// Kinds lie between each other as on a real machine, and every one has the exact number it should have: a step that has
// no divisor in common with the count meets each place once.
static enum kind kind_of(int i, int count, int most_workers) {
  int step = (int)(count * 0.618) | 1;
  while (common_divisor(step, count) != 1) step += 2;
  long place = (long)i * step % count;
  int churners = at_least_one(count / 100.0);
  if (churners > 10) churners = 10;
  if ((place -= churners) < 0) return CHURNER;
  int workers = at_least_one(count * 0.002);
  if (workers > most_workers) workers = most_workers;
  if ((place -= workers) < 0) return WORKER;
  if ((place -= at_least_one(count * 0.03)) < 0) return WAKER;
  if ((place -= at_least_one(count * 0.2)) < 0) return THREADED;
  return SLEEPER;
}

static void live(int i, enum kind kind) {
  switch (kind) {
    case CHURNER:
      churn_threads(i % 2);
      break;
    case WORKER:
      for (;;) {
        work(5);
        nap(95);
      }
    case WAKER:
      for (;;) nap(100);
    default:
      sleep_for_ever(NULL);
  }
}

static const char *NAMES[] = {"sleeper", "threaded", "waker", "worker", "churner"};

int main(int argc, char **argv) {
  if (argc != 6) return 2;
  int count = atoi(argv[1]), seconds = atoi(argv[2]), threads = atoi(argv[3]);
  int workers = atoi(argv[4]), forks = atoi(argv[5]);
  if (count < 1 || count > MOST || threads < 1 || threads > MOST_THREADS || workers < 0 || forks < 0) return 2;
  // The first process of a pid namespace has no default actions, so the alarm needs a handler.
  signal(SIGALRM, end);
  signal(SIGCHLD, SIG_IGN);
  alarm(seconds);

  int told[2], go[2];
  if (pipe(told) != 0 || pipe(go) != 0) return 1;
  pid_t first = getpid();
  int children = count - 1, born = 0;
  for (; born < children + (forks > 0); born++) {
    pid_t pid = fork();
    if (pid < 0) break;
    if (pid > 0) continue;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != first) _exit(0);
    signal(SIGALRM, SIG_DFL);
    alarm(seconds);
    enum kind kind = born < children ? kind_of(born, children, workers) : SLEEPER;
    prctl(PR_SET_NAME, born < children ? NAMES[kind] : "storm");
    unsigned char more = kind == THREADED ? (unsigned char)grow_threads(threads) : 0;
    if (write(told[1], &more, 1) != 1) _exit(1);
    close(told[0]);
    close(told[1]);
    // Nobody works before all are born: the end of this input is the signal.
    close(go[1]);
    if (read(go[0], &more, 1) != 0) _exit(1);
    close(go[0]);
    if (born == children) storm(forks);
    live(born, kind);
  }
  // Only when each has told its threads are all of them there.
  int more_threads = 0;
  for (int i = 0; i < born; i++) {
    unsigned char more;
    if (read(told[0], &more, 1) != 1) return 1;
    more_threads += more;
  }
  close(told[0]);
  close(told[1]);
  close(go[0]);
  close(go[1]);
  printf("ready %d %d\n", born + 1, born + 1 + more_threads);
  fflush(stdout);
  // Nothing ever comes: the end of the input is the end of whoever started us.
  char byte;
  while (read(STDIN_FILENO, &byte, 1) > 0) {
  }
  return 0;
}
