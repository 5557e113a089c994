#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The command line as its users meet it: bad input, wrong phases, wrong keys and full disks are clear errors with the right
# exit code, which name the file and leave nothing half-written; and a whole small election goes through.
set -euo pipefail
root=$(cd "$1" && pwd) bin=$(cd "$2" && pwd)
export PATH="$bin:$PATH"
unset NO_COLOR
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/in"
cd "$work/in"  # all that a command could write to; what it says goes beside it
out=$work/out
passed=0 failed=0 input=/dev/null

fail() {
  echo "FAILED: $*"
  sed 's/^/    /;5q' "$out"
  failed=$((failed + 1))
}
state() {
  { find . -printf '%p %y %m %s %l\n'; find . -type f -size -4096k -exec cksum {} +; } | LC_ALL=C sort | cksum
}

# check GOAL CODE TEXT COMMAND...: the command ends with the code, and what it says has the text (may be empty).
check() {
  local goal=$1 wanted=$2 text=$3 code=0
  shift 3
  "$@" <"$input" >"$out" 2>&1 || code=$?
  if [ "$code" != "$wanted" ]; then
    fail "$goal: exit code $code, not $wanted ($*)"
  elif [ -n "$text" ] && ! grep -qF -- "$text" "$out"; then
    fail "$goal: \"$text\" isn't said ($*)"
  else
    passed=$((passed + 1))
  fi
}
# The same, and nothing changes.
refuse() {
  local before
  before=$(state)
  check "$@"
  [ "$(state)" = "$before" ] || fail "$1: something was written (${*:4})"
}
# holds GOAL COMMAND...: the command is true.
holds() {
  local goal=$1
  shift
  : >"$out"
  if "$@" >"$out" 2>&1; then passed=$((passed + 1)); else fail "$goal ($*)"; fi
}
no() { ! "$@"; }
s() { scrutineer "$@"; }
# TEXT COMMAND...: the command, which may not give memory back that holds the text (SEC-5); under a sanitizer as it is.
sanitized=$(ldd "$bin/scrutineer" | grep -c asan || true)
watched() {
  local text=$1
  shift
  if [ "$sanitized" != 0 ]; then "$@"; else FREE_WATCH=$text LD_PRELOAD=$bin/free-watch.so "$@"; fi
}
secret_of() { # FILE FIELD
  sed -nE "s/.*\"$2\":\"([^\"]*)\".*/\1/p" "$1"
}
# With a disk that takes no byte more. What is said goes through a pipe, which takes what it likes.
on_full_disk() {
  local code=0
  (trap '' XFSZ; ulimit -f 0; exec "$@") 2>&1 </dev/null | cat || code=${PIPESTATUS[0]}
  return "$code"
}
quietly() {
  "$@" >"$out" 2>&1 || { cat "$out"; echo "can't go on: $*"; exit 1; }
}

# --- words ---

check "the overview lists the commands" 0 "ballot cast" s --help
check "so does no command at all, as an error" 2 "ballot cast" s
check "the version is told" 0 "scrutineer " s --version
check "the verifier's version is told" 0 "scrutineer-verify " scrutineer-verify --version
check "the verifier explains itself" 0 "Exit codes" scrutineer-verify --help
check "a libsodium that takes points outside the group for members is not believed" 3 "[io.self-test]" \
  verify-old-sodium --version
verbs=$(s --help | sed -nE 's/^  ([a-z]+( [a-z]+)?)  .*/\1/p')
holds "there are commands to ask about" [ "$(wc -l <<<"$verbs")" -ge 25 ]
while read -r words; do
  # shellcheck disable=SC2086  # a noun and a verb
  refuse "\"$words\" explains itself" 0 "Usage: scrutineer $words" s $words --help
  # shellcheck disable=SC2086
  refuse "\"$words\" knows its options" 2 "unknown option --bogus" s $words --bogus
  check "the noun of \"$words\" explains itself" 0 "$words" s "${words%% *}" --help
  [ "${words%% *}" = verify ] || check "alone it wants a verb" 2 "$words" s "${words%% *}"
done <<<"$verbs"
refuse "an unknown noun is an error" 2 "there is no command \"bogus\"" s bogus
refuse "an unknown verb is an error" 2 "there is no command \"ballot bogus\"" s ballot bogus
refuse "a verb that was mistyped" 2 'did you mean "scrutineer election status"?' s election stauts
refuse "a noun that was" 2 'did you mean "scrutineer election"?' s electoin
refuse "with its verbs" 2 '"election" has: new, record, open, close,' s electoin
cp "$out" "$work/told"
holds "and not all commands" no grep -q "ballot" "$work/told"
refuse "both" 2 'did you mean "scrutineer ballot cast"?' s balot csat b.json
refuse "a noun that is a command itself" 2 'did you mean "scrutineer verify"?' s verfy e
cp "$out" "$work/told"
holds "is not told to want a verb" no grep -q "has:" "$work/told"
refuse "an option is no verb" 2 'did you mean "scrutineer ballot"?' s balot --help
refuse "what is near to nothing" 2 '"ballot" has: make, ' s ballot bogus
refuse "a verb without its noun" 2 "--help lists the commands" s status
refuse "a word of another length" 2 "--help lists the commands" s b
refuse "a very long one" 2 "--help lists the commands" s "$(printf 'election%.0s' {1..99})"
refuse "an operand that is missing is named" 2 "BALLOT... is missing" s ballot cast
refuse "an operand too many is named" 2 "unexpected \"c\"" s board diff a b c
refuse "an option wants its value" 2 "--election wants a value" s board list --election
for number in 0 257 x -1 1x 99999999999999999999999; do
  refuse "a number is checked" 2 "--threads takes a whole number" scrutineer-verify --threads "$number" .
done

# --- an election: three trustees, twelve members ---

question='[question]\ntitle = Who?\nanswer = A\nanswer = B\nmin = 0\nmax = 1\nblank = yes\n'
trustees='[trustees]\nthreshold = 2\nmember = anna\nmember = ben\nmember = chloe\n'
printf '%b' '[election]\nname = Sélection "à la carte"\nminimum = 3\n' "$trustees" "$question" >conf
echo number,name,email >roll.csv
for i in {01..12}; do echo "M$i,Member $i,m$i@members.example"; done >>roll.csv
mkdir bad bad/folder
: >bad/empty
head -c 4000 "$bin/scrutineer" >bad/junk
truncate -s 3G bad/huge
head -c 150 conf >bad/conf
head -c 30 roll.csv >bad/roll.csv

