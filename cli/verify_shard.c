// SPDX-License-Identifier: Apache-2.0
// Shards: making one, and verifying an archive with all of them.
#include "cli/verify_shard.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/verify.h"

const struct option_spec verify_merge_options[] = {
    {"json", 'j', NULL, "print the report as JSON (doc/report.md)"},
    {"threads", 't', "N", "use N threads (default: one for each processor)"},
    PORTABLE_OPTION,
    {"journal", 0, "DIR", "the folder with setup.json, journal.jsonl and log/ (default: where the archive is)"},
    {NULL, 0, NULL, NULL},
};

const char verify_merge_text[] =
    "Verifies an archive, relying on shards for the ballots' signatures and proofs: SHARD is what\n"
    "\"verify --shard I/N --json\" printed, and all N of them must be there. Everything else is checked here, and what "
    "a\n"
    "shard found wrong is checked again. The verdict is that of one run, and names the shards. A shard is believed:\n"
    "take only such as your own machines made.\n"
    "\n"
    "Exit codes: as those of verify.";

// --- making one ---

bool read_part(struct scr_part *part, const struct arguments *arguments) {
  const char *text = option(arguments, "shard");
  int end = 0;
  if (!text) return true;
  if (sscanf(text, "%5" SCNu64 "/%5" SCNu64 "%n", &part->number, &part->of, &end) != 2 || text[end] != '\0' ||
      part->number < 1 || part->number > part->of || part->of > SCR_SHARDS_MAX) {
    complain("--shard wants I/N, with I from 1 to N, and N up to %d", SCR_SHARDS_MAX);
    return false;
  }
  static const char *const others[] = {"since", "save-state", "journal"};
  for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
    if (!option(arguments, others[i])) continue;
    complain("--shard and --%s don't go together: a shard is about the ballots' proofs alone", others[i]);
    return false;
  }
  return true;
}

static void say_shard(const struct scr_claim *claim) {
  char head[SCR_HASH_HEX + 1];
  scr_hash_hex(head, &claim->head);
  print("Shard %" PRIu64 " of %" PRIu64 " of the archive of %" PRIu64 " events, the last being %s:\n",
        claim->part.number, claim->part.of, claim->events, head);
  if (claim->ballots == 0)
    print("there is no ballot in it.\n");
  else
    print("the signatures and proofs of the %" PRIu64 " ballots among the events %" PRIu64 " to %" PRIu64 " hold",
          claim->ballots, claim->first, claim->end - 1);
  if (claim->ballots > 0) print(claim->failing_n > 0 ? ", but for these events:\n" : ".\n");
  for (uint64_t i = 0; i < claim->failing_n; i++) print("  %" PRIu64 "\n", claim->failing[i]);
  print("Nothing else was checked. \"verify merge\" takes it as JSON (--json).\n");
}

static int show_shard(const struct arguments *arguments, const char *path, const struct scr_session *session) {
  struct scr_claim claim = {.failing = NULL};
  enum scr_status status = scr_session_shard(&claim, session);
  if (status == SCR_E_SHARD_ARCHIVE) {
    complain("no shard can be made of %s: its setup or its chain does not hold, or it can't be read to its end", path);
    advise("\"verify\" without --shard says what is wrong");
    return CANNOT;
  }
  if (status != SCR_OK) {
    (void)fail(status, "no shard can be made of %s", path);
    return CANNOT;
  }
  struct scr_text text = SCR_TEXT_INIT;
  scr_text_add_shard(&text, &claim);
  scr_text_add(&text, "\n");
  int code = scr_text_ok(&text) == SCR_OK ? DONE : fail(SCR_E_MEMORY, "no shard can be made");
  if (code == DONE && option(arguments, "json"))
    print_text(&text);
  else if (code == DONE)
    say_shard(&claim);
  if (code == DONE && claim.failing_n > 0) code = INVALID;
  scr_text_free(&text);
  scr_claim_clear(&claim);
  return code;
}

int verify_part(const struct arguments *arguments, const char *path, struct scr_verify_options options) {
  if (!path) return CANNOT;
  struct scr_session *session = run_session(path, options, false);
  int code = session ? show_shard(arguments, path, session) : CANNOT;
  scr_session_free(session);
  return code;
}

// --- relying on them ---

// The files that the shards were in, in the order of the command line.
static int read_shards(struct scr_claim *claims, char *const *paths, size_t count) {
  for (size_t i = 0; i < count; i++) {
    struct scr_text text = SCR_TEXT_INIT;
    bool given = read_file(&text, paths[i], SCR_SHARD_BYTES_MAX);
    enum scr_status status = given ? scr_shard_read(&claims[i], text.bytes ? text.bytes : "", text.length) : SCR_E_IO;
    scr_text_free(&text);
    if (status == SCR_OK) continue;
    if (!given) return CANNOT;
    (void)fail(status, "%s can't be relied on", paths[i]);
    return CANNOT;
  }
  return DONE;
}

static int order_shards(struct scr_claim *claims, size_t count) {
  size_t at;
  enum scr_status status = scr_shards_order(&at, claims, count);
  if (status == SCR_OK) return DONE;
  uint64_t of = claims[0].part.of;
  if (status == SCR_E_SHARD_MISSING)
    (void)fail(status, "%" PRIu64 " of %" PRIu64, at < count || at < of ? (uint64_t)at + 1 : of, of);
  else if (at < count)
    (void)fail(status, "shard %" PRIu64 " of %" PRIu64, claims[at].part.number, claims[at].part.of);
  else
    (void)fail(status, "%zu shards", count);
  advise("all shards must have been made of one state of this archive, with the same N, and each be there once");
  return CANNOT;
}

static int merge(const struct arguments *arguments, const char *path, struct scr_verify_options options) {
  struct scr_session *session = run_session(path, options, true);
  int code = session ? show_session(arguments, path, session) : CANNOT;
  scr_session_free(session);
  return code;
}

int verify_merge_run(const struct arguments *arguments) {
  uint64_t threads = 0;
  size_t count = arguments->positional_n - 1;
  if (!option_number(&threads, arguments, "threads", 1, 256)) return MISUSE;
  if (!journal_is_there(arguments)) return CANNOT;
  if (option(arguments, "portable")) scr_use_portable_kernels();
  struct scr_claim *claims = calloc(count, sizeof *claims);
  if (!claims) return fail(SCR_E_MEMORY, "the shards can't be read");
  char *path = find_archive_to_read(arguments->positional[0]);
  int code = path ? read_shards(claims, arguments->positional + 1, count) : CANNOT;
  if (code == DONE) code = order_shards(claims, count);
  struct scr_verify_options options = {
      .threads = (unsigned)threads, .journal = option(arguments, "journal"), .shards = claims, .shards_n = count};
  if (code == DONE) code = merge(arguments, path, options);
  for (size_t i = 0; i < count; i++) scr_claim_clear(&claims[i]);
  free(claims);
  free(path);
  return code;
}
