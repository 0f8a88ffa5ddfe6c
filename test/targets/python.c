/*
 * What looks like CPython from outside, as its macros say, and is none: exports the names that it is known by, writes
 * `runs`, and waits for the end of its input. For what no Python of the machine is: builds of other kinds, an
 * interpreter that has not started, memory that holds something else.
 *
 *     cc -rdynamic -DRUNTIME=166688 -DVERSION=0x030b07f0 -o python3.11 python.c
 */
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#ifdef RUNTIME
/* As CPython has it: with something in it from the start. */
char _PyRuntime[RUNTIME] __attribute__((aligned(32))) = {1};
#endif

#ifdef VERSION
#ifdef CHANGES
unsigned long Py_Version = VERSION;
#else
const unsigned long Py_Version = VERSION;
#endif
#endif

#ifndef NAMELESS
void Py_Initialize(void) {}
#endif
#ifdef RUNS_TEXTS
int PyRun_SimpleString(const char *text) { return text == 0; }
#endif
#ifdef DEBUG
long _Py_RefTotal;
#endif
#ifdef FREE_THREADED
void _Py_DecRefShared(void) {}
#endif
#ifdef TEXT
const char text[] = "/versions/" TEXT;
#endif

/* An interpreter: its collector's state is at GC, the pointer to it at MAIN. */
static char interpreter[16384] __attribute__((aligned(32)));

#ifdef MAIN
static void start(void) {
  char *gc = interpreter + GC;
  void *main = interpreter;
  memcpy(_PyRuntime + MAIN, &main, sizeof main);
  for (int generation = 0; generation < 3; generation++) {
    char *at = gc + 24 + 24 * generation;
    int32_t numbers[2] = {1000 + generation, 10 + generation};
    int64_t stats[3] = {100 + generation, 5000000000 + generation, generation};
    memcpy(at, &at, sizeof at);
    memcpy(at + 8, &at, sizeof at);
    memcpy(at + 16, numbers, sizeof numbers);
    memcpy(gc + 128 + 24 * generation, stats, sizeof stats);
  }
#ifdef STARTED
  int32_t started = 1;
  memcpy(_PyRuntime + STARTED, &started, sizeof started);
#endif
#ifdef FINALIZES
  memcpy(_PyRuntime + FINALIZES, &main, sizeof main);
#endif
#ifdef QUEUE
  int32_t first = FIRST;
  memcpy(interpreter + QUEUE, &first, sizeof first);
#endif
  int32_t enabled = ENABLED;
  int64_t lived[2] = {12345, 678};
  memcpy(gc + 12, &enabled, sizeof enabled);
  memcpy(gc + 224, lived, sizeof lived);
}
#endif

#ifdef POINTER
static void start(void) {
  uint64_t pointer = POINTER;
  memcpy(_PyRuntime + 48, &pointer, sizeof pointer);
}
#endif

int main(void) {
#if defined(MAIN) || defined(POINTER)
  start();
#endif
#ifdef CHANGES
  Py_Version = CHANGES;
#endif
  /* That nothing of it is left out. */
  if (interpreter[0] != 0) return 1;
#ifdef TEXT
  if (strlen(text) == 0) return 1;
#endif
  puts("runs");
  fflush(stdout);
  while (getchar() != EOF) {
  }
  return 0;
}
