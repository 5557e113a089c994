// SPDX-License-Identifier: Apache-2.0
// The commands of receipts: making them from what is published, and showing them. Checking has a file of its own.
#include "cli/receipt.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/commands.h"
#include "cli/published.h"
#include "cli/qr.h"
#include "cli/quote.h"
#include "scrutineer/ballot_list.h"

// --- make ---

static const struct option_spec make_options[] = {
    ELECTION_OPTION,
    {"all", 'a', NULL, "the receipts of all ballots, also of those that were replaced"},
    {"output", 'o', "DIR", "where to write them (default: here)"},
    {"file-only", 'f', NULL, "only the files that can be checked, not the forms for people"},
    NO_OPTION,
};

struct making {
  struct published published;
  struct kept_notes kept;
  struct scr_ballot_list *list;
  struct receipt_target target;
  uint64_t made;
  bool lists;  // on standard output
};

static int make_one(struct making *making, const struct scr_listed_ballot *ballot) {
  char code[SCR_CODE_LENGTH + 1];
  scr_ballot_code(code, &ballot->tracker);
  if (!ballot->has_entry) {
    complain("the ballot %s is on the board, and the journal has no entry for it", code);
    advise("verify the board: its holder owes an explanation");
    return INVALID;
  }
  const struct scr_text *note = kept_note_for(&making->kept, &making->published, ballot->entry);
  int result = receipt_write(&making->target, making->published.log, ballot->entry, note->bytes, note->length);
  if (result != DONE) return result;
  making->made++;
  if (making->lists) print("%s  %s/receipt-%s.tlog-proof\n", code, shown(making->target.folder), code);
  return DONE;
}

static int make_all(struct making *making) {
  int code = DONE;
  for (size_t i = 0; i < making->list->count && code == DONE; i++) {
    code = make_one(making, &making->list->ballots[i]);
    progress("%" PRIu64 " receipts", making->made);
  }
  progress_end();
  return code;
}

// A whole tracker, or a short code that one ballot alone has.
static int find_wanted(const struct scr_listed_ballot **found, const struct scr_ballot_list *list, const char *word) {
  struct scr_hash tracker;
  char wanted[SCR_CODE_LENGTH + 1] = "", code[SCR_CODE_LENGTH + 1];
  bool whole = scr_hash_from_base64(&tracker, word, strlen(word)) == SCR_OK;
  if (!whole && scr_ballot_code_read(wanted, word, strlen(word)) != SCR_OK) {
    complain("\"%s\" is neither a tracker (43 characters) nor a short code (12 characters, as in K7M-2QX-9RT-P4A)",
             shown(word));
    return MISUSE;
  }
  *found = NULL;
  for (size_t i = 0; i < list->count; i++) {
    scr_ballot_code(code, &list->ballots[i].tracker);
    if (whole ? !scr_hash_equal(&list->ballots[i].tracker, &tracker) : strcmp(code, wanted) != 0) continue;
    if (*found) {
      complain("more than one ballot has the short code %s: name the tracker", wanted);
      return MISUSE;
    }
    *found = &list->ballots[i];
  }
  if (*found) return DONE;
  complain("no ballot on this board has that %s", whole ? "tracker" : "short code");
  return INVALID;
}

static int make_named(struct making *making, const struct arguments *arguments) {
  int code = DONE;
  for (size_t i = 0; i < arguments->positional_n && code == DONE; i++) {
    const struct scr_listed_ballot *ballot;
    code = find_wanted(&ballot, making->list, arguments->positional[i]);
    if (code == DONE) code = make_one(making, ballot);
  }
  return code;
}

static int prepare(struct making *making, const char *election, const char *folder, bool file_only) {
  struct published *published = &making->published;
  int code = published_read(published, election);
  if (code == DONE) code = kept_notes_read(&making->kept, published);
  if (code != DONE) return code;
  enum scr_status status = scr_ballot_list_new(&making->list, published->archive, published->log, published->record,
                                               published->setup.election);
  if (status != SCR_OK) return fail(status, "the ballots in %s can't be listed", published->folder);
  making->target =
      (struct receipt_target){published->record, published->setup.election, &published->zone, folder, file_only};
  return make_folder(folder, 0755) ? DONE : CANNOT;
}

static void free_making(struct making *making) {
  scr_ballot_list_free(making->list);
  kept_notes_free(&making->kept);
  published_free(&making->published);
}

static int make_run(const struct arguments *arguments) {
  bool all = option(arguments, "all") != NULL;
  if (all == (arguments->positional_n > 0)) {
    complain(all ? "either --all or ballots" : "which ballots? Name trackers or short codes, or give --all");
    return MISUSE;
  }
  struct making making = {.lists = true};
  int code = prepare(&making, election_folder(arguments), option_or(arguments, "output", "."),
                     option(arguments, "file-only") != NULL);
  if (code == DONE) code = all ? make_all(&making) : make_named(&making, arguments);
  free_making(&making);
  return code;
}

// --- show ---

static const struct option_spec show_options[] = {
    {"as", 'a', "FORM", "text (the default), large, sentence, qr or svg"},
    {"election", 'e', "DIR", "the election's folder, for its time zone (default: times in UTC)"},
    NO_OPTION,
};

