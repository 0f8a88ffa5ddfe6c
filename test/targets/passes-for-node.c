/*
 * A program that exports some of what Node exports, by what it is compiled with, and has no handler for SIGUSR1 or has
 * one that ends it: taken for a Node it would die. Says `ready`, and waits.
 *
 *     -DNODE_API  offers Node-API, as Deno does
 *     -DHOOK      and Node's hooks for addons, as Bun does
 *     -DSTART     and node::Start, as Node does
 *     -DHANDLER   has a handler for SIGUSR1, and is no Node for all that
 *     -DHOLDS     and holds it back
 */
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#ifdef NODE_API
void napi_create_function(void) {}
#endif
#ifdef HOOK
void _ZN4node25AddEnvironmentCleanupHookEPN2v87IsolateEPFvPvES3_(void) {}
#endif
#ifdef START
void _ZN4node5StartEiPPc(void) {}
#endif

#ifdef HANDLER
static void leave(int signal) {
  _exit(signal);
}
#endif

int main(void) {
#ifdef HANDLER
  signal(SIGUSR1, leave);
#endif
#ifdef HOLDS
  sigset_t held;
  sigemptyset(&held);
  sigaddset(&held, SIGUSR1);
  sigprocmask(SIG_BLOCK, &held, 0);
#endif
  puts("ready");
  fflush(stdout);
  for (;;) pause();
}
