#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The desk: an election with three ways of voting, from the door list to the declared columns. Who may be given a paper, which
# counts are refused and how that is said, what the table of ballots comes to, and what comes next at each point (DSK-1, DSK-2,
# DSK-3, DSK-4, DSK-5, TBL-4).
source "$1/tests/support/expect.sh"

make_election() { # FOLDER WEIGHTED WITNESSES
  local roles='board officer registrar online hall letters tina alec' i role
  cat >conf <<'CONF'
[election]
name = Selection
minimum = 3
timezone = Europe/London
[trustees]
mandatory = server
[question]
title = Who?
blank = yes
answer = Annabella
answer = Benedict = Ben
[board]
origin = votes.example.org/test
slot = 1
spares = 2
teller = tina
agent = alec
CONF
  [ "$3" = 0 ] || printf 'witness = w1\nmethod minimum = 3\n' >>conf
  cat >>conf <<'CONF'
[entry]
name = online
method = online
check = nothing
operator = Example Ltd
[entry]
name = hall
method = meeting
operator = The party
[entry]
name = letters
method = post
check = nothing
operator = The party
CONF
  quietly s election new conf -e "$1"
  for role in $roles; do quietly s key make "$role" -e "$1"; done
  if [ "$3" != 0 ]; then
    s witness key witness.example.org/w1 -o w1/key.json -q >w1.vkey
    quietly s key add w1.vkey --as w1 -e "$1"
  fi
  quietly s trustee key -e "$1" server
  quietly s trustee assemble -e "$1"
  {
    echo number,name,branch,eligible,weight
    for i in 1 2 3 4 5 6 7 8 9; do echo "M$i,Member $((10 - i)),North,yes,$(($2 ? i % 2 + 1 : 1))"; done
    echo 'M10,"Zoë ""the last"" O=Neill",,yes,1'
    echo 'M11,Nobody,=1+1,no,1'
  } >roll.csv
  quietly s roll import -e "$1" roll.csv
  quietly s credential issue -e "$1"
  quietly s election open -e "$1"
}
vote() { # FOLDER POINT NUMBER CHOICE [OPTION]
  rm -rf made
  printf 'number,choice\n%s,%s\n' "$3" "$4" >choices.csv
  quietly s ballot simulate -e "$1" -o made choices.csv
  quietly s entry accept -e "$1" --name "$2" ${5:+"$5"} made
  quietly s ballot cast -e "$1" --no-receipts made
}
code_of_last() { s board list -e "$1" | awk '$2 == "Ballot" { code = $3 } END { print code }'; }
public_of() { sed 's/{/\n{/g' "$1/registrar/credentials.json" | grep -F "\"number\":\"$2\"" | grep -oE '"public":"[0-9a-f]*"' | cut -d'"' -f4; }

# --- an election with weights ---

make_election e 1 0
expect "what comes first" 0 '^  scrutineer entry accept -e e --name NAME BALLOT$' s election status -e e
says "then the board" '^  scrutineer ballot cast -e e BALLOT$'
vote e online M1 1
vote e online M2 2
vote e online M3 1

# Somebody finds that a ballot was cast in their name, votes at the desk, and has that frozen (FRZ-1).
vote e hall M3 2 --identity-checked
code=$(code_of_last e)
expect "a freeze that one signs" 1 '"freeze" is signed by the desk that let the ballot in, and a second official; this one by hall$' \
  s act make freeze -e e "ballot=$code" reason=not-mine --by hall --enter
