// SPDX-License-Identifier: Apache-2.0
// The algorithm by which proofs are checked, on any kernel (doc/performance.md has its design).
//
// A base X is raised to the challenges of its commitments, and to q, on one chain of squares X, X^2, X^4, ...: for each pair
// of challenges there are 16 buckets, and X^(4^i) is multiplied into the bucket that the two challenges' i-th digits of two
// bits name together. At the end the buckets hold, combined, both powers. A single challenge takes digits of four bits and the
// same buckets. The powers of g and y come from tables; that of g takes what divides X by g^shift along.
//
// Where there is one lane, nothing is gained by digits at the same places: each challenge has digits in a sliding window and
// buckets of its own, as q has always.
//
// A product of few factors needs no chain of its own: (X Y)^c = X^c Y^c, so the chains of X and of Y are multiplied into one
// set of buckets, in turn.
#include <string.h>

#include "crypto/batch_internal.h"

static uint8_t *bucket(const struct lanes *lanes, size_t pair, size_t number) {
  return lanes->batch->buckets + (1 + pair * BUCKETS + number) * lanes->kernel->vector_bytes;
}

// Of ODD_BUCKETS, the one before the first, since a kernel may leave bucket 0 out: number d / 2 + 1 is that of digit d.
static uint8_t *odd_buckets(const struct lanes *lanes, size_t commitment) {
  return bucket(lanes, commitment / 2, commitment % 2 * ODD_BUCKETS) - lanes->kernel->vector_bytes;
}

static uint8_t *order_buckets(const struct lanes *lanes) {
  return odd_buckets(lanes, 2 * PAIRS_MAX);
}

static struct commitment *commitment_of(const struct lanes *lanes, size_t lane, size_t number) {
  return &AT(lanes->batch, commitments, struct commitment, lanes->bases[lane]->commitments + number);
}

static const struct scr_scalar *challenge_of(const struct lanes *lanes, size_t lane, size_t number) {
  return &commitment_of(lanes, lane, number)->proof->challenge;
}

static uint8_t *new_result(const struct lanes *lanes) {
  return lanes->batch->results.vectors + lanes->batch->results_n * lanes->kernel->vector_bytes;
}

// The vector just made is given out: the number of each lane's element.
static size_t keep_result(const struct lanes *lanes) {
  return lanes->batch->results_n++ * lanes->kernel->lanes;
}

static void load_bases(const struct lanes *lanes, uint8_t *x, uint8_t *factor) {
  size_t index[KERNEL_LANES_MAX];
  for (size_t k = 0; k < lanes->bases[0]->count; k++) {
    for (size_t l = 0; l < lanes->kernel->lanes; l++) index[l] = lanes->bases[l]->first + k * lanes->bases[l]->stride;
    lanes->kernel->pick(k == 0 ? x : factor, lanes->batch->vectors.vectors, index);
    if (k > 0) lanes->kernel->mul(x, lanes->context, x, factor);
  }
}

// --- the chain ---

#define RIDERS_MAX (2 * PAIRS_MAX)
_Static_assert(2 * ODD_BUCKETS == BUCKETS, "two challenges have the buckets of a pair");

// What rides on a chain: commitments first to first + count - 1 of some bases, in pairs, the last perhaps single.
struct riders {
  const struct lanes *lanes;
  size_t first, count;
  size_t bits;  // of the longest challenge
  size_t pair;  // the first of their buckets
  // where there is one lane
  size_t digits_n[RIDERS_MAX];
  struct odd_digit digits[RIDERS_MAX][ODD_DIGITS_MAX];
};

static size_t bit_length(const struct scr_scalar *scalar) {
  for (size_t i = SCR_LIMBS; i > 0; i--)
    if (scalar->limb[i - 1] != 0) return 64 * i - (size_t)__builtin_clzll(scalar->limb[i - 1]);
  return 0;
}

static size_t longest(const struct lanes *lanes, size_t first, size_t count) {
  size_t bits = 0;
  for (size_t l = 0; l < lanes->kernel->lanes; l++) {
    for (size_t i = first; i < first + count; i++) {
      size_t length = bit_length(challenge_of(lanes, l, i));
      bits = length > bits ? length : bits;
    }
  }
  return bits;
}

