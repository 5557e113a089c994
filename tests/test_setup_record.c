// SPDX-License-Identifier: Apache-2.0
// The setup record: read as it is written and in no other form, whose keys may stand in it, what binds it to an election, and
// whether it fits the election's other documents (REC-1, REC-2, REC-3, REC-4, REC-5, REC-6, REC-7, REC-8).
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "scrutineer/setup_record.h"
#include "tests/support/election_kit.h"
#include "tests/support/log_kit.h"

#define WITNESSES 3
#define SPARES 2
#define MANY 64  // more than any role may have

// --- a record with everything in it ---

static struct scr_entry_point points[MANY + 1];
static struct scr_note_key tellers[MANY], agents[MANY], witnesses[MANY];
static char *spares[SCR_SPARES_MAX + 1];
static char operator_name[] = "Example \"Online\" Ltd", spare_0[] = "abc0", spare_1[] = "abc1",
            uuid[] = "AAAAAAAAAAAAAA";

static void make_key(struct scr_note_key *key, const char *name, uint8_t seed) {
  struct scr_secret_signing_key secret;
  log_kit_key(key, &secret, name, SCR_NOTE_ED25519, seed);
}

static void make_witness(size_t i, uint8_t seed) {
  struct scr_secret_signing_key secret;
  log_kit_key(&witnesses[i], &secret, "witness.example.org", SCR_NOTE_COSIGNATURE, seed);
}

static struct scr_setup_record make_record(void) {
  struct scr_setup_record record = {.uuid = uuid,
                                    .entry_points_n = 2,
                                    .entry_points = points,
                                    .tellers_n = 2,
                                    .tellers = tellers,
                                    .agents_n = 2,
                                    .agents = agents,
                                    .witnesses_n = WITNESSES,
                                    .witnesses = witnesses,
                                    .quorum = 2,
                                    .members = 8,
                                    .weight = 8,
                                    .spares_n = SPARES,
                                    .spares = spares,
                                    .opens = 1772800000,
                                    .closes = 1772900000,
                                    .slot = SCR_SLOT_DEFAULT,
                                    .minimum = 10,
                                    .method_minimum = SCR_METHOD_MINIMUM};
  make_key(&record.board, "votes.example.org/a\"b", 1);
  make_key(&record.officer, "officer", 2);
  make_key(&record.registrar, "registrar", 3);
  points[0] = (struct scr_entry_point){.method = SCR_METHOD_ONLINE, .operator_name = operator_name};
  make_key(&points[0].key, "online", 4);
  points[1] = (struct scr_entry_point){
      .method = SCR_METHOD_MEETING, .check = SCR_ENTRY_IDENTITY, .operator_name = operator_name};
  make_key(&points[1].key, "hall-1", 5);
  make_key(&tellers[0], "tina", 6);
  make_key(&tellers[1], "Tim", 7);
  make_key(&agents[0], "alec", 8);
  make_key(&agents[1], "agnes", 9);
  for (size_t i = 0; i < WITNESSES; i++) make_witness(i, (uint8_t)(20 + i));
  spares[0] = spare_0;
  spares[1] = spare_1;
  memset(&record.roll, 1, sizeof record.roll);
  memset(&record.links, 2, sizeof record.links);
  memset(&record.credentials, 3, sizeof record.credentials);
  memset(&record.trustees, 4, sizeof record.trustees);
  return record;
}

static enum scr_status read_bytes(struct scr_setup_record **read, const struct scr_text *text) {
  ck_assert_int_eq(scr_text_ok(text), SCR_OK);
  return scr_setup_record_new(read, text->bytes, text->length);
}

// What comes of a record that is written as it is.
static enum scr_status status_of(const struct scr_setup_record *record) {
  struct scr_text text = SCR_TEXT_INIT;
  struct scr_setup_record *read = NULL;
  scr_text_add_setup_record(&text, record);
  enum scr_status status = read_bytes(&read, &text);
  ck_assert((read != NULL) == (status == SCR_OK));
  scr_setup_record_free(read);
  scr_text_free(&text);
  return status;
}

// What comes of a good record's document with `old` replaced.
static enum scr_status status_with(const char *old, const char *new) {
  struct scr_setup_record record = make_record(), *read = NULL;
  struct scr_text text = SCR_TEXT_INIT;
  scr_text_add_setup_record(&text, &record);
  kit_replace(&text, old, new);
  enum scr_status status = read_bytes(&read, &text);
  scr_setup_record_free(read);
  scr_text_free(&text);
  return status;
}

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

