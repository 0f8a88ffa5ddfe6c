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

/* How a call is put into the queue: by version, as CPython changed its mind about it. */
typedef struct _pending_calls Calls;

#if PY_VERSION_HEX >= 0x030d0000
#define LAST next
#define TO_DO npending
#else
#define LAST last
#define TO_DO calls_to_do
#endif

#if PY_VERSION_HEX >= 0x030c0000
#define AUDIT_HOOKS audit_hooks.head
#else
#define AUDIT_HOOKS audit_hook_head
#endif

#if PY_VERSION_HEX >= 0x030b0000
#define STACK_BYTES threads.stacksize
#else
#define STACK_BYTES pythread_stacksize
#endif

#define IN_INTERPRETER(field) offsetof(PyInterpreterState, field)
#define IN_CALLS(field) (IN_INTERPRETER(ceval.pending) + offsetof(Calls, field))
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static void print_calls(void) {
  printf("    initialized: %zu,\n    finalizing: %zu,\n    auditHooks: %zu,\n", offsetof(_PyRuntimeState, initialized),
         offsetof(_PyRuntimeState, _finalizing), offsetof(_PyRuntimeState, AUDIT_HOOKS));
  printf("    ownFinalizing: %zu,\n    ownAuditHooks: %zu,\n    stackBytes: %zu,\n", IN_INTERPRETER(finalizing),
         IN_INTERPRETER(audit_hooks), IN_INTERPRETER(STACK_BYTES));
  printf("    calls: %zu,\n    callBytes: %zu,\n    callCount: %zu,\n", IN_CALLS(calls),
         sizeof(((Calls *)0)->calls[0]), COUNT(((Calls *)0)->calls));
  printf("    firstCall: %zu,\n    lastCall: %zu,\n    callsToDo: %zu,\n", IN_CALLS(first), IN_CALLS(LAST),
         IN_CALLS(TO_DO));
#if PY_VERSION_HEX >= 0x030d0000
  printf("    mainThread: %zu,\n    threads: %zu,\n    nextThread: %zu,\n", offsetof(_PyRuntimeState, main_tstate),
         IN_INTERPRETER(threads.head), offsetof(PyThreadState, next));
  printf("    evalBreaker: %zu,\n", offsetof(PyThreadState, eval_breaker));
#else
  printf("    evalBreaker: %zu,\n    dropRequest: %zu,\n    asyncException: %zu,\n", IN_INTERPRETER(ceval.eval_breaker),
         IN_INTERPRETER(ceval.gil_drop_request), IN_CALLS(async_exc));
  printf("    signalsPending: %zu,\n", offsetof(_PyRuntimeState, ceval.signals_pending));
#endif
  _Static_assert(offsetof(Calls, calls[0].arg) - offsetof(Calls, calls[0].func) == 8, "a function, then its argument");
}

int main(void) {
  printf("  // %s\n", PY_VERSION);
  printf("  {\n    minor: %d,\n    machine: '%s',\n    runtimeBytes: %zu,\n", PY_MINOR_VERSION, MACHINE,
         sizeof(_PyRuntimeState));
  printf("    mainInterpreter: %zu,\n    gc: %zu,\n    enabled: %zu,\n    generations: %zu,\n    stats: %zu,\n",
         offsetof(_PyRuntimeState, interpreters.main), offsetof(PyInterpreterState, gc), offsetof(Gc, enabled),
         offsetof(Gc, generations), offsetof(Gc, generation_stats));
  printf("    longLivedTotal: %zu,\n    longLivedPending: %zu,\n", offsetof(Gc, long_lived_total),
         offsetof(Gc, long_lived_pending));
  print_calls();
  printf("  },\n");
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
