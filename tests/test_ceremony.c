// SPDX-License-Identifier: Apache-2.0
// The ceremony in which trustees make their key: it ends in a key that the record's own checks accept, its steps can be
// repeated, and a step that fails gives nothing.
#include "tests/support/ceremony_run.h"
#include "tests/support/suite.h"

// --- a run without incidents ---

static const struct {
  const char *group;
  uint32_t threshold, size;
} sizes[] = {{"Ed25519", 1, 1}, {"Ed25519", 2, 3}, {"Ed25519", 3, 3}, {"Ed25519", 3, 5}, {"BELENIOS-2048", 2, 3}};

static struct scr_trustees *assemble(void) {
  struct scr_text document = SCR_TEXT_INIT;
  struct scr_trustees *trustees = NULL;
  struct scr_trustees_gaps gaps;
  struct scr_blame blame;
  size_t at;
  scr_text_add(&document, "[");
  ck_assert_int_eq(put_together(&document, &blame, &run), SCR_OK);
  scr_text_add(&document, "]");
  ck_assert_int_eq(scr_trustees_new(&trustees, &at, run.ceremony.group, document.bytes, document.length), SCR_OK);
  ck_assert_int_eq(scr_trustees_check(trustees, &at, &gaps), SCR_OK);
  ck_assert(!gaps.no_context && !gaps.no_signatures && !gaps.no_key_signatures);
  scr_text_free(&document);
  return trustees;
}

static struct scr_element combine(const struct scr_trustees *trustees, const bool *chosen,
                                  const struct scr_element *factors, size_t count) {
  struct scr_scalar coefficients[SCR_TRUSTEES_MAX];
  struct scr_element product = *scr_group_identity(run.ceremony.group);
  scr_trustees_coefficients_var(coefficients, trustees, chosen);
  for (size_t i = 0; i < count; i++) {
    struct scr_element power;
    if (!chosen[i]) continue;
    scr_element_exp_var(&power, run.ceremony.group, &factors[i], &coefficients[i]);
    scr_element_mul(&product, run.ceremony.group, &product, &power);
  }
  return product;
}

// The key opens with any `threshold` of the shares: to g^secret, which is the election key.
START_TEST(a_run_gives_a_key_that_the_record_accepts_and_any_quorum_opens) {
  struct scr_element key, combined, factors[SIZE_MAX_HERE];
  uint32_t size = sizes[_i].size;
  start(&run, sizes[_i].group, sizes[_i].threshold, size);
  go(&run, CERTIFICATE, STEPS);
  struct scr_trustees *trustees = assemble();
  const struct scr_group *group = run.ceremony.group;
  ck_assert_uint_eq(scr_trustees_count(trustees), size);
  scr_trustees_combined_key(&key, trustees);
  for (uint32_t i = 0; i < size; i++) {
    scr_secret_exp(&factors[i], group, scr_group_generator(group), &run.shares[i]);
    ck_assert(scr_element_equal(&factors[i], scr_trustees_key(trustees, i + 1)));
  }
  for (unsigned set = 0; set < 1u << size; set++) {
    bool present[SIZE_MAX_HERE];
    for (uint32_t i = 0; i < size; i++) present[i] = set >> i & 1;
    bool enough = (uint32_t)__builtin_popcount(set) >= sizes[_i].threshold;
    ck_assert_int_eq(scr_trustees_quorum(trustees, present), enough);
    if (!enough) continue;
    bool chosen[SIZE_MAX_HERE];
    scr_trustees_first_quorum(chosen, trustees, present);
    do {
      combined = combine(trustees, chosen, factors, size);
      ck_assert(scr_element_equal(&combined, &key));
    } while (scr_trustees_next_quorum(chosen, trustees, present));
  }
  scr_trustees_free(trustees);
}
END_TEST

// The `message` of a signed document: what is in it, without the signature, whose nonce is fresh each time.
static void expect_same_message(const struct scr_text *a, const struct scr_text *b, const char *field) {
  json_t *left = parse(a), *right = parse(b);
  const json_t *one = field ? json_object_get(left, field) : left, *two = field ? json_object_get(right, field) : right;
  ck_assert_str_eq(json_string_value(json_object_get(one, "message")),
                   json_string_value(json_object_get(two, "message")));
  json_decref(left);
  json_decref(right);
}

START_TEST(a_step_that_is_repeated_says_the_same_and_gives_the_same_key) {
  struct scr_blame blame;
  start(&run, "Ed25519", 2, 3);
  go(&run, CERTIFICATE, STEPS);
  struct scr_secret_scalar before[3];
  memcpy(before, run.shares, sizeof before);
  for (int step = CERTIFICATE; step < KEY; step++) {
    struct scr_text again = SCR_TEXT_INIT;
    ck_assert_int_eq(make(&again, &blame, &run, step, CHEAT), SCR_OK);
    expect_same_message(&run.texts[step][CHEAT], &again, step == REVEAL ? "coefexps" : NULL);
    if (step == CERTIFICATE)  // a certificate names the run, with its signature: it is made once
      scr_text_free(&again);
    else
      put(&run, step, CHEAT, &again);  // and the others can go on with it
  }
  go(&run, KEY, STEPS);
  ck_assert_mem_eq(before, run.shares, sizeof before);
  scr_trustees_free(assemble());
}
END_TEST

