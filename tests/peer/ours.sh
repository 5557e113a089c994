#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Elections that our programs run, verified by the peer's program: ours.sh BIN TOOL GROUP. Exits 1 if any is refused.
set -euo pipefail
bin=$(cd "$1" && pwd) tool=$2 group=$3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export BELENIOS_USE_URANDOM=1
passed=0 failed=0

# What the roles type, in a folder with conf, roll.csv and choices.csv.
run_election() { # FOLDER SINGLES MEMBERS THRESHOLD
  local singles=$2 members=$3 threshold=$4 count=0 name step
  cd "$1"
  scrutineer election new conf -e e -q
  for name in $singles; do scrutineer trustee key -e e -q "$name"; done
  for step in certificate commit agree reveal finish; do
    for name in $members; do scrutineer trustee $step -e e -q "$name"; done
  done
  scrutineer trustee assemble -e e -q
  scrutineer roll import -e e -q roll.csv
  scrutineer credential issue -e e -q
  scrutineer election open -e e -q
  scrutineer ballot simulate -e e -o ballots -q choices.csv
  [ -z "$(ls ballots)" ] || scrutineer ballot cast -e e -q ballots # of an election in which nobody votes there is none
  scrutineer election close -e e --yes -q
  scrutineer tally encrypt -e e -q
  for name in $members; do
    [ $((count++)) -lt "$threshold" ] || break
    scrutineer tally decrypt -e e -q "$name"
  done
  for name in $singles; do scrutineer tally decrypt -e e -q "$name"; done
  scrutineer tally add -e e -q e/public/decryptions/*.json
  scrutineer tally result -e e -q
  scrutineer-verify e
  mkdir damaged
  damage-board e/public/*.bel "damaged/$(basename e/public/*.bel)" turn 1 || [ "$(wc -l <choices.csv)" -le 1 ]
}
export -f run_election
export PATH="$bin:$PATH"

# KIND SINGLES MEMBERS THRESHOLD WEIGHTED QUESTIONS CHOICES: runs an election; the peer must accept it, and refuse it once
# damaged (so that this test can fail).
round_trip() {
  local kind=$1 singles=$2 members=$3 threshold=$4 weighted=$5 questions=$6 choices=$7 name board
  local folder=$work/$kind
  mkdir "$folder"
  {
    printf '[election]\nname = %s "quoted" \\ Élection 選挙\ndescription = round trip\ngroup = %s\nminimum = 1\n[trustees]\n' "$kind" "$group"
    for name in $singles; do echo "mandatory = $name"; done
    for name in $members; do echo "member = $name"; done
    [ -z "$members" ] || echo "threshold = $threshold"
    printf '%s\n' "$questions"
  } >"$folder/conf"
  {
    echo "number,name,weight"
    for i in 1 2 3 4 5; do
      case $weighted$i in no*) echo "$i,Voter $i,1" ;; yes1) echo "1,Voter 1,1073741824" ;; yes2) echo "2,Voter 2,2147483648" ;; *) echo "$i,Voter $i,$i" ;; esac
    done
  } >"$folder/roll.csv"
  printf 'number,choice\n%s' "$choices" >"$folder/choices.csv"
  bash -euo pipefail -c 'run_election "$@"' run "$folder" "$singles" "$members" "$threshold" >"$folder/log" 2>&1 || { tail -n 5 "$folder/log"; echo "FAILED $kind: our own programs"; failed=$((failed + 1)); return; }
  board=$(echo "$folder"/e/public/*.bel)
  mkdir "$folder/alone"
  cp "$board" "$folder/alone/"
  if ! (cd "$folder/alone" && "$tool" election verify) >"$folder/peer" 2>&1; then
    cat "$folder/peer"
    echo "FAILED $kind: the peer refuses our board"
    failed=$((failed + 1))
  elif [ -n "$choices" ] && (cd "$folder/damaged" && "$tool" election verify) >/dev/null 2>&1; then
    echo "FAILED $kind: the peer accepts a damaged board: this test would notice nothing"
    failed=$((failed + 1))
  else
    echo "passed $kind on $group"
    passed=$((passed + 1))
  fi
}

two='[question]
title = Who?
answer = Ann
answer = Bea
min = 1
max = 1'
several="$two
[question]
title = Which, of three, or none: \"quoted\"?
answer = Ægir
answer = C\\D ☃
answer = لا
min = 1
max = 2
blank = yes
[question]
title = Nothing need be chosen
answer = only
min = 0
max = 1"
round_trip single 'server' '' 0 no "$two" $'1,1\n2,2\n3,1'
round_trip threshold '' 'anna ben chloe' 2 no "$two" $'1,1\n2,2\n4,2'
round_trip mixture 'server other' 'anna ben chloe' 3 no "$two" $'1,2\n5,1'
round_trip weights 'server' '' 0 yes "$two" $'1,1\n2,2\n3,1\n4,2'
round_trip questions 'server' 'anna ben' 1 yes "$several" $'1,1;blank;1\n2,"2;1,3;1"\n3,1;2;\n'
round_trip revotes 'server' '' 0 no "$several" $'1,1;blank;1\n2,2;2;1\n1,"2;1,2;"\n2,2;2;1\n1,1;3;1\n'
round_trip nobody 'server' '' 0 no "$two" ''
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
