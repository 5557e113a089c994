// SPDX-License-Identifier: Apache-2.0
// election rehearse: the whole election with five dummy ballots, over the real trustees' machines. Its board and what
// the trustees decrypt of it lie in public/rehearsal/, which is passed between the machines as public/ is, and removed
// at the end.
//
// A trustee uses its real key in it. What it decrypts says nothing about the election: it verifies the whole board
// first, and a ballot's proofs are bound to the election it was made for, so nobody can bring a real voter's ciphertext
// into it.
#include <dirent.h>
#include <errno.h>
#include <ftw.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/append.h"
#include "cli/commands.h"
#include "cli/election.h"
#include "cli/folder.h"
#include "cli/rehearsal.h"
#include "cli/trustee_key.h"
#include "cli/verify.h"
#include "scrutineer/secret.h"

const struct option_spec election_rehearse_options[] = {
    ELECTION_OPTION,
    {"remove", 'r', NULL, "remove what a rehearsal left here, and do nothing else"},
    NO_OPTION,
};

struct rehearsal {
  const char *election;  // the election's folder
  struct definition *definition;
  char *folder;  // public/rehearsal
  char *board;
  struct scr_session *session;  // of the board, verified
};

// --- trustees ---

static size_t trustees_count(const struct rehearsal *rehearsal) {
  return rehearsal->definition->mandatory_n + rehearsal->definition->members_n;
}

// By number, from 1: the mandatory ones first, then the group.
static const char *trustee_name(const struct rehearsal *rehearsal, size_t owner) {
  const struct definition *definition = rehearsal->definition;
  return owner <= definition->mandatory_n ? definition->mandatory[owner - 1].text
                                          : definition->members[owner - 1 - definition->mandatory_n].text;
}

static char *decryption_path(const struct rehearsal *rehearsal, size_t owner) {
  char name[32];
  (void)snprintf(name, sizeof name, "%zu.json", owner);
  return join(rehearsal->folder, name, NULL);
}

static int write_decryption(const struct rehearsal *rehearsal, size_t owner, const struct scr_secret_scalar *secret) {
  const struct scr_election *election = scr_session_report(rehearsal->session)->election;
  struct scr_partial_decryption *decryption = NULL;
  struct scr_text text = SCR_TEXT_INIT;
  char *path = decryption_path(rehearsal, owner);
  enum scr_status status =
      scr_secret_decrypt(&decryption, election, scr_session_tally(rehearsal->session),
                         scr_trustees_key(scr_session_trustees(rehearsal->session), owner), secret);
  int code = DONE;
  if (status != SCR_OK) {
    code = fail(status, "%s can't decrypt the rehearsal's tally", trustee_name(rehearsal, owner));
  } else {
    scr_text_add_partial_decryption(&text, election, decryption);
    code = write_file(path, &text, PUBLIC_FILE, true) ? DONE : CANNOT;
  }
  scr_partial_decryption_free(decryption);
  scr_text_free(&text);
  free(path);
  return code;
}

// The trustees whose keys are on this machine decrypt.
static int decrypt_here(const struct rehearsal *rehearsal) {
  const struct scr_election *election = &rehearsal->definition->election;
  int code = DONE;
  for (size_t owner = 1; owner <= trustees_count(rehearsal) && code == DONE; owner++) {
    const char *name = trustee_name(rehearsal, owner);
    struct scr_secret_scalar secret = {{0}};
    if (!key_exists(rehearsal->election, name)) continue;
    code = key_read(&secret, rehearsal->election, name, election->group, election->uuid) ? DONE : CANNOT;
    if (code == DONE) code = write_decryption(rehearsal, owner, &secret);
    scr_secret_scalar_wipe(&secret);
    if (code == DONE) print("  %s decrypts on this machine\n", name);
  }
  return code;
}

