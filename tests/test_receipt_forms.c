// SPDX-License-Identifier: Apache-2.0
// Receipts for people, and the list of ballots: that they say what they should, whatever the election is called, and never a
// choice (RCP-4, RCP-6, RCP-8).
#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "board/csv.h"
#include "board/journal/page.h"
#include "board/journal/period.h"
#include "board/log/wire.h"
#include "scrutineer/ballot_list.h"
#include "tests/support/receipt_kit.h"
#include "tests/support/suite.h"

#define HOSTILE                                                 \
  "</title><script>alert('1')</script>&\"\x1b[2J\n\xe2\x80\xae" \
  "evil"

static struct receipt_kit *kit;
static struct scr_receipt *receipt;
static struct scr_text text;

static void make(const char *name) {
  struct scr_text bytes = SCR_TEXT_INIT;
  kit = receipt_kit_make(name, true);
  receipt_kit_receipt(&bytes, kit, 2, 4, 2);
  ck_assert_int_eq(scr_receipt_new(&receipt, bytes.bytes, bytes.length), SCR_OK);
  scr_text_free(&bytes);
}

static void set_up(void) {
  text = (struct scr_text)SCR_TEXT_INIT;
}

static void tear_down(void) {
  scr_text_free(&text);
  scr_receipt_free(receipt);
  if (kit) receipt_kit_free(kit);
  receipt = NULL;
  kit = NULL;
}

// A receipt of a known ballot and time: forms don't ask whether it holds.
static void fix(const char *tracker, uint64_t came) {
  ck_assert_int_eq(scr_hash_from_base64(&receipt->entry.acceptance.ballot, tracker, strlen(tracker)), SCR_OK);
  scr_hash_base64(receipt->tracker, &receipt->entry.acceptance.ballot);
  scr_ballot_code(receipt->code, &receipt->entry.acceptance.ballot);
  receipt->entry.acceptance.came = came;
}

#define TRACKER "nodLnkCdHpzqGmXtAFVWtTs9pDEmfFbfMSbZmyC0DgU"

static void ck_assert_holds(const char *part) {
  ck_assert_int_eq(scr_text_ok(&text), SCR_OK);
  ck_assert_msg(strstr(text.bytes, part) != NULL, "\"%s\" is not in:\n%s", part, text.bytes);
}

static void ck_assert_lacks(const char *part) {
  ck_assert_int_eq(scr_text_ok(&text), SCR_OK);
  ck_assert_msg(strstr(text.bytes, part) == NULL, "\"%s\" is in:\n%s", part, text.bytes);
}

// --- times ---

static void ck_assert_period(uint64_t begin, uint64_t end, const char *written, const char *spoken) {
  scr_text_clear(&text);
  scr_text_add_period(&text, &scr_zone_utc, begin, end);
  ck_assert_str_eq(text.bytes, written);
  scr_text_clear(&text);
  text_add_spoken_period(&text, &scr_zone_utc, begin, end);
  ck_assert_str_eq(text.bytes, spoken);
}

START_TEST(a_period_names_the_second_day_where_there_is_one) {
  ck_assert_period(1772816400, 1772817300, "Friday 6 March 2026, 17:00 to 17:15 (UTC)",
                   "on Friday, the sixth of March, two thousand and twenty-six, between seventeen hours and seventeen "
                   "hours fifteen minutes, in the time of UTC");
  ck_assert_period(1772840700, 1772841600, "Friday 6 March 2026, 23:45 to Saturday 7 March 2026, 00:00 (UTC)",
                   "on Friday, the sixth of March, two thousand and twenty-six, between twenty-three hours forty-five "
                   "minutes and zero hours on Saturday, the seventh of March, two thousand and twenty-six, in the time "
                   "of UTC");
  ck_assert_period(0, 31536000, "Thursday 1 January 1970, 00:00 to Friday 1 January 1971, 00:00 (UTC)",
                   "on Thursday, the first of January, one thousand nine hundred and seventy, between zero hours and "
                   "zero hours on Friday, the first of January, one thousand nine hundred and seventy-one, in the time "
                   "of UTC");
}
END_TEST

