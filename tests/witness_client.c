// SPDX-License-Identifier: Apache-2.0
// What witness.sh asks a witness with: a log whose key and entries are always the same, what it signs, and what reads
// it.
//   witness-client vkey                         the log's verifier key
//   witness-client request OLD NEW [FORK]       an add-checkpoint body; from entry FORK on the log is another one
//   witness-client requests OLD NEW FOLDER      bodies from OLD to each size up to NEW, as FOLDER/SIZE
//   witness-client check VKEY <CHECKPOINT       "SIZE TIME": the log has signed it, and that witness
//   witness-client origin                       the SHA-256 of its origin
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scrutineer/board.h"
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

int main(int argc, char **argv) {
  const char *what = argc > 1 ? argv[1] : "";
  uint64_t numbers[3] = {0, 0, UINT64_MAX};
  for (int i = 2; i < argc && i < 5; i++) numbers[i - 2] = strtoull(argv[i], NULL, 10);
  if (strcmp(what, "vkey") == 0 && argc == 2) return show_vkey();
  if (strcmp(what, "origin") == 0 && argc == 2) return show_origin();
  if (strcmp(what, "request") == 0 && (argc == 4 || argc == 5)) return request(numbers[0], numbers[1], numbers[2]);
  if (strcmp(what, "requests") == 0 && argc == 5) return requests(numbers[0], numbers[1], argv[4]);
  if (strcmp(what, "check") == 0 && argc == 3) return check(argv[2]);
  return 2;
}
