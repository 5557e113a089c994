// SPDX-License-Identifier: Apache-2.0
// The roll: which columns are read, what is an error and what a registrar is shown, and that no name is changed on the
// way into the roll's own form and back.
#include "tests/support/roll_fixture.h"
#include "tests/support/suite.h"

// --- columns ---

START_TEST(columns_are_found_by_name_in_any_order) {
  import("weight,name,address,eligible,email,number,branch\n3,Ann,1 High Street,no,ann@example.org,M1,North\n");
  ck_assert_uint_eq(scr_roll_errors(roll), 0);
  const struct scr_member *member = scr_roll_member(roll, 0);
  ck_assert_str_eq(member->number, "M1");
  ck_assert_str_eq(member->name, "Ann");
  ck_assert_str_eq(member->branch, "North");
  ck_assert_str_eq(member->email, "ann@example.org");
  ck_assert_str_eq(member->address, "1 High Street");
  ck_assert(!member->eligible);
  ck_assert_uint_eq(member->weight, 3);
}
END_TEST

START_TEST(columns_can_be_given_other_names_and_separators) {
  static const char *const columns[SCR_MEMBER_FIELDS] = {
      [SCR_MEMBER_NUMBER] = "Mitglied Nr.", [SCR_MEMBER_NAME] = "Nom, pr\xc3\xa9nom", [SCR_MEMBER_WEIGHT] = "number"};
  static const char semicolons[] = "Mitglied Nr.;Nom, pr\xc3\xa9nom;number;email\nM1;Ann;2;a@example.org\n";
  static const char tabs[] = "Mitglied Nr.\tNom, pr\xc3\xa9nom\tnumber\temail\nM1\tAnn\t2\ta@example.org\n";
  for (int i = 0; i < 2; i++) {
    const char *text = i ? tabs : semicolons;
    import_bytes(text, strlen(text), i ? '\t' : ';', columns);
    ck_assert_uint_eq(scr_roll_errors(roll), 0);
    expect_member(0, "M1", "Ann", 2);
    ck_assert_uint_eq(scr_roll_member(roll, 0)->weight, 2);
    ck_assert_str_eq(scr_roll_member(roll, 0)->email, "a@example.org");
  }
}
END_TEST

START_TEST(what_is_not_given_has_its_default) {
  import(HEAD "1,Ann\n");
  const struct scr_member *member = scr_roll_member(roll, 0);
  ck_assert_str_eq(member->branch, "");
  ck_assert_str_eq(member->email, "");
  ck_assert_str_eq(member->address, "");
  ck_assert(member->eligible);
  ck_assert_uint_eq(member->weight, 1);
}
END_TEST

static const char *const bad_headers[] = {"name\nAnn\n",
                                          "number\n1\n",
                                          "Number,name\n1,Ann\n",
                                          "number,name,name\n1,Ann,Bea\n",
                                          "number,number,name\n1,1,Ann\n",
                                          "number,name,email,email\n1,Ann,,\n"};

START_TEST(a_column_that_is_missing_or_stands_twice_is_an_error_of_the_first_line) {
  import(bad_headers[_i]);
  expect_error(SCR_ROLL_COLUMN, 1, 0);
}
END_TEST

START_TEST(a_column_that_was_asked_for_by_name_must_be_there) {
  static const char *const columns[SCR_MEMBER_FIELDS] = {[SCR_MEMBER_EMAIL] = "Mail"};
  static const char text[] = "number,name,email\n1,Ann,a@example.org\n";
  struct scr_roll_finding finding = {0};
  import_bytes(text, sizeof text - 1, ',', columns);
  expect_error(SCR_ROLL_COLUMN, 1, 0);
  (void)findings_of(&finding, SCR_ROLL_COLUMN);
  ck_assert_str_eq(finding.detail, "email");
}
END_TEST

// --- errors ---

