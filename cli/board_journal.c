// SPDX-License-Identifier: Apache-2.0
// The journal for people: what happened, when, and who signed for it.
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "board/journal/period.h"
#include "cli/board.h"
#include "cli/commands.h"
#include "cli/published.h"

const struct option_spec board_journal_options[] = {ELECTION_OPTION, JSON_OPTION, NO_OPTION};

#define KEY_SHOWN 12  // characters of a public credential

// --- acts in words ---

static const char *credential_words(const char *credential) {
  static char words[2][32];
  static size_t next;
  char *into = words[next++ % 2];
  (void)snprintf(into, sizeof words[0], "credential %.*s...", KEY_SHOWN, credential ? credential : "");
  return into;
}

static const char *answer_words(const struct scr_election *election, const struct scr_act *act) {
  bool there = act->question < election->questions_n && act->answer < election->questions[act->question].answers_n;
  return there ? shown(election->questions[act->question].answers[act->answer]) : "an answer that isn't there";
}

static void add_paper(struct scr_text *text, const struct scr_act *act) {
  const struct scr_paper_count *paper = &act->paper;
  uint64_t rejected = 0;
  for (int i = 0; i < SCR_REASONS_N; i++) rejected += paper->rejected[i];
  scr_text_add_format(text,
                      "papers of %s counted: %" PRIu64 " issued, %" PRIu64 " replaced, %" PRIu64 " returned, %" PRIu64
                      " valid, %" PRIu64 " rejected, %" PRIu64 " unaccounted for",
                      act->point, paper->issued, paper->replaced, paper->returned, paper->valid, rejected,
                      paper->unaccounted);
  for (size_t i = 0; i < paper->refusals_n; i++)
    scr_text_add_format(text, i > 0 ? ", %s" : "; refused to sign: %s", paper->refusals[i]);
}

static void add_until(struct scr_text *text, const struct published *published, uint64_t until) {
  scr_text_add(text, "an appeal is open, until ");
  scr_text_add_period(text, &published->zone, until, until);
}

static void add_about_credential(struct scr_text *text, const struct scr_act *act) {
  const char *reason = scr_reason_name(act->reason), *credential = credential_words(act->credential);
  char code[SCR_CODE_LENGTH + 1];
  scr_ballot_code(code, &act->ballot);
  if (act->kind == SCR_ACT_FREEZE)
    scr_text_add_format(text, "%s frozen with ballot %s (%s)", credential, code, reason);
  else if (act->kind == SCR_ACT_LIFT)
    scr_text_add_format(text, "freeze of entry %" PRIu64 " lifted (%s)", act->entry, reason);
  else if (act->kind == SCR_ACT_VOID)
    scr_text_add_format(text, "%s voided (%s)", credential, reason);
  else
    scr_text_add_format(text, "%s reissued as %s (%s)", credential, credential_words(act->spare), reason);
}

