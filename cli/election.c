// SPDX-License-Identifier: Apache-2.0
// The returning officer's commands: new, open. (close, declare, status and rehearse have files of their own.)
#include "cli/election.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cli/commands.h"
#include "cli/folder.h"
#include "cli/official.h"
#include "cli/quote.h"
#include "cli/record.h"
#include "cli/writer.h"
#include "scrutineer/ballot.h"
#include "scrutineer/secret.h"

// --- new ---

static const struct option_spec new_options[] = {
    {"template", 't', NULL, "print a commented definition to edit, and do nothing else"},
    {"election", 'e', "DIR", "the folder to make (default: here)"},
    {"dry-run", 'n', NULL, "check the definition, and make nothing"},
    NO_OPTION,
};

#define UUID_LENGTH 14

static void show_names(const char *words, const struct trustee_name *names, size_t count) {
  if (count == 0) return;
  print("  %s:", words);
  for (size_t i = 0; i < count; i++) print(" %s", shown(names[i].text));
  print("\n");
}

static void show_journal(const struct definition_board *board) {
  print("  journal: %s, slots of %" PRIu64 " minutes, %" PRIu64 " spare%s for each weight\n", shown(board->origin),
        board->slot / 60, board->spares, plural(board->spares));
  for (size_t i = 0; i < board->entry_points_n; i++) {
    const struct definition_entry_point *point = &board->entry_points[i];
    print("  entry point %s: %s, checks %s, run by %s\n", point->name.text, scr_method_name(point->method),
          scr_entry_check_name(point->check), shown(point->operator_name));
  }
  show_names("tellers", board->tellers, board->tellers_n);
  show_names("agents", board->agents, board->agents_n);
  show_names("witnesses", board->witnesses, board->witnesses_n);
  if (board->witnesses_n > 0) print("  quorum: %" PRIu64 "\n", board->quorum);
}

static void show_definition(const struct definition *definition) {
  char time[96];
  print("%s (%s, election %s)\n", shown(definition->election.name), scr_group_name(definition->election.group),
        definition->election.uuid);
  if (definition->opens) {
    definition_time(time, definition, definition->opens);
    print("  opens  %s\n", time);
  }
  if (definition->closes) {
    definition_time(time, definition, definition->closes);
    print("  closes %s\n", time);
  }
  print("  trustees:");
  for (size_t i = 0; i < definition->mandatory_n; i++) print(" %s (mandatory)", shown(definition->mandatory[i].text));
  if (definition->threshold) print(" %u of", definition->threshold);
  for (size_t i = 0; i < definition->members_n; i++) print(" %s", shown(definition->members[i].text));
  print("\n");
  for (size_t i = 0; i < definition->election.questions_n; i++) {
    const struct scr_question *question = &definition->election.questions[i];
    print("  %s (from %u to %u%s)\n", shown(question->title), question->min, question->max,
          question->blank ? ", or blank" : "");
    for (size_t j = 0; j < question->answers_n; j++) print("    %zu. %s\n", j + 1, shown(question->answers[j]));
  }
  if (definition->board) show_journal(definition->board);
}

static void warn_of_many(const struct definition *definition) {
  size_t needed = definition->mandatory_n + definition->threshold;
  if (needed > SCR_TRUSTEES_BOUND)
    message("Note: %zu trustees decrypt together. Fewer are better: see \"How many trustees\" in doc/ceremony.md.",
            needed);
}

static bool make_folders(const char *folder) {
  static const struct {
    const char *name;
    unsigned mode;
  } folders[] = {{"public", 0755},
                 {"public/trustees", 0755},
                 {"public/decryptions", 0755},
                 {"registrar", 0700},
                 {"trustees", 0700}};
  for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
    char *path = join(folder, folders[i].name, NULL);
    bool made = make_folder(path, folders[i].mode);
    free(path);
    if (!made) return false;
  }
  return true;
}

