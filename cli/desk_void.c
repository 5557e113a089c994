// SPDX-License-Identifier: Apache-2.0
// Voiding credentials: before a paper is handed out, or because one was lost. All are looked at before anything is signed.
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "board/csv.h"
#include "cli/act_file.h"
#include "cli/commands.h"
#include "cli/desk.h"
#include "cli/folder.h"
#include "cli/quote.h"
#include "cli/registrar.h"

const struct option_spec desk_void_options[] = {
    ELECTION_OPTION,
    {"by", 'b', "ROLE", "sign as this role, with the key in its folder: the entry point, and a second official"},
    {"list", 'l', "FILE", "the door list as CSV, to look members up in"},
    {"credential", 'c', "KEY", "a public credential, instead of a member; may be repeated"},
    {"reason", 'r', "CODE", "paper (the default), lost, stolen, or another of the reasons"},
    {"output", 'o', "DIR", "where the acts are written (default: here)"},
    {"dry-run", 'n', NULL, "look at all of them, and write nothing; with --enter, whether the journal would take them"},
    {"enter", 0, NULL, "enter them in the journal at once, instead of writing them"},
    NO_OPTION,
};

struct wanted {
  const char *member;  // as it was typed, or NULL
  char *credential;
};

struct voiding {
  struct desk desk;
  struct office office;
  enum scr_reason reason;
  size_t count;
  struct wanted *wanted;
  struct scr_signed_act *acts;
};

// --- who signs ---

static bool is_second(const struct scr_setup_record *record, const char *name) {
  if (strcmp(name, record->officer.name) == 0 || strcmp(name, record->registrar.name) == 0) return true;
  for (size_t i = 0; i < record->tellers_n; i++)
    if (strcmp(name, record->tellers[i].name) == 0) return true;
  return false;
}

static int check_point(const struct voiding *voiding, const struct scr_entry_point *point) {
  bool hands_out = point->method == SCR_METHOD_MEETING || point->method == SCR_METHOD_POST;
  if (voiding->reason == SCR_REASON_PAPER && !hands_out) {
    complain("\"%s\" hands out no papers: people vote there %s", point->key.name, scr_method_words(point->method));
    return MISUSE;
  }
  if (voiding->reason != SCR_REASON_PAPER ||
      !voiding->desk.points[point - desk_record(&voiding->desk)->entry_points].counted)
    return DONE;
  complain("the papers of \"%s\" are counted already: no more are handed out there", point->key.name);
  return MISUSE;
}

// JRN-5: one entry point, and one second official.
static int check_signers(struct voiding *voiding, const struct arguments *arguments) {
  const struct scr_setup_record *record = desk_record(&voiding->desk);
  const char *role;
  size_t points = 0, seconds = 0;
  for (size_t i = 0; (role = option_at(arguments, "by", i)); i++) {
    const struct scr_entry_point *point = scr_setup_record_entry_point(record, role, strlen(role));
    if (!point && !is_second(record, role)) {
      complain("\"%s\" can't sign here: neither an entry point nor the officer, the registrar or a teller",
               shown(role));
      return MISUSE;
    }
    points += point != NULL;
    seconds += point == NULL;
    if (point && check_point(voiding, point) != DONE) return MISUSE;
  }
  if (points > 1 || seconds > 1) {
    complain("one entry point and one second official sign, not more");
    return MISUSE;
  }
  if (points + seconds == 0 || (option(arguments, "enter") && points + seconds < 2)) {
    complain(option(arguments, "enter") ? "--enter wants both: --by the entry point, and --by a second official"
                                        : "who signs? --by names the entry point, or the second official, or both");
    return MISUSE;
  }
  return DONE;
}

// --- whose credential ---

static int take(struct voiding *voiding, const char *member, const char *credential) {
  char *copy = strdup(credential);
  if (!copy) return fail(SCR_E_MEMORY, "the credentials can't be voided");
  voiding->wanted[voiding->count++] = (struct wanted){member, copy};
  return DONE;
}

static int unknown(const char *member, const char *where) {
  complain("there is no member %s in %s", shown(member), shown(where));
  return MISUSE;
}

// Where the columns that are wanted stand in the header.
struct header {
  size_t number, credential, detail;
};

static bool read_header(struct header *header, struct csv *csv) {
  bool end;
  *header = (struct header){SIZE_MAX, SIZE_MAX, SIZE_MAX};
  if (csv_next(csv, &end) != SCR_OK || end) return false;
  for (size_t i = 0; i < csv->fields_n; i++) {
    if (strcmp(csv_field(csv, i), "number") == 0) header->number = i;
    if (strcmp(csv_field(csv, i), "credential") == 0) header->credential = i;
    if (strcmp(csv_field(csv, i), "detail") == 0) header->detail = i;
  }
  return header->number != SIZE_MAX && header->credential != SIZE_MAX && header->detail != SIZE_MAX;
}

