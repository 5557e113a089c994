// SPDX-License-Identifier: Apache-2.0
// Counting ballots by method and time, and papers by entry point; as text and as JSON.
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "board/journal/period.h"
#include "scrutineer/ballot_table.h"

static const char *const period_names[SCR_TABLE_PERIODS_N] = {
#define X(symbol, name) name,
    SCR_TABLE_PERIODS(X)
#undef X
};

const char *scr_table_period_name(enum scr_table_period period) {
  return period_names[period];
}

struct scr_table_cell scr_table_row_sum(const struct scr_table_cell cells[SCR_METHOD_COUNT]) {
  struct scr_table_cell sum = {0, 0};
  for (int i = 0; i < SCR_METHOD_COUNT; i++) {
    sum.counted += cells[i].counted;
    sum.replaced += cells[i].replaced;
  }
  return sum;
}

// --- periods ---

// A slot with its place in the zone's calendar.
struct placed {
  const struct scr_listed_ballot *ballot;
  struct tm local;
};

static bool same_month(const struct tm *a, const struct tm *b) {
  return a->tm_year == b->tm_year && a->tm_mon == b->tm_mon;
}

static bool same_day(const struct tm *a, const struct tm *b) {
  return same_month(a, b) && a->tm_mday == b->tm_mday;
}

// Whether two slots are of one period. Where clocks are put back, an hour that is passed twice is one.
static bool together(enum scr_table_period period, const struct placed *a, const struct placed *b) {
  switch (period) {
    case SCR_PERIOD_SLOT: return a->ballot->came == b->ballot->came;
    case SCR_PERIOD_HOUR: return same_day(&a->local, &b->local) && a->local.tm_hour == b->local.tm_hour;
    case SCR_PERIOD_SIX_HOURS: return same_day(&a->local, &b->local) && a->local.tm_hour / 6 == b->local.tm_hour / 6;
    case SCR_PERIOD_DAY: return same_day(&a->local, &b->local);
    default: return same_month(&a->local, &b->local);
  }
}

static size_t count_rows(enum scr_table_period period, const struct placed *placed, size_t count) {
  size_t rows = count > 0;
  for (size_t i = 1; i < count; i++) rows += !together(period, &placed[i - 1], &placed[i]);
  return rows;
}

static uint64_t seconds_of(enum scr_table_period period) {
  return period == SCR_PERIOD_HOUR ? 3600 : period == SCR_PERIOD_SIX_HOURS ? 6 * 3600 : 86400;
}

// The shortest that makes few enough rows; none is shorter than a slot.
static enum scr_table_period choose_period(size_t *rows, const struct placed *placed, size_t count, uint64_t slot) {
  int period = SCR_PERIOD_SLOT;
  for (; period < SCR_PERIOD_MONTH; period++) {
    if (period != SCR_PERIOD_SLOT && seconds_of((enum scr_table_period)period) < slot) continue;
    if (count_rows((enum scr_table_period)period, placed, count) <= SCR_TABLE_ROWS) break;
  }
  *rows = count_rows((enum scr_table_period)period, placed, count);
  return (enum scr_table_period)period;
}

// --- ballots ---

static int by_time(const void *a, const void *b) {
  const struct scr_listed_ballot *first = ((const struct placed *)a)->ballot,
                                 *second = ((const struct placed *)b)->ballot;
  if (first->came != second->came) return first->came < second->came ? -1 : 1;
  return first->place < second->place ? -1 : first->place > second->place;
}

static void add_ballot(struct scr_ballot_table *table, struct scr_table_row *row,
                       const struct scr_listed_ballot *ballot) {
  bool counts = ballot->replaced_by == SIZE_MAX;
  row->last = ballot->came;
  row->cells[ballot->method].counted += counts;
  row->cells[ballot->method].replaced += !counts;
  table->total[ballot->method].counted += counts;
  table->total[ballot->method].replaced += !counts;
}

// A zone's clock is slow to ask: once for each slot.
static void ask_clock(struct placed *placed, size_t count, uint64_t slot, const struct scr_zone *zone) {
  for (size_t i = 0; i < count; i++) {
    uint64_t came = placed[i].ballot->came;
    if (i > 0 && placed[i - 1].ballot->came == came)
      placed[i].local = placed[i - 1].local;
    else
      zone->local(&placed[i].local, zone->context, (int64_t)(came * slot));
  }
}

// TBL-1, TBL-4: a ballot counts if none of its credential follows it, as for the tally (BAL-5).
static bool count_ballots(struct scr_ballot_table *table, const struct scr_ballot_list *list,
                          const struct scr_zone *zone) {
  size_t count = 0, row = 0;
  struct placed *placed = calloc(list->count + 1, sizeof *placed);
  if (!placed) return false;
  for (size_t i = 0; i < list->count; i++) {
    bool can = list->ballots[i].has_entry && list->ballots[i].is_readable;
    if (can) placed[count++].ballot = &list->ballots[i];
    table->unplaced += !can;
  }
  qsort(placed, count, sizeof *placed, by_time);
  ask_clock(placed, count, list->slot_seconds, zone);
  table->period = choose_period(&table->rows_n, placed, count, list->slot_seconds);
  table->rows = calloc(table->rows_n + 1, sizeof *table->rows);
  for (size_t i = 0; table->rows && i < count; i++) {
    if (i > 0 && !together(table->period, &placed[i - 1], &placed[i])) row++;
    if (i == 0 || !together(table->period, &placed[i - 1], &placed[i])) table->rows[row].first = placed[i].ballot->came;
    add_ballot(table, &table->rows[row], placed[i].ballot);
  }
  free(placed);
  return table->rows != NULL;
}

