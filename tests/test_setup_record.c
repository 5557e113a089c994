// SPDX-License-Identifier: Apache-2.0
// The setup record: read as it is written and in no other form, whose keys may stand in it, its quorum, window and spares, and
// what is asked of it (REC-1, REC-2, REC-3, REC-4, REC-5, REC-8).
#include "tests/support/setup_record_fixture.h"

// --- form ---

START_TEST(a_record_is_read_as_it_was_written) {
  struct scr_setup_record record = make_record(), *read = NULL;
  struct scr_text text = SCR_TEXT_INIT, again = SCR_TEXT_INIT;
  struct scr_hash hash;
  scr_text_add_setup_record(&text, &record);
  ck_assert_int_eq(read_bytes(&read, &text), SCR_OK);
  scr_text_add_setup_record(&again, read);
  ck_assert_str_eq(text.bytes, again.bytes);
  scr_hash(&hash, text.bytes, text.length);
  ck_assert(scr_hash_equal(&hash, &read->hash));
  ck_assert_str_eq(read->board.name, "votes.example.org/a\"b");
  ck_assert_uint_eq(read->entry_points_n, 2);
  ck_assert_int_eq(read->entry_points[1].method, SCR_METHOD_MEETING);
  ck_assert_int_eq(read->entry_points[1].check, SCR_ENTRY_IDENTITY);
  ck_assert_str_eq(read->entry_points[0].operator_name, operator_name);
  ck_assert_str_eq(read->tellers[1].name, "Tim");
  ck_assert_str_eq(read->agents[0].name, "alec");
  ck_assert_uint_eq(read->quorum, 2);
  ck_assert_str_eq(read->spares[1], "abc1");
  ck_assert_uint_eq(read->closes, 1772900000);
  ck_assert_uint_eq(read->minimum, 10);
  scr_setup_record_free(read);
  scr_setup_record_free(NULL);
  scr_text_free(&text);
  scr_text_free(&again);
}
END_TEST

START_TEST(the_fields_have_one_order_and_one_form) {
  ck_assert_int_eq(status_with("scrutineer-setup-1", "scrutineer-setup-2"), SCR_E_JSON_FIELD);
  ck_assert_int_eq(status_with("\"scrutineer-setup-1\"", "1"), SCR_E_JSON_TYPE);
  ck_assert_int_eq(status_with("\"quorum\":2,", ""), SCR_E_JSON_FIELD);
  ck_assert_int_eq(status_with("\"quorum\":2", "\"more\":1,\"quorum\":2"), SCR_E_JSON_FIELD);
  ck_assert_int_eq(status_with("\"slot\":900,\"minimum\":10", "\"minimum\":10,\"slot\":900"), SCR_E_JSON_FIELD);
  ck_assert_int_eq(status_with("\"method_minimum\":30", "\"method_minimum\":30,\"more\":1"), SCR_E_JSON_FIELD);
  ck_assert_int_eq(status_with("\"quorum\":2", "\"quorum\": 2"), SCR_E_JSON_CANONICAL);
  ck_assert_int_eq(status_with("\"quorum\":2", "\"quorum\":\"2\""), SCR_E_JSON_TYPE);
  ck_assert_int_eq(status_with("\"weight\":8", "\"weight\":\"8\""), SCR_E_NUMBER);
  ck_assert_int_eq(status_with("\"pin\",\"operator\":", "\"pin\",\"more\":1,\"operator\":"), SCR_E_JSON_FIELD);
  ck_assert_int_eq(status_with("Ltd\"}", "Ltd\",\"more\":1}"), SCR_E_JSON_FIELD);
  ck_assert_int_eq(status_with("\"online\"", "\"carrier-pigeon\""), SCR_E_TEXT);
  ck_assert_int_eq(status_with("\"online\"", "1"), SCR_E_JSON_TYPE);
  ck_assert_int_eq(status_with("\"pin\"", "\"face\""), SCR_E_TEXT);
  ck_assert_int_eq(status_with("\"pin\"", "true"), SCR_E_JSON_TYPE);
  ck_assert_int_eq(status_with("\"roll\":\"01", "\"roll\":\"0A"), SCR_E_TEXT);
  ck_assert_int_eq(status_with("\"links\":\"02", "\"links\":\"2"), SCR_E_TEXT);
  ck_assert_int_eq(status_with("\"credentials\":\"03", "\"credentials\":\"3"), SCR_E_TEXT);
  ck_assert_int_eq(status_with("\"trustees\":\"04", "\"trustees\":\"4"), SCR_E_TEXT);
  ck_assert_int_eq(status_with("AAAAAAAAAAAAAA", "AAAAAAAAAAAAA"), SCR_E_SETUP_UUID);
}
END_TEST

