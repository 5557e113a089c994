// SPDX-License-Identifier: Apache-2.0
// Checkpoints, cosignatures, and proofs of inclusion as files (LOG-8, LOG-9, LOG-10, LOG-11, LOG-16).
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/log_kit.h"
#include "tests/support/suite.h"

#define SIZE 11

static struct log_kit kit;
static struct scr_log *entries;
static struct scr_text note;  // of all entries, signed by the log and by two of the three witnesses
static struct scr_checkpoint checkpoint;
static struct scr_witnessing witnessing;

static void set_up(void) {
  log_kit_init(&kit);
  ck_assert_int_eq(scr_log_new(&entries), SCR_OK);
  log_kit_grow(entries, SIZE);
  log_kit_checkpoint(&note, &kit, scr_log_tree(entries), SIZE, 2);
}

static void tear_down(void) {
  scr_log_free(entries);
  scr_text_free(&note);
}

static enum scr_status open_with(const struct scr_log_keys *keys) {
  return scr_checkpoint_open(&checkpoint, &witnessing, note.bytes, note.length, keys);
}

static enum scr_status open_note(void) {
  return open_with(&kit.keys);
}

// The note is now this text, signed by the log.
static void sign(const char *text) {
  scr_text_clear(&note);
  ck_assert_int_eq(scr_secret_note_sign(&note, text, strlen(text), &kit.keys.log, &kit.log_secret), SCR_OK);
}

static size_t text_length(void) {
  return (size_t)(strstr(note.bytes, "\n\n") + 1 - note.bytes);
}

static void cosign(uint64_t time, size_t witness) {
  struct scr_text line = SCR_TEXT_INIT;
  ck_assert_int_eq(
      scr_secret_cosign(&line, note.bytes, text_length(), time, &kit.witnesses[witness], &kit.witness_secrets[witness]),
      SCR_OK);
  scr_text_add_bytes(&note, line.bytes, line.length);
  scr_text_free(&line);
}

// --- what a checkpoint says ---

#define ROOT "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I="
#define EMPTY_ROOT "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="

START_TEST(the_specification_s_checkpoint_is_read_and_written_the_same) {
  static const char text[] = "example.com/behind-the-sofa\n20852163\n" ROOT "\n";
  struct scr_text again = SCR_TEXT_INIT;
  ck_assert_int_eq(scr_checkpoint_parse(&checkpoint, text, sizeof text - 1), SCR_OK);
  ck_assert_uint_eq(checkpoint.size, 20852163);
  ck_assert_uint_eq(checkpoint.origin_length, strlen("example.com/behind-the-sofa"));
  ck_assert_uint_eq(checkpoint.root.byte[0], 0x0a);
  scr_text_add_checkpoint(&again, "example.com/behind-the-sofa", checkpoint.size, &checkpoint.root);
  ck_assert_str_eq(again.bytes, text);
  scr_text_free(&again);
}
END_TEST

START_TEST(further_lines_are_passed_over_and_the_largest_size_is_read) {
  static const char text[] = "a log\n9223372036854775807\n" ROOT "\nmore\n \n";
  ck_assert_int_eq(scr_checkpoint_parse(&checkpoint, text, sizeof text - 1), SCR_OK);
  ck_assert_uint_eq(checkpoint.size, INT64_MAX);
  ck_assert_int_eq(scr_checkpoint_parse(&checkpoint, "a\n0\n" EMPTY_ROOT "\n", 49), SCR_OK);
}
END_TEST

