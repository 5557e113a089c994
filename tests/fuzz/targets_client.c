// SPDX-License-Identifier: Apache-2.0
// What strangers answer and hand over: a witness's answer, evidence of a fork. Nobody who doesn't hold a key can have anything
// taken for its word.
#include <string.h>

#include "scrutineer/fork.h"
#include "tests/fuzz/fuzz.h"
#include "witness/client.h"

// Evidence has one spelling, with or without a line feed at its end, and a verdict that doesn't depend on which note is first.
void fuzz_fork(const char *bytes, size_t length) {
  struct scr_fork_evidence evidence;
  struct scr_fork_ruling ruling, swapped;
  struct scr_text again = SCR_TEXT_INIT;
  if (scr_fork_evidence_read(&evidence, bytes, length) != SCR_OK) return;
  scr_text_add_fork_evidence(&again, &evidence);
  if (length > 0 && bytes[length - 1] == '\n') scr_text_add(&again, "\n");
  FUZZ_REQUIRE(fuzz_wrote(&again, bytes, length));
  scr_fork_judge(&ruling, &evidence);
  if (ruling.reason != SCR_FORK_UNSIGNED) FUZZ_REQUIRE(ruling.status[0] == SCR_OK && ruling.status[1] == SCR_OK);
  struct scr_fork_evidence other = evidence;
  other.note[0] = evidence.note[1];
  other.note[1] = evidence.note[0];
  scr_fork_judge(&swapped, &other);
  FUZZ_REQUIRE(swapped.reason == ruling.reason);
  other.note[0] = evidence.note[0];
  scr_fork_judge(&swapped, &other);
  FUZZ_REQUIRE(swapped.reason == SCR_FORK_SAME || swapped.reason == SCR_FORK_UNSIGNED);
  scr_fork_evidence_free(&evidence);
}

// The first byte chooses the status; then the type of the content on a line, and the body. The key is one whose secret half
// nobody who fuzzes has.
void fuzz_reply(const char *bytes, size_t length) {
  static const char vkey[] = "witness1.example.net+f04138a5+BIE5dw6ofRdfVqNUZsNMfszLjYqRtO43ol32D1uPybOU";
  static const char text[] = "a\n7\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n\xe2\x80\x94 a AAAAAAA=\n";
  static const long statuses[] = {200, 409, 403, 404, 422, 503, 302};
  struct witness_reply reply = {.outcome = WITNESS_UNREACHABLE};
  struct scr_note_key key;
  struct scr_note note;
  char type[FETCH_CONTENT_TYPE_MAX + 1] = "";
  const char *end = length > 1 ? memchr(bytes + 1, '\n', length - 1) : NULL;
  if (!end || (size_t)(end - bytes - 1) >= sizeof type || memchr(bytes + 1, '\0', (size_t)(end - bytes - 1))) return;
  memcpy(type, bytes + 1, (size_t)(end - bytes - 1));
  FUZZ_REQUIRE(scr_note_key_parse(&key, vkey, strlen(vkey)) == SCR_OK);
  FUZZ_REQUIRE(scr_note_parse(&note, text, sizeof text - 1) == SCR_OK);
  long status = statuses[(unsigned char)bytes[0] % (sizeof statuses / sizeof *statuses)];
  witness_reply_read(&reply, &key, &note, 7, status, type, end + 1, length - (size_t)(end + 1 - bytes));
  FUZZ_REQUIRE(reply.outcome != WITNESS_COSIGNED && reply.lines.length == 0);
  FUZZ_REQUIRE(!reply.is_behind || (status == 409 && reply.size <= 7));
  FUZZ_REQUIRE(reply.outcome != WITNESS_AHEAD || (status == 409 && reply.size > 7));
  witness_reply_free(&reply);
}