START_TEST(numbers_and_days_are_spoken) {
  static const struct {
    unsigned number;
    const char *spoken;
  } of[] = {{0, "zero"},
            {19, "nineteen"},
            {20, "twenty"},
            {90, "ninety"},
            {101, "one hundred and one"},
            {1000, "one thousand"},
            {2000, "two thousand"},
            {2100, "two thousand one hundred"},
            {9999, "nine thousand nine hundred and ninety-nine"},
            {1066, "one thousand and sixty-six"}};
  for (size_t i = 0; i < sizeof of / sizeof *of; i++) {
    scr_text_clear(&text);
    text_add_spoken_number(&text, of[i].number);
    ck_assert_str_eq(text.bytes, of[i].spoken);
  }
  static const char *const days[] = {"the twelfth of", "the twentieth of", "the twenty-first of", "the thirtieth of",
                                     "the thirty-first of"};
  static const unsigned dates[] = {12, 20, 21, 30, 31};
  for (size_t i = 0; i < 5; i++) {
    scr_text_clear(&text);
    text_add_spoken_period(&text, &scr_zone_utc, (dates[i] - 1) * UINT64_C(86400), dates[i] * UINT64_C(86400) - 60);
    ck_assert_holds(days[i]);
  }
}
END_TEST

// --- plain text ---

static size_t widest(void) {
  size_t columns = 0, most = 0, count;
  uint32_t point;
  for (size_t at = 0; at < text.length; at += count) {
    count = utf8_next(&point, text.bytes + at, text.length - at);
    ck_assert_uint_gt(count, 0);
    columns = point == '\n' ? 0 : columns + (point < 0x1100 ? 1 : 2);
    if (columns > most) most = columns;
  }
  return most;
}

START_TEST(the_plain_text_says_every_fact_in_72_columns) {
  make("Selection 2026");
  fix(TRACKER, 1969795);
  scr_text_add_receipt_text(&text, receipt, &scr_zone_utc);
  ck_assert_holds("Election     Selection 2026\n");
  ck_assert_holds("Short code   KT3-MQ7-J0K-MF9\n");
  ck_assert_holds("Tracker      " TRACKER "\n");
  ck_assert_holds("Received     Friday 6 March 2026, 16:45 to 17:00 (UTC)\n");
  ck_assert_holds("Method       at the meeting\n");
  ck_assert_holds("Entry point  hall\n");
  ck_assert_holds("Journal      entry number 2; the checkpoint spans 4 entries\n");
  ck_assert_holds("Identifier   KitKitKitKit11\n");
  ck_assert_holds(receipt->fingerprint);
  ck_assert_uint_le(widest(), 72);
}
END_TEST

START_TEST(long_names_are_broken_into_lines) {
  static const char *const names[] = {
      "A name of many words that goes on and on for longer than one line has room for, and then for some more",
      "Onewordthatisverymuchlongerthanalineofthereceipthasroomforandsoitisbrokenwhereverthelineisfullwhichnobodylikes",
      "選挙選挙選挙選挙選挙選挙選挙選挙選挙選挙選挙選挙選挙選挙選挙選挙選挙選挙選挙選挙選挙選挙選挙",
      "",
      " ",
      "a  b "};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    make(names[i]);
    scr_text_clear(&text);
    scr_text_add_receipt_text(&text, receipt, &scr_zone_utc);
    ck_assert_int_eq(scr_text_ok(&text), SCR_OK);
    ck_assert_uint_le(widest(), 72);
    if (i < 3) ck_assert_uint_gt(widest(), 66);
    if (i == 0) ck_assert_holds("longer than\n             one line has room");
    scr_receipt_free(receipt);
    receipt_kit_free(kit);
  }
  receipt = NULL;
  kit = NULL;
}
END_TEST

// --- the sentence ---

