// SPDX-License-Identifier: Apache-2.0
// Files that are there whole or not at all.
#include "board/file.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "scrutineer/board.h"

bool file_write_all(int descriptor, const void *bytes, size_t length) {
  const char *at = bytes;
  while (length > 0) {
    ssize_t written = write(descriptor, at, length);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    at += written;
    length -= (size_t)written;
  }
  return true;
}

bool file_sync_folder(const char *path) {
  char *copy = strdup(path);
  if (!copy) return false;
  int folder = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  free(copy);
  bool synced = folder >= 0 && fsync(folder) == 0;
  if (folder >= 0) (void)close(folder);
  return synced;
}

// A link does not replace an existing name; a rename does.
static bool put_in_place(const char *temporary, const char *path, bool replace) {
  if (replace) return rename(temporary, path) == 0;
  if (link(temporary, path) != 0) return false;
  return unlink(temporary) == 0;
}

static bool write_temporary(char *temporary, const void *bytes, size_t length, unsigned mode) {
  int descriptor = mkostemp(temporary, O_CLOEXEC);  // made with mode 0600
  if (descriptor < 0) return false;
  bool written =
      file_write_all(descriptor, bytes, length) && fchmod(descriptor, (mode_t)mode) == 0 && fsync(descriptor) == 0;
  int error = errno;
  if (close(descriptor) != 0) written = false;
  if (!written) {
    (void)unlink(temporary);
    errno = error;
  }
  return written;
}

enum scr_status scr_file_write(const char *path, const void *bytes, size_t length, unsigned mode, bool replace) {
  struct scr_text temporary = SCR_TEXT_INIT;
  scr_text_add_format(&temporary, "%s.XXXXXX", path);
  enum scr_status status = scr_text_ok(&temporary);
  if (status == SCR_OK && !write_temporary(temporary.bytes, bytes, length, mode)) status = SCR_E_IO;
  if (status == SCR_OK && !put_in_place(temporary.bytes, path, replace)) {
    int error = errno;
    (void)unlink(temporary.bytes);
    errno = error;
    status = SCR_E_IO;
  }
  if (status == SCR_OK && !file_sync_folder(path)) status = SCR_E_IO;
  scr_text_free(&temporary);
  return status;
}
