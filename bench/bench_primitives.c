// SPDX-License-Identifier: Apache-2.0
// What single operations cost, each beside a plain reference in the same run: as many exponentiations as the definition
// has, one by one, by mpz_powm or by libsodium's multiplication of a point, and nothing else (no hashing, no encoding, no
// checks of membership). The ratio is reference / ours: above 1, ours is faster.
#include <gmp.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "crypto/group_internal.h"
#include "scrutineer/ballot.h"
#include "scrutineer/secret.h"

#define TOGETHER 32
#define RUNS_MAX 101

static void require(bool condition, const char *what) {
  if (condition) return;
  (void)fprintf(stderr, "bench-primitives: %s\n", what);
  exit(1);
}

// --- what is measured ---

struct bench {
  const struct scr_group *group;
  struct scr_election *election;
  struct scr_key *key;
  struct scr_secret_scalar secret;  // of the voter
  struct scr_element credential;
  struct scr_element power;
  struct scr_scalar exponent;
  struct scr_ballot *ballot;
  struct scr_text bytes, statement;
};

static void ours_exponentiate(struct bench *b) {
  struct scr_element out;
  scr_element_exp_var(&out, b->group, &b->power, &b->exponent);
}

static void ours_exponentiate_secret(struct bench *b) {
  struct scr_element out;
  scr_secret_exp(&out, b->group, &b->power, &b->secret);
}

static void ours_parse_element(struct bench *b) {
  struct scr_element out;
  struct scr_text text = SCR_TEXT_INIT;
  scr_text_add_element(&text, b->group, &b->power);
  require(scr_element_parse(&out, b->group, text.bytes, text.length) == SCR_OK, "an element is refused");
  scr_text_free(&text);
}

static void ours_check_interval(struct bench *b) {
  const struct scr_answer *answer = &b->ballot->answers[0];
  require(scr_proof_check_interval(b->key, &b->statement, &answer->choices[0], answer->individual, 0, 1,
                                   SCR_E_BALLOT_INDIVIDUAL) == SCR_OK,
          "a proof is refused");
}

static void ours_check_ballot(struct bench *b) {
  require(scr_ballot_check(b->ballot, b->election, b->key) == SCR_OK, "a ballot is refused");
}

static void ours_read_and_check_ballot(struct bench *b) {
  struct scr_ballot *ballot;
  require(scr_ballot_new(&ballot, b->election, b->bytes.bytes, b->bytes.length) == SCR_OK, "a ballot can't be read");
  require(scr_ballot_check(ballot, b->election, b->key) == SCR_OK, "a ballot is refused");
  scr_ballot_free(ballot);
}

// With their elements' membership, which is decided in the batch.
static void ours_check_together(struct bench *b) {
  struct scr_batch *batch = scr_batch_new(b->key);
  struct scr_ballot_place places[TOGETHER];
  require(batch != NULL, "no memory");
  for (size_t i = 0; i < TOGETHER; i++) scr_ballot_add(&places[i], batch, b->ballot, b->election);
  require(scr_batch_run(batch) == SCR_OK, "no memory");
  for (size_t i = 0; i < TOGETHER; i++)
    require(scr_ballot_has_members(batch, &places[i]) &&
                scr_ballot_judge_signature(batch, &places[i], b->ballot) == SCR_OK &&
                scr_ballot_judge_proofs(batch, &places[i], b->ballot, b->election) == SCR_OK,
            "a ballot is refused");
  scr_batch_free(batch);
}

static struct scr_ballot *make_ballot(struct bench *b) {
  static const uint32_t votes[] = {1, 0};
  struct scr_ballot *ballot;
  require(scr_secret_ballot_make(&ballot, NULL, b->election, b->key, &b->credential, votes) == SCR_OK &&
              scr_secret_ballot_sign(ballot, b->election, &b->secret) == SCR_OK,
          "a ballot can't be made");
  return ballot;
}

static void ours_make_ballot(struct bench *b) {
  scr_ballot_free(make_ballot(b));
}

// --- the reference ---

static void plain_modp(const struct bench *b) {
  mpz_t base, exponent, p, result;
  mpz_roinit_n(base, b->power.limb, (mp_size_t)b->group->p_limbs);
  mpz_roinit_n(exponent, b->exponent.limb, (mp_size_t)b->group->q_limbs);
  mpz_roinit_n(p, b->group->p, (mp_size_t)b->group->p_limbs);
  mpz_init(result);
  mpz_powm(result, base, exponent, p);
  mpz_clear(result);
}

static void plain_ed25519(const struct bench *b) {
  unsigned char point[32], scalar[32], out[32];
  memcpy(point, b->power.limb, sizeof point);  // little-endian machines alone; a benchmark's licence
  memcpy(scalar, b->exponent.limb, sizeof scalar);
  require(crypto_scalarmult_ed25519_noclamp(out, scalar, point) == 0, "libsodium refuses a point");
}

static void plain(const struct bench *b) {
  if (b->group->p_limbs > 4)
    plain_modp(b);
  else
    plain_ed25519(b);
}