START_TEST(the_sentence_spells_the_code_and_says_the_time_in_words) {
  make("Selection");
  fix(TRACKER, 1969795);
  scr_text_add_receipt_sentence(&text, receipt, &scr_zone_utc);
  ck_assert_str_eq(
      text.bytes,
      "Your ballot in the election Selection, whose code is Kilo Tango three, Mike Quebec seven, Juliett "
      "zero Kilo, Mike Foxtrot nine, came in at the meeting on Friday, the sixth of March, two thousand and "
      "twenty-six, between sixteen hours forty-five minutes and seventeen hours, in the time of UTC.\n");
  ck_assert_ptr_null(strpbrk(text.bytes, "0123456789"));
}
END_TEST

START_TEST(every_way_of_voting_can_be_said) {
  static const char *const said[SCR_METHOD_COUNT] = {" came in online ", " came in at the meeting ",
                                                     " came in by telephone ", " came in by post "};
  make("Selection");
  for (int method = 0; method < SCR_METHOD_COUNT; method++) {
    receipt->method = (enum scr_method)method;
    scr_text_clear(&text);
    scr_text_add_receipt_sentence(&text, receipt, &scr_zone_utc);
    ck_assert_holds(said[method]);
  }
}
END_TEST

// --- pages ---

// The policy lets through this page's own style and nothing else.
static void ck_assert_policy(void) {
  struct scr_hash hash;
  struct scr_text policy = SCR_TEXT_INIT;
  ck_assert_int_eq(scr_text_ok(&text), SCR_OK);
  const char *style = strstr(text.bytes, "<style>"), *end = strstr(text.bytes, "</style>");
  ck_assert(style && end);
  scr_hash(&hash, style + 7, (size_t)(end - style - 7));
  scr_text_add(&policy, "content=\"default-src 'none'; style-src 'sha256-");
  text_add_base64(&policy, hash.byte, SCR_HASH_BYTES);
  scr_text_add(&policy, "'; base-uri 'none'; form-action 'none'\"");
  ck_assert_holds(policy.bytes);
  scr_text_free(&policy);
}

static void ck_assert_page(void) {
  ck_assert_policy();
  ck_assert_int_eq(strncmp(text.bytes, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">", 62), 0);
  ck_assert_lacks("<script");
  ck_assert_lacks("src=");
  ck_assert_lacks("url(");
  ck_assert_lacks("http:");
  ck_assert_lacks("https:");
}

START_TEST(the_page_in_large_print_says_every_fact_without_the_code) {
  make("Selection 2026");
  fix(TRACKER, 1969795);
  scr_text_add_receipt_page(&text, receipt, &scr_zone_utc, NULL);
  ck_assert_page();
  ck_assert_holds(">KT3-MQ7-J0K-MF9<");
  ck_assert_holds(">" TRACKER "<");
  ck_assert_holds(">at the meeting<");
  ck_assert_holds(">Friday 6 March 2026, 16:45 to 17:00 (UTC)<");
  ck_assert_holds("<bdi lang=\"\">Selection 2026</bdi>");
  ck_assert_holds("font:24pt");
  ck_assert_lacks("svg>");
  struct scr_text without = text;
  text = (struct scr_text)SCR_TEXT_INIT;
  scr_text_add_receipt_page(&text, receipt, &scr_zone_utc, "<svg></svg>");
  ck_assert_holds("<svg></svg>");
  ck_assert_holds(">KT3-MQ7-J0K-MF9<");
  scr_text_free(&without);
}
END_TEST

START_TEST(hostile_names_are_only_shown) {
  static const char unknown[] =
      "\xef\xbf\xbd[2J\xef\xbf\xbd\xef\xbf\xbd"
      "evil";
  make(HOSTILE);
  scr_text_add_receipt_page(&text, receipt, &scr_zone_utc, NULL);
  ck_assert_page();
  ck_assert_holds("&lt;/title&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;&quot;");
  ck_assert_holds(unknown);
  scr_text_clear(&text);
  scr_text_add_receipt_text(&text, receipt, &scr_zone_utc);
  ck_assert_holds(unknown);
  ck_assert_lacks("\x1b");
  ck_assert_lacks("\xe2\x80\xae");
  scr_text_clear(&text);
  scr_text_add_receipt_sentence(&text, receipt, &scr_zone_utc);
  ck_assert_holds(unknown);
  ck_assert_ptr_eq(strchr(text.bytes, '\n'), text.bytes + text.length - 1);
}
END_TEST

