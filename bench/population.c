// population COUNT SECONDS: a machine's worth of processes that behave like those of a real one.
//
// Most sleep for ever; 20 % have eight threads, 3 % wake ten times a second, 0.2 % use 5 % of a core, and of each kind
// there is at least one. All of them end with the first, which prints "ready" when they are there, and ends when its input
// does or after SECONDS.
#define _GNU_SOURCE
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

static void end(int signal) {
  (void)signal;
  _exit(0);
}

static void nap(long milliseconds) {
  struct timespec t = {milliseconds / 1000, milliseconds % 1000 * 1000000};
  nanosleep(&t, NULL);
}

static double cpu_ms(void) {
  struct timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return t.tv_sec * 1e3 + t.tv_nsec / 1e6;
}

static void *sleep_for_ever(void *unused) {
  for (;;) pause();
  return unused;
}

static void grow_threads(int count) {
  pthread_attr_t small;
  pthread_attr_init(&small);
  pthread_attr_setstacksize(&small, 64 * 1024);
  pthread_t thread;
  for (int i = 1; i < count; i++)
    if (pthread_create(&thread, &small, sleep_for_ever, NULL) != 0) _exit(1);
}

// Spreads a share evenly over the numbers, beginning with the first.
static int falls_on(int i, double share) { return (int)((i + 1) * share + 0.999999) > (int)(i * share + 0.999999); }

static void live(int i) {
  if (falls_on(i, 0.2)) grow_threads(8);
  if (falls_on(i, 0.002)) {
    for (;;) {
      double start = cpu_ms();
      while (cpu_ms() - start < 5) {
      }
      nap(95);
    }
  }
  for (;;) {
    if (falls_on(i, 0.03)) nap(100);
    else pause();
  }
}

int main(int argc, char **argv) {
  if (argc != 3) return 2;
  int count = atoi(argv[1]);
  // The first process of a pid namespace has no default actions, so the alarm needs a handler.
  signal(SIGALRM, end);
  signal(SIGCHLD, SIG_IGN);
  alarm(atoi(argv[2]));

  pid_t first = getpid();
  for (int i = 0; i < count - 1; i++) {
    pid_t pid = fork();
    if (pid < 0) {
      perror("fork");
      return 1;
    }
    if (pid > 0) continue;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != first) _exit(0);
    signal(SIGALRM, SIG_DFL);
    live(i);
  }
  puts("ready");
  fflush(stdout);
  // Nothing ever comes: the end of the input is the end of whoever started us.
  char byte;
  while (read(STDIN_FILENO, &byte, 1) > 0) {
  }
  return 0;
}
