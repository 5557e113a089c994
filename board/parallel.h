// SPDX-License-Identifier: Apache-2.0
// One loop on several threads.
#ifndef SCRUTINEER_BOARD_PARALLEL_H
#define SCRUTINEER_BOARD_PARALLEL_H

#include <stddef.h>

// Calls work(context, i) for every i below count, on several threads (0: one for each processor). Done when it returns.
void parallel_for(unsigned threads, size_t count, void (*work)(void *context, size_t i), void *context);

#endif