START_TEST(a_repeated_membership_number_names_both_lines) {
  import(HEAD "1,Ann\n2,Bea\n3,Cid\n2,Dora\n");
  expect_error(SCR_ROLL_NUMBER, 5, 3);
  import(HEAD "1,Ann\n 1\t,Bea\n");  // the same but for blanks
  expect_error(SCR_ROLL_NUMBER, 3, 2);
}
END_TEST

START_TEST(numbers_are_texts_that_differ_in_any_byte) {
  import(HEAD "1,Ann\n01,Bea\nm1,Cid\nM1,Dora\n1.,Eve\n");
  ck_assert_uint_eq(scr_roll_errors(roll), 0);
  ck_assert_uint_eq(scr_roll_count(roll), 5);
  ck_assert_str_eq(scr_roll_find(roll, "01")->name, "Bea");
  ck_assert_str_eq(scr_roll_find(roll, "M1")->name, "Dora");
  ck_assert_ptr_null(scr_roll_find(roll, "001"));
  ck_assert_ptr_null(scr_roll_find(roll, ""));
}
END_TEST

START_TEST(a_required_field_that_is_empty_is_an_error_that_names_it) {
  static const char *const texts[] = {HEAD "1,Ann\n,Bea\n", HEAD "1,Ann\n2,\n", HEAD "1,Ann\n2,\" \"\n"};
  struct scr_roll_finding finding = {0};
  import(texts[_i]);
  expect_error(SCR_ROLL_MISSING, 3, 0);
  (void)findings_of(&finding, SCR_ROLL_MISSING);
  ck_assert_str_eq(finding.detail, _i == 0 ? "number" : "name");
}
END_TEST

START_TEST(two_empty_fields_are_two_missing_ones_and_no_repetition) {
  struct scr_roll_finding finding;
  import(HEAD ",Ann\n,Bea\n");
  ck_assert_uint_eq(findings_of(&finding, SCR_ROLL_MISSING), 2);
  ck_assert_uint_eq(findings_of(&finding, SCR_ROLL_NUMBER), 0);
  import(HEAD "1,\n2,\n");
  ck_assert_uint_eq(findings_of(&finding, SCR_ROLL_MISSING), 2);
  ck_assert_uint_eq(findings_of(&finding, SCR_ROLL_SAME_NAME), 0);
}
END_TEST

START_TEST(a_number_of_64_bytes_is_taken_and_one_more_is_an_error) {
  char *fits = repeated(HEAD, '7', 64, ",Ann\n"), *longer = repeated(HEAD, '7', 65, ",Ann\n");
  import(fits);
  ck_assert_uint_eq(scr_roll_count(roll), 1);
  import(longer);
  expect_error(SCR_ROLL_LONG, 2, 0);
  free(fits);
  free(longer);
}
END_TEST

static const struct {
  const char *word;
  int eligible;  // -1: an error
} eligibles[] = {{"", 1},      {"yes", 1}, {"YES", 1}, {"true", 1},   {"1", 1},  {"y", 1},        {"no", 0}, {"No", 0},
                 {"false", 0}, {"0", 0},   {"n", 0},   {"maybe", -1}, {"2", -1}, {"\"no,\"", -1}, {"-", -1}};

START_TEST(eligible_is_yes_or_no_or_an_error) {
  char text[64];
  (void)snprintf(text, sizeof text, "number,name,eligible\n1,Ann,%s\n", eligibles[_i].word);
  import(text);
  if (eligibles[_i].eligible < 0) {
    expect_error(SCR_ROLL_ELIGIBLE, 2, 0);
  } else {
    ck_assert_uint_eq(scr_roll_errors(roll), 0);
    ck_assert_int_eq(scr_roll_member(roll, 0)->eligible, eligibles[_i].eligible);
  }
}
END_TEST

