// SPDX-License-Identifier: Apache-2.0
// Reading the trustees document, and combining keys and factors.
#include "scrutineer/trustees.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "board/question.h"  // json_copy_string
#include "board/trustees_internal.h"
#include "scrutineer/json.h"
#include "scrutineer/threshold.h"

// --- reading ---

// A key: the identity is none (GRP-5).
static enum scr_status read_key(struct scr_element *key, const struct scr_group *group, const json_t *value) {
  enum scr_status status = scr_json_element(key, group, value);
  return status == SCR_OK && scr_element_is_identity(group, key) ? SCR_E_ELEMENT_IDENTITY : status;
}

// {"pok":..., "public_key":..., ?"signature":..., ?"name":...}
enum scr_status trustee_read_public_key(struct trustee *trustee, const struct scr_group *group, json_t *json) {
  struct scr_json_fields fields;
  json_t *pok, *key, *signature, *name;
  enum scr_status status = scr_json_fields(&fields, json);
  if (status == SCR_OK) status = scr_json_take(&pok, &fields, "pok");
  if (status == SCR_OK) status = scr_json_take(&key, &fields, "public_key");
  if (status != SCR_OK) return status;
  scr_json_take_optional(&signature, &fields, "signature");
  scr_json_take_optional(&name, &fields, "name");
  status = scr_json_end(&fields);
  if (status == SCR_OK && name && !json_is_string(name)) status = SCR_E_JSON_TYPE;
  if (status == SCR_OK) status = read_key(&trustee->key, group, key);
  if (status == SCR_OK) status = scr_json_proof(&trustee->possession, group, pok);
  if (status == SCR_OK && signature) status = scr_json_proof(&trustee->key_signature, group, signature);
  trustee->has_key_signature = signature != NULL;
  return status;
}

// {"message":"...", "signature":{...}}
enum scr_status trustee_read_signed(struct signed_message *message, const struct scr_group *group, json_t *json) {
  struct scr_json_fields fields;
  json_t *bytes, *signature;
  enum scr_status status = scr_json_fields(&fields, json);
  if (status == SCR_OK) status = scr_json_take(&bytes, &fields, "message");
  if (status == SCR_OK) status = scr_json_take(&signature, &fields, "signature");
  if (status == SCR_OK) status = scr_json_end(&fields);
  if (status == SCR_OK) status = scr_json_proof(&message->signature, group, signature);
  if (status == SCR_OK) status = json_copy_string(&message->bytes, bytes);
  if (status == SCR_OK) message->length = strlen(message->bytes);
  return status;
}

// {"group":..., "size":..., "threshold":..., "index":...}
static enum scr_status read_context(struct trustee *trustee, json_t *json) {
  struct scr_json_fields fields;
  json_t *group, *size, *threshold, *index;
  enum scr_status status = scr_json_fields(&fields, json);
  if (status == SCR_OK) status = scr_json_take(&group, &fields, "group");
  if (status == SCR_OK) status = scr_json_take(&size, &fields, "size");
  if (status == SCR_OK) status = scr_json_take(&threshold, &fields, "threshold");
  if (status == SCR_OK) status = scr_json_take(&index, &fields, "index");
  if (status == SCR_OK) status = scr_json_end(&fields);
  if (status == SCR_OK) status = json_copy_string(&trustee->context_group, group);
  if (status == SCR_OK) status = scr_json_uint(&trustee->context_size, size, SCR_JSON_NUMBER_MAX);
  if (status == SCR_OK) status = scr_json_uint(&trustee->context_threshold, threshold, SCR_JSON_NUMBER_MAX);
  if (status == SCR_OK) status = scr_json_uint(&trustee->context_index, index, SCR_JSON_NUMBER_MAX);
  trustee->has_context = status == SCR_OK;
  return status;
}

static enum scr_status read_certificate_keys(struct trustee *trustee, const struct scr_group *group, json_t *json) {
  struct scr_json_fields fields;
  json_t *context, *verification, *encryption;
  enum scr_status status = scr_json_fields(&fields, json);
  if (status != SCR_OK) return status;
  scr_json_take_optional(&context, &fields, "context");
  status = scr_json_take(&verification, &fields, "verification");
  if (status == SCR_OK) status = scr_json_take(&encryption, &fields, "encryption");
  if (status == SCR_OK) status = scr_json_end(&fields);
  if (status == SCR_OK && context) status = read_context(trustee, context);
  if (status == SCR_OK) status = read_key(&trustee->verification, group, verification);
  if (status == SCR_OK) status = read_key(&trustee->encryption, group, encryption);
  return status;
}

