// SPDX-License-Identifier: Apache-2.0
// Encodings that are not the one canonical form: of JSON, of numbers and group elements, of the archive's own bytes.
// What another program might read all the same must be refused here, with its own reason.
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "scrutineer/ballot.h"
#include "scrutineer/json.h"
#include "tests/support/election_kit.h"
#include "tests/support/suite.h"

static const struct kit_plan plan = {
    .questions = {{"Who?", {"Ann", "Bea"}, 1, 1, false}},
    .voters = 2,
    .singles = 1,
    .votes_n = 2,
    .votes = {{0, {1, 0}}, {1, {0, 1}}},
};
static const struct kit_plan residues_plan = {
    .group = "BELENIOS-2048",
    .questions = {{"Who?", {"Ann", "Bea"}, 1, 1, false}},
    .voters = 2,
    .singles = 1,
    .votes_n = 2,
    .votes = {{0, {1, 0}}, {1, {0, 1}}},
};

enum { SETUP, BALLOT_1, BALLOT_2, CLOSE, TALLY, SHARE, RESULT, EVENTS };

static struct kit_election *kit;

static void set_up(void) {
  kit = kit_make(&plan);
}

static void set_up_residues(void) {
  kit = kit_make(&residues_plan);
}

static void tear_down(void) {
  kit_election_free(kit);
}

static struct scr_text *ballot(void) {
  return &kit->board->events[BALLOT_1].data[0];
}

static void expect_ballot(enum scr_status status) {
  kit_expect_only(kit_verify(kit), SCR_CHECK_BALLOTS_FORM, status, BALLOT_1);
}

// --- JSON ---

START_TEST(json_that_is_not_canonical_is_refused) {
  static const struct {
    const char *old, *new;
    enum scr_status status;
  } changes[] = {
      {"{\"election_uuid\"", "{ \"election_uuid\"", SCR_E_JSON_CANONICAL},  // white space
      {"\"answers\":[", "\"answers\": [", SCR_E_JSON_CANONICAL},
      {"\"answers\":[", "\n\"answers\":[", SCR_E_JSON_CANONICAL},
      {"\"election_uuid\"", "\"election_uui\\u0064\"", SCR_E_JSON_CANONICAL},  // an escape that need not be there
      {"KitKitKitKit11", "KitKitKitKit1\\u0031", SCR_E_JSON_CANONICAL},
      {"\"credential\":", "\"credential\":\"x\",\"credential\":", SCR_E_JSON_DUPLICATE},
      {"\"alpha\":", "\"alpha\":\"x\",\"alpha\":", SCR_E_JSON_DUPLICATE},  // deeper
      {"\"election_uuid\":\"KitKitKitKit11\",", "", SCR_E_JSON_FIELD},     // missing
      {"\"answers\":[", "\"extra\":0,\"answers\":[", SCR_E_JSON_FIELD},    // unknown
      {"\"choices\":[", "\"extra\":0,\"choices\":[", SCR_E_JSON_FIELD},
      {"\"}]}],\"signature\"", "\"}],\"extra\":0}],\"signature\"", SCR_E_JSON_FIELD},
      {"\"}}}", "\"},\"extra\":0}}", SCR_E_JSON_FIELD},
      {",\"answers\":[", ",\"answers\":null,\"questions\":[", SCR_E_JSON_TYPE},  // null for absent
      {",\"signature\":", ",\"comment\":null,\"signature\":", SCR_E_JSON_TYPE},
      {",\"signature\":", ",\"comment\":1,\"signature\":", SCR_E_JSON_FIELD},
      {"\"election_uuid\":\"KitKitKitKit11\"", "\"election_uuid\":1", SCR_E_JSON_TYPE},
      {"\"choices\":[", "\"choices\":1,\"list\":[", SCR_E_JSON_FIELD},
      {"\"alpha\":", "\"alpha\":1,\"a\":", SCR_E_JSON_FIELD},
      {"\"signature\":{\"hash\":", "\"signature\":{\"hash\":1,\"h\":", SCR_E_JSON_FIELD},
      {"\"signature\":{", "\"signature\":[],\"s\":{", SCR_E_JSON_FIELD},
      {"KitKitKitKit11", "KitKitKitKit1\xff", SCR_E_JSON_SYNTAX},          // not UTF-8
      {"KitKitKitKit11", "KitKitKitKit1\xc0\xb1", SCR_E_JSON_SYNTAX},      // an overlong 1
      {"KitKitKitKit11", "KitKitKitKit1\xed\xa0\x80", SCR_E_JSON_SYNTAX},  // a surrogate
      {"KitKitKitKit11", "KitKitKitKit1\x01", SCR_E_JSON_SYNTAX},          // a raw control character
      {"\"answers\":[", "\"answers\":[[[[[[[[[[[[[[[[[[[[", SCR_E_JSON_SYNTAX},
  };
  kit_replace(ballot(), changes[_i].old, changes[_i].new);
  expect_ballot(changes[_i].status);
}
END_TEST

