// SPDX-License-Identifier: Apache-2.0
// Checking many proofs together: what is asked, the order in which it is computed, and the answers.
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "crypto/batch_internal.h"

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

struct scr_batch *scr_batch_new(const struct scr_key *key) {
  struct scr_batch *batch = calloc(1, sizeof *batch);
  if (!batch) return NULL;
  batch->key = key;
  batch->buckets = vectors_new(key->kernel, BUCKETS);
  batch->squares = vectors_new(key->kernel, 1 + BLOCK);
  if (!batch->buckets || !batch->squares) {
    scr_batch_free(batch);
    return NULL;
  }
  key->kernel->set_identity(batch->squares, key->context);
  key->kernel->set_identity(batch->buckets, key->context);
  return batch;
}

void scr_batch_clear(struct scr_batch *batch) {
  batch->vectors_n = batch->results_n = 0;
  batch->elements.count = batch->members.count = batch->deciders.count = batch->bases.count = 0;
  batch->commitments.count = batch->order.count = batch->outputs.count = batch->spellings.count = 0;
  batch->failed = false;
}

void scr_batch_free(struct scr_batch *batch) {
  if (!batch) return;
  scr_batch_clear(batch);
  free(batch->elements.items);
  free(batch->members.items);
  free(batch->deciders.items);
  free(batch->bases.items);
  free(batch->commitments.items);
  free(batch->order.items);
  free(batch->outputs.items);
  free(batch->spellings.items);
  free(batch->vectors.vectors);
  free(batch->results.vectors);
  free(batch->scratch.vectors);
  free(batch->work.vectors);
  free(batch->buckets);
  free(batch->squares);
  free(batch);
}

const struct scr_key *scr_batch_key(const struct scr_batch *batch) {
  return batch->key;
}

// --- asking ---

size_t scr_batch_add_element(struct scr_batch *batch, const struct scr_element *element) {
  const struct scr_element **place = GROW(batch, elements, 1, const struct scr_element *);
  bool *member = GROW(batch, members, 1, bool);
  size_t *decider = GROW(batch, deciders, 1, size_t);
  if (!place || !member || !decider) return 0;
  *place = element;
  *member = false;
  *decider = 0;
  return batch->elements.count - 1;
}

size_t scr_batch_add_member(struct scr_batch *batch, const struct scr_element *element) {
  size_t place = scr_batch_add_element(batch, element);
  if (!batch->failed) AT(batch, deciders, size_t, place) = NO_DECIDER;
  return place;
}

size_t scr_batch_add_base(struct scr_batch *batch, size_t first, size_t count, size_t stride) {
  struct base *base = GROW(batch, bases, 1, struct base);
  if (!base || batch->failed) return 0;
  *base = (struct base){.first = first, .count = count, .stride = stride, .commitments = batch->commitments.count};
  if (count == 1) {
    size_t *decider = &AT(batch, deciders, size_t, first);
    base->decides = *decider == 0;
    if (base->decides) *decider = batch->bases.count;
  }
  return batch->bases.count - 1;
}

void scr_batch_add_commitment(struct scr_batch *batch, const struct scr_proof *proof, bool of_g, uint32_t shift) {
  struct commitment *commitment = GROW(batch, commitments, 1, struct commitment);
  if (!commitment || batch->failed) return;
  *commitment = (struct commitment){.proof = proof, .of_g = of_g, .shift = shift};
  AT(batch, bases, struct base, batch->bases.count - 1).commitments_n++;
}

// --- the run ---

// Elements that no base decides get one of their own.
static void add_deciders(struct scr_batch *batch) {
  for (size_t i = 0; i < batch->elements.count && !batch->failed; i++)
    if (AT(batch, deciders, size_t, i) == 0) (void)scr_batch_add_base(batch, i, 1, 1);
}

struct base *batch_factor(const struct scr_batch *batch, const struct base *base, size_t k) {
  size_t decider = AT(batch, deciders, size_t, base->first + k * base->stride);
  assert(decider != 0);  // add_deciders
  return decider == NO_DECIDER ? NULL : &AT(batch, bases, struct base, decider - 1);
}

