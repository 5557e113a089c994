// SPDX-License-Identifier: Apache-2.0
// Who writes a log's folder, one program at a time; and reading a small file of it.
#ifndef SCRUTINEER_BOARD_LOG_FOLDER_LOCK_H
#define SCRUTINEER_BOARD_LOG_FOLDER_LOCK_H

#include "scrutineer/status.h"
#include "scrutineer/text.h"

// Waits until no other program holds the folder; a descriptor, for folder_unlock, or -1 with errno.
int folder_lock(const char *folder);
// Leaves errno as it is. -1 is no lock.
void folder_unlock(int lock);

// The file's bytes, at most `limit`; SCR_E_LIMIT if it has more, SCR_E_IO with errno.
enum scr_status folder_read_file(struct scr_text *bytes, const char *path, size_t limit);

#endif