// A value of another type in each place, the rest untouched.
START_TEST(values_of_another_type_are_refused) {
  static const char *const path[][4] = {
      {"election_uuid"},
      {"election_hash"},
      {"credential"},
      {"answers"},
      {"answers", "0"},
      {"answers", "0", "choices"},
      {"answers", "0", "individual_proofs"},
      {"answers", "0", "overall_proof"},
      {"signature"},
      {"signature", "hash"},
      {"signature", "proof"},
      {"signature", "proof", "challenge"},
      {"signature", "proof", "response"},
  };
  struct scr_text *document = ballot();
  json_t *json = json_loadb(document->bytes, document->length, 0, NULL), *at = json;
  size_t depth = 0;
  while (depth < 3 && path[_i][depth + 1]) {
    at = json_is_array(at) ? json_array_get(at, 0) : json_object_get(at, path[_i][depth]);
    depth++;
  }
  if (json_is_array(at))
    ck_assert_int_eq(json_array_set_new(at, 0, json_integer(1)), 0);
  else
    ck_assert_int_eq(json_object_set_new(at, path[_i][depth], json_integer(1)), 0);
  scr_text_clear(document);
  scr_text_add_value(document, json);
  json_decref(json);
  expect_ballot(SCR_E_JSON_TYPE);
}
END_TEST

START_TEST(elements_of_another_type_are_refused) {
  struct scr_text *document = ballot();
  json_t *json = json_loadb(document->bytes, document->length, 0, NULL);
  json_t *answer = json_array_get(json_object_get(json, "answers"), 0);
  json_t *choice = json_array_get(json_object_get(answer, "choices"), 1);
  json_t *proofs = json_object_get(answer, "individual_proofs");
  switch (_i) {
    case 0: ck_assert_int_eq(json_object_set_new(choice, "alpha", json_integer(1)), 0); break;
    case 1: ck_assert_int_eq(json_object_set_new(choice, "beta", json_integer(1)), 0); break;
    case 2: ck_assert_int_eq(json_array_set_new(json_object_get(answer, "choices"), 1, json_integer(1)), 0); break;
    case 3: ck_assert_int_eq(json_array_set_new(proofs, 1, json_integer(1)), 0); break;
    default: ck_assert_int_eq(json_array_set_new(json_array_get(proofs, 1), 1, json_integer(1)), 0); break;
  }
  scr_text_clear(document);
  scr_text_add_value(document, json);
  json_decref(json);
  expect_ballot(SCR_E_JSON_TYPE);
}
END_TEST

START_TEST(reordered_keys_are_refused) {
  char old[200], new[200];
  const char *hash = kit->election->fingerprint;
  (void)snprintf(old, sizeof old, "\"election_uuid\":\"KitKitKitKit11\",\"election_hash\":\"%s\"", hash);
  (void)snprintf(new, sizeof new, "\"election_hash\":\"%s\",\"election_uuid\":\"KitKitKitKit11\"", hash);
  kit_replace(ballot(), old, new);
  expect_ballot(SCR_E_JSON_FIELD);
}
END_TEST