START_TEST(what_is_almost_a_checkpoint_is_refused) {
  static const char *const wrong[] = {
      "",
      "\n",
      "a\n",
      "a\n1\n",
      "\n1\n" ROOT "\n",
      "a\n\n" ROOT "\n",
      "a\n1\n\n",
      "a\n1\n" ROOT,
      "a\n1\n" ROOT "\n\n",
      "a\n1\n" ROOT "\nmore\n\n",
      "a\n01\n" ROOT "\n",
      "a\n00\n" EMPTY_ROOT "\n",
      "a\n-1\n" ROOT "\n",
      "a\n+1\n" ROOT "\n",
      "a\n1 \n" ROOT "\n",
      "a\n0x1\n" ROOT "\n",
      "a\n1.0\n" ROOT "\n",
      "a\n1:\n" ROOT "\n",
      "a\n9223372036854775808\n" ROOT "\n",
      "a\n18446744073709551617\n" ROOT "\n",
      "a\n0\n" ROOT "\n",                                      // not the empty tree's
      "a\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I\n",   // no padding
      "a\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2J=\n",  // bits that carry nothing
      "a\n1\nCsUYapGGPo4dkMgIAUqom_Xajj7h2fB2MPA3j2jxq2I=\n",  // another alphabet
      "a\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxqw==\n",  // 31 bytes
      "a\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2IA\n",  // 33
      "a\xff\n1\n" ROOT "\n",
      "a\r\n1\n" ROOT "\n",
  };
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
    ck_assert_msg(scr_checkpoint_parse(&checkpoint, wrong[i], strlen(wrong[i])) == SCR_E_LOG_CHECKPOINT, "%zu", i);
}
END_TEST

// --- who signed it ---

START_TEST(an_opened_checkpoint_says_who_cosigned_it_and_when) {
  struct scr_hash root;
  scr_merkle_root(&root, scr_log_tree(entries), SIZE);
  ck_assert_int_eq(open_note(), SCR_OK);
  ck_assert_uint_eq(checkpoint.size, SIZE);
  ck_assert(scr_hash_equal(&checkpoint.root, &root));
  ck_assert_uint_eq(witnessing.count, 2);
  ck_assert(witnessing.by[0].has_signed && witnessing.by[1].has_signed && !witnessing.by[2].has_signed);
  ck_assert_uint_eq(witnessing.by[0].time, KIT_TIME);
  ck_assert_uint_eq(witnessing.by[1].time, KIT_TIME + 1);
}
END_TEST

START_TEST(a_checkpoint_needs_the_log_s_signature_and_no_witness_s) {
  struct scr_log_keys keys = kit.keys;
  keys.witnesses_n = 0;
  ck_assert_int_eq(open_with(&keys), SCR_OK);
  ck_assert_uint_eq(witnessing.count, 0);
  keys.witnesses_n = KIT_WITNESSES;
  struct scr_secret_signing_key other;
  log_kit_key(&keys.log, &other, KIT_ORIGIN, SCR_NOTE_ED25519, 99);
  ck_assert_int_eq(open_with(&keys), SCR_E_NOTE_UNSIGNED);
}
END_TEST

START_TEST(keys_serve_for_what_they_are_made_for) {
  struct scr_log_keys keys = kit.keys;
  struct scr_secret_signing_key secret;
  log_kit_key(&keys.log, &secret, KIT_ORIGIN, SCR_NOTE_COSIGNATURE, 1);
  ck_assert_int_eq(open_with(&keys), SCR_E_NOTE_KEY_TYPE);
  keys = kit.keys;
  log_kit_key(&kit.witnesses[2], &secret, "witness3.example.net", SCR_NOTE_ED25519, 4);
  ck_assert_int_eq(open_with(&keys), SCR_E_NOTE_KEY_TYPE);
}
END_TEST

START_TEST(the_checkpoint_of_another_log_is_refused_though_the_key_signed_it) {
  sign("example.org/other\n1\n" ROOT "\n");
  ck_assert_int_eq(open_note(), SCR_E_LOG_ORIGIN);
  sign(KIT_ORIGIN "/more\n1\n" ROOT "\n");
  ck_assert_int_eq(open_note(), SCR_E_LOG_ORIGIN);
  sign(KIT_ORIGIN "\n1\n" ROOT "\n");
  ck_assert_int_eq(open_note(), SCR_OK);
}
END_TEST

START_TEST(a_signed_note_that_is_no_checkpoint_is_refused) {
  sign(KIT_ORIGIN "\n1\n");
  ck_assert_int_eq(open_note(), SCR_E_LOG_CHECKPOINT);
}
END_TEST

