// SPDX-License-Identifier: Apache-2.0
// Simulated ballots, some dozens or hundreds together. With y = g^x and a ciphertext (g^r, y^r g^m), everything in the proof
// that it encrypts k is a power of g:
//   A = g^response alpha^challenge      = g^a,  a = response + r challenge
//   B = y^response (beta / g^k)^challenge = g^b,  b = x a + (m - k) challenge
// In a branch that is not true (k is not m) challenge and response are drawn; in the true one a is, and challenge and response
// follow from the hash. No exponent waits for a hash: all powers of a chunk are computed at once, in the order
//   for each ballot: credential, the signature's commitment, and for each question
//     alpha, beta of each choice; A, B of each branch of each choice; alpha, beta of the sum; A, B of each of its branches
#include <stdlib.h>
#include <string.h>

#include "bench/bulk.h"
#include "scrutineer/archive.h"

#define POWERS_TOGETHER 4096
#define BALLOTS_MAX 256

void voters_credential(struct scr_scalar *secret, const struct voters *voters, uint64_t number) {
  struct stream stream = stream_of(&voters->credentials, number % voters->credentials_n);
  stream_scalar(secret, &stream, voters->election->group);
}

// --- memory ---

static size_t powers_of_ballot(const struct scr_election *election) {
  size_t powers = 2;
  for (size_t i = 0; i < election->questions_n; i++) {
    const struct scr_question *question = &election->questions[i];
    powers += 6 * question->answers_n + 2 + 2 * (size_t)(question->max - question->min + 1);
  }
  return powers;
}

size_t chunk_ballots(const struct voters *voters) {
  size_t ballots = POWERS_TOGETHER / powers_of_ballot(voters->election);
  return ballots < 1 ? 1 : ballots > BALLOTS_MAX ? BALLOTS_MAX : ballots;
}

static bool ballot_make(struct chunk_ballot *made, const struct scr_election *election) {
  made->nonces = calloc(election->ciphertexts_n, sizeof *made->nonces);
  made->votes = calloc(election->ciphertexts_n, sizeof *made->votes);
  return made->nonces && made->votes && scr_ballot_new_blank_form(&made->ballot, election) == SCR_OK;
}

bool chunk_make(struct chunk *chunk, const struct voters *voters) {
  const struct scr_election *election = voters->election;
  size_t ballots = chunk_ballots(voters), powers = ballots * powers_of_ballot(election);
  *chunk = (struct chunk){.voters = voters};
  chunk->ballots = calloc(ballots, sizeof *chunk->ballots);
  chunk->exponents = malloc(powers * sizeof *chunk->exponents);
  chunk->elements = malloc(POWERS_ROOM(powers) * sizeof *chunk->elements);
  chunk->nonce_sums = calloc(election->ciphertexts_n, sizeof *chunk->nonce_sums);
  chunk->vote_sums = calloc(election->ciphertexts_n, sizeof *chunk->vote_sums);
  bool good = chunk->ballots && chunk->exponents && chunk->elements && chunk->nonce_sums && chunk->vote_sums;
  for (size_t i = 0; good && i < ballots; i++) good = ballot_make(&chunk->ballots[i], election);
  return good;
}

void chunk_free(struct chunk *chunk) {
  if (!chunk->voters) return;
  for (size_t i = 0; chunk->ballots && i < chunk_ballots(chunk->voters); i++) {
    free(chunk->ballots[i].nonces);
    free(chunk->ballots[i].votes);
    scr_ballot_free(chunk->ballots[i].ballot);
  }
  free(chunk->ballots);
  free(chunk->exponents);
  free(chunk->elements);
  free(chunk->nonce_sums);
  free(chunk->vote_sums);
  scr_text_free(&chunk->records);
  scr_text_free(&chunk->text);
  scr_text_free(&chunk->statement);
  scr_text_free(&chunk->whole);
}

// --- exponents ---

// That a ciphertext encrypts one of min, min + 1, ...: `value`, in truth.
struct disjunction {
  struct scr_proof *proofs;
  size_t count;
  const struct scr_scalar *nonce;
  uint32_t value, min;
};

static void push(struct chunk *chunk, const struct scr_scalar *exponent) {
  chunk->exponents[chunk->powers_n++] = *exponent;
}

// Small numbers are below every group's order.
static void push_ciphertext(struct chunk *chunk, const struct scr_scalar *nonce, uint32_t value) {
  const struct scr_group *group = chunk->voters->election->group;
  struct scr_scalar exponent, small = {{value}};
  scr_scalar_mul(&exponent, group, &chunk->voters->secret, nonce);
  scr_scalar_add(&exponent, group, &exponent, &small);
  push(chunk, nonce);
  push(chunk, &exponent);
}