enum scr_status trustee_read_certificate(struct trustee *trustee, const struct scr_group *group, json_t *json) {
  json_t *keys = NULL;
  enum scr_status status = trustee_read_signed(&trustee->certificate, group, json);
  if (status == SCR_OK) status = scr_json_read(&keys, trustee->certificate.bytes, trustee->certificate.length);
  if (status == SCR_OK) status = read_certificate_keys(trustee, group, keys);
  json_decref(keys);
  return status;
}

static enum scr_status read_commitments(struct trustee *trustee, const struct scr_group *group, json_t *json,
                                        uint32_t threshold) {
  struct scr_json_fields fields;
  json_t *list;
  size_t count;
  enum scr_status status = scr_json_fields(&fields, json);
  if (status == SCR_OK) status = scr_json_take(&list, &fields, "coefexps");
  if (status == SCR_OK) status = scr_json_end(&fields);
  if (status == SCR_OK) status = scr_json_array(&count, list, 0, SCR_TRUSTEES_MAX);
  if (status == SCR_OK && count != threshold) status = SCR_E_SETUP_COMMITMENTS;
  if (status != SCR_OK) return status;
  trustee->commitments = calloc(count, sizeof *trustee->commitments);
  if (!trustee->commitments) return SCR_E_MEMORY;
  for (size_t k = 0; k < count && status == SCR_OK; k++)
    status = read_key(&trustee->commitments[k], group, json_array_get(list, k));  // TRU-9
  return status;
}

enum scr_status trustee_read_coefficients(struct trustee *trustee, const struct scr_group *group, json_t *json,
                                          uint32_t threshold) {
  json_t *message = NULL;
  enum scr_status status = trustee_read_signed(&trustee->coefficients, group, json);
  if (status == SCR_OK) status = scr_json_read(&message, trustee->coefficients.bytes, trustee->coefficients.length);
  if (status == SCR_OK) status = read_commitments(trustee, group, message, threshold);
  json_decref(message);
  return status;
}

// One trustee of a group: its entries in the group's parallel lists.
static enum scr_status read_member(struct trustee *trustee, const struct scr_group *group, uint32_t threshold,
                                   json_t *certificate, json_t *coefficients, json_t *agreement, json_t *key) {
  enum scr_status status = trustee_read_certificate(trustee, group, certificate);
  if (status == SCR_OK) status = trustee_read_coefficients(trustee, group, coefficients, threshold);
  if (status == SCR_OK && agreement) status = scr_json_proof(&trustee->agreement, group, agreement);
  if (status == SCR_OK) trustee->has_agreement = agreement != NULL;
  if (status == SCR_OK) status = trustee_read_public_key(trustee, group, key);
  return status;
}

// Makes room for `count` more trustees and gives the item that holds them (TRU-1).
static enum scr_status add_item(struct item **item, struct scr_trustees *trustees, size_t count) {
  if (count > SCR_TRUSTEES_MAX - trustees->count) return SCR_E_LIMIT;
  *item = &trustees->items[trustees->items_n++];
  **item = (struct item){.threshold = 1, .first = trustees->count, .count = count};
  trustees->count += count;
  return SCR_OK;
}

