/*
 * A program that has a file called libjvm.so mapped and no JVM in it, by what it is compiled with. Taken for a JVM it
 * would die of SIGQUIT. Says `ready`, and waits.
 *
 *     argument 1  the library that it loads
 *     -DMAPS      has the library's bytes mapped only, and none of it as code
 *     -DHANDLER   has a handler for SIGQUIT, and is no JVM for all that
 *     -DTHREADS   and threads that are called like those of a JVM, which hold SIGQUIT back
 *
 * With -DLIBRARY it is that library, with -DCREATES one that exports what a JVM does.
 */
#ifdef LIBRARY
#ifdef CREATES
void JNI_CreateJavaVM(void) {}
#else
void somethingElse(void) {}
#endif
#else
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#ifdef HANDLER
static void leave(int signal) {
  _exit(signal);
}
#endif

#ifdef THREADS
static pthread_barrier_t named;

static void *wait_as(void *name) {
  sigset_t quit;
  sigemptyset(&quit);
  sigaddset(&quit, SIGQUIT);
  pthread_sigmask(SIG_BLOCK, &quit, NULL);
  pthread_setname_np(pthread_self(), name);
  pthread_barrier_wait(&named);
  for (;;) pause();
  return NULL;
}
#endif

int main(int count, char **arguments) {
  if (count < 2) return 2;
#ifdef MAPS
  if (mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, open(arguments[1], O_RDONLY), 0) == MAP_FAILED) return 3;
#else
  if (dlopen(arguments[1], RTLD_NOW) == NULL) return 3;
#endif
#ifdef HANDLER
  signal(SIGQUIT, leave);
#endif
#ifdef THREADS
  pthread_t thread;
  pthread_barrier_init(&named, NULL, 3);
  pthread_create(&thread, NULL, wait_as, "VM Thread");
  pthread_create(&thread, NULL, wait_as, "Signal Dispatch");
  pthread_barrier_wait(&named);
#endif
  puts("ready");
  fflush(stdout);
  for (;;) pause();
}
#endif
