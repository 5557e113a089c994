// SPDX-License-Identifier: Apache-2.0
// Signatures checked with tables beside libsodium's verdicts one by one, on every kernel: good ones, damaged ones, and those in
// which the equation holds though the signature must be refused, or looks as if it did. What is random follows from a
// seed. SCRUTINEER_CASES: how many random cases.
#include <check.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "crypto/signature_tables.h"
#include "crypto/table.h"
#include "tests/support/kernel_kit.h"
#include "tests/support/suite.h"

#define CASES 3000
#define BATCH 200
#define MESSAGE_MAX 1023
#define MANY 1000000  // signatures that tables are made for

// --- what is counted ---

int __real_crypto_sign_verify_detached(const unsigned char *, const unsigned char *, unsigned long long,
                                       const unsigned char *);
int __wrap_crypto_sign_verify_detached(const unsigned char *, const unsigned char *, unsigned long long,
                                       const unsigned char *);
bool __real_table_make(struct table *, const struct kernel *, const void *, const struct scr_group *,
                       const struct scr_element *, unsigned);
bool __wrap_table_make(struct table *, const struct kernel *, const void *, const struct scr_group *,
                       const struct scr_element *, unsigned);

static size_t asked;  // of libsodium
static size_t tables_n, tables_bytes;

int __wrap_crypto_sign_verify_detached(const unsigned char *signature, const unsigned char *message,
                                       unsigned long long length, const unsigned char *key) {
  asked++;
  return __real_crypto_sign_verify_detached(signature, message, length, key);
}

bool __wrap_table_make(struct table *table, const struct kernel *kernel, const void *context,
                       const struct scr_group *group, const struct scr_element *base, unsigned window) {
  bool made = __real_table_make(table, kernel, context, group, base, window);
  tables_n++;
  tables_bytes += (table->rows << window) * table->entry_bytes;
  return made;
}

// --- chance ---

static uint64_t drawn;

static void draw(void *out, size_t length) {
  unsigned char seed[randombytes_SEEDBYTES] = {0};
  drawn++;
  memcpy(seed, &drawn, sizeof drawn);
  randombytes_buf_deterministic(out, length, seed);
}

static uint32_t draw_below(uint32_t bound) {
  uint32_t number;
  draw(&number, sizeof number);
  return number % bound;
}

static void draw_scalar(uint8_t scalar[32]) {
  uint8_t wide[64];
  draw(wide, sizeof wide);
  crypto_core_ed25519_scalar_reduce(scalar, wide);
}

// --- keys ---

// What no point is spelled as: y from p to 2^255 - 1, and x = 0 with a sign.
#define SPELLINGS (2 * 19 + 2)

enum { GOOD_KEYS = 5, MIXED_KEYS = 7, SMALL_KEYS = 8, OFF_CURVE_KEYS = 4 };
enum {
  MIXED = GOOD_KEYS,  // a point of prime order, and one of small order, other than the identity
  SMALL = MIXED + MIXED_KEYS,
  OFF_CURVE = SMALL + SMALL_KEYS,
  SPELLED = OFF_CURVE + OFF_CURVE_KEYS,
  KEYS = SPELLED + SPELLINGS
};

static uint8_t torsion[8][32];  // the multiples of a point of order 8
static uint8_t spellings[SPELLINGS][32];
static uint8_t keys[KEYS][32],
    scalars[KEYS][32];  // the key is [scalar]B, and what has small order; the scalar may be 0

static void make_torsion(void) {
  static const uint8_t order_8[32] = {0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4,
                                      0x89, 0xf2, 0xef, 0x98, 0xf0, 0xd5, 0xdf, 0xac, 0x05, 0xd3, 0xc6,
                                      0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53, 0xfc, 0x05};
  memset(torsion[0], 0, 32);
  torsion[0][0] = 1;
  for (int i = 1; i < 8; i++) ck_assert_int_eq(crypto_core_ed25519_add(torsion[i], torsion[i - 1], order_8), 0);
  for (int i = 1; i < 8; i++) ck_assert_mem_ne(torsion[i], torsion[0], 32);
}

