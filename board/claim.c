// SPDX-License-Identifier: Apache-2.0
// Shards: claims as files, and whether several of them make up the whole of an archive. INC-4.
#include "scrutineer/claim.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "board/claim_format.h"

#define SCHEMA "scrutineer-shard-1"

void scr_claim_clear(struct scr_claim *claim) {
  free(claim->failing);
  *claim = (struct scr_claim){.failing = NULL};
}

// --- what both files have ---

void claim_add_number(struct scr_text *text, const char *key, uint64_t number) {
  scr_text_add_format(text, ",\"%s\":", key);
  scr_text_add_number(text, number);
}

enum scr_status claim_take_number(uint64_t *number, struct scr_json_fields *fields, const char *key) {
  json_t *value;
  enum scr_status status = scr_json_take(&value, fields, key);
  return status == SCR_OK ? scr_json_number(number, value) : status;
}

void claim_add_archive(struct scr_text *text, const char *schema, const struct scr_claim *claim) {
  char head[SCR_HASH_HEX + 1];
  scr_hash_hex(head, &claim->head);
  scr_text_add_format(text, "{\"schema\":\"%s\",\"software\":\"%s\",\"election\":\"%s\"", schema, CLAIM_SOFTWARE,
                      claim->fingerprint);
  claim_add_number(text, "events", claim->events);
  scr_text_add_format(text, ",\"head\":\"%s\"", head);
}

// A field that has just one value.
static enum scr_status expect(struct scr_json_fields *fields, const char *key, const char *expected,
                              enum scr_status otherwise) {
  json_t *value;
  enum scr_status status = scr_json_take(&value, fields, key);
  if (status == SCR_OK && !json_is_string(value)) status = SCR_E_JSON_TYPE;
  if (status == SCR_OK && strcmp(json_string_value(value), expected) != 0) status = otherwise;
  return status;
}

// What a program of other sources checked was perhaps less: nothing is taken from it.
enum scr_status claim_read_archive(struct scr_claim *claim, struct scr_json_fields *fields, const char *schema) {
  json_t *election, *head;
  struct scr_hash hash;
  enum scr_status status = expect(fields, "schema", schema, SCR_E_CLAIM_VERSION);
  if (status == SCR_OK) status = expect(fields, "software", CLAIM_SOFTWARE, SCR_E_CLAIM_VERSION);
  if (status == SCR_OK) status = scr_json_take(&election, fields, "election");
  if (status == SCR_OK && !json_is_string(election)) status = SCR_E_JSON_TYPE;
  if (status == SCR_OK) status = scr_hash_from_base64(&hash, json_string_value(election), json_string_length(election));
  if (status == SCR_OK) scr_hash_base64(claim->fingerprint, &hash);
  if (status == SCR_OK) status = claim_take_number(&claim->events, fields, "events");
  if (status == SCR_OK) status = scr_json_take(&head, fields, "head");
  return status == SCR_OK ? scr_json_hash(&claim->head, head) : status;
}

// --- a shard ---

void scr_text_add_shard(struct scr_text *text, const struct scr_claim *claim) {
  claim_add_archive(text, SCHEMA, claim);
  claim_add_number(text, "part", claim->part.number);
  claim_add_number(text, "of", claim->part.of);
  claim_add_number(text, "first", claim->first);
  claim_add_number(text, "end", claim->end);
  claim_add_number(text, "ballots", claim->ballots);
  scr_text_add(text, ",\"failing\":[");
  for (uint64_t i = 0; i < claim->failing_n; i++) {
    if (i > 0) scr_text_add(text, ",");
    scr_text_add_number(text, claim->failing[i]);
  }
  scr_text_add(text, "]}");
}

