// SPDX-License-Identifier: Apache-2.0
// A signature (R, S) under the key A holds where R' = [S]B - [h]A, with h = SHA-512(R || A || message), has the encoding R. Here
// that is a product for each digit of S and h, from tables for B and -A, in every lane of the kernel.
//
// What isn't confirmed so is libsodium's to decide. What is, libsodium accepts: the key is one of its valid points, which are
// canonical and of prime order; S is below L; R is what R' is encoded as, so canonical; and R' isn't of small order: having the
// order of B or 1, that means that it isn't the identity.
#include "crypto/signature_tables.h"

#include <assert.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "crypto/point_bytes.h"
#include "crypto/table.h"

// One table for every signature, and others, which may be many, for those of one key.
#define BASE_BYTES_MAX (UINT64_C(2) << 20)
#define KEYS_BYTES_MAX (UINT64_C(6) << 20)

// Signatures under a key that pay for its table, on the portable kernel.
#define PAYING 32

#define BLOCK 64  // signatures whose R' share the inversions
_Static_assert(BLOCK % KERNEL_LANES_MAX == 0, "whole vectors");

struct key {
  uint8_t bytes[SIGNATURE_KEY_BYTES];
  struct table table;  // of -A; without entries where libsodium decides
};

struct signature_tables {
  const struct scr_group *group;
  const struct kernel *kernel;
  void *context;
  struct table base;
  size_t keys_n;
  struct key keys[];
};

// --- tables ---

// -A is spelled like A, but for the sign of x, which isn't 0: then A would have order 1 or 2.
static bool make_key(struct key *key, const struct signature_tables *tables, unsigned window) {
  struct scr_element minus_a;
  if (!crypto_core_ed25519_is_valid_point(key->bytes)) return true;
  point_from_bytes(&minus_a, key->bytes);
  minus_a.limb[3] ^= UINT64_C(1) << 63;
  return table_make(&key->table, tables->kernel, tables->context, tables->group, &minus_a, window);
}

static bool make_tables(struct signature_tables *tables, uint64_t expected) {
  const struct kernel *kernel = tables->kernel;
  const struct scr_group *group = tables->group;
  if (tables->keys_n == 0 || expected / tables->keys_n < PAYING) return true;
  unsigned window = table_window_within(kernel, group, expected, BASE_BYTES_MAX);
  if (!table_make(&tables->base, kernel, tables->context, group, scr_group_generator(group), window)) return false;
  window = table_window_within(kernel, group, expected / tables->keys_n, KEYS_BYTES_MAX / tables->keys_n);
  for (size_t i = 0; i < tables->keys_n; i++)
    if (!make_key(&tables->keys[i], tables, window)) return false;
  return true;
}

enum scr_status signature_tables_new(struct signature_tables **tables, const uint8_t (*keys)[SIGNATURE_KEY_BYTES],
                                     size_t keys_n, uint64_t expected) {
  struct signature_tables *made = calloc(1, sizeof *made + keys_n * sizeof *made->keys);
  if (!made) return SCR_E_MEMORY;
  made->group = scr_group_by_name("Ed25519");
  made->kernel = kernel_choose(made->group);
  made->context = made->kernel->open(made->group);
  made->keys_n = keys_n;
  for (size_t i = 0; i < keys_n; i++) memcpy(made->keys[i].bytes, keys[i], SIGNATURE_KEY_BYTES);
  if (!made->context || !make_tables(made, expected)) {
    signature_tables_free(made);
    return SCR_E_MEMORY;
  }
  *tables = made;
  return SCR_OK;
}

void signature_tables_free(struct signature_tables *tables) {
  if (!tables) return;
  for (size_t i = 0; i < tables->keys_n; i++) table_free(&tables->keys[i].table);
  table_free(&tables->base);
  if (tables->context) tables->kernel->close(tables->context);
  free(tables);
}

// --- signatures ---

// False: it isn't below L.
static bool read_s(struct scr_scalar *s, const struct signature *signature, const struct scr_group *group) {
  limbs_from_bytes(s->limb, signature->bytes + POINT_BYTES);
  return mpn_cmp(s->limb, group->q, (mp_size_t)group->q_limbs) < 0;
}

