// SPDX-License-Identifier: Apache-2.0
// The small documents of the record, spelled in every way but the one that is right, and the canonical form itself.
#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "scrutineer/ballot.h"
#include "scrutineer/json.h"
#include "tests/support/election_kit.h"
#include "tests/support/suite.h"

#define COUNT(array) ((int)(sizeof(array) / sizeof *(array)))
#define HEX "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

struct spelling {
  const char *text;
  enum scr_status status;
};

static void expect(enum scr_status status, const struct spelling *spelling) {
  ck_assert_msg(status == spelling->status, "%s: %s, not %s", spelling->text, scr_status_id(status),
                scr_status_id(spelling->status));
}

static struct kit_election *kit;

static void set_up(void) {
  static const struct kit_plan plan = {
      .questions = {{"Who?", {"Ann", "Bea"}, 1, 1, false}, {"What?", {"X"}, 0, 1, true}},
      .voters = 1,
      .singles = 1,
      .votes_n = 1,
      .votes = {{0, {1, 0, 0, 1}}}};
  kit = kit_make(&plan);
}

static void tear_down(void) {
  kit_election_free(kit);
}

// --- JSON ---

static const struct spelling json_spellings[] = {
    {"{}", SCR_OK},
    {"[]", SCR_OK},
    {"[1,true,false,\"x\"]", SCR_OK},
    {"[\"\\b\\t\\n\\f\\r\\u0001\\u001f\\u007f\\\"\\\\/\"]", SCR_OK},
    {"[\"\xc3\xa9\xf0\x9f\x97\xb3\xe2\x80\xa8\"]", SCR_OK},
    {"[-1]", SCR_OK},  // well formed; no field takes it
    {"", SCR_E_JSON_SYNTAX},
    {"1", SCR_E_JSON_SYNTAX},
    {"{", SCR_E_JSON_SYNTAX},
    {"{}{}", SCR_E_JSON_SYNTAX},
    {"[1,]", SCR_E_JSON_SYNTAX},
    {"[\"\\u0000\"]", SCR_E_JSON_SYNTAX},
    {"[\"\\ud800\"]", SCR_E_JSON_SYNTAX},
    {"[9223372036854775808]", SCR_E_JSON_SYNTAX},
    {"[NaN]", SCR_E_JSON_SYNTAX},
    {"\xef\xbb\xbf[]", SCR_E_JSON_SYNTAX},
    {"[\"\\u00e9\"]", SCR_E_JSON_CANONICAL},
    {"[\"\\/\"]", SCR_E_JSON_CANONICAL},
    {"[\"\\u001F\"]", SCR_E_JSON_CANONICAL},
    {"[\"\\u000a\"]", SCR_E_JSON_CANONICAL},
    {"[\"\x7f\"]", SCR_E_JSON_CANONICAL},
    {"[ ]", SCR_E_JSON_CANONICAL},
    {"[]\n", SCR_E_JSON_CANONICAL},
    {"[-0]", SCR_E_JSON_CANONICAL},
    {"[null]", SCR_E_JSON_TYPE},
    {"[1.0]", SCR_E_JSON_TYPE},
    {"[1e0]", SCR_E_JSON_TYPE},
    {"{\"a\":1,\"a\":1}", SCR_E_JSON_DUPLICATE},
    {"{\"a\":{\"b\":1,\"b\":2}}", SCR_E_JSON_DUPLICATE},
    {"[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]", SCR_OK},              // 16 deep
    {"[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]", SCR_E_JSON_DEPTH},  // 17
};

// JSN-1, JSN-2.
START_TEST(json_is_read_in_its_canonical_form_alone) {
  json_t *json = NULL;
  const struct spelling *spelling = &json_spellings[_i];
  expect(scr_json_read(&json, spelling->text, strlen(spelling->text)), spelling);
  ck_assert((json != NULL) == (spelling->status == SCR_OK));
  json_decref(json);
}
END_TEST

// --- numbers ---

