// SPDX-License-Identifier: Apache-2.0
// The list of ballots as a page: whoever has a receipt finds its short code here, with a browser's own search or on the
// wall, and sees whether the ballot counts.
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "board/journal/page.h"
#include "board/journal/period.h"
#include "scrutineer/ballot_list.h"

static const char style[] =
    "body{margin:0 auto;max-width:72em;padding:1em;background:#fff;color:#000;font:1rem/1.4 system-ui,sans-serif}"
    "nav a{display:inline-block;min-width:1.5em;padding:.4em;color:#00449e}"
    "a:focus{outline:3px solid #000}"
    "table{border-collapse:collapse;margin:0 0 1em}"
    "caption{text-align:left;font-weight:bold}"
    "th,td{text-align:left;padding:.15em .8em .15em 0;border-bottom:1px solid #767676;font-weight:normal;"
    "white-space:nowrap}"
    "thead th{font-weight:bold}"
    "tbody th{font-family:monospace}"
    "@media print{@page{margin:10mm}body{max-width:none;padding:0;font-size:8pt}nav{display:none}"
    ".lists{columns:2;column-gap:8mm}tr{break-inside:avoid}thead{break-after:avoid}}";

// A line of the list. `when` is where its time stands among the texts of all times, each made once: there are far fewer slots
// than ballots, and a zone's clock is slow to ask.
struct row {
  const struct scr_listed_ballot *ballot;
  size_t when;
};

static int by_slot(const void *a, const void *b) {
  const struct scr_listed_ballot *first = ((const struct row *)a)->ballot, *second = ((const struct row *)b)->ballot;
  return first->came < second->came ? -1 : first->came > second->came;
}

static int by_code(const void *a, const void *b) {
  const struct scr_listed_ballot *first = ((const struct row *)a)->ballot, *second = ((const struct row *)b)->ballot;
  int order = memcmp(first->tracker.byte, second->tracker.byte, SCR_HASH_BYTES);  // codes are its first bits
  if (order != 0) return order;
  return first->place < second->place ? -1 : first->place > second->place;
}

static bool counts(const struct scr_listed_ballot *ballot) {
  return ballot->is_readable && ballot->replaced_by == SIZE_MAX;
}

static const char *state_of(const struct scr_listed_ballot *ballot) {
  return !ballot->is_readable ? "unreadable" : counts(ballot) ? "counted" : "replaced";
}

static void add_row(struct scr_text *text, const struct scr_listed_ballot *ballot, const char *when) {
  char code[SCR_CODE_LENGTH + 1];
  scr_ballot_code(code, &ballot->tracker);
  scr_text_add_format(text, "<tr><th scope=\"row\">%s</th><td>%s</td><td>", code, state_of(ballot));
  scr_text_add(text, ballot->has_entry ? when : "not in the journal");
  scr_text_add_format(text, "</td><td>%s</td></tr>\n", ballot->has_entry ? scr_method_words(ballot->method) : "");
}

static char first_of(const struct scr_listed_ballot *ballot) {
  char code[SCR_CODE_LENGTH + 1];
  scr_ballot_code(code, &ballot->tracker);
  return code[0];
}

static void begin_table(struct scr_text *text, char first) {
  scr_text_add_format(text,
                      "<table id=\"codes-%c\">\n<caption>Short codes that begin with %c</caption>\n"
                      "<thead><tr><th scope=\"col\">Short code</th><th scope=\"col\">State</th>"
                      "<th scope=\"col\">Received</th><th scope=\"col\">Method</th></tr></thead>\n<tbody>\n",
                      first, first);
}

static void add_tables(struct scr_text *text, const struct scr_ballot_list *list, const struct row *rows,
                       const char *whens) {
  scr_text_add(text, "<div class=\"lists\">\n");
  for (size_t i = 0; i < list->count; i++) {
    char first = first_of(rows[i].ballot);
    if (i == 0 || first != first_of(rows[i - 1].ballot)) begin_table(text, first);
    add_row(text, rows[i].ballot, whens + rows[i].when);
    if (i + 1 == list->count || first != first_of(rows[i + 1].ballot)) scr_text_add(text, "</tbody>\n</table>\n");
  }
  scr_text_add(text, "</div>\n");
}

static void add_index(struct scr_text *text, const struct scr_ballot_list *list, const struct row *rows) {
  scr_text_add(text, "<nav aria-label=\"First character of the short code\">\n");
  for (size_t i = 0; i < list->count; i++) {
    char first = first_of(rows[i].ballot);
    if (i == 0 || first != first_of(rows[i - 1].ballot))
      scr_text_add_format(text, "<a href=\"#codes-%c\">%c</a>\n", first, first);
  }
  scr_text_add(text, "</nav>\n");
}

static void add_introduction(struct scr_text *text, const struct scr_ballot_list *list,
                             const struct scr_election *election, const struct scr_zone *zone) {
  size_t counted = 0;
  for (size_t i = 0; i < list->count; i++) counted += counts(&list->ballots[i]);
  scr_text_add(text, "<h1>Ballots of <bdi lang=\"\">");
  text_add_html(text, election->name);
  scr_text_add_format(text, "</bdi></h1>\n<p>Ballots on the board: %zu. Counted: %zu. %s", list->count, counted,
                      list->closed ? "" : "Voting is not closed yet. ");
  scr_text_add(
      text,
      "Find the short code of your receipt. A ballot that is marked replaced was followed by a later one of the "
      "same voter, which counts in its place. No one can see from this list how anybody voted. Times are in the "
      "time of ");
  text_add_html(text, zone->name);
  scr_text_add_format(
      text,
      ".</p>\n<p>This list is a help to look things up, not the proof: that is the board, which anyone "
      "can verify, and your receipt. If your code is missing, keep the receipt, and have it checked.</p>\n"
      "<p>Fingerprint of the election: <code>%s</code></p>\n",
      election->fingerprint);
}

// The texts of all times, each with its NUL, and where each row's is; then the rows are in the order of their codes.
static void sort_rows(struct scr_text *whens, struct row *rows, const struct scr_ballot_list *list,
                      const struct scr_zone *zone) {
  for (size_t i = 0; i < list->count; i++) rows[i].ballot = &list->ballots[i];
  qsort(rows, list->count, sizeof *rows, by_slot);
  for (size_t i = 0; i < list->count; i++) {
    uint64_t came = rows[i].ballot->came, begin = came * list->slot_seconds;
    bool again = i > 0 && rows[i - 1].ballot->came == came;
    rows[i].when = again ? rows[i - 1].when : whens->length;
    if (again) continue;
    text_add_short_period(whens, zone, begin, begin + list->slot_seconds);
    scr_text_add_bytes(whens, "", 1);
  }
  qsort(rows, list->count, sizeof *rows, by_code);
}

// RCP-8.
void scr_text_add_find_page(struct scr_text *text, const struct scr_ballot_list *list,
                            const struct scr_election *election, const struct scr_zone *zone) {
  struct scr_text whens = SCR_TEXT_INIT;
  struct row *rows = calloc(list->count + 1, sizeof *rows);
  if (rows) sort_rows(&whens, rows, list, zone);
  if (!rows || scr_text_ok(&whens) != SCR_OK) {
    text->failed = true;
  } else {
    page_begin(text, "Ballots of the election", style);
    add_introduction(text, list, election, zone);
    add_index(text, list, rows);
    add_tables(text, list, rows, whens.bytes);
    page_end(text);
  }
  scr_text_free(&whens);
  free(rows);
}
