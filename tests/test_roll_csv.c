// SPDX-License-Identifier: Apache-2.0
// The roll's CSV file: RFC 4180 as it is, and everything else an error with its line.
#include "tests/support/roll_fixture.h"
#include "tests/support/suite.h"

// --- CSV as RFC 4180 has it ---

static const struct {
  const char *text, *name;
} quotings[] = {
    {HEAD "1,Ann\n", "Ann"},
    {HEAD "1,Ann", "Ann"},  // no line's end after the last line
    {"number,name\r\n1,Ann\r\n", "Ann"},
    {"number,name\r\n1,Ann\n", "Ann"},            // one as the other
    {"\xef\xbb\xbfnumber,name\n1,Ann\n", "Ann"},  // a byte-order mark
    {HEAD "1,\"Ann\"\n", "Ann"},
    {HEAD "1,\"Ann\"", "Ann"},
    {HEAD "\"1\",\"Smith, Ann\"\r\n", "Smith, Ann"},
    {HEAD "1,\"Ann \"\"Nan\"\" Smith\"\n", "Ann \"Nan\" Smith"},
    {HEAD "1,\"\"\"\"\n", "\""},
    {HEAD "1,\"Ann\nSmith\"\n", "Ann\nSmith"},
    {HEAD "1,\"Ann\r\nSmith\"\n", "Ann\r\nSmith"},
    {"\"number\",\"name\"\n1,Ann\n", "Ann"},
    {HEAD "1,A'n`n\\\n", "A'n`n\\"},  // neither is special
    {HEAD "1,#Ann\n", "#Ann"},
    {HEAD "1,Ann\tBea\n", "Ann\tBea"},
};

START_TEST(a_field_is_read_as_rfc_4180_writes_it) {
  import(quotings[_i].text);
  ck_assert_uint_eq(scr_roll_errors(roll), 0);
  ck_assert_uint_eq(scr_roll_count(roll), 1);
  expect_member(0, "1", quotings[_i].name, 2);
}
END_TEST

START_TEST(a_newline_in_quotes_counts_as_a_line_of_the_file) {
  import(HEAD "1,\"Ann\nSmith\"\n2,Bea\n3,\"C\n\n\n\"\n4,Dora\n4,Eve\n");
  expect_error(SCR_ROLL_NUMBER, 10, 9);
  import(HEAD "1,\"Ann\nSmith\"\n2,Bea\n");
  expect_member(1, "2", "Bea", 4);
}
END_TEST

static const struct {
  const char *text;
  enum scr_roll_problem problem;
  size_t line;
} malformed[] = {
    {HEAD "1,An\"n\n", SCR_ROLL_LINE, 2},  // a stray quote
    {HEAD "1,Ann\"\n", SCR_ROLL_LINE, 2},
    {HEAD "1,\"Ann\"x\n", SCR_ROLL_LINE, 2},  // something behind a closing quote
    {HEAD "1,\"Ann\" \n", SCR_ROLL_LINE, 2},
    {HEAD "1,Ann\n2, \"Bea\"\n", SCR_ROLL_LINE, 3},
    {HEAD "1,Ann\n2,\"Bea\n3,Cid\n", SCR_ROLL_LINE, 3},  // not closed: the line where it begins
    {HEAD "1,Ann\n2,\"", SCR_ROLL_LINE, 3},
    {HEAD "1,A\rnn\n", SCR_ROLL_LINE, 2},
    {HEAD "1,Ann\r", SCR_ROLL_LINE, 2},
    {"number,na\"me\n1,Ann\n", SCR_ROLL_LINE, 1},
    {HEAD "1,Ann\n2\n", SCR_ROLL_FIELDS, 3},
    {HEAD "1,Ann,x\n2,Bea\n", SCR_ROLL_FIELDS, 2},
    {HEAD "1,Ann,\n", SCR_ROLL_FIELDS, 2},
    {HEAD "1,Ann\n\n2,Bea\n", SCR_ROLL_FIELDS, 3},  // an empty line is a record with one field
    {HEAD "1,Ann\n2,\xff\n", SCR_ROLL_LINE, 3},
    {HEAD "1,\xc3\n", SCR_ROLL_LINE, 2},  // cut short
    {HEAD "1,Ann\n2,B\xc3", SCR_ROLL_LINE, 3},
    {HEAD "1,\xc0\xaf\n", SCR_ROLL_LINE, 2},  // overlong
    {HEAD "1,\xe0\x80\xaf\n", SCR_ROLL_LINE, 2},
    {HEAD "1,\xed\xa0\x80\n", SCR_ROLL_LINE, 2},      // a surrogate
    {HEAD "1,\xf4\x90\x80\x80\n", SCR_ROLL_LINE, 2},  // above U+10FFFF
    {HEAD "1,\xf8\x88\x80\x80\x80\n", SCR_ROLL_LINE, 2},
    {"\xff\xfen\0u\0", SCR_ROLL_LINE, 1},  // UTF-16
};

START_TEST(a_malformed_line_is_an_error_with_its_number_and_nothing_is_imported) {
  import(malformed[_i].text);
  expect_error(malformed[_i].problem, malformed[_i].line, 0);
}
END_TEST

