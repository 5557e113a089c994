// SPDX-License-Identifier: Apache-2.0
// The journal beside the archive: one entry for each event of the archive and for each official act, in the order in which
// they happened. This is the entries and the rules that they obey; the log that holds them is in log.h. Public data; variable
// time.
#ifndef SCRUTINEER_JOURNAL_H
#define SCRUTINEER_JOURNAL_H

#include "scrutineer/archive.h"
#include "scrutineer/ballot.h"
#include "scrutineer/setup_record.h"

SCR_C_BEGIN

#define SCR_ACT_MADE_MAX UINT64_C(4294967295)  // slots are below 2^32
#define SCR_ACT_HASHES_MAX 512                 // first components of audited ballots, in one act
#define SCR_ACT_SIGNATURES_MAX 80
// Of all questions, blank ones too: the declaration has three numbers for each, and must fit into an entry whoever signs it.
#define SCR_DECLARED_ANSWERS_MAX 1000
#define SCR_PAPER_MAX (UINT64_C(1) << 40)  // papers, votes, or weight, in a count or a column

// --- signatures of roles (JRN-2) ---

// What a role signs, and in what for: a kind of statement, the election's fingerprint and the statement, a line each.
SCR_API void scr_text_add_signed_statement(struct scr_text *text, const char *kind, const char *fingerprint,
                                           const char *body, size_t length);
#define SCR_STATEMENT_BALLOT "scrutineer-ballot/v1"
#define SCR_STATEMENT_ACT "scrutineer-act/v1"

struct scr_role_signature {
  char by[SCR_ROLE_NAME_MAX + 1];
  uint8_t bytes[SCR_NOTE_SIGNATURE_BYTES];
};
// SCR_E_JOURNAL_SIGNATURE if it isn't that key's over this message.
SCR_API SCR_MUST_USE enum scr_status scr_role_signature_check(const struct scr_role_signature *signature,
                                                              const struct scr_note_key *key, const char *message,
                                                              size_t length);

// --- official acts ---

// Reasons, by code: never free text. X(symbol, name)
// clang-format off
#define SCR_REASONS(X)                     \
  X(SCR_REASON_NOT_MINE, "not-mine")       \
  X(SCR_REASON_MISTAKE, "mistake")         \
  X(SCR_REASON_LOST, "lost")               \
  X(SCR_REASON_STOLEN, "stolen")           \
  X(SCR_REASON_PAPER, "paper")             \
  X(SCR_REASON_LEFT, "left")               \
  X(SCR_REASON_DIED, "died")               \
  X(SCR_REASON_DOUBLE, "double")           \
  X(SCR_REASON_RULES, "rules")             \
  X(SCR_REASON_COURT, "court")             \
  X(SCR_REASON_TECHNICAL, "technical")     \
  X(SCR_REASON_COERCION, "coercion")       \
  X(SCR_REASON_COUNT, "count")             \
  X(SCR_REASON_ELIGIBILITY, "eligibility") \
  X(SCR_REASON_SCHEDULE, "schedule")       \
  X(SCR_REASON_OTHER, "other")
// clang-format on
enum scr_reason {
#define X(symbol, name) symbol,
  SCR_REASONS(X)
#undef X
      SCR_REASONS_N
};
SCR_API const char *scr_reason_name(enum scr_reason reason);
SCR_API bool scr_reason_by_name(enum scr_reason *reason, const char *name);

// What becomes of the votes for an answer that is withdrawn.
enum scr_votes_cast { SCR_VOTES_COUNT, SCR_VOTES_VOID, SCR_VOTES_RERUN, SCR_VOTES_CAST_N };
SCR_API const char *scr_votes_cast_name(enum scr_votes_cast votes);  // "count", "void", "rerun"

