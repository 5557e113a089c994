// SPDX-License-Identifier: Apache-2.0
// "witness follow": an observer's copy of a board's log, which takes in what is new only if it continues what was there, and
// has the evidence at hand when it doesn't. The copy is a log's folder itself (scr_log_write): the last checkpoint, and all
// that it spans.
#include "cli/follow.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/commands.h"
#include "cli/witness.h"
#include "witness/fetch.h"

#define INTERVAL_DEFAULT 60  // seconds

const struct option_spec witness_follow_options[] = {
    {"state", 'd', "DIR", "where what was seen is kept; made where it isn't there"},
    LOG_KEYS_OPTIONS,
    {"interval", 'i', "S", "seconds between two looks (default: 60)"},
    {"once", '1', NULL, "look once, and end"},
    {"timeout", 't', "S", "seconds that the board has for each answer (default: 10)"},
    JSON_OPTION,
    NO_OPTION,
};

// --- the state ---

static void free_state(struct follow_state *state) {
  scr_log_free(state->log);
  scr_text_free(&state->note);
}

static int read_state(struct follower *follower) {
  struct follow_state *last = &follower->last;
  char *path = join(follower->folder, "checkpoint", NULL);
  bool found = file_exists(path);
  free(path);
  if (!found) return DONE;
  enum scr_status status = scr_log_read(&last->log, &last->note, &last->checkpoint, &last->witnessing, follower->folder,
                                        &follower->log_keys.keys);
  if (status == SCR_OK) return DONE;
  int code = fail(status, "the state in %s can't be used", follower->folder);
  advise("if it is that of another log, name another folder; if it was damaged, keep it, and begin with a new one");
  return code == INVALID ? CANNOT : code;
}

// The setup record stays with the first state that it was good for, and is asked of nobody any more. WIT-16.
static int keep_record(const struct follower *follower) {
  char *path = join(follower->folder, SETUP_RECORD_FILE, NULL);
  bool kept = !follower->log_keys.record || file_exists(path) ||
              write_file(path, &follower->log_keys.record_text, PUBLIC_FILE, false);
  free(path);
  return kept ? DONE : CANNOT;
}

// The next state takes the last one's place, on the disk first.
static int keep(struct follower *follower, struct follow_state *next) {
  uint64_t old_size = follower->last.log ? follower->last.checkpoint.size : 0;
  if (keep_record(follower) != DONE) {
    free_state(next);
    return CANNOT;
  }
  enum scr_status status = scr_log_write(next->log, follower->folder, old_size, next->note.bytes, next->note.length);
  if (status != SCR_OK) {
    free_state(next);
    return fail(status, "the state can't be kept in %s", follower->folder);
  }
  free_state(&follower->last);
  follower->last = *next;
  return DONE;
}

// --- alarms ---

// Both checkpoints, and the hashes that show more, from whichever log has them.
static void add_evidence(struct scr_text *text, const struct follower *follower, const struct scr_text *note,
                         const struct scr_log *log) {
  const struct scr_log_keys *keys = &follower->log_keys.keys;
  struct scr_fork_evidence *evidence = calloc(1, sizeof *evidence);
  text->failed = text->failed || !evidence;
  if (!evidence) return;
  evidence->log = keys->log;
  evidence->witnesses_n = keys->witnesses_n;
  for (size_t i = 0; i < keys->witnesses_n; i++) evidence->witnesses[i] = keys->witnesses[i];
  scr_text_add_bytes(&evidence->note[0], follower->last.note.bytes, follower->last.note.length);
  scr_text_add_bytes(&evidence->note[1], note->bytes, note->length);
  if (log) (void)scr_fork_show(evidence, scr_log_tree(log));
  text->failed = text->failed || scr_text_ok(&evidence->note[0]) != SCR_OK || scr_text_ok(&evidence->note[1]) != SCR_OK;
  if (!text->failed) scr_text_add_fork_evidence(text, evidence);
  scr_text_add(text, "\n");
  scr_fork_evidence_free(evidence);
  free(evidence);
}

// The file is named after both sizes, and what is there already of that name is the same story.
static int raise_with_evidence(const struct follower *follower, enum follow_alarm alarm, const struct scr_text *note,
                               uint64_t size, const struct scr_log *log) {
  struct scr_text text = SCR_TEXT_INIT, name = SCR_TEXT_INIT;
  scr_text_add_format(&name, "%s/evidence-%" PRIu64 "-%" PRIu64 ".json", follower->folder,
                      follower->last.checkpoint.size, size);
  add_evidence(&text, follower, note, log);
  bool written = scr_text_ok(&name) == SCR_OK && write_file(name.bytes, &text, PUBLIC_FILE, true);
  int code = follow_say_alarm(follower, alarm, SCR_OK, written ? name.bytes : NULL);
  scr_text_free(&text);
  scr_text_free(&name);
  return code;
}

