// SPDX-License-Identifier: Apache-2.0
// Our half of the cross-check of logs (log.sh): `peer-log write FOLDER` writes a log with its keys and proofs for
// several sizes; `peer-log read FOLDER` reads what the other half signed. Keys are new each time.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scrutineer/board.h"
#include "scrutineer/log.h"
#include "scrutineer/secret.h"

#define ORIGIN "example.org/selection/log"
#define WITNESS "witness.example.net"
#define TIME UINT64_C(1700000000)

static const uint64_t sizes[] = {1, 2, 3, 7, 8, 255, 256, 257, 600};
#define SIZES (sizeof sizes / sizeof *sizes)

static const char *folder;

static void expect(enum scr_status status, enum scr_status wanted, const char *what) {
  if (status == wanted) return;
  (void)fprintf(stderr, "peer-log: %s: %s\n", what, scr_status_id(status));
  exit(1);
}

static void put(const char *name, const struct scr_text *text) {
  char path[4096];
  (void)snprintf(path, sizeof path, "%s/%s", folder, name);
  expect(scr_text_ok(text), SCR_OK, name);
  expect(scr_file_write(path, text->bytes, text->length, 0644, true), SCR_OK, path);
}

static void get(struct scr_text *text, const char *name) {
  char path[4096], bytes[4096];
  (void)snprintf(path, sizeof path, "%s/%s", folder, name);
  FILE *file = fopen(path, "rb");
  if (!file) expect(SCR_E_IO, SCR_OK, path);
  for (size_t length; (length = fread(bytes, 1, sizeof bytes, file)) > 0;) scr_text_add_bytes(text, bytes, length);
  (void)fclose(file);
  expect(scr_text_ok(text), SCR_OK, path);
}

// --- writing ---

struct signer {
  struct scr_note_key key;
  struct scr_secret_signing_key secret;
};

static void make_signer(struct signer *signer, const char *name, enum scr_note_key_type type, const char *file) {
  uint8_t public_key[SCR_NOTE_PUBLIC_KEY_BYTES];
  struct scr_text vkey = SCR_TEXT_INIT;
  expect(scr_secret_signing_key_generate(&signer->secret), SCR_OK, "a key");
  scr_secret_signing_key_publish(public_key, &signer->secret);
  expect(scr_note_key_make(&signer->key, name, strlen(name), type, public_key), SCR_OK, "a key");
  scr_text_add_note_key(&vkey, &signer->key);
  put(file, &vkey);
  scr_text_free(&vkey);
}

static void grow(struct scr_log *log, uint64_t size) {
  char entry[256];
  while (scr_log_size(log) < size) {
    uint64_t number = scr_log_size(log);
    int length = snprintf(entry, sizeof entry, "entry %llu of the log", (unsigned long long)number);
    expect(scr_log_append(log, entry, number == 4 ? 0 : (size_t)length), SCR_OK, "an entry");
  }
}

static void make_checkpoint(struct scr_text *note, const struct scr_log *log, const struct signer *signer,
                            const struct signer *witness) {
  struct scr_text text = SCR_TEXT_INIT;
  struct scr_hash root;
  scr_merkle_root(&root, scr_log_tree(log), scr_log_size(log));
  scr_text_add_checkpoint(&text, ORIGIN, scr_log_size(log), &root);
  scr_text_clear(note);
  expect(scr_secret_note_sign(note, text.bytes, text.length, &signer->key, &signer->secret), SCR_OK, "sign");
  expect(scr_secret_cosign(note, text.bytes, text.length, TIME, &witness->key, &witness->secret), SCR_OK, "cosign");
  scr_text_free(&text);
}

static void write_inclusion(const struct scr_log *log, const struct scr_text *note, uint64_t index) {
  struct scr_tlog_proof proof = {.index = index, .note = note->bytes, .note_length = note->length};
  struct scr_text file = SCR_TEXT_INIT;
  char name[64];
  scr_merkle_inclusion(&proof.path, scr_log_tree(log), index, scr_log_size(log));
  if (index % 2) proof.extra[proof.extra_length++] = (uint8_t)index;
  scr_text_add_tlog_proof(&file, &proof);
  (void)snprintf(name, sizeof name, "%u.%u.tlog-proof", (unsigned)scr_log_size(log), (unsigned)index);
  put(name, &file);
  scr_text_free(&file);
}

// The hashes alone, 32 bytes each.
static void write_consistency(const struct scr_log *log, uint64_t old_size) {
  struct scr_merkle_proof proof;
  struct scr_text file = SCR_TEXT_INIT;
  char name[64];
  scr_merkle_consistency(&proof, scr_log_tree(log), old_size, scr_log_size(log));
  scr_text_add_bytes(&file, proof.hash, proof.length * SCR_HASH_BYTES);
  (void)snprintf(name, sizeof name, "%u.%u.consistency", (unsigned)scr_log_size(log), (unsigned)old_size);
  put(name, &file);
  scr_text_free(&file);
}

