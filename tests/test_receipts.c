// SPDX-License-Identifier: Apache-2.0
// Receipts: that they are read as they were made and in no other form, and what each of their facts is checked against (RCP-1,
// RCP-2, RCP-3, RCP-4, RCP-5).
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/receipt_kit.h"
#include "tests/support/suite.h"

static struct receipt_kit *kit;
static const struct scr_election *election;
static struct scr_text bytes;  // of a receipt for the journal's entry 2

static void set_up(void) {
  kit = receipt_kit_make("Selection 2026", true);
  election = kit->election->election;
  bytes = (struct scr_text)SCR_TEXT_INIT;
  receipt_kit_receipt(&bytes, kit, 2, 4, 2);
}

static void tear_down(void) {
  scr_text_free(&bytes);
  receipt_kit_free(kit);
}

static struct scr_receipt *read_receipt(const struct scr_text *from) {
  struct scr_receipt *receipt = NULL;
  ck_assert_int_eq(scr_receipt_new(&receipt, from->bytes, from->length), SCR_OK);
  return receipt;
}

// The proof of the receipt, borrowed from its bytes.
static struct scr_tlog_proof proof_of(const struct scr_text *from) {
  struct scr_tlog_proof proof;
  ck_assert_int_eq(scr_tlog_proof_parse(&proof, from->bytes, from->length), SCR_OK);
  return proof;
}

static void put_extra(struct scr_tlog_proof *proof, const struct scr_text *extra) {
  ck_assert_uint_le(extra->length, sizeof proof->extra);
  if (extra->length) memcpy(proof->extra, extra->bytes, extra->length);
  proof->extra_length = extra->length;
}

// The receipt with the first `old` in its facts replaced.
static void change(struct scr_text *changed, const char *old, const char *new) {
  struct scr_tlog_proof proof = proof_of(&bytes);
  struct scr_text extra = SCR_TEXT_INIT;
  scr_text_add_bytes(&extra, proof.extra, proof.extra_length);
  kit_replace(&extra, old, new);
  put_extra(&proof, &extra);
  scr_text_clear(changed);
  scr_text_add_tlog_proof(changed, &proof);
  scr_text_free(&extra);
}

static enum scr_status read_with(const char *old, const char *new) {
  struct scr_text changed = SCR_TEXT_INIT;
  struct scr_receipt *receipt = NULL;
  change(&changed, old, new);
  enum scr_status status = scr_receipt_new(&receipt, changed.bytes, changed.length);
  ck_assert((receipt != NULL) == (status == SCR_OK));
  scr_receipt_free(receipt);
  scr_text_free(&changed);
  return status;
}

static enum scr_status check_bytes(struct scr_receipt_finding *finding, const struct scr_text *of,
                                   const struct scr_election *with) {
  struct scr_receipt *receipt = read_receipt(of);
  enum scr_status status = scr_receipt_check(finding, receipt, kit->record, with);
  scr_receipt_free(receipt);
  return status;
}

static enum scr_status check_with(const char *old, const char *new, const struct scr_election *with) {
  struct scr_text changed = SCR_TEXT_INIT;
  struct scr_receipt_finding finding;
  change(&changed, old, new);
  enum scr_status status = check_bytes(&finding, &changed, with);
  scr_text_free(&changed);
  return status;
}

// --- form ---

