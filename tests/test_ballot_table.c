// SPDX-License-Identifier: Apache-2.0
// The table of ballots by method and time: every ballot once, the numbers those of the verifier, nobody named, the same bytes
// each time, and a page that loads nothing (TBL-1, TBL-2, TBL-3, TBL-4).
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "scrutineer/ballot_table.h"
#include "tests/support/journal_kit.h"
#include "tests/support/suite.h"

static struct jkit *jkit;
static struct scr_ballot_list *list;
static struct scr_ballot_table *table;
static struct scr_text text;

static void set_up(void) {
  static const struct jkit_plan plan = {.no_witnesses = true};
  jkit = jkit_new(&plan);
  ck_assert_int_eq(jkit_open_voting(jkit), SCR_OK);
  text = (struct scr_text)SCR_TEXT_INIT;
}

static void tear_down(void) {
  scr_text_free(&text);
  scr_ballot_table_free(table);
  scr_ballot_list_free(list);
  table = NULL;
  list = NULL;
  jkit_free(jkit);
}

static void make_table(void) {
  const struct scr_log *journal = scr_board_log(jkit->board);
  ck_assert_int_eq(scr_ballot_list_new(&list, jkit->path, journal, jkit->record, jkit->kit->election), SCR_OK);
  ck_assert_int_eq(scr_ballot_table_new(&table, list, journal, jkit->record, jkit->kit->election, &scr_zone_utc),
                   SCR_OK);
}

static void cast(size_t voter, enum jkit_role point, uint64_t slots) {
  jkit->now += slots * JKIT_SLOT;
  ck_assert_int_eq(jkit_cast(jkit, voter, voter % 2, point), SCR_OK);
}

// Voter 0 online and again in the hall, 1 online an hour later, 2 by letter.
static void vote(void) {
  cast(0, J_ONLINE, 0);
  cast(0, J_HALL, 1);
  cast(1, J_ONLINE, 4);
  cast(2, J_LETTER, 0);
}

static void void_for_paper(size_t voter) {
  struct scr_act act = {
      .kind = SCR_ACT_VOID, .credential = (char *)(uintptr_t)jkit_credential(jkit, voter), .reason = SCR_REASON_PAPER};
  ck_assert_int_eq(jkit_act(jkit, &act, JKIT_BY(J_HALL, J_TINA)), SCR_OK);
}

static void count_papers(void) {
  uint64_t votes[] = {1, 0};
  struct scr_act act = {.kind = SCR_ACT_PAPER_COUNT, .point = "hall"};
  act.paper = (struct scr_paper_count){.issued = 3,
                                       .replaced = 1,
                                       .returned = 2,
                                       .weight = 2,
                                       .valid = 1,
                                       .valid_weight = 1,
                                       .votes_n = 2,
                                       .votes = votes};
  act.paper.rejected[SCR_REASON_MISTAKE] = 1;
  ck_assert_int_eq(jkit_act(jkit, &act, JKIT_BY(J_OFFICER, J_TINA, J_ALEC)), SCR_OK);
}

static void ck_assert_holds(const char *part) {
  ck_assert_int_eq(scr_text_ok(&text), SCR_OK);
  ck_assert_msg(strstr(text.bytes, part) != NULL, "\"%s\" is not in:\n%s", part, text.bytes);
}

static void ck_assert_lacks(const char *part) {
  ck_assert_int_eq(scr_text_ok(&text), SCR_OK);
  ck_assert_msg(strstr(text.bytes, part) == NULL, "\"%s\" is in:\n%s", part, text.bytes);
}

#define CELL(cell, is_counted, is_replaced)            \
  do {                                                 \
    ck_assert_uint_eq((cell).counted, (is_counted));   \
    ck_assert_uint_eq((cell).replaced, (is_replaced)); \
  } while (0)

