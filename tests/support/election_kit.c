// SPDX-License-Identifier: Apache-2.0
#include "tests/support/election_kit.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "scrutineer/ballot.h"
#include "scrutineer/json.h"

static const char uuid[] = "KitKitKitKit11";

static void require(enum scr_status status, const char *what) {
  if (status != SCR_OK) kit_stop("%s: %s [%s]", what, scr_status_sentence(status), scr_status_id(status));
}

static const struct scr_group *group_of(const struct kit_plan *plan) {
  const struct scr_group *group = scr_group_by_name(plan->group ? plan->group : "Ed25519");
  if (!group) kit_stop("unknown group");
  return group;
}

// --- trustees ---

static void add_single(struct scr_text *document, struct kit_election *kit, const struct scr_group *group) {
  struct scr_text key = SCR_TEXT_INIT;
  struct scr_secret_scalar *secret = &kit->trustee[kit->trustees_n++];
  require(scr_secret_scalar_random(secret, group), "a trustee's secret");
  require(scr_secret_single_key(&key, group, secret), "a trustee's key");
  scr_text_add_format(document, "%s[\"Single\",%s]", document->length > 1 ? "," : "", key.bytes);
  scr_text_free(&key);
}

#define MEMBERS 24

static void add_group(struct scr_text *document, struct kit_election *kit, const struct scr_group *group) {
  const struct scr_ceremony ceremony = {group, uuid, kit->plan.size, kit->plan.threshold};
  enum { CERTIFICATE, COMMIT, AGREE, REVEAL, KEY, STEPS };
  struct scr_text texts[STEPS][MEMBERS] = {0}, whole = SCR_TEXT_INIT;
  struct scr_message messages[STEPS][MEMBERS];
  struct scr_blame blame;
  if (kit->plan.size > MEMBERS) kit_stop("a group of trustees that is too large for the kit");
  for (uint32_t i = 0; i < ceremony.size; i++) require(scr_secret_seed_new(&kit->seed[i], i + 1), "a seed");
  for (int step = 0; step < STEPS; step++) {
    for (uint32_t i = 0; i < ceremony.size; i++) {
      struct scr_text *out = &texts[step][i];
      const struct scr_secret_seed *seed = &kit->seed[i];
      enum scr_status status =
          step == CERTIFICATE ? scr_secret_ceremony_certificate(out, &ceremony, seed)
          : step == COMMIT    ? scr_secret_ceremony_commit(out, &blame, &ceremony, seed, messages[CERTIFICATE])
          : step == AGREE
              ? scr_secret_ceremony_agree(out, &blame, &ceremony, seed, messages[CERTIFICATE], messages[COMMIT])
          : step == REVEAL
              ? scr_secret_ceremony_reveal(out, &blame, &ceremony, seed, messages[CERTIFICATE], messages[COMMIT],
                                           messages[AGREE])
              : scr_secret_ceremony_finish(out, &kit->trustee[kit->trustees_n++], &blame, &ceremony, seed,
                                           messages[CERTIFICATE], messages[COMMIT], messages[AGREE], messages[REVEAL]);
      require(status, "the ceremony");
    }
    for (uint32_t i = 0; i < ceremony.size; i++)
      messages[step][i] = (struct scr_message){texts[step][i].bytes, texts[step][i].length};
  }
  require(scr_ceremony_assemble(&whole, &blame, &ceremony, messages[CERTIFICATE], messages[COMMIT], messages[AGREE],
                                messages[REVEAL], messages[KEY]),
          "the group's key");
  scr_text_add(document, document->length > 1 ? "," : "");
  scr_text_add_bytes(document, whole.bytes, whole.length);
  scr_text_free(&whole);
  for (int step = 0; step < STEPS; step++)
    for (uint32_t i = 0; i < ceremony.size; i++) scr_text_free(&texts[step][i]);
}

static void make_trustees(struct scr_text *document, struct kit_election *kit, const struct scr_group *group) {
  size_t at;
  scr_text_add(document, "[");
  for (size_t i = 0; i < kit->plan.singles; i++) add_single(document, kit, group);
  if (kit->plan.size > 0) add_group(document, kit, group);
  scr_text_add(document, "]");
  require(scr_trustees_new(&kit->trustees, &at, group, document->bytes, document->length), "the trustees");
}

// --- credentials and the election ---

