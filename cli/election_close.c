// SPDX-License-Identifier: Apache-2.0
// The end of an election, the returning officer's part: closing it, and declaring its result.
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cli/commands.h"
#include "cli/election.h"
#include "cli/folder.h"
#include "cli/official.h"
#include "cli/verify.h"
#include "cli/writer.h"

// --- close ---

const struct option_spec election_close_options[] = {
    ELECTION_OPTION,
    {"method", 'm', "METHOD", "close this way of voting alone: online, meeting, telephone or post"},
    {"dry-run", 'n', NULL, "say what would be done, and do nothing"},
    {"yes", 'y', NULL, "do not ask"},
    NO_OPTION,
};

// The end that was announced and is not over, for people; empty where there is none. And how many ballots must count.
static bool announced(char when[96], uint64_t *minimum, const char *folder) {
  struct definition *definition = calloc(1, sizeof *definition);
  char *path = join(folder, "public/definition.json", NULL);
  bool good = definition != NULL;
  when[0] = '\0';
  *minimum = 0;
  if (good && file_exists(path)) good = definition_load(definition, folder);
  if (good) *minimum = definition->minimum;
  if (good && definition->closes > (int64_t)time(NULL)) definition_time(when, definition, definition->closes);
  if (definition) definition_free(definition);
  free(definition);
  free(path);
  return good;
}

// Whether the officer wants it, knowing what was announced. `what` is closed; `then` is what can't be done afterwards.
static bool may_close(const struct arguments *arguments, const char *announced, const char *what, const char *then) {
  char until[160] = "", question[512];
  if (announced[0]) (void)snprintf(until, sizeof until, "Voting was announced until %s. ", announced);
  (void)snprintf(question, sizeof question, "%sClose %s%s? %s", until, what, announced[0] ? " before that" : "", then);
  if (option(arguments, "yes")) {
    if (announced[0]) message("Voting was announced until %s: %s is closed before that.", announced, what);
    return true;
  }
  if (isatty(STDIN_FILENO) && isatty(STDERR_FILENO)) {
    if (confirm(question)) return true;
    complain("nothing was changed");
    return false;
  }
  if (announced[0]) complain("voting was announced until %s", announced);
  complain("nothing was changed: nobody can be asked here, and --yes closes %s%s", what,
           announced[0] ? " before that" : "");
  return false;
}

// --- with a journal: its order is methods closed, papers counted, close ---

static int close_method(struct scr_board *board, const char *folder, enum scr_method method) {
  struct scr_act act = {.kind = SCR_ACT_CLOSE_METHOD, .method = method};
  int code = officer_acts(board, folder, &act);
  if (code == DONE) print("Voting %s is closed.\n", scr_method_words(method));
  return code;
}

static int close_methods(struct scr_board *board, const char *folder) {
  int code = DONE;
  for (int i = 0; i < SCR_METHOD_COUNT && code == DONE; i++) {
    enum scr_method method = (enum scr_method)i;
    if (scr_setup_record_has_method(scr_board_record(board), method) &&
        !scr_journal_method_closed(scr_board_journal(board), method))
      code = close_method(board, folder, method);
  }
  return code;
}

// Papers that were handed out and not counted keep the election open. Looked at before anything is closed.
static bool counts_are_due(const struct scr_board *board) {
  const struct scr_setup_record *record = scr_board_record(board);
  bool due = false;
  for (size_t i = 0; i < record->entry_points_n; i++) {
    const struct scr_entry_point *point = &record->entry_points[i];
    if (!scr_journal_count_is_due(scr_board_journal(board), i)) continue;
    complain("the papers of \"%s\" are not counted yet: nothing was closed", point->key.name);
    if (scr_journal_method_closed(scr_board_journal(board), point->method))
      advise("\"scrutineer desk count\" enters the count, and then the election can be closed");
    else
      advise("\"scrutineer election close --method %s\" ends voting there, \"desk count\" enters the count; then close",
             scr_method_name(point->method));
    due = true;
  }
  return due;
}

static int close_journal(struct scr_board *board, const char *folder) {
  struct scr_act act = {.kind = SCR_ACT_CLOSE};
  int code = close_methods(board, folder);
  return code == DONE ? officer_acts(board, folder, &act) : code;
}

static int close_one(const struct arguments *arguments, struct scr_board *board) {
  enum scr_method method;
  if (!scr_board_journal(board) || !scr_method_by_name(&method, option(arguments, "method")) ||
      !scr_setup_record_has_method(scr_board_record(board), method)) {
    complain("this election has no way of voting \"%s\"", shown(option(arguments, "method")));
    return MISUSE;
  }
  char end[96], what[64];
  uint64_t minimum;
  const bool papers = method == SCR_METHOD_MEETING || method == SCR_METHOD_POST;
  const char *then =
      papers ? "No ballot can be cast that way afterwards, and no void entered: enter those of all papers first."
             : "No ballot can be cast that way afterwards.";
  (void)snprintf(what, sizeof what, "voting %s", scr_method_words(method));
  if (scr_journal_method_closed(scr_board_journal(board), method)) {
    complain("%s is closed already", what);
    return MISUSE;
  }
  if (!announced(end, &minimum, election_folder(arguments))) return CANNOT;
  if (option(arguments, "dry-run")) {
    if (end[0]) print("Voting was announced until %s.\n", end);
    print("Voting %s would be closed. %s\n", scr_method_words(method), then);
    return DONE;
  }
  if (!may_close(arguments, end, what, then)) return MISUSE;
  return close_method(board, election_folder(arguments), method);
}

