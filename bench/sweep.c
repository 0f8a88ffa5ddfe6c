// sweep PROC KEPT PACED STRAIGHT: the least that reading every process's stat can cost.
//
// Opens PROC/PID/stat of every process, keeps the descriptors and reads each once with one pread; nothing is parsed.
// Prints "kept DESCRIPTORS READ PROCESSES": fewer are read than there are when the descriptors do not suffice. For every
// line it is given it sweeps PACED times, once a second, then STRAIGHT times without pause, and prints for each a line of
// the CPU time of every sweep in milliseconds. Ends when its input does.
//
// With fewer than KEPT processes their files are opened several times over, but read only once a sweep: it is to be
// measured what a kept descriptor costs the kernel, and few are lost in the noise.
#define _GNU_SOURCE
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

enum { MOST = 40000 };

static int stats[MOST];
static int processes, seen;

static double cpu_ms(void) {
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  return (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1e3 +
         (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e3;
}

static double sweep(void) {
  static char buffer[4096];
  double before = cpu_ms();
  for (int i = 0; i < processes; i++) {
    // A process that has ended reads as an error, which costs as much.
    if (pread(stats[i], buffer, sizeof buffer, 0) < 0) continue;
  }
  return cpu_ms() - before;
}

static double now_ms(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1e3 + t.tv_nsec / 1e6;
}

// Sleeps until that moment; ends the program when nobody is left to tell.
static void wait_until(double moment) {
  for (;;) {
    double left = moment - now_ms();
    if (left <= 0) return;
    struct pollfd input = {STDIN_FILENO, 0, 0};
    if (poll(&input, 1, (int)left + 1) > 0 && input.revents & (POLLHUP | POLLERR)) exit(0);
  }
}

static void allow_as_many_as_permitted(void) {
  struct rlimit limit;
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

// Opens as many as are wanted and may be kept; how many that are in all.
static int open_all(const char *proc, int wanted) {
  int kept = 0, last = -1, permitted = 1;
  for (int round = 0; round == 0 || (kept < wanted && kept > last && permitted); round++) {
    last = kept;
    DIR *folder = opendir(proc);
    if (folder == NULL) exit(1);
    for (struct dirent *entry; (entry = readdir(folder)) != NULL && kept < MOST;) {
      if (!isdigit((unsigned char)entry->d_name[0])) continue;
      char path[512];
      if (round == 0) seen++;
      snprintf(path, sizeof path, "%s/%s/stat", proc, entry->d_name);
      int file = open(path, O_RDONLY | O_CLOEXEC);
      if (file < 0) {
        if (errno == EMFILE || errno == ENFILE) permitted = 0;
        continue;
      }
      char byte;
      // One that has ended meanwhile is none.
      if (pread(file, &byte, 1, 0) < 0) close(file);
      else stats[kept++] = file;
    }
    closedir(folder);
    if (round == 0) processes = kept;
  }
  return kept;
}

int main(int argc, char **argv) {
  if (argc != 5) return 2;
  int wanted = atoi(argv[2]), paced = atoi(argv[3]), straight = atoi(argv[4]);
  allow_as_many_as_permitted();
  int kept = open_all(argv[1], wanted);
  sweep();
  printf("kept %d %d %d\n", kept, processes, seen);
  fflush(stdout);

  for (char byte; read(STDIN_FILENO, &byte, 1) > 0;) {
    double start = now_ms();
    for (int i = 0; i < paced; i++) {
      wait_until(start + (i + 1) * 1e3);
      printf("%.3f ", sweep());
    }
    printf("\n");
    for (int i = 0; i < straight; i++) printf("%.3f ", sweep());
    printf("\n");
    fflush(stdout);
  }
  return 0;
}
