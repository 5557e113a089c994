// SPDX-License-Identifier: Apache-2.0
// What the trustees' commands share: the trustee at work, and the messages in public/trustees/.
#ifndef SCRUTINEER_CLI_TRUSTEE_H
#define SCRUTINEER_CLI_TRUSTEE_H

#include "cli/cli.h"
#include "cli/definition.h"
#include "scrutineer/ceremony.h"

// A trustee at work; name is NULL where the command is the officer's.
struct work {
  const char *folder;
  const char *name;
  struct definition *definition;
  struct scr_ceremony ceremony;
  struct scr_secret_seed seed;
};
// Loads the definition; complains, and false, if it can't. work_end is due in any case, and wipes the seed.
bool work_begin(struct work *work, const struct arguments *arguments);
void work_end(struct work *work);

// The position of a name among the members or the mandatory trustees, from 1; 0 if it is not there.
uint32_t trustee_position(const struct trustee_name *names, size_t count, const char *name);
// A member's name by its position; "nobody in particular" if there is none.
const char *member_name(const struct work *work, uint32_t trustee);

// Says whose fault a failed step is, and on which evidence.
void explain_blame(const struct work *work, const struct scr_blame *blame);

// The messages of one step, one for each member, in order.
struct messages {
  size_t count;
  struct scr_text texts[SCR_TRUSTEES_MAX];
  struct scr_message list[SCR_TRUSTEES_MAX];
};
// public/trustees/NAME.STEP.json, to be freed.
char *message_path(const struct work *work, const char *name, const char *step);
// All members' messages of a step; complains about the first that is missing, and NULL.
struct messages *load_messages(const struct work *work, const char *step);
void free_messages(struct messages *messages);
// Puts this trustee's message there, never over another one, and says what to do with it.
bool publish_message(const struct work *work, const char *step, const struct scr_text *text);
// Whether it is there already; then says so.
bool is_published(const struct work *work, const char *step);

extern const struct option_spec trustee_restart_options[];
int trustee_restart_run(const struct arguments *arguments);
int trustee_assemble_run(const struct arguments *arguments);

#endif
