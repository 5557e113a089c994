// SPDX-License-Identifier: Apache-2.0
// Checking and auditing ballots, and the table of the ballot's commands.
#include "cli/ballot.h"

#include <stdlib.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/folder.h"
#include "scrutineer/opening.h"
#include "scrutineer/tally.h"

bool ballot_is_opening(const struct scr_text *bytes) {
  static const char start[] = "{\"format\":\"scrutineer-opening-";
  return bytes->length >= sizeof start - 1 && memcmp(bytes->bytes, start, sizeof start - 1) == 0;
}

// --- check ---

static const struct option_spec check_options[] = {
    ELECTION_OPTION,
    {"board", 'b', "FILE", "an archive, instead of the one in the election's folder"},
    JSON_OPTION,
    NO_OPTION,
};

// Where a ballot stands: the last one of its credential counts (BAL-5).
struct search {
  struct scr_hash tracker;
  struct scr_text credential;  // as a ballot names it
  bool found, replaced;
};

static bool look_for(void *context, const struct scr_step *step) {
  struct search *search = context;
  if (step->event.type != SCR_EVENT_BALLOT || step->data_n != 1) return true;
  const struct scr_text *bytes = &step->data[0].bytes;
  if (scr_hash_equal(&step->data[0].name, &search->tracker))
    search->found = true;
  else if (search->found && memmem(bytes->bytes, bytes->length, search->credential.bytes, search->credential.length))
    search->replaced = true;
  return true;
}

static const char *state_of(const struct search *search) {
  return search->replaced ? "replaced" : search->found ? "counted" : "not on the board";
}

static enum scr_status find_ballot(struct search *search, const struct scr_ballot *ballot, const char *board) {
  search->tracker = ballot->tracker;
  scr_text_add_format(&search->credential, "\"credential\":\"%s\"", ballot->credential_text);
  enum scr_status status = scr_text_ok(&search->credential);
  if (status == SCR_OK) status = visit_steps(board, look_for, search);
  scr_text_free(&search->credential);
  return status;
}

// A ballot, or an opened one, that does not hold.
static int refuse(bool json, const char *schema, enum scr_status status, const char *what, const char *path) {
  if (json) print("{\"schema\":\"%s\",\"valid\":false,\"reason\":\"%s\"}\n", schema, scr_status_id(status));
  return fail(status, "%s in %s does not hold", what, shown(path));
}

static void show_checked(const struct scr_ballot *ballot, const struct setup *setup, const struct search *search,
                         bool json) {
  char tracker[SCR_HASH_BASE64 + 1], code[SCR_CODE_LENGTH + 1];
  scr_hash_base64(tracker, &ballot->tracker);
  scr_ballot_code(code, &ballot->tracker);
  if (json) {
    print(
        "{\"schema\":\"scrutineer-check-1\",\"valid\":true,\"on_board\":%s,\"state\":\"%s\",\"tracker\":\"%s\","
        "\"code\":\"%s\"}\n",
        search->found ? "true" : "false", state_of(search), tracker, code);
    return;
  }
  print("The ballot is valid for \"%s\".\nTracker    %s\nShort code %s\n", shown(setup->election->name), tracker, code);
  if (!search->found)
    print("It is not on the board.\n");
  else if (search->replaced)
    print("It is on the board, and was replaced by a later ballot of the same voter: it doesn't count.\n");
  else
    print("It is on the board, the last one of its voter: the one that counts.\n");
}

