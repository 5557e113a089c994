// SPDX-License-Identifier: Apache-2.0
// Writing through to the disk.
#ifndef SCRUTINEER_BOARD_FILE_H
#define SCRUTINEER_BOARD_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "scrutineer/text.h"

// All bytes at the descriptor's place; false with errno set.
bool file_write_all(int descriptor, const void *bytes, size_t length);
// Makes the names in the file's folder durable.
bool file_sync_folder(const char *path);
// Appends what stands from `from` to `size`; and cuts that off after it was kept in a new file.
enum scr_status file_read_tail(struct scr_text *tail, int file, uint64_t from, uint64_t size);
enum scr_status file_cut(int file, uint64_t end, const struct scr_text *tail, const char *kept);

#endif
