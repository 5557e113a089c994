// SPDX-License-Identifier: Apache-2.0
// Who writes a log's folder, one program at a time; and reading a small file of it.
#include "board/log/folder_lock.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

// The folder itself is locked: there is no file that would have to be made, or be left behind.
int folder_lock(const char *folder) {
  int lock = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (lock < 0) return -1;
  while (flock(lock, LOCK_EX) != 0) {
    if (errno == EINTR) continue;
    folder_unlock(lock);
    return -1;
  }
  return lock;
}

void folder_unlock(int lock) {
  int error = errno;
  if (lock >= 0) (void)close(lock);
  errno = error;
}

enum scr_status folder_read_file(struct scr_text *bytes, const char *path, size_t limit) {
  char piece[65536];
  int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (descriptor < 0) return SCR_E_IO;
  enum scr_status status = SCR_OK;
  scr_text_clear(bytes);
  for (ssize_t count = 1; count != 0 && status == SCR_OK;) {
    count = read(descriptor, piece, sizeof piece);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) {
      status = SCR_E_IO;
    } else if ((size_t)count > limit - bytes->length) {
      status = SCR_E_LIMIT;
    } else {
      scr_text_add_bytes(bytes, piece, (size_t)count);
      status = scr_text_ok(bytes);
    }
  }
  int error = errno;
  (void)close(descriptor);
  errno = error;
  return status;
}
