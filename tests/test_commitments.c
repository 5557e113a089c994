// SPDX-License-Identifier: Apache-2.0
// The commitments to the roll and to the links: the same for the same secret, another one for whatever is changed, and opened
// value by value (REC-9, REC-10, REC-11).
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scrutineer/commitments.h"
#include "scrutineer/merkle.h"
#include "scrutineer/secret.h"
#include "tests/support/roll_fixture.h"
#include "tests/support/suite.h"

#define HEADER "number,name,branch,email,address,eligible,weight\n"
#define ANN "M1,Ann,North,ann@example.org,1 High Street,yes,2\n"
#define BEN "M2,Ben,South,ben@example.org,2 High Street,no,1\n"
#define CHLOE "M3,Chloe,,,,yes,1\n"

static const char *const credentials[] = {"abc0", NULL, "abc1"};
static const struct scr_link links[] = {{false, 2}, {true, 0}, {false, 0}, {true, 1}};
#define LINKS (sizeof links / sizeof *links)

static struct scr_secret_salt secret_of(char digit) {
  struct scr_secret_salt secret;
  char hex[SCR_SALT_HEX];
  memset(hex, digit, sizeof hex);
  ck_assert_int_eq(scr_secret_salt_read(&secret, hex, sizeof hex), SCR_OK);
  return secret;
}

static struct scr_hash roll_root(const char *text, const char *const *of, char digit) {
  struct scr_secret_salt secret = secret_of(digit);
  struct scr_merkle *tree;
  struct scr_hash root;
  import(text);
  ck_assert_uint_eq(scr_roll_errors(roll), 0);
  ck_assert_int_eq(scr_secret_commit_roll(&tree, &secret, roll, of), SCR_OK);
  ck_assert_uint_eq(scr_merkle_size(tree), scr_roll_count(roll));
  scr_merkle_root(&root, tree, scr_merkle_size(tree));
  scr_merkle_free(tree);
  return root;
}

static struct scr_hash links_root(const struct scr_link *of, size_t count, char digit) {
  struct scr_secret_salt secret = secret_of(digit);
  struct scr_merkle *tree;
  struct scr_hash root;
  ck_assert_int_eq(scr_secret_commit_links(&tree, &secret, of, count), SCR_OK);
  scr_merkle_root(&root, tree, count);
  scr_merkle_free(tree);
  return root;
}

static bool same(struct scr_hash a, struct scr_hash b) {
  return scr_hash_equal(&a, &b);
}

// --- the roll ---

START_TEST(a_roll_has_one_commitment_under_one_secret) {
  struct scr_hash root = roll_root(HEADER ANN BEN CHLOE, credentials, '1');
  ck_assert(same(root, roll_root(HEADER ANN BEN CHLOE, credentials, '1')));
  ck_assert(!same(root, roll_root(HEADER ANN BEN CHLOE, credentials, '2')));
  let_go();
}
END_TEST

START_TEST(every_field_is_committed_to) {
  static const char *const changed[] = {
      "M4,Ann,North,ann@example.org,1 High Street,yes,2\n",  "M1,Ana,North,ann@example.org,1 High Street,yes,2\n",
      "M1,Ann,,ann@example.org,1 High Street,yes,2\n",       "M1,Ann,North,ana@example.org,1 High Street,yes,2\n",
      "M1,Ann,North,ann@example.org,1 High Streets,yes,2\n", "M1,Ann,North,ann@example.org,1 High Street,no,2\n",
      "M1,Ann,North,ann@example.org,1 High Street,yes,3\n"};
  static const char *const others[][3] = {{"abc1", NULL, "abc0"}, {NULL, NULL, "abc1"}, {"abc0", "abc2", "abc1"}};
  struct scr_hash root = roll_root(HEADER ANN BEN CHLOE, credentials, '1');
  for (size_t i = 0; i < sizeof changed / sizeof *changed; i++) {
    char text[512];
    (void)snprintf(text, sizeof text, "%s%s%s%s", HEADER, changed[i], BEN, CHLOE);
    ck_assert(!same(root, roll_root(text, credentials, '1')));
  }
  for (size_t i = 0; i < sizeof others / sizeof *others; i++)
    ck_assert(!same(root, roll_root(HEADER ANN BEN CHLOE, others[i], '1')));
  let_go();
}
END_TEST

