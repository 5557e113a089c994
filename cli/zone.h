// SPDX-License-Identifier: Apache-2.0
// Times in a named zone (IANA; empty means UTC).
#ifndef SCRUTINEER_CLI_ZONE_H
#define SCRUTINEER_CLI_ZONE_H

#include <time.h>

time_t zone_to_utc(const char *zone, struct tm *local);  // -1 if there is no such time
void zone_from_utc(struct tm *local, const char *zone, time_t seconds);

#endif
