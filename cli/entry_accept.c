// SPDX-License-Identifier: Apache-2.0
// An entry point lets ballots in: it checks the ballot, and whatever else the setup record wants of it, and signs that it came.
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "board/journal/files.h"
#include "cli/commands.h"
#include "cli/entry.h"
#include "cli/entry_pin.h"
#include "cli/folder.h"
#include "cli/official.h"
#include "cli/replay.h"
#include "cli/role_key.h"
#include "cli/verify.h"

const struct option_spec entry_accept_options[] = {
    ELECTION_OPTION,
    {"name", 'N', "NAME", "the entry point (needed where the setup record has more than one key here)"},
    {"key", 'k', "FILE", "its secret key (default: entry/NAME/key.json)"},
    {"pin", 'p', "FILE", "the voter's PIN, for one ballot (- for standard input; default: it is asked for)"},
    {"pins", 'P', "CSV", "the PINs of many voters, handle,pin: for demonstrations and rehearsals"},
    {"identity-checked", 'i', NULL, "the person's identity was checked: what a desk attests"},
    {"dry-run", 'n', NULL, "check the ballots, and sign nothing"},
    NO_OPTION,
};

struct accepting {
  struct setup setup;
  struct scr_setup_record *record;
  const struct scr_entry_point *point;
  struct role_key key;
  struct entry_pins pins;   // where the entry point asks for PINs
  struct replay replay;     // the journal, as the copy of the public folder here has it
  bool has_journal, ended;  // ended: the election is closed or abandoned
  bool asks_pins, dry_run;
  uint64_t accepted, refused;
};

// --- one ballot ---

// *ballot is set where it is SCR_OK, and to be freed.
static enum scr_status check_ballot(struct scr_ballot **checked, const struct accepting *accepting,
                                    const struct scr_text *bytes) {
  const struct setup *setup = &accepting->setup;
  struct scr_ballot *ballot = NULL;
  enum scr_status status = bytes->length > SCR_BALLOT_MAX ? SCR_E_LIMIT : SCR_OK;
  if (status == SCR_OK) status = scr_ballot_new(&ballot, setup->election, bytes->bytes, bytes->length);
  if (status == SCR_OK &&
      scr_credentials_find(setup->credentials, ballot->credential_text, strlen(ballot->credential_text)) == SIZE_MAX)
    status = SCR_E_BALLOT_CREDENTIAL;
  if (status == SCR_OK) status = scr_ballot_check(ballot, setup->election, setup->key);
  if (status == SCR_OK)
    *checked = ballot;
  else
    scr_ballot_free(ballot);
  return status;
}

// What the journal says here and now, so that nobody gives a PIN, or goes away, for a ballot that can't be cast. A copy that is
// old knows less; the board judges in the end. That voting is not open yet is no reason: the copy may be of before.
static enum scr_status check_journal(const struct accepting *accepting, const struct scr_ballot *ballot) {
  if (!accepting->has_journal) return SCR_OK;
  const struct scr_journal *journal = accepting->replay.journal;
  size_t credential =
      scr_credentials_find(accepting->setup.credentials, ballot->credential_text, strlen(ballot->credential_text));
  struct scr_entry entry = {.kind = SCR_ENTRY_BALLOT, .type = SCR_EVENT_BALLOT};
  struct scr_journal_event event = {.type = SCR_EVENT_BALLOT, .credential = credential, .ballot = ballot};
  struct scr_rulings rulings = {{0}, {0}};
  if (accepting->ended || scr_journal_method_closed(journal, accepting->point->method)) return SCR_E_JOURNAL_CLOSED;
  memcpy(entry.acceptance.signature.by, accepting->point->key.name, SCR_ROLE_NAME_MAX + 1);
  scr_journal_judge(&rulings, journal, &entry, &event, true);
  enum scr_status status = rulings.status[SCR_RULE_CREDENTIALS];
  return status == SCR_OK ? rulings.status[SCR_RULE_AUDITED] : status;
}

static void advise_voter(enum scr_status status) {
  switch (status) {
    case SCR_E_JOURNAL_FROZEN:
      advise(
          "the vote that was given at a desk stands; if the freeze was a mistake, the two who signed it can lift it");
      break;
    case SCR_E_JOURNAL_VOIDED:
      advise("if it was lost, the member's new letter has another one; if a paper was handed out, that is the vote");
      break;
    case SCR_E_JOURNAL_SPARE: advise("the registrar reissues it first: scrutineer act make reissue"); break;
    case SCR_E_JOURNAL_CLOSED: advise("no ballot is taken by this entry point any more; send nobody's on"); break;
    case SCR_E_JOURNAL_AUDITED: advise("an opened ballot is for checking alone: the voter makes a new one"); break;
    default: break;
  }
}