START_TEST(a_receipt_is_read_as_it_was_made) {
  struct scr_receipt *receipt = read_receipt(&bytes);
  struct scr_log_entry entry = scr_log_entry_at(kit->journal, 2);
  char tracker[SCR_HASH_BASE64 + 1];
  scr_hash_base64(tracker, &kit->election->board->events[2].event.payload);
  ck_assert_str_eq(receipt->uuid, election->uuid);
  ck_assert_str_eq(receipt->fingerprint, election->fingerprint);
  ck_assert_str_eq(receipt->election, "Selection 2026");
  ck_assert_int_eq(receipt->method, SCR_METHOD_MEETING);
  ck_assert_uint_eq(receipt->slot_seconds, 900);
  ck_assert_str_eq(receipt->tracker, tracker);
  ck_assert_uint_eq(receipt->entry.acceptance.came, KIT_FIRST_SLOT + 1);
  ck_assert_uint_eq(scr_receipt_begin(receipt), 900 * (KIT_FIRST_SLOT + 1));
  ck_assert_uint_eq(scr_receipt_end(receipt), 900 * (KIT_FIRST_SLOT + 2));
  ck_assert_uint_eq(receipt->proof.index, 2);
  ck_assert_uint_eq(receipt->checkpoint.size, 4);
  ck_assert_uint_eq(receipt->entry_bytes.length, entry.length);
  ck_assert_mem_eq(receipt->entry_bytes.bytes, entry.bytes, entry.length);
  ck_assert_uint_lt(bytes.length, 2048);
  scr_receipt_free(receipt);
  scr_receipt_free(NULL);
}
END_TEST

START_TEST(the_facts_have_one_order_and_one_form) {
  ck_assert_int_eq(read_with("scrutineer-receipt-1", "scrutineer-receipt-2"), SCR_E_RECEIPT_FORM);
  ck_assert_int_eq(read_with("\"slot_seconds\":900,", ""), SCR_E_JSON_FIELD);
  ck_assert_int_eq(read_with("\"slot_seconds\":900", "\"more\":1,\"slot_seconds\":900"), SCR_E_JSON_FIELD);
  ck_assert_int_eq(read_with("\"}}", "\"},\"choice\":1}"), SCR_E_JSON_FIELD);
  ck_assert_int_eq(read_with("\"slot_seconds\":900", "\"slot_seconds\": 900"), SCR_E_JSON_CANONICAL);
  ck_assert_int_eq(read_with("\"KitKitKitKit11\"", "\"KitKit\""), SCR_E_TEXT);
  ck_assert_int_eq(read_with("\"fingerprint\":\"", "\"fingerprint\":\"A"), SCR_E_TEXT);
  ck_assert_int_eq(read_with("\"method\":\"meeting\"", "\"method\":\"meetings\""), SCR_E_TEXT);
  ck_assert_int_eq(read_with("\"method\":\"meeting\"", "\"method\":1"), SCR_E_JSON_TYPE);
  ck_assert_int_eq(read_with("\"slot_seconds\":900", "\"slot_seconds\":59"), SCR_E_NUMBER);
  ck_assert_int_eq(read_with("\"slot_seconds\":900", "\"slot_seconds\":60"), SCR_OK);
  ck_assert_int_eq(read_with("\"slot_seconds\":900", "\"slot_seconds\":86401"), SCR_E_NUMBER);
}
END_TEST

START_TEST(only_the_entry_of_a_ballot_has_a_receipt) {
  ck_assert_int_eq(read_with("\"type\":\"Ballot\"", "\"type\":\"Setup\""), SCR_E_RECEIPT_FORM);
  ck_assert_int_eq(read_with("\"event\":\"", "\"act\":\""), SCR_E_RECEIPT_FORM);
  ck_assert_int_eq(read_with("\"entry\":{", "\"entry\":{\"act\":{},"), SCR_E_RECEIPT_FORM);
  ck_assert_int_eq(read_with("\"came\":", "\"come\":"), SCR_E_JSON_FIELD);
}
END_TEST

START_TEST(a_name_of_200_bytes_is_the_longest) {
  char name[SCR_RECEIPT_NAME_MAX + 2];
  memset(name, 'n', sizeof name - 1);
  name[sizeof name - 1] = '\0';
  ck_assert_int_eq(read_with("Selection 2026", name), SCR_E_LIMIT);
  ck_assert_int_eq(read_with("Selection 2026", name + 1), SCR_OK);
}
END_TEST

START_TEST(times_end_with_the_year_9999) {
  char old[64];
  (void)snprintf(old, sizeof old, "\"came\":%llu", (unsigned long long)KIT_FIRST_SLOT + 1);
  ck_assert_int_eq(read_with(old, "\"came\":281558111"), SCR_OK);
  ck_assert_int_eq(read_with(old, "\"came\":281558112"), SCR_E_RECEIPT_FORM);
}
END_TEST

