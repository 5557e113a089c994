// SPDX-License-Identifier: Apache-2.0
// Spans of time, spoken, and short.
#ifndef SCRUTINEER_BOARD_JOURNAL_PERIOD_H
#define SCRUTINEER_BOARD_JOURNAL_PERIOD_H

#include "scrutineer/receipt.h"

// "two thousand and twenty-six"; number < 10000.
void text_add_spoken_number(struct scr_text *text, unsigned number);
// "on Friday, the sixth of March, two thousand and twenty-six, between seventeen hours and seventeen hours fifteen minutes,
// in the time of Europe/London".
void text_add_spoken_period(struct scr_text *text, const struct scr_zone *zone, uint64_t begin, uint64_t end);
// "2026-03-06 17:00 to 17:15", for lines of a table: the day of the end where that is another one, and no zone.
void text_add_short_period(struct scr_text *text, const struct scr_zone *zone, uint64_t begin, uint64_t end);

#endif