# Files that can't be read are told by name, with exit code 3 (VER-4).
unreadable() { # GOAL COMMAND... with @ in the file's place
  local goal=$1 file
  shift
  for file in bad/missing bad/folder bad/huge; do
    refuse "$goal, $file" 3 "$file" "${@//@/$file}"
  done
}
unusable() { # the same for files that are no such documents
  local goal=$1 code=$2 file
  shift 2
  for file in bad/empty bad/junk; do
    refuse "$goal, $file" "$code" "$file" "${@//@/$file}"
  done
}
unreadable "a definition" s election new @ -e e
unusable "a definition" 2 s election new @ -e e
refuse "a definition that is cut off" 2 "bad/conf:" s election new bad/conf -e e
refuse "an election's folder below a file" 3 "bad/empty/e" s election new conf -e bad/empty/e
# What is no regular file is said to be none, and isn't waited for; what failed is told in the system's words.
mkfifo bad/pipe
for file in bad/pipe /dev/null; do
  for command in "scrutineer-verify" "scrutineer board recover" "scrutineer board list -b" "scrutineer board diff $file"; do
    # shellcheck disable=SC2086  # words
    refuse "no regular file, $command" 3 "$file is no regular file" timeout 20 $command "$file"
  done
done
mkdir bad/loop && ln -s public bad/loop/public
refuse "a folder that can't be read is told as one" 3 "bad/loop/public can't be read: Too many levels" scrutineer-verify bad/loop
rm -r bad/loop bad/pipe
refuse "what is no election's folder" 3 "bad/folder is not an election's folder" s election status -e bad/folder
refuse "a folder that isn't there" 3 "bad/missing is not an election's folder" s election status -e bad/missing
refuse "trying a definition makes nothing" 0 "1. A" s election new conf -e e --dry-run
check "a template is a definition" 0 "" sh -c 'scrutineer election new --template >template'
refuse "that can be used" 0 "anna" s election new template -e e --dry-run
check "an election is made" 0 "anna" s election new conf -e e
refuse "and not twice" 3 "e/public/definition.json can't be written" s election new conf -e e
input=conf check "a definition may come from standard input" 0 "anna" s election new - -e from-stdin
rm -r from-stdin

# --- the roll: an error has its line, and nothing is imported (ROL-1) ---

unreadable "a roll" s roll import -e e @
unusable "a roll" 2 s roll import -e e @
refuse "a roll that is cut off" 2 "bad/roll.csv has 1 error: nothing was imported" s roll import -e e bad/roll.csv
refuse "and the line is named" 2 "line 2: error" s roll import -e e bad/roll.csv
refuse "a roll for no election" 3 "bad/folder is not an election's folder" s roll import -e bad/folder roll.csv
refuse "an unknown separator" 2 "--separator is comma, semicolon or tab" s roll import -e e -s dot roll.csv
refuse "an unknown field" 2 "--column wants FIELD=NAME" s roll import -e e -c shoe=size roll.csv
refuse "a column that isn't there" 2 "line 1: error" s roll import -e e -c "name=Full name" roll.csv
refuse "trying a roll imports nothing" 0 "12 members" s roll import -e e --dry-run roll.csv
refuse "a full disk" 3 "e/registrar/roll.json can't be written" on_full_disk scrutineer roll import -e e roll.csv
refuse "no roll to look at" 3 "there is no roll in e/registrar/roll.json" s roll check -e e
refuse "no roll to issue credentials for" 3 "there is no roll in" s credential issue -e e
input=roll.csv check "a roll may come from standard input" 0 "12 members, 12 of them eligible" s roll import -e e -
refuse "a second roll wants --replace" 3 "e/registrar/roll.json can't be written" s roll import -e e roll.csv
check "and replaces with it" 0 "12 members" s roll import -e e --replace roll.csv
check "the roll is looked at" 0 "12 members, 0 findings" s roll check -e e

# --- the trustees' ceremony ---

refuse "a mandatory trustee's key is not for members" 2 "anna is not a mandatory trustee" s trustee key -e e anna
refuse "a stranger is no trustee" 2 "dora is not a member" s trustee certificate -e e dora
refuse "a step before its first" 3 "e/trustees/anna/seed.json" s trustee commit -e e anna
# A machine that has the definition alone; a step that was interrupted after its secret was written.
mkdir -p own/public && cp e/public/definition.json own/public/
check "a trustee begins with the definition alone" 0 "own/public/trustees/anna.certificate.json" \
  s trustee certificate -e own anna
cp own/trustees/anna/seed.json seed-before
rm own/public/trustees/anna.certificate.json
check "a certificate that was not published is, from the same seed" 0 "anna.certificate.json" \
  s trustee certificate -e own anna
holds "the seed stayed" cmp own/trustees/anna/seed.json seed-before
quietly s trustee certificate -e own ben
cp own/trustees/ben/seed.json own/trustees/anna/
refuse "another's seed is not used in anna's name" 2 "is ben's" s trustee commit -e own anna
rm -r own seed-before
for name in anna ben; do quietly s trustee certificate -e e "$name"; done
refuse "a step before everybody's certificate" 3 "e/public/trustees/chloe.certificate.json" s trustee commit -e e anna
refuse "a certificate is made once" 0 "was published already" s trustee certificate -e e anna
refuse "no keys to put together" 3 "chloe.certificate.json" s trustee assemble -e e
refuse "no keys to open with" 3 "there is no e/public/trustees.json yet" s election open -e e
cp -r e early
quietly s trustee certificate -e e chloe

# What was published is damaged on its way: in a copy, whose owner is told to get it again, and nobody is accused (CER-2).
copy() {
  rm -rf copy
  cp -r e copy
}
for file in bad/empty bad/junk; do
  copy
  cp "$file" copy/public/trustees/chloe.certificate.json
  refuse "a certificate that is none, $file" 3 "it shows nothing about chloe" s trustee commit -e copy anna
done
copy
cp copy/public/trustees/{ben,chloe}.certificate.json
check "a doubled certificate" 1 "[setup.context]" s trustee commit -e copy anna
copy
cp bad/junk copy/trustees/anna/seed.json
refuse "a seed that is none" 3 "copy/trustees/anna/seed.json can't be used" s trustee commit -e copy anna
copy
rm -r copy/public/trustees && mv bad/empty copy/public/trustees && : >bad/empty
refuse "messages' folder is a file" 3 "has not published" s trustee commit -e copy anna
copy
check "a run is put aside" 0 "copy/public/trustees/aborted-" s trustee restart -e copy --yes
refuse "only on request" 2 "--yes" s trustee restart -e e
refuse "a commitment on a full disk" 3 "e/public/trustees/anna.commit.json can't be written" \
  on_full_disk scrutineer trustee commit -e e anna
