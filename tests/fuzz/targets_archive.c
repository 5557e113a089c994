// SPDX-License-Identifier: Apache-2.0
// Whole archives through the verifier: the bytes of a file, and a board that is sealed again as an attacker would seal it.
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "scrutineer/board.h"
#include "tests/fuzz/fuzz.h"

// A file in memory, and its path.
static int memory_file(char path[64], const char *bytes, size_t length) {
  int file = memfd_create("fuzz", MFD_CLOEXEC);
  FUZZ_REQUIRE(file >= 0);
  for (size_t at = 0; at < length;) {
    ssize_t written = write(file, bytes + at, length - at);
    FUZZ_REQUIRE(written > 0);
    at += (size_t)written;
  }
  (void)snprintf(path, 64, "/proc/self/fd/%d", file);
  return file;
}

// An archive that is read to its end, with every record under its hash, is what the writer writes.
static void rebuild(const char *path, const char *bytes, size_t length) {
  struct scr_archive *archive;
  struct scr_record record;
  struct scr_hash name;
  struct scr_text again = SCR_TEXT_INIT;
  bool end = false, holds = true;
  if (scr_archive_open(&archive, path) != SCR_OK) return;
  scr_text_add_archive_header(&again, scr_archive_time(archive));
  enum scr_status status;
  while ((status = scr_archive_next(&record, &end, archive)) == SCR_OK && !end) {
    holds = holds && record.hash_holds;
    scr_text_add_record(&again, &name, scr_archive_time(archive), record.kind, record.bytes, record.length);
  }
  FUZZ_REQUIRE(scr_archive_offset(archive) <= length && scr_archive_size(archive) == length);
  if (status == SCR_OK && holds)
    FUZZ_REQUIRE(fuzz_wrote(&again, bytes, length));
  else
    scr_text_free(&again);
  scr_archive_close(archive);
}

// A valid verdict is for a fixture's election with a fixture's result; any other would be a forgery.
static bool is_known_result(const struct scr_report *report) {
  for (size_t i = 0; i < FUZZ_FIXTURES; i++) {
    const struct fuzz_fixture *fixture = fuzz_fixture_at(i);
    if (!scr_hash_equal(&report->election->hash, &fixture->election->hash)) continue;
    return report->votes && report->weight_counted == fixture->report->weight_counted &&
           memcmp(report->votes, fixture->report->votes, report->election->ciphertexts_n * sizeof *report->votes) == 0;
  }
  return false;
}

static void verify(const char *path) {
  const struct scr_verify_options options = {.threads = 1};
  struct scr_report *report;
  struct scr_text text = SCR_TEXT_INIT;
  FUZZ_REQUIRE(scr_verify(&report, path, &options) == SCR_OK);
  bool failed = false;
  for (int i = 0; i < SCR_CHECK_COUNT; i++) failed = failed || report->checks[i].state == SCR_STATE_FAIL;
  FUZZ_REQUIRE(!failed || report->verdict == SCR_VERDICT_INVALID || report->verdict == SCR_VERDICT_CANNOT_CHECK);
  if (report->verdict == SCR_VERDICT_VALID) FUZZ_REQUIRE(is_known_result(report));
  scr_text_add_report(&text, report);
  FUZZ_REQUIRE(scr_text_ok(&text) == SCR_OK);
  scr_text_free(&text);
  scr_report_free(report);
}

static void verify_bytes(const char *bytes, size_t length) {
  char path[64];
  uint64_t tail = 0;
  int file = memory_file(path, bytes, length);
  rebuild(path, bytes, length);
  verify(path);
  if (scr_board_recover(&tail, path, "/dev/null", true) == SCR_OK) FUZZ_REQUIRE(tail <= length);
  (void)close(file);
}

void fuzz_archive(const char *bytes, size_t length) {
  verify_bytes(bytes, length);
}

// --- a board as text ---

// One document on each line, and after an event's documents a line "=Type". In a document, $0 to $4 stand for the hash of
// the event's first to fifth document, so that what refers to another is right whatever became of the other.
struct sealing {
  struct scr_text archive;
  struct scr_hash data[SCR_STEP_DATA_MAX];
  size_t data_n;
  struct scr_hash parent;
  uint64_t height;
};

#define SEALED_TIME 1700000000