START_TEST(every_ballot_is_in_one_cell) {
  vote();
  make_table();
  ck_assert_int_eq(table->period, SCR_PERIOD_SLOT);
  ck_assert_uint_eq(table->rows_n, 3);
  CELL(table->rows[0].cells[SCR_METHOD_ONLINE], 0, 1);
  CELL(table->rows[1].cells[SCR_METHOD_MEETING], 1, 0);
  CELL(table->rows[2].cells[SCR_METHOD_ONLINE], 1, 0);
  CELL(table->rows[2].cells[SCR_METHOD_POST], 1, 0);
  CELL(table->total[SCR_METHOD_ONLINE], 1, 1);
  CELL(scr_table_row_sum(table->total), 3, 1);
  ck_assert_uint_eq(table->unplaced, 0);
  ck_assert(!table->closed);
  ck_assert(table->has_method[SCR_METHOD_POST] && !table->has_method[SCR_METHOD_TELEPHONE]);
  ck_assert_uint_eq(table->papers_n, 0);
}
END_TEST

START_TEST(the_numbers_are_those_of_the_verifier) {
  vote();
  void_for_paper(3);
  void_for_paper(4);
  ck_assert_int_eq(jkit_close_methods(jkit), SCR_OK);
  count_papers();
  struct scr_act close = {.kind = SCR_ACT_CLOSE};
  ck_assert_int_eq(jkit_act(jkit, &close, JKIT_BY(J_OFFICER)), SCR_OK);
  ck_assert_int_eq(scr_board_append(jkit->board, SCR_EVENT_END_BALLOTS, NULL, 0), SCR_OK);
  make_table();
  ck_assert(table->closed);
  ck_assert_uint_eq(table->papers_n, 1);
  ck_assert_str_eq(table->papers[0].point, "hall");
  ck_assert_uint_eq(table->papers[0].voids, 2);
  ck_assert(table->papers[0].counted);
  ck_assert_uint_eq(table->papers[0].rejected, 1);
  struct scr_table_cell sum = scr_table_row_sum(table->total);
  struct scr_report *report = jkit_verify(jkit);
  ck_assert_uint_eq(sum.counted, report->ballots_counted);
  ck_assert_uint_eq(sum.replaced, report->ballots_superseded);
  ck_assert_uint_eq(table->papers[0].issued - table->papers[0].replaced, report->paper_voters);
  scr_report_free(report);
  scr_text_add_table_text(&text, table, jkit->kit->election, &scr_zone_utc);
  ck_assert_holds("Papers of hall (meeting): voters 2; issued 3, of them replaced 1; returned 2 (valid 1, rejected 1)");
}
END_TEST

START_TEST(papers_that_are_not_counted_are_said) {
  void_for_paper(3);
  make_table();
  ck_assert_uint_eq(table->rows_n, 0);
  scr_text_add_table_text(&text, table, jkit->kit->election, &scr_zone_utc);
  ck_assert_holds("credentials voided: 1; the count is still to come");
  scr_text_clear(&text);
  scr_text_add_table_json(&text, table, jkit->kit->election, &scr_zone_utc);
  ck_assert_holds("\"rows\":[],");
  ck_assert_holds("{\"entry_point\":\"hall\",\"method\":\"meeting\",\"voided\":1,\"count\":null}");
  scr_text_clear(&text);
  scr_text_add_table_page(&text, table, jkit->kit->election, &scr_zone_utc);
  ck_assert_holds("not counted yet");
}
END_TEST

// --- periods, over lists that no board made ---

static struct scr_listed_ballot listed[200];

static void make_listed(size_t count, uint64_t first, uint64_t step, uint64_t seconds) {
  struct scr_ballot_list made = {.slot_seconds = seconds, .count = count, .ballots = listed};
  for (size_t i = 0; i < count; i++)
    listed[i] = (struct scr_listed_ballot){.place = i + 1,
                                           .is_readable = true,
                                           .has_entry = true,
                                           .replaced_by = SIZE_MAX,
                                           .method = SCR_METHOD_ONLINE,
                                           .came = first + i * step};
  scr_ballot_table_free(table);
  table = NULL;
  ck_assert_int_eq(
      scr_ballot_table_new(&table, &made, scr_board_log(jkit->board), jkit->record, jkit->kit->election, &scr_zone_utc),
      SCR_OK);
  ck_assert_uint_eq(scr_table_row_sum(table->total).counted, count);
}