check "the certificates' hash is told, to be compared by voice" 0 "by voice" s trustee commit -e e anna
for step in commit agree reveal; do
  for name in anna ben chloe; do quietly s trustee $step -e e $name; done
  copy
  sed -i -E -e 's/("response":"[0-9]*)0"/\11"/;t' -e 's/("response":"[0-9]*)[1-9]"/\10"/' copy/public/trustees/ben.$step.json
  next=$(case $step in commit) echo agree ;; agree) echo reveal ;; *) echo finish ;; esac)
  rm -f copy/trustees/anna/key.json
  refuse "ben's $step was changed" 1 "it shows nothing about ben" s trustee $next -e copy anna
done
# One list for each seed, whoever takes the agreement away and exchanges a commitment (CER-5).
holds "what a trustee agreed to is its own" [ "$(stat -c %a e/trustees/anna/agreed.txt)" = 600 ]
copy
rm copy/public/trustees/anna.agree.json
check "the same list can be agreed to again" 0 "anna.agree.json" s trustee agree -e copy anna
tr 0-9a-f 1-9a-f0 <e/trustees/anna/agreed.txt >copy/trustees/anna/agreed.txt
rm copy/public/trustees/anna.{agree,reveal}.json
refuse "another list is not" 2 "[trustee.second-list]" s trustee agree -e copy anna
cp e/public/trustees/anna.agree.json copy/public/trustees/
refuse "and nothing is revealed for it" 2 "[trustee.second-list]" s trustee reveal -e copy anna
quietly s trustee restart -e copy --yes
holds "a new run has a new seed, and agrees anew" [ ! -e copy/trustees/anna/agreed.txt ]
holds "the old ones are kept together" [ -e copy/trustees/anna/aborted-*/seed.json -a -e copy/trustees/anna/aborted-*/agreed.txt ]
copy
rm copy/public/trustees/anna.agree.json copy/trustees/anna/agreed.txt
refuse "nothing is agreed to that can't be written down" 3 "copy/trustees/anna/agreed.txt can't be written" \
  on_full_disk scrutineer trustee agree -e copy anna
copy
mkdir copy/public/trustees/anna.key.json
check "a key that can't be published" 3 "anna.key.json can't be written" s trustee finish -e copy anna
rmdir copy/public/trustees/anna.key.json
check "the step can be done again" 0 "anna.key.json" s trustee finish -e copy anna
share=$(secret_of copy/trustees/anna/key.json secret) seed=$(secret_of copy/trustees/anna/seed.json seed)
for word in "$share" "$seed"; do
  copy
  check "no secret stays in freed memory" 0 "anna.key.json" watched "$word" scrutineer trustee finish -e copy anna
  rm copy/public/trustees/anna.key.json
  check "nor when it is compared" 0 "anna.key.json" watched "$word" scrutineer trustee finish -e copy anna
done
[ "$sanitized" != 0 ] || check "what does stay is found" 99 "free-watch" watched copy/public scrutineer election status -e copy
for name in anna ben chloe; do quietly s trustee finish -e e $name; done
refuse "the officer wants every message" 3 "early/public/trustees/chloe.certificate.json" s trustee assemble -e early
copy
rm copy/public/trustees/ben.commit.json
refuse "also what was committed to" 3 "copy/public/trustees/ben.commit.json" s trustee assemble -e copy
copy
cp copy/public/trustees/{chloe,ben}.key.json
refuse "a trustee's key is another's" 1 "it shows nothing about ben" s trustee assemble -e copy
check "the keys are put together" 0 "2 of 3" s trustee assemble -e e
refuse "once" 3 "e/public/trustees.json can't be written" s trustee assemble -e e

# --- credentials, opening ---

refuse "no credentials to open with" 3 "there is no e/public/credentials.json yet" s election open -e e
refuse "no credentials for letters" 3 "there are no credentials in e/registrar/credentials.json" \
  s credential letter -e e --number M01
copy
cp bad/junk copy/registrar/roll.json
refuse "a roll that is none" 3 "copy/registrar/roll.json can't be used" s credential issue -e copy
refuse "trying to issue issues nothing" 0 "12 credentials would be issued" s credential issue -e e --dry-run
refuse "credentials on a full disk" 3 "e/registrar/credentials.json can't be written" \
  on_full_disk scrutineer credential issue -e e
check "credentials are issued" 0 "12 credentials" s credential issue -e e
refuse "once" 2 "e/public/credentials.json is there already" s credential issue -e e
refuse "and the roll stays" 2 "issued already" s roll import -e e --replace roll.csv
refuse "letters go nowhere" 2 "--number" s credential letter -e e
refuse "all letters want a folder" 2 "--output" s credential letter -e e --all
refuse "a stranger's letter" 2 "M99" s credential letter -e e --number M99
refuse "letters below a file" 3 "bad/empty/letters" s credential letter -e e --all -o bad/empty/letters
check "letters are written" 0 "12 letters" s credential letter -e e --all -o letters
refuse "and not over others" 3 "can't be written" s credential letter -e e --all -o letters
holds "for their owner alone" [ -z "$(find letters \( -type f ! -perm 600 \) -o \( -type d ! -perm 700 \))" ]
for file in trustees credentials; do
  for damage in empty junk; do
    copy
    cp bad/$damage copy/public/$file.json
    refuse "opening with $file that are none, $damage" 3 "" s election open -e copy
  done
done
refuse "trying to open makes nothing" 0 "12 credentials" s election open -e e --dry-run
refuse "opening on a full disk" 3 "can't be made" on_full_disk scrutineer election open -e e
check "the rehearsal goes through" 0 "The rehearsal is valid" s election rehearse -e e
holds "and leaves nothing behind" [ ! -e e/public/rehearsal ]

# The same over machines: the officer has no trustee's folder, each trustee its own alone.
rm -rf copy machines
mkdir machines
for machine in officer anna chloe; do
  mkdir machines/$machine
  cp -r e/public machines/$machine/
done
for name in anna chloe; do mkdir machines/$name/trustees && cp -r e/trustees/$name machines/$name/trustees/; done
check "a rehearsal waits for the trustees on their machines" 4 "anna: copy machines/officer/public/rehearsal/" \
  s election rehearse -e machines/officer
for name in anna chloe; do
  cp -r machines/officer/public/rehearsal machines/$name/public/
  check "$name decrypts on that machine" 4 "$name decrypts on this machine" s election rehearse -e machines/$name
