// SPDX-License-Identifier: Apache-2.0
// The algorithm by which proofs are checked, on any kernel (doc/performance.md has its design).
//
// A base X is raised to the challenges of its commitments, and to q, on one chain of squares X, X^2, X^4, ...: for each pair
// of challenges there are 16 buckets, and X^(4^i) is multiplied into the bucket that the two challenges' i-th digits of two
// bits name together. At the end the buckets hold, combined, both powers. A single challenge takes digits of four bits and the
// same buckets. The powers of g and y come from tables; that of g takes what divides X by g^shift along.
#include "scrutineer/batch.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "crypto/key.h"
#include "scrutineer/proof.h"

#define PAIRS_MAX 8  // on one chain; more challenges take another one
#define BUCKETS 16

struct base {
  size_t first, count, stride;
  size_t commitments, commitments_n;
  size_t output;  // of its product, where count > 1
  bool decides;   // whether its element is a member
};

struct commitment {
  const struct scr_proof *proof;
  bool of_g;
  uint32_t shift;
  size_t output;
};

// An array that grows.
struct list {
  void *items;
  size_t count, capacity;
};

// Vectors, whose memory stays for the next run.
struct buffer {
  uint8_t *vectors;
  size_t capacity;
};

struct scr_batch {
  const struct scr_key *key;
  struct list elements;     // const struct scr_element *
  struct list members;      // bool
  struct list decided;      // bool: there is a base that decides
  struct list bases;        // struct base
  struct list commitments;  // struct commitment
  struct list order;        // size_t: bases, those of one shape together
  struct list outputs;      // struct scr_element, as many for a vector as there are lanes
  struct buffer vectors;    // of the elements
  struct buffer results;    // to give out
  struct buffer scratch, work;
  size_t vectors_n, results_n;
  uint8_t *buckets;  // PAIRS_MAX * BUCKETS, and the membership's
  bool failed;
};

// --- lists ---

static void *grow(struct scr_batch *batch, struct list *list, size_t more, size_t size) {
  if (list->count + more > list->capacity) {
    size_t capacity = 2 * (list->count + more);
    void *items = realloc(list->items, capacity * size);
    if (!items) {
      batch->failed = true;
      return NULL;
    }
    list->items = items;
    list->capacity = capacity;
  }
  void *place = (uint8_t *)list->items + list->count * size;
  list->count += more;
  return place;
}

static bool reserve(struct scr_batch *batch, struct buffer *buffer, size_t count) {
  if (count <= buffer->capacity) return true;
  free(buffer->vectors);
  buffer->vectors = vectors_new(batch->key->kernel, count);
  buffer->capacity = buffer->vectors ? count : 0;
  return buffer->vectors != NULL;
}

#define GROW(batch, list, more, type) ((type *)grow(batch, &(batch)->list, more, sizeof(type)))
#define AT(batch, list, type, i) (((type *)(batch)->list.items)[i])

struct scr_batch *scr_batch_new(const struct scr_key *key) {
  struct scr_batch *batch = calloc(1, sizeof *batch);
  if (!batch) return NULL;
  batch->key = key;
  batch->buckets = vectors_new(key->kernel, PAIRS_MAX * BUCKETS + MEMBERSHIP_BUCKETS);
  if (batch->buckets) return batch;
  free(batch);
  return NULL;
}

void scr_batch_clear(struct scr_batch *batch) {
  batch->vectors_n = batch->results_n = 0;
  batch->elements.count = batch->members.count = batch->decided.count = batch->bases.count = 0;
  batch->commitments.count = batch->order.count = batch->outputs.count = 0;
  batch->failed = false;
}

void scr_batch_free(struct scr_batch *batch) {
  if (!batch) return;
  scr_batch_clear(batch);
  free(batch->elements.items);
  free(batch->members.items);
  free(batch->decided.items);
  free(batch->bases.items);
  free(batch->commitments.items);
  free(batch->order.items);
  free(batch->outputs.items);
  free(batch->vectors.vectors);
  free(batch->results.vectors);
  free(batch->scratch.vectors);
  free(batch->work.vectors);
  free(batch->buckets);
  free(batch);
}