static void make_spellings(void) {
  for (size_t i = 0; i < SPELLINGS; i++) {
    memset(spellings[i], 0xff, 32);
    spellings[i][0] = (uint8_t)(0xed + i / 2);
    spellings[i][31] = i % 2 ? 0xff : 0x7f;
  }
  for (size_t i = 0; i < 2; i++) {  // y = 1, y = -1
    memcpy(spellings[SPELLINGS - 2 + i], torsion[4 * i], 32);
    spellings[SPELLINGS - 2 + i][31] |= 0x80;
  }
}

static void make_keys(void) {
  uint8_t sum[32], point[32] = {1};
  memset(scalars, 0, sizeof scalars);
  for (size_t i = 0; i < SMALL; i++) {
    draw_scalar(scalars[i]);
    ck_assert_int_eq(crypto_scalarmult_ed25519_base_noclamp(keys[i], scalars[i]), 0);
  }
  for (size_t i = 0; i < MIXED_KEYS; i++)
    ck_assert_int_eq(crypto_core_ed25519_add(keys[MIXED + i], keys[MIXED + i], torsion[1 + i]), 0);
  memcpy(keys[SMALL], torsion, sizeof torsion);
  for (size_t i = 0; i < OFF_CURVE_KEYS; i++) {
    do point[0]++;
    while (crypto_core_ed25519_add(sum, point, torsion[0]) == 0);
    memcpy(keys[OFF_CURVE + i], point, 32);
  }
  memcpy(keys[SPELLED], spellings, sizeof spellings);
}

// --- signatures ---

struct one {
  uint8_t bytes[SIGNATURE_BYTES], message[MESSAGE_MAX];
};

static struct one ones[BATCH];
static struct signature signatures[BATCH];

static const uint8_t order[32] = {0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7,
                                  0xa2, 0xde, 0xf9, 0xde, 0x14, 0,    0,    0,    0,    0,    0,
                                  0,    0,    0,    0,    0,    0,    0,    0,    0,    0x10};

static void compute_h(uint8_t h[32], const struct one *one, const struct signature *signature) {
  crypto_hash_sha512_state state;
  uint8_t hash[64];
  crypto_hash_sha512_init(&state);
  crypto_hash_sha512_update(&state, one->bytes, 32);
  crypto_hash_sha512_update(&state, keys[signature->key], 32);
  crypto_hash_sha512_update(&state, one->message, signature->length);
  crypto_hash_sha512_final(&state, hash);
  crypto_core_ed25519_scalar_reduce(h, hash);
}

// With R there: S = r + h a, for a message with this h modulo 8, or any message.
#define ANY 8

static void finish(struct one *one, struct signature *signature, const uint8_t r[32], unsigned wanted) {
  uint8_t h[32];
  if (wanted != ANY && signature->length < 8) signature->length = 8;
  do {
    draw(one->message, signature->length);
    compute_h(h, one, signature);
  } while (wanted != ANY && (h[0] & 7) != wanted);
  crypto_core_ed25519_scalar_mul(h, h, scalars[signature->key]);
  crypto_core_ed25519_scalar_add(one->bytes + 32, r, h);
}

// R = [r]B, and the i-th point of small order.
static void sign(struct one *one, struct signature *signature, unsigned i, unsigned wanted) {
  uint8_t r[32];
  draw_scalar(r);
  ck_assert_int_eq(crypto_scalarmult_ed25519_base_noclamp(one->bytes, r), 0);
  ck_assert_int_eq(crypto_core_ed25519_add(one->bytes, one->bytes, torsion[i]), 0);
  finish(one, signature, r, wanted);
}

// R as it is given, and S so that R' has small order: that of the identity, where the key's order is prime.
static void sign_nothing(struct one *one, struct signature *signature, const uint8_t r[32], unsigned wanted) {
  static const uint8_t zero[32];
  memcpy(one->bytes, r, 32);
  finish(one, signature, zero, wanted);
}

// S = h a - r: R' differs from R = [r]B in the sign of x alone.
static void sign_opposite(struct one *one, struct signature *signature) {
  uint8_t r[32];
  draw_scalar(r);
  ck_assert_int_eq(crypto_scalarmult_ed25519_base_noclamp(one->bytes, r), 0);
  crypto_core_ed25519_scalar_negate(r, r);
  finish(one, signature, r, ANY);
}

