// SPDX-License-Identifier: Apache-2.0
// The door list: every member of the roll, with the state of the credential that they hold now (DSK-1).
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "cli/commands.h"
#include "cli/desk.h"
#include "cli/folder.h"
#include "cli/pairs.h"
#include "cli/quote.h"
#include "cli/registrar.h"

#define LIST_BEGINS "Door list: "
#define CSV_BEGINS "number,name,branch,votes,state,detail,credential"

const struct option_spec desk_list_options[] = {
    ELECTION_OPTION,
    {"csv", 'c', NULL, "as CSV, with the public credential of everyone without a ballot: secret, like the roll"},
    {"when", 'w', NULL, "also say when each member voted: with the list of ballots, that shows whose is whose"},
    {"output", 'o', "FILE", "where to write it, for its owner alone (default: standard output)"},
    NO_OPTION,
};

struct line {
  const struct scr_member *member;
  size_t position;  // in the list of credentials; SIZE_MAX: none was issued
  const char *credential;
};

struct door {
  struct desk desk;
  struct scr_roll *roll;
  struct issued_list issued;
  size_t count;
  struct line *lines;
  bool when;  // is said of every vote
};

static int by_name(const void *a, const void *b) {
  const struct scr_member *first = ((const struct line *)a)->member, *second = ((const struct line *)b)->member;
  int order = strcasecmp(first->name, second->name);
  return order != 0 ? order : strcmp(first->number, second->number);
}

// --- who holds which ---

// The spelling of a credential on the list is known of members, from the registrar's files, and of spares, from the record.
static const char *spelling(const struct door *door, size_t position, const char *own, size_t own_position) {
  const struct scr_setup_record *record = desk_record(&door->desk);
  if (position == own_position) return own;
  for (size_t i = 0; i < record->spares_n; i++)
    if (scr_credentials_find(desk_credentials(&door->desk), record->spares[i], strlen(record->spares[i])) == position)
      return record->spares[i];
  return NULL;
}

// Issued credentials stand in the order of the roll, those who may not vote left out.
static int fill(struct door *door) {
  size_t next = 0;
  door->count = scr_roll_count(door->roll);
  door->lines = calloc(door->count + 1, sizeof *door->lines);
  if (!door->lines) return fail(SCR_E_MEMORY, "the list can't be made");
  for (size_t i = 0; i < door->count; i++) {
    struct line *line = &door->lines[i];
    *line = (struct line){scr_roll_member(door->roll, i), SIZE_MAX, NULL};
    if (next == door->issued.count || strcmp(door->issued.entries[next].number, line->member->number) != 0) continue;
    const char *own = door->issued.entries[next++].public_key;
    size_t position = scr_credentials_find(desk_credentials(&door->desk), own, strlen(own));
    if (position == SIZE_MAX) break;
    line->position = desk_current(&door->desk, position);
    line->credential = spelling(door, line->position, own, position);
  }
  size_t found = 0;
  for (size_t i = 0; i < door->count; i++) found += door->lines[i].position != SIZE_MAX;
  if (found != door->issued.count) {
    complain("the registrar's credentials are not those of this election and of this roll");
    return INVALID;
  }
  qsort(door->lines, door->count, sizeof *door->lines, by_name);
  return DONE;
}

// --- as text ---

// Columns of characters, as far as that is their number.
static size_t columns(const char *text) {
  size_t count = 0;
  for (; *text; text++) count += ((unsigned char)*text & 0xc0) != 0x80;
  return count;
}

struct widths {
  size_t number, name, branch;
};

static void widen(size_t *width, const char *text) {
  size_t wanted = columns(text);
  if (wanted > *width) *width = wanted;
}

static void add_padded(struct scr_text *text, const char *word, size_t width) {
  size_t length = columns(word);
  scr_text_add(text, word);
  for (size_t i = length; i < width + 2; i++) scr_text_add(text, " ");
}

static void add_line(struct scr_text *text, const struct door *door, const struct line *line,
                     const struct widths *widths, bool weighted) {
  char weight[24];
  add_padded(text, shown(line->member->number), widths->number);
  add_padded(text, shown(line->member->name), widths->name);
  if (widths->branch > 0) add_padded(text, shown(line->member->branch), widths->branch);
  (void)snprintf(weight, sizeof weight, "%" PRIu64, line->member->weight);
  if (weighted) add_padded(text, line->position == SIZE_MAX ? "" : weight, 5);
  if (line->position == SIZE_MAX)
    scr_text_add(text, "may not vote");
  else
    text_add_credential_state(text, &door->desk, line->position, door->when);
  scr_text_add(text, "\n");
}

