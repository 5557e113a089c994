// SPDX-License-Identifier: Apache-2.0
// Casting ballots: those that were let in come on the board, and their voters get receipts.
#include <inttypes.h>
#include <libgen.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cli/ballot.h"
#include "cli/commands.h"
#include "cli/entry.h"
#include "cli/folder.h"
#include "cli/published.h"
#include "cli/receipt.h"
#include "cli/writer.h"

#define BATCH 512  // ballots that are cast, and made durable, together

const struct option_spec ballot_cast_options[] = {
    ELECTION_OPTION,
    {"dry-run", 'n', NULL, "check the ballots against the board, and cast none"},
    {"receipts", 'r', "DIR", "the folder for receipts (default: beside each ballot)"},
    {"no-receipts", 0, NULL, "write no receipts: \"receipt make\" makes them later"},
    JSON_OPTION,
    NO_OPTION,
};

struct casting {
  const char *receipts;  // folder, or NULL
  bool no_receipts, many;
  char zone_name[64];
  struct scr_zone zone;
  struct writer *writer;
  struct scr_board *board;
  bool dry_run, json;
  uint64_t cast, known, refused, unreadable, without_receipt;
  size_t batch_n;
  char *names[BATCH];
  struct scr_text bytes[BATCH];
  struct scr_acceptance acceptances[BATCH];  // with a journal
};

static const char *cast_words(const struct casting *casting) {
  return casting->dry_run ? "would be cast" : "cast";
}

static void report_ballot(struct casting *casting, size_t i, enum scr_status status, const struct scr_hash *hash) {
  bool opened = status != SCR_OK && ballot_is_opening(&casting->bytes[i]);
  const char *name = shown(casting->names[i]);
  if (opened) status = SCR_E_BALLOT_UNSIGNED;
  char tracker[SCR_HASH_BASE64 + 1], code[SCR_CODE_LENGTH + 1];
  scr_hash_base64(tracker, hash);
  scr_ballot_code(code, hash);
  const char *state = status == SCR_OK                ? cast_words(casting)
                      : status == SCR_E_BALLOT_REPLAY ? "already on the board"
                                                      : "refused";
  casting->cast += status == SCR_OK;
  casting->known += status == SCR_E_BALLOT_REPLAY;
  casting->refused += status != SCR_OK && status != SCR_E_BALLOT_REPLAY;
  if (opened)
    complain("%s is refused: this ballot was opened for an audit and can't be cast", name);
  else if (status != SCR_OK && status != SCR_E_BALLOT_REPLAY)
    (void)fail(status, "%s is refused", name);
  if (casting->json)
    print("{\"schema\":\"scrutineer-cast-1\",\"state\":\"%s\",\"reason\":\"%s\",\"tracker\":\"%s\",\"code\":\"%s\"}\n",
          state, scr_status_id(status), tracker, code);
  else if (status == SCR_OK || status == SCR_E_BALLOT_REPLAY)
    print("%s  %s  %s\n", code, tracker, state);
}

// --- receipts ---

// The entry of a ballot, looked for from the end, where it mostly is.
static bool find_entry(uint64_t *index, const struct scr_log *log, const struct scr_hash *hash) {
  char tracker[SCR_HASH_BASE64 + 1], wanted[SCR_HASH_BASE64 + 32];
  scr_hash_base64(tracker, hash);
  int length =
      snprintf(wanted, sizeof wanted, "\"type\":\"Ballot\",\"ballot\":\"%s\"", tracker);  // an act may name it too
  for (uint64_t i = scr_log_size(log); i > 0; i--) {
    struct scr_log_entry entry = scr_log_entry_at(log, i - 1);
    if (!memmem(entry.bytes, entry.length, wanted, (size_t)length)) continue;
    *index = i - 1;
    return true;
  }
  return false;
}

// RCP-5: under the checkpoint that ends with the ballot, so that whoever sends it again gets the same receipt.
static int write_receipt(struct casting *casting, const char *ballot, const struct scr_hash *hash) {
  struct scr_text note = SCR_TEXT_INIT;
  uint64_t index;
  char *copy = join(ballot, NULL, NULL);
  struct receipt_target target = {.record = scr_board_record(casting->board),
                                  .election = scr_board_election(casting->board),
                                  .zone = &casting->zone,
                                  .folder = casting->receipts ? casting->receipts : dirname(copy),
                                  .file_only = casting->many};
  int code = find_entry(&index, scr_board_log(casting->board), hash) ? DONE : CANNOT;
  if (code == DONE) {
    enum scr_status status = writer_sign(&note, casting->writer, index + 1);
    code = status == SCR_OK ? receipt_write(&target, scr_board_log(casting->board), index, note.bytes, note.length)
                            : fail(status, "the receipt of %s can't be made", shown(ballot));
  }
  scr_text_free(&note);
  free(copy);
  return code;
}

static void give_receipt(struct casting *casting, size_t i, enum scr_status status, const struct scr_hash *hash) {
  bool there = status == SCR_OK || status == SCR_E_BALLOT_REPLAY;
  if (!there || casting->dry_run || casting->no_receipts || !scr_board_journal(casting->board)) return;
  if (write_receipt(casting, casting->names[i], hash) != DONE) casting->without_receipt++;
}

