// SPDX-License-Identifier: Apache-2.0
// Whoever cheats in the ceremony, or whose message was damaged, is named to each honest trustee with evidence, and the
// statement about it is signed.
#include "tests/support/ceremony_run.h"
#include "tests/support/suite.h"

// --- what is forged, as its forger would ---

// A second run in which the cheat has the same keys.
static void other_run(int step, const char *uuid) {
  start(&other, "Ed25519", 2, 3);
  other.ceremony.uuid = uuid;
  for (size_t i = 0; i < 3; i++)
    if (i == CHEAT || uuid != run.ceremony.uuid) other.seeds[i] = run.seeds[i];
  go(&other, CERTIFICATE, step + 1);
  copy_from(&other, step, CHEAT);
}

// A reveal with commitments to another polynomial, which the cheat signs in every place.
static void reveal_others(size_t terms) {
  const struct scr_group *group = run.ceremony.group;
  struct pki_keys keys = keys_of(&run, CHEAT);
  struct scr_text list = SCR_TEXT_INIT, agreement = SCR_TEXT_INIT, signed_list = SCR_TEXT_INIT, out = SCR_TEXT_INIT;
  struct scr_proof signature;
  scr_text_add(&list, "\"coefexps\":[");
  for (size_t k = 0; k < terms; k++) {
    struct scr_secret_scalar coefficient;
    struct scr_element commitment;
    ck_assert_int_eq(scr_secret_scalar_random(&coefficient, group), SCR_OK);
    scr_secret_exp(&commitment, group, scr_group_generator(group), &coefficient);
    scr_text_add(&list, k > 0 ? "," : "");
    scr_text_add_json_element(&list, group, &commitment);
  }
  scr_text_add(&list, "]}");
  scr_text_add(&agreement, "certs_sig|{\"certs\":[");
  for (size_t i = 0; i < 3; i++)
    scr_text_add_format(&agreement, "%s%s", i > 0 ? "," : "", run.texts[CERTIFICATE][i].bytes);
  scr_text_add_format(&agreement, "],%s", list.bytes);
  ck_assert_int_eq(scr_secret_sign(&signature, group, &keys.signing, agreement.bytes, agreement.length), SCR_OK);
  scr_text_add_format(&signed_list, "{%s", list.bytes);
  scr_text_add(&out, "{\"coefexps\":");
  sign(&out, CHEAT, signed_list.bytes, signed_list.length);
  scr_text_add(&out, ",\"signature\":");
  scr_text_add_proof(&out, group, &signature);
  scr_text_add(&out, ",\"shares\":[\"\",\"\",\"\"]");
  put_sealed(&out);
  scr_text_free(&list);
  scr_text_free(&agreement);
  scr_text_free(&signed_list);
}

// Changes the cheat's list of sealed shares, and seals it again; takes the strings.
static void set_share(size_t to, json_t *sealed) {
  json_t *json = parse(&run.texts[REVEAL][CHEAT]), *list = json_object_get(json, "shares");
  if (sealed)
    json_array_set_new(list, to, sealed);
  else
    json_array_remove(list, to);
  put_resealed(json);
}

static struct scr_hash inner;  // of the message that was signed inside the last sealed share

// Passes the box on: it was sealed for `addressee`, and now the honest trustee can open it. beta = ek^r g^s = alpha^dk
// g^s.
static json_t *pass_on(const char *sealed, size_t addressee) {
  const struct scr_group *group = run.ceremony.group;
  struct pki_keys honest = keys_of(&run, HONEST), named = keys_of(&run, addressee);
  struct scr_element alpha, beta, mask;
  struct scr_text spelled = SCR_TEXT_INIT;
  json_t *box = json_loads(sealed, 0, NULL);
  ck_assert_int_eq(scr_json_element(&alpha, group, json_object_get(box, "alpha")), SCR_OK);
  ck_assert_int_eq(scr_json_element(&beta, group, json_object_get(box, "beta")), SCR_OK);
  scr_secret_exp(&mask, group, &alpha, &named.decryption);
  scr_element_div(&beta, group, &beta, &mask);
  scr_secret_exp(&mask, group, &alpha, &honest.decryption);
  scr_element_mul(&beta, group, &beta, &mask);
  scr_text_add_element(&spelled, group, &beta);
  json_object_set_new(box, "beta", json_string(spelled.bytes));
  scr_text_clear(&spelled);
  scr_text_add_value(&spelled, box);
  json_t *passed = json_stringn(spelled.bytes, spelled.length);
  scr_text_free(&spelled);
  json_decref(box);
  return passed;
}

