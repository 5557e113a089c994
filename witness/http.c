// SPDX-License-Identifier: Apache-2.0
// The witness as a server. Whoever connects is unknown: each has a small, limited share of memory and time, and nothing
// that was received is sent back. WIT-9.
#include "witness/http.h"

#include <arpa/inet.h>
#include <errno.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define DISCARDED_MAX (1 << 20)  // bytes that are read over, so that the client hears why it is refused
#define CONNECTION_MEMORY 16384  // bytes of a request's head

struct witness_server {
  struct witness_server_options options;
  struct witness_store store;
  struct MHD_Daemon *daemon;
  pthread_mutex_t reporting;
};

// A request while it comes in.
struct incoming {
  struct scr_text body;
  size_t received;
  time_t begun;
};

static time_t now(void) {
  struct timespec time;
  (void)clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec;
}

// --- pages ---

static void add_log(void *context, const struct witness_log *log, bool cosigned) {
  struct scr_text *page = context;
  struct scr_hash hash;
  char hex[SCR_HASH_HEX + 1];
  scr_hash(&hash, log->origin, strlen(log->origin));
  scr_hash_hex(hex, &hash);
  scr_text_add_format(page, "\n%s\n  key  ", log->origin);
  scr_text_add_note_key(page, &log->key);
  if (cosigned)
    scr_text_add_format(page, "\n  size %llu, /%s/checkpoint\n", (unsigned long long)log->size, hex);
  else
    scr_text_add(page, "\n  nothing cosigned yet\n");
}

static void answer_page(struct witness_answer *answer, const struct witness_server *server) {
  struct scr_text *page = &answer->body;
  const struct scr_note_key *key = &server->options.witness->key;
  answer->status = WITNESS_OK;
  answer->content_type = WITNESS_TEXT;
  scr_text_add_format(page, "%s\n\nA witness of logs (https://c2sp.org/tlog-witness). Its key:\n\n", key->name);
  scr_text_add_note_key(page, key);
  scr_text_add(page, "\n\nThe logs that it watches:\n");
  if (witness_database_each(server->options.database, add_log, page) != SCR_OK)
    witness_answer_with(answer, WITNESS_UNAVAILABLE);
}

// /<hex>/checkpoint. WIT-8.
static bool is_checkpoint(struct scr_hash *hash, const char *url) {
  return url[0] == '/' && strlen(url) == 1 + SCR_HASH_HEX + strlen("/checkpoint") &&
         scr_hash_from_hex(hash, url + 1, SCR_HASH_HEX) == SCR_OK && strcmp(url + 1 + SCR_HASH_HEX, "/checkpoint") == 0;
}

static void answer_checkpoint(struct witness_answer *answer, const struct witness_server *server,
                              const struct scr_hash *hash) {
  bool found = false;
  answer->status = WITNESS_OK;
  answer->content_type = WITNESS_TEXT;
  if (witness_database_checkpoint(&answer->body, &found, server->options.database, hash) != SCR_OK)
    witness_answer_with(answer, WITNESS_UNAVAILABLE);
  else if (!found)
    witness_answer_with(answer, WITNESS_UNKNOWN);
}

// --- routes ---

static void answer_add(struct witness_answer *answer, struct witness_server *server, const struct incoming *incoming) {
  if (incoming->received > WITNESS_BODY_MAX)
    witness_answer_with(answer, WITNESS_TOO_LARGE);
  else if (scr_text_ok(&incoming->body) != SCR_OK)
    witness_answer_with(answer, WITNESS_UNAVAILABLE);
  else
    witness_add_checkpoint(answer, server->options.witness, &server->store, (uint64_t)time(NULL),
                           incoming->received ? incoming->body.bytes : "", incoming->received);
  (void)pthread_mutex_lock(&server->reporting);
  server->options.report(server->options.context, answer);
  (void)pthread_mutex_unlock(&server->reporting);
}

// *allowed is set where the method is not.
static void route(struct witness_answer *answer, const char **allowed, struct witness_server *server,
                  const struct incoming *incoming, const char *url, const char *method) {
  bool post = strcmp(method, MHD_HTTP_METHOD_POST) == 0;
  bool get = strcmp(method, MHD_HTTP_METHOD_GET) == 0 || strcmp(method, MHD_HTTP_METHOD_HEAD) == 0;
  bool add = strcmp(url, "/add-checkpoint") == 0, page = strcmp(url, "/") == 0;
  struct scr_hash hash;
  bool checkpoint = is_checkpoint(&hash, url);
  if (!add && !page && !checkpoint) {
    witness_answer_with(answer, WITNESS_UNKNOWN);
  } else if (add ? !post : !get) {
    *allowed = add ? MHD_HTTP_METHOD_POST : "GET, HEAD";
    witness_answer_with(answer, WITNESS_METHOD);
  } else if (add) {
    answer_add(answer, server, incoming);
  } else if (page) {
    answer_page(answer, server);
  } else {
    answer_checkpoint(answer, server, &hash);
  }
}

// --- connections ---

