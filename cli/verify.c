// SPDX-License-Identifier: Apache-2.0
// The verify command.
#include "cli/verify.h"

#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <libgen.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "cli/verify_shard.h"
#include "cli/verify_state.h"

const struct option_spec verify_options[] = {
    {"json", 'j', NULL, "print the report as JSON (doc/report.md)"},
    {"threads", 't', "N", "use N threads (default: one for each processor)"},
    PORTABLE_OPTION,
    {"journal", 0, "DIR", "the folder with setup.json, journal.jsonl and log/ (default: where the archive is)"},
    {"save-state", 0, "FILE", "if nothing is wrong, keep in FILE what was found, for --since"},
    {"since", 0, "FILE", "rely on what an earlier run kept in FILE: only ballots that came since are checked wholly"},
    {"state-key", 0, "FILE", "the key by which you know your states again (default: ~/.config/scrutineer/state.key)"},
    {"shard", 0, "I/N", "check the ballots' proofs in the I-th of N parts alone, for \"verify merge\""},
    {NULL, 0, NULL, NULL},
};

const char verify_text[] =
    "PATH is an archive (.bel), an election's folder (default: here), or - for standard input. Everything is checked "
    "from\n"
    "the archive alone: its form, its chain, the trustees' keys, the signature and the proofs of every ballot, the "
    "sum,\n"
    "the decryption, the result.\n"
    "No secret is needed, and none is looked at.\n"
    "\n"
    "To follow a board that grows: --save-state FILE at first, and --since FILE --save-state FILE from then on. What "
    "is\n"
    "relied on is said beside the verdict. To share the work among machines: --shard I/N --json on each, \"verify "
    "merge\"\n"
    "at the end.\n"
    "\n"
    "Exit codes: 0 valid and complete, 1 invalid, 2 wrong usage, 3 can't be checked, 4 valid so far but incomplete.\n"
    "With --shard: 0 every ballot of the part holds, 1 some don't, 3 no shard can be made; the election is not judged.";

// --- finding the archive ---

static bool has_suffix(const char *name, const char *suffix) {
  size_t length = strlen(name), suffix_length = strlen(suffix);
  return length > suffix_length && strcmp(name + length - suffix_length, suffix) == 0;
}

// The archives of a folder: *found is the name of one, to be freed. False with errno set if it can't be looked into.
static bool look_in(char **found, size_t *count, const char *folder) {
  DIR *listing = opendir(folder);
  if (!listing) return false;
  errno = 0;
  for (struct dirent *entry; (entry = readdir(listing)); errno = 0) {
    if (!has_suffix(entry->d_name, ".bel")) continue;
    if ((*count)++ == 0) *found = join(folder, entry->d_name, NULL);
  }
  int error = errno;
  (void)closedir(listing);
  errno = error;
  return error == 0;
}

// In its public/ folder, if there is one, or else in itself.
static char *find_in_folder(const char *path) {
  char *found = NULL;
  size_t count = 0;
  char *public = join(path, "public", NULL);
  const char *folder = public;
  bool readable = look_in(&found, &count, public) || errno == ENOENT;
  if (readable && count == 0) readable = look_in(&found, &count, folder = path);
  if (!readable)
    complain("the folder %s can't be read: %s", folder, strerror(errno));
  else if (count != 1)
    complain(count == 0 ? "there is no archive (.bel) in %s" : "there is more than one archive in %s", path);
  if (readable && count != 1)
    advise(count == 0 ? "the archive is written when the election is opened" : "name the one that is meant");
  free(public);
  if (readable && count == 1) return found;
  free(found);
  return NULL;
}

char *find_archive(const char *path) {
  struct stat stat_of;
  if (stat(path, &stat_of) != 0) {
    complain("%s can't be read: %s", path, strerror(errno));
    return NULL;
  }
  if (S_ISDIR(stat_of.st_mode)) return find_in_folder(path);
  if (S_ISREG(stat_of.st_mode)) return join(path, NULL, NULL);
  complain("%s is no regular file", path);
  advise("an archive is a file; what comes through a pipe is read with - (standard input)");
  return NULL;
}

char *find_archive_to_read(const char *path) {
  if (strcmp(path, "-") != 0) return find_archive(path);
  return keep_standard_input() ? join(STANDARD_INPUT, NULL, NULL) : NULL;
}

