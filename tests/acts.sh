#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Every official act on the command line: made from its fields, entered, and told in words; and what its fields may not be.
source "$1/tests/support/expect.sh"

cat >conf <<'CONF'
[election]
name = Test
minimum = 1
timezone = Europe/London
[trustees]
mandatory = server
[question]
title = Who?
answer = Ann
answer = Bob
[board]
slot = 1
spares = 2
teller = tina
[entry]
name = online
method = online
check = nothing
operator = Example Ltd
[entry]
name = hall
method = meeting
operator = The party
CONF
{ echo number,name; for i in 1 2 3 4 5 6; do echo "$i,Member $i"; done; } >roll.csv
prepared e conf roll.csv board officer registrar online hall tina
act() { s act make -e e "$@" --enter; }
next() { wc -l <e/public/journal.jsonl; }
# public NUMBER: a member's public credential
public() { grep -o "{\"number\":\"$1\",[^}]*" e/registrar/credentials.json | sed 's/.*"public":"\([^"]*\)".*/\1/'; }

# --- the opening, by the act itself ---

quietly s election open -e e
printf 'number,choice\n1,1\n2,2\n3,1\n4,1\n5,2\n' >choices.csv
quietly s ballot simulate -e e -o ballots choices.csv
mapfile -t ballots < <(find ballots -name '*.json' | sort)
quietly s entry accept -e e --name online "${ballots[@]:0:3}"
quietly s entry accept -e e --name hall --identity-checked "${ballots[@]:3}"
for window in 'opens":[0-9]+=>opens":4000000000' 'closes":[0-9]+=>closes":1000000000'; do
  rm -rf other
  cp -r e other
  sed -i -E "s/${window%%=>*}/${window#*=>}/" other/public/definition.json
  expect "nothing is cast outside the window" 2 '^scrutineer: voting (opens|closed) ' s ballot cast -e other "${ballots[@]}"
done
says "it has closed" 'voting closed .*2001'
rm -rf other
cp -r e older
quietly s ballot cast -e e "${ballots[@]}"
read -r code _ < <(grep ' cast$' out | tail -n 1)
read -r other _ < <(grep ' cast$' out | head -n 1)

cp -r e/public/journal.jsonl e/public/log older/public/
expect "an archive that is older than the journal" 1 "the journal in .* breaks off at entry 2.*journal.event" s desk list -e older

# --- freezes ---

expect "neither a tracker nor a code" 2 'ballot=x: neither a tracker nor a short code' act freeze ballot=x reason=not-mine --by hall --by tina
expect "a code of no ballot" 2 'no such ballot is on the board' act freeze ballot=000-000-000-000 reason=not-mine --by hall --by tina
expect "only the ballot before is frozen" 1 'journal.freeze' act freeze "ballot=$other" reason=not-mine --by hall --by tina
expect "a field that is no pair" 2 - act freeze ballot
frozen=$(next)
expect "a freeze" 0 "^Entry $frozen of the journal: freeze$" act freeze "ballot=$code" reason=not-mine --by hall --by tina
expect "a number" 2 'entry=1x: not a whole number' act lift entry=1x reason=mistake --by hall --by tina
expect "an entry that is no freeze" 2 'that entry of the journal is no freeze' act lift entry=2 reason=mistake --by hall --by tina
expect "an entry that isn't there" 2 'is no freeze' act lift entry=99 reason=mistake --by hall --by tina
expect "it is lifted" 0 'of the journal: lift$' act lift "entry=$frozen" reason=mistake --by hall --by tina
expect "once" 1 'journal.repeated' act lift "entry=$frozen" reason=mistake --by hall --by tina

# --- credentials ---

expect "a credential of nobody" 2 'not a public credential of this election' act void credential=abc reason=lost --by hall --by tina
expect "that of somebody who has voted" 1 'journal.has-ballot' act void "credential=$(public 4)" reason=lost --by hall --by tina
expect "and who gets no other" 1 'member 4 can.t get a spare: has voted at the meeting' act reissue member=4 reason=lost --by registrar --by hall
expect "one is voided" 0 'of the journal: void$' act void "credential=$(public 6)" reason=lost --by hall --by tina
expect "and reissued, for a member" 0 'of the journal: reissue$' act reissue member=6 reason=lost --by registrar --by hall

# --- candidates, notices, disputes ---

expect "questions begin with 1" 2 'questions and answers count from 1' act withdraw question=0 answer=1 reason=left votes=count --by officer
expect "an answer that isn't there" 1 'journal.reference' act withdraw question=1 answer=3 reason=left votes=count --by officer
expect "what becomes of votes" 2 'votes are count, void or rerun' act withdraw question=1 answer=2 reason=left votes=maybe --by officer
expect "a candidate goes" 0 'of the journal: withdraw$' act withdraw question=1 answer=2 reason=left votes=count --by officer
expect "or is suspended" 0 'of the journal: suspend$' act suspend question=1 answer=1 reason=eligibility votes=void --by officer
echo "We doubt the roll." >letter.txt
expect "a document that isn't there" 3 'nowhere.txt' act dispute reason=other document=nowhere.txt --by officer
disputed=$(next)
expect "a dispute" 0 'of the journal: dispute$' act dispute reason=eligibility document=letter.txt --by officer
expect "an answer to none" 1 'journal.reference' act answer entry=1 reason=eligibility document=letter.txt --by officer
expect "an answer" 0 'of the journal: answer$' act answer "entry=$disputed" reason=eligibility document=letter.txt --by officer
expect "a notice" 0 'of the journal: notice$' act notice reason=schedule document=letter.txt --by officer

