// SPDX-License-Identifier: Apache-2.0
// Times in a named zone. The C library knows one zone at a time, so it is set and set back.
#include "cli/zone.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define CHANGE_MAX (3 * 3600)  // clocks are never put back by more than that
#define STEP 900               // and by whole quarters of an hour

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

// Whether the clocks show this local time then.
static bool shows(time_t seconds, const struct tm *local) {
  struct tm then;
  return localtime_r(&seconds, &then) && then.tm_year == local->tm_year && then.tm_mon == local->tm_mon &&
         then.tm_mday == local->tm_mday && then.tm_hour == local->tm_hour && then.tm_min == local->tm_min;
}

// mktime takes any numbers and makes some time of them; so what it gives is looked at again, and so are the times around it.
enum zone_answer zone_to_utc(time_t *seconds, const char *zone, const struct tm *local) {
  struct tm copy = *local;
  copy.tm_isdst = -1;
  char *kept = enter(zone);
  time_t made = mktime(&copy);
  enum zone_answer answer = shows(made, local) ? ZONE_ONCE : ZONE_NEVER;
  for (time_t away = STEP; away <= CHANGE_MAX && answer == ZONE_ONCE; away += STEP)
    if (shows(made - away, local) || shows(made + away, local)) answer = ZONE_TWICE;
  leave(kept);
  *seconds = made;
  return answer;
}

void zone_from_utc(struct tm *local, const char *zone, time_t seconds) {
  char *kept = enter(zone);
  (void)localtime_r(&seconds, local);
  leave(kept);
}
