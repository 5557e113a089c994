#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# A writer with a journal that is killed at any system call that matters, or whose disk fails: what it acknowledged is in the
# archive and in the journal, and was signed (JRN-11); recovery finds the place where both agree (BRD-8), the verifier has
# nothing to object to, and the same can be done again, once.
set -euo pipefail
bin=$(cd "$2" && pwd)
command -v strace >/dev/null || { echo "skipped: no strace" >&2; exit 77; }
work=$(mktemp -d)
self=$(cd "$(dirname "$0")" && pwd)/${0##*/} source=$(cd "$1" && pwd) day=$(date -u +%F)
# A slot is a day, so that what is done again has the same bytes; where midnight passed meanwhile, all is done once more.
end() {
  local code=$?
  rm -rf "$work"
  cd /
  [ "$day" = "$(date -u +%F)" ] || exec "$self" "$source" "$bin"
  exit "$code"
}
trap end EXIT
cd "$work"
export PATH="$bin:$PATH" ASAN_OPTIONS=detect_leaks=0 SCRUTINEER_STATE="$work/state"
strace -qq -o /dev/null true 2>/dev/null || { echo "skipped: tracing isn't allowed here" >&2; exit 77; }
passed=0 failed=0
fail() {
  echo "FAILED $*"
  failed=$((failed + 1))
}

cat >conf <<'CONF'
[election]
name = Crash
group = Ed25519
minimum = 1
[trustees]
mandatory = t
[question]
title = Who?
answer = A
answer = B
[board]
origin = votes.example.org/crash
slot = 1440
teller = tina
agent = alec
[entry]
name = hall
method = meeting
operator = The party
CONF
printf 'number,name\n1,Ann\n2,Bea\n3,Cid\n' >roll.csv
printf 'number,choice\n1,1\n2,2\n' >choices.csv
echo "The hall opens an hour later." >notice.txt
{
  scrutineer election new conf -e e
  for role in board officer registrar hall tina alec; do scrutineer key make "$role" -e e; done
  scrutineer trustee key -e e t
  scrutineer trustee assemble -e e
  scrutineer roll import -e e roll.csv
  scrutineer credential issue -e e
  scrutineer election open -e e
  scrutineer ballot simulate -e e -o ballots choices.csv
  scrutineer entry accept -e e --name hall --identity-checked ballots
} >log 2>&1 || { cat log; exit 1; }
ballots=(ballots/*.json)
[ "${#ballots[@]}" = 2 ] || { ls ballots; exit 1; }
scrutineer ballot cast -e e -q "${ballots[0]}" >/dev/null
board=$(echo e/public/*.bel)
kept=$(echo state/*.checkpoint)

cast() { scrutineer ballot cast -e e -q -r receipts "${ballots[1]}"; }
post() { scrutineer act make -e e notice reason=schedule document=notice.txt --by officer --enter; }

# All that a writer makes durable.
save() { # WHERE
  rm -rf "$1" && mkdir "$1"
  cp -a e/public state "$1"
}
restore() {
  rm -rf e/public state receipts
  cp -a before/public e/public
  cp -a before/state state
  mkdir receipts
}
# Files on their way, under other names, may be left.
same_as() { # STATE
  cmp -s "$board" "$1/${board#e/}" && cmp -s e/public/journal.jsonl "$1/public/journal.jsonl" && cmp -s $kept "$1/$kept"
}

# After a crash of `cast` or `post`.
examine() { # DO WHAT
  if [ "$acknowledged" = yes ] && ! same_as after; then
    fail "$2: it was acknowledged, and is not there"
    return
  fi
  if ! scrutineer board recover -e e --json >recovered 2>&1; then
    fail "$2: what is left can't be recovered: $(cat recovered)"
    return
  fi
  [ "$acknowledged" = no ] || grep -q '"state":"whole"' recovered || fail "$2: recovery dropped what was acknowledged"
  code=0
  scrutineer verify e >report 2>&1 || code=$?
  if [ "$code" != 4 ]; then
    fail "$2: the verifier says $code: $(grep -E 'FAIL|INVALID' report)"
    return
  fi
  # Once more: it is done, or was done already.
  code=0
  $1 >again 2>&1 || code=$?
  if [ "$code" != 0 ] && ! grep -qE 'journal.repeated' again; then
    fail "$2: it can't be done again: $(cat again)"
  elif ! same_as after || ! cmp -s e/public/log/checkpoint after/public/log/checkpoint; then
    fail "$2: done again, it is not what it would have been"
  elif [ "$1" = cast ] && ! diff -r receipts after-receipts | grep -v '^Only in receipts: .*\.[A-Za-z0-9]\{6\}$' >difference; then
    passed=$((passed + 1))
  elif [ "$1" = cast ]; then
    fail "$2: another receipt: $(head -n 3 difference)"
  else
    passed=$((passed + 1))
  fi
}

attempt() { # DO STRACE-OPTION WHAT
  restore
  code=0 acknowledged=no
  case $1 in
    cast) command=(scrutineer ballot cast -e e -q -r receipts "${ballots[1]}") ;;
    post) command=(scrutineer act make -e e notice reason=schedule document=notice.txt --by officer --enter) ;;
  esac
  { strace -qq -f -o /dev/null -e "$2" "${command[@]}" >output; } 2>/dev/null || code=$?
  [ "$code" != 0 ] || acknowledged=yes
  [ "$1" != cast ] || ! grep -qE '[A-Za-z0-9+/]{43}' output || acknowledged=yes
  examine "$1" "$1, $3"
}

try_all() { # DO
  restore
  "$1" >output 2>&1 || { cat output; exit 1; }
  save after
  rm -rf after-receipts && cp -a receipts after-receipts
  restore
  case $1 in
    cast) strace -qq -f -o trace scrutineer ballot cast -e e -q -r receipts "${ballots[1]}" >/dev/null ;;
    post) strace -qq -f -o trace scrutineer act make -e e notice reason=schedule document=notice.txt --by officer --enter >/dev/null ;;
  esac
  # What changes files, each time.
  sed -E 's/^[0-9]+ +//' trace | grep -oE '^[a-z_0-9]+\(' | tr -d '(' | sort | uniq -c |
    grep -E ' (write|writev|pwrite64|fsync|fdatasync|ftruncate|rename|renameat2?|linkat|unlink|mkdir|exit_group)$' >calls
  while read -r count call; do
    for k in $(seq "$count"); do
      attempt "$1" "inject=$call:signal=SIGKILL:when=$k" "killed at $call number $k"
    done
  done <calls
  # A failing disk.
  for call in write fsync rename renameat2 linkat; do
    count=$(awk -v call="$call" '$2 == call { print $1 }' calls)
    for k in $(seq 1 "${count:-0}"); do
      attempt "$1" "inject=$call:error=ENOSPC:when=$k" "$call number $k fails"
    done
  done
}

save before
try_all cast
save_passed=$passed
try_all post
echo "$passed passed, $failed failed"
[ "$failed" = 0 ] && [ "$save_passed" -gt 20 ] && [ "$passed" -gt $((save_passed + 20)) ]