// --- one look ---

static bool gives_root(const struct scr_log *log, uint64_t size, const struct scr_hash *expected) {
  struct scr_hash root;
  if (scr_log_size(log) < size) return false;
  scr_merkle_root(&root, scr_log_tree(log), size);
  return scr_hash_equal(&root, expected);
}

// A log of the first `kept` entries that are known, and of what the board has from there on.
static int fetch_from(struct scr_log **log, const struct follower *follower, uint64_t kept, uint64_t old_size,
                      uint64_t size) {
  enum scr_status status = scr_log_new(log);
  for (uint64_t i = 0; i < kept && status == SCR_OK; i++) {
    struct scr_log_entry entry = scr_log_entry_at(follower->last.log, i);
    status = scr_log_append(*log, entry.bytes, entry.length);
  }
  if (status != SCR_OK) return fail(status, "entries can't be kept");
  return source_add_entries(*log, &follower->source, old_size, size);
}

// The new bundles alone; or, if they don't fit to what is known, all that the board shows now. WIT-14.
static int fetch_entries(struct follow_state *next, const struct follower *follower) {
  uint64_t old_size = follower->last.log ? follower->last.checkpoint.size : 0, size = next->checkpoint.size;
  int code = fetch_from(&next->log, follower, old_size / SCR_TILE_WIDTH * SCR_TILE_WIDTH, old_size, size);
  if (code != DONE || old_size == 0 || gives_root(next->log, size, &next->checkpoint.root)) return code;
  scr_log_free(next->log);
  next->log = NULL;
  return fetch_from(&next->log, follower, 0, 0, size);
}

// WIT-15: a larger checkpoint is believed only with entries that give its root and, of the earlier ones, the earlier root.
static int take_larger(struct follower *follower, struct follow_state *next) {
  uint64_t old_size = follower->last.log ? follower->last.checkpoint.size : 0;
  int code = fetch_entries(next, follower);
  if (code == DONE && !gives_root(next->log, next->checkpoint.size, &next->checkpoint.root))
    code = follow_say_alarm(follower, ALARM_ENTRIES, SCR_E_LOG_ROOT, NULL);
  else if (code == DONE && follower->last.log && !gives_root(next->log, old_size, &follower->last.checkpoint.root))
    code = raise_with_evidence(follower, ALARM_EDIT, &next->note, next->checkpoint.size, next->log);
  if (code != DONE) {
    free_state(next);
    return code;
  }
  code = keep(follower, next);
  if (code != DONE) return code;
  follow_say_entries(follower, follower->last.log, old_size);
  follow_say_checkpoint(follower, &follower->last);
  return DONE;
}

// The same checkpoint may have more cosignatures now.
static int take_same(struct follower *follower, struct follow_state *next) {
  if (next->witnessing.count <= follower->last.witnessing.count) {
    free_state(next);
    if (follower->once) follow_say_checkpoint(follower, &follower->last);
    return DONE;
  }
  next->log = follower->last.log;
  follower->last.log = NULL;
  uint64_t size = next->checkpoint.size;
  enum scr_status status = scr_log_write(next->log, follower->folder, size, next->note.bytes, next->note.length);
  free_state(&follower->last);
  follower->last = *next;
  if (status != SCR_OK) return fail(status, "the state can't be kept in %s", follower->folder);
  follow_say_checkpoint(follower, &follower->last);
  return DONE;
}

// A smaller one is a rollback, and if what is known doesn't begin with it, a fork.
static int refuse_smaller(struct follower *follower, struct follow_state *next) {
  bool begins = gives_root(follower->last.log, next->checkpoint.size, &next->checkpoint.root);
  int code = raise_with_evidence(follower, begins ? ALARM_ROLLBACK : ALARM_FORK, &next->note, next->checkpoint.size,
                                 follower->last.log);
  free_state(next);
  return code;
}

static int compare(struct follower *follower, struct follow_state *next) {
  if (!follower->last.log || next->checkpoint.size > follower->last.checkpoint.size) return take_larger(follower, next);
  if (next->checkpoint.size < follower->last.checkpoint.size) return refuse_smaller(follower, next);
  if (scr_hash_equal(&next->checkpoint.root, &follower->last.checkpoint.root)) return take_same(follower, next);
  int code = raise_with_evidence(follower, ALARM_FORK, &next->note, next->checkpoint.size, NULL);
  free_state(next);
  return code;
}

static int refuse_gone(const struct follower *follower) {
  if (follower->last.log) return follow_say_alarm(follower, ALARM_GONE, SCR_OK, NULL);
  complain("%s has no checkpoint", shown(follower->source.log));
  advise("it is there from the election's opening on; is this the address of public/, or of the log in it?");
  return CANNOT;
}