// --- papers ---

static void take_void(struct scr_table_papers *papers, const struct scr_signed_act *act,
                      const struct scr_setup_record *record) {
  for (size_t i = 0; i < act->signatures_n && act->act.reason == SCR_REASON_PAPER; i++) {
    const char *by = act->signatures[i].by;
    const struct scr_entry_point *point = scr_setup_record_entry_point(record, by, strlen(by));
    if (!point) continue;
    papers[point - record->entry_points].voids++;
    return;
  }
}

static void take_count(struct scr_table_papers *papers, const struct scr_act *act,
                       const struct scr_setup_record *record) {
  const struct scr_entry_point *point = scr_setup_record_entry_point(record, act->point, strlen(act->point));
  const struct scr_paper_count *count = &act->paper;
  if (!point) return;
  struct scr_table_papers *to = &papers[point - record->entry_points];
  to->counted = true;
  to->issued = count->issued;
  to->replaced = count->replaced;
  to->returned = count->returned;
  to->unaccounted = count->unaccounted;
  to->valid = count->valid;
  to->rejected = 0;
  for (int i = 0; i < SCR_REASONS_N; i++) to->rejected += count->rejected[i];
}

static enum scr_status read_acts(struct scr_table_papers *papers, const struct scr_log *journal,
                                 const struct scr_setup_record *record, const struct scr_election *election) {
  struct scr_entry *entry = calloc(1, sizeof *entry);
  enum scr_status status = entry ? SCR_OK : SCR_E_MEMORY;
  for (uint64_t i = 0; status == SCR_OK && i < scr_log_size(journal); i++) {
    struct scr_log_entry bytes = scr_log_entry_at(journal, i);
    status = scr_entry_read(entry, election, bytes.bytes, bytes.length);
    if (status != SCR_OK) break;
    if (entry->kind == SCR_ENTRY_ACT && entry->act.act.kind == SCR_ACT_VOID) take_void(papers, &entry->act, record);
    if (entry->kind == SCR_ENTRY_ACT && entry->act.act.kind == SCR_ACT_PAPER_COUNT)
      take_count(papers, &entry->act.act, record);
    scr_entry_free(entry);
  }
  free(entry);
  return status;
}

static enum scr_status count_papers(struct scr_ballot_table *table, const struct scr_log *journal,
                                    const struct scr_setup_record *record, const struct scr_election *election) {
  struct scr_table_papers *papers = calloc(SCR_ENTRY_POINTS_MAX, sizeof *papers);
  enum scr_status status = papers ? read_acts(papers, journal, record, election) : SCR_E_MEMORY;
  for (size_t i = 0; status == SCR_OK && i < record->entry_points_n; i++) {
    const struct scr_entry_point *point = &record->entry_points[i];
    table->has_method[point->method] = true;
    if (papers[i].voids == 0 && !papers[i].counted) continue;
    papers[i].method = point->method;
    (void)snprintf(papers[i].point, sizeof papers[i].point, "%.*s", SCR_ROLE_NAME_MAX, point->key.name);
    table->papers[table->papers_n++] = papers[i];
  }
  free(papers);
  return status;
}

// --- the table ---

enum scr_status scr_ballot_table_new(struct scr_ballot_table **table, const struct scr_ballot_list *list,
                                     const struct scr_log *journal, const struct scr_setup_record *record,
                                     const struct scr_election *election, const struct scr_zone *zone) {
  struct scr_ballot_table *made = calloc(1, sizeof *made);
  if (!made) return SCR_E_MEMORY;
  made->slot_seconds = list->slot_seconds;
  made->closed = list->closed;
  enum scr_status status = count_ballots(made, list, zone) ? SCR_OK : SCR_E_MEMORY;
  if (status == SCR_OK) status = count_papers(made, journal, record, election);
  if (status == SCR_OK)
    *table = made;
  else
    scr_ballot_table_free(made);
  return status;
}

void scr_ballot_table_free(struct scr_ballot_table *table) {
  if (!table) return;
  free(table->rows);
  free(table);
}

// The day, and the hours where the period is some of them.
void scr_text_add_table_period(struct scr_text *text, const struct scr_ballot_table *table,
                               const struct scr_table_row *row, const struct scr_zone *zone) {
  struct tm local;
  uint64_t begin = row->first * table->slot_seconds;
  if (table->period == SCR_PERIOD_SLOT) {
    text_add_short_period(text, zone, begin, begin + table->slot_seconds);
    return;
  }
  zone->local(&local, zone->context, (int64_t)begin);
  scr_text_add_format(text, "%d-%02d", local.tm_year + 1900, local.tm_mon + 1);
  if (table->period != SCR_PERIOD_MONTH) scr_text_add_format(text, "-%02d", local.tm_mday);
  int hours = table->period == SCR_PERIOD_HOUR ? 1 : table->period == SCR_PERIOD_SIX_HOURS ? 6 : 0;
  if (hours == 0) return;
  int from = local.tm_hour / hours * hours;
  scr_text_add_format(text, " %02d:00 to %02d:00", from, (from + hours) % 24);
}
