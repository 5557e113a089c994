#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Definitions of elections: what makes no sense is refused with its line, and no folder is left behind; and the list of
# credentials that follows from a roll says nothing about its order.
source "$1/tests/support/expect.sh"

definition() { # LINE...: a sound definition with some lines changed: OLD=>NEW
  cat >changed.conf <<'CONF'
[election]
name = Test
description = A test
group = Ed25519
timezone = Europe/London
minimum = 2
[trustees]
threshold = 2
member = anna
member = ben
member = chloe
mandatory = server
[question]
title = Who?
answer = A
answer = B
min = 1
max = 1
CONF
  for change in "$@"; do sed -i "s|^${change%%=>*}\$|${change#*=>}|" changed.conf; done
}
refuse_definition() { # GOAL PATTERN CHANGE...
  local goal=$1 pattern=$2
  shift 2
  definition "$@"
  expect "a definition with $goal" 2 "$pattern" scrutineer election new -e never changed.conf
  [ ! -e never ] || fail "a definition with $goal leaves a folder behind"
}
refuse_definition "an unknown group" ':4:' 'group = Ed25519=>group = Ed448'
refuse_definition "an unknown key" ':3:' 'description = A test=>frob = 1'
refuse_definition "a name twice" ':3:' 'description = A test=>name = Again'
refuse_definition "an unknown time zone" 'zone' 'timezone = Europe/London=>timezone = Europe/Atlantis'
refuse_definition "a minimum above the maximum" 'min' 'min = 1=>min = 2'
refuse_definition "a threshold above the members" 'threshold' 'threshold = 2=>threshold = 4'
refuse_definition "a threshold of 0" 'threshold' 'threshold = 2=>threshold = 0'
refuse_definition "a trustee twice" 'ben' 'member = anna=>member = ben'
refuse_definition "a trustee's name that is a path" ':9:' 'member = anna=>member = ../anna'
refuse_definition "a number that is none" ':6:' 'minimum = 2=>minimum = two'
refuse_definition "text that is not UTF-8" ':2: not UTF-8' $'name = Test=>name = \xff'
refuse_definition "text that is not UTF-8 further down" ':14: not UTF-8' $'title = Who?=>title = \xc3('
refuse_definition "a time zone that is none" 'zone' 'timezone = Europe/London=>timezone = Europe'

# An election whose ballots would be too large for the board isn't made (LIM-2).
large() { # QUESTIONS
  printf '[election]\nname = Large\n[trustees]\nmandatory = t\n'
  for _ in $(seq "$1"); do
    printf '[question]\ntitle = Who?\n'
    seq -f 'answer = %g' 1000
  done
}
large 9 >large.conf
expect "ballots that are too large" 2 'could have 4673579 bytes, more than the limit of 4194304' \
  scrutineer election new -e never large.conf
[ ! -e never ] || fail "too large an election leaves a folder behind"
large 8 >large.conf
expect "ballots that just fit" 0 Large scrutineer election new --dry-run -e never large.conf
refuse_definition "a day that isn't there" ':3: there is no such time.*2027-02-30' 'description = A test=>opens = 2027-02-30 09:00'
refuse_definition "a time that the clocks skip" ':6: there is no such time' \
  'minimum = 2=>closes = 2027-03-28 01:30\nminimum = 2'
refuse_definition "a time that the clocks pass twice" ':6: .*twice.*2027-10-31 01:30' 'minimum = 2=>opens = 2027-10-31 01:30'
refuse_definition "a time that another zone's clocks skip" ':6: there is no such time' \
  'timezone = Europe/London=>timezone = America/New_York' 'minimum = 2=>opens = 2027-03-14 02:15'
refuse_definition "a time to close that is over" ':6: voting would have closed already: "2020-01-01 10:00"' \
  'minimum = 2=>closes = 2020-01-01 10:00\nminimum = 2'
expect "and so when it is tried" 2 ':6: voting would have closed already' scrutineer election new --dry-run -e never changed.conf
definition "minimum = 2=>opens = 2020-01-01 10:00\ncloses = $(date -d '2 days' '+%F 12:00')"
expect "one that is to come, and a time to open that is over" 0 'opens  2020-01-01 10:00' scrutineer election new --dry-run -e never changed.conf
definition 'minimum = 2=>opens = 2027-03-28 02:30'
expect "a time after the clocks were changed" 0 '2027-03-28 02:30' scrutineer election new --dry-run -e never changed.conf
lines() { seq -f "$1" -s '\n' "$2"; } # FORMAT NUMBER: lines for definition
refuse_definition "too many answers" ':1015: too many answers in a question: at most 1000$' "answer = B=>$(lines 'answer = %g' 1000)"
refuse_definition "too many questions" ':513: too many questions: at most 100$' "max = 1=>$(printf '[question]\\ntitle = And?\\nanswer = A\\nanswer = B\\nmin = 1\\n%.0s' {1..100})"
refuse_definition "too many trustees" ':109: too many trustees: at most 100$' "member = anna=>$(lines 'member = m%g' 101)"
definition 'threshold = 2=>threshold = 3' 'mandatory = server=>mandatory = server\nmandatory = vault'
expect "many trustees are warned of" 0 '5 trustees decrypt together' scrutineer election new --dry-run -e never changed.conf
definition
expect "few are not" 0 '2 of anna ben chloe' scrutineer election new --dry-run -q -e never changed.conf
grep -q 'decrypt together' out && fail "three trustees are called many"
expect "a dry run makes nothing" 0 . scrutineer election new --dry-run -e never changed.conf
[ ! -e never ] || fail "a dry run leaves a folder behind"