static int by_bytes(const void *a, const void *b) {
  return strcmp(((const struct scr_text *)a)->bytes, ((const struct scr_text *)b)->bytes);
}

static void make_credentials(struct scr_text *document, struct kit_election *kit, const struct scr_group *group) {
  struct scr_text lines[KIT_VOTERS] = {0};
  bool weighted = false;
  size_t at;
  for (size_t i = 0; i < kit->plan.voters; i++) weighted |= kit->plan.weights[i] > 0;
  for (size_t i = 0; i < kit->plan.voters; i++) {
    require(scr_secret_scalar_random(&kit->credential[i], group), "a credential");
    scr_secret_exp(&kit->credential_key[i], group, scr_group_generator(group), &kit->credential[i]);
    scr_text_add_element(&lines[i], group, &kit->credential_key[i]);
    if (weighted) scr_text_add_format(&lines[i], ",%llu", (unsigned long long)kit->plan.weights[i]);
  }
  qsort(lines, kit->plan.voters, sizeof *lines, by_bytes);
  scr_text_add(document, "[");
  for (size_t i = 0; i < kit->plan.voters; i++) {
    scr_text_add_format(document, "%s\"%s\"", i > 0 ? "," : "", lines[i].bytes);
    scr_text_free(&lines[i]);
  }
  scr_text_add(document, "]");
  require(scr_credentials_new(&kit->credentials, &at, group, document->bytes, document->length, 1), "the credentials");
}

static void add_question(struct scr_text *document, const struct kit_question *question) {
  scr_text_add(document, "{\"answers\":[");
  for (size_t i = 0; question->answers[i]; i++) {
    scr_text_add(document, i > 0 ? "," : "");
    scr_text_add_json(document, question->answers[i], strlen(question->answers[i]));
  }
  scr_text_add_format(document, "],%s\"min\":%u,\"max\":%u,\"question\":", question->blank ? "\"blank\":true," : "",
                      question->min, question->max);
  scr_text_add_json(document, question->title, strlen(question->title));
  scr_text_add(document, "}");
}

static void make_election(struct scr_text *document, struct kit_election *kit, const struct scr_group *group) {
  const struct kit_plan *plan = &kit->plan;
  struct scr_element key;
  const char *name = plan->name ? plan->name : "Kit";
  const char *description = plan->description ? plan->description : "An election for tests";
  scr_trustees_combined_key(&key, kit->trustees);
  scr_text_add(document, "{\"version\":1,\"description\":");
  scr_text_add_json(document, description, strlen(description));
  scr_text_add(document, ",\"name\":");
  scr_text_add_json(document, name, strlen(name));
  scr_text_add_format(document, ",\"group\":\"%s\",\"public_key\":", scr_group_name(group));
  scr_text_add_json_element(document, group, &key);
  scr_text_add(document, ",\"questions\":[");
  for (size_t i = 0; i < KIT_QUESTIONS && plan->questions[i].title; i++) {
    scr_text_add(document, i > 0 ? "," : "");
    add_question(document, &plan->questions[i]);
  }
  scr_text_add_format(document, "],\"uuid\":\"%s\"}", uuid);
  require(scr_election_new(&kit->election, document->bytes, document->length), "the election");
  kit->key = scr_key_new(group, &key);
  if (!kit->key || kit->election->ciphertexts_n > KIT_CELLS) kit_stop("an election that is too large for the kit");
}

// --- events ---

static struct kit_event *add_event(struct kit_board *board, enum scr_event_type type, size_t data_n) {
  struct kit_event *events = realloc(board->events, (board->events_n + 1) * sizeof *events);
  if (!events) kit_stop("out of memory");
  board->events = events;
  struct kit_event *event = &events[board->events_n++];
  *event = (struct kit_event){.event = {.type = type}, .data_n = data_n};
  return event;
}

static void add_setup(struct kit_election *kit, const struct scr_group *group) {
  struct kit_event *event = add_event(kit->board, SCR_EVENT_SETUP, 4);
  make_trustees(&event->data[KIT_TRUSTEES_DOCUMENT], kit, group);
  make_credentials(&event->data[KIT_CREDENTIALS], kit, group);
  make_election(&event->data[KIT_ELECTION], kit, group);
  scr_text_add_format(&event->data[KIT_SETUP_DATA],
                      "{\"election\":\"%064d\",\"trustees\":\"%064d\",\"credentials\":\"%064d\"}", 0, 0, 0);
}

