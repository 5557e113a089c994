// SPDX-License-Identifier: Apache-2.0
// Chains and phases that must be refused, and archives whose bytes are not the exact ones.
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "scrutineer/json.h"
#include "tests/support/election_kit.h"
#include "tests/support/suite.h"

static const struct kit_plan plan = {
    .questions = {{"Who?", {"Ann", "Bea"}, 1, 1, false}},
    .voters = 3,
    .singles = 2,
    .votes_n = 3,
    .votes = {{0, {1, 0}}, {1, {0, 1}}, {2, {1, 0}}},
};

enum { SETUP, BALLOT_1, BALLOT_2, BALLOT_3, CLOSE, TALLY, SHARE_1, SHARE_2, RESULT, EVENTS };

static struct kit_election *kit;

static void set_up(void) {
  kit = kit_make(&plan);
}

static void tear_down(void) {
  kit_election_free(kit);
}

START_TEST(the_untouched_board_is_valid) {
  ck_assert_uint_eq(kit->board->events_n, EVENTS);
  kit_expect_verdict(kit_verify(kit), SCR_VERDICT_VALID);
}
END_TEST

// Verifies the board as it is now, without sealing it.
static struct scr_report *verify_unsealed(void) {
  struct scr_text bytes = SCR_TEXT_INIT;
  kit_bytes(&bytes, kit->board);
  struct scr_report *report = kit_verify_bytes(&bytes);
  scr_text_free(&bytes);
  return report;
}

// --- the chain: everything after the change is chained again, so that it is the only break ---

// EVT-1.
START_TEST(a_height_that_skips_is_refused) {
  for (size_t i = BALLOT_2; i < EVENTS; i++) kit->board->events[i].event.height++;
  kit_chain(kit->board, 1);
  kit_expect_only(verify_unsealed(), SCR_CHECK_CHAIN_LINKS, SCR_E_CHAIN_HEIGHT, BALLOT_2);
}
END_TEST

START_TEST(a_height_that_repeats_is_refused) {
  for (size_t i = BALLOT_2; i < EVENTS; i++) kit->board->events[i].event.height--;
  kit_chain(kit->board, 1);
  kit_expect_only(verify_unsealed(), SCR_CHECK_CHAIN_LINKS, SCR_E_CHAIN_HEIGHT, BALLOT_2);
}
END_TEST

START_TEST(a_chain_that_begins_at_another_height_is_refused) {
  for (size_t i = 0; i < EVENTS; i++) kit->board->events[i].event.height++;
  kit_chain(kit->board, 1);
  kit_expect_only(verify_unsealed(), SCR_CHECK_CHAIN_LINKS, SCR_E_CHAIN_HEIGHT, SETUP);
}
END_TEST

START_TEST(a_parent_that_is_not_the_event_before_is_refused) {
  size_t at = _i == 0 ? BALLOT_3 : RESULT;
  kit->board->events[at].event.parent = kit->board->events[at - 1].event.parent;  // the one before that
  kit_chain(kit->board, at + 1);
  kit_expect_only(verify_unsealed(), SCR_CHECK_CHAIN_LINKS, SCR_E_CHAIN_PARENT, (long)at);
}
END_TEST

START_TEST(an_event_without_parent_is_refused) {
  kit->board->events[BALLOT_2].event.has_parent = false;
  for (size_t i = BALLOT_3; i < EVENTS; i++) kit_chain(kit->board, i);
  kit->board->events[BALLOT_2].event.has_parent = false;
  struct scr_text line = SCR_TEXT_INIT;
  scr_text_add_event(&line, &kit->board->events[BALLOT_2].event);
  scr_hash(&kit->board->events[BALLOT_3].event.parent, line.bytes, line.length);
  scr_text_free(&line);
  kit_chain(kit->board, CLOSE);
  kit_expect_only(verify_unsealed(), SCR_CHECK_CHAIN_LINKS, SCR_E_CHAIN_PARENT, BALLOT_2);
}
END_TEST

