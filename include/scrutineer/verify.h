// SPDX-License-Identifier: Apache-2.0
// The verifier: everything that an archive must hold, checked from the archive alone, in one pass.
#ifndef SCRUTINEER_VERIFY_H
#define SCRUTINEER_VERIFY_H

#include "scrutineer/archive.h"
#include "scrutineer/claim.h"
#include "scrutineer/methods.h"
#include "scrutineer/tally.h"

SCR_C_BEGIN

// X(symbol, stable id, sentence that is true when the check passes)
// clang-format off
#define SCR_CHECKS(X)                                                                                                 \
  X(SCR_CHECK_ARCHIVE_FORM, "archive.form", "every byte of the file belongs to a record in its exact form")           \
  X(SCR_CHECK_ARCHIVE_HASHES, "archive.hashes", "every record has the hash that names it")                            \
  X(SCR_CHECK_ARCHIVE_RECORDS, "archive.records", "every record belongs to an event, in its place")                   \
  X(SCR_CHECK_CHAIN_LINKS, "chain.links", "every event follows the one before it")                                    \
  X(SCR_CHECK_CHAIN_PHASES, "chain.phases", "every event is legal in the phase that the election was in")             \
  X(SCR_CHECK_SETUP_ELECTION, "setup.election", "the election's questions and group are sound")                       \
  X(SCR_CHECK_SETUP_TRUSTEES, "setup.trustees", "every trustee proved possession of its key share")                   \
  X(SCR_CHECK_SETUP_KEY, "setup.key", "the election's key is the combination of the trustees' keys")                  \
  X(SCR_CHECK_SETUP_CREDENTIALS, "setup.credentials", "the credentials are distinct, and their weights sound")        \
  X(SCR_CHECK_BALLOTS_FORM, "ballots.form", "every ballot is well formed and belongs to this election")               \
  X(SCR_CHECK_BALLOTS_CREDENTIALS, "ballots.credentials", "every ballot was cast under a credential on the list")     \
  X(SCR_CHECK_BALLOTS_UNIQUE, "ballots.unique", "no ballot stands on the board twice")                                \
  X(SCR_CHECK_BALLOTS_SIGNATURES, "ballots.signatures", "every ballot is signed under its credential")                \
  X(SCR_CHECK_BALLOTS_PROOFS, "ballots.proofs", "every ballot is proved to hold a permitted vote")                    \
  X(SCR_CHECK_TALLY_COUNTS, "tally.counts", "the tally states the number and weight of the counted ballots")          \
  X(SCR_CHECK_TALLY_SUM, "tally.sum", "the encrypted tally is the sum of the last ballot of each credential")         \
  X(SCR_CHECK_DECRYPTIONS_OWNERS, "decryptions.owners", "every partial decryption is the one of one trustee")         \
  X(SCR_CHECK_DECRYPTIONS_PROOFS, "decryptions.proofs", "every partial decryption in use is proved correct")          \
  X(SCR_CHECK_RESULT_QUORUM, "result.quorum", "enough trustees took part in the decryption")                          \
  X(SCR_CHECK_RESULT_VALUES, "result.values", "the result is what the encrypted tally decrypts to")                   \
  X(SCR_CHECK_JOURNAL_RECORD, "journal.record", "the setup record is the one that the election names, and fits it")      \
  X(SCR_CHECK_JOURNAL_LOG, "journal.log", "the journal is the one that the board signed, and begins with all that witnesses cosigned") \
  X(SCR_CHECK_JOURNAL_ENTRIES, "journal.entries", "every entry of the journal is well formed")                           \
  X(SCR_CHECK_JOURNAL_EVENTS, "journal.events", "every event has exactly one entry in the journal, in order")            \
  X(SCR_CHECK_JOURNAL_TIMES, "journal.times", "times never decrease, and fit the voting window and the cosignatures")    \
  X(SCR_CHECK_JOURNAL_POINTS, "journal.entry-points", "every ballot is signed for by the entry point that it came by")   \
  X(SCR_CHECK_JOURNAL_ACTS, "journal.acts", "every official act is signed by those who may do it, and possible")         \
  X(SCR_CHECK_JOURNAL_CREDENTIALS, "journal.credentials", "no ballot under a frozen or voided credential or an unissued spare") \
  X(SCR_CHECK_JOURNAL_AUDITED, "journal.audited", "no ballot holds anything of one that was opened for an audit")        \
  X(SCR_CHECK_JOURNAL_ORDER, "journal.order", "methods closed, papers counted, close, tally, shares, result: in this order") \
  X(SCR_CHECK_JOURNAL_QUORUM, "journal.quorum", "a quorum of witnesses cosigned the close before any decryption")        \
  X(SCR_CHECK_JOURNAL_PAPER, "journal.paper", "papers add up, and with the ballots do not exceed the members")           \
  X(SCR_CHECK_JOURNAL_METHODS, "journal.methods", "the results by method are what each method's ballots decrypt to")     \
  X(SCR_CHECK_JOURNAL_DECLARED, "journal.declared", "the declared result is that of the ballots and the papers")