static void ck_assert_period(size_t row, const char *expected) {
  scr_text_clear(&text);
  scr_text_add_table_period(&text, table, &table->rows[row], &scr_zone_utc);
  ck_assert_str_eq(text.bytes, expected);
}

START_TEST(periods_are_as_long_as_few_rows_want) {
  uint64_t midnight = UINT64_C(1772150400) / 900;  // 2026-02-27 in slots of 15 minutes
  make_listed(40, midnight, 1, 900);
  ck_assert_int_eq(table->period, SCR_PERIOD_SLOT);
  ck_assert_period(39, "2026-02-27 09:45 to 10:00");
  make_listed(41, midnight, 1, 900);
  ck_assert_int_eq(table->period, SCR_PERIOD_HOUR);
  ck_assert_uint_eq(table->rows_n, 11);
  ck_assert_uint_eq(table->rows[0].cells[SCR_METHOD_ONLINE].counted, 4);
  ck_assert_period(10, "2026-02-27 10:00 to 11:00");
  make_listed(200, midnight, 1, 900);
  ck_assert_int_eq(table->period, SCR_PERIOD_SIX_HOURS);
  ck_assert_uint_eq(table->rows_n, 9);
  ck_assert_period(3, "2026-02-27 18:00 to 00:00");
  make_listed(200, midnight, 19, 900);
  ck_assert_int_eq(table->period, SCR_PERIOD_DAY);
  ck_assert_period(1, "2026-02-28");
  make_listed(200, midnight, 96, 900);
  ck_assert_int_eq(table->period, SCR_PERIOD_MONTH);
  ck_assert_period(1, "2026-03");
  ck_assert_uint_eq(table->rows[1].cells[SCR_METHOD_ONLINE].counted, 31);
}
END_TEST

START_TEST(no_period_is_shorter_than_a_slot) {
  make_listed(41, 20000, 1, 86400);
  ck_assert_int_eq(table->period, SCR_PERIOD_MONTH);
  make_listed(100, 20000 * 6, 1, 14400);
  ck_assert_int_eq(table->period, SCR_PERIOD_DAY);
}
END_TEST

START_TEST(what_can_not_be_placed_is_said) {
  make_listed(2, 5000, 1, 900);
  struct scr_ballot_list made = {.slot_seconds = 900, .count = 2, .ballots = listed};
  listed[0].has_entry = false;
  listed[1].is_readable = false;
  scr_ballot_table_free(table);
  ck_assert_int_eq(
      scr_ballot_table_new(&table, &made, scr_board_log(jkit->board), jkit->record, jkit->kit->election, &scr_zone_utc),
      SCR_OK);
  ck_assert_uint_eq(table->unplaced, 2);
  scr_text_add_table_text(&text, table, jkit->kit->election, &scr_zone_utc);
  ck_assert_holds("2 ballots are in no row");
  scr_text_clear(&text);
  scr_text_add_table_page(&text, table, jkit->kit->election, &scr_zone_utc);
  ck_assert_holds("<strong>2 ballots are in no row");
}
END_TEST

// --- forms ---

typedef void add_form(struct scr_text *text, const struct scr_ballot_table *table, const struct scr_election *election,
                      const struct scr_zone *zone);
static add_form *const forms[] = {scr_text_add_table_text, scr_text_add_table_json, scr_text_add_table_chart,
                                  scr_text_add_table_page};

