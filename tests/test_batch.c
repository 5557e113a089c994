// SPDX-License-Identifier: Apache-2.0
// Batches against the plainest possible reference: one exponentiation after the other with scr_element_exp_var, which is
// GMP's mpz_powm or libsodium, on every kernel that this processor has and on tables of several windows (GRP-8).
#include <check.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "crypto/key.h"
#include "scrutineer/batch.h"
#include "scrutineer/proof.h"
#include "tests/support/suite.h"
#include "tests/support/tiny_group.h"

#define ELEMENTS_MAX 64
#define BASES_MAX 48
#define PROOFS_MAX 20

static const struct scr_group *group_number(size_t i) {
  if (i < SCR_GROUP_COUNT) return scr_group_at(i);
  return i == SCR_GROUP_COUNT ? &tiny_group_11 : &tiny_group_23;
}

static void random_scalar(struct scr_scalar *scalar, const struct scr_group *group) {
  uint8_t bytes[300];
  static const uint64_t edges[] = {0, 1, 2, 15, 16, UINT64_MAX};
  uint32_t kind = randombytes_uniform(24);
  randombytes_buf(bytes, sizeof bytes);
  scr_scalar_from_bytes(scalar, group, bytes, sizeof bytes);
  if (kind < 6) scr_scalar_from_u64(scalar, group, edges[kind]);
  if (kind == 6) {  // q - 1
    struct scr_scalar zero = {{0}}, one;
    scr_scalar_from_u64(&one, group, 1);
    scr_scalar_sub(scalar, group, &zero, &one);
  }
}

static void random_member(struct scr_element *element, const struct scr_group *group) {
  struct scr_scalar scalar;
  random_scalar(&scalar, group);
  scr_element_exp_var(element, group, scr_group_generator(group), &scalar);
}

struct asked_base {
  size_t first, count, stride, proofs, proofs_n;
};

struct questions {
  const struct scr_group *group;
  const struct scr_key *key;
  struct scr_element elements[ELEMENTS_MAX];
  bool known[ELEMENTS_MAX];  // to be a member
  size_t elements_n;
  struct scr_proof proofs[BASES_MAX * PROOFS_MAX];
  bool of_g[BASES_MAX * PROOFS_MAX];
  uint32_t shift[BASES_MAX * PROOFS_MAX];
  size_t proofs_n;
  struct asked_base bases[BASES_MAX];
  size_t bases_n;
};

static void invent(struct questions *q, const struct scr_group *group, const struct scr_key *key, size_t proofs_max) {
  *q = (struct questions){.group = group, .key = key};
  q->elements_n = 1 + randombytes_uniform(ELEMENTS_MAX - 1);
  for (size_t i = 0; i < q->elements_n; i++) random_member(&q->elements[i], group);
  q->bases_n = randombytes_uniform(BASES_MAX);
  for (size_t i = 0; i < q->bases_n; i++) {
    struct asked_base *base = &q->bases[i];
    base->first = randombytes_uniform((uint32_t)q->elements_n);
    base->stride = 1 + randombytes_uniform(2);
    size_t most = (q->elements_n - 1 - base->first) / base->stride + 1;
    base->count = randombytes_uniform(3) > 0 ? 1 : 1 + randombytes_uniform((uint32_t)(most < 6 ? most : 6));
    base->proofs = q->proofs_n;
    base->proofs_n = randombytes_uniform((uint32_t)proofs_max + 1);
    for (size_t j = 0; j < base->proofs_n; j++, q->proofs_n++) {
      random_scalar(&q->proofs[q->proofs_n].challenge, group);
      random_scalar(&q->proofs[q->proofs_n].response, group);
      q->of_g[q->proofs_n] = randombytes_uniform(2) == 0;
      q->shift[q->proofs_n] = q->of_g[q->proofs_n] ? 0 : randombytes_uniform(3);
    }
  }
}