done
cp machines/chloe/public/rehearsal/3.json machines/officer/public/rehearsal/1.json
check "one's part is not another's" 1 "1.json is not anna's part" s election rehearse -e machines/officer
cp machines/anna/public/rehearsal/1.json machines/chloe/public/rehearsal/3.json machines/officer/public/rehearsal/
check "with what they bring back it goes through" 0 "The rehearsal is valid" s election rehearse -e machines/officer
holds "and leaves nothing behind there" [ ! -e machines/officer/public/rehearsal ]
check "the copies are taken away" 0 "" s election rehearse -e machines/anna --remove
holds "and nothing of them stays" [ ! -e machines/anna/public/rehearsal ]
: >machines/chloe/public/rehearsal/rehearsal.bel
check "a rehearsal that can't be read says how to be rid of it" 3 "--remove" s election rehearse -e machines/chloe
rm -r machines
refuse "a rehearsal on a full disk" 3 "can't be" on_full_disk scrutineer election rehearse -e e
check "the election is opened" 0 "e/public/" s election open -e e
board=$(echo e/public/*.bel)
copy
mkdir copy/public/rehearsal && cp "$board" copy/public/rehearsal/rehearsal.bel
check "the election itself is no rehearsal: no trustee's key is used on it" 1 "is no rehearsal" s election rehearse -e copy
refuse "once" 2 "$board is there" s election open -e e
refuse "and its trustees stay" 2 "its trustees can't be changed" s trustee restart -e e --yes
check "so far it is valid" 4 "INCOMPLETE" scrutineer-verify e

# Another election, for what belongs to that one.
printf '%b' '[election]\nname = Other\nminimum = 1\n[trustees]\nmandatory = t\n' "$question" >other.conf
for command in "election new other.conf" "trustee key t" "trustee assemble" "roll import roll.csv" "credential issue" \
  "election open"; do
  # shellcheck disable=SC2086  # words
  quietly s $command -e other
done
other=$(echo other/public/*.bel)

# board init: the same from documents.
init=(s board init new.bel -d doc.json -t e/public/trustees.json -c e/public/credentials.json)
s board show -e e 0 >setup
head -n 1 setup | tr -d '\n' >doc.json
for which in -d -t; do
  unreadable "a board's document" "${init[@]}" $which @
  unusable "a board's document" 3 "${init[@]}" $which @
done
refuse "a board wants its documents" 2 "--trustees is missing" s board init new.bel -d doc.json
refuse "another election's trustees" 1 "new.bel can't be made" "${init[@]}" -t other/public/trustees.json
refuse "a board below a file" 3 "bad/empty/x.bel can't be made" s board init bad/empty/x.bel "${init[@]:4}"
refuse "a board on a full disk" 3 "new.bel can't be made" on_full_disk scrutineer "${init[@]:1}"
check "a board is made of its documents" 0 "" "${init[@]}"
refuse "and never over another" 3 "new.bel can't be made" "${init[@]}"
rm new.bel

# --- ballots ---

credential() { # NUMBER: as the letter prints it
  sed -nE 's/^    ([A-Za-z0-9-]{29})$/\1/p' letters/*"$1".txt
}
for i in 01 02 03 04 05 06; do credential "M$i" >"credential-$i"; done
other_credential=$(s credential letter -e other --number M01 | sed -nE 's/^    ([A-Za-z0-9-]{29})$/\1/p')
for choice in 1 2 blank ''; do echo "$choice" >"choice-$choice"; done
make=(s ballot make -b "$board" -c credential-01 -x choice-1)
word=$(head -c 25 credential-01)
check "a credential does not stay in freed memory" 0 "commitment" \
  watched "$word" scrutineer ballot make -b "$board" -c credential-01 -x choice-1 -d sign -o watched.json
input=credential-01 check "nor from standard input" 0 "commitment" \
  watched "$word" scrutineer ballot make -b "$board" -c - -x choice-1 -d sign -o watched-2.json
check "nor on the registrar's machine" 0 "1 letter " watched "$word" scrutineer credential letter -e e --number M01 -o watched
# On a terminal a credential isn't shown, and Ctrl-C or another signal leaves the terminal as it was (SEC-6).
cat >"$work/ask" <<'END'
ulimit -c 0
(until stty -a </dev/tty | grep -q -- ' -echo '; do sleep 0.05; done; eval "$then") &
sh -c 'echo $$ >"$0/pid"; exec scrutineer ballot make -b "$1" -x choice-1 -d sign -o asked.json' "$work" "$board"
echo "ended with $?;$(stty -a | grep -oE -- ' -?echo ')"
END
on_terminal() { # COMMAND: what is done as soon as nothing is shown any more
  rm -f "$work"/{pid,silent}
  env work="$work" board="$board" then="$1" SHELL=/bin/sh timeout 60 script -qec "sh '$work/ask'" /dev/null
}
mkfifo "$work/nothing" "$work/typed"
exec 9<>"$work/nothing" # stays open: at an end, script types an end of file, and who asks would take that for an answer
for signal in INT TERM HUP QUIT; do
  input=$work/nothing check "SIG$signal ends a program that asks, and echo is on" 0 "ended with $((128 + $(kill -l $signal))); echo" \
    on_terminal "kill -$signal \$(cat \"\$work/pid\")"
done
exec 9>&-
{ until [ -e "$work/silent" ]; do sleep 0.05; done; cat credential-01; sleep 1; } >"$work/typed" &
input=$work/typed check "a credential is asked for, and echo is on after it" 0 "ended with 0; echo" \
  on_terminal ": >\"\$work/silent\""
cp "$out" "$work/shown"
holds "it makes a ballot" [ -e asked.json ]
holds "and isn't shown" no grep -qF "$word" "$work/shown"
holds "as the ballot is" grep -qF "asked.json" "$work/shown"
rm -f asked.json
# What comes in two parts would go through a buffer, if there were one.
mkfifo "$work/slow"
slowly() { head -c 13000 /dev/zero | tr '\0' ' '; sleep 0.5; cat credential-01; }
slowly >"$work/slow" &
check "nothing of a file stays in a buffer" 0 "commitment" \
  watched "$word" scrutineer "${make[@]:1}" -c "$work/slow" -d sign -o watched-3.json
slowly >"$work/slow" &
input=$work/slow check "nor of standard input" 0 "commitment" \
  watched "$word" scrutineer "${make[@]:1}" -c - -d sign -o watched-4.json
rm -r watched watched*.json
unreadable "a board to make a ballot for" s ballot make -b @ -c credential-01 -x choice-1
unusable "a board to make a ballot for" 3 s ballot make -b @ -c credential-01 -x choice-1
unreadable "a credential" "${make[@]}" -c @
for file in bad/empty bad/junk; do
  refuse "a credential that is none, $file" 2 "[credential.form]" "${make[@]}" -c $file
  refuse "choices that are none, $file" 2 "holds no choices" "${make[@]}" -x $file
done
unreadable "choices" "${make[@]}" -x @
sed -E 's/A$/B/;t;s/.$/A/' credential-01 >credential-mistyped # in its check group: elsewhere the check might hold
echo "$other_credential" >credential-other
refuse "a typing error is told" 2 "[credential.check]" "${make[@]}" -c credential-mistyped
refuse "from a credential that isn't this election's" 2 "[ballot.credential]" "${make[@]}" -c credential-other
printf '1,2\n' >choice-both
printf '3\n' >choice-3
refuse "choices that the question doesn't allow" 2 "[ballot.choice]" "${make[@]}" -x choice-both
printf '1\n2\n' >choice-lines
printf '\0001\n' >choice-nul
refuse "a line too many is not passed over" 2 "" "${make[@]}" -x choice-lines
refuse "a line with a NUL in it is no vote for nobody" 2 "holds no choices" "${make[@]}" -x choice-nul
refuse "answers that aren't there" 2 "question 1" "${make[@]}" -x choice-3
refuse "deciding for neither" 2 "neither sign nor open" "${make[@]}" -d maybe
refuse "a ballot below a file" 3 "bad/empty/b.json can't be written" "${make[@]}" -o bad/empty/b.json
refuse "a ballot over another file" 3 "conf can't be written" "${make[@]}" -o conf
refuse "a ballot on a full disk" 3 "b.json can't be written" on_full_disk scrutineer "${make[@]:1}" -o b.json
quietly damage-board "$board" foreign-key.bel key
refuse "a key that isn't the trustees' is encrypted for by nobody" 1 "[setup.key]" s ballot make -b foreign-key.bel \
  -c credential-01 -x choice-1
refuse "no terminal to ask on" 2 "no terminal" s ballot make -b "$board"
for i in 01 02 03 04; do quietly s ballot make -b "$board" -c "credential-$i" -x choice-1 -d sign -o "b$i.json"; done
quietly s ballot make -e e -c credential-05 -x choice-blank -o b05.json
quietly s ballot make -e e -c credential-01 -x choice-2 -o b01-again.json
quietly s ballot make -e other -c credential-other -x choice-1 -o b-other.json
input=credential-06 check "a credential may come from standard input" 0 "commitment" \
  s ballot make -e e -c - -x choice- -o b06.json
input=choice-1 check "choices may come from standard input, the ballot may go to standard output" 0 '"signature"' \
  s ballot make -e e -c credential-06 -x - -o -

head -c 1000 b01.json >bad/ballot
sed -E -e 's/(.*"response":"[0-9]*)0"/\11"/;t' -e 's/(.*"response":"[0-9]*)[1-9]"/\10"/' b02.json >bad/changed
refuse "a ballot to cast that isn't there" 3 "bad/missing" s ballot cast -e e bad/missing
refuse "a ballot that is too large" 3 "bad/huge is larger than" s ballot cast -e e bad/huge
refuse "a folder without ballots" 2 "there is no ballot in bad/folder" s ballot cast -e e bad/folder
refuse "also beside others" 2 "there is no ballot in bad/folder" s ballot cast -e e b01.json bad/folder
unusable "a ballot to cast" 1 s ballot cast -e e @
refuse "a ballot that is cut off" 1 "bad/ballot is refused" s ballot cast -e e bad/ballot
refuse "a ballot that was changed" 1 "bad/changed is refused" s ballot cast -e e bad/changed
refuse "a ballot of another election" 1 "[ballot.election]" s ballot cast -e e b-other.json
refuse "a ballot for no election" 3 "bad/folder is not an election's folder" s ballot cast -e bad/folder b01.json
refuse "trying to cast casts nothing" 0 "would be cast" s ballot cast -e e --dry-run b01.json
refuse "nor does it say so" 0 "1 would be cast, 0 already on the board" s ballot cast -e e --dry-run b01.json
refuse "to programs neither" 0 '"state":"would be cast","reason":"ok"' s ballot cast -e e --dry-run --json b01.json
cp b01.json same.json
refuse "and knows what it would have cast" 0 "1 would be cast, 1 already on the board" s ballot cast -e e --dry-run b01.json same.json
rm same.json
refuse "a ballot on a full disk" 3 "can't be cast" on_full_disk scrutineer ballot cast -e e b01.json
refuse "and it is the disk that is told" 3 "File too large [io]" on_full_disk scrutineer ballot cast -e e b01.json
input=b01.json check "a ballot may come from standard input" 0 "1 cast" s ballot cast -e e -
refuse "a ballot that is there already stays there once" 0 "already on the board" s ballot cast -e e b01.json
cp "$board" monday.bel
check "bad ballots don't keep good ones out" 1 "1 cast, 1 already on the board, 1 refused" \
  s ballot cast -e e b02.json b01.json bad/changed
exec 9<"$board"
flock -x 9
# BRD-1, BRD-2.
refuse "a second writer" 3 "[io.locked]" s ballot cast -e e b03.json
exec 9<&-

unreadable "a ballot to check" s ballot check -e e @
unusable "a ballot to check" 3 s ballot check -e e @
check "a ballot that is there" 0 "It is on the board" s ballot check -e e b02.json
check "a ballot that isn't" 0 "It is not on the board" s ballot check -e e b03.json
input=b03.json check "a ballot to check may come from standard input" 0 "not on the board" s ballot check -e e -
refuse "a changed ballot doesn't hold" 1 "[ballot." s ballot check -e e bad/changed
refuse "another election's ballot doesn't hold" 1 "[ballot.election]" s ballot check -e e b-other.json

# Cast or audit: what is opened shows its votes, and can't be cast (BAL-7).
check "a ballot is opened" 0 "commitment" "${make[@]}" -d open -o opened.json
commitment=$(sed -nE "s/.*commitment: *//p" "$out")
refuse "its audit shows the votes" 0 "1. A" s ballot audit -b "$board" opened.json
refuse "and the commitment that was noted" 0 "$commitment" s ballot audit -b "$board" opened.json
input=opened.json check "it may come from standard input" 0 "1. A" s ballot audit -b "$board" -
sed -E 's/.*"ballot":"(.*)","votes":.*/\1/; s/\\"/"/g' opened.json >unsigned.json
sed 's/"votes":\[0,1,0\]/"votes":[0,0,1]/' opened.json >bad/opened
head -c 2000 opened.json >bad/opened-half
holds "the opened ballot isn't signed" no grep -q '"signature"' unsigned.json
refuse "so it can't be cast" 1 "[ballot.unsigned]" s ballot cast -e e unsigned.json
refuse "nor can its opening" 1 "opened.json is refused" s ballot cast -e e opened.json
refuse "an opening that lies" 1 "[ballot.opening]" s ballot audit -b "$board" bad/opened
refuse "an opening that is cut off" 3 "does not hold" s ballot audit -b "$board" bad/opened-half
refuse "an opening for another election" 1 "[ballot.election]" s ballot audit -b "$other" opened.json
unreadable "an opening" s ballot audit -b "$board" @
unusable "an opening" 3 s ballot audit -b "$board" @

printf 'number,choice\nM01,1\n' >choices.csv
unreadable "simulated choices" s ballot simulate -e e -o ballots @
refuse "simulated choices below a file" 3 "bad/empty" s ballot simulate -e e -o bad/empty choices.csv
printf 'number,choice\nM01,1\nM99,1\n' >bad/choices
refuse "a stranger's simulated choice" 2 "line 3" s ballot simulate -e e -o ballots bad/choices

check "more ballots" 0 "4 cast" s ballot cast -e e b03.json b04.json b05.json b06.json
cp "$board" tuesday.bel
code=$(s ballot check -e e b01.json | sed -n 's/^Short code //p')
check "a ballot that counts" 0 "the one that counts" s board find -e e "$code"
check "a vote is replaced" 0 "1 cast" s ballot cast -e e b01-again.json
check "the first is told to be replaced" 0 "replaced by a later ballot" s board find -e e "$code"
check "to programs too" 0 '"state":"replaced"' s board find -e e --json "$code"
check "and the second counts" 0 '"state":"counted"' s board find -e e --json \
  "$(s ballot check -e e b01-again.json | sed -nE 's/^Tracker +//p')"
refuse "a ballot that isn't there" 1 "no ballot on this board" s board find -b "$other" "$code"
refuse "a code with a typing error" 2 "neither a tracker" s board find -e e "$code-X"
refuse "a ballot for programs" 0 "\"ballot\":1,\"tracker\":\"$(s ballot check -e e b01.json | sed -nE 's/^Tracker +//p')\"" \
  s board show -e e --json "$code"
for command in "list" "show 0" "find $code"; do
  # shellcheck disable=SC2086  # words
  input=tuesday.bel refuse "a board to look at may come from standard input" 0 "" s board $command -b -
  # shellcheck disable=SC2086  # words
  unreadable "a board to look at" s board $command -b @
  # shellcheck disable=SC2086
  unusable "a board to look at" 3 s board $command -b @
done
refuse "an event that isn't there" 1 "there is no such event" s board show -e e 999
for command in "board table" "board page" "board journal" "receipt make --all -o receipts"; do
  # shellcheck disable=SC2086  # words
  refuse "what comes from a journal, where there is none: $command" 2 "this election has no journal" s $command -e e
done
refuse "and that is said to mean" 2 "so there are no receipts" s receipt make -e e --all -o receipts
refuse "where there is no election, it isn't" 3 "bad/folder" s board table -e bad/folder
refuse "standard output that is full" 3 "could not be written" sh -c "scrutineer board list -e e >/dev/full"

# --- comparing (BRD-4) and recovering boards (BRD-3) ---

check "a later board continues an earlier one" 0 "and 6 were added" s board diff monday.bel "$board"
refuse "to programs too" 0 '"state":"continues","old_events":2,"new_events":8}' s board diff --json monday.bel "$board"
refuse "the earlier doesn't continue the later" 1 "[archive.prefix]" s board diff "$board" monday.bel
refuse "because it is shorter" 1 "monday.bel is shorter: it ends after 2 of $board's 8 events" s board diff "$board" monday.bel
refuse "to programs too" 1 '"state":"shorter","reason":"archive.prefix","old_events":8,"new_events":2}' \
  s board diff --json "$board" monday.bel
refuse "nor does another election's" 1 "[archive.prefix]" s board diff monday.bel "$other"
for file in bad/missing bad/empty bad/junk; do
  refuse "a board to compare with, $file" 3 "$file can't be read: " s board diff monday.bel $file
  refuse "a board to compare, $file" 3 "$file can't be read: " s board diff $file monday.bel
  refuse "to programs too, $file" 3 '"state":"cannot-check","copy":"new","reason":"' s board diff --json monday.bel $file
done
refuse "a board to compare that is no file" 3 "bad/folder" s board diff bad/folder monday.bel
as_nobody() { # as someone who may not read everything
  if [ "$(id -u)" = 0 ]; then setpriv --reuid 65534 --regid 65534 --clear-groups "$@"; else "$@"; fi
}
cp monday.bel closed.bel && chmod 0 closed.bel && chmod 711 "$work"
if as_nobody "$bin/scrutineer" --version >"$out" 2>&1 && as_nobody test -r monday.bel; then
  refuse "a copy that may not be read is told as one" 3 "closed.bel can't be read: Permission denied [io]" \
    as_nobody "$bin/scrutineer" board diff monday.bel closed.bel
  refuse "and by the verifier" 3 "closed.bel can't be checked: Permission denied [io]" \
    as_nobody "$bin/scrutineer-verify" closed.bel
  copy
  chmod 0 copy/registrar
  check "a roll that may not be read isn't said to be none" 3 "copy/registrar/roll.json can't be read: Permission denied" \
    as_nobody "$bin/scrutineer" desk list -e copy
  check "nor are credentials" 3 "copy/registrar/credentials.json can't be read: Permission denied" \
    as_nobody "$bin/scrutineer" credential letter -e copy --number M01
  chmod 700 copy/registrar
  chmod 0 copy/public
  check "nor is a folder no election's" 3 "copy/public/definition.json can't be read: Permission denied" \
    as_nobody "$bin/scrutineer" election status -e copy
  chmod 755 copy/public
fi
rm -f closed.bel
size=$(stat -c %s monday.bel)
cp monday.bel damaged.bel
printf '\001' | dd of=damaged.bel bs=1 seek=$((size - 3000)) conv=notrunc status=none
refuse "the place of a change is told" 1 "byte $((size - 3000))" s board diff monday.bel damaged.bel
tracker=$(s ballot check -e e b01.json | sed -nE 's/^Tracker +//p')
refuse "and the ballot" 1 "monday.bel has event 1, Ballot: ballot 1, short code $(s ballot check -e e b01.json |
  sed -n 's/^Short code //p'), tracker $tracker" s board diff monday.bel damaged.bel
