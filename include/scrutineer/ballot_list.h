// SPDX-License-Identifier: Apache-2.0
// What became of each ballot on a board: which count, which were replaced, when and by which method each came in. A look-up
// over an archive and its journal, which verify neither. Public data; variable time.
#ifndef SCRUTINEER_BALLOT_LIST_H
#define SCRUTINEER_BALLOT_LIST_H

#include "scrutineer/receipt.h"

SCR_C_BEGIN

struct scr_listed_ballot {
  struct scr_hash tracker;
  uint64_t place;              // among the archive's ballots, from 1
  struct scr_hash credential;  // hash of its spelling
  bool is_readable;        // a ballot of this election, as far as its beginning shows: otherwise it has no credential
  size_t replaced_by;      // index in the list of the credential's next ballot; SIZE_MAX: this one is the last (BAL-5)
  bool has_entry;          // the journal has it; what follows is meaningless otherwise
  uint64_t entry;          // index in the journal
  enum scr_method method;  // of its entry point
  uint64_t came;           // slot
};

struct scr_ballot_list {
  uint64_t slot_seconds;
  bool closed;   // the archive has the end of the ballots: nothing can be replaced any more
  size_t count;  // in the order of the archive
  struct scr_listed_ballot *ballots;
};

// Goes through an archive of this election and its journal, as far as they go. Of the archive what scr_step_next says, and
// SCR_E_ARCHIVE_HASH for a ballot whose bytes don't have the hash that names it; of the journal what scr_entry_read says, or
// SCR_E_JOURNAL_POINT.
SCR_API SCR_MUST_USE enum scr_status scr_ballot_list_new(struct scr_ballot_list **list, const char *archive,
                                                         const struct scr_log *journal,
                                                         const struct scr_setup_record *record,
                                                         const struct scr_election *election);
SCR_API void scr_ballot_list_free(struct scr_ballot_list *list);
// The ballot with this tracker, or NULL.
SCR_API const struct scr_listed_ballot *scr_ballot_list_find(const struct scr_ballot_list *list,
                                                             const struct scr_hash *tracker);

// A page of HTML, without scripts, that lists every short code in order, counted or replaced, with the time and the method:
// for a browser, and on paper for the wall (RCP-8). The same list gives the same bytes.
SCR_API void scr_text_add_find_page(struct scr_text *text, const struct scr_ballot_list *list,
                                    const struct scr_election *election, const struct scr_zone *zone);

SCR_C_END
#endif