// With a key that has the j-th point of small order in it: R has what makes the equation hold, [S]B = R + [h]A, or is that alone.
static void sign_mixed(struct one *one, struct signature *signature, unsigned j, bool alone) {
  unsigned h = draw_below(8), i = (8 - h * j % 8) % 8;
  if (alone)
    sign_nothing(one, signature, torsion[i], h);
  else
    sign(one, signature, i, h);
}

static void flip(uint8_t *bytes, size_t length) {
  uint32_t bit = draw_below(8 * (uint32_t)length);
  bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
}

enum kind {
  GOOD,
  DAMAGED_R,
  DAMAGED_S,
  DAMAGED_MESSAGE,
  DAMAGED_LENGTH,
  OTHER_KEY,
  S_AND_ORDER,
  S_HIGH_BITS,
  R_MIXED,
  R_SMALL,
  R_SPELLED,
  R_OPPOSITE,
  KEY_MIXED,
  KEY_MIXED_ANY,
  KEY_MIXED_R_SMALL,
  KEY_SMALL,
  KEY_OFF_CURVE,
  KEY_SPELLED,
  KINDS
};

// `variant`: any number; the kind has less than VARIANTS that differ.
#define VARIANTS SPELLINGS

static void make(size_t place, enum kind kind, uint32_t variant) {
  struct one *one = &ones[place];
  struct signature *signature = &signatures[place];
  *signature = (struct signature){.key = draw_below(GOOD_KEYS), .bytes = one->bytes, .message = one->message};
  signature->length = draw_below(16) ? draw_below(300) : MESSAGE_MAX;
  if (kind == DAMAGED_MESSAGE || kind == DAMAGED_LENGTH) signature->length++;
  if (kind == KEY_MIXED || kind == KEY_MIXED_ANY || kind == KEY_MIXED_R_SMALL)
    signature->key = MIXED + variant % MIXED_KEYS;
  if (kind == KEY_SMALL) signature->key = SMALL + variant % SMALL_KEYS;
  if (kind == KEY_OFF_CURVE) signature->key = OFF_CURVE + variant % OFF_CURVE_KEYS;
  if (kind == KEY_SPELLED) signature->key = SPELLED + variant % SPELLINGS;
  switch (kind) {
    case R_MIXED: sign(one, signature, 1 + variant % 7, ANY); break;
    case R_SMALL: sign_nothing(one, signature, torsion[variant % 8], ANY); break;
    case R_SPELLED: sign_nothing(one, signature, spellings[variant % SPELLINGS], ANY); break;
    case R_OPPOSITE: sign_opposite(one, signature); break;
    case KEY_MIXED: sign_mixed(one, signature, 1 + variant % MIXED_KEYS, false); break;
    case KEY_MIXED_R_SMALL: sign_mixed(one, signature, 1 + variant % MIXED_KEYS, true); break;
    case KEY_SMALL: sign_mixed(one, signature, variant % SMALL_KEYS, false); break;
    case KEY_OFF_CURVE:
    case KEY_SPELLED: sign(one, signature, 0, 0); break;
    default: sign(one, signature, 0, ANY);
  }
  if (kind == DAMAGED_R) flip(one->bytes, 32);
  if (kind == DAMAGED_S) flip(one->bytes + 32, 32);
  if (kind == DAMAGED_MESSAGE) flip(one->message, signature->length);
  if (kind == DAMAGED_LENGTH) signature->length--;
  if (kind == OTHER_KEY) signature->key = (signature->key + 1) % GOOD_KEYS;
  if (kind == S_HIGH_BITS) one->bytes[63] |= (uint8_t)(16 << variant % 4);
  if (kind == S_AND_ORDER)
    for (uint32_t i = 0; i <= variant % 14; i++) sodium_add(one->bytes + 32, order, 32);
}

// --- verdicts ---

static bool libsodium_holds(size_t i) {
  const struct signature *s = &signatures[i];
  return __real_crypto_sign_verify_detached(s->bytes, s->message, s->length, keys[s->key]) == 0;
}