// A tally of zeros, a share of each trustee who is there, and a result of zeros: kit_recount fills them in.
static void add_count(struct kit_election *kit) {
  struct scr_tally *tally;
  uint64_t none[KIT_CELLS] = {0};
  struct kit_event *event = add_event(kit->board, SCR_EVENT_END_BALLOTS, 0);
  (void)add_event(kit->board, SCR_EVENT_ENCRYPTED_TALLY, 2);
  require(scr_tally_new(&tally, kit->election), "a tally");
  kit_put_tally(kit, tally);
  scr_tally_free(tally);
  for (size_t i = 0; i < kit->trustees_n; i++) {
    size_t owner = kit->plan.reversed ? kit->trustees_n - i : i + 1;
    struct scr_hash nothing = {{0}};
    if (kit->plan.absent[owner - 1]) continue;
    event = add_event(kit->board, SCR_EVENT_PARTIAL_DECRYPTION, 2);
    scr_text_add_owned(&event->data[1], owner, &nothing);
  }
  event = add_event(kit->board, SCR_EVENT_RESULT, 1);
  scr_text_add_result(&event->data[0], kit->election, none);
}

struct kit_election *kit_make(const struct kit_plan *plan) {
  struct kit_election *kit = calloc(1, sizeof *kit);
  if (kit) kit->board = calloc(1, sizeof *kit->board);
  if (!kit || !kit->board) kit_stop("out of memory");
  kit->plan = *plan;
  kit->board->time = 1700000000;
  add_setup(kit, group_of(plan));
  for (size_t i = 0; i < plan->votes_n; i++) {
    (void)add_event(kit->board, SCR_EVENT_BALLOT, 1);
    kit_put_ballot(kit, i, kit_new_ballot(kit, plan->votes[i].voter, plan->votes[i].votes));
  }
  add_count(kit);
  kit_recount(kit);
  kit_seal(kit->board);
  return kit;
}

void kit_election_free(struct kit_election *kit) {
  kit_free(kit->board);
  scr_election_free(kit->election);
  scr_key_free(kit->key);
  scr_credentials_free(kit->credentials);
  scr_trustees_free(kit->trustees);
  free(kit);
}

struct scr_text *kit_setup(struct kit_election *kit, size_t document) {
  return &kit->board->events[0].data[document];
}

// --- ballots ---

static struct kit_event *event_of(const struct kit_election *kit, enum scr_event_type type, size_t n) {
  return &kit->board->events[kit_find(kit->board, type, n)];
}

struct scr_ballot *kit_ballot(const struct kit_election *kit, size_t n) {
  struct scr_ballot *ballot;
  const struct scr_text *document = &event_of(kit, SCR_EVENT_BALLOT, n)->data[0];
  require(scr_ballot_new(&ballot, kit->election, document->bytes, document->length), "a ballot");
  return ballot;
}

void kit_put_ballot(struct kit_election *kit, size_t n, struct scr_ballot *ballot) {
  struct scr_text *document = &event_of(kit, SCR_EVENT_BALLOT, n)->data[0];
  scr_text_clear(document);
  scr_text_add_ballot(document, kit->election, ballot);
  scr_ballot_free(ballot);
}

void kit_sign(const struct kit_election *kit, struct scr_ballot *ballot, const struct scr_secret_scalar *secret) {
  struct scr_text unsigned_ballot = SCR_TEXT_INIT;
  ballot->is_signed = false;
  scr_text_add_ballot(&unsigned_ballot, kit->election, ballot);
  scr_hash(&ballot->signed_hash, unsigned_ballot.bytes, unsigned_ballot.length);
  scr_text_free(&unsigned_ballot);
  require(scr_secret_ballot_sign(ballot, kit->election, secret), "a signature");
}

struct scr_ballot *kit_new_ballot(const struct kit_election *kit, size_t voter, const uint32_t *votes) {
  struct scr_ballot *ballot;
  require(scr_secret_ballot_make(&ballot, NULL, kit->election, kit->key, &kit->credential_key[voter], votes),
          "a ballot");
  kit_sign(kit, ballot, &kit->credential[voter]);
  return ballot;
}

// --- the count ---

