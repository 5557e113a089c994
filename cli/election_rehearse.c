// SPDX-License-Identifier: Apache-2.0
// election rehearse: the whole election with five dummy ballots, over the trustees' folders that are here, in a folder of
// its own beside the election's, which is wiped at the end. The trustees' keys are the real ones: a rehearsal has its own
// identifier, so what they decrypt in it says nothing about the election.
#include <dirent.h>
#include <ftw.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "cli/commands.h"
#include "cli/election.h"
#include "cli/folder.h"
#include "cli/trustee_key.h"
#include "cli/verify.h"
#include "scrutineer/secret.h"

#define DUMMIES 5
#define UUID_LENGTH 14

const struct option_spec election_rehearse_options[] = {ELECTION_OPTION, NO_OPTION};

struct rehearsal {
  const char *folder;
  struct definition *definition;
  char uuid[UUID_LENGTH + 1];
  char *board;  // in a temporary folder
  struct scr_secret_scalar secrets[DUMMIES];
  struct scr_element credentials[DUMMIES];
};

// --- setting up ---

static int compare_texts(const void *a, const void *b) {
  const char *left = *(char *const *)a, *right = *(char *const *)b;
  size_t left_length = strlen(left), right_length = strlen(right);
  if (left_length != right_length) return left_length < right_length ? -1 : 1;
  return strcmp(left, right);
}

static enum scr_status make_credentials(struct scr_text *list, struct rehearsal *rehearsal) {
  const struct scr_group *group = rehearsal->definition->election.group;
  char *spelled[DUMMIES] = {NULL};
  enum scr_status status = SCR_OK;
  for (size_t i = 0; i < DUMMIES && status == SCR_OK; i++) {
    struct scr_text text = SCR_TEXT_INIT;
    status = scr_secret_scalar_random(&rehearsal->secrets[i], group);
    if (status == SCR_OK) {
      scr_secret_exp(&rehearsal->credentials[i], group, scr_group_generator(group), &rehearsal->secrets[i]);
      scr_text_add_element(&text, group, &rehearsal->credentials[i]);
      status = scr_text_ok(&text);
    }
    spelled[i] = text.bytes;
  }
  if (status == SCR_OK) {
    qsort(spelled, DUMMIES, sizeof *spelled, compare_texts);
    scr_text_add(list, "[");
    for (size_t i = 0; i < DUMMIES; i++) scr_text_add_format(list, "%s\"%s\"", i > 0 ? "," : "", spelled[i]);
    scr_text_add(list, "]");
    status = scr_text_ok(list);
  }
  for (size_t i = 0; i < DUMMIES; i++) free(spelled[i]);
  return status;
}

