// SPDX-License-Identifier: Apache-2.0
// The list of public credentials: each a group element, with a weight where the election has weights. Looked up by a short hash
// of its spelling, which is unique.
#include "board/credentials.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "board/parallel.h"
#include "board/short_hash.h"
#include "scrutineer/batch.h"
#include "scrutineer/json.h"

#define FREE UINT32_MAX
_Static_assert(SCR_CREDENTIALS_MAX < FREE, "a slot holds any position");

struct scr_credentials {
  size_t count;  // of those read so far
  size_t capacity;
  struct short_key key;
  struct short_hash *ids;  // of the elements' spellings
  uint64_t *weights;       // NULL: every one is 1, as none is written down
  size_t slots_n;
  uint32_t *slots;  // positions in ids, open addressing, at most three quarters full
  uint64_t total_weight;
};

// The slot of an id: where it is, or the free one where it would be.
static size_t slot_of(const struct scr_credentials *credentials, const struct short_hash *id) {
  size_t at = short_hash_slot(id, credentials->slots_n);
  while (credentials->slots[at] != FREE && !short_hash_equal(&credentials->ids[credentials->slots[at]], id))
    at = at + 1 < credentials->slots_n ? at + 1 : 0;
  return at;
}

static enum scr_status reserve(struct scr_credentials *credentials, size_t count) {
  size_t slots = count + count / 3 + 1;
  short_key_new(&credentials->key);
  credentials->capacity = count;
  credentials->slots_n = slots;
  credentials->ids = malloc(count * sizeof *credentials->ids);
  credentials->slots = malloc(slots * sizeof *credentials->slots);
  if (!credentials->ids || !credentials->slots) return SCR_E_MEMORY;
  for (size_t i = 0; i < slots; i++) credentials->slots[i] = FREE;
  return SCR_OK;
}

