// SPDX-License-Identifier: Apache-2.0
// What became of each ballot on a board: the archive says which ballots there are and whose, the journal when they came.
#include "scrutineer/ballot_list.h"

#include <stdlib.h>
#include <string.h>

// --- the archive ---

struct reading {
  struct scr_ballot_list *list;
  size_t capacity;
  struct scr_text start;  // how every ballot of the election begins
};

static bool make_room(struct reading *reading) {
  struct scr_ballot_list *list = reading->list;
  if (list->count < reading->capacity) return true;
  size_t capacity = reading->capacity ? 2 * reading->capacity : 1024;
  struct scr_listed_ballot *grown = realloc(list->ballots, capacity * sizeof *grown);
  if (!grown) return false;
  list->ballots = grown;
  reading->capacity = capacity;
  return true;
}

// Ballots are canonical, and begin with what they are for and the credential (BAL-1): that much is enough to tell whose it
// is, and a board of a hundred thousand is listed without reading their proofs.
static bool read_credential(struct scr_hash *credential, const struct scr_text *bytes, const struct scr_text *start) {
  if (bytes->length < start->length || memcmp(bytes->bytes, start->bytes, start->length) != 0) return false;
  const char *spelling = bytes->bytes + start->length;
  const char *end = memchr(spelling, '"', bytes->length - start->length);
  if (!end) return false;
  scr_hash(credential, spelling, (size_t)(end - spelling));
  return true;
}

static enum scr_status add_ballot(struct reading *reading, const struct scr_step *step) {
  if (step->data_n != 1 || !step->data[0].hash_holds) return SCR_E_ARCHIVE_HASH;
  if (!make_room(reading)) return SCR_E_MEMORY;
  struct scr_listed_ballot *ballot = &reading->list->ballots[reading->list->count++];
  *ballot = (struct scr_listed_ballot){.tracker = step->data[0].name, .place = reading->list->count};
  ballot->replaced_by = SIZE_MAX;
  ballot->is_readable = read_credential(&ballot->credential, &step->data[0].bytes, &reading->start);
  return SCR_OK;
}

static enum scr_status read_archive(struct scr_ballot_list *list, const char *path,
                                    const struct scr_election *election) {
  struct reading reading = {list, 0, SCR_TEXT_INIT};
  struct scr_archive *archive = NULL;
  struct scr_step step = {0};
  bool end = false;
  scr_text_add_format(&reading.start, "{\"election_uuid\":\"%s\",\"election_hash\":\"%s\",\"credential\":\"",
                      election->uuid, election->fingerprint);
  enum scr_status status = scr_text_ok(&reading.start);
  if (status == SCR_OK) status = scr_archive_open(&archive, path);
  while (status == SCR_OK) {
    status = scr_step_next(&step, &end, archive);
    if (status != SCR_OK || end) break;
    if (step.event.type == SCR_EVENT_BALLOT) status = add_ballot(&reading, &step);
    if (step.event.type == SCR_EVENT_END_BALLOTS) list->closed = true;
  }
  scr_step_free(&step);
  scr_archive_close(archive);
  scr_text_free(&reading.start);
  return status;
}

// --- who replaced whom ---

static int compare_hashes(const struct scr_hash *a, const struct scr_hash *b) {
  return memcmp(a->byte, b->byte, SCR_HASH_BYTES);
}

static int by_credential(const void *a, const void *b) {
  const struct scr_listed_ballot *first = *(struct scr_listed_ballot *const *)a;
  const struct scr_listed_ballot *second = *(struct scr_listed_ballot *const *)b;
  int order = compare_hashes(&first->credential, &second->credential);
  if (order != 0) return order;
  return first->place < second->place ? -1 : 1;
}

static int by_tracker(const void *a, const void *b) {
  const struct scr_listed_ballot *first = *(struct scr_listed_ballot *const *)a;
  const struct scr_listed_ballot *second = *(struct scr_listed_ballot *const *)b;
  return compare_hashes(&first->tracker, &second->tracker);
}

