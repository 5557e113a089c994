#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Elections that the peer's program runs, verified by ours: theirs.sh BIN TOOL GROUP. Our result must be the archive's, the
# trackers must be found as the peer printed them, and a damaged copy must be refused.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
bin=$(cd "$1" && pwd) tool=$2 group=$3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0 failed=0

fail() {
  echo "FAILED $1 on $group: $2"
  failed=$((failed + 1))
}

check() { # KIND WANTED-EXIT-CODE
  local kind=$1 wanted=$2 folder=$work/$1 code=0 board tracker
  if ! "$here/make-election" --tool "$tool" --group "$group" --kind "$kind" --out "$folder" >"$work/log" 2>&1; then
    cat "$work/log"
    fail "$kind" "the peer could not make it"
    return
  fi
  board=$(echo "$folder"/*.bel)
  "$bin/scrutineer-verify" --json "$board" >"$folder/report" || code=$?
  if [ "$code" != "$wanted" ]; then
    "$bin/scrutineer-verify" "$board" | grep -A3 FAIL || true
    fail "$kind" "exit code $code, not $wanted"
    return
  fi
  if [ -f "$folder/result.json" ]; then
    # {"result":[[...]]}; the report leaves large numbers as they are, the record writes them as strings
    local theirs ours
    theirs=$(sed 's/^{"result"://; s/}$//; s/"//g' "$folder/result.json")
    ours=$(sed -n 's/.*"result":\(\[\[[0-9,"]*\(\],\[[0-9,"]*\)*\]\]\).*/\1/p' "$folder/report" | tr -d '"')
    [ "$theirs" = "$ours" ] || { fail "$kind" "their result is $theirs, ours $ours"; return; }
  fi
  while read -r _ tracker; do
    "$bin/scrutineer" board find -b "$board" "$tracker" >/dev/null || { fail "$kind" "tracker $tracker isn't found"; return; }
  done <"$folder/trackers.txt"
  if [ -s "$folder/trackers.txt" ]; then
    code=0
    "$bin/damage-board" "$board" "$folder/damaged.bel" turn 1 >/dev/null 2>&1 || code=skip
    [ "$code" = skip ] || "$bin/scrutineer-verify" "$folder/damaged.bel" >/dev/null || code=$?
    [ "$code" = 1 ] || [ "$code" = skip ] || { fail "$kind" "a damaged board gives exit code $code"; return; }
  fi
  echo "passed $kind on $group"
  passed=$((passed + 1))
}

for kind in smoke blank weights threshold unusual revotes allblank noballots; do check "$kind" 0; done
check unfinished 4
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
