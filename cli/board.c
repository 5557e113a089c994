// SPDX-License-Identifier: Apache-2.0
// The board's commands: making one, looking into it. Comparing and recovering have files of their own.
#include "cli/board.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cli/commands.h"
#include "cli/folder.h"
#include "cli/verify.h"
#include "scrutineer/json.h"

#define BOARD_OPTION \
  { "board", 'b', "FILE", "an archive (- for standard input), instead of the one in the election's folder" }

// The board to look into.
static char *find_to_read(const struct arguments *arguments) {
  const char *named = option(arguments, "board");
  return named ? find_archive_to_read(named) : find_board(arguments);
}

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
    enum scr_status status = scr_board_create(arguments->positional[0], (uint64_t)time(NULL),
                                              (struct scr_document){documents[0].bytes, documents[0].length},
                                              (struct scr_document){documents[1].bytes, documents[1].length},
                                              (struct scr_document){documents[2].bytes, documents[2].length});
    if (status != SCR_OK)
      code = fail(status, "%s can't be made from %s, %s and %s", arguments->positional[0],
                  option(arguments, "document"), option(arguments, "trustees"), option(arguments, "credentials"));
  }
  for (size_t i = 0; i < 3; i++) scr_text_free(&documents[i]);
  return code;
}

// --- list ---

static const struct option_spec list_options[] = {ELECTION_OPTION, BOARD_OPTION, JSON_OPTION, NO_OPTION};

static bool is_ballot(const struct scr_step *step) {
  return step->event.type == SCR_EVENT_BALLOT && step->event.has_payload;
}

// The fields of an event in JSON; `ballots` is how many there are up to it.
static void print_event(const struct scr_step *step, uint64_t ballots) {
  char hash[SCR_HASH_HEX + 1], tracker[SCR_HASH_BASE64 + 1], code[SCR_CODE_LENGTH + 1];
  scr_hash_hex(hash, &step->event_hash);
  print("\"event\":%" PRIu64 ",\"type\":\"%s\",\"hash\":\"%s\"", step->event.height,
        scr_event_type_name(step->event.type), hash);
  if (!is_ballot(step)) return;
  scr_hash_base64(tracker, &step->event.payload);
  scr_ballot_code(code, &step->event.payload);
  print(",\"ballot\":%" PRIu64 ",\"tracker\":\"%s\",\"code\":\"%s\"", ballots, tracker, code);
}

struct listing {
  bool json;
  uint64_t ballots;
};

static bool list_step(void *context, const struct scr_step *step) {
  struct listing *listing = context;
  char tracker[SCR_HASH_BASE64 + 1] = "", code[SCR_CODE_LENGTH + 1] = "";
  bool ballot = is_ballot(step);
  listing->ballots += ballot;
  if (listing->json) {
    print("{\"schema\":\"scrutineer-event-1\",");
    print_event(step, listing->ballots);
    print("}\n");
    return true;
  }
  if (ballot) scr_hash_base64(tracker, &step->event.payload);
  if (ballot) scr_ballot_code(code, &step->event.payload);
  print("%6" PRIu64 "  %-18s %s%s%s\n", step->event.height, scr_event_type_name(step->event.type), code,
        ballot ? "  " : "", tracker);
  return true;
}

static int list_run(const struct arguments *arguments) {
  struct listing listing = {.json = option(arguments, "json") != NULL};
  char *path = find_to_read(arguments);
  if (!path) return CANNOT;
  enum scr_status status = visit_steps(path, list_step, &listing);
  int code = status == SCR_OK ? DONE : fail(status, "%s can't be read to its end", path);
  free(path);
  return code;
}

// --- show ---

static const struct option_spec show_options[] = {ELECTION_OPTION, BOARD_OPTION, JSON_OPTION, NO_OPTION};

