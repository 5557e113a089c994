// SPDX-License-Identifier: Apache-2.0
// The registrar's commands: the letters that bring the credentials to the members. (issue has a file of its own.)
#include "cli/credential.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/desk.h"
#include "cli/folder.h"
#include "cli/handles.h"
#include "cli/quote.h"
#include "cli/registrar.h"

// --- letter ---

static const struct option_spec letter_options[] = {
    ELECTION_OPTION,
    {"number", 'm', "NUMBER", "the member's number (may be repeated)"},
    {"all", 'a', NULL, "letters to all members"},
    {"output", 'o', "DIR", "write each letter to a file in this folder, readable by you alone"},
    NO_OPTION,
};

struct letters {
  const struct definition *definition;
  const struct scr_roll *roll;
  const struct issued_list *list;
  struct issued_list spares;  // none where there is no journal yet
  struct handles handles;     // of the list and the spares; none where no entry point asks for a PIN
  struct desk desk;           // what the journal says of each credential
  bool has_journal;
  const char *output;
  char fingerprint[SCR_HASH_BASE64 + 1];  // of the election on the board; empty where there is no board yet
  size_t written;
};

static void add_head(struct scr_text *text, const struct definition *definition, const struct scr_member *member) {
  const struct scr_election *election = &definition->election;
  char time[96];
  scr_text_add_format(text, "%s\n%s%sElection %s\n\nTo %s (member %s)\n\n", shown(election->name),
                      shown(election->description), election->description[0] ? "\n" : "", election->uuid,
                      shown(member->name), shown(member->number));
  if (definition->opens) {
    definition_time(time, definition, definition->opens);
    scr_text_add_format(text, "Voting opens  %s.\n", time);
  }
  if (definition->closes) {
    definition_time(time, definition, definition->closes);
    scr_text_add_format(text, "Voting closes %s.\n", time);
  }
}

// What the voter needs at an entry point beside the ballot.
static const char *check_words(enum scr_entry_check check) {
  switch (check) {
    case SCR_ENTRY_PIN: return "you are asked for your PIN there";
    case SCR_ENTRY_IDENTITY: return "in person: it is checked who you are";
    default: return "nothing but the ballot is asked for";
  }
}

// Once there is a journal, it says which ways of voting are closed.
static bool is_closed(const struct letters *letters, enum scr_method method) {
  return letters->has_journal && scr_journal_method_closed(letters->desk.replay.journal, method);
}

// Without a journal whoever keeps the board takes ballots; with one, only what an entry point lets in can be cast.
static void add_destination(struct scr_text *text, const struct letters *letters) {
  const struct definition_board *board = letters->definition->board;
  if (!board) {
    scr_text_add(text, "Send that file to\nthe returning officer, who puts it on the board.\n");
    return;
  }
  scr_text_add(text,
               "That file goes to\none of these entry points, which lets your ballot in, so that it is put on the "
               "board:\n\n");
  for (size_t i = 0; i < board->entry_points_n; i++) {
    const struct definition_entry_point *point = &board->entry_points[i];
    if (is_closed(letters, point->method)) continue;
    scr_text_add_format(text, "    %s (%s, run by %s): %s.\n", point->name.text, scr_method_name(point->method),
                        shown(point->operator_name), check_words(point->check));
  }
}

// The file of the board is named for the election.
static void add_instructions(struct scr_text *text, const struct letters *letters) {
  const char *uuid = letters->definition->election.uuid;
  scr_text_add_format(
      text,
      "\nHow to vote: get the election's public board, the file %s.bel, from the returning officer, and run\n"
      "\n    scrutineer ballot make -b %s.bel\n\n"
      "It asks for your credential and for your choices, and writes your ballot to a file. ",
      uuid, uuid);
  add_destination(text, letters);
  if (letters->fingerprint[0])
    scr_text_add_format(text,
                        "\nThe fingerprint of this election is %s:\n"
                        "\"scrutineer-verify %s.bel\" must show the same, or the file is of another election.\n",
                        letters->fingerprint, uuid);
  scr_text_add(text,
               "\nYou may vote more than once: your last ballot counts. Each ballot has a tracker, and a short code\n"
               "for people; keep them. With them you find your ballot on the public board, which shows that it is\n"
               "there and counted, and to nobody how you voted.\n");
}

// The handle under which the member's PIN comes, from somebody else and another way. Spares' handles follow the members'.
static const char *handle_of(const struct letters *letters, const struct issued *issued) {
  const struct issued_list *list = letters->list;
  bool is_members = issued >= list->entries && issued < list->entries + list->count;
  size_t at = is_members ? (size_t)(issued - list->entries) : list->count + (size_t)(issued - letters->spares.entries);
  return letters->handles.entries[at].text;
}

static void add_login(struct scr_text *text, const struct letters *letters, const struct issued *issued) {
  if (letters->handles.count == 0) return;
  scr_text_add_format(
      text,
      "\nYour login is %s. A PIN of eight digits for this login comes to you separately, from somebody\n"
      "else. You are asked for it where you give in your ballot, at an entry point that asks for PINs, and\n"
      "nowhere else: not when you make the ballot. Keep the two apart.\n",
      handle_of(letters, issued));
}

