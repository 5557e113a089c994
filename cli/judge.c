// SPDX-License-Identifier: Apache-2.0
// Judging what two people were shown of one log: evidence that anyone can check, or why there is none.
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/log_keys.h"
#include "cli/published.h"
#include "cli/receipt.h"
#include "cli/witness_key.h"
#include "scrutineer/fork.h"
#include "scrutineer/log.h"

#define RECEIPT_BEGINS "c2sp.org/tlog-proof@"

static const struct option_spec fork_options[] = {
    LOG_KEYS_OPTIONS, {"output", 'o', "FILE", "write the evidence there, if there is a fork"}, JSON_OPTION, NO_OPTION};

// --- what is judged ---

static int take_receipt(struct scr_text *note, const struct scr_text *bytes, const char *path) {
  struct scr_tlog_proof *proof = calloc(1, sizeof *proof);
  enum scr_status status = proof ? scr_tlog_proof_parse(proof, bytes->bytes, bytes->length) : SCR_E_MEMORY;
  if (status == SCR_OK) scr_text_add_bytes(note, proof->note, proof->note_length);
  free(proof);
  if (status == SCR_OK) status = scr_text_ok(note);
  return status == SCR_OK ? DONE : fail(status, "%s is no receipt", path);
}

// A checkpoint's file, or a receipt.
static int take_file(struct scr_text *note, const char *path) {
  struct scr_text bytes = SCR_TEXT_INIT;
  int code = read_file(&bytes, path, SCR_TLOG_PROOF_BYTES_MAX) ? DONE : CANNOT;
  if (code == DONE && bytes.length > 0 && bytes.bytes[0] == '{') {
    complain("%s is evidence, which has both sides in it", path);
    advise("judge it by itself: scrutineer judge fork %s --setup FILE", path);
    code = MISUSE;
  } else if (code == DONE && receipt_is_printed(&bytes, path)) {
    code = MISUSE;
  } else if (code == DONE && bytes.length >= strlen(RECEIPT_BEGINS) &&
             memcmp(bytes.bytes, RECEIPT_BEGINS, strlen(RECEIPT_BEGINS)) == 0) {
    code = take_receipt(note, &bytes, path);
  } else if (code == DONE) {
    scr_text_add_bytes(note, bytes.bytes, bytes.length);
    if (scr_text_ok(note) != SCR_OK) code = fail(SCR_E_MEMORY, "%s can't be read", path);
  }
  scr_text_free(&bytes);
  return code;
}

// A board: its checkpoint, and its entries if they are what the checkpoint says. Without them there is still the checkpoint.
static int take_board(struct scr_text *note, struct scr_log **log, const char *path, const struct scr_note_key *key) {
  char *public = public_folder(path), *inner = join(public, "log", NULL);
  char *folder = is_folder(inner) ? inner : join(public, NULL, NULL);
  char *file = join(folder, "checkpoint", NULL);
  const struct scr_log_keys keys = {.log = *key};
  struct scr_text with = SCR_TEXT_INIT;
  struct scr_checkpoint checkpoint;
  struct scr_witnessing witnessing;
  int code = take_file(note, file);
  enum scr_status status = code == DONE ? scr_log_read(log, &with, &checkpoint, &witnessing, folder, &keys) : SCR_E_IO;
  if (code == DONE && status == SCR_OK) {  // of one moment, whoever writes there meanwhile
    scr_text_clear(note);
    scr_text_add_bytes(note, with.bytes, with.length);
  } else if (code == DONE) {
    message("The entries of %s can't be used, its checkpoint alone is: %s [%s].", path, scr_status_sentence(status),
            scr_status_id(status));
  }
  scr_text_free(&with);
  if (folder != inner) free(folder);
  free(public);
  free(inner);
  free(file);
  return code;
}

static int take_sides(struct scr_fork_evidence *evidence, char *const *paths) {
  struct scr_log *logs[2] = {NULL, NULL};
  int code = DONE;
  for (size_t i = 0; i < 2 && code == DONE; i++)
    code = is_folder(paths[i]) ? take_board(&evidence->note[i], &logs[i], paths[i], &evidence->log)
                               : take_file(&evidence->note[i], paths[i]);
  for (size_t i = 0; i < 2 && code == DONE && !evidence->has_prefix; i++)
    if (logs[i]) (void)scr_fork_show(evidence, scr_log_tree(logs[i]));
  for (size_t i = 0; i < 2; i++) scr_log_free(logs[i]);
  return code;
}

static void set_keys(struct scr_fork_evidence *evidence, const struct log_keys *log_keys) {
  evidence->log = log_keys->keys.log;
  evidence->witnesses_n = log_keys->keys.witnesses_n;
  for (size_t i = 0; i < evidence->witnesses_n; i++) evidence->witnesses[i] = log_keys->keys.witnesses[i];
}