START_TEST(what_may_not_be_shown_is_replaced) {
  static const char *const of[] = {
      "\x7f",         "\xc2\x80",     "\xc2\x9f",     "\xe2\x80\xa8", "\xe2\x80\xa9", "\xd8\x9c", "\xe2\x80\x8e",
      "\xe2\x80\x8f", "\xe2\x80\xaa", "\xe2\x81\xa6", "\xe2\x81\xa9", "\xef\xbb\xbf", "\xff",     "\t"};
  for (size_t i = 0; i < sizeof of / sizeof *of; i++) {
    scr_text_clear(&text);
    text_add_shown(&text, of[i]);
    ck_assert_str_eq(text.bytes, "\xef\xbf\xbd");
  }
  scr_text_clear(&text);
  text_add_shown(&text, "\xc3\xa9\xe2\x82\xac\xf0\x9f\x97\xb3 a");
  ck_assert_str_eq(text.bytes, "\xc3\xa9\xe2\x82\xac\xf0\x9f\x97\xb3 a");
}
END_TEST

// Not even where the receipt's own facts are decoded: nothing of the ballot is there but its tracker.
START_TEST(no_form_holds_a_choice) {
  make("Selection");
  scr_text_add_bytes(&text, receipt->bytes.bytes, receipt->bytes.length);
  scr_text_add_bytes(&text, receipt->proof.extra, receipt->proof.extra_length);
  scr_text_add_receipt_text(&text, receipt, &scr_zone_utc);
  scr_text_add_receipt_sentence(&text, receipt, &scr_zone_utc);
  scr_text_add_receipt_page(&text, receipt, &scr_zone_utc, NULL);
  ck_assert_lacks("Annabella-Anders");
  ck_assert_lacks("Benedict-Bothe");
  ck_assert_lacks("Who?");
  struct scr_text *ballot = &kit->election->board->events[2].data[0];
  ck_assert_ptr_nonnull(strstr(ballot->bytes, "\"alpha\":\""));
  char alpha[32] = "";
  strncpy(alpha, strstr(ballot->bytes, "\"alpha\":\"") + 9, sizeof alpha - 1);
  ck_assert_lacks(alpha);
}
END_TEST

// --- the list of ballots ---

static char path[64];

static struct scr_ballot_list *list_board(enum scr_status expected) {
  struct scr_ballot_list *list = NULL;
  strcpy(path, "/tmp/scrutineer-receipts-XXXXXX");
  int file = mkstemp(path);
  ck_assert_int_ge(file, 0);
  close(file);
  kit_write(kit->election->board, path);
  ck_assert_int_eq(scr_ballot_list_new(&list, path, kit->journal, kit->record, kit->election->election), expected);
  ck_assert((list != NULL) == (expected == SCR_OK));
  unlink(path);
  return list;
}

START_TEST(the_list_says_what_became_of_each_ballot) {
  make("Selection");
  struct scr_ballot_list *list = list_board(SCR_OK);
  ck_assert_uint_eq(list->count, KIT_BALLOTS);
  ck_assert(list->closed);
  ck_assert_uint_eq(list->slot_seconds, 900);
  for (size_t i = 0; i < KIT_BALLOTS; i++) {
    const struct scr_listed_ballot *ballot = &list->ballots[i];
    ck_assert(ballot->is_readable && ballot->has_entry);
    ck_assert_uint_eq(ballot->place, i + 1);
    ck_assert_uint_eq(ballot->entry, i + 1);
    ck_assert_uint_eq(ballot->came, KIT_FIRST_SLOT + i);
    ck_assert_int_eq(ballot->method, i == 1 || i == 2 ? SCR_METHOD_MEETING : SCR_METHOD_ONLINE);
    ck_assert_uint_eq(ballot->replaced_by, i == 0 ? 2 : SIZE_MAX);
    ck_assert_ptr_eq(scr_ballot_list_find(list, &ballot->tracker), ballot);
  }
  struct scr_hash other;
  scr_hash(&other, "other", 5);
  ck_assert_ptr_null(scr_ballot_list_find(list, &other));
  scr_ballot_list_free(list);
  scr_ballot_list_free(NULL);
}
END_TEST