// Riders with empty buckets.
static void board(struct riders *riders, const struct lanes *lanes, size_t first, size_t count, size_t pair) {
  riders->lanes = lanes;
  riders->first = first;
  riders->count = count;
  riders->bits = longest(lanes, first, count);
  riders->pair = pair;
  for (size_t i = 0; i < (count + 1) / 2; i++)
    for (size_t b = 0; b < BUCKETS; b++) lanes->kernel->set_identity(bucket(lanes, pair + i, b), lanes->context);
  for (size_t i = 0; i < count && lanes->kernel->lanes == 1; i++)
    riders->digits_n[i] = split_odd(riders->digits[i], challenge_of(lanes, 0, first + i), lanes->batch->key->group);
}

static void ride_pair(const struct riders *riders, size_t pair, size_t bit, const uint8_t *power) {
  const struct lanes *lanes = riders->lanes;
  bool single = 2 * pair + 1 == riders->count, any = false;
  uint8_t index[KERNEL_LANES_MAX];
  if (single && bit % 4 != 0) return;
  for (size_t l = 0; l < lanes->kernel->lanes; l++) {
    const struct scr_scalar *challenge = challenge_of(lanes, l, riders->first + 2 * pair);
    unsigned digit = exponent_bits(challenge, bit, single ? 4 : 2);
    if (!single) digit |= exponent_bits(challenge_of(lanes, l, riders->first + 2 * pair + 1), bit, 2) << 2;
    index[l] = (uint8_t)digit;
    any |= digit != 0;
  }
  if (any) lanes->kernel->mul_bucket(bucket(lanes, riders->pair + pair, 0), lanes->context, index, power);
}

static void ride_digits(const struct riders *riders, size_t bit, const uint8_t *power) {
  if (bit % 2 != 0 || bit >= riders->bits) return;
  for (size_t pair = 0; pair < (riders->count + 1) / 2; pair++) ride_pair(riders, pair, bit, power);
}

// Digits in a sliding window, the next one first, and where they go.
struct slide {
  const struct odd_digit *next, *end;
  uint8_t *buckets;
};

// Where a chain is, and what rides on it.
struct chain {
  size_t bit;
  const struct riders *pairs[2];  // one group of riders or two
  size_t slides_n;
  struct slide slides[1 + 2 * RIDERS_MAX];
};

static void add_slide(struct chain *chain, const struct odd_digit *digits, size_t count, uint8_t *buckets) {
  chain->slides[chain->slides_n++] = (struct slide){digits, digits + count, buckets};
}

static void add_riders(struct chain *chain, const struct riders *riders) {
  const struct lanes *lanes = riders->lanes;
  if (lanes->kernel->lanes > 1) chain->pairs[chain->pairs[0] ? 1 : 0] = riders;
  for (size_t i = 0; i < riders->count && lanes->kernel->lanes == 1; i++)
    add_slide(chain, riders->digits[i], riders->digits_n[i], odd_buckets(lanes, 2 * riders->pair + i));
}

static void add_order(struct chain *chain, const struct lanes *lanes) {
  const struct scr_key *key = lanes->batch->key;
  for (size_t b = 0; b < ODD_BUCKETS; b++) lanes->kernel->set_identity(bucket(lanes, PAIRS_MAX, b), lanes->context);
  add_slide(chain, key->order_digits, key->order_digits_n, order_buckets(lanes));
}

static void ride_slide(const struct lanes *lanes, struct slide *slide, size_t bit, const uint8_t *power) {
  if (slide->next == slide->end || slide->next->position != bit) return;
  uint8_t index[KERNEL_LANES_MAX];
  memset(index, slide->next++->digit / 2 + 1, sizeof index);
  lanes->kernel->mul_bucket(slide->buckets, lanes->context, index, power);
}

// Where the chain is needed next; SIZE_MAX: nowhere.
static size_t next_stop(const struct chain *chain) {
  size_t stop = SIZE_MAX;
  for (size_t i = 0; i < 2 && chain->pairs[i]; i++) {
    size_t step = chain->pairs[i]->count == 1 ? 4 : 2, next = chain->bit - chain->bit % step + step;
    if (next < chain->pairs[i]->bits && next < stop) stop = next;
  }
  for (size_t i = 0; i < chain->slides_n; i++) {
    const struct slide *slide = &chain->slides[i];
    if (slide->next < slide->end && slide->next->position < stop) stop = slide->next->position;
  }
  return stop;
}