static void add_letter(struct scr_text *text, const struct letters *letters, const struct scr_member *member,
                       const struct issued *issued) {
  char typed[SCR_CREDENTIAL_TYPED + 1];
  add_head(text, letters->definition, member);
  scr_text_add(text, "\nThis is your credential. It is yours alone: whoever has it can vote in your name.\n\n    ");
  scr_secret_credential_print(typed, issued->credential);
  scr_text_add_secret(text, typed, strlen(typed));
  scr_secret_wipe(typed, sizeof typed);
  scr_text_add(text, "\n\nThe last three characters are a check: a typing error is noticed before anything is sent.\n");
  add_login(text, letters, issued);
  if (issued->weight != 1) scr_text_add_format(text, "Your vote has the weight %" PRIu64 ".\n", issued->weight);
  add_instructions(text, letters);
}

// A member's number as a file's name: what is not a letter, a digit or a hyphen becomes an underscore.
static char *letter_path(const char *folder, const struct issued *issued, size_t position) {
  struct scr_text name = SCR_TEXT_INIT;
  scr_text_add_format(&name, "%06zu-", position + 1);
  for (const char *c = issued->number; *c; c++) {
    bool plain_character = strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-", *c) != NULL;
    scr_text_add_bytes(&name, plain_character ? c : "_", 1);
  }
  scr_text_add(&name, ".txt");
  char *path = join(folder, scr_text_ok(&name) == SCR_OK ? name.bytes : "letter.txt", NULL);
  scr_text_free(&name);
  return path;
}

// --- which credential is the member's now ---

static void refuse_voided(const struct letters *letters, const struct issued *issued, size_t position,
                          const char *folder) {
  struct scr_text state = SCR_TEXT_INIT;
  bool on_paper = letters->desk.credentials[position].reason == SCR_REASON_PAPER;
  text_add_credential_state(&state, &letters->desk, position, true);
  complain("no letter for member %s: the credential was %s", shown(issued->number),
           state.bytes ? state.bytes : "voided");
  if (on_paper)
    advise("the member votes with that paper, and gets no other credential");
  else
    advise(
        "a spare in its place first: scrutineer act make reissue -e %s member=%s reason=%s --by registrar --by DESK "
        "--enter",
        quoted(folder), quoted(issued->number), scr_reason_name(letters->desk.credentials[position].reason));
  scr_text_free(&state);
}

// What the member holds now: what was issued, or the spare that took its place. NULL after complaining: a credential that
// was voided is of no use to its member, and a letter with it would only mislead.
static const struct issued *current_of(const struct letters *letters, const struct issued *issued, const char *folder) {
  if (!letters->has_journal) return issued;
  const struct desk *desk = &letters->desk;
  size_t position = scr_credentials_find(desk_credentials(desk), issued->public_key, strlen(issued->public_key));
  if (position == SIZE_MAX) {
    complain("the credential of member %s is not on the board's list", shown(issued->number));
    return NULL;
  }
  size_t current = desk_current(desk, position);
  if (scr_journal_credential(desk->replay.journal, current).state == SCR_CREDENTIAL_VOIDED) {
    refuse_voided(letters, issued, current, folder);
    return NULL;
  }
  if (current == position) return issued;
  for (size_t i = 0; i < letters->spares.count; i++) {
    const struct issued *spare = &letters->spares.entries[i];
    if (scr_credentials_find(desk_credentials(desk), spare->public_key, strlen(spare->public_key)) == current)
      return spare;
  }
  complain("member %s was given a spare that is not in %s", shown(issued->number), SPARES_FILE);
  advise("that file was made with the credentials: restore it from a copy of that time");
  return NULL;
}

// --- writing ---

static int write_letter(struct letters *letters, const struct issued *issued, const char *folder) {
  const struct scr_member *member = scr_roll_find(letters->roll, issued->number);
  if (!member) {
    complain("member %s has a credential and is not on the roll", shown(issued->number));
    return CANNOT;
  }
  const struct issued *current = current_of(letters, issued, folder);
  if (!current) return INVALID;
  struct scr_text text = SCR_TEXT_INIT;
  bool written = true;
  add_letter(&text, letters, member, current);
  if (letters->output) {
    char *path = letter_path(letters->output, issued, (size_t)(issued - letters->list->entries));
    written = write_file(path, &text, SECRET_FILE, false);
    free(path);
  } else {
    print_text(&text);
  }
  letters->written += written;
  scr_text_wipe(&text);
  return written ? DONE : CANNOT;
}

// Who votes on paper has no letter; that is no reason to stop before the others'.
static int write_all(struct letters *letters, const char *folder) {
  int code = DONE;
  for (size_t i = 0; i < letters->list->count && (code == DONE || code == INVALID); i++)
    code = write_letter(letters, &letters->list->entries[i], folder);
  return code == INVALID ? DONE : code;
}

