// SPDX-License-Identifier: Apache-2.0
#include "tests/support/folder.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>

bool folder_make(char *path, size_t size) {
  const char *temporary = getenv("TMPDIR");
  int length = snprintf(path, size, "%s/scrutineer-test-XXXXXX", temporary && temporary[0] ? temporary : "/tmp");
  return length > 0 && (size_t)length < size && mkdtemp(path);
}

static int remove_one(const char *path, const struct stat *stat, int type, struct FTW *walk) {
  (void)stat, (void)type, (void)walk;
  return remove(path);
}

bool folder_remove(const char *path) {
  return nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS) == 0;
}
