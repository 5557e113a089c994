// SPDX-License-Identifier: Apache-2.0
// Trustees who must be refused: their keys, proofs, certificates, commitments and agreements. Each board ends after its
// setup, so that what is wrong there is all that is wrong.
#include "tests/support/suite.h"
#include "tests/tamper/trustees_fixture.h"

static void set_public_key(const struct scr_element *key) {
  char old[160], new[160];
  struct scr_text text = SCR_TEXT_INIT;
  scr_text_add_json_element(&text, kit->election->group, &kit->election->public_key);
  (void)snprintf(old, sizeof old, "\"public_key\":%s", text.bytes);
  scr_text_clear(&text);
  scr_text_add_json_element(&text, kit->election->group, key);
  (void)snprintf(new, sizeof new, "\"public_key\":%s", text.bytes);
  scr_text_free(&text);
  kit_replace(kit_setup(kit, KIT_ELECTION), old, new);
}

// PRF-1, TRU-2.
START_TEST(a_proof_of_possession_of_another_key_is_refused) {
  json_t *single = json_array_get(json_array_get(open_trustees(), 0), 1);
  struct scr_secret_scalar secret;
  struct scr_text other = SCR_TEXT_INIT;
  ck_assert_int_eq(scr_secret_scalar_random(&secret, kit->election->group), SCR_OK);
  ck_assert_int_eq(scr_secret_single_key(&other, kit->election->group, &secret), SCR_OK);
  json_t *json = json_loadb(other.bytes, other.length, 0, NULL);
  // The other's proof on this key; or the other's key under this proof.
  const char *field = _i == 0 ? "pok" : "public_key";
  ck_assert_int_eq(json_object_set(single, field, json_object_get(json, field)), 0);
  json_decref(json);
  scr_text_free(&other);
  close_trustees();
  if (_i == 0)
    expect(SCR_CHECK_SETUP_TRUSTEES, SCR_E_SETUP_POK);
  else
    kit_expect(kit_verify(kit), SCR_CHECK_SETUP_TRUSTEES, SCR_E_SETUP_POK, 0);
}
END_TEST

// The rogue-key attack: a trustee whose key cancels the others' has no proof of possession.
START_TEST(a_key_made_from_the_others_keys_is_refused) {
  const struct scr_group *group = kit->election->group;
  json_t *single = json_array_get(json_array_get(open_trustees(), 0), 1);
  struct scr_element rogue, rest;
  struct scr_text text = SCR_TEXT_INIT;
  scr_element_div(&rest, group, &kit->election->public_key, scr_trustees_key(kit->trustees, 1));
  scr_element_div(&rogue, group, &kit->credential_key[0], &rest);  // so that the whole key is one that somebody holds
  scr_text_add_element(&text, group, &rogue);
  ck_assert_int_eq(json_object_set_new(single, "public_key", json_string(text.bytes)), 0);
  scr_text_free(&text);
  close_trustees();
  set_public_key(&kit->credential_key[0]);
  expect(SCR_CHECK_SETUP_TRUSTEES, SCR_E_SETUP_POK);
}
END_TEST

START_TEST(an_identity_where_a_trustees_key_stands_is_refused) {
  json_t *single = json_array_get(json_array_get(open_trustees(), 0), 1);
  struct scr_text text = SCR_TEXT_INIT;
  scr_text_add_element(&text, kit->election->group, scr_group_identity(kit->election->group));
  ck_assert_int_eq(json_object_set_new(single, "public_key", json_string(text.bytes)), 0);
  scr_text_free(&text);
  close_trustees();
  expect(SCR_CHECK_SETUP_TRUSTEES, SCR_E_ELEMENT_IDENTITY);
}
END_TEST

START_TEST(a_threshold_that_is_none_is_refused) {
  static const int thresholds[] = {0, 4};
  json_t *group = open_group();
  ck_assert_int_eq(json_object_set_new(group, "threshold", json_integer(thresholds[_i])), 0);
  close_trustees();
  expect(SCR_CHECK_SETUP_TRUSTEES, SCR_E_SETUP_TRUSTEES);
}
END_TEST

START_TEST(no_trustees_are_refused) {
  kit_set(kit_setup(kit, KIT_TRUSTEES_DOCUMENT), "[]", 2);
  expect(SCR_CHECK_SETUP_TRUSTEES, SCR_E_SETUP_TRUSTEES);
}
END_TEST

