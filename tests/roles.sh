#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# What each role is told to do next can be typed as it stands, and is what the election is waiting for; nothing is opened or
# closed that was announced otherwise.
set -uo pipefail
bin=$(cd "$2" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
export PATH="$bin:$PATH" LC_ALL=C.UTF-8
passed=0 failed=0 input=/dev/null

fail() {
  echo "FAILED $*"
  failed=$((failed + 1))
}

# expect GOAL CODE PATTERN COMMAND...: the exit code, and a pattern in what it prints (both outputs).
expect() {
  local goal=$1 wanted=$2 pattern=$3 code=0
  shift 3
  "$@" >out 2>&1 <"$input" || code=$?
  if [ "$code" != "$wanted" ]; then
    fail "$goal: exit code $code, not $wanted: $* $(head -c 600 out)"
  elif ! grep -qE -- "$pattern" out; then
    fail "$goal: no \"$pattern\" in: $(head -c 600 out)"
  else
    passed=$((passed + 1))
  fi
}
s() { scrutineer "$@"; }
quietly() {
  "$@" >out 2>&1 </dev/null || { cat out; echo "can't go on: $*"; exit 1; }
}
# lines GOAL LINE...: what was printed last has these lines.
lines() {
  local goal=$1 line
  shift
  for line in "$@"; do
    if grep -qxF -- "$line" out; then passed=$((passed + 1)); else fail "$goal: no line \"$line\" in: $(cat out)"; fi
  done
}
absent() { # GOAL PATTERN: nothing like that was printed last
  if grep -qE -- "$2" out; then fail "$1: $(cat out)"; else passed=$((passed + 1)); fi
}
set_times() { # FOLDER OPENS CLOSES: from now, in seconds; - for none
  local now opens=0 closes=0
  now=$(date +%s)
  [ "$2" = - ] || opens=$((now + $2))
  [ "$3" = - ] || closes=$((now + $3))
  sed -i -E "s/\"opens\":[0-9]+,\"closes\":[0-9]+/\"opens\":$opens,\"closes\":$closes/" "$1/public/definition.json"
}

printf '[election]\nname = Who?\ntimezone = Europe/London\nminimum = 1\n' >head
printf '[question]\ntitle = Who?\nanswer = A\nanswer = B\nanswer = C\nmin = 1\nmax = 2\n[question]\ntitle = And?\nanswer = D\nanswer = E\nblank = yes\n' >questions
{ cat head; printf '[trustees]\nthreshold = 2\nmember = anna\nmember = ben\nmember = chloe\nmember = dora\n'; cat questions; } >conf
echo number,name,email >roll.csv
for i in 1 2 3; do echo "M$i,Member $i,m$i@members.example"; done >>roll.csv

# --- commands to paste, also for a folder with any name ---

mkdir 'it'\''s $(touch PWNED); here' && cd 'it'\''s $(touch PWNED); here'
here=$PWD
cd "$work"
expect "an election is made in a folder with any name" 0 "." s election new conf -e "$here"
expect "and its first step is told" 0 "^Next, anna, ben, chloe and dora:$" s election status -e "$here"
command=$(grep -m1 '^  scrutineer' out)
quietly bash -c "$command"
[ -e "$here/public/trustees/anna.certificate.json" ] || fail "the command that was told does nothing: $command"
[ ! -e PWNED ] || fail "a folder's name was taken for a command"
expect "control characters can't stand in it" 3 "." s election status -e $'no\e[2J'

# --- the trustees' keys: everybody who may be next, at most three commands ---

quietly s election new conf -e e
expect "every member may begin" 0 "^Next, anna, ben, chloe and dora:$" s election status -e e
lines "with a command for the first three" "  scrutineer trustee certificate -e e anna" \
  "  scrutineer trustee certificate -e e ben" "  scrutineer trustee certificate -e e chloe"
absent "and no more" "e dora"
expect "programs get commands alone" 0 \
  '"next":\[\{"who":"anna","command":"scrutineer trustee certificate -e e anna"\},\{"who":"ben",' s election status --json -e e
expect "in the second schema" 0 '^\{"schema":"scrutineer-status-2","uuid":"[^"]*","phase":"being prepared","ballots":0,"opens":0,' \
  s election status --json -e e
for name in anna ben chloe; do quietly s trustee certificate -e e $name; done
expect "then the last one" 0 "^Next, dora:$" s election status -e e
quietly s trustee certificate -e e dora
for step in commit agree reveal finish; do
  for name in anna ben chloe dora; do quietly s trustee $step -e e $name; done
done
expect "then the officer" 0 "^  scrutineer trustee assemble -e e$" s election status -e e
cp -r e aborted
echo '{}' >aborted/public/trustees/ben.abort.json
expect "an aborted run says by whom" 0 "aborted by ben: public/trustees/ben.abort.json" s election status -e aborted
lines "and what to do" "  scrutineer trustee restart -e aborted"
absent "and nothing of the run" "assemble|finish"
expect "to programs too" 0 '"aborted_by":\["ben"\],"next":\[\{"who":"[^"]*","command":"scrutineer trustee restart -e aborted"\}\]' \
  s election status --json -e aborted
quietly s trustee restart -e aborted --yes
expect "afterwards it begins anew" 0 "trustee certificate -e aborted anna" s election status -e aborted
absent "and nothing is aborted" "was aborted"
quietly s trustee assemble -e e
expect "then the registrar" 0 "^  scrutineer roll import -e e members.csv$" s election status -e e
quietly s roll import -e e roll.csv
quietly s credential issue -e e
expect "then the opening" 0 "^  scrutineer election open -e e$" s election status -e e

# --- opening: a window that is over is none ---

set_times e -7200 -60
expect "an election whose end is past isn't opened" 2 "voting would have closed already, 20.* Europe/London" s election open -e e
[ -z "$(ls e/public/*.bel 2>/dev/null)" ] || fail "a board was made after the end"
set_times e -7200 600
expect "an end that is near is told" 0 "warning: voting closes in less than an hour" s election open --dry-run -e e
set_times e -7200 7200
expect "an end that is far isn't" 0 "in place for opening" s election open --dry-run -e e
absent "an end that is far isn't" "warning"
sed -i 's/"questions":\[{"answers":\[/&'"$(seq -f '"%g"' -s, 990)"',/' e/public/definition.json
for _ in 1 2 3 4 5 6 7 8; do sed -i -E 's/("questions":\[)(\{[^}]*\})/\1\2,\2/' e/public/definition.json; done
expect "ballots that would be too large" 2 "more than the limit of 4194304" s election open -e e
quietly cp aborted/public/definition.json e/public/definition.json
set_times e -7200 7200
quietly s election open -e e
board=$(echo e/public/*.bel)

# --- voting: before, during, after ---

set_times e 3600 7200
expect "before the opening nobody is told to vote" 0 "^Nothing is to be done before voting opens: 20" s election status -e e
absent "before the opening nobody is told to vote" "ballot cast"
expect "to programs, nobody" 0 '"next":\[\]' s election status --json -e e
set_times e -60 3600
expect "while voting is open, voters vote" 0 "^  scrutineer ballot cast -e e BALLOT$" s election status -e e
absent "and the officer waits" "election close"
set_times e - -
expect "without an end, the officer closes at some time" 0 '"who":"the voters".*"command":"scrutineer election close -e e"' \
  s election status --json -e e
set_times e -7200 -3600
expect "after the end, the officer closes" 0 "^  scrutineer election close -e e$" s election status -e e
absent "and nobody is told to vote" "ballot cast"

# --- the status of another's board ---

mkdir -p stranger/public
cp e/public/definition.json stranger/public/
{ cat head; printf '[trustees]\nmandatory = t\n'; cat questions; } >single.conf
quietly s election new single.conf -e single
quietly s trustee key -e single t
quietly s trustee assemble -e single
quietly s roll import -e single roll.csv
quietly s credential issue -e single
quietly s election open -e single
cp single/public/*.bel "stranger/${board#e/}"
expect "another election's board isn't taken for this one's" 3 "is the board of another election" s election status -e stranger
cp "$board" "stranger/${board#e/}"
sed -i 's/"mandatory":\[\]/"mandatory":["t"]/' stranger/public/definition.json
expect "nor one with other trustees" 3 "is the board of another election" s election status -e stranger
cp e/public/definition.json stranger/public/
sed -i 's/"answers":\["A"/"answers":["Z"/' stranger/public/definition.json
expect "nor one with other answers" 3 "is the board of another election" s election status -e stranger

# --- closing ---

set_times e -7200 3600
expect "closing early wants to be told so" 2 "voting was announced until 20.* Europe/London$" s election close -e e
lines "and nothing is done" \
  "scrutineer: nothing was changed: nobody can be asked here, and --yes closes the election before that"
expect "and is told before it is done" 0 "^Voting was announced until 20" s election close --dry-run -e e

echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
