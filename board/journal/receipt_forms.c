// SPDX-License-Identifier: Apache-2.0
// A receipt for people: plain text, a sentence to be read aloud, a page in large print. All say the same, and none says more
// than the receipt's own facts (RCP-4).
#include <inttypes.h>
#include <string.h>

#include "board/csv.h"
#include "board/journal/page.h"
#include "board/journal/period.h"

#define COLUMNS 72
#define INDENT 13  // where the values of the plain text begin

// --- plain text ---

// From U+1100 on there are characters of two columns; none has more.
static size_t columns_of(uint32_t point) {
  return point < 0x1100 ? 1 : 2;
}

// Where the next word of a line is put; words have `length` bytes that may be shown.
struct line {
  struct scr_text *text;
  size_t column, indent;
};

static void break_line(struct line *line) {
  scr_text_add_format(line->text, "\n%*s", (int)line->indent, "");
  line->column = line->indent;
}

static size_t word_columns(const char *word, size_t length) {
  uint32_t point;
  size_t columns = 0, count;
  for (size_t at = 0; at < length; at += count) {
    count = utf8_next(&point, word + at, length - at);
    if (count == 0) break;
    columns += columns_of(point);
  }
  return columns;
}

// A word is broken only where it has no room on a line of its own.
static void add_word(struct line *line, const char *word, size_t length) {
  uint32_t point;
  bool first = line->column == line->indent;
  if (!first && line->column + 1 + word_columns(word, length) > COLUMNS) {
    break_line(line);
    first = true;
  }
  if (!first) scr_text_add(line->text, " ");
  line->column += !first;
  for (size_t at = 0, count; at < length; at += count) {
    count = utf8_next(&point, word + at, length - at);
    if (count == 0) return;
    if (line->column + columns_of(point) > COLUMNS) break_line(line);
    scr_text_add_bytes(line->text, word + at, count);
    line->column += columns_of(point);
  }
}

static void add_words(struct line *line, const char *words) {
  struct scr_text shown = SCR_TEXT_INIT;
  text_add_shown(&shown, words);
  scr_text_add(&shown, "");
  if (scr_text_ok(&shown) != SCR_OK) {
    line->text->failed = true;
  } else {
    for (const char *at = shown.bytes; *at;) {
      size_t length = strcspn(at, " ");
      if (length) add_word(line, at, length);
      at += length + (at[length] == ' ');
    }
  }
  scr_text_add(line->text, "\n");
  scr_text_free(&shown);
}

static void add_field(struct scr_text *text, const char *label, const char *value) {
  struct line line = {text, INDENT, INDENT};
  scr_text_add_format(text, "%-*s", INDENT, label);
  add_words(&line, value);
}

static void add_place(struct scr_text *text, const struct scr_receipt *receipt) {
  scr_text_add_format(text, "entry number %" PRIu64 "; the checkpoint spans %" PRIu64 " entries", receipt->proof.index,
                      receipt->checkpoint.size);
}

static void add_fields(struct scr_text *text, const struct scr_receipt *receipt, const char *period,
                       const char *place) {
  add_field(text, "Election", receipt->election);
  add_field(text, "Short code", receipt->code);
  add_field(text, "Tracker", receipt->tracker);
  add_field(text, "Received", period);
  add_field(text, "Method", scr_method_words(receipt->method));
  add_field(text, "Entry point", receipt->entry.acceptance.signature.by);
  add_field(text, "Journal", place);
  add_field(text, "Identifier", receipt->uuid);
  add_field(text, "Fingerprint", receipt->fingerprint);
}

void scr_text_add_receipt_text(struct scr_text *text, const struct scr_receipt *receipt, const struct scr_zone *zone) {
  struct scr_text period = SCR_TEXT_INIT, place = SCR_TEXT_INIT;
  scr_text_add_period(&period, zone, scr_receipt_begin(receipt), scr_receipt_end(receipt));
  add_place(&place, receipt);
  if (scr_text_ok(&period) != SCR_OK || scr_text_ok(&place) != SCR_OK) {
    text->failed = true;
  } else {
    scr_text_add(text, "RECEIPT FOR A BALLOT\n\n");
    add_fields(text, receipt, period.bytes, place.bytes);
    scr_text_add(text,
                 "\n"
                 "It says that a ballot with this tracker came in, when, and by which\n"
                 "method. It does not say what was voted, and nobody can learn that from\n"
                 "it. If you vote again, your last ballot counts.\n"
                 "\n"
                 "Look for the short code in the list of ballots (find.html, or on the\n"
                 "wall). This text proves nothing by itself: the receipt's file does, and\n"
                 "\"scrutineer receipt check\" checks it, on any machine.\n");
  }
  scr_text_free(&period);
  scr_text_free(&place);
}

