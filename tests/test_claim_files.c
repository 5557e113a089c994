// SPDX-License-Identifier: Apache-2.0
// The files of states and shards: what is forged, cut short, of another version or contradicts itself is refused, and so are shards
// that are missing, doubled, foreign, or leave gaps (INC-1, INC-4).
#include "board/claim_format.h"
#include "tests/support/claims_fixture.h"
#include "tests/support/suite.h"

// --- a state's file ---

static struct scr_text written_state(void) {
  struct scr_state state = state_after(40);
  struct scr_text text = SCR_TEXT_INIT;
  scr_text_add_state(&text, &state, &key);
  ck_assert_int_eq(scr_text_ok(&text), SCR_OK);
  scr_state_clear(&state);
  return text;
}

START_TEST(a_state_is_read_as_it_was_written) {
  struct scr_text text = written_state(), again = SCR_TEXT_INIT;
  struct scr_state state;
  ck_assert_int_eq(scr_state_read(&state, text.bytes, text.length, &key), SCR_OK);
  ck_assert_uint_eq(state.claim.events, 40);
  ck_assert(!state.has_journal);
  scr_text_add_state(&again, &state, &key);
  ck_assert_str_eq(again.bytes, text.bytes);
  scr_state_clear(&state);
  scr_text_free(&text);
  scr_text_free(&again);
}
END_TEST

START_TEST(a_forged_state_is_refused) {
  struct scr_text text = written_state();
  struct scr_state state;
  for (size_t i = 0; i < text.length; i++) {
    text.bytes[i] ^= 1;
    ck_assert_int_eq(scr_state_read(&state, text.bytes, text.length, &key), SCR_E_STATE_MAC);
    text.bytes[i] ^= 1;
    ck_assert_int_eq(scr_state_read(&state, text.bytes, i, &key), SCR_E_STATE_MAC);
  }
  struct scr_state_key other = key;
  other.byte[31] ^= 1;
  ck_assert_int_eq(scr_state_read(&state, text.bytes, text.length, &other), SCR_E_STATE_MAC);
  scr_text_free(&text);
}
END_TEST

// What the key's owner could have written with another program: the form is looked at all the same.
static enum scr_status read_sealed(const char *from, const char *to) {
  struct scr_text text = written_state(), changed = SCR_TEXT_INIT;
  struct scr_state state;
  uint8_t mac[crypto_auth_hmacsha256_BYTES];
  text.bytes[text.length -= 65] = '\0';
  char *at = strstr(text.bytes, from);
  ck_assert_ptr_nonnull(at);
  scr_text_add_bytes(&changed, text.bytes, (size_t)(at - text.bytes));
  scr_text_add(&changed, to);
  scr_text_add(&changed, at + strlen(from));
  (void)crypto_auth_hmacsha256(mac, (const unsigned char *)changed.bytes, changed.length, key.byte);
  scr_text_add_hex(&changed, mac, sizeof mac);
  scr_text_add(&changed, "\n");
  enum scr_status status = scr_state_read(&state, changed.bytes, changed.length, &key);
  if (status == SCR_OK) scr_state_clear(&state);
  scr_text_free(&text);
  scr_text_free(&changed);
  return status;
}

START_TEST(a_state_of_another_form_is_refused) {
  ck_assert_int_eq(read_sealed("{", "{"), SCR_OK);
  ck_assert_int_eq(read_sealed("\"ballots\":39", "\"ballots\":40"), SCR_E_STATE_FORM);
  ck_assert_int_eq(read_sealed("\"software\":\"", "\"software\":\"0"), SCR_E_CLAIM_VERSION);
  ck_assert_int_eq(read_sealed("scrutineer-state-1", "scrutineer-state-2"), SCR_E_CLAIM_VERSION);
  ck_assert_int_eq(read_sealed("\"events\":40", "\"events\":040"), SCR_E_JSON_SYNTAX);
  ck_assert_int_eq(read_sealed("\"events\":40", "\"event\":40"), SCR_E_JSON_FIELD);
  ck_assert_int_eq(read_sealed("}\n[[", ",\"more\":1}\n[["), SCR_E_JSON_FIELD);
  ck_assert_int_eq(read_sealed("\n[[", " [["), SCR_E_JSON_SYNTAX);
  ck_assert_int_eq(read_sealed("\n[[", "\n\n[["), SCR_E_STATE_FORM);
  ck_assert_int_eq(read_sealed("]]\n{", "]]{"), SCR_E_STATE_FORM);
  ck_assert_int_eq(read_sealed("}\n[[", ",\"entries\":9}\n[["), SCR_E_JSON_FIELD);
  ck_assert_int_eq(read_sealed("}\n[[", ",\"entries\":9,\"root\":\"00\"}\n[["), SCR_E_TEXT);
}
END_TEST