START_TEST(a_first_event_with_a_parent_is_refused) {
  kit->board->events[SETUP].event.has_parent = true;
  kit_chain(kit->board, 1);
  kit_expect_only(verify_unsealed(), SCR_CHECK_CHAIN_LINKS, SCR_E_CHAIN_PARENT, SETUP);
}
END_TEST

START_TEST(an_event_taken_out_breaks_the_chain) {
  kit_remove(kit->board, BALLOT_2);
  kit_expect(verify_unsealed(), SCR_CHECK_CHAIN_LINKS, SCR_E_CHAIN_HEIGHT, BALLOT_2);
}
END_TEST

// --- phases ---

static void expect_phase(long event) {
  kit_expect(kit_verify(kit), SCR_CHECK_CHAIN_PHASES, SCR_E_CHAIN_PHASE, event);
}

START_TEST(a_ballot_before_the_setup_is_refused) {
  kit_insert_copy(kit->board, BALLOT_1, SETUP);
  expect_phase(0);
}
END_TEST

START_TEST(a_second_setup_is_refused) {
  size_t at = _i == 0 ? BALLOT_1 : BALLOT_3;
  kit_insert_copy(kit->board, SETUP, at);
  struct scr_report *report = kit_verify(kit);
  ck_assert_uint_eq(report->checks[SCR_CHECK_SETUP_ELECTION].count, 1);  // it isn't even looked at
  kit_expect_only(report, SCR_CHECK_CHAIN_PHASES, SCR_E_CHAIN_PHASE, (long)at);
}
END_TEST

// Nobody may vote once it is closed, whether counted or not.
START_TEST(a_ballot_after_the_close_is_refused) {
  kit_insert_copy(kit->board, BALLOT_3, CLOSE + 1);
  kit_remove(kit->board, BALLOT_3);
  kit_recount(kit);
  expect_phase(CLOSE);
}
END_TEST

START_TEST(a_close_between_ballots_is_refused) {
  kit_insert_copy(kit->board, CLOSE, BALLOT_2);
  expect_phase(BALLOT_2 + 1);
}
END_TEST

// EVT-2.
START_TEST(a_second_close_is_refused) {
  kit_insert_copy(kit->board, CLOSE, CLOSE);
  expect_phase(CLOSE + 1);
}
END_TEST

START_TEST(a_tally_without_a_close_is_refused) {
  kit_remove(kit->board, CLOSE);
  expect_phase(CLOSE);
}
END_TEST

START_TEST(a_second_tally_is_refused) {
  kit_insert_copy(kit->board, TALLY, SHARE_1);
  expect_phase(SHARE_1);
}
END_TEST

START_TEST(a_share_before_the_tally_is_refused) {
  kit_insert_copy(kit->board, SHARE_1, _i == 0 ? TALLY : BALLOT_1);
  expect_phase(_i == 0 ? TALLY : BALLOT_1);
}
END_TEST

START_TEST(a_result_before_the_tally_is_refused) {
  kit_insert_copy(kit->board, RESULT, TALLY);
  expect_phase(TALLY);
}
END_TEST

START_TEST(anything_after_the_result_is_refused) {
  static const size_t events[] = {SETUP, BALLOT_1, CLOSE, TALLY, SHARE_1, RESULT};
  kit_insert_copy(kit->board, events[_i], EVENTS);
  expect_phase(EVENTS);
}
END_TEST

// Shuffles belong to a kind of question that this board has none of.
START_TEST(a_shuffle_is_refused) {
  kit_insert_copy(kit->board, _i == 0 ? SHARE_1 : CLOSE, SHARE_1);
  kit->board->events[SHARE_1].event.type = _i == 0 ? SCR_EVENT_SHUFFLE : SCR_EVENT_END_SHUFFLES;
  expect_phase(SHARE_1);
}
END_TEST

// --- records and events ---