// clang-format on

enum scr_check_id {
#define X(symbol, id, sentence) symbol,
  SCR_CHECKS(X)
#undef X
      SCR_CHECK_COUNT
};
#define SCR_CHECK_JOURNAL_FIRST SCR_CHECK_JOURNAL_RECORD  // from here on, what an archive alone doesn't show

enum scr_check_state { SCR_STATE_NOT_CHECKABLE, SCR_STATE_PASS, SCR_STATE_FAIL };

enum scr_verdict { SCR_VERDICT_INVALID, SCR_VERDICT_VALID, SCR_VERDICT_INCOMPLETE, SCR_VERDICT_CANNOT_CHECK };

#define SCR_FAILURES_MAX 10  // kept for each check; all are counted
#define SCR_DETAIL_MAX 200
#define SCR_NOTES_MAX 32

// One thing that is wrong, and where.
struct scr_failure {
  enum scr_status status;
  bool has_event;
  uint64_t event;               // its place in the chain, from 0
  uint64_t ballot;              // its place among the ballots, from 1; 0 if it is not about one
  struct scr_hash tracker;      // of that ballot
  char detail[SCR_DETAIL_MAX];  // more, for people; may be empty
};

struct scr_check {
  enum scr_check_state state;
  uint64_t count;  // of things that were checked
  uint64_t failures_n;
  struct scr_failure failures[SCR_FAILURES_MAX];
  char why[SCR_DETAIL_MAX];  // why it could not be checked
  double seconds;            // that the work on it took, of all threads; not part of the JSON report
};

// A claim that a run relied on.
struct scr_relied {
  struct scr_part part;  // of a shard; 0 of 0 for a state
  uint64_t first, end;   // events
  uint64_t ballots;      // among them
  uint64_t failing;      // that were checked again, since the claim says that they don't hold
  uint64_t entries;      // of the journal, from its beginning, whose signatures a state stands for
};

struct scr_report {
  enum scr_verdict verdict;
  enum scr_status cause;  // of CANNOT_CHECK
  char cause_detail[SCR_DETAIL_MAX];
  enum scr_phase phase;
  uint64_t events;
  struct scr_election *election;  // NULL if it could not be read
  char trustees[SCR_DETAIL_MAX];  // "1 mandatory and 2 of 3"
  uint64_t credentials;
  uint64_t total_weight;
  uint64_t ballots_accepted, ballots_counted, ballots_superseded;
  uint64_t weight_counted;
  uint64_t *votes;                           // election->ciphertexts_n, NULL if there is no result
  bool has_journal;                          // the election names a setup record
  uint64_t entries;                          // of the journal
  uint64_t witnesses;                        // that the setup record names
  uint64_t minimum;                          // of counted ballots, for a decryption, that the setup record names
  uint64_t cosigned;                         // entries, from the first on, that a quorum of them cosigned
  uint64_t paper_voters;                     // who voted on paper
  uint64_t *paper_votes;                     // as votes; NULL without a journal
  bool declared;                             // the result was declared
  uint64_t *method_votes[SCR_METHOD_COUNT];  // of those whose results are published and hold; else NULL
  struct scr_check checks[SCR_CHECK_COUNT];
  size_t relied_n;
  struct scr_relied *relied;  // on what, instead of checking it in this run
  size_t notes_n;
  char notes[SCR_NOTES_MAX][SCR_DETAIL_MAX];  // what was accepted and is worth knowing
};