// From the first weight on that is written down.
static enum scr_status reserve_weights(struct scr_credentials *credentials) {
  if (credentials->weights) return SCR_OK;
  credentials->weights = malloc(credentials->capacity * sizeof *credentials->weights);
  if (!credentials->weights) return SCR_E_MEMORY;
  for (size_t i = 0; i < credentials->capacity; i++) credentials->weights[i] = 1;
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

enum next { LINE, END, MORE, WRONG };

// Where the reading of a list stands: the place in its window.
struct place {
  struct window *window;
  size_t at;
  bool first;  // no line was read yet
};

static bool is_plain(char byte) {
  return byte >= ' ' && byte < 0x7f && byte != '"' && byte != '\\';
}

// The next line of ["line","line",...], without a tree of values, which would take many times the memory of the text. A line is
// printable ASCII without quotes and backslashes, so the form has no second spelling. MORE: the window ends before the line does,
// and the file goes on.
static enum next next_line(struct line *line, struct place *place) {
  const char *bytes = place->window->bytes;
  size_t end = place->window->length, i = place->at;
  enum next broken = place->window->left > 0 ? MORE : WRONG;
  if (i == end) return broken;
  if (bytes[i] == ']') return i + 1 == end && place->window->left == 0 ? END : WRONG;
  if (!place->first && bytes[i++] != ',') return WRONG;
  if (i == end) return broken;
  if (bytes[i++] != '"') return WRONG;
  size_t start = i;
  while (i < end && is_plain(bytes[i])) i++;
  if (i == end) return broken;
  if (bytes[i] != '"') return WRONG;
  *line = (struct line){bytes + start, i - start};
  place->at = i + 1;
  place->first = false;
  return LINE;
}

// After the bracket. A window holds any line that could be a credential many times over.
static bool begin_list(struct place *place, struct window *window) {
  *place = (struct place){window, 1, true};
  return window->length > 0 && window->bytes[0] == '[';
}

static enum scr_status read_on(struct place *place) {
  if (place->at == 0) return SCR_E_JSON_CANONICAL;
  enum scr_status status = window_advance(place->window, place->at);
  place->at = 0;
  return status;
}

// How many lines there are; SCR_E_JSON_CANONICAL: it is not a list of lines.
static enum scr_status count_lines(size_t *count, struct window *window) {
  struct place place;
  struct line line;
  enum next next = MORE;
  enum scr_status status = begin_list(&place, window) ? SCR_OK : SCR_E_JSON_CANONICAL;
  *count = 0;
  while (status == SCR_OK && next != END) {
    next = next_line(&line, &place);
    if (next == LINE) (*count)++;
    if (next == MORE) status = read_on(&place);
    if (next == WRONG) status = SCR_E_JSON_CANONICAL;
  }
  return status;
}

#define EXPLAINED_MAX (UINT64_C(1) << 20)  // bytes of a wrong list up to which the reason is looked for

// Why it is not a list of lines; *at is the entry.
static enum scr_status explain(size_t *at, const struct window *window) {
  json_t *json = NULL;
  if (window->buffer || window->size > EXPLAINED_MAX) return SCR_E_JSON_CANONICAL;
  enum scr_status status = scr_json_read(&json, window->whole, (size_t)window->size);
  if (status == SCR_OK && !json_is_array(json)) status = SCR_E_JSON_TYPE;
  for (size_t i = 0; status == SCR_OK && i < json_array_size(json); i++) {
    *at = i;
    if (!json_is_string(json_array_get(json, i))) status = SCR_E_JSON_TYPE;
  }
  json_decref(json);
  return status == SCR_OK ? SCR_E_ELEMENT_ENCODING : status;  // strings with characters that no element has
}

// Lines that are looked at together: enough to keep many processors busy, and little memory.
#define BLOCK 4096

#define PART 128  // lines whose membership is decided together, by one thread

struct block {
  const struct scr_key *key_or_null;  // without one, the elements are taken as they are spelled
  size_t count;
  struct line lines[BLOCK];
  size_t positions[BLOCK];  // in the list, of lines that were picked out
  struct scr_element elements[BLOCK];
  enum scr_status statuses[BLOCK];
};

static size_t element_length(const struct line *line) {
  const char *comma = memchr(line->bytes, ',', line->length);
  return comma ? (size_t)(comma - line->bytes) : line->length;
}

static enum scr_status read_element(struct block *block, size_t i) {
  const struct scr_group *group = scr_key_group(block->key_or_null);
  const struct line *line = &block->lines[i];
  enum scr_status status = scr_element_read(&block->elements[i], group, line->bytes, element_length(line));
  if (status == SCR_OK && scr_element_is_identity(group, &block->elements[i])) status = SCR_E_ELEMENT_IDENTITY;
  return status;
}

static void decide_members(struct block *block, struct scr_batch *batch, size_t first, size_t end) {
  size_t place = 0;
  for (size_t i = first; i < end; i++)
    if (block->statuses[i] == SCR_OK) (void)scr_batch_add_element(batch, &block->elements[i]);
  enum scr_status status = scr_batch_run(batch);
  for (size_t i = first; i < end; i++) {
    if (block->statuses[i] != SCR_OK) continue;
    block->statuses[i] = status;
    if (status == SCR_OK && !scr_batch_is_member(batch, place++)) block->statuses[i] = SCR_E_ELEMENT_MEMBER;
  }
}

static void check_part(void *context, size_t part) {
  struct block *block = context;
  struct scr_batch *batch = scr_batch_new(block->key_or_null);
  size_t first = part * PART, end = first + PART < block->count ? first + PART : block->count;
  for (size_t i = first; i < end; i++) block->statuses[i] = batch ? read_element(block, i) : SCR_E_MEMORY;
  if (batch) decide_members(block, batch, first, end);
  scr_batch_free(batch);
}

static void check_members(struct block *block, unsigned threads) {
  for (size_t i = 0; i < block->count; i++) block->statuses[i] = SCR_OK;
  if (block->key_or_null) parallel_for(threads, (block->count + PART - 1) / PART, check_part, block);
}

// SET-3.
static enum scr_status add_entry(struct scr_credentials *credentials, const struct line *line) {
  uint64_t weight = 1;
  size_t length = element_length(line);
  bool weighted = length < line->length;
  enum scr_status status = SCR_OK;
  if (weighted) status = read_weight(&weight, line->bytes + length + 1, line->length - length - 1);
  if (status == SCR_OK) status = add_weight(credentials, weight);
  if (status == SCR_OK && weighted) status = reserve_weights(credentials);
  if (status != SCR_OK) return status;
  struct short_hash *id = &credentials->ids[credentials->count];
  short_hash(id, &credentials->key, line->bytes, length);
  size_t at = slot_of(credentials, id);
  if (credentials->slots[at] != FREE) return SCR_E_SETUP_CREDENTIALS;
  if (weighted) credentials->weights[credentials->count] = weight;
  credentials->slots[at] = (uint32_t)credentials->count++;
  return SCR_OK;
}

static enum scr_status add_block(struct scr_credentials *credentials, size_t *at, const struct block *block) {
  enum scr_status status = SCR_OK;
  for (size_t i = 0; i < block->count && status == SCR_OK; i++) {
    *at = credentials->count;
    status = block->statuses[i];
    if (status == SCR_OK) status = add_entry(credentials, &block->lines[i]);
  }
  return status;
}

// The lines were counted; but a file may have changed since.
static enum scr_status read_lines(struct scr_credentials *credentials, size_t *at, struct block *block,
                                  struct window *window, unsigned threads) {
  struct place place;
  enum next next = LINE;
  enum scr_status status = begin_list(&place, window) ? SCR_OK : SCR_E_IO;
  while (status == SCR_OK && next != END) {
    block->count = 0;
    next = LINE;
    while (block->count < BLOCK && (next = next_line(&block->lines[block->count], &place)) == LINE) block->count++;
    if (block->count > credentials->capacity - credentials->count || next == WRONG) return SCR_E_CHANGED;
    check_members(block, threads);
    status = add_block(credentials, at, block);
    if (status == SCR_OK && next == MORE) status = read_on(&place);
  }
  return status;
}

static enum scr_status read_counted(struct scr_credentials *credentials, size_t *at,
                                    const struct scr_group *group_or_null, struct window *window, unsigned threads) {
  struct block *block = malloc(sizeof *block);
  // Membership has nothing to do with the key's element: any will do.
  struct scr_key *key = group_or_null ? scr_key_new_for(group_or_null, scr_group_generator(group_or_null), 1) : NULL;
  enum scr_status status = block && (key || !group_or_null) ? window_rewind(window) : SCR_E_MEMORY;
  if (status == SCR_OK) {
    block->key_or_null = key;
    status = read_lines(credentials, at, block, window, threads);
  }
  free(block);
  scr_key_free(key);
  return status;
}

enum scr_status credentials_read(struct scr_credentials **credentials, size_t *at,
                                 const struct scr_group *group_or_null, struct window *window, unsigned threads) {
  size_t count;
  *at = 0;
  if (window->size > SCR_CREDENTIALS_BYTES_MAX) return SCR_E_LIMIT;
  enum scr_status status = count_lines(&count, window);
  if (status == SCR_E_JSON_CANONICAL) return explain(at, window);
  if (status != SCR_OK) return status;
  if (count == 0) return SCR_E_SETUP_CREDENTIALS;
  if (count > SCR_CREDENTIALS_MAX) return SCR_E_LIMIT;
  struct scr_credentials *read = calloc(1, sizeof *read);
  status = read ? reserve(read, count) : SCR_E_MEMORY;
  if (status == SCR_OK) status = read_counted(read, at, group_or_null, window, threads);
  if (status == SCR_OK)
    *credentials = read;
  else
    scr_credentials_free(read);
  return status;
}

// A line whose membership is wanted, or none.
static void want_line(struct block *block, const struct line *line, size_t position, bool known) {
  if (known) return;
  block->lines[block->count] = *line;
  block->positions[block->count++] = position;
}

static enum scr_status first_wrong(size_t *at, struct block *block, unsigned threads) {
  enum scr_status status = SCR_OK;
  check_members(block, threads);
  for (size_t i = 0; i < block->count && status == SCR_OK; i++) {
    *at = block->positions[i];
    status = block->statuses[i];
  }
  block->count = 0;
  return status;
}

enum scr_status credentials_check_members(size_t *at, const struct scr_group *group, struct window *window,
                                          size_t count, bool (*is_known)(const void *context, size_t position),
                                          const void *context, unsigned threads) {
  struct place place;
  struct line line;
  size_t position = 0;
  enum next next = LINE;
  struct block *block = malloc(sizeof *block);
  struct scr_key *key = scr_key_new_for(group, scr_group_generator(group), 1);
  enum scr_status status = !block || !key ? SCR_E_MEMORY : begin_list(&place, window) ? SCR_OK : SCR_E_IO;
  if (block) *block = (struct block){.key_or_null = key, .count = 0};
  while (status == SCR_OK && next != END) {
    next = next_line(&line, &place);
    if (next == WRONG || position + (next == LINE) > count) status = SCR_E_CHANGED;
    if (status == SCR_OK && next == LINE) want_line(block, &line, position, is_known(context, position));
    if (next == LINE) position++;
    if (status == SCR_OK && (next != LINE || block->count == BLOCK)) status = first_wrong(at, block, threads);
    if (status == SCR_OK && next == MORE) status = read_on(&place);
  }
  free(block);
  scr_key_free(key);
  return status;
}

enum scr_status scr_credentials_new(struct scr_credentials **credentials, size_t *at, const struct scr_group *group,
                                    const char *bytes, size_t length, unsigned threads) {
  struct window window;
  window_of_bytes(&window, bytes, length);
  return credentials_read(credentials, at, group, &window, threads);
}

enum scr_status scr_credentials_new_unchecked(struct scr_credentials **credentials, const char *bytes, size_t length) {
  struct window window;
  size_t at;
  window_of_bytes(&window, bytes, length);
  return credentials_read(credentials, &at, NULL, &window, 1);
}

void scr_credentials_free(struct scr_credentials *credentials) {
  if (!credentials) return;
  free(credentials->ids);
  free(credentials->weights);
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
  return credentials->weights ? credentials->weights[position] : 1;
}

bool scr_credentials_weighted(const struct scr_credentials *credentials) {
  return credentials->weights != NULL;
}

size_t scr_credentials_find(const struct scr_credentials *credentials, const char *element, size_t length) {
  struct short_hash id;
  short_hash(&id, &credentials->key, element, length);
  uint32_t position = credentials->slots[slot_of(credentials, &id)];
  return position == FREE ? SIZE_MAX : position;
}