static void invent_base(struct questions *q, size_t first, size_t count, size_t stride, size_t proofs_n) {
  q->bases[q->bases_n++] = (struct asked_base){first, count, stride, q->proofs_n, proofs_n};
  for (size_t j = 0; j < proofs_n; j++, q->proofs_n++) {
    random_scalar(&q->proofs[q->proofs_n].challenge, q->group);
    random_scalar(&q->proofs[q->proofs_n].response, q->group);
    q->of_g[q->proofs_n] = randombytes_uniform(2) == 0;
    q->shift[q->proofs_n] = q->of_g[q->proofs_n] ? 0 : randombytes_uniform(3);
  }
}

// As ballots ask: elements with some proofs each, and products of them, that may share elements, with proofs of their own.
static void invent_answers(struct questions *q, const struct scr_group *group, const struct scr_key *key) {
  *q = (struct questions){.group = group, .key = key};
  size_t proofs_n = randombytes_uniform(4), answers = 1 + randombytes_uniform(4);
  while (q->bases_n + answers + 2 <= BASES_MAX && q->elements_n + answers <= ELEMENTS_MAX) {
    size_t first = q->elements_n;
    for (size_t i = 0; i < answers; i++) random_member(&q->elements[q->elements_n++], group);
    bool odd = randombytes_uniform(8) == 0;  // one that looks different
    q->known[first] = randombytes_uniform(8) == 0;
    for (size_t i = 0; i < answers; i++) invent_base(q, first + i, 1, 1, proofs_n + (odd && i == 0 ? 1 : 0));
    invent_base(q, first, answers, 1, 1 + randombytes_uniform(3));
    if (randombytes_uniform(3) == 0) invent_base(q, first + answers / 2, answers - answers / 2, 1, 1);
  }
}

static void ask(struct scr_batch *batch, const struct questions *q) {
  for (size_t i = 0; i < q->elements_n; i++)
    ck_assert_uint_eq((q->known[i] ? scr_batch_add_member : scr_batch_add_element)(batch, &q->elements[i]), i);
  for (size_t i = 0; i < q->bases_n; i++) {
    const struct asked_base *base = &q->bases[i];
    ck_assert_uint_eq(scr_batch_add_base(batch, base->first, base->count, base->stride), i);
    for (size_t j = base->proofs; j < base->proofs + base->proofs_n; j++)
      scr_batch_add_commitment(batch, &q->proofs[j], q->of_g[j], q->shift[j]);
  }
  ck_assert_int_eq(scr_batch_run(batch), SCR_OK);
}

static void plain_product(struct scr_element *product, const struct questions *q, const struct asked_base *base) {
  *product = *scr_group_identity(q->group);
  for (size_t k = 0; k < base->count; k++)
    scr_element_mul(product, q->group, product, &q->elements[base->first + k * base->stride]);
}

static void plain_commitment(struct scr_element *commitment, const struct questions *q, const struct scr_element *x,
                             size_t proof) {
  struct scr_scalar shift;
  struct scr_element divisor, quotient, power;
  scr_scalar_from_u64(&shift, q->group, q->shift[proof]);
  scr_element_exp_var(&divisor, q->group, scr_group_generator(q->group), &shift);
  scr_element_div(&quotient, q->group, x, &divisor);
  scr_element_exp_var(commitment, q->group, &quotient, &q->proofs[proof].challenge);
  scr_element_exp_var(&power, q->group, q->of_g[proof] ? scr_group_generator(q->group) : scr_key_element(q->key),
                      &q->proofs[proof].response);
  scr_element_mul(commitment, q->group, commitment, &power);
}

// Empties the text, too.
static void expect_text(struct scr_text *text, const struct scr_group *group, const struct scr_element *element) {
  struct scr_text expected = SCR_TEXT_INIT;
  scr_text_add_element(&expected, group, element);
  ck_assert_int_eq(scr_text_ok(text), SCR_OK);
  ck_assert_str_eq(text->bytes, expected.bytes);
  text->length = 0;
  scr_text_free(&expected);
}