// --- several shards ---

static struct scr_claim shards_made[SHARDS];

static enum scr_status order_changed(void (*change)(struct scr_claim *shards), size_t count, size_t *at) {
  struct scr_claim shards[SHARDS + 1];
  memcpy(shards, shards_made, sizeof shards_made);
  shards[SHARDS] = shards_made[1];
  if (change) change(shards);
  return scr_shards_order(at, shards, count);
}

static void reverse(struct scr_claim *shards) {
  struct scr_claim first = shards[0];
  shards[0] = shards[2];
  shards[2] = first;
}
static void overlap(struct scr_claim *shards) {
  shards[1].first--;
}
static void leave_out(struct scr_claim *shards) {
  shards[1].end--;
}
static void end_early(struct scr_claim *shards) {
  shards[2].end--;
}
static void begin_late(struct scr_claim *shards) {
  shards[0].first++;
}
static void other_head(struct scr_claim *shards) {
  shards[2].head.byte[7] ^= 1;
}
static void other_size(struct scr_claim *shards) {
  shards[1].events++;
}
static void other_election(struct scr_claim *shards) {
  shards[1].fingerprint[3] ^= 1;
}
static void other_division(struct scr_claim *shards) {
  shards[1].part.of++;
}
static void twice(struct scr_claim *shards) {
  shards[2] = shards[1];
}
static void lose_the_first(struct scr_claim *shards) {
  shards[0] = shards[1], shards[1] = shards[2];
}

START_TEST(shards_make_up_the_whole) {
  size_t at;
  make_shards(shards_made, SHARDS, EVENTS);
  ck_assert_int_eq(order_changed(NULL, SHARDS, &at), SCR_OK);
  ck_assert_int_eq(order_changed(reverse, SHARDS, &at), SCR_OK);
  ck_assert_int_eq(order_changed(NULL, SHARDS - 1, &at), SCR_E_SHARD_MISSING);
  ck_assert_int_eq(order_changed(NULL, 0, &at), SCR_E_SHARD_MISSING);
  ck_assert_int_eq(order_changed(lose_the_first, SHARDS - 1, &at), SCR_E_SHARD_MISSING);
  ck_assert_int_eq(order_changed(NULL, SHARDS + 1, &at), SCR_E_SHARD_TWICE);
  ck_assert_uint_eq(at, 2);
  ck_assert_int_eq(order_changed(twice, SHARDS, &at), SCR_E_SHARD_TWICE);
  ck_assert_int_eq(order_changed(overlap, SHARDS, &at), SCR_E_SHARD_RANGE);
  ck_assert_int_eq(order_changed(leave_out, SHARDS, &at), SCR_E_SHARD_RANGE);
  ck_assert_int_eq(order_changed(begin_late, SHARDS, &at), SCR_E_SHARD_RANGE);
  ck_assert_int_eq(order_changed(end_early, SHARDS, &at), SCR_E_SHARD_RANGE);
  ck_assert_int_eq(order_changed(other_division, SHARDS, &at), SCR_E_SHARD_RANGE);
  ck_assert_int_eq(order_changed(other_head, SHARDS, &at), SCR_E_SHARD_ARCHIVE);
  ck_assert_int_eq(order_changed(other_size, SHARDS, &at), SCR_E_SHARD_ARCHIVE);
  ck_assert_int_eq(order_changed(other_election, SHARDS, &at), SCR_E_SHARD_ARCHIVE);
  clear_shards(shards_made, SHARDS);
}
END_TEST

// --- a shard's file ---

static enum scr_status read_changed(const struct scr_claim *claim) {
  struct scr_text text = SCR_TEXT_INIT, again = SCR_TEXT_INIT;
  struct scr_claim read;
  scr_text_add_shard(&text, claim);
  enum scr_status status = scr_shard_read(&read, text.bytes, text.length);
  if (status == SCR_OK) {
    scr_text_add_shard(&again, &read);
    ck_assert_str_eq(again.bytes, text.bytes);
    scr_claim_clear(&read);
  }
  scr_text_free(&text);
  scr_text_free(&again);
  return status;
}