refuse "to programs too" 1 "\"byte\":$((size - 3000)),\"event\":1,\"type\":\"Ballot\",\"ballot\":1,\"tracker\":\"$tracker\"" \
  s board diff --json monday.bel damaged.bel
refuse "what is there instead" 1 "damaged.bel has bytes that don't have the hash" s board diff monday.bel damaged.bel
refuse "boards of two elections" 1 "boards of different elections" s board diff monday.bel "$other"
check "a whole board needs no recovery" 0 "is whole" s board recover -e e
head -c $((size - 700)) monday.bel >torn.bel
check "a board that was cut may not have been copied whole" 1 "perhaps it was not copied whole" scrutineer-verify torn.bel
refuse "trying to recover changes nothing" 0 "would be dropped" s board recover --dry-run torn.bel
refuse "it is told what is known of the rest" 0 "compare it with another copy" s board recover --dry-run torn.bel
refuse "to programs too" 0 '"state":"unfinished","bytes":' s board recover --dry-run --json torn.bel
refuse "a torn board to compare is named" 3 "torn.bel can't be read to its end" s board diff torn.bel monday.bel
refuse "a torn board doesn't continue the whole one" 1 "torn.bel ends inside event 1: it was cut" s board diff monday.bel torn.bel
refuse "a torn board isn't listed as whole" 3 "torn.bel can't be read to its end" s board list -b torn.bel
refuse "recovering on a full disk" 3 "nothing was changed" on_full_disk scrutineer board recover torn.bel
check "a torn board is recovered" 0 "moved to torn.bel.dropped-" s board recover torn.bel
check "once" 0 '{"schema":"scrutineer-recover-1","state":"whole","bytes":0}' s board recover --json torn.bel
holds "its tail is kept" cmp <(cat torn.bel torn.bel.dropped-*) <(head -c $((size - 700)) monday.bel)
check "and it is a board" 4 "INCOMPLETE" scrutineer-verify torn.bel
refuse "damage to a record isn't touched" 1 "nothing was changed" s board recover damaged.bel
refuse "to programs too" 1 '"state":"refused","reason":"archive.hash"' s board recover --json damaged.bel
refuse "standard input isn't recovered" 2 "standard input can't be recovered" s board recover -
cat monday.bel bad/junk >junk-behind.bel
refuse "junk behind a board isn't touched" 3 "nothing was changed" s board recover junk-behind.bel
for file in bad/missing bad/folder bad/empty bad/junk bad/huge; do
  refuse "what is no board isn't recovered, $file" 3 "$file" s board recover $file
  refuse "what is no board isn't verified, $file" 3 "$file" scrutineer-verify $file
  refuse "by either program, $file" 3 "$file" s verify --json $file