// A product is joined to its factors where that costs less than a chain of its own: as much as JOINED_MAX challenges of one factor
// more, that is, some 50 products each.
static void join_factors(const struct scr_batch *batch, struct base *base) {
  if (base->count < 2 || base->commitments_n == 0 || (base->count - 1) * base->commitments_n > JOINED_MAX) return;
  const struct base *first = batch_factor(batch, base, 0);
  for (size_t k = 0; k < base->count; k++) {
    const struct base *factor = batch_factor(batch, base, k);
    if (!factor || factor->carried || factor->commitments_n != first->commitments_n) return;
  }
  for (size_t k = 0; k < base->count; k++) batch_factor(batch, base, k)->carried = true;
  base->joined = true;
}

static int compare_sizes(size_t a, size_t b) {
  return (a > b) - (a < b);
}

static int compare_shapes(const struct scr_batch *batch, const struct base *a, const struct base *b) {
  int order = compare_sizes(a->count, b->count);
  if (order == 0) order = compare_sizes(b->decides, a->decides);
  if (order == 0) order = compare_sizes(b->joined, a->joined);
  if (order == 0 && a->joined)
    order = compare_sizes(batch_factor(batch, a, 0)->commitments_n, batch_factor(batch, b, 0)->commitments_n);
  return order == 0 ? compare_sizes(a->commitments_n, b->commitments_n) : order;
}

static int compare_places(const void *a, const void *b, void *context) {
  const struct scr_batch *batch = context;
  const struct base *bases = batch->bases.items;
  size_t left = *(const size_t *)a, right = *(const size_t *)b;
  int order = compare_shapes(batch, &bases[left], &bases[right]);
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
  for (size_t i = 0, count = batch->order.count; i < count;) {
    struct lanes lanes = {.batch = batch, .kernel = kernel, .context = batch->key->context};
    while (lanes.used < kernel->lanes && i + lanes.used < count &&
           compare_shapes(batch, &bases[order[i]], &bases[order[i + lanes.used]]) == 0) {
      lanes.bases[lanes.used] = &bases[order[i + lanes.used]];
      lanes.used++;
    }
    for (size_t l = lanes.used; l < kernel->lanes; l++) lanes.bases[l] = lanes.bases[lanes.used - 1];
    lanes_run(&lanes, work);
    i += lanes.used;
  }
}

// An upper bound of the vectors that the bases give out, which are in order of their shape.
static size_t results_bound(const struct scr_batch *batch) {
  const struct base *bases = batch->bases.items;
  const size_t *order = batch->order.items;
  size_t lanes = batch->key->kernel->lanes, vectors = 0, count;
  for (size_t i = 0; i < batch->order.count; i += count) {
    for (count = 1; count < lanes && i + count < batch->order.count; count++)
      if (compare_shapes(batch, &bases[order[i]], &bases[order[i + count]]) != 0) break;
    const struct base *base = &bases[order[i]];
    vectors += base->commitments_n + (base->count > 1);
    if (base->joined) vectors += base->count * batch_factor(batch, base, 0)->commitments_n;
  }
  return vectors;
}

// Bases, those of one shape together. Those that others carry are not among them.
static bool put_in_order(struct scr_batch *batch) {
  size_t *order = GROW(batch, order, batch->bases.count, size_t), count = 0;
  if (!order || batch->failed) return false;
  struct base *bases = batch->bases.items;
  for (size_t i = 0; i < batch->bases.count; i++) join_factors(batch, &bases[i]);
  for (size_t i = 0; i < batch->bases.count; i++)
    if (!bases[i].carried) order[count++] = i;
  batch->order.count = count;
  qsort_r(order, count, sizeof *order, compare_places, batch);
  return true;
}

static bool prepare(struct scr_batch *batch) {
  const struct kernel *kernel = batch->key->kernel;
  add_deciders(batch);
  size_t vectors = (batch->elements.count + kernel->lanes - 1) / kernel->lanes;
  if (batch->bases.count == 0) return !batch->failed && reserve(batch, &batch->vectors, vectors);
  if (batch->failed || !put_in_order(batch)) return false;
  size_t results = results_bound(batch);
  return reserve(batch, &batch->vectors, vectors) && reserve(batch, &batch->results, results) &&
         reserve(batch, &batch->scratch, results) && reserve(batch, &batch->work, WORK_VECTORS) &&
         (results == 0 || GROW(batch, outputs, results * kernel->lanes, struct scr_element));
}