// JRN-3.
static enum scr_status sign(struct scr_acceptance *acceptance, const struct accepting *accepting,
                            const struct scr_hash *tracker) {
  const struct scr_setup_record *record = accepting->record;
  struct scr_text statement = SCR_TEXT_INIT;
  acceptance->ballot = *tracker;
  acceptance->came = scr_slot_of(record, (uint64_t)time(NULL));
  memcpy(acceptance->signature.by, accepting->point->key.name, SCR_ROLE_NAME_MAX + 1);
  scr_text_add_acceptance_statement(&statement, accepting->setup.election, tracker, acceptance->signature.by,
                                    acceptance->came);
  enum scr_status status = scr_text_ok(&statement);
  if (status == SCR_OK)
    scr_secret_signing_key_sign(acceptance->signature.bytes, &accepting->key.secret, statement.bytes, statement.length);
  scr_text_free(&statement);
  return status;
}

// What another entry point has signed isn't replaced: the ballot came by its way of voting. DONE, or the exit code after
// complaining.
static int check_acceptance(const struct accepting *accepting, const char *ballot) {
  char *path = acceptance_path(ballot);
  struct scr_acceptance acceptance;
  enum scr_status status = SCR_OK;
  bool there = file_exists(path);
  int code = !there || acceptance_load(&acceptance, &status, path) ? DONE : CANNOT;
  if (there && code == DONE && status == SCR_OK && strcmp(acceptance.signature.by, accepting->point->key.name) != 0) {
    complain("%s is refused: it was let in by %s already", shown(ballot), shown(acceptance.signature.by));
    advise("%s says so; move that file away if it is of another ballot", shown(path));
    code = INVALID;
  }
  free(path);
  return code;
}

static int write_acceptance(const struct accepting *accepting, const char *ballot, const struct scr_hash *tracker) {
  struct scr_text text = SCR_TEXT_INIT;
  char *path = acceptance_path(ballot);
  struct scr_acceptance acceptance;
  char code[SCR_CODE_LENGTH + 1];
  enum scr_status status = sign(&acceptance, accepting, tracker);
  scr_text_add_acceptance(&text, &acceptance);
  scr_text_add(&text, "\n");
  int result = status == SCR_OK ? DONE : fail(status, "%s can't be let in", shown(ballot));
  if (result == DONE && !write_file(path, &text, PUBLIC_FILE, true)) result = CANNOT;
  scr_ballot_code(code, tracker);
  if (result == DONE) print("%s  let in by %s\n", code, accepting->point->key.name);
  scr_text_free(&text);
  free(path);
  return result;
}

static int accept_one(struct accepting *accepting, const char *path) {
  struct scr_text bytes = SCR_TEXT_INIT;
  struct scr_ballot *ballot = NULL;
  int code = read_file(&bytes, path, SCR_BALLOT_MAX) ? DONE : CANNOT;
  if (code == DONE) {
    enum scr_status status = check_ballot(&ballot, accepting, &bytes);
    if (status == SCR_OK) status = check_journal(accepting, ballot);
    if (status != SCR_OK) code = fail(status, "%s is refused", shown(path));
    advise_voter(status);
  }
  if (code == DONE) code = check_acceptance(accepting, path);
  // The PIN comes last: only who has the credential, and so could sign the ballot, gets a try. A dry run gives none.
  if (code == DONE && !accepting->dry_run && accepting->asks_pins)
    code = entry_pins_check(&accepting->pins, ballot->credential_text, path);
  if (code == DONE && !accepting->dry_run) code = write_acceptance(accepting, path, &ballot->tracker);
  scr_ballot_free(ballot);
  accepting->accepted += code == DONE;
  accepting->refused += code != DONE;
  progress("let in %" PRIu64 " ballot%s", accepting->accepted, plural(accepting->accepted));
  scr_text_free(&bytes);
  return code == CANNOT ? CANNOT : DONE;
}

// --- all of them ---

static int accept_path(struct accepting *accepting, const char *path) {
  struct file_list list;
  int code = list_json(&list, path) ? DONE : fail(SCR_E_IO, "%s can't be read", shown(path));
  for (size_t i = 0; i < list.count && code == DONE; i++) code = accept_one(accepting, list.paths[i]);
  free_list(&list);
  return code;
}

