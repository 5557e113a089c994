// SPDX-License-Identifier: Apache-2.0
// The registrar's files: the roll, and which credential was issued to whom. Both are secret.
#ifndef SCRUTINEER_CLI_REGISTRAR_H
#define SCRUTINEER_CLI_REGISTRAR_H

#include "scrutineer/roll.h"
#include "scrutineer/secret.h"

#define ROLL_FILE "registrar/roll.json"
#define CREDENTIALS_FILE "registrar/credentials.json"

// DIR/registrar/roll.json; NULL after complaining.
struct scr_roll *load_roll(const char *folder);

// What was issued to one member.
struct issued {
  char *number;
  char credential[SCR_CREDENTIAL_LENGTH + 1];
  char *public_key;  // in the record's spelling
  uint64_t weight;
};

struct issued_list {
  size_t count;
  struct issued *entries;  // in the roll's order
};

// DIR/registrar/credentials.json; complains, and false. Free with issued_free in either case.
bool issued_load(struct issued_list *list, const char *folder);
void issued_free(struct issued_list *list);  // overwrites the credentials
void scr_text_add_issued(struct scr_text *text, const struct issued_list *list);
const struct issued *issued_find(const struct issued_list *list, const char *number);

#endif
