// SPDX-License-Identifier: Apache-2.0
// Checking the journal beside the archive: the log and what was cosigned, and every entry by the rules that its writer obeys
// too, in step with the archive's events.
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "board/journal/ahead.h"
#include "board/journal/cosigned.h"
#include "board/journal/files.h"
#include "board/journal/journal_internal.h"
#include "board/journal/lines.h"
#include "board/verify_internal.h"

struct journal_check {
  struct scr_setup_record *record;
  struct scr_journal *journal;
  struct log_reader *log;
  struct scr_witnessing witnessing;  // of the log's latest checkpoint
  uint64_t next;                     // entry
  uint64_t known;                    // entries that were judged before, and their signatures verified
  uint64_t matched;                  // entries up to the last one of an event
  struct scr_hash matched_root;      // at the end
  uint64_t waiting;                  // events of the archive that come after all entries
  struct cosigned_list cosigned;
  enum scr_status cosigned_status;  // of reading it
  uint64_t cosigned_wrong;
  struct journal_ahead *ahead;
};

void verify_journal_free(struct scr_session *session) {
  struct journal_check *check = session->journal;
  if (!check) return;
  journal_ahead_free(check->ahead);
  scr_journal_free(check->journal);
  scr_setup_record_free(check->record);
  log_reader_free(check->log);
  cosigned_free(&check->cosigned);
  free(check);
  session->journal = NULL;
}

// A disk that fails says nothing of the board; a file that isn't there does. At once after the reading: errno tells.
static enum scr_status as_missing(enum scr_status status) {
  return status == SCR_E_IO && errno == ENOENT ? SCR_E_LOG_MISSING : status;
}

// About no event of the archive.
static struct scr_failure *fail_journal(struct scr_session *session, enum scr_check_id id, enum scr_status status) {
  struct scr_failure *failure = verify_fail(session, id, status);
  failure->has_event = false;
  return failure;
}

// --- the record and the log ---

// REC-7.
static enum scr_status load_record(struct scr_session *session, struct journal_check *check,
                                   const struct scr_hash *trustees, const struct scr_hash *credentials) {
  enum scr_status status = setup_record_load(&check->record, session->options.journal, session->election);
  if (status == SCR_OK)
    status = scr_setup_record_check(check->record, session->election, trustees, credentials, session->credentials);
  if (verify_ends_run(status)) return status;
  if (status == SCR_OK)
    verify_pass(session, SCR_CHECK_JOURNAL_RECORD, 1);
  else
    (void)fail_journal(session, SCR_CHECK_JOURNAL_RECORD, status);
  if (check->record) session->report->witnesses = check->record->witnesses_n;
  if (check->record) session->report->minimum = check->record->minimum;
  return SCR_OK;
}

static enum scr_status compare_line(void *comparison, const struct scr_log_entry *entry) {
  journal_comparison_show(comparison, entry);
  return SCR_OK;
}

// Of reading the log, or of the lines.
static enum scr_status record_log(struct scr_session *session, enum scr_status status, const struct scr_tile *wrong) {
  struct scr_text path = SCR_TEXT_INIT;
  if (status == SCR_OK || verify_ends_run(status)) return status;
  struct scr_failure *failure = fail_journal(session, SCR_CHECK_JOURNAL_LOG, status);
  if (wrong->width > 0) scr_text_add_tile_path(&path, wrong);
  if (path.bytes) verify_detail(failure, JOURNAL_LOG "/%s", path.bytes);
  scr_text_free(&path);
  return SCR_OK;
}

