/*
 * Prints the row of `offsets.ts` for the version of CPython whose headers it is compiled with:
 *
 *     cc -DPy_BUILD_CORE -I "$PREFIX/include/python3.X" -o /tmp/offsets src/runtime/python/offsets.c && /tmp/offsets
 *
 * The internal headers belong to CPython's own build: Debian has them in libpython3.X-dev, pyenv with each version. A
 * debug or a free-threaded build has other layouts, and its headers are refused.
 */
#include <Python.h>
#include <internal/pycore_runtime.h>
#include <internal/pycore_interp.h>
#include <internal/pycore_gc.h>
#include <stddef.h>
#include <stdio.h>

#if defined(Py_DEBUG) || defined(Py_TRACE_REFS) || defined(Py_GIL_DISABLED)
#error "not a usual build: its layout is not what is wanted"
#endif

#if defined(__x86_64__)
#define MACHINE "x86-64"
#elif defined(__aarch64__)
#define MACHINE "aarch64"
#else
#error "a machine that ntop does not read the memory of"
#endif

/* 3.9 keeps the name under which the state was once global. */
typedef struct _gc_runtime_state Gc;

int main(void) {
  printf("  // %s\n", PY_VERSION);
  printf("  {\n    minor: %d,\n    machine: '%s',\n    runtimeBytes: %zu,\n", PY_MINOR_VERSION, MACHINE,
         sizeof(_PyRuntimeState));
  printf("    mainInterpreter: %zu,\n    gc: %zu,\n    enabled: %zu,\n    generations: %zu,\n    stats: %zu,\n",
         offsetof(_PyRuntimeState, interpreters.main), offsetof(PyInterpreterState, gc), offsetof(Gc, enabled),
         offsetof(Gc, generations), offsetof(Gc, generation_stats));
  printf("    longLivedTotal: %zu,\n    longLivedPending: %zu,\n  },\n", offsetof(Gc, long_lived_total),
         offsetof(Gc, long_lived_pending));
  /* What is alike in all of them is written once in offsets.ts, and must be so. */
  _Static_assert(NUM_GENERATIONS == 3, "generations");
  _Static_assert(sizeof(struct gc_generation) == 24 && sizeof(struct gc_generation_stats) == 24, "strides");
  _Static_assert(offsetof(struct gc_generation, threshold) == 16, "threshold");
  _Static_assert(offsetof(struct gc_generation, count) == 20, "count");
  _Static_assert(offsetof(struct gc_generation_stats, collections) == 0, "collections");
  _Static_assert(offsetof(struct gc_generation_stats, collected) == 8, "collected");
  _Static_assert(offsetof(struct gc_generation_stats, uncollectable) == 16, "uncollectable");
  return 0;
}