# --- opened ballots ---

grep -o '"credential":"[^"]*"' e/registrar/credentials.json | sed -n '1s/.*:"\(.*\)"/\1/p' >credential
echo 1 >choice
quietly s ballot make -q -b e/public/*.bel -c credential -x choice -d open -o opening.json
expect "what is no opening" 3 'is not a ballot that was opened' act audited opening="${ballots[0]}" --by online
expect "what isn't there" 3 'nowhere.json' act audited opening=nowhere.json --by online
expect "an opened ballot" 0 'of the journal: audited$' act audited opening=opening.json --by online

# --- the end ---

expect "no appeal before the result" 1 'journal.order' act appealed until=1900000000 --by officer
quietly s election close -e e --yes
quietly s tally encrypt -e e
quietly s tally decrypt -e e server
quietly s tally add -e e e/public/decryptions/*.json
quietly s tally result -e e
quietly s election declare -e e
expect "when an appeal ends is a number" 2 'until=soon: not a whole number' act appealed until=soon --by officer
expect "an appeal" 0 'of the journal: appealed$' act appealed until=1900000000 --by officer
expect "the result stands" 0 'of the journal: confirm$' act confirm --by officer
expect "it is set aside" 0 'of the journal: set-aside$' act set-aside reason=court --by officer
expect "no identifier" 2 "uuid=x: not an election's identifier" act supersede uuid=x --by officer
expect "another takes its place" 0 'of the journal: supersede$' act supersede uuid=abcdefghijkmnp --by officer

# --- in words ---

expect "the journal" 0 'voting opened' s board journal -e e
says "a freeze" "credential [0-9a-f]+\.\.\. frozen with ballot $code \(not-mine\)"
says "its end" "freeze of entry $frozen lifted \(mistake\)"
says "a void" 'credential [0-9a-f]+\.\.\. voided \(lost\)'
says "a reissue" 'credential [0-9a-f]+\.\.\. reissued as credential [0-9a-f]+\.\.\. \(lost\)'
says "a candidate who left" 'Bob withdrawn \(left; votes cast: count\)'
says "one who is suspended" 'Ann suspended \(eligibility; votes cast: void\)'
says "a dispute" 'a dispute \(eligibility\)'
says "its answer" "the dispute of entry $disputed answered \(eligibility\)"
says "a notice" 'a notice \(schedule\)'
says "an opened ballot" 'an opened ballot noted: 2 ciphertexts'
says "the close" 'the election closed'
says "the declaration" 'the result declared'
says "an appeal" 'an appeal is open, until .*2030'
says "its end" 'the result confirmed'
says "what was set aside" 'the result set aside \(court\)'
says "and what takes its place" 'another election takes its place: abcdefghijkmnp'
expect "followed" 0 "^ +$frozen .* act: freeze +not-mine$" s witness follow e/public --state seen --once
says "an entry without a reason" 'act: confirm$'
says "ballots, with their entry point" "\(hall\) +$code$"
expect "for programs" 0 '"what":"entry","index":0,"entry":\{"slot"' s witness follow e/public --state seen2 --once --json
says "the whole of it" '"kind":"supersede"'

# --- an election that is abandoned ---

prepared other conf roll.csv board officer registrar online hall tina

# What the board signed last is kept where programs keep such things, unless told otherwise.
at() { env -u SCRUTINEER_STATE -u XDG_STATE_HOME -u HOME "$@"; }
expect "nowhere" 3 'neither HOME nor SCRUTINEER_STATE is set' at scrutineer election open -e other
quietly at HOME="$work/home" scrutineer election open -e other
uuid=$(basename other/public/*.bel .bel)
holds "at home" [ -s "home/.local/state/scrutineer/$uuid.checkpoint" ]
abandon() { at "$@" scrutineer act make abandon -e other reason=technical --by officer --enter; }
expect "not where XDG_STATE_HOME says" 3 'journal.state' abandon HOME="$work/home" XDG_STATE_HOME="$work/xdg"
mv "home/.local/state/scrutineer/$uuid.checkpoint" xdg/scrutineer/
expect "it is abandoned" 0 'of the journal: abandon$' abandon HOME="$work/home" XDG_STATE_HOME="$work/xdg"
expect "which is told" 0 'the election abandoned \(technical\)' s board journal -e other
expect "and stays incomplete" 4 '^INCOMPLETE' s verify other

finish
