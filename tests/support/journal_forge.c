// SPDX-License-Identifier: Apache-2.0
#include "tests/support/journal_forge.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "tests/support/folder.h"
#include "tests/support/journal_parts.h"

static void read_cosigned(struct jkit_lines *lines, const struct jkit *jkit) {
  char folder[200], path[500];
  (void)snprintf(folder, sizeof folder, "%s/log/cosigned", jkit->public_folder);
  DIR *listing = opendir(folder);
  struct scr_log_keys keys = scr_setup_record_log_keys(jkit->record);
  for (struct dirent *entry; listing && (entry = readdir(listing));) {
    struct scr_text bytes = SCR_TEXT_INIT;
    struct scr_checkpoint checkpoint;
    struct scr_witnessing witnessing;
    if (entry->d_name[0] == '.') continue;
    (void)snprintf(path, sizeof path, "log/cosigned/%s", entry->d_name);
    jkit_get_file(&bytes, jkit, path);
    require(scr_checkpoint_open(&checkpoint, &witnessing, bytes.bytes, bytes.length, &keys), "a cosigned checkpoint");
    lines->cosigned[lines->cosigned_n++] =
        (struct jkit_cosigned){checkpoint.size, witnessing.by[0].time, witnessing.count};
    scr_text_free(&bytes);
  }
  if (listing) closedir(listing);
}

void jkit_read_lines(struct jkit_lines *lines, const struct jkit *jkit) {
  char path[200], *line = NULL;
  size_t room = 0;
  ssize_t length;
  (void)snprintf(path, sizeof path, "%s/journal.jsonl", jkit->public_folder);
  FILE *file = fopen(path, "r");
  if (!file) kit_stop("no journal");
  *lines = (struct jkit_lines){0};
  while ((length = getline(&line, &room, file)) > 0) {
    if (lines->count == JKIT_LINES) kit_stop("too many lines");
    scr_text_add_bytes(&lines->line[lines->count++], line, (size_t)length - 1);
  }
  free(line);
  fclose(file);
  read_cosigned(lines, jkit);
}

static struct scr_log *log_of(const struct jkit_lines *lines) {
  struct scr_log *log;
  require(scr_log_new(&log), "a log");
  for (size_t i = 0; i < lines->count; i++)
    require(scr_log_append(log, lines->line[i].bytes, lines->line[i].length), "a line");
  return log;
}

void jkit_lines_free(struct jkit_lines *lines) {
  for (size_t i = 0; i < lines->count; i++) scr_text_free(&lines->line[i]);
}

static void write_cosigned(struct jkit *jkit, const struct jkit_lines *lines, const struct scr_log *log) {
  struct scr_text note = SCR_TEXT_INIT;
  for (size_t i = 0; i < lines->cosigned_n; i++) {
    const struct jkit_cosigned *cosigned = &lines->cosigned[i];
    if (cosigned->size > scr_log_size(log)) continue;
    scr_text_clear(&note);
    jkit_sign_size(&note, jkit, log, cosigned->size);
    jkit_cosign_note(&note, jkit, cosigned->witnesses, cosigned->time);
    jkit_put_cosigned(jkit, &note, cosigned->size);
  }
  scr_text_free(&note);
}

void jkit_write_lines(struct jkit *jkit, struct jkit_lines *lines) {
  struct scr_log *log = log_of(lines);
  struct scr_text all = SCR_TEXT_INIT, note = SCR_TEXT_INIT;
  char folder[200];
  jkit_close(jkit);
  (void)snprintf(folder, sizeof folder, "%s/log", jkit->public_folder);
  (void)folder_remove(folder);
  if (mkdir(folder, 0755) != 0) kit_stop("no folder");
  for (size_t i = 0; i < lines->count; i++) {
    scr_text_add_bytes(&all, lines->line[i].bytes, lines->line[i].length);
    scr_text_add(&all, "\n");
  }
  jkit_put_file(jkit, "journal.jsonl", &all);
  jkit_sign_size(&note, jkit, log, scr_log_size(log));
  require(scr_log_write(log, folder, 0, note.bytes, note.length), "the log");
  write_cosigned(jkit, lines, log);
  jkit_lines_free(lines);
  scr_text_free(&note);
  scr_text_free(&all);
  scr_log_free(log);
}

