// SPDX-License-Identifier: Apache-2.0
// Checking a receipt: by itself, and against a board.
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/published.h"
#include "cli/quote.h"
#include "cli/receipt.h"
#include "scrutineer/ballot_list.h"

const struct option_spec receipt_check_options[] = {
    {"election", 'e', "DIR", "the election's folder, for its setup record (default: that of --board, or here)"},
    {"setup", 's', "FILE", "the setup record itself"},
    {"board", 'b', "PATH", "an election's folder, or its public folder, to look the ballot up in"},
    JSON_OPTION,
    NO_OPTION,
};

enum ballot_state { NOT_LOOKED_UP, COUNTED, REPLACED, MISSING };
enum log_state { NOT_COMPARED, CONTAINS, FORKED, OLDER };

// What a check comes to.
struct checking {
  const char *path;
  struct scr_receipt *receipt;
  struct scr_setup_record *record;
  struct setup setup;  // of the election, where it is at hand
  struct scr_receipt_finding finding;
  struct scr_zone zone;
  char zone_name[64];
  enum scr_status status;  // of the receipt alone
  enum ballot_state ballot;
  enum log_state log;
  uint64_t board_size;  // entries of the board's log
  bool closed;          // nothing can be replaced any more
  struct scr_listed_ballot replaced_by;
};

// --- the receipt alone ---

// Where the setup record is: --setup, or the public folder of --election, of --board, or of this folder.
static int read_documents(struct checking *checking, const struct arguments *arguments) {
  const char *setup = option(arguments, "setup");
  const char *folder = option_or(arguments, "election", setup ? NULL : option_or(arguments, "board", "."));
  char *public = folder ? public_folder(folder) : NULL;
  char *path = setup ? join(setup, NULL, NULL) : record_path(public);
  int code = read_record(&checking->record, path);
  if (code == DONE && public) code = read_bound_election(&checking->setup, public, checking->record);
  checking->zone = public ? published_zone(checking->zone_name, public) : scr_zone_utc;
  free(path);
  free(public);
  return code;
}

// --- against a board ---

// The receipt's checkpoint is of the board's log if the board's first entries have its root (BRD-4).
static enum log_state compare_logs(const struct scr_receipt *receipt, const struct scr_log *log) {
  struct scr_hash root;
  if (receipt->checkpoint.size > scr_log_size(log)) return OLDER;
  scr_merkle_root(&root, scr_log_tree(log), receipt->checkpoint.size);
  return scr_hash_equal(&root, &receipt->checkpoint.root) ? CONTAINS : FORKED;
}

static void look_up(struct checking *checking, const struct scr_ballot_list *list) {
  const struct scr_listed_ballot *ballot = scr_ballot_list_find(list, &checking->receipt->entry.acceptance.ballot);
  checking->closed = list->closed;
  checking->ballot = !ballot || !ballot->is_readable ? MISSING : ballot->replaced_by == SIZE_MAX ? COUNTED : REPLACED;
  if (checking->ballot == REPLACED) checking->replaced_by = list->ballots[ballot->replaced_by];
}

// RCP-7.
static int look_at_board(struct checking *checking, const char *board) {
  struct published published;
  struct scr_ballot_list *list = NULL;
  int code = published_read(&published, board);
  if (code == DONE && !scr_hash_equal(&published.record->hash, &checking->record->hash))
    code = fail(SCR_E_RECORD_HASH, "%s has another setup record than the one that the receipt was checked with",
                shown(board));
  if (code == DONE)
    checking->status =
        scr_receipt_check(&checking->finding, checking->receipt, checking->record, published.setup.election);
  // What the finding borrows is the receipt's and the record's, which stay.
  if (code == DONE && checking->status == SCR_OK) {
    checking->log = compare_logs(checking->receipt, published.log);
    checking->board_size = scr_log_size(published.log);
    enum scr_status status =
        scr_ballot_list_new(&list, published.archive, published.log, published.record, published.setup.election);
    if (status == SCR_OK)
      look_up(checking, list);
    else
      code = fail(status, "the ballots in %s can't be listed", published.folder);
  }
  scr_ballot_list_free(list);
  published_free(&published);
  return code;
}

// --- the outcome ---

static enum scr_status outcome(const struct checking *checking) {
  if (checking->status != SCR_OK) return checking->status;
  if (checking->log == FORKED) return SCR_E_RECEIPT_FORK;
  if (checking->ballot == MISSING) return checking->log == OLDER ? SCR_E_RECEIPT_OLDER : SCR_E_RECEIPT_MISSING;
  return SCR_OK;
}