char *journal_folder(const char *board_path) {
  char *copy = join(board_path, NULL, NULL), *folder = join(dirname(copy), NULL, NULL);
  char *record = join(folder, "setup.json", NULL);
  bool has = file_exists(record);
  free(copy);
  free(record);
  if (has) return folder;
  free(folder);
  return NULL;
}

// --- showing ---

static const char *colour_of(enum scr_check_state state) {
  return state == SCR_STATE_PASS ? green() : state == SCR_STATE_FAIL ? red() : yellow();
}

static void show_failure(const struct scr_failure *failure) {
  char tracker[SCR_HASH_BASE64 + 1];
  print("      %s [%s]", scr_status_sentence(failure->status), scr_status_id(failure->status));
  if (failure->has_event) print(", event %" PRIu64, failure->event);
  if (failure->ballot > 0) {
    scr_hash_base64(tracker, &failure->tracker);
    print(", ballot %" PRIu64 " (%s)", failure->ballot, tracker);
  }
  if (failure->detail[0]) print(": %s", shown(failure->detail));
  print("\n");
}

// Columns: the state, how many things were checked, how long the work on them took, and what is true if it passes.
static void show_check(enum scr_check_id id, const struct scr_check *check) {
  if (check->state == SCR_STATE_NOT_CHECKABLE) {
    print("%s----%s  %9s  %9s  %s: not checkable, %s\n", yellow(), plain(), "-", "-", scr_check_sentence(id),
          check->why);
    return;
  }
  char time[24] = "< 1 ms";
  if (check->seconds >= 0.001) (void)snprintf(time, sizeof time, "%.3f s", check->seconds);
  print("%s%s%s  %9" PRIu64 "  %9s  %s\n", colour_of(check->state), scr_check_state_name(check->state), plain(),
        check->count, time, scr_check_sentence(id));
  for (size_t i = 0; i < SCR_FAILURES_MAX && i < check->failures_n; i++) show_failure(&check->failures[i]);
  if (check->failures_n > SCR_FAILURES_MAX) print("      and %" PRIu64 " more\n", check->failures_n - SCR_FAILURES_MAX);
}

// PAP-5: ballots, papers, and both.
static void show_columns(const struct scr_report *report) {
  const struct scr_election *election = report->election;
  size_t cell = 0;
  print("  %10s  %10s  %10s\n", "ballots", "papers", "total");
  for (size_t i = 0; i < election->questions_n; i++) {
    const struct scr_question *question = &election->questions[i];
    print("%s%s%s\n", bold(), shown(question->title), plain());
    size_t count = scr_question_ciphertexts(question), blank = question->blank ? 1 : 0;
    for (size_t j = 0; j < count; j++, cell++) {
      uint64_t votes = report->votes[cell], papers = report->paper_votes[cell];
      print("  %10" PRIu64 "  %10" PRIu64 "  %10" PRIu64 "  %s\n", votes, papers, votes + papers,
            j < blank ? "(blank)" : shown(question->answers[j - blank]));
    }
  }
}

void show_result(const struct scr_election *election, const uint64_t *votes) {
  size_t cell = 0;
  for (size_t i = 0; i < election->questions_n; i++) {
    const struct scr_question *question = &election->questions[i];
    print("%s%s%s\n", bold(), shown(question->title), plain());
    if (question->blank) print("  %10" PRIu64 "  (blank)\n", votes[cell++]);
    for (size_t j = 0; j < question->answers_n; j++)
      print("  %10" PRIu64 "  %s\n", votes[cell++], shown(question->answers[j]));
  }
}

void show_votes(const struct scr_report *report) {
  if (report->paper_voters > 0)
    show_columns(report);
  else
    show_result(report->election, report->votes);
}

static void show_methods(const struct scr_report *report) {
  for (int i = 0; i < SCR_METHOD_COUNT; i++) {
    if (!report->method_votes[i]) continue;
    print("Of the ballots that came %s:\n", scr_method_words((enum scr_method)i));
    show_result(report->election, report->method_votes[i]);
  }
}

static void show_numbers(const struct scr_report *report) {
  print("Ballots: %" PRIu64 " accepted, %" PRIu64 " counted, %" PRIu64 " replaced by a later one; %" PRIu64
        " credential%s",
        report->ballots_accepted, report->ballots_counted, report->ballots_superseded, report->credentials,
        plural(report->credentials));
  if (report->paper_voters > 0) print("; %" PRIu64 " voted on paper", report->paper_voters);
  if (report->total_weight != report->credentials)
    print("; weight %" PRIu64 " of %" PRIu64, report->weight_counted, report->total_weight);
  print("\n");
}

