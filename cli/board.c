// SPDX-License-Identifier: Apache-2.0
// The board's commands: making one, looking into it, comparing two, recovering one.
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cli/commands.h"
#include "cli/folder.h"
#include "cli/verify.h"
#include "scrutineer/json.h"

#define BOARD_OPTION {"board", 'b', "FILE", "an archive, instead of the one in the election's folder"}

// --- init ---

static const struct option_spec init_options[] = {
    {"document", 'd', "FILE", "the election's document"},
    {"trustees", 't', "FILE", "the trustees' document"},
    {"credentials", 'c', "FILE", "the list of public credentials"},
    NO_OPTION,
};

static int read_documents(struct scr_text documents[3], const struct arguments *arguments) {
  static const char *const names[3] = {"document", "trustees", "credentials"};
  static const size_t limits[3] = {SCR_DOCUMENT_MAX, SCR_TRUSTEES_BYTES_MAX, SCR_CREDENTIALS_BYTES_MAX};
  for (size_t i = 0; i < 3; i++) {
    const char *path = option(arguments, names[i]);
    if (!path) {
      complain("--%s is missing", names[i]);
      return MISUSE;
    }
    if (!read_file(&documents[i], path, limits[i])) return CANNOT;
  }
  return DONE;
}

static int init_run(const struct arguments *arguments) {
  struct scr_text documents[3] = {SCR_TEXT_INIT, SCR_TEXT_INIT, SCR_TEXT_INIT};
  int code = read_documents(documents, arguments);
  if (code == DONE) {
    enum scr_status status =
        scr_board_create(arguments->positional[0], (uint64_t)time(NULL),
                         (struct scr_document){documents[0].bytes, documents[0].length},
                         (struct scr_document){documents[1].bytes, documents[1].length},
                         (struct scr_document){documents[2].bytes, documents[2].length});
    if (status != SCR_OK)
      code = fail(status, "%s can't be made from %s, %s and %s", arguments->positional[0], option(arguments, "document"),
                  option(arguments, "trustees"), option(arguments, "credentials"));
  }
  for (size_t i = 0; i < 3; i++) scr_text_free(&documents[i]);
  return code;
}

// --- list ---

static const struct option_spec list_options[] = {ELECTION_OPTION, BOARD_OPTION, JSON_OPTION, NO_OPTION};

struct listing {
  bool json;
  uint64_t ballots;
};

static bool list_step(void *context, const struct scr_step *step) {
  struct listing *listing = context;
  char hash[SCR_HASH_HEX + 1], tracker[SCR_HASH_BASE64 + 1] = "", code[SCR_CODE_LENGTH + 1] = "";
  bool ballot = step->event.type == SCR_EVENT_BALLOT && step->event.has_payload;
  scr_hash_hex(hash, &step->event_hash);
  if (ballot) {
    listing->ballots++;
    scr_hash_base64(tracker, &step->event.payload);
    scr_ballot_code(code, &step->event.payload);
  }
  const char *type = scr_event_type_name(step->event.type);
  if (listing->json && ballot)
    print("{\"schema\":\"scrutineer-event-1\",\"event\":%" PRIu64 ",\"type\":\"%s\",\"hash\":\"%s\",\"ballot\":%" PRIu64
          ",\"tracker\":\"%s\",\"code\":\"%s\"}\n",
          step->event.height, type, hash, listing->ballots, tracker, code);
  else if (listing->json)
    print("{\"schema\":\"scrutineer-event-1\",\"event\":%" PRIu64 ",\"type\":\"%s\",\"hash\":\"%s\"}\n", step->event.height, type, hash);
  else
    print("%6" PRIu64 "  %-18s %s%s%s\n", step->event.height, type, code, ballot ? "  " : "", tracker);
  return true;
}

static int list_run(const struct arguments *arguments) {
  struct listing listing = {.json = option(arguments, "json") != NULL};
  char *path = find_board(arguments);
  if (!path) return CANNOT;
  enum scr_status status = visit_steps(path, list_step, &listing);
  int code = status == SCR_OK ? DONE : fail(status, "%s can't be read to its end", path);
  free(path);
  return code;
}