// WIT-14.
static int look(struct follower *follower) {
  struct follow_state next = {.log = NULL};
  enum source_result result = source_get(&next.note, &follower->source, "checkpoint", SCR_NOTE_BYTES_MAX);
  if (result != SOURCE_GOT) {
    free_state(&next);
    return result == SOURCE_GONE ? refuse_gone(follower) : CANNOT;
  }
  enum scr_status status = scr_checkpoint_open(&next.checkpoint, &next.witnessing, next.note.bytes, next.note.length,
                                               &follower->log_keys.keys);
  if (status == SCR_OK) return compare(follower, &next);
  free_state(&next);
  return follow_say_alarm(follower, ALARM_SIGNATURE, status, NULL);
}

// --- keys ---

// Once the board's own record was taken, that one counts, whatever the board shows later. WIT-16.
static int take_record(struct follower *follower, const char *path) {
  struct scr_text text = SCR_TEXT_INIT;
  struct scr_hash hash;
  char hex[SCR_HASH_HEX + 1];
  enum source_result result = source_get_beside(&text, &follower->source, SETUP_RECORD_FILE, SCR_SETUP_RECORD_MAX);
  int code = result == SOURCE_GOT ? read_log_keys_text(&follower->log_keys, &text, SETUP_RECORD_FILE) : CANNOT;
  if (result == SOURCE_GONE) {
    complain("whose log this is isn't known: %s has no %s", shown(follower->source.where), SETUP_RECORD_FILE);
    advise("give the setup record (--setup FILE) or the log's key (--key VKEY)");
    code = MISUSE;
  }
  if (code == DONE && !write_file(path, &text, PUBLIC_FILE, false)) code = CANNOT;
  if (code == DONE) {
    scr_hash(&hash, text.bytes, text.length);
    scr_hash_hex(hex, &hash);
    message(
        "The setup record is taken from the board itself, and kept in %s. Compare its SHA-256 with what the\n"
        "returning officer and the other observers have:\n%s",
        path, hex);
  }
  scr_text_free(&text);
  return code;
}

// A state is about the election of one setup record.
static int compare_records(const struct follower *follower, const char *path) {
  struct log_keys kept = {.record = NULL};
  int code = read_log_keys_file(&kept, path);
  if (code == DONE && !scr_hash_equal(&kept.record->hash, &follower->log_keys.record->hash)) {
    complain("the state in %s is about another setup record, %s", follower->folder, path);
    advise("for another election, name another folder with --state");
    code = MISUSE;
  }
  free_log_keys(&kept);
  return code;
}

static int find_keys(struct follower *follower, const struct arguments *arguments) {
  bool given = false;
  int code = read_log_keys(&follower->log_keys, &given, arguments);
  char *path = join(follower->folder, SETUP_RECORD_FILE, NULL);
  bool kept = file_exists(path);
  if (code == DONE && !given)
    code = kept ? read_log_keys_file(&follower->log_keys, path) : take_record(follower, path);
  else if (code == DONE && kept && follower->log_keys.record)
    code = compare_records(follower, path);
  free(path);
  return code;
}

// --- the command ---

// What can't be reached now may be reached later; an alarm ends it.
static int follow(struct follower *follower, uint64_t interval) {
  for (;;) {
    int code = look(follower);
    (void)fflush(stdout);
    if (follower->once || code == INVALID) return code;
    (void)sleep((unsigned)interval);
  }
}

static int begin(struct follower *follower, const struct arguments *arguments) {
  uint64_t interval = INTERVAL_DEFAULT;
  int code = find_keys(follower, arguments);
  if (code == DONE) code = read_state(follower);
  if (code == DONE && !option_number(&interval, arguments, "interval", 1, 86400)) code = MISUSE;
  if (code == DONE && follower->last.log && !follower->json)
    message("Known so far: %" PRIu64 " entries.", follower->last.checkpoint.size);
  return code == DONE ? follow(follower, interval) : code;
}

int witness_follow_run(const struct arguments *arguments) {
  uint64_t seconds = FETCH_SECONDS_DEFAULT;
  struct follower follower = {.folder = option(arguments, "state"),
                              .json = option(arguments, "json") != NULL,
                              .once = option(arguments, "once") != NULL};
  if (!follower.folder) {
    complain("--state is missing: where is to be kept what was seen?");
    return MISUSE;
  }
  if (!option_number(&seconds, arguments, "timeout", 1, FETCH_SECONDS_MAX)) return MISUSE;
  if (!make_folder(follower.folder, 0755)) return CANNOT;
  int code = source_open(&follower.source, arguments->positional[0], (long)seconds * 1000) ? DONE : CANNOT;
  if (code == DONE) code = begin(&follower, arguments);
  source_close(&follower.source);
  free_state(&follower.last);
  free_log_keys(&follower.log_keys);
  return code;
}