const struct scr_key *scr_batch_key(const struct scr_batch *batch) {
  return batch->key;
}

// --- asking ---

size_t scr_batch_add_element(struct scr_batch *batch, const struct scr_element *element) {
  const struct scr_element **place = GROW(batch, elements, 1, const struct scr_element *);
  bool *member = GROW(batch, members, 1, bool), *decided = GROW(batch, decided, 1, bool);
  if (!place || !member || !decided) return 0;
  *place = element;
  *member = *decided = false;
  return batch->elements.count - 1;
}

size_t scr_batch_add_member(struct scr_batch *batch, const struct scr_element *element) {
  size_t place = scr_batch_add_element(batch, element);
  if (!batch->failed) AT(batch, decided, bool, place) = true;
  return place;
}

size_t scr_batch_add_base(struct scr_batch *batch, size_t first, size_t count, size_t stride) {
  struct base *base = GROW(batch, bases, 1, struct base);
  if (!base || batch->failed) return 0;
  *base = (struct base){.first = first, .count = count, .stride = stride, .commitments = batch->commitments.count};
  if (count == 1) {
    bool *decided = &AT(batch, decided, bool, first);
    base->decides = !*decided;
    *decided = true;
  }
  return batch->bases.count - 1;
}

void scr_batch_add_commitment(struct scr_batch *batch, const struct scr_proof *proof, bool of_g, uint32_t shift) {
  struct commitment *commitment = GROW(batch, commitments, 1, struct commitment);
  if (!commitment || batch->failed) return;
  *commitment = (struct commitment){.proof = proof, .of_g = of_g, .shift = shift};
  AT(batch, bases, struct base, batch->bases.count - 1).commitments_n++;
}

// --- as many bases as there are lanes ---

// They have one shape: as many factors and as many commitments each. Where there are fewer, the last one is repeated.
struct lanes {
  struct scr_batch *batch;
  const struct kernel *kernel;
  const void *context;
  size_t used;
  struct base *bases[KERNEL_LANES_MAX];
};

static uint8_t *bucket(const struct lanes *lanes, size_t pair, size_t number) {
  return lanes->batch->buckets + (pair * BUCKETS + number) * lanes->kernel->vector_bytes;
}

