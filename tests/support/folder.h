// SPDX-License-Identifier: Apache-2.0
// A folder of a test's own, and its end.
#ifndef SCRUTINEER_TESTS_FOLDER_H
#define SCRUTINEER_TESTS_FOLDER_H

#include <stdbool.h>
#include <stddef.h>

// Makes a new one in TMPDIR, or /tmp; false: its name doesn't fit, or it can't be made.
bool folder_make(char *path, size_t size);
// With all that is in it; false if something is left.
bool folder_remove(const char *path);

#endif