START_TEST(times_above_2_to_the_30_are_numbers_and_not_endless) {
  struct scr_setup_record record = make_record();
  record.closes = UINT64_C(253402300799);
  ck_assert_int_eq(status_of(&record), SCR_OK);
  record.closes++;
  ck_assert_int_eq(status_of(&record), SCR_E_NUMBER);
  record.closes = 0;
  record.opens = UINT64_C(253402300800);
  ck_assert_int_eq(status_of(&record), SCR_E_NUMBER);
}
END_TEST

START_TEST(members_and_weight_have_limits) {
  struct scr_setup_record record = make_record();
  record.members = SCR_CREDENTIALS_MAX;
  record.weight = SCR_WEIGHT_MAX;
  ck_assert_int_eq(status_of(&record), SCR_OK);
  record.members++;
  ck_assert_int_eq(status_of(&record), SCR_E_LIMIT);
  record.members = 0;
  ck_assert_int_eq(status_of(&record), SCR_E_NUMBER);
  record.members = 1;
  record.weight++;
  ck_assert_int_eq(status_of(&record), SCR_E_LIMIT);
}
END_TEST

START_TEST(a_document_that_is_too_large_is_not_read) {
  struct scr_setup_record *read = NULL;
  char *bytes = calloc(1, SCR_SETUP_RECORD_MAX + 1);
  ck_assert_ptr_nonnull(bytes);
  ck_assert_int_eq(scr_setup_record_new(&read, bytes, SCR_SETUP_RECORD_MAX), SCR_E_JSON_SYNTAX);
  ck_assert_int_eq(scr_setup_record_new(&read, bytes, SCR_SETUP_RECORD_MAX + 1), SCR_E_LIMIT);
  ck_assert_ptr_null(read);
  free(bytes);
}
END_TEST

START_TEST(ways_of_voting_and_checks_have_names) {
  enum scr_method method;
  enum scr_entry_check check;
  for (int i = 0; i < SCR_METHOD_COUNT; i++) {
    ck_assert(scr_method_by_name(&method, scr_method_name((enum scr_method)i)));
    ck_assert_int_eq(method, i);
  }
  for (int i = 0; i < SCR_ENTRY_CHECKS; i++) {
    ck_assert(scr_entry_check_by_name(&check, scr_entry_check_name((enum scr_entry_check)i)));
    ck_assert_int_eq(check, i);
  }
  ck_assert(!scr_method_by_name(&method, "Online"));
  ck_assert(!scr_entry_check_by_name(&check, ""));
}
END_TEST

// --- keys ---

START_TEST(every_key_must_be_one) {
  static const char *const fields[] = {"\"board\":\"",    "\"officer\":\"", "\"registrar\":\"", "{\"key\":\"",
                                       "\"tellers\":[\"", "\"agents\":[\"", "\"witnesses\":[\""};
  for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
    char changed[40];
    (void)snprintf(changed, sizeof changed, "%sx", fields[i]);  // the id is of another name
    ck_assert_int_eq(status_with(fields[i], changed), SCR_E_NOTE_KEY);
  }
}
END_TEST