static int code_of(const struct checking *checking) {
  enum scr_status status = outcome(checking);
  if (status != SCR_OK) return exit_code_of(status);
  return checking->finding.quorum && checking->log != OLDER ? DONE : INCOMPLETE;
}

// --- as JSON ---

static void print_replacing(const struct checking *checking) {
  const struct scr_listed_ballot *ballot = &checking->replaced_by;
  char tracker[SCR_HASH_BASE64 + 1];
  scr_hash_base64(tracker, &ballot->tracker);
  print(",\"replaced_by\":{\"tracker\":\"%s\"", tracker);
  if (ballot->has_entry)
    print(",\"method\":\"%s\",\"begin\":%" PRIu64 ",\"end\":%" PRIu64, scr_method_name(ballot->method),
          scr_slot_begin(checking->record, ballot->came), scr_slot_end(checking->record, ballot->came));
  print("}");
}

static void print_json(const struct checking *checking) {
  static const char *const ballots[] = {"not-looked-up", "counted", "replaced", "missing"};
  static const char *const logs[] = {"not-compared", "contains", "forked", "older"};
  const struct scr_receipt *receipt = checking->receipt;
  print("{\"schema\":\"scrutineer-receipt-check-1\",\"valid\":%s,\"reason\":\"%s\",\"tracker\":\"%s\",\"code\":\"%s\"",
        checking->status == SCR_OK ? "true" : "false", scr_status_id(outcome(checking)), receipt->tracker,
        receipt->code);
  if (checking->status == SCR_OK) {
    print(",\"method\":\"%s\",\"entry_point\":\"%s\",\"begin\":%" PRIu64 ",\"end\":%" PRIu64,
          scr_method_name(receipt->method), receipt->entry.acceptance.signature.by, scr_receipt_begin(receipt),
          scr_receipt_end(receipt));
    print(",\"entry\":%" PRIu64 ",\"checkpoint\":%" PRIu64 ",\"cosigned\":%zu,\"quorum\":%" PRIu64
          ",\"election_compared\":%s,\"state\":\"%s\",\"log\":\"%s\"",
          receipt->proof.index, receipt->checkpoint.size, checking->finding.witnessing.count, checking->record->quorum,
          checking->finding.election_compared ? "true" : "false", ballots[checking->ballot], logs[checking->log]);
    if (checking->ballot == REPLACED) print_replacing(checking);
  }
  print("}\n");
}

// --- for people ---

static void print_facts(const struct checking *checking) {
  const struct scr_receipt *receipt = checking->receipt;
  struct scr_text period = SCR_TEXT_INIT;
  scr_text_add_period(&period, &checking->zone, scr_receipt_begin(receipt), scr_receipt_end(receipt));
  print("%sThe receipt is good.%s\n", green(), plain());
  print("Election    %s%s\n", shown(receipt->election),
        checking->finding.election_compared ? "" : " (only the receipt says this name)");
  print("Short code  %s\nTracker     %s\n", receipt->code, receipt->tracker);
  print("Received    %s\n", period.bytes ? period.bytes : "");
  print("Method      %s, by the entry point %s (%s), which signed for it\n", scr_method_words(receipt->method),
        receipt->entry.acceptance.signature.by, shown(checking->finding.entry_point->operator_name));
  print("Journal     entry number %" PRIu64 "; the checkpoint, which the board signed, spans %" PRIu64 " entries\n",
        receipt->proof.index, receipt->checkpoint.size);
  scr_text_free(&period);
}

static void print_witnesses(const struct checking *checking) {
  char hash[SCR_HASH_HEX + 1];
  const struct scr_setup_record *record = checking->record;
  size_t count = checking->finding.witnessing.count;
  if (record->witnesses_n == 0)
    print("Witnesses   this election has none\n");
  else
    print("Witnesses   %zu of %zu have cosigned it; %" PRIu64 " %s enough%s\n", count, record->witnesses_n,
          record->quorum, record->quorum == 1 ? "is" : "are",
          checking->finding.quorum ? "" : ": ask for the receipt again later");
  scr_hash_hex(hash, &record->hash);
  print("Checked with the setup record %s.\n", hash);
}

// Where somebody looks at the voter, so that a ballot can be frozen; NULL if nobody does.
static const struct scr_entry_point *identity_point(const struct scr_setup_record *record) {
  for (size_t i = 0; i < record->entry_points_n; i++)
    if (record->entry_points[i].check == SCR_ENTRY_IDENTITY) return &record->entry_points[i];
  return NULL;
}

