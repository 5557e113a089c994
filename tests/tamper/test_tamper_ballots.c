// SPDX-License-Identifier: Apache-2.0
// Ballots that must be refused. Each is sealed again as far as its forger could: where the voter takes part it is
// signed anew, and the trustees count what is there, so that nothing but the ballot itself is wrong.
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "scrutineer/ballot.h"
#include "scrutineer/json.h"
#include "tests/support/suite.h"
#include "tests/tamper/votes_fixture.h"

static const uint32_t some_votes[] = {1, 0, 1, 0, 0, 1, 1, 0};

static struct scr_text *ballot_document(size_t n) {
  return &kit->board->events[kit_find(kit->board, SCR_EVENT_BALLOT, n)].data[0];
}

START_TEST(the_untouched_election_is_valid) {
  kit_expect_verdict(kit_verify(kit), SCR_VERDICT_VALID);
}
END_TEST

// --- credentials and signatures ---

// BAL-2.
START_TEST(a_credential_that_is_not_on_the_list_is_refused) {
  const struct scr_group *group = kit->election->group;
  struct scr_secret_scalar secret;
  struct scr_ballot *ballot;
  struct scr_element ghost;
  ck_assert_int_eq(scr_secret_scalar_random(&secret, group), SCR_OK);
  scr_secret_exp(&ghost, group, scr_group_generator(group), &secret);
  ck_assert_int_eq(scr_secret_ballot_make(&ballot, NULL, kit->election, kit->key, &ghost, some_votes), SCR_OK);
  kit_sign(kit, ballot, &secret);
  kit_cast(kit, ballot);
  kit_recount(kit);
  kit_expect_only(kit_verify(kit), SCR_CHECK_BALLOTS_CREDENTIALS, SCR_E_BALLOT_CREDENTIAL, 5);
}
END_TEST

START_TEST(a_junk_signature_is_refused) {
  struct scr_ballot *ballot = kit_ballot(kit, 1);
  kit_random(kit, &ballot->signature.challenge);
  kit_random(kit, &ballot->signature.response);
  kit_put_ballot(kit, 1, ballot);
  kit_expect_only(kit_verify(kit), SCR_CHECK_BALLOTS_SIGNATURES, SCR_E_BALLOT_SIGNATURE, 2);
}
END_TEST

START_TEST(a_signature_by_another_voter_is_refused) {
  struct scr_ballot *ballot = kit_ballot(kit, 1);
  kit_sign(kit, ballot, &kit->credential[0]);
  kit_put_ballot(kit, 1, ballot);
  kit_expect_only(kit_verify(kit), SCR_CHECK_BALLOTS_SIGNATURES, SCR_E_BALLOT_SIGNATURE, 2);
}
END_TEST

START_TEST(a_signature_of_another_hash_is_refused) {
  struct scr_ballot *ballot = kit_ballot(kit, 1), *other = kit_ballot(kit, 2);
  struct scr_hash own = ballot->stated_hash;
  kit_sign(kit, other, &kit->credential[1]);
  ballot->signature = other->signature;  // holds for the other ballot's hash
  ck_assert(scr_hash_equal(&own, &ballot->stated_hash));
  scr_ballot_free(other);
  kit_put_ballot(kit, 1, ballot);
  kit_expect_only(kit_verify(kit), SCR_CHECK_BALLOTS_SIGNATURES, SCR_E_BALLOT_SIGNATURE, 2);
}
END_TEST

// BAL-3.
START_TEST(a_valid_signature_of_a_hash_that_is_not_the_ballots_is_refused) {
  struct scr_ballot *ballot = kit_ballot(kit, 1), *other = kit_ballot(kit, 2);
  kit_sign(kit, other, &kit->credential[1]);
  ballot->stated_hash = other->stated_hash;
  ballot->signature = other->signature;
  scr_ballot_free(other);
  kit_put_ballot(kit, 1, ballot);
  kit_expect_only(kit_verify(kit), SCR_CHECK_BALLOTS_SIGNATURES, SCR_E_BALLOT_HASH, 2);
}
END_TEST

START_TEST(a_ballot_without_signature_is_refused) {
  struct scr_ballot *ballot = kit_ballot(kit, 1);
  ballot->is_signed = false;
  kit_put_ballot(kit, 1, ballot);
  kit_expect_only(kit_verify(kit), SCR_CHECK_BALLOTS_SIGNATURES, SCR_E_BALLOT_UNSIGNED, 2);
}
END_TEST