static enum MHD_Result send_answer(struct MHD_Connection *connection, const struct witness_answer *answer,
                                   const char *allowed) {
  bool whole = scr_text_ok(&answer->body) == SCR_OK;
  struct MHD_Response *response = MHD_create_response_from_buffer(
      whole ? answer->body.length : 0, whole ? answer->body.bytes : NULL, MHD_RESPMEM_MUST_COPY);
  if (!response) return MHD_NO;
  unsigned status = whole ? answer->status : WITNESS_UNAVAILABLE;
  bool headed = MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, answer->content_type) == MHD_YES &&
                MHD_add_response_header(response, "X-Content-Type-Options", "nosniff") == MHD_YES;
  if (allowed) headed = headed && MHD_add_response_header(response, MHD_HTTP_HEADER_ALLOW, allowed) == MHD_YES;
  if (status == WITNESS_UNAVAILABLE)
    headed = headed && MHD_add_response_header(response, MHD_HTTP_HEADER_RETRY_AFTER, "5") == MHD_YES;
  enum MHD_Result sent = headed ? MHD_queue_response(connection, status, response) : MHD_NO;
  MHD_destroy_response(response);
  return sent;
}

// False if the connection is to be closed.
static bool receive(struct incoming *incoming, const char *bytes, size_t length) {
  if (now() - incoming->begun > WITNESS_REQUEST_SECONDS) return false;
  incoming->received += length;
  if (incoming->received <= WITNESS_BODY_MAX) scr_text_add_bytes(&incoming->body, bytes, length);
  return incoming->received <= DISCARDED_MAX;
}

// Called first with the head alone, then with each piece of the body, then once more.
static enum MHD_Result handle(void *context, struct MHD_Connection *connection, const char *url, const char *method,
                              const char *version, const char *bytes, size_t *length, void **state) {
  struct incoming *incoming = *state;
  const char *allowed = NULL;
  (void)version;
  if (!incoming) {
    incoming = calloc(1, sizeof *incoming);
    if (!incoming) return MHD_NO;
    incoming->begun = now();
    *state = incoming;
    return MHD_YES;
  }
  if (*length > 0) {
    bool going = receive(incoming, bytes, *length);
    *length = 0;
    return going ? MHD_YES : MHD_NO;
  }
  struct witness_answer answer = {.content_type = WITNESS_TEXT};
  route(&answer, &allowed, context, incoming, url, method);
  enum MHD_Result sent = send_answer(connection, &answer, allowed);
  witness_answer_free(&answer);
  return sent;
}

static void forget(void *context, struct MHD_Connection *connection, void **state,
                   enum MHD_RequestTerminationCode why) {
  struct incoming *incoming = *state;
  (void)context, (void)connection, (void)why;
  if (incoming) scr_text_free(&incoming->body);
  free(incoming);
  *state = NULL;
}

// The library's own messages have parts of requests in them.
static void say_nothing(void *context, const char *format, va_list arguments) {
  (void)context, (void)format, (void)arguments;
}

// --- starting and stopping ---

union address {
  struct sockaddr any;
  struct sockaddr_in v4;
  struct sockaddr_in6 v6;
};

static bool read_address(union address *address, const char *text, uint16_t port) {
  memset(address, 0, sizeof *address);
  if (inet_pton(AF_INET, text, &address->v4.sin_addr) == 1) {
    address->v4.sin_family = AF_INET;
    address->v4.sin_port = htons(port);
    return true;
  }
  if (inet_pton(AF_INET6, text, &address->v6.sin6_addr) != 1) return false;
  address->v6.sin6_family = AF_INET6;
  address->v6.sin6_port = htons(port);
  return true;
}

enum scr_status witness_server_start(struct witness_server **out, const struct witness_server_options *options) {
  union address address;
  if (!read_address(&address, options->address, options->port)) return SCR_E_TEXT;
  struct witness_server *server = calloc(1, sizeof *server);
  if (!server) return SCR_E_MEMORY;
  server->options = *options;
  server->store = witness_database_store(options->database);
  (void)pthread_mutex_init(&server->reporting, NULL);
  unsigned flags = MHD_USE_AUTO_INTERNAL_THREAD | MHD_USE_ERROR_LOG;
  if (address.any.sa_family == AF_INET6) flags |= MHD_USE_IPv6;
  errno = 0;
  server->daemon = MHD_start_daemon(
      flags, options->port, NULL, NULL, handle, server, MHD_OPTION_EXTERNAL_LOGGER, say_nothing, NULL,
      MHD_OPTION_SOCK_ADDR, &address.any, MHD_OPTION_THREAD_POOL_SIZE, (unsigned)WITNESS_THREADS,
      MHD_OPTION_CONNECTION_LIMIT, (unsigned)WITNESS_CONNECTIONS_MAX, MHD_OPTION_PER_IP_CONNECTION_LIMIT,
      (unsigned)WITNESS_CONNECTIONS_PER_ADDRESS_MAX, MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)WITNESS_IDLE_SECONDS,
      MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_MEMORY, MHD_OPTION_NOTIFY_COMPLETED, forget, NULL,
      MHD_OPTION_END);
  if (server->daemon) {
    *out = server;
    return SCR_OK;
  }
  int error = errno;
  witness_server_stop(server);
  errno = error;
  return SCR_E_IO;
}

uint16_t witness_server_port(const struct witness_server *server) {
  const union MHD_DaemonInfo *info = MHD_get_daemon_info(server->daemon, MHD_DAEMON_INFO_BIND_PORT);
  return info ? info->port : server->options.port;
}

void witness_server_stop(struct witness_server *server) {
  if (!server) return;
  if (server->daemon) MHD_stop_daemon(server->daemon);
  (void)pthread_mutex_destroy(&server->reporting);
  free(server);
}
