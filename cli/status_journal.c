// SPDX-License-Identifier: Apache-2.0
// The next step of an election with a journal, from its opening on: let ballots in, close the ways of voting, count papers,
// close, have that cosigned, tally, declare (JRN-9).
#include <stdlib.h>
#include <string.h>

#include "cli/quote.h"
#include "cli/status.h"

// --- where it stands ---

static void see(void *context, const struct replayed *replayed) {
  struct standing *standing = context;
  if (replayed->entry->kind != SCR_ENTRY_ACT) return;
  standing->opened |= replayed->entry->act.act.kind == SCR_ACT_OPEN;
  standing->declared |= replayed->entry->act.act.kind == SCR_ACT_DECLARE;
}

// What a quorum has cosigned.
static int look_at_cosigned(struct standing *standing) {
  struct kept_notes kept;
  const struct published *published = &standing->replay.published;
  uint64_t closed_at = scr_journal_closed_at(standing->replay.journal);
  int code = kept_notes_read(&kept, published);
  if (code != DONE) return code;
  standing->close_cosigned = standing->all_cosigned = published->record->quorum == 0;
  for (size_t i = 0; i < kept.count; i++) {
    standing->close_cosigned |= closed_at > 0 && kept.notes[i].size >= closed_at;
    standing->all_cosigned |= kept.notes[i].size >= published->checkpoint.size;
  }
  kept_notes_free(&kept);
  return DONE;
}

int standing_read_journal(struct standing *standing) {
  int code = replay_read(&standing->replay, standing->folder, see, standing);
  standing->has_journal = code == DONE;
  return code == DONE ? look_at_cosigned(standing) : code;
}

static bool is_closed(const struct standing *standing, size_t point) {
  return scr_journal_method_closed(standing->replay.journal,
                                   standing->replay.published.record->entry_points[point].method);
}

static bool any_open(const struct standing *standing) {
  for (size_t i = 0; i < standing->replay.published.record->entry_points_n; i++)
    if (!is_closed(standing, i)) return true;
  return false;
}

// --- voting ---

static void next_votes(struct next *next, const struct standing *standing) {
  next_add(next, "the entry point that a ballot comes to", standing, "entry accept", "--name NAME BALLOT");
  next_add(next, status_officer, standing, "ballot cast", "BALLOT");
}

static void next_count(struct next *next, const struct standing *standing, const char *point) {
  scr_text_add_format(
      &next->remark,
      "The papers of %s are to be counted. The form: scrutineer desk count -e %s --template --point %s\n", point,
      quoted(standing->folder), point);
  next_add(next, status_officer, standing, "desk count", "COUNT.conf --by officer -o count.json");
}

// Papers are counted once their way of voting is closed, and before the election is.
static void next_close(struct next *next, const struct standing *standing) {
  const struct scr_setup_record *record = standing->replay.published.record;
  for (size_t i = 0; i < record->entry_points_n; i++) {
    if (!scr_journal_count_is_due(standing->replay.journal, i)) continue;
    if (is_closed(standing, i)) {
      next_count(next, standing, record->entry_points[i].key.name);
    } else {
      struct scr_text operand = SCR_TEXT_INIT;
      scr_text_add_format(&operand, "--method %s", scr_method_name(record->entry_points[i].method));
      next_add(next, status_officer, standing, "election close", operand.bytes);
      scr_text_free(&operand);
    }
    return;
  }
  next_add(next, status_officer, standing, "election close", NULL);
}

static void say_closed(struct next *next, const struct standing *standing) {
  struct scr_text closed = SCR_TEXT_INIT;
  for (int i = 0; i < SCR_METHOD_COUNT; i++)
    if (scr_journal_method_closed(standing->replay.journal, (enum scr_method)i))
      scr_text_add_format(&closed, "%s%s", closed.length > 0 ? ", " : "", scr_method_name((enum scr_method)i));
  if (closed.length > 0) scr_text_add_format(&next->remark, "Closed ways of voting: %s.\n", closed.bytes);
  scr_text_free(&closed);
}

// What cosigned checkpoints hold can't be taken back unseen, so that witnesses are worth asking before the close, too.
static void say_witnesses(struct next *next, const struct standing *standing) {
  if (standing->replay.published.record->witnesses_n == 0) return;
  char *addresses = join(standing->folder, "officer", "witnesses");
  scr_text_add_format(
      &next->remark, "Witnesses cosign what is on the board: scrutineer board checkpoint -e %s, every so often%s.\n",
      quoted(standing->folder),
      file_exists(addresses) ? "" : ";\ntheir addresses go to officer/witnesses, a line \"NAME URL\" for each");
  free(addresses);
}

static bool next_of_voting(struct next *next, const struct standing *standing) {
  const struct definition *definition = standing->definition;
  if (!standing->opened) {
    next_add(next, status_officer, standing, "act make", "open --by officer --enter");
    return true;
  }
  if (definition->opens && standing->now < definition->opens) return false;
  bool over = definition->closes && standing->now >= definition->closes;
  if (over) scr_text_add(&next->remark, "Voting is over.\n");
  if (!over && any_open(standing)) next_say_letters(next, standing);
  say_closed(next, standing);
  say_witnesses(next, standing);
  if (!over && any_open(standing)) next_votes(next, standing);
  if (over || !definition->closes || !any_open(standing)) next_close(next, standing);
  return true;
}

// --- after ---

bool next_with_journal(struct next *next, const struct standing *standing) {
  bool shares = scr_journal_shares_at(standing->replay.journal) > 0;
  switch (standing->phase) {
    case SCR_PHASE_VOTING: return next_of_voting(next, standing);
    case SCR_PHASE_CLOSED:
    case SCR_PHASE_TALLIED:
      if (standing->close_cosigned || shares) return false;
      scr_text_add(&next->remark, "Nothing is decrypted before a quorum of witnesses has cosigned the close.\n");
      next_add(next, status_officer, standing, "board checkpoint", NULL);
      return true;
    default:
      if (!standing->declared) {
        next_add(next, status_officer, standing, "election declare", NULL);
        return true;
      }
      if (standing->all_cosigned) return false;
      scr_text_add(&next->remark,
                   "Witnesses have not cosigned the end of the journal, with the declared result, yet.\n");
      next_add(next, status_officer, standing, "board checkpoint", NULL);
      return true;
  }
}
