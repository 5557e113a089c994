// SPDX-License-Identifier: Apache-2.0
#include "cli/suggest.h"

#include <string.h>

#define WORD_MAX 32
#define NEAR 2  // characters that are changed, missing or too many

// How many characters have to be changed, added or taken away to make one word of the other; WORD_MAX for what is longer.
static size_t distance(const char *a, const char *b) {
  size_t row[WORD_MAX + 1], a_length = strlen(a), b_length = strlen(b);
  if (a_length >= WORD_MAX || b_length >= WORD_MAX) return WORD_MAX;
  for (size_t j = 0; j <= b_length; j++) row[j] = j;
  for (size_t i = 0; i < a_length; i++) {
    size_t diagonal = row[0];
    row[0] = i + 1;
    for (size_t j = 0; j < b_length; j++) {
      size_t changed = diagonal + (a[i] != b[j]), added = (row[j] < row[j + 1] ? row[j] : row[j + 1]) + 1;
      diagonal = row[j + 1];
      row[j + 1] = changed < added ? changed : added;
    }
  }
  return row[b_length];
}

// The nearest verb of a noun, or where that is NULL the nearest noun; NULL if none is near. No word is replaced as a whole.
static const char *nearest(const struct command *commands, const char *noun_or_null, const char *word) {
  const char *found = NULL;
  size_t least = strlen(word) <= NEAR ? strlen(word) : NEAR + 1;
  for (const struct command *command = commands; command->noun; command++) {
    if (noun_or_null && strcmp(command->noun, noun_or_null) != 0) continue;
    const char *name = noun_or_null ? command->verb : command->noun;
    size_t far = name ? distance(word, name) : WORD_MAX;
    if (far >= least) continue;
    least = far;
    found = name;
  }
  return found;
}

// Nothing of a noun that is a command without a verb, too.
static void list_verbs(const struct command *commands, const char *noun) {
  struct scr_text verbs = SCR_TEXT_INIT;
  bool alone = false;
  for (const struct command *command = commands; command->noun; command++) {
    if (strcmp(command->noun, noun) != 0) continue;
    if (command->verb)
      scr_text_add_format(&verbs, "%s%s", verbs.length > 0 ? ", " : "", command->verb);
    else
      alone = true;
  }
  if (!alone) advise("\"%s\" has: %s", noun, verbs.bytes ? verbs.bytes : "");
  scr_text_free(&verbs);
}

void suggest_command(const char *program, const struct command *commands, const char *noun, const char *verb_or_null) {
  const char *near_noun = nearest(commands, NULL, noun);
  const char *near_verb = near_noun && verb_or_null ? nearest(commands, near_noun, verb_or_null) : NULL;
  if (near_verb)
    advise("did you mean \"%s %s %s\"?", program, near_noun, near_verb);
  else if (near_noun && strcmp(near_noun, noun) != 0)
    advise("did you mean \"%s %s\"?", program, near_noun);
  if (near_noun && !near_verb)
    list_verbs(commands, near_noun);
  else if (!near_noun)
    advise("%s --help lists the commands", program);
}
