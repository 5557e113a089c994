// SPDX-License-Identifier: Apache-2.0
// The verifier's names, and its report as JSON (doc/report.md).
#include <inttypes.h>
#include <string.h>

#include "scrutineer/verify.h"

static const struct {
  const char *name;
  const char *sentence;
} checks[] = {
#define X(symbol, id, sentence) [symbol] = {id, sentence},
    SCR_CHECKS(X)
#undef X
};

const char *scr_check_name(enum scr_check_id id) {
  return checks[id].name;
}

const char *scr_check_sentence(enum scr_check_id id) {
  return checks[id].sentence;
}

const char *scr_check_state_name(enum scr_check_state state) {
  static const char *const names[] = {"NOT CHECKABLE", "PASS", "FAIL"};
  return names[state];
}

const char *scr_verdict_name(enum scr_verdict verdict) {
  static const char *const names[] = {"invalid", "valid", "incomplete", "cannot-check"};
  return names[verdict];
}

static void add_string(struct scr_text *text, const char *key, const char *value) {
  scr_text_add_format(text, "%s:", key);
  scr_text_add_json(text, value, strlen(value));
}

static void add_election(struct scr_text *text, const struct scr_election *election) {
  if (!election) {
    scr_text_add(text, "null");
    return;
  }
  add_string(text, "{\"uuid\"", election->uuid);
  add_string(text, ",\"fingerprint\"", election->fingerprint);
  add_string(text, ",\"name\"", election->name);
  add_string(text, ",\"group\"", scr_group_name(election->group));
  scr_text_add(text, "}");
}

static void add_votes(struct scr_text *text, const struct scr_election *election, const void *cells, size_t cell) {
  (void)election;
  scr_text_add_format(text, "%" PRIu64, ((const uint64_t *)cells)[cell]);
}

static void add_failure(struct scr_text *text, const struct scr_failure *failure) {
  char tracker[SCR_HASH_BASE64 + 1];
  add_string(text, "{\"reason\"", scr_status_id(failure->status));
  if (failure->has_event) scr_text_add_format(text, ",\"event\":%" PRIu64, failure->event);
  if (failure->ballot > 0) {
    scr_hash_base64(tracker, &failure->tracker);
    scr_text_add_format(text, ",\"ballot\":%" PRIu64 ",\"tracker\":\"%s\"", failure->ballot, tracker);
  }
  add_string(text, ",\"sentence\"", scr_status_sentence(failure->status));
  if (failure->detail[0]) add_string(text, ",\"detail\"", failure->detail);
  scr_text_add(text, "}");
}

static void add_check(struct scr_text *text, enum scr_check_id id, const struct scr_check *check) {
  add_string(text, "{\"id\"", scr_check_name(id));
  add_string(text, ",\"state\"", scr_check_state_name(check->state));
  scr_text_add_format(text, ",\"count\":%" PRIu64, check->count);
  add_string(text, ",\"sentence\"", scr_check_sentence(id));
  if (check->state == SCR_STATE_NOT_CHECKABLE) add_string(text, ",\"why\"", check->why);
  scr_text_add_format(text, ",\"failures\":%" PRIu64 ",\"first_failures\":[", check->failures_n);
  for (size_t i = 0; i < SCR_FAILURES_MAX && i < check->failures_n; i++) {
    if (i > 0) scr_text_add(text, ",");
    add_failure(text, &check->failures[i]);
  }
  scr_text_add(text, "]}");
}

static void add_numbers(struct scr_text *text, const struct scr_report *report) {
  scr_text_add_format(text, ",\"credentials\":{\"count\":%" PRIu64 ",\"weight\":%" PRIu64 "}", report->credentials,
                      report->total_weight);
  scr_text_add_format(text,
                      ",\"ballots\":{\"accepted\":%" PRIu64 ",\"counted\":%" PRIu64 ",\"superseded\":%" PRIu64
                      ",\"weight\":%" PRIu64 "}",
                      report->ballots_accepted, report->ballots_counted, report->ballots_superseded,
                      report->weight_counted);
  scr_text_add(text, ",\"result\":");
  if (report->votes)
    scr_text_add_nested(text, report->election, report->votes, add_votes);
  else
    scr_text_add(text, "null");
}