START_TEST(a_cosignature_covers_the_time_and_the_text) {
  struct scr_text kept = SCR_TEXT_INIT;
  scr_text_add_bytes(&kept, note.bytes, note.length);
  char *time = strstr(note.bytes, "witness1.example.net ") + strlen("witness1.example.net ") + 14;
  *time = *time == 'A' ? 'B' : 'A';  // within the eight bytes of the time
  ck_assert_int_eq(open_note(), SCR_E_NOTE_SIGNATURE);
  // The line of another checkpoint of the same log.
  struct scr_text other = SCR_TEXT_INIT;
  log_kit_checkpoint(&other, &kit, scr_log_tree(entries), SIZE - 1, 1);
  scr_text_clear(&note);
  log_kit_checkpoint(&note, &kit, scr_log_tree(entries), SIZE, 0);
  scr_text_add(&note, strstr(other.bytes, "\u2014 witness1"));
  ck_assert_int_eq(open_note(), SCR_E_NOTE_SIGNATURE);
  scr_text_free(&other);
  scr_text_free(&kept);
}
END_TEST

// A cosignature of exactly this time, made with the true key whatever the time.
static void add_cosignature_at(uint64_t time) {
  uint8_t signature[SCR_NOTE_COSIGNATURE_BYTES];
  struct scr_text message = SCR_TEXT_INIT;
  scr_text_add_cosigned(&message, time, note.bytes, text_length());
  for (size_t i = 0; i < 8; i++) signature[i] = (uint8_t)(time >> (56 - 8 * i));
  scr_secret_signing_key_sign(signature + 8, &kit.witness_secrets[0], message.bytes, message.length);
  scr_text_add_note_signature(&note, &kit.witnesses[0], signature, sizeof signature);
  scr_text_free(&message);
}

START_TEST(times_are_from_1_to_2_to_the_63_less_1) {
  static const struct {
    uint64_t time;
    enum scr_status status;
  } times[] = {{0, SCR_E_NOTE_SIGNATURE},
               {1, SCR_OK},
               {INT64_MAX, SCR_OK},
               {UINT64_C(1) << 63, SCR_E_NOTE_SIGNATURE},
               {UINT64_MAX, SCR_E_NOTE_SIGNATURE}};
  for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
    sign(KIT_ORIGIN "\n1\n" ROOT "\n");
    add_cosignature_at(times[i].time);
    ck_assert_int_eq(open_note(), times[i].status);
    if (times[i].status == SCR_OK) ck_assert_uint_eq(witnessing.by[0].time, times[i].time);
  }
}
END_TEST

START_TEST(a_witness_s_plain_signature_is_no_cosignature) {
  uint8_t signature[64];
  sign(KIT_ORIGIN "\n1\n" ROOT "\n");
  scr_secret_signing_key_sign(signature, &kit.witness_secrets[0], note.bytes, text_length());
  scr_text_add_note_signature(&note, &kit.witnesses[0], signature, sizeof signature);
  ck_assert_int_eq(open_note(), SCR_E_NOTE_SIGNATURE);
}
END_TEST

START_TEST(a_witness_counts_once_however_often_it_signs_or_is_listed) {
  cosign(KIT_TIME + 50, 0);
  cosign(KIT_TIME - 50, 0);
  ck_assert_int_eq(open_note(), SCR_OK);
  ck_assert_uint_eq(witnessing.count, 2);
  ck_assert_uint_eq(witnessing.by[0].time, KIT_TIME + 50);
  struct scr_secret_signing_key secret;  // the first witness's key under a second name
  log_kit_key(&kit.witnesses[2], &secret, "sock.example.net", SCR_NOTE_COSIGNATURE, 2);
  kit.witness_secrets[2] = secret;
  cosign(KIT_TIME, 2);
  ck_assert_int_eq(open_note(), SCR_OK);
  ck_assert(witnessing.by[2].has_signed);
  ck_assert_uint_eq(witnessing.count, 2);
}
END_TEST

START_TEST(the_log_is_no_witness_of_itself) {
  struct scr_secret_signing_key secret;
  log_kit_key(&kit.witnesses[2], &secret, "witness3.example.net", SCR_NOTE_COSIGNATURE, 1);  // the log's seed
  kit.witness_secrets[2] = secret;
  cosign(KIT_TIME, 2);
  ck_assert_int_eq(open_note(), SCR_OK);
  ck_assert(witnessing.by[2].has_signed);
  ck_assert_uint_eq(witnessing.count, 2);
}
END_TEST

