// SPDX-License-Identifier: Apache-2.0
#include "cli/official.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "board/journal/files.h"
#include "cli/act_signers.h"
#include "cli/folder.h"
#include "cli/role_key.h"
#include "cli/verify.h"

// --- the election and its record ---

int office_open(struct office *office, const char *folder) {
  struct setup setup = {NULL, NULL, NULL, NULL};
  char *board = find_archive(folder), *public_folder = board ? journal_folder(board) : NULL;
  *office = (struct office){.folder = folder};
  int code = board ? DONE : CANNOT;
  if (board && !public_folder) {
    complain("the election in %s has no journal", folder);
    code = MISUSE;
  }
  if (code == DONE) code = read_setup(&setup, board, true);
  if (code == DONE) {
    office->election = setup.election;
    office->credentials = setup.credentials;
    scr_trustees_free(setup.trustees);
    scr_key_free(setup.key);
    enum scr_status status = setup_record_load(&office->record, public_folder, office->election);
    if (status != SCR_OK) code = fail(status, "%s/setup.json can't be used", public_folder);
  }
  free(board);
  free(public_folder);
  return code;
}

void office_free(struct office *office) {
  scr_election_free(office->election);
  scr_credentials_free(office->credentials);
  scr_setup_record_free(office->record);
  *office = (struct office){NULL, NULL, NULL, NULL};
}

// --- keys ---

// Where the key of a role is: whose name it is, the setup record tells.
static char *key_path(const struct scr_setup_record *record, const char *folder, const char *name) {
  struct role role = {ROLE_TELLER, name};
  if (strcmp(name, record->officer.name) == 0) role.kind = ROLE_OF_OFFICER;
  if (strcmp(name, record->registrar.name) == 0) role.kind = ROLE_OF_REGISTRAR;
  if (scr_setup_record_entry_point(record, name, strlen(name))) role.kind = ROLE_ENTRY;
  for (size_t i = 0; i < record->agents_n; i++)
    if (strcmp(name, record->agents[i].name) == 0) role.kind = ROLE_AGENT;
  return role_key_path(folder, &role);
}

int office_key(struct role_key *key, const struct scr_setup_record *record, const char *folder, const char *role,
               const char *key_file_or_null) {
  size_t point;
  const struct scr_note_key *wanted = scr_setup_record_role_key(&point, record, role);
  if (!wanted) {
    complain("the setup record has no role \"%s\"", role);
    return MISUSE;
  }
  char *path = key_file_or_null ? join(key_file_or_null, NULL, NULL) : key_path(record, folder, role);
  int code = role_key_read(key, path);
  if (code == DONE && memcmp(key->key.public_key, wanted->public_key, sizeof wanted->public_key) != 0) {
    complain("%s is not the key that the setup record has for \"%s\"", path, role);
    code = MISUSE;
  }
  free(path);
  return code;
}

// --- signing ---

bool act_seal(struct scr_signed_act *act, const struct scr_election *election) {
  scr_text_clear(&act->body);
  scr_text_add_act(&act->body, election, &act->act);
  act->signatures_n = 0;
  return scr_text_ok(&act->body) == SCR_OK;
}

static int add_signature(struct scr_signed_act *act, const struct scr_election *election, const char *role,
                         const struct role_key *key) {
  struct scr_text statement = SCR_TEXT_INIT;
  if (act->signatures_n == SCR_ACT_SIGNATURES_MAX) return fail(SCR_E_LIMIT, "the act has too many signatures");
  scr_text_add_signed_statement(&statement, SCR_STATEMENT_ACT, election->fingerprint, act->body.bytes,
                                act->body.length);
  if (scr_text_ok(&statement) != SCR_OK) return fail(SCR_E_MEMORY, "the act can't be signed");
  struct scr_role_signature *signature = &act->signatures[act->signatures_n++];
  (void)snprintf(signature->by, sizeof signature->by, "%s", role);
  scr_secret_signing_key_sign(signature->bytes, &key->secret, statement.bytes, statement.length);
  scr_text_free(&statement);
  return DONE;
}

int act_sign(struct scr_signed_act *act, const struct office *office, const char *role, const char *key_file_or_null) {
  struct role_key key;
  size_t point;
  for (size_t i = 0; i < act->signatures_n; i++) {
    if (strcmp(act->signatures[i].by, role) != 0) continue;
    complain("\"%s\" has signed this act already", role);
    return MISUSE;
  }
  // JRN-5: a signature too many can't be taken off again.
  if (scr_setup_record_role_key(&point, office->record, role) && !signers_take(act, office->record, role))
    return MISUSE;
  int code = office_key(&key, office->record, office->folder, role, key_file_or_null);
  if (code == DONE) code = add_signature(act, office->election, role, &key);
  role_key_wipe(&key);
  return code;
}

int officer_acts(struct scr_board *board, const char *folder, const struct scr_act *act) {
  struct scr_signed_act *sealed = calloc(1, sizeof *sealed);
  struct role_key key = {.key = {.name = ""}};
  int code = sealed ? DONE : fail(SCR_E_MEMORY, "the act can't be made");
  if (code == DONE) {
    sealed->act = *act;  // borrowed
    sealed->act.made = scr_board_slot(board);
    if (!act_seal(sealed, scr_board_election(board))) code = fail(SCR_E_MEMORY, "the act can't be made");
  }
  if (code == DONE) code = office_key(&key, scr_board_record(board), folder, "officer", NULL);
  if (code == DONE) code = add_signature(sealed, scr_board_election(board), "officer", &key);
  if (code == DONE) {
    enum scr_status status = scr_board_act(board, sealed);
    if (status != SCR_OK) code = fail(status, "the journal can't take \"%s\"", scr_act_name(act->kind));
  }
  role_key_wipe(&key);
  if (sealed) scr_text_free(&sealed->body);
  free(sealed);
  return code;
}
