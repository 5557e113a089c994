// SPDX-License-Identifier: Apache-2.0
// What a desk knows, and the table of its commands.
#include "cli/desk.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "board/journal/period.h"
#include "cli/commands.h"

const struct scr_setup_record *desk_record(const struct desk *desk) {
  return desk->replay.published.record;
}

const struct scr_election *desk_election(const struct desk *desk) {
  return desk->replay.published.setup.election;
}

const struct scr_credentials *desk_credentials(const struct desk *desk) {
  return desk->replay.published.setup.credentials;
}

struct office desk_office(const struct desk *desk, const char *folder) {
  const struct published *published = &desk->replay.published;
  return (struct office){folder, published->setup.election, published->record, published->setup.credentials};
}

// --- what the journal says ---

static size_t find(const struct desk *desk, const char *credential) {
  return scr_credentials_find(desk_credentials(desk), credential, strlen(credential));
}

static size_t point_of(const struct scr_setup_record *record, const char *name) {
  const struct scr_entry_point *point = scr_setup_record_entry_point(record, name, strlen(name));
  return point ? (size_t)(point - record->entry_points) : SIZE_MAX;
}

static size_t signing_point(const struct scr_setup_record *record, const struct scr_signed_act *act) {
  size_t found = SIZE_MAX;
  for (size_t i = 0; i < act->signatures_n && found == SIZE_MAX; i++) found = point_of(record, act->signatures[i].by);
  return found;
}

static void see_void(struct desk *desk, const struct scr_signed_act *act) {
  size_t position = find(desk, act->act.credential), point = signing_point(desk_record(desk), act);
  if (position == SIZE_MAX) return;
  struct desk_credential *credential = &desk->credentials[position];
  credential->reason = act->act.reason;
  credential->void_point = point;
  if (credential->reason != SCR_REASON_PAPER || point == SIZE_MAX) return;
  desk->points[point].voids++;
  desk->points[point].voids_weight += scr_credentials_weight(desk_credentials(desk), position);
}

static void see_reissue(struct desk *desk, const struct scr_act *act) {
  size_t position = find(desk, act->credential), spare = find(desk, act->spare);
  if (position != SIZE_MAX && spare != SIZE_MAX) desk->credentials[position].heir = spare;
}

static bool set_up(struct desk *desk) {
  size_t count = scr_credentials_count(desk_credentials(desk));
  desk->credentials = calloc(count + 1, sizeof *desk->credentials);
  for (size_t i = 0; desk->credentials && i < count; i++)
    desk->credentials[i] = (struct desk_credential){.void_point = SIZE_MAX, .heir = SIZE_MAX};
  return desk->credentials != NULL;
}

static void see(void *context, const struct replayed *replayed) {
  struct desk *desk = context;
  const struct scr_signed_act *act = &replayed->entry->act;
  if (!desk->credentials && !set_up(desk)) return;
  if (replayed->entry->kind == SCR_ENTRY_BALLOT && replayed->credential != SIZE_MAX)
    desk->credentials[replayed->credential].came = replayed->entry->acceptance.came;
  if (replayed->entry->kind != SCR_ENTRY_ACT) return;
  if (act->act.kind == SCR_ACT_VOID) see_void(desk, act);
  if (act->act.kind == SCR_ACT_REISSUE) see_reissue(desk, &act->act);
  size_t point = act->act.kind == SCR_ACT_PAPER_COUNT ? point_of(desk_record(desk), act->act.point) : SIZE_MAX;
  if (point != SIZE_MAX) desk->points[point].counted = true;
}

int desk_open(struct desk *desk, const char *folder) {
  *desk = (struct desk){.credentials = NULL};
  int code = replay_read(&desk->replay, folder, see, desk);
  if (code == DONE && !desk->credentials && !set_up(desk)) code = fail(SCR_E_MEMORY, "the journal can't be kept");
  return code;
}

void desk_close(struct desk *desk) {
  free(desk->credentials);
  desk->credentials = NULL;
  replay_free(&desk->replay);
}

size_t desk_current(const struct desk *desk, size_t position) {
  // A spare is reissued once, so that this ends: no more steps than there are credentials.
  for (size_t i = scr_credentials_count(desk_credentials(desk)); i > 0; i--) {
    if (desk->credentials[position].heir == SIZE_MAX) break;
    position = desk->credentials[position].heir;
  }
  return position;
}

// --- for people ---

void text_add_as_of(struct scr_text *text, const struct desk *desk) {
  const struct scr_setup_record *record = desk_record(desk);
  const struct scr_journal *journal = desk->replay.journal;
  uint64_t slot = scr_journal_slot(journal);
  scr_text_add_format(text, "as of entry %" PRIu64 " of the journal, ", scr_journal_size(journal) - 1);
  scr_text_add_period(text, &desk->replay.published.zone, scr_slot_begin(record, slot), scr_slot_end(record, slot));
}

