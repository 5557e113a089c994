// SPDX-License-Identifier: Apache-2.0
// The fields of acts as a person types them.
#ifndef SCRUTINEER_CLI_ACT_FIELDS_H
#define SCRUTINEER_CLI_ACT_FIELDS_H

#include "cli/official.h"

#define ACT_FIELDS_HELP                                                                                             \
  "KIND and its fields, and who signs:\n"                                                                           \
  "freeze ballot= reason= (the desk that let the ballot in, and a second official);\n"                              \
  "lift entry= reason= (the two who signed that freeze);\n"                                                         \
  "void credential= reason= (an entry point, and a second official);\n"                                             \
  "reissue credential= spare= reason= (the registrar, and a desk): on the registrar's machine member=NUMBER can "   \
  "stand\n"                                                                                                         \
  "for credential=; without spare= the first free one of the same weight is taken;\n"                               \
  "audited opening=FILE... (an entry point);\n"                                                                     \
  "and by the officer: open; close-method method=; withdraw or suspend question= answer= reason= votes=;\n"         \
  "notice or dispute reason= document=FILE; answer entry= reason= document=FILE; appealed until=SECONDS;\n"         \
  "confirm; set-aside reason=; abandon reason=; supersede uuid=.\n"                                                 \
  "\n"                                                                                                              \
  "A second official is the officer, the registrar or a teller. close, declare and paper-count are made by\n"       \
  "\"election close\", \"election declare\" and \"desk count\". Reasons: not-mine mistake lost stolen paper left\n" \
  "died double rules court technical coercion count eligibility schedule other. votes: count void rerun.\n"         \
  "Questions and answers count from 1. Of a document the hash is entered; publish it beside the journal."

// Sets an act's fields from words FIELD=VALUE. DONE, or the exit code after complaining.
int act_fields_read(struct scr_act *act, const struct office *office, char **words, size_t words_n);

#endif