static const struct spelling numbers[] = {
    {"0", SCR_OK},
    {"1073741823", SCR_OK},
    {"\"1073741824\"", SCR_OK},
    {"\"999999999999999999\"", SCR_OK},
    {"1073741824", SCR_E_NUMBER},
    {"\"1073741823\"", SCR_E_NUMBER},
    {"-1", SCR_E_NUMBER},
    {"-9223372036854775808", SCR_E_NUMBER},
    {"\"\"", SCR_E_NUMBER},
    {"\"01073741824\"", SCR_E_NUMBER},
    {"\"+1073741824\"", SCR_E_NUMBER},
    {"\"1073741824 \"", SCR_E_NUMBER},
    {"\"10737418:4\"", SCR_E_NUMBER},
    {"\"10737418/4\"", SCR_E_NUMBER},
    {"\"1000000000000000000\"", SCR_E_NUMBER},   // 19 digits
    {"\"18446744074783293440\"", SCR_E_NUMBER},  // 2^64 + 2^30 + ...
    {"true", SCR_E_JSON_TYPE},
    {"[]", SCR_E_JSON_TYPE},
};

// JSN-3.
START_TEST(counts_and_weights_have_one_spelling) {
  char text[64];
  json_t *json;
  uint64_t number = 77;
  (void)snprintf(text, sizeof text, "[%s]", numbers[_i].text);
  ck_assert_int_eq(scr_json_read(&json, text, strlen(text)), SCR_OK);
  expect(scr_json_number(&number, json_array_get(json, 0)), &numbers[_i]);
  struct scr_text again = SCR_TEXT_INIT;
  if (numbers[_i].status == SCR_OK) {
    scr_text_add_number(&again, number);
    ck_assert_str_eq(again.bytes, numbers[_i].text);
  } else {
    ck_assert_uint_eq(number, 77);
  }
  scr_text_free(&again);
  json_decref(json);
}
END_TEST

// --- events ---

static const struct spelling events[] = {
    {"{\"height\":0,\"type\":\"Setup\",\"payload\":\"" HEX "\"}", SCR_OK},
    {"{\"parent\":\"" HEX "\",\"height\":1073741823,\"type\":\"EndBallots\"}", SCR_OK},
    {"{\"parent\":\"" HEX "\",\"height\":1,\"type\":\"Shuffle\",\"payload\":\"" HEX "\"}", SCR_OK},
    {"{\"parent\":\"" HEX "\",\"height\":0,\"type\":\"Ballot\",\"payload\":\"" HEX "\"}", SCR_OK},
    {"{\"parent\":\"" HEX "\",\"height\":999999999,\"type\":\"Ballot\",\"payload\":\"" HEX "\"}", SCR_OK},
    {"{\"parent\":\"" HEX "\",\"height\":1073741823,\"type\":\"Ballot\",\"payload\":\"" HEX "\"}", SCR_OK},
    {"{\"parent\":\"" HEX "\",\"height\":1073741824,\"type\":\"Ballot\",\"payload\":\"" HEX "\"}", SCR_E_NUMBER},
    {"{\"parent\":\"" HEX "\",\"height\":-1,\"type\":\"Ballot\",\"payload\":\"" HEX "\"}", SCR_E_NUMBER},
    {"{\"parent\":\"" HEX "\",\"height\":01,\"type\":\"Ballot\",\"payload\":\"" HEX "\"}", SCR_E_JSON_SYNTAX},
    {"{\"parent\":\"" HEX "\",\"height\":,\"type\":\"Ballot\",\"payload\":\"" HEX "\"}", SCR_E_JSON_SYNTAX},
    {"{\"parent\":\"" HEX "\",\"height\":1,\"type\":\"Ballot\",\"payload\":\"" HEX "\"}x", SCR_E_JSON_SYNTAX},
    {"{\"parent\":\"" HEX "\",\"height\":1,\"type\":\"Ballot\",\"payload\":\"" HEX "\"} ", SCR_E_JSON_CANONICAL},
    {"[]", SCR_E_JSON_TYPE},
    {"{}", SCR_E_JSON_FIELD},
    {"{\"height\":1}", SCR_E_JSON_FIELD},
    {"{\"type\":\"Ballot\",\"height\":1}", SCR_E_JSON_FIELD},
    {"{\"height\":1,\"parent\":\"" HEX "\",\"type\":\"Ballot\"}", SCR_E_JSON_FIELD},
    {"{\"height\":1,\"type\":\"Ballot\",\"payload\":\"" HEX "\",\"x\":1}", SCR_E_JSON_FIELD},
    {"{\"height\":1,\"type\":1}", SCR_E_JSON_TYPE},
    {"{\"height\":\"1\",\"type\":\"Ballot\"}", SCR_E_JSON_TYPE},
    {"{\"height\":-1,\"type\":\"Ballot\"}", SCR_E_NUMBER},
    {"{\"height\":1073741824,\"type\":\"Ballot\"}", SCR_E_NUMBER},
    {"{\"height\":1,\"type\":\"ballot\"}", SCR_E_CHAIN_TYPE},
    {"{\"height\":1,\"type\":\"\"}", SCR_E_CHAIN_TYPE},
    {"{\"height\":1,\"type\":\"Ballot\",\"payload\":1}", SCR_E_JSON_TYPE},
    {"{\"height\":1,\"type\":\"Ballot\",\"payload\":\"" HEX "0\"}", SCR_E_TEXT},
    {"{\"parent\":\"" HEX "0\",\"height\":1,\"type\":\"Ballot\"}", SCR_E_TEXT},
    {"{\"parent\":\"ABCDEF6789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\",\"height\":1,\"type\":"
     "\"Ballot\"}",
     SCR_E_TEXT},
    {"{\"parent\":\"0123\",\"height\":1,\"type\":\"Ballot\"}", SCR_E_TEXT},
    {"{\"parent\":\"g123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\",\"height\":1,\"type\":"
     "\"Ballot\"}",
     SCR_E_TEXT},
};