static void write_log(void) {
  struct signer signer, witness;
  struct scr_log *log;
  struct scr_text note = SCR_TEXT_INIT;
  char name[64];
  make_signer(&signer, ORIGIN, SCR_NOTE_ED25519, "log.vkey");
  make_signer(&witness, WITNESS, SCR_NOTE_COSIGNATURE, "witness.vkey");
  expect(scr_log_new(&log), SCR_OK, "log");
  for (size_t i = 0; i < SIZES; i++) {
    uint64_t old_size = scr_log_size(log);
    grow(log, sizes[i]);
    make_checkpoint(&note, log, &signer, &witness);
    expect(scr_log_write(log, folder, old_size, note.bytes, note.length), SCR_OK, "write");
    (void)snprintf(name, sizeof name, "%u.checkpoint", (unsigned)sizes[i]);
    put(name, &note);
    for (uint64_t part = 0; part <= 2; part++) write_inclusion(log, &note, part * (sizes[i] - 1) / 2);
    for (size_t j = 0; j < i; j++) write_consistency(log, sizes[j]);
  }
  scr_text_free(&note);
  scr_log_free(log);
}

// --- reading ---

static void read_key(struct scr_note_key *key, const char *name) {
  struct scr_text vkey = SCR_TEXT_INIT, again = SCR_TEXT_INIT;
  get(&vkey, name);
  expect(scr_note_key_parse(key, vkey.bytes, vkey.length), SCR_OK, name);
  scr_text_add_note_key(&again, key);
  if (strcmp(again.bytes, vkey.bytes) != 0) expect(SCR_E_NOTE_KEY, SCR_OK, "a key written again");
  scr_text_free(&vkey);
  scr_text_free(&again);
}

static void read_proof(const struct scr_log_keys *keys) {
  struct scr_text file = SCR_TEXT_INIT, again = SCR_TEXT_INIT, entry = SCR_TEXT_INIT;
  struct scr_tlog_proof proof;
  struct scr_checkpoint checkpoint;
  struct scr_witnessing witnessing;
  struct scr_hash leaf;
  get(&file, "theirs.tlog-proof");
  get(&entry, "theirs.entry");
  expect(scr_merkle_leaf(&leaf, entry.bytes, entry.length), SCR_OK, "leaf");
  expect(scr_tlog_proof_parse(&proof, file.bytes, file.length), SCR_OK, "their proof");
  expect(scr_tlog_proof_check(&checkpoint, &witnessing, &proof, &leaf, keys), SCR_OK, "their proof holds");
  if (witnessing.count != 1 || witnessing.by[0].time != TIME) expect(SCR_E_NOTE_UNSIGNED, SCR_OK, "their witness");
  scr_text_add_tlog_proof(&again, &proof);
  if (strcmp(again.bytes, file.bytes) != 0) expect(SCR_E_LOG_PROOF, SCR_OK, "a proof written again");
  leaf.byte[0] ^= 1;
  expect(scr_tlog_proof_check(&checkpoint, &witnessing, &proof, &leaf, keys), SCR_E_LOG_INCLUSION, "another leaf");
  leaf.byte[0] ^= 1;
  *strstr(file.bytes, "\n\n") += 1;  // whatever is read of it now, it is no proof
  expect(scr_tlog_proof_parse(&proof, file.bytes, file.length), SCR_E_LOG_PROOF, "a spoiled proof");
  scr_text_free(&file);
  scr_text_free(&again);
  scr_text_free(&entry);
}

static void read_note(const struct scr_note_key *key) {
  struct scr_text bytes = SCR_TEXT_INIT;
  struct scr_note note;
  struct scr_note_signer signer;
  get(&bytes, "theirs.note");
  expect(scr_note_parse(&note, bytes.bytes, bytes.length), SCR_OK, "their note");
  expect(scr_note_check(&signer, &note, key, 1), SCR_OK, "their note is signed");
  bytes.bytes[0] ^= 1;
  expect(scr_note_check(&signer, &note, key, 1), SCR_E_NOTE_SIGNATURE, "their note changed");
  scr_text_free(&bytes);
}

static void read_theirs(void) {
  struct scr_log_keys keys;
  struct scr_note_key witness;
  read_key(&keys.log, "theirs.vkey");
  read_key(&witness, "theirs-witness.vkey");
  keys.witnesses = &witness;
  keys.witnesses_n = 1;
  read_note(&keys.log);
  read_proof(&keys);
}

int main(int argc, char **argv) {
  if (argc != 3) return 2;
  folder = argv[2];
  if (strcmp(argv[1], "write") == 0)
    write_log();
  else if (strcmp(argv[1], "read") == 0)
    read_theirs();
  else
    return 2;
  return 0;
}