START_TEST(a_proof_of_something_else_is_no_receipt) {
  struct scr_tlog_proof proof = proof_of(&bytes);
  struct scr_text text = SCR_TEXT_INIT;
  struct scr_receipt *receipt = NULL;
  proof.extra_length = 0;
  scr_text_add_tlog_proof(&text, &proof);
  ck_assert_int_eq(scr_receipt_new(&receipt, text.bytes, text.length), SCR_E_RECEIPT_FORM);
  ck_assert_int_eq(scr_receipt_new(&receipt, bytes.bytes, bytes.length - 1), SCR_E_NOTE_FORM);
  ck_assert_int_eq(scr_receipt_new(&receipt, bytes.bytes, 0), SCR_E_LOG_PROOF);
  ck_assert_ptr_null(receipt);
  scr_text_free(&text);
}
END_TEST

// A signed note under the proof that is no checkpoint.
START_TEST(a_proof_under_no_checkpoint_is_no_receipt) {
  struct scr_tlog_proof proof = proof_of(&bytes);
  struct scr_text note = SCR_TEXT_INIT, text = SCR_TEXT_INIT;
  struct scr_receipt *receipt = NULL;
  ck_assert_int_eq(scr_secret_note_sign(&note, "hello\n", 6, &kit->log.keys.log, &kit->log.log_secret), SCR_OK);
  proof.note = note.bytes;
  proof.note_length = note.length;
  scr_text_add_tlog_proof(&text, &proof);
  ck_assert_int_eq(scr_receipt_new(&receipt, text.bytes, text.length), SCR_E_LOG_CHECKPOINT);
  scr_text_free(&note);
  scr_text_free(&text);
}
END_TEST

START_TEST(more_bytes_than_a_receipt_has_are_not_read) {
  char *many = calloc(1, SCR_RECEIPT_BYTES_MAX + 1);
  struct scr_receipt *receipt = NULL;
  ck_assert_ptr_nonnull(many);
  ck_assert_int_eq(scr_receipt_new(&receipt, many, SCR_RECEIPT_BYTES_MAX + 1), SCR_E_LIMIT);
  free(many);
}
END_TEST

// --- checking ---

START_TEST(a_receipt_holds_with_the_record_alone_or_the_election_too) {
  struct scr_receipt_finding finding;
  ck_assert_int_eq(check_bytes(&finding, &bytes, NULL), SCR_OK);
  ck_assert(!finding.election_compared);
  ck_assert(finding.quorum);
  ck_assert_uint_eq(finding.witnessing.count, 2);
  ck_assert_str_eq(finding.entry_point->key.name, "hall");
  ck_assert_int_eq(check_bytes(&finding, &bytes, election), SCR_OK);
  ck_assert(finding.election_compared);
}
END_TEST

START_TEST(a_quorum_that_is_not_met_is_said) {
  struct scr_text one = SCR_TEXT_INIT;
  struct scr_receipt_finding finding;
  receipt_kit_receipt(&one, kit, 2, 5, 1);
  ck_assert_int_eq(check_bytes(&finding, &one, election), SCR_OK);
  ck_assert_uint_eq(finding.witnessing.count, 1);
  ck_assert(!finding.quorum);
  scr_text_free(&one);
}
END_TEST

START_TEST(an_election_without_witnesses_wants_none) {
  struct receipt_kit *alone = receipt_kit_make("Selection 2026", false);
  struct scr_text text = SCR_TEXT_INIT;
  struct scr_receipt_finding finding;
  receipt_kit_receipt(&text, alone, 1, 5, 0);
  struct scr_receipt *receipt = read_receipt(&text);
  ck_assert_int_eq(scr_receipt_check(&finding, receipt, alone->record, alone->election->election), SCR_OK);
  ck_assert(finding.quorum);
  scr_receipt_free(receipt);
  scr_text_free(&text);
  receipt_kit_free(alone);
}
END_TEST

