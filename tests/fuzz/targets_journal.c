// SPDX-License-Identifier: Apache-2.0
// What comes into a journal: acts, the word of entry points, entries; and whole sequences of entries before the judge, with
// signatures taken on trust, which no fuzzer could make.
#include <stdlib.h>
#include <string.h>

#include "scrutineer/journal.h"
#include "tests/fuzz/fuzz.h"

// The body that was signed is what would be written for what was read.
static void require_body(const struct scr_signed_act *act, const struct scr_election *election) {
  struct scr_text body = SCR_TEXT_INIT;
  FUZZ_REQUIRE(act->act.kind < SCR_ACT_KINDS && act->signatures_n <= SCR_ACT_SIGNATURES_MAX);
  scr_text_add_act(&body, election, &act->act);
  FUZZ_REQUIRE(fuzz_wrote(&body, act->body.bytes, act->body.length));
}

static void act_of(const struct scr_election *election, const char *bytes, size_t length) {
  struct scr_signed_act *act = calloc(1, sizeof *act);
  struct scr_act alone;
  struct scr_text again = SCR_TEXT_INIT;
  FUZZ_REQUIRE(act);
  if (scr_signed_act_read(act, election, bytes, length) == SCR_OK) {
    scr_text_add_signed_act(&again, act);
    FUZZ_REQUIRE(fuzz_wrote(&again, bytes, length));
    require_body(act, election);
    FUZZ_REQUIRE(scr_act_read(&alone, election, act->body.bytes, act->body.length) == SCR_OK);
    scr_act_free(&alone);
    scr_signed_act_free(act);
  }
  free(act);
}

void fuzz_act(const char *bytes, size_t length) {
  for (size_t i = 0; i < 2; i++) act_of(fuzz_fixture_at(i)->election, bytes, length);
}

void fuzz_acceptance(const char *bytes, size_t length) {
  struct scr_acceptance acceptance;
  struct scr_text again = SCR_TEXT_INIT;
  if (scr_acceptance_read(&acceptance, bytes, length) != SCR_OK) return;
  FUZZ_REQUIRE(acceptance.came <= SCR_ACT_MADE_MAX);
  scr_text_add_acceptance(&again, &acceptance);
  FUZZ_REQUIRE(fuzz_wrote(&again, bytes, length));
}

static bool read_entry(struct scr_entry *entry, const struct scr_election *election, const char *bytes, size_t length) {
  struct scr_text again = SCR_TEXT_INIT;
  if (scr_entry_read(entry, election, bytes, length) != SCR_OK) return false;
  scr_text_add_entry(&again, entry);
  FUZZ_REQUIRE(fuzz_wrote(&again, bytes, length));
  FUZZ_REQUIRE((entry->kind == SCR_ENTRY_BALLOT) == (entry->kind != SCR_ENTRY_ACT && entry->type == SCR_EVENT_BALLOT));
  if (entry->kind == SCR_ENTRY_ACT) require_body(&entry->act, election);
  return true;
}

void fuzz_entry(const char *bytes, size_t length) {
  for (size_t i = 0; i < 2; i++) {
    struct scr_entry *entry = calloc(1, sizeof *entry);
    FUZZ_REQUIRE(entry);
    if (read_entry(entry, fuzz_fixture_at(i)->election, bytes, length)) scr_entry_free(entry);
    free(entry);
  }
}

// --- sequences ---

// The archive's event of an entry, which the entry's own bytes tell: with a hash that begins with 0 there is none; otherwise that
// is whose ballot it is.
static const struct scr_journal_event *event_of(struct scr_journal_event *event, const struct scr_entry *entry,
                                                const struct fuzz_fixture *fixture) {
  if (entry->kind == SCR_ENTRY_ACT || entry->event.byte[0] == 0) return NULL;
  size_t credential = entry->event.byte[0] % (fixture->credentials_n + 1);
  *event = (struct scr_journal_event){.type = entry->type,
                                      .hash = entry->event,
                                      .has_payload = entry->event.byte[1] % 8 != 0,
                                      .payload = entry->acceptance.ballot,
                                      .credential = credential < fixture->credentials_n ? credential : SIZE_MAX};
  return event;
}

static void require_sound(const struct scr_journal *journal, uint64_t size, const struct fuzz_fixture *fixture) {
  uint64_t counted = 0, ballots = 0, with_ballot = 0;
  FUZZ_REQUIRE(scr_journal_size(journal) == size);
  FUZZ_REQUIRE(scr_journal_closed_at(journal) <= size && scr_journal_shares_at(journal) <= size);
  for (size_t i = 0; i < fuzz_record()->entry_points_n; i++) {
    FUZZ_REQUIRE(scr_journal_counted(journal, i) <= scr_journal_ballots(journal, i));
    counted += scr_journal_counted(journal, i);
    ballots += scr_journal_ballots(journal, i);
  }
  for (size_t i = 0; i < fixture->credentials_n; i++) {
    struct scr_credential_view view = scr_journal_credential(journal, i);
    FUZZ_REQUIRE(view.state <= SCR_CREDENTIAL_SPARE);
    with_ballot += view.has_ballot;
  }
  FUZZ_REQUIRE(counted <= with_ballot && ballots <= size);
}

static void take(struct scr_journal *journal, const struct scr_entry *entry, const struct fuzz_fixture *fixture) {
  struct scr_rulings rulings, again;
  struct scr_journal_event made;
  const struct scr_journal_event *event = event_of(&made, entry, fixture);
  uint64_t size = scr_journal_size(journal), slot = scr_journal_slot(journal);
  scr_journal_judge(&rulings, journal, entry, event, true);
  scr_journal_judge(&again, journal, entry, event, true);
  for (int i = 0; i < SCR_RULES; i++)
    FUZZ_REQUIRE(rulings.looked[i] == again.looked[i] && rulings.status[i] == again.status[i] &&
                 (rulings.looked[i] || rulings.status[i] == SCR_OK));
  FUZZ_REQUIRE(scr_journal_take(journal, entry, event) == SCR_OK);
  FUZZ_REQUIRE(scr_journal_slot(journal) >= slot);
  require_sound(journal, size + 1, fixture);
  // The very same act is never possible again.
  if (entry->kind != SCR_ENTRY_ACT) return;
  scr_journal_judge(&again, journal, entry, NULL, true);
  FUZZ_REQUIRE(again.status[SCR_RULE_ACTS] == SCR_E_JOURNAL_REPEATED);
}

// Lines, each an entry or passed over.
void fuzz_journal(const char *bytes, size_t length) {
  const struct fuzz_fixture *fixture = fuzz_fixture_at(0);
  struct scr_setup_record record = *fuzz_record();
  struct scr_journal *journal;
  struct scr_entry *entry = calloc(1, sizeof *entry);
  record.spares = fixture->credentials;  // the first
  record.members = fixture->credentials_n - 1;
  record.weight = record.members;
  FUZZ_REQUIRE(entry);
  FUZZ_REQUIRE(scr_journal_new(&journal, &record, fixture->election, scr_session_credentials(fixture->session)) == SCR_OK);
  while (length > 0) {
    const char *end = memchr(bytes, '\n', length);
    size_t line = end ? (size_t)(end - bytes) : length;
    if (read_entry(entry, fixture->election, bytes, line)) {
      take(journal, entry, fixture);
      scr_entry_free(entry);
    }
    bytes += line + (end != NULL);
    length -= line + (end != NULL);
  }
  scr_journal_free(journal);
  free(entry);
}