START_TEST(events_have_one_spelling) {
  struct scr_event event = {.height = 77};
  const struct spelling *spelling = &events[_i];
  expect(scr_event_read(&event, spelling->text, strlen(spelling->text)), spelling);
  struct scr_text again = SCR_TEXT_INIT;
  if (spelling->status == SCR_OK) {
    scr_text_add_event(&again, &event);
    ck_assert_str_eq(again.bytes, spelling->text);
  } else {
    ck_assert_uint_eq(event.height, 77);
  }
  scr_text_free(&again);
}
END_TEST

// --- hashes ---

static const struct spelling base64s[] = {
    {"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", SCR_OK},
    {"+/+/zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzM", SCR_OK},
    {"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB", SCR_E_TEXT},   // stray low bits
    {"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", SCR_E_TEXT},  // padded
    {"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", SCR_E_TEXT},
    {"-_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", SCR_E_TEXT},  // the other alphabet
    {"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA ", SCR_E_TEXT},
    {"", SCR_E_TEXT},
};

// HSH-2.
START_TEST(trackers_have_one_spelling) {
  struct scr_hash hash;
  char again[SCR_HASH_BASE64 + 1];
  expect(scr_hash_from_base64(&hash, base64s[_i].text, strlen(base64s[_i].text)), &base64s[_i]);
  if (base64s[_i].status != SCR_OK) return;
  scr_hash_base64(again, &hash);
  ck_assert_str_eq(again, base64s[_i].text);
}
END_TEST

// --- what belongs to the count ---

static const struct spelling owned[] = {
    {"{\"owner\":1,\"payload\":\"" HEX "\"}", SCR_OK},
    {"{\"owner\":0,\"payload\":\"" HEX "\"}", SCR_OK},  // refused where trustees are counted
    {"{\"owner\":\"1\",\"payload\":\"" HEX "\"}", SCR_E_JSON_TYPE},
    {"{\"owner\":1}", SCR_E_JSON_FIELD},
    {"{\"payload\":\"" HEX "\",\"owner\":1}", SCR_E_JSON_FIELD},
    {"{\"owner\":1,\"payload\":\"" HEX "\",\"x\":0}", SCR_E_JSON_FIELD},
    {"{\"owner\":-1,\"payload\":\"" HEX "\"}", SCR_E_NUMBER},
    {"{\"owner\":1,\"payload\":\"\"}", SCR_E_TEXT},
    {"[1]", SCR_E_JSON_TYPE},
};