struct scr_tally *kit_tally(const struct kit_election *kit) {
  struct scr_tally *tally;
  const struct kit_event *event = event_of(kit, SCR_EVENT_ENCRYPTED_TALLY, 0);
  require(scr_tally_read(&tally, kit->election, event->data[0].bytes, event->data[0].length, event->data[1].bytes,
                         event->data[1].length),
          "the tally");
  return tally;
}

void kit_put_tally(struct kit_election *kit, const struct scr_tally *tally) {
  struct kit_event *event = event_of(kit, SCR_EVENT_ENCRYPTED_TALLY, 0);
  struct scr_hash hash;
  scr_text_clear(&event->data[0]);
  scr_text_clear(&event->data[1]);
  scr_text_add_encrypted_tally(&event->data[0], kit->election, tally);
  scr_hash(&hash, event->data[0].bytes, event->data[0].length);
  scr_text_add_sized_tally(&event->data[1], tally, &hash);
}

struct scr_partial_decryption *kit_decryption(const struct kit_election *kit, size_t n) {
  struct scr_partial_decryption *decryption;
  const struct scr_text *document = &event_of(kit, SCR_EVENT_PARTIAL_DECRYPTION, n)->data[0];
  require(scr_partial_decryption_read(&decryption, kit->election, document->bytes, document->length), "a share");
  return decryption;
}

void kit_put_decryption(struct kit_election *kit, size_t n, const struct scr_partial_decryption *decryption) {
  struct scr_text *document = &event_of(kit, SCR_EVENT_PARTIAL_DECRYPTION, n)->data[0];
  scr_text_clear(document);
  scr_text_add_partial_decryption(document, kit->election, decryption);
}

void kit_cast(struct kit_election *kit, struct scr_ballot *ballot) {
  size_t n = kit_count(kit->board, SCR_EVENT_BALLOT);
  size_t last = n > 0 ? kit_find(kit->board, SCR_EVENT_BALLOT, n - 1) : 0;
  kit_insert_copy(kit->board, last, last + 1);
  struct kit_event *event = &kit->board->events[last + 1];
  for (size_t i = 1; i < event->data_n; i++) scr_text_free(&event->data[i]);
  event->data_n = 1;
  event->event.type = SCR_EVENT_BALLOT;
  kit_put_ballot(kit, n, ballot);
}

static bool is_replaced(struct scr_ballot **ballots, size_t n, size_t i) {
  for (size_t j = i + 1; j < n; j++)
    if (ballots[j] && scr_element_equal(&ballots[i]->credential, &ballots[j]->credential)) return true;
  return false;
}

struct scr_tally *kit_add_up(const struct kit_election *kit) {
  size_t n = kit_count(kit->board, SCR_EVENT_BALLOT);
  struct scr_ballot **ballots = calloc(n + 1, sizeof *ballots);
  struct scr_tally *tally;
  require(scr_tally_new(&tally, kit->election), "a tally");
  if (!ballots) kit_stop("out of memory");
  for (size_t i = 0; i < n; i++) {
    const struct scr_text *document = &event_of(kit, SCR_EVENT_BALLOT, i)->data[0];
    if (scr_ballot_new(&ballots[i], kit->election, document->bytes, document->length) != SCR_OK) ballots[i] = NULL;
  }
  for (size_t i = 0; i < n; i++) {
    if (!ballots[i] || is_replaced(ballots, n, i)) continue;
    size_t at =
        scr_credentials_find(kit->credentials, ballots[i]->credential_text, strlen(ballots[i]->credential_text));
    if (at != SIZE_MAX) scr_tally_add(tally, kit->election, ballots[i], scr_credentials_weight(kit->credentials, at));
  }
  for (size_t i = 0; i < n; i++) scr_ballot_free(ballots[i]);
  free(ballots);
  return tally;
}

static uint64_t owner_of(const struct kit_event *event) {
  uint64_t owner;
  struct scr_hash payload;
  require(scr_owned_read(&owner, &payload, event->data[1].bytes, event->data[1].length), "a share's owner");
  return owner;
}