// `power` begins as X and runs through its squares.
static void ride(const struct lanes *lanes, struct chain *chain, uint8_t *power) {
  while (chain->bit != SIZE_MAX) {
    for (size_t i = 0; i < 2 && chain->pairs[i]; i++) ride_digits(chain->pairs[i], chain->bit, power);
    for (size_t i = 0; i < chain->slides_n; i++) ride_slide(lanes, &chain->slides[i], chain->bit, power);
    size_t stop = next_stop(chain);
    if (stop != SIZE_MAX) lanes->kernel->square(power, lanes->context, power, (unsigned)(stop - chain->bit));
    chain->bit = stop;
  }
}

// --- what the buckets hold ---

// The power that digits in a sliding window made: that of bucket b to the power of 2b + 1, which is that of all the buckets,
// times the square of the product of those from b on, for every b > 0. The buckets stay as they are.
static void combine_odd(const struct lanes *lanes, uint8_t *power, const uint8_t *buckets, uint8_t *suffix) {
  const struct kernel *kernel = lanes->kernel;
  memcpy(suffix, buckets + ODD_BUCKETS * kernel->vector_bytes, kernel->vector_bytes);
  memcpy(power, suffix, kernel->vector_bytes);
  for (size_t b = ODD_BUCKETS - 1; b > 1; b--) {
    kernel->mul(suffix, lanes->context, suffix, buckets + b * kernel->vector_bytes);
    kernel->mul(power, lanes->context, power, suffix);
  }
  kernel->mul(suffix, lanes->context, suffix, buckets + kernel->vector_bytes);
  kernel->square(power, lanes->context, power, 1);
  kernel->mul(power, lanes->context, power, suffix);
}

// The power that a pair's lower digits (stride 1) or higher ones (stride 4) made: S1 S2^2 S3^3, where Sd is the product of the
// buckets whose digit is d. The buckets stay as they are.
static void combine(const struct lanes *lanes, uint8_t *power, size_t pair, size_t stride, uint8_t *suffix) {
  const struct kernel *kernel = lanes->kernel;
  for (size_t digit = 3; digit > 0; digit--) {
    for (size_t other = 0; other < 4; other++) {
      const uint8_t *from = bucket(lanes, pair, digit * stride + other * (4 / stride));
      if (digit == 3 && other == 0)
        memcpy(suffix, from, kernel->vector_bytes);
      else
        kernel->mul(suffix, lanes->context, suffix, from);
    }
    if (digit == 3)
      memcpy(power, suffix, kernel->vector_bytes);
    else
      kernel->mul(power, lanes->context, power, suffix);
  }
}

// The tables' part of a commitment: g^response, or y^response g^(-shift challenge).
static void multiply_fixed(const struct lanes *lanes, size_t number, uint8_t *result) {
  const struct scr_key *key = lanes->batch->key;
  const struct table *tables[KERNEL_LANES_MAX], *shifts[KERNEL_LANES_MAX] = {NULL};
  const struct scr_scalar *exponents[KERNEL_LANES_MAX], *shift_exponents[KERNEL_LANES_MAX];
  struct scr_scalar shifted[KERNEL_LANES_MAX];
  for (size_t l = 0; l < lanes->kernel->lanes; l++) {
    const struct commitment *commitment = commitment_of(lanes, l, number);
    tables[l] = commitment->of_g ? &key->g : &key->y;
    exponents[l] = &commitment->proof->response;
    if (commitment->shift == 0) continue;
    struct scr_scalar zero = {{0}}, shift;
    scr_scalar_from_u64(&shift, key->group, commitment->shift);
    scr_scalar_mul(&shift, key->group, &shift, &commitment->proof->challenge);
    scr_scalar_sub(&shifted[l], key->group, &zero, &shift);
    shifts[l] = &key->g;
    shift_exponents[l] = &shifted[l];
  }
  table_mul(result, lanes->kernel, lanes->context, tables, exponents);
  table_mul(result, lanes->kernel, lanes->context, shifts, shift_exponents);
}