// What `signer` signed for `addressee`, in a box that the honest trustee can open.
static void seal_share(const char *message, size_t signer, size_t addressee) {
  const struct scr_group *group = run.ceremony.group;
  struct pki_keys keys = keys_of(&run, signer), named = keys_of(&run, addressee);
  struct scr_text sealed = SCR_TEXT_INIT, body = SCR_TEXT_INIT;
  scr_text_add(&body, "{\"recipient\":");
  scr_text_add_json_element(&body, group, &named.encryption);
  scr_text_add(&body, ",\"message\":");
  scr_text_add_json(&body, message, strlen(message));
  scr_text_add(&body, "}");
  scr_hash(&inner, body.bytes, body.length);
  ck_assert_int_eq(pki_seal(&sealed, group, &keys, &named.encryption, message, strlen(message)), SCR_OK);
  set_share(HONEST, pass_on(sealed.bytes, addressee));
  scr_text_free(&sealed);
  scr_text_free(&body);
}

static void seal_wrong_share(size_t signer, size_t addressee) {
  struct scr_secret_scalar share;
  struct scr_text message = SCR_TEXT_INIT;
  ck_assert_int_eq(scr_secret_scalar_random(&share, run.ceremony.group), SCR_OK);
  scr_text_add(&message, "{\"secret\":\"");
  scr_secret_add_scalar(&message, run.ceremony.group, &share);
  scr_text_add(&message, "\"}");
  seal_share(message.bytes, signer, addressee);
  scr_text_free(&message);
}

// --- the attacks ---

