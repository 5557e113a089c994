// SPDX-License-Identifier: Apache-2.0
// The table of ballots as bars, and as a page that has both: for a browser without a network, for a screen reader, and on
// paper. Colours differ in lightness too, and each bar has its number.
#include <inttypes.h>
#include <string.h>

#include "board/journal/page.h"
#include "scrutineer/ballot_table.h"

#define LINE 24      // of the chart, for each period
#define LABELS 300   // width of the periods' names
#define BARS 560     // of the longest bar
#define NUMBERS 160  // of what stands behind it
#define TOP 70

static const char style[] =
    "body{margin:0 auto;max-width:72em;padding:1em;background:#fff;color:#000;font:1rem/1.4 system-ui,sans-serif}"
    "svg{max-width:100%;height:auto}"
    "table{border-collapse:collapse;margin:1em 0}"
    "caption{text-align:left;font-weight:bold}"
    "th,td{text-align:right;padding:.2em 0 .2em 1em;border-bottom:1px solid #767676;font-weight:normal}"
    "th:first-child{text-align:left;padding-left:0}"
    "thead th,tfoot th,tfoot td{font-weight:bold}"
    "@media print{@page{margin:12mm}body{max-width:none;padding:0;font-size:9pt}tr{break-inside:avoid}}";

// By method, each lighter than the one before, so that they are told apart without colour too; 3:1 against white.
static const char *const colours[SCR_METHOD_COUNT] = {"#0b2545", "#9c3d10", "#2a8c82", "#8f8f8f"};

// --- bars ---

static uint64_t longest(const struct scr_ballot_table *table) {
  uint64_t most = 1;
  for (size_t i = 0; i < table->rows_n; i++) {
    uint64_t counted = scr_table_row_sum(table->rows[i].cells).counted;
    if (counted > most) most = counted;
  }
  return most;
}

// Where a number ends on the scale: whole points, so that every machine draws the same.
static uint64_t scale(uint64_t number, uint64_t most) {
  return (number * BARS + most / 2) / most;
}

static void add_bar(struct scr_text *text, const struct scr_ballot_table *table, const struct scr_table_row *row,
                    const struct scr_zone *zone, size_t line, uint64_t most) {
  size_t y = TOP + line * LINE;
  uint64_t before = 0;
  struct scr_table_cell sum = scr_table_row_sum(row->cells);
  scr_text_add_format(text, "<text x=\"%d\" y=\"%zu\" text-anchor=\"end\">", LABELS - 8, y + 16);
  scr_text_add_table_period(text, table, row, zone);
  scr_text_add(text, "</text>\n");
  for (int i = 0; i < SCR_METHOD_COUNT; i++) {
    uint64_t from = scale(before, most), to = scale(before + row->cells[i].counted, most);
    before += row->cells[i].counted;
    if (to == from) continue;
    scr_text_add_format(
        text, "<rect x=\"%" PRIu64 "\" y=\"%zu\" width=\"%" PRIu64 "\" height=\"%d\" fill=\"%s\" stroke=\"#fff\"/>\n",
        LABELS + from, y + 3, to - from, LINE - 6, colours[i]);
  }
  scr_text_add_format(text, "<text x=\"%" PRIu64 "\" y=\"%zu\">%" PRIu64, LABELS + scale(sum.counted, most) + 6, y + 16,
                      sum.counted);
  if (sum.replaced) scr_text_add_format(text, " (+%" PRIu64 " replaced)", sum.replaced);
  scr_text_add(text, "</text>\n");
}

static void add_legend(struct scr_text *text, const struct scr_ballot_table *table) {
  int x = LABELS;
  for (int i = 0; i < SCR_METHOD_COUNT; i++) {
    if (!table->has_method[i]) continue;
    scr_text_add_format(text,
                        "<rect x=\"%d\" y=\"38\" width=\"14\" height=\"14\" fill=\"%s\"/>"
                        "<text x=\"%d\" y=\"50\">%s</text>\n",
                        x, colours[i], x + 20, scr_method_name((enum scr_method)i));
    x += 140;
  }
}

void scr_text_add_table_chart(struct scr_text *text, const struct scr_ballot_table *table,
                              const struct scr_election *election, const struct scr_zone *zone) {
  int width = LABELS + BARS + NUMBERS;
  size_t height = TOP + table->rows_n * LINE + 10;
  scr_text_add_format(text,
                      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %zu\" width=\"%d\" height=\"%zu\" "
                      "role=\"img\" aria-labelledby=\"chart-title\" font-family=\"sans-serif\" font-size=\"14\">\n"
                      "<title id=\"chart-title\">Counted ballots by method and %s: ",
                      width, height, width, height, scr_table_period_name(table->period));
  text_add_html(text, election->name);
  scr_text_add_format(text, "</title>\n<rect width=\"%d\" height=\"%zu\" fill=\"#fff\"/>\n", width, height);
  scr_text_add_format(text, "<text x=\"%d\" y=\"22\" font-weight=\"bold\">Counted ballots by method and %s</text>\n",
                      LABELS, scr_table_period_name(table->period));
  add_legend(text, table);
  uint64_t most = longest(table);
  for (size_t i = 0; i < table->rows_n; i++) add_bar(text, table, &table->rows[i], zone, i, most);
  scr_text_add(text, "</svg>\n");
}