static int check_ballot(const struct setup *setup, const char *board, const char *path, const struct scr_text *bytes,
                        bool json) {
  static const char schema[] = "scrutineer-check-1";
  struct scr_ballot *ballot = NULL;
  struct search search = {.credential = SCR_TEXT_INIT};
  enum scr_status status = scr_ballot_new(&ballot, setup->election, bytes->bytes, bytes->length);
  if (status == SCR_OK &&
      scr_credentials_find(setup->credentials, ballot->credential_text, strlen(ballot->credential_text)) == SIZE_MAX)
    status = SCR_E_BALLOT_CREDENTIAL;
  if (status == SCR_OK) status = scr_ballot_check(ballot, setup->election, setup->key);
  int code = status == SCR_OK ? DONE : refuse(json, schema, status, "the ballot", path);
  if (status == SCR_OK) {
    status = find_ballot(&search, ballot, board);
    if (status == SCR_OK)
      show_checked(ballot, setup, &search, json);
    else
      code = fail(status, "%s can't be read to its end", shown(board));
  }
  scr_ballot_free(ballot);
  return code;
}

static int check_bytes(const struct setup *setup, const char *board, const char *path, const struct scr_text *bytes,
                       bool json) {
  if (!ballot_is_opening(bytes)) return check_ballot(setup, board, path, bytes, json);
  if (json)
    print("{\"schema\":\"scrutineer-check-1\",\"valid\":false,\"reason\":\"%s\"}\n",
          scr_status_id(SCR_E_BALLOT_UNSIGNED));
  complain("the ballot in %s was opened for an audit and can't be cast", shown(path));
  advise("\"scrutineer ballot audit\" shows what it holds");
  return INVALID;
}

static int check_run(const struct arguments *arguments) {
  struct setup setup;
  struct scr_text bytes = SCR_TEXT_INIT;
  char *board = find_board(arguments);
  int code = read_setup(&setup, board, true);
  if (code == DONE) {
    const char *ballot = arguments->positional[0];
    bool json = option(arguments, "json") != NULL;
    code = read_file(&bytes, ballot, 2 * SCR_BALLOT_MAX) ? check_bytes(&setup, board, ballot, &bytes, json) : CANNOT;
    free_setup(&setup);
  }
  scr_text_free(&bytes);
  free(board);
  return code;
}

// --- audit ---

static void add_vote(struct scr_text *text, const struct scr_election *election, const void *cells, size_t cell) {
  (void)election;
  scr_text_add_format(text, "%u", ((const uint32_t *)cells)[cell]);
}

static void show_opening_json(const struct scr_opening *opening, const struct scr_election *election) {
  char commitment[SCR_HASH_BASE64 + 1];
  struct scr_text text = SCR_TEXT_INIT;
  scr_hash_base64(commitment, &opening->ballot->signed_hash);
  scr_text_add_format(&text,
                      "{\"schema\":\"scrutineer-audit-1\",\"valid\":true,\"commitment\":\"%s\",\"votes\":", commitment);
  scr_text_add_nested(&text, election, opening->votes, add_vote);
  scr_text_add(&text, "}\n");
  print_text(&text);
  scr_text_free(&text);
}

static void show_opening(const struct scr_opening *opening, const struct scr_election *election) {
  char commitment[SCR_HASH_BASE64 + 1];
  size_t cell = 0;
  for (size_t i = 0; i < election->questions_n; i++) {
    const struct scr_question *question = &election->questions[i];
    print("%s\n", shown(question->title));
    if (question->blank && opening->votes[cell++]) print("  (blank)\n");
    for (size_t j = 0; j < question->answers_n; j++)
      if (opening->votes[cell++]) print("  %zu. %s\n", j + 1, shown(question->answers[j]));
  }
  scr_hash_base64(commitment, &opening->ballot->signed_hash);
  print("Commitment %s\n", commitment);
  print(
      "The ballot with this commitment holds exactly these votes. If the commitment is the one that you noted, and "
      "the\n"
      "votes are the ones that you entered, the program that made it did what you asked.\n");
}

static int audit_ballot(const struct setup *setup, const char *path, const struct scr_text *bytes, bool json) {
  struct scr_opening *opening = NULL;
  enum scr_status status = scr_opening_new(&opening, setup->election, bytes->bytes, bytes->length);
  if (status == SCR_OK) status = scr_opening_check(opening, setup->election, setup->key);
  int code = status == SCR_OK ? DONE : refuse(json, "scrutineer-audit-1", status, "the opened ballot", path);
  if (status == SCR_OK && json)
    show_opening_json(opening, setup->election);
  else if (status == SCR_OK)
    show_opening(opening, setup->election);
  scr_opening_free(opening);
  return code;
}