// CER-4.
START_TEST(another_set_of_certificates_gives_another_polynomial) {
  start(&run, "Ed25519", 2, 3);
  go(&run, CERTIFICATE, REVEAL + 1);
  start(&other, "Ed25519", 2, 3);
  other.seeds[CHEAT] = run.seeds[CHEAT];
  go(&other, CERTIFICATE, REVEAL + 1);
  json_t *here = parse(&run.texts[REVEAL][CHEAT]), *there = parse(&other.texts[REVEAL][CHEAT]);
  ck_assert_str_ne(json_string_value(json_object_get(json_object_get(here, "coefexps"), "message")),
                   json_string_value(json_object_get(json_object_get(there, "coefexps"), "message")));
  json_decref(here);
  json_decref(there);
}
END_TEST

START_TEST(a_threshold_must_be_from_1_to_the_number_of_trustees) {
  static const uint32_t wrong[][2] = {{0, 3}, {4, 3}, {1, 0}, {1, SCR_TRUSTEES_MAX + 1}};
  struct scr_blame blame;
  struct scr_text out = SCR_TEXT_INIT;
  start(&run, "Ed25519", 2, 3);
  go(&run, CERTIFICATE, COMMIT);
  run.ceremony.threshold = wrong[_i][0];
  run.ceremony.size = wrong[_i][1];
  ck_assert_int_eq(make(&out, &blame, &run, COMMIT, HONEST), SCR_E_SETUP_TRUSTEES);
  ck_assert_uint_eq(blame.trustee, 0);
  ck_assert_uint_eq(out.length, 0);
}
END_TEST

// --- failing ---

// Every step looks at all that came before, not at the last messages alone (CER-1).
START_TEST(an_earlier_message_that_changes_later_is_noticed_in_every_step) {
  static const int cases[][2] = {{CERTIFICATE, AGREE}, {CERTIFICATE, REVEAL}, {CERTIFICATE, KEY},
                                 {COMMIT, REVEAL},     {COMMIT, KEY},         {AGREE, KEY}};
  struct scr_blame blame;
  struct scr_text out = SCR_TEXT_INIT;
  start(&run, "Ed25519", 2, 3);
  go(&run, CERTIFICATE, cases[_i][1]);
  change_digit(cases[_i][0], "\"response\":\"");
  ck_assert_int_ne(make(&out, &blame, &run, cases[_i][1], HONEST), SCR_OK);
  ck_assert_uint_eq(blame.trustee, CHEAT + 1);
  scr_text_free(&out);
}
END_TEST

START_TEST(what_a_failed_step_gives_is_nothing) {
  struct scr_blame blame;
  struct scr_text out = SCR_TEXT_INIT;
  start(&run, "Ed25519", 2, 3);
  go(&run, CERTIFICATE, REVEAL);
  change_digit(AGREE, "\"response\":\"");
  ck_assert_int_ne(make(&out, &blame, &run, REVEAL, HONEST), SCR_OK);
  ck_assert_uint_eq(out.length, 0);
}
END_TEST

START_TEST(a_trustee_whose_own_certificate_was_exchanged_goes_no_further) {
  struct scr_blame blame;
  struct scr_text out = SCR_TEXT_INIT, certificate = SCR_TEXT_INIT;
  start(&run, "Ed25519", 2, 3);
  start(&other, "Ed25519", 2, 3);
  go(&run, CERTIFICATE, COMMIT);
  ck_assert_int_eq(make(&certificate, &blame, &other, CERTIFICATE, HONEST), SCR_OK);
  put(&run, CERTIFICATE, HONEST, &certificate);
  ck_assert_int_eq(make(&out, &blame, &run, COMMIT, HONEST), SCR_E_KEY_MISMATCH);
  ck_assert_uint_eq(out.length, 0);
}
END_TEST

// --- the list ---

static struct scr_hash list_of(const struct run *in, size_t i) {
  struct scr_hash list;
  struct scr_blame blame;
  enum scr_status status =
      scr_ceremony_list(&list, &blame, &in->ceremony, (uint32_t)i + 1, in->messages[CERTIFICATE], in->messages[COMMIT]);
  ck_assert_int_eq(status, SCR_OK);
  return list;
}