// --- the sentence ---

static const char *spoken_character(char c) {
  static const char *const letters[] = {"Alfa",   "Bravo",   "Charlie", "Delta",  "Echo",   "Foxtrot", "Golf",
                                        "Hotel",  "India",   "Juliett", "Kilo",   "Lima",   "Mike",    "November",
                                        "Oscar",  "Papa",    "Quebec",  "Romeo",  "Sierra", "Tango",   "Uniform",
                                        "Victor", "Whiskey", "X-ray",   "Yankee", "Zulu"};
  static const char *const digits[] = {"zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"};
  return c >= 'A' ? letters[c - 'A'] : digits[c - '0'];
}

// "Kilo seven Mike, two Quebec X-ray": a pause where the code has a hyphen.
static void add_spoken_code(struct scr_text *text, const char *code) {
  for (const char *c = code; *c; c++) {
    if (*c == '-') {
      scr_text_add(text, ",");
      continue;
    }
    if (c != code) scr_text_add(text, " ");
    scr_text_add(text, spoken_character(*c));
  }
}

void scr_text_add_receipt_sentence(struct scr_text *text, const struct scr_receipt *receipt,
                                   const struct scr_zone *zone) {
  scr_text_add(text, "Your ballot in the election ");
  text_add_shown(text, receipt->election);
  scr_text_add_format(text, ", whose code is ");
  add_spoken_code(text, receipt->code);
  scr_text_add_format(text, ", came in %s ", scr_method_words(receipt->method));
  text_add_spoken_period(text, zone, scr_receipt_begin(receipt), scr_receipt_end(receipt));
  scr_text_add(text, ".\n");
}

// --- large print ---

// One sheet of A4 or Letter; black on white; nothing smaller than 24 points, whatever the screen.
static const char page_style[] =
    "@page{size:auto;margin:10mm}"
    "body{margin:0 auto;max-width:190mm;padding:0;background:#fff;color:#000;font:24pt/1.15 system-ui,sans-serif}"
    "h1{font-size:28pt;margin:0 0 1mm}"
    "dl{margin:0}"
    "dt{font-weight:bold}"
    "dd{margin:0 0 1mm;overflow-wrap:anywhere}"
    ".code{font:bold 40pt/1.1 monospace;white-space:nowrap}"
    ".tracker{font-family:monospace}"
    "p{margin:0}"
    "svg{float:right;width:76mm;height:76mm;margin:0 0 1mm 4mm}";

static void add_term(struct scr_text *text, const char *term, const char *attributes, const char *value) {
  scr_text_add_format(text, "<dt>%s</dt>\n<dd%s>", term, attributes);
  text_add_html(text, value);
  scr_text_add(text, "</dd>\n");
}

// The name may be in any language, and in either direction.
static void add_name(struct scr_text *text, const char *name) {
  scr_text_add(text, "<dt>Election</dt>\n<dd><bdi lang=\"\">");
  text_add_html(text, name);
  scr_text_add(text, "</bdi></dd>\n");
}

void scr_text_add_receipt_page(struct scr_text *text, const struct scr_receipt *receipt, const struct scr_zone *zone,
                               const char *qr) {
  struct scr_text period = SCR_TEXT_INIT;
  scr_text_add_period(&period, zone, scr_receipt_begin(receipt), scr_receipt_end(receipt));
  if (scr_text_ok(&period) != SCR_OK) text->failed = true;
  page_begin(text, "Receipt for a ballot", page_style);
  scr_text_add(text, "<h1>Receipt for a ballot</h1>\n");
  scr_text_add_format(text, "<dl>\n<dt>Short code</dt>\n<dd class=\"code\">%s</dd>\n", receipt->code);
  if (qr) scr_text_add_format(text, "</dl>\n%s\n<dl>\n", qr);
  add_term(text, "Method", "", scr_method_words(receipt->method));
  add_term(text, "Received", "", period.bytes ? period.bytes : "");
  add_name(text, receipt->election);
  add_term(text, "Tracker", " class=\"tracker\"", receipt->tracker);
  scr_text_add(text, "</dl>\n<p>It does not say what was voted. ");
  scr_text_add(text, qr ? "The square holds the receipt that can be checked.</p>\n"
                        : "The receipt’s file can be checked; it has no room in a square code.</p>\n");
  page_end(text);
  scr_text_free(&period);
}