says "who is missing there" 'missing: a second official \(one of: officer, registrar, tina\)$'
expect "a freeze" 0 'freeze' s act make freeze -e e "ballot=$code" reason=not-mine --by hall --by tina --enter
frozen=$(grep -oE '^Entry [0-9]+' out | cut -d' ' -f2)
expect "others than those who signed it can't lift it" 1 'journal.signers' s act make lift -e e "entry=$frozen" reason=mistake --by hall --by officer --enter
says "but who" "the freeze of entry $frozen was signed by hall, tina\$"
expect "an agent signs no freeze" 2 '"alec" may not sign this act' s act make freeze -e e "ballot=$code" reason=not-mine --by hall --by alec
expect "nor two officials beside the desk" 2 '"officer" may not sign this act' s act make freeze -e e "ballot=$code" reason=not-mine --by hall --by tina --by officer
holds "whose ballot was replaced is told where to vote again" bash -c 'scrutineer receipt make -e e --all -o kept --file-only >/dev/null 2>&1
  for file in kept/*; do scrutineer receipt check "$file" --board e; done | grep -F "vote once more at the meeting (hall)"'
# A lost credential is voided, and a spare of the same weight takes its place.
tried "a void of a ballot's credential, tried" 1 'journal.has-ballot' s act make void -e e "credential=$(public_of e M1)" reason=lost --by hall --by officer --enter -n
tried "with one signature of two, tried" 1 'missing: a second official' s act make void -e e "credential=$(public_of e M9)" reason=lost --by hall --enter -n
tried "a lost one, tried" 0 '^It would be entry [0-9]+ of the journal: void$' s desk void -e e M9 --reason lost --by hall --by officer --enter -n
expect "a lost one is voided" 0 '^Entry [0-9]+ of the journal: void$' s desk void -e e M9 --reason lost --by hall --by officer --enter
lost=$(public_of e M9)
expect "until another is given out, it is only gone" 0 '^M9 .*voided: lost, and no other credential in its place$' s desk list -e e -q
expect "no letter brings it again" 1 'no letter for member M9: the credential was voided: lost' s credential letter -e e --number M9
says "but what to do" 'scrutineer act make reissue -e e member=M9 reason=lost --by registrar --by DESK --enter'
silent "nothing of it" 'This is your credential'
reissue() { s act make reissue -e e reason=lost "$@"; }
expect "no spare for who lost none" 1 "M4 can't get a spare: has not voted" reissue member=M4 --by registrar --by hall --enter
says "before that is voided" 'scrutineer desk void -e e M4 --reason lost --by DESK --by registrar --enter'
expect "nor for who has voted" 1 "M1 can't get a spare: has voted" reissue member=M1 --by registrar --by hall --enter
expect "nor for nobody" 2 'issued to a member M99' reissue member=M99 --by registrar --by hall --enter
expect "whose credential, once" 2 'member= or credential=, not both' reissue member=M9 "credential=$lost" --by registrar --by hall --enter
expect "or not at all" 2 '"reissue" wants credential=, or, on the registrar.s machine, member=NUMBER' reissue --by registrar
expect "a member is nobody's but a reissue's" 2 'no such field' s act make void -e e member=M9 "credential=$lost" reason=lost
expect "signed by too few" 1 'reissue" is signed by the registrar, and a desk; this one by registrar' reissue member=M9 --by registrar --enter
says "who is missing" 'missing: a desk \(one of: hall\)$'
expect "or by another" 2 '"letters" may not sign this act' reissue member=M9 --by registrar --by letters --enter
says "who signs it" 'reissue" is signed by the registrar, and a desk; this one by registrar$'
says "who may" 'missing: a desk \(one of: hall\)$'
quietly reissue member=M9 --by registrar -o reissue.json
cp reissue.json kept.json
for role in letters tina officer; do expect "nor on a file" 2 "\"$role\" may not sign this act" s act sign -e e reissue.json --by $role; done
holds "which stays as it was" cmp reissue.json kept.json
expect "the desk does" 0 - s act sign -e e reissue.json --by hall
sed -i 's/"hall"/"letters"/' reissue.json
expect "what was signed by another all the same" 1 'missing: a desk \(one of: hall\)$' s act enter -e e reissue.json
says "who is too much" 'not to sign it: letters$'
expect "online hands out no papers" 2 '"online" may not sign this act' s act make void -e e "credential=$(public_of e M4)" reason=paper --by online --by tina
says "who does" 'missing: an entry point that hands out papers \(one of: hall, letters\), a second official'
expect "a freeze that comes too late" 1 'let the member vote again at the desk, and freeze that ballot at once' \
  s act make freeze -e e "ballot=$code" reason=other --by hall --by tina --enter
expect "a spare without naming one" 0 'journal: reissue$' reissue member=M9 --by registrar --by hall --enter
expect "once" 1 "M9 can't get a spare: has not voted" reissue member=M9 --by registrar --by hall --enter
expect "its letter" 0 '^To Member 1 \(member M9\)$' s credential letter -e e --number M9
says "with all entry points" '^    hall \(meeting, run by The party\): in person: it is checked who you are\.$'
says "of each kind" '^    online \(online, run by Example Ltd\): nothing but the ballot is asked for\.$'
silent "and nobody who puts it on the board" 'returning officer, who puts'
sed -n '/^This is your/,/^The last three/s/^    //p' out >typed
says "of the same weight" '^Your vote has the weight 2\.$'
expect "with it a ballot is made" 0 'give the file to one of the' s ballot make -e e -c typed -x <(echo 1) -o spare.json
expect "and let in" 0 '1 let in, 0 refused' s entry accept -e e --name online --dry-run spare.json
for number in M9 M3; do
  rm -rf made
  printf 'number,choice\n%s,1\n' "$number" >choices.csv
  quietly s ballot simulate -e e -o made choices.csv
  expect "no entry point lets $number's in" 1 'journal.(voided|frozen)' s entry accept -e e --name online made
  says "and says why" '^  .*(new letter has another one|given at a desk stands)'
done
mkdir away
cp -r e/entry away/
mkdir away/public
cp e/public/*.bel e/public/{definition,setup}.json away/public/
expect "who has no journal can't know" 0 'what was voided, frozen or closed is not looked at' s entry accept -e away --name online --dry-run made

# --- the door list (DSK-1) ---

expect "the door list" 0 '^Number +Name +Branch +Votes +State$' s desk list -e e
says "voted" '^M1 +Member 9 +North +2 +has voted online$'
says "frozen" '^M3 +.*frozen: voted at the meeting, and nothing can replace that$'
says "not voted" '^M4 +Member 6 +North +1 +has not voted$'
says "with a spare" '^M9 +Member 1 .*has not voted$'
says "not eligible" '^M11 +Nobody +=1\+1 +may not vote$'
says "of when" 'It is as of entry [0-9]+ of the journal, [A-Z][a-z]+ .*\(Europe/London\)'
says "what is still open (DSK-4)" 'voting online is open: whoever is on this list'
says "and what to do" 'scrutineer election close -e e --method online'
silent "the desk's own way is no worry" 'voting at the meeting is open'
holds "by name" bash -c "scrutineer desk list -e e -q 2>/dev/null | sed -n '5,\$p' | awk '{ print \$3 }' | head -9 | sort -cn"
expect "when, if that is wanted" 0 '^M1 +Member 9 +North +2 +has voted online, 20[0-9-]+ [0-9:]+ to (20[0-9-]+ )?[0-9:]+$' s desk list -e e --when
says "of the frozen, too" '^M3 +.*frozen: voted at the meeting, 20[0-9-]+ [0-9:]+ to (20[0-9-]+ )?[0-9:]+, and nothing can replace that$'
expect "and so for programs" 0 '^M1,.*,voted,"has voted online, 20.*",$' s desk list -e e --when --csv
expect "as a file" 0 . s desk list -e e --csv -o door.csv
holds "of its owner alone" [ "$(stat -c %a door.csv)" = 600 ]
expect "again" 0 - s desk list -e e --csv -o door.csv
expect "in the place of nothing else" 3 'setup.json is there, and is something else' s desk list -e e --csv -o e/public/setup.json
expect "nor as a table" 3 'setup.json is there, and is something else' s board table -e e --page e/public/setup.json
expect "nor as a page" 3 'setup.json is there, and is something else' s board page -e e -o e/public/setup.json
holds "it is as it was" grep -q scrutineer-setup-1 e/public/setup.json
cp door.csv out
says "its header" '^number,name,branch,votes,state,detail,credential$'
says "the public credential of who has not voted" "^M4,Member 6,North,1,free,has not voted,$(public_of e M4)\$"
says "of nobody else" '^M1,.*,voted,has voted online,$'
says "nothing that a spreadsheet would take for a formula" "^M11,Nobody,'=1\\+1,1,none,may not vote,\$"
says "a name with quotes" '^M10,"Zoë ""the last"" O=Neill",,1,free,'
says "the spare, where one was given" '^M9,.*,free,has not voted,[0-9a-f]{64}$'
silent "not the lost one" "$lost"
sed 's/"credential":"/\n&/g' e/registrar/{credentials,spares}.json | sed -nE 's/^"credential":"([^"]*)".*/\1/p' >secrets
holds "never a secret" bash -c '[ -s secrets ] && ! grep -qFf secrets door.csv'
cp -r e strange
sed -i 's/M4/M40/' strange/registrar/roll.json
expect "a roll that isn't the credentials'" 1 'not those of this election and of this roll' s desk list -e strange
expect "no roll, no list" 3 'there is no roll' s desk list -e e/public