// Of the elements, and then of the outputs.
static const struct scr_element *element_number(const struct scr_batch *batch, size_t i) {
  size_t elements_n = batch->elements.count;
  return i < elements_n ? AT(batch, elements, const struct scr_element *, i)
                        : &AT(batch, outputs, struct scr_element, i - elements_n);
}

// Every element and every output, where somebody will hash them.
static bool spell(struct scr_batch *batch) {
  const struct scr_key *key = batch->key;
  size_t lanes_n = key->kernel->lanes, count = batch->elements.count + batch->results_n * lanes_n;
  if (!key->kernel->digits || batch->results_n == 0) return true;
  struct spelling *spellings = GROW(batch, spellings, count, struct spelling);
  if (!spellings) return false;
  for (size_t i = 0; i < count; i += lanes_n) {
    uint8_t *texts[KERNEL_LANES_MAX], beyond[DECIMAL_MAX];
    const struct scr_element *lanes[KERNEL_LANES_MAX];
    for (size_t l = 0; l < lanes_n; l++) {
      texts[l] = i + l < count ? spellings[i + l].digits : beyond;
      lanes[l] = element_number(batch, i + l < count ? i + l : i);
    }
    key->kernel->digits(texts, key->context, lanes);
  }
  for (size_t i = 0; i < count; i++) {
    struct spelling *spelling = &spellings[i];
    for (spelling->zeros = 0; spelling->zeros < DECIMAL_MAX - 1; spelling->zeros++)
      if (spelling->digits[spelling->zeros] != '0') break;
  }
  return true;
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
  return spell(batch) ? SCR_OK : SCR_E_MEMORY;
}

// --- the answers ---

bool scr_batch_is_member(const struct scr_batch *batch, size_t element) {
  return AT(batch, members, bool, element);
}

static size_t commitment_output(const struct scr_batch *batch, size_t base, size_t number) {
  const struct base *at = &AT(batch, bases, struct base, base);
  return AT(batch, commitments, struct commitment, at->commitments + number).output;
}

const struct scr_element *scr_batch_base(const struct scr_batch *batch, size_t base) {
  const struct base *at = &AT(batch, bases, struct base, base);
  if (at->count == 1) return AT(batch, elements, const struct scr_element *, at->first);
  return &AT(batch, outputs, struct scr_element, at->output);
}

const struct scr_element *scr_batch_commitment(const struct scr_batch *batch, size_t base, size_t number) {
  return &AT(batch, outputs, struct scr_element, commitment_output(batch, base, number));
}

// The spelling's number, and what it spells.
static void add_spelled(struct scr_text *text, const struct scr_batch *batch, size_t number,
                        const struct scr_element *element) {
  if (batch->spellings.count == 0) {
    scr_text_add_element(text, batch->key->group, element);
    return;
  }
  const struct spelling *spelling = &AT(batch, spellings, struct spelling, number);
  scr_text_add_bytes(text, spelling->digits + spelling->zeros, DECIMAL_MAX - spelling->zeros);
}

void scr_text_add_batch_element(struct scr_text *text, const struct scr_batch *batch, size_t element) {
  add_spelled(text, batch, element, AT(batch, elements, const struct scr_element *, element));
}

void scr_text_add_batch_base(struct scr_text *text, const struct scr_batch *batch, size_t base) {
  const struct base *at = &AT(batch, bases, struct base, base);
  add_spelled(text, batch, at->count == 1 ? at->first : batch->elements.count + at->output,
              scr_batch_base(batch, base));
}

void scr_text_add_batch_commitment(struct scr_text *text, const struct scr_batch *batch, size_t base, size_t number) {
  add_spelled(text, batch, batch->elements.count + commitment_output(batch, base, number),
              scr_batch_commitment(batch, base, number));
}

// Lane by lane, and then the lanes with each other: lane l takes lane l + width.
enum scr_status scr_batch_multiply(struct scr_element *product, const struct scr_batch *batch, const size_t *elements,
                                   size_t count) {
  const struct kernel *kernel = batch->key->kernel;
  const void *context = batch->key->context;
  size_t lanes = kernel->lanes, bytes = kernel->vector_bytes, index[KERNEL_LANES_MAX];
  struct scr_element given[KERNEL_LANES_MAX];
  uint8_t *work = vectors_new(kernel, 2);
  if (!work) return SCR_E_MEMORY;
  uint8_t *factor = work + bytes;
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