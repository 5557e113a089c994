// SPDX-License-Identifier: Apache-2.0
// What a check costs.
#ifndef SCRUTINEER_BOARD_CLOCK_H
#define SCRUTINEER_BOARD_CLOCK_H

#include <time.h>

// Processor seconds of this thread.
static inline double processor_seconds(void) {
  struct timespec now;
  (void)clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

// How many have passed since *start, which is then set to now.
static inline double processor_seconds_since(double *start) {
  double now = processor_seconds(), passed = now - *start;
  *start = now;
  return passed;
}

#endif