static void certificate_signature(void) {
  change_digit(CERTIFICATE, "\"response\":\"");
}
static void certificate_by_another(void) {
  sign_changed(CERTIFICATE, "", "", THIRD);
}
static void certificate_index(void) {
  sign_changed(CERTIFICATE, "\"index\":2", "\"index\":3", CHEAT);
}
static void certificate_threshold(void) {
  sign_changed(CERTIFICATE, "\"threshold\":2", "\"threshold\":1", CHEAT);
}
static void certificate_size(void) {
  sign_changed(CERTIFICATE, "\"size\":3", "\"size\":4", CHEAT);
}
static void certificate_group(void) {
  sign_changed(CERTIFICATE, "\"group\":\"Ed25519\"", "\"group\":\"BELENIOS-2048\"", CHEAT);
}
static void certificate_of_another(void) {
  copy_from(&run, CERTIFICATE, HONEST);
}
static void certificate_with_the_same_keys(void) {
  run.seeds[CHEAT] = run.seeds[HONEST];
  run.seeds[CHEAT].index = CHEAT + 1;
  go(&run, CERTIFICATE, COMMIT);
}
static void certificate_missing(void) {
  lose(CERTIFICATE);
}
static void certificate_too_large(void) {
  struct scr_text out = SCR_TEXT_INIT;
  char *spaces = calloc(1, SCR_CEREMONY_BYTES_MAX + 1);
  ck_assert_ptr_nonnull(spaces);
  scr_text_add_bytes(&out, spaces, SCR_CEREMONY_BYTES_MAX + 1);
  free(spaces);
  put(&run, CERTIFICATE, CHEAT, &out);
}
static void commit_signature(void) {
  change_digit(COMMIT, "\"response\":\"");
}
static void commit_of_another(void) {
  copy_from(&run, COMMIT, THIRD);
}
static void commit_missing(void) {
  lose(COMMIT);
}
static void commit_of_another_run(void) {
  other_run(COMMIT, run.ceremony.uuid);
}
static void commit_of_another_election(void) {
  other_run(COMMIT, "KitKitKitKit22");
}
static void commit_for_another_place(void) {
  sign_changed(COMMIT, "\"index\":2", "\"index\":3", CHEAT);
}
static void commit_of_another_step(void) {
  sign_changed(COMMIT, "\"step\":\"commit\"", "\"step\":\"agree\"", CHEAT);
}
static void commit_to_no_hash(void) {
  sign_changed(COMMIT, "\"commitment\":\"", "\"commitment\":\"x", CHEAT);
}
static void commit_with_more_in_it(void) {
  sign_changed(COMMIT, "\"}", "\",\"more\":1}", CHEAT);
}
static void agree_to_another_list(void) {
  change_hash(AGREE, THIRD);
}
static void agree_to_another_hash_of_its_own(void) {
  change_hash(AGREE, CHEAT);
}
static void agree_to_no_list(void) {
  sign_changed(AGREE, "\"commitments\":[", "\"commitments\":[1,", CHEAT);
}
static void agree_signature(void) {
  change_digit(AGREE, "\"response\":\"");
}
static void agree_of_another(void) {
  copy_from(&run, AGREE, HONEST);
}
static void agree_of_another_run(void) {
  other_run(AGREE, run.ceremony.uuid);
}
static void agree_missing(void) {
  lose(AGREE);
}
static void reveal_not_what_was_committed_to(void) {
  reveal_others(2);
}
static void reveal_of_a_higher_degree(void) {
  reveal_others(3);
}
static void reveal_of_a_lower_degree(void) {
  reveal_others(1);
}
// Damage on the way, which the seal tells from what the trustee did.
static void reveal_damaged(void) {
  struct scr_text out = SCR_TEXT_INIT;
  scr_text_add_bytes(&out, run.texts[REVEAL][CHEAT].bytes, run.texts[REVEAL][CHEAT].length);
  char *digit = strstr(out.bytes, "\"response\":\"") + strlen("\"response\":\"");
  *digit = *digit == '1' ? '2' : '1';
  put(&run, REVEAL, CHEAT, &out);
}
static void reveal_seal(void) {
  change_digit(REVEAL, "\"seal\":{\"challenge\":\"");
}
static void reveal_without_seal(void) {
  struct scr_text out = SCR_TEXT_INIT;
  json_t *json = parse(&run.texts[REVEAL][CHEAT]);
  json_object_del(json, "seal");
  scr_text_add_value(&out, json);
  json_decref(json);
  put(&run, REVEAL, CHEAT, &out);
}
static void reveal_signature(void) {
  json_t *json = parse(&run.texts[REVEAL][CHEAT]), *agreement = json_object_get(json, "signature");
  json_object_set(json_object_get(json, "coefexps"), "signature", agreement);
  put_resealed(json);
}
static void reveal_agreement_signature(void) {
  json_t *json = parse(&run.texts[REVEAL][CHEAT]);
  json_t *signature = json_object_get(json_object_get(json, "coefexps"), "signature");
  json_object_set(json, "signature", signature);
  put_resealed(json);
}
static void reveal_of_another_run(void) {
  other_run(REVEAL, run.ceremony.uuid);
}
static void reveal_of_another(void) {
  copy_from(&run, REVEAL, THIRD);
}
static void reveal_missing(void) {
  lose(REVEAL);
}
static void share_missing(void) {
  set_share(THIRD, NULL);
}
static void share_off_the_polynomial(void) {
  seal_wrong_share(CHEAT, HONEST);
}
static void share_that_is_no_number(void) {
  seal_share("{\"secret\":\"x\"}", CHEAT, HONEST);
}
static void share_signed_by_another(void) {
  seal_wrong_share(THIRD, HONEST);
}
static void share_for_another(void) {
  seal_wrong_share(CHEAT, THIRD);
}
static void share_damaged(void) {
  struct scr_text out = SCR_TEXT_INIT;
  scr_text_add_bytes(&out, run.texts[REVEAL][CHEAT].bytes, run.texts[REVEAL][CHEAT].length);
  char *digit = strstr(strstr(out.bytes, "\"shares\":["), "\\\"alpha\\\":\\\"") + strlen("\\\"alpha\\\":\\\"");
  *digit = *digit == '1' ? '2' : '1';
  put(&run, REVEAL, CHEAT, &out);
}
static void share_garbled(void) {
  json_t *json = parse(&run.texts[REVEAL][CHEAT]);
  char *sealed = strdup(json_string_value(json_array_get(json_object_get(json, "shares"), HONEST)));
  char *digit = sealed + strlen(sealed) - 3;  // inside the tag
  *digit = *digit == '1' ? '2' : '1';
  set_share(HONEST, json_string(sealed));
  free(sealed);
  json_decref(json);
}
static void share_that_is_no_box(void) {
  set_share(HONEST, json_string("{}"));
}

