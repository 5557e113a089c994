// SPDX-License-Identifier: Apache-2.0
// What the parts of the journal share: reading from JSON, and the state that the rules work on.
#ifndef SCRUTINEER_BOARD_JOURNAL_INTERNAL_H
#define SCRUTINEER_BOARD_JOURNAL_INTERNAL_H

#include <string.h>

#include "board/hash_set.h"
#include "scrutineer/journal.h"
#include "scrutineer/json.h"
#include "scrutineer/log.h"

#define TIME_MAX UINT64_C(253402300799)  // the end of the year 9999

// A role's short name: letters, digits, hyphens.
enum scr_status role_name_read(char name[SCR_ROLE_NAME_MAX + 1], const json_t *value);
enum scr_status act_read_json(struct scr_act *act, const struct scr_election *election, json_t *json);

// Who signs an act of a kind.
enum act_signers {
  OFFICER,           // the returning officer, alone
  ENTRY,             // an entry point
  DESK_AND_SECOND,   // the desk that signed the ballot before, and a second official
  THE_SAME,          // those who signed the entry that is undone
  ENTRY_AND_SECOND,  // an entry point and a second official
  REGISTRAR_AND_DESK,
  COUNT  // every teller and every agent, or its refusal is stated; the officer too
};

// Whether those who must have signed, and nobody else, and all signatures hold (unless trusted).
enum scr_status act_check_signers(const struct scr_journal *journal, const struct scr_signed_act *act,
                                  bool trust_signatures);

// Whether it is possible where it stands, signatures aside.
enum scr_status act_check_place(const struct scr_journal *journal, const struct scr_signed_act *act);
// The entry point among the signers, if there is just one; else SIZE_MAX.
size_t act_entry_point(const struct scr_setup_record *record, const struct scr_signed_act *act);

// A freeze that stands, or did.
struct freeze {
  uint64_t entry;     // its index
  size_t credential;  // position in the list
  bool lifted;
  char by[2][SCR_ROLE_NAME_MAX + 1];
};

struct credential_state {
  uint8_t state;  // enum scr_credential_state
  bool has_ballot : 1;
  bool paper : 1;       // voided for a paper
  bool used : 1;        // voided, and a spare took its place
  uint8_t entry_point;  // of its last ballot
  uint32_t came;        // the slot in which that came
};

// Where the end of an election stands.
enum journal_stage {
  STAGE_NONE,
  STAGE_VOTING,
  STAGE_CLOSE,
  STAGE_CLOSED,
  STAGE_TALLIED,
  STAGE_SHARES,
  STAGE_RESULT,
  STAGE_DECLARED
};

struct scr_journal {
  const struct scr_setup_record *record;
  const struct scr_election *election;
  const struct scr_credentials *credentials;
  uint64_t size, slot;
  enum journal_stage stage;
  uint64_t closed_at, shares_at;
  bool set_aside;
  bool opened, ended;  // the opening stands; it was abandoned
  bool method_closed[SCR_METHOD_COUNT];
  bool counted[SCR_ENTRY_POINTS_MAX];  // papers, by entry point
  uint64_t ballots[SCR_ENTRY_POINTS_MAX], last_ballots[SCR_ENTRY_POINTS_MAX];
  uint64_t voids[SCR_ENTRY_POINTS_MAX], voids_weight[SCR_ENTRY_POINTS_MAX];  // for paper
  struct credential_state *states;                                           // by position in the list
  size_t last_credential;          // of the entry before, if that was a ballot; else SIZE_MAX
  struct scr_hash last_ballot;     // its tracker
  uint64_t voters, voters_weight;  // who have a ballot that counts
  uint64_t papers, papers_weight;  // voters of the counts so far
  uint64_t *paper_votes;           // by cell
  struct scr_hash result;          // payload of the Result event
  uint64_t *votes;                 // of the result, if known
  bool has_votes;
  size_t freezes_n;
  struct freeze *freezes;    // in the order of their entries
  struct hash_set *firsts;   // hashes of the first component of each ballot that stands on the board
  struct hash_set *acts;     // hashes of bodies
  struct hash_set *audited;  // hashes of first components
  size_t audited_n;
  size_t disputes_n;
  uint64_t *disputes;  // indexes of their entries, in order
};

// The freeze that an entry made, and whether an entry is a dispute: hostile journals may have a million of each.
struct freeze *journal_find_freeze(const struct scr_journal *journal, uint64_t entry);
bool journal_has_dispute(const struct scr_journal *journal, uint64_t entry);

// The position of a credential in the list, SIZE_MAX if it isn't there.
static inline size_t journal_find_credential(const struct scr_journal *journal, const char *credential) {
  return scr_credentials_find(journal->credentials, credential, strlen(credential));
}

#endif