// --- the whole ---

static int close_board(const struct arguments *arguments, struct scr_board *board) {
  char end[96];
  uint64_t minimum;
  if (scr_board_phase(board) != SCR_PHASE_VOTING) {
    complain("the election is closed already");
    return MISUSE;
  }
  if (option(arguments, "method")) return close_one(arguments, board);
  if (!announced(end, &minimum, election_folder(arguments))) return CANNOT;
  if (scr_board_journal(board)) minimum = scr_board_record(board)->minimum;
  if (scr_board_journal(board) && counts_are_due(board)) return INCOMPLETE;
  uint64_t ballots = scr_board_events(board) - 1;
  const char *s = ballots == 1 ? "" : "s";
  if (ballots > 0 && ballots < minimum)
    message("%" PRIu64 " ballot%s would count at most, fewer than the minimum of %" PRIu64
            ": the result will not be decrypted unless --small is given to the tally's commands.",
            ballots, s, minimum);
  if (option(arguments, "dry-run")) {
    if (end[0]) print("Voting was announced until %s.\n", end);
    print("The election would be closed with %" PRIu64 " ballot%s on the board.\n", ballots, s);
    return DONE;
  }
  if (!may_close(arguments, end, "the election", "No ballot can be cast afterwards.")) return MISUSE;
  int code = scr_board_journal(board) ? close_journal(board, election_folder(arguments)) : DONE;
  if (code != DONE) return code;
  enum scr_status status = scr_board_append(board, SCR_EVENT_END_BALLOTS, NULL, 0);
  if (status != SCR_OK) return fail(status, "the election can't be closed");
  print("The election is closed, with %" PRIu64 " ballot%s on the board.\n", ballots, s);
  return DONE;
}

int election_close_run(const struct arguments *arguments) {
  char *path = find_board(arguments);
  struct writer *writer = path ? writer_open(path, option(arguments, "dry-run") != NULL) : NULL;
  int code = writer ? close_board(arguments, writer_board(writer)) : CANNOT;
  writer_close(writer);
  free(path);
  return code;
}

// --- declare ---

const struct option_spec election_declare_options[] = {
    ELECTION_OPTION,
    {"dry-run", 'n', NULL, "show what would be declared, and declare nothing"},
    NO_OPTION,
};

// The encrypted votes, the papers, and both together.
static bool add_columns(struct scr_act *act, const struct scr_report *report) {
  size_t count = act->columns_n = report->election->ciphertexts_n;
  for (int i = 0; i < 3; i++) {
    act->columns[i] = calloc(count, sizeof *act->columns[i]);
    if (!act->columns[i]) return false;
  }
  for (size_t i = 0; i < count; i++) {
    act->columns[0][i] = report->votes[i];
    act->columns[1][i] = report->paper_votes[i];
    act->columns[2][i] = report->votes[i] + report->paper_votes[i];
  }
  return true;
}

static int declare(const struct scr_report *report, const char *path, const char *folder) {
  struct scr_act act = {.kind = SCR_ACT_DECLARE};
  struct writer *writer = writer_open(path, false);
  int code = writer ? DONE : CANNOT;
  if (writer) {
    act.result = scr_journal_result(scr_board_journal(writer_board(writer)));
    code = add_columns(&act, report) ? officer_acts(writer_board(writer), folder, &act)
                                     : fail(SCR_E_MEMORY, "the result can't be declared");
  }
  if (code == DONE) print("The result is declared.\n");
  scr_act_free(&act);
  writer_close(writer);
  return code;
}

int election_declare_run(const struct arguments *arguments) {
  const char *folder = election_folder(arguments);
  char *path = find_archive(folder);
  struct scr_session *session = path ? verify_with_progress(path) : NULL;
  const struct scr_report *report = session ? scr_session_report(session) : NULL;
  int code = CANNOT;
  if (report && report->verdict == SCR_VERDICT_INVALID) {
    show_report(report);
    code = INVALID;
  } else if (report && (!report->has_journal || !report->votes || report->declared)) {
    complain(!report->has_journal ? "this election has no journal to declare the result in"
             : report->declared   ? "the result is declared already"
                                  : "there is no result yet");
    code = MISUSE;
  } else if (report) {
    show_votes(report);
    code = option(arguments, "dry-run") ? DONE : declare(report, path, folder);
  }
  scr_session_free(session);
  free(path);
  return code;
}