# --- voids (DSK-2, DSK-5) ---

# The desk's machine: the public folder, its keys, the list; no registrar's files, and no network.
mkdir desk
cp -r e/public e/entry e/tellers desk/
expect "it can be tried" 0 '^M5  would be voided$' s desk void -e desk --list door.csv --by hall --by tina -o acts -n M4 M5
holds "which writes nothing" test ! -e acts
expect "the desk, offline" 0 '^M4  acts/void-[0-9a-f]{12}.json$' s desk void -e desk --list door.csv --by hall --by tina -o acts M4 M5
says "what is left to do" 'scrutineer act enter -e desk FILE'
holds "no member in the names of files" bash -c '! ls acts | grep -q M'
expect "who has voted gets no paper" 1 "M1 can't be given a paper: has voted online" s desk void -e desk --list door.csv --by hall --by tina M1
says "nor is the envelope opened" 'set the envelope aside unopened'
expect "not on the list" 2 'no member M99 in door.csv' s desk void -e desk --list door.csv --by hall --by tina M99
expect "no list and no registrar" 3 'on any other machine, --list names the door list' s desk void -e desk --by hall --by tina M6
expect "a list that is none" 3 'no door list' s desk void -e desk --list roll.csv --by hall --by tina M6
expect "nobody signs" 2 'who signs' s desk void -e desk --list door.csv M6
expect "an agent" 2 '"alec" can.t sign here' s desk void -e desk --list door.csv --by hall --by alec M6
expect "two entry points" 2 'one entry point and one second official' s desk void -e desk --list door.csv --by hall --by letters M6
expect "online hands out none" 2 '"online" hands out no papers' s desk void -e desk --list door.csv --by online --by tina M6
expect "one signature isn't enough to enter it" 2 'wants both' s desk void -e desk --list door.csv --by hall --enter M6
expect "no such reason" 2 'not one of the reasons' s desk void -e desk --list door.csv --by hall --reason why M6
expect "nobody" 2 'whose credential' s desk void -e desk --list door.csv --by hall
expect "twice at once" 2 'named twice' s desk void -e desk --list door.csv --by hall M6 M6
expect "one signs here" 0 'One more signs each of them' s desk void -e desk --list door.csv --by hall -o half M6
expect "the other there" 0 - s act sign -e e half/*.json --by officer
for act in acts/*.json half/*.json; do expect "entered" 0 'void' s act enter -e e "$act"; done
expect "on the registrar's machine, what the board has is known" 1 "M2 can't be voided: has voted online" s desk void -e e --by hall --by tina M2 M7
says "all or none" 'nothing was signed: leave out who is named above'
expect "a frozen one" 1 "M3 can't be voided: frozen" s desk void -e e --by hall --by tina M3
expect "a second time" 1 "M4 can't be voided: voided: a paper from hall" s desk void -e e --by hall --by tina M4
expect "a spare that nobody holds" 1 "a spare that nobody holds" s desk void -e e --by hall --by tina \
  --credential "$(for k in $(grep -oE '[0-9a-f]{64}' e/public/spares.json); do grep -q "$k" door.csv || echo "$k"; done | head -1)"
expect "no credential" 2 'not a public credential' s desk void -e e --by hall --by tina --credential 12
expect "the spare of a member who lost one" 0 'void' s desk void -e e --by hall --by tina --enter M9
expect "by post, when the envelope arrives" 0 'void' s desk void -e e --by letters --by officer --enter M8
vote e online M7 1
expect "voted meanwhile" 1 "M7 can't be voided: has voted" s desk void -e e --list door.csv --by letters --by officer --enter M7
says "aside" 'set the envelope aside unopened'
expect "the list after that" 0 '^M8 .*voided: a paper from letters$' s desk list -e e -q
says "and" '^M4 .*voided: a paper from hall$'

# --- the count (DSK-3) ---

expect "which count" 2 'template prints a form' s desk count -e e
expect "whose form" 2 'point names it' s desk count -e e --template
expect "the form" 0 '^# Credentials voided for papers here: 4' s desk count -e e --template --point hall
says "weights" '^# The votes of these members together: 6, by their weights'
says "answers by number" '^votes 2 =$'
cp out empty.conf
expect "as it is, it is no count" 2 'empty.conf:6: issued: no number' s desk count -e e empty.conf
# M4, M5, M6, M9 at the hall: weights 1, 2, 1, 2. One spoiled paper was replaced, one of M5 is invalid, one of M4 never came back.
cat >hall.conf <<'CONF'
# at the hall
point = hall
issued = 5
replaced = 1
weight = 6
returned = 3
unaccounted = 1
valid = 2
valid weight = 3
rejected mistake = 1
votes 1 = 2
votes Benedict = Ben = 1
blank = 0
refused = alec
CONF
expect "before its way of voting is closed, it isn't entered" 4 'scrutineer election close -e e --method meeting' \
  s desk count -e e hall.conf --by officer --by tina --enter
expect "closing comes next" 0 '^  scrutineer election close -e e --method meeting$' s election status -e e
quietly s desk void -e e --by hall --by tina -o late M10
quietly s election close -e e --method meeting --yes
tried "the election isn't closed before papers are counted" 4 '^scrutineer: the papers of "hall" are not counted yet: nothing was closed$' \
  s election close -e e --yes
says "which is next" '^  "scrutineer desk count" enters the count, and then the election can be closed$'
says "nor those that come by post" '^scrutineer: the papers of "letters" are not counted yet: nothing was closed$'
says "which can still come" '^  "scrutineer election close --method post" ends voting there, "desk count" enters the count; then close$'
expect "then no void is entered" 1 'journal.closed' bash -c 'scrutineer act enter -e e late/void-*.json'
says "and what that means is said" 'a paper that was handed out for this one can.t be counted'
printf 'number,choice\nM7,1\n' >choices.csv
rm -rf made
quietly s ballot simulate -e e -o made choices.csv
expect "a letter that is printed now" 0 '^    online \(online' s credential letter -e e --number M7
silent "sends nobody where it is closed" '^    hall'
expect "nobody is let in by a closed way" 1 'journal.closed' s entry accept -e e --name hall --identity-checked made
expect "but by another" 0 '1 let in' s entry accept -e e --name online --dry-run made
expect "then the count" 0 '^The papers of hall are to be counted. The form: scrutineer desk count -e e --template --point hall$' s election status -e e
says "as a command" '^  scrutineer desk count -e e COUNT.conf --by officer -o count.json$'
refuse() { # GOAL CODE PATTERN OLD=>NEW...
  local goal=$1 code=$2 pattern=$3 change
  shift 3
  cp hall.conf wrong.conf
  for change in "$@"; do
    grep -qF "${change%%=>*}" wrong.conf || fail "nothing to change for $goal"
    awk -v old="${change%%=>*}" -v new="${change#*=>}" '$0 == old { $0 = new } { print }' wrong.conf >w && mv w wrong.conf
  done
  expect "a count: $goal" "$code" "$pattern" s desk count -e e wrong.conf --by officer -o never.json
  [ ! -e never.json ] || fail "a count was written: $goal"
}
refuse "more replaced than issued" 1 'replaced: 7; issued: 5. That is 2 too many' 'replaced = 1=>replaced = 7'
refuse "too few returned" 1 'returned and unaccounted together: 3; issued, without those replaced: 4. That is 1 too few' 'returned = 3=>returned = 2' 'rejected mistake = 1=>rejected mistake = 0'
refuse "too many unaccounted" 1 'unaccounted together: 5; .* 1 too many' 'unaccounted = 1=>unaccounted = 2'
refuse "valid and rejected" 1 'valid and rejected together: 4; returned: 3. That is 1 too many' 'valid = 2=>valid = 3'
refuse "more valid weight than weight" 1 'valid weight: 7; weight: 6. That is 1 too many' 'valid weight = 3=>valid weight = 7'
refuse "less weight than papers" 1 'valid: 2; valid weight .*: 1. That is 1 too many' 'valid weight = 3=>valid weight = 1'
refuse "an answer with too many" 1 'Annabella: 4; valid weight without blank: 3. That is 1 too many' 'votes 1 = 2=>votes 1 = 4'
refuse "too few votes" 1 'votes for all answers together: 2; what the valid papers have to give: 3. That is 1 too few' 'votes 1 = 2=>votes 1 = 1'
refuse "blank and votes" 1 'votes for all answers together: 3; what the valid papers have to give: 2. That is 1 too many' 'blank = 0=>blank = 1'
refuse "blank alone" 1 'blank: 4; valid weight: 3. That is 1 too many' 'blank = 0=>blank = 4'
refuse "fewer papers than voids" 1 'issued, without those replaced: 3; credentials voided for papers at this entry point: 4. That is 1 too few' 'replaced = 1=>replaced = 2' 'unaccounted = 1=>unaccounted = 0'
refuse "another weight than the voids'" 1 'weight: 7; weight of the credentials voided for papers: 6. That is 1 too many' 'weight = 6=>weight = 7'
refuse "a line twice" 2 'wrong.conf:5: issued: stands twice' 'weight = 6=>issued = 4'
refuse "an answer twice" 2 'Benedict = Ben: stands twice' 'votes 1 = 2=>votes 2 = 1'
refuse "no such answer" 2 'Carla: no answer: give its name or its number' 'votes 1 = 2=>votes Carla = 2'
refuse "no such number" 2 '3: no answer' 'votes 1 = 2=>votes 3 = 2'
refuse "a negative number" 2 '-1: not a whole number' 'blank = 0=>blank = -1'
refuse "a number that is too large" 2 'too large' 'issued = 5=>issued = 1999999999999'
refuse "an unknown line" 2 'no such line in this form' 'blank = 0=>spoilt = 0'
refuse "no number" 2 'not KEY = NUMBER' 'blank = 0=>blank'
refuse "an unknown reason" 2 'whim: not one of the reasons' 'rejected mistake = 1=>rejected whim = 1'
refuse "an unknown entry point" 2 'no entry point' 'point = hall=>point = attic'
refuse "who can't refuse" 2 'officer: neither a teller nor an agent' 'refused = alec=>refused = officer'
refuse "a missing answer" 2 'there is no line "votes Annabella"' 'votes 1 = 2=>'
refuse "a missing number" 2 'there is no line "unaccounted"' 'unaccounted = 1=>'
refuse "a missing weight" 2 'there is no line "valid weight"' 'valid weight = 3=>'
refuse "no blank" 2 'there is no line "blank"' 'blank = 0=>'
expect "a count can be tried" 0 '^[{].*"kind":"paper-count"' s desk count -e e hall.conf --by officer -o hall.json -n
holds "which writes none" test ! -e hall.json
expect "a hall signs no count" 2 '"hall" may not sign this act' s desk count -e e hall.conf --by hall
expect "who signs and refuses" 2 'refused = alec": one of the two' s desk count -e e hall.conf --by officer --by alec
expect "not everyone" 2 'not everyone has signed: tina' s desk count -e e hall.conf --by officer --enter
expect "the count" 0 'Still to sign: tina. Each: scrutineer act sign -e e FILE --by ROLE' s desk count -e e hall.conf --by officer -o hall.json
holds "the act is its owner's alone" [ "$(stat -c %a hall.json)" = 600 ]
expect "a count is not entered before all have signed" 1 'missing: tina$' s act enter -e e hall.json
expect "who refuses can't sign it" 2 '"alec" may not sign this act' s act sign -e e hall.json --by alec
expect "nor the hall" 2 '"hall" may not sign this act' s act sign -e e hall.json --by hall
expect "the teller elsewhere" 0 - s act sign -e desk hall.json --by tina
expect "is entered" 0 'paper-count' s act enter -e e hall.json
expect "once" 2 'counted already' s desk count -e e hall.conf --by officer
expect "no paper after the count" 2 'no more are handed out there' s desk void -e e --by hall --by tina M10
quietly s election close -e e --method post --yes
cat >letters.conf <<'CONF'
point = letters
issued = 1
replaced = 0
weight = 1
returned = 1
unaccounted = 0
valid = 1
valid weight = 1
votes Annabella = 1
votes 2 = 0
blank = 0
CONF
expect "everyone at one table" 0 'paper-count' s desk count -e e letters.conf --by officer --by tina --by alec --enter
says "few papers tell of their voters" 'These are 1 valid paper, fewer than the minimum of 3'

# --- to the end ---

expect "then the close" 0 '^  scrutineer election close -e e$' s election status -e e
quietly s election close -e e --yes
expect "without witnesses nothing is waited for" 0 '^  scrutineer tally encrypt -e e$' s election status -e e
quietly s tally encrypt -e e
expect "the trustees" 0 '^  scrutineer tally decrypt -e e server$' s election status -e e
quietly s tally decrypt -e e server
quietly s tally add -e e e/public/decryptions/1.json
expect "the result" 0 '^  scrutineer tally result -e e$' s election status -e e
quietly s tally result -e e
expect "its declaration" 0 '^  scrutineer election declare -e e$' s election status -e e
expect "in three columns (PAP-5)" 0 '^ +4 +3 +7  Annabella$' s election declare -e e
says "the other" '^ +3 +1 +4  Benedict = Ben$'
expect "then anyone" 0 '^  scrutineer-verify e$' s election status -e e
expect "which is valid" 0 'VALID' s verify e
says "papers" '5 voted on paper'

# --- the table (TBL-4), and the journal in words ---

numbers() { grep -oE "\"$1\":[0-9]+" | tail -1 | grep -oE '[0-9]+'; }
s verify e --json >report.json
s board table -e e --json >table.json
table_total=$(sed 's/.*"total"//; s/"papers".*//' table.json)
holds "counted, as the verifier says" [ "$(numbers counted <<<"$table_total")" = "$(numbers counted <report.json)" ]
holds "four of them" [ "$(numbers counted <<<"$table_total")" = 4 ]
holds "replaced: one" [ "$(numbers replaced <<<"$table_total")" = 1 ]
expect "as text" 0 '^All +3 \(\+1\) +1 +0 +4 \(\+1\)$' s board table -e e
says "papers" '^Papers of hall \(meeting\): voters 4; issued 5, of them replaced 1; returned 3 \(valid 2, rejected 1\), unaccounted for 1$'
expect "as a page" 0 - s board table -e e --page when.html --svg when.svg
quietly s board table -e e --page again.html
holds "the same bytes" cmp when.html again.html
holds "with its chart" bash -c "grep -qF '<svg' when.html && grep -qF '>hall (meeting)<' when.html"
holds "without scripts" bash -c "! grep -qiE '<script|https?://[^w]|src=|href=' when.html"
if command -v rsvg-convert >/dev/null; then holds "the chart can be drawn" rsvg-convert when.svg -o when.png; fi
expect "the journal" 0 '^ +0  20[0-9-]+ [0-9:]+ to (20[0-9-]+ )?[0-9:]+  the board begins$' s board journal -e e
says "a freeze" "frozen with ballot $code \(not-mine\)  \[signed: hall, tina\]\$"
says "a void" 'credential [0-9a-f]{12}\.\.\. voided \(lost\)  \[signed: hall, officer\]$'
says "a spare" 'reissued as credential [0-9a-f]{12}\.\.\. \(lost\)  \[signed: registrar, hall\]$'
says "a count" 'papers of hall counted: 5 issued, 1 replaced, 3 returned, 2 valid, 1 rejected, 1 unaccounted for; refused to sign: alec  \[signed: officer, tina\]$'
says "a ballot" "ballot $code, at the meeting  \[signed: hall\]\$"
says "the end" 'the result declared  \[signed: officer\]$'
expect "of the public folder alone, for programs" 0 '"kind":"ballot","type":"Ballot","method":"online","tracker":"' s board journal e/public --json
if command -v python3 >/dev/null; then
  holds "each line is JSON" python3 -c "import json; [json.loads(l) for l in open('out')]"
  holds "the table is JSON" python3 -m json.tool table.json
