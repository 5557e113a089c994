// SPDX-License-Identifier: Apache-2.0
// The count of papers: from the form to an act that those who counted have signed.
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cli/act_file.h"
#include "cli/act_signers.h"
#include "cli/commands.h"
#include "cli/desk_form.h"
#include "cli/folder.h"
#include "cli/quote.h"

const struct option_spec desk_count_options[] = {
    ELECTION_OPTION,
    {"by", 'b', "ROLE", "sign as this role, with the key in its folder; may be repeated"},
    {"output", 'o', "FILE", "where the count is written (default: standard output)"},
    {"enter", 0, NULL, "enter it in the journal at once, instead of writing it"},
    {"dry-run", 'n', NULL, "show what would be signed; with --enter, whether the journal would take it"},
    {"template", 't', NULL, "print a form to fill in"},
    {"point", 'P', "NAME", "the entry point that the form is for (default: the one that has papers)"},
    NO_OPTION,
};

// --- the form ---

// The only entry point with papers that aren't counted.
static size_t due_point(const struct desk *desk) {
  size_t found = SIZE_MAX;
  for (size_t i = 0; i < desk_record(desk)->entry_points_n; i++) {
    if (!scr_journal_count_is_due(desk->replay.journal, i)) continue;
    if (found != SIZE_MAX) return SIZE_MAX;
    found = i;
  }
  return found;
}

static int print_form(const struct desk *desk, const struct arguments *arguments) {
  struct scr_text text = SCR_TEXT_INIT;
  const struct scr_setup_record *record = desk_record(desk);
  const char *name = option(arguments, "point");
  const struct scr_entry_point *named = name ? scr_setup_record_entry_point(record, name, strlen(name)) : NULL;
  size_t point = named ? (size_t)(named - record->entry_points) : name ? SIZE_MAX : due_point(desk);
  if (point == SIZE_MAX) {
    complain(name ? "there is no entry point \"%s\"" : "which entry point's papers? --point names it",
             name ? shown(name) : "");
    return MISUSE;
  }
  text_add_form(&text, desk, point);
  int code = scr_text_ok(&text) == SCR_OK ? DONE : fail(SCR_E_MEMORY, "the form can't be made");
  if (code == DONE) print_text(&text);
  scr_text_free(&text);
  return code;
}

// --- who signs ---

// PAP-3: nobody both signs and refuses.
static int check_refusals(const struct scr_paper_count *paper, const char *role) {
  if (!count_is_refused_by(paper, role)) return DONE;
  complain("\"%s\" is to sign, and the form says \"refused = %s\": one of the two", shown(role), shown(role));
  return MISUSE;
}

static int sign_all(struct scr_signed_act *act, const struct office *office, const struct arguments *arguments) {
  const char *role;
  int code = DONE;
  for (size_t i = 0; code == DONE && (role = option_at(arguments, "by", i)); i++) {
    code = check_refusals(&act->act.paper, role);
    if (code == DONE) code = act_sign(act, office, role, NULL);
  }
  return code;
}

// --- where it stands ---

// A count is the last word of its entry point: once its way of voting is closed, and once alone.
static int check_place(const struct scr_act *act, const struct desk *desk, const struct arguments *arguments) {
  const struct scr_setup_record *record = desk_record(desk);
  const struct scr_entry_point *point = scr_setup_record_entry_point(record, act->point, strlen(act->point));
  if (desk->points[point - record->entry_points].counted) {
    complain("the papers of \"%s\" are counted already", act->point);
    return MISUSE;
  }
  if (scr_journal_method_closed(desk->replay.journal, point->method)) return DONE;
  complain("voting %s is not closed yet: papers could still be handed out", scr_method_words(point->method));
  advise("scrutineer election close -e %s --method %s", quoted(election_folder(arguments)),
         scr_method_name(point->method));
  return option(arguments, "enter") ? INCOMPLETE : DONE;
}

static int finish(const struct scr_signed_act *act, const struct office *office, const struct arguments *arguments) {
  struct scr_text missing = signers_missing(act, office->record);
  const char *folder = office->folder;
  int code = DONE;
  if (option(arguments, "enter") && missing.length > 0) {
    complain("not everyone has signed: %s", missing.bytes);
    advise("--by ROLE signs; \"refused = NAME\" in the form says that a teller or an agent didn't");
    code = MISUSE;
  } else if (option(arguments, "enter")) {
    code = acts_enter(act, 1, folder, option(arguments, "dry-run") != NULL);
  } else {
    code = act_write(act, option(arguments, "output"), false);
    if (code == DONE && missing.length > 0)
      message("Still to sign: %s. Each: scrutineer act sign -e %s FILE --by ROLE", missing.bytes, quoted(folder));
    if (code == DONE) message("Then: scrutineer act enter -e %s FILE", quoted(folder));
  }
  scr_text_free(&missing);
  return code;
}

// A count is published for each entry point by itself (doc/threats.md).
static void tell_of_few(const struct scr_paper_count *paper, uint64_t minimum) {
  if (paper->valid == 0 || paper->valid >= minimum) return;
  message("These are %" PRIu64 " valid paper%s, fewer than the minimum of %" PRIu64
          ": the count is published by itself, and could tell how their voters voted.",
          paper->valid, plural(paper->valid), minimum);
}

static int make_count(struct scr_signed_act *act, const struct desk *desk, const struct arguments *arguments) {
  struct office office = desk_office(desk, election_folder(arguments));
  int code = form_read(&act->act, desk, arguments->positional[0]);
  if (code == DONE) code = form_check(&act->act, desk);
  if (code == DONE) code = check_place(&act->act, desk, arguments);
  if (code == DONE) tell_of_few(&act->act.paper, desk_record(desk)->minimum);
  act->act.made = scr_slot_of(desk_record(desk), (uint64_t)time(NULL));
  if (code == DONE && !act_seal(act, desk_election(desk))) code = fail(SCR_E_MEMORY, "the count can't be made");
  if (code == DONE && option(arguments, "dry-run")) {
    print("%s\n", act->body.bytes);
    if (!option(arguments, "enter")) return DONE;
  }
  if (code == DONE) code = sign_all(act, &office, arguments);
  return code == DONE ? finish(act, &office, arguments) : code;
}

int desk_count_run(const struct arguments *arguments) {
  struct desk desk;
  bool form = option(arguments, "template") != NULL;
  if (form == (arguments->positional_n > 0)) {
    complain(form ? "either a form, or --template" : "which count? --template prints a form to fill in");
    return MISUSE;
  }
  struct scr_signed_act *act = calloc(1, sizeof *act);
  int code = act ? desk_open(&desk, election_folder(arguments)) : fail(SCR_E_MEMORY, "the count can't be made");
  if (code == DONE) code = form ? print_form(&desk, arguments) : make_count(act, &desk, arguments);
  if (act) scr_signed_act_free(act);
  if (act) desk_close(&desk);
  free(act);
  return code;
}