done
cp monday.bel long.bel && truncate -s 6G long.bel
refuse "a board with gigabytes of nothing behind it" 3 "long.bel" s board recover long.bel
rm long.bel

# A board from standard input, which is copied to where it can be sought in; a limit and a full disk are told.
input=monday.bel check "a board to verify may come from standard input" 4 "INCOMPLETE" scrutineer-verify -
check "through a pipe" 4 "INCOMPLETE" sh -c "cat monday.bel | scrutineer verify -"
input=monday.bel check "the earlier board may" 0 "and 6 were added" s board diff - "$board"
input=$board check "so may the later" 0 "and 6 were added" s board diff monday.bel -
refuse "not both" 2 "not both" s board diff - -
input=bad/junk check "junk doesn't pass" 3 "/dev/stdin can't be checked" scrutineer-verify -
truncate -s 9G bad/huger
input=bad/huger refuse "there is a limit" 3 "standard input is larger than" scrutineer-verify -
rm bad/huger
refuse "nothing is left of it" 0 "" test -z "$(find "${TMPDIR:-/tmp}" -maxdepth 1 -name 'scrutineer-??????' -user "$(id -u)")"
refuse "a full disk" 0 "standard input can't be kept in ${TMPDIR:-/tmp}: File too large" \
  sh -c 'trap "" XFSZ; cat monday.bel | { ulimit -f 0; scrutineer-verify - 2>&1; } | cat'