static enum scr_status read_group(struct scr_trustees *trustees, size_t *at, json_t *json) {
  struct scr_json_fields fields;
  json_t *threshold, *certificates, *coefficients, *signatures, *keys;
  uint64_t needed = 0;
  struct item *item;
  enum scr_status status = scr_json_fields(&fields, json);
  if (status == SCR_OK) status = scr_json_take(&threshold, &fields, "threshold");
  if (status == SCR_OK) status = scr_json_take(&certificates, &fields, "certs");
  if (status == SCR_OK) status = scr_json_take(&coefficients, &fields, "coefexps");
  if (status != SCR_OK) return status;
  scr_json_take_optional(&signatures, &fields, "signatures");
  status = scr_json_take(&keys, &fields, "verification_keys");
  if (status == SCR_OK) status = scr_json_end(&fields);
  if (status == SCR_OK) status = scr_json_uint(&needed, threshold, SCR_JSON_NUMBER_MAX);
  if (status == SCR_OK && !(json_is_array(certificates) && json_is_array(coefficients) && json_is_array(keys) &&
                            (!signatures || json_is_array(signatures))))
    status = SCR_E_JSON_TYPE;
  if (status == SCR_OK) status = add_item(&item, trustees, json_array_size(certificates));
  if (status != SCR_OK) return status;
  if (needed == 0 || needed > item->count || json_array_size(coefficients) != item->count ||
      json_array_size(keys) != item->count || (signatures && json_array_size(signatures) != item->count))
    return SCR_E_SETUP_TRUSTEES;
  item->is_group = true;
  item->threshold = (uint32_t)needed;
  for (size_t i = 0; i < item->count && status == SCR_OK; i++) {
    *at = item->first + i + 1;
    status = read_member(&trustees->trustees[item->first + i], trustees->group, item->threshold,
                         json_array_get(certificates, i), json_array_get(coefficients, i),
                         signatures ? json_array_get(signatures, i) : NULL, json_array_get(keys, i));
  }
  return status;
}

static enum scr_status read_single(struct scr_trustees *trustees, size_t *at, json_t *json) {
  struct item *item;
  enum scr_status status = add_item(&item, trustees, 1);
  if (status != SCR_OK) return status;
  *at = item->first + 1;
  return trustee_read_public_key(&trustees->trustees[item->first], trustees->group, json);
}

// ["Single", ...] or ["Pedersen", ...]
static enum scr_status read_item(struct scr_trustees *trustees, size_t *at, json_t *json) {
  size_t count;
  const char *kind;
  size_t kind_length;
  enum scr_status status = scr_json_array(&count, json, 2, 2);
  if (status == SCR_OK) status = scr_json_string(&kind, &kind_length, json_array_get(json, 0));
  if (status != SCR_OK) return status;
  if (strcmp(kind, "Single") == 0) return read_single(trustees, at, json_array_get(json, 1));
  if (strcmp(kind, "Pedersen") == 0) return read_group(trustees, at, json_array_get(json, 1));
  return SCR_E_JSON_FIELD;
}

// One key must not count as two trustees (TRU-8). In a group of which one suffices, every member's key is the group's.
static enum scr_status find_doubles(const struct scr_trustees *trustees, size_t *at) {
  for (size_t i = 0; i < trustees->items_n; i++) {
    const struct item *item = &trustees->items[i];
    for (size_t j = item->first; j < item->first + item->count; j++) {
      size_t others = item->threshold > 1 ? j : item->first;  // those to compare with stand before
      for (size_t k = 0; k < others; k++) {
        *at = j + 1;
        if (scr_element_equal(&trustees->trustees[j].key, &trustees->trustees[k].key)) return SCR_E_SETUP_TWICE;
      }
    }
  }
  return SCR_OK;
}

static enum scr_status read_trustees(struct scr_trustees *trustees, size_t *at, json_t *json) {
  size_t count;
  enum scr_status status = scr_json_array(&count, json, 0, SCR_TRUSTEES_MAX);
  if (status != SCR_OK) return status;
  if (count == 0) return SCR_E_SETUP_TRUSTEES;
  trustees->items = calloc(count, sizeof *trustees->items);
  trustees->trustees = calloc(SCR_TRUSTEES_MAX, sizeof *trustees->trustees);
  if (!trustees->items || !trustees->trustees) return SCR_E_MEMORY;
  for (size_t i = 0; i < count && status == SCR_OK; i++) {
    *at = 0;
    status = read_item(trustees, at, json_array_get(json, i));
  }
  return status == SCR_OK ? find_doubles(trustees, at) : status;
}

enum scr_status scr_trustees_new(struct scr_trustees **trustees, size_t *at, const struct scr_group *group,
                                 const char *bytes, size_t length) {
  *at = 0;
  if (length > SCR_TRUSTEES_BYTES_MAX) return SCR_E_LIMIT;
  json_t *json = NULL;
  struct scr_trustees *read = calloc(1, sizeof *read);
  if (!read) return SCR_E_MEMORY;
  read->group = group;
  enum scr_status status = scr_json_read(&json, bytes, length);
  if (status == SCR_OK) status = read_trustees(read, at, json);
  json_decref(json);
  if (status == SCR_OK)
    *trustees = read;
  else
    scr_trustees_free(read);
  return status;
}

