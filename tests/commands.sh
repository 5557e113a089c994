#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The programs as their users meet them: bad input in every place that takes input, the documented exit codes, messages that
# name the file and say what to do, and nothing lost or half-written. Each case states its goal.
set -uo pipefail
root=$(cd "$1" && pwd) bin=$(cd "$2" && pwd)
work=$(mktemp -d)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
cd "$work"
export PATH="$bin:$PATH" LC_ALL=C
fixture=$root/tests/fixtures/ed-smoke.bel
passed=0 failed=0

fail() {
  echo "FAILED $*"
  failed=$((failed + 1))
}

# expect GOAL CODE PATTERN COMMAND...: the exit code, and a pattern in what it prints (both outputs).
expect() {
  local goal=$1 wanted=$2 pattern=$3 code=0
  shift 3
  timeout 60 "$@" >out 2>&1 </dev/null || code=$?
  if [ "$code" != "$wanted" ]; then
    fail "$goal: exit code $code, not $wanted: $* $(head -c 300 out)"
  elif ! grep -qE -- "$pattern" out; then
    fail "$goal: no \"$pattern\" in: $(head -c 300 out)"
  else
    passed=$((passed + 1))
  fi
}

# require GOAL COMMAND...: a command that succeeds, quietly.
require() {
  local goal=$1
  shift
  if "$@" >out 2>&1 </dev/null; then passed=$((passed + 1)); else fail "$goal: $* $(head -c 300 out)"; fi
}

# --- files that are none of ours; exit codes (VER-4) ---

mkdir bad
: >bad/empty
head -c 20000 "$fixture" >bad/truncated
head -c 4096 /dev/urandom >bad/junk
printf '{"a":1}' >bad/json
truncate -s 20G bad/huge
mkdir bad/folder
cp "$root/tests/fixtures/ed-thr2of3-plus-server.bel" bad/foreign.bel

for command in "scrutineer-verify" "scrutineer verify"; do
  # shellcheck disable=SC2086  # two words
  for file in empty junk json huge; do
    expect "$command: $file is no archive" 3 'archive\.(empty|first)' $command "bad/$file"
  done
  # shellcheck disable=SC2086
  {
    expect "$command: a missing file" 3 'bad/nosuch' $command bad/nosuch
    expect "$command: a folder without an archive" 3 'no archive' $command bad/folder
    expect "$command: a truncated archive" 1 'archive\.torn' $command bad/truncated
    expect "$command: a valid archive" 0 'VALID' $command "$fixture"
    expect "$command: JSON" 0 '^\{"schema":"scrutineer-report-1","verdict":"valid"' $command --json "$fixture"
    expect "$command: JSON of what can't be checked" 3 '"verdict":"cannot-check"' $command --json bad/junk
    expect "$command: two paths" 2 'unexpected' $command "$fixture" "$fixture"
    expect "$command: an unknown option" 2 'unknown option --nosuch' $command --nosuch
    expect "$command: threads that are no number" 2 'threads' $command --threads x "$fixture"
    expect "$command: no threads" 2 'threads' $command --threads 0 "$fixture"
    expect "$command: help" 0 'Exit codes' $command --help
  }
done
expect "the verifier's version" 0 '^scrutineer-verify [0-9]' scrutineer-verify --version
if scrutineer-verify "$fixture" | grep -q "$(printf '\033')"; then fail "colours in a pipe"; else passed=$((passed + 1)); fi
(scrutineer-verify "$fixture" >/dev/full) 2>out
code=$?
{ [ "$code" = 3 ] && passed=$((passed + 1)); } || fail "a full disk under the output: exit code $code, not 3"

# --- help ---

scrutineer --help >overview || fail "scrutineer --help"
while read -r noun verb _; do
  # shellcheck disable=SC2046,SC2086
  expect "help of $noun $verb" 0 '^Usage: ' scrutineer $noun ${verb:+$verb} --help
  grep -q 'Example' out || fail "$noun $verb has no example"
