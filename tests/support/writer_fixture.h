// SPDX-License-Identifier: Apache-2.0
// What the tests of the journal's writer share: an election with one ballot, and its files: as they were, put back, compared.
#ifndef SCRUTINEER_TESTS_WRITER_FIXTURE_H
#define SCRUTINEER_TESTS_WRITER_FIXTURE_H

#include <check.h>
#include <string.h>
#include <unistd.h>

#include "tests/support/journal_kit.h"
#include "tests/support/suite.h"

static struct jkit *jkit;

#define OK(x) ck_assert_int_eq((x), SCR_OK)
#define REFUSED(x, status) ck_assert_str_eq(scr_status_id(x), scr_status_id(status))

static inline void set_up(void) {
  static const struct jkit_plan plan;
  jkit = jkit_new(&plan);
  OK(jkit_open_voting(jkit));
  OK(jkit_cast(jkit, 0, 0, J_ONLINE));
}

static inline void tear_down(void) {
  jkit_free(jkit);
}

static inline void get(struct scr_text *bytes, const char *path) {
  char piece[4096];
  FILE *file = fopen(path, "rb");
  scr_text_clear(bytes);
  scr_text_add(bytes, "");
  if (!file) return;
  for (size_t count; (count = fread(piece, 1, sizeof piece, file)) > 0;) scr_text_add_bytes(bytes, piece, count);
  fclose(file);
}

static inline void put(const char *path, const char *bytes, size_t length) {
  FILE *file = fopen(path, "wb");
  if (!file || fwrite(bytes, 1, length, file) != length || fclose(file) != 0) kit_stop("%s can't be written", path);
}

static inline const char *in_public(const char *name) {
  static char paths[4][300];
  static unsigned next;
  char *path = paths[next++ % 4];
  (void)snprintf(path, sizeof paths[0], "%s/%s", jkit->public_folder, name);
  return path;
}

// What a writer makes durable, in this order.
enum { ARCHIVE, LINES, KEPT, CHECKPOINT, FILES };
struct state {
  struct scr_text file[FILES];
};

static inline const char *path_of(int file) {
  switch (file) {
    case ARCHIVE: return jkit->path;
    case LINES: return in_public("journal.jsonl");
    case KEPT: return jkit->kept;
    default: return in_public("log/checkpoint");
  }
}

static inline void save(struct state *state) {
  for (int i = 0; i < FILES; i++) get(&state->file[i], path_of(i));
}

static inline void restore_file(const struct state *state, int file) {
  put(path_of(file), state->file[file].bytes, state->file[file].length);
}

static inline void restore(const struct state *state) {
  for (int i = 0; i < FILES; i++) restore_file(state, i);
}

static inline void free_state(struct state *state) {
  for (int i = 0; i < FILES; i++) scr_text_free(&state->file[i]);
}

static inline void expect_file(const struct state *state, int file) {
  struct scr_text found = SCR_TEXT_INIT;
  get(&found, path_of(file));
  ck_assert_msg(found.length == state->file[file].length &&
                    memcmp(found.bytes, state->file[file].bytes, found.length) == 0,
                "%s is another", path_of(file));
  scr_text_free(&found);
}

static inline enum scr_status act(enum scr_act_kind kind) {
  struct scr_act made = {.kind = kind, .reason = SCR_REASON_SCHEDULE};
  return jkit_act(jkit, &made, JKIT_BY(J_OFFICER));
}

#endif
