#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# An election with a journal on the command line: what a later step wants of an earlier one, and what is refused on the way
# (BRD-6, BRD-7, DEC-5, JRN-10, JRN-12, MTH-1 to MTH-3, PAP-5, REC-14).
source "$1/tests/support/expect.sh"

# --- two ways of voting, two witnesses, results by method from two ballots on ---

cat >conf <<'CONF'
[election]
name = Test
minimum = 2
[trustees]
mandatory = server
[question]
title = Who?
answer = A
answer = B
[board]
slot = 1
spares = 1
method minimum = 2
witness = w1
witness = w2
quorum = 2
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
quietly s election new conf -e e
for role in board officer registrar online hall; do quietly s key make "$role" -e e; done
for w in w1 w2; do
  mkdir $w
  s witness key "$w.example/w" -o $w/key.json -q >$w.vkey
  quietly s key add $w.vkey --as $w -e e
  quietly s witness watch -w $w "$(cat e/public/keys/board)"
  scrutineer witness serve -w $w --port 0 >$w.listening 2>/dev/null & # not s: its process is the one to stop
  servers+=($!)
done
for w in w1 w2; do
  for _ in {1..200}; do [ "$(wc -l <$w.listening)" -lt 2 ] || break; sleep 0.05; done
  echo "$w.example/w $(head -n 1 $w.listening)" >>witnesses
done
quietly s trustee key -e e server
quietly s trustee assemble -e e
{ echo number,name; for i in 1 2 3 4 5 6; do echo "$i,Member $i"; done; } >roll.csv
quietly s roll import -e e roll.csv
quietly s credential issue -e e
quietly s election open -e e
expect "an election is opened once" 2 'open already' s election open -e e

# --- ballots ---

printf 'number,choice\n1,1\n2,2\n3,1\n4,1\n5,2\n' >choices.csv
quietly s ballot simulate -e e -o ballots choices.csv
mapfile -t ballots < <(find ballots -name '*.json' | sort)
expect "a ballot without an entry point" 3 'no entry point has let it in' s ballot cast -e e "${ballots[0]}"
expect "an entry point has a name" 2 'which entry point is this' s entry accept -e e "${ballots[0]}"
expect "that the setup record has" 2 'no entry point "shed"' s entry accept -e e --name shed "${ballots[0]}"
expect "a desk says that it has looked at the person" 2 'identity it has checked' s entry accept -e e --name hall "${ballots[0]}"
expect "a dry run signs nothing" 0 - s entry accept -e e --name online -n "${ballots[0]}"
[ ! -e "${ballots[0]}.accepted" ] || fail "a dry run signs"
quietly s entry accept -e e --name online "${ballots[@]:0:3}"
quietly s entry accept -e e --name hall --identity-checked "${ballots[@]:3}"
cp "${ballots[0]}.accepted" right
expect "another entry point doesn't let it in again" 1 'was let in by online already' s entry accept -e e --name hall --identity-checked "${ballots[0]}"
expect "nor would it" 1 'was let in by online already' s entry accept -e e --name hall --identity-checked -n "${ballots[0]}"
holds "what the first one signed stays" cmp "${ballots[0]}.accepted" right
expect "the same one does" 0 '1 let in' s entry accept -e e --name online "${ballots[0]}"
sed 's/"hall"/"online"/' "${ballots[3]}.accepted" >forged
cp "${ballots[3]}.accepted" right
cp forged "${ballots[3]}.accepted"
tried "the word of one entry point for another, tried" 1 'journal.signature' s ballot cast -e e -n "${ballots[3]}"
expect "the word of one entry point for another" 1 'journal.signature' s ballot cast -e e "${ballots[3]}"
cp right "${ballots[3]}.accepted"
tried "ballots can be tried" 0 'would be cast$' s ballot cast -e e -n "${ballots[@]:0:4}"
says "all of them" '^4 would be cast, 0 already on the board, 0 refused'
expect "ballots" 0 'cast$' s ballot cast -e e "${ballots[@]:0:4}"
first=$(find ballots -name 'receipt-*.tlog-proof' | sort | head -n 1)
cp "$first" receipt
expect "the same again" 0 'already on the board' s ballot cast -e e "${ballots[@]:0:4}"
cmp -s "$first" receipt || fail "another receipt for the same ballot"
expect "a receipt without cosignatures yet" 4 'receipt is good' s receipt check -e e "$first"

# --- a restored backup, a lost state, a lost key (BRD-6, BRD-7) ---

cp -r e backup
expect "one ballot more" 0 'cast$' s ballot cast -e e "${ballots[4]}"
expect "a backup is not written to" 3 'journal.old' s ballot cast -e backup "${ballots[4]}"
expect "nor where it isn't known what was signed" 3 'journal.state' env SCRUTINEER_STATE="$work/nowhere" scrutineer ballot cast -e e "${ballots[4]}"
mv e/officer/board.key.json kept.json
expect "nor without the board's key" 3 'board.key.json' s ballot cast -e e "${ballots[4]}"
mv kept.json e/officer/board.key.json
mv e/public/setup.json kept.json
expect "nor without the journal" 3 'journal.missing' s ballot cast -e e "${ballots[4]}"
expect "the report says what is not here (JRN-12)" 4 'has a journal, which is not here' s verify e
expect "nor is the election called one without a journal" 3 'has a journal, which is not here' s board journal -e e
mv kept.json e/public/setup.json
expect "the backup is where it was" 4 '^INCOMPLETE' s verify backup