// JRN-13: the log's files fit together under the board's signature, and the lines for people say the same.
static enum scr_status load_log(struct scr_session *session, struct journal_check *check) {
  struct scr_text note = SCR_TEXT_INIT, lines = SCR_TEXT_INIT, folder = SCR_TEXT_INIT;
  struct scr_checkpoint checkpoint;
  struct scr_log_keys keys = scr_setup_record_log_keys(check->record);
  scr_text_add_format(&folder, "%s/" JOURNAL_LOG, session->options.journal);
  scr_text_add_format(&lines, "%s/" JOURNAL_LINES, session->options.journal);
  enum scr_status status = scr_text_ok(&folder);
  if (status == SCR_OK) status = scr_text_ok(&lines);
  if (status == SCR_OK) {
    struct journal_comparison comparison = JOURNAL_COMPARISON(lines.bytes);
    struct log_pass pass = {.bytes_max = SCR_LOG_PASSING_MAX, .take = compare_line, .context = &comparison};
    // Before the log, which may grow meanwhile: then it is the newer of the two.
    check->cosigned_status = cosigned_read(&check->cosigned, &check->cosigned_wrong, folder.bytes, &keys);
    status =
        as_missing(log_reader_open(&check->log, &note, &checkpoint, &check->witnessing, folder.bytes, &keys, &pass));
    if (status == SCR_OK) {
      verify_pass(session, SCR_CHECK_JOURNAL_LOG, 1);
      status = journal_comparison_end(&comparison);
    }
    journal_comparison_free(&comparison);
    status = record_log(session, status, &pass.wrong);
  }
  scr_text_free(&note);
  scr_text_free(&lines);
  scr_text_free(&folder);
  return status;
}

// INC-3: the entries that a state is about must be the log's first ones.
static enum scr_status take_known(struct scr_session *session, struct journal_check *check) {
  const struct scr_state *state = session->options.state;
  struct scr_hash root;
  if (!state || !state->has_journal) return SCR_OK;
  if (log_reader_size(check->log) < state->entries) return SCR_E_STATE_JOURNAL;
  enum scr_status status = log_reader_root(&root, check->log, state->entries);
  if (status != SCR_OK) return status;
  if (!scr_hash_equal(&root, &state->root)) return SCR_E_STATE_JOURNAL;
  check->known = state->entries;
  return SCR_OK;
}

bool verify_journal_knows_next(const struct scr_session *session) {
  return !session->journal || session->journal->next < session->journal->known;
}

void verify_journal_state(struct scr_state *state, const struct scr_session *session) {
  const struct journal_check *check = session->journal;
  state->has_journal = check != NULL;
  if (!check) return;
  state->entries = check->matched;
  state->root = check->matched_root;
}

static enum scr_status begin(struct scr_session *session, struct journal_check *check, const struct scr_hash *trustees,
                             const struct scr_hash *credentials) {
  enum scr_status status = load_record(session, check, trustees, credentials);
  if (status != SCR_OK || !check->record) return status;
  status = load_log(session, check);
  if (status != SCR_OK || !check->log) return status;
  status = take_known(session, check);
  if (status != SCR_OK) return status;
  status = scr_journal_new(&check->journal, check->record, session->election, session->credentials);
  if (status != SCR_OK) return status;
  return journal_ahead_new(&check->ahead, check->log, check->journal, check->known, session->options.threads);
}

// REC-13: a journal that lies there and isn't bound, or a binding of another form, must not look like none.
static bool is_bound(struct scr_session *session) {
  static const char mark[] = "[scrutineer-setup-";
  struct scr_hash bound;
  const char *description = session->election->description, *first = strstr(description, mark);
  bool once = first && !strstr(first + 1, mark);
  if (once && scr_description_record(&bound, description)) return true;
  session->report->has_journal = first || session->options.journal || session->options.journal_in_part;
  if (session->report->has_journal) (void)fail_journal(session, SCR_CHECK_JOURNAL_RECORD, SCR_E_RECORD_HASH);
  return false;
}

enum scr_status verify_journal_begin(struct scr_session *session, const struct scr_hash *trustees,
                                     const struct scr_hash *credentials) {
  if (!is_bound(session)) return SCR_OK;
  session->report->has_journal = true;
  if (!session->options.journal) return SCR_OK;
  session->journal = calloc(1, sizeof *session->journal);
  if (!session->journal) return SCR_E_MEMORY;
  session->report->paper_votes = calloc(session->election->ciphertexts_n, sizeof *session->report->paper_votes);
  if (!session->report->paper_votes) return SCR_E_MEMORY;
  enum scr_status status = begin(session, session->journal, trustees, credentials);
  if (status != SCR_OK || !session->journal->journal) verify_journal_free(session);
  return status;
}