static const struct {
  const char *word;
  uint64_t weight;  // 0: an error
} weights[] = {{"", 1},
               {"1", 1},
               {"2147483648", UINT64_C(2147483648)},
               {"007", 7},
               {"0", 0},
               {"-1", 0},
               {"1.5", 0},
               {"+1", 0},
               {"1e3", 0},
               {"x", 0},
               {"0x1", 0},
               {"2147483649", 0},
               {"9999999999", 0},
               {"18446744073709551617", 0}};

START_TEST(a_weight_is_a_whole_number_in_its_bounds_or_an_error) {
  char text[80];
  (void)snprintf(text, sizeof text, "number,name,weight\n1,Ann,%s\n", weights[_i].word);
  import(text);
  if (weights[_i].weight == 0) {
    expect_error(SCR_ROLL_WEIGHT, 2, 0);
  } else {
    ck_assert_uint_eq(scr_roll_errors(roll), 0);
    ck_assert_uint_eq(scr_roll_member(roll, 0)->weight, weights[_i].weight);
  }
}
END_TEST

// An empty file has no header either; it must be an error all the same.
START_TEST(a_roll_without_members_is_an_error) {
  import(HEAD);
  expect_error(SCR_ROLL_EMPTY, 1, 0);
  import("");
  ck_assert_uint_eq(scr_roll_errors(roll), 1);
  ck_assert_uint_eq(scr_roll_count(roll), 0);
  import("\xef\xbb\xbf");
  ck_assert_uint_eq(scr_roll_errors(roll), 1);
}
END_TEST

// --- findings ---

#define MAIL "number,name,email\n"

static const struct {
  const char *text;
  enum scr_roll_problem problem;
  size_t line, other_line;
} findings[] = {
    {MAIL "1,Ann,a@x.org\n2,Bea,b@x.org\n3,Ann,c@x.org\n", SCR_ROLL_SAME_NAME, 4, 2},
    {MAIL "1,Ann,a@x.org\n2,Bea,b@x.org\n3,Cid,a@x.org\n", SCR_ROLL_SAME_EMAIL, 4, 2},
    {MAIL "1,Ann,a@x.org\n2,Bea,\n3,Cid,c@x.org\n", SCR_ROLL_NO_EMAIL, 3, 0},
    {MAIL "1,Ann,a@x.org\n2, Bea,b@x.org\n", SCR_ROLL_BLANKS, 3, 0},
    {MAIL "1,Ann,a@x.org\n2,Bea\t ,b@x.org\n", SCR_ROLL_BLANKS, 3, 0},
    {MAIL "1,Ann,a@x.org\n2,Be\xe2\x80\x8b"
          "a,b@x.org\n",
     SCR_ROLL_INVISIBLE, 3, 0},  // zero-width space
    {MAIL "1,Ann,a@x.org\n2,Be\xe2\x80\xae"
          "a,b@x.org\n",
     SCR_ROLL_INVISIBLE, 3, 0},  // right-to-left override
    {MAIL "1,Ann,a@x.org\n2,Be\xe2\x81\xa6"
          "a,b@x.org\n",
     SCR_ROLL_INVISIBLE, 3, 0},  // isolate
    {MAIL "1,Ann,a@x.org\n2,Be\xc2\xad"
          "a,b@x.org\n",
     SCR_ROLL_INVISIBLE, 3, 0},  // soft hyphen
    {MAIL "1,Ann,a@x.org\n2,Be\xef\xbb\xbf"
          "a,b@x.org\n",
     SCR_ROLL_INVISIBLE, 3, 0},                                               // byte-order mark inside
    {MAIL "1,Ann,a@x.org\n2,\"Be\na\",b@x.org\n", SCR_ROLL_INVISIBLE, 3, 0},  // a line's end
    {MAIL "1,Ann,a@x.org\n2,Be\x7f"
          "a,b@x.org\n",
     SCR_ROLL_INVISIBLE, 3, 0},
    {MAIL "1,Ann,a@x.org\n2,B\xd0\xb5"
          "a,b@x.org\n",
     SCR_ROLL_MIXED, 3, 0},  // Cyrillic e in Bea
    {MAIL "1,Ann,a@x.org\n2,Lee \xce\x92"
          "ea,b@x.org\n",
     SCR_ROLL_MIXED, 3, 0},  // Greek beta as B
    {"number,name,email,shoe size\n1,Ann,a@x.org,7\n", SCR_ROLL_IGNORED, 1, 0},
};

