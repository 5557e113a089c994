// SPDX-License-Identifier: Apache-2.0
// Writing receipts, for the commands that cast; and the commands of receipts that have a file of their own.
#ifndef SCRUTINEER_CLI_RECEIPT_H
#define SCRUTINEER_CLI_RECEIPT_H

#include "cli/cli.h"
#include "scrutineer/receipt.h"

// Where receipts go, and what they are made with.
struct receipt_target {
  const struct scr_setup_record *record;
  const struct scr_election *election;
  const struct scr_zone *zone;  // published_zone
  const char *folder;           // it exists
  bool file_only;               // the receipt's file without its forms for people
};

// Writes the receipt for the entry `index` of the log, under this checkpoint (a whole note of the log's that spans it), as
// FOLDER/receipt-CODE.tlog-proof, and for people .txt, .html (large print), .sentence.txt and .svg (QR code; left out, and
// that is said, where no code is large enough). Files of the same ballot's receipt are replaced, others never. DONE, or the
// exit code after complaining.
int receipt_write(const struct receipt_target *target, const struct scr_log *log, uint64_t index, const char *note,
                  size_t note_length);

// Reads a receipt's file; DONE, or the exit code after complaining.
int receipt_read(struct scr_receipt **receipt, const char *path);
// Whether these bytes are one of a receipt's forms for people, which prove nothing: complains, and names the file that is wanted.
bool receipt_is_printed(const struct scr_text *bytes, const char *path);

// Append the QR code as a picture of its own (nothing where no code is large enough), and the page in large print with the
// code in it.
void receipt_add_svg(struct scr_text *text, const struct scr_receipt *receipt);
void receipt_add_page(struct scr_text *text, const struct scr_receipt *receipt, const struct scr_zone *zone);

extern const struct option_spec receipt_check_options[];
int receipt_check_run(const struct arguments *arguments);

#endif