// --- entries ---

static const enum scr_check_id check_of_rule[SCR_RULES] = {
    [SCR_RULE_EVENTS] = SCR_CHECK_JOURNAL_EVENTS,
    [SCR_RULE_SLOTS] = SCR_CHECK_JOURNAL_TIMES,
    [SCR_RULE_POINTS] = SCR_CHECK_JOURNAL_POINTS,
    [SCR_RULE_ACTS] = SCR_CHECK_JOURNAL_ACTS,
    [SCR_RULE_CREDENTIALS] = SCR_CHECK_JOURNAL_CREDENTIALS,
    [SCR_RULE_AUDITED] = SCR_CHECK_JOURNAL_AUDITED,
    [SCR_RULE_ORDER] = SCR_CHECK_JOURNAL_ORDER,
    [SCR_RULE_PAPER] = SCR_CHECK_JOURNAL_PAPER,
    [SCR_RULE_DECLARED] = SCR_CHECK_JOURNAL_DECLARED,
};

static void record_rulings(struct scr_session *session, const struct scr_rulings *rulings, const char *what) {
  for (int i = 0; i < SCR_RULES; i++) {
    if (!rulings->looked[i]) continue;
    if (rulings->status[i] == SCR_OK)
      verify_pass(session, check_of_rule[i], 1);
    else
      verify_detail(fail_journal(session, check_of_rule[i], rulings->status[i]), "entry %llu of the journal (%s)",
                    (unsigned long long)session->journal->next, what);
  }
}

static const char *describe(const struct scr_entry *entry) {
  return entry->kind == SCR_ENTRY_ACT ? scr_act_name(entry->act.act.kind) : scr_event_type_name(entry->type);
}

static enum scr_status judge_entry(struct scr_session *session, const struct scr_entry *entry, bool trust_signatures,
                                   const struct scr_journal_event *event) {
  struct journal_check *check = session->journal;
  struct scr_rulings rulings;
  scr_journal_judge(&rulings, check->journal, entry, event, trust_signatures);
  enum scr_status worst = scr_rulings_worst(&rulings);
  if (verify_ends_run(worst)) return worst;
  record_rulings(session, &rulings, describe(entry));
  cosigned_show_slot(&check->cosigned, check->next, entry->slot);
  if (entry->kind == SCR_ENTRY_ACT && entry->act.act.kind == SCR_ACT_DECLARE && worst == SCR_OK)
    session->report->declared = true;
  return scr_journal_take(check->journal, entry, event);
}

// The next entry; *is_event is whether it stands for an event. One that can't be read is taken for none.
static enum scr_status take_entry(bool *is_event, struct scr_session *session, const struct scr_journal_event *event) {
  struct journal_check *check = session->journal;
  const struct ahead_entry *ahead;
  *is_event = false;
  enum scr_status status = journal_ahead_next(&ahead, check->ahead);
  if (status != SCR_OK) return status;
  status = ahead->status;
  *is_event = status == SCR_OK && ahead->entry.kind != SCR_ENTRY_ACT;
  if (status == SCR_OK) {
    verify_pass(session, SCR_CHECK_JOURNAL_ENTRIES, 1);
    status = judge_entry(session, &ahead->entry, ahead->holds, *is_event ? event : NULL);
  } else if (!verify_ends_run(status)) {
    verify_detail(fail_journal(session, SCR_CHECK_JOURNAL_ENTRIES, status), "entry %llu",
                  (unsigned long long)check->next);
    cosigned_show_slot(&check->cosigned, check->next, scr_journal_slot(check->journal));
    status = SCR_OK;
  }
  check->next++;
  return status;
}

// JRN-6: takes the acts before it, and its own entry. An event is durable before its entry is (JRN-11): at the end of both,
// it may be on its way.
enum scr_status verify_journal_event(struct scr_session *session, const struct scr_journal_event *event) {
  struct journal_check *check = session->journal;
  bool is_event = false;
  enum scr_status status = SCR_OK;
  if (!check) return SCR_OK;
  double start = seconds_now();
  while (status == SCR_OK && !is_event && check->next < log_reader_size(check->log))
    status = take_entry(&is_event, session, event);
  if (status == SCR_OK && !is_event) check->waiting++;
  if (is_event) check->matched = check->next;
  verify_time(session, event->type == SCR_EVENT_BALLOT ? SCR_CHECK_JOURNAL_POINTS : SCR_CHECK_JOURNAL_ACTS, &start);
  return status;
}

