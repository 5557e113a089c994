// SPDX-License-Identifier: Apache-2.0
// What witness.sh and follow.sh work with: a log whose key and entries are always the same, what it signs, and what reads
// it.
//   witness-client vkey                         the log's verifier key
//   witness-client request OLD NEW [FORK]       an add-checkpoint body; from entry FORK on the log is another one
//   witness-client requests OLD NEW FOLDER      bodies from OLD to each size up to NEW, as FOLDER/SIZE
//   witness-client check VKEY <CHECKPOINT       "SIZE TIME": the log has signed it, and that witness
//   witness-client origin                       the SHA-256 of its origin
//   witness-client log FOLDER SIZE [FORK]       the log's folder, grown to this size
//   witness-client checkpoint SIZE FORK N       a checkpoint, cosigned by N of the kit's own witnesses
//   witness-client receipt INDEX SIZE [FORK]    a proof that the entry is in it
//   witness-client witnesses                    the verifier keys of the kit's own witnesses
//   witness-client setup QUORUM VKEY...         a setup record of this log and these witnesses
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scrutineer/board.h"
#include "scrutineer/setup_record.h"
#include "tests/support/log_kit.h"

static void expect(enum scr_status status, const char *what) {
  if (status == SCR_OK) return;
  (void)fprintf(stderr, "witness-client: %s: %s\n", what, scr_status_id(status));
  exit(1);
}

static void write_out(const struct scr_text *text) {
  expect(scr_text_ok(text), "text");
  if (fwrite(text->bytes, 1, text->length, stdout) != text->length) exit(1);
}

// A log of this size; its entries from `fork` on are others than without.
static struct scr_log *make_log(uint64_t size, uint64_t fork) {
  struct scr_log *log;
  expect(scr_log_new(&log), "log");
  log_kit_grow(log, fork < size ? fork : size);
  while (scr_log_size(log) < size) expect(scr_log_append(log, "another", 7), "entry");
  return log;
}

static void add_request(struct scr_text *body, const struct scr_log *log, uint64_t old_size, uint64_t size) {
  struct log_kit kit;
  log_kit_init(&kit);
  log_kit_request(body, &kit, scr_log_tree(log), old_size, size);
}

static int request(uint64_t old_size, uint64_t size, uint64_t fork) {
  struct scr_text body = SCR_TEXT_INIT;
  struct scr_log *log = make_log(old_size > size ? old_size : size, fork);
  add_request(&body, log, old_size, size);
  write_out(&body);
  scr_text_free(&body);
  scr_log_free(log);
  return 0;
}

static int requests(uint64_t old_size, uint64_t size, const char *folder) {
  struct scr_log *log = make_log(size, UINT64_MAX);
  for (uint64_t next = old_size + 1; next <= size; next++) {
    struct scr_text body = SCR_TEXT_INIT;
    char path[4096];
    (void)snprintf(path, sizeof path, "%s/%" PRIu64, folder, next);
    add_request(&body, log, old_size, next);
    expect(scr_text_ok(&body), path);
    expect(scr_file_write(path, body.bytes, body.length, 0644, true), path);
    scr_text_free(&body);
  }
  scr_log_free(log);
  return 0;
}

static int check(const char *vkey) {
  struct log_kit kit;
  struct scr_note_key witness;
  struct scr_log_keys keys;
  struct scr_checkpoint checkpoint;
  struct scr_witnessing witnessing;
  char note[SCR_NOTE_BYTES_MAX];
  log_kit_init(&kit);
  expect(scr_note_key_parse(&witness, vkey, strlen(vkey)), "the witness's key");
  keys = (struct scr_log_keys){.log = kit.keys.log, .witnesses = &witness, .witnesses_n = 1};
  size_t length = fread(note, 1, sizeof note, stdin);
  expect(scr_checkpoint_open(&checkpoint, &witnessing, note, length, &keys), "checkpoint");
  expect(witnessing.count == 1 ? SCR_OK : SCR_E_NOTE_UNSIGNED, "witness");
  (void)printf("%" PRIu64 " %" PRIu64 "\n", checkpoint.size, witnessing.by[0].time);
  return 0;
}

static int show_vkey(void) {
  struct log_kit kit;
  struct scr_text vkey = SCR_TEXT_INIT;
  log_kit_init(&kit);
  scr_text_add_note_key(&vkey, &kit.keys.log);
  write_out(&vkey);
  scr_text_free(&vkey);
  return 0;
}

static int show_origin(void) {
  struct scr_hash hash;
  char hex[SCR_HASH_HEX + 1];
  scr_hash(&hash, KIT_ORIGIN, strlen(KIT_ORIGIN));
  scr_hash_hex(hex, &hash);
  return puts(hex) < 0;
}

// --- a board ---

// The entries from a folder's checkpoint on; where there is none, from the beginning.
static uint64_t size_in(const char *folder) {
  char path[4096], text[4096] = "";
  (void)snprintf(path, sizeof path, "%s/checkpoint", folder);
  FILE *stream = fopen(path, "rbe");
  if (!stream) return 0;
  size_t length = fread(text, 1, sizeof text - 1, stream);
  (void)fclose(stream);
  text[length] = '\0';
  const char *line = strchr(text, '\n');
  return line ? strtoull(line + 1, NULL, 10) : 0;
}

