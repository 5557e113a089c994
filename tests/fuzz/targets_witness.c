// SPDX-License-Identifier: Apache-2.0
// What a witness is asked: a request has one spelling, and whoever doesn't hold the log's key can't have anything
// cosigned but what the log has signed.
#include <string.h>

#include "board/log/wire.h"
#include "tests/fuzz/fuzz.h"
#include "witness/witness.h"

static bool is_written_so(const struct witness_request *request, const char *bytes, size_t length) {
  struct scr_text again = SCR_TEXT_INIT;
  scr_text_add_format(&again, "old %llu\n", (unsigned long long)request->old_size);
  for (size_t i = 0; i < request->proof.length; i++) {
    text_add_base64(&again, request->proof.hash[i].byte, SCR_HASH_BYTES);
    scr_text_add(&again, "\n");
  }
  scr_text_add(&again, "\n");
  scr_text_add_bytes(&again, request->note.text, request->note.text_length);
  scr_text_add(&again, "\n");
  for (size_t i = 0; i < request->note.signatures_n; i++)
    scr_text_add_bytes(&again, request->note.signatures[i].line, request->note.signatures[i].line_length);
  return fuzz_wrote(&again, bytes, length);
}

// A log that was cosigned at the size that the request names, with a root that the request's sender can't know.
static struct witness_log known_log(const struct scr_note_key *key, const struct witness_request *request) {
  struct witness_log log;
  FUZZ_REQUIRE(witness_log_init(&log, key->name, strlen(key->name), key));
  log.size = request->old_size;
  if (log.size > 0) scr_hash(&log.root, "unknown", 7);
  return log;
}

void fuzz_witness(const char *bytes, size_t length) {
  static const char vkey[] = "example.org/selection/log+5a58eebc+AYqI4910CfGV/VLbLTy6XXLKZwm/HZQSG/N0iAG0D29c";
  struct witness_request request;
  struct scr_note_key key;
  struct scr_note_signer signer;
  if (!witness_request_parse(&request, bytes, length)) return;
  FUZZ_REQUIRE(length <= WITNESS_BODY_MAX && is_written_so(&request, bytes, length));
  FUZZ_REQUIRE(scr_note_key_parse(&key, vkey, strlen(vkey)) == SCR_OK);
  struct witness_log log = known_log(&key, &request);
  FUZZ_REQUIRE(witness_judge(&request, NULL) == WITNESS_UNKNOWN);
  enum witness_status status = witness_judge(&request, &log);
  bool is_signed = scr_note_check(&signer, &request.note, &key, 1) == SCR_OK;
  FUZZ_REQUIRE(is_signed == (status != WITNESS_FORBIDDEN));
  FUZZ_REQUIRE(status != WITNESS_CONFLICT);
  FUZZ_REQUIRE(status != WITNESS_OK || (request.old_size == 0 && request.proof.length == 0));
  log.size = request.old_size ^ 1;
  status = witness_judge(&request, &log);
  FUZZ_REQUIRE(status == WITNESS_CONFLICT || status == WITNESS_FORBIDDEN || status == WITNESS_MALFORMED);
}
