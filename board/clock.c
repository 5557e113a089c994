// SPDX-License-Identifier: Apache-2.0
#include "board/clock.h"

#include <time.h>

#define TRUSTED_SECONDS 1e-3

static double seconds(clockid_t clock) {
  struct timespec now;
  (void)clock_gettime(clock, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

// A thread's processor time is a question to the system, which is asked only where a millisecond has passed; in between, what
// passes is taken to be processor time. What was given too much, since the thread waited, is not given again.
double processor_seconds(void) {
  static _Thread_local double asked, answer, given;
  double now = seconds(CLOCK_MONOTONIC);
  if (asked == 0 || now - asked > TRUSTED_SECONDS) {
    answer = seconds(CLOCK_THREAD_CPUTIME_ID);
    asked = now;
  }
  double passed = answer + (now - asked);
  if (passed > given) given = passed;
  return given;
}

double processor_seconds_since(double *start) {
  double now = processor_seconds(), passed = now - *start;
  *start = now;
  return passed;
}