START_TEST(who_owns_a_share_has_one_spelling) {
  uint64_t owner;
  struct scr_hash payload;
  expect(scr_owned_read(&owner, &payload, owned[_i].text, strlen(owned[_i].text)), &owned[_i]);
}
END_TEST

static const struct spelling sized[] = {
    {"{\"num_tallied\":1,\"total_weight\":\"1073741824\",\"encrypted_tally\":\"" HEX "\"}", SCR_OK},
    {"{\"num_tallied\":1,\"total_weight\":1073741824,\"encrypted_tally\":\"" HEX "\"}", SCR_E_NUMBER},
    {"{\"num_tallied\":\"1\",\"total_weight\":1,\"encrypted_tally\":\"" HEX "\"}", SCR_E_JSON_TYPE},
    {"{\"num_tallied\":-1,\"total_weight\":1,\"encrypted_tally\":\"" HEX "\"}", SCR_E_NUMBER},
    {"{\"num_tallied\":1,\"encrypted_tally\":\"" HEX "\"}", SCR_E_JSON_FIELD},
    {"{\"total_weight\":1,\"num_tallied\":1,\"encrypted_tally\":\"" HEX "\"}", SCR_E_JSON_FIELD},
    {"{\"num_tallied\":1,\"total_weight\":1,\"encrypted_tally\":\"" HEX "\",\"x\":0}", SCR_E_JSON_FIELD},
    {"{\"num_tallied\":1,\"total_weight\":1,\"encrypted_tally\":\"x\"}", SCR_E_TEXT},
    {"[]", SCR_E_JSON_TYPE},
};

START_TEST(a_sized_tally_has_one_spelling) {
  const struct scr_text *encrypted = &kit->board->events[kit_find(kit->board, SCR_EVENT_ENCRYPTED_TALLY, 0)].data[0];
  struct scr_tally *tally = NULL;
  expect(scr_tally_read(&tally, kit->election, encrypted->bytes, encrypted->length, sized[_i].text,
                        strlen(sized[_i].text)),
         &sized[_i]);
  scr_tally_free(tally);
}
END_TEST

// The documents with one entry for each ciphertext: one change to a right one each time.
static const struct {
  enum scr_event_type type;
  const char *old, *new;
  enum scr_status status;
} nested[] = {
    {SCR_EVENT_ENCRYPTED_TALLY, "", "", SCR_OK},
    {SCR_EVENT_ENCRYPTED_TALLY, "[[{", "[{},[{", SCR_E_TALLY_SHAPE},
    {SCR_EVENT_ENCRYPTED_TALLY, "\"alpha\":\"", "\"alpha\":\"0", SCR_E_ELEMENT_ENCODING},
    {SCR_EVENT_ENCRYPTED_TALLY, "\"alpha\"", "\"alpha2\"", SCR_E_JSON_FIELD},
    {SCR_EVENT_ENCRYPTED_TALLY, "\"beta\":", "\"b\":0,\"beta\":", SCR_E_JSON_FIELD},
    {SCR_EVENT_ENCRYPTED_TALLY, "\"}]", "\",\"x\":0}]", SCR_E_JSON_FIELD},
    {SCR_EVENT_PARTIAL_DECRYPTION, "", "", SCR_OK},
    {SCR_EVENT_PARTIAL_DECRYPTION, "\"decryption_factors\"", "\"factors\"", SCR_E_JSON_FIELD},
    {SCR_EVENT_PARTIAL_DECRYPTION, "\"decryption_proofs\"", "\"proofs\"", SCR_E_JSON_FIELD},
    {SCR_EVENT_PARTIAL_DECRYPTION, "}]]}", "}]],\"x\":0}", SCR_E_JSON_FIELD},
    {SCR_EVENT_PARTIAL_DECRYPTION, "\"challenge\":\"", "\"challenge\":\"0", SCR_E_SCALAR_ENCODING},
    {SCR_EVENT_PARTIAL_DECRYPTION, "\"response\":\"", "\"response\":\"-", SCR_E_SCALAR_ENCODING},
    {SCR_EVENT_PARTIAL_DECRYPTION, "\"response\":", "\"x\":0,\"response\":", SCR_E_JSON_FIELD},
    {SCR_EVENT_RESULT, "", "", SCR_OK},
    {SCR_EVENT_RESULT, "\"result\"", "\"results\"", SCR_E_JSON_FIELD},
    {SCR_EVENT_RESULT, "]]}", "]],\"x\":0}", SCR_E_JSON_FIELD},
    {SCR_EVENT_RESULT, "{\"result\":[[", "{\"result\":{},\"x\":[[", SCR_E_JSON_FIELD},
    {SCR_EVENT_RESULT, "[[1,0],[0,1]]", "1", SCR_E_JSON_TYPE},
    {SCR_EVENT_RESULT, "[[1,0],[0,1]]", "[1,2]", SCR_E_JSON_TYPE},
    {SCR_EVENT_RESULT, "[[1,0],[0,1]]", "[[1,0],[0,true]]", SCR_E_JSON_TYPE},
};

