// SPDX-License-Identifier: Apache-2.0
// What a check costs: the time that passes while a thread works on it. The clock that counts a processor's time alone is a call of
// the kernel, which costs as much as some of what would be measured; this one is read without.
#ifndef SCRUTINEER_BOARD_CLOCK_H
#define SCRUTINEER_BOARD_CLOCK_H

#include <time.h>

static inline double seconds_now(void) {
  struct timespec now;
  (void)clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

// How many have passed since *start, which is then set to now.
static inline double seconds_since(double *start) {
  double now = seconds_now(), passed = now - *start;
  *start = now;
  return passed;
}

#endif