START_TEST(trustees_in_another_form_are_refused) {
  static const struct {
    const char *old, *new;
    enum scr_status status;
  } changes[] = {
      {"[[\"Single\"", "[[],[\"Single\"", SCR_E_JSON_FIELD},
      {"[[\"Single\"", "[[\"Single\"],[\"Single\"", SCR_E_JSON_FIELD},
      {"[[\"Single\"", "[{},[\"Single\"", SCR_E_JSON_TYPE},
      {"[[\"Single\"", "[[1,{}],[\"Single\"", SCR_E_JSON_TYPE},
      {"\"Single\"", "\"Pair\"", SCR_E_JSON_FIELD},
      {"{\"pok\":", "{\"x\":1,\"pok\":", SCR_E_JSON_FIELD},
      {"}],[\"Pedersen\"", ",\"name\":1}],[\"Pedersen\"", SCR_E_JSON_TYPE},
      {"}],[\"Pedersen\"", ",\"x\":1}],[\"Pedersen\"", SCR_E_JSON_FIELD},
      {"\"threshold\":2", "\"threshold\":\"2\"", SCR_E_JSON_TYPE},
      {"\"threshold\":2", "\"threshold\":-2", SCR_E_NUMBER},
      {"\"certs\":[", "\"certs\":[1,", SCR_E_SETUP_TRUSTEES},
      {"\"coefexps\":[{", "\"coefficients\":[{", SCR_E_JSON_FIELD},
      {"\"signatures\":[", "\"signature\":[", SCR_E_JSON_FIELD},
      {"\"signatures\":[", "\"signatures\":1,\"x\":[", SCR_E_JSON_FIELD},
      {"{\"message\":", "{\"x\":1,\"message\":", SCR_E_JSON_FIELD},
      {"\"verification\\\":", "\"verify\\\":", SCR_E_JSON_FIELD},
      {"\"encryption\\\":\\\"", "\"encryption\\\":\\\"0", SCR_E_ELEMENT_ENCODING},
      {"{\\\"context\\\":{", "{\\\"context\\\":{\\\"x\\\":1,", SCR_E_JSON_FIELD},
      {"{\\\"coefexps\\\":[", "{\\\"coefexps\\\":[1,", SCR_E_SETUP_COMMITMENTS},
      {"{\\\"coefexps\\\":[", "{\\\"coefexp\\\":[", SCR_E_JSON_FIELD},
      {"\\\"index\\\":1}", "\\\"index\\\":1,\\\"x\\\":1}", SCR_E_JSON_FIELD},
      {"\\\"}\",\"signature\":{", "\\\",\\\"x\\\":1}\",\"signature\":{", SCR_E_JSON_FIELD},
      {"\"}},{\"message\"", "\"},\"x\":1},{\"message\"", SCR_E_JSON_FIELD},
      {"\"}}]}]]", "\"}}],\"x\":1}]]", SCR_E_JSON_FIELD},
      {"\\\"]}\",\"signature\"", "\\\"],\\\"x\\\":1}\",\"signature\"", SCR_E_JSON_FIELD},
  };
  kit_replace(kit_setup(kit, KIT_TRUSTEES_DOCUMENT), changes[_i].old, changes[_i].new);
  expect(SCR_CHECK_SETUP_TRUSTEES, changes[_i].status);
}
END_TEST

static void repeat_ones(struct scr_text *text, size_t count) {
  scr_text_add(text, "[");
  for (size_t i = 0; i < count; i++) scr_text_add(text, i > 0 ? ",1" : "1");
  scr_text_add(text, "]");
}

START_TEST(more_trustees_than_the_limit_are_refused) {
  static const char *const keys[] = {"\"certs\":", ",\"coefexps\":", ",\"verification_keys\":"};
  struct scr_text *document = kit_setup(kit, KIT_TRUSTEES_DOCUMENT);
  scr_text_clear(document);
  if (_i == 0) {
    repeat_ones(document, SCR_TRUSTEES_MAX + 1);
  } else if (_i == 1) {
    scr_text_add(document, "[[\"Pedersen\",{\"threshold\":1,");
    for (size_t k = 0; k < 3; k++) {
      scr_text_add(document, keys[k]);
      repeat_ones(document, SCR_TRUSTEES_MAX + 1);
    }
    scr_text_add(document, "}]]");
  } else {
    scr_text_add(document, "[\"");  // few values, and many bytes
    while (document->length <= SCR_TRUSTEES_BYTES_MAX)
      scr_text_add(document, "------------------------------------------------");
    scr_text_add(document, "\"]");
  }
  expect(SCR_CHECK_SETUP_TRUSTEES, SCR_E_LIMIT);
}
END_TEST

