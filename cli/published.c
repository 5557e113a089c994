// SPDX-License-Identifier: Apache-2.0
// An election as it is published.
#include "cli/published.h"

#include <dirent.h>
#include <errno.h>
#include <libgen.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/verify.h"
#include "cli/zone.h"

// An archive stands for the folder that it is in.
static char *folder_of_archive(const char *path) {
  struct stat status;
  size_t length = strlen(path);
  if (length < 4 || strcmp(path + length - 4, ".bel") != 0 || stat(path, &status) != 0 || !S_ISREG(status.st_mode))
    return NULL;
  char *copy = join(path, NULL, NULL), *folder = join(dirname(copy), NULL, NULL);
  free(copy);
  return folder;
}

char *public_folder(const char *path) {
  char *folder = folder_of_archive(path);
  if (folder) return folder;
  char *inside = join(path, "public", NULL);
  if (is_folder(inside)) return inside;
  free(inside);
  return join(path, NULL, NULL);
}

char *record_path(const char *public) {
  return join(public, "setup.json", NULL);
}

int read_record(struct scr_setup_record **record, const char *path) {
  struct scr_text bytes = SCR_TEXT_INIT;
  int code = CANNOT;
  if (read_file(&bytes, path, SCR_SETUP_RECORD_MAX)) {
    enum scr_status status = scr_setup_record_new(record, bytes.bytes, bytes.length);
    code = status == SCR_OK ? DONE : fail(status, "the setup record %s can't be used", path);
  }
  scr_text_free(&bytes);
  return code;
}

// --- the election ---

static char *archive_path(const char *public, const struct scr_setup_record *record) {
  struct scr_text name = SCR_TEXT_INIT;
  scr_text_add_format(&name, "%s.bel", record->uuid);
  char *path = scr_text_ok(&name) == SCR_OK ? join(public, name.bytes, NULL) : NULL;
  scr_text_free(&name);
  return path;
}

static int read_archive(struct setup *setup, const char *archive, const struct scr_setup_record *record) {
  struct scr_hash bound;
  int code = read_setup(setup, archive, false);
  if (code != DONE) return code;
  bool is_bound = scr_description_record(&bound, setup->election->description) &&
                  scr_hash_equal(&bound, &record->hash) && strcmp(setup->election->uuid, record->uuid) == 0;
  if (is_bound) return DONE;
  free_setup(setup);
  return fail(SCR_E_RECORD_HASH, "the election in %s does not go with the setup record beside it", archive);
}

int read_bound_election(struct setup *setup, const char *public, const struct scr_setup_record *record) {
  char *archive = archive_path(public, record);
  int code = archive && file_exists(archive) ? read_archive(setup, archive, record) : DONE;
  free(archive);
  return code;
}

// Where there is no setup record: whether there should be one, the archive tells.
static int explain_no_record(const char *public, const char *record) {
  struct setup setup;
  struct scr_hash bound;
  char *archive = find_archive(public);
  int code = archive ? read_setup(&setup, archive, false) : CANNOT;
  free(archive);
  if (code != DONE) return code;
  bool has_journal = scr_description_record(&bound, setup.election->description);
  free_setup(&setup);
  if (has_journal) {
    complain("%s is missing: the election has a journal, which is not here", record);
    return CANNOT;
  }
  complain("this election has no journal");
  advise(
      "so there are no receipts, and no list of when and how ballots came; what is on the board: scrutineer board "
      "list");
  return MISUSE;
}

// --- times ---

static void to_zone(struct tm *local, void *context, int64_t seconds) {
  zone_from_utc(local, context, (time_t)seconds);
}

// The definition stands in a folder named public, and is read from the one above.
struct scr_zone published_zone(char name[64], const char *public) {
  struct definition *definition = calloc(1, sizeof *definition);
  struct scr_text folder = SCR_TEXT_INIT;
  char *path = join(public, "definition.json", NULL);
  size_t length = strlen(public);
  bool is_there = length >= 6 && strcmp(public + length - 6, "public") == 0 && file_exists(path);
  name[0] = '\0';
  scr_text_add_format(&folder, "%s/..", public);
  if (definition && is_there && scr_text_ok(&folder) == SCR_OK) {
    if (definition_load(definition, folder.bytes)) memcpy(name, definition->timezone, sizeof definition->timezone);
    definition_free(definition);
  }
  free(definition);
  free(path);
  scr_text_free(&folder);
  return (struct scr_zone){name[0] ? name : "UTC", to_zone, name};
}