void trustee_clear(struct trustee *trustee) {
  free(trustee->certificate.bytes);
  free(trustee->context_group);
  free(trustee->coefficients.bytes);
  free(trustee->commitments);
}

void scr_trustees_free(struct scr_trustees *trustees) {
  if (!trustees) return;
  for (size_t i = 0; i < trustees->count; i++) trustee_clear(&trustees->trustees[i]);
  free(trustees->trustees);
  free(trustees->items);
  free(trustees);
}

// --- keys ---

size_t scr_trustees_count(const struct scr_trustees *trustees) {
  return trustees->count;
}

const struct scr_element *scr_trustees_key(const struct scr_trustees *trustees, size_t owner) {
  assert(owner >= 1 && owner <= trustees->count);
  return &trustees->trustees[owner - 1].key;
}

void scr_text_add_trustees_summary(struct scr_text *text, const struct scr_trustees *trustees) {
  size_t singles = 0;
  for (size_t i = 0; i < trustees->items_n; i++) singles += trustees->items[i].is_group ? 0 : 1;
  if (singles > 0) scr_text_add_format(text, "%zu mandatory", singles);
  for (size_t i = 0; i < trustees->items_n; i++) {
    const struct item *item = &trustees->items[i];
    if (!item->is_group) continue;
    scr_text_add_format(text, "%s%u of %zu", text->length > 0 ? " and " : "", item->threshold, item->count);
  }
}

size_t scr_trustees_needed(const struct scr_trustees *trustees) {
  size_t needed = 0;
  for (size_t i = 0; i < trustees->items_n; i++) needed += trustees->items[i].threshold;
  return needed;
}

// A single trustee's key; of a group, the product of the constant terms that its members committed to.
void scr_trustees_combined_key(struct scr_element *key, const struct scr_trustees *trustees) {
  struct scr_element product = *scr_group_identity(trustees->group);
  for (size_t i = 0; i < trustees->items_n; i++) {
    const struct item *item = &trustees->items[i];
    for (size_t j = item->first; j < item->first + item->count; j++) {
      const struct trustee *trustee = &trustees->trustees[j];
      scr_element_mul(&product, trustees->group, &product, item->is_group ? &trustee->commitments[0] : &trustee->key);
    }
  }
  *key = product;
}

// --- decryption ---

// The members of the item that are marked, as indices from 1; their number.
static size_t list_marked(uint32_t *indices, const struct item *item, const bool *marked) {
  size_t count = 0;
  for (size_t i = 0; i < item->count; i++)
    if (marked[item->first + i]) indices[count++] = (uint32_t)i + 1;
  return count;
}

// Chooses the members at these places among those present.
static void choose(bool *chosen, const struct item *item, const uint32_t *present, const size_t *places) {
  for (size_t i = 0; i < item->count; i++) chosen[item->first + i] = false;
  for (size_t i = 0; i < item->threshold; i++) chosen[item->first + present[places[i]] - 1] = true;
}

static void choose_first(bool *chosen, const struct item *item, const bool *marked) {
  uint32_t present[SCR_TRUSTEES_MAX];
  size_t places[SCR_TRUSTEES_MAX], count = list_marked(present, item, marked);
  assert(count >= item->threshold);
  for (size_t i = 0; i < item->threshold; i++) places[i] = i;
  choose(chosen, item, present, places);
}

// The next choice in the order of the places; after the last one the first again, and false.
static bool choose_next(bool *chosen, const struct item *item, const bool *marked) {
  uint32_t present[SCR_TRUSTEES_MAX];
  size_t places[SCR_TRUSTEES_MAX], count = list_marked(present, item, marked), taken = 0;
  for (size_t i = 0; i < count; i++)
    if (chosen[item->first + present[i] - 1]) places[taken++] = i;
  assert(taken == item->threshold);
  size_t at = taken;
  while (at > 0 && places[at - 1] == count - taken + at - 1) at--;
  if (at == 0) {
    choose_first(chosen, item, marked);
    return false;
  }
  places[at - 1]++;
  for (size_t i = at; i < taken; i++) places[i] = places[i - 1] + 1;
  choose(chosen, item, present, places);
  return true;
}