// ROL-2.
START_TEST(what_a_registrar_should_look_at_is_found_with_its_line_and_is_no_error) {
  size_t count;
  import(findings[_i].text);
  ck_assert(!scr_roll_problem_is_error(findings[_i].problem));
  expect_finding(findings[_i].problem, findings[_i].line, findings[_i].other_line);
  (void)scr_roll_findings(&count, roll);
  ck_assert_uint_eq(count, 1);  // and nothing else
  ck_assert_uint_eq(scr_roll_errors(roll), 0);
  ck_assert_uint_gt(scr_roll_count(roll), 0);
}
END_TEST

START_TEST(an_ordinary_roll_gives_no_findings) {
  size_t count;
  import(MAIL "1,Ann Smith,a@x.org\n2,Anna Smith,b@x.org\n3,\xd0\x90\xd0\xbd\xd0\xbd\xd0\xb0 Lee,c@x.org\n");
  (void)scr_roll_findings(&count, roll);
  ck_assert_uint_eq(count, 0);  // a word in Cyrillic beside one in Latin letters is no mixture
}
END_TEST

START_TEST(blanks_around_a_field_are_dropped_inside_they_stay) {
  import(MAIL " 1 ,\t Ann  B.  Smith , a@x.org\n");
  expect_member(0, "1", "Ann  B.  Smith", 2);
  ck_assert_str_eq(scr_roll_member(roll, 0)->email, "a@x.org");
}
END_TEST

START_TEST(every_problem_has_an_id_of_its_own_and_a_sentence) {
  for (int i = 0; i < SCR_ROLL_PROBLEM_COUNT; i++) {
    ck_assert(strncmp(scr_roll_problem_id((enum scr_roll_problem)i), "roll.", 5) == 0);
    ck_assert(scr_roll_problem_sentence((enum scr_roll_problem)i)[0] != '\0');
    for (int j = 0; j < i; j++)
      ck_assert_str_ne(scr_roll_problem_id((enum scr_roll_problem)i), scr_roll_problem_id((enum scr_roll_problem)j));
  }
}
END_TEST

// --- names ---

static const char *const names[] = {
    "Suharto",  // one word
    "X",
    ("O'Neill-\xc3\x93 Br\xc3\xa1"
     "daigh"),
    "Jos\x65\xcc\x81",  // a combining accent: not composed
    "Nguy\xe1\xbb\x85n V\xc4\x83n A",
    "\xd0\x90\xd0\xbd\xd0\xbd\xd0\xb0 \xd0\x9a\xd0\xb0\xd1\x80\xd0\xb5\xd0\xbd\xd0\xb8\xd0\xbd\xd0\xb0",
    "\xce\x95\xce\xbb\xce\xad\xce\xbd\xce\xb7",
    "\xd7\x93\xd7\x95\xd7\x93 \xd7\x9b\xd7\x94\xd7\x9f",  // right to left
    "\xd9\x81\xd8\xa7\xd8\xb7\xd9\x85\xd8\xa9 \xd8\xb9\xd9\x84\xd9\x8a",
    "\xd9\x85\xdb\x8c\xe2\x80\x8c\xd8\xae\xd9\x88\xd8\xa7\xd9\x87\xd9\x85",  // with a joiner that Persian needs
    "\xe0\xa4\x95\xe0\xa5\x8d\xe2\x80\x8d\xe0\xa4\xb7",
    "\xe5\xbc\xa0\xe4\xbc\x9f",
    "\xed\x99\x8d\xea\xb8\xb8\xeb\x8f\x99",
    "\xf0\xa0\xae\xb7\xe9\x87\x8e",  // beyond the basic plane
    "\xf0\x9f\x97\xb3 Ann",
    "\"Ann\" \\ /",
    "x\xc2\xa0y",  // a space that does not break
};