done < <(sed -n 's/^  \([a-z]* [a-z]*\)  .*/\1/p' overview)
expect "help of verify" 0 '^Usage: ' scrutineer verify --help
expect "no command at all" 2 'Usage' scrutineer
expect "an unknown noun" 2 'no command "frob' scrutineer frob
expect "an unknown verb" 2 'no command "ballot frob"' scrutineer ballot frob
expect "an unknown option" 2 'unknown option' scrutineer election status --frob
expect "an option without its value" 2 'election' scrutineer election status --election
expect "a noun alone lists its verbs" 2 'ballot cast' scrutineer ballot

# --- definitions ---

expect "the template" 0 'threshold' scrutineer election new --template
scrutineer election new --template >template.conf
require "the template is a definition" scrutineer election new -e from-template template.conf
expect "an election is never overwritten" 3 'from-template' scrutineer election new -e from-template template.conf
for file in empty junk json huge folder nosuch; do
  scrutineer election new -e never "bad/$file" >out 2>&1 </dev/null
  code=$?
  { { [ "$code" = 2 ] || [ "$code" = 3 ]; } && grep -q "$file" out && passed=$((passed + 1)); } ||
    fail "a definition that is none: $file: exit code $code: $(head -c 200 out)"
done
[ ! -e never ] || fail "a refused definition leaves a folder behind"
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
refuse_definition "text that is not UTF-8" 'UTF-8' $'name = Test=>name = \xff'
definition
expect "a dry run makes nothing" 0 . scrutineer election new --dry-run -e never changed.conf
[ ! -e never ] || fail "a dry run leaves a folder behind"

# --- a small election, its phases, and everything out of place ---

require "the election" scrutineer election new -e e changed.conf
expect "status says who comes next" 0 'scrutineer trustee' scrutineer election status -e e
expect "status in JSON" 0 '^\{"schema":"scrutineer-status-1"' scrutineer election status -e e --json
expect "opening without trustees" 3 'trustees' scrutineer election open -e e
expect "commit before the certificates" 3 'seed.json' scrutineer trustee commit -e e anna
expect "an unknown trustee" 3 'nobody' scrutineer trustee certificate -e e nobody
expect "a member of the group makes no single key" 2 'anna' scrutineer trustee key -e e anna
for name in anna ben chloe; do require "certificate" scrutineer trustee certificate -e e "$name"; done
cp e/public/trustees/ben.certificate.json kept
for file in empty junk json; do
  cp "bad/$file" e/public/trustees/ben.certificate.json
  scrutineer trustee commit -e e anna >out 2>&1
  code=$?
  { [ "$code" != 0 ] && grep -q 'ben' out && [ ! -e e/public/trustees/anna.commit.json ] && passed=$((passed + 1)); } ||
    fail "a certificate that is $file: exit code $code, $(head -c 200 out)"