// RES-1.
bool scr_trustees_quorum(const struct scr_trustees *trustees, const bool *present) {
  uint32_t indices[SCR_TRUSTEES_MAX];
  for (size_t i = 0; i < trustees->items_n; i++)
    if (list_marked(indices, &trustees->items[i], present) < trustees->items[i].threshold) return false;
  return true;
}

void scr_trustees_first_quorum(bool *chosen, const struct scr_trustees *trustees, const bool *present) {
  for (size_t i = 0; i < trustees->items_n; i++) choose_first(chosen, &trustees->items[i], present);
}

bool scr_trustees_next_quorum(bool *chosen, const struct scr_trustees *trustees, const bool *present) {
  for (size_t i = trustees->items_n; i > 0; i--)
    if (choose_next(chosen, &trustees->items[i - 1], present)) return true;
  return false;
}

// How many choices an item has, up to a limit.
static size_t count_choices(const struct item *item, const bool *present, size_t limit) {
  uint32_t indices[SCR_TRUSTEES_MAX];
  size_t count = list_marked(indices, item, present), left_out = count - item->threshold;
  uint64_t choices = 1;
  for (size_t i = 1; i <= left_out && choices <= limit; i++) choices = choices * (item->threshold + i) / i;
  return choices < limit ? (size_t)choices : limit;
}

size_t scr_trustees_quorums(const struct scr_trustees *trustees, const bool *present, size_t limit) {
  uint64_t quorums = 1;
  assert(limit <= UINT32_MAX);
  for (size_t i = 0; i < trustees->items_n && quorums < limit; i++)
    quorums *= count_choices(&trustees->items[i], present, limit);
  return quorums < limit ? (size_t)quorums : limit;
}

// Well mixed bits (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014): nothing hangs on them but
// how soon a quorum is found.
static uint64_t next_mixed(uint64_t *state) {
  uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);
  z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
  z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
  return z ^ (z >> 31);
}

void scr_trustees_mixed_quorum(bool *chosen, const struct scr_trustees *trustees, const bool *present, size_t n) {
  uint64_t state = n;
  for (size_t i = 0; i < trustees->items_n; i++) {
    const struct item *item = &trustees->items[i];
    uint32_t indices[SCR_TRUSTEES_MAX];
    size_t places[SCR_TRUSTEES_MAX], count = list_marked(indices, item, present);
    for (size_t j = 0; j < count; j++) places[j] = j;
    for (size_t j = 0; j < item->threshold; j++) {
      size_t other = j + (size_t)(next_mixed(&state) % (count - j)), place = places[other];
      places[other] = places[j];
      places[j] = place;
    }
    choose(chosen, item, indices, places);
  }
}

bool scr_trustees_exchange(bool *chosen, const struct scr_trustees *trustees, size_t owner) {
  size_t at = owner - 1, i = 0;
  while (at >= trustees->items[i].first + trustees->items[i].count) i++;
  const struct item *item = &trustees->items[i];
  if (!item->is_group || chosen[at]) return false;
  size_t leaving = item->first;
  while (!chosen[leaving]) leaving++;
  chosen[leaving] = false;
  chosen[at] = true;
  return true;
}

bool scr_trustees_confirm(const struct scr_trustees *trustees, const bool *chosen, const bool *present,
                          const bool *misfits) {
  for (size_t i = 0; i < trustees->items_n; i++) {
    const struct item *item = &trustees->items[i];
    bool fits = false, misfit = false;
    for (size_t j = item->first; j < item->first + item->count; j++) {
      fits |= present[j] && !chosen[j] && !misfits[j];
      misfit |= misfits[j];
    }
    if (misfit && !fits) return false;
  }
  return true;
}

// Lagrange's interpolation over the chosen members of each group; a single trustee is the case of one, whose coefficient is 1
// (TRU-7).
void scr_trustees_coefficients_var(struct scr_scalar *coefficients, const struct scr_trustees *trustees,
                                   const bool *chosen) {
  for (size_t i = 0; i < trustees->items_n; i++) {
    const struct item *item = &trustees->items[i];
    uint32_t indices[SCR_TRUSTEES_MAX];
    size_t count = list_marked(indices, item, chosen);
    assert(count == item->threshold);
    for (size_t j = 0; j < count; j++)
      scr_threshold_lagrange_var(&coefficients[item->first + indices[j] - 1], trustees->group, indices, count, j);
  }
}
