// SPDX-License-Identifier: Apache-2.0
// The table of ballots as text and as JSON.
#include <inttypes.h>
#include <string.h>

#include "board/journal/page.h"
#include "scrutineer/ballot_table.h"

#define PERIOD_COLUMNS 38
#define NUMBER_COLUMNS 18  // "1234567 (+1234567)"

// --- text ---

static void add_padding(struct scr_text *text, size_t used, size_t width) {
  for (; used < width; used++) scr_text_add(text, " ");
}

// "12", "12 (+3)": replaced ones stand apart, since they don't count.
static void add_cell(struct scr_text *text, const struct scr_table_cell *cell) {
  char number[64];
  int length = cell->replaced
                   ? snprintf(number, sizeof number, "%" PRIu64 " (+%" PRIu64 ")", cell->counted, cell->replaced)
                   : snprintf(number, sizeof number, "%" PRIu64, cell->counted);
  add_padding(text, (size_t)length, NUMBER_COLUMNS);
  scr_text_add(text, number);
}

static void add_cells(struct scr_text *text, const struct scr_ballot_table *table,
                      const struct scr_table_cell cells[SCR_METHOD_COUNT]) {
  struct scr_table_cell sum = scr_table_row_sum(cells);
  for (int i = 0; i < SCR_METHOD_COUNT; i++)
    if (table->has_method[i]) add_cell(text, &cells[i]);
  add_cell(text, &sum);
  scr_text_add(text, "\n");
}

static void add_head(struct scr_text *text, const struct scr_ballot_table *table) {
  scr_text_add(text, "Period");
  add_padding(text, 6, PERIOD_COLUMNS);
  for (int i = 0; i < SCR_METHOD_COUNT; i++) {
    const char *name = scr_method_name((enum scr_method)i);
    if (!table->has_method[i]) continue;
    add_padding(text, strlen(name), NUMBER_COLUMNS);
    scr_text_add(text, name);
  }
  add_padding(text, 5, NUMBER_COLUMNS);
  scr_text_add(text, "total\n");
}

static void add_row(struct scr_text *text, const struct scr_ballot_table *table, const struct scr_table_row *row,
                    const struct scr_zone *zone) {
  size_t before = text->length;
  scr_text_add_table_period(text, table, row, zone);
  add_padding(text, text->length - before, PERIOD_COLUMNS);
  add_cells(text, table, row->cells);
}

static void add_papers(struct scr_text *text, const struct scr_table_papers *papers) {
  scr_text_add_format(text, "\nPapers of %s (%s): ", papers->point, scr_method_name(papers->method));
  if (papers->counted)
    scr_text_add_format(text,
                        "voters %" PRIu64 "; issued %" PRIu64 ", of them replaced %" PRIu64 "; returned %" PRIu64
                        " (valid %" PRIu64 ", rejected %" PRIu64 "), unaccounted for %" PRIu64 "\n",
                        papers->issued - papers->replaced, papers->issued, papers->replaced, papers->returned,
                        papers->valid, papers->rejected, papers->unaccounted);
  else
    scr_text_add_format(text, "credentials voided: %" PRIu64 "; the count is still to come\n", papers->voids);
}

void scr_text_add_table_text(struct scr_text *text, const struct scr_ballot_table *table,
                             const struct scr_election *election, const struct scr_zone *zone) {
  text_add_shown(text, election->name);
  scr_text_add_format(text, ": ballots by method and %s", scr_table_period_name(table->period));
  scr_text_add_format(text, "%s, times of ", table->closed ? "" : " so far");
  text_add_shown(text, zone->name);
  scr_text_add(text,
               "\nBallots that count; in brackets those that were replaced by a later one of the same voter.\n\n");
  add_head(text, table);
  for (size_t i = 0; i < table->rows_n; i++) add_row(text, table, &table->rows[i], zone);
  scr_text_add(text, "All");
  add_padding(text, 3, PERIOD_COLUMNS);
  add_cells(text, table, table->total);
  for (size_t i = 0; i < table->papers_n; i++) add_papers(text, &table->papers[i]);
  if (table->unplaced)
    scr_text_add_format(text,
                        "\n%" PRIu64 " ballots are in no row: unreadable, or not in the journal. Verify the board.\n",
                        table->unplaced);
}

// --- JSON ---

static void add_json_cells(struct scr_text *text, const struct scr_ballot_table *table,
                           const struct scr_table_cell cells[SCR_METHOD_COUNT]) {
  struct scr_table_cell sum = scr_table_row_sum(cells);
  scr_text_add(text, "\"methods\":{");
  for (int i = 0, n = 0; i < SCR_METHOD_COUNT; i++) {
    if (!table->has_method[i]) continue;
    scr_text_add_format(text, "%s\"%s\":{\"counted\":%" PRIu64 ",\"replaced\":%" PRIu64 "}", n++ > 0 ? "," : "",
                        scr_method_name((enum scr_method)i), cells[i].counted, cells[i].replaced);
  }
  scr_text_add_format(text, "},\"counted\":%" PRIu64 ",\"replaced\":%" PRIu64, sum.counted, sum.replaced);
}

static void add_json_papers(struct scr_text *text, const struct scr_table_papers *papers) {
  scr_text_add_format(text,
                      "{\"entry_point\":\"%s\",\"method\":\"%s\",\"voided\":%" PRIu64 ",\"count\":", papers->point,
                      scr_method_name(papers->method), papers->voids);
  if (papers->counted)
    scr_text_add_format(text,
                        "{\"issued\":%" PRIu64 ",\"replaced\":%" PRIu64 ",\"returned\":%" PRIu64
                        ",\"unaccounted\":%" PRIu64 ",\"valid\":%" PRIu64 ",\"rejected\":%" PRIu64 "}",
                        papers->issued, papers->replaced, papers->returned, papers->unaccounted, papers->valid,
                        papers->rejected);
  else
    scr_text_add(text, "null");
  scr_text_add(text, "}");
}

void scr_text_add_table_json(struct scr_text *text, const struct scr_ballot_table *table,
                             const struct scr_election *election, const struct scr_zone *zone) {
  scr_text_add_format(text,
                      "{\"schema\":\"scrutineer-table-1\",\"uuid\":\"%s\",\"closed\":%s,\"zone\":", election->uuid,
                      table->closed ? "true" : "false");
  scr_text_add_json(text, zone->name, strlen(zone->name));
  scr_text_add_format(text, ",\"period\":\"%s\",\"rows\":[", scr_table_period_name(table->period));
  for (size_t i = 0; i < table->rows_n; i++) {
    const struct scr_table_row *row = &table->rows[i];
    scr_text_add(text, i > 0 ? ",{\"period\":\"" : "{\"period\":\"");
    scr_text_add_table_period(text, table, row, zone);
    scr_text_add_format(text, "\",\"begin\":%" PRIu64 ",\"end\":%" PRIu64 ",", row->first * table->slot_seconds,
                        (row->last + 1) * table->slot_seconds);
    add_json_cells(text, table, row->cells);
    scr_text_add(text, "}");
  }
  scr_text_add(text, "],\"total\":{");
  add_json_cells(text, table, table->total);
  scr_text_add(text, "},\"papers\":[");
  for (size_t i = 0; i < table->papers_n; i++) {
    if (i > 0) scr_text_add(text, ",");
    add_json_papers(text, &table->papers[i]);
  }
  scr_text_add_format(text, "],\"unplaced\":%" PRIu64 "}", table->unplaced);
}
