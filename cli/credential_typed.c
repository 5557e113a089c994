// SPDX-License-Identifier: Apache-2.0
// What is wrong with a credential that a person typed: in which place, never which characters. Its time depends on
// where the mistake is, as secret.h allows for what can't be used.
#include <string.h>

#include "cli/ballot.h"

#define BLANKS " \t\r\n"
#define GROUPS 5

static const size_t lengths[GROUPS] = {5, 6, 5, 6, 3};

static void trim(const char **typed, size_t *length) {
  while (*length > 0 && strchr(BLANKS, (*typed)[*length - 1])) --*length;
  for (; *length > 0 && strchr(BLANKS, **typed); ++*typed) --*length;
}

bool credential_lacks_check(const char *typed, size_t length) {
  trim(&typed, &length);
  return length == SCR_CREDENTIAL_LENGTH;
}

// A character that no credential has, by its place.
static bool explain_character(const char *typed, size_t length) {
  size_t group = 1, place = 0;
  for (size_t i = 0; i < length; i++) {
    place = typed[i] == '-' ? 0 : place + 1;
    group += typed[i] == '-';
    if (typed[i] != '\0' && strchr(SCR_BASE58 "-", typed[i])) continue;
    if (typed[i] != '\0' && strchr(BLANKS, typed[i]))
      advise("a typing error in or after group %zu: there are hyphens between the groups, and no blanks", group);
    else
      advise("a typing error in group %zu, character %zu: no credential has that character (nor 0, O, I or l)", group,
             place);
    return true;
  }
  return false;
}

static void explain_lengths(const char *typed, size_t length) {
  if (length > lengths[1] && !memchr(typed, '-', length)) {
    advise("a typing error: the hyphens between the groups are missing");
    return;
  }
  size_t group = 0, start = 0;
  for (size_t i = 0; i <= length; i++) {
    if (i < length && typed[i] != '-') continue;
    if (group < GROUPS && i - start != lengths[group]) {
      advise("a typing error: group %zu has %zu characters, not %zu", group + 1, i - start, lengths[group]);
      return;
    }
    group++;
    start = i + 1;
  }
  if (group != GROUPS) advise("a typing error: there are %zu groups, not %d", group, GROUPS);
}

void credential_explain(const char *typed, size_t length) {
  trim(&typed, &length);
  if (length == 0)
    advise("nothing was typed");
  else if (!explain_character(typed, length))
    explain_lengths(typed, length);
  advise("a credential looks like XXXXX-XXXXXX-XXXXX-XXXXXX-XXX: letters and digits without 0, O, I and l");
}