// --- binding ---

START_TEST(a_description_binds_the_record_after_people_s_words) {
  struct scr_text text = SCR_TEXT_INIT;
  struct scr_hash hash, found;
  memset(&hash, 0xa5, sizeof hash);
  scr_text_add_bound_description(&text, "Who?", &hash);
  ck_assert_uint_eq(text.length, 5 + 1 + 18 + 1 + 64 + 1);
  ck_assert_int_eq(strncmp(text.bytes, "Who? [scrutineer-setup-1 a5a5", 29), 0);
  ck_assert(scr_description_record(&found, text.bytes));
  ck_assert(scr_hash_equal(&hash, &found));
  scr_text_clear(&text);
  scr_text_add_bound_description(&text, "", &hash);
  ck_assert_int_eq(text.bytes[0], '[');
  ck_assert(scr_description_record(&found, text.bytes));
  scr_text_clear(&text);
  scr_text_add_bound_description(&text, NULL, &hash);
  ck_assert_int_eq(text.bytes[0], '[');
  scr_text_free(&text);
}
END_TEST

START_TEST(nothing_else_binds_a_record) {
  struct scr_text text = SCR_TEXT_INIT;
  struct scr_hash hash, found;
  memset(&hash, 0xa5, sizeof hash);
  memset(&found, 7, sizeof found);
  const struct scr_hash before = found;
  ck_assert(!scr_description_record(&found, ""));
  ck_assert(!scr_description_record(&found, "]"));
  scr_text_add_bound_description(&text, "Who?", &hash);
  ck_assert(!scr_description_record(&found, text.bytes + 6));  // no bracket
  scr_text_add(&text, " ");
  ck_assert(!scr_description_record(&found, text.bytes));  // not the very end
  text.bytes[text.length - 1] = '\0';
  text.bytes[text.length - 3] = 'A';
  ck_assert(!scr_description_record(&found, text.bytes));  // not its one spelling
  text.bytes[text.length - 3] = '5';
  ck_assert(scr_description_record(&hash, text.bytes));
  text.bytes[text.length - 2] = ')';
  ck_assert(!scr_description_record(&found, text.bytes));
  text.bytes[text.length - 2] = ']';
  text.bytes[7] = 'S';
  ck_assert(!scr_description_record(&found, text.bytes));
  ck_assert_mem_eq(&found, &before, sizeof found);
  scr_text_free(&text);
}
END_TEST

START_TEST(of_two_bindings_the_last_counts) {
  struct scr_text once = SCR_TEXT_INIT, twice = SCR_TEXT_INIT;
  struct scr_hash first, second, found;
  memset(&first, 1, sizeof first);
  memset(&second, 2, sizeof second);
  scr_text_add_bound_description(&once, "Who?", &first);
  scr_text_add_bound_description(&twice, once.bytes, &second);
  ck_assert(scr_description_record(&found, twice.bytes));
  ck_assert(scr_hash_equal(&found, &second));
  scr_text_free(&once);
  scr_text_free(&twice);
}
END_TEST

// --- beside the other documents ---

static const struct kit_plan weighted = {
    .questions = {{"Who?", {"A", "B"}, 1, 1, false}}, .voters = 4, .weights = {1, 2, 3, 5}, .singles = 1};

// The spelling of a credential on the kit's list.
static char *spelled(const struct kit_election *kit, size_t voter, size_t *position) {
  struct scr_text text = SCR_TEXT_INIT;
  scr_text_add_element(&text, kit->election->group, &kit->credential_key[voter]);
  ck_assert_int_eq(scr_text_ok(&text), SCR_OK);
  *position = scr_credentials_find(kit->credentials, text.bytes, text.length);
  ck_assert_uint_ne(*position, SIZE_MAX);
  return text.bytes;
}

