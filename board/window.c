// SPDX-License-Identifier: Apache-2.0
#include "board/window.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void window_of_bytes(struct window *window, const char *bytes, size_t length) {
  *window = (struct window){.bytes = bytes, .length = length, .whole = bytes, .size = length};
}

static enum scr_status fill(struct window *window) {
  while (window->left > 0 && window->length < WINDOW_BYTES) {
    size_t room = WINDOW_BYTES - window->length, wanted = window->left < room ? (size_t)window->left : room;
    off_t at = (off_t)(window->offset + window->size - window->left);
    ssize_t got = pread(window->file, window->buffer + window->length, wanted, at);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return SCR_E_IO;
    if (got == 0) return SCR_E_CHANGED;  // it was as long as that
    scr_hash_add(&window->hasher, window->buffer + window->length, (size_t)got);
    window->length += (size_t)got;
    window->left -= (uint64_t)got;
  }
  return SCR_OK;
}

static enum scr_status begin(struct window *window) {
  scr_hash_begin(&window->hasher);
  window->length = 0;
  window->left = window->size;
  return fill(window);
}

enum scr_status window_of_file(struct window *window, int file, uint64_t offset, uint64_t size) {
  char *buffer = malloc(WINDOW_BYTES);
  if (!buffer) return SCR_E_MEMORY;
  *window = (struct window){.bytes = buffer, .buffer = buffer, .size = size, .file = file, .offset = offset};
  enum scr_status status = begin(window);
  if (status != SCR_OK) window_close(window);
  return status;
}

enum scr_status window_advance(struct window *window, size_t used) {
  window->length -= used;
  if (!window->buffer) {
    window->bytes += used;
    return SCR_OK;
  }
  memmove(window->buffer, window->buffer + used, window->length);
  return fill(window);
}

static void end_hash(struct scr_hash *hash, struct window *window) {
  scr_hash_end(hash, &window->hasher);
  window->hasher.context = NULL;
}

enum scr_status window_rewind(struct window *window) {
  struct scr_hash unused;
  if (!window->buffer) {
    window->bytes = window->whole;
    window->length = (size_t)window->size;
    return SCR_OK;
  }
  end_hash(&unused, window);
  return begin(window);
}

bool window_has_hash(struct window *window, const struct scr_hash *hash) {
  struct scr_hash actual;
  if (!window->buffer) return true;
  end_hash(&actual, window);
  return window->left == 0 && scr_hash_equal(&actual, hash);
}

void window_close(struct window *window) {
  struct scr_hash unused;
  if (window->hasher.context) end_hash(&unused, window);
  free(window->buffer);
  window->buffer = NULL;
}