# --- the count ---

refuse "a tally before the close" 2 "the election is voting" s tally encrypt -e e
refuse "a partial decryption before the tally" 2 "the election is voting" s tally decrypt -e e anna
refuse "a result before the tally" 2 "the election is voting" s tally result -e e
refuse "trying to close closes nothing" 0 "would be closed with 7 ballots" s election close -e e --dry-run
refuse "closing on a full disk" 3 "can't be closed" on_full_disk scrutineer election close -e e --yes
refuse "where nobody can be asked, nothing is closed" 2 "--yes" s election close -e e
check "the election is closed" 0 "with 7 ballots" s election close -e e --yes
refuse "once" 2 "the election is closed already" s election close -e e --yes
refuse "and no ballot comes in" 2 "the election is closed: no ballot can be cast" s ballot cast -e e b02.json
refuse "a partial decryption before the tally" 2 "the election is closed" s tally decrypt -e e anna
refuse "a tally on a full disk" 3 "can't be continued" on_full_disk scrutineer tally encrypt -e e
copy
sed -i 's/"minimum":3/"minimum":7/' copy/public/definition.json
refuse "a small tally is refused" 2 "fewer than the minimum of 7" s tally encrypt -e copy
refuse "trying to add up puts nothing on the board" 0 "of 6 ballots would be put on the board" s tally encrypt -e e --dry-run
check "the ballots are added up" 0 "6 ballots" s tally encrypt -e e
refuse "once" 2 "the election is tallied" s tally encrypt -e e

refuse "a stranger decrypts nothing" 3 "e/trustees/dora/key.json" s tally decrypt -e e dora
copy
sed -i 's/"minimum":3/"minimum":7/' copy/public/definition.json
refuse "a trustee looks at the minimum too" 2 "fewer than the minimum of 7" s tally decrypt -e copy anna
for damage in empty junk; do
  copy
  cp bad/$damage copy/trustees/anna/key.json
  refuse "a key that is none, $damage" 3 "copy/trustees/anna/key.json can't be used" s tally decrypt -e copy anna
done
copy
cp other/trustees/t/key.json copy/trustees/anna/key.json
refuse "another election's key" 3 "[key.mismatch]" s tally decrypt -e copy anna
sed -i "s/\"uuid\":\"[^\"]*\"/\"uuid\":\"$(basename "$board" .bel)\"/" copy/trustees/anna/key.json
refuse "a key that is no trustee's" 2 "[key.mismatch]" s tally decrypt -e copy anna
refuse "a decryption on a full disk" 3 "e/trustees/anna/decrypted.txt can't be written" \
  on_full_disk scrutineer tally decrypt -e e anna
copy
rm -r copy/public/decryptions && : >copy/public/decryptions
check "decryptions' folder is a file" 3 "copy/public/decryptions/1.json can't be written" s tally decrypt -e copy anna
for file in bad/missing bad/folder bad/empty bad/junk; do
  refuse "a board to decrypt, $file" 3 "$file" s tally decrypt -e e -b $file anna
done
copy
check "the key does not stay in freed memory" 0 "copy/public/decryptions/1.json" \
  watched "$share" scrutineer tally decrypt -e copy anna
refuse "trying to decrypt decrypts nothing" 0 "tally of 6 ballots would be decrypted, as trustee 1" s tally decrypt -e e --dry-run anna
check "a trustee decrypts" 0 "e/public/decryptions/1.json" s tally decrypt -e e anna
check "the same tally again" 0 "e/public/decryptions/1.json" s tally decrypt -e e anna
refuse "no result without a quorum" 2 "not enough partial decryptions" s tally result -e e