static void compute_h(struct scr_scalar *h, const struct signature *signature, const struct key *key) {
  crypto_hash_sha512_state state;
  uint8_t hash[crypto_hash_sha512_BYTES], reduced[POINT_BYTES];
  crypto_hash_sha512_init(&state);
  crypto_hash_sha512_update(&state, signature->bytes, POINT_BYTES);
  crypto_hash_sha512_update(&state, key->bytes, SIGNATURE_KEY_BYTES);
  crypto_hash_sha512_update(&state, signature->message, signature->length);
  crypto_hash_sha512_final(&state, hash);
  crypto_core_ed25519_scalar_reduce(reduced, hash);
  limbs_from_bytes(h->limb, reduced);
}

// R' of as many signatures as there are lanes, or fewer. Where the key has no table, or S isn't below L, it is the identity, which
// confirms nothing.
static void compute_r(void *vector, const struct signature_tables *tables, const struct signature *signatures,
                      size_t count) {
  struct scr_scalar s[KERNEL_LANES_MAX], h[KERNEL_LANES_MAX];
  const struct scr_scalar *s_lanes[KERNEL_LANES_MAX] = {NULL}, *h_lanes[KERNEL_LANES_MAX] = {NULL};
  const struct table *of_b[KERNEL_LANES_MAX] = {NULL}, *of_a[KERNEL_LANES_MAX] = {NULL};
  for (size_t l = 0; l < count; l++) {
    const struct key *key = &tables->keys[signatures[l].key];
    if (!key->table.entries || !read_s(&s[l], &signatures[l], tables->group)) continue;
    compute_h(&h[l], &signatures[l], key);
    s_lanes[l] = &s[l];
    h_lanes[l] = &h[l];
    of_b[l] = &tables->base;
    of_a[l] = &key->table;
  }
  tables->kernel->set_identity(vector, tables->context);
  table_mul(vector, tables->kernel, tables->context, of_b, s_lanes);
  table_mul(vector, tables->kernel, tables->context, of_a, h_lanes);
}

static bool confirms(const struct scr_element *r, const struct signature *signature, const struct scr_group *group) {
  uint8_t bytes[POINT_BYTES];
  point_to_bytes(bytes, r->limb);
  return memcmp(bytes, signature->bytes, POINT_BYTES) == 0 && !scr_element_is_identity(group, r);
}

static bool reference_holds(const struct signature *signature, const struct key *key) {
  return crypto_sign_verify_detached(signature->bytes, signature->message, signature->length, key->bytes) == 0;
}

// The second half of `vectors` is for the kernel.
static void check_block(const struct signature_tables *tables, struct signature *signatures, size_t count,
                        uint8_t *vectors) {
  struct scr_element r[BLOCK];
  size_t lanes = tables->kernel->lanes, bytes = tables->kernel->vector_bytes, used = 0;
  for (size_t i = 0; i < count; i += lanes)
    compute_r(vectors + used++ * bytes, tables, signatures + i, count - i < lanes ? count - i : lanes);
  tables->kernel->store(r, tables->context, vectors, used, vectors + BLOCK / lanes * bytes);
  for (size_t i = 0; i < count; i++)
    signatures[i].holds = confirms(&r[i], &signatures[i], tables->group) ||
                          reference_holds(&signatures[i], &tables->keys[signatures[i].key]);
}

enum scr_status signature_tables_check(const struct signature_tables *tables, struct signature *signatures,
                                       size_t count) {
  uint8_t *vectors = vectors_new(tables->kernel, 2 * BLOCK / tables->kernel->lanes);
  if (!vectors) return SCR_E_MEMORY;
  for (size_t i = 0; i < count; i++) assert(signatures[i].key < tables->keys_n);
  for (size_t i = 0; i < count; i += BLOCK)
    check_block(tables, signatures + i, count - i < BLOCK ? count - i : BLOCK, vectors);
  free(vectors);
  return SCR_OK;
}
