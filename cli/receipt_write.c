// SPDX-License-Identifier: Apache-2.0
// A receipt as files: the one that can be checked, and its forms for people.
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "cli/qr.h"
#include "cli/receipt.h"

// The title of the code, which is made of what needs no escaping.
static void add_qr(struct scr_text *svg, const struct scr_receipt *receipt, bool caption) {
  struct scr_text title = SCR_TEXT_INIT;
  struct qr *qr = qr_new(&receipt->bytes);
  scr_text_add_format(&title, "Receipt %s", receipt->code);
  if (qr && scr_text_ok(&title) == SCR_OK) qr_add_svg(svg, qr, title.bytes, caption);
  scr_text_free(&title);
  qr_free(qr);
}

void receipt_add_svg(struct scr_text *text, const struct scr_receipt *receipt) {
  add_qr(text, receipt, true);
  if (text->length) scr_text_add(text, "\n");
}

void receipt_add_page(struct scr_text *text, const struct scr_receipt *receipt, const struct scr_zone *zone) {
  struct scr_text svg = SCR_TEXT_INIT;
  add_qr(&svg, receipt, false);
  if (scr_text_ok(&svg) != SCR_OK) text->failed = true;
  scr_text_add_receipt_page(text, receipt, zone, svg.length ? svg.bytes : NULL);
  scr_text_free(&svg);
}

bool receipt_is_printed(const struct scr_text *bytes, const char *path) {
  static const char *const begins[] = {"RECEIPT FOR A BALLOT", "Your ballot in the election ", "<!DOCTYPE html",
                                       "<svg"};
  for (size_t i = 0; i < sizeof begins / sizeof *begins; i++) {
    size_t length = strlen(begins[i]);
    if (bytes->length < length || strncasecmp(bytes->bytes, begins[i], length) != 0) continue;
    complain("%s is a receipt for people to read, which proves nothing by itself", shown(path));
    advise("the receipt's file is wanted: receipt-CODE.tlog-proof, which was given out with it");
    return true;
  }
  return false;
}

int receipt_read(struct scr_receipt **receipt, const char *path) {
  struct scr_text bytes = SCR_TEXT_INIT;
  int code = CANNOT;
  if (read_file(&bytes, path, SCR_RECEIPT_BYTES_MAX)) {
    bool printed = receipt_is_printed(&bytes, path);
    enum scr_status status = printed ? SCR_OK : scr_receipt_new(receipt, bytes.bytes, bytes.length);
    code = printed ? MISUSE : status == SCR_OK ? DONE : fail(status, "%s can't be read as a receipt", shown(path));
  }
  scr_text_free(&bytes);
  return code;
}

// --- files ---

static char *file_path(const struct receipt_target *target, const struct scr_receipt *receipt, const char *ending) {
  struct scr_text name = SCR_TEXT_INIT;
  scr_text_add_format(&name, "receipt-%s%s", receipt->code, ending);
  char *path = join(target->folder, scr_text_ok(&name) == SCR_OK ? name.bytes : ending, NULL);
  scr_text_free(&name);
  return path;
}

// Short codes can be made to meet: no receipt takes the place of another ballot's.
static int check_place(const char *path, const struct scr_receipt *receipt) {
  struct scr_receipt *there = NULL;
  if (!file_exists(path)) return DONE;
  int code = receipt_read(&there, path);
  if (code == DONE && !scr_hash_equal(&there->entry.acceptance.ballot, &receipt->entry.acceptance.ballot))
    code = MISUSE;
  scr_receipt_free(there);
  if (code == DONE) return DONE;
  complain("%s is not a receipt of this ballot, and stays as it is", shown(path));
  advise("name another folder");
  return MISUSE;
}

static int write_form(const struct receipt_target *target, const struct scr_receipt *receipt, const char *ending,
                      const struct scr_text *form) {
  char *path = file_path(target, receipt, ending);
  bool written = write_file(path, form, PUBLIC_FILE, true);
  free(path);
  return written ? DONE : CANNOT;
}

static int write_for_people(const struct receipt_target *target, const struct scr_receipt *receipt) {
  struct scr_text text = SCR_TEXT_INIT, page = SCR_TEXT_INIT, sentence = SCR_TEXT_INIT, svg = SCR_TEXT_INIT;
  scr_text_add_receipt_text(&text, receipt, target->zone);
  receipt_add_page(&page, receipt, target->zone);
  scr_text_add_receipt_sentence(&sentence, receipt, target->zone);
  receipt_add_svg(&svg, receipt);
  int code = write_form(target, receipt, ".txt", &text);
  if (code == DONE) code = write_form(target, receipt, ".html", &page);
  if (code == DONE) code = write_form(target, receipt, ".sentence.txt", &sentence);
  if (code == DONE && svg.length)
    code = write_form(target, receipt, ".svg", &svg);
  else if (code == DONE)
    message("the receipt %s has no room in a QR code: keep its file", receipt->code);
  scr_text_free(&text);
  scr_text_free(&page);
  scr_text_free(&sentence);
  scr_text_free(&svg);
  return code;
}

int receipt_write(const struct receipt_target *target, const struct scr_log *log, uint64_t index, const char *note,
                  size_t note_length) {
  struct scr_text bytes = SCR_TEXT_INIT;
  struct scr_receipt *receipt = NULL;
  enum scr_status status =
      scr_text_add_receipt(&bytes, log, index, note, note_length, target->record, target->election);
  if (status == SCR_OK) status = scr_receipt_new(&receipt, bytes.bytes, bytes.length);
  int code = status == SCR_OK
                 ? DONE
                 : fail(status, "no receipt can be made for entry %llu of the journal", (unsigned long long)index);
  if (code == DONE) {
    char *path = file_path(target, receipt, ".tlog-proof");
    code = check_place(path, receipt);
    if (code == DONE && !write_file(path, &bytes, PUBLIC_FILE, true)) code = CANNOT;
    free(path);
  }
  if (code == DONE && !target->file_only) code = write_for_people(target, receipt);
  scr_receipt_free(receipt);
  scr_text_free(&bytes);
  return code;
}