static bool open_board_of(struct rehearsal *rehearsal) {
  struct scr_election election = rehearsal->definition->election;
  struct scr_text trustees_text = SCR_TEXT_INIT, document = SCR_TEXT_INIT, list = SCR_TEXT_INIT;
  struct scr_trustees *trustees = NULL;
  size_t at = 0;
  char *path = join(rehearsal->folder, "public/trustees.json", NULL);
  bool read = file_exists(path);
  if (!read) complain("there is no %s yet: the trustees' keys come first", path);
  read = read && read_file(&trustees_text, path, SCR_TRUSTEES_BYTES_MAX);
  enum scr_status status = SCR_OK;
  if (read) {
    status = scr_trustees_new(&trustees, &at, election.group, trustees_text.bytes, trustees_text.length);
    if (status == SCR_OK) status = make_credentials(&list, rehearsal);
    if (status == SCR_OK) {
      scr_trustees_combined_key(&election.public_key, trustees);
      election.uuid = rehearsal->uuid;
      scr_text_add_election(&document, &election);
      status = scr_text_ok(&document);
    }
    if (status == SCR_OK)
      status = scr_board_create(rehearsal->board, (uint64_t)time(NULL),
                                (struct scr_document){document.bytes, document.length},
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

static enum scr_status cast_dummy(struct rehearsal *rehearsal, struct scr_board *board, const struct scr_key *key,
                                  size_t i) {
  const struct scr_election *election = scr_board_election(board);
  struct scr_ballot *ballot = NULL;
  struct scr_text text = SCR_TEXT_INIT;
  struct scr_hash tracker;
  uint32_t *votes = calloc(election->ciphertexts_n, sizeof *votes);
  if (!votes) return SCR_E_MEMORY;
  dummy_votes(votes, election, i);
  enum scr_status status =
      scr_secret_ballot_make(&ballot, NULL, election, key, &rehearsal->credentials[i], votes);
  if (status == SCR_OK) status = scr_secret_ballot_sign(ballot, election, &rehearsal->secrets[i]);
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

static bool vote_and_close(struct rehearsal *rehearsal) {
  struct scr_board *board = open_board(rehearsal->board);
  if (!board) return false;
  struct scr_key *key = scr_key_new(scr_board_election(board)->group, &scr_board_election(board)->public_key);
  enum scr_status status = key ? SCR_OK : SCR_E_MEMORY;
  for (size_t i = 0; i < DUMMIES && status == SCR_OK; i++) status = cast_dummy(rehearsal, board, key, i);
  if (status == SCR_OK) status = scr_board_append(board, SCR_EVENT_END_BALLOTS, NULL, 0);
  scr_key_free(key);
  scr_board_close(board);
  if (status != SCR_OK) (void)fail(status, "the dummy ballots can't be cast");
  return status == SCR_OK;
}

// --- tally ---

static enum scr_status add_event(const struct rehearsal *rehearsal, enum scr_event_type type,
                                 const struct scr_text *data, size_t data_n) {
  struct scr_document documents[2] = {{NULL, 0}, {NULL, 0}};
  for (size_t i = 0; i < data_n; i++) documents[i] = (struct scr_document){data[i].bytes, data[i].length};
  struct scr_board *board = open_board(rehearsal->board);
  enum scr_status status = board ? scr_board_append(board, type, documents, data_n) : SCR_E_IO;
  scr_board_close(board);
  return status;
}

static enum scr_status tally_dummies(const struct rehearsal *rehearsal, const struct scr_session *session) {
  struct scr_text data[2] = {SCR_TEXT_INIT, SCR_TEXT_INIT};
  struct scr_hash hash;
  scr_text_add_encrypted_tally(&data[0], scr_session_report(session)->election, scr_session_tally(session));
  enum scr_status status = scr_text_ok(&data[0]);
  if (status == SCR_OK) {
    scr_hash(&hash, data[0].bytes, data[0].length);
    scr_text_add_sized_tally(&data[1], scr_session_tally(session), &hash);
    status = add_event(rehearsal, SCR_EVENT_ENCRYPTED_TALLY, data, 2);
  }
  scr_text_free(&data[0]);
  scr_text_free(&data[1]);
  return status;
}

// The decryption by one trustee whose folder is here.
static enum scr_status decrypt_dummies(const struct rehearsal *rehearsal, const struct scr_session *session,
                                       const char *name, size_t owner) {
  const struct scr_election *election = scr_session_report(session)->election;
  struct scr_text data[2] = {SCR_TEXT_INIT, SCR_TEXT_INIT};
  struct scr_secret_scalar secret = {{0}};
  struct scr_partial_decryption *decryption = NULL;
  struct scr_hash hash;
  enum scr_status status = SCR_E_KEY_FORM;
  if (key_read(&secret, rehearsal->folder, name, election->group, rehearsal->definition->election.uuid))
    status = scr_secret_decrypt(&decryption, election, scr_session_tally(session),
                                scr_trustees_key(scr_session_trustees(session), owner), &secret);
  if (status == SCR_OK) {
    scr_text_add_partial_decryption(&data[0], election, decryption);
    status = scr_text_ok(&data[0]);
  }
  if (status == SCR_OK) {
    scr_hash(&hash, data[0].bytes, data[0].length);
    scr_text_add_owned(&data[1], owner, &hash);
    status = add_event(rehearsal, SCR_EVENT_PARTIAL_DECRYPTION, data, 2);
  }
  scr_secret_scalar_wipe(&secret);
  scr_partial_decryption_free(decryption);
  scr_text_free(&data[0]);
  scr_text_free(&data[1]);
  return status;
}

static bool has_key(const struct rehearsal *rehearsal, const char *name) {
  char *own = join(rehearsal->folder, "trustees", name), *path = join(own, "key.json", NULL);
  bool there = file_exists(path);
  free(own);
  free(path);
  return there;
}

static bool decrypt_all(const struct rehearsal *rehearsal, const struct scr_session *session) {
  const struct definition *definition = rehearsal->definition;
  enum scr_status status = SCR_OK;
  size_t total = definition->mandatory_n + definition->members_n;
  for (size_t i = 0; i < total && status == SCR_OK; i++) {
    const char *name = i < definition->mandatory_n ? definition->mandatory[i].text
                                                   : definition->members[i - definition->mandatory_n].text;
    bool here = has_key(rehearsal, name);
    print("  %s: %s\n", name, here ? "decrypts" : "not on this machine");
    if (here) status = decrypt_dummies(rehearsal, session, name, i + 1);
  }
  if (status != SCR_OK) (void)fail(status, "the rehearsal's tally can't be decrypted");
  return status == SCR_OK;
}

static bool declare(const struct rehearsal *rehearsal, const struct scr_session *session) {
  const struct scr_election *election = scr_session_report(session)->election;
  struct scr_text text = SCR_TEXT_INIT;
  uint64_t *votes = calloc(election->ciphertexts_n, sizeof *votes);
  enum scr_status status = votes ? scr_result_compute(votes, election, scr_session_trustees(session),
                                                      scr_session_tally(session), scr_session_decryptions(session))
                                 : SCR_E_MEMORY;
  if (status == SCR_OK) {
    scr_text_add_result(&text, election, votes);
    status = add_event(rehearsal, SCR_EVENT_RESULT, &text, 1);
  }
  if (status != SCR_OK) (void)fail(status, "the rehearsal has no result");
  if (status == SCR_E_RESULT_QUORUM) advise("rehearse where enough of the trustees' folders are");
  scr_text_free(&text);
  free(votes);
  return status == SCR_OK;
}

// --- the whole ---

typedef bool stage(const struct rehearsal *rehearsal, const struct scr_session *session);

static bool tally_stage(const struct rehearsal *rehearsal, const struct scr_session *session) {
  enum scr_status status = tally_dummies(rehearsal, session);
  if (status != SCR_OK) (void)fail(status, "the rehearsal's tally can't be made");
  return status == SCR_OK;
}

static bool show_stage(const struct rehearsal *rehearsal, const struct scr_session *session) {
  (void)rehearsal;
  show_result(scr_session_report(session)->election, scr_session_report(session)->votes);
  return true;
}

// Verifies what there is, which must be sound, and does the next thing with it.
static bool with_board(const struct rehearsal *rehearsal, enum scr_verdict verdict, stage *next) {
  struct scr_session *session = verify_with_progress(rehearsal->board);
  if (!session) return false;
  bool sound = scr_session_report(session)->verdict == verdict;
  if (!sound) show_report(scr_session_report(session));
  bool good = sound && next(rehearsal, session);
  scr_session_free(session);
  return good;
}

static bool rehearse(struct rehearsal *rehearsal) {
  print("Rehearsal of \"%s\" with %d dummy ballots\n", shown(rehearsal->definition->election.name), DUMMIES);
  if (!open_board_of(rehearsal) || !vote_and_close(rehearsal)) return false;
  if (!with_board(rehearsal, SCR_VERDICT_INCOMPLETE, tally_stage)) return false;
  if (!with_board(rehearsal, SCR_VERDICT_INCOMPLETE, decrypt_all)) return false;
  if (!with_board(rehearsal, SCR_VERDICT_INCOMPLETE, declare)) return false;
  return with_board(rehearsal, SCR_VERDICT_VALID, show_stage);
}

static int remove_entry(const char *path, const struct stat *stat_of, int kind, struct FTW *walk) {
  (void)stat_of;
  (void)kind;
  (void)walk;
  return remove(path);
}

int election_rehearse_run(const struct arguments *arguments) {
  char temporary[] = "/tmp/scrutineer-rehearsal-XXXXXX";
  struct rehearsal rehearsal = {.folder = election_folder(arguments), .definition = calloc(1, sizeof(struct definition))};
  int code = CANNOT;
  if (rehearsal.definition && definition_load(rehearsal.definition, rehearsal.folder) && mkdtemp(temporary)) {
    rehearsal.board = join(temporary, "rehearsal.bel", NULL);
    bool good = scr_secret_random_base58(rehearsal.uuid, UUID_LENGTH) == SCR_OK && rehearse(&rehearsal);
    code = good ? DONE : CANNOT;
    (void)nftw(temporary, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
    if (good) print("%sThe rehearsal is valid; nothing of it was left behind.%s\n", green(), plain());
  }
  scr_secret_wipe(rehearsal.secrets, sizeof rehearsal.secrets);
  free(rehearsal.board);
  if (rehearsal.definition) definition_free(rehearsal.definition);
  free(rehearsal.definition);
  return code;
}