done
rm -f e/public/trustees/*abort*
cp kept e/public/trustees/ben.certificate.json
for step in commit agree reveal finish; do
  for name in anna ben chloe; do require "$step" scrutineer trustee $step -e e "$name"; done
done
require "the single key" scrutineer trustee key -e e server
expect "a key is never made twice" 3 'server' scrutineer trustee key -e e server
require "assemble" scrutineer trustee assemble -e e

{
  echo 'number,name'
  for i in 1 2 3 4 5 6; do echo "$i,Voter $i"; done
} >roll.csv
# ROL-1: an error has its line, and nothing is imported.
refuse_roll() { # GOAL CODE PATTERN: of the file bad.csv
  expect "a roll with $1" "$2" "$3" scrutineer roll import -e e bad.csv
  [ ! -e e/registrar/roll.json ] || fail "a roll with $1 is imported all the same"
}
printf 'number,name\n1,Ann\n1,Bea\n' >bad.csv
refuse_roll "a number twice" 2 'line 3'
printf 'number,name\n1,Ann\n2\n' >bad.csv
refuse_roll "a short line" 2 'line 3'
printf 'number,name\n1,"Ann\n' >bad.csv
refuse_roll "a quote that doesn't end" 2 'line [23]'
printf 'number\n1\n' >bad.csv
refuse_roll "no names" 2 'name'
printf 'number,name\n1,\n' >bad.csv
refuse_roll "an empty name" 2 'line 2'
printf 'number,name\n1,A\xff\n' >bad.csv
refuse_roll "text that is not UTF-8" 2 'UTF-8'
printf 'number,name\n' >bad.csv
refuse_roll "nobody" 2 .
for file in empty junk folder nosuch huge; do
  scrutineer roll import -e e "bad/$file" >out 2>&1
  code=$?
  { { [ "$code" = 2 ] || [ "$code" = 3 ]; } && [ ! -e e/registrar/roll.json ] && grep -q "$file" out && passed=$((passed + 1)); } ||
    fail "a roll that is $file: exit code $code: $(head -c 200 out)"
done
expect "a dry run of the import" 0 '6 members' scrutineer roll import -e e --dry-run roll.csv
[ ! -e e/registrar/roll.json ] || fail "a dry run imports"
expect "credentials before the roll" 3 'roll' scrutineer credential issue -e e
require "the roll" scrutineer roll import -e e roll.csv
expect "a roll is not replaced by accident" 3 'exists' scrutineer roll import -e e roll.csv
require "a roll is replaced on demand" scrutineer roll import -e e --replace roll.csv
require "the roll from standard input" bash -c 'scrutineer roll import -e e --replace - <roll.csv'
require "credentials" scrutineer credential issue -e e
expect "credentials are issued once" 2 'already|issued' scrutineer credential issue -e e
expect "no roll under issued credentials" 2 . scrutineer roll import -e e --replace roll.csv
expect "a letter to nobody" 2 '999' scrutineer credential letter -e e --number 999
require "letters" scrutineer credential letter -e e --all -o letters
[ "$(find letters -type f | wc -l)" = 6 ] || fail "six letters"
expect "casting before the opening" 3 'no archive' scrutineer ballot cast -e e bad/json
require "the opening" scrutineer election open -e e
expect "opening twice" 2 'open' scrutineer election open -e e
board=$(echo e/public/*.bel)

# The public list is sorted by key (CRD-4).
grep -oE '"[0-9a-f]{64}' e/public/credentials.json >keys
sort -c keys 2>/dev/null && passed=$((passed + 1)) || fail "the list of credentials is not sorted"

# --- ballots ---

scrutineer credential letter -e e --number 1 | grep -oE '[1-9A-Za-z]{5}-[1-9A-Za-z]{6}-[1-9A-Za-z]{5}-[1-9A-Za-z]{6}-[0-9A-Za-z]{3}' >credential
first=$(head -c 1 credential)
other=$([ "$first" = 2 ] && echo 3 || echo 2)
sed "s/^./$other/" credential >typo
echo '22222-222222-22222-222222' >stranger
echo 1 >choices
expect "a typing error is told" 2 'credential\.check' scrutineer ballot make -e e -c typo -x choices -o b.json
expect "an unknown credential is told from it" 2 'ballot\.credential' scrutineer ballot make -e e -c stranger -x choices -o b.json
expect "what is no credential" 2 'credential\.form' scrutineer ballot make -e e -c bad/json -x choices -o b.json
echo 3 >toomany
expect "a choice that is none" 2 . scrutineer ballot make -e e -c credential -x toomany -o b.json
printf '1,2\n' >both
expect "two choices where one is allowed" 2 . scrutineer ballot make -e e -c credential -x both -o b.json
expect "a missing credential file" 3 'nosuch' scrutineer ballot make -e e -c bad/nosuch -x choices -o b.json
expect "a ballot into a folder that can't be" 3 'credential/b.json' scrutineer ballot make -e e -c credential -x choices -o credential/b.json
[ ! -e b.json ] || fail "a refused ballot leaves a file"
require "a ballot" scrutineer ballot make -b "$board" -c credential -x choices -d sign -o ballot.json
require "a ballot is checked" scrutineer ballot check -e e ballot.json
require "an opening" scrutineer ballot make -b "$board" -c credential -x choices -d open -o opening.json
# BAL-7: what is opened holds what it is said to hold, and can't be cast.
require "an opening is audited" scrutineer ballot audit -b "$board" opening.json
sed 's/"votes":\[1,0\]/"votes":[0,1]/' opening.json >lie.json
cmp -s opening.json lie.json && fail "the lie is none"
expect "an opening that lies" 1 'ballot\.opening' scrutineer ballot audit -b "$board" lie.json
expect "an opened ballot can't be cast" 1 'refused' scrutineer ballot cast -e e opening.json
grep -o '"ballot":".*","votes"' opening.json | sed 's/^"ballot":"//; s/","votes"$//; s/\\"/"/g' | tr -d '\n' >unsigned.json
expect "nor the ballot inside it" 1 'ballot\.unsigned' scrutineer ballot cast -e e unsigned.json
for file in empty junk json huge nosuch truncated; do
  cp "$board" kept
  scrutineer ballot cast -e e "bad/$file" >out 2>&1
  code=$?
  { [ "$code" != 0 ] && cmp -s "$board" kept && grep -qE "$file|refused" out && passed=$((passed + 1)); } ||
    fail "casting $file: exit code $code: $(head -c 200 out)"
done
expect "a dry run casts nothing" 0 . scrutineer ballot cast -e e --dry-run ballot.json
cmp -s "$board" kept || fail "a dry run casts"
require "a cast" scrutineer ballot cast -e e ballot.json
tracker=$(grep -oE '[A-Za-z0-9+/]{43}' out)
code_of=$(grep -oE '[0-9A-Z]{3}(-[0-9A-Z]{3}){3}' out | head -n 1)
expect "the same again is there once" 0 'already' scrutineer ballot cast -e e ballot.json
expect "find by tracker" 0 'counts' scrutineer board find -e e "$tracker"
expect "find by code" 0 'counts' scrutineer board find -e e "$code_of"
expect "find nothing" 1 . scrutineer board find -e e 000-000-000-000
expect "find nonsense" 2 . scrutineer board find -e e frob
require "a second ballot" scrutineer ballot make -b "$board" -c credential -x choices -d sign -o again.json
cp "$board" monday.bel
require "a revote" scrutineer ballot cast -e e again.json
expect "the first is replaced now" 0 'replaced' scrutineer board find -e e "$code_of"
# BRD-4: a later copy begins with the earlier one.
expect "diff: nothing is missing" 0 . scrutineer board diff monday.bel "$board"
expect "diff: something is" 1 'archive\.prefix' scrutineer board diff "$board" monday.bel
expect "diff with another board" 1 'archive\.prefix' scrutineer board diff bad/foreign.bel "$board"
expect "a ballot of another election" 1 'ballot\.election' scrutineer ballot check -b bad/foreign.bel ballot.json

# A locked board (BRD-1), a torn tail (BRD-3), a full disk (BRD-2).
exec 9<>"$board"
flock -x 9
expect "a second writer waits outside" 3 'io\.locked' scrutineer ballot cast -e e again.json
exec 9>&-
cp "$board" kept
head -c 700 "$fixture" >>"$board"
expect "damage is not taken for an interrupted write" 3 . scrutineer board recover -e e
cp kept "$board"
head -c -512 kept >"$board"
expect "a torn tail is told" 3 'recover' scrutineer ballot cast -e e again.json
expect "a dry run of recovery" 0 . scrutineer board recover -e e --dry-run
[ "$(stat -c %s "$board")" = $(($(stat -c %s kept) - 512)) ] || fail "a dry run recovers"
require "recovery" scrutineer board recover -e e
cmp -s "$board" monday.bel || fail "recovery leaves the board from before"
require "the ballot comes in again" scrutineer ballot cast -e e again.json
cmp -s "$board" kept || fail "and the board is as it was"
(
  trap '' XFSZ
  ulimit -f $((($(stat -c %s "$board") + 1023) / 1024))
  scrutineer ballot make -b "$board" -c credential -x choices -d sign -o third.json && scrutineer ballot cast -e e third.json
) >out 2>&1
code=$?
{ [ "$code" = 3 ] && passed=$((passed + 1)); } || fail "a full disk: exit code $code: $(head -c 300 out)"
if ! cmp -s "$board" kept; then
  require "after a full disk: recovery" scrutineer board recover -e e
  cmp -s "$board" kept || fail "a full disk lost something"
fi

# --- the count ---

printf 'number,choice\n2,1\n3,2\n' >some.csv
require "some more ballots" scrutineer ballot simulate -e e -o ballots some.csv
require "are cast" scrutineer ballot cast -e e ballots
expect "a tally before the close" 2 . scrutineer tally encrypt -e e
expect "closing is asked about" 2 . scrutineer election close -e e
expect "a dry run of the close" 0 . scrutineer election close -e e --dry-run
require "the close" scrutineer election close -e e --yes
expect "closing twice" 2 . scrutineer election close -e e --yes
expect "casting after the close" 1 . scrutineer ballot cast -e e third.json again.json
expect "decrypting before the tally" 2 . scrutineer tally decrypt -e e anna
require "the tally" scrutineer tally encrypt -e e
expect "a result without shares" 2 . scrutineer tally result -e e
cp e/trustees/ben/key.json kept-key
sed -i 's/"uuid":"./"uuid":"Z/' e/trustees/ben/key.json
expect "a key of another election" 3 'key\.mismatch' scrutineer tally decrypt -e e ben
echo '{}' >e/trustees/ben/key.json
expect "what is no key" 3 'can.t be used' scrutineer tally decrypt -e e ben
cp kept-key e/trustees/ben/key.json
require "a share" scrutineer tally decrypt -e e anna
require "the same share again" scrutineer tally decrypt -e e anna
sed -i 's/^./x/' e/trustees/anna/decrypted.txt
# DEC-3: once decrypted, no other tally for ever.
expect "another tally, never" 2 'trustee\.second-tally' scrutineer tally decrypt -e e anna
require "another share" scrutineer tally decrypt -e e ben
require "the server's" scrutineer tally decrypt -e e server
for file in empty junk json; do
  cp "$board" kept
  scrutineer tally add -e e "bad/$file" >out 2>&1
  code=$?
  { [ "$code" != 0 ] && cmp -s "$board" kept && passed=$((passed + 1)); } || fail "a share that is $file: exit code $code"
done
require "the shares" scrutineer tally add -e e e/public/decryptions/*.json
expect "a share twice" 1 'decryption\.twice' scrutineer tally add -e e e/public/decryptions/1.json
require "the result" scrutineer tally result -e e
expect "a complete election" 0 'VALID' scrutineer-verify e
expect "status at the end" 0 'scrutineer-verify' scrutineer election status -e e

# --- secrets (SEC-3) ---

if grep -rqF "$(cut -c 1-25 credential)" e/public; then fail "a credential under public/"; else passed=$((passed + 1)); fi
loose=$(find e/registrar e/trustees letters -type f -perm /077)
{ [ -z "$loose" ] && passed=$((passed + 1)); } || fail "secrets that others can read: $loose"
for secret in e/trustees/*/*.json; do
  grep -oE '[0-9A-Za-z]{20,}' "$secret" | while read -r word; do
    if [ "$word" != "$(basename "$board" .bel)" ] && grep -rqF "$word" e/public; then echo "$secret: $word"; fi
  done
done >leaks
{ [ ! -s leaks ] && passed=$((passed + 1)); } || fail "trustees' secrets under public/: $(cat leaks)"

echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
