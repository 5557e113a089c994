// SPDX-License-Identifier: Apache-2.0
// PINs, what is kept of them, and the list that entry points get (PIN-1, PIN-2, PIN-3, PIN-4).
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scrutineer/secret.h"
#include "tests/support/suite.h"

#define UUID "8QbAcnHnFFgCTU"
#define HANDLE "7vKq2MfPzB"
#define COUNT(array) ((int)(sizeof(array) / sizeof *(array)))

// Of the PIN 1234-5678 and the two above, with the salt "0123456789abcdef": calculated by another program, from RFC 9106.
#define KNOWN "$argon2id$v=19$m=19456,t=2,p=1$MDEyMzQ1Njc4OWFiY2RlZg$/AbMbbWOcWroTUA32uyjkVAiZe/b5RG5Wz+ZxaX6ldw"
#define HEAD "$argon2id$v=19$m=19456,t=2,p=1$"
#define SALT "MDEyMzQ1Njc4OWFiY2RlZg"
#define TAG "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

static struct scr_secret_pin pin_of(const char *typed) {
  struct scr_secret_pin pin;
  ck_assert_int_eq(scr_secret_pin_read(&pin, typed, strlen(typed)), SCR_OK);
  return pin;
}

// --- PINs and handles ---

START_TEST(every_digit_of_a_pin_comes_about_equally_often_in_every_place) {
  unsigned seen[SCR_PIN_DIGITS][10] = {{0}};
  for (int i = 0; i < 20000; i++) {
    struct scr_secret_pin pin;
    ck_assert_int_eq(scr_secret_pin_generate(&pin), SCR_OK);
    for (size_t place = 0; place < SCR_PIN_DIGITS; place++) {
      ck_assert(pin.digit[place] >= '0' && pin.digit[place] <= '9');
      seen[place][pin.digit[place] - '0']++;
    }
  }
  // 2000 are expected, with a standard deviation of 42: seven of them are left to chance.
  for (size_t place = 0; place < SCR_PIN_DIGITS; place++)
    for (int digit = 0; digit < 10; digit++) ck_assert_uint_le(abs((int)seen[place][digit] - 2000), 300);
}
END_TEST

START_TEST(a_pin_is_written_in_two_groups_and_read_back) {
  struct scr_text text = SCR_TEXT_INIT;
  struct scr_secret_pin pin = pin_of("00120034"), again;
  scr_secret_add_pin(&text, &pin);
  ck_assert_str_eq(text.bytes, "0012-0034");
  ck_assert(text.secret);
  again = pin_of(text.bytes);
  ck_assert_mem_eq(&again, &pin, sizeof pin);
  scr_text_wipe(&text);
  scr_secret_pin_wipe(&pin);
  ck_assert_mem_eq(pin.digit, "\0\0\0\0\0\0\0\0", SCR_PIN_DIGITS);
}
END_TEST

static const char *const good_pins[] = {"12345678", "1234-5678", "1234 5678", "  1234-5678\r\n", "\t12345678 "};

START_TEST(a_pin_may_be_typed_with_a_hyphen_or_a_blank_in_the_middle) {
  struct scr_secret_pin pin = pin_of(good_pins[_i]);
  ck_assert_mem_eq(pin.digit, "12345678", SCR_PIN_DIGITS);
}
END_TEST

static const char *const bad_pins[] = {"",
                                       "1234567",
                                       "123456789",
                                       "1234--5678",
                                       "12345-678",
                                       "1234-567",
                                       "1234-56789",
                                       "1234/5678",
                                       "1234:5678",
                                       "1234567a",
                                       "/2345678",
                                       "1234567:",
                                       "-12345678",
                                       "1234 567 ",
                                       ("\xb1"
                                        "2345678"),
                                       "1234-567\xb8"};

START_TEST(what_is_no_pin_is_refused_and_nothing_is_changed) {
  struct scr_secret_pin pin = pin_of("11112222");
  ck_assert_int_eq(scr_secret_pin_read(&pin, bad_pins[_i], strlen(bad_pins[_i])), SCR_E_PIN_FORM);
  ck_assert_mem_eq(pin.digit, "11112222", SCR_PIN_DIGITS);
}
END_TEST

