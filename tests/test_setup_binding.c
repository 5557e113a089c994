// SPDX-License-Identifier: Apache-2.0
// What binds the setup record to an election, and whether it fits the election's other documents (REC-5, REC-6, REC-7).
#include "tests/support/setup_record_fixture.h"

// --- binding ---

START_TEST(a_description_binds_the_record_after_people_s_words) {
  struct scr_text text = SCR_TEXT_INIT;
  struct scr_hash hash, found;
  memset(&hash, 0xa5, sizeof hash);
  scr_text_add_bound_description(&text, "Who?", &hash);
  ck_assert_uint_eq(text.length, 5 + 1 + 18 + 1 + 64 + 1);
  ck_assert_int_eq(strncmp(text.bytes, "Who? [scrutineer-setup-1 a5a5", 29), 0);
  ck_assert(scr_description_record(&found, text.bytes));
  ck_assert(scr_hash_equal(&hash, &found));
  scr_text_clear(&text);
  scr_text_add_bound_description(&text, "", &hash);
  ck_assert_int_eq(text.bytes[0], '[');
  ck_assert(scr_description_record(&found, text.bytes));
  scr_text_clear(&text);
  scr_text_add_bound_description(&text, NULL, &hash);
  ck_assert_int_eq(text.bytes[0], '[');
  scr_text_free(&text);
}
END_TEST

START_TEST(nothing_else_binds_a_record) {
  struct scr_text text = SCR_TEXT_INIT;
  struct scr_hash hash, found;
  memset(&hash, 0xa5, sizeof hash);
  memset(&found, 7, sizeof found);
  const struct scr_hash before = found;
  ck_assert(!scr_description_record(&found, ""));
  ck_assert(!scr_description_record(&found, "]"));
  scr_text_add_bound_description(&text, "Who?", &hash);
  ck_assert(!scr_description_record(&found, text.bytes + 6));  // no bracket
  scr_text_add(&text, " ");
  ck_assert(!scr_description_record(&found, text.bytes));  // not the very end
  text.bytes[text.length - 1] = '\0';
  text.bytes[text.length - 3] = 'A';
  ck_assert(!scr_description_record(&found, text.bytes));  // not its one spelling
  text.bytes[text.length - 3] = '5';
  ck_assert(scr_description_record(&hash, text.bytes));
  text.bytes[text.length - 2] = ')';
  ck_assert(!scr_description_record(&found, text.bytes));
  text.bytes[text.length - 2] = ']';
  text.bytes[7] = 'S';
  ck_assert(!scr_description_record(&found, text.bytes));
  ck_assert_mem_eq(&found, &before, sizeof found);
  scr_text_free(&text);
}
END_TEST

START_TEST(of_two_bindings_the_last_counts) {
  struct scr_text once = SCR_TEXT_INIT, twice = SCR_TEXT_INIT;
  struct scr_hash first, second, found;
  memset(&first, 1, sizeof first);
  memset(&second, 2, sizeof second);
  scr_text_add_bound_description(&once, "Who?", &first);
  scr_text_add_bound_description(&twice, once.bytes, &second);
  ck_assert(scr_description_record(&found, twice.bytes));
  ck_assert(scr_hash_equal(&found, &second));
  scr_text_free(&once);
  scr_text_free(&twice);
}
END_TEST

// --- beside the other documents ---

static const struct kit_plan weighted = {
    .questions = {{"Who?", {"A", "B"}, 1, 1, false}}, .voters = 4, .weights = {1, 2, 3, 5}, .singles = 1};

// The spelling of a credential on the kit's list.
static char *spelled(const struct kit_election *kit, size_t voter, size_t *position) {
  struct scr_text text = SCR_TEXT_INIT;
  scr_text_add_element(&text, kit->election->group, &kit->credential_key[voter]);
  ck_assert_int_eq(scr_text_ok(&text), SCR_OK);
  *position = scr_credentials_find(kit->credentials, text.bytes, text.length);
  ck_assert_uint_ne(*position, SIZE_MAX);
  return text.bytes;
}