START_TEST(the_order_of_the_roll_is_committed_to) {
  static const char *const swapped[] = {NULL, "abc0", "abc1"};
  ck_assert(!same(roll_root(HEADER ANN BEN CHLOE, credentials, '1'), roll_root(HEADER BEN ANN CHLOE, swapped, '1')));
  ck_assert(!same(roll_root(HEADER ANN BEN CHLOE, credentials, '1'), roll_root(HEADER ANN BEN, credentials, '1')));
  let_go();
}
END_TEST

// One member twice: the entries differ in their position, and so does every commitment in them.
START_TEST(no_two_positions_share_a_commitment) {
  struct scr_secret_salt secret = secret_of('1');
  struct scr_hash salts[2 * SCR_ROLL_PARTS + 2];
  for (unsigned part = 0; part < SCR_ROLL_PARTS; part++)
    for (uint64_t position = 0; position < 2; position++)
      scr_secret_roll_salt(&salts[2 * part + position], &secret, position, part);
  scr_secret_link_salt(&salts[2 * SCR_ROLL_PARTS], &secret, 0);
  scr_secret_link_salt(&salts[2 * SCR_ROLL_PARTS + 1], &secret, 1);
  for (size_t i = 0; i < sizeof salts / sizeof *salts; i++)
    for (size_t j = 0; j < i; j++) ck_assert(!scr_hash_equal(&salts[i], &salts[j]));
}
END_TEST

START_TEST(an_entry_is_opened_part_by_part_under_the_root) {
  struct scr_secret_salt secret = secret_of('1');
  struct scr_merkle *tree;
  struct scr_merkle_proof proof;
  struct scr_hash root, leaf, salt, commitment;
  struct scr_text entry = SCR_TEXT_INIT;
  char hex[SCR_HASH_HEX + 1], part[SCR_HASH_HEX + 24];
  import(HEADER ANN BEN CHLOE);
  ck_assert_int_eq(scr_secret_commit_roll(&tree, &secret, roll, credentials), SCR_OK);
  scr_merkle_root(&root, tree, 3);
  scr_merkle_inclusion(&proof, tree, 1, 3);
  scr_secret_add_roll_entry(&entry, &secret, 1, scr_roll_member(roll, 1), NULL);
  ck_assert_int_eq(scr_merkle_leaf(&leaf, entry.bytes, entry.length), SCR_OK);
  ck_assert_int_eq(scr_merkle_check_inclusion(&root, 3, &leaf, 1, &proof), SCR_OK);
  ck_assert_int_eq(strncmp(entry.bytes, "{\"position\":1,\"number\":\"", 24), 0);

  static const char *const values[SCR_ROLL_PARTS] = {"M2", "Ben", "South", "ben@example.org", "2 High Street",
                                                     "no", "1",   ""};
  for (unsigned i = 0; i < SCR_ROLL_PARTS; i++) {
    scr_secret_roll_salt(&salt, &secret, 1, i);
    scr_commitment(&commitment, &salt, values[i]);
    scr_hash_hex(hex, &commitment);
    (void)snprintf(part, sizeof part, "\"%s\":\"%s\"", scr_roll_part_name(i), hex);
    ck_assert_ptr_nonnull(strstr(entry.bytes, part));
  }
  scr_text_free(&entry);
  scr_merkle_free(tree);
  let_go();
}
END_TEST

START_TEST(a_commitment_is_the_hash_of_salt_and_value) {
  struct scr_hash salt, commitment, expected;
  uint8_t bytes[SCR_HASH_BYTES + 3];
  memset(&salt, 5, sizeof salt);
  memset(bytes, 5, sizeof salt);
  memcpy(bytes + SCR_HASH_BYTES, "Ann", 3);
  scr_hash(&expected, bytes, sizeof bytes);
  scr_commitment(&commitment, &salt, "Ann");
  ck_assert(scr_hash_equal(&commitment, &expected));
}
END_TEST

// The value of RFC 2104's construction, by OpenSSL: printf 'scrutineer-roll-1 7 name' | openssl dgst -sha256 -mac hmac
// -macopt hexkey:$(printf '1%.0s' {1..64})
START_TEST(salts_are_what_another_program_calculates) {
  struct scr_secret_salt secret = secret_of('1');
  struct scr_hash salt;
  char hex[SCR_HASH_HEX + 1];
  scr_secret_roll_salt(&salt, &secret, 7, SCR_MEMBER_NAME);
  scr_hash_hex(hex, &salt);
  ck_assert_str_eq(hex, "042c9e12b3bab4f8294a93a3265deacaa5ef47e1a2ad8713c50e992a9d25ce67");
  scr_secret_link_salt(&salt, &secret, 7);
  scr_hash_hex(hex, &salt);
  ck_assert_str_eq(hex, "7eeb2fbe8853491177889831613a2cd87be761aa48a2714604b5c45574bbcdfb");
}
END_TEST