START_TEST(each_fact_is_compared_with_the_setup_record) {
  ck_assert_int_eq(check_with("KitKitKitKit11", "KitKitKitKit12", NULL), SCR_E_RECEIPT_FACTS);
  ck_assert_int_eq(check_with("\"slot_seconds\":900", "\"slot_seconds\":901", NULL), SCR_E_RECEIPT_FACTS);
  ck_assert_int_eq(check_with("\"method\":\"meeting\"", "\"method\":\"online\"", NULL), SCR_E_RECEIPT_FACTS);
  ck_assert_int_eq(check_with("\"entry\":\"hall\"", "\"entry\":\"halls\"", NULL), SCR_E_JOURNAL_POINT);
}
END_TEST

// The fingerprint is the entry point's word; the name is nobody's but the election's.
START_TEST(fingerprint_and_name_are_compared_with_the_election) {
  struct scr_hash other;
  char fingerprint[SCR_HASH_BASE64 + 1];
  scr_hash(&other, "other", 5);
  scr_hash_base64(fingerprint, &other);
  ck_assert_int_eq(check_with(election->fingerprint, fingerprint, NULL), SCR_E_JOURNAL_SIGNATURE);
  ck_assert_int_eq(check_with(election->fingerprint, fingerprint, election), SCR_E_RECEIPT_FACTS);
  ck_assert_int_eq(check_with("Selection 2026", "Selection 2027", NULL), SCR_OK);
  ck_assert_int_eq(check_with("Selection 2026", "Selection 2027", election), SCR_E_RECEIPT_FACTS);
  ck_assert_int_eq(check_with("Selection 2026", "Selection 202", election), SCR_E_RECEIPT_FACTS);
  ck_assert_int_eq(check_with("Selection 2026", "Selection 20260", election), SCR_E_RECEIPT_FACTS);
}
END_TEST

START_TEST(the_election_is_the_one_of_the_setup_record) {
  struct receipt_kit *other = receipt_kit_make("Selection 2026", false);
  struct scr_election renamed = *election, unbound = *election;
  static char uuid[] = "KitKitKitKit12", description[] = "For tests";
  struct scr_receipt_finding finding;
  renamed.uuid = uuid;
  unbound.description = description;
  ck_assert_int_eq(check_bytes(&finding, &bytes, other->election->election), SCR_E_RECORD_HASH);
  ck_assert_int_eq(check_bytes(&finding, &bytes, &unbound), SCR_E_RECORD_HASH);
  ck_assert_int_eq(check_bytes(&finding, &bytes, &renamed), SCR_E_RECEIPT_FACTS);
  receipt_kit_free(other);
}
END_TEST

START_TEST(what_the_log_has_signed_is_checked) {
  char slot[64], other[64];
  (void)snprintf(slot, sizeof slot, "{\"slot\":%llu", (unsigned long long)KIT_FIRST_SLOT + 1);
  (void)snprintf(other, sizeof other, "{\"slot\":%llu", (unsigned long long)KIT_FIRST_SLOT);
  ck_assert_int_eq(check_with(slot, other, election), SCR_E_LOG_INCLUSION);
  struct scr_tlog_proof proof = proof_of(&bytes);
  struct scr_text text = SCR_TEXT_INIT;
  struct scr_receipt_finding finding;
  proof.index = 1;
  scr_text_add_tlog_proof(&text, &proof);
  ck_assert_int_eq(check_bytes(&finding, &text, election), SCR_E_LOG_INCLUSION);
  struct scr_setup_record stranger = *kit->record;
  struct scr_receipt *receipt = read_receipt(&bytes);
  stranger.board = kit->record->officer;
  ck_assert_int_eq(scr_receipt_check(&finding, receipt, &stranger, NULL), SCR_E_NOTE_UNSIGNED);
  scr_receipt_free(receipt);
  scr_text_free(&text);
}
END_TEST