struct wanted {
  bool by_height;
  uint64_t height;
  char code[SCR_CODE_LENGTH + 1];
  struct scr_hash tracker;  // used unless by_height or code is set
  bool found;
  bool json;
  uint64_t ballots;
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
  complain("\"%s\" is neither %sa tracker (43 characters) nor a short code (12 characters, as in K7M-2QX-9RT-P4A)",
           word, heights ? "the place of an event, " : "");
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

// Bytes that are no UTF-8 text can't stand in JSON.
static void add_document(struct scr_text *text, const struct scr_step_data *data) {
  char hash[SCR_HASH_HEX + 1];
  json_t *string = json_stringn(data->bytes.bytes ? data->bytes.bytes : "", data->bytes.length);
  scr_hash_hex(hash, &data->name);
  scr_text_add_format(text, "{\"hash\":\"%s\",\"text\":", hash);
  if (string)
    scr_text_add_json(text, data->bytes.bytes, data->bytes.length);
  else
    scr_text_add(text, "null");
  scr_text_add(text, "}");
  json_decref(string);
}

static void show_json(const struct wanted *wanted, const struct scr_step *step) {
  struct scr_text text = SCR_TEXT_INIT;
  print("{\"schema\":\"scrutineer-show-1\",");
  print_event(step, wanted->ballots);
  scr_text_add(&text, ",\"documents\":[");
  for (size_t i = 0; i < step->data_n; i++) {
    if (i > 0) scr_text_add(&text, ",");
    add_document(&text, &step->data[i]);
  }
  scr_text_add(&text, "]}\n");
  print_text(&text);
  scr_text_free(&text);
}

// The exact bytes, for whoever goes on with them; on a terminal what may be shown there, since nobody has checked them.
static void show_bytes(const struct scr_text *bytes) {
  if (isatty(STDOUT_FILENO))
    print("%s", shown(bytes->bytes ? bytes->bytes : ""));
  else
    print_text(bytes);
  print("\n");
}

static bool show_step(void *context, const struct scr_step *step) {
  struct wanted *wanted = context;
  struct scr_text text = SCR_TEXT_INIT;
  wanted->ballots += is_ballot(step);
  if (!is_wanted(wanted, step)) return true;
  wanted->found = true;
  if (wanted->json) show_json(wanted, step);
  if (wanted->json) return false;
  for (size_t i = 0; i < step->data_n; i++) show_bytes(&step->data[i].bytes);
  scr_text_add_event(&text, &step->event);
  show_bytes(&text);
  scr_text_free(&text);
  return false;
}

static int show_run(const struct arguments *arguments) {
  struct wanted wanted = {.json = option(arguments, "json") != NULL};
  if (!read_wanted(&wanted, arguments->positional[0], true)) return MISUSE;
  char *path = find_to_read(arguments);
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
  char *path = find_to_read(arguments);
  if (!path) return CANNOT;
  enum scr_status status = visit_steps(path, find_step, &found);
  int code = DONE;
  if (status != SCR_OK) {
    code = fail(status, "%s can't be read to its end", path);
  } else if (!found.have) {
    if (option(arguments, "json")) print("{\"schema\":\"scrutineer-find-1\",\"found\":false}\n");
    complain("no ballot on this board has that %s", found.wanted.code[0] ? "short code" : "tracker");
    advise(
        "compare it with your receipt once more; if it is right, ask the returning officer for the board as it is now");
    code = INVALID;
  } else {
    print_found(&found, option(arguments, "json") != NULL);
  }
  free(found.credential);
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
        .text =
            "The documents are checked as the verifier would. \"election open\" does this from an election's folder.",
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
        .text =
            "CODE is the short code or the tracker on a voter's receipt. A look-up, not the proof: it trusts the file.",
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
        .text = "Exit code 0: NEW is OLD, perhaps with more at its end. 1: it is not, and the event is named. One of "
                "the two may be\n"
                "- for standard input. The journals beside both are compared, too, entry by entry.",
        .example = "scrutineer board diff monday.bel friday.bel",
        .options = board_diff_options,
        .run = board_diff_run,
    },
    {
        .noun = "board",
        .verb = "recover",
        .operands = "[ARCHIVE]",
        .operands_max = 1,
        .summary = "Drops what an interrupted write left at the end of a board",
        .text = "Only bytes after the last whole event are dropped; they are kept in a file beside the board. A board "
                "that is\n"
                "damaged in any other way is not touched. A file that was cut when it was copied looks like an "
                "interrupted\n"
                "write: compare it with another copy first.",
        .example = "scrutineer board recover -e election/ --dry-run",
        .options = board_recover_options,
        .run = board_recover_run,
    },
    {
        .noun = "board",
        .verb = "checkpoint",
        .operands = "",
        .summary = "Has the log's checkpoint cosigned by the witnesses",
        .text = "Asks all witnesses of the setup record at once, each with what it needs to see that the log has only\n"
                "grown, and keeps what they sign in public/log/cosigned/. Nothing is taken from an answer but a\n"
                "cosignature that holds. Whoever has cosigned this checkpoint before isn't asked again.\n"
                "Exit code 0: enough have cosigned. 4: not enough yet; ask again later.",
        .example =
            "scrutineer board checkpoint -e election/ --witness witness.example.org/w1=https://witness.example.org",
        .options = board_checkpoint_options,
        .run = board_checkpoint_run,
    },
    {
        .noun = "board",
        .verb = "page",
        .operands = "",
        .summary = "Makes the page on which everyone finds their ballot by its short code",
        .text = "One static page without scripts, for the public folder and for the wall: every short code, counted or "
                "replaced,\n"
                "with the time and the method. The same board gives the same page.",
        .example = "scrutineer board page -e election/",
        .options = board_page_options,
        .run = board_page_run,
    },
    {
        .noun = "board",
        .verb = "journal",
        .operands = "[PATH]",
        .operands_max = 1,
        .summary = "Shows the journal in words: what happened, when, and who signed for it",
        .text =
            "PATH is an election's folder or its public folder. One line for each entry: its index, the time slot in "
            "which it was\n"
            "made, what it is (a ballot by its short code, an official act with its reason), and the roles that "
            "signed.",
        .example = "scrutineer board journal -e election/",
        .options = board_journal_options,
        .run = board_journal_run,
    },
    {
        .noun = "board",
        .verb = "table",
        .operands = "",
        .summary = "Counts the ballots by method and time, as text, as a chart or as a page",
        .text = "Who cast electronic votes, by what method, and when: in numbers, and without naming anyone. Slots are "
                "put together\n"
                "to hours, days or months, so that there are at most 40 lines; papers are listed by entry point. The "
                "page has\n"
                "chart and numbers, no script, and loads nothing. The same board gives the same bytes.",
        .example = "scrutineer board table -e election/ --page when.html",
        .options = board_table_options,
        .run = board_table_run,
    },
    {0},
};
