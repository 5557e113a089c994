// SPDX-License-Identifier: Apache-2.0
// Groups, scalars and encodings: the published parameters, canonical spellings, and the laws of a group.
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "crypto/group_internal.h"
#include "scrutineer/ballot.h"
#include "scrutineer/elgamal.h"
#include "scrutineer/threshold.h"
#include "tests/support/suite.h"

static const struct scr_group *group_of(int i) {
  return scr_group_at((size_t)i);
}

static enum scr_status parse(struct scr_element *element, const struct scr_group *group, const char *string) {
  return scr_element_parse(element, group, string, strlen(string));
}

// Decimal digits as the specification prints them (GRP-1).
static const char belenios_p[] =
    "206947856914225464010136436575050080649229892957511040971008847870573742192427174019222372544976843381290666331380"
    "7"
    "895840496005438963628979639303877390572280360597374942767137677761889858987273586504908116709931053586778098003079"
    "0"
    "491654063777173764198678527273474476341835600035698305193144284561701911000786737307333564123971732897913240474578"
    "8"
    "344682606523279746479511376726586935821800463179220736688600526271863633860887968821207694323661494910029234443463"
    "7"
    "322214588410058642105024212036543356120132048111885240873107701415166620016231317716937218924807850771182784231749"
    "8"
    "073276598828825169183103125680162072880719";
static const char belenios_q[] = "78571733251071885079927659812671450121821421258408794611510081919805623223441";

START_TEST(parameters_are_the_published_ones) {
  struct scr_text text = SCR_TEXT_INIT;
  const struct scr_group *group = scr_group_by_name("BELENIOS-2048");
  decimal_format(&text, group->p, SCR_LIMBS);
  ck_assert_str_eq(text.bytes, belenios_p);
  scr_text_clear(&text);
  decimal_format(&text, group->q, SCR_LIMBS);
  ck_assert_str_eq(text.bytes, belenios_q);
  scr_text_free(&text);
  // RFC 3526, section 3: the prime begins and ends with 64 ones, and q = (p - 1) / 2.
  group = scr_group_by_name("RFC-3526-2048");
  ck_assert_uint_eq(group->p[0], UINT64_MAX);
  ck_assert_uint_eq(group->p[SCR_LIMBS - 1], UINT64_MAX);
  for (size_t i = 0; i < SCR_LIMBS; i++) {
    uint64_t above = i + 1 < SCR_LIMBS ? group->p[i + 1] : 0;
    ck_assert_uint_eq(group->q[i], group->p[i] >> 1 | above << 63);
  }
}
END_TEST

START_TEST(unknown_groups_are_unknown) {
  ck_assert_ptr_null(scr_group_by_name("Ed448"));
  ck_assert_ptr_null(scr_group_by_name("ed25519"));
  ck_assert_ptr_null(scr_group_by_name(""));
}
END_TEST

START_TEST(the_generator_has_order_q) {
  const struct scr_group *group = group_of(_i);
  struct scr_scalar minus_one, one;
  struct scr_element power;
  scr_scalar_from_u64(&one, group, 1);
  scr_scalar_sub(&minus_one, group, &(struct scr_scalar){{0}}, &one);
  scr_element_exp_var(&power, group, scr_group_generator(group), &minus_one);
  ck_assert(!scr_element_is_identity(group, &power));
  scr_element_mul(&power, group, &power, scr_group_generator(group));
  ck_assert(scr_element_is_identity(group, &power));
}
END_TEST

START_TEST(products_quotients_and_powers_agree) {
  const struct scr_group *group = group_of(_i);
  struct scr_scalar a, b, sum, product;
  struct scr_element ga, gb, left, right;
  for (uint64_t i = 0; i < 20; i++) {
    scr_scalar_from_u64(&a, group, i * i * 977);
    scr_scalar_from_u64(&b, group, UINT64_MAX - i * 31);
    scr_element_exp_var(&ga, group, scr_group_generator(group), &a);
    scr_element_exp_var(&gb, group, scr_group_generator(group), &b);
    scr_scalar_add(&sum, group, &a, &b);
    scr_element_exp_var(&left, group, scr_group_generator(group), &sum);
    scr_element_mul(&right, group, &ga, &gb);
    ck_assert(scr_element_equal(&left, &right));
    scr_element_div(&right, group, &right, &gb);
    ck_assert(scr_element_equal(&right, &ga));
    scr_scalar_mul(&product, group, &a, &b);
    scr_element_exp_var(&left, group, &gb, &a);
    scr_element_exp_var(&right, group, scr_group_generator(group), &product);
    ck_assert(scr_element_equal(&left, &right));
  }
}
END_TEST