// --- show ---

static const struct option_spec show_options[] = {ELECTION_OPTION, BOARD_OPTION, NO_OPTION};

struct wanted {
  bool by_height;
  uint64_t height;
  char code[SCR_CODE_LENGTH + 1];
  struct scr_hash tracker;  // used unless by_height or code is set
  bool found;
};

// An event's place, a whole tracker, or a short code.
static bool read_wanted(struct wanted *wanted, const char *word, bool heights) {
  size_t length = strlen(word);
  if (heights && length <= 9 && strspn(word, "0123456789") == length) {
    wanted->by_height = true;
    wanted->height = strtoull(word, NULL, 10);
    return true;
  }
  if (scr_hash_from_base64(&wanted->tracker, word, length) == SCR_OK) return true;
  if (scr_ballot_code_read(wanted->code, word, length) == SCR_OK) return true;
  complain("\"%s\" is neither %sa tracker (43 characters) nor a short code (12 characters, as in K7M-2QX-9RT-P4A)", word,
           heights ? "the place of an event, " : "");
  return false;
}

static bool is_wanted(const struct wanted *wanted, const struct scr_step *step) {
  char code[SCR_CODE_LENGTH + 1];
  if (wanted->by_height) return step->event.height == wanted->height;
  if (step->event.type != SCR_EVENT_BALLOT || step->data_n != 1) return false;
  if (!wanted->code[0]) return scr_hash_equal(&step->data[0].name, &wanted->tracker);
  scr_ballot_code(code, &step->data[0].name);
  return strcmp(code, wanted->code) == 0;
}

static bool show_step(void *context, const struct scr_step *step) {
  struct wanted *wanted = context;
  struct scr_text text = SCR_TEXT_INIT;
  if (!is_wanted(wanted, step)) return true;
  wanted->found = true;
  for (size_t i = 0; i < step->data_n; i++) {
    print_text(&step->data[i].bytes);
    print("\n");
  }
  scr_text_add_event(&text, &step->event);
  print_text(&text);
  print("\n");
  scr_text_free(&text);
  return false;
}

static int show_run(const struct arguments *arguments) {
  struct wanted wanted = {0};
  if (!read_wanted(&wanted, arguments->positional[0], true)) return MISUSE;
  char *path = find_board(arguments);
  if (!path) return CANNOT;
  enum scr_status status = visit_steps(path, show_step, &wanted);
  int code = DONE;
  if (status != SCR_OK)
    code = fail(status, "%s can't be read to its end", path);
  else if (!wanted.found) {
    complain("there is no such event on %s", path);
    code = INVALID;
  }
  free(path);
  return code;
}

// --- find ---

static const struct option_spec find_options[] = {ELECTION_OPTION, BOARD_OPTION, JSON_OPTION, NO_OPTION};

// A ballot that was looked for, and what became of it.
struct found {
  struct wanted wanted;
  bool have;
  uint64_t ballots;
  uint64_t ballot;
  uint64_t event;
  struct scr_hash tracker;
  char *credential;
  uint64_t replaced_by;  // the number of the later ballot, 0: it counts
};

// The credential of a ballot, to be freed; NULL if it can't be read.
static char *credential_of(const struct scr_text *bytes) {
  json_t *json = NULL;
  char *copy = NULL;
  if (scr_json_read(&json, bytes->bytes, bytes->length) == SCR_OK) {
    const char *credential = json_string_value(json_object_get(json, "credential"));
    if (credential) copy = strdup(credential);
  }
  json_decref(json);
  return copy;
}