START_TEST(a_ballot_of_another_election_replaces_nothing) {
  make("Selection");
  size_t third = kit_find(kit->election->board, SCR_EVENT_BALLOT, 2);
  kit_replace(&kit->election->board->events[third].data[0], "KitKitKitKit11", "KitKitKitKit12");
  kit_seal(kit->election->board);
  struct scr_ballot_list *list = list_board(SCR_OK);
  ck_assert(!list->ballots[2].is_readable);
  ck_assert(!list->ballots[2].has_entry);
  ck_assert_uint_eq(list->ballots[0].replaced_by, SIZE_MAX);
  scr_text_add_find_page(&text, list, kit->election->election, &scr_zone_utc);
  ck_assert_holds("<td>unreadable</td><td>not in the journal</td><td></td>");
  ck_assert_holds("<p>Ballots on the board: 4. Counted: 3. ");
  scr_ballot_list_free(list);
}
END_TEST

START_TEST(a_ballot_that_breaks_off_has_no_voter) {
  make("Selection");
  struct kit_event *events = kit->election->board->events;
  struct scr_text *first = &events[kit_find(kit->election->board, SCR_EVENT_BALLOT, 0)].data[0];
  struct scr_text *third = &events[kit_find(kit->election->board, SCR_EVENT_BALLOT, 2)].data[0];
  char *credential = strstr(first->bytes, "\"credential\":\"");
  ck_assert_ptr_nonnull(credential);
  kit_set(third, third->bytes, (size_t)(credential - first->bytes) + 20);
  kit_set(first, first->bytes, 20);
  kit_seal(kit->election->board);
  struct scr_ballot_list *list = list_board(SCR_OK);
  ck_assert(!list->ballots[0].is_readable && !list->ballots[2].is_readable);
  ck_assert_uint_eq(list->ballots[0].replaced_by, SIZE_MAX);
  scr_ballot_list_free(list);
}
END_TEST

START_TEST(what_can_t_be_listed_is_refused) {
  struct scr_text entry = SCR_TEXT_INIT;
  make("Selection");
  size_t third = kit_find(kit->election->board, SCR_EVENT_BALLOT, 2);
  kit_replace(&kit->election->board->events[third].data[0], "\"answers\"", "\"answerz\"");
  struct scr_ballot_list *list = NULL;
  struct scr_text bytes = SCR_TEXT_INIT;
  kit_seal(kit->election->board);
  kit_bytes(&bytes, kit->election->board);
  char *changed = memmem(bytes.bytes, bytes.length, "\"answerz\"", 9);
  ck_assert_ptr_nonnull(changed);
  changed[7] = 's';
  strcpy(path, "/tmp/scrutineer-receipts-XXXXXX");
  int file = mkstemp(path);
  ck_assert_int_eq(write(file, bytes.bytes, bytes.length), (ssize_t)bytes.length);
  close(file);
  ck_assert_int_eq(scr_ballot_list_new(&list, path, kit->journal, kit->record, kit->election->election),
                   SCR_E_ARCHIVE_HASH);
  unlink(path);
  struct kit_event *event = &kit->election->board->events[third];
  event->data_n = 0;
  kit_chain(kit->election->board, third);
  (void)list_board(SCR_E_ARCHIVE_HASH);
  event->data_n = 1;
  receipt_kit_entry(&entry, kit, 1, 1, KIT_FIRST_SLOT + 9);
  kit_replace(&entry, "\"hall\"", "\"hull\"");
  ck_assert_int_eq(scr_log_append(kit->journal, entry.bytes, entry.length), SCR_OK);
  (void)list_board(SCR_E_JOURNAL_POINT);
  scr_text_free(&entry);
  scr_text_free(&bytes);
}
END_TEST