START_TEST(an_event_of_an_unknown_type_stops_the_reading) {
  struct scr_text bytes = SCR_TEXT_INIT, event = SCR_TEXT_INIT;
  struct scr_hash name;
  kit->board->events_n = BALLOT_2;
  kit_bytes(&bytes, kit->board);
  scr_text_add_event(&event, &kit->board->events[BALLOT_2].event);
  kit->board->events_n = EVENTS;
  kit_replace(&event, "\"Ballot\"", "\"Ballots\"");
  scr_text_add_record(&bytes, &name, kit->board->time, SCR_RECORD_EVENT, event.bytes, event.length);
  kit_expect_only(kit_verify_bytes(&bytes), SCR_CHECK_ARCHIVE_FORM, SCR_E_CHAIN_TYPE, BALLOT_2);
  scr_text_free(&bytes);
  scr_text_free(&event);
}
END_TEST

START_TEST(a_missing_payload_is_refused) {
  struct kit_event *event = &kit->board->events[BALLOT_2];
  if (_i == 0) {  // the event names it, the record isn't there
    scr_text_free(&event->data[0]);
    event->data_n = 0;
    kit_expect(verify_unsealed(), SCR_CHECK_ARCHIVE_RECORDS, SCR_E_ARCHIVE_ORDER, BALLOT_2);
  } else {  // the record is there, the event doesn't name it
    event->event.has_payload = false;
    kit_chain(kit->board, BALLOT_3);
    kit_expect(verify_unsealed(), SCR_CHECK_ARCHIVE_RECORDS, SCR_E_CHAIN_PAYLOAD, BALLOT_2);
  }
}
END_TEST

// EVT-3.
START_TEST(a_payload_that_is_not_wanted_is_refused) {
  struct kit_event *event = &kit->board->events[CLOSE];
  event->event.has_payload = true;
  event->event.payload = kit->board->events[BALLOT_3].event.payload;
  kit_chain(kit->board, TALLY);
  kit_expect_only(verify_unsealed(), SCR_CHECK_ARCHIVE_RECORDS, SCR_E_CHAIN_PAYLOAD, CLOSE);
}
END_TEST

START_TEST(a_payload_that_is_another_record_is_refused) {
  kit->board->events[BALLOT_2].event.payload = kit->board->events[BALLOT_1].event.payload;
  kit_chain(kit->board, BALLOT_3);
  kit_expect(verify_unsealed(), SCR_CHECK_ARCHIVE_RECORDS, SCR_E_CHAIN_PAYLOAD, BALLOT_2);
}
END_TEST

// A record that no event refers to would be a covert channel.
START_TEST(a_record_that_nothing_refers_to_is_refused) {
  static const size_t places[] = {BALLOT_2, CLOSE, TALLY, SHARE_1, RESULT};
  struct kit_event *event = &kit->board->events[places[_i]];
  memmove(&event->data[1], &event->data[0], event->data_n * sizeof *event->data);
  event->data[0] = (struct scr_text)SCR_TEXT_INIT;
  kit_set(&event->data[0], "{}", 2);
  event->data_n++;
  kit_expect(verify_unsealed(), SCR_CHECK_ARCHIVE_RECORDS, SCR_E_ARCHIVE_ORDER, (long)places[_i]);
}
END_TEST

// ARC-4.
START_TEST(records_in_another_order_are_refused) {
  static const size_t places[] = {SETUP, TALLY, SHARE_1};
  struct kit_event *event = &kit->board->events[places[_i]];
  struct scr_text kept = event->data[0];
  event->data[0] = event->data[1];
  event->data[1] = kept;
  struct scr_report *report = verify_unsealed();
  ck_assert_uint_gt(report->checks[SCR_CHECK_ARCHIVE_RECORDS].failures_n, 0);
  kit_expect_verdict(report, SCR_VERDICT_INVALID);
}
END_TEST

