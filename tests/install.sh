#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# What is installed is enough: a stranger's program is built from it with pkg-config alone, in C and in C++, and verifies a board.
# And the verifier alone is built where no library is found but its own.
set -euo pipefail
root=$(cd "$1" && pwd) bin=$(cd "$2" && pwd)
board=$root/tests/fixtures/ed-smoke.bel
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
quietly() { "$@" >"$work/log" 2>&1 || { cat "$work/log"; exit 1; }; }
quietly cmake --install "$(dirname "$bin")" --prefix "$work/usr"
[ -x "$work/usr/bin/scrutineer" ] || { echo "scrutineer is not installed" >&2; exit 1; }
"$work/usr/bin/scrutineer-verify" "$board" >/dev/null
! compgen -G "$work/usr/bin/*damage*" >/dev/null || { echo "a test program is installed" >&2; exit 1; }
cat >"$work/stranger.c" <<'C'
#include <scrutineer/secret.h>
#include <scrutineer/verify.h>
int queue_new(void) { return 0; }  // names that ours have among themselves
int utf8_next(void) { return 0; }
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
cached() { sed -n "s/^$1:[A-Z]*=//p" "$(dirname "$bin")/CMakeCache.txt"; }
stranger() { # COMPILER WORDS...
  # shellcheck disable=SC2046  # words, all of them
  "$@" -Wall -Werror $(cached CMAKE_C_FLAGS) -o "$work/stranger" \
    $(PKG_CONFIG_PATH=$(dirname "$(find "$work/usr" -name scrutineer.pc)") pkg-config --cflags --libs scrutineer_secret scrutineer) -pthread
  "$work/stranger" "$board"
}
compiler=$(cached CMAKE_C_COMPILER) cxx=g++
case $compiler in *clang*) cxx=clang++ ;; esac
stranger "$compiler" -std=c11 "$work/stranger.c"
if command -v "$cxx" >/dev/null; then
  headers=("$work"/usr/include/scrutineer/*.h)
  { printf '#include <scrutineer/%s>\n' "${headers[@]##*/}"; cat "$work/stranger.c"; } >"$work/stranger.cc"
  stranger "$cxx" -std=c++11 "$work/stranger.cc"
else
  echo "left out: no C++ compiler" >&2
fi

# The verifier alone; and that the other libraries are hidden then is shown by all of it, which can't be configured.
mkdir "$work/pc"
for module in gmp libcrypto libsodium jansson; do
  cp "$(pkg-config --variable=pcfiledir "$module")/$module.pc" "$work/pc"
done
configure=(env PKG_CONFIG_PATH='' PKG_CONFIG_LIBDIR="$work/pc" cmake -S "$root" -B "$work/build" -G "$(cached CMAKE_GENERATOR)")
if "${configure[@]}" >"$work/log" 2>&1; then
  echo "everything is configured without its libraries: this test hides none" >&2
  exit 1
fi
rm -r "$work/build"
quietly "${configure[@]}" -DSCRUTINEER_VERIFIER_ONLY=ON
quietly cmake --build "$work/build"
quietly cmake --install "$work/build" --prefix "$work/verifier"
"$work/verifier/bin/scrutineer-verify" "$board" >/dev/null
if find "$work/verifier" -type f | grep -E 'secret|ceremony|bin/scrutineer$|libscrutineer_'; then
  echo "more than the verifier is installed" >&2
  exit 1
fi
echo "what is installed is enough"
