// SPDX-License-Identifier: Apache-2.0
// Times in a named zone. The C library knows one zone at a time, so it is set and set back.
#include <stdlib.h>
#include <string.h>

#include "cli/zone.h"

static char *enter(const char *zone) {
  char *before = getenv("TZ");
  char *kept = before ? strdup(before) : NULL;
  (void)setenv("TZ", zone[0] ? zone : "UTC", 1);
  tzset();
  return kept;
}

static void leave(char *kept) {
  if (kept)
    (void)setenv("TZ", kept, 1);
  else
    (void)unsetenv("TZ");
  tzset();
  free(kept);
}

time_t zone_to_utc(const char *zone, struct tm *local) {
  char *kept = enter(zone);
  time_t seconds = mktime(local);
  leave(kept);
  return seconds;
}

void zone_from_utc(struct tm *local, const char *zone, time_t seconds) {
  char *kept = enter(zone);
  (void)localtime_r(&seconds, local);
  leave(kept);
}
