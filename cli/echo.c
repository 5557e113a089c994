// SPDX-License-Identifier: Apache-2.0
// The terminal without echo, and its restoration when a signal ends the program.
#include "cli/echo.h"

#include <signal.h>
#include <termios.h>
#include <unistd.h>

static const int ending[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};
#define ENDING_N (sizeof ending / sizeof *ending)

static struct termios before;  // set before any handler is
static struct sigaction earlier[ENDING_N];

// tcsetattr, signal and raise may be called here (POSIX, async-signal-safe functions). The signal is blocked until the
// handler returns, and then ends the program as it would have.
static void restore_and_end(int signal_number) {
  (void)tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
  (void)signal(signal_number, SIG_DFL);
  (void)raise(signal_number);
}

// SEC-6. What was ignored stays ignored.
bool echo_off(void) {
  if (!isatty(STDIN_FILENO) || tcgetattr(STDIN_FILENO, &before) != 0) return false;
  struct sigaction action = {.sa_handler = restore_and_end};
  (void)sigemptyset(&action.sa_mask);
  for (size_t i = 0; i < ENDING_N; i++) {
    (void)sigaction(ending[i], NULL, &earlier[i]);
    if (earlier[i].sa_handler != SIG_IGN) (void)sigaction(ending[i], &action, NULL);
  }
  struct termios silent = before;
  silent.c_lflag &= ~(tcflag_t)ECHO;
  (void)tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
  return true;
}

void echo_on(void) {
  (void)tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
  for (size_t i = 0; i < ENDING_N; i++) (void)sigaction(ending[i], &earlier[i], NULL);
}
