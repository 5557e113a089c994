// SPDX-License-Identifier: Apache-2.0
// The installed libraries, and the kernels on this processor, tried before they are believed.
#include "scrutineer/self_test.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "crypto/kernel.h"
#include "crypto/table.h"
#include "scrutineer/group.h"

static bool has_hash(const char *bytes, size_t length, const char *expected) {
  struct scr_hash hash;
  char hex[SCR_HASH_HEX + 1];
  scr_hash(&hash, bytes, length);
  scr_hash_hex(hex, &hash);
  return strcmp(hex, expected) == 0;
}

// FIPS 180-4, of one block and of two.
static bool hashes_hold(void) {
  static const char two[] = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
  return has_hash("abc", 3, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad") &&
         has_hash(two, sizeof two - 1, "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

struct known_power {
  const char *group;
  const char *hash;
};

// (g^e)^e, spelled, has this hash: a power of the generator, which libraries treat apart, and one of another element.
static bool power_holds(struct scr_element *power, const struct known_power *known) {
  const struct scr_group *group = scr_group_by_name(known->group);
  struct scr_scalar exponent;
  struct scr_text text = SCR_TEXT_INIT;
  scr_scalar_from_u64(&exponent, group, UINT64_C(0x9e3779b97f4a7c15));
  scr_element_exp_var(power, group, scr_group_generator(group), &exponent);
  scr_element_exp_var(power, group, power, &exponent);
  scr_text_add_element(&text, group, power);
  bool holds = scr_text_ok(&text) == SCR_OK && has_hash(text.bytes, text.length, known->hash);
  scr_text_free(&text);
  return holds;
}

// Points of the curve outside the group: T of small order, and the generator plus T. Releases of libsodium up to 1.0.20 take
// the sum with the point of order 2 for a member (CVE-2025-69277).
static const char *const outside[] = {
    // order 2
    "7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffec",
    "9999999999999999999999999999999999999999999999999999999999999995",
    // order 4
    "0000000000000000000000000000000000000000000000000000000000000000",
    "ea6597b61bb3c380f9e4c2a8f03b12a4a2eb3745bdac20b63381207f0acc5252",
    "8000000000000000000000000000000000000000000000000000000000000000",
    "159a6849e44c3c7f061b3d570fc4ed5b5d14c8ba4253df49cc7edf80f533ad9b",
    // order 8
    "05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826",
    "e20308f05df6a41a9b5b75999f23eeca8ee75990ba5fa235decd29a58be299da",
    "7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd84d3d706a17c7",
    "19781bd860b93c90ecf04a5a9b638ba2c59c3ed25c1bb53352995bf3ad9e5198",
    "85fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826",
    "e687e4279f46c36f130fb5a5649c745d3a63c12da3e44accad66a40c5261ae55",
    "fa03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd84d3d706a17c7",
    "1dfcf70fa2095be564a48a6660dc11357118a66f45a05dca2132d65a741d6613",
};

static bool membership_holds(void) {
  const struct scr_group *group = scr_group_by_name("Ed25519");
  struct scr_element element;
  static const char generator[] = "6666666666666666666666666666666666666666666666666666666666666658";
  if (scr_element_parse(&element, group, generator, SCR_HASH_HEX) != SCR_OK) return false;
  for (size_t i = 0; i < sizeof outside / sizeof *outside; i++)
    if (scr_element_parse(&element, group, outside[i], SCR_HASH_HEX) != SCR_E_ELEMENT_MEMBER) return false;
  return true;
}

// --- kernels ---

// Different in every lane: x = first, first g, first g^2, ...; and, with plain products, (x first)^12 x^2.
static void plain_case(struct scr_element *x, struct scr_element *expected, const struct scr_group *group,
                       const struct scr_element *first) {
  x[0] = *first;
  for (size_t l = 1; l < KERNEL_LANES_MAX; l++) scr_element_mul(&x[l], group, &x[l - 1], scr_group_generator(group));
  for (size_t l = 0; l < KERNEL_LANES_MAX; l++) {
    struct scr_element power;
    scr_element_mul(&power, group, &x[l], first);
    scr_element_mul(&power, group, &power, &power);
    scr_element_mul(&power, group, &power, &power);
    expected[l] = power;
    scr_element_mul(&power, group, &power, &power);
    scr_element_mul(&expected[l], group, &expected[l], &power);
    scr_element_mul(&expected[l], group, &expected[l], &x[l]);
    scr_element_mul(&expected[l], group, &expected[l], &x[l]);
  }
}

#define CHAIN 4  // x first, and its powers to 2, 4 and 8
#define VECTORS (1 + CHAIN + 2 + 1)

// The same with every operation of the kernel. `vectors`: x, the chain, two buckets, what store needs, and entries.
static bool kernel_case(struct scr_element *result, const struct scr_element *x, const struct kernel *kernel,
                        const void *context, uint8_t *vectors) {
  size_t lanes = kernel->lanes, bytes = kernel->vector_bytes, first[KERNEL_LANES_MAX] = {0};
  unsigned all = (1u << lanes) - 1;
  uint8_t one[KERNEL_LANES_MAX];
  uint16_t fourth[KERNEL_LANES_MAX], eighth[KERNEL_LANES_MAX];
  uint8_t *v = vectors, *chain = v + bytes, *buckets = chain + CHAIN * bytes, *sum = buckets + bytes;
  uint8_t *rest = sum + bytes, *table = rest + bytes;
  const struct scr_element *elements[KERNEL_LANES_MAX];
  const void *entries[2 * KERNEL_LANES_MAX];
  for (size_t l = 0; l < lanes; l++) {
    elements[l] = &x[l];
    one[l] = 1, fourth[l] = 2, eighth[l] = 3;
    entries[l] = entries[lanes + l] = table + l * kernel->entry_bytes;
  }
  if (kernel->load(v, context, elements) != all) return false;
  kernel->pick(chain, v, first);
  kernel->mul(chain, context, v, chain);
  kernel->squares(chain, context, CHAIN - 1);
  kernel->square(chain + (CHAIN - 1) * bytes, context, chain, CHAIN - 1);
  kernel->set_identity(buckets, context);
  kernel->set_identity(sum, context);
  if (kernel->is_identity(sum, context) != all) return false;
  kernel->mul_bucket(buckets, context, one, chain, fourth);
  kernel->mul_bucket(buckets, context, one, chain, eighth);
  kernel->to_entries(table, 0, kernel->entry_bytes, lanes, context, v, 1, rest);
  kernel->mul_entries(sum, context, entries, 2);
  if (kernel->is_identity(sum, context) != 0) return false;
  kernel->store(result, context, sum, 1, rest);
  return true;
}

// A kernel that spells does it as the group does.
static bool digits_hold(const struct kernel *kernel, const void *context, const struct scr_group *group,
                        const struct scr_element *elements) {
  uint8_t digits[KERNEL_LANES_MAX][DECIMAL_MAX], *texts[KERNEL_LANES_MAX];
  const struct scr_element *pointers[KERNEL_LANES_MAX];
  struct scr_text text = SCR_TEXT_INIT;
  if (!kernel->digits) return true;
  for (size_t l = 0; l < kernel->lanes; l++) texts[l] = digits[l], pointers[l] = &elements[l];
  kernel->digits(texts, context, pointers);
  bool hold = true;
  for (size_t l = 0; l < kernel->lanes && hold; l++) {
    scr_text_clear(&text);
    scr_text_add_element(&text, group, &elements[l]);
    hold = scr_text_ok(&text) == SCR_OK && text.length <= DECIMAL_MAX;
    if (!hold) break;
    size_t zeros = DECIMAL_MAX - text.length;
    hold = memcmp(digits[l] + zeros, text.bytes, text.length) == 0;
    for (size_t i = 0; i < zeros; i++) hold = hold && digits[l][i] == '0';
  }
  scr_text_free(&text);
  return hold;
}

static bool kernel_holds(const struct kernel *kernel, const struct scr_group *group, const struct scr_element *x,
                         const struct scr_element *expected) {
  struct scr_element result[KERNEL_LANES_MAX];
  size_t table = (kernel->lanes * kernel->entry_bytes + kernel->vector_bytes - 1) / kernel->vector_bytes;
  void *context = kernel->open(group);
  uint8_t *vectors = vectors_new(kernel, VECTORS + table);
  bool holds = context && vectors && kernel_case(result, x, kernel, context, vectors);
  for (size_t l = 0; l < kernel->lanes && holds; l++) holds = scr_element_equal(&result[l], &expected[l]);
  if (holds) holds = digits_hold(kernel, context, group, expected);
  free(vectors);
  if (context) kernel->close(context);
  return holds;
}

// GRP-8.
static bool kernels_hold(const struct scr_group *group, const struct scr_element *first) {
  struct scr_element x[KERNEL_LANES_MAX], expected[KERNEL_LANES_MAX];
  plain_case(x, expected, group, first);
  const struct kernel *kernel;
  for (size_t i = 0; (kernel = kernel_fitting(group, i)); i++)
    if (!kernel_holds(kernel, group, x, expected)) return false;
  return true;
}

static bool groups_hold(void) {
  static const struct known_power known[] = {
      {"Ed25519", "e507097cf32bac721d1b326e37b62d2a393f2ed67899d55d15bda0e88a8f323d"},
      {"BELENIOS-2048", "3f54aacb3db331930f29ebfa450234c3447ee97b13eaf91ac56507805b70eaee"},
      {"RFC-3526-2048", "834adb3274a620aabd767d80acfb521a47d0b4f4d48d219665269c4b3ae62bf7"},
  };
  struct scr_element power;
  for (size_t i = 0; i < sizeof known / sizeof *known; i++)
    if (!power_holds(&power, &known[i]) || !kernels_hold(scr_group_by_name(known[i].group), &power)) return false;
  return true;
}

// GRP-7.
enum scr_status scr_self_test(void) {
  if (sodium_init() < 0) return SCR_E_RANDOM;
  return hashes_hold() && membership_holds() && groups_hold() ? SCR_OK : SCR_E_SELF_TEST;
}
