// SPDX-License-Identifier: Apache-2.0
// A reissue on the registrar's machine: the member's credential is looked up, and a spare is picked, so that nobody has to
// open the registrar's secret files for that.
#include "cli/act_reissue.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "cli/desk.h"
#include "cli/quote.h"
#include "cli/registrar.h"

static int set(char **to, const char *credential) {
  free(*to);
  *to = strdup(credential);
  return *to ? DONE : fail(SCR_E_MEMORY, "the act can't be made");
}

static size_t find(const struct desk *desk, const char *credential) {
  return scr_credentials_find(desk_credentials(desk), credential, strlen(credential));
}

// Only what was voided, and for no paper, is replaced (FRZ-4).
static int check_voided(const struct desk *desk, size_t position, const char *member, const char *folder) {
  struct scr_text state = SCR_TEXT_INIT;
  bool voided = scr_journal_credential(desk->replay.journal, position).state == SCR_CREDENTIAL_VOIDED;
  bool on_paper = voided && desk->credentials[position].reason == SCR_REASON_PAPER;
  if (voided && !on_paper) return DONE;
  text_add_credential_state(&state, desk, position, true);
  complain("member %s can't get a spare: %s", shown(member), state.bytes ? state.bytes : "not voided");
  if (!voided && !scr_journal_credential(desk->replay.journal, position).has_ballot)
    advise("the lost one is voided first: scrutineer desk void -e %s %s --reason lost --by DESK --by registrar --enter",
           quoted(folder), quoted(member));
  scr_text_free(&state);
  return INVALID;
}

// What the member held last, which may be a spare that was lost too.
static int find_member(struct scr_act *act, const struct desk *desk, const char *folder, const char *member) {
  struct issued_list list;
  int code = issued_load(&list, folder) ? DONE : CANNOT;
  const struct issued *issued = code == DONE ? issued_find(&list, member) : NULL;
  size_t position = issued ? find(desk, issued->public_key) : SIZE_MAX;
  if (code == DONE && position == SIZE_MAX) {
    complain("no credential of this election was issued to a member %s", shown(member));
    code = MISUSE;
  }
  size_t current = code == DONE ? desk_current(desk, position) : SIZE_MAX;
  if (code == DONE && current == position) code = set(&act->credential, issued->public_key);
  const struct scr_setup_record *record = desk_record(desk);
  for (size_t i = 0; code == DONE && current != position && i < record->spares_n; i++)
    if (find(desk, record->spares[i]) == current) code = set(&act->credential, record->spares[i]);
  if (code == DONE) code = check_voided(desk, current, member, folder);
  issued_free(&list);
  return code;
}

static int pick_spare(struct scr_act *act, const struct desk *desk) {
  const struct scr_credentials *credentials = desk_credentials(desk);
  const struct scr_setup_record *record = desk_record(desk);
  uint64_t weight = scr_credentials_weight(credentials, find(desk, act->credential));
  for (size_t i = 0; i < record->spares_n; i++) {
    size_t position = find(desk, record->spares[i]);
    if (position == SIZE_MAX || scr_credentials_weight(credentials, position) != weight) continue;
    if (scr_journal_credential(desk->replay.journal, position).state == SCR_CREDENTIAL_SPARE)
      return set(&act->spare, record->spares[i]);
  }
  complain("no spare of the weight %" PRIu64 " is left", weight);
  advise(
      "how many there are is fixed before the election: the officer decides, and notes it (scrutineer act make "
      "dispute)");
  return INVALID;
}

int act_reissue_fill(struct scr_act *act, const struct office *office, const char *member_or_null) {
  struct desk desk;
  if (act->credential && act->spare) return DONE;
  int code = desk_open(&desk, office->folder);
  if (code == DONE && member_or_null) code = find_member(act, &desk, office->folder, member_or_null);
  if (code == DONE && !act->spare) code = pick_spare(act, &desk);
  desk_close(&desk);
  return code;
}
