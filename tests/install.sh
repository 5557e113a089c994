#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# What is installed is enough: a stranger's program is built from it with pkg-config alone, and verifies a board.
set -euo pipefail
root=$(cd "$1" && pwd) bin=$(cd "$2" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cmake --install "$(dirname "$bin")" --prefix "$work/usr" >"$work/log" 2>&1 || { cat "$work/log"; exit 1; }
[ -x "$work/usr/bin/scrutineer" ] || { echo "scrutineer is not installed" >&2; exit 1; }
"$work/usr/bin/scrutineer-verify" "$root/tests/fixtures/ed-smoke.bel" >/dev/null
! compgen -G "$work/usr/bin/*damage*" >/dev/null || { echo "a test program is installed" >&2; exit 1; }
cat >"$work/stranger.c" <<'C'
#include <scrutineer/secret.h>
#include <scrutineer/verify.h>
int main(int argc, char **argv) {
  struct scr_report *report;
  struct scr_secret_scalar secret;
  if (argc != 2 || scr_verify(&report, argv[1], NULL) != SCR_OK) return 2;
  if (scr_secret_scalar_random(&secret, report->election->group) != SCR_OK) return 2;
  scr_secret_scalar_wipe(&secret);
  int code = report->verdict == SCR_VERDICT_VALID ? 0 : 1;
  scr_report_free(report);
  return code;
}
C
PKG_CONFIG_PATH=$(dirname "$(find "$work/usr" -name scrutineer.pc)")
export PKG_CONFIG_PATH
sanitizers=$(sed -n 's/^CMAKE_C_FLAGS:STRING=//p' "$(dirname "$bin")/CMakeCache.txt")
# shellcheck disable=SC2046,SC2086  # words, all of them
cc -std=c11 -Wall -Werror $sanitizers -o "$work/stranger" "$work/stranger.c" \
  $(pkg-config --cflags --libs scrutineer_secret scrutineer) -pthread
"$work/stranger" "$root/tests/fixtures/ed-smoke.bel"
echo "what is installed is enough"