// That all of the first `count` get libsodium's verdict, and how many it is.
static size_t expect_verdicts(const struct signature_tables *tables, size_t count) {
  bool expected[BATCH];
  size_t holding = 0;
  for (size_t i = 0; i < count; i++) {
    expected[i] = libsodium_holds(i);
    signatures[i].holds = !expected[i];
    holding += expected[i];
  }
  asked = 0;
  ck_assert_int_eq(signature_tables_check(tables, signatures, count), SCR_OK);
  for (size_t i = 0; i < count; i++)
    if (signatures[i].holds != expected[i]) ck_abort_msg("signature %zu, key %zu", i, signatures[i].key);
  return holding;
}

static const struct scr_group *group;

static void set_up(void) {
  ck_assert_int_ge(sodium_init(), 0);
  group = scr_group_by_name("Ed25519");
  drawn = 0;
  tables_n = tables_bytes = 0;
  make_torsion();
  make_spellings();
  make_keys();
}

static void tear_down(void) {
  kernel_use(NULL);
}

// NULL: there is no such kernel.
static struct signature_tables *open_tables(int kernel_number, uint64_t expected) {
  struct signature_tables *tables;
  const struct kernel *kernel = kernel_fitting(group, (size_t)kernel_number);
  if (!kernel) return NULL;
  kernel_use(kernel->name);
  ck_assert_int_eq(signature_tables_new(&tables, keys, KEYS, expected), SCR_OK);
  return tables;
}

// And libsodium has nothing to decide.
START_TEST(good_signatures_hold) {
  struct signature_tables *tables = open_tables(_i, MANY);
  for (long i = 0; tables && i < kit_cases(CASES); i += BATCH) {
    for (size_t k = 0; k < BATCH; k++) make(k, GOOD, 0);
    ck_assert_uint_eq(expect_verdicts(tables, BATCH), BATCH);
    ck_assert_uint_eq(asked, 0);
  }
  signature_tables_free(tables);
}
END_TEST

// Each in every lane; between good ones, which it must not harm.
START_TEST(every_kind_gets_its_verdict) {
  struct signature_tables *tables = open_tables(_i, MANY);
  for (uint32_t variant = 0; tables && variant < VARIANTS; variant++)
    for (enum kind kind = GOOD; kind < KINDS; kind++) {
      size_t lane = variant % KERNEL_LANES_MAX, expected = KERNEL_LANES_MAX - 1;
      for (size_t k = 0; k < KERNEL_LANES_MAX; k++) make(k, k == lane ? kind : GOOD, variant);
      size_t holding = expect_verdicts(tables, KERNEL_LANES_MAX);
      if (kind == GOOD || kind == KEY_MIXED) expected++;
      // Some libsodiums multiply by 8.
      if (kind != R_MIXED && kind != KEY_MIXED_ANY) ck_assert_uint_eq(holding, expected);
    }
  signature_tables_free(tables);
}
END_TEST

START_TEST(mixtures_get_their_verdicts) {
  struct signature_tables *tables = open_tables(_i, MANY);
  for (long i = 0; tables && i < kit_cases(CASES); i += BATCH) {
    for (size_t k = 0; k < BATCH; k++) make(k, draw_below(3) ? GOOD : draw_below(KINDS), draw_below(VARIANTS));
    (void)expect_verdicts(tables, BATCH);
  }
  signature_tables_free(tables);
}
END_TEST

START_TEST(any_number_can_be_asked) {
  static const size_t counts[] = {0, 1, 2, 7, 8, 9, 63, 64, 65, 127, 128, 129};
  struct signature_tables *tables = open_tables(_i, MANY);
  for (size_t c = 0; tables && c < sizeof counts / sizeof *counts; c++) {
    for (size_t k = 0; k <= counts[c]; k++) make(k, k % 3 == 2 ? DAMAGED_S : GOOD, 0);
    for (int beyond = 0; beyond < 2; beyond++) {
      signatures[counts[c]].holds = beyond;
      (void)expect_verdicts(tables, counts[c]);
      ck_assert_uint_eq(asked, counts[c] / 3);
      ck_assert_int_eq(signatures[counts[c]].holds, beyond);
    }
  }
  signature_tables_free(tables);
}
END_TEST