START_TEST(bytes_after_the_end_of_a_document_are_refused) {
  static const char *const tails[] = {"\n", " ", "{}", "x"};
  static const enum scr_status statuses[] = {SCR_E_JSON_CANONICAL, SCR_E_JSON_CANONICAL, SCR_E_JSON_SYNTAX,
                                             SCR_E_JSON_SYNTAX};
  scr_text_add(ballot(), tails[_i]);
  kit_expect(kit_verify(kit), SCR_CHECK_BALLOTS_FORM, statuses[_i], BALLOT_1);
}
END_TEST

START_TEST(a_nul_or_nothing_at_all_is_refused) {
  if (_i == 0)
    scr_text_add_bytes(ballot(), "", 1);
  else
    scr_text_clear(ballot());
  expect_ballot(SCR_E_JSON_SYNTAX);
}
END_TEST

START_TEST(nesting_beyond_any_record_is_refused) {
  struct scr_text *document = ballot();
  scr_text_clear(document);
  for (int i = 0; i < 100000; i++) scr_text_add(document, "[");
  for (int i = 0; i < 100000; i++) scr_text_add(document, "]");
  struct scr_report *report = kit_verify(kit);
  enum scr_status status = report->checks[SCR_CHECK_BALLOTS_FORM].failures[0].status;
  ck_assert(status == SCR_E_JSON_DEPTH || status == SCR_E_JSON_SYNTAX);
  kit_expect_verdict(report, SCR_VERDICT_INVALID);
}
END_TEST

START_TEST(nesting_one_deeper_than_the_limit_is_refused) {
  struct scr_text *document = ballot();
  scr_text_clear(document);
  for (int i = 0; i <= SCR_JSON_DEPTH; i++) scr_text_add(document, "[");
  for (int i = 0; i <= SCR_JSON_DEPTH; i++) scr_text_add(document, "]");
  expect_ballot(SCR_E_JSON_DEPTH);
}
END_TEST

START_TEST(a_ballot_larger_than_the_limit_is_refused) {
  struct scr_text *document = ballot();
  scr_text_clear(document);
  while (document->length <= SCR_BALLOT_MAX)
    scr_text_add(document, "[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1]");
  expect_ballot(SCR_E_LIMIT);
}
END_TEST

// Integers in an event: what is not spelled in the one way stops the reading.
START_TEST(a_height_spelled_another_way_is_refused) {
  static const char *const heights[] = {"01",
                                        "1.0",
                                        "1e0",
                                        "+1",
                                        "0x1",
                                        "\"1\"",
                                        "1 ",
                                        "-0",
                                        "4294967297",
                                        "9223372036854775808",
                                        "18446744073709551617"};
  struct scr_text bytes = SCR_TEXT_INIT, event = SCR_TEXT_INIT;
  struct scr_hash name;
  char height[64];
  const struct kit_event *first = &kit->board->events[BALLOT_1];
  kit->board->events_n = 1;
  kit_bytes(&bytes, kit->board);
  kit->board->events_n = EVENTS;
  scr_text_add_event(&event, &first->event);
  (void)snprintf(height, sizeof height, "\"height\":%s", heights[_i]);
  kit_replace(&event, "\"height\":1", height);
  scr_text_add_record(&bytes, &name, kit->board->time, SCR_RECORD_DATA, first->data[0].bytes, first->data[0].length);
  scr_text_add_record(&bytes, &name, kit->board->time, SCR_RECORD_EVENT, event.bytes, event.length);
  struct scr_report *report = kit_verify_bytes(&bytes);
  ck_assert_int_eq(report->checks[SCR_CHECK_ARCHIVE_FORM].state, SCR_STATE_FAIL);
  ck_assert_int_eq(scr_status_class(report->checks[SCR_CHECK_ARCHIVE_FORM].failures[0].status), SCR_CLASS_MALFORMED);
  kit_expect_verdict(report, SCR_VERDICT_INVALID);
  scr_text_free(&bytes);
  scr_text_free(&event);
}
END_TEST