// The record that stands beside a board, where nothing better was given: then the key is the board's own word.
static int find_keys(struct log_keys *log_keys, char *const *paths) {
  for (size_t i = 0; i < 2; i++) {
    char *public = public_folder(paths[i]), *path = record_path(public);
    bool found = file_exists(path);
    int code = found ? read_log_keys_file(log_keys, path) : DONE;
    if (found && code == DONE) message("The log's key is taken from %s: compare it with what you know.", path);
    free(path);
    free(public);
    if (found) return code;
  }
  complain("whose log this is isn't known");
  advise("give the setup record (--setup FILE) or the log's key (--key VKEY)");
  return MISUSE;
}

static int take_pair(struct scr_fork_evidence *evidence, struct log_keys *log_keys, bool given, char *const *paths) {
  int code = given ? DONE : find_keys(log_keys, paths);
  if (code != DONE) return code;
  set_keys(evidence, log_keys);
  return take_sides(evidence, paths);
}

// With keys of the judge's own, those in the evidence aren't looked at.
static int take_evidence(struct scr_fork_evidence *evidence, const struct log_keys *log_keys, bool given,
                         const char *path) {
  struct scr_text bytes = SCR_TEXT_INIT;
  int code = read_file(&bytes, path, SCR_FORK_BYTES_MAX) ? DONE : CANNOT;
  if (code == DONE) {
    enum scr_status status = scr_fork_evidence_read(evidence, bytes.bytes ? bytes.bytes : "", bytes.length);
    if (status != SCR_OK) code = fail(status, "%s is no evidence of a fork", path);
    if (status != SCR_OK) advise("a checkpoint, a receipt or a board is judged beside another one: two operands");
  }
  if (code == DONE && given) set_keys(evidence, log_keys);
  scr_text_free(&bytes);
  return code;
}

// --- what is said ---

static const char *const verdicts[] = {
    [SCR_FORK_UNDECIDED] = "undecided", [SCR_FORK_NONE] = "no-fork", [SCR_FORK_PROVEN] = "fork"};
static const char *const headlines[] = {
    [SCR_FORK_UNDECIDED] = "Undecided", [SCR_FORK_NONE] = "No fork", [SCR_FORK_PROVEN] = "Fork proven"};

static void print_vkey_json(const struct scr_note_key *key) {
  struct scr_text vkey = SCR_TEXT_INIT;
  scr_text_add_note_key(&vkey, key);
  if (scr_text_ok(&vkey) == SCR_OK) print_json(vkey.bytes);
  scr_text_free(&vkey);
}

static void print_names_json(const struct scr_fork_evidence *evidence, const bool *in, const bool *and_in) {
  bool any = false;
  print("[");
  for (size_t j = 0; j < evidence->witnesses_n; j++) {
    if (!in[j] || !and_in[j]) continue;
    print("%s", any ? "," : "");
    print_json(evidence->witnesses[j].name);
    any = true;
  }
  print("]");
}

static void print_side_json(const struct scr_fork_evidence *evidence, const struct scr_fork_ruling *ruling, size_t i) {
  char root[SCR_HASH_HEX + 1];
  print(",\"%s\":{\"status\":\"%s\"", i == 0 ? "a" : "b", scr_status_id(ruling->status[i]));
  if (ruling->status[i] == SCR_OK) {
    scr_hash_hex(root, &ruling->checkpoint[i].root);
    print(",\"size\":%" PRIu64 ",\"root\":\"%s\",\"cosigned\":", ruling->checkpoint[i].size, root);
    print_names_json(evidence, ruling->cosigned[i], ruling->cosigned[i]);
  }
  print("}");
}

static void print_ruling_json(const struct scr_fork_evidence *evidence, const struct scr_fork_ruling *ruling,
                              bool given) {
  print("{\"schema\":\"scrutineer-judge-1\",\"verdict\":\"%s\",\"reason\":\"%s\",\"log\":",
        verdicts[scr_fork_reason_verdict(ruling->reason)], scr_fork_reason_id(ruling->reason));
  print_vkey_json(&evidence->log);
  print(",\"key_given\":%s", given ? "true" : "false");
  for (size_t i = 0; i < 2; i++) print_side_json(evidence, ruling, i);
  print(",\"both\":");
  print_names_json(evidence, ruling->cosigned[0], ruling->cosigned[1]);
  print("}\n");
}

static void print_side(const struct scr_fork_evidence *evidence, const struct scr_fork_ruling *ruling, size_t i,
                       const char *name) {
  char root[SCR_HASH_HEX + 1];
  if (ruling->status[i] != SCR_OK) {
    print("  %s: %s [%s]. It is the word of whoever gave it to you, not the log's.\n", shown(name),
          scr_status_sentence(ruling->status[i]), scr_status_id(ruling->status[i]));
    return;
  }
  scr_hash_hex(root, &ruling->checkpoint[i].root);
  print("  %s: %" PRIu64 " entr%s, root %s\n", shown(name), ruling->checkpoint[i].size,
        ruling->checkpoint[i].size == 1 ? "y" : "ies", root);
  for (size_t j = 0; j < evidence->witnesses_n; j++)
    if (ruling->cosigned[i][j]) print("    cosigned by %s\n", shown(evidence->witnesses[j].name));
}

