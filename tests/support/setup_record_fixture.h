// SPDX-License-Identifier: Apache-2.0
// What the tests of the setup record share: a record with everything in it, and what comes of it when it is read.
#ifndef SCRUTINEER_TESTS_SETUP_RECORD_FIXTURE_H
#define SCRUTINEER_TESTS_SETUP_RECORD_FIXTURE_H

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "scrutineer/setup_record.h"
#include "tests/support/election_kit.h"
#include "tests/support/log_kit.h"
#include "tests/support/suite.h"

#define WITNESSES 3
#define SPARES 2
#define MANY 64  // more than any role may have

static struct scr_entry_point points[MANY + 1];
static struct scr_note_key tellers[MANY], agents[MANY], witnesses[MANY];
static char *spares[SCR_SPARES_MAX + 1];
static char operator_name[] = "Example \"Online\" Ltd", spare_0[] = "abc0", spare_1[] = "abc1",
            uuid[] = "AAAAAAAAAAAAAA";

static inline void make_key(struct scr_note_key *key, const char *name, uint8_t seed) {
  struct scr_secret_signing_key secret;
  log_kit_key(key, &secret, name, SCR_NOTE_ED25519, seed);
}

static inline void make_witness(size_t i, uint8_t seed) {
  struct scr_secret_signing_key secret;
  log_kit_key(&witnesses[i], &secret, "witness.example.org", SCR_NOTE_COSIGNATURE, seed);
}

static inline struct scr_setup_record make_record(void) {
  struct scr_setup_record record = {.uuid = uuid,
                                    .entry_points_n = 2,
                                    .entry_points = points,
                                    .tellers_n = 2,
                                    .tellers = tellers,
                                    .agents_n = 2,
                                    .agents = agents,
                                    .witnesses_n = WITNESSES,
                                    .witnesses = witnesses,
                                    .quorum = 2,
                                    .members = 8,
                                    .weight = 8,
                                    .spares_n = SPARES,
                                    .spares = spares,
                                    .opens = 1772800000,
                                    .closes = 1772900000,
                                    .slot = SCR_SLOT_DEFAULT,
                                    .minimum = 10,
                                    .method_minimum = SCR_METHOD_MINIMUM};
  make_key(&record.board, "votes.example.org/a\"b", 1);
  make_key(&record.officer, "officer", 2);
  make_key(&record.registrar, "registrar", 3);
  points[0] = (struct scr_entry_point){.method = SCR_METHOD_ONLINE, .operator_name = operator_name};
  make_key(&points[0].key, "online", 4);
  points[1] = (struct scr_entry_point){
      .method = SCR_METHOD_MEETING, .check = SCR_ENTRY_IDENTITY, .operator_name = operator_name};
  make_key(&points[1].key, "hall-1", 5);
  make_key(&tellers[0], "tina", 6);
  make_key(&tellers[1], "Tim", 7);
  make_key(&agents[0], "alec", 8);
  make_key(&agents[1], "agnes", 9);
  for (size_t i = 0; i < WITNESSES; i++) make_witness(i, (uint8_t)(20 + i));
  spares[0] = spare_0;
  spares[1] = spare_1;
  memset(&record.roll, 1, sizeof record.roll);
  memset(&record.links, 2, sizeof record.links);
  memset(&record.credentials, 3, sizeof record.credentials);
  memset(&record.trustees, 4, sizeof record.trustees);
  return record;
}

static inline enum scr_status read_bytes(struct scr_setup_record **read, const struct scr_text *text) {
  ck_assert_int_eq(scr_text_ok(text), SCR_OK);
  return scr_setup_record_new(read, text->bytes, text->length);
}

// What comes of a record that is written as it is.
static inline enum scr_status status_of(const struct scr_setup_record *record) {
  struct scr_text text = SCR_TEXT_INIT;
  struct scr_setup_record *read = NULL;
  scr_text_add_setup_record(&text, record);
  enum scr_status status = read_bytes(&read, &text);
  ck_assert((read != NULL) == (status == SCR_OK));
  scr_setup_record_free(read);
  scr_text_free(&text);
  return status;
}

// What comes of a good record's document with `old` replaced.
static inline enum scr_status status_with(const char *old, const char *new) {
  struct scr_setup_record record = make_record(), *read = NULL;
  struct scr_text text = SCR_TEXT_INIT;
  scr_text_add_setup_record(&text, &record);
  kit_replace(&text, old, new);
  enum scr_status status = read_bytes(&read, &text);
  scr_setup_record_free(read);
  scr_text_free(&text);
  return status;
}

#endif