# A name can't talk to the terminal, or turn the text after it around.
definition $'name = Test=>name = Te\e[2Jst\u202eX'
expect "a name with an escape sequence" 0 'Te.*st' scrutineer election new --dry-run -e never changed.conf
if grep -q $'\e\|\u202e' out; then fail "an escape sequence in a name reaches the terminal"; else passes; fi

# A definition that comes from others says nothing that a person's could not (DEF-1): FIELD PATTERN OLD NEW
definition
holds "an election with a group" scrutineer election new -e group changed.conf
cp group/public/definition.json sound.json
refuse_foreign() {
  sed "s|$3|$4|" sound.json >group/public/definition.json
  cmp -s sound.json group/public/definition.json && fail "nothing was changed for $1"
  expect "a foreign definition: $1" 3 "public/definition.json can't be used: $2" scrutineer election status -e group
  expect "a foreign definition, to a trustee: $1" 3 "can't be used: $2" scrutineer trustee certificate -e group anna
  if grep -q $'\e' out; then fail "an escape sequence reaches the terminal: $1"; fi
}
refuse_foreign "a command in a name" 'members: not a short name' '"anna"' '"a;touch PWNED #"'
refuse_foreign "a path in a name" 'mandatory: not a short name' '"server"' '"../../victim"'
refuse_foreign "an escape sequence in a name" 'members: not a short name' '"ben"' '"\\u001b[2J"'
refuse_foreign "an empty name" 'members: not a short name' '"ben"' '""'
refuse_foreign "an option as a name" 'members: not a short name' '"ben"' '"-ben"'
refuse_foreign "a name twice" 'members: a trustee stands twice' '"ben"' '"anna"'
refuse_foreign "a name that is mandatory too" 'members: a trustee stands twice' '"ben"' '"server"'
refuse_foreign "an unknown zone" 'timezone: not a time zone' 'Europe/London' 'Europe/Atlantis'
refuse_foreign "a zone that is a path" 'timezone: not a time zone' 'Europe/London' '../zoneinfo/UTC'
refuse_foreign "a threshold above the members" 'threshold' '"threshold":2' '"threshold":4'
refuse_foreign "a threshold of 0" 'threshold' '"threshold":2' '"threshold":0'
refuse_foreign "no trustees" 'there are no trustees' \
  '"mandatory":.*"timezone"' '"mandatory":[],"threshold":0,"members":[],"timezone"'
refuse_foreign "closing before opening" 'the election closes before it opens' '"opens":0,"closes":0' '"opens":20,"closes":10'
refuse_foreign "no name" 'name: an empty text' '"name":"Test"' '"name":""'
refuse_foreign "no title" 'questions: an empty title' '"question":"Who?"' '"question":""'
refuse_foreign "an empty answer" 'questions: an empty answer' '"A"' '""'
refuse_foreign "an unknown group" 'group: .*setup.group' 'Ed25519' 'Ed448'
refuse_foreign "an identifier that is a path" 'uuid: .*setup.uuid' '"uuid":"..' '"uuid":"..\/..\/'
refuse_foreign "a minimum that is none" 'minimum' '"minimum":2' '"minimum":"2"'

# The public list is sorted by key (CRD-4), whatever the order of the roll.
definition 'mandatory = server=>mandatory = server' 'threshold = 2=># no threshold'
sed -i '/^member/d; /^# no/d' changed.conf
holds "an election" scrutineer election new -e e changed.conf
holds "a trustee's key" scrutineer trustee key -e e server
{
  echo 'number,name'
  for i in $(seq 40); do echo "$i,Voter $i"; done
} >roll.csv
holds "a roll" scrutineer roll import -e e roll.csv
holds "credentials" scrutineer credential issue -e e
grep -oE '"[0-9a-f]{64}"' e/public/credentials.json >keys
if [ "$(wc -l <keys)" = 40 ] && sort -c keys 2>/dev/null; then passes; else fail "the list is not sorted"; fi

finish
