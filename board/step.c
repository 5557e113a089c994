// SPDX-License-Identifier: Apache-2.0
// An event with the data that belong to it: which, in which order, with which references.
#include <string.h>

#include "board/archive_format.h"
#include "scrutineer/archive.h"
#include "scrutineer/json.h"
#include "scrutineer/tally.h"

void scr_step_free(struct scr_step *step) {
  for (size_t i = 0; i < SCR_STEP_DATA_MAX; i++) scr_text_free(&step->data[i].bytes);
  *step = (struct scr_step){0};
}

#define KEPT_MAX (UINT64_C(1) << 20)

// Keeps the memory of the texts from one step to the next, but not what a list of credentials took.
static void clear(struct scr_step *step) {
  step->data_n = 0;
  for (size_t i = 0; i < SCR_STEP_DATA_MAX; i++) {
    struct scr_text *text = &step->data[i].bytes;
    if (text->capacity > KEPT_MAX)
      scr_text_free(text);
    else
      scr_text_clear(text);
  }
}

static enum scr_status keep_data(struct scr_step *step, struct scr_archive *archive, const struct scr_record *record) {
  if (step->data_n == SCR_STEP_DATA_MAX) return SCR_E_ARCHIVE_ORDER;
  struct scr_step_data *data = &step->data[step->data_n++];
  data->name = record->name;
  data->offset = record->offset;
  data->hash_holds = record->hash_holds;
  data->left_length = record->left ? record->length : 0;
  if (!record->left) archive_give(&data->bytes, archive, record);
  return SCR_OK;
}

enum scr_status scr_step_next(struct scr_step *step, bool *end, struct scr_archive *archive) {
  clear(step);
  for (;;) {
    struct scr_record record;
    enum scr_status status = scr_archive_next(&record, end, archive);
    if (status != SCR_OK) return status;
    if (*end) return step->data_n > 0 ? SCR_E_ARCHIVE_ORDER : SCR_OK;
    if (record.kind == SCR_RECORD_DATA) {
      status = keep_data(step, archive, &record);
      if (status != SCR_OK) return status;
      continue;
    }
    step->event_hash = record.name;
    step->event_hash_holds = record.hash_holds;
    step->offset = record.offset;
    return scr_event_read(&step->event, record.bytes, record.length);
  }
}

bool scr_step_hashes_hold(const struct scr_step *step) {
  for (size_t i = 0; i < step->data_n; i++)
    if (!step->data[i].hash_holds) return false;
  return step->event_hash_holds;
}

#define CERTIFICATE 3  // place of the credentials' certificate in a setup that has one
#define CERTIFICATE_MAX (UINT64_C(1) << 20)

// Nothing on the board says what it must hold; but it is a document of the record, and no hiding place (SET-6).
static enum scr_status check_certificate(const struct scr_text *certificate) {
  json_t *json = NULL;
  if (certificate->length > CERTIFICATE_MAX) return SCR_E_LIMIT;
  enum scr_status status = scr_json_read(&json, certificate->bytes, certificate->length);
  json_decref(json);
  return status;
}

// The setup data name the election, the trustees and the credentials, and the certificate of the credentials if there is
// one, which then stands between the credentials and the setup data (SET-4).
static enum scr_status check_setup(const struct scr_step *step) {
  static const char *const keys[] = {"election", "trustees", "credentials", "credentials_certificate"};
  const struct scr_text *last = &step->data[step->data_n - 1].bytes;
  struct scr_json_fields fields;
  json_t *json = NULL, *value;
  struct scr_hash hash;
  enum scr_status status = scr_json_read(&json, last->bytes, last->length);
  if (status == SCR_OK) status = scr_json_fields(&fields, json);
  for (size_t i = 0; i + 1 < step->data_n && status == SCR_OK; i++) {
    status = scr_json_take(&value, &fields, keys[i]);
    if (status == SCR_OK) status = scr_json_hash(&hash, value);
    if (status == SCR_OK && !scr_hash_equal(&hash, &step->data[i].name)) status = SCR_E_SETUP_SETUP_DATA;
  }
  if (status == SCR_OK) status = scr_json_end(&fields);
  json_decref(json);
  if (status == SCR_OK && step->data_n == 5) status = check_certificate(&step->data[CERTIFICATE].bytes);
  return status;
}

static enum scr_status check_reference(const struct scr_step *step, const char *key) {
  const struct scr_text *last = &step->data[1].bytes;
  json_t *json = NULL;
  struct scr_hash hash;
  enum scr_status status = scr_json_read(&json, last->bytes, last->length);
  if (status == SCR_OK) {
    const json_t *value = json_object_get(json, key);
    status = value ? scr_json_hash(&hash, value) : SCR_E_JSON_FIELD;
  }
  if (status == SCR_OK && !scr_hash_equal(&hash, &step->data[0].name)) status = SCR_E_ARCHIVE_ORDER;
  json_decref(json);
  return status;
}

static size_t data_expected(const struct scr_step *step) {
  switch (step->event.type) {
    case SCR_EVENT_SETUP: return step->data_n == 5 ? 5 : 4;
    case SCR_EVENT_BALLOT:
    case SCR_EVENT_RESULT: return 1;
    case SCR_EVENT_ENCRYPTED_TALLY:
    case SCR_EVENT_SHUFFLE:
    case SCR_EVENT_PARTIAL_DECRYPTION: return 2;
    default: return 0;
  }
}

// ARC-4, EVT-3.
enum scr_status scr_step_check(const struct scr_step *step) {
  size_t expected = data_expected(step);
  if (step->event.has_payload != (expected > 0)) return SCR_E_CHAIN_PAYLOAD;
  if (step->data_n != expected) return SCR_E_ARCHIVE_ORDER;
  if (expected > 0 && !scr_hash_equal(&step->event.payload, &step->data[expected - 1].name)) return SCR_E_CHAIN_PAYLOAD;
  switch (step->event.type) {
    case SCR_EVENT_SETUP: return check_setup(step);
    case SCR_EVENT_ENCRYPTED_TALLY: return check_reference(step, "encrypted_tally");
    case SCR_EVENT_SHUFFLE:
    case SCR_EVENT_PARTIAL_DECRYPTION: return check_reference(step, "payload");
    default: return SCR_OK;
  }
}