// PIN-7: what the setup record wants of this entry point, and whether the options fit to it.
static int check_policy(struct accepting *accepting, const struct arguments *arguments) {
  const char *name = accepting->point->key.name;
  bool gives_pins = option(arguments, "pin") || option(arguments, "pins");
  accepting->asks_pins = accepting->point->check == SCR_ENTRY_PIN;
  if (accepting->point->check == SCR_ENTRY_IDENTITY && !option(arguments, "identity-checked")) {
    complain("\"%s\" is a desk: it lets ballots in of people whose identity it has checked", shown(name));
    advise("--identity-checked says that this was done");
    return MISUSE;
  }
  if (gives_pins && !accepting->asks_pins) {
    complain("\"%s\" asks for no PIN: the setup record says so", shown(name));
    return MISUSE;
  }
  if (option(arguments, "pin") && (arguments->positional_n > 1 || is_folder(arguments->positional[0]))) {
    complain("--pin is one voter's, for one ballot");
    advise("--pins names a file with the PINs of many");
    return MISUSE;
  }
  if (!accepting->asks_pins || accepting->dry_run) return DONE;
  return entry_pins_open(&accepting->pins, arguments, name, accepting->setup.election->uuid);
}

static int find_point(struct accepting *accepting, const struct arguments *arguments) {
  const struct scr_setup_record *record = accepting->record;
  const char *name = option(arguments, "name");
  if (!name && record->entry_points_n == 1) name = record->entry_points[0].key.name;
  if (!name) {
    complain("which entry point is this? --name tells");
    return MISUSE;
  }
  accepting->point = scr_setup_record_entry_point(record, name, strlen(name));
  if (!accepting->point) {
    complain("the setup record has no entry point \"%s\"", shown(name));
    return MISUSE;
  }
  int code = check_policy(accepting, arguments);
  if (code != DONE) return code;
  return office_key(&accepting->key, record, election_folder(arguments), name, option(arguments, "key"));
}

static void see(void *context, const struct replayed *replayed) {
  struct accepting *accepting = context;
  if (replayed->entry->kind != SCR_ENTRY_ACT) return;
  enum scr_act_kind kind = replayed->entry->act.act.kind;
  accepting->ended |= kind == SCR_ACT_CLOSE || kind == SCR_ACT_ABANDON;
}

// An entry point may have the board and the record alone.
static int read_journal(struct accepting *accepting, const char *folder, const char *public_folder) {
  char *log = join(public_folder, JOURNAL_LOG, "checkpoint");
  bool there = file_exists(log);
  int code = there ? replay_read(&accepting->replay, folder, see, accepting) : DONE;
  accepting->has_journal = there && code == DONE;
  if (!there)
    message("There is no journal in %s: what was voided, frozen or closed is not looked at.", shown(public_folder));
  free(log);
  return code;
}

static int prepare(struct accepting *accepting, const struct arguments *arguments) {
  char *board = find_board(arguments), *public_folder = board ? journal_folder(board) : NULL;
  int code = board ? DONE : CANNOT;
  if (board && !public_folder) {
    complain("this election has no journal, and ballots need not be let in: cast them");
    code = MISUSE;
  }
  if (code == DONE) code = read_setup(&accepting->setup, board, true);
  if (code == DONE) {
    enum scr_status status = setup_record_load(&accepting->record, public_folder, accepting->setup.election);
    code = status == SCR_OK ? find_point(accepting, arguments)
                            : fail(status, "%s/setup.json can't be used", public_folder);
    if (code == DONE) code = read_journal(accepting, election_folder(arguments), public_folder);
    if (code != DONE) free_setup(&accepting->setup);
  }
  free(board);
  free(public_folder);
  return code;
}

int entry_accept_run(const struct arguments *arguments) {
  struct accepting accepting = {.dry_run = option(arguments, "dry-run") != NULL};
  int code = prepare(&accepting, arguments);
  bool ready = code == DONE;
  for (size_t i = 0; i < arguments->positional_n && code == DONE; i++)
    code = accept_path(&accepting, arguments->positional[i]);
  progress_end();
  if (ready && code == DONE) message("%" PRIu64 " let in, %" PRIu64 " refused", accepting.accepted, accepting.refused);
  if (code == DONE && accepting.refused > 0) code = INVALID;
  role_key_wipe(&accepting.key);
  entry_pins_close(&accepting.pins);
  replay_free(&accepting.replay);
  scr_setup_record_free(accepting.record);
  if (ready) free_setup(&accepting.setup);
  return code;
}