// Where tables would cost more than they save, libsodium is asked.
START_TEST(few_signatures_need_no_tables) {
  struct signature_tables *tables = open_tables(_i, KEYS);
  if (tables) {
    ck_assert_uint_eq(tables_n, 0);
    for (size_t k = 0; k < BATCH; k++) make(k, (enum kind)(k % KINDS), (uint32_t)k);
    (void)expect_verdicts(tables, BATCH);
    ck_assert_uint_eq(asked, BATCH);
  }
  signature_tables_free(tables);
}
END_TEST

// RFC 8032, section 7.1: all of it.
START_TEST(the_rfcs_signatures_hold) {
  static const struct {
    const char *key, *message, *signature;
  } vectors[] = {
      {"d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
       "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe2"
       "4"
       "655141438e7a100b"},
      {"3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
       "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302ae"
       "e"
       "b00d291612bb0c00"},
      {"fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
       "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28"
       "d"
       "c027beceea1ec40a"},
      {"278117fc144c72340f67d0f2316e8386ceffbf2b2428c9c51fef7c597f1d426e",
       "08b8b2b733424243760fe426a4b54908632110a66c2f6591eabd3345e3e4eb98fa6e264bf09efe12ee50f8f54e9f77b1e355f6c50544e23"
       "f"
       "b1433ddf73be84d879de7c0046dc4996d9e773f4bc9efe5738829adb26c81b37c93a1b270b20329d658675fc6ea534e0810a4432826bf58"
       "c"
       "941efb65d57a338bbd2e26640f89ffbc1a858efcb8550ee3a5e1998bd177e93a7363c344fe6b199ee5d02e82d522c4feba15452f80288a8"
       "2"
       "1a579116ec6dad2b3b310da903401aa62100ab5d1a36553e06203b33890cc9b832f79ef80560ccb9a39ce767967ed628c6ad573cb116dbe"
       "f"
       "efd75499da96bd68a8a97b928a8bbc103b6621fcde2beca1231d206be6cd9ec7aff6f6c94fcd7204ed3455c68c83f4a41da4af2b74ef5c5"
       "3"
       "f1d8ac70bdcb7ed185ce81bd84359d44254d95629e9855a94a7c1958d1f8ada5d0532ed8a5aa3fb2d17ba70eb6248e594e1a2297acbbb39"
       "d"
       "502f1a8c6eb6f1ce22b3de1a1f40cc24554119a831a9aad6079cad88425de6bde1a9187ebb6092cf67bf2b13fd65f27088d78b7e883c875"
       "9"
       "d2c4f5c65adb7553878ad575f9fad878e80a0c9ba63bcbcc2732e69485bbc9c90bfbd62481d9089beccf80cfe2df16a2cf65bd92dd597b0"
       "7"
       "07e0917af48bbb75fed413d238f5555a7a569d80c3414a8d0859dc65a46128bab27af87a71314f318c782b23ebfe808b82b0ce26401d2e2"
       "2"
       "f04d83d1255dc51addd3b75a2b1ae0784504df543af8969be3ea7082ff7fc9888c144da2af58429ec96031dbcad3dad9af0dcbaaaf268cb"
       "8"
       "fcffead94f3c7ca495e056a9b47acdb751fb73e666c6c655ade8297297d07ad1ba5e43f1bca32301651339e22904cc8c42f58c30c04aafd"
       "b"
       "038dda0847dd988dcda6f3bfd15c4b4c4525004aa06eeff8ca61783aacec57fb3d1f92b0fe2fd1a85f6724517b65e614ad6808d6f6ee34d"
       "f"
       "f7310fdc82aebfd904b01e1dc54b2927094b2db68d6f903b68401adebf5a7e08d78ff4ef5d63653a65040cf9bfd4aca7984a74d37145986"
       "7"
       "80fc0b16ac451649de6188a7dbdf191f64b5fc5e2ab47b57f7f7276cd419c17a3ca8e1b939ae49e488acba6b965610b5480109c8b17b80e"
       "1"
       "b7b750dfc7598d5d5011fd2dcc5600a32ef5b52a1ecc820e308aa342721aac0943bf6686b64b2579376504ccc493d97e6aed3fb0f9cd71a"
       "4"
       "3dd497f01f17c0e2cb3797aa2a2f256656168e6c496afc5fb93246f6b1116398a346f1a641f3b041e989f7914f90cc2c7fff357876e506b"
       "5"
       "0d334ba77c225bc307ba537152f3f1610e4eafe595f6d9d90d11faa933a15ef1369546868a7f3a45a96768d40fd9d03412c091c6315cf4f"
       "d"
       "e7cb68606937380db2eaaa707b4c4185c32eddcdd306705e4dc1ffc872eeee475a64dfac86aba41c0618983f8741c5ef68d3a101e8a3b8c"
       "a"
       "c60c905c15fc910840b94c00a0b9d0",
       "0aab4c900501b3e24d7cdf4663326a3a87df5e4843b2cbdb67cbf6e460fec350aa5371b1508f9f4528ecea23c436d94b5e8fcd4f681e30a"
       "6"
       "ac00a9704a188a03"},
      {"ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
       "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80"
       "e"
       "2a9ac94fa54ca49f",
       "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17"
       "a"
       "d9bef1177331a704"},
  };
  enum { VECTORS = sizeof vectors / sizeof *vectors };
  for (size_t i = 0; i < VECTORS; i++) {
    size_t length, message;
    ck_assert_int_eq(sodium_hex2bin(keys[i], 32, vectors[i].key, 64, NULL, &length, NULL), 0);
    ck_assert_int_eq(sodium_hex2bin(ones[i].bytes, 64, vectors[i].signature, 128, NULL, &length, NULL), 0);
    ck_assert_int_eq(sodium_hex2bin(ones[i].message, MESSAGE_MAX, vectors[i].message, strlen(vectors[i].message), NULL,
                                    &message, NULL),
                     0);
    signatures[i] = (struct signature){.key = i, .bytes = ones[i].bytes, .message = ones[i].message, .length = message};
  }
  struct signature_tables *tables = open_tables(_i, MANY);
  if (tables) {
    ck_assert_uint_eq(expect_verdicts(tables, VECTORS), VECTORS);
    ck_assert_uint_eq(asked, 0);
  }
  signature_tables_free(tables);
}
END_TEST

