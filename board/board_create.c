// SPDX-License-Identifier: Apache-2.0
// Making a board: its Setup, checked as the verifier would, written whole.
#include "board/board_internal.h"

static enum scr_status check_setup(struct scr_document election_bytes, struct scr_document trustees_bytes,
                                   struct scr_document credentials_bytes) {
  struct scr_election *election = NULL;
  struct scr_trustees *trustees = NULL;
  struct scr_credentials *credentials = NULL;
  struct scr_trustees_gaps gaps;
  struct scr_element key;
  size_t at;
  enum scr_status status = scr_election_new(&election, election_bytes.bytes, election_bytes.length);
  if (status == SCR_OK)
    status = scr_trustees_new(&trustees, &at, election->group, trustees_bytes.bytes, trustees_bytes.length);
  if (status == SCR_OK) status = scr_trustees_check(trustees, &at, &gaps);
  if (status == SCR_OK && (gaps.no_context || gaps.no_signatures)) status = SCR_E_SETUP_AGREEMENT;
  if (status == SCR_OK && gaps.no_key_signatures) status = SCR_E_SETUP_VERIFICATION_KEY;
  if (status == SCR_OK) {
    scr_trustees_combined_key(&key, trustees);
    if (!scr_element_equal(&key, &election->public_key)) status = SCR_E_SETUP_KEY;
  }
  if (status == SCR_OK)
    status =
        scr_credentials_new(&credentials, &at, election->group, credentials_bytes.bytes, credentials_bytes.length, 0);
  scr_credentials_free(credentials);
  scr_trustees_free(trustees);
  scr_election_free(election);
  return status;
}

static void add_setup_data(struct scr_text *text, const struct scr_document data[3]) {
  static const char *const keys[3] = {"{\"election\":\"", "\",\"trustees\":\"", "\",\"credentials\":\""};
  for (size_t i = 0; i < 3; i++) {
    struct scr_hash hash;
    scr_hash(&hash, data[i].bytes, data[i].length);
    scr_text_add(text, keys[i]);
    scr_text_add_hex(text, hash.byte, SCR_HASH_BYTES);
  }
  scr_text_add(text, "\"}");
}

enum scr_status scr_board_create(const char *path, uint64_t time, struct scr_document election,
                                 struct scr_document trustees, struct scr_document credentials) {
  struct scr_board board = {.time = time, .phase = SCR_PHASE_EMPTY};
  struct append append = board_begin(&board);
  struct scr_journal_event event;
  struct scr_text setup = SCR_TEXT_INIT;
  struct scr_document data[4] = {election, trustees, credentials, {NULL, 0}};
  enum scr_status status = check_setup(election, trustees, credentials);
  add_setup_data(&setup, data);
  if (status == SCR_OK) status = scr_text_ok(&setup);
  data[3] = (struct scr_document){setup.bytes, setup.length};
  scr_text_add_archive_header(&append.bytes, time);
  if (status == SCR_OK) status = board_add_event(&append, &event, &board, SCR_EVENT_SETUP, data, 4);
  if (status == SCR_OK) status = scr_file_write(path, append.bytes.bytes, append.bytes.length, 0644, false);
  scr_text_free(&append.bytes);
  scr_text_free(&setup);
  return status;
}