// --- all of it ---

static int read_log(struct published *published) {
  struct scr_log_keys keys = scr_setup_record_log_keys(published->record);
  char *folder = join(published->folder, "log", NULL);
  enum scr_status status =
      scr_log_read(&published->log, &published->note, &published->checkpoint, &published->witnessing, folder, &keys);
  int code = status == SCR_OK ? DONE : fail(status, "the journal's log in %s can't be used", folder);
  free(folder);
  return code;
}

int published_read(struct published *published, const char *path) {
  *published = (struct published){.note = SCR_TEXT_INIT};
  published->folder = public_folder(path);
  char *record = record_path(published->folder);
  int code =
      file_exists(record) ? read_record(&published->record, record) : explain_no_record(published->folder, record);
  free(record);
  if (code == DONE) published->archive = archive_path(published->folder, published->record);
  if (code == DONE) code = read_archive(&published->setup, published->archive, published->record);
  if (code == DONE) code = read_log(published);
  if (code == DONE) published->zone = published_zone(published->zone_name, published->folder);
  return code;
}

void published_free(struct published *published) {
  free_setup(&published->setup);
  scr_setup_record_free(published->record);
  scr_log_free(published->log);
  scr_text_free(&published->note);
  free(published->archive);
  free(published->folder);
  *published = (struct published){.note = SCR_TEXT_INIT};
}

// --- cosigned checkpoints ---

static int is_size(const struct dirent *entry) {
  size_t length = strlen(entry->d_name);
  return length > 0 && length <= 18 && strspn(entry->d_name, "0123456789") == length;
}

static bool keep(struct kept_notes *kept, uint64_t size, struct scr_text *note) {
  struct kept_note *notes = realloc(kept->notes, (kept->count + 1) * sizeof *notes);
  if (!notes) return false;
  kept->notes = notes;
  notes[kept->count++] = (struct kept_note){size, *note};
  *note = (struct scr_text)SCR_TEXT_INIT;
  return true;
}

static int take_note(struct kept_notes *kept, const struct published *published, const char *path) {
  struct scr_log_keys keys = scr_setup_record_log_keys(published->record);
  struct scr_checkpoint checkpoint;
  struct scr_witnessing witnessing;
  struct scr_text note = SCR_TEXT_INIT;
  int code = CANNOT;
  if (read_file(&note, path, SCR_NOTE_BYTES_MAX)) {
    enum scr_status status = scr_checkpoint_open(&checkpoint, &witnessing, note.bytes, note.length, &keys);
    if (status == SCR_OK && witnessing.count >= published->record->quorum && !keep(kept, checkpoint.size, &note))
      status = SCR_E_MEMORY;
    code = status == SCR_OK ? DONE : fail(status, "the cosigned checkpoint %s can't be used", path);
  }
  scr_text_free(&note);
  return code;
}

static int by_size(const void *a, const void *b) {
  uint64_t first = ((const struct kept_note *)a)->size, second = ((const struct kept_note *)b)->size;
  return first < second ? -1 : first > second;
}

int kept_notes_read(struct kept_notes *kept, const struct published *published) {
  struct dirent **entries;
  char *folder = join(published->folder, "log/cosigned", NULL);
  int code = DONE, count = scandir(folder, &entries, is_size, alphasort);
  *kept = (struct kept_notes){0, NULL};
  if (count < 0 && errno != ENOENT) code = fail(SCR_E_IO, "%s can't be read", folder);
  for (int i = 0; i < count; i++) {
    char *path = join(folder, entries[i]->d_name, NULL);
    if (code == DONE) code = take_note(kept, published, path);
    free(path);
    free(entries[i]);
  }
  if (count >= 0) free(entries);
  if (kept->count) qsort(kept->notes, kept->count, sizeof *kept->notes, by_size);
  free(folder);
  return code;
}

void kept_notes_free(struct kept_notes *kept) {
  for (size_t i = 0; i < kept->count; i++) scr_text_free(&kept->notes[i].note);
  free(kept->notes);
  *kept = (struct kept_notes){0, NULL};
}

const struct scr_text *kept_note_for(const struct kept_notes *kept, const struct published *published, uint64_t index) {
  for (size_t i = 0; i < kept->count; i++)
    if (kept->notes[i].size > index && kept->notes[i].size <= published->checkpoint.size) return &kept->notes[i].note;
  return &published->note;
}