// What the journal adds; null where the election has none, or it is not here.
static void add_journal(struct scr_text *text, const struct scr_report *report) {
  const char *comma = "";
  scr_text_add(text, ",\"journal\":");
  if (!report->paper_votes) {
    scr_text_add(text, "null");
    return;
  }
  scr_text_add_format(text,
                      "{\"entries\":%" PRIu64 ",\"cosigned\":%" PRIu64 ",\"declared\":%s,\"paper_voters\":%" PRIu64
                      ",\"paper_votes\":",
                      report->entries, report->cosigned, report->declared ? "true" : "false", report->paper_voters);
  scr_text_add_nested(text, report->election, report->paper_votes, add_votes);
  scr_text_add(text, ",\"methods\":{");
  for (int i = 0; i < SCR_METHOD_COUNT; i++) {
    if (!report->method_votes[i]) continue;
    scr_text_add_format(text, "%s\"%s\":", comma, scr_method_name((enum scr_method)i));
    scr_text_add_nested(text, report->election, report->method_votes[i], add_votes);
    comma = ",";
  }
  scr_text_add(text, "}}");
}

static void add_relied(struct scr_text *text, const struct scr_report *report) {
  scr_text_add(text, ",\"relied_on\":[");
  for (size_t i = 0; i < report->relied_n; i++) {
    const struct scr_relied *relied = &report->relied[i];
    if (i > 0) scr_text_add(text, ",");
    if (relied->part.of > 0)
      scr_text_add_format(text, "{\"kind\":\"shard\",\"part\":%" PRIu64 ",\"of\":%" PRIu64, relied->part.number,
                          relied->part.of);
    else
      scr_text_add(text, "{\"kind\":\"state\"");
    scr_text_add_format(text, ",\"first\":%" PRIu64 ",\"end\":%" PRIu64 ",\"ballots\":%" PRIu64 ",\"failing\":%" PRIu64,
                        relied->first, relied->end, relied->ballots, relied->failing);
    if (relied->part.of == 0) scr_text_add_format(text, ",\"entries\":%" PRIu64, relied->entries);
    scr_text_add(text, "}");
  }
  scr_text_add(text, "]");
}

void scr_text_add_report(struct scr_text *text, const struct scr_report *report) {
  scr_text_add(text, "{\"schema\":\"scrutineer-report-1\"");
  add_string(text, ",\"verdict\"", scr_verdict_name(report->verdict));
  if (report->cause != SCR_OK) add_string(text, ",\"cause\"", scr_status_id(report->cause));
  if (report->cause != SCR_OK) add_string(text, ",\"cause_sentence\"", scr_status_sentence(report->cause));
  scr_text_add(text, ",\"election\":");
  add_election(text, report->election);
  add_string(text, ",\"phase\"", scr_phase_name(report->phase));
  scr_text_add_format(text, ",\"events\":%" PRIu64, report->events);
  add_string(text, ",\"trustees\"", report->trustees);
  add_numbers(text, report);
  add_journal(text, report);
  scr_text_add(text, ",\"checks\":[");
  for (int id = 0; id < SCR_CHECK_COUNT; id++) {
    if (id > 0) scr_text_add(text, ",");
    add_check(text, (enum scr_check_id)id, &report->checks[id]);
  }
  scr_text_add(text, "]");
  add_relied(text, report);
  scr_text_add(text, ",\"notes\":[");
  for (size_t i = 0; i < report->notes_n; i++) {
    if (i > 0) scr_text_add(text, ",");
    scr_text_add_json(text, report->notes[i], strlen(report->notes[i]));
  }
  scr_text_add(text, "]}");
}