// A record that fits the kit's election: the last two voters' credentials are its spares.
static struct scr_setup_record fitting(struct kit_election *kit) {
  struct scr_setup_record record = make_record();
  const struct scr_text *trustees = kit_setup(kit, KIT_TRUSTEES_DOCUMENT), *list = kit_setup(kit, KIT_CREDENTIALS);
  size_t at[SPARES];
  record.uuid = kit->election->uuid;
  scr_hash(&record.trustees, trustees->bytes, trustees->length);
  scr_hash(&record.credentials, list->bytes, list->length);
  spares[0] = spelled(kit, 2, &at[0]);
  spares[1] = spelled(kit, 3, &at[1]);
  record.members = 2;
  record.weight = 3;
  if (at[0] > at[1]) {
    char *swapped = spares[0];
    spares[0] = spares[1];
    spares[1] = swapped;
  }
  return record;
}

static enum scr_status fits(const struct scr_setup_record *record, struct kit_election *kit) {
  struct scr_setup_record right = *record;
  const struct scr_text *trustees = kit_setup(kit, KIT_TRUSTEES_DOCUMENT), *list = kit_setup(kit, KIT_CREDENTIALS);
  scr_hash(&right.trustees, trustees->bytes, trustees->length);
  scr_hash(&right.credentials, list->bytes, list->length);
  return scr_setup_record_check(record, kit->election, &right.trustees, &right.credentials, kit->credentials);
}

START_TEST(a_record_fits_its_own_election_alone) {
  struct kit_election *kit = kit_make(&weighted);
  struct scr_setup_record record = fitting(kit);
  char *first = spares[0], *second = spares[1], unknown[] = "1234";
  ck_assert_int_eq(fits(&record, kit), SCR_OK);

  record.uuid = uuid;
  ck_assert_int_eq(fits(&record, kit), SCR_E_RECORD_FIT);
  record.uuid = kit->election->uuid;
  record.trustees.byte[31] ^= 1;
  ck_assert_int_eq(fits(&record, kit), SCR_E_RECORD_FIT);
  record.trustees.byte[31] ^= 1;
  record.credentials.byte[0] ^= 1;
  ck_assert_int_eq(fits(&record, kit), SCR_E_RECORD_FIT);
  record.credentials.byte[0] ^= 1;
  record.members++;
  ck_assert_int_eq(fits(&record, kit), SCR_E_RECORD_FIT);
  record.members--;
  record.weight++;
  ck_assert_int_eq(fits(&record, kit), SCR_E_RECORD_FIT);
  record.weight--;
  ck_assert_int_eq(fits(&record, kit), SCR_OK);

  for (record.weight = 0; record.weight <= 11; record.weight++) {  // whatever it says of the others
    spares[0] = second;                                            // not in the list's order
    spares[1] = first;
    ck_assert_int_eq(fits(&record, kit), SCR_E_RECORD_FIT);
    spares[0] = first;
    spares[1] = unknown;
    ck_assert_int_eq(fits(&record, kit), SCR_E_RECORD_FIT);
    spares[1] = first;
    ck_assert_int_eq(fits(&record, kit), SCR_E_RECORD_FIT);
  }
  free(first);
  free(second);
  kit_election_free(kit);
}
END_TEST

// A list that lost an entry to a spare has fewer members than it says, whatever the weights.
START_TEST(one_spare_fewer_is_one_member_more) {
  struct kit_election *kit = kit_make(&weighted);
  struct scr_setup_record record = fitting(kit);
  size_t at;
  char *first = spares[0], *second = spares[1], *third = spelled(kit, 3, &at);
  spares[0] = third;
  record.spares_n = 1;
  record.weight = 6;
  ck_assert_int_eq(fits(&record, kit), SCR_E_RECORD_FIT);
  record.members = 3;
  ck_assert_int_eq(fits(&record, kit), SCR_OK);
  free(first);
  free(second);
  free(third);
  kit_election_free(kit);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("setup record: binding");
  TCase *binding = begin_case(suite, "binding", NULL, NULL);
  tcase_add_test(binding, a_description_binds_the_record_after_people_s_words);
  tcase_add_test(binding, nothing_else_binds_a_record);
  tcase_add_test(binding, of_two_bindings_the_last_counts);
  tcase_add_test(binding, a_record_fits_its_own_election_alone);
  tcase_add_test(binding, one_spare_fewer_is_one_member_more);
  return run_suite(suite);
}