START_TEST(elements_are_spelled_in_one_way) {
  const struct scr_group *group = group_of(_i);
  struct scr_text text = SCR_TEXT_INIT;
  struct scr_element read, kept;
  scr_text_add_element(&text, group, scr_group_generator(group));
  ck_assert_int_eq(scr_element_parse(&read, group, text.bytes, text.length), SCR_OK);
  ck_assert(scr_element_equal(&read, scr_group_generator(group)));
  kept = read;
  scr_text_clear(&text);
  scr_text_add(&text, "0");
  scr_text_add_element(&text, group, scr_group_generator(group));
  ck_assert_int_eq(scr_element_parse(&read, group, text.bytes, text.length), SCR_E_ELEMENT_ENCODING);
  ck_assert_int_eq(scr_element_parse(&read, group, text.bytes + 1, text.length - 2),  // a digit less
                   _i == 0            ? SCR_E_ELEMENT_ENCODING
                   : text.length == 2 ? SCR_E_ELEMENT_ENCODING
                                      : SCR_E_ELEMENT_MEMBER);
  ck_assert_int_eq(parse(&read, group, ""), SCR_E_ELEMENT_ENCODING);
  ck_assert_int_eq(parse(&read, group, "0"), SCR_E_ELEMENT_ENCODING);
  ck_assert_int_eq(parse(&read, group, "+2"), SCR_E_ELEMENT_ENCODING);
  ck_assert_int_eq(parse(&read, group, "0x2"), SCR_E_ELEMENT_ENCODING);
  ck_assert(scr_element_equal(&read, &kept));  // unchanged on failure
  scr_text_free(&text);
}
END_TEST

START_TEST(residues_outside_the_subgroup_are_no_members) {
  struct scr_element element;
  struct scr_text text = SCR_TEXT_INIT;
  for (int i = 1; i < 3; i++) {
    const struct scr_group *group = group_of(i);
    struct scr_element minus = {{0}};
    ck_assert_int_eq(parse(&element, group, "1"), SCR_OK);              // the identity is a member
    mpn_sub_n(minus.limb, group->p, group->generator.limb, SCR_LIMBS);  // -g
    scr_text_clear(&text);
    decimal_format(&text, minus.limb, SCR_LIMBS);
    ck_assert_int_eq(scr_element_parse(&element, group, text.bytes, text.length), SCR_E_ELEMENT_MEMBER);
    scr_text_clear(&text);
    decimal_format(&text, group->p, SCR_LIMBS);
    ck_assert_int_eq(scr_element_parse(&element, group, text.bytes, text.length), SCR_E_ELEMENT_ENCODING);
  }
  scr_text_free(&text);
}
END_TEST