// --- links ---

START_TEST(links_are_bound_to_their_positions) {
  struct scr_hash root = links_root(links, LINKS, '1');
  ck_assert(same(root, links_root(links, LINKS, '1')));
  ck_assert(!same(root, links_root(links, LINKS, '2')));
  ck_assert(!same(root, links_root(links, LINKS - 1, '1')));
  for (size_t i = 0; i < LINKS; i++) {
    struct scr_link changed[LINKS];
    memcpy(changed, links, sizeof links);
    changed[i].index += 5;
    ck_assert(!same(root, links_root(changed, LINKS, '1')));
    changed[i] = links[i];
    changed[i].is_spare = !changed[i].is_spare;
    ck_assert(!same(root, links_root(changed, LINKS, '1')));
    changed[i] = links[(i + 1) % LINKS];
    changed[(i + 1) % LINKS] = links[i];
    ck_assert(!same(root, links_root(changed, LINKS, '1')));
  }
}
END_TEST

START_TEST(a_link_says_a_member_s_position_or_which_spare) {
  struct scr_text text = SCR_TEXT_INIT;
  struct scr_hash zero = {{0}};
  scr_text_add_link(&text, &links[0]);
  scr_text_add(&text, ",");
  scr_text_add_link(&text, &links[3]);
  ck_assert_str_eq(text.bytes, "member 2,spare 1");
  scr_text_clear(&text);
  scr_text_add_link_entry(&text, 9, &zero);
  ck_assert_str_eq(text.bytes,
                   "{\"position\":9,\"link\":\"0000000000000000000000000000000000000000000000000000000000000000\"}");
  scr_text_free(&text);
}
END_TEST

// --- the secret ---

START_TEST(the_secret_is_kept_in_one_spelling) {
  static const char wrong[][SCR_SALT_HEX + 2] = {"",
                                                 "1",
                                                 "111111111111111111111111111111111111111111111111111111111111111",
                                                 "11111111111111111111111111111111111111111111111111111111111111111",
                                                 "111111111111111111111111111111111111111111111111111111111111111g",
                                                 "111111111111111111111111111111111111111111111111111111111111111A"};
  struct scr_secret_salt secret = secret_of('a'), before = secret;
  struct scr_text text = SCR_TEXT_SECRET;
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
    ck_assert_int_eq(scr_secret_salt_read(&secret, wrong[i], strlen(wrong[i])), SCR_E_KEY_FORM);
  ck_assert_mem_eq(&secret, &before, sizeof secret);
  scr_secret_add_salt(&text, &secret);
  ck_assert_uint_eq(text.length, SCR_SALT_HEX);
  ck_assert_uint_eq(strspn(text.bytes, "a"), SCR_SALT_HEX);
  ck_assert_int_eq(scr_secret_salt_generate(&secret), SCR_OK);
  ck_assert_mem_ne(&secret, &before, sizeof secret);
  scr_secret_salt_wipe(&secret);
  memset(&before, 0, sizeof before);
  ck_assert_mem_eq(&secret, &before, sizeof secret);
  scr_text_wipe(&text);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("commitments");
  TCase *of_roll = tcase_create("roll"), *of_links = tcase_create("links");
  tcase_add_test(of_roll, a_roll_has_one_commitment_under_one_secret);
  tcase_add_test(of_roll, every_field_is_committed_to);
  tcase_add_test(of_roll, the_order_of_the_roll_is_committed_to);
  tcase_add_test(of_roll, no_two_positions_share_a_commitment);
  tcase_add_test(of_roll, an_entry_is_opened_part_by_part_under_the_root);
  tcase_add_test(of_roll, a_commitment_is_the_hash_of_salt_and_value);
  tcase_add_test(of_roll, salts_are_what_another_program_calculates);
  tcase_add_test(of_links, links_are_bound_to_their_positions);
  tcase_add_test(of_links, a_link_says_a_member_s_position_or_which_spare);
  tcase_add_test(of_links, the_secret_is_kept_in_one_spelling);
  suite_add_tcase(suite, of_roll);
  suite_add_tcase(suite, of_links);
  return run_suite(suite);
}
