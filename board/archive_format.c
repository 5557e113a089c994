// SPDX-License-Identifier: Apache-2.0
// The bytes around a record.
#include "board/archive_format.h"

#include <assert.h>
#include <inttypes.h>
#include <string.h>

#include "scrutineer/json.h"

#define SIZE_AT 124
#define OCTAL_11_MAX UINT64_C(077777777777)

// ARC-1.
void archive_header(unsigned char header[BLOCK], const char *name, uint64_t size, uint64_t time) {
  assert(strlen(name) < 100 && size <= OCTAL_11_MAX && time <= OCTAL_11_MAX);
  char field[16];
  memset(header, 0, BLOCK);
  memcpy(header, name, strlen(name));
  memcpy(header + 100, "0000644", 7);
  memcpy(header + 108, "0000000", 7);
  memcpy(header + 116, "0000000", 7);
  (void)snprintf(field, sizeof field, "%011" PRIo64, size);
  memcpy(header + SIZE_AT, field, 11);
  (void)snprintf(field, sizeof field, "%011" PRIo64, time);
  memcpy(header + 136, field, 11);
  header[156] = '0';
  unsigned sum = 8 * ' ';  // the checksum counts its own field as spaces
  for (size_t i = 0; i < BLOCK; i++) sum += header[i];
  (void)snprintf(field, sizeof field, "%06o", sum);
  memcpy(header + 148, field, 6);
  header[155] = ' ';
}

bool archive_header_size(uint64_t *size, const unsigned char header[BLOCK]) {
  uint64_t read = 0;
  for (size_t i = SIZE_AT; i < SIZE_AT + 11; i++) {
    if (header[i] < '0' || header[i] > '7') return false;
    read = read * 8 + (uint64_t)(header[i] - '0');
  }
  *size = read;
  return true;
}

static const char *suffix(enum scr_record_kind kind) {
  return kind == SCR_RECORD_DATA ? ".data.json" : ".event.json";
}

void archive_record_name(char name[80], const struct scr_hash *hash, enum scr_record_kind kind) {
  scr_hash_hex(name, hash);
  strcat(name, suffix(kind));
}

bool archive_name_read(struct scr_hash *hash, enum scr_record_kind *kind, const unsigned char header[BLOCK]) {
  char name[101] = {0};
  memcpy(name, header, 100);
  if (strcmp(name + SCR_HASH_HEX, suffix(SCR_RECORD_DATA)) == 0)
    *kind = SCR_RECORD_DATA;
  else if (strcmp(name + SCR_HASH_HEX, suffix(SCR_RECORD_EVENT)) == 0)
    *kind = SCR_RECORD_EVENT;
  else
    return false;
  return scr_hash_from_hex(hash, name, SCR_HASH_HEX) == SCR_OK;
}

static enum scr_status read_time(uint64_t *time, const json_t *value) {
  const char *digits;
  size_t length;
  enum scr_status status = scr_json_string(&digits, &length, value);
  if (status != SCR_OK) return status;
  uint64_t read = 0;
  if (length == 0 || length > 11 || (length > 1 && digits[0] == '0')) return SCR_E_NUMBER;
  for (size_t i = 0; i < length; i++) {
    if (digits[i] < '0' || digits[i] > '9') return SCR_E_NUMBER;
    read = read * 10 + (uint64_t)(digits[i] - '0');
  }
  if (read > OCTAL_11_MAX) return SCR_E_NUMBER;
  *time = read;
  return SCR_OK;
}

// ARC-2.
enum scr_status archive_timestamp_read(uint64_t *time, const char *bytes, size_t length) {
  json_t *json = NULL, *version, *timestamp;
  struct scr_json_fields fields;
  uint64_t number;
  enum scr_status status = scr_json_read(&json, bytes, length);
  if (status == SCR_OK) status = scr_json_fields(&fields, json);
  if (status == SCR_OK) status = scr_json_take(&version, &fields, "version");
  if (status == SCR_OK) status = scr_json_uint(&number, version, SCR_JSON_NUMBER_MAX);
  if (status == SCR_OK && number != 1) status = SCR_E_ARCHIVE_VERSION;
  if (status == SCR_OK) status = scr_json_take(&timestamp, &fields, "timestamp");
  if (status == SCR_OK) status = scr_json_end(&fields);
  if (status == SCR_OK) status = read_time(time, timestamp);
  json_decref(json);
  return status;
}

uint64_t archive_padded(uint64_t size) {
  return (size + BLOCK - 1) / BLOCK * BLOCK;
}

static void add_record(struct scr_text *text, const char *name, uint64_t time, const char *bytes, size_t length) {
  unsigned char header[BLOCK];
  static const char zeros[BLOCK];
  archive_header(header, name, length, time);
  scr_text_add_bytes(text, header, BLOCK);
  scr_text_add_bytes(text, bytes, length);
  scr_text_add_bytes(text, zeros, (size_t)(archive_padded(length) - length));
}

void scr_text_add_record(struct scr_text *text, struct scr_hash *name, uint64_t time, enum scr_record_kind kind,
                         const char *bytes, size_t length) {
  char string[80];
  scr_hash(name, bytes, length);
  archive_record_name(string, name, kind);
  add_record(text, string, time, bytes, length);
}

void scr_text_add_archive_header(struct scr_text *text, uint64_t time) {
  char body[64];
  int length = snprintf(body, sizeof body, "{\"version\":1,\"timestamp\":\"%" PRIu64 "\"}", time);
  add_record(text, FIRST_NAME, time, body, (size_t)length);
}
