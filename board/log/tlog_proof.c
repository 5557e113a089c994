// SPDX-License-Identifier: Apache-2.0
// A proof of inclusion as a file: what a receipt is made of. Lines: what it is, perhaps extra data, the index, the
// hashes, an empty line, and the checkpoint as it is.
#include <string.h>

#include "board/log/wire.h"
#include "scrutineer/checkpoint.h"

#define FIRST_LINE "c2sp.org/tlog-proof@v1"

static bool next_line(const char **line, size_t *length, struct wire_lines *lines, const char *prefix) {
  return wire_line(line, length, lines) && wire_skip(line, length, prefix);
}

// Extra data that is empty is no line at all.
static enum scr_status read_extra(struct scr_tlog_proof *proof, struct wire_lines *lines) {
  struct wire_lines ahead = *lines;
  const char *line;
  size_t length;
  if (!next_line(&line, &length, &ahead, "extra ")) return SCR_OK;
  if (length > (SCR_TLOG_PROOF_EXTRA_MAX + 2) / 3 * 4) return SCR_E_LIMIT;
  if (!wire_base64(proof->extra, &proof->extra_length, SCR_TLOG_PROOF_EXTRA_MAX, line, length) ||
      proof->extra_length == 0)
    return SCR_E_LOG_PROOF;
  *lines = ahead;
  return SCR_OK;
}

// Up to the empty line.
static enum scr_status read_path(struct scr_merkle_proof *path, struct wire_lines *lines) {
  const char *line;
  size_t length;
  while (wire_line(&line, &length, lines)) {
    if (length == 0) return SCR_OK;
    if (path->length == SCR_MERKLE_PROOF_MAX) return SCR_E_LIMIT;
    if (!wire_hash(&path->hash[path->length++], line, length)) return SCR_E_LOG_PROOF;
  }
  return SCR_E_LOG_PROOF;
}

// LOG-11.
enum scr_status scr_tlog_proof_parse(struct scr_tlog_proof *proof, const char *bytes, size_t length) {
  if (length > SCR_TLOG_PROOF_BYTES_MAX) return SCR_E_LIMIT;
  struct wire_lines lines = {bytes, length};
  struct scr_tlog_proof read = {.extra_length = 0};
  struct scr_note note;
  const char *line;
  size_t line_length;
  if (!next_line(&line, &line_length, &lines, FIRST_LINE) || line_length != 0) return SCR_E_LOG_PROOF;
  enum scr_status status = read_extra(&read, &lines);
  if (status == SCR_OK &&
      (!next_line(&line, &line_length, &lines, "index ") || !wire_number(&read.index, line, line_length)))
    status = SCR_E_LOG_PROOF;
  if (status == SCR_OK) status = read_path(&read.path, &lines);
  read.note = lines.at;
  read.note_length = lines.left;
  if (status == SCR_OK) status = scr_note_parse(&note, read.note, read.note_length);
  if (status == SCR_OK) *proof = read;
  return status;
}

void scr_text_add_tlog_proof(struct scr_text *text, const struct scr_tlog_proof *proof) {
  scr_text_add(text, FIRST_LINE "\n");
  if (proof->extra_length) {
    scr_text_add(text, "extra ");
    text_add_base64(text, proof->extra, proof->extra_length);
    scr_text_add(text, "\n");
  }
  scr_text_add(text, "index ");
  scr_text_add_u64(text, proof->index);
  scr_text_add(text, "\n");
  for (size_t i = 0; i < proof->path.length; i++) {
    text_add_base64(text, proof->path.hash[i].byte, SCR_HASH_BYTES);
    scr_text_add(text, "\n");
  }
  scr_text_add(text, "\n");
  scr_text_add_bytes(text, proof->note, proof->note_length);
}

enum scr_status scr_tlog_proof_check(struct scr_checkpoint *checkpoint, struct scr_witnessing *witnessing,
                                     const struct scr_tlog_proof *proof, const struct scr_hash *leaf,
                                     const struct scr_log_keys *keys) {
  struct scr_checkpoint read;
  struct scr_witnessing found;
  enum scr_status status = scr_checkpoint_open(&read, &found, proof->note, proof->note_length, keys);
  if (status == SCR_OK) status = scr_merkle_check_inclusion(&read.root, read.size, leaf, proof->index, &proof->path);
  if (status != SCR_OK) return status;
  *checkpoint = read;
  *witnessing = found;
  return SCR_OK;
}