// What must be told: that the copy shows nothing; that the cheat signed what shows it, in the message or in what was
// sealed; that it is the cheat or the third trustee, or the cheat or the honest receiver.
enum finding { A_COPY, THE_MESSAGE, WHAT_IS_SEALED, CHEAT_OR_THIRD, CHEAT_OR_RECEIVER };

static const struct attack {
  const char *name;
  void (*tamper)(void);
  int step;  // whose message is changed
  enum scr_status status;
  enum finding finding;
} attacks[] = {
#define A(tamper, step, status, finding) \
  { #tamper, tamper, step, status, finding }
    A(certificate_signature, CERTIFICATE, SCR_E_SETUP_CERTIFICATE, A_COPY),
    A(certificate_by_another, CERTIFICATE, SCR_E_SETUP_CERTIFICATE, A_COPY),
    A(certificate_index, CERTIFICATE, SCR_E_SETUP_CONTEXT, A_COPY),
    A(certificate_threshold, CERTIFICATE, SCR_E_SETUP_CONTEXT, A_COPY),
    A(certificate_size, CERTIFICATE, SCR_E_SETUP_CONTEXT, A_COPY),
    A(certificate_group, CERTIFICATE, SCR_E_SETUP_CONTEXT, A_COPY),
    A(certificate_of_another, CERTIFICATE, SCR_E_SETUP_CONTEXT, A_COPY),
    A(certificate_with_the_same_keys, CERTIFICATE, SCR_E_CEREMONY_SET, A_COPY),
    A(certificate_missing, CERTIFICATE, SCR_E_JSON_SYNTAX, A_COPY),
    A(certificate_too_large, CERTIFICATE, SCR_E_LIMIT, A_COPY),
    A(commit_signature, COMMIT, SCR_E_CEREMONY_SIGNATURE, A_COPY),
    A(commit_of_another, COMMIT, SCR_E_CEREMONY_SIGNATURE, A_COPY),
    A(commit_missing, COMMIT, SCR_E_JSON_SYNTAX, A_COPY),
    A(commit_of_another_run, COMMIT, SCR_E_CEREMONY_SET, A_COPY),
    A(commit_of_another_election, COMMIT, SCR_E_CEREMONY_SET, A_COPY),
    A(commit_for_another_place, COMMIT, SCR_E_CEREMONY_SET, A_COPY),
    A(commit_of_another_step, COMMIT, SCR_E_CEREMONY_SET, A_COPY),
    A(commit_to_no_hash, COMMIT, SCR_E_TEXT, THE_MESSAGE),
    A(commit_with_more_in_it, COMMIT, SCR_E_CEREMONY_SET, THE_MESSAGE),
    A(agree_to_another_list, AGREE, SCR_E_CEREMONY_SET, CHEAT_OR_THIRD),
    A(agree_to_another_hash_of_its_own, AGREE, SCR_E_CEREMONY_SET, THE_MESSAGE),
    A(agree_to_no_list, AGREE, SCR_E_CEREMONY_SET, THE_MESSAGE),
    A(agree_signature, AGREE, SCR_E_CEREMONY_SIGNATURE, A_COPY),
    A(agree_of_another, AGREE, SCR_E_CEREMONY_SIGNATURE, A_COPY),
    A(agree_of_another_run, AGREE, SCR_E_CEREMONY_SET, A_COPY),
    A(agree_missing, AGREE, SCR_E_JSON_SYNTAX, A_COPY),
    A(reveal_not_what_was_committed_to, REVEAL, SCR_E_CEREMONY_COMMITMENT, THE_MESSAGE),
    A(reveal_of_a_higher_degree, REVEAL, SCR_E_SETUP_COMMITMENTS, THE_MESSAGE),
    A(reveal_of_a_lower_degree, REVEAL, SCR_E_SETUP_COMMITMENTS, THE_MESSAGE),
    A(reveal_signature, REVEAL, SCR_E_SETUP_COMMITMENTS, THE_MESSAGE),
    A(reveal_agreement_signature, REVEAL, SCR_E_SETUP_AGREEMENT, THE_MESSAGE),
    A(reveal_damaged, REVEAL, SCR_E_CEREMONY_SIGNATURE, A_COPY),
    A(reveal_seal, REVEAL, SCR_E_CEREMONY_SIGNATURE, A_COPY),
    A(reveal_without_seal, REVEAL, SCR_E_JSON_FIELD, A_COPY),
    A(reveal_of_another_run, REVEAL, SCR_E_CEREMONY_SIGNATURE, A_COPY),
    A(reveal_of_another, REVEAL, SCR_E_CEREMONY_SIGNATURE, A_COPY),
    A(reveal_missing, REVEAL, SCR_E_JSON_SYNTAX, A_COPY),
    A(share_damaged, REVEAL, SCR_E_CEREMONY_SIGNATURE, A_COPY),
    A(share_missing, REVEAL, SCR_E_JSON_FIELD, THE_MESSAGE),
    A(share_off_the_polynomial, REVEAL, SCR_E_CEREMONY_SHARE, WHAT_IS_SEALED),
    A(share_that_is_no_number, REVEAL, SCR_E_SCALAR_ENCODING, WHAT_IS_SEALED),
    A(share_signed_by_another, REVEAL, SCR_E_CEREMONY_SIGNATURE, CHEAT_OR_RECEIVER),
    A(share_for_another, REVEAL, SCR_E_CEREMONY_CHANNEL, CHEAT_OR_RECEIVER),
    A(share_garbled, REVEAL, SCR_E_CEREMONY_CHANNEL, CHEAT_OR_RECEIVER),
    A(share_that_is_no_box, REVEAL, SCR_E_JSON_FIELD, CHEAT_OR_RECEIVER),
#undef A
};

static void expect_blame(enum scr_status status, const struct scr_blame *blame, const struct attack *attack) {
  static const enum scr_fault faults[] = {SCR_FAULT_COPY, SCR_FAULT_TRUSTEE, SCR_FAULT_TRUSTEE, SCR_FAULT_EITHER,
                                          SCR_FAULT_EITHER};
  static const uint32_t others[] = {0, 0, 0, THIRD + 1, HONEST + 1};
  struct scr_hash evidence = {{0}};
  const struct scr_text *message = &run.texts[attack->step][CHEAT];
  if (attack->finding != A_COPY) scr_hash(&evidence, message->bytes, message->length);
  if (attack->finding == WHAT_IS_SEALED) evidence = inner;
  ck_assert_msg(status == attack->status, "%s: %s", attack->name, scr_status_id(status));
  ck_assert_msg(blame->trustee == CHEAT + 1, "%s: trustee %u", attack->name, blame->trustee);
  ck_assert_msg(blame->fault == faults[attack->finding], "%s: whose fault? %d", attack->name, (int)blame->fault);
  ck_assert_msg(blame->other == others[attack->finding], "%s: or whose? %u", attack->name, blame->other);
  ck_assert_msg(scr_hash_equal(&blame->evidence, &evidence), "%s: the evidence", attack->name);
}

// CER-2, CER-3.
START_TEST(whoever_cheats_is_named_with_evidence_by_everyone_who_can_see_it) {
  const struct attack *attack = &attacks[_i];
  struct scr_secret_scalar none = {{0}};
  start(&run, "Ed25519", 2, 3);
  go(&run, CERTIFICATE, attack->step + 1);
  attack->tamper();
  bool private = attack->finding == WHAT_IS_SEALED || attack->finding == CHEAT_OR_RECEIVER;
  for (size_t i = 0; i < 3; i++) {
    struct scr_blame blame = {0};
    struct scr_text out = SCR_TEXT_INIT;
    if (i == CHEAT || (private && i != HONEST)) continue;  // what is sealed, its receiver alone sees
    enum scr_status status = make(&out, &blame, &run, attack->step + 1, i);
    expect_blame(status, &blame, attack);
    if (attack->step + 1 != REVEAL) ck_assert_uint_eq(out.length, 0);
    if (attack->step == REVEAL) ck_assert_mem_eq(&run.shares[i], &none, sizeof none);
    scr_text_free(&out);
  }
}
END_TEST

// --- after all have finished ---

static void expect_assembly(enum scr_status status, enum scr_fault fault, uint32_t trustee, uint32_t other_one,
                            const struct scr_text *evidence) {
  struct scr_blame blame = {0};
  struct scr_text out = SCR_TEXT_INIT;
  struct scr_hash hash;
  scr_hash(&hash, evidence->bytes, evidence->length);
  ck_assert_str_eq(scr_status_id(put_together(&out, &blame, &run)), scr_status_id(status));
  ck_assert_int_eq(blame.fault, fault);
  ck_assert_uint_eq(blame.trustee, trustee);
  ck_assert_uint_eq(blame.other, other_one);
  ck_assert(scr_hash_equal(&blame.evidence, &hash));
  ck_assert_uint_eq(out.length, 0);
}

// CER-2. It makes the honest trustees' keys wrong, and is still the cheat's.
START_TEST(a_reveal_that_is_exchanged_after_all_have_finished_is_blamed_on_its_trustee) {
  start(&run, "Ed25519", 2, 3);
  go(&run, CERTIFICATE, STEPS);
  reveal_others(2);
  expect_assembly(SCR_E_CEREMONY_COMMITMENT, SCR_FAULT_TRUSTEE, CHEAT + 1, 0, &run.texts[REVEAL][CHEAT]);
}
END_TEST

// The honest one's list has the hash that the cheat committed to first: the finding is one of the two.
START_TEST(if_its_commitment_is_exchanged_too_the_lists_tell) {
  start(&run, "Ed25519", 2, 3);
  go(&run, CERTIFICATE, STEPS);
  reveal_others(2);
  change_hash(COMMIT, CHEAT);
  expect_assembly(SCR_E_CEREMONY_SET, SCR_FAULT_EITHER, HONEST + 1, CHEAT + 1, &run.texts[AGREE][HONEST]);
}
END_TEST

START_TEST(a_key_other_than_what_all_revealed_is_its_trustees) {
  struct scr_text out = SCR_TEXT_INIT, spelled = SCR_TEXT_INIT;
  struct scr_secret_scalar secret;
  struct scr_element key;
  struct scr_proof possession, signature;
  start(&run, "Ed25519", 2, 3);
  go(&run, CERTIFICATE, STEPS);
  const struct scr_group *group = run.ceremony.group;
  struct pki_keys keys = keys_of(&run, CHEAT);
  ck_assert_int_eq(scr_secret_scalar_random(&secret, group), SCR_OK);
  scr_secret_exp(&key, group, scr_group_generator(group), &secret);
  scr_text_add_element(&spelled, group, &key);
  ck_assert_int_eq(scr_secret_prove_possession(&possession, group, &secret, &key), SCR_OK);
  ck_assert_int_eq(scr_secret_sign(&signature, group, &keys.signing, spelled.bytes, spelled.length), SCR_OK);
  scr_text_add(&out, "{\"pok\":");
  scr_text_add_proof(&out, group, &possession);
  scr_text_add_format(&out, ",\"public_key\":\"%s\",\"signature\":", spelled.bytes);
  scr_text_add_proof(&out, group, &signature);
  scr_text_add(&out, "}");
  put(&run, KEY, CHEAT, &out);
  expect_assembly(SCR_E_SETUP_VERIFICATION_KEY, SCR_FAULT_TRUSTEE, CHEAT + 1, 0, &run.texts[KEY][CHEAT]);
  scr_text_free(&spelled);
}
END_TEST

// --- aborting ---

START_TEST(the_statement_that_a_run_is_aborted_is_signed_and_says_why) {
  struct scr_blame blame;
  struct scr_text out = SCR_TEXT_INIT, expected = SCR_TEXT_INIT;
  struct signed_message message = {0};
  struct scr_hash name;
  start(&run, "Ed25519", 2, 3);
  go(&run, CERTIFICATE, KEY);
  share_off_the_polynomial();
  enum scr_status reason = make(&out, &blame, &run, KEY, HONEST);
  ck_assert_int_eq(scr_secret_ceremony_abort(&out, &run.ceremony, &run.seeds[HONEST], run.messages[CERTIFICATE],
                                             "finish", reason, &blame),
                   SCR_OK);
  json_t *json = parse(&out);
  ck_assert_int_eq(trustee_read_signed(&message, run.ceremony.group, json), SCR_OK);
  struct pki_keys honest = keys_of(&run, HONEST), cheat = keys_of(&run, CHEAT);
  ck_assert_int_eq(scr_proof_check_signed(run.ceremony.group, &honest.verification, &message.signature, message.bytes,
                                          message.length, SCR_E_CEREMONY_SIGNATURE),
                   SCR_OK);
  ck_assert_int_eq(scr_proof_check_signed(run.ceremony.group, &cheat.verification, &message.signature, message.bytes,
                                          message.length, SCR_E_CEREMONY_SIGNATURE),
                   SCR_E_CEREMONY_SIGNATURE);
  ck_assert_int_eq(scr_ceremony_run(&name, &run.ceremony, run.messages[CERTIFICATE]), SCR_OK);
  scr_text_add(&expected, "{\"step\":\"abort\",\"uuid\":\"KitKitKitKit11\",\"run\":\"");
  scr_text_add_hex(&expected, name.byte, SCR_HASH_BYTES);
  scr_text_add(&expected,
               "\",\"index\":1,\"at\":\"finish\",\"reason\":"
               "\"ceremony.share\",\"trustee\":2,\"or\":0,\"evidence\":\"");
  scr_text_add_hex(&expected, inner.byte, SCR_HASH_BYTES);
  scr_text_add(&expected, "\"}");
  ck_assert_str_eq(message.bytes, expected.bytes);
  free(message.bytes);
  scr_text_free(&expected);
  scr_text_free(&out);
  json_decref(json);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("ceremony cheats");
  TCase *tests = tcase_create("ceremony cheats");
  tcase_add_checked_fixture(tests, NULL, tear_down);
  tcase_add_loop_test(tests, whoever_cheats_is_named_with_evidence_by_everyone_who_can_see_it, 0, COUNT(attacks));
  tcase_add_test(tests, a_reveal_that_is_exchanged_after_all_have_finished_is_blamed_on_its_trustee);
  tcase_add_test(tests, if_its_commitment_is_exchanged_too_the_lists_tell);
  tcase_add_test(tests, a_key_other_than_what_all_revealed_is_its_trustees);
  tcase_add_test(tests, the_statement_that_a_run_is_aborted_is_signed_and_says_why);
  suite_add_tcase(suite, tests);
  return run_suite(suite);
}
