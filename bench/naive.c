// SPDX-License-Identifier: Apache-2.0
// The plain reference verifier: goes through an archive and checks the ballots one by one, as the specification writes it,
// with one call of libsodium or GMP for each operation; no tables of ours, no batches, nothing shared between proofs. Only
// ballots: their form, membership, signatures and proofs; and their sum, each ballot once, whoever cast it.
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>

#include "scrutineer/archive.h"
#include "scrutineer/ballot.h"
#include "scrutineer/tally.h"

static _Noreturn void stop(const char *what, const char *why) {
  (void)fprintf(stderr, "bench-naive: %s: %s\n", what, why);
  exit(1);
}

static void require(enum scr_status status, const char *what) {
  if (status != SCR_OK) stop(what, scr_status_sentence(status));
}

// --- proofs ---

// base1^response base2^challenge
static void add_commitment(struct scr_text *text, const struct scr_group *group, const struct scr_element *base1,
                           const struct scr_element *base2, const struct scr_proof *proof) {
  struct scr_element first, second;
  scr_element_exp_var(&first, group, base1, &proof->response);
  scr_element_exp_var(&second, group, base2, &proof->challenge);
  scr_element_mul(&first, group, &first, &second);
  scr_text_add_element(text, group, &first);
}

// The text's hash modulo q equals the challenge; releases the text.
static enum scr_status compare(struct scr_text *text, const struct scr_group *group, const struct scr_scalar *challenge,
                               enum scr_status failure) {
  struct scr_hash hash;
  struct scr_scalar expected;
  enum scr_status status = scr_text_ok(text);
  if (status == SCR_OK) {
    scr_hash(&hash, text->bytes, text->length);
    scr_scalar_from_bytes(&expected, group, hash.byte, SCR_HASH_BYTES);
    if (!scr_scalar_equal(&expected, challenge)) status = failure;
  }
  scr_text_free(text);
  return status;
}

static enum scr_status check_signature(const struct scr_ballot *ballot, const struct scr_group *group) {
  if (!ballot->is_signed) return SCR_E_BALLOT_UNSIGNED;
  if (!scr_hash_equal(&ballot->stated_hash, &ballot->signed_hash)) return SCR_E_BALLOT_HASH;
  char hash[SCR_HASH_BASE64 + 1];
  struct scr_text text = SCR_TEXT_INIT;
  scr_hash_base64(hash, &ballot->stated_hash);
  scr_text_add_format(&text, "sig|%s|", hash);
  add_commitment(&text, group, scr_group_generator(group), &ballot->credential, &ballot->signature);
  return compare(&text, group, &ballot->signature.challenge, SCR_E_BALLOT_SIGNATURE);
}

// A disjunction: the text to hash so far, and the sum of the challenges.
struct disjunction {
  const struct scr_election *election;
  struct scr_text text;
  struct scr_scalar challenges;
  bool more;
};

// What the proof is bound to: the election, the credential and, where an answer is given, its choices.
static struct disjunction begin(const struct scr_election *election, const char *prefix,
                                const struct scr_ballot *ballot, const struct scr_answer *answer) {
  struct disjunction d = {.election = election, .text = SCR_TEXT_INIT};
  scr_text_add(&d.text, prefix);
  scr_text_add_statement(&d.text, election, &ballot->credential, answer);
  scr_text_add(&d.text, "|");
  return d;
}

// That the ciphertext encrypts m:  g^response alpha^challenge,  y^response (beta / g^m)^challenge
static void add_branch(struct disjunction *d, const struct scr_ciphertext *ciphertext, uint32_t m,
                       const struct scr_proof *proof) {
  const struct scr_group *group = d->election->group;
  const struct scr_element *generator = scr_group_generator(group);
  struct scr_scalar exponent;
  struct scr_element beta;
  scr_scalar_from_u64(&exponent, group, m);
  scr_element_exp_var(&beta, group, generator, &exponent);
  scr_element_div(&beta, group, &ciphertext->beta, &beta);
  if (d->more) scr_text_add(&d->text, ",");
  add_commitment(&d->text, group, generator, &ciphertext->alpha, proof);
  scr_text_add(&d->text, ",");
  add_commitment(&d->text, group, &d->election->public_key, &beta, proof);
  scr_scalar_add(&d->challenges, group, &d->challenges, &proof->challenge);
  d->more = true;
}

static enum scr_status finish(struct disjunction *d, enum scr_status failure) {
  return compare(&d->text, d->election->group, &d->challenges, failure);
}

static enum scr_status check_interval(struct disjunction *d, const struct scr_ciphertext *ciphertext, uint32_t min,
                                      uint32_t max, const struct scr_proof *proofs, enum scr_status failure) {
  scr_text_add_element(&d->text, d->election->group, &ciphertext->alpha);
  scr_text_add(&d->text, ",");
  scr_text_add_element(&d->text, d->election->group, &ciphertext->beta);
  scr_text_add(&d->text, "|");
  for (uint32_t m = min; m <= max; m++) add_branch(d, ciphertext, m, &proofs[m - min]);
  return finish(d, failure);
}

// --- ballots ---

