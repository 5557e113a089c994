// SPDX-License-Identifier: Apache-2.0
// Writing through to the disk.
#ifndef SCRUTINEER_BOARD_FILE_H
#define SCRUTINEER_BOARD_FILE_H

#include <stdbool.h>
#include <stddef.h>

// All bytes at the descriptor's place; false with errno set.
bool file_write_all(int descriptor, const void *bytes, size_t length);
// Makes the names in the file's folder durable.
bool file_sync_folder(const char *path);

#endif