// A log that its key signed, with an entry in which `old` is replaced: no entry point would have signed that.
static enum scr_status check_forged(const char *old, const char *new) {
  struct scr_log *log;
  struct scr_text entry = SCR_TEXT_INIT, note = SCR_TEXT_INIT, extra = SCR_TEXT_INIT, text = SCR_TEXT_INIT;
  struct scr_tlog_proof proof = proof_of(&bytes);
  struct scr_receipt_finding finding;
  receipt_kit_entry(&entry, kit, 1, 1, KIT_FIRST_SLOT + 1);
  scr_text_add_bytes(&extra, proof.extra, proof.extra_length);
  kit_replace(&entry, old, new);
  kit_replace(&extra, old, new);
  ck_assert_int_eq(scr_log_new(&log), SCR_OK);
  ck_assert_int_eq(scr_log_append(log, entry.bytes, entry.length), SCR_OK);
  receipt_kit_checkpoint(&note, kit, log, 1, 3);
  put_extra(&proof, &extra);
  proof.index = 0;
  proof.path.length = 0;
  proof.note = note.bytes;
  proof.note_length = note.length;
  scr_text_add_tlog_proof(&text, &proof);
  enum scr_status status = check_bytes(&finding, &text, election);
  enum scr_status made =
      scr_text_add_receipt(&note, log, 0, proof.note, proof.note_length, kit->record, election);  // nor made
  ck_assert_int_eq(made, status);
  scr_log_free(log);
  scr_text_free(&entry);
  scr_text_free(&note);
  scr_text_free(&extra);
  scr_text_free(&text);
  return status;
}

START_TEST(a_log_can_t_make_up_what_an_entry_point_signs) {
  char came[64], other[64];
  (void)snprintf(came, sizeof came, "\"came\":%llu", (unsigned long long)KIT_FIRST_SLOT + 1);
  (void)snprintf(other, sizeof other, "\"came\":%llu", (unsigned long long)KIT_FIRST_SLOT + 2);
  ck_assert_int_eq(check_forged(came, other), SCR_E_JOURNAL_SIGNATURE);
  ck_assert_int_eq(check_forged("\"entry\":\"hall\"", "\"entry\":\"halls\""), SCR_E_JOURNAL_POINT);
}
END_TEST

// --- making ---

static enum scr_status make(uint64_t index, const struct scr_text *note) {
  struct scr_text text = SCR_TEXT_INIT;
  scr_text_add(&text, "kept");
  enum scr_status status =
      scr_text_add_receipt(&text, kit->journal, index, note->bytes, note->length, kit->record, election);
  ck_assert_int_eq(text.length == 4, status != SCR_OK);
  scr_text_free(&text);
  return status;
}

START_TEST(the_same_ballot_gets_the_same_receipt) {
  struct scr_text again = SCR_TEXT_INIT, later = SCR_TEXT_INIT;
  receipt_kit_receipt(&again, kit, 2, 4, 2);
  ck_assert_uint_eq(again.length, bytes.length);
  ck_assert_mem_eq(again.bytes, bytes.bytes, bytes.length);
  receipt_kit_receipt(&later, kit, 2, 5, 2);
  ck_assert_str_ne(later.bytes, bytes.bytes);
  scr_text_free(&again);
  scr_text_free(&later);
}
END_TEST