void jkit_checkpoint(struct scr_text *note, const struct jkit *jkit, const struct jkit_lines *lines, uint64_t size,
                     enum jkit_role by, size_t n, uint64_t time) {
  struct scr_log *log = log_of(lines);
  jkit_sign_size_by(note, jkit, log, size, by);
  jkit_cosign_note(note, jkit, n, time);
  scr_log_free(log);
}

size_t jkit_find_line(const struct jkit_lines *lines, const char *part) {
  for (size_t i = 0; i < lines->count; i++)
    if (strstr(lines->line[i].bytes, part)) return i;
  kit_stop("no line with %s", part);
}

void jkit_remove_line(struct jkit_lines *lines, size_t at) {
  scr_text_free(&lines->line[at]);
  lines->count--;
  memmove(&lines->line[at], &lines->line[at + 1], (lines->count - at) * sizeof lines->line[0]);
  lines->line[lines->count] = (struct scr_text)SCR_TEXT_INIT;
  for (size_t i = 0; i < lines->cosigned_n; i++) lines->cosigned[i].size -= lines->cosigned[i].size > at;
}

void jkit_insert_line(struct jkit_lines *lines, size_t at, const char *bytes, size_t length) {
  struct scr_text line = SCR_TEXT_INIT;
  if (lines->count == JKIT_LINES) kit_stop("too many lines");
  scr_text_add_bytes(&line, bytes, length);
  memmove(&lines->line[at + 1], &lines->line[at], (lines->count - at) * sizeof lines->line[0]);
  lines->line[at] = line;
  lines->count++;
  for (size_t i = 0; i < lines->cosigned_n; i++) lines->cosigned[i].size += lines->cosigned[i].size > at;
}

void jkit_move_line(struct jkit_lines *lines, size_t from, size_t to) {
  struct scr_text line = lines->line[from];
  lines->line[from] = (struct scr_text)SCR_TEXT_INIT;
  jkit_remove_line(lines, from);
  jkit_insert_line(lines, to, line.bytes, line.length);
  scr_text_free(&line);
}

void jkit_entry(struct scr_entry *entry, const struct jkit *jkit, const struct scr_text *line) {
  require(scr_entry_read(entry, jkit->kit->election, line->bytes, line->length), "an entry");
}

void jkit_put_entry(struct scr_text *line, struct scr_entry *entry) {
  scr_text_clear(line);
  scr_text_add_entry(line, entry);
  scr_entry_free(entry);
}

void jkit_resign(struct scr_entry *entry, const struct jkit *jkit, const enum jkit_role *by) {
  struct scr_signed_act *sealed = calloc(1, sizeof *sealed);
  jkit_sign_act(sealed, jkit, &entry->act.act, by);
  scr_text_free(&entry->act.body);
  entry->act = *sealed;
  free(sealed);
}

void jkit_reaccept(struct scr_entry *entry, const struct jkit *jkit, const char *by, enum jkit_role key) {
  struct scr_text statement = SCR_TEXT_INIT;
  struct scr_acceptance *acceptance = &entry->acceptance;
  (void)snprintf(acceptance->signature.by, sizeof acceptance->signature.by, "%s", by);
  scr_text_add_acceptance_statement(&statement, jkit->kit->election, &acceptance->ballot, by, acceptance->came);
  scr_secret_signing_key_sign(acceptance->signature.bytes, &jkit->key[key], statement.bytes, statement.length);
  scr_text_free(&statement);
}

void jkit_insert_act(struct jkit_lines *lines, size_t at, const struct jkit *jkit, struct scr_act *act,
                     const enum jkit_role *by) {
  struct scr_entry *entry = calloc(1, sizeof *entry), *before = calloc(1, sizeof *before);
  struct scr_text line = SCR_TEXT_INIT;
  jkit_entry(before, jkit, &lines->line[at - 1]);
  entry->kind = SCR_ENTRY_ACT;
  entry->slot = before->slot;
  if (act->made == 0) act->made = before->slot;
  jkit_sign_act(&entry->act, jkit, act, by);
  scr_text_add_entry(&line, entry);
  jkit_insert_line(lines, at, line.bytes, line.length);
  scr_text_free(&line);
  scr_text_free(&entry->act.body);  // what the act holds is the caller's
  scr_entry_free(before);
  free(entry);
  free(before);
}
