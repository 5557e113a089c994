// SPDX-License-Identifier: Apache-2.0
// How many ballots came in by which method, and when; and how many papers. The answer to "who cast electronic votes, by what
// method, and when" that names nobody: nothing goes into it but methods, periods and numbers (TBL-2). A look-up over a list of
// ballots and a journal, which verifies neither. Public data; variable time.
#ifndef SCRUTINEER_BALLOT_TABLE_H
#define SCRUTINEER_BALLOT_TABLE_H

#include "scrutineer/ballot_list.h"

SCR_C_BEGIN

#define SCR_TABLE_ROWS 40  // as long as months do, there are no more: periods are as long as that wants

// Slots are put together to these. X(symbol, name)
// clang-format off
#define SCR_TABLE_PERIODS(X)               \
  X(SCR_PERIOD_SLOT, "slot")               \
  X(SCR_PERIOD_HOUR, "hour")               \
  X(SCR_PERIOD_SIX_HOURS, "six hours")     \
  X(SCR_PERIOD_DAY, "day")                 \
  X(SCR_PERIOD_MONTH, "month")
// clang-format on
enum scr_table_period {
#define X(symbol, name) symbol,
  SCR_TABLE_PERIODS(X)
#undef X
      SCR_TABLE_PERIODS_N
};
SCR_API const char *scr_table_period_name(enum scr_table_period period);

struct scr_table_cell {
  uint64_t counted, replaced;  // ballots
};

// A period in which ballots came. Those that have none are left out.
struct scr_table_row {
  uint64_t first, last;  // the first and the last slot of it in which ballots came
  struct scr_table_cell cells[SCR_METHOD_COUNT];
};

// What became of the papers of an entry point.
struct scr_table_papers {
  char point[SCR_ROLE_NAME_MAX + 1];
  enum scr_method method;
  uint64_t voids;  // credentials voided for papers
  bool counted;    // what follows is known
  uint64_t issued, replaced, returned, unaccounted, valid, rejected;
};

struct scr_ballot_table {
  enum scr_table_period period;
  uint64_t slot_seconds;
  bool closed;                        // nothing can come any more
  bool has_method[SCR_METHOD_COUNT];  // of the setup record
  size_t rows_n;
  struct scr_table_row *rows;  // in order of time
  struct scr_table_cell total[SCR_METHOD_COUNT];
  uint64_t unplaced;  // ballots that the journal doesn't have, or that can't be read: never on a board that verifies
  size_t papers_n;
  struct scr_table_papers papers[SCR_ENTRY_POINTS_MAX];  // of entry points that have any, in the record's order
};

// Counts. Each ballot is in one cell, or unplaced (TBL-1). `list` and `journal` are of the same election. What
// scr_entry_read says, SCR_E_MEMORY.
SCR_API SCR_MUST_USE enum scr_status scr_ballot_table_new(
    struct scr_ballot_table **table, const struct scr_ballot_list *list, const struct scr_log *journal,
    const struct scr_setup_record *record, const struct scr_election *election, const struct scr_zone *zone);
SCR_API void scr_ballot_table_free(struct scr_ballot_table *table);
// All methods together.
SCR_API struct scr_table_cell scr_table_row_sum(const struct scr_table_cell cells[SCR_METHOD_COUNT]);
// "2026-03-06 17:00 to 18:00", "2026-03-06", "2026-03": the period that a row is for.
SCR_API void scr_text_add_table_period(struct scr_text *text, const struct scr_ballot_table *table,
                                       const struct scr_table_row *row, const struct scr_zone *zone);

// The same numbers in four forms; the same table in the same zone gives the same bytes (TBL-3).
SCR_API void scr_text_add_table_text(struct scr_text *text, const struct scr_ballot_table *table,
                                     const struct scr_election *election, const struct scr_zone *zone);
SCR_API void scr_text_add_table_json(struct scr_text *text, const struct scr_ballot_table *table,
                                     const struct scr_election *election, const struct scr_zone *zone);
// Bars, as one <svg> element.
SCR_API void scr_text_add_table_chart(struct scr_text *text, const struct scr_ballot_table *table,
                                      const struct scr_election *election, const struct scr_zone *zone);
// A page of HTML, without scripts and with nothing from elsewhere, that has the chart and the numbers.
SCR_API void scr_text_add_table_page(struct scr_text *text, const struct scr_ballot_table *table,
                                     const struct scr_election *election, const struct scr_zone *zone);

SCR_C_END
#endif
