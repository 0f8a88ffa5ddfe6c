/*
 * What looks like CPython 3.14 to a debugger, and is none: has the table that PEP 768 describes, writes `runs`, and does with
 * what a debugger writes what CPython does, but that it only tells the path instead of running the file. At each line of
 * its input it tells what stands where the path and the sign are.
 *
 *     cc -rdynamic -DRUNTIME=316616 -o python3.14 debuggee.c
 */
#define _GNU_SOURCE
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#ifndef COOKIE
#define COOKIE "xdebugpy"
#endif
#ifndef VERSION
#define VERSION 0x030e0af0
#endif
#ifndef PATH_BYTES
#define PATH_BYTES 512
#endif
#ifndef SIZE
#define SIZE RUNTIME
#endif
#ifndef ENABLED
#define ENABLED 1
#endif
#ifndef DEAF
#define DEAF 0
#endif

/* Fields of eight bytes each, as they stand in Include/internal/pycore_debug_offsets.h. */
enum { SUPPORT = 296, BREAKER = 24, IN_THREAD = 16, NATIVE = 176, CONFIG = 7904, MAIN = 7344, HEAD = 808, NEXT = 7264, ID = 7272, FINAL = 784 };

char _PyRuntime[RUNTIME] __attribute__((aligned(64))) = COOKIE;
const unsigned long Py_Version = VERSION;
void Py_Initialize(void) {}

static char interpreters[2][16384] __attribute__((aligned(64)));
static char thread[1024] __attribute__((aligned(64)));

static void put(char *base, int at, uint64_t value) { memcpy(base + at, &value, sizeof value); }

static void tell(const char *what) {
  int32_t sign;
  memcpy(&sign, thread + SUPPORT, sizeof sign);
  printf("%s sign %d breaker %d path %s\n", what, sign, thread[BREAKER] & 0xff, thread + SUPPORT + 4);
  fflush(stdout);
}

static void run_what_a_debugger_wrote(void) {
  int32_t sign;
  memcpy(&sign, thread + SUPPORT, sizeof sign);
  if (sign != 1 || (thread[BREAKER] & 0x20) == 0) return;
  char path[PATH_BYTES];
  memset(thread + SUPPORT, 0, sizeof sign);
  memcpy(path, thread + SUPPORT + 4, sizeof path);
  thread[BREAKER] = 0;
  FILE *file = fopen(path, "r");
  char text[4000] = "";
  size_t bytes = file == NULL ? 0 : fread(text, 1, sizeof text - 1, file);
  printf("ran %s %zu %s\n", path, bytes, strstr(text, "start_new") != NULL ? "starts a thread" : "");
  fflush(stdout);
}

int main(void) {
  const struct { int at; uint64_t value; } table[] = {
    {8, VERSION}, {24, SIZE}, {32, FINAL}, {40, HEAD}, {48, sizeof interpreters[0]}, {56, ID}, {64, NEXT}, {80, MAIN},
    {176, sizeof thread}, {200, IN_THREAD}, {224, NATIVE}, {712, BREAKER}, {720, SUPPORT}, {728, CONFIG}, {744, 4},
    {752, PATH_BYTES},
  };
  for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) put(_PyRuntime, table[i].at, table[i].value);
#ifdef FREE_THREADED
  put(_PyRuntime, 16, 1);
#endif
#ifdef FINALIZING
  put(_PyRuntime, FINAL, (uintptr_t)thread);
#endif
  /* The youngest is the first, the main one the last. */
  put(_PyRuntime, HEAD, (uintptr_t)interpreters[1]);
  put(interpreters[1], ID, 1);
  put(interpreters[1], NEXT, (uintptr_t)interpreters[0]);
  put(interpreters[0], MAIN, (uintptr_t)thread);
  put(interpreters[0], CONFIG, ENABLED);
  put(thread, IN_THREAD, (uintptr_t)interpreters[0]);
#ifdef THREAD
  put(thread, NATIVE, THREAD);
#else
  put(thread, NATIVE, getpid());
#endif
#ifdef WAITS
  put(thread, SUPPORT, 1);
#endif
  puts("runs");
  fflush(stdout);
  for (;;) {
    struct pollfd input = {0, POLLIN, 0};
    char line[100];
    if (poll(&input, 1, 1) > 0) {
      if (read(0, line, sizeof line) <= 0) return 0;
      tell("has");
    }
    if (!DEAF) run_what_a_debugger_wrote();
  }
}
