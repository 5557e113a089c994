// SPDX-License-Identifier: Apache-2.0
// The ceremony's messages, as far as they are public: reading and checking what others published.
#ifndef SCRUTINEER_BOARD_CEREMONY_H
#define SCRUTINEER_BOARD_CEREMONY_H

#include "board/trustees_internal.h"
#include "scrutineer/ceremony.h"

// What has been read so far. The group is held as the trustees document's only item, so that the record's own reading and
// checking serve here too.
struct transcript {
  const struct scr_ceremony *ceremony;
  struct scr_trustees trustees;
  struct item item;
  char run[SCR_HASH_HEX + 1];                     // hash of all certificates: names this run
  struct scr_hash commitments[SCR_TRUSTEES_MAX];  // hashes, from the commit step
  struct scr_blame *blame;
};

enum scr_status transcript_begin(struct transcript *transcript, const struct scr_ceremony *ceremony,
                                 struct scr_blame *blame, const struct scr_message *certificates);
enum scr_status transcript_commits(struct transcript *transcript, const struct scr_message *commits);
enum scr_status transcript_agreements(struct transcript *transcript, const struct scr_message *agreements);
// The commitments, checked against their hashes; *shares receives each trustee's array of sealed shares if it is not NULL
// (json_t, to be released).
enum scr_status transcript_reveals(struct transcript *transcript, const struct scr_message *reveals,
                                   json_t *shares[SCR_TRUSTEES_MAX]);
void transcript_free(struct transcript *transcript);

// Notes whose fault a failure is, with the message that shows it where there is one, and gives the status.
enum scr_status transcript_blame(struct transcript *transcript, size_t i, enum scr_status status, enum scr_fault fault,
                                 const struct scr_message *evidence_or_null);

// What is signed in the steps.
void add_commit_body(struct scr_text *text, const struct transcript *transcript, uint32_t index,
                     const struct scr_hash *commitment);
void add_agree_body(struct scr_text *text, const struct transcript *transcript, uint32_t index);
// `content` is the reveal's document up to its seal.
void add_reveal_body(struct scr_text *text, const struct transcript *transcript, uint32_t index, const char *content,
                     size_t length);
// The hash that a trustee commits to.
enum scr_status hash_commitments(struct scr_hash *hash, const struct transcript *transcript, uint32_t index,
                                 const struct scr_element *commitments);

#endif
