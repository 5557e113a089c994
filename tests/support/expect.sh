# SPDX-License-Identifier: Apache-2.0
# Sourced by scripts that try the command line; their arguments are the source folder and that of the programs. They run in an empty
# folder, which goes away with them, and end with `finish`. What the last command of `expect` and `quietly` printed is in the file out,
# and what all of them did in the file said.
# shellcheck shell=bash
set -uo pipefail
bin=$(cd "$2" && pwd)
work=$(mktemp -d "${TMPDIR:-/tmp}/test-XXXXXX")
servers=() # processes to stop at the end
trap '[ ${#servers[@]} = 0 ] || kill "${servers[@]}" 2>/dev/null; rm -rf -- "$work"' EXIT
cd "$work" || exit 1
export PATH="$bin:$PATH" LC_ALL=C.UTF-8 NO_COLOR=1 SCRUTINEER_STATE=$work/state
passed=0 failed=0 input=/dev/null

s() { scrutineer "$@"; }
fail() {
  echo "FAILED $*"
  failed=$((failed + 1))
}
passes() { passed=$((passed + 1)); }
# expect GOAL CODE PATTERN COMMAND...: the exit code, and a pattern in what it prints (both outputs; - for any).
expect() {
  local goal=$1 wanted=$2 pattern=$3 code=0
  shift 3
  "$@" >out 2>&1 <"$input" || code=$?
  cat out >>said
  if [ "$code" != "$wanted" ]; then
    fail "$goal: exit code $code, not $wanted: $* $(head -c 600 out)"
  elif [ "$pattern" != - ] && ! grep -qE -- "$pattern" out; then
    fail "$goal: no \"$pattern\" in: $(head -c 600 out)"
  else
    passes
  fi
}
says() { if grep -qE -- "$2" out; then passes; else fail "$1: no \"$2\" in: $(head -c 600 out)"; fi; }  # GOAL PATTERN
silent() { if grep -qE -- "$2" out; then fail "$1: $(head -c 600 out)"; else passes; fi; }                # GOAL PATTERN
# holds GOAL COMMAND...: the command succeeds. What it says is kept apart.
holds() {
  local goal=$1
  shift
  if "$@" >held 2>&1 </dev/null; then passes; else fail "$goal: $* $(head -c 400 held)"; fi
}
# A command without which nothing else can be tried.
quietly() {
  "$@" >out 2>&1 </dev/null || { cat out; echo "can't go on: $*"; exit 1; }
  cat out >>said
}
# tried GOAL CODE PATTERN COMMAND...: as expect, and no file of the election e changes (BRD-10).
files_of_e() { { find e "$SCRUTINEER_STATE" -printf '%p %y %m %s %l\n'; find e "$SCRUTINEER_STATE" -type f -exec cksum {} +; } | LC_ALL=C sort | cksum; }
tried() {
  local before
  before=$(files_of_e)
  expect "$@"
  [ "$(files_of_e)" = "$before" ] || fail "$1: something was written: ${*:4}"
}
# prepared FOLDER DEFINITION ROLL ROLE...: an election with one trustee, "server", and the roles' keys; its credentials are issued.
prepared() {
  local folder=$1 definition=$2 roll=$3 role
  shift 3
  quietly s election new "$definition" -e "$folder"
  for role in "$@"; do quietly s key make "$role" -e "$folder"; done
  quietly s trustee key -e "$folder" server
  quietly s trustee assemble -e "$folder"
  quietly s roll import -e "$folder" "$roll"
  quietly s credential issue -e "$folder"
}
mode_of() { stat -c %a "$1"; }
# TEXT COMMAND...: the command, which may not give memory back that holds the text (SEC-5); under a sanitizer as it is.
sanitized=$(ldd "$bin/scrutineer" | grep -c asan || true)
watched() {
  local text=$1
  shift
  if [ "$sanitized" != 0 ]; then "$@"; else FREE_WATCH=$text LD_PRELOAD=$bin/free-watch.so "$@"; fi
}
# talk COMMAND [PROMPT ANSWER]...: runs it on a terminal, and answers when it asks. What it said is in out.
talk() {
  local command=$1 said="" c
  shift
  coproc TERMINAL { script -qec "$command" /dev/null; }
  local from=${TERMINAL[0]} to=${TERMINAL[1]} pid=$TERMINAL_PID
  : >out
  while [ $# -ge 2 ]; do
    while [[ $said != *"$1"* ]] && IFS= read -r -N1 -t 20 -u "$from" c; do said+=$c; done
    printf '%s' "$said" >>out
    said=""
    sleep 0.2
    printf '%s\n' "$2" >&"$to"
    shift 2
  done
  timeout 20 cat <&"$from" >>out
  wait "$pid"
}
# With a disk that takes no byte more. What is said goes through a pipe, which takes what it likes.
on_full_disk() {
  local code=0
  (trap '' XFSZ; ulimit -f 0; exec "$@") 2>&1 </dev/null | cat || code=${PIPESTATUS[0]}
  return "$code"
}
finish() {
  echo "$passed passed, $failed failed"
  [ "$failed" = 0 ]
}