START_TEST(the_page_of_ballots_lists_each_code_in_order) {
  make(HOSTILE);
  struct scr_ballot_list *list = list_board(SCR_OK);
  scr_text_add_find_page(&text, list, kit->election->election, &scr_zone_utc);
  ck_assert_page();
  ck_assert_holds("&lt;script&gt;");
  ck_assert_holds("<th scope=\"col\">Short code</th>");
  ck_assert_holds("<p>Ballots on the board: 4. Counted: 3. ");
  ck_assert_holds(kit->election->election->fingerprint);
  char code[SCR_CODE_LENGTH + 1], row[200];
  scr_ballot_code(code, &list->ballots[0].tracker);
  (void)snprintf(
      row, sizeof row,
      "<tr><th scope=\"row\">%s</th><td>replaced</td><td>2026-02-26 10:00 to 10:15</td><td>online</td></tr>\n", code);
  ck_assert_holds(row);
  scr_ballot_code(code, &list->ballots[2].tracker);
  (void)snprintf(row, sizeof row, "%s</th><td>counted</td><td>2026-02-26 10:30 to 10:45</td><td>at the meeting</td>", code);
  ck_assert_holds(row);
  char last[SCR_CODE_LENGTH + 1] = "";
  size_t rows = 0;
  for (const char *at = text.bytes; (at = strstr(at, "<th scope=\"row\">")); rows++, at++) {
    memcpy(code, at + 16, SCR_CODE_LENGTH);
    ck_assert_int_lt(strcmp(last, code), 0);
    memcpy(last, code, sizeof last);
  }
  ck_assert_uint_eq(rows, KIT_BALLOTS);
  struct scr_text again = SCR_TEXT_INIT;
  scr_text_add_find_page(&again, list, kit->election->election, &scr_zone_utc);
  ck_assert_str_eq(again.bytes, text.bytes);
  scr_text_free(&again);
  scr_ballot_list_free(list);
}
END_TEST

START_TEST(an_open_board_says_so_and_an_empty_one_has_no_rows) {
  make("Selection");
  struct scr_ballot_list *list = list_board(SCR_OK);
  list->closed = false;
  list->count = 0;
  scr_text_add_find_page(&text, list, kit->election->election, &scr_zone_utc);
  ck_assert_page();
  ck_assert_holds("<p>Ballots on the board: 0. Counted: 0. Voting is not closed yet. ");
  ck_assert_lacks("<tr><th scope=\"row\">");
  scr_ballot_list_free(list);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("receipts for people");
  TCase *forms = tcase_create("forms"), *list = tcase_create("the list of ballots");
  tcase_add_checked_fixture(forms, set_up, tear_down);
  tcase_add_checked_fixture(list, set_up, tear_down);
  tcase_add_test(forms, a_period_names_the_second_day_where_there_is_one);
  tcase_add_test(forms, numbers_and_days_are_spoken);
  tcase_add_test(forms, the_plain_text_says_every_fact_in_72_columns);
  tcase_add_test(forms, long_names_are_broken_into_lines);
  tcase_add_test(forms, the_sentence_spells_the_code_and_says_the_time_in_words);
  tcase_add_test(forms, every_way_of_voting_can_be_said);
  tcase_add_test(forms, the_page_in_large_print_says_every_fact_without_the_code);
  tcase_add_test(forms, hostile_names_are_only_shown);
  tcase_add_test(forms, what_may_not_be_shown_is_replaced);
  tcase_add_test(forms, no_form_holds_a_choice);
  tcase_add_test(list, the_list_says_what_became_of_each_ballot);
  tcase_add_test(list, a_ballot_of_another_election_replaces_nothing);
  tcase_add_test(list, a_ballot_that_breaks_off_has_no_voter);
  tcase_add_test(list, what_can_t_be_listed_is_refused);
  tcase_add_test(list, the_page_of_ballots_lists_each_code_in_order);
  tcase_add_test(list, an_open_board_says_so_and_an_empty_one_has_no_rows);
  suite_add_tcase(suite, forms);
  suite_add_tcase(suite, list);
  return run_suite(suite);
}