static void push_false_branch(struct chunk *chunk, struct stream *stream, const struct disjunction *d, size_t j) {
  const struct scr_group *group = chunk->voters->election->group;
  struct scr_proof *proof = &d->proofs[j];
  uint32_t claimed = d->min + (uint32_t)j;
  bool above = claimed > d->value;
  struct scr_scalar a, b, shift = {{above ? claimed - d->value : d->value - claimed}};
  stream_scalar(&proof->challenge, stream, group);
  stream_scalar(&proof->response, stream, group);
  scr_scalar_mul(&a, group, d->nonce, &proof->challenge);
  scr_scalar_add(&a, group, &a, &proof->response);
  scr_scalar_mul(&b, group, &chunk->voters->secret, &a);
  scr_scalar_mul(&shift, group, &shift, &proof->challenge);
  if (above)
    scr_scalar_sub(&b, group, &b, &shift);
  else
    scr_scalar_add(&b, group, &b, &shift);
  push(chunk, &a);
  push(chunk, &b);
}

// The response keeps a, until the challenge is known.
static void push_branches(struct chunk *chunk, struct stream *stream, const struct disjunction *d) {
  for (size_t j = 0; j < d->count; j++) {
    if (d->min + j != d->value) {
      push_false_branch(chunk, stream, d, j);
      continue;
    }
    stream_scalar(&d->proofs[j].response, stream, chunk->voters->election->group);
    push_ciphertext(chunk, &d->proofs[j].response, 0);
  }
}

// From min to max of the answers, at random.
static void draw_votes(uint32_t *votes, struct stream *stream, const struct scr_question *question) {
  uint32_t chosen = question->min + stream_below(stream, question->max - question->min + 1);
  for (size_t i = 0; i < question->answers_n; i++) {
    votes[i] = stream_below(stream, (uint32_t)(question->answers_n - i)) < chosen ? 1 : 0;
    chosen -= votes[i];
  }
}

static struct disjunction individual(const struct chunk_ballot *made, struct scr_answer *answer, size_t i,
                                     size_t cell) {
  return (struct disjunction){&answer->individual[2 * i], 2, &made->nonces[cell + i], made->votes[cell + i], 0};
}

static struct disjunction overall(struct scr_scalar *nonce, const struct chunk_ballot *made, struct scr_answer *answer,
                                  const struct scr_question *question, const struct scr_group *group, size_t cell) {
  struct disjunction d = {answer->overall, answer->overall_n, nonce, 0, question->min};
  *nonce = (struct scr_scalar){{0}};
  for (size_t i = 0; i < answer->choices_n; i++) {
    scr_scalar_add(nonce, group, nonce, &made->nonces[cell + i]);
    d.value += made->votes[cell + i];
  }
  return d;
}

static void plan_answer(struct chunk *chunk, struct stream *stream, struct chunk_ballot *made, size_t question_at,
                        size_t cell) {
  const struct scr_election *election = chunk->voters->election;
  const struct scr_question *question = &election->questions[question_at];
  struct scr_answer *answer = &made->ballot->answers[question_at];
  struct scr_scalar nonce;
  draw_votes(made->votes + cell, stream, question);
  for (size_t i = 0; i < answer->choices_n; i++) {
    stream_scalar(&made->nonces[cell + i], stream, election->group);
    push_ciphertext(chunk, &made->nonces[cell + i], made->votes[cell + i]);
  }
  for (size_t i = 0; i < answer->choices_n; i++) {
    struct disjunction d = individual(made, answer, i, cell);
    push_branches(chunk, stream, &d);
  }
  struct disjunction d = overall(&nonce, made, answer, question, election->group, cell);
  push_ciphertext(chunk, &nonce, d.value);
  push_branches(chunk, stream, &d);
}

static void plan_ballot(struct chunk *chunk, struct chunk_ballot *made, uint64_t number) {
  const struct scr_election *election = chunk->voters->election;
  struct stream stream = stream_of(&chunk->voters->choices, number);
  voters_credential(&made->credential, chunk->voters, number);
  stream_scalar(&made->signature, &stream, election->group);
  push(chunk, &made->credential);
  push(chunk, &made->signature);
  for (size_t i = 0, cell = 0; i < election->questions_n; i++) {
    plan_answer(chunk, &stream, made, i, cell);
    cell += made->ballot->answers[i].choices_n;
  }
}

// --- proofs ---

static void add_elements(struct scr_text *text, const struct scr_group *group, const struct scr_element *elements,
                         size_t count) {
  for (size_t i = 0; i < count; i++) {
    if (i > 0) scr_text_add(text, ",");
    scr_text_add_element(text, group, &elements[i]);
  }
}

// The true branch gets what the hash leaves to it.
static void settle(const struct disjunction *d, const struct scr_group *group, const struct scr_text *text) {
  struct scr_proof *proof = &d->proofs[d->value - d->min];
  struct scr_scalar a = proof->response, product;
  bulk_respond(proof, group, text, &a, d->nonce);
  for (size_t j = 0; j < d->count; j++)
    if (&d->proofs[j] != proof) scr_scalar_sub(&proof->challenge, group, &proof->challenge, &d->proofs[j].challenge);
  scr_scalar_mul(&product, group, d->nonce, &proof->challenge);
  scr_scalar_sub(&proof->response, group, &a, &product);
}