// BAL-4.
START_TEST(the_same_ballot_twice_is_refused) {
  kit_insert_copy(kit->board, 1, 5);
  kit_expect_only(kit_verify(kit), SCR_CHECK_BALLOTS_UNIQUE, SCR_E_BALLOT_REPLAY, 5);
}
END_TEST

// A replay must not bring an earlier vote back either: the tally counts the voter's later ballot.
START_TEST(a_replay_after_a_revote_does_not_undo_it) {
  kit_cast(kit, kit_new_ballot(kit, 0, plan.votes[3].votes));
  kit_recount(kit);
  kit_expect_verdict(kit_verify(kit), SCR_VERDICT_VALID);
  kit_insert_copy(kit->board, 1, 6);
  kit_expect_only(kit_verify(kit), SCR_CHECK_BALLOTS_UNIQUE, SCR_E_BALLOT_REPLAY, 6);
}
END_TEST

// --- another's ballot ---

START_TEST(another_voters_ciphertexts_and_proofs_signed_again_are_refused) {
  struct scr_ballot *ballot = kit_ballot(kit, 0);
  ballot->credential = kit->credential_key[1];
  kit_sign(kit, ballot, &kit->credential[1]);
  kit_put_ballot(kit, 1, ballot);
  kit_recount(kit);
  kit_expect_only(kit_verify(kit), SCR_CHECK_BALLOTS_PROOFS, SCR_E_BALLOT_INDIVIDUAL, 2);
}
END_TEST

// With or without being re-randomised: (alpha g^r, beta y^r) encrypts the same vote.
START_TEST(one_ciphertext_of_another_voter_is_refused) {
  struct scr_ballot *ballot = kit_ballot(kit, 1), *other = kit_ballot(kit, 0);
  const struct scr_group *group = kit->election->group;
  struct scr_ciphertext *choice = &ballot->answers[0].choices[0];
  struct scr_ciphertext one;
  struct scr_scalar r;
  *choice = other->answers[0].choices[0];
  ballot->answers[0].individual[0] = other->answers[0].individual[0];
  ballot->answers[0].individual[1] = other->answers[0].individual[1];
  if (_i == 1) {
    kit_random(kit, &r);
    scr_key_exp_g_var(&one.alpha, kit->key, &r);
    scr_key_exp_y_var(&one.beta, kit->key, &r);
    scr_ciphertext_add(choice, group, choice, &one);
  }
  scr_ballot_free(other);
  expect_signed(ballot, 1, SCR_CHECK_BALLOTS_PROOFS, SCR_E_BALLOT_INDIVIDUAL);
}
END_TEST

// --- proofs ---

// PRF-2, PRF-3, PRF-4.
START_TEST(one_changed_number_of_any_proof_is_refused) {
  struct scr_ballot *ballot = kit_ballot(kit, 0);
  struct scr_answer *plain = &ballot->answers[0], *blank = &ballot->answers[2];
  const struct {
    struct scr_proof *proof;
    enum scr_status status;
  } proofs[] = {
      {&plain->individual[0], SCR_E_BALLOT_INDIVIDUAL}, {&plain->individual[3], SCR_E_BALLOT_INDIVIDUAL},
      {&plain->overall[0], SCR_E_BALLOT_OVERALL},       {&blank->individual[0], SCR_E_BALLOT_INDIVIDUAL},
      {&blank->individual[7], SCR_E_BALLOT_INDIVIDUAL}, {&blank->overall[0], SCR_E_BALLOT_OVERALL},
      {&blank->overall[2], SCR_E_BALLOT_OVERALL},       {&blank->blank[0], SCR_E_BALLOT_BLANK},
      {&blank->blank[1], SCR_E_BALLOT_BLANK},
  };
  ck_assert_uint_eq(blank->overall_n, 3);
  struct scr_proof *proof = proofs[_i / 2].proof;
  struct scr_scalar *number = _i % 2 ? &proof->challenge : &proof->response, one;
  scr_scalar_from_u64(&one, kit->election->group, 1);
  scr_scalar_add(number, kit->election->group, number, &one);
  expect_signed(ballot, 0, SCR_CHECK_BALLOTS_PROOFS, proofs[_i / 2].status);
}
END_TEST

START_TEST(swapped_proofs_of_two_choices_are_refused) {
  struct scr_ballot *ballot = kit_ballot(kit, 0);
  struct scr_proof *proofs = ballot->answers[0].individual, kept[2] = {proofs[0], proofs[1]};
  proofs[0] = proofs[2], proofs[1] = proofs[3];
  proofs[2] = kept[0], proofs[3] = kept[1];
  expect_signed(ballot, 0, SCR_CHECK_BALLOTS_PROOFS, SCR_E_BALLOT_INDIVIDUAL);
}
END_TEST