START_TEST(no_key_stands_twice_whatever_its_role) {
  struct scr_setup_record record = make_record();
  struct scr_note_key *keys[] = {&record.officer, &record.registrar, &points[0].key, &points[1].key,
                                 &tellers[0],     &tellers[1],       &agents[0],     &agents[1]};
  for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
    struct scr_note_key kept = *keys[i];
    make_key(keys[i], kept.name, 1);  // the board's
    ck_assert_int_eq(status_of(&record), SCR_E_RECORD_KEYS);
    *keys[i] = kept;
  }
  ck_assert_int_eq(status_of(&record), SCR_OK);
  for (size_t i = 0; i < WITNESSES; i++) {
    make_witness(i, i == 0 ? 1 : 20);  // the board's; the first witness's
    ck_assert_int_eq(status_of(&record), SCR_E_RECORD_KEYS);
    make_witness(i, (uint8_t)(20 + i));
  }
}
END_TEST

START_TEST(no_name_stands_for_two_roles) {
  struct scr_setup_record record = make_record();
  struct scr_note_key *keys[] = {&points[0].key, &points[1].key, &tellers[0], &tellers[1], &agents[0], &agents[1]};
  for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
    struct scr_note_key kept = *keys[i];
    make_key(keys[i], i == 5 ? "tina" : "agnes", 40);
    ck_assert_int_eq(status_of(&record), SCR_E_RECORD_KEYS);
    make_key(keys[i], "officer", 40);
    ck_assert_int_eq(status_of(&record), SCR_E_RECORD_KEYS);
    make_key(keys[i], "somebody", 40);
    ck_assert_int_eq(status_of(&record), SCR_OK);
    *keys[i] = kept;
  }
}
END_TEST

START_TEST(names_of_roles_are_short_and_plain) {
  struct scr_setup_record record = make_record();
  static const char *const wrong[] = {"-a",  "a/b",      "a.b",
                                      "a_b", "\xc3\xa9", "a23456789012345678901234567890123456789-1"};
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
    make_key(&tellers[0], wrong[i], 40);
    ck_assert_int_eq(status_of(&record), SCR_E_RECORD_KEYS);
  }
  make_key(&tellers[0], "a23456789012345678901234567890123456789-", 40);
  ck_assert_int_eq(status_of(&record), SCR_OK);
}
END_TEST

START_TEST(officer_and_registrar_have_their_own_names) {
  struct scr_setup_record record = make_record();
  make_key(&record.officer, "boss", 2);
  ck_assert_int_eq(status_of(&record), SCR_E_RECORD_KEYS);
  record = make_record();
  make_key(&record.registrar, "clerk", 3);
  ck_assert_int_eq(status_of(&record), SCR_E_RECORD_KEYS);
}
END_TEST

START_TEST(a_key_of_another_kind_is_refused_in_every_role) {
  struct scr_setup_record record = make_record();
  struct scr_note_key *keys[] = {&record.board, &record.officer, &record.registrar, &points[0].key,
                                 &tellers[0],   &agents[1],      &witnesses[1]};
  for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
    struct scr_note_key kept = *keys[i];
    enum scr_note_key_type type = kept.type == SCR_NOTE_ED25519 ? SCR_NOTE_COSIGNATURE : SCR_NOTE_ED25519;
    ck_assert_int_eq(scr_note_key_make(keys[i], kept.name, strlen(kept.name), type, kept.public_key), SCR_OK);
    ck_assert_int_eq(status_of(&record), SCR_E_RECORD_KEYS);
    *keys[i] = kept;
  }
}
END_TEST