START_TEST(handles_have_their_form_and_differ) {
  char a[SCR_HANDLE_LENGTH + 1], b[SCR_HANDLE_LENGTH + 1];
  for (int i = 0; i < 1000; i++) {
    ck_assert_int_eq(scr_secret_handle_generate(a), SCR_OK);
    ck_assert_int_eq(scr_secret_handle_generate(b), SCR_OK);
    ck_assert(scr_secret_handle_is(a, strlen(a)));
    ck_assert_str_ne(a, b);
  }
  static const char *const none[] = {"",           "7vKq2MfPz",  "7vKq2MfPzBB", "7vKq2MfPz0",
                                     "7vKq2MfPzI", "7vKq2MfPzl", "7vKq2-fPzB"};
  for (int i = 0; i < COUNT(none); i++) ck_assert(!scr_secret_handle_is(none[i], strlen(none[i])));
}
END_TEST

// --- verifiers ---

START_TEST(a_verifier_that_another_program_made_is_checked_as_it_should) {
  struct scr_secret_pin right = pin_of("1234-5678"), wrong = pin_of("1234-5679");
  ck_assert(scr_secret_verifier_is(KNOWN, strlen(KNOWN)));
  ck_assert_int_eq(scr_secret_pin_check(KNOWN, &right, UUID, HANDLE), SCR_OK);
  ck_assert_int_eq(scr_secret_pin_check(KNOWN, &wrong, UUID, HANDLE), SCR_E_PIN_WRONG);
}
END_TEST

START_TEST(a_verifier_fits_its_pin_its_handle_and_its_election_alone) {
  struct scr_secret_pin pin = pin_of("1234-5678");
  char verifier[SCR_VERIFIER_LENGTH + 1], other[SCR_VERIFIER_LENGTH + 1];
  ck_assert_int_eq(scr_secret_pin_verifier(verifier, &pin, UUID, HANDLE), SCR_OK);
  ck_assert_int_eq(scr_secret_pin_verifier(other, &pin, UUID, HANDLE), SCR_OK);
  ck_assert_str_ne(verifier, other);  // each has a salt of its own
  ck_assert(scr_secret_verifier_is(verifier, strlen(verifier)));
  ck_assert_int_eq(scr_secret_pin_check(verifier, &pin, UUID, HANDLE), SCR_OK);
  ck_assert_int_eq(scr_secret_pin_check(other, &pin, UUID, HANDLE), SCR_OK);
  ck_assert_int_eq(scr_secret_pin_check(verifier, &pin, UUID, "7vKq2MfPzC"), SCR_E_PIN_WRONG);
  ck_assert_int_eq(scr_secret_pin_check(verifier, &pin, "8QbAcnHnFFgCTV", HANDLE), SCR_E_PIN_WRONG);
  struct scr_secret_pin next = pin_of("1234-5679");
  ck_assert_int_eq(scr_secret_pin_check(verifier, &next, UUID, HANDLE), SCR_E_PIN_WRONG);
}
END_TEST

START_TEST(no_pin_is_right_where_there_is_no_verifier) {
  struct scr_secret_pin pin = pin_of("0000-0000");
  ck_assert_int_eq(scr_secret_pin_check(NULL, &pin, UUID, HANDLE), SCR_E_PIN_WRONG);
}
END_TEST

static const char *const bad_verifiers[] = {
    "",
    HEAD SALT "$" TAG "A",
    HEAD SALT "$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    HEAD SALT "$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB",  // a bit too many
    HEAD "MDEyMzQ1Njc4OWFiY2RlZh$" TAG,                        // likewise
    HEAD "MDEyMzQ1Njc4OWFiY2Rl=g$" TAG,
    HEAD SALT "." TAG,
    "$argon2id$v=19$m=19455,t=2,p=1$" SALT "$" TAG,  // cheaper
    "$argon2id$v=19$m=99999,t=2,p=1$" SALT "$" TAG,  // dearer
    "$argon2id$v=19$m=19456,t=1,p=1$" SALT "$" TAG,
    "$argon2id$v=16$m=19456,t=2,p=1$" SALT "$" TAG,
    "$argon2ie$v=19$m=19456,t=2,p=1$" SALT "$" TAG,
};