// Kinds of acts, who signs them, and their fields in the record's order (JRN-4).
// X(symbol, name, signers, fields)
// clang-format off
#define SCR_ACTS(X)                                                            \
  X(SCR_ACT_OPEN, "open", OFFICER, "")                                         \
  X(SCR_ACT_FREEZE, "freeze", DESK_AND_SECOND, "credential ballot reason")     \
  X(SCR_ACT_LIFT, "lift", THE_SAME, "credential entry reason")                 \
  X(SCR_ACT_VOID, "void", ENTRY_AND_SECOND, "credential reason")               \
  X(SCR_ACT_REISSUE, "reissue", REGISTRAR_AND_DESK, "credential spare reason") \
  X(SCR_ACT_CLOSE_METHOD, "close-method", OFFICER, "method")                   \
  X(SCR_ACT_PAPER_COUNT, "paper-count", COUNT, "point paper")                  \
  X(SCR_ACT_AUDITED, "audited", ENTRY, "hashes")                               \
  X(SCR_ACT_WITHDRAW, "withdraw", OFFICER, "question answer reason votes")     \
  X(SCR_ACT_SUSPEND, "suspend", OFFICER, "question answer reason votes")       \
  X(SCR_ACT_NOTICE, "notice", OFFICER, "reason document")                      \
  X(SCR_ACT_DISPUTE, "dispute", OFFICER, "reason document")                    \
  X(SCR_ACT_ANSWER, "answer", OFFICER, "entry reason document")                \
  X(SCR_ACT_CLOSE, "close", OFFICER, "")                                       \
  X(SCR_ACT_DECLARE, "declare", OFFICER, "result columns")                     \
  X(SCR_ACT_APPEALED, "appealed", OFFICER, "until")                            \
  X(SCR_ACT_CONFIRM, "confirm", OFFICER, "")                                   \
  X(SCR_ACT_SET_ASIDE, "set-aside", OFFICER, "reason")                         \
  X(SCR_ACT_ABANDON, "abandon", OFFICER, "reason")                             \
  X(SCR_ACT_SUPERSEDE, "supersede", OFFICER, "uuid")
// clang-format on
enum scr_act_kind {
#define X(symbol, name, signers, fields) symbol,
  SCR_ACTS(X)
#undef X
      SCR_ACT_KINDS
};
SCR_API const char *scr_act_name(enum scr_act_kind kind);
SCR_API bool scr_act_by_name(enum scr_act_kind *kind, const char *name);
// The fields of this kind's acts, separated by spaces.
SCR_API const char *scr_act_fields(enum scr_act_kind kind);

// A count of papers. Numbers are of papers but where weights are named. issued - replaced are its voters; of those papers,
// returned came back, and the others are unaccounted for; returned are valid or rejected.
struct scr_paper_count {
  uint64_t issued, replaced, returned, unaccounted;
  uint64_t rejected[SCR_REASONS_N];  // by reason
  uint64_t weight;                   // of the voters together
  uint64_t valid;                    // papers
  uint64_t valid_weight;
  size_t votes_n;  // cells: one for each ciphertext of the election, blank first where there is one
  uint64_t *votes;
  size_t refusals_n;  // tellers and agents who were there and did not sign
  char refusals[2 * SCR_SIGNERS_MAX][SCR_ROLE_NAME_MAX + 1];
};

// One act, signatures aside: which fields are set is told by its kind.
struct scr_act {
  enum scr_act_kind kind;
  uint64_t made;           // slot in which it was first signed
  char *credential;        // a public credential, in the record's spelling
  char *spare;             // likewise
  struct scr_hash ballot;  // a tracker
  enum scr_reason reason;
  enum scr_method method;
  char point[SCR_ROLE_NAME_MAX + 1];  // an entry point
  uint64_t question, answer;          // from 0
  enum scr_votes_cast votes;
  struct scr_hash document;  // what a notice, dispute or answer says, published beside the journal
  uint64_t entry;            // index of an entry of the journal
  uint64_t until;            // seconds since 1970
  struct scr_hash result;    // payload of the Result event
  size_t columns_n;          // cells of each column
  uint64_t *columns[3];      // encrypted, paper, total
  char *uuid;                // of the election that takes this one's place
  size_t hashes_n;
  struct scr_hash *hashes;  // of first components (alpha in the record's spelling) of audited ballots
  struct scr_paper_count paper;
};
SCR_API void scr_act_free(struct scr_act *act);  // what it holds, not itself
// Reads an act's body, canonical JSON; `election` tells the number of cells. SCR_E_JSON_*, SCR_E_NUMBER, SCR_E_TEXT.
SCR_API SCR_MUST_USE enum scr_status scr_act_read(struct scr_act *act, const struct scr_election *election,
                                                  const char *bytes, size_t length);
SCR_API void scr_text_add_act(struct scr_text *text, const struct scr_election *election, const struct scr_act *act);