static void compare_texts(const struct scr_batch *batch, const struct questions *q) {
  struct scr_text text = SCR_TEXT_INIT;
  for (size_t i = 0; i < q->elements_n; i++) {
    scr_text_add_batch_element(&text, batch, i);
    expect_text(&text, q->group, &q->elements[i]);
  }
  for (size_t i = 0; i < q->bases_n; i++) {
    scr_text_add_batch_base(&text, batch, i);
    expect_text(&text, q->group, scr_batch_base(batch, i));
    for (size_t j = 0; j < q->bases[i].proofs_n; j++) {
      scr_text_add_batch_commitment(&text, batch, i, j);
      expect_text(&text, q->group, scr_batch_commitment(batch, i, j));
    }
  }
  scr_text_free(&text);
}

static void compare(const struct scr_batch *batch, const struct questions *q) {
  compare_texts(batch, q);
  for (size_t i = 0; i < q->elements_n; i++) ck_assert(scr_batch_is_member(batch, i));
  for (size_t i = 0; i < q->bases_n; i++) {
    const struct asked_base *base = &q->bases[i];
    struct scr_element x, expected;
    plain_product(&x, q, base);
    ck_assert(scr_element_equal(&x, scr_batch_base(batch, i)));
    for (size_t j = 0; j < base->proofs_n; j++) {
      plain_commitment(&expected, q, &x, base->proofs + j);
      ck_assert(scr_element_equal(&expected, scr_batch_commitment(batch, i, j)));
    }
  }
}

static void compare_products(const struct scr_batch *batch, const struct questions *q) {
  size_t chosen[2 * ELEMENTS_MAX], count = randombytes_uniform(2 * ELEMENTS_MAX);
  struct scr_element expected = *scr_group_identity(q->group), product;
  for (size_t i = 0; i < count; i++) {
    chosen[i] = randombytes_uniform((uint32_t)q->elements_n);
    scr_element_mul(&expected, q->group, &expected, &q->elements[chosen[i]]);
  }
  ck_assert_int_eq(scr_batch_multiply(&product, batch, chosen, count), SCR_OK);
  ck_assert(scr_element_equal(&product, &expected));
}

// Runs a check with a key on every kernel that fits, for every group.
static void on_every_kernel(void (*check)(const struct scr_group *, const struct scr_key *)) {
  for (size_t g = 0; g < SCR_GROUP_COUNT + 2; g++) {
    const struct scr_group *group = group_number(g);
    const struct kernel *kernel;
    for (size_t k = 0; (kernel = kernel_fitting(group, k)); k++) {
      struct scr_element y;
      random_member(&y, group);
      struct scr_key *key = key_on_kernel(group, &y, kernel, 1 + randombytes_uniform(group->q_limbs > 4 ? 4 : 7));
      ck_assert_ptr_nonnull(key);
      check(group, key);
      scr_key_free(key);
    }
  }
}

static size_t rounds(const struct scr_group *group) {
  const char *more = getenv("SCRUTINEER_CASES");
  return (group->q_limbs > 4 ? 1 : 6) * (more ? (size_t)strtoul(more, NULL, 10) : 1);
}

static void check_random(const struct scr_group *group, const struct scr_key *key) {
  struct questions *q = malloc(sizeof *q);
  struct scr_batch *batch = scr_batch_new(key);
  ck_assert(q && batch);
  for (size_t i = 0; i < rounds(group); i++) {
    invent(q, group, key, i % 3 == 0 ? 2 : group->q_limbs > 4 ? 3 : PROOFS_MAX);
    scr_batch_clear(batch);
    ask(batch, q);
    compare(batch, q);
    compare_products(batch, q);
  }
  scr_batch_free(batch);
  free(q);
}