static int write_definition(const struct definition *definition, const char *folder) {
  struct scr_text text = SCR_TEXT_INIT;
  char *path = join(folder, "public/definition.json", NULL);
  scr_text_add_definition(&text, definition);
  bool written = make_folders(folder) && write_file(path, &text, PUBLIC_FILE, false);
  scr_text_free(&text);
  free(path);
  if (!written) return CANNOT;
  message("Made %s. What comes next is always told by\n  scrutineer election status -e %s", shown(folder),
          quoted(folder));
  return DONE;
}

// LIM-2: voters would find out.
static bool ballots_fit(const struct definition *definition) {
  uint64_t size = scr_election_ballot_size(&definition->election);
  if (size <= SCR_BALLOT_MAX) return true;
  complain("a ballot of this election could have %" PRIu64 " bytes, more than the limit of %" PRIu64, size,
           SCR_BALLOT_MAX);
  advise(strcmp(scr_group_name(definition->election.group), "Ed25519") == 0
             ? "fewer questions or answers, or several elections"
             : "the group Ed25519 has shorter numbers; otherwise fewer questions or answers, or several elections");
  return false;
}

static int new_run(const struct arguments *arguments) {
  if (option(arguments, "template")) {
    print("%s", definition_template);
    return DONE;
  }
  if (arguments->positional_n == 0) {
    complain("the DEFINITION is missing");
    advise("\"scrutineer election new --template\" prints one to edit");
    return MISUSE;
  }
  char uuid[UUID_LENGTH + 1];
  enum scr_status status = scr_secret_random_base58(uuid, UUID_LENGTH);
  if (status != SCR_OK) return fail(status, "an identifier can't be made");
  struct scr_text text = SCR_TEXT_INIT;
  struct definition *definition = calloc(1, sizeof *definition);
  int code = CANNOT;
  if (definition && read_file(&text, arguments->positional[0], SCR_DOCUMENT_MAX)) {
    code = MISUSE;
    if (definition_parse(definition, arguments->positional[0], &text, uuid)) {
      show_definition(definition);
      warn_of_many(definition);
      if (ballots_fit(definition))
        code = option(arguments, "dry-run") ? DONE : write_definition(definition, election_folder(arguments));
    }
  }
  if (definition) definition_free(definition);
  free(definition);
  scr_text_free(&text);
  return code;
}

// --- open ---

static const struct option_spec open_options[] = {
    ELECTION_OPTION,
    {"dry-run", 'n', NULL, "check everything, and make nothing"},
    NO_OPTION,
};

// The documents that the roles have published, and the election's own, which needs the trustees' key.
struct documents {
  struct scr_text election, trustees, credentials;
};

static bool read_published(struct scr_text *text, const char *folder, const char *name, const char *next,
                           size_t limit) {
  char *path = join(folder, "public", name);
  bool there = !file_is_missing(path);
  if (!there) {
    complain("there is no %s yet", path);
    advise("%s", next);
  }
  bool read = there && read_file(text, path, limit);
  free(path);
  return read;
}

static enum scr_status make_document(struct documents *documents, struct definition *definition) {
  struct scr_trustees *trustees = NULL;
  struct scr_trustees_gaps gaps;
  size_t at = 0;
  enum scr_status status = scr_trustees_new(&trustees, &at, definition->election.group, documents->trustees.bytes,
                                            documents->trustees.length);
  if (status == SCR_OK) status = scr_trustees_check(trustees, &at, &gaps);
  if (status == SCR_OK && scr_trustees_count(trustees) != definition->mandatory_n + definition->members_n)
    status = SCR_E_SETUP_TRUSTEES;
  if (status == SCR_OK) {
    scr_trustees_combined_key(&definition->election.public_key, trustees);
    scr_text_add_election(&documents->election, &definition->election);
    status = scr_text_ok(&documents->election);
  }
  scr_trustees_free(trustees);
  return status;
}

static struct scr_document document_of(const struct scr_text *text) {
  return (struct scr_document){text->bytes, text->length};
}