static void add_act(struct scr_text *text, const struct published *published, const struct scr_act *act) {
  const struct scr_election *election = published->setup.election;
  const char *reason = scr_reason_name(act->reason);
  switch (act->kind) {
    case SCR_ACT_OPEN: scr_text_add(text, "voting opened"); break;
    case SCR_ACT_FREEZE:
    case SCR_ACT_LIFT:
    case SCR_ACT_VOID:
    case SCR_ACT_REISSUE: add_about_credential(text, act); break;
    case SCR_ACT_CLOSE_METHOD: scr_text_add_format(text, "voting %s closed", scr_method_words(act->method)); break;
    case SCR_ACT_PAPER_COUNT: add_paper(text, act); break;
    case SCR_ACT_AUDITED: scr_text_add_format(text, "an opened ballot noted: %zu ciphertexts", act->hashes_n); break;
    case SCR_ACT_WITHDRAW:
    case SCR_ACT_SUSPEND:
      scr_text_add_format(text, "%s %s (%s; votes cast: %s)", answer_words(election, act),
                          act->kind == SCR_ACT_WITHDRAW ? "withdrawn" : "suspended", reason,
                          scr_votes_cast_name(act->votes));
      break;
    case SCR_ACT_NOTICE: scr_text_add_format(text, "a notice (%s)", reason); break;
    case SCR_ACT_DISPUTE: scr_text_add_format(text, "a dispute (%s)", reason); break;
    case SCR_ACT_ANSWER:
      scr_text_add_format(text, "the dispute of entry %" PRIu64 " answered (%s)", act->entry, reason);
      break;
    case SCR_ACT_CLOSE: scr_text_add(text, "the election closed"); break;
    case SCR_ACT_DECLARE: scr_text_add(text, "the result declared"); break;
    case SCR_ACT_APPEALED: add_until(text, published, act->until); break;
    case SCR_ACT_CONFIRM: scr_text_add(text, "the result confirmed"); break;
    case SCR_ACT_SET_ASIDE: scr_text_add_format(text, "the result set aside (%s)", reason); break;
    case SCR_ACT_ABANDON: scr_text_add_format(text, "the election abandoned (%s)", reason); break;
    default:
      scr_text_add_format(text, "another election takes its place: %s", shown(act->uuid ? act->uuid : ""));
      break;
  }
}

// --- entries ---

static const char *event_words(enum scr_event_type type) {
  switch (type) {
    case SCR_EVENT_SETUP: return "the board begins";
    case SCR_EVENT_END_BALLOTS: return "no ballot is taken any more";
    case SCR_EVENT_ENCRYPTED_TALLY: return "the sum of all ballots, encrypted";
    case SCR_EVENT_PARTIAL_DECRYPTION: return "a trustee's partial decryption";
    case SCR_EVENT_RESULT: return "the result";
    default: return scr_event_type_name(type);
  }
}

static const struct scr_entry_point *point_of(const struct published *published, const struct scr_entry *entry) {
  const char *by = entry->acceptance.signature.by;
  return scr_setup_record_entry_point(published->record, by, strlen(by));
}

static void add_ballot(struct scr_text *text, const struct published *published, const struct scr_entry *entry) {
  const struct scr_entry_point *point = point_of(published, entry);
  const struct scr_setup_record *record = published->record;
  char code[SCR_CODE_LENGTH + 1];
  scr_ballot_code(code, &entry->acceptance.ballot);
  scr_text_add_format(text, "ballot %s, %s", code,
                      point ? scr_method_words(point->method) : "by an unknown entry point");
  if (entry->acceptance.came == entry->slot) return;
  scr_text_add(text, ", which came ");
  text_add_short_period(text, &published->zone, scr_slot_begin(record, entry->acceptance.came),
                        scr_slot_end(record, entry->acceptance.came));
}

static const char *signer(const struct scr_entry *entry, size_t i) {
  if (entry->kind == SCR_ENTRY_BALLOT) return i == 0 ? entry->acceptance.signature.by : NULL;
  return entry->kind == SCR_ENTRY_ACT && i < entry->act.signatures_n ? entry->act.signatures[i].by : NULL;
}

static void add_what(struct scr_text *text, const struct published *published, const struct scr_entry *entry) {
  if (entry->kind == SCR_ENTRY_ACT)
    add_act(text, published, &entry->act.act);
  else if (entry->kind == SCR_ENTRY_BALLOT)
    add_ballot(text, published, entry);
  else
    scr_text_add(text, event_words(entry->type));
}

static void add_line(struct scr_text *text, const struct published *published, const struct scr_entry *entry,
                     uint64_t index) {
  const struct scr_setup_record *record = published->record;
  const char *by;
  scr_text_add_format(text, "%6" PRIu64 "  ", index);
  text_add_short_period(text, &published->zone, scr_slot_begin(record, entry->slot), scr_slot_end(record, entry->slot));
  scr_text_add(text, "  ");
  add_what(text, published, entry);
  for (size_t i = 0; (by = signer(entry, i)); i++) scr_text_add_format(text, i > 0 ? ", %s" : "  [signed: %s", by);
  scr_text_add(text, signer(entry, 0) ? "]\n" : "\n");
}