// A decryption that lies here, checked against the board; *bytes stays empty where there is none.
static int load_decryption(struct scr_text *bytes, const struct rehearsal *rehearsal, size_t owner) {
  const struct scr_election *election = scr_session_report(rehearsal->session)->election;
  struct scr_partial_decryption *decryption = NULL;
  char *path = decryption_path(rehearsal, owner);
  int code = DONE;
  if (file_exists(path)) {
    code = read_file(bytes, path, SCR_RECORD_MAX) ? DONE : CANNOT;
    enum scr_status status = SCR_OK;
    if (code == DONE) status = scr_partial_decryption_read(&decryption, election, bytes->bytes, bytes->length);
    if (code == DONE && status == SCR_OK)
      status = scr_partial_decryption_check(decryption, election, scr_session_tally(rehearsal->session),
                                            scr_trustees_key(scr_session_trustees(rehearsal->session), owner));
    if (status != SCR_OK)
      code = fail(status, "%s is not %s's part of this rehearsal", path, trustee_name(rehearsal, owner));
  }
  scr_partial_decryption_free(decryption);
  free(path);
  return code;
}

// --- the board ---

// What a trustee's key is used on must be a rehearsal, for this election's trustees.
static bool is_rehearsal(const struct rehearsal *rehearsal) {
  const struct scr_report *report = scr_session_report(rehearsal->session);
  bool same = report->credentials == REHEARSAL_BALLOTS &&
              strcmp(report->election->uuid, rehearsal->definition->election.uuid) != 0 &&
              scr_trustees_count(scr_session_trustees(rehearsal->session)) == trustees_count(rehearsal);
  if (!same) complain("%s is no rehearsal of this election", rehearsal->board);
  return same;
}

static int verify_board(struct rehearsal *rehearsal) {
  scr_session_free(rehearsal->session);
  rehearsal->session = verify_with_progress(rehearsal->board);
  if (!rehearsal->session) return CANNOT;
  const struct scr_report *report = scr_session_report(rehearsal->session);
  if (report->verdict == SCR_VERDICT_VALID || report->verdict == SCR_VERDICT_INCOMPLETE)
    return is_rehearsal(rehearsal) ? DONE : INVALID;
  show_report(report);
  complain("the rehearsal in %s does not verify", rehearsal->folder);
  advise("scrutineer election rehearse -e %s --remove takes it away, so that a new one can begin", rehearsal->election);
  return report->verdict == SCR_VERDICT_INVALID ? INVALID : CANNOT;
}

// Made under another name first: what is there under its own is whole.
static int make_board(const struct rehearsal *rehearsal) {
  char *unfinished = join(rehearsal->folder, "unfinished.bel", NULL);
  (void)unlink(unfinished);
  int code = make_folder(rehearsal->folder, 0755)
                 ? rehearsal_make_board(unfinished, rehearsal->election, rehearsal->definition)
                 : CANNOT;
  if (code == DONE && rename(unfinished, rehearsal->board) != 0) {
    complain("%s can't be written: %s", rehearsal->board, strerror(errno));
    code = CANNOT;
  }
  if (code != DONE) (void)unlink(unfinished);
  if (code != DONE) (void)rmdir(rehearsal->folder);
  free(unfinished);
  return code;
}

static int tally(struct rehearsal *rehearsal) {
  struct board_end end = board_end_of(rehearsal->board, rehearsal->session, false);
  if (scr_session_report(rehearsal->session)->phase != SCR_PHASE_CLOSED) return DONE;
  int code = append_tally(&end, rehearsal->session);
  return code == DONE ? verify_board(rehearsal) : code;
}

// --- the result ---

static int add_decryptions(struct rehearsal *rehearsal, const struct scr_text *texts) {
  struct board_end end = board_end_of(rehearsal->board, rehearsal->session, false);
  int code = DONE;
  for (size_t i = 0; i < trustees_count(rehearsal) && code == DONE; i++)
    if (texts[i].length > 0 && !scr_session_decryptions(rehearsal->session)[i])
      code = append_decryption(&end, i + 1, &texts[i]);
  return code == DONE ? verify_board(rehearsal) : code;
}

static int declare(struct rehearsal *rehearsal) {
  const struct scr_election *election = scr_session_report(rehearsal->session)->election;
  struct board_end end = board_end_of(rehearsal->board, rehearsal->session, false);
  uint64_t *votes = calloc(election->ciphertexts_n, sizeof *votes);
  enum scr_status status =
      votes ? scr_result_compute(votes, NULL, election, scr_session_trustees(rehearsal->session),
                                 scr_session_tally(rehearsal->session), scr_session_decryptions(rehearsal->session))
            : SCR_E_MEMORY;
  int code = status == SCR_OK ? append_result(&end, election, votes) : fail(status, "the rehearsal has no result");
  free(votes);
  return code == DONE ? verify_board(rehearsal) : code;
}

