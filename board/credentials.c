// SPDX-License-Identifier: Apache-2.0
// The list of public credentials: each a group element, with a weight where the election has weights. Looked up by the
// hash of its spelling, which is unique.
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "board/parallel.h"
#include "scrutineer/election.h"
#include "scrutineer/json.h"

#define FREE SIZE_MAX

struct entry {
  struct scr_hash id;  // of the element's spelling
  uint64_t weight;
};

struct scr_credentials {
  size_t count;
  struct entry *entries;
  size_t mask;    // slots - 1
  size_t *slots;  // positions in entries, open addressing
  uint64_t total_weight;
  bool weighted;
};

// The slot of an id: where it is, or the free one where it would be. SHA-256 spreads well by itself.
static size_t slot_of(const struct scr_credentials *credentials, const struct scr_hash *id) {
  uint64_t start;
  memcpy(&start, id->byte, sizeof start);
  size_t at = (size_t)start & credentials->mask;
  while (credentials->slots[at] != FREE && !scr_hash_equal(&credentials->entries[credentials->slots[at]].id, id))
    at = (at + 1) & credentials->mask;
  return at;
}

static enum scr_status reserve(struct scr_credentials *credentials, size_t count) {
  size_t slots = 4;
  while (slots < 2 * count) slots *= 2;
  credentials->mask = slots - 1;
  credentials->entries = calloc(count ? count : 1, sizeof *credentials->entries);
  credentials->slots = malloc(slots * sizeof *credentials->slots);
  if (!credentials->entries || !credentials->slots) return SCR_E_MEMORY;
  for (size_t i = 0; i < slots; i++) credentials->slots[i] = FREE;
  return SCR_OK;
}

// The weight after the comma: a decimal number without leading zeros. 0 is read, since version 2.0 issues it.
static enum scr_status read_weight(uint64_t *weight, const char *string, size_t length) {
  if (length == 0 || length > 13 || (length > 1 && string[0] == '0')) return SCR_E_SETUP_WEIGHT;
  uint64_t read = 0;
  for (size_t i = 0; i < length; i++) {
    if (string[i] < '0' || string[i] > '9') return SCR_E_SETUP_WEIGHT;
    read = read * 10 + (uint64_t)(string[i] - '0');
  }
  *weight = read;
  return SCR_OK;
}

static enum scr_status add_weight(struct scr_credentials *credentials, uint64_t weight) {
  credentials->total_weight += weight;  // both at most 10^13: no overflow before the check
  return credentials->total_weight > SCR_WEIGHT_MAX ? SCR_E_SETUP_WEIGHT : SCR_OK;
}

// --- the list ---

// A line of the list: it points into the document.
struct line {
  const char *bytes;
  size_t length;
};

// The lines of ["line","line",...], without a tree of values, which would take many times the memory of the text: a line
// is printable ASCII without quotes and backslashes, so the form has no second spelling. Their number, and the lines
// themselves if `lines` is not NULL; SIZE_MAX for anything else.
static size_t find_lines(struct line *lines, const char *bytes, size_t length) {
  size_t count = 0, at = 1;
  if (length < 2 || bytes[0] != '[' || bytes[length - 1] != ']') return SIZE_MAX;
  if (length == 2) return 0;
  for (;;) {
    if (bytes[at] != '"') return SIZE_MAX;
    size_t start = ++at;
    while (at < length - 1 && bytes[at] >= ' ' && bytes[at] < 0x7f && bytes[at] != '"' && bytes[at] != '\\') at++;
    if (at == length - 1 || bytes[at] != '"') return SIZE_MAX;
    if (lines) lines[count] = (struct line){bytes + start, at - start};
    count++;
    at++;
    if (at == length - 1) return count;
    if (bytes[at++] != ',') return SIZE_MAX;
  }
}

#define EXPLAINED_MAX (UINT64_C(1) << 20)  // bytes of a wrong list up to which the reason is looked for

// Why it is not a list of lines; *at is the entry.
static enum scr_status explain(size_t *at, const char *bytes, size_t length) {
  json_t *json = NULL;
  if (length > EXPLAINED_MAX) return SCR_E_JSON_CANONICAL;
  enum scr_status status = scr_json_read(&json, bytes, length);
  if (status == SCR_OK && !json_is_array(json)) status = SCR_E_JSON_TYPE;
  for (size_t i = 0; status == SCR_OK && i < json_array_size(json); i++) {
    *at = i;
    if (!json_is_string(json_array_get(json, i))) status = SCR_E_JSON_TYPE;
  }
  json_decref(json);
  return status == SCR_OK ? SCR_E_ELEMENT_ENCODING : status;  // strings with characters that no element has
}

// The elements of the list, checked on many processors: what each check gave.
struct membership {
  const struct scr_group *group;
  const struct line *lines;
  enum scr_status *statuses;
};

