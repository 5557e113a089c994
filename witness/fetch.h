// SPDX-License-Identifier: Apache-2.0
// HTTP as a client that trusts nobody: several requests at once, each with a limit of time and of size; http and https alone,
// no redirects, nothing decoded. What comes back is public data, and hostile.
#ifndef SCRUTINEER_WITNESS_FETCH_H
#define SCRUTINEER_WITNESS_FETCH_H

#include "scrutineer/status.h"
#include "scrutineer/text.h"

#define FETCH_SECONDS_DEFAULT 10
#define FETCH_SECONDS_MAX 3600
#define FETCH_URL_MAX 2048          // bytes
#define FETCH_HEADERS_MAX 65536     // bytes of the answer's head
#define FETCH_CONTENT_TYPE_MAX 127  // bytes; a longer one is cut off
#define FETCH_PROBLEM_MAX 256

enum fetch_outcome {
  FETCH_ANSWERED,  // whatever the status is
  FETCH_FAILED,    // no connection, no such host, TLS, an answer that breaks off: `problem` says which
  FETCH_TIMEOUT,
  FETCH_TOO_LARGE
};

// One request. The caller sets what is to be sent; fetch_all sets the rest.
struct fetch {
  const char *url;
  const struct scr_text *body;  // posted; NULL: GET
  size_t limit;                 // of bytes of the answer's body
  // --- the answer ---
  enum fetch_outcome outcome;
  long status;  // of HTTP
  char content_type[FETCH_CONTENT_TYPE_MAX + 1];
  struct scr_text answer;
  char problem[FETCH_PROBLEM_MAX];
  size_t headers_n;  // bytes
};
void fetch_free(struct fetch *request);  // what the answer holds

// Whether it is an http or https URL with a host, without a user, a query, a fragment, spaces or control characters.
bool fetch_is_url(const char *url);
// Whether text begins as a URL does, good or bad: then it is no path of a file.
bool fetch_looks_like_url(const char *text);

// Sends all requests at once, and ends when each is answered or `milliseconds` have passed. SCR_E_MEMORY; what became of a
// request is in it. WIT-10.
SCR_MUST_USE enum scr_status fetch_all(struct fetch *requests, size_t count, long milliseconds);

#endif