static void prove(struct chunk *chunk, const struct disjunction *d, const struct scr_text *statement,
                  const struct scr_element *ciphertext, const struct scr_element *commitments) {
  const struct scr_group *group = chunk->voters->election->group;
  scr_text_clear(&chunk->text);
  scr_text_add(&chunk->text, "prove|");
  scr_text_add_bytes(&chunk->text, statement->bytes, statement->length);
  scr_text_add(&chunk->text, "|");
  add_elements(&chunk->text, group, ciphertext, 2);
  scr_text_add(&chunk->text, "|");
  add_elements(&chunk->text, group, commitments, 2 * d->count);
  settle(d, group, &chunk->text);
}

// Takes the question's elements from *at on.
static void prove_answer(struct chunk *chunk, const struct scr_element **at, struct chunk_ballot *made,
                         size_t question_at, size_t cell) {
  const struct scr_election *election = chunk->voters->election;
  struct scr_answer *answer = &made->ballot->answers[question_at];
  const struct scr_element *choices = *at, *branches = choices + 2 * answer->choices_n,
                           *sum = branches + 4 * answer->choices_n;
  struct scr_scalar nonce;
  for (size_t i = 0; i < answer->choices_n; i++) {
    struct disjunction d = individual(made, answer, i, cell);
    answer->choices[i] = (struct scr_ciphertext){choices[2 * i], choices[2 * i + 1]};
    prove(chunk, &d, &chunk->statement, &choices[2 * i], &branches[4 * i]);
  }
  struct disjunction d = overall(&nonce, made, answer, &election->questions[question_at], election->group, cell);
  scr_text_clear(&chunk->whole);
  scr_text_add_statement(&chunk->whole, election, &made->ballot->credential, answer);
  prove(chunk, &d, &chunk->whole, sum, sum + 2);
  *at = sum + 2 + 2 * d.count;
}

// As scr_secret_ballot_sign: over the hash of the ballot without its signature. Leaves the whole ballot in the chunk's text.
static void sign(struct chunk *chunk, struct chunk_ballot *made, const struct scr_element *commitment) {
  const struct scr_election *election = chunk->voters->election;
  struct scr_ballot *ballot = made->ballot;
  char hash[SCR_HASH_BASE64 + 1];
  ballot->is_signed = false;
  scr_text_clear(&chunk->text);
  scr_text_add_ballot(&chunk->text, election, ballot);
  scr_hash(&ballot->stated_hash, chunk->text.bytes, chunk->text.length);
  scr_hash_base64(hash, &ballot->stated_hash);
  scr_text_clear(&chunk->whole);
  scr_text_add_format(&chunk->whole, "sig|%s|", hash);
  scr_text_add_element(&chunk->whole, election->group, commitment);
  bulk_respond(&ballot->signature, election->group, &chunk->whole, &made->signature, &made->credential);
  ballot->is_signed = true;
  scr_text_clear(&chunk->text);
  scr_text_add_ballot(&chunk->text, election, ballot);
}

static void count_ballot(struct chunk *chunk, const struct chunk_ballot *made) {
  const struct scr_election *election = chunk->voters->election;
  for (size_t i = 0; i < election->ciphertexts_n; i++) {
    scr_scalar_add(&chunk->nonce_sums[i], election->group, &chunk->nonce_sums[i], &made->nonces[i]);
    chunk->vote_sums[i] += made->votes[i];
  }
  chunk->counted++;
}

static void finish_ballot(struct chunk *chunk, const struct scr_element **at, struct chunk_ballot *made,
                          uint64_t number) {
  const struct voters *voters = chunk->voters;
  const struct scr_element *signature = *at + 1;
  made->ballot->credential = **at;
  *at += 2;
  scr_text_clear(&chunk->statement);
  scr_text_add_statement(&chunk->statement, voters->election, &made->ballot->credential, NULL);
  for (size_t i = 0, cell = 0; i < voters->election->questions_n; i++) {
    prove_answer(chunk, at, made, i, cell);
    cell += made->ballot->answers[i].choices_n;
  }
  sign(chunk, made, signature);
  scr_text_add_record(&chunk->records, &made->name, voters->time, SCR_RECORD_DATA, chunk->text.bytes,
                      chunk->text.length);
  made->end = chunk->records.length;
  if (number + voters->credentials_n >= voters->ballots_n) count_ballot(chunk, made);
}

void chunk_fill(struct chunk *chunk) {
  chunk->powers_n = 0;
  scr_text_clear(&chunk->records);
  for (size_t i = 0; i < chunk->count; i++) plan_ballot(chunk, &chunk->ballots[i], chunk->first + i);
  const struct scr_element *at = chunk->elements;
  chunk->failed |= !powers_of_g(chunk->elements, chunk->voters->powers, chunk->exponents, chunk->powers_n);
  for (size_t i = 0; i < chunk->count && !chunk->failed; i++) {
    finish_ballot(chunk, &at, &chunk->ballots[i], chunk->first + i);
    chunk->failed |= chunk->text.failed || chunk->statement.failed || chunk->whole.failed || chunk->records.failed;
  }
}