// --- scalars ---

// GRP-6.
START_TEST(scalars_that_are_not_canonical_are_refused) {
  static const struct {
    const char *scalar;
    enum scr_status status;
  } scalars[] = {
      {"\"00\"", SCR_E_SCALAR_ENCODING},
      {"\"01\"", SCR_E_SCALAR_ENCODING},
      {"\"+1\"", SCR_E_SCALAR_ENCODING},
      {"\"-1\"", SCR_E_SCALAR_ENCODING},
      {"\"-0\"", SCR_E_SCALAR_ENCODING},
      {"\"\"", SCR_E_SCALAR_ENCODING},
      {"\" 1\"", SCR_E_SCALAR_ENCODING},
      {"\"1.0\"", SCR_E_SCALAR_ENCODING},
      {"\"1e0\"", SCR_E_SCALAR_ENCODING},
      {"\"0x1\"", SCR_E_SCALAR_ENCODING},
      {"1", SCR_E_JSON_TYPE},
      {"null", SCR_E_JSON_TYPE},
      // q, q + 1, and a number of more digits than any below q
      {"\"7237005577332262213973186563042994240857116359379907606001950938285454250989\"", SCR_E_SCALAR_RANGE},
      {"\"7237005577332262213973186563042994240857116359379907606001950938285454250990\"", SCR_E_SCALAR_RANGE},
      {"\"99999999999999999999999999999999999999999999999999999999999999999999999999999999999999\"",
       SCR_E_SCALAR_RANGE},
  };
  struct scr_text *document = ballot();
  char *at = strstr(document->bytes, "\"challenge\":\"") + strlen("\"challenge\":");
  char *end = strchr(at + 1, '"') + 1, old[128];
  (void)snprintf(old, sizeof old, "\"challenge\":%.*s", (int)(end - at), at);
  char new[160];
  (void)snprintf(new, sizeof new, "\"challenge\":%s", scalars[_i].scalar);
  kit_replace(document, old, new);
  expect_ballot(scalars[_i].status);
}
END_TEST

// The same number with q added would be another spelling of the same proof: a second tracker for one ballot.
START_TEST(a_leading_zero_before_a_valid_scalar_is_refused) {
  kit_replace(ballot(), "\"response\":\"", "\"response\":\"0");
  expect_ballot(SCR_E_SCALAR_ENCODING);
}
END_TEST

// --- elements ---

static void replace_alpha(const char *spelling) {
  struct scr_text *document = ballot();
  char *at = strstr(document->bytes, "\"alpha\":\"") + strlen("\"alpha\":\""), *end = strchr(at, '"');
  struct scr_text changed = SCR_TEXT_INIT;
  scr_text_add_bytes(&changed, document->bytes, (size_t)(at - document->bytes));
  scr_text_add(&changed, spelling);
  scr_text_add_bytes(&changed, end, document->length - (size_t)(end - document->bytes));
  scr_text_free(document);
  *document = changed;
}