// Exponentiations in the definitions, for one question with two answers of which one is chosen. A branch of a proof: four to
// check, two to make, four to simulate. A signature: two to check, one to make. Membership: one for each element.
static const struct {
  const char *name;
  void (*run)(struct bench *b);
  int plain_n;
} operations[] = {
    {"exponentiation", ours_exponentiate, 1},
    {"exponentiation, secret", ours_exponentiate_secret, 1},
    {"element, read", ours_parse_element, 1},
    {"interval proof 0..1, check", ours_check_interval, 8},
    {"ballot of 2, check", ours_check_ballot, 2 * 8 + 4 + 2},
    {"ballot of 2, read and check", ours_read_and_check_ballot, 2 * 8 + 4 + 2 + 5},
    {"ballots of 2, 32 together, check", ours_check_together, TOGETHER *(2 * 8 + 4 + 2 + 5)},
    {"ballot of 2, make", ours_make_ballot, 2 * (2 + 2 + 4) + 2 + 1},
};

// --- measuring ---

static double now(void) {
  struct timespec time;
  (void)clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

static int compare(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static double median(double *values, int count) {
  qsort(values, (size_t)count, sizeof *values, compare);
  return values[count / 2];
}

// Ours and the reference take turns, so that whatever else the machine does meets both.
static void measure(struct bench *b, size_t operation, int runs) {
  double ours[RUNS_MAX], reference[RUNS_MAX];
  for (int i = 0; i < runs; i++) {
    double start = now();
    operations[operation].run(b);
    double middle = now();
    for (int j = 0; j < operations[operation].plain_n; j++) plain(b);
    ours[i] = middle - start;
    reference[i] = now() - middle;
  }
  double a = median(ours, runs), r = median(reference, runs);
  (void)printf("%-14s  %-32s  %10.1f  %10.1f (%2d)  %6.2f\n", scr_group_name(b->group), operations[operation].name,
               1e6 * a, 1e6 * r, operations[operation].plain_n, r / a);
}

static void set_up(struct bench *b, const struct scr_group *group) {
  struct scr_secret_scalar x;
  struct scr_element y;
  struct scr_text text = SCR_TEXT_INIT;
  *b = (struct bench){.group = group, .bytes = SCR_TEXT_INIT, .statement = SCR_TEXT_INIT};
  require(scr_secret_scalar_random(&x, group) == SCR_OK && scr_secret_scalar_random(&b->secret, group) == SCR_OK,
          "no randomness");
  scr_secret_exp(&y, group, scr_group_generator(group), &x);
  scr_secret_exp(&b->credential, group, scr_group_generator(group), &b->secret);
  scr_text_add_format(&text, "{\"version\":1,\"description\":\"\",\"name\":\"\",\"group\":\"%s\",\"public_key\":\"",
                      scr_group_name(group));
  scr_text_add_element(&text, group, &y);
  scr_text_add(&text,
               "\",\"questions\":[{\"answers\":[\"A\",\"B\"],\"min\":1,\"max\":1,\"question\":\"Who?\"}],"
               "\"uuid\":\"AAAAAAAAAAAAAA\"}");
  require(scr_text_ok(&text) == SCR_OK && scr_election_new(&b->election, text.bytes, text.length) == SCR_OK,
          "the election can't be made");
  scr_text_free(&text);
  b->key = scr_key_new_for(group, &y, 10000);
  require(b->key != NULL, "no memory");
  b->power = y;
  scr_secret_scalar_publish(&b->exponent, &x);  // any number will do
  b->ballot = make_ballot(b);
  scr_text_add_ballot(&b->bytes, b->election, b->ballot);
  scr_text_add_statement(&b->statement, b->election, &b->credential, NULL);
}

static void tear_down(struct bench *b) {
  scr_ballot_free(b->ballot);
  scr_text_free(&b->bytes);
  scr_text_free(&b->statement);
  scr_key_free(b->key);
  scr_election_free(b->election);
}

int main(int argc, char **argv) {
  if (argc > 1 && strcmp(argv[1], "--portable") == 0) {
    scr_use_portable_kernels();
    argc--, argv++;
  }
  int runs = argc > 1 ? atoi(argv[1]) : 15;
  if (argc > 2 || runs < 1 || runs > RUNS_MAX) {
    (void)fprintf(stderr, "Usage: bench-primitives [--portable] [RUNS]   (1 to %d; default 15)\n", RUNS_MAX);
    return 2;
  }
  (void)printf("%-14s  %-32s  %10s  %10s  %4s  %6s\n", "group", "operation", "ours, us", "plain, us", "(n)", "ratio");
  for (size_t i = 0; i < SCR_GROUP_COUNT; i++) {
    struct bench bench;
    set_up(&bench, scr_group_at(i));
    for (size_t j = 0; j < sizeof operations / sizeof *operations; j++) measure(&bench, j, runs);
    tear_down(&bench);
  }
  return 0;
}