START_TEST(swapped_branches_of_one_proof_are_refused) {
  struct scr_ballot *ballot = kit_ballot(kit, 0);
  struct scr_proof *proofs = ballot->answers[0].individual, kept = proofs[0];
  proofs[0] = proofs[1];
  proofs[1] = kept;
  expect_signed(ballot, 0, SCR_CHECK_BALLOTS_PROOFS, SCR_E_BALLOT_INDIVIDUAL);
}
END_TEST

START_TEST(a_proof_of_another_question_is_refused) {
  struct scr_ballot *ballot = kit_ballot(kit, 0);
  memcpy(ballot->answers[0].individual, ballot->answers[1].individual, 4 * sizeof(struct scr_proof));
  expect_signed(ballot, 0, SCR_CHECK_BALLOTS_PROOFS, SCR_E_BALLOT_INDIVIDUAL);
}
END_TEST

START_TEST(an_overall_proof_of_another_question_is_refused) {
  struct scr_ballot *ballot = kit_ballot(kit, 0);
  ballot->answers[0].overall[0] = ballot->answers[1].overall[0];
  expect_signed(ballot, 0, SCR_CHECK_BALLOTS_PROOFS, SCR_E_BALLOT_OVERALL);
}
END_TEST

// The same voters, the same key, but another election's fingerprint in what the proofs are bound to.
START_TEST(proofs_made_for_another_election_are_refused) {
  struct scr_election elsewhere = *kit->election;
  struct scr_ballot *ballot;
  elsewhere.fingerprint[0] = elsewhere.fingerprint[0] == 'A' ? 'B' : 'A';
  ck_assert_int_eq(scr_secret_ballot_make(&ballot, NULL, &elsewhere, kit->key, &kit->credential_key[0], some_votes),
                   SCR_OK);
  expect_signed(ballot, 0, SCR_CHECK_BALLOTS_PROOFS, SCR_E_BALLOT_INDIVIDUAL);
}
END_TEST

// BAL-1, HSH-3.
START_TEST(a_ballot_of_another_election_is_refused) {
  struct scr_election elsewhere = *kit->election;
  struct scr_ballot *ballot;
  char other_uuid[] = "KitKitKitKit12";
  struct scr_text *document = ballot_document(0);
  if (_i == 0)
    elsewhere.fingerprint[0] = elsewhere.fingerprint[0] == 'A' ? 'B' : 'A';
  else
    elsewhere.uuid = other_uuid;
  ck_assert_int_eq(scr_secret_ballot_make(&ballot, NULL, &elsewhere, kit->key, &kit->credential_key[0], some_votes),
                   SCR_OK);
  ck_assert_int_eq(scr_secret_ballot_sign(ballot, &elsewhere, &kit->credential[0]), SCR_OK);
  scr_text_clear(document);
  scr_text_add_ballot(document, &elsewhere, ballot);
  scr_ballot_free(ballot);
  kit_recount(kit);
  kit_expect_only(kit_verify(kit), SCR_CHECK_BALLOTS_FORM, SCR_E_BALLOT_ELECTION, 1);
}
END_TEST

// --- shape ---

// Changes the JSON of ballot 0 and writes it in canonical form.
static void edit(void (*change)(json_t *ballot, json_t *answer)) {
  struct scr_text *document = ballot_document(0);
  json_t *json = json_loadb(document->bytes, document->length, 0, NULL);
  ck_assert_ptr_nonnull(json);
  change(json, json_array_get(json_object_get(json, "answers"), 2));
  scr_text_clear(document);
  scr_text_add_value(document, json);
  json_decref(json);
}

static void pop(json_t *object, const char *key) {
  json_t *list = json_object_get(object, key);
  ck_assert_int_eq(json_array_remove(list, json_array_size(list) - 1), 0);
}

static void repeat(json_t *object, const char *key) {
  json_t *list = json_object_get(object, key);
  ck_assert_int_eq(json_array_append(list, json_array_get(list, 0)), 0);
}

#define CHANGE(name, statement)                      \
  static void name(json_t *ballot, json_t *answer) { \
    (void)ballot, (void)answer;                      \
    statement;                                       \
  }