START_TEST(nobody_and_no_ballot_is_named) {
  vote();
  make_table();
  for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
    scr_text_clear(&text);
    forms[i](&text, table, jkit->kit->election, &scr_zone_utc);
    for (size_t j = 0; j < list->count; j++) {
      char code[SCR_CODE_LENGTH + 1], tracker[SCR_HASH_BASE64 + 1];
      scr_ballot_code(code, &list->ballots[j].tracker);
      scr_hash_base64(tracker, &list->ballots[j].tracker);
      ck_assert_lacks(code);
      ck_assert_lacks(tracker);
      ck_assert_lacks(jkit_credential(jkit, j));
    }
  }
}
END_TEST

START_TEST(the_same_board_gives_the_same_bytes) {
  vote();
  make_table();
  for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
    struct scr_text again = SCR_TEXT_INIT;
    scr_text_clear(&text);
    forms[i](&text, table, jkit->kit->election, &scr_zone_utc);
    forms[i](&again, table, jkit->kit->election, &scr_zone_utc);
    ck_assert_int_eq(scr_text_ok(&text), SCR_OK);
    ck_assert_str_eq(text.bytes, again.bytes);
    scr_text_free(&again);
  }
}
END_TEST

START_TEST(the_page_loads_nothing_and_says_the_same_as_text) {
  char hostile[] = "</title><script>alert(1)</script>&\"\x1b[2J";
  vote();
  make_table();
  char *own = jkit->kit->election->name;
  jkit->kit->election->name = hostile;
  scr_text_add_table_page(&text, table, jkit->kit->election, &scr_zone_utc);
  jkit->kit->election->name = own;
  ck_assert_holds("default-src 'none'");
  ck_assert_holds("<th scope=\"row\">2027-01-15 08:00 to 08:15</th><td>0 (+1)</td><td>0</td><td>0</td><td>0 (+1)</td>");
  ck_assert_holds("<th scope=\"row\">All</th><td>1 (+1)</td><td>1</td><td>1</td><td>3 (+1)</td>");
  ck_assert_holds("role=\"img\"");
  ck_assert_holds("&lt;script&gt;");
  ck_assert_lacks("<script");
  ck_assert_lacks("\x1b");
  ck_assert_lacks("src=\"");
  ck_assert_lacks("href=");
  ck_assert_lacks("style=\"");
}
END_TEST

START_TEST(bars_are_as_long_as_their_numbers) {
  vote();
  make_table();
  scr_text_add_table_chart(&text, table, jkit->kit->election, &scr_zone_utc);
  // The third row is the longest: two ballots, half of it online. The first has none that counts, and no bar.
  ck_assert_holds("<rect x=\"300\" y=\"121\" width=\"280\"");
  ck_assert_holds("<rect x=\"580\" y=\"121\" width=\"280\"");
  ck_assert_holds("<rect x=\"300\" y=\"97\" width=\"280\"");
  ck_assert_lacks("y=\"73\" width");
  ck_assert_holds("0 (+1 replaced)</text>");
}
END_TEST

int main(void) {
  Suite *suite = suite_create("the table of ballots");
  TCase *tests = tcase_create("table");
  tcase_add_checked_fixture(tests, set_up, tear_down);
  tcase_add_test(tests, every_ballot_is_in_one_cell);
  tcase_add_test(tests, the_numbers_are_those_of_the_verifier);
  tcase_add_test(tests, papers_that_are_not_counted_are_said);
  tcase_add_test(tests, periods_are_as_long_as_few_rows_want);
  tcase_add_test(tests, no_period_is_shorter_than_a_slot);
  tcase_add_test(tests, what_can_not_be_placed_is_said);
  tcase_add_test(tests, nobody_and_no_ballot_is_named);
  tcase_add_test(tests, the_same_board_gives_the_same_bytes);
  tcase_add_test(tests, the_page_loads_nothing_and_says_the_same_as_text);
  tcase_add_test(tests, bars_are_as_long_as_their_numbers);
  suite_add_tcase(suite, tests);
  return run_suite(suite);
}
