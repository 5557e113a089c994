// SPDX-License-Identifier: Apache-2.0
// The fields of acts as a person types them.
#ifndef SCRUTINEER_CLI_ACT_FIELDS_H
#define SCRUTINEER_CLI_ACT_FIELDS_H

#include "cli/official.h"

#define ACT_FIELDS_HELP                                                                                               \
  "KIND and its fields:\n"                                                                                            \
  "  open                                            officer\n"                                                       \
  "  freeze ballot= reason=                          the desk that let it in, and a second official\n"                \
  "  lift entry= reason=                             the two who signed that freeze\n"                                \
  "  void credential= reason=                        an entry point, and a second official\n"                         \
  "  reissue credential= spare= reason=              registrar, and a desk\n"                                         \
  "  close-method method=                            officer\n"                                                       \
  "  audited opening=FILE...                         an entry point\n"                                                \
  "  withdraw, suspend question= answer= reason= votes=count|void|rerun   officer\n"                                  \
  "  notice, dispute reason= document=FILE           officer\n"                                                       \
  "  answer entry= reason= document=FILE             officer\n"                                                       \
  "  appealed until=SECONDS, confirm, set-aside reason=, abandon reason=, supersede uuid=   officer\n"                \
  "close, declare and paper-count are made by \"election close\", \"election declare\" and \"desk count\".\n"         \
  "Reasons: not-mine mistake lost stolen paper left died double rules court technical coercion count eligibility\n"   \
  "schedule other. Questions and answers count from 1; a document's hash is entered, the document is published beside\n" \
  "the journal. A second official is the officer, the registrar, or a teller."

// Sets an act's fields from words FIELD=VALUE. DONE, or the exit code after complaining.
int act_fields_read(struct scr_act *act, const struct office *office, char **words, size_t words_n);

#endif
