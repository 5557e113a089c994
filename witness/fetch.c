// SPDX-License-Identifier: Apache-2.0
// HTTP as a client, over libcurl.
#include "witness/fetch.h"

#include <assert.h>
#include <curl/curl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

void fetch_free(struct fetch *request) {
  scr_text_free(&request->answer);
}

// --- URLs ---

bool fetch_looks_like_url(const char *text) {
  size_t scheme = strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+.-");
  return scheme > 0 && strncmp(text + scheme, "://", 3) == 0;
}

bool fetch_is_url(const char *url) {
  size_t scheme = strncasecmp(url, "http://", 7) == 0 ? 7 : strncasecmp(url, "https://", 8) == 0 ? 8 : 0;
  size_t length = strlen(url);
  if (scheme == 0 || length > FETCH_URL_MAX || strchr("/:", url[scheme]) != NULL) return false;
  for (size_t i = 0; i < length; i++)
    if ((unsigned char)url[i] <= ' ' || (unsigned char)url[i] >= 0x7f || strchr("@?#\\\"<>", url[i])) return false;
  return true;
}

// --- one request ---

// Returning less than was given ends the transfer.
static size_t take_body(char *bytes, size_t size, size_t count, void *context) {
  struct fetch *request = context;
  size_t length = size * count;
  if (length > request->limit - request->answer.length) {
    request->outcome = FETCH_TOO_LARGE;
    return 0;
  }
  scr_text_add_bytes(&request->answer, bytes, length);
  return scr_text_ok(&request->answer) == SCR_OK ? length : 0;
}

// A head without end is as large as a body without end.
static size_t take_header(char *bytes, size_t size, size_t count, void *context) {
  struct fetch *request = context;
  size_t length = size * count;
  (void)bytes;
  request->headers_n += length;
  if (request->headers_n <= FETCH_HEADERS_MAX) return length;
  request->outcome = FETCH_TOO_LARGE;
  return 0;
}

#define SET(option, value) \
  if (curl_easy_setopt(handle, option, value) != CURLE_OK) return false

// What a stranger's answer may make this side do: nothing.
static bool set_limits(CURL *handle, long milliseconds) {
  SET(CURLOPT_PROTOCOLS_STR, "http,https");
  SET(CURLOPT_FOLLOWLOCATION, 0L);
  SET(CURLOPT_HTTP_CONTENT_DECODING, 0L);
  SET(CURLOPT_NOSIGNAL, 1L);
  SET(CURLOPT_TIMEOUT_MS, milliseconds);
  SET(CURLOPT_CONNECTTIMEOUT_MS, milliseconds);
  SET(CURLOPT_SSL_VERIFYPEER, 1L);
  SET(CURLOPT_SSL_VERIFYHOST, 2L);
  SET(CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
  return true;
}

static bool set_request(CURL *handle, struct fetch *request) {
  SET(CURLOPT_URL, request->url);
  SET(CURLOPT_PRIVATE, request);
  SET(CURLOPT_ERRORBUFFER, request->problem);
  SET(CURLOPT_USERAGENT, "scrutineer/" SCRUTINEER_VERSION);
  SET(CURLOPT_WRITEFUNCTION, take_body);
  SET(CURLOPT_WRITEDATA, request);
  SET(CURLOPT_HEADERFUNCTION, take_header);
  SET(CURLOPT_HEADERDATA, request);
  if (!request->body) return true;
  SET(CURLOPT_POST, 1L);
  SET(CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->body->length);
  SET(CURLOPT_POSTFIELDS, request->body->bytes);
  return true;
}

// The answers of witnesses are texts, and so are their questions; and nobody waits for "100 Continue".
static struct curl_slist *make_headers(void) {
  struct curl_slist *list = curl_slist_append(NULL, "Content-Type: text/plain; charset=utf-8");
  struct curl_slist *longer = list ? curl_slist_append(list, "Expect:") : NULL;
  if (!longer) curl_slist_free_all(list);
  return longer;
}

static void note_answer(struct fetch *request, CURL *handle, CURLcode code) {
  char *type = NULL;
  (void)curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &request->status);
  (void)curl_easy_getinfo(handle, CURLINFO_CONTENT_TYPE, &type);
  (void)snprintf(request->content_type, sizeof request->content_type, "%s", type ? type : "");
  if (code == CURLE_OK)
    request->outcome = FETCH_ANSWERED;
  else if (code == CURLE_OPERATION_TIMEDOUT)
    request->outcome = FETCH_TIMEOUT;
  if (code != CURLE_OK && !request->problem[0])
    (void)snprintf(request->problem, sizeof request->problem, "%s", curl_easy_strerror(code));
}