START_TEST(a_verifier_has_one_form_and_one_price) {
  ck_assert(scr_secret_verifier_is(HEAD SALT "$" TAG, SCR_VERIFIER_LENGTH));
  ck_assert(!scr_secret_verifier_is(bad_verifiers[_i], strlen(bad_verifiers[_i])));
}
END_TEST

// --- the list ---

#define ENTRY(handle, credential) \
  "{\"handle\":\"" handle "\",\"credential\":\"" credential "\",\"verifier\":\"" HEAD SALT "$" TAG "\"}"
#define LIST(entries) "{\"format\":\"scrutineer-verifiers-1\",\"uuid\":\"" UUID "\",\"entries\":[" entries "]}"
#define GOOD LIST(ENTRY("1111111111", "cc") "," ENTRY("1111111112", "aa") "," ENTRY("zzzzzzzzzz", "bb"))

START_TEST(the_list_is_read_and_written_in_one_form_and_searched_both_ways) {
  struct scr_secret_verifiers list;
  struct scr_text text = SCR_TEXT_INIT;
  ck_assert_int_eq(scr_secret_verifiers_read(&list, GOOD, strlen(GOOD)), SCR_OK);
  scr_secret_add_verifiers(&text, &list);
  ck_assert_str_eq(text.bytes, GOOD);
  ck_assert(text.secret);
  ck_assert_str_eq(list.uuid, UUID);
  ck_assert_ptr_eq(scr_secret_verifiers_find(&list, "1111111112"), &list.entries[1]);
  ck_assert_ptr_null(scr_secret_verifiers_find(&list, "1111111113"));
  ck_assert_ptr_null(scr_secret_verifiers_find(&list, "111111111"));
  ck_assert_ptr_eq(scr_secret_verifiers_find_credential(&list, "aa"), &list.entries[1]);
  ck_assert_ptr_eq(scr_secret_verifiers_find_credential(&list, "bb"), &list.entries[2]);
  ck_assert_ptr_eq(scr_secret_verifiers_find_credential(&list, "cc"), &list.entries[0]);
  ck_assert_ptr_null(scr_secret_verifiers_find_credential(&list, "ca"));
  ck_assert_ptr_null(scr_secret_verifiers_find_credential(&list, ""));
  scr_text_wipe(&text);
  scr_secret_verifiers_free(&list);
  scr_secret_verifiers_free(&list);  // is empty now
}
END_TEST

static const struct {
  const char *text;
  enum scr_status status;
} bad_lists[] = {
    {"", SCR_E_JSON_SYNTAX},
    {LIST(""), SCR_E_JSON_FIELD},
    {LIST(ENTRY("1111111112", "aa") "," ENTRY("1111111111", "bb")), SCR_E_VERIFIERS_FORM},
    {LIST(ENTRY("1111111111", "aa") "," ENTRY("1111111111", "bb")), SCR_E_VERIFIERS_FORM},
    {LIST(ENTRY("1111111111", "aa") "," ENTRY("1111111112", "aa")), SCR_E_VERIFIERS_FORM},
    {LIST(ENTRY("111111111", "aa")), SCR_E_VERIFIERS_FORM},
    {LIST(ENTRY("111111111l", "aa")), SCR_E_VERIFIERS_FORM},
    {"{\"format\":\"scrutineer-verifiers-2\",\"uuid\":\"" UUID "\",\"entries\":[" ENTRY("1111111111", "aa") "]}",
     SCR_E_VERIFIERS_FORM},
    {"{\"format\":\"scrutineer-verifiers-1\",\"uuid\":\"short\",\"entries\":[" ENTRY("1111111111", "aa") "]}",
     SCR_E_VERIFIERS_FORM},
    {"{\"format\":\"scrutineer-verifiers-1\",\"uuid\":1,\"entries\":[" ENTRY("1111111111", "aa") "]}",
     SCR_E_VERIFIERS_FORM},
    {LIST("{\"handle\":\"1111111111\",\"credential\":\"aa\",\"verifier\":\"$argon2id$\"}"), SCR_E_VERIFIERS_FORM},
    {LIST("{\"handle\":\"1111111111\",\"credential\":\"aa\",\"verifier\":1}"), SCR_E_VERIFIERS_FORM},
    {LIST("{\"handle\":\"1111111111\",\"credential\":1,\"verifier\":\"" HEAD SALT "$" TAG "\"}"), SCR_E_JSON_TYPE},
    {LIST("{\"credential\":\"aa\",\"handle\":\"1111111111\",\"verifier\":\"" HEAD SALT "$" TAG "\"}"),
     SCR_E_JSON_FIELD},
    {LIST("{\"handle\":\"1111111111\",\"credential\":\"aa\",\"verifier\":\"" HEAD SALT "$" TAG "\",\"pin\":\"1\"}"),
     SCR_E_JSON_FIELD},
    {LIST(ENTRY("1111111111", "aa")) "\n", SCR_E_JSON_CANONICAL},
};