static void add_text(struct scr_text *text, const struct door *door) {
  struct widths widths = {6, 4, 0};
  bool weighted = scr_credentials_weighted(desk_credentials(&door->desk));
  scr_text_add_format(text, LIST_BEGINS "%s\nIt is ", shown(desk_election(&door->desk)->name));
  text_add_as_of(text, &door->desk);
  scr_text_add(text, ".\n\n");
  for (size_t i = 0; i < door->count; i++) {
    widen(&widths.number, shown(door->lines[i].member->number));
    widen(&widths.name, shown(door->lines[i].member->name));
    widen(&widths.branch, shown(door->lines[i].member->branch));
  }
  if (widths.branch > 0) widen(&widths.branch, "Branch");
  add_padded(text, "Number", widths.number);
  add_padded(text, "Name", widths.name);
  if (widths.branch > 0) add_padded(text, "Branch", widths.branch);
  if (weighted) add_padded(text, "Votes", 5);
  scr_text_add(text, "State\n");
  for (size_t i = 0; i < door->count; i++) add_line(text, door, &door->lines[i], &widths, weighted);
}

// --- as CSV ---

// Names come from outside, and a spreadsheet takes what begins so for a formula: it gets an apostrophe in front.
static void add_words(struct scr_text *text, const char *words) {
  struct scr_text guarded = SCR_TEXT_SECRET;
  if (words[0] && strchr("=+-@\t\r", words[0])) scr_text_add(&guarded, "'");
  scr_text_add(&guarded, words);
  scr_text_add_csv(text, guarded.bytes ? guarded.bytes : "");
  text->failed |= guarded.failed;
  scr_text_wipe(&guarded);
}

static void add_record(struct scr_text *text, const struct door *door, const struct line *line) {
  struct scr_text state = SCR_TEXT_INIT;
  bool issued = line->position != SIZE_MAX;
  const char *word = issued ? credential_state_word(&door->desk, line->position) : "none";
  if (issued) text_add_credential_state(&state, &door->desk, line->position, door->when);
  scr_text_add_csv(text, line->member->number);
  scr_text_add(text, ",");
  add_words(text, line->member->name);
  scr_text_add(text, ",");
  add_words(text, line->member->branch);
  scr_text_add_format(text, ",%" PRIu64 ",%s,", line->member->weight, word);
  scr_text_add_csv(text, issued && state.bytes ? state.bytes : "may not vote");
  // Of those who have voted nothing is to be voided, and their ballots are nobody's business.
  scr_text_add_format(text, ",%s\n", strcmp(word, "free") == 0 && line->credential ? line->credential : "");
  text->failed |= state.failed;
  scr_text_free(&state);
}

static void add_csv(struct scr_text *text, const struct door *door) {
  scr_text_add(text, CSV_BEGINS "\n");
  for (size_t i = 0; i < door->count; i++) add_record(text, door, &door->lines[i]);
}

// --- what it can't know ---

static bool is_desks(const struct scr_setup_record *record, enum scr_method method) {
  for (size_t i = 0; i < record->entry_points_n; i++)
    if (record->entry_points[i].method == method && record->entry_points[i].check == SCR_ENTRY_IDENTITY) return true;
  return false;
}

// DSK-4: a paper for somebody who votes elsewhere afterwards would be a second vote.
static void warn(const struct door *door, const char *folder) {
  const struct scr_setup_record *record = desk_record(&door->desk);
  bool open = false;
  for (int i = 0; i < SCR_METHOD_COUNT; i++) {
    enum scr_method method = (enum scr_method)i;
    bool closed = scr_journal_method_closed(door->desk.replay.journal, method);
    if (closed || !scr_setup_record_has_method(record, method) || is_desks(record, method)) continue;
    complain("voting %s is open: whoever is on this list as not having voted can still vote that way",
             scr_method_words(method));
    advise("close it before the list is made: scrutineer election close -e %s --method %s", quoted(folder),
           scr_method_name(method));
    open = true;
  }
  if (open) advise("or void each credential before its paper is handed out, on a board that is up to date");
}

// --- the command ---

static int show(const struct door *door, const struct arguments *arguments) {
  struct scr_text text = SCR_TEXT_SECRET;
  const char *output = option(arguments, "output");
  if (option(arguments, "csv"))
    add_csv(&text, door);
  else
    add_text(&text, door);
  int code = scr_text_ok(&text) == SCR_OK ? DONE : fail(SCR_E_MEMORY, "the list can't be made");
  const char *begins = option(arguments, "csv") ? CSV_BEGINS : LIST_BEGINS;
  if (code == DONE && output && !(may_replace(output, begins) && write_file(output, &text, SECRET_FILE, true)))
    code = CANNOT;
  if (code == DONE && !output) print_text(&text);
  scr_text_wipe(&text);
  return code;
}

int desk_list_run(const struct arguments *arguments) {
  const char *folder = election_folder(arguments);
  struct door door = {.roll = load_roll(folder), .when = option(arguments, "when") != NULL};
  int code = door.roll && issued_load(&door.issued, folder) ? DONE : CANNOT;
  if (code == DONE) {
    code = desk_open(&door.desk, folder);
    if (code == DONE) code = fill(&door);
    if (code == DONE) code = show(&door, arguments);
    if (code == DONE) warn(&door, folder);
    desk_close(&door.desk);
  }
  free(door.lines);
  issued_free(&door.issued);
  scr_roll_free(door.roll);
  return code;
}