static uint8_t *order_bucket(const struct lanes *lanes, size_t number) {
  return bucket(lanes, PAIRS_MAX, number);
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

// What rides on a chain: commitments first to first + count - 1, in pairs, the last perhaps single; and the order.
struct riders {
  size_t first, count;
  size_t bits;  // of the longest challenge
  bool order;
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

static void ride_pair(const struct lanes *lanes, const struct riders *riders, size_t pair, size_t bit,
                      const uint8_t *power) {
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
  if (any) lanes->kernel->mul_bucket(bucket(lanes, pair, 0), lanes->context, index, power);
}

// Where the chain is needed next after `bit`; SIZE_MAX: nowhere.
static size_t next_stop(const struct lanes *lanes, const struct riders *riders, size_t bit, size_t order_digit) {
  const struct scr_key *key = lanes->batch->key;
  size_t step = riders->count == 1 ? 4 : 2, stop = SIZE_MAX;
  size_t next = bit - bit % step + step;
  if (next < riders->bits) stop = next;
  if (riders->order && order_digit < key->order_digits_n && key->order_digits[order_digit].position < stop)
    stop = key->order_digits[order_digit].position;
  return stop;
}

// `power` begins as X and runs through its squares.
static void ride(const struct lanes *lanes, const struct riders *riders, uint8_t *power) {
  const struct scr_key *key = lanes->batch->key;
  const struct kernel *kernel = lanes->kernel;
  size_t pairs = (riders->count + 1) / 2, order_digit = 0;
  for (size_t pair = 0; pair < pairs; pair++)
    for (size_t b = 0; b < BUCKETS; b++) kernel->set_identity(bucket(lanes, pair, b), lanes->context);
  for (size_t b = 0; riders->order && b < MEMBERSHIP_BUCKETS; b++)
    kernel->set_identity(order_bucket(lanes, b), lanes->context);
  for (size_t bit = 0; bit != SIZE_MAX;) {
    for (size_t pair = 0; bit % 2 == 0 && bit < riders->bits && pair < pairs; pair++)
      ride_pair(lanes, riders, pair, bit, power);
    if (riders->order && order_digit < key->order_digits_n && key->order_digits[order_digit].position == bit) {
      uint8_t *at = order_bucket(lanes, key->order_digits[order_digit++].digit / 2);
      kernel->mul(at, lanes->context, at, power);
    }
    size_t stop = next_stop(lanes, riders, bit, order_digit);
    if (stop != SIZE_MAX) kernel->square(power, lanes->context, power, (unsigned)(stop - bit));
    bit = stop;
  }
}

// --- what the buckets hold ---

// X^q = the product of bucket b to the power of 2b + 1, which is that of all the buckets, times the square of the product of
// those from b on, for every b > 0. Bit l: lane l is a member (GRP-4).
static unsigned members_of(const struct lanes *lanes, uint8_t *suffix, uint8_t *product) {
  const struct kernel *kernel = lanes->kernel;
  memcpy(suffix, order_bucket(lanes, MEMBERSHIP_BUCKETS - 1), kernel->vector_bytes);
  memcpy(product, suffix, kernel->vector_bytes);
  for (size_t b = MEMBERSHIP_BUCKETS - 2; b > 0; b--) {
    kernel->mul(suffix, lanes->context, suffix, order_bucket(lanes, b));
    kernel->mul(product, lanes->context, product, suffix);
  }
  kernel->mul(suffix, lanes->context, suffix, order_bucket(lanes, 0));
  kernel->square(product, lanes->context, product, 1);
  kernel->mul(product, lanes->context, product, suffix);
  return kernel->is_identity(product, lanes->context);
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

static void take_powers(const struct lanes *lanes, const struct riders *riders, uint8_t *work) {
  const struct kernel *kernel = lanes->kernel;
  for (size_t i = 0; i < riders->count; i++) {
    uint8_t *result = new_result(lanes);
    bool single = i % 2 == 0 && i + 1 == riders->count;
    combine(lanes, result, i / 2, i % 2 == 0 ? 1 : 4, work);
    if (single) {  // one challenge in digits of four bits: both halves are its
      uint8_t *high = work + kernel->vector_bytes;
      combine(lanes, high, i / 2, 4, work);
      kernel->square(high, lanes->context, high, 2);
      kernel->mul(result, lanes->context, result, high);
    }
    finish_commitment(lanes, riders->first + i, result);
  }
}

static void note_members(const struct lanes *lanes, unsigned members) {
  for (size_t l = 0; l < lanes->used; l++)
    if (!(members >> l & 1)) AT(lanes->batch, members, bool, lanes->bases[l]->first) = false;
}

// `work`: four vectors.
static void run_lanes(struct lanes *lanes, uint8_t *work) {
  const struct scr_key *key = lanes->batch->key;
  size_t commitments_n = lanes->bases[0]->commitments_n, bytes = lanes->kernel->vector_bytes;
  bool decides = lanes->bases[0]->decides && !key->group->safe_prime;
  uint8_t *x = work, *power = work + bytes;
  load_bases(lanes, x, power);
  if (lanes->bases[0]->count > 1) {
    memcpy(new_result(lanes), x, bytes);
    size_t output = keep_result(lanes);
    for (size_t l = 0; l < lanes->used; l++) lanes->bases[l]->output = output + l;
  }
  for (size_t first = 0; first < commitments_n || decides; first += 2 * PAIRS_MAX) {
    size_t left = commitments_n - first, count = left < 2 * PAIRS_MAX ? left : 2 * PAIRS_MAX;
    struct riders riders = {first, count, longest(lanes, first, count), decides};
    memcpy(power, x, bytes);
    ride(lanes, &riders, power);
    if (decides) note_members(lanes, members_of(lanes, power, power + bytes));
    decides = false;
    take_powers(lanes, &riders, power);
  }
}

// --- the run ---

// Elements that no base decides get one of their own.
static void add_deciders(struct scr_batch *batch) {
  for (size_t i = 0; i < batch->elements.count && !batch->failed; i++)
    if (!AT(batch, decided, bool, i)) (void)scr_batch_add_base(batch, i, 1, 1);
}

static int compare_sizes(size_t a, size_t b) {
  return (a > b) - (a < b);
}

static int compare_shapes(const struct base *a, const struct base *b) {
  int order = compare_sizes(a->count, b->count);
  if (order == 0) order = compare_sizes(b->decides, a->decides);
  return order == 0 ? compare_sizes(a->commitments_n, b->commitments_n) : order;
}

static int compare_places(const void *a, const void *b, void *context) {
  const struct base *bases = context;
  size_t left = *(const size_t *)a, right = *(const size_t *)b;
  int order = compare_shapes(&bases[left], &bases[right]);
  return order == 0 ? compare_sizes(left, right) : order;
}

static void load_elements(struct scr_batch *batch) {
  const struct scr_key *key = batch->key;
  const struct kernel *kernel = key->kernel;
  for (size_t i = 0; i < batch->elements.count; i += kernel->lanes) {
    const struct scr_element *lanes[KERNEL_LANES_MAX];
    for (size_t l = 0; l < kernel->lanes; l++)
      lanes[l] = i + l < batch->elements.count ? AT(batch, elements, const struct scr_element *, i + l)
                                               : scr_group_identity(key->group);
    unsigned valid =
        kernel->load(batch->vectors.vectors + batch->vectors_n++ * kernel->vector_bytes, key->context, lanes);
    for (size_t l = 0; l < kernel->lanes && i + l < batch->elements.count; l++)
      AT(batch, members, bool, i + l) =
          (valid >> l & 1) && (!key->group->safe_prime || group_is_residue(key->group, lanes[l]));
  }
}

static void run_bases(struct scr_batch *batch, uint8_t *work) {
  const struct kernel *kernel = batch->key->kernel;
  struct base *bases = batch->bases.items;
  const size_t *order = batch->order.items;
  for (size_t i = 0, count = batch->bases.count; i < count;) {
    struct lanes lanes = {.batch = batch, .kernel = kernel, .context = batch->key->context};
    while (lanes.used < kernel->lanes && i + lanes.used < count &&
           compare_shapes(&bases[order[i]], &bases[order[i + lanes.used]]) == 0) {
      lanes.bases[lanes.used] = &bases[order[i + lanes.used]];
      lanes.used++;
    }
    for (size_t l = lanes.used; l < kernel->lanes; l++) lanes.bases[l] = lanes.bases[lanes.used - 1];
    run_lanes(&lanes, work);
    i += lanes.used;
  }
}

// An upper bound of the vectors that the bases give out, which are in order of their shape.
static size_t results_bound(const struct scr_batch *batch) {
  const struct base *bases = batch->bases.items;
  const size_t *order = batch->order.items;
  size_t lanes = batch->key->kernel->lanes, vectors = 0, count;
  for (size_t i = 0; i < batch->bases.count; i += count) {
    for (count = 1; count < lanes && i + count < batch->bases.count; count++)
      if (compare_shapes(&bases[order[i]], &bases[order[i + count]]) != 0) break;
    vectors += bases[order[i]].commitments_n + 1;
  }
  return vectors;
}

static bool prepare(struct scr_batch *batch) {
  const struct kernel *kernel = batch->key->kernel;
  add_deciders(batch);
  size_t vectors = (batch->elements.count + kernel->lanes - 1) / kernel->lanes;
  if (batch->bases.count == 0) return !batch->failed && reserve(batch, &batch->vectors, vectors);
  size_t *order = GROW(batch, order, batch->bases.count, size_t);
  if (!order || batch->failed) return false;
  for (size_t i = 0; i < batch->bases.count; i++) order[i] = i;
  qsort_r(order, batch->bases.count, sizeof *order, compare_places, batch->bases.items);
  size_t results = results_bound(batch);
  return reserve(batch, &batch->vectors, vectors) && reserve(batch, &batch->results, results) &&
         reserve(batch, &batch->scratch, results) && reserve(batch, &batch->work, 4) &&
         GROW(batch, outputs, results * kernel->lanes, struct scr_element);
}

enum scr_status scr_batch_run(struct scr_batch *batch) {
  const struct scr_key *key = batch->key;
  assert(batch->vectors_n == 0);  // once between clears
  if (batch->failed) return SCR_E_MEMORY;
  if (batch->elements.count == 0) return SCR_OK;
  if (!prepare(batch)) return SCR_E_MEMORY;
  load_elements(batch);
  run_bases(batch, batch->work.vectors);
  if (batch->results_n > 0)
    key->kernel->store(batch->outputs.items, key->context, batch->results.vectors, batch->results_n,
                       batch->scratch.vectors);
  return SCR_OK;
}

// --- the answers ---

bool scr_batch_is_member(const struct scr_batch *batch, size_t element) {
  return AT(batch, members, bool, element);
}

const struct scr_element *scr_batch_base(const struct scr_batch *batch, size_t base) {
  const struct base *at = &AT(batch, bases, struct base, base);
  if (at->count == 1) return AT(batch, elements, const struct scr_element *, at->first);
  return &AT(batch, outputs, struct scr_element, at->output);
}

const struct scr_element *scr_batch_commitment(const struct scr_batch *batch, size_t base, size_t number) {
  const struct base *at = &AT(batch, bases, struct base, base);
  return &AT(batch, outputs, struct scr_element,
             AT(batch, commitments, struct commitment, at->commitments + number).output);
}

// Lane by lane, and then the lanes with each other: lane l takes lane l + width.
enum scr_status scr_batch_multiply(struct scr_element *product, const struct scr_batch *batch, const size_t *elements,
                                   size_t count) {
  const struct kernel *kernel = batch->key->kernel;
  const void *context = batch->key->context;
  size_t lanes = kernel->lanes, bytes = kernel->vector_bytes, index[KERNEL_LANES_MAX];
  struct scr_element given[KERNEL_LANES_MAX];
  uint8_t *work = vectors_new(kernel, 2), *factor = work + bytes;
  if (!work) return SCR_E_MEMORY;
  kernel->set_identity(work, context);
  size_t whole = count - count % lanes;
  for (size_t i = 0; i < whole; i += lanes) {
    kernel->pick(factor, batch->vectors.vectors, elements + i);
    kernel->mul(work, context, work, factor);
  }
  for (size_t width = lanes / 2; width > 0; width /= 2) {
    for (size_t l = 0; l < lanes; l++) index[l] = (l + width) % lanes;
    kernel->pick(factor, work, index);
    kernel->mul(work, context, work, factor);
  }
  for (size_t i = whole; i < count; i++) {
    for (size_t l = 0; l < lanes; l++) index[l] = elements[i];
    kernel->pick(factor, batch->vectors.vectors, index);
    kernel->mul(work, context, work, factor);
  }
  kernel->store(given, context, work, 1, factor);
  *product = given[0];
  free(work);
  return SCR_OK;
}