static struct scr_listed_ballot **sorted(const struct scr_ballot_list *list, int (*order)(const void *, const void *)) {
  struct scr_listed_ballot **ballots = malloc((list->count + 1) * sizeof *ballots);
  if (!ballots) return NULL;
  for (size_t i = 0; i < list->count; i++) ballots[i] = &list->ballots[i];
  qsort(ballots, list->count, sizeof *ballots, order);
  return ballots;
}

static enum scr_status link_ballots(struct scr_ballot_list *list) {
  struct scr_listed_ballot **ballots = sorted(list, by_credential);
  if (!ballots) return SCR_E_MEMORY;
  for (size_t i = 0; i + 1 < list->count; i++) {
    if (!ballots[i]->is_readable || !ballots[i + 1]->is_readable) continue;
    if (scr_hash_equal(&ballots[i]->credential, &ballots[i + 1]->credential))
      ballots[i]->replaced_by = (size_t)(ballots[i + 1] - list->ballots);
  }
  free(ballots);
  return SCR_OK;
}

// --- the journal ---

static enum scr_status take_entry(struct scr_ballot_list *list, struct scr_listed_ballot **ballots,
                                  const struct scr_entry *entry, uint64_t index,
                                  const struct scr_setup_record *record) {
  const struct scr_acceptance *acceptance = &entry->acceptance;
  const struct scr_entry_point *point =
      scr_setup_record_entry_point(record, acceptance->signature.by, strlen(acceptance->signature.by));
  if (!point) return SCR_E_JOURNAL_POINT;
  const struct scr_listed_ballot key = {.tracker = acceptance->ballot}, *wanted = &key;
  struct scr_listed_ballot **found = bsearch(&wanted, ballots, list->count, sizeof *ballots, by_tracker);
  if (!found) return SCR_OK;
  (*found)->has_entry = true;
  (*found)->entry = index;
  (*found)->method = point->method;
  (*found)->came = acceptance->came;
  return SCR_OK;
}

static enum scr_status read_journal(struct scr_ballot_list *list, const struct scr_log *journal,
                                    const struct scr_setup_record *record, const struct scr_election *election) {
  struct scr_listed_ballot **ballots = sorted(list, by_tracker);
  struct scr_entry *entry = calloc(1, sizeof *entry);
  enum scr_status status = ballots && entry ? SCR_OK : SCR_E_MEMORY;
  for (uint64_t i = 0; i < scr_log_size(journal) && status == SCR_OK; i++) {
    struct scr_log_entry bytes = scr_log_entry_at(journal, i);
    status = scr_entry_read(entry, election, bytes.bytes, bytes.length);
    if (status != SCR_OK) break;
    if (entry->kind == SCR_ENTRY_BALLOT) status = take_entry(list, ballots, entry, i, record);
    scr_entry_free(entry);
  }
  free(entry);
  free(ballots);
  return status;
}

// --- the list ---

enum scr_status scr_ballot_list_new(struct scr_ballot_list **list, const char *archive, const struct scr_log *journal,
                                    const struct scr_setup_record *record, const struct scr_election *election) {
  struct scr_ballot_list *read = calloc(1, sizeof *read);
  if (!read) return SCR_E_MEMORY;
  read->slot_seconds = record->slot;
  enum scr_status status = read_archive(read, archive, election);
  if (status == SCR_OK) status = link_ballots(read);
  if (status == SCR_OK) status = read_journal(read, journal, record, election);
  if (status == SCR_OK)
    *list = read;
  else
    scr_ballot_list_free(read);
  return status;
}

void scr_ballot_list_free(struct scr_ballot_list *list) {
  if (!list) return;
  free(list->ballots);
  free(list);
}

const struct scr_listed_ballot *scr_ballot_list_find(const struct scr_ballot_list *list,
                                                     const struct scr_hash *tracker) {
  for (size_t i = 0; i < list->count; i++)
    if (scr_hash_equal(&list->ballots[i].tracker, tracker)) return &list->ballots[i];
  return NULL;
}