static void print_remedy(const struct checking *checking) {
  const struct scr_entry_point *point = identity_point(checking->record);
  print("If you voted again yourself, all is well.\nIf you didn't vote again, somebody else has your credential:\n");
  print("  - keep this receipt, and tell the returning officer now;\n");
  if (checking->closed)
    print("  - voting is over, so that this can't be undone by voting again: say it before the result is final.\n");
  else if (point)
    print("  - vote once more %s (%s), show who you are there, and ask that this ballot be frozen: then nothing\n"
          "    can replace it.\n",
          scr_method_words(point->method), point->key.name);
  else
    print("  - vote once more: your last ballot counts. Check it again when voting has ended.\n");
}

static void print_replacement(const struct checking *checking) {
  const struct scr_listed_ballot *ballot = &checking->replaced_by;
  struct scr_text period = SCR_TEXT_INIT;
  char code[SCR_CODE_LENGTH + 1];
  scr_ballot_code(code, &ballot->tracker);
  print("%sThe ballot was replaced%s by a later one of the same voter, %s", yellow(), plain(), code);
  if (ballot->has_entry) {
    scr_text_add_period(&period, &checking->zone, scr_slot_begin(checking->record, ballot->came),
                        scr_slot_end(checking->record, ballot->came));
    print(", which came in %s, %s", scr_method_words(ballot->method), period.bytes ? period.bytes : "");
  }
  print(".\n");
  print_remedy(checking);
  scr_text_free(&period);
}

static void print_state(const struct checking *checking) {
  if (checking->ballot == COUNTED)
    print("%sThe ballot counts%s%s.\n", green(), checking->closed ? "" : ", unless you replace it", plain());
  else if (checking->ballot == REPLACED)
    print_replacement(checking);
  if (checking->log == CONTAINS)
    print("The board's journal, of %" PRIu64 " entries, begins as it was when the receipt was made.\n",
          checking->board_size);
}

// The command that makes evidence of it, to be pasted.
static void advise_judge(const struct checking *checking, const char *board) {
  char *public = public_folder(board), *record = record_path(public);
  advise("the board has signed two histories: keep the receipt and a copy of this board, tell the witnesses, and run");
  advise("scrutineer judge fork %s %s --setup %s -o evidence.json", quoted(checking->path), quoted(public),
         quoted(record));
  free(record);
  free(public);
}

static void advise_about(const struct checking *checking, const char *board) {
  enum scr_status status = outcome(checking);
  if (status == SCR_E_RECEIPT_FORK) {
    (void)fail(status, "%s shows another journal than the one that was signed for this receipt", shown(board));
    advise_judge(checking, board);
  } else if (status == SCR_E_RECEIPT_MISSING) {
    (void)fail(status, "the ballot %s is missing from %s", checking->receipt->code, shown(board));
    advise(
        "the receipt is evidence: the board signed that it took this ballot. Keep the file and a copy of this board, "
        "and");
    advise("give both to the returning officer and to someone who verifies the election");
  } else if (status == SCR_E_RECEIPT_OLDER) {
    (void)fail(status, "the ballot %s is not in %s", checking->receipt->code, shown(board));
    advise("fetch the board as it is now, and check again; if it stays behind the receipt, the receipt is evidence");
  } else if (checking->log == OLDER) {
    complain("%s is an older copy of the board than the receipt: fetch the newest to be sure", shown(board));
  }
}

static void report(const struct checking *checking, const struct arguments *arguments) {
  if (option(arguments, "json")) {
    print_json(checking);
  } else if (checking->status == SCR_OK) {
    print_facts(checking);
    print_witnesses(checking);
    print_state(checking);
  }
  if (checking->status != SCR_OK)
    (void)fail(checking->status, "the receipt %s does not hold", shown(checking->path));
  else
    advise_about(checking, option_or(arguments, "board", ""));
}

static int check(struct checking *checking, const struct arguments *arguments) {
  int code = read_documents(checking, arguments);
  if (code == DONE) code = receipt_read(&checking->receipt, checking->path);
  if (code != DONE) return code;
  checking->status =
      scr_receipt_check(&checking->finding, checking->receipt, checking->record, checking->setup.election);
  const char *board = option(arguments, "board");
  if (checking->status == SCR_OK && board) code = look_at_board(checking, board);
  if (code != DONE) return code;
  report(checking, arguments);
  return code_of(checking);
}

int receipt_check_run(const struct arguments *arguments) {
  if (option(arguments, "setup") && option(arguments, "election")) {
    complain("either --setup or --election");
    return MISUSE;
  }
  struct checking checking = {.path = arguments->positional[0]};
  int code = check(&checking, arguments);
  scr_receipt_free(checking.receipt);
  scr_setup_record_free(checking.record);
  free_setup(&checking.setup);
  return code;
}
