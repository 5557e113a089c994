// SPDX-License-Identifier: Apache-2.0
// The algorithm by which proofs are checked, on any kernel (doc/performance.md has its design).
//
// A base X is raised to the challenges of its commitments, and to q, on one chain of squares X, X^2, X^4, ...: each exponent is
// the sum of digits d 2^i, every d odd and below 16, and has a bucket for each d, into which X^(2^i) is multiplied. At the end
// its buckets hold, combined, the power. The squares are in memory, so that every lane takes its own digits from where they are,
// one after the other, whichever exponent they belong to; and the first that goes into a bucket costs no product, but is put
// there. The powers of g and y come from tables; that of g takes what divides X by g^shift along.
//
// A product of few factors needs no chain of its own: (X Y)^c = X^c Y^c, so what is taken from the chains of X and of Y goes
// into the same buckets, in turn.
#include <assert.h>
#include <string.h>

#include "crypto/batch_internal.h"

static struct commitment *commitment_of(const struct lanes *lanes, size_t lane, size_t number) {
  return &AT(lanes->batch, commitments, struct commitment, lanes->bases[lane]->commitments + number);
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

// What rides on a chain: an exponent in each lane. Its buckets are numbered by digits: that of 1, that of 3, and so on.
struct rider {
  const struct scr_scalar *exponent[KERNEL_LANES_MAX];
  size_t bit[KERNEL_LANES_MAX];  // below it, every digit was taken
  size_t bucket;                 // the first
  bool empty;                    // nothing is in its buckets yet
};

#define CHAIN_RIDERS_MAX (RIDERS_MAX + JOINED_MAX + 1)
#define STEPS_MAX (CHAIN_RIDERS_MAX * (BLOCK / ODD_WINDOW + 1))
_Static_assert(BUCKETS <= UINT8_MAX + 1, "a kernel is told of buckets in bytes");
_Static_assert(BLOCK % 64 == 0, "a block of squares ends where a limb of the exponents does");

// What is taken from the squares in memory: in step i, square[i] goes into bucket[i]. Each lane has steps of its own.
struct steps {
  size_t count[KERNEL_LANES_MAX];
  uint8_t bucket[STEPS_MAX][KERNEL_LANES_MAX];
  uint16_t square[STEPS_MAX][KERNEL_LANES_MAX];
};

struct chain {
  const struct lanes *lanes;
  struct rider *riders[CHAIN_RIDERS_MAX];
  size_t riders_n;
};

static uint8_t *bucket(const struct lanes *lanes, size_t number) {
  return lanes->batch->buckets + number * lanes->kernel->vector_bytes;
}

// Number 0 is the identity, and number i > 0 the square X^(2^(start + i - 1)).
static uint8_t *square(const struct lanes *lanes, size_t number) {
  return lanes->batch->squares + number * lanes->kernel->vector_bytes;
}

static size_t bit_length(const struct scr_scalar *scalar) {
  for (size_t i = SCR_LIMBS; i > 0; i--)
    if (scalar->limb[i - 1] != 0) return 64 * i - (size_t)__builtin_clzll(scalar->limb[i - 1]);
  return 0;
}

// How many squares the exponents ask for.
static size_t length_of(const struct chain *chain) {
  size_t longest = 0;
  for (size_t i = 0; i < chain->riders_n; i++) {
    for (size_t l = 0; l < chain->lanes->kernel->lanes; l++) {
      size_t length = bit_length(chain->riders[i]->exponent[l]);
      longest = length > longest ? length : longest;
    }
  }
  return longest;
}

static void add_rider(struct chain *chain, struct rider *rider) {
  memset(rider->bit, 0, sizeof rider->bit);
  chain->riders[chain->riders_n++] = rider;
}

// The next digit that begins below `end`, which is where a limb ends, or above every digit: a sliding window.
static bool next_digit(const struct scr_scalar *exponent, size_t *bit, size_t end, size_t *at, unsigned *digit) {
  while (*bit < end) {
    uint64_t rest = exponent->limb[*bit / 64] >> *bit % 64;
    *bit += rest == 0 ? 64 - *bit % 64 : (size_t)__builtin_ctzll(rest);
    if (rest == 0) continue;
    *at = *bit;
    *digit = exponent_bits(exponent, *bit, ODD_WINDOW);
    *bit += ODD_WINDOW;
    return true;
  }
  return false;
}

// The rider's digits that begin at the squares from `start` to `end`. What comes first into an empty bucket is put there.
static void take_digits(struct steps *steps, const struct lanes *lanes, struct rider *rider, size_t start, size_t end) {
  size_t lanes_n = lanes->kernel->lanes, first[ODD_BUCKETS][KERNEL_LANES_MAX], at;
  unsigned digit;
  for (size_t b = 0; b < ODD_BUCKETS; b++)
    for (size_t l = 0; l < lanes_n; l++) first[b][l] = l;  // the identity
  for (size_t l = 0; l < lanes_n; l++) {
    while (next_digit(rider->exponent[l], &rider->bit[l], end, &at, &digit)) {
      size_t b = digit / 2, number = at - start + 1;
      if (rider->empty && first[b][l] == l) {
        first[b][l] = number * lanes_n + l;
        continue;
      }
      size_t step = steps->count[l]++;
      steps->bucket[step][l] = (uint8_t)(rider->bucket + b);
      steps->square[step][l] = (uint16_t)number;
    }
  }
  for (size_t b = 0; b < ODD_BUCKETS && rider->empty; b++)
    lanes->kernel->pick(bucket(lanes, rider->bucket + b), square(lanes, 0), first[b]);
  rider->empty = false;
}

// Lanes that have fewer steps multiply into bucket 0, which nobody has.
static void run_steps(struct steps *steps, const struct lanes *lanes) {
  size_t longest = 0;
  for (size_t l = 0; l < lanes->kernel->lanes; l++) longest = steps->count[l] > longest ? steps->count[l] : longest;
  for (size_t l = 0; l < lanes->kernel->lanes; l++)
    for (size_t i = steps->count[l]; i < longest; i++) steps->bucket[i][l] = 0, steps->square[i][l] = 0;
  for (size_t i = 0; i < longest; i++)
    lanes->kernel->mul_bucket(bucket(lanes, 0), lanes->context, steps->bucket[i], square(lanes, 0), steps->square[i]);
}

// Every rider's digits, from the powers of x: a block of squares after the other.
static void ride(const struct chain *chain, const uint8_t *x) {
  const struct lanes *lanes = chain->lanes;
  const struct kernel *kernel = lanes->kernel;
  size_t length = length_of(chain);
  memcpy(square(lanes, 1), x, kernel->vector_bytes);
  for (size_t start = 0; start == 0 || start < length; start += BLOCK) {
    size_t count = length - start < BLOCK ? length - start : BLOCK;
    struct steps steps;
    memset(steps.count, 0, sizeof steps.count);
    if (start > 0) kernel->square(square(lanes, 1), lanes->context, square(lanes, BLOCK), 1);
    kernel->squares(square(lanes, 1), lanes->context, count);
    for (size_t i = 0; i < chain->riders_n; i++) take_digits(&steps, lanes, chain->riders[i], start, start + count);
    run_steps(&steps, lanes);
  }
}

// --- what the buckets hold ---

// Bucket b's product to the power of 2b + 1, which is that of all the buckets, times the square of the product of those from b on,
// for every b > 0. The buckets stay as they are.
static void combine(const struct lanes *lanes, uint8_t *power, const struct rider *rider, uint8_t *suffix) {
  const struct kernel *kernel = lanes->kernel;
  const void *context = lanes->context;
  memcpy(suffix, bucket(lanes, rider->bucket + ODD_BUCKETS - 1), kernel->vector_bytes);
  memcpy(power, suffix, kernel->vector_bytes);
  for (size_t b = ODD_BUCKETS - 2; b > 0; b--) {
    kernel->mul(suffix, context, suffix, bucket(lanes, rider->bucket + b));
    kernel->mul(power, context, power, suffix);
  }
  kernel->mul(suffix, context, suffix, bucket(lanes, rider->bucket));
  kernel->square(power, context, power, 1);
  kernel->mul(power, context, power, suffix);
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

// Riders for as many commitments of these bases, with empty buckets from that number on.
static void make_riders(struct rider *riders, const struct lanes *lanes, size_t first, size_t count, size_t bucket) {
  for (size_t i = 0; i < count; i++) {
    riders[i] = (struct rider){.bucket = bucket + i * ODD_BUCKETS, .empty = true};
    for (size_t l = 0; l < lanes->kernel->lanes; l++)
      riders[i].exponent[l] = &commitment_of(lanes, l, first + i)->proof->challenge;
  }
}

static void take_powers(const struct rider *riders, const struct lanes *lanes, size_t first, size_t count,
                        uint8_t *work) {
  for (size_t i = 0; i < count; i++) {
    uint8_t *result = new_result(lanes);
    combine(lanes, result, &riders[i], work);
    finish_commitment(lanes, first + i, result);
  }
}

#define OWN_BUCKETS 1
#define JOINED_BUCKETS (OWN_BUCKETS + RIDERS_MAX * ODD_BUCKETS)
#define ORDER_BUCKETS (JOINED_BUCKETS + JOINED_MAX * ODD_BUCKETS)

// Whether the elements are members: X^q = 1 (GRP-4).
static void decide(const struct lanes *lanes, const struct rider *order, uint8_t *work) {
  uint8_t *power = work + lanes->kernel->vector_bytes;
  combine(lanes, power, order, work);
  unsigned members = lanes->kernel->is_identity(power, lanes->context);
  for (size_t l = 0; l < lanes->used; l++)
    if (!(members >> l & 1)) AT(lanes->batch, members, bool, lanes->bases[l]->first) = false;
}

// x raised to the challenges of these bases' commitments, and to q where they decide. Others ride on the first chain too.
static void run_chains(const struct lanes *lanes, const uint8_t *x, struct rider *others, size_t others_n,
                       uint8_t *work) {
  size_t commitments_n = lanes->bases[0]->commitments_n;
  bool decides = lanes->bases[0]->decides && !lanes->batch->key->group->safe_prime;
  struct rider own[RIDERS_MAX], order = {.bucket = ORDER_BUCKETS, .empty = true};
  for (size_t l = 0; l < lanes->kernel->lanes; l++) order.exponent[l] = &lanes->batch->key->order;
  for (size_t first = 0; first < commitments_n || decides || others_n > 0; first += RIDERS_MAX) {
    struct chain chain = {.lanes = lanes};
    size_t left = first < commitments_n ? commitments_n - first : 0, count = left < RIDERS_MAX ? left : RIDERS_MAX;
    make_riders(own, lanes, first, count, OWN_BUCKETS);
    for (size_t i = 0; i < count; i++) add_rider(&chain, &own[i]);
    for (size_t i = 0; i < others_n; i++) add_rider(&chain, &others[i]);
    if (decides) add_rider(&chain, &order);
    ride(&chain, x);
    if (decides) decide(lanes, &order, work);
    take_powers(own, lanes, first, count, work);
    decides = false;
    others_n = 0;
  }
}

static void run_joined(const struct lanes *lanes, uint8_t *x, uint8_t *work) {
  struct lanes factor = *lanes;
  struct rider riders[JOINED_MAX];
  size_t count = lanes->bases[0]->commitments_n;
  assert(count <= JOINED_MAX);
  make_riders(riders, lanes, 0, count, JOINED_BUCKETS);
  for (size_t k = 0; k < lanes->bases[0]->count; k++) {
    for (size_t l = 0; l < lanes->kernel->lanes; l++) factor.bases[l] = batch_factor(lanes->batch, lanes->bases[l], k);
    load_bases(&factor, x, work);
    run_chains(&factor, x, riders, count, work);
  }
  take_powers(riders, lanes, 0, count, work);
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
    run_chains(lanes, x, NULL, 0, work);
}
