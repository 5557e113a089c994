// SPDX-License-Identifier: Apache-2.0
// What the fuzz targets share: how they fail, and the fixtures that they read documents against.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

static void load(struct fuzz_fixture *fixture) {
  char path[4096];
  const struct scr_verify_options options = {.threads = 1};
  (void)snprintf(path, sizeof path, "%s/%s", FUZZ_FIXTURE_FOLDER, fixture->file);
  FUZZ_REQUIRE(scr_session_new(&fixture->session, path, &options) == SCR_OK);
  fixture->report = scr_session_report(fixture->session);
  FUZZ_REQUIRE(fixture->report->verdict == SCR_VERDICT_VALID);
  fixture->election = fixture->report->election;
  read_names(fixture, path);
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
