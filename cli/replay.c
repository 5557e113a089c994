// SPDX-License-Identifier: Apache-2.0
// Going through a published journal, beside the archive that its entries are of.
#include "cli/replay.h"

#include <stdlib.h>
#include <string.h>

struct passing {
  struct replay *replay;
  void (*visit)(void *context, const struct replayed *replayed);
  void *context;
  struct scr_entry *entry;
  uint64_t next;  // entry of the log
  enum scr_status status;
};

static const struct scr_credentials *credentials_of(const struct passing *passing) {
  return passing->replay->published.setup.credentials;
}

// Ballots are canonical, so that the first such key is the ballot's own.
static size_t find_credential(const struct passing *passing, const struct scr_step *step) {
  static const char key[] = "\"credential\":\"";
  if (step->event.type != SCR_EVENT_BALLOT || step->data_n != 1) return SIZE_MAX;
  const struct scr_text *bytes = &step->data[0].bytes;
  const char *at = bytes->bytes ? memmem(bytes->bytes, bytes->length, key, sizeof key - 1) : NULL;
  if (!at) return SIZE_MAX;
  at += sizeof key - 1;
  return scr_credentials_find(credentials_of(passing), at, strcspn(at, "\""));
}

static bool read_entry(struct passing *passing) {
  const struct published *published = &passing->replay->published;
  if (passing->next == scr_log_size(published->log)) return false;
  struct scr_log_entry bytes = scr_log_entry_at(published->log, passing->next);
  passing->status = scr_entry_read(passing->entry, published->setup.election, bytes.bytes, bytes.length);
  return passing->status == SCR_OK;
}

static void take(struct passing *passing, const struct scr_journal_event *event) {
  size_t credential = event ? event->credential : SIZE_MAX;
  passing->status = scr_journal_take(passing->replay->journal, passing->entry, event);
  if (passing->status == SCR_OK && passing->visit)
    passing->visit(passing->context, &(struct replayed){passing->next, passing->entry, credential});
  passing->next++;
  scr_entry_free(passing->entry);
}

// Takes acts; true where an entry of an event is at hand.
static bool pass_acts(struct passing *passing) {
  while (passing->status == SCR_OK && read_entry(passing)) {
    if (passing->entry->kind != SCR_ENTRY_ACT) return true;
    take(passing, NULL);
  }
  return false;
}

static bool take_step(void *context, const struct scr_step *step) {
  struct passing *passing = context;
  if (!pass_acts(passing)) return false;
  struct scr_journal_event event = {.type = step->event.type,
                                    .hash = step->event_hash,
                                    .has_payload = step->event.has_payload,
                                    .payload = step->event.payload,
                                    .credential = find_credential(passing, step)};
  if (scr_hash_equal(&passing->entry->event, &event.hash)) {
    take(passing, &event);
  } else {
    passing->status = SCR_E_JOURNAL_EVENT;
    scr_entry_free(passing->entry);
  }
  return passing->status == SCR_OK;
}

static int pass(struct passing *passing) {
  const struct published *published = &passing->replay->published;
  enum scr_status status = visit_steps(published->archive, take_step, passing);
  if (status != SCR_OK) return fail(status, "%s can't be read to its end", published->archive);
  if (passing->status == SCR_OK && pass_acts(passing)) {
    scr_entry_free(passing->entry);
    passing->status = SCR_E_JOURNAL_EVENT;  // an event that the archive doesn't have
  }
  if (passing->status == SCR_OK) return DONE;
  return fail(passing->status, "the journal in %s breaks off at entry %llu", published->folder,
              (unsigned long long)passing->next);
}

int replay_read(struct replay *replay, const char *path, void (*visit)(void *context, const struct replayed *replayed),
                void *context) {
  struct passing passing = {.replay = replay, .visit = visit, .context = context};
  *replay = (struct replay){.journal = NULL};
  int code = published_read(&replay->published, path);
  if (code != DONE) return code;
  free_setup(&replay->published.setup);
  code = read_setup(&replay->published.setup, replay->published.archive, true);
  if (code != DONE) return code;
  passing.entry = calloc(1, sizeof *passing.entry);
  const struct setup *setup = &replay->published.setup;
  enum scr_status status =
      passing.entry ? scr_journal_new(&replay->journal, replay->published.record, setup->election, setup->credentials)
                    : SCR_E_MEMORY;
  code = status == SCR_OK ? pass(&passing) : fail(status, "the journal can't be gone through");
  free(passing.entry);
  return code;
}

void replay_free(struct replay *replay) {
  scr_journal_free(replay->journal);
  replay->journal = NULL;
  published_free(&replay->published);
}
