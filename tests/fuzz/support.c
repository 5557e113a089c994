// SPDX-License-Identifier: Apache-2.0
// What the fuzz targets share: how they fail, and the fixtures that they read documents against.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scrutineer/json.h"
#include "scrutineer/secret.h"
#include "tests/fuzz/fuzz.h"

_Noreturn void fuzz_fail(const char *condition, const char *file, int line) {
  (void)fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, condition);
  abort();
}

bool fuzz_wrote(struct scr_text *text, const char *bytes, size_t length) {
  bool same = scr_text_ok(text) == SCR_OK && text->length == length && memcmp(text->bytes, bytes, length) == 0;
  scr_text_free(text);
  return same;
}

static void read_names(struct fuzz_fixture *fixture, const char *path) {
  struct scr_archive *archive;
  struct scr_record record;
  FUZZ_REQUIRE(scr_archive_open(&archive, path) == SCR_OK);
  for (bool end = false;;) {
    FUZZ_REQUIRE(scr_archive_next(&record, &end, archive) == SCR_OK);
    if (end) break;
    struct scr_hash *names = realloc(fixture->names, (fixture->names_n + 1) * sizeof *names);
    FUZZ_REQUIRE(names);
    fixture->names = names;
    names[fixture->names_n++] = record.name;
  }
  scr_archive_close(archive);
}

// As they are spelled on the list, without weights.
static void read_credentials(struct fuzz_fixture *fixture, const char *path) {
  struct scr_archive *archive;
  struct scr_step step = {0};
  json_t *json = NULL, *entry;
  size_t i;
  bool end;
  FUZZ_REQUIRE(scr_archive_open(&archive, path) == SCR_OK);
  FUZZ_REQUIRE(scr_step_next(&step, &end, archive) == SCR_OK && !end && step.data_n > 2);
  FUZZ_REQUIRE(scr_json_read(&json, step.data[2].bytes.bytes, step.data[2].bytes.length) == SCR_OK);
  fixture->credentials_n = json_array_size(json);
  fixture->credentials = calloc(fixture->credentials_n, sizeof *fixture->credentials);
  FUZZ_REQUIRE(fixture->credentials && fixture->credentials_n >= FUZZ_CREDENTIALS);
  json_array_foreach(json, i, entry) {
    const char *string = json_string_value(entry);
    fixture->credentials[i] = strndup(string, strcspn(string, ","));
  }
  json_decref(json);
  scr_step_free(&step);
  scr_archive_close(archive);
}

static void load(struct fuzz_fixture *fixture) {
  char path[4096];
  const struct scr_verify_options options = {.threads = 1};
  (void)snprintf(path, sizeof path, "%s/%s", FUZZ_FIXTURE_FOLDER, fixture->file);
  FUZZ_REQUIRE(scr_session_new(&fixture->session, path, &options) == SCR_OK);
  fixture->report = scr_session_report(fixture->session);
  FUZZ_REQUIRE(fixture->report->verdict == SCR_VERDICT_VALID);
  fixture->election = fixture->report->election;
  read_names(fixture, path);
  read_credentials(fixture, path);
}

const struct fuzz_fixture *fuzz_fixture_at(size_t index) {
  static struct fuzz_fixture fixtures[FUZZ_FIXTURES] = {{.file = "ed-2q-blank.bel"},
                                                        {.file = "modp-2q-blank.bel"},
                                                        {.file = "ed-smoke.bel"},
                                                        {.file = "ed-thr2of3-plus-server.bel"}};
  if (!fixtures[index].session) load(&fixtures[index]);
  return &fixtures[index];
}

bool fuzz_is_of(const struct fuzz_fixture *fixture, const char *bytes, size_t length) {
  struct scr_hash hash;
  scr_hash(&hash, bytes, length);
  for (size_t i = 0; i < fixture->names_n; i++)
    if (scr_hash_equal(&fixture->names[i], &hash)) return true;
  return false;
}

// A key whose seed is 32 such bytes.
static struct scr_note_key key_of(const char *name, enum scr_note_key_type type, char digit) {
  char hex[SCR_SIGNING_KEY_HEX];
  uint8_t public_key[SCR_NOTE_PUBLIC_KEY_BYTES];
  struct scr_secret_signing_key secret;
  struct scr_note_key key;
  memset(hex, digit, sizeof hex);
  FUZZ_REQUIRE(scr_secret_signing_key_read(&secret, hex, sizeof hex) == SCR_OK);
  scr_secret_signing_key_publish(public_key, &secret);
  FUZZ_REQUIRE(scr_note_key_make(&key, name, strlen(name), type, public_key) == SCR_OK);
  return key;
}

const struct scr_setup_record *fuzz_record(void) {
  static char uuid[] = "AAAAAAAAAAAAAA", name[] = "Example Ltd", spare[] = "abc0";
  static char *spares[] = {spare};
  static struct scr_entry_point points[2];
  static struct scr_note_key teller, agent, witnesses[2];
  static struct scr_setup_record record;
  points[0] = (struct scr_entry_point){key_of("online", SCR_NOTE_ED25519, '4'), SCR_METHOD_ONLINE, SCR_ENTRY_PIN, name};
  points[1] = (struct scr_entry_point){key_of("hall", SCR_NOTE_ED25519, '5'), SCR_METHOD_MEETING, SCR_ENTRY_IDENTITY, name};
  teller = key_of("tina", SCR_NOTE_ED25519, '6');
  agent = key_of("alec", SCR_NOTE_ED25519, '7');
  witnesses[0] = key_of("w1.example", SCR_NOTE_COSIGNATURE, '8');
  witnesses[1] = key_of("w2.example", SCR_NOTE_COSIGNATURE, '9');
  record = (struct scr_setup_record){.uuid = uuid,
                                    .board = key_of("votes.example.org/a", SCR_NOTE_ED25519, '1'),
                                    .officer = key_of("officer", SCR_NOTE_ED25519, '2'),
                                    .registrar = key_of("registrar", SCR_NOTE_ED25519, '3'),
                                    .entry_points_n = 2,
                                    .entry_points = points,
                                    .tellers_n = 1,
                                    .tellers = &teller,
                                    .agents_n = 1,
                                    .agents = &agent,
                                    .witnesses_n = 2,
                                    .witnesses = witnesses,
                                    .quorum = 2,
                                    .members = 7,
                                    .weight = 7,
                                    .spares_n = 1,
                                    .spares = spares,
                                    .opens = 1772800000,
                                    .closes = 1772900000,
                                    .slot = SCR_SLOT_DEFAULT};
  return &record;
}