// An act with its signatures, as it stands in an entry, or waits for more of them as a file:
// {"act":{...},"signatures":[{"by":"officer","signature":"..."}]}
struct scr_signed_act {
  struct scr_act act;
  struct scr_text body;  // the act's exact bytes
  size_t signatures_n;
  struct scr_role_signature signatures[SCR_ACT_SIGNATURES_MAX];
};
SCR_API void scr_signed_act_free(struct scr_signed_act *act);
SCR_API SCR_MUST_USE enum scr_status scr_signed_act_read(struct scr_signed_act *act,
                                                         const struct scr_election *election, const char *bytes,
                                                         size_t length);
SCR_API void scr_text_add_signed_act(struct scr_text *text, const struct scr_signed_act *act);

// --- ballots that an entry point has let in ---

// {"ballot":"TRACKER","entry":"online","came":SLOT,"signature":"BASE64"}: what an entry point gives the board with a
// ballot. It signs "TRACKER ENTRY SLOT".
struct scr_acceptance {
  struct scr_hash ballot;               // the tracker
  uint64_t came;                        // slot
  struct scr_role_signature signature;  // by: the entry point
};
SCR_API SCR_MUST_USE enum scr_status scr_acceptance_read(struct scr_acceptance *acceptance, const char *bytes,
                                                         size_t length);
SCR_API void scr_text_add_acceptance(struct scr_text *text, const struct scr_acceptance *acceptance);
// The exact bytes that it signs, for signing and for checking.
SCR_API void scr_text_add_acceptance_statement(struct scr_text *text, const struct scr_election *election,
                                               const struct scr_hash *ballot, const char *entry, uint64_t came);

// --- entries ---

enum scr_entry_kind { SCR_ENTRY_EVENT, SCR_ENTRY_BALLOT, SCR_ENTRY_ACT };

// One entry, a line of canonical JSON without its line feed:
// {"slot":N,"event":"HEX","type":"Setup"}
// {"slot":N,"event":"HEX","type":"Ballot","ballot":"TRACKER","entry":"online","came":N,"signature":"BASE64"}
// {"slot":N,"act":{...},"signatures":[...]}
struct scr_entry {
  enum scr_entry_kind kind;
  uint64_t slot;
  struct scr_hash event;             // of EVENT and BALLOT
  enum scr_event_type type;          // of EVENT and BALLOT
  struct scr_acceptance acceptance;  // of BALLOT
  struct scr_signed_act act;         // of ACT
};
SCR_API void scr_entry_free(struct scr_entry *entry);  // what it holds, not itself
SCR_API SCR_MUST_USE enum scr_status scr_entry_read(struct scr_entry *entry, const struct scr_election *election,
                                                    const char *bytes, size_t length);
SCR_API void scr_text_add_entry(struct scr_text *text, const struct scr_entry *entry);

// --- rules ---

// What is looked at. One entry may be subject to several of these.
enum scr_rule {
  SCR_RULE_EVENTS,       // it is the entry of the archive's next event
  SCR_RULE_SLOTS,        // its time fits the entries before and the window
  SCR_RULE_POINTS,       // an entry point of the setup record has signed the ballot
  SCR_RULE_ACTS,         // an act is signed by those who may, and possible where it stands
  SCR_RULE_CREDENTIALS,  // nothing under a frozen or voided credential, or a spare that wasn't reissued
  SCR_RULE_AUDITED,      // nothing of an opened ballot is cast
  SCR_RULE_ORDER,        // methods closed, papers counted, close, tally, shares, result
  SCR_RULE_PAPER,        // counts of papers add up, in themselves and with what was voided
  SCR_RULE_DECLARED,     // what is declared is the sum
  SCR_RULES
};

// What was found about one entry: looked[rule] says whether the rule applied, status[rule] what came of it.
struct scr_rulings {
  bool looked[SCR_RULES];
  enum scr_status status[SCR_RULES];
};
// The first that isn't SCR_OK, in the order of the rules.
SCR_API enum scr_status scr_rulings_worst(const struct scr_rulings *rulings);