START_TEST(a_nul_character_is_an_error) {
  static const char text[] = HEAD "1,Ann\n2,Be\0a\n";
  import_bytes(text, sizeof text - 1, ',', defaults);
  expect_error(SCR_ROLL_LINE, 3, 0);
}
END_TEST

START_TEST(every_malformed_line_is_reported_not_the_first_alone) {
  static const size_t lines[] = {2, 4, 5};
  size_t count, lines_n = 0;
  import(HEAD "1,A\"nn\n2,Bea\n3,\"Cid\"x\n4\n5,Eve\n");
  const struct scr_roll_finding *all = scr_roll_findings(&count, roll);
  for (size_t i = 0; i < count; i++) {
    if (!scr_roll_problem_is_error(all[i].problem)) continue;
    ck_assert_uint_lt(lines_n, 3);
    ck_assert_uint_eq(all[i].line, lines[lines_n++]);
  }
  ck_assert_uint_eq(lines_n, 3);
  ck_assert_uint_eq(scr_roll_errors(roll), 3);
  ck_assert_uint_eq(scr_roll_count(roll), 0);
}
END_TEST

// --- limits ---

START_TEST(a_field_of_65536_bytes_is_read_and_one_more_is_refused) {
  for (int quoted = 0; quoted < 2; quoted++) {
    char *fits = repeated(quoted ? HEAD "1,\"" : HEAD "1,", 'x', 65536, quoted ? "\"\n" : "\n");
    char *longer = repeated(quoted ? HEAD "1,\"" : HEAD "1,", 'x', 65537, quoted ? "\"\n" : "\n");
    import(fits);
    ck_assert_uint_eq(scr_roll_count(roll), 1);
    ck_assert_uint_eq(strlen(scr_roll_member(roll, 0)->name), 65536);
    import(longer);
    expect_error(SCR_ROLL_LINE, 2, 0);
    free(fits);
    free(longer);
  }
}
END_TEST

START_TEST(a_line_of_256_fields_is_read_and_one_more_is_refused) {
  char *header = repeated("number,name", ',', 254, "\n1,Ann"), *fits = repeated(header, ',', 254, "\n");
  char *wider = repeated("number,name", ',', 255, "\n1,Ann\n");
  import(fits);
  ck_assert_uint_eq(scr_roll_errors(roll), 0);
  expect_member(0, "1", "Ann", 2);
  import(wider);
  expect_error(SCR_ROLL_LINE, 1, 0);
  free(header);
  free(fits);
  free(wider);
}
END_TEST

// The length alone is looked at: there are no such bytes.
START_TEST(a_file_above_the_limit_is_refused_before_it_is_read) {
  struct scr_roll *untouched = NULL;
  ck_assert_int_eq(scr_roll_import(&untouched, "", SCR_ROLL_BYTES_MAX + 1, ',', defaults), SCR_E_LIMIT);
  ck_assert_ptr_null(untouched);
}
END_TEST

START_TEST(a_hundred_errors_are_kept_and_all_are_counted) {
  struct scr_text text = SCR_TEXT_INIT;
  struct scr_roll_finding first;
  scr_text_add(&text, HEAD);
  for (int i = 0; i < 250; i++) scr_text_add(&text, "x\n");
  import(text.bytes);
  ck_assert_uint_eq(scr_roll_errors(roll), 250);
  ck_assert_uint_eq(findings_of(&first, SCR_ROLL_FIELDS), 100);
  ck_assert_uint_eq(first.line, 2);
  scr_text_free(&text);
}
END_TEST

START_TEST(ten_thousand_findings_are_kept_and_the_roll_is_whole) {
  struct scr_text text = SCR_TEXT_INIT;
  size_t count;
  scr_text_add(&text, HEAD);
  for (int i = 0; i < 10010; i++) scr_text_add_format(&text, "%d,Member %d\n", i, i);
  import(text.bytes);
  (void)scr_roll_findings(&count, roll);
  ck_assert_uint_eq(count, 10000);  // each without an e-mail address
  ck_assert_uint_eq(scr_roll_count(roll), 10010);
  ck_assert_str_eq(scr_roll_find(roll, "10009")->name, "Member 10009");
  scr_text_free(&text);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("roll csv");
  TCase *tests = tcase_create("roll csv");
  tcase_add_checked_fixture(tests, NULL, let_go);
  tcase_add_loop_test(tests, a_field_is_read_as_rfc_4180_writes_it, 0, COUNT(quotings));
  tcase_add_test(tests, a_newline_in_quotes_counts_as_a_line_of_the_file);
  tcase_add_loop_test(tests, a_malformed_line_is_an_error_with_its_number_and_nothing_is_imported, 0, COUNT(malformed));
  tcase_add_test(tests, a_nul_character_is_an_error);
  tcase_add_test(tests, every_malformed_line_is_reported_not_the_first_alone);
  tcase_add_test(tests, a_field_of_65536_bytes_is_read_and_one_more_is_refused);
  tcase_add_test(tests, a_line_of_256_fields_is_read_and_one_more_is_refused);
  tcase_add_test(tests, a_file_above_the_limit_is_refused_before_it_is_read);
  tcase_add_test(tests, a_hundred_errors_are_kept_and_all_are_counted);
  tcase_add_test(tests, ten_thousand_findings_are_kept_and_the_roll_is_whole);
  suite_add_tcase(suite, tests);
  return run_suite(suite);
}