// In CSV: in quotes, with quotes doubled.
static void add_quoted(struct scr_text *text, const char *name) {
  scr_text_add(text, "\"");
  for (; *name; name++) scr_text_add_bytes(text, *name == '"' ? "\"\"" : name, *name == '"' ? 2 : 1);
  scr_text_add(text, "\"");
}

START_TEST(a_name_in_any_script_comes_through_unchanged) {
  struct scr_text text = SCR_TEXT_INIT, own = SCR_TEXT_INIT;
  struct scr_roll *again = NULL;
  scr_text_add(&text, HEAD "1,");
  add_quoted(&text, names[_i]);
  import(text.bytes);
  ck_assert_uint_eq(scr_roll_errors(roll), 0);
  ck_assert_str_eq(scr_roll_member(roll, 0)->name, names[_i]);
  scr_text_add_roll(&own, roll);
  ck_assert_int_eq(scr_roll_read(&again, own.bytes, own.length), SCR_OK);
  ck_assert_str_eq(scr_roll_member(again, 0)->name, names[_i]);
  scr_roll_free(again);
  scr_text_free(&own);
  scr_text_free(&text);
}
END_TEST

// --- the roll's own form ---

START_TEST(the_roll_is_read_back_as_it_was_written) {
  struct scr_text first = SCR_TEXT_INIT, second = SCR_TEXT_INIT;
  struct scr_roll *again = NULL;
  import(
      "number,name,branch,email,address,eligible,weight\n"
      "M1,\"Ann \"\"Nan\"\" \\ Smith\",North,a@x.org,\"1 High Street\nTown\",no,2147483648\n"
      "M2,\xf0\x9f\x97\xb3,,,,yes,1\n"
      "\"M,3\",\"\x01\x1f\x7f\",S,c@x.org,,,7\n");
  ck_assert_uint_eq(scr_roll_errors(roll), 0);
  scr_text_add_roll(&first, roll);
  ck_assert_int_eq(scr_roll_read(&again, first.bytes, first.length), SCR_OK);
  ck_assert_uint_eq(scr_roll_count(again), 3);
  for (size_t i = 0; i < 3; i++) {
    const struct scr_member *a = scr_roll_member(roll, i), *b = scr_roll_member(again, i);
    ck_assert_str_eq(a->number, b->number);
    ck_assert_str_eq(a->name, b->name);
    ck_assert_str_eq(a->branch, b->branch);
    ck_assert_str_eq(a->email, b->email);
    ck_assert_str_eq(a->address, b->address);
    ck_assert_int_eq(a->eligible, b->eligible);
    ck_assert_uint_eq(a->weight, b->weight);
    ck_assert_uint_eq(b->line, i + 2);
  }
  scr_text_add_roll(&second, again);
  ck_assert_uint_eq(first.length, second.length);
  ck_assert_mem_eq(first.bytes, second.bytes, first.length);
  scr_roll_free(again);
  scr_text_free(&first);
  scr_text_free(&second);
}
END_TEST

#define MEMBER(number, eligible, weight)                                                         \
  "{\"number\":\"" number                                                                        \
  "\",\"name\":\"Ann\",\"branch\":\"\",\"email\":\"\",\"address\":\"\",\"eligible\":\"" eligible \
  "\",\"weight\":\"" weight "\"}"
#define ROLL(members) "{\"format\":\"scrutineer-roll-1\",\"members\":[" members "]}"

