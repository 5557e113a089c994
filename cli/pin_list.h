// SPDX-License-Identifier: Apache-2.0
// PINs by handle, as the officer's printers get them: a CSV file with the header handle,pin.
#ifndef SCRUTINEER_CLI_PIN_LIST_H
#define SCRUTINEER_CLI_PIN_LIST_H

#include "scrutineer/secret.h"

struct pin_entry {
  char handle[SCR_HANDLE_LENGTH + 1];
  struct scr_secret_pin pin;
};
struct pin_list {
  size_t count, capacity;
  struct pin_entry *entries;  // by handle, ascending
};

// Complains, and false; wipe it in any case.
bool pin_list_read(struct pin_list *list, const char *path);
bool pin_list_write(const struct pin_list *list, const char *path, bool replace);
void pin_list_wipe(struct pin_list *list);
// NULL if there is none.
const struct pin_entry *pin_list_find(const struct pin_list *list, const char *handle);
// Makes room for entries that the caller fills in, ascending; false when memory ran out.
bool pin_list_reserve(struct pin_list *list, size_t count);
// Replaces, adds, or (where pin is NULL) takes out. False when memory ran out.
bool pin_list_put(struct pin_list *list, const char *handle, const struct scr_secret_pin *pin_or_null);

#endif