static enum scr_status flush(struct casting *casting) {
  enum scr_status statuses[BATCH];
  struct scr_hash trackers[BATCH];
  struct scr_document ballots[BATCH];
  for (size_t i = 0; i < casting->batch_n; i++)
    ballots[i] = (struct scr_document){casting->bytes[i].bytes, casting->bytes[i].length};
  enum scr_status status =
      scr_board_cast_all(statuses, trackers, casting->board, ballots,
                         scr_board_journal(casting->board) ? casting->acceptances : NULL, casting->batch_n);
  for (size_t i = 0; i < casting->batch_n; i++) {
    if (status == SCR_OK) report_ballot(casting, i, statuses[i], &trackers[i]);
    if (status == SCR_OK) give_receipt(casting, i, statuses[i], &trackers[i]);
    scr_text_free(&casting->bytes[i]);
    free(casting->names[i]);
  }
  casting->batch_n = 0;
  progress("%" PRIu64 " ballot%s %s", casting->cast, plural(casting->cast), cast_words(casting));
  return status;
}

static bool read_acceptance(struct scr_acceptance *acceptance, const char *ballot) {
  char *path = acceptance_path(ballot);
  enum scr_status status = SCR_OK;
  bool read = file_exists(path);
  if (!read) {
    complain("%s can't be cast: no entry point has let it in", shown(ballot));
    advise("\"scrutineer entry accept\" puts %s beside it", shown(path));
  }
  read = read && acceptance_load(acceptance, &status, path);
  if (read && status != SCR_OK) (void)fail(status, "%s can't be used", shown(path));
  free(path);
  return read && status == SCR_OK;
}

static enum scr_status add_ballot(struct casting *casting, const char *path) {
  size_t i = casting->batch_n;
  casting->bytes[i] = (struct scr_text)SCR_TEXT_INIT;
  if (!read_file(&casting->bytes[i], path, SCR_BALLOT_MAX)) {
    scr_text_free(&casting->bytes[i]);
    casting->unreadable++;
    return SCR_OK;
  }
  if (scr_board_journal(casting->board) && !read_acceptance(&casting->acceptances[i], path)) {
    scr_text_free(&casting->bytes[i]);
    casting->unreadable++;
    return SCR_OK;
  }
  casting->names[i] = join(path, NULL, NULL);
  casting->batch_n++;
  return casting->batch_n == BATCH ? flush(casting) : SCR_OK;
}

static bool has_ballots(const char *path) {
  struct file_list list;
  bool none = list_json(&list, path) && list.count == 0;
  if (none) complain("there is no ballot in %s: no file whose name ends in .json", shown(path));
  free_list(&list);
  return !none;
}

static enum scr_status add_path(struct casting *casting, const char *path) {
  struct file_list list;
  enum scr_status status = list_json(&list, path) ? SCR_OK : SCR_E_IO;
  for (size_t i = 0; i < list.count && status == SCR_OK; i++) status = add_ballot(casting, list.paths[i]);
  free_list(&list);
  return status;
}

// Outside the window that the definition sets, no ballot is taken.
static int check_window(const struct arguments *arguments) {
  char when[96];
  struct definition *definition = calloc(1, sizeof *definition);
  int code = definition && definition_load(definition, election_folder(arguments)) ? DONE : CANNOT;
  int64_t now = (int64_t)time(NULL);
  if (code == DONE && definition->opens && now < definition->opens) {
    definition_time(when, definition, definition->opens);
    complain("voting opens %s", when);
    code = MISUSE;
  } else if (code == DONE && definition->closes && now >= definition->closes) {
    definition_time(when, definition, definition->closes);
    complain("voting closed %s", when);
    code = MISUSE;
  }
  if (definition) definition_free(definition);
  free(definition);
  return code;
}

static int cast_paths(const struct arguments *arguments, struct casting *casting) {
  enum scr_status status = SCR_OK;
  bool all = true;
  for (size_t i = 0; i < arguments->positional_n; i++) all &= has_ballots(arguments->positional[i]);
  if (!all) return MISUSE;
  for (size_t i = 0; i < arguments->positional_n && status == SCR_OK; i++)
    status = add_path(casting, arguments->positional[i]);
  if (status == SCR_OK) status = flush(casting);
  progress_end();
  if (status != SCR_OK) return fail(status, "the ballots can't be cast");
  message("%" PRIu64 " %s, %" PRIu64 " already on the board, %" PRIu64 " refused", casting->cast, cast_words(casting),
          casting->known, casting->refused + casting->unreadable);
  if (casting->without_receipt > 0)
    advise("\"scrutineer receipt make\" makes the receipts that could not be written: the ballots are on the board");
  if (casting->refused > 0) return INVALID;
  return casting->unreadable + casting->without_receipt > 0 ? CANNOT : DONE;
}

int ballot_cast_run(const struct arguments *arguments) {
  int code = check_window(arguments);
  if (code != DONE) return code;
  char *path = find_board(arguments);
  struct casting *casting = calloc(1, sizeof *casting);
  code = CANNOT;
  if (path && casting) {
    casting->dry_run = option(arguments, "dry-run") != NULL;
    casting->json = option(arguments, "json") != NULL;
    casting->receipts = option(arguments, "receipts");
    casting->no_receipts = option(arguments, "no-receipts") != NULL;
    casting->many = arguments->positional_n > 1 || is_folder(arguments->positional[0]);
    char *public = public_folder(election_folder(arguments));
    casting->zone = published_zone(casting->zone_name, public);
    free(public);
    casting->writer = writer_open(path, casting->dry_run);
    casting->board = casting->writer ? writer_board(casting->writer) : NULL;
    if (casting->board && scr_board_phase(casting->board) != SCR_PHASE_VOTING) {
      complain("the election is %s: no ballot can be cast", scr_phase_name(scr_board_phase(casting->board)));
      code = MISUSE;
    } else if (casting->board) {
      code = cast_paths(arguments, casting);
    }
    writer_close(casting->writer);
  }
  free(casting);
  free(path);
  return code;
}