// What the archive says of the event that an entry is for.
struct scr_journal_event {
  enum scr_event_type type;
  struct scr_hash hash;
  bool has_payload;
  struct scr_hash payload;          // of a ballot its tracker
  size_t credential;                // of a ballot: position in the list, SIZE_MAX if unknown
  const struct scr_ballot *ballot;  // of a ballot, to look for audited components; NULL: that isn't looked at
  bool was_judged;                  // of a ballot without `ballot`: it holds no audited component, as was found before
  bool has_first;                   // of a ballot: `first` is known
  struct scr_hash first;            // of its first component, as acts of audits have it
  const uint64_t *votes;            // of the result, cells in the election's order; NULL if it could not be read
};

// Finds the first component in a ballot's bytes, whose form is fixed up to there.
SCR_API void scr_journal_event_look(struct scr_journal_event *event, const char *bytes, size_t length);

// Where a journal stands after the entries so far. The record, election and credentials are borrowed.
struct scr_journal;
SCR_API SCR_MUST_USE enum scr_status scr_journal_new(struct scr_journal **journal,
                                                     const struct scr_setup_record *record,
                                                     const struct scr_election *election,
                                                     const struct scr_credentials *credentials);
SCR_API void scr_journal_free(struct scr_journal *journal);
// Judges the next entry, and changes nothing. `event` is the archive's next event, NULL if it has none; it is looked at for
// entries of events and ballots. With trust_signatures, signatures are not verified: for entries that were before.
SCR_API void scr_journal_judge(struct scr_rulings *rulings, const struct scr_journal *journal,
                               const struct scr_entry *entry, const struct scr_journal_event *event,
                               bool trust_signatures);
// Takes the entry for the next one, whatever was found about it. SCR_E_MEMORY.
SCR_API SCR_MUST_USE enum scr_status scr_journal_take(struct scr_journal *journal, const struct scr_entry *entry,
                                                      const struct scr_journal_event *event);

SCR_API uint64_t scr_journal_size(const struct scr_journal *journal);  // entries
SCR_API uint64_t scr_journal_slot(const struct scr_journal *journal);  // of the last entry; 0 if there is none
// How many entries there were when the archive's ballots ended, and when the first partial decryption came; 0: not yet.
SCR_API uint64_t scr_journal_closed_at(const struct scr_journal *journal);
SCR_API uint64_t scr_journal_shares_at(const struct scr_journal *journal);

enum scr_credential_state { SCR_CREDENTIAL_FREE, SCR_CREDENTIAL_FROZEN, SCR_CREDENTIAL_VOIDED, SCR_CREDENTIAL_SPARE };
// What is known of a credential (position in the list): its state, whether it has a ballot, and by which entry point the last
// one came (index in the record; meaningless without one). A spare that was reissued is free.
struct scr_credential_view {
  enum scr_credential_state state;
  bool has_ballot;
  size_t entry_point;
};
SCR_API struct scr_credential_view scr_journal_credential(const struct scr_journal *journal, size_t position);
// Ballots that came by an entry point so far, and those of them that count.
SCR_API uint64_t scr_journal_ballots(const struct scr_journal *journal, size_t entry_point);
SCR_API uint64_t scr_journal_counted(const struct scr_journal *journal, size_t entry_point);
SCR_API bool scr_journal_method_closed(const struct scr_journal *journal, enum scr_method method);
// Whether credentials were voided for papers at an entry point, and these are not counted yet.
SCR_API bool scr_journal_count_is_due(const struct scr_journal *journal, size_t entry_point);
// The payload of the Result event, once there is one.
SCR_API struct scr_hash scr_journal_result(const struct scr_journal *journal);
// The votes of all paper counts so far, in the election's cells, and their voters (papers issued and not replaced).
SCR_API const uint64_t *scr_journal_paper_votes(const struct scr_journal *journal);
SCR_API uint64_t scr_journal_paper_voters(const struct scr_journal *journal);

// The slots of the entries around a cosigned checkpoint: of the last one that it spans, and of the first one after it.
struct scr_slots_around {
  uint64_t last, next;
};
#define SCR_SLOTS_AROUND_NONE \
  { 0, UINT64_MAX }  // where there is no such entry

// Whether the time of a cosignature on the first `size` entries fits: it lies between the entries around it. SCR_E_JOURNAL_COSIGNED
// if not; *at is the index of the entry that doesn't fit.
SCR_API SCR_MUST_USE enum scr_status scr_journal_check_time(uint64_t *at, const struct scr_setup_record *record,
                                                            uint64_t size, const struct scr_slots_around *around,
                                                            uint64_t cosigned_at);

SCR_C_END
#endif