// An element that is in the field's group or on the curve, and not in the subgroup: -1 times a member, or what has order 8.
static void outsider(struct scr_element *element, const struct scr_group *group) {
  if (group->p_limbs > 0) {
    random_member(element, group);
    mpn_sub_n(element->limb, group->p, element->limb, (mp_size_t)group->p_limbs);
    return;
  }
  static const uint8_t torsion[32] = {0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4,
                                      0x89, 0xf2, 0xef, 0x98, 0xf0, 0xd5, 0xdf, 0xac, 0x05, 0xd3, 0xc6,
                                      0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53, 0xfc, 0x05};
  uint8_t member[32], sum[32];
  struct scr_element random;
  random_member(&random, group);
  memcpy(member, random.limb, sizeof member);
  memset(element, 0, sizeof *element);
  ck_assert_int_eq(crypto_core_ed25519_add(sum, member, torsion), 0);
  memcpy(element->limb, randombytes_uniform(3) == 0 ? torsion : sum, sizeof sum);
}

static void check_answers(const struct scr_group *group, const struct scr_key *key) {
  struct questions *q = malloc(sizeof *q);
  struct scr_batch *batch = scr_batch_new(key);
  ck_assert(q && batch);
  for (size_t i = 0; i < rounds(group); i++) {
    invent_answers(q, group, key);
    size_t outside = randombytes_uniform((uint32_t)q->elements_n);
    scr_batch_clear(batch);
    ask(batch, q);
    compare(batch, q);
    outsider(&q->elements[outside], group);
    q->known[outside] = false;
    scr_batch_clear(batch);
    ask(batch, q);
    for (size_t e = 0; e < q->elements_n; e++) ck_assert_int_eq(scr_batch_is_member(batch, e), e != outside);
  }
  scr_batch_free(batch);
  free(q);
}

START_TEST(random_batches) {
  on_every_kernel(check_random);
}
END_TEST

// Membership is decided for each element by itself, whoever its neighbours are and however it is used.
static void check_members(const struct scr_group *group, const struct scr_key *key) {
  struct questions *q = malloc(sizeof *q);
  struct scr_batch *batch = scr_batch_new(key);
  ck_assert(q && batch);
  for (size_t i = 0; i < rounds(group); i++) {
    bool outside[ELEMENTS_MAX];
    invent(q, group, key, 2);
    for (size_t e = 0; e < q->elements_n; e++) {
      outside[e] = randombytes_uniform(3) == 0;
      if (outside[e]) outsider(&q->elements[e], group);
    }
    scr_batch_clear(batch);
    ask(batch, q);
    for (size_t e = 0; e < q->elements_n; e++) ck_assert_int_eq(scr_batch_is_member(batch, e), !outside[e]);
  }
  scr_batch_free(batch);
  free(q);
}

START_TEST(answers) {
  on_every_kernel(check_answers);
}
END_TEST

START_TEST(members) {
  on_every_kernel(check_members);
}
END_TEST

// An encoding that is no point of the curve counts as no member, and its neighbours are as they were.
START_TEST(off_the_curve) {
  const struct scr_group *group = scr_group_by_name("Ed25519");
  struct scr_element elements[9], y;
  random_member(&y, group);
  const struct kernel *kernel;
  for (size_t k = 0; (kernel = kernel_fitting(group, k)); k++) {
    struct scr_key *key = key_on_kernel(group, &y, kernel, 4);
    struct scr_batch *batch = scr_batch_new(key);
    ck_assert_ptr_nonnull(batch);
    for (size_t i = 0; i < 9; i++) {
      random_member(&elements[i], group);
      if (i % 2 == 1) elements[i] = (struct scr_element){{2}};  // y = 2: x^2 is no square
      (void)scr_batch_add_element(batch, &elements[i]);
    }
    ck_assert_int_eq(scr_batch_run(batch), SCR_OK);
    for (size_t i = 0; i < 9; i++) ck_assert_int_eq(scr_batch_is_member(batch, i), i % 2 == 0);
    scr_batch_free(batch);
    scr_key_free(key);
  }
}
END_TEST

int main(void) {
  if (sodium_init() < 0) return 1;
  Suite *suite = suite_create("batch");
  TCase *tcase = tcase_create("batch");
  tcase_add_test(tcase, random_batches);
  tcase_add_test(tcase, answers);
  tcase_add_test(tcase, members);
  tcase_add_test(tcase, off_the_curve);
  suite_add_tcase(suite, tcase);
  return run_suite(suite);
}
