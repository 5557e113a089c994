// SPDX-License-Identifier: Apache-2.0
// Quoting for a shell.
#include "cli/quote.h"

#include <string.h>

#include "cli/cli.h"

#define PLAIN "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./,:@%+="

static bool is_plain(const char *argument) {
  return argument[0] != '\0' && argument[strspn(argument, PLAIN)] == '\0';
}

// Between single quotes all is literal but the quote itself.
static void add_literal(struct scr_text *text, const char *argument) {
  scr_text_add(text, "'");
  for (const char *c = argument; *c; c++) {
    if (*c == '\'')
      scr_text_add(text, "'\\''");
    else
      scr_text_add_bytes(text, c, 1);
  }
  scr_text_add(text, "'");
}

static void add_escaped(struct scr_text *text, const char *argument) {
  scr_text_add(text, "$'");
  for (const char *c = argument; *c; c++) {
    if (strchr(PLAIN " ", *c))
      scr_text_add_bytes(text, c, 1);
    else
      scr_text_add_format(text, "\\%03o", (unsigned)(unsigned char)*c);
  }
  scr_text_add(text, "'");
}

const char *quoted(const char *argument) {
  static struct scr_text kept[8];
  static size_t next;
  struct scr_text *text = &kept[next++ % 8];
  scr_text_clear(text);
  if (is_plain(argument))
    scr_text_add(text, argument);
  else if (strcmp(shown(argument), argument) == 0)
    add_literal(text, argument);
  else
    add_escaped(text, argument);
  return scr_text_ok(text) == SCR_OK ? text->bytes : "";
}