// The archive is here, and the journal that belongs to it isn't.
static bool journal_is_away(const struct scr_report *report) {
  return report->verdict == SCR_VERDICT_INCOMPLETE && report->has_journal &&
         report->checks[SCR_CHECK_JOURNAL_RECORD].state == SCR_STATE_NOT_CHECKABLE;
}

static bool is_torn(const struct scr_report *report) {
  const struct scr_check *check = &report->checks[SCR_CHECK_ARCHIVE_FORM];
  for (uint64_t i = 0; i < check->failures_n && i < SCR_FAILURES_MAX; i++)
    if (check->failures[i].status == SCR_E_ARCHIVE_TORN) return true;
  return false;
}

static void show_verdict(const struct scr_report *report) {
  static const char *const sentences[] = {
      "INVALID: the evidence does not hold.",
      "VALID: the result follows from the ballots on this board.",
      "INCOMPLETE: valid so far; the election is not complete.",
      "CAN'T BE CHECKED",
  };
  const char *colour = report->verdict == SCR_VERDICT_VALID ? green() : yellow();
  if (report->verdict == SCR_VERDICT_INVALID) colour = red();
  const char *sentence = journal_is_away(report)
                             ? "INCOMPLETE: what is here is valid; the election's journal is not here."
                             : sentences[report->verdict];
  print("%s%s%s", colour, sentence, plain());
  if (report->verdict == SCR_VERDICT_CANNOT_CHECK && report->cause != SCR_OK)
    print(": %s [%s]", scr_status_sentence(report->cause), scr_status_id(report->cause));
  print("\n");
  if (journal_is_away(report))
    print(
        "Put the public folder's setup.json, journal.jsonl and log/ beside the archive, or name their folder: "
        "--journal DIR.\n");
  if (is_torn(report))
    print(
        "The archive ends in the middle: perhaps it was not copied whole. Fetch it again before anybody is accused.\n");
}

static void show_ballots_relied(const struct scr_relied *relied) {
  print("the signatures and proofs of %" PRIu64 " ballot%s, events %" PRIu64 " to %" PRIu64, relied->ballots,
        plural(relied->ballots), relied->first, relied->end - 1);
}

static void show_shard_relied(const struct scr_relied *relied) {
  print("Relied on shard %" PRIu64 " of %" PRIu64 ": ", relied->part.number, relied->part.of);
  if (relied->ballots == 0)
    print("there is no ballot in it");
  else
    show_ballots_relied(relied);
  if (relied->failing > 0) print(", but for %" PRIu64 " that do not hold and were checked again", relied->failing);
  print(".\n");
}

static void show_state_relied(const struct scr_relied *relied) {
  print("Relied on a state of yours: ");
  if (relied->ballots > 0) {
    show_ballots_relied(relied);
    print(", and the sum of those that count; ");
  }
  print("that the listed credentials are members of the group");
  if (relied->entries > 0)
    print("; the signatures of the journal's first %" PRIu64 " entr%s", relied->entries,
          relied->entries == 1 ? "y" : "ies");
  print(".\n");
}

static void show_relied(const struct scr_relied *relied) {
  if (relied->part.of > 0)
    show_shard_relied(relied);
  else
    show_state_relied(relied);
}

// What is not proved, whatever the verdict is; README.md says it at length.
static void show_limits(const struct scr_report *report) {
  bool journal = report->checks[SCR_CHECK_JOURNAL_RECORD].state != SCR_STATE_NOT_CHECKABLE;
  if (report->verdict == SCR_VERDICT_CANNOT_CHECK) return;
  if (report->verdict == SCR_VERDICT_INVALID) {
    print(
        "The checks tell what is wrong and where, not who did it, nor what an archive alone doesn't show: who the "
        "voters are,\n"
        "or a ballot that never reached the board. Compare it with an earlier copy: scrutineer board diff EARLIER "
        "THIS.\n");
    return;
  }
  if (journal)
    print(
        "Not shown by this: who the voters are, whether a ballot that was sent and got no receipt reached the board, "
        "whether a\n"
        "voter's own device encrypted what was meant, and whether what officials and entry points signed is true. That "
        "everybody\n"
        "sees the same board is what its witnesses are for. Enough trustees together could decrypt single ballots.\n");
  else
    print(
        "Not shown by an archive alone: who the voters are, who closed the board and when, whether a ballot that was "
        "sent ever\n"
        "reached it, and whether a voter's own device encrypted what was meant. Enough trustees together could decrypt "
        "single\n"
        "ballots; whoever has a member's credential, as the registrar does who issues it, can vote in that member's "
        "name.\n");
}