// A record that fits the kit's election: the last two voters' credentials are its spares.
static struct scr_setup_record fitting(struct kit_election *kit) {
  struct scr_setup_record record = make_record();
  const struct scr_text *trustees = kit_setup(kit, KIT_TRUSTEES_DOCUMENT), *list = kit_setup(kit, KIT_CREDENTIALS);
  size_t at[SPARES];
  record.uuid = kit->election->uuid;
  scr_hash(&record.trustees, trustees->bytes, trustees->length);
  scr_hash(&record.credentials, list->bytes, list->length);
  spares[0] = spelled(kit, 2, &at[0]);
  spares[1] = spelled(kit, 3, &at[1]);
  record.members = 2;
  record.weight = 3;
  if (at[0] > at[1]) {
    char *swapped = spares[0];
    spares[0] = spares[1];
    spares[1] = swapped;
  }
  return record;
}

static enum scr_status fits(const struct scr_setup_record *record, struct kit_election *kit) {
  struct scr_setup_record right = *record;
  const struct scr_text *trustees = kit_setup(kit, KIT_TRUSTEES_DOCUMENT), *list = kit_setup(kit, KIT_CREDENTIALS);
  scr_hash(&right.trustees, trustees->bytes, trustees->length);
  scr_hash(&right.credentials, list->bytes, list->length);
  return scr_setup_record_check(record, kit->election, &right.trustees, &right.credentials, kit->credentials);
}

START_TEST(a_record_fits_its_own_election_alone) {
  struct kit_election *kit = kit_make(&weighted);
  struct scr_setup_record record = fitting(kit);
  char *first = spares[0], *second = spares[1], unknown[] = "1234";
  ck_assert_int_eq(fits(&record, kit), SCR_OK);

  record.uuid = uuid;
  ck_assert_int_eq(fits(&record, kit), SCR_E_RECORD_FIT);
  record.uuid = kit->election->uuid;
  record.trustees.byte[31] ^= 1;
  ck_assert_int_eq(fits(&record, kit), SCR_E_RECORD_FIT);
  record.trustees.byte[31] ^= 1;
  record.credentials.byte[0] ^= 1;
  ck_assert_int_eq(fits(&record, kit), SCR_E_RECORD_FIT);
  record.credentials.byte[0] ^= 1;
  record.members++;
  ck_assert_int_eq(fits(&record, kit), SCR_E_RECORD_FIT);
  record.members--;
  record.weight++;
  ck_assert_int_eq(fits(&record, kit), SCR_E_RECORD_FIT);
  record.weight--;
  ck_assert_int_eq(fits(&record, kit), SCR_OK);

  for (record.weight = 0; record.weight <= 11; record.weight++) {  // whatever it says of the others
    spares[0] = second;                                            // not in the list's order
    spares[1] = first;
    ck_assert_int_eq(fits(&record, kit), SCR_E_RECORD_FIT);
    spares[0] = first;
    spares[1] = unknown;
    ck_assert_int_eq(fits(&record, kit), SCR_E_RECORD_FIT);
    spares[1] = first;
    ck_assert_int_eq(fits(&record, kit), SCR_E_RECORD_FIT);
  }
  free(first);
  free(second);
  kit_election_free(kit);
}
END_TEST

// A list that lost an entry to a spare has fewer members than it says, whatever the weights.
START_TEST(one_spare_fewer_is_one_member_more) {
  struct kit_election *kit = kit_make(&weighted);
  struct scr_setup_record record = fitting(kit);
  size_t at;
  char *first = spares[0], *second = spares[1], *third = spelled(kit, 3, &at);
  spares[0] = third;
  record.spares_n = 1;
  record.weight = 6;
  ck_assert_int_eq(fits(&record, kit), SCR_E_RECORD_FIT);
  record.members = 3;
  ck_assert_int_eq(fits(&record, kit), SCR_OK);
  free(first);
  free(second);
  free(third);
  kit_election_free(kit);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("setup record");
  TCase *form = tcase_create("form"), *keys = tcase_create("keys"), *rules = tcase_create("rules"),
        *binding = tcase_create("binding");
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
  tcase_add_test(binding, a_description_binds_the_record_after_people_s_words);
  tcase_add_test(binding, nothing_else_binds_a_record);
  tcase_add_test(binding, of_two_bindings_the_last_counts);
  tcase_add_test(binding, a_record_fits_its_own_election_alone);
  tcase_add_test(binding, one_spare_fewer_is_one_member_more);
  suite_add_tcase(suite, form);
  suite_add_tcase(suite, keys);
  suite_add_tcase(suite, rules);
  suite_add_tcase(suite, binding);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_NORMAL);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