// Ascending, and within the range.
static enum scr_status read_failing(struct scr_claim *claim, const json_t *value) {
  size_t count;
  uint64_t next = claim->first;
  enum scr_status status = scr_json_array(&count, value, 0, SCR_SHARD_FAILING_MAX);
  if (status != SCR_OK) return status;
  claim->failing = calloc(count + 1, sizeof *claim->failing);
  if (!claim->failing) return SCR_E_MEMORY;
  for (size_t i = 0; i < count && status == SCR_OK; i++) {
    status = scr_json_number(&claim->failing[i], json_array_get(value, i));
    if (status == SCR_OK && (claim->failing[i] < next || claim->failing[i] >= claim->end)) status = SCR_E_SHARD_FORM;
    next = claim->failing[i] + 1;
  }
  claim->failing_n = count;
  return status;
}

static bool is_sound(const struct scr_claim *claim) {
  return claim->part.of >= 1 && claim->part.of <= SCR_SHARDS_MAX && claim->part.number >= 1 &&
         claim->part.number <= claim->part.of && claim->events > 0 && claim->first <= claim->end &&
         claim->end <= claim->events && claim->ballots <= claim->end - claim->first;
}

static enum scr_status read_shard(struct scr_claim *claim, json_t *json) {
  struct scr_json_fields fields;
  json_t *failing;
  enum scr_status status = scr_json_fields(&fields, json);
  if (status == SCR_OK) status = claim_read_archive(claim, &fields, SCHEMA);
  if (status == SCR_OK) status = claim_take_number(&claim->part.number, &fields, "part");
  if (status == SCR_OK) status = claim_take_number(&claim->part.of, &fields, "of");
  if (status == SCR_OK) status = claim_take_number(&claim->first, &fields, "first");
  if (status == SCR_OK) status = claim_take_number(&claim->end, &fields, "end");
  if (status == SCR_OK) status = claim_take_number(&claim->ballots, &fields, "ballots");
  if (status == SCR_OK) status = scr_json_take(&failing, &fields, "failing");
  if (status == SCR_OK) status = scr_json_end(&fields);
  if (status == SCR_OK && !is_sound(claim)) status = SCR_E_SHARD_FORM;
  return status == SCR_OK ? read_failing(claim, failing) : status;
}

enum scr_status scr_shard_read(struct scr_claim *claim, const char *bytes, size_t length) {
  json_t *json = NULL;
  struct scr_claim read = {.failing = NULL};
  if (length > 0 && bytes[length - 1] == '\n') length--;
  enum scr_status status = scr_json_read(&json, bytes, length);
  if (status == SCR_OK) status = read_shard(&read, json);
  json_decref(json);
  if (status == SCR_OK)
    *claim = read;
  else
    scr_claim_clear(&read);
  return status;
}

// --- several ---

static int compare_parts(const void *a, const void *b) {
  const struct scr_claim *left = a, *right = b;
  return (left->part.number > right->part.number) - (left->part.number < right->part.number);
}

static bool is_same_archive(const struct scr_claim *a, const struct scr_claim *b) {
  return a->events == b->events && scr_hash_equal(&a->head, &b->head) && strcmp(a->fingerprint, b->fingerprint) == 0;
}

// Whether a shard stands where it must, `due` being where the one before it ended.
static enum scr_status check_shard(const struct scr_claim *claims, size_t i, uint64_t due) {
  const struct scr_claim *claim = &claims[i];
  if (!is_same_archive(claim, &claims[0])) return SCR_E_SHARD_ARCHIVE;
  if (claim->part.of != claims[0].part.of) return SCR_E_SHARD_RANGE;
  if (claim->part.number < i + 1) return SCR_E_SHARD_TWICE;
  if (claim->part.number > i + 1) return SCR_E_SHARD_MISSING;
  return claim->first == due ? SCR_OK : SCR_E_SHARD_RANGE;
}

enum scr_status scr_shards_order(size_t *at, struct scr_claim *claims, size_t count) {
  uint64_t due = 0;
  qsort(claims, count, sizeof *claims, compare_parts);
  for (*at = 0; *at < count; (*at)++) {
    enum scr_status status = check_shard(claims, *at, due);
    if (status != SCR_OK) return status;
    due = claims[*at].end;
  }
  if (count == 0 || count != claims[0].part.of) return SCR_E_SHARD_MISSING;
  return due == claims[0].events ? SCR_OK : SCR_E_SHARD_RANGE;
}
