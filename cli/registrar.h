// SPDX-License-Identifier: Apache-2.0
// The registrar's files: the roll, and which credential was issued to whom. Both are secret.
#ifndef SCRUTINEER_CLI_REGISTRAR_H
#define SCRUTINEER_CLI_REGISTRAR_H

#include "scrutineer/roll.h"
#include "scrutineer/secret.h"

#define ROLL_FILE "registrar/roll.json"
#define CREDENTIALS_FILE "registrar/credentials.json"
#define SPARES_FILE "registrar/spares.json"

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
// DIR/registrar/spares.json, in the order of their keys; which number such an entry has says nothing. The same.
bool spares_load(struct issued_list *list, const char *folder);
void scr_text_add_issued(struct scr_text *text, const struct issued_list *list, bool are_spares);
const struct issued *issued_find(const struct issued_list *list, const char *number);

// Where an entry of the public list comes from: the index-th of one of two lists.
struct listed {
  const struct issued *issued;
  bool is_spare;
  size_t index;
};
// By public key, so that the order says nothing about the roll; numbers in decimal by their value (CRD-4).
int issued_compare(const struct issued *a, const struct issued *b);
// Both lists in that order; to be freed; NULL: no memory.
struct listed *issued_sort(size_t *count, const struct issued_list *members, const struct issued_list *spares);

#endif