# --- an earlier copy and a later one: their journals are compared, too (BRD-4) ---

entries=$(wc -l <backup/public/journal.jsonl)
expect "a later copy continues both" 0 "So it is with the journal: all $entries entries are there, and 1 was added" s board diff backup e
expect "for programs" 0 "\"journal\":\"continues\",\"old_entries\":$entries,\"new_entries\":$((entries + 1))}" s board diff backup e --json
cp -r e edited
sed -i '3s/"slot":/"slot": /' edited/public/journal.jsonl
expect "an entry that is another one" 1 'they differ from entry 2 on' s board diff backup edited
expect "is for the judge" 1 'scrutineer judge fork backup/public edited/public' s board diff backup edited
expect "to programs, too" 1 '"state":"journal-differs",.*"journal":"differs","entry":2}' s board diff backup edited --json
head -n 4 backup/public/journal.jsonl >edited/public/journal.jsonl
expect "entries that are gone" 1 'it has no entry 4$' s board diff backup edited
cp -r backup unfinished
printf '{"slot"' >>unfinished/public/journal.jsonl
expect "what is being written is no entry" 0 'So it is with .* and 0 were added' s board diff unfinished backup/public
rm edited/public/journal.jsonl
expect "a journal that can't be read" 3 'journal.jsonl can.t be read' s board diff backup edited
rm edited/public/setup.json
expect "one journal alone" 0 'was not compared: only the earlier copy has one' s board diff backup edited

# --- the end ---

