// SPDX-License-Identifier: Apache-2.0
// What the tests of states and shards share: a board whose voters vote again and again, and runs over its beginnings.
#ifndef SCRUTINEER_TESTS_CLAIMS_FIXTURE_H
#define SCRUTINEER_TESTS_CLAIMS_FIXTURE_H

#include <check.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/support/election_kit.h"

#define BALLOTS 70  // several chunks
#define EVENTS (1 + BALLOTS + 4)
#define SHARDS 3

static struct kit_plan plan = {
    .questions = {{"Who?", {"Alder", "Birch", NULL}, 0, 1, true}},
    .voters = 5,
    .singles = 1,
    .votes_n = 1,
    .votes = {{0, {0, 1, 0}}},
};
static struct kit_election *kit;
static struct scr_text board;                  // the whole archive
static uint64_t starts[EVENTS], ends[EVENTS];  // where the records of its events begin and end
static char path[32];
static struct scr_state_key key;

// --- boards ---

static inline void write_bytes(const char *bytes, size_t length) {
  (void)strcpy(path, "/tmp/claims-XXXXXX");
  int file = mkstemp(path);
  ck_assert_int_ge(file, 0);
  ck_assert_int_eq(write(file, bytes, length), (ssize_t)length);
  ck_assert_int_eq(close(file), 0);
}

static inline void find_ends(void) {
  struct scr_archive *archive;
  struct scr_step step = {0};
  bool end = false;
  ck_assert_int_eq(scr_archive_open(&archive, path), SCR_OK);
  for (size_t i = 0; i < EVENTS; i++) {
    ck_assert_int_eq(scr_step_next(&step, &end, archive), SCR_OK);
    ck_assert(!end);
    starts[i] = step.offset;
    ends[i] = scr_archive_offset(archive);
  }
  scr_step_free(&step);
  scr_archive_close(archive);
}

static inline void seal(void) {
  kit_seal(kit->board);
  scr_text_free(&board);
  kit_bytes(&board, kit->board);
  write_bytes(board.bytes, board.length);
  find_ends();
  ck_assert_int_eq(unlink(path), 0);
}

// Voters vote again and again, so that ballots replace each other across every boundary.
static inline void make(const uint64_t *weights) {
  static const uint32_t votes[][3] = {{0, 1, 0}, {0, 0, 1}, {1, 0, 0}, {0, 0, 0}};
  struct kit_plan wanted = plan;
  if (weights) memcpy(wanted.weights, weights, wanted.voters * sizeof *weights);
  scr_state_key_generate(&key);
  kit = kit_make(&wanted);
  for (size_t i = 1; i < BALLOTS; i++) kit_cast(kit, kit_new_ballot(kit, i * 3 % 5, votes[i % 4]));
  kit_recount(kit);
  seal();
}

static inline void set_up(void) {
  make(NULL);
}

static inline void tear_down(void) {
  kit_election_free(kit);
  scr_text_free(&board);
}

static inline void put_signed(size_t n, struct scr_ballot *ballot) {
  for (size_t voter = 0; voter < 5; voter++)
    if (scr_element_equal(&ballot->credential, &kit->credential_key[voter]))
      kit_sign(kit, ballot, &kit->credential[voter]);
  kit_put_ballot(kit, n, ballot);
}

// A ballot whose proof doesn't hold, signed by its voter all the same.
static inline void spoil(size_t n) {
  struct scr_ballot *ballot = kit_ballot(kit, n);
  struct scr_scalar *response = &ballot->answers[0].overall[0].response;
  scr_scalar_add(response, kit->election->group, response, &ballot->answers[0].overall[0].challenge);
  put_signed(n, ballot);
}

// One whose signature alone doesn't hold.
static inline void spoil_signature(size_t n) {
  struct scr_ballot *ballot = kit_ballot(kit, n);
  scr_scalar_add(&ballot->signature.response, kit->election->group, &ballot->signature.response,
                 &ballot->signature.challenge);
  kit_put_ballot(kit, n, ballot);
}

// One with an element outside the group, the point of order 2 times one in it.
static inline void spoil_element(size_t n) {
  static const struct scr_element torsion = {{UINT64_MAX - 19, UINT64_MAX, UINT64_MAX, UINT64_MAX >> 1}};
  struct scr_ballot *ballot = kit_ballot(kit, n);
  struct scr_element *alpha = &ballot->answers[0].choices[1].alpha;
  scr_element_mul(alpha, kit->election->group, alpha, &torsion);
  put_signed(n, ballot);
}

// --- runs ---

static inline struct scr_session *run_bytes(const char *bytes, size_t length,
                                            const struct scr_verify_options *options) {
  struct scr_session *session;
  struct scr_verify_options wanted = *options;
  wanted.threads = wanted.threads ? wanted.threads : 2;
  write_bytes(bytes, length);
  ck_assert_int_eq(scr_session_new(&session, path, &wanted), SCR_OK);
  ck_assert_int_eq(unlink(path), 0);
  return session;
}

// The board's first events.
static inline struct scr_session *run(size_t events, const struct scr_verify_options *options) {
  return run_bytes(board.bytes, events == EVENTS ? board.length : ends[events - 1], options);
}

static inline struct scr_state state_after(size_t events) {
  struct scr_state state;
  struct scr_session *session = run(events, &(struct scr_verify_options){.threads = 2});
  ck_assert_int_eq(scr_session_state(&state, session), SCR_OK);
  scr_session_free(session);
  return state;
}

static inline void make_shards(struct scr_claim shards[], size_t count, size_t events) {
  for (size_t i = 0; i < count; i++) {
    struct scr_session *session = run(events, &(struct scr_verify_options){.part = {i + 1, count}});
    ck_assert_int_eq(scr_session_shard(&shards[i], session), SCR_OK);
    scr_session_free(session);
  }
}

static inline void clear_shards(struct scr_claim shards[], size_t count) {
  for (size_t i = 0; i < count; i++) scr_claim_clear(&shards[i]);
}

#endif