// --- all requests ---

static CURL *make_handle(CURLM *multi, struct curl_slist *headers, struct fetch *request, long milliseconds) {
  CURL *handle = curl_easy_init();
  if (handle && set_limits(handle, milliseconds) && set_request(handle, request) &&
      (!request->body || curl_easy_setopt(handle, CURLOPT_HTTPHEADER, headers) == CURLE_OK) &&
      curl_multi_add_handle(multi, handle) == CURLM_OK)
    return handle;
  if (handle) curl_easy_cleanup(handle);
  return NULL;
}

static void take_results(CURLM *multi) {
  int left;
  for (CURLMsg *told = curl_multi_info_read(multi, &left); told; told = curl_multi_info_read(multi, &left)) {
    struct fetch *request = NULL;
    if (told->msg != CURLMSG_DONE) continue;
    (void)curl_easy_getinfo(told->easy_handle, CURLINFO_PRIVATE, (char **)&request);
    note_answer(request, told->easy_handle, told->data.result);
  }
}

// Each request has its own end: libcurl's timeout for it.
static enum scr_status run(CURLM *multi) {
  int running = 1;
  while (running > 0) {
    if (curl_multi_perform(multi, &running) != CURLM_OK) return SCR_E_MEMORY;
    take_results(multi);
    if (running > 0 && curl_multi_poll(multi, NULL, 0, 1000, NULL) != CURLM_OK) return SCR_E_MEMORY;
  }
  return SCR_OK;
}

static void forget_answer(struct fetch *request) {
  scr_text_free(&request->answer);
  request->outcome = FETCH_FAILED;
  request->status = 0;
  request->headers_n = 0;
  request->content_type[0] = request->problem[0] = '\0';
}

static void set_up_library(void) {
  if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) abort();
}

static enum scr_status send_all(CURL **handles, struct fetch *requests, size_t count, long milliseconds) {
  struct curl_slist *headers = make_headers();
  CURLM *multi = headers ? curl_multi_init() : NULL;
  enum scr_status status = multi ? SCR_OK : SCR_E_MEMORY;
  for (size_t i = 0; i < count && status == SCR_OK; i++) {
    handles[i] = make_handle(multi, headers, &requests[i], milliseconds);
    if (!handles[i]) status = SCR_E_MEMORY;
  }
  if (status == SCR_OK) status = run(multi);
  for (size_t i = 0; i < count; i++) {
    if (!handles[i]) continue;
    (void)curl_multi_remove_handle(multi, handles[i]);
    curl_easy_cleanup(handles[i]);
  }
  if (multi) (void)curl_multi_cleanup(multi);
  curl_slist_free_all(headers);
  return status;
}

enum scr_status fetch_all(struct fetch *requests, size_t count, long milliseconds) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  assert(milliseconds > 0);
  (void)pthread_once(&once, set_up_library);
  for (size_t i = 0; i < count; i++) forget_answer(&requests[i]);
  if (count == 0) return SCR_OK;
  CURL **handles = calloc(count, sizeof(CURL *));
  if (!handles) return SCR_E_MEMORY;
  enum scr_status status = send_all(handles, requests, count, milliseconds);
  free(handles);
  return status;
}