// --- the numbers ---

static void add_number(struct scr_text *text, const struct scr_table_cell *cell) {
  scr_text_add_format(text, "<td>%" PRIu64, cell->counted);
  if (cell->replaced) scr_text_add_format(text, " (+%" PRIu64 ")", cell->replaced);
  scr_text_add(text, "</td>");
}

static void add_numbers(struct scr_text *text, const struct scr_ballot_table *table,
                        const struct scr_table_cell cells[SCR_METHOD_COUNT]) {
  struct scr_table_cell sum = scr_table_row_sum(cells);
  for (int i = 0; i < SCR_METHOD_COUNT; i++)
    if (table->has_method[i]) add_number(text, &cells[i]);
  add_number(text, &sum);
  scr_text_add(text, "</tr>\n");
}

static void add_table(struct scr_text *text, const struct scr_ballot_table *table, const struct scr_zone *zone) {
  scr_text_add(text,
               "<table>\n<caption>Ballots that count; in brackets those that were replaced by a later one of the same "
               "voter</caption>\n<thead><tr><th scope=\"col\">Period</th>");
  for (int i = 0; i < SCR_METHOD_COUNT; i++)
    if (table->has_method[i])
      scr_text_add_format(text, "<th scope=\"col\">%s</th>", scr_method_name((enum scr_method)i));
  scr_text_add(text, "<th scope=\"col\">total</th></tr></thead>\n<tbody>\n");
  for (size_t i = 0; i < table->rows_n; i++) {
    scr_text_add(text, "<tr><th scope=\"row\">");
    scr_text_add_table_period(text, table, &table->rows[i], zone);
    scr_text_add(text, "</th>");
    add_numbers(text, table, table->rows[i].cells);
  }
  scr_text_add(text, "</tbody>\n<tfoot><tr><th scope=\"row\">All</th>");
  add_numbers(text, table, table->total);
  scr_text_add(text, "</tfoot>\n</table>\n");
}

static void add_papers(struct scr_text *text, const struct scr_ballot_table *table) {
  if (table->papers_n == 0) return;
  scr_text_add(text,
               "<table>\n<caption>Papers by entry point</caption>\n<thead><tr><th scope=\"col\">Entry point</th>");
  static const char *const heads[] = {"credentials voided", "issued", "replaced", "returned",
                                      "unaccounted for",    "valid",  "rejected"};
  for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
    scr_text_add_format(text, "<th scope=\"col\">%s</th>", heads[i]);
  scr_text_add(text, "</tr></thead>\n<tbody>\n");
  for (size_t i = 0; i < table->papers_n; i++) {
    const struct scr_table_papers *papers = &table->papers[i];
    const uint64_t numbers[] = {papers->issued,      papers->replaced, papers->returned,
                                papers->unaccounted, papers->valid,    papers->rejected};
    scr_text_add_format(text, "<tr><th scope=\"row\">%s (%s)</th><td>%" PRIu64 "</td>", papers->point,
                        scr_method_name(papers->method), papers->voids);
    if (!papers->counted) scr_text_add(text, "<td colspan=\"6\">not counted yet</td>");
    for (size_t j = 0; papers->counted && j < sizeof numbers / sizeof *numbers; j++)
      scr_text_add_format(text, "<td>%" PRIu64 "</td>", numbers[j]);
    scr_text_add(text, "</tr>\n");
  }
  scr_text_add(text, "</tbody>\n</table>\n");
}

static void add_introduction(struct scr_text *text, const struct scr_ballot_table *table,
                             const struct scr_election *election, const struct scr_zone *zone) {
  scr_text_add(text, "<main>\n<h1>When and how people voted: <bdi lang=\"\">");
  text_add_html(text, election->name);
  scr_text_add_format(text, "</bdi></h1>\n<p>%sNo one is named, and no vote is shown. Times are in the time of ",
                      table->closed ? "" : "Voting is not closed yet. ");
  text_add_html(text, zone->name);
  scr_text_add(text,
               "; a ballot stands where its entry point took it. Periods in which none came are left out. The proof is "
               "the board, which anyone can verify: this page adds up what is on it.</p>\n");
  if (table->unplaced)
    scr_text_add_format(text,
                        "<p><strong>%" PRIu64
                        " ballots are in no row: unreadable, or not in the journal. Verify the board.</strong></p>\n",
                        table->unplaced);
}

void scr_text_add_table_page(struct scr_text *text, const struct scr_ballot_table *table,
                             const struct scr_election *election, const struct scr_zone *zone) {
  page_begin(text, "Ballots by method and time", style);
  add_introduction(text, table, election, zone);
  scr_text_add_table_chart(text, table, election, zone);
  add_table(text, table, zone);
  add_papers(text, table);
  scr_text_add_format(text, "<p>Fingerprint of the election: <code>%s</code></p>\n</main>\n", election->fingerprint);
  page_end(text);
}