static enum scr_status read_shard_with(const char *field, const char *value) {
  struct scr_text text = SCR_TEXT_INIT;
  struct scr_claim read;
  const char *fields[] = {"schema",   "\"scrutineer-shard-1\"",
                          "software", "\"" CLAIM_SOFTWARE "\"",
                          "election", "\"8Txw+fEZaDNKndrLgoPVzz83HAkzmyDj2d7yljwQJ84\"",
                          "events",   "9",
                          "head",     "\"0000000000000000000000000000000000000000000000000000000000000000\"",
                          "part",     "1",
                          "of",       "1",
                          "first",    "0",
                          "end",      "9",
                          "ballots",  "3",
                          "failing",  "[]",
                          "more",     NULL};
  for (size_t i = 0; i + 1 < sizeof fields / sizeof *fields; i += 2) {
    const char *given = strcmp(fields[i], field) == 0 ? value : fields[i + 1];
    if (given) scr_text_add_format(&text, "%c\"%s\":%s", i == 0 ? '{' : ',', fields[i], given);
  }
  scr_text_add(&text, "}");
  enum scr_status status = scr_shard_read(&read, text.bytes, text.length);
  if (status == SCR_OK) scr_claim_clear(&read);
  scr_text_free(&text);
  return status;
}

START_TEST(a_shard_of_another_form_is_refused) {
  ck_assert_int_eq(read_shard_with("more", NULL), SCR_OK);
  ck_assert_int_eq(read_shard_with("more", "1"), SCR_E_JSON_FIELD);
  ck_assert_int_eq(read_shard_with("schema", "1"), SCR_E_JSON_TYPE);
  ck_assert_int_eq(read_shard_with("schema", "\"scrutineer-shard-2\""), SCR_E_CLAIM_VERSION);
  ck_assert_int_eq(read_shard_with("software", "\"0\""), SCR_E_CLAIM_VERSION);
  ck_assert_int_eq(read_shard_with("software", "\"" SCRUTINEER_VERSION "\""), SCR_E_CLAIM_VERSION);
  ck_assert_int_eq(read_shard_with("election", "1"), SCR_E_JSON_TYPE);
  ck_assert_int_eq(read_shard_with("election", "\"x\""), SCR_E_TEXT);
  ck_assert_int_eq(read_shard_with("head", "\"00\""), SCR_E_TEXT);
  ck_assert_int_eq(read_shard_with("failing", "{}"), SCR_E_JSON_TYPE);
}
END_TEST

START_TEST(a_shard_that_contradicts_itself_is_refused) {
  static const struct scr_claim good = {.part = {2, 3},
                                        .fingerprint = "8Txw+fEZaDNKndrLgoPVzz83HAkzmyDj2d7yljwQJ84",
                                        .events = 90,
                                        .first = 30,
                                        .end = 60,
                                        .ballots = 30};
  uint64_t failing[] = {30, 41, 59};
  static const struct scr_part parts[] = {{0, 3}, {4, 3}, {0, 0}, {1, SCR_SHARDS_MAX + 1}};
  struct scr_claim claim = good;
  claim.failing = failing;
  ck_assert_int_eq(read_changed(&claim), SCR_OK);
  claim.failing_n = 3;
  ck_assert_int_eq(read_changed(&claim), SCR_OK);
  failing[0] = 29;
  ck_assert_int_eq(read_changed(&claim), SCR_E_SHARD_FORM);
  failing[0] = 41;
  ck_assert_int_eq(read_changed(&claim), SCR_E_SHARD_FORM);
  failing[0] = 30, failing[2] = 60;
  ck_assert_int_eq(read_changed(&claim), SCR_E_SHARD_FORM);
  claim.failing_n = 0;
  for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
    claim.part = parts[i];
    ck_assert_int_eq(read_changed(&claim), SCR_E_SHARD_FORM);
  }
  claim = good;
  claim.first = 61;
  ck_assert_int_eq(read_changed(&claim), SCR_E_SHARD_FORM);
  claim = good;
  claim.end = 91;
  ck_assert_int_eq(read_changed(&claim), SCR_E_SHARD_FORM);
  claim = good;
  claim.ballots = 31;
  ck_assert_int_eq(read_changed(&claim), SCR_E_SHARD_FORM);
  claim = (struct scr_claim){.part = {1, 1}};
  memcpy(claim.fingerprint, good.fingerprint, sizeof claim.fingerprint);
  ck_assert_int_eq(read_changed(&claim), SCR_E_SHARD_FORM);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("claim files");
  TCase *tcase = tcase_create("claim files");
  tcase_add_checked_fixture(tcase, set_up, tear_down);
  tcase_add_test(tcase, a_state_is_read_as_it_was_written);
  tcase_add_test(tcase, a_forged_state_is_refused);
  tcase_add_test(tcase, a_state_of_another_form_is_refused);
  tcase_add_test(tcase, shards_make_up_the_whole);
  tcase_add_test(tcase, a_shard_of_another_form_is_refused);
  tcase_add_test(tcase, a_shard_that_contradicts_itself_is_refused);
  suite_add_tcase(suite, tcase);
  return run_suite(suite);
}