// GRP-3, GRP-4.
START_TEST(points_that_are_not_canonical_members_are_refused) {
  static const struct {
    const char *point;
    enum scr_status status;
  } points[] = {
      {"", SCR_E_ELEMENT_ENCODING},
      {"5866666666666666666666666666666666666666666666666666666666666666",
       SCR_E_ELEMENT_MEMBER},  // the bytes in the wrong order
      {"666666666666666666666666666666666666666666666666666666666666665", SCR_E_ELEMENT_ENCODING},    // 63 digits
      {"66666666666666666666666666666666666666666666666666666666666666580", SCR_E_ELEMENT_ENCODING},  // 65
      {"0x66666666666666666666666666666666666666666666666666666666666658", SCR_E_ELEMENT_ENCODING},
      {"666666666666666666666666666666666666666666666666666666666666665G", SCR_E_ELEMENT_ENCODING},
      {"2C52Fd2eB3bA4d1E1a3f9d8A9c8e5b3b5f1d0c2a4e6b8d0f1a2c3e4b5d6f7081", SCR_E_ELEMENT_ENCODING},  // upper case
      // points of small order: (0, -1), the orders 4 and 8
      {"7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffec", SCR_E_ELEMENT_MEMBER},
      {"0000000000000000000000000000000000000000000000000000000000000000", SCR_E_ELEMENT_MEMBER},
      {"8000000000000000000000000000000000000000000000000000000000000000", SCR_E_ELEMENT_MEMBER},
      {"7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd83d3d706a17c7", SCR_E_ELEMENT_MEMBER},
      // the identity spelled with y = p + 1, and with the sign of a zero x
      {"7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffee", SCR_E_ELEMENT_ENCODING},
      {"8000000000000000000000000000000000000000000000000000000000000001", SCR_E_ELEMENT_MEMBER},
      // y = 2 is on no point of the curve
      {"0000000000000000000000000000000000000000000000000000000000000002", SCR_E_ELEMENT_MEMBER},
  };
  replace_alpha(points[_i].point);
  expect_ballot(points[_i].status);
}
END_TEST

// A member with a point of order 2 added: the proofs that multiply by the cofactor wouldn't see it.
START_TEST(a_member_with_a_torsion_point_added_is_refused) {
  const struct scr_group *group = kit->election->group;
  struct scr_ballot *read = kit_ballot(kit, 0);
  struct scr_element torsion = {{0}}, sum;
  struct scr_text text = SCR_TEXT_INIT;
  uint8_t minus_one[32];  // the encoding of (0, -1), least significant byte first
  memset(minus_one, 0xff, sizeof minus_one);
  minus_one[0] = 0xec, minus_one[31] = 0x7f;
  memcpy(torsion.limb, minus_one, sizeof minus_one);
  scr_element_mul(&sum, group, &read->answers[0].choices[0].alpha, &torsion);
  ck_assert(!scr_element_equal(&sum, &read->answers[0].choices[0].alpha));
  scr_text_add_element(&text, group, &sum);
  replace_alpha(text.bytes);
  scr_text_free(&text);
  scr_ballot_free(read);
  expect_ballot(SCR_E_ELEMENT_MEMBER);
}
END_TEST

// GRP-5.
START_TEST(the_identity_as_credential_is_refused) {
  struct scr_text old = SCR_TEXT_INIT, new = SCR_TEXT_INIT;
  scr_text_add_element(&old, kit->election->group, &kit->credential_key[0]);
  scr_text_add_element(&new, kit->election->group, scr_group_identity(kit->election->group));
  kit_replace(ballot(), old.bytes, new.bytes);
  scr_text_free(&old);
  scr_text_free(&new);
  expect_ballot(SCR_E_ELEMENT_IDENTITY);
}
END_TEST

// --- residues ---

static const char *const p_digits =
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

