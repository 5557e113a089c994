// SPDX-License-Identifier: Apache-2.0
// A board that somebody else publishes.
#include "cli/board_source.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "cli/published.h"
#include "witness/fetch.h"

#define BUNDLE_BYTES_MAX (SCR_TILE_WIDTH * (2 + (size_t)SCR_LOG_ENTRY_MAX))

// --- files ---

static enum source_result get_url(struct scr_text *text, const char *url, size_t limit, long milliseconds) {
  struct fetch request = {.url = url, .limit = limit};
  enum source_result result = SOURCE_FAILED;
  enum scr_status status = fetch_all(&request, 1, milliseconds);
  if (status != SCR_OK) {
    (void)fail(status, "%s can't be fetched", shown(url));
  } else if (request.outcome == FETCH_TOO_LARGE) {
    complain("%s can't be fetched: it has more than %zu bytes", shown(url), limit);
  } else if (request.outcome != FETCH_ANSWERED) {
    complain("%s can't be fetched: %s", shown(url), shown(request.problem));
  } else if (request.status == 404 || request.status == 410) {
    result = SOURCE_GONE;
  } else if (request.status != 200) {
    complain("%s can't be fetched: the answer is HTTP %ld", shown(url), request.status);
    if (request.status / 100 == 3) advise("redirects are not followed: give the address that it leads to");
  } else {
    scr_text_add_bytes(text, request.answer.bytes, request.answer.length);
    result = SOURCE_GOT;
  }
  fetch_free(&request);
  return result;
}

static enum source_result get(struct scr_text *text, const struct board_source *source, const char *path,
                              size_t limit) {
  enum source_result result;
  scr_text_clear(text);
  if (source->is_url)
    result = get_url(text, path, limit, source->milliseconds);
  else if (!file_exists(path))
    return SOURCE_GONE;
  else
    result = read_file(text, path, limit) ? SOURCE_GOT : SOURCE_FAILED;
  scr_text_add(text, "");  // never without bytes
  if (scr_text_ok(text) == SCR_OK) return result;
  (void)fail(SCR_E_MEMORY, "%s can't be read", shown(path));
  return SOURCE_FAILED;
}

enum source_result source_get(struct scr_text *text, const struct board_source *source, const char *name,
                              size_t limit) {
  char *path = join(source->log, name, NULL);
  enum source_result result = get(text, source, path, limit);
  free(path);
  return result;
}

enum source_result source_get_beside(struct scr_text *text, const struct board_source *source, const char *name,
                                     size_t limit) {
  char *path = join(source->where, name, NULL);
  enum source_result result = get(text, source, path, limit);
  free(path);
  return result;
}

// --- where the log is ---

static char *without_slashes(const char *where) {
  char *copy = join(where, NULL, NULL);
  for (size_t length = strlen(copy); length > 1 && copy[length - 1] == '/'; length--) copy[length - 1] = '\0';
  return copy;
}

// public/ has the log in a folder of its own.
static bool find_log(struct board_source *source) {
  struct scr_text text = SCR_TEXT_INIT;
  char *inner = join(source->log, "log", NULL), *checkpoint = join(inner, "checkpoint", NULL);
  enum source_result result = source->is_url     ? get(&text, source, checkpoint, SCR_NOTE_BYTES_MAX)
                              : is_folder(inner) ? SOURCE_GOT
                                                 : SOURCE_GONE;
  scr_text_free(&text);
  free(checkpoint);
  if (result != SOURCE_GOT) free(inner);
  if (result != SOURCE_GOT) return result == SOURCE_GONE;
  free(source->log);
  source->log = inner;
  return true;
}

bool source_open(struct board_source *source, const char *where, long milliseconds) {
  *source = (struct board_source){.is_url = fetch_looks_like_url(where), .milliseconds = milliseconds};
  if (source->is_url && !fetch_is_url(where)) {
    complain("\"%s\" is no address of a board: http:// or https://, a host, perhaps a path", shown(where));
    return false;
  }
  if (!source->is_url && !is_folder(where)) {
    complain("%s is no folder", shown(where));
    return false;
  }
  source->where = source->is_url ? join(where, NULL, NULL) : public_folder(where);
  source->log = without_slashes(source->where);
  return find_log(source);
}

void source_close(struct board_source *source) {
  free(source->log);
  free(source->where);
}

// --- entries ---

static enum source_result get_bundle(struct scr_text *text, const struct board_source *source, struct scr_tile *tile) {
  struct scr_tile bundle = {SCR_TILE_ENTRIES, tile->index, tile->width};
  enum source_result result;
  for (;;) {
    struct scr_text path = SCR_TEXT_INIT;
    scr_text_add_tile_path(&path, &bundle);
    result = scr_text_ok(&path) == SCR_OK ? source_get(text, source, path.bytes, BUNDLE_BYTES_MAX) : SOURCE_FAILED;
    if (result == SOURCE_GONE && bundle.width == SCR_TILE_WIDTH)
      complain("%s/%s is missing, though the checkpoint spans it", shown(source->log), path.bytes);
    scr_text_free(&path);
    if (result != SOURCE_GONE || bundle.width == SCR_TILE_WIDTH) break;
    bundle.width = SCR_TILE_WIDTH;
  }
  tile->width = bundle.width;
  return result;
}

static int add_bundle(struct scr_log *log, const struct board_source *source, struct scr_tile tile) {
  struct scr_text text = SCR_TEXT_INIT;
  struct scr_log_entry entries[SCR_TILE_WIDTH];
  unsigned wanted = tile.width;
  int code = get_bundle(&text, source, &tile) == SOURCE_GOT ? DONE : CANNOT;
  enum scr_status status = SCR_OK;
  if (code == DONE) status = scr_bundle_read(entries, tile.width, text.bytes, text.length);
  for (unsigned i = 0; code == DONE && status == SCR_OK && i < wanted; i++)
    status = scr_log_append(log, entries[i].bytes, entries[i].length);
  if (code == DONE && status != SCR_OK)
    code = fail(status, "the entries from %" PRIu64 " on can't be used", tile.index * SCR_TILE_WIDTH);
  scr_text_free(&text);
  return code;
}

int source_add_entries(struct scr_log *log, const struct board_source *source, uint64_t old_size, uint64_t size) {
  struct scr_tile tile = {0, 0, 0};
  int code = DONE;
  if (size > SCR_LOG_ENTRIES_MAX) return fail(SCR_E_LIMIT, "a log of %" PRIu64 " entries can't be followed", size);
  while (code == DONE && scr_tile_next(&tile, old_size, size) && tile.level == 0) {
    progress("entries: %" PRIu64 " of %" PRIu64, tile.index * SCR_TILE_WIDTH, size);
    code = add_bundle(log, source, tile);
  }
  progress_end();
  return code;
}
