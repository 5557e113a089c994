#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# What each role is told to do next can be typed as it stands, and is what the election is waiting for; nothing is opened or
# closed that was announced otherwise.
source "$1/tests/support/expect.sh"
# lines GOAL LINE...: what was printed last has these lines.
lines() {
  local goal=$1 line
  shift
  for line in "$@"; do
    if grep -qxF -- "$line" out; then passes; else fail "$goal: no line \"$line\" in: $(cat out)"; fi
  done
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
lines "with a command for each" "  scrutineer trustee certificate -e e anna" \
  "  scrutineer trustee certificate -e e ben" "  scrutineer trustee certificate -e e chloe" "  scrutineer trustee certificate -e e dora"
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
silent "and nothing of the run" "assemble|finish"
expect "to programs too" 0 '"aborted_by":\["ben"\],"next":\[\{"who":"[^"]*","command":"scrutineer trustee restart -e aborted"\}\]' \
  s election status --json -e aborted
quietly s trustee restart -e aborted --yes
expect "afterwards it begins anew" 0 "trustee certificate -e aborted anna" s election status -e aborted
silent "and nothing is aborted" "was aborted"
quietly s trustee assemble -e e
expect "then the registrar" 0 "^  scrutineer roll import -e e members.csv$" s election status -e e
quietly s roll import -e e roll.csv
quietly s credential issue -e e
expect "then the opening" 0 "^  scrutineer election open -e e$" s election status -e e
says "after a rehearsal, perhaps" 'tried with dummy ballots: scrutineer election rehearse -e e$'
silent "before there is an election" 'credential letter'

# --- opening: a window that is over is none ---

set_times e -7200 -60
expect "an election whose end is past isn't opened" 2 "voting would have closed already, 20.* Europe/London" s election open -e e
[ -z "$(ls e/public/*.bel 2>/dev/null)" ] || fail "a board was made after the end"
set_times e -7200 600
expect "an end that is near is told" 0 "warning: voting closes in less than an hour" s election open --dry-run -e e
set_times e -7200 7200
expect "an end that is far isn't" 0 "in place for opening" s election open --dry-run -e e
silent "an end that is far isn't" "warning"
sed -i 's/"questions":\[{"answers":\[/&'"$(seq -f '"%g"' -s, 990)"',/' e/public/definition.json
for _ in 1 2 3 4 5 6 7 8; do sed -i -E 's/("questions":\[)(\{[^}]*\})/\1\2,\2/' e/public/definition.json; done
expect "ballots that would be too large" 2 "more than the limit of 4194304" s election open -e e
quietly cp aborted/public/definition.json e/public/definition.json
set_times e -7200 7200
quietly s election open -e e
board=$(echo e/public/*.bel)

# --- voting: before, during, after ---

set_times e 3600 7200
expect "before the opening nobody is told to vote" 0 "^Nothing is to be done on the board before voting opens: 20" s election status -e e
silent "before the opening nobody is told to vote" "ballot cast"
says "letters go out" 'the registrar prints: scrutineer credential letter -e e --all -o letters$'
expect "to programs, nobody" 0 '"next":\[\]' s election status --json -e e
set_times e -60 3600
expect "while voting is open, voters vote" 0 "^Voters send their ballots to the returning officer, who puts them on the board.$" s election status -e e
says "letters still go out" 'credential letter -e e --all'
silent "there is nothing to rehearse" 'election rehearse'
lines "and the officer casts" "Next, the returning officer:" "  scrutineer ballot cast -e e BALLOT"
silent "and closes nothing" "election close"
set_times e - -
expect "without an end, the officer closes at some time" 0 '"who":"the returning officer","command":"scrutineer ballot cast -e e BALLOT".*"command":"scrutineer election close -e e"' \
  s election status --json -e e
set_times e -7200 -3600
expect "after the end, the officer closes" 0 "^  scrutineer election close -e e$" s election status -e e
silent "and nobody is told to vote" "ballot cast"
silent "and no letter goes out" "credential letter"

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

# --- what a voter types ---

quietly s credential letter -e single --all -o letters
credential() { # NUMBER: as the letter prints it
  sed -nE 's/^    ([A-Za-z0-9-]{29})$/\1/p' letters/*"$1".txt
}
typed=$(credential M1)
printf '1,2\nblank\n' >choices
wrong() { # GOAL PATTERN CREDENTIAL: refused with that, and not repeated
  printf '%s\n' "$3" >credential
  expect "$1" 2 "$2" s ballot make -e single -c credential -x choices -o never.json
  if [ "${#3}" -gt 2 ] && grep -qF -- "$3" out; then fail "a credential is said again: $1"; fi
}
wrong "a digit that no credential has" "typing error in group 2, character 3" "$(sed -E 's/^(.{8})./\10/' <<<"$typed")"
wrong "a letter that no credential has" "typing error in group 1, character 5" "$(sed -E 's/^(.{4})./\1l/' <<<"$typed")"
wrong "a letter of another script" "typing error in group 4, character 1" "$(sed -E 's/^(.{19})./\1ä/' <<<"$typed")"
wrong "blanks for hyphens" "in or after group 1: there are hyphens" "${typed//-/ }"
wrong "a blank within" "in or after group 3: there are hyphens" "$(sed -E 's/^(.{14})/\1 /' <<<"$typed")"
wrong "no hyphens" "the hyphens between the groups are missing" "${typed//-/}"
wrong "a character too few" "group 1 has 4 characters, not 5" "${typed:1}"
wrong "a character too many" "group 5 has 4 characters, not 3" "${typed}x"
wrong "a group too few" "there are 3 groups, not 5" "${typed:0:18}"
wrong "a group too many" "there are 6 groups, not 5" "$typed-abc"
wrong "nothing" "nothing was typed" ""
wrong "a form that is explained" "a credential looks like XXXXX-XXXXXX-XXXXX-XXXXXX-XXX" "nonsense"
wrong "a check that doesn't fit" "credential.check" "$(sed -E 's/A$/B/;t;s/.$/A/' <<<"$typed")"
unchecked=$(sed -E 's/^A/B/;t;s/^./A/' <<<"${typed:0:25}")
wrong "a typing error that nothing could tell" "without its last three characters: a typing error can't be told" "$unchecked"
if grep -q "spelled correctly" out; then fail "a spelling that was not checked is called correct"; fi
wrong "another election's credential" "spelled correctly, but not for this election" \
  "$(s credential letter -e e --number M1 | sed -nE 's/^    ([A-Za-z0-9-]{29})$/\1/p')"

echo "$typed" >credential
choose() { # GOAL CODE PATTERN LINE1 LINE2
  printf '%s\n%s\n' "$4" "$5" >choices
  expect "$1" "$2" "$3" s ballot make -e single -c credential -x choices -o "choice-$((n += 1)).json"
}
n=0
choose "a number twice is one choice too many" 2 "question 1: an answer stands twice" "1 1" 1
choose "too many choices" 2 "question 1: more answers than may be chosen.*ballot.choice" "1 2 3" 1
choose "too few" 2 "question 1: fewer answers than must be chosen.*ballot.choice" "" 1
choose "what is no number" 2 "question 1: not the number of an answer" "1,x" 1
choose "in the second question" 2 "question 2: not the number of an answer" "1" 3
choose "nothing else beside blank" 2 "question 2" 1 "blank 1"
choose "two" 0 "tracker" "1, 2" 1
says "where to send it" "not cast yet: send the file to the$"
says "which is not the voter's to cast" "^returning officer, who puts it on the board.$"
mv choice-$n.json first.json
choose "one and blank" 0 "tracker" 3 blank
mv choice-$n.json second.json
printf 'number,choice\nM1,"1,1;1"\n' >simulated.csv
expect "nor in a simulated choice" 2 "line 2: a choice that is none, or stands twice" \
  s ballot simulate -e single -o simulated simulated.csv

if command -v script >/dev/null; then
  talk "scrutineer ballot make -e single -o typed.json" "Your credential: " "${typed:1}" "Your credential: " "$typed" \
    "Who?" "1 2 3" "Who?" "2 2" "Who?" "2" "And?" "blank" "sign" "sign"
  for said in "group 1 has 4 characters" "question 1: more answers" "question 1: an answer stands twice" "tracker"; do
    grep -q "$said" out || fail "whoever types may try again: no \"$said\" in $(cat out)"
  done
  [ -e typed.json ] || fail "whoever types may try again"
  talk "scrutineer ballot make -e single -o never.json" "Your credential: " x "Your credential: " y "Your credential: " z
  [ "$(grep -c "a credential looks like" out)" = 3 ] || fail "three tries are all: $(cat out)"
  [ ! -e never.json ] || fail "a ballot was made without a credential"
  set_times single - 3600
  talk "scrutineer election close -e single" "Voting was announced until" n
  grep -q "nothing was changed" out || fail "a closing that was not wanted: $(cat out)"
  if grep -q -e "--yes" out; then fail "who can be asked needs no --yes: $(cat out)"; fi
  set_times single - -
  talk "scrutineer election close -e single" "[y/N]" n
  grep -q "nothing was changed" out || fail "a closing that was not wanted: $(cat out)"
  passed=$((passed + 4))
fi

# --- ballots: opened, cast, replaced ---

printf '1\nblank\n' >choices
quietly s ballot make -e single -c credential -x choices -d open -o opened.json
expect "an opened ballot can't be cast" 1 "opened.json is refused: this ballot was opened for an audit and can't be cast" \
  s ballot cast -e single opened.json
expect "to programs likewise" 1 '"state":"refused","reason":"ballot.unsigned"' s ballot cast -e single --json opened.json
expect "nor checked" 1 "was opened for an audit and can't be cast" s ballot check -e single opened.json
expect "to programs likewise" 1 '^\{"schema":"scrutineer-check-1","valid":false,"reason":"ballot.unsigned"\}$' \
  s ballot check -e single --json opened.json
expect "its audit is for programs too" 0 \
  '^\{"schema":"scrutineer-audit-1","valid":true,"commitment":"[A-Za-z0-9+/]{43}","votes":\[\[1,0,0\],\[1,0,0\]\]\}$' \
  s ballot audit -e single --json opened.json
sed 's/"votes":\[1,0,0/"votes":[0,1,0/' opened.json >lying.json
expect "also where it lies" 1 '^\{"schema":"scrutineer-audit-1","valid":false,"reason":"ballot.opening"\}$' \
  s ballot audit -e single --json lying.json
expect "a ballot that isn't cast" 0 "It is not on the board" s ballot check -e single first.json
expect "to programs" 0 '"valid":true,"on_board":false,"state":"not on the board","tracker":"' \
  s ballot check -e single --json first.json
quietly s ballot cast -e single first.json
expect "one ballot is no ballots" 0 "with 1 ballot on the board\.$" s election status -e single
expect "a ballot that counts" 0 "the one that counts" s ballot check -e single first.json
expect "to programs" 0 '"valid":true,"on_board":true,"state":"counted"' s ballot check -e single --json first.json
quietly s ballot cast -e single second.json
expect "a ballot that was replaced" 0 "replaced by a later ballot" s ballot check -e single first.json
expect "to programs" 0 '"valid":true,"on_board":true,"state":"replaced"' s ballot check -e single --json first.json
expect "and the one that replaced it" 0 "the one that counts" s ballot check -e single second.json
mkdir hostile
echo junk >$'hostile/\e[2J.json'
expect "a file's name doesn't talk to the terminal" 1 "is refused" s ballot cast -e single hostile
silent "a file's name doesn't talk to the terminal" $'\e'
expect "the election is closed" 0 "." s election close -e single --yes
expect "then no ballot is looked at" 2 "the election is closed: no ballot can be cast" s ballot cast -e single missing.json

# --- who decrypts ---

quietly s tally encrypt -e single
expect "the mandatory trustee decrypts" 0 "^Next, t:$" s election status -e single
quietly s tally decrypt -e single t
expect "what was decrypted is added" 0 "^  scrutineer tally add -e single single/public/decryptions/1.json$" s election status -e single
quietly s tally add -e single single/public/decryptions/1.json
expect "the result is for programs too" 0 '^\{"schema":"scrutineer-result-1","uuid":"[^"]*","result":\[\[0,0,1\],\[1,0,0\]\]\}$' \
  s tally result -e single --json
expect "anyone verifies" 0 "^  scrutineer-verify single$" s election status -e single

set_times e - -
quietly s ballot make -e e -c <(s credential letter -e e --number M1 | sed -nE 's/^    ([A-Za-z0-9-]{29})$/\1/p') -x choices -o e.json
quietly s ballot cast -e e e.json
quietly s election close -e e --yes
quietly s tally encrypt -e e
expect "of a group, as many as are needed" 0 "^Next, anna, ben, chloe or dora \(2 of them\):$" s election status -e e
quietly s tally decrypt -e e ben
quietly s tally add -e e e/public/decryptions/2.json
expect "and then one of the others" 0 "^Next, anna, chloe or dora:$" s election status -e e
lines "with a command for each" "  scrutineer tally decrypt -e e anna" "  scrutineer tally decrypt -e e chloe" \
  "  scrutineer tally decrypt -e e dora"
quietly s tally decrypt -e e dora
quietly s tally add -e e e/public/decryptions/4.json
expect "until there are enough" 0 "^  scrutineer tally result -e e$" s election status -e e

# --- the registrar: a roll on a machine of its own, what was interrupted, letters ---

quietly s election new single.conf -e new
mkdir -p own/public
cp new/public/definition.json own/public/
expect "a machine with the definition alone takes a roll" 0 "^3 members, 3 of them eligible; 0 findings" s roll import -e own roll.csv
[ "$(stat -c %a own/registrar)" = 700 ] || fail "the registrar's folder is open to others"
tr , ';' <roll.csv >semicolons.csv
expect "separators are guessed at" 2 "separated by semicolons: --separator semicolon" s roll import -e own --replace semicolons.csv
tr , '\t' <roll.csv >tabs.csv
expect "tabs too" 2 "separated by tabs: --separator tab" s roll import -e own --replace tabs.csv
expect "where a column is really missing, they aren't" 2 "1 error: nothing" s roll import -e own --replace -c name=Name roll.csv
silent "where a column is really missing, they aren't" "separated by"
says "but how to name it" '^  --column name="THE HEADER.S NAME" says which column it is$'
printf 'number,name,email\nM1,A,a@members.example\nM2,A,b@members.example\n' >findings.csv
expect "one finding is no findings" 0 "2 members, 2 of them eligible; 1 finding to look at" s roll import -e own --replace --dry-run findings.csv
quietly s roll import -e own --replace findings.csv
expect "nor when the roll is checked" 0 "^2 members, 1 finding$" s roll check -e own

quietly s credential issue -e own
cp own/public/credentials.json published.json
cp own/registrar/credentials.json kept.json
rm own/public/credentials.json
expect "trying to go on changes nothing" 0 "would be made from them" s credential issue -e own --dry-run
[ ! -e own/public/credentials.json ] || fail "a dry run publishes"
expect "what was issued and not published is published" 0 "2 credentials were issued before" s credential issue -e own
cmp -s own/public/credentials.json published.json || fail "another list is published"
cmp -s own/registrar/credentials.json kept.json || fail "other credentials are kept"
rm own/public/credentials.json
cp single/registrar/credentials.json own/registrar/
expect "another election's credentials are not" 2 "entry 1 of registrar/credentials.json is not of this election" \
  s credential issue -e own
[ ! -e own/public/credentials.json ] || fail "another election's credentials are published"
cp kept.json own/registrar/credentials.json
quietly s credential issue -e own

set_times own 3600 7200
expect "a letter says how to vote" 0 "^    scrutineer ballot make -b [A-Za-z0-9]{14}\.bel$" s credential letter -e own --number M1
uuid=$(basename "$(sed -nE 's/^    scrutineer ballot make -b (.*)$/\1/p' out)" .bel)
grep -q "\"uuid\":\"$uuid\"" own/public/definition.json || fail "another election's board"
lines "for which election" "Who?" "Election $uuid" "To A (member M1)"
expect "and when" 0 "^Voting opens  20.* Europe/London\.$" s credential letter -e own --number M1
expect "and until when" 0 "^Voting closes 20.* Europe/London\.$" s credential letter -e own --number M1
silent "no fingerprint before there is one" "fingerprint"
[ "$(grep -cE '[A-Za-z0-9]{5}-[A-Za-z0-9]{6}-[A-Za-z0-9]{5}' out)" = 1 ] || fail "the credential stands there once: $(cat out)"
[ "$(wc -l <out)" -le 50 ] || fail "a letter is longer than a page"
fingerprint=$(scrutineer-verify single | sed -nE 's/^Election .*, fingerprint ([^,]*),.*/\1/p')
expect "the fingerprint once the election is open" 0 "^The fingerprint of this election is ${fingerprint//+/\\+}:$" \
  s credential letter -e single --number M1
cp e/public/*.bel "single/$(cd single && echo public/*.bel)"
expect "never another election's" 3 "is the board of another election" s credential letter -e single --number M1

finish