START_TEST(tables_are_limited) {
  static const size_t counts[] = {0, 1, 2, 3, 4, 6, 8, 16, 32, 63, 64};
  struct signature_tables *tables;
  for (size_t i = 0; i < 64; i++) memcpy(keys[i], keys[i % GOOD_KEYS], 32);
  kernel_use(kernel_fitting(group, 0)->name);
  for (size_t c = 0; c < sizeof counts / sizeof *counts; c++)
    for (uint64_t expected = 1000; expected < UINT64_C(1) << 60; expected *= 1000) {
      tables_n = tables_bytes = 0;
      ck_assert_int_eq(signature_tables_new(&tables, keys, counts[c], expected), SCR_OK);
      ck_assert_uint_le(tables_bytes, 8 << 20);
      if (counts[c] > 0 && expected > 1000) ck_assert_uint_eq(tables_n, counts[c] + 1);
      signature_tables_free(tables);
    }
}
END_TEST

int main(void) {
  Suite *suite = suite_create("signatures with tables");
  TCase *each = begin_case(suite, "each kernel", set_up, tear_down);
  tcase_add_loop_test(each, good_signatures_hold, 0, KIT_KERNELS_MAX);
  tcase_add_loop_test(each, every_kind_gets_its_verdict, 0, KIT_KERNELS_MAX);
  tcase_add_loop_test(each, mixtures_get_their_verdicts, 0, KIT_KERNELS_MAX);
  tcase_add_loop_test(each, any_number_can_be_asked, 0, KIT_KERNELS_MAX);
  tcase_add_loop_test(each, few_signatures_need_no_tables, 0, KIT_KERNELS_MAX);
  tcase_add_loop_test(each, the_rfcs_signatures_hold, 0, KIT_KERNELS_MAX);
  tcase_add_test(begin_case(suite, "once", set_up, tear_down), tables_are_limited);
  return run_suite(suite);
}