START_TEST(lists_of_a_group_of_different_lengths_are_refused) {
  static const char *const lists[] = {"certs", "coefexps", "signatures", "verification_keys"};
  json_t *list = json_object_get(open_group(), lists[_i]);
  ck_assert_int_eq(json_array_remove(list, 2), 0);
  close_trustees();
  expect(SCR_CHECK_SETUP_TRUSTEES, SCR_E_SETUP_TRUSTEES);
}
END_TEST

START_TEST(a_certificate_with_anothers_signature_is_refused) {
  json_t *certificates = json_object_get(open_group(), "certs");
  json_t *signature = json_object_get(json_array_get(certificates, 0), "signature");
  ck_assert_int_eq(json_object_set(json_array_get(certificates, 1), "signature", signature), 0);
  close_trustees();
  expect(SCR_CHECK_SETUP_TRUSTEES, SCR_E_SETUP_CERTIFICATE);
}
END_TEST

// TRU-4.
START_TEST(a_signed_certificate_of_another_context_is_refused) {
  static const struct {
    const char *old, *new;
  } contexts[] = {
      {"\"size\":3", "\"size\":4"},
      {"\"threshold\":2", "\"threshold\":1"},
      {"\"index\":2", "\"index\":1"},
      {"\"group\":\"Ed25519\"", "\"group\":\"BELENIOS-2048\""},
  };
  json_t *group = open_group();
  struct scr_text message = SCR_TEXT_INIT;
  scr_text_add(&message,
               json_string_value(json_object_get(json_array_get(json_object_get(group, "certs"), 1), "message")));
  kit_replace(&message, contexts[_i].old, contexts[_i].new);
  replace_signed(group, "certs", 1, message.bytes);
  scr_text_free(&message);
  close_trustees();
  expect(SCR_CHECK_SETUP_TRUSTEES, SCR_E_SETUP_CONTEXT);
}
END_TEST

// Some members with a context and some without are no version's record.
START_TEST(a_context_that_one_member_lacks_is_refused) {
  json_t *group = open_group();
  json_t *old = json_loads(
      json_string_value(json_object_get(json_array_get(json_object_get(group, "certs"), 1), "message")), 0, NULL);
  struct scr_text message = SCR_TEXT_INIT;
  ck_assert_int_eq(json_object_del(old, "context"), 0);
  scr_text_add_value(&message, old);
  json_decref(old);
  replace_signed(group, "certs", 1, message.bytes);
  scr_text_free(&message);
  close_trustees();
  expect(SCR_CHECK_SETUP_TRUSTEES, SCR_E_SETUP_CONTEXT);
}
END_TEST

START_TEST(commitments_with_anothers_signature_are_refused) {
  json_t *group = open_group();
  copy_entry(group, "coefexps", 0, 1);
  close_trustees();
  kit_expect(kit_verify(kit), SCR_CHECK_SETUP_TRUSTEES, SCR_E_SETUP_COMMITMENTS, 0);
}
END_TEST

// TRU-3.
START_TEST(commitments_too_many_or_too_few_are_refused) {
  json_t *group = open_group();
  json_t *message = json_loads(
      json_string_value(json_object_get(json_array_get(json_object_get(group, "coefexps"), 1), "message")), 0, NULL);
  json_t *list = json_object_get(message, "coefexps");
  struct scr_text text = SCR_TEXT_INIT;
  if (_i == 0)
    ck_assert_int_eq(json_array_remove(list, 1), 0);
  else
    ck_assert_int_eq(json_array_append(list, json_array_get(list, 0)), 0);
  scr_text_add_value(&text, message);
  json_decref(message);
  replace_signed(group, "coefexps", 1, text.bytes);
  scr_text_free(&text);
  close_trustees();
  expect(SCR_CHECK_SETUP_TRUSTEES, SCR_E_SETUP_COMMITMENTS);
}
END_TEST

// A member opens other commitments than those that all agreed on, signed by itself (TRU-5).
START_TEST(commitments_that_were_not_agreed_on_are_refused) {
  json_t *group = open_group();
  json_t *other = json_object_get(json_array_get(json_object_get(group, "coefexps"), 0), "message");
  replace_signed(group, "coefexps", 1, json_string_value(other));
  close_trustees();
  kit_expect(kit_verify(kit), SCR_CHECK_SETUP_TRUSTEES, SCR_E_SETUP_AGREEMENT, 0);
}
END_TEST

START_TEST(anothers_agreement_is_refused) {
  json_t *group = open_group();
  copy_entry(group, "signatures", 0, 1);
  close_trustees();
  expect(SCR_CHECK_SETUP_TRUSTEES, SCR_E_SETUP_AGREEMENT);
}
END_TEST

