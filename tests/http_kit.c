// SPDX-License-Identifier: Apache-2.0
// HTTP servers for follow.sh: one that serves a folder, and some that no client should trust. Prints its address; with each
// request a line with its first line; ends with SIGTERM.
//   http-kit files FOLDER    a file for each GET, or 404
//   http-kit answer FILE     the file's bytes, head and all, for every request
//   http-kit endless FILE    the file's bytes, and then more without end
//   http-kit drip FILE       the file's bytes, one each 200 milliseconds
//   http-kit silent          nothing
#include <arpa/inet.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static void die(const char *what) {
  perror(what);
  exit(1);
}

static int listen_anywhere(void) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
  socklen_t length = sizeof address;
  int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (listener < 0 || bind(listener, (struct sockaddr *)&address, length) != 0 || listen(listener, 64) != 0 ||
      getsockname(listener, (struct sockaddr *)&address, &length) != 0)
    die("listen");
  (void)printf("http://127.0.0.1:%d/\n", (int)ntohs(address.sin_port));
  (void)fflush(stdout);
  return listener;
}

// Sends all; the process ends where the client has had enough.
static void put(int client, const char *bytes, size_t length) {
  while (length > 0) {
    ssize_t count = send(client, bytes, length, MSG_NOSIGNAL);
    if (count <= 0) exit(0);
    bytes += count;
    length -= (size_t)count;
  }
}

// The head, and of the body what comes with it and what is announced.
static void read_request(int client, char *head, size_t size) {
  static char request[200000];
  size_t length = 0, wanted = 0;
  while (length < sizeof request - 1) {
    ssize_t count = recv(client, request + length, sizeof request - 1 - length, 0);
    if (count <= 0) exit(0);
    length += (size_t)count;
    request[length] = '\0';
    const char *end = strstr(request, "\r\n\r\n"), *announced = strcasestr(request, "content-length:");
    if (!end) continue;
    if (announced && announced < end) wanted = strtoul(announced + 15, NULL, 10);
    if (length >= (size_t)(end + 4 - request) + wanted) break;
  }
  (void)snprintf(head, size, "%.*s", (int)strcspn(request, "\r\n"), request);
}

static size_t load(char *bytes, size_t size, const char *path) {
  FILE *stream = fopen(path, "rbe");
  if (!stream) return 0;
  size_t length = fread(bytes, 1, size, stream);
  (void)fclose(stream);
  return length;
}

static char content[20000000];

static void serve_file(int client, const char *folder, const char *head) {
  char path[4096], name[2048] = "", answer[256];
  size_t length = 0;
  if (sscanf(head, "GET /%2047s", name) == 1 && !strstr(name, "..")) {
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    length = load(content, sizeof content, path);
  }
  (void)snprintf(answer, sizeof answer, "HTTP/1.1 %s\r\nContent-Length: %zu\r\nConnection: close\r\n\r\n",
                 length ? "200 OK" : "404 Not Found", length);
  put(client, answer, strlen(answer));
  put(client, content, length);
}

static void drip(int client, size_t length) {
  const struct timespec pause = {0, 200000000};
  for (size_t i = 0; i < length; i++) {
    put(client, content + i, 1);
    (void)nanosleep(&pause, NULL);
  }
}

static void serve(int client, const char *how, const char *what) {
  char head[4096];
  read_request(client, head, sizeof head);
  (void)printf("%s\n", head);
  (void)fflush(stdout);
  if (strcmp(how, "files") == 0) {
    serve_file(client, what, head);
    return;
  }
  size_t length = strcmp(how, "silent") == 0 ? 0 : load(content, sizeof content, what);
  if (strcmp(how, "silent") == 0) (void)pause();
  if (strcmp(how, "drip") == 0) drip(client, length);
  if (strcmp(how, "answer") == 0 || strcmp(how, "endless") == 0) put(client, content, length);
  memset(content, 'x', 65536);
  while (strcmp(how, "endless") == 0) put(client, content, 65536);
}

int main(int argc, char **argv) {
  if (argc < 2) return 2;
  int listener = listen_anywhere();
  (void)signal(SIGCHLD, SIG_IGN);
  for (;;) {
    int client = accept(listener, NULL, NULL);
    if (client < 0) continue;
    pid_t child = fork();
    if (child == 0) {
      (void)close(listener);
      (void)prctl(PR_SET_PDEATHSIG, SIGKILL);  // none outlives the server
      serve(client, argv[1], argc > 2 ? argv[2] : "");
      (void)shutdown(client, SHUT_WR);
      _exit(0);
    }
    (void)close(client);
  }
}