static void finish_commitment(const struct lanes *lanes, size_t number, uint8_t *result) {
  multiply_fixed(lanes, number, result);
  size_t output = keep_result(lanes);
  for (size_t l = 0; l < lanes->used; l++) commitment_of(lanes, l, number)->output = output + l;
}

// That of riders' commitment i, on many lanes.
static void combine_rider(const struct riders *riders, uint8_t *power, size_t i, uint8_t *work) {
  const struct lanes *lanes = riders->lanes;
  const struct kernel *kernel = lanes->kernel;
  size_t pair = riders->pair + i / 2;
  combine(lanes, power, pair, i % 2 == 0 ? 1 : 4, work);
  if (i % 2 == 1 || i + 1 < riders->count) return;
  uint8_t *high = work + kernel->vector_bytes;  // one challenge in digits of four bits: both halves are its
  combine(lanes, high, pair, 4, work);
  kernel->square(high, lanes->context, high, 2);
  kernel->mul(power, lanes->context, power, high);
}

static void take_powers(const struct riders *riders, uint8_t *work) {
  const struct lanes *lanes = riders->lanes;
  for (size_t i = 0; i < riders->count; i++) {
    uint8_t *result = new_result(lanes);
    if (lanes->kernel->lanes == 1)
      combine_odd(lanes, result, odd_buckets(lanes, 2 * riders->pair + i), work);
    else
      combine_rider(riders, result, i, work);
    finish_commitment(lanes, riders->first + i, result);
  }
}

// Whether the elements are members: X^q = 1 (GRP-4).
static void decide(const struct lanes *lanes, uint8_t *work) {
  uint8_t *power = work + lanes->kernel->vector_bytes;
  combine_odd(lanes, power, order_buckets(lanes), work);
  unsigned members = lanes->kernel->is_identity(power, lanes->context);
  for (size_t l = 0; l < lanes->used; l++)
    if (!(members >> l & 1)) AT(lanes->batch, members, bool, lanes->bases[l]->first) = false;
}

// x raised to the challenges of these bases' commitments. On its first chain others may ride too; NULL: none.
static void run_chains(const struct lanes *lanes, const uint8_t *x, const struct riders *others, uint8_t *work) {
  size_t commitments_n = lanes->bases[0]->commitments_n;
  bool decides = lanes->bases[0]->decides && !lanes->batch->key->group->safe_prime;
  for (size_t first = 0; first < commitments_n || decides || others; first += RIDERS_MAX) {
    size_t left = commitments_n - first;
    struct riders riders;
    struct chain chain = {.bit = 0};
    board(&riders, lanes, first, left < RIDERS_MAX ? left : RIDERS_MAX, 0);
    add_riders(&chain, &riders);
    if (others) add_riders(&chain, others);
    if (decides) add_order(&chain, lanes);
    memcpy(work, x, lanes->kernel->vector_bytes);
    ride(lanes, &chain, work);
    if (decides) decide(lanes, work);
    decides = false;
    others = NULL;
    take_powers(&riders, work);
  }
}

static void run_joined(const struct lanes *lanes, uint8_t *x, uint8_t *work) {
  struct lanes factor = *lanes;
  struct riders riders;
  board(&riders, lanes, 0, lanes->bases[0]->commitments_n, PAIRS_MAX - JOINED_PAIRS);
  for (size_t k = 0; k < lanes->bases[0]->count; k++) {
    for (size_t l = 0; l < lanes->kernel->lanes; l++) factor.bases[l] = batch_factor(lanes->batch, lanes->bases[l], k);
    load_bases(&factor, x, work);
    run_chains(&factor, x, &riders, work);
  }
  take_powers(&riders, work);
}

void lanes_run(const struct lanes *lanes, uint8_t *work) {
  const struct base *base = lanes->bases[0];
  size_t bytes = lanes->kernel->vector_bytes;
  uint8_t *x = work;
  work += bytes;
  load_bases(lanes, x, work);
  if (base->count > 1) {
    memcpy(new_result(lanes), x, bytes);
    size_t output = keep_result(lanes);
    for (size_t l = 0; l < lanes->used; l++) lanes->bases[l]->output = output + l;
  }
  if (base->joined)
    run_joined(lanes, x, work);
  else
    run_chains(lanes, x, NULL, work);
}
