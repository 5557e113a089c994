// SPDX-License-Identifier: Apache-2.0
// The hash tree of a log: published roots, a plain recursive reference beside it, and every proof that is not quite one
// (LOG-1, LOG-2, LOG-3).
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "scrutineer/merkle.h"
#include "tests/support/suite.h"

#define SIZES 70  // up to here everything is tried

static struct scr_hash leaves[SIZES];
static struct scr_hash roots[SIZES + 1];
static struct scr_merkle *tree;

// --- the reference: RFC 9162 section 2.1, word for word ---

static size_t largest_power_below(size_t n) {
  size_t k = 1;
  while (2 * k < n) k *= 2;
  return k;
}

static struct scr_hash reference_root(const struct scr_hash *d, size_t n) {
  struct scr_hash hash;
  uint8_t input[65] = {1};
  if (n == 0) {
    scr_hash(&hash, "", 0);
    return hash;
  }
  if (n == 1) return d[0];
  size_t k = largest_power_below(n);
  struct scr_hash left = reference_root(d, k), right = reference_root(d + k, n - k);
  memcpy(input + 1, left.byte, 32);
  memcpy(input + 33, right.byte, 32);
  scr_hash(&hash, input, sizeof input);
  return hash;
}

static void add(struct scr_merkle_proof *proof, struct scr_hash hash) {
  proof->hash[proof->length++] = hash;
}

static void reference_path(struct scr_merkle_proof *proof, size_t m, const struct scr_hash *d, size_t n) {
  if (n == 1) return;
  size_t k = largest_power_below(n);
  if (m < k) {
    reference_path(proof, m, d, k);
    add(proof, reference_root(d + k, n - k));
  } else {
    reference_path(proof, m - k, d + k, n - k);
    add(proof, reference_root(d, k));
  }
}

static void reference_subproof(struct scr_merkle_proof *proof, size_t m, const struct scr_hash *d, size_t n,
                               bool whole) {
  if (m == n) {
    if (!whole) add(proof, reference_root(d, n));
    return;
  }
  size_t k = largest_power_below(n);
  if (m <= k) {
    reference_subproof(proof, m, d, k, whole);
    add(proof, reference_root(d + k, n - k));
  } else {
    reference_subproof(proof, m - k, d + k, n - k, false);
    add(proof, reference_root(d, k));
  }
}

static void set_up(void) {
  ck_assert_int_eq(scr_merkle_new(&tree), SCR_OK);
  for (size_t i = 0; i < SIZES; i++) {
    uint8_t entry = (uint8_t)i;
    ck_assert_int_eq(scr_merkle_leaf(&leaves[i], &entry, 1), SCR_OK);
    ck_assert_int_eq(scr_merkle_append(tree, &leaves[i]), SCR_OK);
    ck_assert_uint_eq(scr_merkle_size(tree), i + 1);
  }
  for (size_t n = 0; n <= SIZES; n++) roots[n] = reference_root(leaves, n);
}

static void tear_down(void) {
  scr_merkle_free(tree);
}

static void ck_assert_same_proof(const struct scr_merkle_proof *a, const struct scr_merkle_proof *b) {
  ck_assert_uint_eq(a->length, b->length);
  ck_assert_mem_eq(a->hash, b->hash, a->length * sizeof *a->hash);
}

// --- known answers ---