START_TEST(nothing_is_opened_on_failure) {
  ck_assert_int_eq(open_note(), SCR_OK);
  sign("example.org/other\n1\n" ROOT "\n");
  ck_assert_int_eq(open_note(), SCR_E_LOG_ORIGIN);
  ck_assert_uint_eq(checkpoint.size, SIZE);
  ck_assert_uint_eq(witnessing.count, 2);
}
END_TEST

START_TEST(a_witness_signs_checkpoints_alone_with_its_own_key) {
  struct scr_text line = SCR_TEXT_INIT;
  const char *text = "a\n1\n" ROOT "\n";
  const struct scr_note_key *key = &kit.witnesses[0];
  const struct scr_secret_signing_key *secret = &kit.witness_secrets[0];
  ck_assert_int_eq(scr_secret_cosign(&line, text, strlen(text), 1, key, &kit.log_secret), SCR_E_KEY_MISMATCH);
  ck_assert_int_eq(scr_secret_cosign(&line, text, strlen(text), 1, &kit.keys.log, &kit.log_secret), SCR_E_KEY_MISMATCH);
  ck_assert_int_eq(scr_secret_cosign(&line, text, strlen(text), 0, key, secret), SCR_E_NUMBER);
  ck_assert_int_eq(scr_secret_cosign(&line, text, strlen(text), UINT64_C(1) << 63, key, secret), SCR_E_NUMBER);
  ck_assert_int_eq(scr_secret_cosign(&line, "a\n1\n", 4, 1, key, secret), SCR_E_LOG_CHECKPOINT);
  ck_assert_uint_eq(line.length, 0);
  scr_text_free(&line);
}
END_TEST

START_TEST(tidying_leaves_the_last_signature_of_the_log_and_each_witness) {
  struct scr_text out = SCR_TEXT_INIT, expected = SCR_TEXT_INIT;
  scr_text_clear(&note);
  log_kit_checkpoint(&note, &kit, scr_log_tree(entries), SIZE, 0);
  cosign(KIT_TIME + 7, 0);
  cosign(KIT_TIME + 1, 1);
  scr_text_add_bytes(&expected, note.bytes, note.length);
  scr_text_clear(&note);
  log_kit_checkpoint(&note, &kit, scr_log_tree(entries), SIZE, 2);
  scr_text_add(&note, "\u2014 witness1.example.net AAAAAAA=\n\u2014 stranger.example BBBBBBA=\n");
  cosign(KIT_TIME + 7, 0);
  ck_assert_int_eq(scr_checkpoint_tidy(&out, note.bytes, note.length, &kit.keys), SCR_OK);
  ck_assert_str_eq(out.bytes, expected.bytes);
  scr_text_clear(&out);
  note.bytes[0] = 'f';
  ck_assert_int_eq(scr_checkpoint_tidy(&out, note.bytes, note.length, &kit.keys), SCR_E_NOTE_SIGNATURE);
  ck_assert_uint_eq(out.length, 0);
  scr_text_free(&out);
  scr_text_free(&expected);
}
END_TEST

// --- proofs as files ---

static struct scr_hash leaf_of(uint64_t index) {
  return *scr_merkle_subtree(scr_log_tree(entries), 0, index);
}

static void make_proof(struct scr_text *file, uint64_t index, const char *extra) {
  struct scr_tlog_proof proof = {
      .extra_length = strlen(extra), .index = index, .note = note.bytes, .note_length = note.length};
  memcpy(proof.extra, extra, proof.extra_length);
  scr_merkle_inclusion(&proof.path, scr_log_tree(entries), index, SIZE);
  scr_text_clear(file);
  scr_text_add_tlog_proof(file, &proof);
  ck_assert_int_eq(scr_text_ok(file), SCR_OK);
}

