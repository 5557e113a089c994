// SPDX-License-Identifier: Apache-2.0
#include "board/journal/ahead.h"

#include <assert.h>
#include <stdlib.h>

#include "board/journal/journal_internal.h"
#include "board/parallel.h"
#include "crypto/signature_tables.h"

// Entries whose signatures are verified at once: a few vectors, which share what comes once, or one where many threads want work.
#define GROUP_MAX 32
#define GROUP_MIN 8

struct journal_ahead {
  struct log_reader *log;
  const struct scr_journal *journal;
  unsigned threads;
  size_t group;  // entries of one
  uint64_t known, next;
  struct signature_tables *signers;  // the entry points
  // The bundle at hand:
  const struct scr_log_entry *lines;
  unsigned width, at;  // from `at` on they weren't taken yet
  struct ahead_entry entries[SCR_TILE_WIDTH];
  enum scr_status group_status[SCR_TILE_WIDTH / GROUP_MIN];  // of verifying the signatures
};

static enum scr_status make_signers(struct journal_ahead *ahead) {
  const struct scr_setup_record *record = ahead->journal->record;
  uint64_t size = log_reader_size(ahead->log);
  uint8_t keys[SCR_ENTRY_POINTS_MAX][SIGNATURE_KEY_BYTES];
  _Static_assert(SIGNATURE_KEY_BYTES == SCR_NOTE_PUBLIC_KEY_BYTES, "of one kind");
  for (size_t i = 0; i < record->entry_points_n; i++)
    memcpy(keys[i], record->entry_points[i].key.public_key, sizeof keys[i]);
  uint64_t expected = size > ahead->known ? size - ahead->known : 0;
  return signature_tables_new(&ahead->signers, (const uint8_t(*)[SIGNATURE_KEY_BYTES])keys, record->entry_points_n,
                              expected);
}

enum scr_status journal_ahead_new(struct journal_ahead **ahead, struct log_reader *log,
                                  const struct scr_journal *journal, uint64_t known, unsigned threads) {
  struct journal_ahead *made = calloc(1, sizeof *made);
  if (!made) return SCR_E_MEMORY;
  made->log = log;
  made->journal = journal;
  made->known = known;
  made->threads = threads;
  made->group = parallel_threads(threads) <= SCR_TILE_WIDTH / GROUP_MAX ? GROUP_MAX : GROUP_MIN;
  enum scr_status status = make_signers(made);
  if (status == SCR_OK)
    *ahead = made;
  else
    free(made);
  return status;
}

static void free_entries(struct journal_ahead *ahead) {
  for (unsigned i = 0; i < ahead->width; i++) scr_entry_free(&ahead->entries[i].entry);
  ahead->width = ahead->at = 0;
}

void journal_ahead_free(struct journal_ahead *ahead) {
  if (!ahead) return;
  free_entries(ahead);
  signature_tables_free(ahead->signers);
  free(ahead);
}

static void read_entry(struct journal_ahead *ahead, size_t i) {
  struct ahead_entry *entry = &ahead->entries[i];
  const struct scr_log_entry *line = &ahead->lines[i];
  entry->status = scr_entry_read(&entry->entry, ahead->journal->election, line->bytes, line->length);
  entry->holds = entry->status == SCR_OK && ahead->next + i < ahead->known;
}

// The signature under a ballot and what it is over, if it is to be verified, and an entry point's.
static bool find_signature(struct signature *signature, struct scr_text *statement, const struct journal_ahead *ahead,
                           const struct ahead_entry *entry) {
  const struct scr_setup_record *record = ahead->journal->record;
  const struct scr_acceptance *acceptance = &entry->entry.acceptance;
  const char *by = acceptance->signature.by;
  if (entry->status != SCR_OK || entry->holds || entry->entry.kind != SCR_ENTRY_BALLOT) return false;
  const struct scr_entry_point *point = scr_setup_record_entry_point(record, by, strlen(by));
  if (!point) return false;
  scr_text_add_acceptance_statement(statement, ahead->journal->election, &acceptance->ballot, by, acceptance->came);
  *signature = (struct signature){.key = (size_t)(point - record->entry_points),
                                  .bytes = acceptance->signature.bytes,
                                  .message = statement->bytes,
                                  .length = statement->length};
  return scr_text_ok(statement) == SCR_OK;
}

static void read_group(void *context, size_t group) {
  struct journal_ahead *ahead = context;
  struct signature signatures[GROUP_MAX];
  struct scr_text statements[GROUP_MAX];
  struct ahead_entry *of[GROUP_MAX];
  size_t count = 0, begin = group * ahead->group;
  size_t end = begin + ahead->group < ahead->width ? begin + ahead->group : ahead->width;
  for (size_t i = begin; i < end; i++) {
    read_entry(ahead, i);
    statements[i - begin] = (struct scr_text)SCR_TEXT_INIT;
    of[count] = &ahead->entries[i];
    if (find_signature(&signatures[count], &statements[i - begin], ahead, of[count])) count++;
  }
  ahead->group_status[group] = signature_tables_check(ahead->signers, signatures, count);
  for (size_t i = 0; i < count && ahead->group_status[group] == SCR_OK; i++) of[i]->holds = signatures[i].holds;
  for (size_t i = begin; i < end; i++) scr_text_free(&statements[i - begin]);
}

static enum scr_status read_bundle(struct journal_ahead *ahead) {
  size_t groups;
  unsigned width;
  free_entries(ahead);
  assert(ahead->next % SCR_TILE_WIDTH == 0);
  enum scr_status status = log_reader_bundle(&ahead->lines, &width, ahead->log, ahead->next / SCR_TILE_WIDTH);
  if (status != SCR_OK) return status;
  ahead->width = width;
  groups = (width + ahead->group - 1) / ahead->group;
  parallel_for(ahead->threads, groups, read_group, ahead);
  for (size_t i = 0; i < groups && status == SCR_OK; i++) status = ahead->group_status[i];
  return status;
}

enum scr_status journal_ahead_next(const struct ahead_entry **entry, struct journal_ahead *ahead) {
  assert(ahead->next < log_reader_size(ahead->log));
  enum scr_status status = ahead->at == ahead->width ? read_bundle(ahead) : SCR_OK;
  if (status != SCR_OK) return status;
  *entry = &ahead->entries[ahead->at++];
  ahead->next++;
  return SCR_OK;
}