void kit_count_out(struct kit_election *kit, const struct scr_tally *tally) {
  struct scr_partial_decryption *shares[SCR_TRUSTEES_MAX] = {0};
  uint64_t votes[KIT_CELLS] = {0};
  kit_put_tally(kit, tally);
  size_t n = kit_count(kit->board, SCR_EVENT_PARTIAL_DECRYPTION);
  for (size_t i = 0; i < n; i++) {
    uint64_t owner = owner_of(event_of(kit, SCR_EVENT_PARTIAL_DECRYPTION, i));
    require(scr_secret_decrypt(&shares[owner - 1], kit->election, tally, scr_trustees_key(kit->trustees, owner),
                               &kit->trustee[owner - 1]),
            "a share");
    kit_put_decryption(kit, i, shares[owner - 1]);
  }
  require(scr_result_compute(votes, NULL, kit->election, kit->trustees, tally, shares), "the result");
  struct scr_text *result = &event_of(kit, SCR_EVENT_RESULT, 0)->data[0];
  scr_text_clear(result);
  scr_text_add_result(result, kit->election, votes);
  for (size_t i = 0; i < SCR_TRUSTEES_MAX; i++) scr_partial_decryption_free(shares[i]);
}

void kit_recount(struct kit_election *kit) {
  struct scr_tally *tally = kit_add_up(kit);
  kit_count_out(kit, tally);
  scr_tally_free(tally);
}

void kit_random(const struct kit_election *kit, struct scr_scalar *scalar) {
  struct scr_secret_scalar secret;
  require(scr_secret_scalar_random(&secret, kit->election->group), "a random number");
  scr_secret_scalar_publish(scalar, &secret);
}

void kit_power(const struct kit_election *kit, struct scr_element *power, const struct scr_element *base,
               const struct scr_scalar *exponent) {
  scr_element_exp_var(power, kit->election->group, base, exponent);
}

// --- what the verifier says ---

struct scr_report *kit_verify_bytes(const struct scr_text *bytes) {
  char path[] = "/tmp/scrutineer-kit-XXXXXX";
  int file = mkstemp(path);
  struct scr_report *report;
  if (file < 0 || write(file, bytes->bytes, bytes->length) != (ssize_t)bytes->length)
    kit_stop("%s can't be written", path);
  (void)close(file);
  require(scr_verify(&report, path, NULL), "the verifier");
  (void)unlink(path);
  return report;
}

struct scr_report *kit_verify(struct kit_election *kit) {
  struct scr_text bytes = SCR_TEXT_INIT;
  kit_seal(kit->board);
  kit_bytes(&bytes, kit->board);
  struct scr_report *report = kit_verify_bytes(&bytes);
  scr_text_free(&bytes);
  return report;
}

static void show(const struct scr_report *report) {
  for (int id = 0; id < SCR_CHECK_COUNT; id++)
    for (size_t i = 0; i < SCR_FAILURES_MAX && i < report->checks[id].failures_n; i++) {
      const struct scr_failure *failure = &report->checks[id].failures[i];
      (void)fprintf(stderr, "%s: %s, event %llu, %s\n", scr_check_name((enum scr_check_id)id),
                    scr_status_id(failure->status), (unsigned long long)failure->event, failure->detail);
    }
}

void kit_expect(struct scr_report *report, enum scr_check_id id, enum scr_status status, long event) {
  const struct scr_check *check = &report->checks[id];
  if (check->failures_n == 0 || check->failures[0].status != status) show(report);
  ck_assert_msg(check->failures_n > 0, "%s did not fail", scr_check_name(id));
  ck_assert_int_eq(check->state, SCR_STATE_FAIL);
  ck_assert_str_eq(scr_status_id(check->failures[0].status), scr_status_id(status));
  ck_assert_str_eq(scr_verdict_name(report->verdict), "invalid");
  if (event >= 0) ck_assert_uint_eq(check->failures[0].event, (uint64_t)event);
  scr_report_free(report);
}

void kit_expect_only(struct scr_report *report, enum scr_check_id id, enum scr_status status, long event) {
  for (int other = 0; other < SCR_CHECK_COUNT; other++) {
    if (other == (int)id || report->checks[other].failures_n == 0) continue;
    show(report);
    ck_abort_msg("%s failed too", scr_check_name((enum scr_check_id)other));
  }
  kit_expect(report, id, status, event);
}

void kit_expect_verdict(struct scr_report *report, enum scr_verdict verdict) {
  if (report->verdict != verdict) show(report);
  ck_assert_str_eq(scr_verdict_name(report->verdict), scr_verdict_name(verdict));
  scr_report_free(report);
}
