// SPDX-License-Identifier: Apache-2.0
// The form that a count of papers is written down in, and whether its sums fit (DSK-3).
#ifndef SCRUTINEER_CLI_DESK_FORM_H
#define SCRUTINEER_CLI_DESK_FORM_H

#include "cli/desk.h"

// Reads a form into an act of kind paper-count. DONE, or the exit code after complaining with the line. The act is to be freed
// in either case.
int form_read(struct scr_act *act, const struct desk *desk, const char *path);
// Whether every number fits every other, and the credentials voided for papers; complains of all that don't, with the
// difference. DONE or INVALID.
int form_check(const struct scr_act *act, const struct desk *desk);
// An empty form for this entry point, with what is known of it.
void text_add_form(struct scr_text *text, const struct desk *desk, size_t point);
// The cell of an answer of a question, or of its blank votes (answer == SIZE_MAX).
size_t form_cell(const struct scr_election *election, size_t question, size_t answer);

#endif
