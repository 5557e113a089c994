// SPDX-License-Identifier: Apache-2.0
// The board of a rehearsal.
#include "cli/rehearsal.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cli/folder.h"
#include "cli/writer.h"
#include "scrutineer/secret.h"

#define UUID_LENGTH 14

struct dummies {
  const char *folder;
  const struct definition *definition;
  const char *board;
  char uuid[UUID_LENGTH + 1];
  struct scr_secret_scalar secrets[REHEARSAL_BALLOTS];
  struct scr_element credentials[REHEARSAL_BALLOTS];
};

// --- setting up ---

static int compare_texts(const void *a, const void *b) {
  const char *left = *(char *const *)a, *right = *(char *const *)b;
  size_t left_length = strlen(left), right_length = strlen(right);
  if (left_length != right_length) return left_length < right_length ? -1 : 1;
  return strcmp(left, right);
}

static enum scr_status make_credentials(struct scr_text *list, struct dummies *dummies) {
  const struct scr_group *group = dummies->definition->election.group;
  char *spelled[REHEARSAL_BALLOTS] = {NULL};
  enum scr_status status = SCR_OK;
  for (size_t i = 0; i < REHEARSAL_BALLOTS && status == SCR_OK; i++) {
    struct scr_text text = SCR_TEXT_INIT;
    status = scr_secret_scalar_random(&dummies->secrets[i], group);
    if (status == SCR_OK) {
      scr_secret_exp(&dummies->credentials[i], group, scr_group_generator(group), &dummies->secrets[i]);
      scr_text_add_element(&text, group, &dummies->credentials[i]);
      status = scr_text_ok(&text);
    }
    spelled[i] = text.bytes;
  }
  if (status == SCR_OK) {
    qsort(spelled, REHEARSAL_BALLOTS, sizeof *spelled, compare_texts);
    scr_text_add(list, "[");
    for (size_t i = 0; i < REHEARSAL_BALLOTS; i++) scr_text_add_format(list, "%s\"%s\"", i > 0 ? "," : "", spelled[i]);
    scr_text_add(list, "]");
    status = scr_text_ok(list);
  }
  for (size_t i = 0; i < REHEARSAL_BALLOTS; i++) free(spelled[i]);
  return status;
}

static bool open_board_of(struct dummies *dummies) {
  struct scr_election election = dummies->definition->election;
  struct scr_text trustees_text = SCR_TEXT_INIT, document = SCR_TEXT_INIT, list = SCR_TEXT_INIT;
  struct scr_trustees *trustees = NULL;
  size_t at = 0;
  char *path = join(dummies->folder, "public/trustees.json", NULL);
  bool read = !file_is_missing(path);
  if (!read) complain("there is no %s yet: the trustees' keys come first", path);
  read = read && read_file(&trustees_text, path, SCR_TRUSTEES_BYTES_MAX);
  enum scr_status status = SCR_OK;
  if (read) {
    status = scr_trustees_new(&trustees, &at, election.group, trustees_text.bytes, trustees_text.length);
    if (status == SCR_OK) status = make_credentials(&list, dummies);
    if (status == SCR_OK) {
      scr_trustees_combined_key(&election.public_key, trustees);
      election.uuid = dummies->uuid;
      scr_text_add_election(&document, &election);
      status = scr_text_ok(&document);
    }
    if (status == SCR_OK)
      status =
          scr_board_create(dummies->board, (uint64_t)time(NULL), (struct scr_document){document.bytes, document.length},
                           (struct scr_document){trustees_text.bytes, trustees_text.length},
                           (struct scr_document){list.bytes, list.length});
    if (status != SCR_OK) (void)fail(status, "the rehearsal's board can't be made");
  }
  scr_trustees_free(trustees);
  scr_text_free(&trustees_text);
  scr_text_free(&document);
  scr_text_free(&list);
  free(path);
  return read && status == SCR_OK;
}

// --- voting ---

// Dummy votes: the first `max` answers that fit, moved on from ballot to ballot.
static void dummy_votes(uint32_t *votes, const struct scr_election *election, size_t ballot) {
  size_t cell = 0;
  memset(votes, 0, election->ciphertexts_n * sizeof *votes);
  for (size_t i = 0; i < election->questions_n; i++) {
    const struct scr_question *question = &election->questions[i];
    size_t first = question->blank ? 1 : 0;
    for (uint32_t j = 0; j < question->min; j++) votes[cell + first + (ballot + j) % question->answers_n] = 1;
    if (question->min == 0 && question->max > 0) votes[cell + first + ballot % question->answers_n] = 1;
    cell += scr_question_ciphertexts(question);
  }
}

static enum scr_status cast_dummy(struct dummies *dummies, struct scr_board *board, const struct scr_key *key,
                                  size_t i) {
  const struct scr_election *election = scr_board_election(board);
  struct scr_ballot *ballot = NULL;
  struct scr_text text = SCR_TEXT_INIT;
  struct scr_hash tracker;
  uint32_t *votes = calloc(election->ciphertexts_n, sizeof *votes);
  if (!votes) return SCR_E_MEMORY;
  dummy_votes(votes, election, i);
  enum scr_status status = scr_secret_ballot_make(&ballot, NULL, election, key, &dummies->credentials[i], votes);
  if (status == SCR_OK) status = scr_secret_ballot_sign(ballot, election, &dummies->secrets[i]);
  if (status == SCR_OK) {
    scr_text_add_ballot(&text, election, ballot);
    status = scr_text_ok(&text);
  }
  if (status == SCR_OK) status = scr_board_cast(&tracker, board, text.bytes, text.length);
  scr_ballot_free(ballot);
  scr_text_free(&text);
  free(votes);
  return status;
}

static bool vote_and_close(struct dummies *dummies) {
  struct writer *writer = writer_open(dummies->board, false);
  if (!writer) return false;
  struct scr_board *board = writer_board(writer);
  struct scr_key *key = scr_key_new(scr_board_election(board)->group, &scr_board_election(board)->public_key);
  enum scr_status status = key ? SCR_OK : SCR_E_MEMORY;
  for (size_t i = 0; i < REHEARSAL_BALLOTS && status == SCR_OK; i++) status = cast_dummy(dummies, board, key, i);
  if (status == SCR_OK) status = scr_board_append(board, SCR_EVENT_END_BALLOTS, NULL, 0);
  scr_key_free(key);
  writer_close(writer);
  if (status != SCR_OK) (void)fail(status, "the dummy ballots can't be cast");
  return status == SCR_OK;
}

int rehearsal_make_board(const char *path, const char *folder, const struct definition *definition) {
  struct dummies dummies = {.folder = folder, .definition = definition, .board = path};
  enum scr_status status = scr_secret_random_base58(dummies.uuid, UUID_LENGTH);
  int code = status == SCR_OK ? DONE : fail(status, "an identifier can't be made");
  if (code == DONE && (!open_board_of(&dummies) || !vote_and_close(&dummies))) code = CANNOT;
  scr_secret_wipe(dummies.secrets, sizeof dummies.secrets);
  return code;
}