// BRD-6: the journal begins with the board, and the officer's opening stands in it. What was interrupted goes on from there.
static int begin_journal(const char *path, const char *folder) {
  struct scr_act act = {.kind = SCR_ACT_OPEN};
  struct writer *writer = writer_open(path, false);
  int code = writer ? DONE : CANNOT;
  if (writer && scr_journal_size(scr_board_journal(writer_board(writer))) > 1) {
    complain("the election is open already: %s is there", path);
    code = MISUSE;
  } else if (writer) {
    code = officer_acts(writer_board(writer), folder, &act);
  }
  writer_close(writer);
  return code;
}

static int create_board(const struct documents *documents, const struct definition *definition, const char *folder,
                        bool dry_run) {
  char *path = board_path(folder, definition);
  struct scr_credentials *credentials = NULL;
  size_t at = 0;
  enum scr_status status = scr_credentials_new(&credentials, &at, definition->election.group,
                                               documents->credentials.bytes, documents->credentials.length, 0);
  int code = DONE;
  if (status != SCR_OK) {
    code = fail(status, "entry %zu of the list of credentials", at + 1);
  } else if (file_exists(path) && !definition->board) {
    complain("the election is open already: %s is there", path);
    code = MISUSE;
  } else if (dry_run) {
    print("Everything is in place for opening: %zu credentials, weight %" PRIu64 ".\n",
          scr_credentials_count(credentials), scr_credentials_total_weight(credentials));
  } else {
    if (!file_exists(path))
      status = scr_board_create(path, (uint64_t)time(NULL), document_of(&documents->election),
                                document_of(&documents->trustees), document_of(&documents->credentials));
    if (status != SCR_OK) code = fail(status, "%s can't be made", path);
    if (code == DONE && definition->board) code = begin_journal(path, folder);
    if (code == DONE) print("The election is open: %s\n", path);
  }
  scr_credentials_free(credentials);
  free(path);
  return code;
}

// Where there is to be a journal, people's words are followed by what binds its setup record (REC-7).
static int bind_record(struct definition *definition, const char *folder, bool dry_run) {
  struct scr_setup_record *record = NULL;
  struct scr_text description = SCR_TEXT_INIT;
  if (!definition->board) return DONE;
  int code = record_settle(&record, folder, definition, dry_run);
  if (code == DONE) {
    scr_text_add_bound_description(&description, definition->election.description, &record->hash);
    enum scr_status status = scr_text_ok(&description);
    if (status != SCR_OK) code = fail(status, "the election's document can't be made");
  }
  if (code == DONE) {
    free(definition->election.description);
    definition->election.description = description.bytes;  // owned by the definition from here on
  } else {
    scr_text_free(&description);
  }
  scr_setup_record_free(record);
  return code;
}

static int open_board_of(struct documents *documents, struct definition *definition, const char *folder, bool dry_run) {
  int code = bind_record(definition, folder, dry_run);
  if (code != DONE) return code;
  enum scr_status status = make_document(documents, definition);
  return status == SCR_OK ? create_board(documents, definition, folder, dry_run)
                          : fail(status, "the trustees' document can't be used");
}

// An election in which nobody could vote any more isn't opened.
static bool window_is_ahead(const struct definition *definition, const char *folder) {
  char when[96];
  int64_t left = definition->closes - (int64_t)time(NULL);
  if (!definition->closes || left >= 3600) return true;
  definition_time(when, definition, definition->closes);
  if (left > 0) {
    complain("warning: voting closes in less than an hour, %s", when);
    return true;
  }
  complain("voting would have closed already, %s: nobody could vote", when);
  advise(
      "\"closes\" in %s/public/definition.json is in seconds since 1970 (UTC), 0 for no end: set it to a later time "
      "and give",
      shown(folder));
  advise("the file to every role; or make a new election");
  return false;
}