static enum scr_status read_nested(enum scr_event_type type, const struct scr_text *document,
                                   const struct scr_text *sized_tally) {
  struct scr_tally *tally = NULL;
  struct scr_partial_decryption *share = NULL;
  uint64_t votes[KIT_CELLS];
  enum scr_status status;
  switch (type) {
    case SCR_EVENT_ENCRYPTED_TALLY:
      status = scr_tally_read(&tally, kit->election, document->bytes, document->length, sized_tally->bytes,
                              sized_tally->length);
      scr_tally_free(tally);
      return status;
    case SCR_EVENT_PARTIAL_DECRYPTION:
      status = scr_partial_decryption_read(&share, kit->election, document->bytes, document->length);
      scr_partial_decryption_free(share);
      return status;
    default: return scr_result_read(votes, kit->election, document->bytes, document->length);
  }
}

START_TEST(tallies_shares_and_results_have_one_spelling) {
  struct kit_event *event = &kit->board->events[kit_find(kit->board, nested[_i].type, 0)];
  if (nested[_i].old[0]) kit_replace(&event->data[0], nested[_i].old, nested[_i].new);
  expect(read_nested(nested[_i].type, &event->data[0], event->data_n > 1 ? &event->data[1] : NULL),
         &(struct spelling){nested[_i].new, nested[_i].status});
}
END_TEST

// What a writer is told before it declares anything.
START_TEST(no_result_is_computed_without_a_quorum_or_beyond_the_limit) {
  struct scr_partial_decryption *nothing[SCR_TRUSTEES_MAX] = {NULL};
  uint64_t votes[KIT_CELLS];
  size_t at;
  struct scr_tally *tally = kit_tally(kit);
  ck_assert_int_eq(scr_result_compute(votes, NULL, kit->election, kit->trustees, tally, nothing), SCR_E_RESULT_QUORUM);
  ck_assert_int_eq(scr_result_check(&at, NULL, votes, kit->election, kit->trustees, tally, nothing),
                   SCR_E_RESULT_QUORUM);
  nothing[0] = kit_decryption(kit, 0);
  ck_assert_int_eq(scr_result_compute(votes, NULL, kit->election, kit->trustees, tally, nothing), SCR_OK);
  tally->weight = SCR_WEIGHT_MAX + 1;
  ck_assert_int_eq(scr_result_compute(votes, NULL, kit->election, kit->trustees, tally, nothing), SCR_E_RESULT_RANGE);
  scr_partial_decryption_free(nothing[0]);
  scr_tally_free(tally);
}
END_TEST

// --- short codes ---

// BAL-6.
START_TEST(a_short_code_is_read_as_people_type_it) {
  char code[SCR_CODE_LENGTH + 1] = "unchanged";
  static const char *const good[] = {"9ET-A4Q-18M-A1M", "9eta4q18ma1m", " 9ET A4Q IBM AIM", "9et-a4q-l8m-alm"};
  static const char *const bad[] = {"", "9ET-A4Q-18M-A1", "9ET-A4Q-18M-A1M0", "9ET-A4Q-18M-A1U", "9ET/A4Q/18M/A1M"};
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    ck_assert_int_eq(scr_ballot_code_read(code, bad[i], strlen(bad[i])), SCR_E_TEXT);
    ck_assert_str_eq(code, "unchanged");
  }
  for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
    ck_assert_int_eq(scr_ballot_code_read(code, good[i], strlen(good[i])), SCR_OK);
    if (i != 2) ck_assert_str_eq(code, "9ET-A4Q-18M-A1M");
  }
}
END_TEST