# A board that is the same but for one ballot: whoever decrypted both would have opened that ballot (DEC-3).
copy
cp tuesday.bel "copy/public/$(basename "$board")"
rm copy/public/decryptions/*
quietly s election close -e copy --yes
quietly s tally encrypt -e copy
refuse "a trustee refuses a second tally" 2 "[trustee.second-tally]" s tally decrypt -e copy anna
refuse "and says so when it is tried" 2 "[trustee.second-tally]" s tally decrypt -e copy --dry-run anna
check "who decrypted none yet can't know" 0 "" s tally decrypt -e copy chloe

cp copy/public/decryptions/3.json bad/of-another-tally
head -c 300 e/public/decryptions/1.json >bad/decryption
unreadable "a partial decryption" s tally add -e e @
unusable "a partial decryption" 3 s tally add -e e @
refuse "a partial decryption that is cut off" 3 "bad/decryption is not taken" s tally add -e e bad/decryption
refuse "a partial decryption of another tally" 1 "[decryption.proof]" s tally add -e e bad/of-another-tally
refuse "a partial decryption on a full disk" 3 "can't be continued" \
  on_full_disk scrutineer tally add -e e e/public/decryptions/1.json
refuse "trying to add adds nothing" 0 "trustee 1 would be put on the board" s tally add -e e --dry-run e/public/decryptions/1.json
refuse "a file given twice is found when it is tried" 1 "[decryption.twice]" s tally add -e e --dry-run e/public/decryptions/1.json e/public/decryptions/1.json
input=e/public/decryptions/1.json check "a partial decryption may come from standard input" 0 "trustee 1" s tally add -e e -
refuse "a trustee counts once" 1 "[decryption.twice]" s tally add -e e e/public/decryptions/1.json
refuse "one of two is no quorum" 2 "not enough partial decryptions" s tally result -e e
quietly s tally decrypt -e e chloe
check "a second trustee's part is taken" 0 "trustee 3" s tally add -e e e/public/decryptions/3.json
refuse "a result on a full disk" 3 "can't be continued" on_full_disk scrutineer tally result -e e
refuse "trying shows the result, and puts nothing on the board" 0 "3  A" s tally result -e e --dry-run
refuse "so it says" 0 "nothing was put on the board" s tally result -e e --dry-run
check "the result is declared" 0 "3  A" s tally result -e e
refuse "once" 2 "the election is done" s tally result -e e
refuse "and no part is added to it" 2 "the election is done" s tally add -e e e/public/decryptions/3.json

# --- afterwards ---

check "anyone verifies it" 0 "VALID: the result follows" scrutineer-verify e
check "from the archive alone" 0 '"verdict":"valid"' s verify --json "$board"
for line in "1  (blank)" "3  A" "1  B"; do check "with the result" 0 "$line" scrutineer-verify e; done
cp "$board" changed.bel
printf '\001' | dd of=changed.bel bs=1 seek=$((size - 3000)) conv=notrunc status=none
refuse "a changed byte is found" 1 "INVALID" scrutineer-verify changed.bel
head -c $((size - 700)) "$board" >cut.bel
refuse "an archive that is cut off" 1 "[archive.torn]" scrutineer-verify cut.bel
mkdir two && cp "$board" two/a.bel && cp "$other" two/b.bel
refuse "two archives in one folder" 3 "more than one archive in two" scrutineer-verify two
for path in two bad/missing bad/folder; do
  refuse "programs get a report all the same, $path" 3 '"verdict":"cannot-check","cause":"io"' scrutineer-verify --json $path
done
holds "every check has its count and its time" \
  [ "$(scrutineer-verify e | grep -cE '^PASS +[0-9]+ +(< 1 ms|[0-9]+\.[0-9]{3} s)  [a-z]')" = 20 ]
for verdict in e tuesday.bel; do
  holds "what isn't proved is said, $verdict" grep -q "Not shown by an archive alone" <(scrutineer-verify $verdict || true)
  holds "trustees and registrar among it, $verdict" grep -q "Enough trustees together.*" <(scrutineer-verify $verdict || true)
done
refuse "also where a board is invalid" 1 "what an archive alone doesn't show" scrutineer-verify changed.bel
quietly damage-board "$board" moved.bel move
refuse "a wrong number in a result is named" 1 'question 1, blank votes: 0 stated, the tally decrypts to 1' scrutineer-verify moved.bel
quietly damage-board "$root/tests/fixtures/ed-smoke.bel" moved-answer.bel move
refuse "with its answer" 1 'question 1, answer 1 (Alice): 5 stated, the tally decrypts to 6' scrutineer-verify moved-answer.bel
check "where it stands" 0 "scrutineer-verify e" s election status -e e

# Nothing secret is public, and what is secret is its owner's alone (SEC-3).
secrets=$work/secrets
grep -ohE '"(credential|secret|seed)":"[^"]+"' -r e/registrar e/trustees | cut -d'"' -f4 >"$secrets"
cut -d, -f2,3 roll.csv | tail -n +2 | tr ',' '\n' >>"$secrets"
holds "there are secrets to look for" [ "$(wc -l <"$secrets")" = $((12 + 3 + 3 + 24)) ]
holds "none of them is public" no grep -rqFf "$secrets" e/public
holds "nor in what was cast" no grep -qFf "$secrets" b01.json opened.json
holds "secret files are their owner's alone" [ -z "$(find e/registrar e/trustees -type f ! -perm 600)" ]
holds "and so are their folders" [ -z "$(find e/registrar e/trustees -type d ! -perm 700)" ]
holds "public files can be published" [ -z "$(find e/public -type f ! -perm 644)" ]
holds "nothing temporary is left" [ -z "$(find e letters -name '*.??????')" ]

# What nobody has checked is shown to a terminal without what could talk to it.
if command -v script >/dev/null; then
  cp "$board" hostile.bel
  at=$(grep -abo '"description":"' hostile.bel | head -n 1 | cut -d: -f1)
  printf '\033[2J' | dd of=hostile.bel bs=1 seek=$((at - 4)) conv=notrunc status=none
  holds "a document is shown without control characters" no grep -q $'\033' \
    <(script -qec "scrutineer board show -b hostile.bel 0" /dev/null </dev/null)
  holds "its bytes go to a file as they are" grep -q $'\033' <(s board show -b hostile.bel 0)
fi

# Colours are for terminals, and for those who want them.
holds "no colours in a file" no grep -q $'\033' <(scrutineer-verify e)
if command -v script >/dev/null; then
  holds "colours on a terminal" grep -q $'\033\[32m' <(script -qec "scrutineer-verify e" /dev/null </dev/null)
  holds "none where NO_COLOR is set" no grep -q $'\033\[[0-9]*m' <(NO_COLOR=1 script -qec "scrutineer-verify e" /dev/null </dev/null)
fi

echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