// --- the end ---

// JRN-12. An election whose journal lacks events is never complete: what is declared stands after the last of them.
static void tell_waiting(struct scr_session *session) {
  struct scr_check *events = &session->report->checks[SCR_CHECK_JOURNAL_EVENTS];
  uint64_t waiting = session->journal->waiting;
  if (waiting == 0 || events->state == SCR_STATE_FAIL) return;
  events->state = SCR_STATE_NOT_CHECKABLE;
  (void)snprintf(events->why, sizeof events->why, "%llu event%s at the archive's end %s not in the journal yet",
                 (unsigned long long)waiting, waiting == 1 ? "" : "s", waiting == 1 ? "is" : "are");
}

// Whether a witness's time fits; one that doesn't is taken away and named, since a single clock, or a single liar, decides
// nothing.
static bool check_time(struct scr_session *session, struct cosigned *item, size_t witness, uint64_t *at) {
  struct journal_check *check = session->journal;
  struct scr_note_signer *by = &item->witnessing.by[witness];
  enum scr_status status = scr_journal_check_time(at, check->record, item->size, &item->around, by->time);
  if (status == SCR_OK) {
    verify_pass(session, SCR_CHECK_JOURNAL_TIMES, 1);
    return true;
  }
  verify_note(session, "the time of the witness %s on %llu entries does not fit theirs: its cosignature isn't counted",
              check->record->witnesses[witness].name, (unsigned long long)item->size);
  by->has_signed = false;
  item->witnessing.count--;
  return false;
}

// JRN-8: a quorum that contradicts the entries is believed.
static void check_times(struct scr_session *session) {
  struct journal_check *check = session->journal;
  for (size_t i = 0; i < check->cosigned.count; i++) {
    struct cosigned *item = &check->cosigned.items[i];
    uint64_t misfits = 0, at = 0;
    for (size_t j = 0; j < check->record->witnesses_n; j++)
      if (item->witnessing.by[j].has_signed && !check_time(session, item, j, &at)) misfits++;
    if (misfits > 0 && misfits >= check->record->quorum)
      verify_detail(fail_journal(session, SCR_CHECK_JOURNAL_TIMES, SCR_E_JOURNAL_COSIGNED),
                    "entry %llu, %llu witnesses on %llu entries", (unsigned long long)at, (unsigned long long)misfits,
                    (unsigned long long)item->size);
  }
}

// JRN-10.
static void check_quorum(struct scr_session *session, const struct cosigned_list *list) {
  struct journal_check *check = session->journal;
  uint64_t from = scr_journal_closed_at(check->journal), shares = scr_journal_shares_at(check->journal);
  if (check->record->witnesses_n == 0) {
    verify_why(session, SCR_CHECK_JOURNAL_QUORUM, "the setup record names no witnesses");
    return;
  }
  if (from == 0) {
    verify_why(session, SCR_CHECK_JOURNAL_QUORUM, "the election is not closed");
    return;
  }
  bool met = cosigned_quorum(list, check->record->quorum, from, shares ? shares - 1 : log_reader_size(check->log));
  if (met)
    verify_pass(session, SCR_CHECK_JOURNAL_QUORUM, 1);
  else if (shares)
    (void)fail_journal(session, SCR_CHECK_JOURNAL_QUORUM, SCR_E_JOURNAL_QUORUM);
  else
    verify_why(session, SCR_CHECK_JOURNAL_QUORUM, "the close is not cosigned yet");
}