// CER-5. What a trustee writes down is the hash of what it signs.
START_TEST(the_list_that_a_trustee_remembers_is_what_it_agrees_to) {
  struct scr_hash list = {{0}}, expected, kept;
  start(&run, "Ed25519", 2, 3);
  go(&run, CERTIFICATE, REVEAL);
  for (size_t i = 0; i < 3; i++) {
    json_t *json = parse(&run.texts[AGREE][i]);
    const char *message = json_string_value(json_object_get(json, "message"));
    scr_hash(&expected, message, strlen(message));
    list = list_of(&run, i);
    ck_assert(scr_hash_equal(&list, &expected));
    json_decref(json);
  }
  kept = list;
  struct scr_blame blame;
  change_digit(COMMIT, "\"response\":\"");
  ck_assert_int_eq(scr_ceremony_list(&list, &blame, &run.ceremony, 3, run.messages[CERTIFICATE], run.messages[COMMIT]),
                   SCR_E_CEREMONY_SIGNATURE);
  ck_assert_uint_eq(blame.trustee, CHEAT + 1);
  ck_assert(scr_hash_equal(&list, &kept));  // unchanged on failure
}
END_TEST

// The attack: all have revealed, and the cheat commits anew.
START_TEST(another_commitment_is_another_list_and_so_is_another_run) {
  start(&run, "Ed25519", 2, 3);
  go(&run, CERTIFICATE, KEY);
  struct scr_hash first = list_of(&run, HONEST), again, there;
  sign_changed(COMMIT, "\"commitment\":\"", "\"commitment\":\"", CHEAT);  // signed again: the same commitment
  again = list_of(&run, HONEST);
  ck_assert(scr_hash_equal(&first, &again));
  start(&other, "Ed25519", 2, 3);
  for (size_t i = 0; i < 3; i++) other.seeds[i] = run.seeds[i];
  go(&other, CERTIFICATE, AGREE);
  there = list_of(&other, HONEST);
  ck_assert(!scr_hash_equal(&first, &there));
  change_hash(COMMIT, CHEAT);
  again = list_of(&run, HONEST);
  ck_assert(!scr_hash_equal(&first, &again));
}
END_TEST

// --- putting the key together ---

enum wrong_key { ANOTHERS_KEY, WRONG_PROOF, NO_SIGNATURE, WRONG_SIGNATURE, NO_KEY, WRONG_KEYS };

static void make_wrong_key(enum wrong_key wrong) {
  if (wrong == ANOTHERS_KEY) copy_from(&run, KEY, HONEST);
  if (wrong == NO_KEY) lose(KEY);
  if (wrong == WRONG_SIGNATURE) change_digit(KEY, "\"response\":\"");
  if (wrong != WRONG_PROOF && wrong != NO_SIGNATURE) return;
  struct scr_text out = SCR_TEXT_INIT;
  json_t *json = parse(&run.texts[KEY][CHEAT]);
  json_t *signature = json_object_get(json, "signature");
  if (wrong == NO_SIGNATURE)
    json_object_del(json, "signature");
  else
    json_object_set(json, "pok", signature);
  scr_text_add_value(&out, json);
  json_decref(json);
  put(&run, KEY, CHEAT, &out);
}

// What stands beside the key may have been damaged on its way; the key itself is signed.
START_TEST(a_key_that_is_not_what_the_run_gives_is_not_put_together) {
  static const enum scr_status expected[] = {SCR_E_SETUP_VERIFICATION_KEY, SCR_E_SETUP_POK,
                                             SCR_E_SETUP_VERIFICATION_KEY, SCR_E_SETUP_VERIFICATION_KEY,
                                             SCR_E_JSON_SYNTAX};
  struct scr_text out = SCR_TEXT_INIT;
  struct scr_blame blame;
  start(&run, "Ed25519", 2, 3);
  go(&run, CERTIFICATE, STEPS);
  make_wrong_key((enum wrong_key)_i);
  enum scr_status status = put_together(&out, &blame, &run);
  ck_assert_str_eq(scr_status_id(status), scr_status_id(expected[_i]));
  ck_assert_uint_eq(blame.trustee, CHEAT + 1);
  ck_assert_uint_eq(out.length, 0);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("ceremony");
  TCase *tests = tcase_create("ceremony");
  tcase_add_checked_fixture(tests, NULL, tear_down);
  tcase_add_loop_test(tests, a_run_gives_a_key_that_the_record_accepts_and_any_quorum_opens, 0, COUNT(sizes));
  tcase_add_test(tests, a_step_that_is_repeated_says_the_same_and_gives_the_same_key);
  tcase_add_test(tests, another_set_of_certificates_gives_another_polynomial);
  tcase_add_loop_test(tests, a_threshold_must_be_from_1_to_the_number_of_trustees, 0, 4);
  tcase_add_loop_test(tests, an_earlier_message_that_changes_later_is_noticed_in_every_step, 0, 6);
  tcase_add_test(tests, what_a_failed_step_gives_is_nothing);
  tcase_add_test(tests, a_trustee_whose_own_certificate_was_exchanged_goes_no_further);
  tcase_add_test(tests, the_list_that_a_trustee_remembers_is_what_it_agrees_to);
  tcase_add_test(tests, another_commitment_is_another_list_and_so_is_another_run);
  tcase_add_loop_test(tests, a_key_that_is_not_what_the_run_gives_is_not_put_together, 0, WRONG_KEYS);
  suite_add_tcase(suite, tests);
  return run_suite(suite);
}