START_TEST(roles_are_not_endless_and_there_is_an_entry_point) {
  struct scr_setup_record record = make_record();
  for (size_t i = 0; i < MANY; i++) {  // read keys are counted before any is looked at
    tellers[i] = tellers[0];
    agents[i] = agents[0];
    witnesses[i] = witnesses[0];
  }
  for (size_t i = 0; i <= SCR_ENTRY_POINTS_MAX; i++) points[i] = points[0];
  record.tellers_n = SCR_SIGNERS_MAX + 1;
  ck_assert_int_eq(status_of(&record), SCR_E_LIMIT);
  record.tellers_n = SCR_SIGNERS_MAX;
  ck_assert_int_eq(status_of(&record), SCR_E_RECORD_KEYS);
  record.tellers_n = 1;
  record.agents_n = SCR_SIGNERS_MAX + 1;
  ck_assert_int_eq(status_of(&record), SCR_E_LIMIT);
  record.agents_n = 1;
  record.witnesses_n = SCR_NOTE_SIGNATURES_MAX;  // and the log's own
  ck_assert_int_eq(status_of(&record), SCR_E_LIMIT);
  record.witnesses_n = 1;
  record.entry_points_n = SCR_ENTRY_POINTS_MAX + 1;
  ck_assert_int_eq(status_of(&record), SCR_E_LIMIT);
  record.entry_points_n = 0;
  ck_assert_int_eq(status_of(&record), SCR_E_JSON_FIELD);
}
END_TEST

START_TEST(tellers_agents_and_witnesses_may_be_missing) {
  struct scr_setup_record record = make_record();
  record.tellers_n = record.agents_n = record.witnesses_n = record.spares_n = 0;
  record.quorum = 0;
  record.opens = record.closes = 0;
  ck_assert_int_eq(status_of(&record), SCR_OK);
}
END_TEST

// --- quorum, window, spares ---

START_TEST(a_quorum_is_more_than_half) {
  struct scr_setup_record record = make_record();
  static const struct {
    size_t witnesses;
    uint64_t quorum;
    enum scr_status status;
  } cases[] = {{3, 1, SCR_E_RECORD_QUORUM},
               {3, 2, SCR_OK},
               {3, 3, SCR_OK},
               {3, 4, SCR_E_RECORD_QUORUM},
               {2, 1, SCR_E_RECORD_QUORUM},
               {2, 2, SCR_OK},
               {1, 1, SCR_OK},
               {1, 0, SCR_E_RECORD_QUORUM},
               {0, 0, SCR_OK},
               {0, 1, SCR_E_RECORD_QUORUM}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    record.witnesses_n = cases[i].witnesses;
    record.quorum = cases[i].quorum;
    ck_assert_int_eq(status_of(&record), cases[i].status);
  }
}
END_TEST

START_TEST(voting_closes_after_it_opens) {
  struct scr_setup_record record = make_record();
  record.closes = record.opens;
  ck_assert_int_eq(status_of(&record), SCR_E_RECORD_WINDOW);
  record.closes = record.opens - 1;
  ck_assert_int_eq(status_of(&record), SCR_E_RECORD_WINDOW);
  record.closes = record.opens + 1;
  ck_assert_int_eq(status_of(&record), SCR_OK);
  record.closes = 0;
  ck_assert_int_eq(status_of(&record), SCR_OK);
  record.closes = 1;
  record.opens = 0;
  ck_assert_int_eq(status_of(&record), SCR_OK);
}
END_TEST

START_TEST(slots_are_a_minute_to_a_day) {
  struct scr_setup_record record = make_record();
  static const uint64_t good[] = {SCR_SLOT_MIN, 61, SCR_SLOT_MAX}, bad[] = {0, SCR_SLOT_MIN - 1, SCR_SLOT_MAX + 1};
  for (size_t i = 0; i < 3; i++) {
    record.slot = good[i];
    ck_assert_int_eq(status_of(&record), SCR_OK);
    record.slot = bad[i];
    ck_assert_int_eq(status_of(&record), SCR_E_RECORD_WINDOW);
  }
}
END_TEST