// The inputs and roots that the programs of Certificate Transparency (RFC 6962) test with.
START_TEST(the_published_roots_come_out) {
  static const struct {
    const char *bytes;
    size_t length;
    const char *root;
  } known[] = {
      {"", 0, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"},
      {"\0", 1, "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"},
      {"\x10", 1, "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"},
      {"\x20\x21", 2, "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"},
      {"\x30\x31", 2, "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4"},
      {"\x40\x41\x42\x43", 4, "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef"},
      {"\x50\x51\x52\x53\x54\x55\x56\x57", 8, "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c"},
      {"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f", 16,
       "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"},
  };
  struct scr_merkle *grown;
  struct scr_hash hash;
  char hex[SCR_HASH_HEX + 1];
  ck_assert_int_eq(scr_merkle_new(&grown), SCR_OK);
  scr_merkle_root(&hash, grown, 0);
  scr_hash_hex(hex, &hash);
  ck_assert_str_eq(hex, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
    ck_assert_int_eq(scr_merkle_leaf(&hash, known[i].bytes, known[i].length), SCR_OK);
    ck_assert_int_eq(scr_merkle_append(grown, &hash), SCR_OK);
    scr_merkle_root(&hash, grown, i + 1);
    scr_hash_hex(hex, &hash);
    ck_assert_str_eq(hex, known[i].root);
  }
  scr_merkle_free(grown);
}
END_TEST

// --- beside the reference ---

START_TEST(every_root_is_the_reference_s) {
  struct scr_hash root;
  for (size_t n = 0; n <= SIZES; n++) {
    scr_merkle_root(&root, tree, n);
    ck_assert(scr_hash_equal(&root, &roots[n]));
  }
}
END_TEST

// Kept as subtrees of 2^level leaves, and the leaves behind them.
START_TEST(every_root_comes_from_its_parts_too) {
  for (unsigned level = 0; level < 5; level++) {
    struct scr_merkle *subtrees, *rest;
    struct scr_hash root;
    ck_assert_int_eq(scr_merkle_new(&subtrees), SCR_OK);
    ck_assert_int_eq(scr_merkle_new(&rest), SCR_OK);
    for (size_t n = 0; n <= SIZES; n++) {
      uint64_t whole = n >> level, behind = n - (whole << level);
      if (behind == 0) scr_merkle_clear(rest);
      if (behind == 0 && n > 0)
        ck_assert_int_eq(scr_merkle_append(subtrees, scr_merkle_subtree(tree, level, whole - 1)), SCR_OK);
      if (behind > 0) ck_assert_int_eq(scr_merkle_append(rest, &leaves[n - 1]), SCR_OK);
      scr_merkle_root_of_parts(&root, subtrees, whole, rest, behind);
      ck_assert(scr_hash_equal(&root, &roots[n]));
    }
    scr_merkle_free(subtrees);
    scr_merkle_free(rest);
  }
}
END_TEST

START_TEST(every_inclusion_proof_is_the_reference_s_and_holds) {
  for (size_t n = 1; n <= SIZES; n++)
    for (size_t i = 0; i < n; i++) {
      struct scr_merkle_proof proof, expected = {.length = 0};
      scr_merkle_inclusion(&proof, tree, i, n);
      reference_path(&expected, i, leaves, n);
      ck_assert_same_proof(&proof, &expected);
      ck_assert_int_eq(scr_merkle_check_inclusion(&roots[n], n, &leaves[i], i, &proof), SCR_OK);
    }
}
END_TEST

START_TEST(every_consistency_proof_is_the_reference_s_and_holds) {
  for (size_t n = 0; n <= SIZES; n++)
    for (size_t m = 0; m <= n; m++) {
      struct scr_merkle_proof proof, expected = {.length = 0};
      scr_merkle_consistency(&proof, tree, m, n);
      if (m > 0) reference_subproof(&expected, m, leaves, n, true);
      ck_assert_same_proof(&proof, &expected);
      ck_assert_int_eq(scr_merkle_check_consistency(&roots[m], m, &roots[n], n, &proof), SCR_OK);
    }
}
END_TEST

// --- what is not quite a proof ---

typedef enum scr_status (*check_function)(const struct scr_merkle_proof *proof, const void *statement);

// Each way to spoil a proof by one hash: a bit, one dropped, one added or doubled, two swapped.
static void refuse_spoiled(const struct scr_merkle_proof *proof, check_function check, const void *statement,
                           enum scr_status reason) {
  for (size_t i = 0; i < proof->length; i++) {
    struct scr_merkle_proof other = *proof;
    other.hash[i].byte[i % 32] ^= 1;
    ck_assert_int_eq(check(&other, statement), reason);
    other = *proof;
    memmove(&other.hash[i], &other.hash[i + 1], (proof->length - 1 - i) * sizeof *other.hash);
    other.length--;
    ck_assert_int_eq(check(&other, statement), reason);
    for (size_t j = i + 1; j < proof->length; j++) {
      other = *proof;
      other.hash[i] = proof->hash[j];
      other.hash[j] = proof->hash[i];
      ck_assert_int_eq(check(&other, statement), reason);
    }
  }
  for (size_t i = 0; i <= proof->length; i++) {
    struct scr_merkle_proof other = *proof;
    memmove(&other.hash[i + 1], &other.hash[i], (proof->length - i) * sizeof *other.hash);
    other.hash[i] = i ? proof->hash[i - 1] : roots[3];
    other.length++;
    ck_assert_int_eq(check(&other, statement), reason);
  }
}

struct statement {
  size_t old, size;
};

static enum scr_status check_inclusion(const struct scr_merkle_proof *proof, const void *statement) {
  const struct statement *s = statement;
  return scr_merkle_check_inclusion(&roots[s->size], s->size, &leaves[s->old], s->old, proof);
}

static enum scr_status check_consistency(const struct scr_merkle_proof *proof, const void *statement) {
  const struct statement *s = statement;
  return scr_merkle_check_consistency(&roots[s->old], s->old, &roots[s->size], s->size, proof);
}

START_TEST(spoiled_inclusion_proofs_are_refused) {
  struct scr_merkle_proof proof;
  for (size_t n = 1; n <= SIZES; n++)
    for (size_t i = 0; i < n; i++) {
      struct statement statement = {i, n};
      scr_merkle_inclusion(&proof, tree, i, n);
      refuse_spoiled(&proof, check_inclusion, &statement, SCR_E_LOG_INCLUSION);
    }
}
END_TEST

START_TEST(spoiled_consistency_proofs_are_refused) {
  struct scr_merkle_proof proof;
  for (size_t n = 0; n <= SIZES; n++)
    for (size_t m = 0; m <= n; m++) {
      struct statement statement = {m, n};
      scr_merkle_consistency(&proof, tree, m, n);
      refuse_spoiled(&proof, check_consistency, &statement, SCR_E_LOG_CONSISTENCY);
    }
}
END_TEST

// Sizes and roots go together: one size with another's root is refused. (Another size alone may have a tree of the same
// shape above the leaf: the root is what pins the size.)
START_TEST(a_proof_is_for_one_leaf_at_one_place_under_one_root) {
  struct scr_merkle_proof proof;
  for (size_t n = 2; n <= SIZES; n++)
    for (size_t i = 0; i < n; i++) {
      size_t other = (i + 1) % n;
      scr_merkle_inclusion(&proof, tree, i, n);
      ck_assert_int_eq(scr_merkle_check_inclusion(&roots[n], n, &leaves[other], i, &proof), SCR_E_LOG_INCLUSION);
      ck_assert_int_eq(scr_merkle_check_inclusion(&roots[n], n, &leaves[i], other, &proof), SCR_E_LOG_INCLUSION);
      ck_assert_int_eq(scr_merkle_check_inclusion(&roots[n - 1], n, &leaves[i], i, &proof), SCR_E_LOG_INCLUSION);
      ck_assert_int_eq(scr_merkle_check_inclusion(&roots[n], n, &leaves[i], n, &proof), SCR_E_LOG_INCLUSION);
      ck_assert_int_eq(scr_merkle_check_inclusion(&roots[n], 0, &leaves[i], i, &proof), SCR_E_LOG_INCLUSION);
    }
}
END_TEST

START_TEST(a_forked_log_is_not_consistent) {
  struct scr_merkle_proof proof;
  for (size_t n = 2; n <= SIZES; n++)
    for (size_t m = 1; m < n; m++) {
      struct scr_hash forked = roots[m];
      forked.byte[0] ^= 1;
      scr_merkle_consistency(&proof, tree, m, n);
      ck_assert_int_eq(scr_merkle_check_consistency(&forked, m, &roots[n], n, &proof), SCR_E_LOG_CONSISTENCY);
      ck_assert_int_eq(scr_merkle_check_consistency(&roots[m], m, &roots[n - 1], n, &proof), SCR_E_LOG_CONSISTENCY);
      ck_assert_int_eq(scr_merkle_check_consistency(&roots[n], n, &roots[m], m, &proof), SCR_E_LOG_CONSISTENCY);
    }
}
END_TEST

START_TEST(between_equal_sizes_the_roots_are_equal) {
  struct scr_merkle_proof none = {.length = 0};
  ck_assert_int_eq(scr_merkle_check_consistency(&roots[5], 5, &roots[5], 5, &none), SCR_OK);
  ck_assert_int_eq(scr_merkle_check_consistency(&roots[4], 5, &roots[5], 5, &none), SCR_E_LOG_CONSISTENCY);
  ck_assert_int_eq(scr_merkle_check_consistency(&roots[0], 0, &roots[0], 0, &none), SCR_OK);
  ck_assert_int_eq(scr_merkle_check_consistency(&roots[1], 0, &roots[1], 0, &none), SCR_E_LOG_CONSISTENCY);
}
END_TEST

START_TEST(every_log_begins_with_nothing_and_nothing_has_one_root) {
  struct scr_merkle_proof none = {.length = 0};
  ck_assert_int_eq(scr_merkle_check_consistency(&roots[0], 0, &roots[7], 7, &none), SCR_OK);
  ck_assert_int_eq(scr_merkle_check_consistency(&roots[1], 0, &roots[7], 7, &none), SCR_E_LOG_CONSISTENCY);
}
END_TEST

// The largest numbers there are: a check ends, and refuses.
START_TEST(sizes_near_2_to_the_64_are_decided) {
  static const uint64_t large[] = {
      UINT64_MAX,       UINT64_MAX - 1, UINT64_C(1) << 63, (UINT64_C(1) << 63) + 1, (UINT64_C(1) << 63) - 1,
      UINT64_C(1) << 62};
  struct scr_merkle_proof full = {.length = SCR_MERKLE_PROOF_MAX};
  for (size_t i = 0; i < SCR_MERKLE_PROOF_MAX; i++) full.hash[i] = leaves[i];
  for (size_t i = 0; i < sizeof large / sizeof *large; i++)
    for (size_t length = 0; length <= SCR_MERKLE_PROOF_MAX; length++) {
      full.length = length;
      for (uint64_t below = 1; below <= 3; below++) {
        uint64_t n = large[i], m = n - below;
        ck_assert_int_eq(scr_merkle_check_inclusion(&roots[3], n, &leaves[0], m, &full), SCR_E_LOG_INCLUSION);
        ck_assert_int_eq(scr_merkle_check_inclusion(&roots[3], n, &leaves[0], below, &full), SCR_E_LOG_INCLUSION);
        ck_assert_int_eq(scr_merkle_check_consistency(&roots[2], m, &roots[3], n, &full), SCR_E_LOG_CONSISTENCY);
        ck_assert_int_eq(scr_merkle_check_consistency(&roots[2], below, &roots[3], n, &full), SCR_E_LOG_CONSISTENCY);
      }
    }
  ck_assert_int_eq(scr_merkle_check_inclusion(&roots[3], UINT64_MAX, &leaves[0], UINT64_MAX, &full),
                   SCR_E_LOG_INCLUSION);
}
END_TEST

// The first leaf of 2^62, all others alike: the longest path that the log's own proofs have, and one shorter and
// longer.
START_TEST(the_longest_proofs_hold) {
  struct scr_merkle_proof proof = {.length = 0};
  struct scr_hash root = leaves[0], complete = leaves[0];
  for (; proof.length < 62; proof.length++) {
    proof.hash[proof.length] = complete;
    scr_merkle_node(&complete, &complete, &complete);
    scr_merkle_node(&root, &root, &proof.hash[proof.length]);
  }
  ck_assert_int_eq(scr_merkle_check_inclusion(&root, UINT64_C(1) << 62, &leaves[0], 0, &proof), SCR_OK);
  ck_assert_int_eq(scr_merkle_check_consistency(&leaves[0], 1, &root, UINT64_C(1) << 62, &proof), SCR_OK);
  ck_assert_int_eq(scr_merkle_check_inclusion(&root, UINT64_C(1) << 61, &leaves[0], 0, &proof), SCR_E_LOG_INCLUSION);
  ck_assert_int_eq(scr_merkle_check_inclusion(&root, UINT64_C(1) << 63, &leaves[0], 0, &proof), SCR_E_LOG_INCLUSION);
  proof.length = SCR_MERKLE_PROOF_MAX + 1;
  ck_assert_int_eq(scr_merkle_check_inclusion(&root, UINT64_MAX, &leaves[0], 0, &proof), SCR_E_LOG_INCLUSION);
  ck_assert_int_eq(scr_merkle_check_consistency(&leaves[0], 1, &root, UINT64_MAX, &proof), SCR_E_LOG_CONSISTENCY);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("merkle");
  TCase *cases = tcase_create("merkle");
  tcase_add_checked_fixture(cases, set_up, tear_down);
  tcase_add_test(cases, the_published_roots_come_out);
  tcase_add_test(cases, every_root_is_the_reference_s);
  tcase_add_test(cases, every_root_comes_from_its_parts_too);
  tcase_add_test(cases, every_inclusion_proof_is_the_reference_s_and_holds);
  tcase_add_test(cases, every_consistency_proof_is_the_reference_s_and_holds);
  tcase_add_test(cases, spoiled_inclusion_proofs_are_refused);
  tcase_add_test(cases, spoiled_consistency_proofs_are_refused);
  tcase_add_test(cases, a_proof_is_for_one_leaf_at_one_place_under_one_root);
  tcase_add_test(cases, a_forked_log_is_not_consistent);
  tcase_add_test(cases, between_equal_sizes_the_roots_are_equal);
  tcase_add_test(cases, every_log_begins_with_nothing_and_nothing_has_one_root);
  tcase_add_test(cases, sizes_near_2_to_the_64_are_decided);
  tcase_add_test(cases, the_longest_proofs_hold);
  suite_add_tcase(suite, cases);
  return run_suite(suite);
}