static bool find_step(void *context, const struct scr_step *step) {
  struct found *found = context;
  if (step->event.type != SCR_EVENT_BALLOT || step->data_n != 1) return true;
  found->ballots++;
  if (!found->have && is_wanted(&found->wanted, step)) {
    found->have = true;
    found->ballot = found->ballots;
    found->event = step->event.height;
    found->tracker = step->data[0].name;
    found->credential = credential_of(&step->data[0].bytes);
  } else if (found->have && found->credential) {
    char *credential = credential_of(&step->data[0].bytes);
    if (credential && strcmp(credential, found->credential) == 0) found->replaced_by = found->ballots;
    free(credential);
  }
  return true;
}

static void print_found(const struct found *found, bool json) {
  char tracker[SCR_HASH_BASE64 + 1], code[SCR_CODE_LENGTH + 1];
  scr_hash_base64(tracker, &found->tracker);
  scr_ballot_code(code, &found->tracker);
  if (json) {
    print("{\"schema\":\"scrutineer-find-1\",\"found\":true,\"state\":\"%s\",\"ballot\":%" PRIu64 ",\"event\":%" PRIu64
          ",\"tracker\":\"%s\",\"code\":\"%s\"}\n",
          found->replaced_by ? "replaced" : "counted", found->ballot, found->event, tracker, code);
    return;
  }
  print("%s is ballot %" PRIu64 " (event %" PRIu64 "), tracker %s\n", code, found->ballot, found->event, tracker);
  if (found->replaced_by)
    print("It was replaced by a later ballot of the same voter: ballot %" PRIu64 ".\n", found->replaced_by);
  else
    print("It is the last ballot of its voter: the one that counts.\n");
  print("This is a look-up, not the proof: compare the whole tracker with your receipt, and verify the board.\n");
}

static int find_run(const struct arguments *arguments) {
  struct found found = {0};
  if (!read_wanted(&found.wanted, arguments->positional[0], false)) return MISUSE;
  char *path = find_board(arguments);
  if (!path) return CANNOT;
  enum scr_status status = visit_steps(path, find_step, &found);
  int code = DONE;
  if (status != SCR_OK) {
    code = fail(status, "%s can't be read to its end", path);
  } else if (!found.have) {
    if (option(arguments, "json")) print("{\"schema\":\"scrutineer-find-1\",\"found\":false}\n");
    complain("no ballot on this board has that %s", found.wanted.code[0] ? "short code" : "tracker");
    advise("compare it with your receipt once more; if it is right, ask the returning officer for the board as it is now");
    code = INVALID;
  } else {
    print_found(&found, option(arguments, "json") != NULL);
  }
  free(found.credential);
  free(path);
  return code;
}

// --- diff ---

static const struct option_spec no_options[] = {NO_OPTION};

static bool count_step(void *context, const struct scr_step *step) {
  (void)step;
  ++*(uint64_t *)context;
  return true;
}

static int diff_run(const struct arguments *arguments) {
  char *earlier = find_archive(arguments->positional[0]), *later = find_archive(arguments->positional[1]);
  uint64_t at = 0, before = 0, after = 0;
  int code = CANNOT;
  if (earlier && later) {
    enum scr_status status = scr_board_compare(&at, earlier, later);
    enum scr_status whole = visit_steps(earlier, count_step, &before);
    if (whole == SCR_OK) whole = visit_steps(later, count_step, &after);
    if (status != SCR_OK)
      code = fail(status, "%s does not continue %s: they differ from byte %" PRIu64 " on", later, earlier, at);
    else if (whole != SCR_OK)
      code = fail(whole, "the boards can't be read to their ends");
    else {
      print("Nothing is missing or changed: all %" PRIu64 " events of the earlier board are there, and %" PRIu64
            " were added.\n",
            before, after - before);
      code = DONE;
    }
  }
  free(earlier);
  free(later);
  return code;
}

// --- recover ---

static const struct option_spec recover_options[] = {
    ELECTION_OPTION,
    {"dry-run", 'n', NULL, "say what would be dropped, and change nothing"},
    NO_OPTION,
};