// One line where there is none: who closed the board, and by which method and when ballots came in, nobody can tell.
static void show_journal(const struct scr_report *report) {
  if (report->checks[SCR_CHECK_JOURNAL_RECORD].state == SCR_STATE_NOT_CHECKABLE) {
    print("%s----%s  %9s  %9s  who closed the board, and by which method and when ballots came in: not checkable, %s\n",
          yellow(), plain(), "-", "-", report->checks[SCR_CHECK_JOURNAL_RECORD].why);
    return;
  }
  for (int id = SCR_CHECK_JOURNAL_FIRST; id < SCR_CHECK_COUNT; id++)
    show_check((enum scr_check_id)id, &report->checks[id]);
}

void show_report(const struct scr_report *report) {
  if (report->events == 0 && report->cause != SCR_OK) {
    show_verdict(report);
    return;
  }
  if (report->election) {
    print("%s%s%s\n", bold(), shown(report->election->name), plain());
    print("Election %s, fingerprint %s, group %s, trustees: %s\n\n", report->election->uuid,
          report->election->fingerprint, scr_group_name(report->election->group), report->trustees);
  }
  print("%s      %9s  %9s%s\n", bold(), "checked", "time", plain());
  for (int id = 0; id < SCR_CHECK_JOURNAL_FIRST; id++) show_check((enum scr_check_id)id, &report->checks[id]);
  show_journal(report);
  for (size_t i = 0; i < report->notes_n; i++) print("note  %s\n", shown(report->notes[i]));
  print("\n");
  if (report->election) show_numbers(report);
  if (report->votes) show_votes(report);
  show_methods(report);
  print("\n");
  show_verdict(report);
  for (size_t i = 0; i < report->relied_n; i++) show_relied(&report->relied[i]);
  show_limits(report);
}

int verdict_exit_code(const struct scr_report *report) {
  switch (report->verdict) {
    case SCR_VERDICT_VALID: return DONE;
    case SCR_VERDICT_INVALID: return INVALID;
    case SCR_VERDICT_INCOMPLETE: return INCOMPLETE;
    default: return CANNOT;
  }
}

// --- running ---

// When the first ballots came, and how much had been read by then.
struct pace {
  double start;
  uint64_t bytes;
};

static double wall_seconds(void) {
  struct timespec time;
  (void)clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

// The rate and the time left are of what came since the first ballot, so that the setup doesn't distort them.
static void show_progress(void *context, uint64_t bytes, uint64_t size, uint64_t ballots) {
  struct pace *pace = context;
  unsigned percent = size > 0 ? (unsigned)(100 * bytes / size) : 0;
  double now = wall_seconds();
  if (ballots == 0 || pace->start == 0) *pace = (struct pace){now, bytes};
  double passed = now - pace->start;
  if (passed < 1 || bytes <= pace->bytes) {
    progress("verifying: %3u%%, %" PRIu64 " ballots", percent, ballots);
    return;
  }
  double left = passed * (double)(size - bytes) / (double)(bytes - pace->bytes);
  progress("verifying: %3u%%, %" PRIu64 " ballots, %.0f a second, %" PRIu64 ":%02" PRIu64 " left", percent, ballots,
           (double)ballots / passed, (uint64_t)left / 60, (uint64_t)left % 60);
}

// A file without which a public folder has no journal, to be freed; NULL if all are there. What can't be read is said when it is.
static char *missing_file(const char *folder) {
  static const char *const files[] = {"setup.json", "journal.jsonl", "log/checkpoint"};
  for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
    char *path = join(folder, files[i], NULL);
    if (file_is_missing(path)) return path;
    free(path);
  }
  return NULL;
}

// The journal that stands beside a board. A folder that was copied in part has none: that accuses nobody.
static char *find_journal(bool *in_part, const char *board_path) {
  char *folder = journal_folder(board_path), *missing = folder ? missing_file(folder) : NULL;
  *in_part = missing != NULL;
  if (missing) {
    message("There is no %s: the journal can't be looked at.", missing);
    free(folder);
    folder = NULL;
  }
  free(missing);
  return folder;
}

