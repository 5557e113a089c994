#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# A writer that is killed at any of its system calls, or whose disk fails, loses nothing that it acknowledged and leaves
# nothing half-written that isn't recognised (BRD-2, BRD-3).
set -euo pipefail
bin=$(cd "$2" && pwd)
command -v strace >/dev/null || { echo "skipped: no strace" >&2; exit 77; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
export PATH="$bin:$PATH" ASAN_OPTIONS=detect_leaks=0
strace -qq -o /dev/null true 2>/dev/null || { echo "skipped: tracing isn't allowed here" >&2; exit 77; }
passed=0 failed=0
fail() {
  echo "FAILED $*"
  failed=$((failed + 1))
}

# An election with one ballot on the board and one that is about to come in.
printf '[election]\nname = Crash\ngroup = Ed25519\nminimum = 1\n[trustees]\nmandatory = t\n[question]\ntitle = Who?\nanswer = A\nanswer = B\nmin = 1\nmax = 1\n' >conf
printf 'number,name\n1,Ann\n2,Bea\n3,Cid\n' >roll.csv
printf 'number,choice\n1,1\n2,2\n' >choices.csv
{
  scrutineer election new conf -e e
  scrutineer trustee key -e e t
  scrutineer trustee assemble -e e
  scrutineer roll import -e e roll.csv
  scrutineer credential issue -e e
  scrutineer election open -e e
  scrutineer ballot simulate -e e -o ballots choices.csv
} >log 2>&1 || { cat log; exit 1; }
ballots=(ballots/*.json)
scrutineer ballot cast -e e -q "${ballots[0]}" >/dev/null
board=$(echo e/public/*.bel)
cp "$board" before.bel
scrutineer ballot cast -e e -q "${ballots[1]}" >acknowledged
tracker=$(grep -oE '[A-Za-z0-9+/]{43}' acknowledged)
cp "$board" after.bel

# After a crash: the board is the old one, or the new one, or the old one with a tail that recover drops. What was
# acknowledged is there.
examine() { # WHAT
  if [ -s output ] && grep -qF "$tracker" output && ! cmp -s "$board" after.bel; then
    fail "$1: the ballot was acknowledged and is not there"
    return
  fi
  if cmp -s "$board" before.bel || cmp -s "$board" after.bel; then
    passed=$((passed + 1))
    return
  fi
  if ! scrutineer board recover -e e >recovered 2>&1; then
    fail "$1: what is left can't be recovered: $(cat recovered)"
  elif ! cmp -s "$board" before.bel; then
    fail "$1: recovery doesn't give the board from before"
  elif ! scrutineer ballot cast -e e -q "${ballots[1]}" >/dev/null || ! cmp -s "$board" after.bel; then
    fail "$1: the ballot can't be cast again"
  else
    passed=$((passed + 1))
  fi
}

attempt() { # STRACE-OPTION WHAT
  cp before.bel "$board"
  rm -f e/public/*.tail*
  code=0
  { strace -qq -f -o /dev/null -e "$1" scrutineer ballot cast -e e -q "${ballots[1]}" >output; } 2>/dev/null || code=$?
  examine "$2"
}

cp before.bel "$board"
strace -qq -f -o trace scrutineer ballot cast -e e -q "${ballots[1]}" >/dev/null
# From the board's opening on: how often each system call is made in all.
sed -E 's/^[0-9]+ +//' trace | grep -oE '^[a-z_0-9]+\(' | tr -d '(' | sort | uniq -c |
  grep -E ' (openat|read|write|writev|pwrite64|lseek|fsync|fdatasync|ftruncate|fcntl|flock|close|newfstatat|exit_group|futex|munmap)$' >calls
while read -r count call; do
  first=1
  # Nothing is written before the last of the reads and opens: their early ones are the loader's.
  case $call in openat | read | close | newfstatat | munmap | futex) first=$((count > 6 ? count - 5 : 1)) ;; esac
  for k in $(seq "$first" "$count"); do
    attempt "inject=$call:signal=SIGKILL:when=$k" "killed at $call number $k"
  done
done <calls

# A failing disk: an error, not an acknowledgement.
for call in write fsync fdatasync pwrite64 writev; do
  while read -r count _; do
    for k in $(seq 1 "$count"); do
      for error in EIO ENOSPC; do
        attempt "inject=$call:error=$error:when=$k" "$call number $k fails with $error"
        [ "$code" != 0 ] || fail "$call number $k fails with $error: the program says that all is well"
      done
    done
  done < <(grep -E " $call\$" calls)
done

# A writer that was killed before its sync leaves what the disk may not have. A ballot that is found there is said to be
# there only after a sync.
cp before.bel "$board"
syncs=$(awk '$2 == "fsync" { print $1 }' calls)
{ strace -qq -f -o /dev/null -e "inject=fsync:signal=SIGKILL:when=$syncs" scrutineer ballot cast -e e -q "${ballots[1]}" >output; } \
  2>/dev/null || true
cmp -s "$board" after.bel || fail "the writer was not killed at the sync of what it wrote"
strace -qq -f -o trace -e trace=fsync,write scrutineer ballot cast -e e -q "${ballots[1]}" >output
grep -q "already on the board" output || fail "the ballot that is there is not found"
sed -E 's/^[0-9]+ +//' trace | grep -nE '^(fsync\(|write\(1,)' | head -n 1 | grep -q fsync ||
  fail "a ballot is said to be there, and nothing was synced"
passed=$((passed + 1))
echo "$passed passed, $failed failed"
[ "$failed" = 0 ] && [ "$passed" -gt 20 ]