static int recover_run(const struct arguments *arguments) {
  bool only_look = option(arguments, "dry-run") != NULL;
  char *path = find_archive(arguments->positional_n > 0 ? arguments->positional[0] : election_folder(arguments));
  if (!path) return CANNOT;
  struct scr_text kept = SCR_TEXT_INIT;
  long long now = (long long)time(NULL);
  do {  // a name that is not there yet
    scr_text_clear(&kept);
    scr_text_add_format(&kept, "%s.dropped-%lld", path, now++);
  } while (scr_text_ok(&kept) == SCR_OK && file_exists(kept.bytes));
  uint64_t bytes = 0;
  enum scr_status status = scr_text_ok(&kept);
  if (status == SCR_OK) status = scr_board_recover(&bytes, path, kept.bytes, only_look);
  int code = DONE;
  if (status != SCR_OK) {
    code = fail(status, "%s can't be recovered", path);
    advise(scr_status_class(status) == SCR_CLASS_IO
               ? "nothing was changed"
               : "nothing was changed: this is no interrupted write; verify the board, and compare it with a copy");
  } else if (bytes == 0) {
    print("%s is whole: there is nothing to recover.\n", path);
  } else if (only_look) {
    print("%" PRIu64 " bytes after the last event were never acknowledged and would be dropped.\n", bytes);
  } else {
    print("%" PRIu64 " bytes after the last event were never acknowledged: moved to %s.\n", bytes, kept.bytes);
  }
  scr_text_free(&kept);
  free(path);
  return code;
}

const struct command board_commands[] = {
    {
        .noun = "board",
        .verb = "init",
        .operands = "ARCHIVE",
        .operands_min = 1,
        .operands_max = 1,
        .summary = "Makes a board from its three documents",
        .text = "The documents are checked as the verifier would. \"election open\" does this from an election's folder.",
        .example = "scrutineer board init -d election.json -t trustees.json -c credentials.json 7T3HfWUovdKWQQ.bel",
        .options = init_options,
        .run = init_run,
    },
    {
        .noun = "board",
        .verb = "list",
        .operands = "",
        .summary = "Lists the events of a board",
        .text = "One line for each event: its place, its type, and for a ballot its short code and tracker.",
        .example = "scrutineer board list -e election/",
        .options = list_options,
        .run = list_run,
    },
    {
        .noun = "board",
        .verb = "show",
        .operands = "EVENT",
        .operands_min = 1,
        .operands_max = 1,
        .summary = "Shows an event and its documents, as they are on the board",
        .text = "EVENT is its place (from 0), or the tracker or short code of a ballot.",
        .example = "scrutineer board show -e election/ 12",
        .options = show_options,
        .run = show_run,
    },
    {
        .noun = "board",
        .verb = "find",
        .operands = "CODE",
        .operands_min = 1,
        .operands_max = 1,
        .summary = "Says whether a ballot is counted or replaced",
        .text = "CODE is the short code or the tracker on a voter's receipt. A look-up, not the proof: it trusts the file.",
        .example = "scrutineer board find -e election/ K7M-2QX-9RT-P4A",
        .options = find_options,
        .run = find_run,
    },
    {
        .noun = "board",
        .verb = "diff",
        .operands = "OLD NEW",
        .operands_min = 2,
        .operands_max = 2,
        .summary = "Checks that nothing of an earlier board is missing or changed in a later one",
        .text = "Exit code 0: NEW is OLD, perhaps with more at its end. 1: it is not.",
        .example = "scrutineer board diff monday.bel friday.bel",
        .options = no_options,
        .run = diff_run,
    },
    {
        .noun = "board",
        .verb = "recover",
        .operands = "[ARCHIVE]",
        .operands_max = 1,
        .summary = "Drops what an interrupted write left at the end of a board",
        .text = "Only bytes after the last whole event are dropped, which were never acknowledged to anyone; they are kept in\n"
                "a file beside the board. A board that is damaged in any other way is not touched.",
        .example = "scrutineer board recover -e election/ --dry-run",
        .options = recover_options,
        .run = recover_run,
    },
    {0},
};