START_TEST(a_hash_has_its_length) {
  struct scr_hash hash;
  char base64[SCR_HASH_BASE64 + 2] = {0};
  ck_assert_int_eq(scr_hash_from_hex(&hash, HEX "0", SCR_HASH_HEX), SCR_OK);
  ck_assert_int_eq(scr_hash_from_hex(&hash, HEX "0", SCR_HASH_HEX + 1), SCR_E_TEXT);
  ck_assert_int_eq(scr_hash_from_hex(&hash, HEX "0", SCR_HASH_HEX - 1), SCR_E_TEXT);
  memset(base64, 'A', SCR_HASH_BASE64 + 1);
  ck_assert_int_eq(scr_hash_from_base64(&hash, base64, SCR_HASH_BASE64), SCR_OK);
  ck_assert_int_eq(scr_hash_from_base64(&hash, base64, SCR_HASH_BASE64 + 1), SCR_E_TEXT);
  ck_assert_int_eq(scr_hash_from_base64(&hash, base64, SCR_HASH_BASE64 - 1), SCR_E_TEXT);
}
END_TEST

// --- what costs, and how much ---

// JSN-5.
START_TEST(more_values_than_the_limit_are_refused_before_a_tree_is_built) {
  struct scr_text text = SCR_TEXT_INIT;
  json_t *json = NULL;
  scr_text_add(&text, "[");
  for (size_t i = 0; i + 1 < SCR_JSON_VALUES_MAX; i++) scr_text_add(&text, i > 0 ? ",0" : "0");
  scr_text_add(&text, _i == 0 ? "]" : ",0,0]");
  ck_assert_int_eq(scr_json_read(&json, text.bytes, text.length), _i == 0 ? SCR_OK : SCR_E_LIMIT);
  json_decref(json);
  scr_text_clear(&text);  // commas and brackets in a text are no values
  scr_text_add(&text, "[\"\\\"");
  for (size_t i = 0; i < SCR_JSON_VALUES_MAX; i++) scr_text_add(&text, ",[{");
  scr_text_add(&text, "\"]");
  json = NULL;
  ck_assert_int_eq(scr_json_read(&json, text.bytes, text.length), SCR_OK);
  json_decref(json);
  scr_text_free(&text);
}
END_TEST

static const struct spelling credential_lists[] = {
    {"", SCR_E_JSON_SYNTAX},
    {"[", SCR_E_JSON_SYNTAX},
    {"]", SCR_E_JSON_SYNTAX},
    {"[\"", SCR_E_JSON_SYNTAX},
    {"[\"]", SCR_E_JSON_SYNTAX},
    {"[\"a]", SCR_E_JSON_SYNTAX},
    {"[\"a\"", SCR_E_JSON_SYNTAX},
    {"[\"a\",]", SCR_E_JSON_SYNTAX},
    {"[\"a\"\"b\"]", SCR_E_JSON_SYNTAX},
    {"[\"a\"]x", SCR_E_JSON_SYNTAX},
    {"[,\"a\"]", SCR_E_JSON_SYNTAX},
    {"[\"a\" ]", SCR_E_JSON_CANONICAL},
    {"[\"a\", \"b\"]", SCR_E_JSON_CANONICAL},
    {"{}", SCR_E_JSON_TYPE},
    {"[1]", SCR_E_JSON_TYPE},
    {"[\"a\",[]]", SCR_E_JSON_TYPE},
    {"[\"\\\"\"]", SCR_E_ELEMENT_ENCODING},
    {"[\"\xc3\xa9\"]", SCR_E_ELEMENT_ENCODING},
    {"[\"\"]", SCR_E_ELEMENT_ENCODING},
    {"[\"a\"]", SCR_E_ELEMENT_ENCODING},
    {"[]", SCR_E_SETUP_CREDENTIALS},
};