static void print_ruling(const struct scr_fork_evidence *evidence, const struct scr_fork_ruling *ruling,
                         const char *const names[2]) {
  enum scr_fork_verdict verdict = scr_fork_reason_verdict(ruling->reason);
  print("%s: %s.\n", headlines[verdict], scr_fork_reason_sentence(ruling->reason));
  for (size_t i = 0; i < 2; i++) print_side(evidence, ruling, i, names[i]);
  for (size_t j = 0; j < evidence->witnesses_n && verdict == SCR_FORK_PROVEN; j++)
    if (ruling->cosigned[0][j] && ruling->cosigned[1][j])
      print("%s has cosigned both sides: it is dishonest too, or its key or its state was copied.\n",
            shown(evidence->witnesses[j].name));
  if (ruling->reason == SCR_FORK_SIZES)
    message("With the board's folder in the place of the larger checkpoint, its entries decide.");
}

// FRK-6: under a key that came with the evidence, anybody can make any.
static void tell_whose_key(const struct scr_fork_evidence *evidence, bool json) {
  struct scr_text vkey = SCR_TEXT_INIT;
  scr_text_add_note_key(&vkey, &evidence->log);
  if (scr_text_ok(&vkey) == SCR_OK && !json)
    print(
        "The log's key came with what was judged. It is your election's only if its board has this key, which\n"
        "its setup record tells (--setup FILE):\n%s\n",
        shown(vkey.bytes));
  scr_text_free(&vkey);
}

// `keys` is how whoever checks it says whose log it is: FRK-6.
static int write_evidence(const struct scr_fork_evidence *evidence, enum scr_fork_verdict verdict, const char *path,
                          const char *keys) {
  struct scr_text text = SCR_TEXT_INIT;
  if (verdict != SCR_FORK_PROVEN) {
    message("%s is not written: there is nothing to prove.", path);
    return DONE;
  }
  scr_text_add_fork_evidence(&text, evidence);
  scr_text_add(&text, "\n");
  int code = write_file(path, &text, PUBLIC_FILE, false) ? DONE : CANNOT;
  scr_text_free(&text);
  if (code == DONE)
    message("The evidence is in %s: \"scrutineer judge fork %s %s\" checks it anywhere.", path, path, keys);
  return code;
}

static int tell(const struct scr_fork_evidence *evidence, bool given, const struct arguments *arguments) {
  static const int codes[] = {[SCR_FORK_UNDECIDED] = INCOMPLETE, [SCR_FORK_NONE] = DONE, [SCR_FORK_PROVEN] = INVALID};
  const char *output = option(arguments, "output"), *keys = option(arguments, "key") ? "--key VKEY" : "--setup FILE";
  struct scr_fork_ruling ruling;
  bool pair = arguments->positional_n == 2;
  const char *const names[2] = {pair ? arguments->positional[0] : "a", pair ? arguments->positional[1] : "b"};
  scr_fork_judge(&ruling, evidence);
  if (option(arguments, "json"))
    print_ruling_json(evidence, &ruling, given);
  else
    print_ruling(evidence, &ruling, names);
  if (!given) tell_whose_key(evidence, option(arguments, "json") != NULL);
  enum scr_fork_verdict verdict = scr_fork_reason_verdict(ruling.reason);
  int code = output ? write_evidence(evidence, verdict, output, keys) : DONE;
  if (code == DONE && verdict == SCR_FORK_PROVEN && !given) return INCOMPLETE;
  return code == DONE ? codes[verdict] : code;
}

static int fork_run(const struct arguments *arguments) {
  struct scr_fork_evidence *evidence = calloc(1, sizeof *evidence);
  struct log_keys log_keys = {.record = NULL};
  bool given = false;
  if (!evidence) return fail(SCR_E_MEMORY, "nothing can be judged");
  int code = read_log_keys(&log_keys, &given, arguments);
  if (code == DONE && arguments->positional_n == 1)
    code = take_evidence(evidence, &log_keys, given, arguments->positional[0]);
  else if (code == DONE)
    code = take_pair(evidence, &log_keys, given, arguments->positional);
  if (code == DONE) code = tell(evidence, given, arguments);
  scr_fork_evidence_free(evidence);
  free(evidence);
  free_log_keys(&log_keys);
  return code;
}

const struct command judge_commands[] = {
    {
        .noun = "judge",
        .verb = "fork",
        .operands = "A [B]",
        .operands_min = 1,
        .operands_max = 2,
        .summary = "Judges whether a log has shown two versions of itself",
        .text = "A and B are checkpoints, receipts, or boards (an election's folder, its public/, or the log in it). "
                "One operand is a\n"
                "file of evidence, as this command and \"witness follow\" write it. The log's signature under both is\n"
                "all that is believed, so the verdict is the same for everyone who has the log's key.\n"
                "Exit code 1: a fork is proven. 0: there is none. 4: undecided, and why: of different sizes, the\n"
                "entries of the larger one are needed; what the log hasn't signed is no evidence. 4 also for a fork under a\n"
                "key that came with the evidence: --setup or --key says whose it is.",
        .example =
            "scrutineer judge fork receipt-K7M-2QX-9RT-P4A.tlog-proof election/ --setup setup.json -o evidence.json",
        .options = fork_options,
        .run = fork_run,
    },
    {0},
};
