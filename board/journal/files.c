// SPDX-License-Identifier: Apache-2.0
#include "board/journal/files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

enum scr_status journal_file_read(struct scr_text *text, bool *there, const char *path, size_t limit) {
  char piece[16384];
  ssize_t count = 1;
  int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  *there = file >= 0;
  if (file < 0) return errno == ENOENT ? SCR_OK : SCR_E_IO;
  while (count != 0 && text->length <= limit) {
    count = read(file, piece, sizeof piece);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) break;
    scr_text_add_bytes(text, piece, (size_t)count);
  }
  int error = errno;
  (void)close(file);
  errno = error;
  if (count < 0) return SCR_E_IO;
  return text->length > limit ? SCR_E_LIMIT : scr_text_ok(text);
}

// REC-7.
enum scr_status setup_record_load(struct scr_setup_record **record, const char *folder,
                                  const struct scr_election *election) {
  struct scr_text path = SCR_TEXT_INIT, bytes = SCR_TEXT_INIT;
  struct scr_setup_record *read = NULL;
  struct scr_hash bound;
  bool there = false;
  if (!scr_description_record(&bound, election->description)) return SCR_E_RECORD_HASH;
  scr_text_add_format(&path, "%s/" SETUP_RECORD, folder);
  enum scr_status status = scr_text_ok(&path);
  if (status == SCR_OK) status = journal_file_read(&bytes, &there, path.bytes, SCR_SETUP_RECORD_MAX);
  if (status == SCR_OK && !there) status = SCR_E_JOURNAL_MISSING;
  if (status == SCR_OK) status = scr_setup_record_new(&read, bytes.bytes ? bytes.bytes : "", bytes.length);
  if (status == SCR_OK && !scr_hash_equal(&read->hash, &bound)) status = SCR_E_RECORD_HASH;
  if (status == SCR_OK)
    *record = read;
  else
    scr_setup_record_free(read);
  scr_text_free(&path);
  scr_text_free(&bytes);
  return status;
}

// *there is false, and its size 0, where there is none.
static enum scr_status read_checkpoint(struct scr_checkpoint *checkpoint, bool *there,
                                       const struct scr_setup_record *record, const char *path) {
  struct scr_text note = SCR_TEXT_INIT;
  struct scr_witnessing witnessing;
  struct scr_log_keys keys = scr_setup_record_log_keys(record);
  enum scr_status status = journal_file_read(&note, there, path, SCR_NOTE_BYTES_MAX);
  *checkpoint = (struct scr_checkpoint){.size = 0};
  if (status == SCR_OK && *there)
    status = scr_checkpoint_open(checkpoint, &witnessing, note.bytes ? note.bytes : "", note.length, &keys);
  checkpoint->origin = NULL;  // of bytes that are gone
  scr_text_free(&note);
  return status;
}

static enum scr_status check_begins(const struct scr_log *log, uint64_t entries,
                                    const struct scr_checkpoint *checkpoint) {
  struct scr_hash root;
  if (checkpoint->size > entries) return SCR_E_JOURNAL_OLD;
  scr_merkle_root(&root, scr_log_tree(log), checkpoint->size);
  return scr_hash_equal(&root, &checkpoint->root) ? SCR_OK : SCR_E_LOG_CONSISTENCY;
}

// What the first commit enters, the Setup, is all that can be there before anything was ever kept.
enum scr_status signed_last_check(uint64_t *published, const struct scr_setup_record *record, const char *folder,
                                  const char *kept, const struct scr_log *log, uint64_t entries) {
  struct scr_checkpoint last, shown;
  bool has_last, has_shown;
  struct scr_text path = SCR_TEXT_INIT;
  scr_text_add_format(&path, "%s/" JOURNAL_LOG "/checkpoint", folder);
  enum scr_status status = scr_text_ok(&path);
  if (status == SCR_OK) status = read_checkpoint(&last, &has_last, record, kept);
  if (status == SCR_OK) status = read_checkpoint(&shown, &has_shown, record, path.bytes);
  scr_text_free(&path);
  if (status == SCR_OK && !has_last && (has_shown || scr_log_size(log) > 1)) status = SCR_E_JOURNAL_STATE;
  if (status == SCR_OK && has_last) status = check_begins(log, entries, &last);
  if (status == SCR_OK && has_shown) status = check_begins(log, entries, &shown);
  if (status == SCR_OK) *published = has_shown ? shown.size : 0;
  return status;
}