static int open_run(const struct arguments *arguments) {
  const char *folder = election_folder(arguments);
  struct definition *definition = calloc(1, sizeof *definition);
  struct documents documents = {SCR_TEXT_INIT, SCR_TEXT_INIT, SCR_TEXT_INIT};
  int code = CANNOT;
  bool loaded = definition && definition_load(definition, folder);
  if (loaded && !(window_is_ahead(definition, folder) && ballots_fit(definition)))
    code = MISUSE;
  else if (loaded &&
           read_published(&documents.trustees, folder, "trustees.json",
                          "the trustees' keys come first: see \"election status\"", SCR_TRUSTEES_BYTES_MAX) &&
           read_published(&documents.credentials, folder, "credentials.json",
                          "the registrar issues them first: scrutineer credential issue", SCR_CREDENTIALS_BYTES_MAX))
    code = open_board_of(&documents, definition, folder, option(arguments, "dry-run") != NULL);
  if (definition) definition_free(definition);
  free(definition);
  scr_text_free(&documents.election);
  scr_text_free(&documents.trustees);
  scr_text_free(&documents.credentials);
  return code;
}

const struct command election_commands[] = {
    {
        .noun = "election",
        .verb = "new",
        .operands = "[DEFINITION]",
        .operands_max = 1,
        .summary = "Makes an election's folder from a definition",
        .text =
            "The definition says what is voted on, by which rules, and who the trustees are. Nothing is public yet.",
        .example = "scrutineer election new --template >selection.conf",
        .options = new_options,
        .run = new_run,
    },
    {
        .noun = "election",
        .verb = "record",
        .operands = "",
        .summary = "Makes the setup record: every key and number that the journal is checked against",
        .text = "For an election whose definition has a [board]. Wants the keys of all roles in public/keys/, the "
                "trustees' document\n"
                "and what the registrar has published; what is missing is named. The election's description will hold "
                "the record's\n"
                "hash, so that every ballot binds it. \"election open\" makes it too, if it isn't there.",
        .example = "scrutineer election record -e election/ --dry-run",
        .options = election_record_options,
        .run = election_record_run,
    },
    {
        .noun = "election",
        .verb = "open",
        .operands = "",
        .summary = "Opens the election: makes the board from what the roles have published",
        .text = "Wants public/trustees.json (from the trustees) and public/credentials.json (from the registrar).\n"
                "What is voted on can't be changed afterwards.",
        .example = "scrutineer election open -e election/",
        .options = open_options,
        .run = open_run,
    },
    {
        .noun = "election",
        .verb = "close",
        .operands = "",
        .summary = "Closes the election: no ballot can be cast afterwards",
        .text =
            "Closes every way of voting (--method closes one, before the others), wants the counts of papers, and then "
            "closes\n"
            "the election. Can't be undone. Where voting was announced until a later time, that is said before it is "
            "asked. "
            "--dry-run says\n"
            "what would be done.",
        .example = "scrutineer election close -e election/",
        .options = election_close_options,
        .run = election_close_run,
    },
    {
        .noun = "election",
        .verb = "declare",
        .operands = "",
        .summary = "Declares the result: ballots, papers, and both together",
        .text = "The whole board is verified first, and anybody's verifier adds the columns up again.",
        .example = "scrutineer election declare -e election/",
        .options = election_declare_options,
        .run = election_declare_run,
    },
    {
        .noun = "election",
        .verb = "status",
        .operands = "",
        .summary = "Says where the election stands, and what comes next",
        .text = "Ends with the next step, who does it, and the exact command.",
        .example = "scrutineer election status -e election/",
        .options = election_status_options,
        .run = election_status_run,
    },
    {
        .noun = "election",
        .verb = "rehearse",
        .operands = "",
        .summary = "Runs the whole election with dummy ballots, and leaves nothing behind",
        .text = "Five dummy ballots go through making, casting, closing, tally, decryption with the trustees' real "
                "keys, and\n"
                "verification. Where enough trustees' folders are here, that is all. Otherwise the rehearsal waits "
                "(exit code 4):\n"
                "copy public/rehearsal/ to the other trustees' machines, run the same command there, and bring back "
                "what each\n"
                "decrypted. At the end the folder is removed.",
        .example = "scrutineer election rehearse -e election/",
        .options = election_rehearse_options,
        .run = election_rehearse_run,
    },
    {0},
};
