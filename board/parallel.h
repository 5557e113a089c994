// SPDX-License-Identifier: Apache-2.0
// One loop on several threads, and how many threads there are.
#ifndef SCRUTINEER_BOARD_PARALLEL_H
#define SCRUTINEER_BOARD_PARALLEL_H

#include <stddef.h>

#define THREADS_MAX 256

// How many threads are used where `threads` were asked for; 0: one for each processor.
unsigned parallel_threads(unsigned threads);
// Calls work(context, i) for every i below count, on several threads (0: one for each processor). Done when it returns.
void parallel_for(unsigned threads, size_t count, void (*work)(void *context, size_t i), void *context);

#endif