// Who is still wanted, and what is to be carried where.
static int ask_for_more(const struct rehearsal *rehearsal, const bool *present) {
  print("The rehearsal waits for the trustees on other machines: not enough of them have decrypted yet.\n");
  for (size_t i = 0; i < trustees_count(rehearsal); i++)
    if (!present[i])
      print("  %s: copy %s/ to that machine, run the same command there, and bring back %zu.json\n",
            trustee_name(rehearsal, i + 1), rehearsal->folder, i + 1);
  print("Then run the same command again where the files are together; elsewhere, --remove takes the copy away.\n");
  return INCOMPLETE;
}

static int count(struct rehearsal *rehearsal) {
  struct scr_text texts[SCR_TRUSTEES_MAX] = {SCR_TEXT_INIT};
  bool present[SCR_TRUSTEES_MAX] = {false};
  int code = DONE;
  for (size_t i = 0; i < trustees_count(rehearsal) && code == DONE; i++) {
    code = load_decryption(&texts[i], rehearsal, i + 1);
    present[i] = texts[i].length > 0 || scr_session_decryptions(rehearsal->session)[i];
  }
  if (code == DONE && !scr_trustees_quorum(scr_session_trustees(rehearsal->session), present))
    code = ask_for_more(rehearsal, present);
  if (code == DONE) code = add_decryptions(rehearsal, texts);
  if (code == DONE) code = declare(rehearsal);
  for (size_t i = 0; i < SCR_TRUSTEES_MAX; i++) scr_text_free(&texts[i]);
  return code;
}

// --- the whole ---

static int remove_entry(const char *path, const struct stat *stat_of, int kind, struct FTW *walk) {
  (void)stat_of;
  (void)kind;
  (void)walk;
  return remove(path);
}

static int remove_all(const struct rehearsal *rehearsal) {
  if (!file_exists(rehearsal->folder) || nftw(rehearsal->folder, remove_entry, 8, FTW_DEPTH | FTW_PHYS) == 0)
    return DONE;
  complain("%s can't be removed: %s", rehearsal->folder, strerror(errno));
  return CANNOT;
}

static int rehearse(struct rehearsal *rehearsal) {
  print("Rehearsal of \"%s\" with %d dummy ballots\n", shown(rehearsal->definition->election.name), REHEARSAL_BALLOTS);
  int code = file_exists(rehearsal->board) ? DONE : make_board(rehearsal);
  if (code == DONE) code = verify_board(rehearsal);
  if (code == DONE) code = tally(rehearsal);
  if (code == DONE && scr_session_report(rehearsal->session)->phase != SCR_PHASE_DONE) {
    code = decrypt_here(rehearsal);
    if (code == DONE) code = count(rehearsal);
  }
  if (code != DONE) return code;
  show_result(scr_session_report(rehearsal->session)->election, scr_session_report(rehearsal->session)->votes);
  code = remove_all(rehearsal);
  if (code == DONE) print("%sThe rehearsal is valid; nothing of it was left behind.%s\n", green(), plain());
  return code;
}

int election_rehearse_run(const struct arguments *arguments) {
  struct rehearsal rehearsal = {.election = election_folder(arguments),
                                .definition = calloc(1, sizeof(struct definition))};
  int code = CANNOT;
  rehearsal.folder = join(rehearsal.election, "public/rehearsal", NULL);
  rehearsal.board = join(rehearsal.folder, "rehearsal.bel", NULL);
  if (rehearsal.definition && definition_load(rehearsal.definition, rehearsal.election))
    code = option(arguments, "remove") ? remove_all(&rehearsal) : rehearse(&rehearsal);
  scr_session_free(rehearsal.session);
  if (rehearsal.definition) definition_free(rehearsal.definition);
  free(rehearsal.definition);
  free(rehearsal.folder);
  free(rehearsal.board);
  return code;
}