START_TEST(a_proof_is_read_as_it_was_written_and_holds) {
  struct scr_text file = SCR_TEXT_INIT, again = SCR_TEXT_INIT;
  struct scr_tlog_proof proof;
  for (uint64_t i = 0; i < SIZE; i++) {
    struct scr_hash leaf = leaf_of(i);
    make_proof(&file, i, i % 2 ? "what nobody signed" : "");
    ck_assert_int_eq(scr_tlog_proof_parse(&proof, file.bytes, file.length), SCR_OK);
    ck_assert_uint_eq(proof.index, i);
    ck_assert_uint_eq(proof.extra_length, i % 2 ? 18 : 0);
    scr_text_clear(&again);
    scr_text_add_tlog_proof(&again, &proof);
    ck_assert_str_eq(again.bytes, file.bytes);
    ck_assert_int_eq(scr_tlog_proof_check(&checkpoint, &witnessing, &proof, &leaf, &kit.keys), SCR_OK);
    ck_assert_uint_eq(checkpoint.size, SIZE);
    ck_assert_uint_eq(witnessing.count, 2);
    leaf.byte[0] ^= 1;
    ck_assert_int_eq(scr_tlog_proof_check(&checkpoint, &witnessing, &proof, &leaf, &kit.keys), SCR_E_LOG_INCLUSION);
    leaf = leaf_of(i);
    proof.index = (i + 1) % SIZE;
    ck_assert_int_eq(scr_tlog_proof_check(&checkpoint, &witnessing, &proof, &leaf, &kit.keys), SCR_E_LOG_INCLUSION);
  }
  scr_text_free(&file);
  scr_text_free(&again);
}
END_TEST

START_TEST(a_proof_under_a_checkpoint_that_the_log_did_not_sign_is_refused) {
  struct scr_text file = SCR_TEXT_INIT;
  struct scr_tlog_proof proof;
  struct scr_hash leaf = leaf_of(3);
  struct scr_log_keys keys = kit.keys;
  keys.log = kit.keys.log;
  keys.log.id ^= 1;
  make_proof(&file, 3, "");
  ck_assert_int_eq(scr_tlog_proof_parse(&proof, file.bytes, file.length), SCR_OK);
  ck_assert_int_eq(scr_tlog_proof_check(&checkpoint, &witnessing, &proof, &leaf, &keys), SCR_E_NOTE_UNSIGNED);
  *strstr(file.bytes, "\n11\n") = '0';  // its origin is another now
  ck_assert_int_eq(scr_tlog_proof_parse(&proof, file.bytes, file.length), SCR_OK);
  ck_assert_int_eq(scr_tlog_proof_check(&checkpoint, &witnessing, &proof, &leaf, &kit.keys), SCR_E_NOTE_SIGNATURE);
  scr_text_free(&file);
}
END_TEST

#define NOTE "a\n1\n" ROOT "\n\n\u2014 a AAAAAAA=\n"
#define FIRST "c2sp.org/tlog-proof@v1\n"

START_TEST(what_is_almost_a_proof_is_refused) {
  static const struct {
    const char *bytes;
    enum scr_status status;
  } cases[] = {
      {FIRST "index 0\n\n" NOTE, SCR_OK},
      {FIRST "extra AA==\nindex 0\n" ROOT "\n\n" NOTE, SCR_OK},
      {"", SCR_E_LOG_PROOF},
      {FIRST, SCR_E_LOG_PROOF},
      {"c2sp.org/tlog-proof@v2\nindex 0\n\n" NOTE, SCR_E_LOG_PROOF},
      {"c2sp.org/tlog-proof@v1 \nindex 0\n\n" NOTE, SCR_E_LOG_PROOF},
      {FIRST "extra \nindex 0\n\n" NOTE, SCR_E_LOG_PROOF},
      {FIRST "extra AA\nindex 0\n\n" NOTE, SCR_E_LOG_PROOF},
      {FIRST "extra AB==\nindex 0\n\n" NOTE, SCR_E_LOG_PROOF},
      {FIRST "extra AA==\nextra AA==\nindex 0\n\n" NOTE, SCR_E_LOG_PROOF},
      {FIRST "index 0\nextra AA==\n\n" NOTE, SCR_E_LOG_PROOF},
      {FIRST "\n" NOTE, SCR_E_LOG_PROOF},
      {FIRST "index 00\n\n" NOTE, SCR_E_LOG_PROOF},
      {FIRST "index -1\n\n" NOTE, SCR_E_LOG_PROOF},
      {FIRST "index  1\n\n" NOTE, SCR_E_LOG_PROOF},
      {FIRST "index 9223372036854775808\n\n" NOTE, SCR_E_LOG_PROOF},
      {FIRST "index 0\n" NOTE, SCR_E_LOG_PROOF},
      {FIRST "index 0\n" ROOT " \n\n" NOTE, SCR_E_LOG_PROOF},
      {FIRST "index 0\n" ROOT "\n", SCR_E_LOG_PROOF},
      {FIRST "index 0\n" ROOT "\n\n", SCR_E_NOTE_FORM},
      {FIRST "index 0\n\na\n1\n" ROOT "\n", SCR_E_NOTE_FORM},
  };
  struct scr_tlog_proof proof;
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
    ck_assert_msg(scr_tlog_proof_parse(&proof, cases[i].bytes, strlen(cases[i].bytes)) == cases[i].status, "%zu", i);
}
END_TEST