fi

# --- one vote each, and a witness ---

make_election f 0 1
vote f online M1 1
vote f online M2 1
vote f online M3 2
expect "no weights on the list" 0 '^Number +Name +Branch +State$' s desk list -e f -q
quietly s desk void -e f --by hall --by tina --enter M4 M5
quietly s election close -e f --method meeting --yes
cat >f.conf <<'CONF'
point = hall
issued = 2
replaced = 0
returned = 2
unaccounted = 0
valid = 2
votes 1 = 0
votes 2 = 1
blank = 1
CONF
sed 's/^valid = 2/valid = 2\nweight = 3/' f.conf >wrong.conf
expect "where everyone has one vote" 1 'weight: 3; issued, without those replaced \(everyone has one vote\): 2. That is 1 too many' \
  s desk count -e f wrong.conf --by officer
expect "weights need not be said" 0 'paper-count' s desk count -e f f.conf --by officer --by tina --by alec --enter
quietly s election close -e f --yes
expect "the witnesses come before the tally" 0 '^  scrutineer board checkpoint -e f$' s election status -e f
says "why" '^Nothing is decrypted before a quorum of witnesses has cosigned the close.$'
quietly s witness watch -q -w w1 "$(cat f/public/keys/board)"
: >url
scrutineer witness serve -w w1 --port 0 >url 2>served &
servers+=($!)
for _ in {1..200}; do [ -s url ] || sleep 0.05; done
quietly s board checkpoint -e f --witness "witness.example.org/w1=$(head -n 1 url)"
expect "then it goes on" 0 '^  scrutineer tally encrypt -e f$' s election status -e f
quietly s tally encrypt -e f
quietly s tally decrypt -e f server
expect "what a trustee brought is added together" 0 '^  scrutineer tally add -e f f/public/decryptions/1.json f/public/decryptions/1-online.json$' \
  s election status -e f
quietly s tally add -e f f/public/decryptions/1.json
expect "or what is left of it (MTH-2)" 0 '^  scrutineer tally add -e f f/public/decryptions/1-online.json$' s election status -e f
quietly s tally add -e f f/public/decryptions/1-online.json
expect "and then the result" 0 '^  scrutineer tally result -e f$' s election status -e f
quietly s tally result -e f
quietly s election declare -e f
expect "though all came by one method, both hold" 0 'VALID' s verify f

finish