struct scr_session *run_session(const char *path, struct scr_verify_options options, bool beside) {
  struct scr_session *session = NULL;
  char *folder = beside && !options.journal ? find_journal(&options.journal_in_part, path) : NULL;
  struct pace pace = {0, 0};
  if (folder) options.journal = folder;
  options.progress = show_progress;
  options.context = &pace;
  enum scr_status status = scr_session_new(&session, path, &options);
  free(folder);
  progress_end();
  if (status != SCR_OK) (void)fail(status, "%s can't be verified", path);
  return session;
}

struct scr_session *verify_with_progress(const char *path) {
  return run_session(path, (struct scr_verify_options){.threads = 0}, true);
}

// What to do when what was to be relied on is of another board.
static void advise_without(enum scr_status cause) {
  if (cause == SCR_E_STATE_ARCHIVE || cause == SCR_E_STATE_JOURNAL)
    advise(
        "nothing was found out about this board: verify it without --since. If it should be the board of the state, it "
        "was\n  rewritten, damaged or cut back, or is an earlier copy: compare it with an earlier copy (scrutineer "
        "board diff EARLIER THIS), and keep both");
  if (cause == SCR_E_SHARD_ARCHIVE) advise("make the shards of this archive again, or verify it in one run");
}

int show_session(const struct arguments *arguments, const char *path, const struct scr_session *session) {
  const struct scr_report *report = scr_session_report(session);
  if (option(arguments, "json")) {
    struct scr_text text = SCR_TEXT_INIT;
    scr_text_add_report(&text, report);
    scr_text_add(&text, "\n");
    if (scr_text_ok(&text) == SCR_OK) print_text(&text);
    scr_text_free(&text);
  } else {
    show_report(report);
  }
  if (report->verdict == SCR_VERDICT_CANNOT_CHECK && path) (void)fail(report->cause, "%s can't be checked", path);
  if (report->verdict == SCR_VERDICT_CANNOT_CHECK) advise_without(report->cause);
  return verdict_exit_code(report);
}

// Where there is no archive, programs get a report all the same, which says that nothing could be read.
static int verify_whole(const struct arguments *arguments, const char *path, struct scr_verify_options options) {
  struct scr_state state = {.tally = SCR_TEXT_INIT, .sized_tally = SCR_TEXT_INIT};
  if (!path && !option(arguments, "json")) return CANNOT;
  int code = read_since(&state, arguments);
  if (code == DONE && !can_save(arguments)) code = CANNOT;
  if (code != DONE) {
    scr_state_clear(&state);
    return code;
  }
  if (option(arguments, "since")) options.state = &state;
  struct scr_session *session = run_session(path ? path : "", options, true);
  code = session ? show_session(arguments, path, session) : CANNOT;
  if (session && !save_state(arguments, session)) code = CANNOT;
  scr_session_free(session);
  scr_state_clear(&state);
  return code;
}

bool journal_is_there(const struct arguments *arguments) {
  const char *folder = option(arguments, "journal");
  struct stat stat_of;
  if (!folder) return true;
  const bool known = stat(folder, &stat_of) == 0;
  if (!known && errno != ENOENT && errno != ENOTDIR)
    complain("%s can't be read: %s", folder, strerror(errno));
  else if (!known || !S_ISDIR(stat_of.st_mode))
    complain("there is no folder %s", folder);
  if (!known || !S_ISDIR(stat_of.st_mode)) return false;
  char *missing = missing_file(folder);
  const bool there = missing == NULL;
  if (!there)
    complain("there is no %s: %s is not the public folder of an election with a journal, or not all of it", missing,
             folder);
  free(missing);
  return there;
}

int verify_run(const struct arguments *arguments) {
  uint64_t threads = 0;
  struct scr_part part = {0, 0};
  if (!option_number(&threads, arguments, "threads", 1, 256) || !read_part(&part, arguments)) return MISUSE;
  if (!journal_is_there(arguments)) return CANNOT;
  if (option(arguments, "portable")) scr_use_portable_kernels();
  char *path = find_archive_to_read(arguments->positional_n > 0 ? arguments->positional[0] : ".");
  struct scr_verify_options options = {
      .threads = (unsigned)threads, .journal = option(arguments, "journal"), .part = part};
  int code = part.of > 0 ? verify_part(arguments, path, options) : verify_whole(arguments, path, options);
  free(path);
  return code;
}