static int write_letters(const struct arguments *arguments, struct letters *letters) {
  const char *number, *folder = election_folder(arguments);
  if (letters->output && !make_folder(letters->output, 0700)) return CANNOT;
  int code = option(arguments, "all") ? write_all(letters, folder) : DONE;
  for (size_t i = 0; code == DONE && (number = option_at(arguments, "number", i)); i++) {
    const struct issued *issued = issued_find(letters->list, number);
    if (!issued) {
      complain("no credential was issued to a member %s", shown(number));
      return MISUSE;
    }
    code = write_letter(letters, issued, folder);
  }
  if (letters->output)
    message("%zu letter%s written to %s", letters->written, letters->written == 1 ? " was" : "s were",
            shown(letters->output));
  return code;
}

// What became of the credentials, once there is a board: its journal says. No letter is written from less.
static int follow_journal(struct letters *letters, const char *folder) {
  if (!letters->definition->board || !letters->fingerprint[0]) return DONE;
  int code = desk_open(&letters->desk, folder);
  letters->has_journal = code == DONE;
  if (code != DONE)
    advise("the journal says which credentials were voided: copy the whole public folder here, not the board alone");
  return code == DONE && !spares_load(&letters->spares, folder) ? CANNOT : code;
}

// The election's fingerprint, once there is a board; it must be this election's.
static int find_fingerprint(struct letters *letters, const char *folder) {
  struct setup setup;
  char *path = board_path(folder, letters->definition);
  int code = file_exists(path) ? read_setup(&setup, path, false) : DONE;
  if (code == DONE && file_exists(path)) {
    if (strcmp(setup.election->uuid, letters->definition->election.uuid) == 0) {
      memcpy(letters->fingerprint, setup.election->fingerprint, sizeof letters->fingerprint);
    } else {
      complain("%s is the board of another election", path);
      code = CANNOT;
    }
    free_setup(&setup);
  }
  free(path);
  return code;
}

static bool wants_pins(const struct definition *definition) {
  const struct definition_board *board = definition->board;
  for (size_t i = 0; board && i < board->entry_points_n; i++)
    if (board->entry_points[i].check == SCR_ENTRY_PIN) return true;
  return false;
}

static int letter_run(const struct arguments *arguments) {
  const char *folder = election_folder(arguments);
  if (!option(arguments, "all") && !option(arguments, "number")) {
    complain("whose letter? --number NUMBER, or --all");
    return MISUSE;
  }
  if (option(arguments, "all") && !option(arguments, "output")) {
    complain("--all wants --output DIR");
    return MISUSE;
  }
  struct definition *definition = calloc(1, sizeof *definition);
  struct issued_list list = {0};
  struct scr_roll *roll = NULL;
  int code = CANNOT;
  if (definition && definition_load(definition, folder) && issued_load(&list, folder) && (roll = load_roll(folder))) {
    struct letters letters = {
        .definition = definition, .roll = roll, .list = &list, .output = option(arguments, "output")};
    code = find_fingerprint(&letters, folder);
    if (code == DONE) code = follow_journal(&letters, folder);
    const struct issued_list *spares = letters.has_journal ? &letters.spares : NULL;
    if (code == DONE && wants_pins(definition)) code = handles_load(&letters.handles, folder, &list, spares);
    if (code == DONE) code = write_letters(arguments, &letters);
    handles_free(&letters.handles);
    issued_free(&letters.spares);
    desk_close(&letters.desk);
  }
  scr_roll_free(roll);
  issued_free(&list);
  if (definition) definition_free(definition);
  free(definition);
  return code;
}

const struct command credential_commands[] = {
    {
        .noun = "credential",
        .verb = "issue",
        .operands = "",
        .summary = "Issues one credential to each eligible member of the roll",
        .text = "The credentials stay in registrar/credentials.json, readable by the registrar alone. The public list, "
                "sorted\n"
                "by key so that its order says nothing about the roll, goes to public/credentials.json. Where the "
                "election has a\n"
                "journal, spares for each weight are issued too, and the roll is committed to: public/spares.json and\n"
                "public/commitments.json; registrar/spares.json and registrar/salt are the registrar's alone. Each "
                "credential then\n"
                "has a login, too: registrar/handles.csv says whose it is, and registrar/handles-for-officer.csv, "
                "without a "
                "name or\n"
                "a number, is for the returning officer, who makes a PIN for each.",
        .example = "scrutineer credential issue -e election/",
        .options = credential_issue_options,
        .run = credential_issue_run,
    },
    {
        .noun = "credential",
        .verb = "letter",
        .operands = "",
        .summary = "Writes the letters that bring the credentials to the members",
        .text = "Plain text, for printing or sending, with the credential and how to vote; once the election is open, "
                "also with its\n"
                "fingerprint. A letter is secret until its member has it. Where the election has a journal, the "
                "letter has the\n"
                "credential that the member holds now: a spare that was reissued, and never one that was voided.",
        .example = "scrutineer credential letter -e election/ --number M0001",
        .options = letter_options,
        .run = letter_run,
    },
    {0},
};