static const char *point_name(const struct desk *desk, size_t point) {
  return point < desk_record(desk)->entry_points_n ? desk_record(desk)->entry_points[point].key.name : "?";
}

static void add_vote(struct scr_text *text, const struct desk *desk, size_t position, bool when) {
  const struct scr_setup_record *record = desk_record(desk);
  size_t point = scr_journal_credential(desk->replay.journal, position).entry_point;
  uint64_t came = desk->credentials[position].came;
  if (point < record->entry_points_n)
    scr_text_add_format(text, " %s", scr_method_words(record->entry_points[point].method));
  if (!when) return;
  scr_text_add(text, ", ");
  text_add_short_period(text, &desk->replay.published.zone, scr_slot_begin(record, came), scr_slot_end(record, came));
}

static void add_void(struct scr_text *text, const struct desk *desk, size_t position) {
  const struct desk_credential *credential = &desk->credentials[position];
  if (credential->reason == SCR_REASON_PAPER)
    scr_text_add_format(text, "voided: a paper from %s", point_name(desk, credential->void_point));
  else
    scr_text_add_format(text, "voided: %s, and no other credential in its place", scr_reason_name(credential->reason));
}

void text_add_credential_state(struct scr_text *text, const struct desk *desk, size_t position, bool when) {
  struct scr_credential_view view = scr_journal_credential(desk->replay.journal, position);
  switch (view.state) {
    case SCR_CREDENTIAL_FROZEN:
      scr_text_add(text, "frozen: voted");
      add_vote(text, desk, position, when);
      scr_text_add(text, ", and nothing can replace that");
      break;
    case SCR_CREDENTIAL_VOIDED: add_void(text, desk, position); break;
    case SCR_CREDENTIAL_SPARE: scr_text_add(text, "a spare that nobody holds"); break;
    default:
      scr_text_add(text, view.has_ballot ? "has voted" : "has not voted");
      if (view.has_ballot) add_vote(text, desk, position, when);
  }
}

const char *credential_state_word(const struct desk *desk, size_t position) {
  struct scr_credential_view view = scr_journal_credential(desk->replay.journal, position);
  switch (view.state) {
    case SCR_CREDENTIAL_FROZEN: return "frozen";
    case SCR_CREDENTIAL_VOIDED: return "voided";
    case SCR_CREDENTIAL_SPARE: return "spare";
    default: return view.has_ballot ? "voted" : "free";
  }
}

const struct command desk_commands[] = {
    {
        .noun = "desk",
        .verb = "list",
        .operands = "",
        .summary = "Lists the members for the door: who has voted, and how",
        .text =
            "On the registrar's machine, with the public folder as it is now. By name; never with a credential's "
            "secret. As CSV\n"
            "also with the public credential of everyone without a ballot, which \"desk void\" wants where there is "
            "no network.\n"
            "Either list says who has voted, and how: it is for the desk alone, and is destroyed afterwards. When they "
            "voted is\n"
            "left out, since it could be matched with the list of ballots; --when adds it.",
        .example = "scrutineer desk list -e election/ --csv -o door.csv",
        .options = desk_list_options,
        .run = desk_list_run,
    },
    {
        .noun = "desk",
        .verb = "void",
        .operands = "[MEMBER...]",
        .operands_max = SIZE_MAX,
        .summary = "Voids credentials, before papers are handed out",
        .text =
            "MEMBER is a membership number, looked up in --list (from \"desk list --csv\") or in the registrar's "
            "files. "
            "An entry\n"
            "point and a second official (the officer, the registrar, or a teller) sign; whose key is on another "
            "machine signs\n"
            "there, with \"act sign\". Whoever has a ballot is refused: no paper then, or the envelope is set aside "
            "unopened.\n"
            "No network is wanted before \"act enter\".",
        .example = "scrutineer desk void -e election/ --list door.csv --by hall --by tina -o acts/ M0017 M0231",
        .options = desk_void_options,
        .run = desk_void_run,
    },
    {
        .noun = "desk",
        .verb = "count",
        .operands = "[COUNT.conf]",
        .operands_max = 1,
        .summary = "Makes the record of a count of papers, and enters it",
        .text =
            "COUNT.conf says what was counted; --template prints one to fill in. Every sum is checked before anything "
            "is\n"
            "signed, and one that doesn't fit is named with the difference. The officer, every teller and every "
            "agent sign,\n"
            "or a line \"refused = NAME\" says that one didn't; who is elsewhere signs with \"act sign\".",
        .example = "scrutineer desk count -e election/ hall.conf --by officer --by tina --by alec --enter",
        .options = desk_count_options,
        .run = desk_count_run,
    },
    {0},
};