START_TEST(a_list_of_another_form_is_refused) {
  struct scr_secret_verifiers list = {.count = 77};
  enum scr_status status = scr_secret_verifiers_read(&list, bad_lists[_i].text, strlen(bad_lists[_i].text));
  ck_assert_msg(status == bad_lists[_i].status, "%s: %s, not %s", bad_lists[_i].text, scr_status_id(status),
                scr_status_id(bad_lists[_i].status));
  ck_assert_uint_eq(list.count, 77);
}
END_TEST

START_TEST(entries_are_put_in_order_and_doubled_ones_are_refused) {
  struct scr_secret_verifier entries[3] = {{"zzzzzzzzzz", (char *)(uintptr_t) "b", ""},
                                           {"1111111111", (char *)(uintptr_t) "c", ""},
                                           {"2222222222", (char *)(uintptr_t) "a", ""}};
  struct scr_secret_verifiers list = {.count = 3, .entries = entries};
  ck_assert_int_eq(scr_secret_verifiers_sort(&list), SCR_OK);
  ck_assert_str_eq(entries[0].handle, "1111111111");
  ck_assert_str_eq(entries[2].handle, "zzzzzzzzzz");
  ck_assert_ptr_eq(scr_secret_verifiers_find_credential(&list, "a"), &entries[1]);
  entries[1].credential = entries[0].credential;
  ck_assert_int_eq(scr_secret_verifiers_sort(&list), SCR_E_VERIFIERS_FORM);
  entries[1].credential = (char *)(uintptr_t) "a";
  memcpy(entries[1].handle, entries[0].handle, sizeof entries[1].handle);
  ck_assert_int_eq(scr_secret_verifiers_sort(&list), SCR_E_VERIFIERS_FORM);
  free(list.by_credential);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("pins");
  TCase *tests = tcase_create("pins");
  tcase_add_test(tests, every_digit_of_a_pin_comes_about_equally_often_in_every_place);
  tcase_add_test(tests, a_pin_is_written_in_two_groups_and_read_back);
  tcase_add_loop_test(tests, a_pin_may_be_typed_with_a_hyphen_or_a_blank_in_the_middle, 0, COUNT(good_pins));
  tcase_add_loop_test(tests, what_is_no_pin_is_refused_and_nothing_is_changed, 0, COUNT(bad_pins));
  tcase_add_test(tests, handles_have_their_form_and_differ);
  tcase_add_test(tests, a_verifier_that_another_program_made_is_checked_as_it_should);
  tcase_add_test(tests, a_verifier_fits_its_pin_its_handle_and_its_election_alone);
  tcase_add_test(tests, no_pin_is_right_where_there_is_no_verifier);
  tcase_add_loop_test(tests, a_verifier_has_one_form_and_one_price, 0, COUNT(bad_verifiers));
  tcase_add_test(tests, the_list_is_read_and_written_in_one_form_and_searched_both_ways);
  tcase_add_loop_test(tests, a_list_of_another_form_is_refused, 0, COUNT(bad_lists));
  tcase_add_test(tests, entries_are_put_in_order_and_doubled_ones_are_refused);
  suite_add_tcase(suite, tests);
  return run_suite(suite);
}
