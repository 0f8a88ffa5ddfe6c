/*
 * A program of its own that has a Python inside, as gdb or uWSGI do: runs a script by it, in its main thread or in another,
 * and when that is over has Python end and says `finalized`. Goes on then: answers `?` with `goes on`, begins anew at `a`, and
 * ends with its input.
 *
 *     cc -o server embeds-python.c -ldl -lpthread
 *     server main|thread LIBPYTHON SCRIPT
 */
#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void *library;
static const char *script;

static void *find(const char *name) {
  void *found = dlsym(library, name);
  if (found == NULL) {
    fprintf(stderr, "%s\n", dlerror());
    exit(2);
  }
  return found;
}

static void *run(void *nothing) {
  void (*initialize)(void) = (void (*)(void))find("Py_Initialize");
  int (*run_text)(const char *) = (int (*)(const char *))find("PyRun_SimpleString");
  int (*finalize)(void) = (int (*)(void))find("Py_FinalizeEx");
  char text[4096];
  snprintf(text, sizeof text, "exec(compile(open('%s').read(), '%s', 'exec'), {'__name__': '__main__'})", script, script);
  initialize();
  run_text(text);
  finalize();
  return nothing;
}

static void *wait_for_ever(void *nothing) {
  for (;;) pause();
  return nothing;
}

int main(int count, char **words) {
  if (count != 4) return 2;
  pthread_t other;
  /* One that Python knows nothing of. */
  pthread_create(&other, NULL, wait_for_ever, NULL);
  script = words[3];
  library = dlopen(words[2], RTLD_NOW | RTLD_GLOBAL);
  if (library == NULL) {
    fprintf(stderr, "%s\n", dlerror());
    return 2;
  }
  for (;;) {
    if (strcmp(words[1], "thread") == 0) {
      pthread_create(&other, NULL, run, NULL);
      pthread_join(other, NULL);
    } else {
      run(NULL);
    }
    puts("finalized");
    fflush(stdout);
    char letter;
    ssize_t got;
    while ((got = read(0, &letter, 1)) > 0 && letter != 'a') {
      if (letter == '?') {
        puts("goes on");
        fflush(stdout);
      }
    }
    if (got <= 0) return 0;
  }
}