START_TEST(a_list_of_credentials_has_one_form) {
  struct scr_credentials *credentials = NULL;
  const struct spelling *spelling = &credential_lists[_i];
  size_t at, length = strlen(spelling->text);
  char *exact = malloc(length + 1);  // no byte behind it, for the sanitizer
  memcpy(exact, spelling->text, length);
  expect(scr_credentials_new(&credentials, &at, kit->election->group, exact, length, 1), spelling);
  ck_assert_ptr_null(credentials);
  free(exact);
}
END_TEST

#ifndef __SANITIZE_ADDRESS__  // which reserves more address space than any limit leaves
// BAL-8: what is reserved for the answers of 100 questions of 1000 answers would not fit.
START_TEST(a_short_ballot_costs_little_however_large_the_election_is) {
  static const struct spelling ballots[] = {{"x", SCR_E_JSON_SYNTAX}, {"{}", SCR_E_JSON_FIELD}};
  struct scr_text document = SCR_TEXT_INIT;
  struct scr_election *election = NULL;
  struct scr_ballot *ballot = NULL;
  struct rlimit limit = {(rlim_t)200 << 20, (rlim_t)200 << 20};
  scr_text_add(&document,
               "{\"version\":1,\"description\":\"\",\"name\":\"\",\"group\":\"RFC-3526-2048\",\"public_key\":\"2\","
               "\"questions\":[");
  for (size_t i = 0; i < 100; i++) {
    scr_text_add(&document, i > 0 ? ",{\"answers\":[\"\"" : "{\"answers\":[\"\"");
    for (size_t j = 1; j < 1000; j++) scr_text_add(&document, ",\"\"");
    scr_text_add(&document, "],\"min\":0,\"max\":1000,\"question\":\"\"}");
  }
  scr_text_add(&document, "],\"uuid\":\"KitKitKitKit11\"}");
  ck_assert_int_eq(scr_election_new(&election, document.bytes, document.length), SCR_OK);
  ck_assert_int_eq(setrlimit(RLIMIT_AS, &limit), 0);
  for (size_t i = 0; i < 2; i++)
    expect(scr_ballot_new(&ballot, election, ballots[i].text, strlen(ballots[i].text)), &ballots[i]);
  ck_assert_int_eq(scr_ballot_new_blank_form(&ballot, election), SCR_E_MEMORY);  // so the limit is one
  scr_election_free(election);
  scr_text_free(&document);
}
END_TEST
#endif

int main(void) {
  Suite *suite = suite_create("documents");
  TCase *tests = tcase_create("documents");
  tcase_add_unchecked_fixture(tests, set_up, tear_down);  // each test has its own copy, in its own process
  tcase_add_loop_test(tests, json_is_read_in_its_canonical_form_alone, 0, COUNT(json_spellings));
  tcase_add_loop_test(tests, counts_and_weights_have_one_spelling, 0, COUNT(numbers));
  tcase_add_loop_test(tests, events_have_one_spelling, 0, COUNT(events));
  tcase_add_loop_test(tests, trackers_have_one_spelling, 0, COUNT(base64s));
  tcase_add_loop_test(tests, who_owns_a_share_has_one_spelling, 0, COUNT(owned));
  tcase_add_loop_test(tests, a_sized_tally_has_one_spelling, 0, COUNT(sized));
  tcase_add_loop_test(tests, tallies_shares_and_results_have_one_spelling, 0, COUNT(nested));
  tcase_add_test(tests, no_result_is_computed_without_a_quorum_or_beyond_the_limit);
  tcase_add_test(tests, a_short_code_is_read_as_people_type_it);
  tcase_add_loop_test(tests, more_values_than_the_limit_are_refused_before_a_tree_is_built, 0, 2);
  tcase_add_test(tests, a_hash_has_its_length);
  tcase_add_loop_test(tests, a_list_of_credentials_has_one_form, 0, COUNT(credential_lists));
#ifndef __SANITIZE_ADDRESS__
  tcase_add_test(tests, a_short_ballot_costs_little_however_large_the_election_is);
#endif
  suite_add_tcase(suite, tests);
  return run_suite(suite);
}