START_TEST(spares_are_distinct_credentials) {
  struct scr_setup_record record = make_record();
  static char wrong[][8] = {"", "a\"b", "a\\b", "ab,2", "a b", "a\x7f", "\xc3\xa9", "abc0"};
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
    spares[1] = wrong[i];
    ck_assert_int_eq(status_of(&record), SCR_E_RECORD_SPARES);
  }
  for (size_t i = 0; i <= SCR_SPARES_MAX; i++) spares[i] = spare_0;
  record.spares_n = SCR_SPARES_MAX;
  ck_assert_int_eq(status_of(&record), SCR_E_RECORD_SPARES);
  record.spares_n++;
  ck_assert_int_eq(status_of(&record), SCR_E_LIMIT);
}
END_TEST

// --- what is asked of it ---

START_TEST(entry_points_are_found_by_their_whole_name) {
  struct scr_setup_record record = make_record();
  ck_assert_ptr_eq(scr_setup_record_entry_point(&record, "hall-1", 6), &points[1]);
  ck_assert_ptr_eq(scr_setup_record_entry_point(&record, "onlines", 6), &points[0]);
  ck_assert_ptr_null(scr_setup_record_entry_point(&record, "hall-1", 5));
  ck_assert_ptr_null(scr_setup_record_entry_point(&record, "tina", 4));
}
END_TEST

START_TEST(the_log_s_keys_are_the_record_s) {
  struct scr_setup_record record = make_record();
  struct scr_log_keys keys = scr_setup_record_log_keys(&record);
  ck_assert_mem_eq(&keys.log, &record.board, sizeof keys.log);
  ck_assert_ptr_eq(keys.witnesses, witnesses);
  ck_assert_uint_eq(keys.witnesses_n, WITNESSES);
}
END_TEST

START_TEST(slots_are_counted_from_1970_without_gaps) {
  struct scr_setup_record record = make_record();
  ck_assert_uint_eq(scr_slot_of(&record, 0), 0);
  ck_assert_uint_eq(scr_slot_of(&record, 899), 0);
  ck_assert_uint_eq(scr_slot_of(&record, 900), 1);
  ck_assert_uint_eq(scr_slot_begin(&record, 7), 6300);
  ck_assert_uint_eq(scr_slot_end(&record, 7), 7200);
  ck_assert_uint_eq(scr_slot_of(&record, scr_slot_end(&record, 7)), 8);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("setup record");
  TCase *form = begin_case(suite, "form", NULL, NULL);
  TCase *keys = begin_case(suite, "keys", NULL, NULL);
  TCase *rules = begin_case(suite, "rules", NULL, NULL);
  tcase_add_test(form, a_record_is_read_as_it_was_written);
  tcase_add_test(form, the_fields_have_one_order_and_one_form);
  tcase_add_test(form, times_above_2_to_the_30_are_numbers_and_not_endless);
  tcase_add_test(form, members_and_weight_have_limits);
  tcase_add_test(form, a_document_that_is_too_large_is_not_read);
  tcase_add_test(form, ways_of_voting_and_checks_have_names);
  tcase_add_test(keys, every_key_must_be_one);
  tcase_add_test(keys, no_key_stands_twice_whatever_its_role);
  tcase_add_test(keys, no_name_stands_for_two_roles);
  tcase_add_test(keys, names_of_roles_are_short_and_plain);
  tcase_add_test(keys, officer_and_registrar_have_their_own_names);
  tcase_add_test(keys, a_key_of_another_kind_is_refused_in_every_role);
  tcase_add_test(keys, roles_are_not_endless_and_there_is_an_entry_point);
  tcase_add_test(keys, tellers_agents_and_witnesses_may_be_missing);
  tcase_add_test(rules, a_quorum_is_more_than_half);
  tcase_add_test(rules, voting_closes_after_it_opens);
  tcase_add_test(rules, slots_are_a_minute_to_a_day);
  tcase_add_test(rules, spares_are_distinct_credentials);
  tcase_add_test(rules, entry_points_are_found_by_their_whole_name);
  tcase_add_test(rules, the_log_s_keys_are_the_record_s);
  tcase_add_test(rules, slots_are_counted_from_1970_without_gaps);
  return run_suite(suite);
}