static const struct {
  const char *text;
  enum scr_status status;
} documents[] = {
    {ROLL(MEMBER("1", "yes", "1")), SCR_OK},
    {ROLL(MEMBER("1", "yes", "1") "," MEMBER("2", "no", "2")), SCR_OK},
    {"", SCR_E_JSON_SYNTAX},
    {"{", SCR_E_JSON_SYNTAX},
    {ROLL("") "x", SCR_E_JSON_SYNTAX},
    {"[]", SCR_E_JSON_TYPE},
    {"{\"format\":\"scrutineer-roll-2\",\"members\":[]}", SCR_E_JSON_FIELD},
    {"{\"format\":\"scrutineer-roll-1\"}", SCR_E_JSON_FIELD},
    {"{\"format\":\"scrutineer-roll-1\",\"members\":{}}", SCR_E_JSON_TYPE},
    {"{\"format\":\"scrutineer-roll-1\",\"members\":[],\"x\":1}", SCR_E_JSON_FIELD},
    {ROLL(""), SCR_E_TEXT},
    {ROLL("1"), SCR_E_JSON_TYPE},
    {ROLL("{\"number\":\"1\"}"), SCR_E_JSON_FIELD},
    {ROLL(MEMBER("", "yes", "1")), SCR_E_TEXT},
    {ROLL(MEMBER("1", "perhaps", "1")), SCR_E_TEXT},
    {ROLL(MEMBER("1", "yes", "0")), SCR_E_TEXT},
    {ROLL(MEMBER("1", "yes", "1") "," MEMBER("1", "yes", "1")), SCR_E_TEXT},
};

START_TEST(a_roll_file_that_was_changed_by_hand_is_checked_like_any_other) {
  struct scr_roll *read = NULL;
  enum scr_status status = scr_roll_read(&read, documents[_i].text, strlen(documents[_i].text));
  ck_assert_msg(status == documents[_i].status, "%s: %s", documents[_i].text, scr_status_id(status));
  ck_assert((read != NULL) == (status == SCR_OK));
  scr_roll_free(read);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("roll");
  TCase *tests = tcase_create("roll");
  tcase_add_checked_fixture(tests, NULL, let_go);
  tcase_add_test(tests, columns_are_found_by_name_in_any_order);
  tcase_add_test(tests, columns_can_be_given_other_names_and_separators);
  tcase_add_test(tests, what_is_not_given_has_its_default);
  tcase_add_loop_test(tests, a_column_that_is_missing_or_stands_twice_is_an_error_of_the_first_line, 0,
                      COUNT(bad_headers));
  tcase_add_test(tests, a_column_that_was_asked_for_by_name_must_be_there);
  tcase_add_test(tests, a_repeated_membership_number_names_both_lines);
  tcase_add_test(tests, numbers_are_texts_that_differ_in_any_byte);
  tcase_add_loop_test(tests, a_required_field_that_is_empty_is_an_error_that_names_it, 0, 3);
  tcase_add_test(tests, two_empty_fields_are_two_missing_ones_and_no_repetition);
  tcase_add_test(tests, a_number_of_64_bytes_is_taken_and_one_more_is_an_error);
  tcase_add_loop_test(tests, eligible_is_yes_or_no_or_an_error, 0, COUNT(eligibles));
  tcase_add_loop_test(tests, a_weight_is_a_whole_number_in_its_bounds_or_an_error, 0, COUNT(weights));
  tcase_add_test(tests, a_roll_without_members_is_an_error);
  tcase_add_loop_test(tests, what_a_registrar_should_look_at_is_found_with_its_line_and_is_no_error, 0,
                      COUNT(findings));
  tcase_add_test(tests, an_ordinary_roll_gives_no_findings);
  tcase_add_test(tests, blanks_around_a_field_are_dropped_inside_they_stay);
  tcase_add_test(tests, every_problem_has_an_id_of_its_own_and_a_sentence);
  tcase_add_loop_test(tests, a_name_in_any_script_comes_through_unchanged, 0, COUNT(names));
  tcase_add_test(tests, the_roll_is_read_back_as_it_was_written);
  tcase_add_loop_test(tests, a_roll_file_that_was_changed_by_hand_is_checked_like_any_other, 0, COUNT(documents));
  suite_add_tcase(suite, tests);
  return run_suite(suite);
}
