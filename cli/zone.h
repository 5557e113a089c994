// SPDX-License-Identifier: Apache-2.0
// Times in a named zone (IANA; empty means UTC).
#ifndef SCRUTINEER_CLI_ZONE_H
#define SCRUTINEER_CLI_ZONE_H

#include <time.h>

enum zone_answer {
  ZONE_ONCE,
  ZONE_NEVER,  // no such day, or the clocks skip this time
  ZONE_TWICE   // the clocks pass it twice
};
// Seconds since 1970 of a local time to the minute.
enum zone_answer zone_to_utc(time_t *seconds, const char *zone, const struct tm *local);
void zone_from_utc(struct tm *local, const char *zone, time_t seconds);

#endif