static size_t element_length(const struct line *line) {
  const char *comma = memchr(line->bytes, ',', line->length);
  return comma ? (size_t)(comma - line->bytes) : line->length;
}

static void check_member(void *context, size_t i) {
  const struct membership *membership = context;
  const struct line *line = &membership->lines[i];
  struct scr_element element;
  enum scr_status status = scr_element_parse(&element, membership->group, line->bytes, element_length(line));
  if (status == SCR_OK && scr_element_is_identity(membership->group, &element)) status = SCR_E_ELEMENT_IDENTITY;
  membership->statuses[i] = status;
}

static enum scr_status check_members(size_t *at, const struct scr_group *group, const struct line *lines, size_t count,
                                     unsigned threads) {
  enum scr_status status = SCR_OK, *statuses = calloc(count, sizeof *statuses);
  if (!statuses) return SCR_E_MEMORY;
  struct membership membership = {group, lines, statuses};
  parallel_for(threads, count, check_member, &membership);
  for (size_t i = 0; i < count && status == SCR_OK; i++) {
    *at = i;
    status = statuses[i];
  }
  free(statuses);
  return status;
}

// SET-3.
static enum scr_status add_entry(struct scr_credentials *credentials, const struct line *line) {
  struct entry entry = {.weight = 1};
  size_t length = element_length(line);
  bool weighted = length < line->length;
  enum scr_status status = SCR_OK;
  if (weighted) status = read_weight(&entry.weight, line->bytes + length + 1, line->length - length - 1);
  if (status == SCR_OK) status = add_weight(credentials, entry.weight);
  if (status != SCR_OK) return status;
  scr_hash(&entry.id, line->bytes, length);
  size_t at = slot_of(credentials, &entry.id);
  if (credentials->slots[at] != FREE) return SCR_E_SETUP_CREDENTIALS;
  credentials->weighted |= weighted;
  credentials->entries[credentials->count] = entry;
  credentials->slots[at] = credentials->count++;
  return SCR_OK;
}

// Without a group, the elements are taken as they are spelled.
static enum scr_status read_list(struct scr_credentials *credentials, size_t *at, const struct scr_group *group_or_null,
                                 const struct line *lines, size_t count, unsigned threads) {
  enum scr_status status = reserve(credentials, count);
  if (status == SCR_OK && group_or_null) status = check_members(at, group_or_null, lines, count, threads);
  for (size_t i = 0; i < count && status == SCR_OK; i++) {
    *at = i;
    status = add_entry(credentials, &lines[i]);
  }
  return status;
}

static enum scr_status credentials_read(struct scr_credentials **credentials, size_t *at,
                                        const struct scr_group *group_or_null, const char *bytes, size_t length,
                                        unsigned threads) {
  *at = 0;
  if (length > SCR_CREDENTIALS_BYTES_MAX) return SCR_E_LIMIT;
  size_t count = find_lines(NULL, bytes, length);
  if (count == SIZE_MAX) return explain(at, bytes, length);
  if (count == 0) return SCR_E_SETUP_CREDENTIALS;
  if (count > SCR_CREDENTIALS_MAX) return SCR_E_LIMIT;
  struct line *lines = malloc(count * sizeof *lines);
  struct scr_credentials *read = calloc(1, sizeof *read);
  enum scr_status status = lines && read ? SCR_OK : SCR_E_MEMORY;
  if (status == SCR_OK) {
    (void)find_lines(lines, bytes, length);
    status = read_list(read, at, group_or_null, lines, count, threads);
  }
  free(lines);
  if (status == SCR_OK)
    *credentials = read;
  else
    scr_credentials_free(read);
  return status;
}

enum scr_status scr_credentials_new(struct scr_credentials **credentials, size_t *at, const struct scr_group *group,
                                    const char *bytes, size_t length, unsigned threads) {
  return credentials_read(credentials, at, group, bytes, length, threads);
}

enum scr_status scr_credentials_new_unchecked(struct scr_credentials **credentials, const char *bytes, size_t length) {
  size_t at;
  return credentials_read(credentials, &at, NULL, bytes, length, 1);
}

void scr_credentials_free(struct scr_credentials *credentials) {
  if (!credentials) return;
  free(credentials->entries);
  free(credentials->slots);
  free(credentials);
}

size_t scr_credentials_count(const struct scr_credentials *credentials) {
  return credentials->count;
}

uint64_t scr_credentials_total_weight(const struct scr_credentials *credentials) {
  return credentials->total_weight;
}

uint64_t scr_credentials_weight(const struct scr_credentials *credentials, size_t position) {
  assert(position < credentials->count);
  return credentials->entries[position].weight;
}

bool scr_credentials_weighted(const struct scr_credentials *credentials) {
  return credentials->weighted;
}

size_t scr_credentials_find(const struct scr_credentials *credentials, const char *element, size_t length) {
  struct scr_hash id;
  scr_hash(&id, element, length);
  return credentials->slots[slot_of(credentials, &id)];
}
