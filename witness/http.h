// SPDX-License-Identifier: Apache-2.0
// The witness as an HTTP server (C2SP tlog-witness): POST /add-checkpoint, GET /<SHA-256 of the origin>/checkpoint, and
// a page for people at /. Without TLS, which a proxy before it has.
#ifndef SCRUTINEER_WITNESS_HTTP_H
#define SCRUTINEER_WITNESS_HTTP_H

#include "witness/store.h"

#define WITNESS_CONNECTIONS_MAX 256             // at once
#define WITNESS_CONNECTIONS_PER_ADDRESS_MAX 64  // behind a proxy, all are the proxy's
#define WITNESS_IDLE_SECONDS 20                 // that a connection may be silent
#define WITNESS_REQUEST_SECONDS 30              // that a request may take to come in
#define WITNESS_THREADS 4

struct witness_server_options {
  const char *address;  // IPv4 or IPv6, in numbers
  uint16_t port;        // 0: any that is free
  const struct witness *witness;
  struct witness_database *database;
  // Told of each answer to add-checkpoint, by one thread at a time.
  void (*report)(void *context, const struct witness_answer *answer);
  void *context;
};

struct witness_server;

// Starts; everything that the options point to must outlive the server. SCR_E_TEXT if the address is none; SCR_E_IO
// with errno if it can't be listened on. Signals that end the program are the caller's.
SCR_MUST_USE enum scr_status witness_server_start(struct witness_server **server,
                                                  const struct witness_server_options *options);
uint16_t witness_server_port(const struct witness_server *server);
// Ends; a request whose answer was not sent yet may have been stored.
void witness_server_stop(struct witness_server *server);

#endif
