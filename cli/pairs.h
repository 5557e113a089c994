// SPDX-License-Identifier: Apache-2.0
// Lists that registrar, officer and printers hand to each other: CSV files with a header and two columns.
#ifndef SCRUTINEER_CLI_PAIRS_H
#define SCRUTINEER_CLI_PAIRS_H

#include <stdbool.h>

#include "scrutineer/text.h"

#define PAIRS_BYTES_MAX (UINT64_C(256) << 20)

// Reads a file whose header is `first,second`, and calls `add` for each line after it; what that gives, unless it is NULL, is
// what is wrong with the line. False after complaining, with the line and never what stands in it. What was read is wiped.
bool pairs_read(const char *path, const char *first, const char *second,
                const char *(*add)(void *context, const char *left, const char *right), void *context);
// Appends a field as it stands in a CSV file: quoted where it must be.
void scr_text_add_csv(struct scr_text *text, const char *field);

#endif