START_TEST(no_receipt_is_made_that_would_not_hold) {
  struct scr_text note = SCR_TEXT_INIT, foreign = SCR_TEXT_INIT, larger = SCR_TEXT_INIT, unsigned_by = SCR_TEXT_INIT;
  struct receipt_kit *other = receipt_kit_make("Selection 2026", true);
  struct scr_hash root;
  receipt_kit_checkpoint(&note, kit, kit->journal, 3, 2);
  ck_assert_int_eq(make(2, &note), SCR_OK);
  ck_assert_int_eq(make(0, &note), SCR_E_RECEIPT_ENTRY);
  ck_assert_int_eq(make(3, &note), SCR_E_RECEIPT_ENTRY);
  receipt_kit_checkpoint(&foreign, kit, other->journal, 3, 2);
  ck_assert_int_eq(make(2, &foreign), SCR_E_LOG_ROOT);
  scr_merkle_root(&root, scr_log_tree(kit->journal), 5);
  scr_text_add_checkpoint(&larger, KIT_ORIGIN, 6, &root);
  ck_assert_int_eq(
      scr_secret_note_sign(&unsigned_by, larger.bytes, larger.length, &kit->log.keys.log, &kit->log.log_secret),
      SCR_OK);
  ck_assert_int_eq(make(2, &unsigned_by), SCR_E_LOG_ROOT);
  struct log_kit strangers;
  log_kit_init(&strangers);
  log_kit_key(&strangers.keys.log, &strangers.log_secret, KIT_ORIGIN, SCR_NOTE_ED25519, 99);
  scr_text_clear(&unsigned_by);
  log_kit_checkpoint(&unsigned_by, &strangers, scr_log_tree(kit->journal), 3, 2);
  ck_assert_int_eq(make(2, &unsigned_by), SCR_E_NOTE_UNSIGNED);
  receipt_kit_free(other);
  scr_text_free(&note);
  scr_text_free(&foreign);
  scr_text_free(&larger);
  scr_text_free(&unsigned_by);
}
END_TEST

START_TEST(a_long_name_is_cut_after_a_whole_character) {
  char name[256];
  memset(name, 'n', 199);
  memcpy(name + 199, "\xc3\xa9more", 7);
  struct receipt_kit *named = receipt_kit_make(name, true);
  struct scr_text text = SCR_TEXT_INIT;
  struct scr_receipt_finding finding;
  receipt_kit_receipt(&text, named, 1, 5, 2);
  struct scr_receipt *receipt = read_receipt(&text);
  ck_assert_uint_eq(strlen(receipt->election), 199);
  ck_assert_int_eq(scr_receipt_check(&finding, receipt, named->record, named->election->election), SCR_OK);
  scr_receipt_free(receipt);
  scr_text_free(&text);
  receipt_kit_free(named);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("receipts");
  TCase *form = tcase_create("form"), *checking = tcase_create("checking"), *making = tcase_create("making");
  tcase_add_checked_fixture(form, set_up, tear_down);
  tcase_add_checked_fixture(checking, set_up, tear_down);
  tcase_add_checked_fixture(making, set_up, tear_down);
  tcase_add_test(form, a_receipt_is_read_as_it_was_made);
  tcase_add_test(form, the_facts_have_one_order_and_one_form);
  tcase_add_test(form, only_the_entry_of_a_ballot_has_a_receipt);
  tcase_add_test(form, a_name_of_200_bytes_is_the_longest);
  tcase_add_test(form, times_end_with_the_year_9999);
  tcase_add_test(form, a_proof_of_something_else_is_no_receipt);
  tcase_add_test(form, a_proof_under_no_checkpoint_is_no_receipt);
  tcase_add_test(form, more_bytes_than_a_receipt_has_are_not_read);
  tcase_add_test(checking, a_receipt_holds_with_the_record_alone_or_the_election_too);
  tcase_add_test(checking, a_quorum_that_is_not_met_is_said);
  tcase_add_test(checking, an_election_without_witnesses_wants_none);
  tcase_add_test(checking, each_fact_is_compared_with_the_setup_record);
  tcase_add_test(checking, fingerprint_and_name_are_compared_with_the_election);
  tcase_add_test(checking, the_election_is_the_one_of_the_setup_record);
  tcase_add_test(checking, what_the_log_has_signed_is_checked);
  tcase_add_test(checking, a_log_can_t_make_up_what_an_entry_point_signs);
  tcase_add_test(making, the_same_ballot_gets_the_same_receipt);
  tcase_add_test(making, no_receipt_is_made_that_would_not_hold);
  tcase_add_test(making, a_long_name_is_cut_after_a_whole_character);
  suite_add_tcase(suite, form);
  suite_add_tcase(suite, checking);
  suite_add_tcase(suite, making);
  return run_suite(suite);
}