// A key that the member does hold, but that the published polynomials don't give (TRU-6).
START_TEST(a_verification_key_that_is_not_the_polynomials_value_is_refused) {
  json_t *group = open_group();
  struct scr_secret_scalar secret;
  struct scr_text key = SCR_TEXT_INIT;
  ck_assert_int_eq(scr_secret_scalar_random(&secret, kit->election->group), SCR_OK);
  ck_assert_int_eq(scr_secret_single_key(&key, kit->election->group, &secret), SCR_OK);
  json_t *list = json_object_get(group, "verification_keys"), *json = json_loadb(key.bytes, key.length, 0, NULL);
  const char *spelled = json_string_value(json_object_get(json, "public_key"));
  struct pki_keys keys;
  struct scr_proof proof;
  struct scr_text signature = SCR_TEXT_INIT;
  pki_keys_derive(&keys, kit->election->group, &kit->seed[1]);  // and that it signs
  ck_assert_int_eq(scr_secret_sign(&proof, kit->election->group, &keys.signing, spelled, strlen(spelled)), SCR_OK);
  pki_keys_wipe(&keys);
  scr_text_add_proof(&signature, kit->election->group, &proof);
  ck_assert_int_eq(json_object_set_new(json, "signature", json_loadb(signature.bytes, signature.length, 0, NULL)), 0);
  ck_assert_int_eq(json_array_set_new(list, 1, json), 0);
  scr_text_free(&signature);
  scr_text_free(&key);
  close_trustees();
  expect(SCR_CHECK_SETUP_TRUSTEES, SCR_E_SETUP_VERIFICATION_KEY);
}
END_TEST

START_TEST(swapped_verification_keys_are_refused) {
  json_t *list = json_object_get(open_group(), "verification_keys"), *first = json_incref(json_array_get(list, 0));
  ck_assert_int_eq(json_array_set(list, 0, json_array_get(list, 1)), 0);
  ck_assert_int_eq(json_array_set_new(list, 1, first), 0);
  close_trustees();
  expect(SCR_CHECK_SETUP_TRUSTEES, SCR_E_SETUP_VERIFICATION_KEY);
}
END_TEST

START_TEST(a_members_key_needs_its_own_proof_and_its_own_signature) {
  json_t *list = json_object_get(open_group(), "verification_keys");
  const char *field = _i == 0 ? "pok" : "signature";
  ck_assert_int_eq(json_object_set(json_array_get(list, 1), field, json_object_get(json_array_get(list, 0), field)), 0);
  close_trustees();
  expect(SCR_CHECK_SETUP_TRUSTEES, _i == 0 ? SCR_E_SETUP_POK : SCR_E_SETUP_VERIFICATION_KEY);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("tampered trustees");
  TCase *tests = tcase_create("trustees");
  tcase_add_checked_fixture(tests, set_up, tear_down);
  tcase_add_loop_test(tests, a_proof_of_possession_of_another_key_is_refused, 0, 2);
  tcase_add_test(tests, a_key_made_from_the_others_keys_is_refused);
  tcase_add_test(tests, an_identity_where_a_trustees_key_stands_is_refused);
  tcase_add_loop_test(tests, a_threshold_that_is_none_is_refused, 0, 2);
  tcase_add_test(tests, no_trustees_are_refused);
  tcase_add_loop_test(tests, trustees_in_another_form_are_refused, 0, 25);
  tcase_add_loop_test(tests, more_trustees_than_the_limit_are_refused, 0, 3);
  tcase_add_loop_test(tests, lists_of_a_group_of_different_lengths_are_refused, 0, 4);
  tcase_add_test(tests, a_certificate_with_anothers_signature_is_refused);
  tcase_add_loop_test(tests, a_signed_certificate_of_another_context_is_refused, 0, 4);
  tcase_add_test(tests, a_context_that_one_member_lacks_is_refused);
  tcase_add_test(tests, commitments_with_anothers_signature_are_refused);
  tcase_add_loop_test(tests, commitments_too_many_or_too_few_are_refused, 0, 2);
  tcase_add_test(tests, commitments_that_were_not_agreed_on_are_refused);
  tcase_add_test(tests, anothers_agreement_is_refused);
  tcase_add_test(tests, a_verification_key_that_is_not_the_polynomials_value_is_refused);
  tcase_add_test(tests, swapped_verification_keys_are_refused);
  tcase_add_loop_test(tests, a_members_key_needs_its_own_proof_and_its_own_signature, 0, 2);
  suite_add_tcase(suite, tests);
  return run_suite(suite);
}
