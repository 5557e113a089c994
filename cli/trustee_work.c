// SPDX-License-Identifier: Apache-2.0
// The trustee at work, and the messages in public/trustees/.
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/folder.h"
#include "cli/trustee.h"

void free_messages(struct messages *messages) {
  for (size_t i = 0; messages && i < messages->count; i++) scr_text_free(&messages->texts[i]);
  free(messages);
}

char *message_path(const struct work *work, const char *name, const char *step) {
  struct scr_text path = SCR_TEXT_INIT;
  scr_text_add_format(&path, "%s/public/trustees/%s.%s.json", work->folder, name, step);
  char *copy = join(scr_text_ok(&path) == SCR_OK ? path.bytes : "", NULL, NULL);
  scr_text_free(&path);
  return copy;
}

struct messages *load_messages(const struct work *work, const char *step) {
  struct messages *messages = calloc(1, sizeof *messages);
  bool good = messages != NULL;
  for (size_t i = 0; i < work->definition->members_n && good; i++) {
    const char *name = work->definition->members[i].text;
    char *path = message_path(work, name, step);
    messages->count = i + 1;
    good = !file_is_missing(path);
    if (!good) {
      complain("%s has not published its %s yet: there is no %s", name, step, path);
      advise("wait for the file from %s, and put it there", name);
    }
    good = good && read_file(&messages->texts[i], path, SCR_CEREMONY_BYTES_MAX);
    messages->list[i] = (struct scr_message){messages->texts[i].bytes, messages->texts[i].length};
    free(path);
  }
  if (good) return messages;
  free_messages(messages);
  return NULL;
}

bool publish_message(const struct work *work, const char *step, const struct scr_text *text) {
  char *folder = join(work->folder, "public/trustees", NULL), *path = message_path(work, work->name, step);
  bool written = make_folder(folder, 0755) && write_file(path, text, PUBLIC_FILE, false);
  if (written) print("%s\n", path);
  if (written) message("Give this file to the other trustees and to the returning officer.");
  free(folder);
  free(path);
  return written;
}

bool is_published(const struct work *work, const char *step) {
  struct stat stat_of;
  char *path = message_path(work, work->name, step);
  bool there = stat(path, &stat_of) == 0 && S_ISREG(stat_of.st_mode);
  if (there) print("%s\n", path);
  if (there)
    message("It was published already, and nothing was changed: give it to the other trustees and to the officer.");
  free(path);
  return there;
}

uint32_t trustee_position(const struct trustee_name *names, size_t count, const char *name) {
  for (size_t i = 0; i < count; i++)
    if (strcmp(names[i].text, name) == 0) return (uint32_t)i + 1;
  return 0;
}

bool work_begin(struct work *work, const struct arguments *arguments) {
  *work = (struct work){.folder = election_folder(arguments),
                        .name = arguments->positional_n > 0 ? arguments->positional[0] : NULL};
  work->definition = calloc(1, sizeof *work->definition);
  if (!work->definition || !definition_load(work->definition, work->folder)) return false;
  work->ceremony = (struct scr_ceremony){work->definition->election.group, work->definition->election.uuid,
                                         (uint32_t)work->definition->members_n, work->definition->threshold};
  return true;
}

void work_end(struct work *work) {
  scr_secret_wipe(&work->seed, sizeof work->seed);
  if (work->definition) definition_free(work->definition);
  free(work->definition);
}

const char *member_name(const struct work *work, uint32_t trustee) {
  bool known = trustee >= 1 && trustee <= work->definition->members_n;
  return known ? work->definition->members[trustee - 1].text : "nobody in particular";
}