static void add_terminal_code(struct scr_text *text, const struct scr_receipt *receipt) {
  struct qr *qr = qr_new(&receipt->bytes);
  if (!qr) return;
  qr_add_terminal(text, qr, bold()[0] != '\0');
  scr_text_add_format(text, "Receipt %s\n", receipt->code);
  qr_free(qr);
}

// A page isn't for reading as source, and its picture alone would fill many screens.
static bool is_for_a_browser(const char *form) {
  return strcmp(form, "large") == 0 || strcmp(form, "svg") == 0;
}

static int refuse_terminal(const char *form, const char *path) {
  const char *ending = strcmp(form, "svg") == 0 ? "svg" : "html";
  complain("--as %s is a file for a browser or a printer, and not shown on a terminal", form);
  advise("scrutineer receipt show %s --as %s > receipt.%s", quoted(path), form, ending);
  return MISUSE;
}

static int show_as(const struct scr_receipt *receipt, const char *form, const struct scr_zone *zone) {
  struct scr_text text = SCR_TEXT_INIT;
  bool known = true;
  if (strcmp(form, "text") == 0)
    scr_text_add_receipt_text(&text, receipt, zone);
  else if (strcmp(form, "large") == 0)
    receipt_add_page(&text, receipt, zone);
  else if (strcmp(form, "sentence") == 0)
    scr_text_add_receipt_sentence(&text, receipt, zone);
  else if (strcmp(form, "qr") == 0)
    add_terminal_code(&text, receipt);
  else if (strcmp(form, "svg") == 0)
    receipt_add_svg(&text, receipt);
  else
    known = false;
  int code = DONE;
  if (!known) {
    complain("a receipt can be shown as text, large, sentence, qr or svg, not as \"%s\"", shown(form));
    code = MISUSE;
  } else if (scr_text_ok(&text) != SCR_OK) {
    code = fail(SCR_E_MEMORY, "the receipt can't be shown");
  } else if (text.length == 0) {
    complain("the receipt has no room in a QR code: keep its file");
    code = CANNOT;
  } else {
    print_text(&text);
  }
  scr_text_free(&text);
  return code;
}

static int show_run(const struct arguments *arguments) {
  struct scr_receipt *receipt = NULL;
  struct scr_zone zone = scr_zone_utc;
  char zone_name[64];
  const char *form = option_or(arguments, "as", "text"), *path = arguments->positional[0];
  if (is_for_a_browser(form) && isatty(STDOUT_FILENO)) return refuse_terminal(form, path);
  int code = receipt_read(&receipt, path);
  if (code != DONE) return code;
  if (option(arguments, "election")) {
    char *public = public_folder(option(arguments, "election"));
    zone = published_zone(zone_name, public);
    free(public);
  }
  code = show_as(receipt, form, &zone);
  if (code == DONE) message("This shows what the receipt says. \"scrutineer receipt check\" says whether it is true.");
  scr_receipt_free(receipt);
  return code;
}

const struct command receipt_commands[] = {
    {
        .noun = "receipt",
        .verb = "make",
        .operands = "[BALLOT...]",
        .operands_max = SIZE_MAX,
        .summary = "Makes receipts for ballots on the board, from what is published",
        .text =
            "BALLOT is a tracker or a short code. A receipt stands under the first checkpoint that spans its ballot "
            "and that a\n"
            "quorum of witnesses has cosigned, so that it is the same whenever it is made; until there is one, under "
            "the latest\n"
            "checkpoint. Writes receipt-CODE.tlog-proof, which can be checked, and the same as .txt, .html (large "
            "print),\n"
            ".sentence.txt (to read aloud) and .svg (QR code).",
        .example = "scrutineer receipt make -e election/ K7M-2QX-9RT-P4A",
        .options = make_options,
        .run = make_run,
    },
    {
        .noun = "receipt",
        .verb = "show",
        .operands = "RECEIPT",
        .operands_min = 1,
        .operands_max = 1,
        .summary = "Shows a receipt as text, in large print, as a sentence or as a QR code",
        .text = "Nothing is checked but the receipt's form.",
        .example = "scrutineer receipt show receipt-K7M-2QX-9RT-P4A.tlog-proof --as sentence",
        .options = show_options,
        .run = show_run,
    },
    {
        .noun = "receipt",
        .verb = "check",
        .operands = "RECEIPT",
        .operands_min = 1,
        .operands_max = 1,
        .summary = "Checks a receipt, without a network; with a board, what became of the ballot",
        .text =
            "Needs the election's setup record. With --board, an election's folder or its public folder, also says "
            "whether the\n"
            "ballot counts, was replaced (when, and by which method), or is missing, and whether the board's log is "
            "the one\n"
            "that the receipt is of.\n"
            "Exit codes: 0 it holds (a ballot that was replaced, too); 1 it doesn't, or the board contradicts it: the "
            "ballot is\n"
            "missing, or the log is another one; 2 wrong usage; 3 can't be checked; 4 good so far, but no quorum of "
            "witnesses has\n"
            "cosigned it yet, or the board is an older copy, which has the ballot all the same (without it: 1).",
        .example = "scrutineer receipt check receipt-K7M-2QX-9RT-P4A.tlog-proof --board election/",
        .options = receipt_check_options,
        .run = receipt_check_run,
    },
    {0},
};