CHANGE(a_ciphertext_less, pop(answer, "choices"))
CHANGE(a_ciphertext_more, repeat(answer, "choices"))
CHANGE(a_proof_less, pop(answer, "individual_proofs"))
CHANGE(a_proof_more, repeat(answer, "individual_proofs"))
CHANGE(both_less, pop(answer, "choices"); pop(answer, "individual_proofs"))
CHANGE(both_more, repeat(answer, "choices"); repeat(answer, "individual_proofs"))
CHANGE(a_branch_less,
       ck_assert_int_eq(json_array_remove(json_array_get(json_object_get(answer, "individual_proofs"), 0), 1), 0))
CHANGE(an_overall_branch_less, pop(answer, "overall_proof"))
CHANGE(an_overall_branch_more, repeat(answer, "overall_proof"))
CHANGE(a_blank_branch_less, pop(answer, "blank_proof"))
CHANGE(a_blank_branch_more, repeat(answer, "blank_proof"))
CHANGE(no_blank_proof, ck_assert_int_eq(json_object_del(answer, "blank_proof"), 0))
CHANGE(an_unwanted_blank_proof, ck_assert_int_eq(json_object_set(json_array_get(json_object_get(ballot, "answers"), 0),
                                                                 "blank_proof", json_object_get(answer, "blank_proof")),
                                                 0))
CHANGE(an_answer_less, pop(ballot, "answers"))
CHANGE(an_answer_more, repeat(ballot, "answers"))

static void (*const shapes[])(json_t *, json_t *) = {
    a_ciphertext_less,
    a_ciphertext_more,
    a_proof_less,
    a_proof_more,
    both_less,
    both_more,
    a_branch_less,
    an_overall_branch_less,
    an_overall_branch_more,
    a_blank_branch_less,
    a_blank_branch_more,
    no_blank_proof,
    an_unwanted_blank_proof,
    an_answer_less,
    an_answer_more,
};
#define SHAPES ((int)(sizeof shapes / sizeof *shapes))

START_TEST(a_ballot_with_too_much_or_too_little_is_refused) {
  edit(shapes[_i]);
  kit_expect_only(kit_verify(kit), SCR_CHECK_BALLOTS_FORM, SCR_E_BALLOT_SHAPE, 1);
}
END_TEST

// What can't be read leaves the sum uncheckable, and that is said: not passed.
START_TEST(an_unreadable_ballot_leaves_the_tally_uncheckable) {
  edit(an_answer_less);
  struct scr_report *report = kit_verify(kit);
  ck_assert_int_eq(report->checks[SCR_CHECK_TALLY_SUM].state, SCR_STATE_NOT_CHECKABLE);
  ck_assert_int_eq(report->checks[SCR_CHECK_TALLY_COUNTS].state, SCR_STATE_NOT_CHECKABLE);
  kit_expect_verdict(report, SCR_VERDICT_INVALID);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("tampered ballots");
  TCase *tests = tcase_create("ballots");
  tcase_add_checked_fixture(tests, set_up, tear_down);
  tcase_add_test(tests, the_untouched_election_is_valid);
  tcase_add_test(tests, a_credential_that_is_not_on_the_list_is_refused);
  tcase_add_test(tests, a_junk_signature_is_refused);
  tcase_add_test(tests, a_signature_by_another_voter_is_refused);
  tcase_add_test(tests, a_signature_of_another_hash_is_refused);
  tcase_add_test(tests, a_valid_signature_of_a_hash_that_is_not_the_ballots_is_refused);
  tcase_add_test(tests, a_ballot_without_signature_is_refused);
  tcase_add_test(tests, the_same_ballot_twice_is_refused);
  tcase_add_test(tests, a_replay_after_a_revote_does_not_undo_it);
  tcase_add_test(tests, another_voters_ciphertexts_and_proofs_signed_again_are_refused);
  tcase_add_loop_test(tests, one_ciphertext_of_another_voter_is_refused, 0, 2);
  tcase_add_loop_test(tests, one_changed_number_of_any_proof_is_refused, 0, 18);
  tcase_add_test(tests, swapped_proofs_of_two_choices_are_refused);
  tcase_add_test(tests, swapped_branches_of_one_proof_are_refused);
  tcase_add_test(tests, a_proof_of_another_question_is_refused);
  tcase_add_test(tests, an_overall_proof_of_another_question_is_refused);
  tcase_add_test(tests, proofs_made_for_another_election_are_refused);
  tcase_add_loop_test(tests, a_ballot_of_another_election_is_refused, 0, 2);
  tcase_add_loop_test(tests, a_ballot_with_too_much_or_too_little_is_refused, 0, SHAPES);
  tcase_add_test(tests, an_unreadable_ballot_leaves_the_tally_uncheckable);
  suite_add_tcase(suite, tests);
  return run_suite(suite);
}
