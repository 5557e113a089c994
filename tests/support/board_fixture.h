// SPDX-License-Identifier: Apache-2.0
// What the tests of the board's writer share: an archive that another implementation made, boards cut from it, and a
// folder for them.
#ifndef SCRUTINEER_TESTS_BOARD_FIXTURE_H
#define SCRUTINEER_TESTS_BOARD_FIXTURE_H

#include <check.h>
#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "scrutineer/board.h"
#include "tests/support/board_kit.h"

#define FIXTURE "fixtures/ed-smoke.bel"
#define EVENTS_MAX 32

static struct kit_board *kit;
static struct scr_text whole;              // the fixture's bytes
static size_t events_n, ends[EVENTS_MAX];  // where each event ends
static char folder[64], path[80], kept[80];

// --- boards ---

static inline void get(struct scr_text *bytes, const char *from) {
  char buffer[4096];
  FILE *file = fopen(from, "rb");
  ck_assert_msg(file != NULL, "%s: %s", from, strerror(errno));
  scr_text_clear(bytes);
  for (size_t count; (count = fread(buffer, 1, sizeof buffer, file)) > 0;) scr_text_add_bytes(bytes, buffer, count);
  fclose(file);
}

static inline void put(const char *to, const char *bytes, size_t length) {
  FILE *file = fopen(to, "wb");
  ck_assert_ptr_nonnull(file);
  ck_assert_uint_eq(fwrite(bytes, 1, length, file), length);
  ck_assert_int_eq(fclose(file), 0);
}

static inline void put_events(size_t count) {
  put(path, whole.bytes, ends[count - 1]);
}

static inline void expect_bytes(const char *file, const char *bytes, size_t length) {
  struct scr_text found = SCR_TEXT_INIT;
  get(&found, file);
  ck_assert_msg(found.length == length && memcmp(found.bytes ? found.bytes : "", bytes, length) == 0,
                "%s has %zu bytes, not the %zu that are expected, or others", file, found.length, length);
  scr_text_free(&found);
}

static inline void expect_files(size_t wanted) {
  size_t count = 0;
  DIR *listing = opendir(folder);
  ck_assert_ptr_nonnull(listing);
  while (readdir(listing)) count++;
  closedir(listing);
  ck_assert_msg(count == wanted + 2, "%zu files, not %zu", count - 2, wanted);
}

static inline bool is_there(const char *file) {
  return access(file, F_OK) == 0;
}

static inline void set_up(void) {
  struct scr_archive *archive;
  struct scr_step step = {0};
  bool end;
  kit = kit_read(FIXTURE);
  get(&whole, FIXTURE);
  ck_assert_int_eq(scr_archive_open(&archive, FIXTURE), SCR_OK);
  for (events_n = 0; scr_step_next(&step, &end, archive) == SCR_OK && !end; events_n++)
    ends[events_n] = (size_t)scr_archive_offset(archive);
  scr_step_free(&step);
  scr_archive_close(archive);
  ck_assert_uint_eq(ends[events_n - 1], whole.length);
  // In memory where there is such a folder: syncing thousands of times to a disk takes minutes.
  const char *memory = "/dev/shm";
  (void)snprintf(folder, sizeof folder, "%s/scrutineer-board-XXXXXX", access(memory, W_OK) == 0 ? memory : "/tmp");
  ck_assert_ptr_nonnull(mkdtemp(folder));
  (void)snprintf(path, sizeof path, "%s/board.bel", folder);
  (void)snprintf(kept, sizeof kept, "%s/kept", folder);
}

static inline void tear_down(void) {
  char name[400];
  DIR *listing = opendir(folder);
  for (struct dirent *entry; (entry = readdir(listing));) {
    (void)snprintf(name, sizeof name, "%s/%s", folder, entry->d_name);
    (void)remove(name);
  }
  closedir(listing);
  (void)rmdir(folder);
  kit_free(kit);
  scr_text_free(&whole);
}

static inline struct scr_document document(const struct scr_text *text) {
  return (struct scr_document){text->bytes, text->length};
}

static inline struct scr_document ballot(size_t n) {
  return document(&kit->events[kit_find(kit, SCR_EVENT_BALLOT, n)].data[0]);
}

static inline struct scr_board *open_board(void) {
  struct scr_board *board = NULL;
  ck_assert_int_eq(scr_board_open(&board, path), SCR_OK);
  return board;
}

static inline enum scr_status try_open(void) {
  struct scr_board *board = NULL;
  enum scr_status status = scr_board_open(&board, path);
  ck_assert((board != NULL) == (status == SCR_OK));
  scr_board_close(board);
  return status;
}

static inline enum scr_status append_from_kit(struct scr_board *board, size_t event) {
  struct scr_document data[SCR_STEP_DATA_MAX];
  for (size_t i = 0; i < kit->events[event].data_n; i++) data[i] = document(&kit->events[event].data[i]);
  return scr_board_append(board, kit->events[event].event.type, data, kit->events[event].data_n);
}

static inline enum scr_status create(void) {
  const struct scr_text *data = kit->events[0].data;
  return scr_board_create(path, kit->time, document(&data[0]), document(&data[1]), document(&data[2]));
}

// No file can grow beyond `size` until the limit is lifted: a write is short, and then fails. Nothing is asserted
// meanwhile, since Check writes a file too.
static inline void limit_files(rlim_t size) {
  struct rlimit limit;
  (void)signal(SIGXFSZ, SIG_IGN);
  if (getrlimit(RLIMIT_FSIZE, &limit) != 0) abort();
  limit.rlim_cur = size < limit.rlim_max ? size : limit.rlim_max;
  if (setrlimit(RLIMIT_FSIZE, &limit) != 0) abort();
}

#endif
