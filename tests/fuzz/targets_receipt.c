// SPDX-License-Identifier: Apache-2.0
// Receipts, which anybody may hand to anybody, and their forms for people.
#include <string.h>

#include "board/csv.h"
#include "scrutineer/receipt.h"
#include "tests/fuzz/fuzz.h"

// No line is wider than 72 columns, and there is no control character but the line feed.
static void require_plain(const struct scr_text *text, size_t most) {
  size_t columns = 0, count;
  FUZZ_REQUIRE(scr_text_ok(text) == SCR_OK);
  for (size_t at = 0; at < text->length; at += count) {
    uint32_t point;
    count = utf8_next(&point, text->bytes + at, text->length - at);
    FUZZ_REQUIRE(count > 0);
    FUZZ_REQUIRE(point == '\n' || (point >= 0x20 && (point < 0x7f || point >= 0xa0)));
    columns = point == '\n' ? 0 : columns + (point < 0x1100 ? 1 : 2);
    FUZZ_REQUIRE(columns <= most);
  }
}

// Markup is the page's own: what stands for "<" in a name is no "<".
static size_t count_of(const struct scr_text *text, char c) {
  size_t count = 0;
  for (size_t i = 0; i < text->length; i++) count += text->bytes[i] == c;
  return count;
}

static void require_forms(struct scr_receipt *receipt) {
  struct scr_text text = SCR_TEXT_INIT, again = SCR_TEXT_INIT;
  scr_text_add_receipt_text(&text, receipt, &scr_zone_utc);
  require_plain(&text, 72);
  scr_text_clear(&text);
  scr_text_add_receipt_sentence(&text, receipt, &scr_zone_utc);
  require_plain(&text, SIZE_MAX);
  FUZZ_REQUIRE(count_of(&text, '\n') == 1);
  scr_text_clear(&text);
  scr_text_add_receipt_page(&text, receipt, &scr_zone_utc, NULL);
  require_plain(&text, SIZE_MAX);
  receipt->election[0] = '\0';
  scr_text_add_receipt_page(&again, receipt, &scr_zone_utc, NULL);
  FUZZ_REQUIRE(count_of(&text, '<') == count_of(&again, '<') && count_of(&text, '>') == count_of(&again, '>'));
  scr_text_free(&text);
  scr_text_free(&again);
}

// What is read is written the same, the entry within it too.
static void require_receipt(const char *bytes, size_t length) {
  struct scr_receipt *receipt = NULL;
  struct scr_text proof = SCR_TEXT_INIT, entry = SCR_TEXT_INIT;
  if (scr_receipt_new(&receipt, bytes, length) != SCR_OK) return;
  scr_text_add_tlog_proof(&proof, &receipt->proof);
  FUZZ_REQUIRE(fuzz_wrote(&proof, bytes, length));
  FUZZ_REQUIRE(receipt->entry.kind == SCR_ENTRY_BALLOT);
  scr_text_add_entry(&entry, &receipt->entry);
  FUZZ_REQUIRE(fuzz_wrote(&entry, receipt->entry_bytes.bytes, receipt->entry_bytes.length));
  FUZZ_REQUIRE(scr_receipt_begin(receipt) < scr_receipt_end(receipt));
  require_forms(receipt);
  scr_receipt_free(receipt);
}

// A whole receipt, or what it states, which is then put into one: behind Base64 no fuzzer finds much.
void fuzz_receipt(const char *bytes, size_t length) {
  static const char note[] = "a\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\n\xe2\x80\x94 a AAAAAAA=\n";
  struct scr_tlog_proof proof = {.note = note, .note_length = sizeof note - 1, .extra_length = length};
  struct scr_text whole = SCR_TEXT_INIT;
  if (length == 0 || length > sizeof proof.extra || bytes[0] != '{') {
    require_receipt(bytes, length);
    return;
  }
  memcpy(proof.extra, bytes, length);
  scr_text_add_tlog_proof(&whole, &proof);
  FUZZ_REQUIRE(scr_text_ok(&whole) == SCR_OK);
  require_receipt(whole.bytes, whole.length);
  scr_text_free(&whole);
}
