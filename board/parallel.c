// SPDX-License-Identifier: Apache-2.0
// One loop on several threads: each takes the next index until none is left.
#include "board/parallel.h"

#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

struct loop {
  atomic_size_t next;
  size_t count;
  void (*work)(void *, size_t);
  void *context;
};

static void *run(void *argument) {
  struct loop *loop = argument;
  for (size_t i; (i = atomic_fetch_add(&loop->next, 1)) < loop->count;) loop->work(loop->context, i);
  return NULL;
}

unsigned parallel_threads(unsigned threads) {
  long processors = sysconf(_SC_NPROCESSORS_ONLN);
  if (threads == 0) threads = processors > 0 ? (unsigned)processors : 1;
  return threads > THREADS_MAX ? THREADS_MAX : threads;
}

// The calling thread works too, so that the loop is done even where no other thread can be made.
void parallel_for(unsigned threads, size_t count, void (*work)(void *, size_t), void *context) {
  struct loop loop = {.count = count, .work = work, .context = context};
  pthread_t others[THREADS_MAX];
  unsigned wanted = parallel_threads(threads), started = 0;
  for (; started + 1 < wanted && started + 1 < count; started++)
    if (pthread_create(&others[started], NULL, run, &loop) != 0) break;
  run(&loop);
  for (unsigned i = 0; i < started; i++) (void)pthread_join(others[i], NULL);
}