static void seal_document(struct sealing *sealing, const char *line, size_t length) {
  struct scr_text document = SCR_TEXT_INIT;
  for (size_t i = 0; i < length; i++) {
    size_t reference = line[i] == '$' && i + 1 < length ? (size_t)(unsigned char)line[i + 1] - '0' : SIZE_MAX;
    if (reference < sealing->data_n) {
      scr_text_add_hex(&document, sealing->data[reference].byte, SCR_HASH_BYTES);
      i++;
    } else {
      scr_text_add_bytes(&document, line + i, 1);
    }
  }
  FUZZ_REQUIRE(scr_text_ok(&document) == SCR_OK);
  struct scr_hash name;
  scr_text_add_record(&sealing->archive, &name, SEALED_TIME, SCR_RECORD_DATA, document.bytes, document.length);
  if (sealing->data_n < SCR_STEP_DATA_MAX) sealing->data[sealing->data_n++] = name;
  scr_text_free(&document);
}

static void seal_event(struct sealing *sealing, enum scr_event_type type) {
  struct scr_event event = {.has_parent = sealing->height > 0,
                            .parent = sealing->parent,
                            .height = sealing->height,
                            .type = type,
                            .has_payload = sealing->data_n > 0};
  struct scr_text text = SCR_TEXT_INIT;
  if (event.has_payload) event.payload = sealing->data[sealing->data_n - 1];
  scr_text_add_event(&text, &event);
  FUZZ_REQUIRE(scr_text_ok(&text) == SCR_OK);
  scr_text_add_record(&sealing->archive, &sealing->parent, SEALED_TIME, SCR_RECORD_EVENT, text.bytes, text.length);
  sealing->height++;
  sealing->data_n = 0;
  scr_text_free(&text);
}

static void seal_line(struct sealing *sealing, const char *line, size_t length) {
  for (int type = 0; length > 0 && line[0] == '=' && type < SCR_EVENT_TYPES; type++) {
    const char *name = scr_event_type_name((enum scr_event_type)type);
    if (strlen(name) == length - 1 && memcmp(name, line + 1, length - 1) == 0) {
      seal_event(sealing, (enum scr_event_type)type);
      return;
    }
  }
  if (length > 0) seal_document(sealing, line, length);
}

void fuzz_board(const char *bytes, size_t length) {
  struct sealing sealing = {.height = 0};
  scr_text_add_archive_header(&sealing.archive, SEALED_TIME);
  for (size_t at = 0; at < length;) {
    const char *end = memchr(bytes + at, '\n', length - at);
    size_t line = end ? (size_t)(end - bytes) - at : length - at;
    seal_line(&sealing, bytes + at, line);
    at += line + 1;
  }
  FUZZ_REQUIRE(scr_text_ok(&sealing.archive) == SCR_OK);
  verify_bytes(sealing.archive.bytes, sealing.archive.length);
  scr_text_free(&sealing.archive);
}

// A shard has one spelling, and its numbers fit together.
void fuzz_shard(const char *bytes, size_t length) {
  struct scr_claim claim;
  struct scr_text again = SCR_TEXT_INIT;
  if (scr_shard_read(&claim, bytes, length) != SCR_OK) return;
  FUZZ_REQUIRE(claim.first <= claim.end && claim.end <= claim.events);
  FUZZ_REQUIRE(claim.failing_n <= claim.end - claim.first);
  scr_text_add_shard(&again, &claim);
  FUZZ_REQUIRE(fuzz_wrote(&again, bytes, bytes[length - 1] == '\n' ? length - 1 : length));
  scr_claim_clear(&claim);
}

// The input is what stands before the MAC: as it is, nothing is a state; sealed, a state has one spelling.
void fuzz_state(const char *bytes, size_t length) {
  static const struct scr_state_key key = {{7}};
  struct scr_text sealed = SCR_TEXT_INIT, again = SCR_TEXT_INIT;
  struct scr_state state;
  uint8_t mac[crypto_auth_hmacsha256_BYTES];
  FUZZ_REQUIRE(scr_state_read(&state, bytes, length, &key) == SCR_E_STATE_MAC);
  (void)crypto_auth_hmacsha256(mac, (const unsigned char *)bytes, length, key.byte);
  scr_text_add_bytes(&sealed, bytes, length);
  scr_text_add_hex(&sealed, mac, sizeof mac);
  scr_text_add(&sealed, "\n");
  if (scr_text_ok(&sealed) == SCR_OK && scr_state_read(&state, sealed.bytes, sealed.length, &key) == SCR_OK) {
    scr_text_add_state(&again, &state, &key);
    FUZZ_REQUIRE(fuzz_wrote(&again, sealed.bytes, sealed.length));
    scr_state_clear(&state);
  }
  scr_text_free(&sealed);
}
