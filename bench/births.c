// births RATE MOST SECONDS: so many processes are born a second until MOST have been; all of them die soon.
//
// Three of four live for one to two seconds, so that a monitor sees them, and one for a few ms. Prints "ready", and for
// every byte it is given a line "BORN LIVING MS": how many have been born, how many of them live, and how long it took.
// Where it is held up it makes up for five seconds at most. All of them end with it, which ends when its input does, or
// after SECONDS.
#define _GNU_SOURCE
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { MOST_RATE = 5000, MADE_UP_FOR_MS = 5000 };

static void end(int signal) {
  (void)signal;
  _exit(0);
}

static double now_ms(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1e3 + t.tv_nsec / 1e6;
}

static void live(double ms, pid_t parent) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  prctl(PR_SET_NAME, ms < 1000 ? "mayfly" : "short-lived");
  if (getppid() != parent) _exit(0);
  struct timespec t = {(long)(ms / 1e3), (long)(ms * 1e6) % 1000000000};
  nanosleep(&t, NULL);
  _exit(0);
}

int main(int argc, char **argv) {
  if (argc != 4) return 2;
  int rate = atoi(argv[1]), most = atoi(argv[2]), seconds = atoi(argv[3]);
  if (rate < 1 || rate > MOST_RATE || most < 1 || seconds < 1) return 2;
  // The first process of a pid namespace has no default actions, so the alarm needs a handler.
  signal(SIGALRM, end);
  alarm(seconds);
  printf("ready\n");
  fflush(stdout);

  pid_t own = getpid();
  unsigned int seed = 1;
  int born = 0, living = 0;
  double started = now_ms(), due = started;
  for (;;) {
    while (waitpid(-1, NULL, WNOHANG) > 0) living--;
    // A few at a time: on a machine that cannot keep up, those who died are to be taken leave of all the same.
    for (int i = 0; i < 20 && born < most && now_ms() >= due; i++, due += 1e3 / rate) {
      double ms = born % 4 == 3 ? 1 + rand_r(&seed) % 5 : 1000 + rand_r(&seed) % 1000;
      pid_t pid = fork();
      if (pid == 0) live(ms, own);
      if (pid < 0) break;
      born++;
      living++;
    }
    if (due < now_ms() - MADE_UP_FOR_MS) due = now_ms() - MADE_UP_FOR_MS;
    double left = born < most ? due - now_ms() : 20;
    struct pollfd input = {STDIN_FILENO, POLLIN, 0};
    if (poll(&input, 1, left < 0 ? 0 : (int)left + 1) <= 0) continue;
    char byte;
    if (read(STDIN_FILENO, &byte, 1) <= 0) return 0;
    printf("%d %d %.0f\n", born, living, now_ms() - started);
    fflush(stdout);
  }
}