static int write_log(const char *folder, uint64_t size, uint64_t fork) {
  struct log_kit kit;
  struct scr_text note = SCR_TEXT_INIT;
  struct scr_log *log = make_log(size, fork);
  log_kit_init(&kit);
  log_kit_checkpoint(&note, &kit, scr_log_tree(log), size, 0);
  expect(scr_log_write(log, folder, size_in(folder), note.bytes, note.length), folder);
  scr_text_free(&note);
  scr_log_free(log);
  return 0;
}

static int write_checkpoint(uint64_t size, uint64_t fork, uint64_t witnesses) {
  struct log_kit kit;
  struct scr_text note = SCR_TEXT_INIT;
  struct scr_log *log = make_log(size, fork);
  log_kit_init(&kit);
  log_kit_checkpoint(&note, &kit, scr_log_tree(log), size, witnesses);
  write_out(&note);
  scr_text_free(&note);
  scr_log_free(log);
  return 0;
}

static int write_receipt(uint64_t index, uint64_t size, uint64_t fork) {
  struct log_kit kit;
  struct scr_text note = SCR_TEXT_INIT, text = SCR_TEXT_INIT;
  struct scr_log *log = make_log(size, fork);
  struct scr_tlog_proof proof = {.index = index};
  log_kit_init(&kit);
  log_kit_checkpoint(&note, &kit, scr_log_tree(log), size, 0);
  scr_merkle_inclusion(&proof.path, scr_log_tree(log), index, size);
  proof.note = note.bytes;
  proof.note_length = note.length;
  scr_text_add_tlog_proof(&text, &proof);
  write_out(&text);
  scr_text_free(&note);
  scr_text_free(&text);
  scr_log_free(log);
  return 0;
}

static int show_witnesses(void) {
  struct log_kit kit;
  struct scr_text text = SCR_TEXT_INIT;
  log_kit_init(&kit);
  for (size_t i = 0; i < KIT_WITNESSES; i++) {
    scr_text_add_note_key(&text, &kit.witnesses[i]);
    scr_text_add(&text, "\n");
  }
  write_out(&text);
  scr_text_free(&text);
  return 0;
}

static int write_setup(uint64_t quorum, char **vkeys, size_t count) {
  static char uuid[] = "AAAAAAAAAAAAAA", operator_name[] = "nobody";
  static struct scr_note_key witnesses[SCR_NOTE_KEYS_MAX];
  struct log_kit kit;
  struct scr_secret_signing_key secret;
  struct scr_text text = SCR_TEXT_INIT;
  struct scr_entry_point point = {.method = SCR_METHOD_ONLINE, .operator_name = operator_name};
  struct scr_setup_record record = {.uuid = uuid,
                                    .entry_points_n = 1,
                                    .entry_points = &point,
                                    .quorum = quorum,
                                    .witnesses = witnesses,
                                    .witnesses_n = count,
                                    .members = 1,
                                    .weight = 1,
                                    .slot = SCR_SLOT_DEFAULT};
  log_kit_init(&kit);
  record.board = kit.keys.log;
  log_kit_key(&record.officer, &secret, "officer", SCR_NOTE_ED25519, 31);
  log_kit_key(&record.registrar, &secret, "registrar", SCR_NOTE_ED25519, 32);
  log_kit_key(&point.key, &secret, "online", SCR_NOTE_ED25519, 33);
  for (size_t i = 0; i < count; i++) expect(scr_note_key_parse(&witnesses[i], vkeys[i], strlen(vkeys[i])), vkeys[i]);
  scr_text_add_setup_record(&text, &record);
  write_out(&text);
  scr_text_free(&text);
  return 0;
}

int main(int argc, char **argv) {
  const char *what = argc > 1 ? argv[1] : "";
  uint64_t numbers[3] = {0, 0, UINT64_MAX};
  for (int i = 2; i < argc && i < 5; i++) numbers[i - 2] = strtoull(argv[i], NULL, 10);
  if (strcmp(what, "vkey") == 0 && argc == 2) return show_vkey();
  if (strcmp(what, "origin") == 0 && argc == 2) return show_origin();
  if (strcmp(what, "request") == 0 && (argc == 4 || argc == 5)) return request(numbers[0], numbers[1], numbers[2]);
  if (strcmp(what, "requests") == 0 && argc == 5) return requests(numbers[0], numbers[1], argv[4]);
  if (strcmp(what, "check") == 0 && argc == 3) return check(argv[2]);
  if (strcmp(what, "log") == 0 && (argc == 4 || argc == 5)) return write_log(argv[2], numbers[1], numbers[2]);
  if (strcmp(what, "checkpoint") == 0 && argc == 5) return write_checkpoint(numbers[0], numbers[1], numbers[2]);
  if (strcmp(what, "receipt") == 0 && (argc == 4 || argc == 5))
    return write_receipt(numbers[0], numbers[1], numbers[2]);
  if (strcmp(what, "witnesses") == 0 && argc == 2) return show_witnesses();
  if (strcmp(what, "setup") == 0 && argc >= 3 && argc <= 3 + SCR_NOTE_KEYS_MAX)
    return write_setup(numbers[0], argv + 3, (size_t)argc - 3);
  return 2;
}