START_TEST(proofs_have_limits) {
  struct scr_text file = SCR_TEXT_INIT;
  struct scr_tlog_proof proof;
  for (int hashes = 63; hashes <= 64; hashes++) {
    scr_text_clear(&file);
    scr_text_add(&file, FIRST "index 0\n");
    for (int i = 0; i < hashes; i++) scr_text_add(&file, ROOT "\n");
    scr_text_add(&file, "\n" NOTE);
    ck_assert_int_eq(scr_tlog_proof_parse(&proof, file.bytes, file.length), hashes == 63 ? SCR_OK : SCR_E_LIMIT);
  }
  for (int more = 0; more <= 1; more++) {  // 4096 bytes are 1365 groups of four characters and one byte
    scr_text_clear(&file);
    scr_text_add(&file, FIRST "extra ");
    for (int i = 0; i < 1365 + more; i++) scr_text_add(&file, "AAAA");
    scr_text_add(&file, "AA==\nindex 0\n\n" NOTE);
    ck_assert_int_eq(scr_tlog_proof_parse(&proof, file.bytes, file.length), more ? SCR_E_LIMIT : SCR_OK);
  }
  while (file.length <= SCR_TLOG_PROOF_BYTES_MAX) scr_text_add(&file, "\u2014 a AAAAAAA=\n");
  ck_assert_int_eq(scr_tlog_proof_parse(&proof, file.bytes, file.length), SCR_E_LIMIT);
  scr_text_free(&file);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("checkpoint");
  TCase *heads = tcase_create("checkpoints"), *proofs = tcase_create("proofs");
  tcase_add_checked_fixture(heads, set_up, tear_down);
  tcase_add_checked_fixture(proofs, set_up, tear_down);
  tcase_add_test(heads, the_specification_s_checkpoint_is_read_and_written_the_same);
  tcase_add_test(heads, further_lines_are_passed_over_and_the_largest_size_is_read);
  tcase_add_test(heads, what_is_almost_a_checkpoint_is_refused);
  tcase_add_test(heads, an_opened_checkpoint_says_who_cosigned_it_and_when);
  tcase_add_test(heads, a_checkpoint_needs_the_log_s_signature_and_no_witness_s);
  tcase_add_test(heads, keys_serve_for_what_they_are_made_for);
  tcase_add_test(heads, the_checkpoint_of_another_log_is_refused_though_the_key_signed_it);
  tcase_add_test(heads, a_signed_note_that_is_no_checkpoint_is_refused);
  tcase_add_test(heads, a_cosignature_covers_the_time_and_the_text);
  tcase_add_test(heads, times_are_from_1_to_2_to_the_63_less_1);
  tcase_add_test(heads, a_witness_s_plain_signature_is_no_cosignature);
  tcase_add_test(heads, a_witness_counts_once_however_often_it_signs_or_is_listed);
  tcase_add_test(heads, the_log_is_no_witness_of_itself);
  tcase_add_test(heads, nothing_is_opened_on_failure);
  tcase_add_test(heads, a_witness_signs_checkpoints_alone_with_its_own_key);
  tcase_add_test(heads, tidying_leaves_the_last_signature_of_the_log_and_each_witness);
  tcase_add_test(proofs, a_proof_is_read_as_it_was_written_and_holds);
  tcase_add_test(proofs, a_proof_under_a_checkpoint_that_the_log_did_not_sign_is_refused);
  tcase_add_test(proofs, what_is_almost_a_proof_is_refused);
  tcase_add_test(proofs, proofs_have_limits);
  suite_add_tcase(suite, heads);
  suite_add_tcase(suite, proofs);
  return run_suite(suite);
}