struct scr_verify_options {
  unsigned threads;     // 0: as many as there are processors
  const char *journal;  // the election's public folder, with its setup record and its journal; NULL: the archive alone
  // A setup record lies beside the archive without all of its journal, which can't be looked at; an election that doesn't name it
  // fails all the same (REC-13).
  bool journal_in_part;
  // Called now and then; bytes read of bytes in all, and ballots so far. May be NULL.
  void (*progress)(void *context, uint64_t bytes, uint64_t size, uint64_t ballots);
  void *context;
  // What is taken from earlier runs: a state, or shards in order (scr_shards_order), or nothing; never both. Borrowed while the session
  // lives. If the archive or the journal turns out to be another one, the verdict is cannot-check, with SCR_E_STATE_ARCHIVE,
  // SCR_E_STATE_JOURNAL or SCR_E_SHARD_ARCHIVE as its cause, and nothing is said about the evidence.
  const struct scr_state *state;
  const struct scr_claim *shards;
  size_t shards_n;
  // To make a shard: only this part's ballots are checked, and nothing after them. 0 of 0 for all; else 1 <= number <= of <=
  // SCR_SHARDS_MAX, without state, shards and journal. Anything else is the caller's bug: an assertion.
  struct scr_part part;
};

SCR_API const char *scr_check_name(enum scr_check_id id);  // "ballots.proofs"
SCR_API const char *scr_check_sentence(enum scr_check_id id);
SCR_API const char *scr_check_state_name(enum scr_check_state state);  // "PASS", "FAIL", "NOT CHECKABLE"
SCR_API const char *scr_verdict_name(enum scr_verdict verdict);  // "valid", "invalid", "incomplete", "cannot-check"

// Verifies an archive. The report is made even where nothing could be checked; only want of memory for the report itself
// gives a status other than SCR_OK. The caller releases it.
SCR_API SCR_MUST_USE enum scr_status scr_verify(struct scr_report **report, const char *path,
                                                const struct scr_verify_options *options);
SCR_API void scr_report_free(struct scr_report *report);

// The report as one JSON document (doc/report.md), the same bytes for the same archive.
SCR_API void scr_text_add_report(struct scr_text *text, const struct scr_report *report);

// What a verifier knows of a board that it went through: for the programs that go on from there (a trustee's tool, the
// writer). Borrowed; lives as long as the session.
struct scr_session;
SCR_API SCR_MUST_USE enum scr_status scr_session_new(struct scr_session **session, const char *path,
                                                     const struct scr_verify_options *options);
SCR_API void scr_session_free(struct scr_session *session);
SCR_API const struct scr_report *scr_session_report(const struct scr_session *session);
SCR_API const struct scr_trustees *scr_session_trustees(const struct scr_session *session);
SCR_API const struct scr_credentials *scr_session_credentials(const struct scr_session *session);
SCR_API const struct scr_key *scr_session_key(const struct scr_session *session);
// The tally recomputed from the counted ballots, and what the board has for each trustee (owner - 1; NULL if absent or
// refused).
SCR_API const struct scr_tally *scr_session_tally(const struct scr_session *session);
// The sum of the ballots that came by a method whose result is due (scr_methods_due), once there is a tally; else NULL.
SCR_API const struct scr_tally *scr_session_method_tally(const struct scr_session *session, enum scr_method method);
// What later runs may rely on. A state, after a whole run that found nothing wrong; SCR_E_STATE_ARCHIVE: there was something
// wrong. A shard, after a run of a part; SCR_E_SHARD_ARCHIVE: the archive can't be read to its end, a record doesn't have its hash
// or place, or the setup is not sound; SCR_E_LIMIT: too many ballots don't hold (SCR_SHARD_FAILING_MAX).
SCR_API SCR_MUST_USE enum scr_status scr_session_state(struct scr_state *state, const struct scr_session *session);
SCR_API SCR_MUST_USE enum scr_status scr_session_shard(struct scr_claim *claim, const struct scr_session *session);
SCR_API struct scr_partial_decryption *const *scr_session_decryptions(const struct scr_session *session);

SCR_C_END
#endif