expect "an unknown way of voting" 2 'no way of voting' s election close -e e --method post
printf 'number,choice\n6,1\n' >late.csv
quietly s ballot simulate -e e -o late late.csv
late=$(find late -name '*.json')
quietly s entry accept -e e --name online "$late"
expect "a way of voting is not closed unasked" 2 'nobody can be asked here, and --yes closes voting online$' s election close -e e --method online
tried "it can be tried" 0 '^Voting online would be closed. No ballot can be cast that way afterwards.$' s election close -e e --method online -n
expect "a way of voting is closed" 0 'Voting online is closed' s election close -e e --method online --yes
expect "once" 2 'voting online is closed already' s election close -e e --method online --yes
tried "and would take no ballot" 1 'journal.closed' s ballot cast -e e -n "$late"
expect "and takes no ballot" 1 'journal.closed' s ballot cast -e e "$late"
expect "nor lets one in" 1 'journal.closed' s entry accept -e e --name online "$late"
expect "the election is closed" 0 'The election is closed, with 5 ballots' s election close -e e --yes
quietly s tally encrypt -e e
expect "no share before the close is cosigned (DEC-5)" 2 'no quorum of witnesses has cosigned the close' s tally decrypt -e e server
expect "not enough witnesses" 4 'not enough' s board checkpoint -e e --witness "$(head -n 1 witnesses | tr ' ' =)"
expect "still no share" 2 'no quorum' s tally decrypt -e e server
mkdir alone
cp e/public/*.bel alone/
expect "the archive alone: it is said what is missing" 4 "^INCOMPLETE: what is here is valid; the election's journal is not here\.$" s verify alone
says "and what to do" '^Put the public folder.s setup.json, journal.jsonl and log/ beside the archive'
expect "a folder that isn't there accuses nobody" 3 'there is no folder absent' s verify alone --journal absent
expect "nor one that is another" 3 'there is no w1/setup.json: w1 is not the public folder' s verify alone --journal w1
expect "nor in a merge" 3 'there is no folder absent' s verify merge alone --journal absent conf
cp e/public/setup.json alone/
expect "nor one that was fetched in part" 3 'there is no alone/journal.jsonl' s verify alone --journal alone
expect "nor where it wasn't named" 4 'There is no alone/journal.jsonl: the journal can.t be looked at' s verify alone
says "which lacks something" "^INCOMPLETE: what is here is valid; the election's journal is not here\.$"
cp e/public/journal.jsonl alone/
mkdir unbound
cp "$1/tests/fixtures/ed-smoke.bel" unbound/
expect "an election without a journal" 0 '^VALID' scrutineer-verify unbound
cp alone/setup.json unbound/
expect "doesn't get one by half" 1 'record.hash' scrutineer-verify unbound
expect "nor without the log" 4 'There is no alone/log/checkpoint' scrutineer-verify alone
expect "and nothing is decrypted without it" 2 'nothing is decrypted without it' s tally decrypt -e e -b alone/*.bel server
rm alone/journal.jsonl
rm alone/setup.json
expect "nor from the archive alone" 2 'nothing is decrypted without it' s tally decrypt -e e -b alone/*.bel server
cp witnesses e/officer/witnesses
expect "the close is cosigned" 0 'cosigned by 2 of 2' s board checkpoint -e e
expect "not in the place of anything else" 3 'setup.json is there, and is something else' s tally decrypt -e e -o e/public/setup.json server
expect "a share, and one for each method" 0 '1-online.json' s tally decrypt -e e server
expect "there is no result yet" 2 'no result yet' s election declare -e e
expect "the result wants those of the methods too" 2 'not enough partial decryptions' bash -c 'scrutineer tally add -e e e/public/decryptions/1.json && scrutineer tally result -e e'
tried "they can be tried" 0 'came online would be taken' s tally add -e e -n e/public/decryptions/1-online.json
expect "they are taken" 0 'of the ballots that came online is taken' s tally add -e e e/public/decryptions/1-online.json
expect "both" 0 'of the ballots that came at the meeting is taken' s tally add -e e e/public/decryptions/1-meeting.json
tried "the result can be tried" 0 '^ +2 ' s tally result -e e -n
expect "the result" 0 'results by method are in' s tally result -e e
expect "it is not declared yet" 4 '^INCOMPLETE' s verify e
tried "a dry run declares nothing" 0 'Who' s election declare -e e -n
expect "it is declared" 0 'declared' s election declare -e e
expect "once" 2 'declared already' s election declare -e e
expect "the end is to be cosigned" 0 '^  scrutineer board checkpoint -e e$' s election status -e e
says "that is said" 'Witnesses have not cosigned the end of the journal'
quietly s board checkpoint -e e
expect "then anyone" 0 '^  scrutineer-verify e$' s election status -e e
expect "the whole is valid" 0 '^VALID' s verify e
expect "with the results by method" 0 'Of the ballots that came at the meeting' s verify e
expect "the program without secrets says so too" 0 '^VALID' scrutineer-verify e
expect "and in JSON" 0 '"declared":true,"paper_voters":0' scrutineer-verify --json e
mv e/public/methods.json kept.json
expect "results by method that are due belong to it" 4 '^INCOMPLETE' scrutineer-verify e
sed 's/"result":\[\[2,1\]\]/"result":[[1,2]]/' kept.json >e/public/methods.json
expect "one vote moved in one of them" 1 'result.value.*online' scrutineer-verify e
mv kept.json e/public/methods.json

# --- acts on the command line ---

expect "a kind that there isn't" 2 'no act "frob"' s act make frob -e e
expect "a field that is missing" 2 'wants reason=' s act make notice -e e document=conf
expect "a field that it doesn't have" 2 'has no such field' s act make notice -e e reason=other document=conf method=online
expect "a reason that is none" 2 'not one of the reasons' s act make notice -e e reason=because document=conf
expect "what has a command of its own" 2 'a command of its own' s act make declare -e e
expect "an act that two must sign" 0 - s act make notice -e e reason=other document=conf -o notice.json
tried "would be refused before they have" 1 'journal.signers' s act enter -e e -n notice.json
expect "is refused before they have" 1 'journal.signers' s act enter -e e notice.json
expect "what would be signed is shown" 2 '"kind":"notice"' s act sign -e e notice.json
expect "what is signed is shown" 0 '"kind":"notice"' s act sign -e e notice.json --by officer
expect "once by each" 2 'has signed this act already' s act sign -e e notice.json --by officer
expect "by a role that there is" 2 'no role "nobody"' s act sign -e e notice.json --by nobody
tried "where it would come is said" 0 "^It would be entry $(wc -l <e/public/journal.jsonl) of the journal: notice$" s act enter -e e -n notice.json
expect "entered" 0 "^Entry $(wc -l <e/public/journal.jsonl) of the journal: notice$" s act enter -e e notice.json
expect "once" 1 'journal.repeated' s act enter -e e notice.json
expect "the journal shows it" 0 'notice' s board journal -e e
expect "the verdict stays" 0 '^VALID' s verify e

# --- the setup record's minimum, whatever becomes of the definition (REC-14) ---

sed -e '/^witness/d;/^quorum/d;/^method minimum/d' -e 's/^minimum = 2/minimum = 3/' conf >small.conf
prepared small small.conf roll.csv board officer registrar online hall
quietly s election open -e small
printf 'number,choice\n1,1\n2,2\n' >two.csv
quietly s ballot simulate -e small -o two two.csv
quietly s entry accept -e small --name online two
quietly s ballot cast -e small two
sed -i 's/"minimum":3/"minimum":1/' small/public/definition.json
grep -q '"minimum":1' small/public/definition.json || fail "the definition is as it was"
expect "closing tells of the minimum" 0 '^2 ballots would count at most, fewer than the minimum of 3' s election close -e small --yes
expect "then the tally, which is told" 0 'fewer ballots than the minimum of 3' s election status -e small
says "how it is made all the same" '^without --small'
expect "no tally of too few" 2 '2 ballots are counted, fewer than the minimum of 3' s tally encrypt -e small
quietly s tally encrypt -e small --small
expect "no share of it" 2 'fewer than the minimum of 3' s tally decrypt -e small server
expect "but if that is wanted" 0 '1.json' s tally decrypt -e small --small server

finish