// DSK-2: whoever had a ballot when the list was made has no credential on it.
static int take_listed(struct voiding *voiding, const char *member, const struct csv *csv,
                       const struct header *header) {
  const char *credential = csv_field(csv, header->credential), *detail = csv_field(csv, header->detail);
  if (credential[0]) return take(voiding, member, credential);
  complain("member %s can't be given a paper: %s", shown(member), shown(detail));
  advise("by post: set the envelope aside unopened");
  return INVALID;
}

static int look_up(struct voiding *voiding, const char *member, const struct scr_text *bytes, const char *path) {
  struct csv csv;
  struct header header;
  bool end = false, found = false;
  int code = DONE;
  enum scr_status status = csv_begin(&csv, bytes->bytes ? bytes->bytes : "", bytes->length, ',');
  if (status == SCR_OK && !read_header(&header, &csv)) status = SCR_E_TEXT;
  while (status == SCR_OK && !found) {
    status = csv_next(&csv, &end);
    if (status != SCR_OK || end) break;
    if (csv.fields_n <= header.credential || csv.fields_n <= header.detail || csv.fields_n <= header.number) {
      status = SCR_E_TEXT;
    } else if (strcmp(csv_field(&csv, header.number), member) == 0) {
      found = true;
      code = take_listed(voiding, member, &csv, &header);
    }
  }
  if (status != SCR_OK) code = fail(status, "%s is no door list (\"desk list --csv\" makes one)", shown(path));
  csv_free(&csv);
  return status == SCR_OK && !found ? unknown(member, path) : code;
}

// DSK-5.
static int from_list(struct voiding *voiding, const struct arguments *arguments, const char *path) {
  struct scr_text bytes = SCR_TEXT_SECRET;
  int code = read_file(&bytes, path, SCR_ROLL_BYTES_MAX) ? DONE : CANNOT;
  for (size_t i = 0; i < arguments->positional_n && code == DONE; i++)
    code = look_up(voiding, arguments->positional[i], &bytes, path);
  scr_text_wipe(&bytes);
  return code;
}

// The registrar's machine knows without a list. Where a spare was reissued, that is the member's credential now.
static int take_issued(struct voiding *voiding, const char *member, const char *own) {
  const struct scr_setup_record *record = desk_record(&voiding->desk);
  const struct scr_credentials *credentials = desk_credentials(&voiding->desk);
  size_t position = scr_credentials_find(credentials, own, strlen(own));
  size_t current = position == SIZE_MAX ? SIZE_MAX : desk_current(&voiding->desk, position);
  for (size_t i = 0; i < record->spares_n && current != position; i++)
    if (scr_credentials_find(credentials, record->spares[i], strlen(record->spares[i])) == current)
      return take(voiding, member, record->spares[i]);
  return take(voiding, member, own);
}

static int from_registrar(struct voiding *voiding, const struct arguments *arguments) {
  struct issued_list issued;
  const char *folder = election_folder(arguments);
  int code = issued_load(&issued, folder) ? DONE : CANNOT;
  if (code != DONE) advise("on any other machine, --list names the door list");
  for (size_t i = 0; i < arguments->positional_n && code == DONE; i++) {
    const struct issued *found = issued_find(&issued, arguments->positional[i]);
    code = found ? take_issued(voiding, arguments->positional[i], found->public_key)
                 : unknown(arguments->positional[i], CREDENTIALS_FILE);
  }
  issued_free(&issued);
  return code;
}

static int gather(struct voiding *voiding, const struct arguments *arguments) {
  const char *list = option(arguments, "list"), *key;
  size_t keys = 0;
  int code = DONE;
  while (option_at(arguments, "credential", keys)) keys++;
  if (keys + arguments->positional_n == 0) {
    complain("whose credential? Name members by their numbers, or credentials with --credential");
    return MISUSE;
  }
  voiding->wanted = calloc(keys + arguments->positional_n, sizeof *voiding->wanted);
  if (!voiding->wanted) return fail(SCR_E_MEMORY, "the credentials can't be voided");
  if (arguments->positional_n > 0)
    code = list ? from_list(voiding, arguments, list) : from_registrar(voiding, arguments);
  for (size_t i = 0; code == DONE && (key = option_at(arguments, "credential", i)); i++)
    code = take(voiding, NULL, key);
  return code;
}

// --- whether it can be voided ---

static const char *name_of(const struct wanted *wanted) {
  return wanted->member ? shown(wanted->member) : shown(wanted->credential);
}

// DSK-2.
static int check_one(const struct voiding *voiding, const struct wanted *wanted) {
  struct scr_text state = SCR_TEXT_INIT;
  size_t position =
      scr_credentials_find(desk_credentials(&voiding->desk), wanted->credential, strlen(wanted->credential));
  if (position == SIZE_MAX) {
    complain("%s: not a public credential of this election", name_of(wanted));
    return MISUSE;
  }
  if (strcmp(credential_state_word(&voiding->desk, position), "free") == 0) return DONE;
  text_add_credential_state(&state, &voiding->desk, position, true);
  complain("%s can't be voided: %s", name_of(wanted), state.bytes ? state.bytes : "");
  scr_text_free(&state);
  if (scr_journal_credential(voiding->desk.replay.journal, position).has_ballot)
    advise("a ballot was cast under it, so that no paper is handed out; by post: set the envelope aside unopened");
  return INVALID;
}