static int audit_run(const struct arguments *arguments) {
  struct setup setup;
  struct scr_text bytes = SCR_TEXT_INIT;
  char *board = find_board(arguments);
  int code = read_setup(&setup, board, false);
  if (code == DONE) {
    const char *path = arguments->positional[0];
    code = read_file(&bytes, path, 2 * SCR_BALLOT_MAX)
               ? audit_ballot(&setup, path, &bytes, option(arguments, "json") != NULL)
               : CANNOT;
    free_setup(&setup);
  }
  scr_text_free(&bytes);
  free(board);
  return code;
}

const struct command ballot_commands[] = {
    {
        .noun = "ballot",
        .verb = "make",
        .operands = "",
        .summary = "Makes a ballot: encrypts a vote, shows its commitment, then signs or opens it",
        .text = "Works from the public archive alone, on any machine. Note the commitment before you decide: a program "
                "that\n"
                "cheats can't know whether you will sign or open. Open a made-up choice now and then, so that nobody "
                "learns\n"
                "your own: what is opened can be read by anyone, and cast by nobody.",
        .example = "scrutineer ballot make -b 7T3HfWUovdKWQQ.bel",
        .options = ballot_make_options,
        .run = ballot_make_run,
    },
    {
        .noun = "ballot",
        .verb = "cast",
        .operands = "BALLOT...",
        .operands_min = 1,
        .operands_max = SIZE_MAX,
        .summary = "Puts signed ballots on the board",
        .text = "A folder stands for the .json files in it, in the order of their names. A ballot that is on the board "
                "already\n"
                "stays there once. When the command ends, what it lists as cast is durable. Where the election has a "
                "journal, each\n"
                "ballot wants the word of an entry point beside it (\"entry accept\"), and gets a receipt: "
                "receipt-CODE.tlog-proof,\n"
                "and for a single ballot its forms for people.",
        .example = "scrutineer ballot cast -e election/ ballot-K7M-2QX-9RT-P4A.json",
        .options = ballot_cast_options,
        .run = ballot_cast_run,
    },
    {
        .noun = "ballot",
        .verb = "check",
        .operands = "BALLOT",
        .operands_min = 1,
        .operands_max = 1,
        .summary = "Checks a ballot's signature and proofs, and whether it is on the board",
        .text = "Says whether the ballot counts, was replaced by a later one, or is not on the board. Needs no secret.",
        .example = "scrutineer ballot check -e election/ ballot-K7M-2QX-9RT-P4A.json",
        .options = check_options,
        .run = check_run,
    },
    {
        .noun = "ballot",
        .verb = "audit",
        .operands = "OPENING",
        .operands_min = 1,
        .operands_max = 1,
        .summary = "Checks that an opened ballot holds the votes that it is said to hold",
        .text = "Run it on another device than the one that made the ballot. Audit made-up choices: an opened ballot "
                "shows its\n"
                "votes to everyone.",
        .example = "scrutineer ballot audit -b 7T3HfWUovdKWQQ.bel opening-K7M-2QX-9RT-P4A.json",
        .options = check_options,
        .run = audit_run,
    },
    {
        .noun = "ballot",
        .verb = "simulate",
        .operands = "CHOICES",
        .operands_min = 1,
        .operands_max = 1,
        .summary = "Makes many ballots from a file of simulated choices",
        .text = "For demonstrations and rehearsals: CHOICES is a CSV file with the columns number and choice, in the "
                "order of\n"
                "casting; the credentials are the registrar's. No real voter's ballot is made like this.",
        .example = "scrutineer ballot simulate -e election/ -o ballots/ choices.csv",
        .options = ballot_simulate_options,
        .run = ballot_simulate_run,
    },
    {0},
};