// --- JSON ---

static void add_json_ballot(struct scr_text *text, const struct published *published, const struct scr_entry *entry) {
  const struct scr_entry_point *point = point_of(published, entry);
  char tracker[SCR_HASH_BASE64 + 1], code[SCR_CODE_LENGTH + 1];
  scr_hash_base64(tracker, &entry->acceptance.ballot);
  scr_ballot_code(code, &entry->acceptance.ballot);
  scr_text_add_format(text, ",\"method\":\"%s\",\"tracker\":\"%s\",\"code\":\"%s\",\"came\":%" PRIu64,
                      point ? scr_method_name(point->method) : "", tracker, code, entry->acceptance.came);
}

static void add_json(struct scr_text *text, const struct published *published, const struct scr_entry *entry,
                     uint64_t index) {
  static const char *const kinds[] = {"event", "ballot", "act"};
  struct scr_text words = SCR_TEXT_INIT;
  const char *by;
  add_what(&words, published, entry);
  scr_text_add_format(text,
                      "{\"schema\":\"scrutineer-journal-entry-1\",\"entry\":%" PRIu64 ",\"slot\":%" PRIu64
                      ",\"begin\":%" PRIu64 ",\"end\":%" PRIu64 ",\"kind\":\"%s\"",
                      index, entry->slot, scr_slot_begin(published->record, entry->slot),
                      scr_slot_end(published->record, entry->slot), kinds[entry->kind]);
  if (entry->kind == SCR_ENTRY_ACT)
    scr_text_add_format(text, ",\"act\":%s", entry->act.body.bytes);  // canonical JSON
  else
    scr_text_add_format(text, ",\"type\":\"%s\"", scr_event_type_name(entry->type));
  if (entry->kind == SCR_ENTRY_BALLOT) add_json_ballot(text, published, entry);
  scr_text_add(text, ",\"words\":");
  scr_text_add_json(text, words.bytes ? words.bytes : "", words.length);
  scr_text_add(text, ",\"signed\":[");
  for (size_t i = 0; (by = signer(entry, i)); i++) scr_text_add_format(text, i > 0 ? ",\"%s\"" : "\"%s\"", by);
  scr_text_add(text, "]}\n");
  text->failed |= words.failed;
  scr_text_free(&words);
}

// --- the command ---

static int show(const struct published *published, bool json) {
  struct scr_text text = SCR_TEXT_INIT;
  struct scr_entry *entry = calloc(1, sizeof *entry);
  uint64_t i = 0;
  enum scr_status status = entry ? SCR_OK : SCR_E_MEMORY;
  for (; status == SCR_OK && i < scr_log_size(published->log); i++) {
    struct scr_log_entry bytes = scr_log_entry_at(published->log, i);
    status = scr_entry_read(entry, published->setup.election, bytes.bytes, bytes.length);
    if (status != SCR_OK) break;
    scr_text_clear(&text);
    if (json)
      add_json(&text, published, entry, i);
    else
      add_line(&text, published, entry, i);
    scr_entry_free(entry);
    status = scr_text_ok(&text);
    if (status == SCR_OK) print_text(&text);
  }
  int code = status == SCR_OK ? DONE : fail(status, "entry %" PRIu64 " of the journal can't be shown", i);
  scr_text_free(&text);
  free(entry);
  return code;
}

int board_journal_run(const struct arguments *arguments) {
  struct published published;
  const char *path = arguments->positional_n > 0 ? arguments->positional[0] : election_folder(arguments);
  int code = published_read(&published, path);
  if (code == DONE) code = show(&published, option(arguments, "json") != NULL);
  published_free(&published);
  return code;
}