static int check_all(const struct voiding *voiding) {
  int code = DONE;
  for (size_t i = 0; i < voiding->count; i++) {
    int one = check_one(voiding, &voiding->wanted[i]);
    if (code == DONE) code = one;
    for (size_t j = 0; j < i && code == DONE; j++) {
      if (strcmp(voiding->wanted[i].credential, voiding->wanted[j].credential) != 0) continue;
      complain("%s is named twice", name_of(&voiding->wanted[i]));
      code = MISUSE;
    }
  }
  if (code != DONE && voiding->count > 1) advise("nothing was signed: leave out who is named above, and run it again");
  return code;
}

// --- acts ---

static int make_act(struct voiding *voiding, size_t i, const struct arguments *arguments) {
  struct scr_signed_act *act = &voiding->acts[i];
  const char *role;
  act->act = (struct scr_act){.kind = SCR_ACT_VOID,
                              .made = scr_slot_of(desk_record(&voiding->desk), (uint64_t)time(NULL)),
                              .credential = strdup(voiding->wanted[i].credential),
                              .reason = voiding->reason};
  bool sealed = act->act.credential && act_seal(act, desk_election(&voiding->desk));
  int code = sealed ? DONE : fail(SCR_E_MEMORY, "the act can't be made");
  for (size_t j = 0; code == DONE && (role = option_at(arguments, "by", j)); j++)
    code = act_sign(act, &voiding->office, role, NULL);
  return code;
}

// Named for the credential, not for the member: these files leave the desk.
static int write_one(const struct voiding *voiding, size_t i, const char *folder) {
  const struct wanted *wanted = &voiding->wanted[i];
  struct scr_text name = SCR_TEXT_INIT;
  struct scr_hash hash;
  scr_hash(&hash, wanted->credential, strlen(wanted->credential));
  scr_text_add_format(&name, "void-");
  scr_text_add_hex(&name, hash.byte, 6);
  scr_text_add(&name, ".json");
  char *path = join(folder, scr_text_ok(&name) == SCR_OK ? name.bytes : "", NULL);
  int code = act_write(&voiding->acts[i], path, false);
  if (code == DONE) print("%s  %s\n", name_of(wanted), path);
  scr_text_free(&name);
  free(path);
  return code;
}

static int finish(const struct voiding *voiding, const struct arguments *arguments) {
  const char *folder = election_folder(arguments), *output = option_or(arguments, "output", ".");
  if (option(arguments, "enter"))
    return acts_enter(voiding->acts, voiding->count, folder, option(arguments, "dry-run") != NULL);
  int code = make_folder(output, 0755) ? DONE : CANNOT;
  for (size_t i = 0; i < voiding->count && code == DONE; i++) code = write_one(voiding, i, output);
  if (code != DONE) return code;
  if (voiding->acts[0].signatures_n < 2)
    message("One more signs each of them: scrutineer act sign -e %s FILE --by ROLE", quoted(folder));
  message("They count once they are in the journal: scrutineer act enter -e %s FILE", quoted(folder));
  return DONE;
}

static int run(struct voiding *voiding, const struct arguments *arguments) {
  int code = check_signers(voiding, arguments);
  if (code == DONE) code = gather(voiding, arguments);
  if (code == DONE) code = check_all(voiding);
  if (code == DONE && option(arguments, "dry-run") && !option(arguments, "enter")) {
    for (size_t i = 0; i < voiding->count; i++) print("%s  would be voided\n", name_of(&voiding->wanted[i]));
    return DONE;
  }
  if (code != DONE) return code;
  voiding->acts = calloc(voiding->count, sizeof *voiding->acts);
  if (!voiding->acts) return fail(SCR_E_MEMORY, "the acts can't be made");
  for (size_t i = 0; i < voiding->count && code == DONE; i++) code = make_act(voiding, i, arguments);
  return code == DONE ? finish(voiding, arguments) : code;
}

int desk_void_run(const struct arguments *arguments) {
  const char *folder = election_folder(arguments), *reason = option_or(arguments, "reason", "paper");
  struct voiding voiding = {.count = 0};
  if (!scr_reason_by_name(&voiding.reason, reason)) {
    complain("\"%s\" is not one of the reasons (\"scrutineer act make --help\" lists them)", shown(reason));
    return MISUSE;
  }
  int code = desk_open(&voiding.desk, folder);
  if (code == DONE) {
    voiding.office = desk_office(&voiding.desk, folder);
    code = run(&voiding, arguments);
  }
  for (size_t i = 0; i < voiding.count && voiding.acts; i++) scr_signed_act_free(&voiding.acts[i]);
  for (size_t i = 0; i < voiding.count; i++) free(voiding.wanted[i].credential);
  free(voiding.acts);
  free(voiding.wanted);
  desk_close(&voiding.desk);
  return code;
}