// What no quorum has cosigned yet, the board could still show otherwise to somebody else: that is no failure, and is said.
static void tell_cosigned(struct scr_session *session, const struct cosigned_list *list) {
  struct journal_check *check = session->journal;
  uint64_t size = log_reader_size(check->log), quorum = check->record->quorum;
  if (check->record->witnesses_n == 0) return;
  uint64_t cosigned = check->witnessing.count >= quorum ? size : cosigned_size(list, quorum);
  session->report->cosigned = cosigned;
  if (cosigned == 0)
    verify_note(session, "no quorum of witnesses has cosigned anything yet: the journal is the board's word alone");
  else if (cosigned < size)
    verify_note(session, "a quorum of witnesses has cosigned the first %llu of %llu entries of the journal",
                (unsigned long long)cosigned, (unsigned long long)size);
}

static enum scr_status root_of(struct scr_hash *root, void *log, uint64_t size) {
  return log_reader_root(root, log, size);
}

static enum scr_status check_cosigned(struct scr_session *session) {
  struct journal_check *check = session->journal;
  uint64_t wrong = check->cosigned_wrong;
  enum scr_status status = check->cosigned_status;
  if (status == SCR_OK) {
    status = cosigned_check(&check->cosigned, &wrong, log_reader_size(check->log), root_of, check->log);
    if (status == SCR_OK) verify_pass(session, SCR_CHECK_JOURNAL_LOG, check->cosigned.count);
    check_times(session);
    if (status == SCR_OK) tell_cosigned(session, &check->cosigned);
    check_quorum(session, &check->cosigned);
  }
  if (status != SCR_OK && !verify_ends_run(status)) {
    verify_detail(fail_journal(session, SCR_CHECK_JOURNAL_LOG, status), "cosigned checkpoint of %llu entries",
                  (unsigned long long)wrong);
    status = SCR_OK;
  }
  return status;
}

// Whether the next entry is that of an event, as far as can be told without reading it.
static enum scr_status next_is_event(bool *is_event, const struct scr_session *session) {
  static const char key[] = "\"event\":";
  const struct journal_check *check = session->journal;
  const struct scr_log_entry *lines;
  unsigned width;
  enum scr_status status = log_reader_bundle(&lines, &width, check->log, check->next / SCR_TILE_WIDTH);
  if (status != SCR_OK) return status;
  const struct scr_log_entry *line = &lines[check->next % SCR_TILE_WIDTH];
  const char *comma = memchr(line->bytes, ',', line->length);
  *is_event =
      comma && (size_t)(line->bytes + line->length - comma) > sizeof key && memcmp(comma + 1, key, sizeof key - 1) == 0;
  return SCR_OK;
}

// An archive that ends well in an election that goes on, and a journal that knows more: it is the older copy of the two.
static void tell_ahead(struct scr_session *session) {
  struct scr_check *events = &session->report->checks[SCR_CHECK_JOURNAL_EVENTS];
  if (events->state == SCR_STATE_FAIL) return;
  events->state = SCR_STATE_NOT_CHECKABLE;
  (void)snprintf(
      events->why, sizeof events->why,
      "the archive is older than the journal, which has %llu entries more: copy log/ first, the archive last",
      (unsigned long long)(log_reader_size(session->journal->log) - session->journal->next));
}

enum scr_status verify_journal_end(struct scr_session *session) {
  struct journal_check *check = session->journal;
  struct scr_report *report = session->report;
  bool is_event;
  enum scr_status status = SCR_OK;
  if (!check) return SCR_OK;
  bool ahead = false;
  while (status == SCR_OK && !ahead && check->next < log_reader_size(check->log)) {
    if (session->phase != SCR_PHASE_DONE && !session->stopped) status = next_is_event(&ahead, session);
    if (status == SCR_OK && !ahead) status = take_entry(&is_event, session, NULL);
  }
  if (ahead) tell_ahead(session);
  if (status == SCR_OK) status = check_cosigned(session);
  if (status == SCR_OK) status = verify_methods(session, check->journal, check->record);
  if (status == SCR_OK) status = log_reader_root(&check->matched_root, check->log, check->matched);
  tell_waiting(session);
  report->entries = check->next;
  report->paper_voters = scr_journal_paper_voters(check->journal);
  memcpy(report->paper_votes, scr_journal_paper_votes(check->journal),
         session->election->ciphertexts_n * sizeof *report->paper_votes);
  return status;
}