START_TEST(a_reference_to_another_document_is_refused) {
  struct kit_event *event = &kit->board->events[_i == 0 ? TALLY : SHARE_1];
  char *at = strstr(event->data[1].bytes, _i == 0 ? "\"encrypted_tally\":\"" : "\"payload\":\"") + (_i == 0 ? 19 : 11);
  *at = *at == '0' ? '1' : '0';
  scr_hash(&event->event.payload, event->data[1].bytes, event->data[1].length);
  kit_chain(kit->board, SHARE_1);
  kit_expect(verify_unsealed(), SCR_CHECK_ARCHIVE_RECORDS, SCR_E_ARCHIVE_ORDER, _i == 0 ? TALLY : SHARE_1);
}
END_TEST

START_TEST(a_record_of_another_kind_is_refused) {
  struct kit_event *event = &kit->board->events[BALLOT_2];
  kit_set(&event->data[0], "{\"result\":[[1,2]]}", 18);
  kit_expect(kit_verify(kit), SCR_CHECK_BALLOTS_FORM, SCR_E_JSON_FIELD, BALLOT_2);
}
END_TEST

// An event of another election's board, though its parent and height are made right, has that election's ballot.
START_TEST(an_event_of_another_election_is_refused) {
  struct kit_election *other = kit_make(&plan);
  const struct scr_text *ballot = &other->board->events[BALLOT_2].data[0];
  kit_set(&kit->board->events[BALLOT_2].data[0], ballot->bytes, ballot->length);
  kit_election_free(other);
  kit_expect_only(kit_verify(kit), SCR_CHECK_BALLOTS_FORM, SCR_E_BALLOT_ELECTION, BALLOT_2);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("tampered chains");
  TCase *tests = tcase_create("chain");
  tcase_add_checked_fixture(tests, set_up, tear_down);
  tcase_add_test(tests, the_untouched_board_is_valid);
  tcase_add_test(tests, a_height_that_skips_is_refused);
  tcase_add_test(tests, a_height_that_repeats_is_refused);
  tcase_add_test(tests, a_chain_that_begins_at_another_height_is_refused);
  tcase_add_loop_test(tests, a_parent_that_is_not_the_event_before_is_refused, 0, 2);
  tcase_add_test(tests, an_event_without_parent_is_refused);
  tcase_add_test(tests, a_first_event_with_a_parent_is_refused);
  tcase_add_test(tests, an_event_taken_out_breaks_the_chain);
  tcase_add_test(tests, a_ballot_before_the_setup_is_refused);
  tcase_add_loop_test(tests, a_second_setup_is_refused, 0, 2);
  tcase_add_test(tests, a_ballot_after_the_close_is_refused);
  tcase_add_test(tests, a_close_between_ballots_is_refused);
  tcase_add_test(tests, a_second_close_is_refused);
  tcase_add_test(tests, a_tally_without_a_close_is_refused);
  tcase_add_test(tests, a_second_tally_is_refused);
  tcase_add_loop_test(tests, a_share_before_the_tally_is_refused, 0, 2);
  tcase_add_test(tests, a_result_before_the_tally_is_refused);
  tcase_add_loop_test(tests, anything_after_the_result_is_refused, 0, 6);
  tcase_add_loop_test(tests, a_shuffle_is_refused, 0, 2);
  tcase_add_test(tests, an_event_of_an_unknown_type_stops_the_reading);
  tcase_add_loop_test(tests, a_missing_payload_is_refused, 0, 2);
  tcase_add_test(tests, a_payload_that_is_not_wanted_is_refused);
  tcase_add_test(tests, a_payload_that_is_another_record_is_refused);
  tcase_add_loop_test(tests, a_record_that_nothing_refers_to_is_refused, 0, 5);
  tcase_add_loop_test(tests, records_in_another_order_are_refused, 0, 3);
  tcase_add_loop_test(tests, a_reference_to_another_document_is_refused, 0, 2);
  tcase_add_test(tests, a_record_of_another_kind_is_refused);
  tcase_add_test(tests, an_event_of_another_election_is_refused);
  suite_add_tcase(suite, tests);
  return run_suite(suite);
}
