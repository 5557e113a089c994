// SPDX-License-Identifier: Apache-2.0
// Numbers that follow from a seed, and powers of g, as many at once as the group's kernel has lanes.
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "bench/bulk.h"

// --- numbers ---

void seed_for(struct seed *seed, const char *phrase, const char *purpose) {
  struct scr_text text = SCR_TEXT_INIT;
  struct scr_hash hash;
  scr_text_add_format(&text, "bench-make-board|%s|%s", purpose, phrase);
  scr_hash(&hash, text.bytes, text.length);
  memcpy(seed->key, hash.byte, sizeof seed->key);
  scr_text_free(&text);
}

struct stream stream_of(const struct seed *seed, uint64_t number) {
  return (struct stream){.seed = seed, .number = number, .used = sizeof((struct stream *)NULL)->bytes};
}

static void take(void *bytes, struct stream *stream, size_t length) {
  if (stream->used + length > sizeof stream->bytes) {
    uint8_t nonce[crypto_stream_chacha20_NONCEBYTES];
    for (size_t i = 0; i < sizeof nonce; i++) nonce[i] = (uint8_t)(stream->number >> (8 * i));
    memset(stream->bytes, 0, sizeof stream->bytes);
    (void)crypto_stream_chacha20_xor_ic(stream->bytes, stream->bytes, sizeof stream->bytes, nonce, stream->block,
                                        stream->seed->key);
    stream->block += sizeof stream->bytes / 64;
    stream->used = 0;
  }
  memcpy(bytes, stream->bytes + stream->used, length);
  stream->used += length;
}

uint32_t stream_below(struct stream *stream, uint32_t bound) {
  uint32_t number;
  take(&number, stream, sizeof number);
  return (uint32_t)((uint64_t)number * bound >> 32);
}

// As many bits as q has, until the number is below it.
void stream_scalar(struct scr_scalar *scalar, struct stream *stream, const struct scr_group *group) {
  mp_size_t limbs = (mp_size_t)group->q_limbs;
  uint64_t mask = UINT64_MAX >> __builtin_clzll(group->q[limbs - 1]);
  *scalar = (struct scr_scalar){{0}};
  do {
    take(scalar->limb, stream, (size_t)limbs * sizeof *scalar->limb);
    scalar->limb[limbs - 1] &= mask;
  } while (mpn_cmp(scalar->limb, group->q, limbs) >= 0);
}

// --- powers ---

#define TOGETHER 64  // vectors that are given out with one inversion

bool powers_make(struct powers *powers, const struct scr_group *group, uint64_t expected) {
  *powers = (struct powers){.group = group, .kernel = kernel_choose(group)};
  powers->context = powers->kernel->open(group);
  if (powers->context && table_make(&powers->table, powers->kernel, powers->context, group, scr_group_generator(group),
                                    table_window(powers->kernel, group, expected)))
    return true;
  powers_free(powers);
  return false;
}

void powers_free(struct powers *powers) {
  table_free(&powers->table);
  if (powers->context) powers->kernel->close(powers->context);
  powers->context = NULL;
}

// One vector of powers; lanes without an exponent stay 1.
static void raise_lanes(uint8_t *vector, const struct powers *powers, const struct scr_scalar *exponents,
                        size_t count) {
  const struct table *tables[KERNEL_LANES_MAX] = {NULL};
  const struct scr_scalar *lanes[KERNEL_LANES_MAX] = {NULL};
  for (size_t l = 0; l < powers->kernel->lanes && l < count; l++) {
    tables[l] = &powers->table;
    lanes[l] = &exponents[l];
  }
  powers->kernel->set_identity(vector, powers->context);
  table_mul(vector, powers->kernel, powers->context, tables, lanes);
}

bool powers_of_g(struct scr_element *elements, const struct powers *powers, const struct scr_scalar *exponents,
                 size_t count) {
  const struct kernel *kernel = powers->kernel;
  uint8_t *vectors = vectors_new(kernel, TOGETHER), *scratch = vectors_new(kernel, TOGETHER);
  bool good = vectors && scratch;
  for (size_t done = 0; good && done < count;) {
    size_t from = done, used = 0;
    for (; used < TOGETHER && done < count; used++, done += kernel->lanes)
      raise_lanes(vectors + used * kernel->vector_bytes, powers, exponents + done, count - done);
    kernel->store(elements + from, powers->context, vectors, used, scratch);
  }
  free(vectors);
  free(scratch);
  return good;
}

void bulk_respond(struct scr_proof *proof, const struct scr_group *group, const struct scr_text *text,
                  const struct scr_scalar *w, const struct scr_scalar *secret) {
  struct scr_hash hash;
  struct scr_scalar product;
  scr_hash(&hash, text->bytes, text->length);
  scr_scalar_from_bytes(&proof->challenge, group, hash.byte, SCR_HASH_BYTES);
  scr_scalar_mul(&product, group, secret, &proof->challenge);
  scr_scalar_sub(&proof->response, group, w, &product);
}
