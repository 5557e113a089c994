// SPDX-License-Identifier: Apache-2.0
// Spans of time for people, written and spoken.
#include "board/journal/period.h"

#include <assert.h>

#include "board/journal/page.h"

static const char *const days[] = {"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"};
static const char *const months[] = {"January", "February", "March",     "April",   "May",      "June",
                                     "July",    "August",   "September", "October", "November", "December"};

static void to_utc(struct tm *local, void *context, int64_t seconds) {
  (void)context;
  time_t time = (time_t)seconds;
  (void)gmtime_r(&time, local);
}

const struct scr_zone scr_zone_utc = {"UTC", to_utc, NULL};

struct ends {
  struct tm begin, end;
  bool same_day;
};

static struct ends ends_of(const struct scr_zone *zone, uint64_t begin, uint64_t end) {
  struct ends ends;
  zone->local(&ends.begin, zone->context, (int64_t)begin);
  zone->local(&ends.end, zone->context, (int64_t)end);
  ends.same_day = ends.begin.tm_yday == ends.end.tm_yday && ends.begin.tm_year == ends.end.tm_year;
  return ends;
}

// --- written ---

static void add_day(struct scr_text *text, const struct tm *time) {
  scr_text_add_format(text, "%s %d %s %d", days[time->tm_wday], time->tm_mday, months[time->tm_mon],
                      time->tm_year + 1900);
}

void scr_text_add_period(struct scr_text *text, const struct scr_zone *zone, uint64_t begin, uint64_t end) {
  struct ends ends = ends_of(zone, begin, end);
  add_day(text, &ends.begin);
  scr_text_add_format(text, ", %02d:%02d to ", ends.begin.tm_hour, ends.begin.tm_min);
  if (!ends.same_day) {
    add_day(text, &ends.end);
    scr_text_add(text, ", ");
  }
  scr_text_add_format(text, "%02d:%02d (", ends.end.tm_hour, ends.end.tm_min);
  text_add_shown(text, zone->name);
  scr_text_add(text, ")");
}

void text_add_short_period(struct scr_text *text, const struct scr_zone *zone, uint64_t begin, uint64_t end) {
  struct ends ends = ends_of(zone, begin, end);
  char day[32];
  (void)strftime(day, sizeof day, "%Y-%m-%d", &ends.begin);
  scr_text_add_format(text, "%s %02d:%02d to ", day, ends.begin.tm_hour, ends.begin.tm_min);
  (void)strftime(day, sizeof day, "%Y-%m-%d ", &ends.end);
  scr_text_add_format(text, "%s%02d:%02d", ends.same_day ? "" : day, ends.end.tm_hour, ends.end.tm_min);
}

// --- spoken ---

static const char *const small[] = {"zero",     "one",     "two",     "three",     "four",     "five",    "six",
                                    "seven",    "eight",   "nine",    "ten",       "eleven",   "twelve",  "thirteen",
                                    "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"};
static const char *const tens[] = {"",      "",      "twenty",  "thirty", "forty",
                                   "fifty", "sixty", "seventy", "eighty", "ninety"};
static const char *const ordinals[] = {"zeroth",    "first",     "second",      "third",      "fourth",
                                       "fifth",     "sixth",     "seventh",     "eighth",     "ninth",
                                       "tenth",     "eleventh",  "twelfth",     "thirteenth", "fourteenth",
                                       "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth"};

static void add_below_hundred(struct scr_text *text, unsigned number) {
  if (number < 20) {
    scr_text_add(text, small[number]);
    return;
  }
  scr_text_add(text, tens[number / 10]);
  if (number % 10) scr_text_add_format(text, "-%s", small[number % 10]);
}

void text_add_spoken_number(struct scr_text *text, unsigned number) {
  assert(number < 10000);
  unsigned thousands = number / 1000, hundreds = number / 100 % 10, rest = number % 100;
  if (thousands) scr_text_add_format(text, "%s thousand", small[thousands]);
  if (hundreds) scr_text_add_format(text, "%s%s hundred", thousands ? " " : "", small[hundreds]);
  if (number >= 100 && rest) scr_text_add(text, " and ");
  if (rest || number == 0) add_below_hundred(text, rest);
}

static void add_ordinal(struct scr_text *text, unsigned day) {
  if (day < 20)
    scr_text_add(text, ordinals[day]);
  else if (day % 10 == 0)
    scr_text_add(text, day == 20 ? "twentieth" : "thirtieth");
  else
    scr_text_add_format(text, "%s-%s", tens[day / 10], ordinals[day % 10]);
}

static void add_spoken_day(struct scr_text *text, const struct tm *time) {
  scr_text_add_format(text, "%s, the ", days[time->tm_wday]);
  add_ordinal(text, (unsigned)time->tm_mday);
  scr_text_add_format(text, " of %s, ", months[time->tm_mon]);
  text_add_spoken_number(text, (unsigned)(time->tm_year + 1900) % 10000);
}

static void add_count(struct scr_text *text, unsigned number, const char *unit) {
  add_below_hundred(text, number);
  scr_text_add_format(text, " %s%s", unit, number == 1 ? "" : "s");
}

static void add_spoken_time(struct scr_text *text, const struct tm *time) {
  add_count(text, (unsigned)time->tm_hour, "hour");
  if (time->tm_min == 0) return;
  scr_text_add(text, " ");
  add_count(text, (unsigned)time->tm_min, "minute");
}

void text_add_spoken_period(struct scr_text *text, const struct scr_zone *zone, uint64_t begin, uint64_t end) {
  struct ends ends = ends_of(zone, begin, end);
  scr_text_add(text, "on ");
  add_spoken_day(text, &ends.begin);
  scr_text_add(text, ", between ");
  add_spoken_time(text, &ends.begin);
  scr_text_add(text, " and ");
  add_spoken_time(text, &ends.end);
  if (!ends.same_day) scr_text_add(text, " on ");
  if (!ends.same_day) add_spoken_day(text, &ends.end);
  scr_text_add(text, ", in the time of ");
  text_add_shown(text, zone->name);
}
