// SPDX-License-Identifier: Apache-2.0
// The registrar's handles: each credential, spares too, has one that says nothing about its holder, so that another role can issue
// PINs without learning a name.
//   registrar/handles.csv               number,handle: members in the roll's order, then spares, without a number
//   registrar/handles-for-officer.csv   handle,credential: what the returning officer gets, by handle
#ifndef SCRUTINEER_CLI_HANDLES_H
#define SCRUTINEER_CLI_HANDLES_H

#include "cli/registrar.h"

#define HANDLES_FILE "registrar/handles.csv"
#define OFFICER_HANDLES_FILE "registrar/handles-for-officer.csv"

struct handle {
  char text[SCR_HANDLE_LENGTH + 1];
};
struct handles {
  size_t count;
  struct handle *entries;  // the members', in their list's order, and after them the spares'
};

// Makes and keeps fresh ones, which replace what an interrupted run left: nothing was handed out then. DONE, or the exit code
// after complaining.
int handles_keep(const char *folder, const struct issued_list *members, const struct issued_list *spares);
// Makes the officer's list from what is kept. The same.
int handles_hand_out(const char *folder, const struct issued_list *members, const struct issued_list *spares);
// What is kept, which must be for these members and, unless NULL is given, spares. The same; free in any case.
int handles_load(struct handles *handles, const char *folder, const struct issued_list *members,
                 const struct issued_list *spares_or_null);
void handles_free(struct handles *handles);

#endif