// GRP-2.
START_TEST(residues_that_are_not_canonical_members_are_refused) {
  char leading[700], minus_one[700];
  struct scr_text text = SCR_TEXT_INIT;
  struct scr_ballot *read = kit_ballot(kit, 0);
  const struct scr_element *alpha = &read->answers[0].choices[0].alpha;
  scr_text_add_element(&text, kit->election->group, alpha);
  (void)snprintf(leading, sizeof leading, "0%s", text.bytes);
  (void)snprintf(minus_one, sizeof minus_one, "%s", p_digits);
  minus_one[strlen(minus_one) - 1]--;  // p is odd: p - 1
  const struct {
    const char *spelling;
    enum scr_status status;
  } residues[] = {
      {"0", SCR_E_ELEMENT_ENCODING},     {p_digits, SCR_E_ELEMENT_ENCODING}, {leading, SCR_E_ELEMENT_ENCODING},
      {"-1", SCR_E_ELEMENT_ENCODING},    {"0x10", SCR_E_ELEMENT_ENCODING},   {"", SCR_E_ELEMENT_ENCODING},
      {minus_one, SCR_E_ELEMENT_MEMBER}, {"2", SCR_E_ELEMENT_MEMBER},  // p - 1 has order 2; 2 generates more than q
  };
  replace_alpha(residues[_i].spelling);
  scr_text_free(&text);
  scr_ballot_free(read);
  expect_ballot(residues[_i].status);
}
END_TEST

// -alpha = alpha (p - 1): the squares of all equations still hold (GRP-4).
START_TEST(the_negative_of_a_member_is_refused) {
  struct scr_ballot *read = kit_ballot(kit, 0);
  struct scr_text text = SCR_TEXT_INIT;
  char digits[700], negative[700];
  scr_text_add_element(&text, kit->election->group, &read->answers[0].choices[0].alpha);
  (void)snprintf(digits, sizeof digits, "%0*d%s", (int)(strlen(p_digits) - text.length), 0, text.bytes);
  if (text.length == strlen(p_digits)) (void)snprintf(digits, sizeof digits, "%s", text.bytes);
  int borrow = 0;
  size_t n = strlen(p_digits), first = 0;
  for (size_t i = n; i-- > 0;) {  // p - alpha, digit by digit
    int digit = p_digits[i] - digits[i] - borrow;
    borrow = digit < 0;
    negative[i] = (char)('0' + (digit + 10) % 10);
  }
  negative[n] = '\0';
  while (negative[first] == '0') first++;
  replace_alpha(negative + first);
  scr_text_free(&text);
  scr_ballot_free(read);
  expect_ballot(SCR_E_ELEMENT_MEMBER);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("tampered encodings");
  TCase *tests = tcase_create("Ed25519"), *residues = tcase_create("residues");
  tcase_add_checked_fixture(tests, set_up, tear_down);
  tcase_add_loop_test(tests, json_that_is_not_canonical_is_refused, 0, 25);
  tcase_add_loop_test(tests, values_of_another_type_are_refused, 0, 13);
  tcase_add_loop_test(tests, elements_of_another_type_are_refused, 0, 5);
  tcase_add_test(tests, reordered_keys_are_refused);
  tcase_add_loop_test(tests, bytes_after_the_end_of_a_document_are_refused, 0, 4);
  tcase_add_loop_test(tests, a_nul_or_nothing_at_all_is_refused, 0, 2);
  tcase_add_test(tests, nesting_beyond_any_record_is_refused);
  tcase_add_test(tests, nesting_one_deeper_than_the_limit_is_refused);
  tcase_add_test(tests, a_ballot_larger_than_the_limit_is_refused);
  tcase_add_loop_test(tests, a_height_spelled_another_way_is_refused, 0, 11);
  tcase_add_loop_test(tests, scalars_that_are_not_canonical_are_refused, 0, 15);
  tcase_add_test(tests, a_leading_zero_before_a_valid_scalar_is_refused);
  tcase_add_loop_test(tests, points_that_are_not_canonical_members_are_refused, 0, 14);
  tcase_add_test(tests, a_member_with_a_torsion_point_added_is_refused);
  tcase_add_test(tests, the_identity_as_credential_is_refused);
  tcase_add_checked_fixture(residues, set_up_residues, tear_down);
  tcase_add_loop_test(residues, residues_that_are_not_canonical_members_are_refused, 0, 8);
  tcase_add_test(residues, the_negative_of_a_member_is_refused);
  suite_add_tcase(suite, tests);
  suite_add_tcase(suite, residues);
  return run_suite(suite);
}