static enum scr_status check_blank(const struct scr_election *election, const struct scr_ballot *ballot,
                                   const struct scr_question *question, const struct scr_answer *answer,
                                   const struct scr_ciphertext *sum) {
  const struct scr_ciphertext *blank = &answer->choices[0];
  struct disjunction d = begin(election, "bproof0|", ballot, answer);
  add_branch(&d, blank, 0, &answer->blank[0]);
  add_branch(&d, sum, 0, &answer->blank[1]);
  enum scr_status status = finish(&d, SCR_E_BALLOT_BLANK);
  if (status != SCR_OK) return status;
  d = begin(election, "bproof1|", ballot, answer);
  add_branch(&d, blank, 1, &answer->overall[0]);
  for (uint32_t m = question->min; m <= question->max; m++)
    add_branch(&d, sum, m, &answer->overall[1 + m - question->min]);
  return finish(&d, SCR_E_BALLOT_OVERALL);
}

static enum scr_status check_answer(const struct scr_election *election, const struct scr_ballot *ballot, size_t i) {
  const struct scr_question *question = &election->questions[i];
  const struct scr_answer *answer = &ballot->answers[i];
  struct scr_ciphertext sum;
  struct disjunction d;
  enum scr_status status = SCR_OK;
  for (size_t j = 0; j < answer->choices_n && status == SCR_OK; j++) {
    d = begin(election, "prove|", ballot, NULL);
    status = check_interval(&d, &answer->choices[j], 0, 1, &answer->individual[2 * j], SCR_E_BALLOT_INDIVIDUAL);
  }
  if (status != SCR_OK) return status;
  scr_answer_sum(&sum, election->group, question, answer);
  if (question->blank) return check_blank(election, ballot, question, answer, &sum);
  d = begin(election, "prove|", ballot, answer);
  return check_interval(&d, &sum, question->min, question->max, answer->overall, SCR_E_BALLOT_OVERALL);
}

static enum scr_status check_ballot(const struct scr_election *election, const struct scr_ballot *ballot) {
  enum scr_status status = check_signature(ballot, election->group);
  for (size_t i = 0; i < ballot->answers_n && status == SCR_OK; i++) status = check_answer(election, ballot, i);
  return status;
}

static void add_ballot(struct scr_tally *tally, const struct scr_group *group, const struct scr_ballot *ballot) {
  struct scr_ciphertext *cell = tally->cells;
  for (size_t i = 0; i < ballot->answers_n; i++)
    for (size_t j = 0; j < ballot->answers[i].choices_n; j++, cell++)
      scr_ciphertext_add(cell, group, cell, &ballot->answers[i].choices[j]);
  tally->ballots++;
}

// --- the archive ---

struct naive {
  struct scr_election *election;
  struct scr_tally *tally;
};

static void take_ballot(struct naive *naive, const struct scr_text *document) {
  struct scr_ballot *ballot = NULL;
  char what[40];
  if (!naive->election) stop("ballot 1", "there is no election before it");
  (void)snprintf(what, sizeof what, "ballot %llu", (unsigned long long)naive->tally->ballots + 1);
  require(scr_ballot_new(&ballot, naive->election, document->bytes, document->length), what);
  require(check_ballot(naive->election, ballot), what);
  add_ballot(naive->tally, naive->election->group, ballot);
  scr_ballot_free(ballot);
}

static void take_step(struct naive *naive, const struct scr_step *step) {
  const struct scr_text *document = &step->data[0].bytes;
  require(scr_step_check(step), "archive");
  if (!scr_step_hashes_hold(step)) require(SCR_E_ARCHIVE_HASH, "archive");
  if (step->event.type == SCR_EVENT_BALLOT) take_ballot(naive, document);
  if (step->event.type != SCR_EVENT_SETUP) return;
  if (naive->election) stop("archive", "there are two elections");
  require(scr_election_new(&naive->election, document->bytes, document->length), "election");
  require(scr_tally_new(&naive->tally, naive->election), "election");
}

// Hashed as the record spells an encrypted tally: the archive names one by this hash where every ballot counts once.
static void print_sum(const struct naive *naive) {
  struct scr_text text = SCR_TEXT_INIT;
  struct scr_hash hash;
  char hex[SCR_HASH_HEX + 1];
  scr_text_add_encrypted_tally(&text, naive->election, naive->tally);
  require(scr_text_ok(&text), "sum");
  scr_hash(&hash, text.bytes, text.length);
  scr_hash_hex(hex, &hash);
  scr_text_free(&text);
  (void)printf("%llu ballots hold\nsum %s\n", (unsigned long long)naive->tally->ballots, hex);
}

int main(int argc, char **argv) {
  struct scr_archive *archive = NULL;
  struct scr_step step = {0};
  struct naive naive = {0};
  bool end = false;
  if (argc != 2) {
    (void)fprintf(stderr, "Usage: bench-naive ARCHIVE.bel\n");
    return 2;
  }
  if (sodium_init() < 0) stop("libsodium", "it doesn't start");
  require(scr_archive_open(&archive, argv[1]), argv[1]);
  while (!end) {
    require(scr_step_next(&step, &end, archive), argv[1]);
    if (!end) take_step(&naive, &step);
  }
  if (!naive.election) stop(argv[1], "there is no election in it");
  print_sum(&naive);
  scr_step_free(&step);
  scr_archive_close(archive);
  scr_tally_free(naive.tally);
  scr_election_free(naive.election);
  return 0;
}
