// SPDX-License-Identifier: Apache-2.0
// A document that is read from front to back: whole in memory, or from a file, a part of it at a time, so that its length costs no
// memory.
#ifndef SCRUTINEER_BOARD_WINDOW_H
#define SCRUTINEER_BOARD_WINDOW_H

#include "scrutineer/hash.h"

#define WINDOW_BYTES ((size_t)1 << 20)  // at hand, of a file

struct window {
  const char *bytes;  // at hand
  size_t length;
  uint64_t left;  // bytes of the document after these
  // what the document is
  const char *whole;  // of one in memory
  uint64_t size;
  int file;
  uint64_t offset;
  char *buffer;              // of a file; else NULL
  struct scr_hasher hasher;  // of what was read since it was opened or rewound
};

void window_of_bytes(struct window *window, const char *bytes, size_t length);
// `size` bytes of an open file from `offset` on. SCR_E_IO; SCR_E_CHANGED where there are fewer; SCR_E_MEMORY.
enum scr_status window_of_file(struct window *window, int file, uint64_t offset, uint64_t size);
// Lets go of the first `used` bytes at hand, and takes more from the file.
enum scr_status window_advance(struct window *window, size_t used);
enum scr_status window_rewind(struct window *window);
// Of a file's document, after it was gone through to its end: whether the bytes have this hash. Of one in memory: true.
bool window_has_hash(struct window *window, const struct scr_hash *hash);
void window_close(struct window *window);

#endif