START_TEST(points_of_small_order_or_not_on_the_curve_are_no_members) {
  const struct scr_group *group = scr_group_by_name("Ed25519");
  struct scr_element element;
  static const struct {
    const char *point;
    enum scr_status status;
  } cases[] = {
      {"0000000000000000000000000000000000000000000000000000000000000001", SCR_OK},                  // the identity
      {"0000000000000000000000000000000000000000000000000000000000000000", SCR_E_ELEMENT_MEMBER},    // order 4
      {"7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffec", SCR_E_ELEMENT_MEMBER},    // order 2
      {"8000000000000000000000000000000000000000000000000000000000000001", SCR_E_ELEMENT_MEMBER},    // x = 0, odd
      {"7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffee", SCR_E_ELEMENT_ENCODING},  // y = p + 1
      {"7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffed", SCR_E_ELEMENT_ENCODING},  // y = p
      {"ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff", SCR_E_ELEMENT_ENCODING},
      {"0000000000000000000000000000000000000000000000000000000000000002", SCR_E_ELEMENT_MEMBER},  // not on the curve
      {"666666666666666666666666666666666666666666666666666666666666665", SCR_E_ELEMENT_ENCODING},
      {"666666666666666666666666666666666666666666666666666666666666665G", SCR_E_ELEMENT_ENCODING},
      {"A15615B1C7D5F4B3B0F1A15615B1C7D5F4B3B0F1A15615B1C7D5F4B3B0F1AAAA", SCR_E_ELEMENT_ENCODING},
      {"6666666666666666666666666666666666666666666666666666666666666658", SCR_OK},  // the generator
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
    ck_assert_msg(parse(&element, group, cases[i].point) == cases[i].status, "%s", cases[i].point);
}
END_TEST

START_TEST(scalars_are_spelled_in_one_way) {
  const struct scr_group *group = group_of(_i);
  struct scr_text text = SCR_TEXT_INIT;
  struct scr_scalar scalar, minus_one, one;
  scr_scalar_from_u64(&one, group, 1);
  scr_scalar_sub(&minus_one, group, &(struct scr_scalar){{0}}, &one);
  scr_text_add_scalar(&text, group, &minus_one);
  ck_assert_int_eq(scr_scalar_parse(&scalar, group, text.bytes, text.length), SCR_OK);
  ck_assert(scr_scalar_equal(&scalar, &minus_one));
  text.bytes[text.length - 1]++;  // q
  ck_assert_int_eq(scr_scalar_parse(&scalar, group, text.bytes, text.length), SCR_E_SCALAR_RANGE);
  static const char *const wrong[] = {"", "00", "01", "-1", "+1", " 1", "1 ", "0x1", "1.0", "1e0", "a"};
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
    ck_assert_int_eq(scr_scalar_parse(&scalar, group, wrong[i], strlen(wrong[i])), SCR_E_SCALAR_ENCODING);
  ck_assert_int_eq(scr_scalar_parse(&scalar, group, "0", 1), SCR_OK);
  ck_assert(scr_scalar_is_zero(&scalar));
  char many[700];
  memset(many, '9', sizeof many);
  ck_assert_int_eq(scr_scalar_parse(&scalar, group, many, sizeof many), SCR_E_SCALAR_ENCODING);
  ck_assert_int_ne(scr_scalar_parse(&scalar, group, many, 617), SCR_OK);
  scr_text_free(&text);
}
END_TEST

START_TEST(inverses_and_lagrange_coefficients_are_right) {
  const struct scr_group *group = group_of(_i);
  static const uint32_t indices[3] = {1, 3, 7};
  struct scr_scalar sum = {{0}}, coefficient, value, seven, inverse, one;
  scr_scalar_from_u64(&one, group, 1);
  scr_scalar_from_u64(&seven, group, 7);
  scr_scalar_inverse_var(&inverse, group, &seven);
  scr_scalar_mul(&inverse, group, &inverse, &seven);
  ck_assert(scr_scalar_equal(&inverse, &one));
  // f(x) = 5 + 2x + 9x^2 at 1, 3, 7 interpolates to 5 at 0.
  for (size_t i = 0; i < 3; i++) {
    uint64_t x = indices[i];
    scr_scalar_from_u64(&value, group, 5 + 2 * x + 9 * x * x);
    scr_threshold_lagrange_var(&coefficient, group, indices, 3, i);
    scr_scalar_mul(&value, group, &value, &coefficient);
    scr_scalar_add(&sum, group, &sum, &value);
  }
  scr_scalar_from_u64(&value, group, 5);
  ck_assert(scr_scalar_equal(&sum, &value));
}
END_TEST

START_TEST(small_logarithms_are_found_and_large_ones_are_not) {
  const struct scr_group *group = group_of(_i);
  static const uint64_t bounds[] = {0, 1, 2, 3, 860, 100000};
  for (size_t b = 0; b < sizeof bounds / sizeof *bounds; b++) {
    struct scr_logarithm *logarithm = scr_logarithm_new(group, bounds[b]);
    const uint64_t tried[] = {0, bounds[b] / 2, bounds[b], bounds[b] + 1};
    for (size_t i = 0; i < 4; i++) {
      struct scr_scalar exponent;
      struct scr_element power;
      uint64_t found = 0;
      scr_scalar_from_u64(&exponent, group, tried[i]);
      scr_element_exp_var(&power, group, scr_group_generator(group), &exponent);
      enum scr_status status = scr_logarithm_find_var(&found, logarithm, &power);
      ck_assert_int_eq(status, i < 3 ? SCR_OK : SCR_E_RESULT_RANGE);
      if (i < 3) ck_assert_uint_eq(found, tried[i]);
    }
    scr_logarithm_free(logarithm);
  }
}
END_TEST

START_TEST(hashes_have_one_spelling) {
  struct scr_hash hash, read;
  char hex[SCR_HASH_HEX + 1], base64[SCR_HASH_BASE64 + 1];
  scr_hash(&hash, "abc", 3);
  scr_hash_hex(hex, &hash);
  ck_assert_str_eq(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");  // FIPS 180-4
  scr_hash_base64(base64, &hash);
  ck_assert_int_eq(scr_hash_from_hex(&read, hex, 64), SCR_OK);
  ck_assert(scr_hash_equal(&read, &hash));
  ck_assert_int_eq(scr_hash_from_base64(&read, base64, 43), SCR_OK);
  ck_assert(scr_hash_equal(&read, &hash));
  base64[42]++;  // a low bit that carries nothing
  ck_assert_int_eq(scr_hash_from_base64(&read, base64, 43), SCR_E_TEXT);
  hex[0] = 'B';
  ck_assert_int_eq(scr_hash_from_hex(&read, hex, 64), SCR_E_TEXT);
  ck_assert_int_eq(scr_hash_from_hex(&read, hex, 63), SCR_E_TEXT);
}
END_TEST

// Of every length, wherever the pieces end; a hasher that was copied goes on by itself.
START_TEST(bytes_that_come_piece_by_piece_have_the_same_hash) {
  struct scr_hash whole, pieces;
  struct scr_hasher hasher, copy;
  char bytes[200];
  for (size_t i = 0; i < sizeof bytes; i++) bytes[i] = (char)i;
  for (size_t length = 0; length <= sizeof bytes; length++) {
    scr_hash(&whole, bytes, length);
    scr_hash_begin(&hasher);
    scr_hash_add(&hasher, bytes, length / 3);
    scr_hash_copy(&copy, &hasher);
    scr_hash_add(&hasher, "another", 7);
    scr_hash_end(&pieces, &hasher);
    ck_assert(!scr_hash_equal(&pieces, &whole));
    scr_hash_add(&copy, bytes + length / 3, length - length / 3);
    scr_hash_end(&pieces, &copy);
    ck_assert(scr_hash_equal(&pieces, &whole));
  }
}
END_TEST

// Each digit of a hexadecimal spelling is looked at, and each byte that is none is refused.
START_TEST(hexadecimal_digits_are_lower_case_and_nothing_else) {
  struct scr_hash read;
  char hex[SCR_HASH_HEX];
  for (size_t at = 0; at < sizeof hex; at++)
    for (int byte = 0; byte < 256; byte++) {
      memset(hex, '0', sizeof hex);
      hex[at] = (char)byte;
      const char *digit = byte ? strchr("0123456789abcdef", byte) : NULL;
      ck_assert_int_eq(scr_hash_from_hex(&read, hex, sizeof hex), digit ? SCR_OK : SCR_E_TEXT);
      if (!digit) continue;
      int value = digit[0] <= '9' ? digit[0] - '0' : digit[0] - 'a' + 10;
      ck_assert_int_eq(read.byte[at / 2], at % 2 ? value : 16 * value);
    }
}
END_TEST

// Numbers of every length against GMP's own reader; and of each, one byte after the other is replaced by others.
START_TEST(decimal_numbers_of_every_length_are_read) {
  static const char others[] = {'/', ':', '\0', ' ', '-', (char)0xb0, (char)0xff, 'a'};
  char digits[SCR_SPELLING + 2];
  uint64_t limbs[SCR_LIMBS + 1], state = 1;
  mpz_t expected;
  mpz_init(expected);
  for (size_t length = 1; length <= SCR_SPELLING; length++) {
    for (size_t i = 0; i < length; i++) {
      state = state * 6364136223846793005 + 1442695040888963407;
      digits[i] = _i == 0 ? '9' : _i == 1 ? (i == 0 ? '1' : '0') : (char)('1' + (state >> 33) % 9);
    }
    digits[length] = '\0';
    ck_assert(decimal_parse(limbs, SCR_LIMBS + 1, digits, length));
    mpz_set_str(expected, digits, 10);
    for (size_t i = 0; i <= SCR_LIMBS; i++) ck_assert_uint_eq(limbs[i], mpz_getlimbn(expected, (mp_size_t)i));
    ck_assert(decimal_parse(limbs, SCR_LIMBS, digits, length) == (mpz_sizeinbase(expected, 2) <= 64 * SCR_LIMBS));
    for (size_t i = 0; i < length; i++) {
      char kept = digits[i];
      digits[i] = others[(i + length) % sizeof others];
      ck_assert(!decimal_parse(limbs, SCR_LIMBS + 1, digits, length));
      digits[i] = kept;
    }
  }
  memset(digits, '1', sizeof digits);
  ck_assert(!decimal_parse(limbs, SCR_LIMBS + 1, digits, SCR_SPELLING + 1));
  ck_assert(!decimal_parse(limbs, SCR_LIMBS + 1, digits, 0));
  mpz_clear(expected);
}
END_TEST

START_TEST(short_codes_forgive_how_people_type) {
  struct scr_hash hash;
  char code[SCR_CODE_LENGTH + 1], read[SCR_CODE_LENGTH + 1];
  memset(hash.byte, 0, sizeof hash.byte);
  scr_ballot_code(code, &hash);
  ck_assert_str_eq(code, "000-000-000-000");
  ck_assert_int_eq(scr_ballot_code_read(read, "ooo OOO-000000", 14), SCR_OK);
  ck_assert_str_eq(read, code);
  memset(hash.byte, 0xff, sizeof hash.byte);
  scr_ballot_code(code, &hash);
  ck_assert_str_eq(code, "ZZZ-ZZZ-ZZZ-ZZZ");
  ck_assert_int_eq(scr_ballot_code_read(read, "ilILi1-1111-11", 14), SCR_OK);
  ck_assert_str_eq(read, "111-111-111-111");
  ck_assert_int_eq(scr_ballot_code_read(read, "uuu-000-000-000", 15), SCR_E_TEXT);
  ck_assert_int_eq(scr_ballot_code_read(read, "000-000-000-00", 14), SCR_E_TEXT);
  ck_assert_int_eq(scr_ballot_code_read(read, "000-000-000-0000", 16), SCR_E_TEXT);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("groups");
  TCase *each = tcase_create("each group"), *once = tcase_create("once");
  tcase_add_loop_test(each, the_generator_has_order_q, 0, SCR_GROUP_COUNT);
  tcase_add_loop_test(each, products_quotients_and_powers_agree, 0, SCR_GROUP_COUNT);
  tcase_add_loop_test(each, elements_are_spelled_in_one_way, 0, SCR_GROUP_COUNT);
  tcase_add_loop_test(each, scalars_are_spelled_in_one_way, 0, SCR_GROUP_COUNT);
  tcase_add_loop_test(each, inverses_and_lagrange_coefficients_are_right, 0, SCR_GROUP_COUNT);
  tcase_add_loop_test(each, small_logarithms_are_found_and_large_ones_are_not, 0, SCR_GROUP_COUNT);
  tcase_add_test(once, parameters_are_the_published_ones);
  tcase_add_test(once, unknown_groups_are_unknown);
  tcase_add_test(once, residues_outside_the_subgroup_are_no_members);
  tcase_add_test(once, points_of_small_order_or_not_on_the_curve_are_no_members);
  tcase_add_test(once, hashes_have_one_spelling);
  tcase_add_test(once, bytes_that_come_piece_by_piece_have_the_same_hash);
  tcase_add_test(once, hexadecimal_digits_are_lower_case_and_nothing_else);
  tcase_add_loop_test(once, decimal_numbers_of_every_length_are_read, 0, 3);
  tcase_add_test(once, short_codes_forgive_how_people_type);
  suite_add_tcase(suite, each);
  suite_add_tcase(suite, once);
  return run_suite(suite);
}
