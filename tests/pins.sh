#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The second factor from the registrar's handles to the entry point's lock: who gets which file, which PIN is taken, how many wrong
# ones are, and that neither a crash nor a copy gives a try for nothing (PIN-2, PIN-4, PIN-5, PIN-6, PIN-7).
source "$1/tests/support/expect.sh"
export ASAN_OPTIONS=detect_leaks=0 # it can't look for leaks in what is traced
lines_of() { wc -l <"$1"; }
handle_of() { sed -nE "s/^$1,//p" e/registrar/handles.csv; } # NUMBER
pin_of() { sed -nE "s/^$1,//p" "${2-e/officer/pins.csv}"; } # HANDLE [FILE]

# --- an election whose entry points want different things ---

cat >conf <<'CONF'
[election]
name = Test
minimum = 1
[trustees]
mandatory = server
[question]
title = Who?
answer = A
answer = B
[board]
origin = votes.example.org/test
spares = 2
[entry]
name = online
method = online
operator = Example Ltd
[entry]
name = phone
method = telephone
operator = Example Ltd
[entry]
name = hall
method = meeting
operator = The party
[entry]
name = kiosk
method = post
check = nothing
operator = The party
CONF
quietly s election new conf -e e
for role in board officer registrar online phone hall kiosk; do quietly s key make -e e $role; done
quietly s trustee key -e e server
quietly s trustee assemble -e e
printf 'number,name\nM1,Annabella\nM2,Benedict\nM3,Chloe\n"M,4",Dora\nM5,Eve\nM6,Finn\n' >roll.csv
quietly s roll import -e e roll.csv

# --- the registrar's handles (PIN-2) ---

quietly s credential issue -e e --dry-run
holds "a dry run makes no handles" [ ! -e e/registrar/handles.csv ]
quietly s credential issue -e e
for file in handles.csv handles-for-officer.csv; do
  holds "registrar/$file is the registrar's alone" [ "$(mode_of e/registrar/$file)" = 600 ]
  holds "and has a line for every member and spare" [ "$(lines_of e/registrar/$file)" = 9 ]
done
holds "members stand in the roll's order, whatever their numbers" [ "$(sed -E 's/,[^,]*$//' e/registrar/handles.csv | paste -sd';')" = \
  'number;M1;M2;M3;"M,4";M5;M6;;' ]
holds "every handle is another one" bash -c '[ "$(tail -n +2 e/registrar/handles.csv | grep -oE "[^,]*$" | sort -u | grep -cE "^[1-9A-HJ-NP-Za-km-z]{10}$")" = 8 ]'
holds "the officer's list is ordered by handle" bash -c 'tail -n +2 e/registrar/handles-for-officer.csv | LC_ALL=C sort -c'
holds "it has the same handles" bash -c 'diff <(tail -n +2 e/registrar/handles-for-officer.csv | cut -d, -f1) \
  <(tail -n +2 e/registrar/handles.csv | grep -oE "[^,]*$" | LC_ALL=C sort)'
holds "with the public credentials, all of them" bash -c 'diff <(tail -n +2 e/registrar/handles-for-officer.csv | cut -d, -f2 | sort) \
  <(grep -oE "[0-9a-f]{64}" e/public/credentials.json | sort)'
holds "and neither a number nor a name: there is no place for one" bash -c 'tail -n +2 e/registrar/handles-for-officer.csv |
  { ! grep -vE "^[1-9A-HJ-NP-Za-km-z]{10},[0-9a-f]{64}$"; }'
cp -r e/registrar first
rm e/public/{credentials,spares,commitments}.json e/registrar/handles-for-officer.csv
expect "an interrupted issue goes on" 0 'issued before' s credential issue -e e
holds "with the same handles" diff -r first e/registrar
rm e/public/credentials.json e/registrar/handles.csv
expect "and not without them" 3 'restore it' s credential issue -e e
sed '2d' first/handles.csv >e/registrar/handles.csv
expect "nor with others'" 3 'line 2: another member' s credential issue -e e
sed '$d' first/handles.csv >e/registrar/handles.csv
expect "nor with too few" 3 'has 7 handles, and 8 credentials' s credential issue -e e
cp first/handles.csv e/registrar/
quietly s credential issue -e e
quietly s credential letter -e e --number M2
holds "a letter has the member's login" grep -q "Your login is $(handle_of M2)\\." out
holds "and no other's" [ "$(grep -c 'Your login' out)" = 1 ]

# --- the officer's PINs ---

handles=e/registrar/handles-for-officer.csv
expect "what would be made" 0 '^8 PINs would be made' s pin issue -e e $handles --dry-run
holds "is not made" [ ! -e e/officer/pins.csv ]
expect_any() { # like expect, for any exit code but 0
  local goal=$1 pattern=$2
  shift 2
  if "$@" >out 2>&1 </dev/null; then fail "$goal: it was taken"; elif grep -qE -- "$pattern" out; then passes; else fail "$goal: $(cat out)"; fi
  cat out >>said
}
refuse_list() { # GOAL PATTERN SED
  sed -E "$3" $handles >list.csv
  expect_any "$1" "$2" s pin issue -e e list.csv
  holds "$1, and nothing is made" [ ! -e e/officer/pins.csv ]
}
refuse_list "a list with one handle too few" 'has 7 handles, and the public list 8' '$d'
refuse_list "a handle for another credential" "isn't on the public list" '2s/,0/,1/;t;2s/,./,0/'
refuse_list "two handles for one credential" 'stands twice' '2{s/^./1/;p;s/^./2/}'
refuse_list "another header" 'doesn.t begin with the line "handle,credential"' '1s/.*/number,handle/'
refuse_list "what is no handle" 'line 2: not a handle' '2s/^./0/'
refuse_list "three fields" 'line 2: two fields' '2s/$/,x/'
expect "PINs" 0 '^8 PINs were made' s pin issue -e e $handles
for file in pins.csv verifiers.json; do
  holds "officer/$file is the officer's alone" [ "$(mode_of e/officer/$file)" = 600 ]
done
holds "a PIN for every handle" bash -c 'diff <(tail -n +2 e/officer/pins.csv | cut -d, -f1) <(tail -n +2 '$handles' | cut -d, -f1)'
holds "of eight digits" [ "$(grep -cE '^.{10},[0-9]{4}-[0-9]{4}$' e/officer/pins.csv)" = 8 ]
holds "each of them another" [ "$(tail -n +2 e/officer/pins.csv | cut -d, -f2 | sort -u | wc -l)" = 8 ]
holds "verifiers are Argon2id's, at the price that the specification says" [ \
  "$(grep -oE '"verifier":"\$argon2id\$v=19\$m=19456,t=2,p=1\$' e/officer/verifiers.json | wc -l)" = 8 ]
expect "PINs are issued once" 2 'issued once' s pin issue -e e $handles
cp -r e/officer officer
rm e/officer/verifiers.json
expect "what an interrupted run left is recognised" 2 'an interrupted run left it' s pin issue -e e $handles
cp officer/verifiers.json e/officer/
expect "they can be made elsewhere" 0 . s pin issue -e e $handles -o desk
holds "which is the officer's alone" [ "$(mode_of desk)$(mode_of desk/pins.csv)$(mode_of desk/verifiers.json)" = 700600600 ]
h1=$(handle_of M1) h2=$(handle_of M2) h3=$(handle_of M3)
scrutineer pin letter -e e --handle "$h1" >slip
holds "a slip has the PIN" grep -qxF "PIN    $(pin_of "$h1")" slip
holds "and the login" grep -qxF "Login  $h1" slip
holds "and no other's" [ "$(grep -cE '[0-9]{4}-[0-9]{4}' slip)" = 1 ]
expect "no slip for another handle" 2 'no PIN for the handle "x"' s pin letter -e e --handle x
expect "nor for none" 2 '--handle' s pin letter -e e
sed '/^\[board\]/,$d' conf >plain.conf
quietly s election new plain.conf -e plain
expect "an election without a journal has no PINs" 2 'no \[board\]' s pin issue -e plain $handles

# --- what the entry points get (PIN-4) ---

quietly s election open -e e
cp -r e/public opened
cp -r state opened-state
printf 'number,choice\nM1,1\nM2,2\nM3,1\n"M,4",2\nM5,1\nM6,1\n' >choices.csv
quietly s ballot simulate -e e -o ballots choices.csv
ballot() { echo "ballots/0000000$1.json"; }
accept() { scrutineer entry accept -e e --name "$@"; }
expect "no ballot is let in without verifiers" 3 'there is no e/entry/online/verifiers.json' accept online "$(ballot 1)" --pins officer/pins.csv
expect "two entry points ask for PINs" 2 'which entry point' s entry verifiers -e e officer/verifiers.json
expect "a desk doesn't" 2 'no entry point "hall" that asks for PINs' s entry verifiers -e e --name hall officer/verifiers.json
refuse_verifiers() { # GOAL PATTERN SED
  sed -E "$3" officer/verifiers.json >other.json
  cmp -s other.json officer/verifiers.json && fail "nothing was changed for $1"
  expect_any "$1" "$2" s entry verifiers -e e --name online other.json
}
refuse_verifiers "another election's" 'verifiers.election' 's/("uuid":")A/\1B/;t;s/("uuid":")./\1A/'
refuse_verifiers "cheaper ones" 'verifiers.form' 's/m=19456/m=00456/'
refuse_verifiers "a PIN in a verifier's place" 'verifiers.form' 's/"verifier":"[^"]*"/"verifier":"1234-5678"/'
refuse_verifiers "a file that is cut off" 'json.syntax' 's/.{9}$//'
holds "nothing was installed" [ ! -e e/entry/online/verifiers.json ]
expect "a dry run installs nothing" 0 '^8 PINs can be checked with this file' s entry verifiers -e e --name online officer/verifiers.json -n
holds "indeed" [ ! -e e/entry/online/verifiers.json ] 
expect "the officer's" 0 '^8 PINs can be checked; 8 are new' s entry verifiers -e e --name online officer/verifiers.json
expect "again is nothing new" 0 '; 0 are new' s entry verifiers -e e --name online officer/verifiers.json
quietly s entry verifiers -e e --name phone officer/verifiers.json
for file in verifiers.json attempts.json; do
  holds "entry/online/$file is its operator's alone" [ "$(mode_of e/entry/online/$file)" = 600 ]
done
refuse_verifiers "another credential for a login" 'other logins or credentials' 's/("credential":")0/\11/;t;s/("credential":")./\10/'
refuse_verifiers "a login fewer" 'other logins or credentials' 's/,\{"handle":"[^}]*\}\]/]/'
holds "what was installed stays" cmp officer/verifiers.json e/entry/online/verifiers.json

# --- which PIN is taken (PIN-7) ---

wrong() { # HANDLE: a PIN that isn't its
  local pin
  pin=$(pin_of "$1" officer/pins.csv)
  echo "${pin%?}$(((${pin: -1} + 1) % 10))" >wrong
  echo wrong
}
attempts() { grep -oE '"wrong":[0-9]' "e/entry/${1-online}/attempts.json" | paste -sd,; }
pin_of "$h1" officer/pins.csv >pin1
pin_of "$h2" officer/pins.csv | tr -d - >pin2
expect "a voter's own PIN" 0 'let in by online' accept online "$(ballot 1)" --pin pin1
holds "costs no try" [ -z "$(attempts)" ]
holds "and lets the ballot in" [ -e "$(ballot 1).accepted" ]
expect "it may be typed without the hyphen" 0 'let in by online' accept online "$(ballot 2)" --pin pin2
rm ballots/*.accepted
expect "another voter's PIN" 1 'pin.wrong.*' accept online "$(ballot 1)" --pin pin2
holds "lets nothing in" [ ! -e "$(ballot 1).accepted" ]
holds "and costs a try" [ "$(attempts)" = '"wrong":1' ]
echo 123-45678 >form
expect "what is no PIN" 1 'pin.form' accept online "$(ballot 1)" --pin form
holds "costs none" [ "$(attempts)" = '"wrong":1' ]
expect "a dry run asks for no PIN" 0 '1 let in' accept online "$(ballot 1)" --pin "$(wrong "$h1")" --dry-run
holds "and gives no try" [ "$(attempts)" = '"wrong":1' ]
expect "a PIN is for one ballot" 2 'one voter' accept online "$(ballot 1)" "$(ballot 2)" --pin pin1
expect "also where they are in a folder" 2 'one voter' accept online ballots --pin pin1
expect "one file or the other" 2 'one of them' accept online "$(ballot 1)" --pin pin1 --pins officer/pins.csv
expect "without a terminal there is nobody to ask" 3 'no terminal' accept online "$(ballot 1)"
sed 's/"response":"[0-9]*"/"response":"1"/' "$(ballot 1)" >forged.json
expect "a ballot that nobody with the credential signed gives no try" 1 'forged.json is refused' accept online forged.json --pin "$(wrong "$h1")"
holds "indeed none" [ "$(attempts)" = '"wrong":1' ]
expect "a desk attests an identity instead" 2 'asks for no PIN' accept hall "$(ballot 1)" --identity-checked --pin pin1
expect "and takes no PIN" 0 'let in by hall' accept hall "$(ballot 1)" --identity-checked
expect "what it let in is no other's" 1 'was let in by hall already' accept online "$(ballot 1)" --pin "$(wrong "$h1")"
rm ballots/*.accepted
expect "nothing means nothing" 2 'asks for no PIN' accept kiosk "$(ballot 1)" --pins officer/pins.csv
expect "indeed" 0 'let in by kiosk' accept kiosk "$(ballot 1)"
rm ballots/*.accepted

# --- how many wrong ones (PIN-5) ---

expect "a second wrong PIN" 1 '3 more tries' accept online "$(ballot 1)" --pin "$(wrong "$h1")"
expect "the right one" 0 'let in' accept online "$(ballot 1)" --pin pin1
holds "takes its own try back and no other" [ "$(attempts)" = '"wrong":2' ]
for left in '2 more tries' '1 more try ' 'is locked now'; do
  expect "then $left" 1 "$left" accept online "$(ballot 1)" --pin "$(wrong "$h1")"
done
rm -f ballots/*.accepted
expect "after five, also the right PIN is refused" 1 'pin.locked' accept online "$(ballot 1)" --pin pin1
holds "and lets nothing in" [ ! -e "$(ballot 1).accepted" ]
expect "other voters are not concerned" 0 'let in' accept online "$(ballot 2)" --pin pin2
expect "nor is another entry point, which counts for itself" 0 'let in' accept phone "$(ballot 1)" --pin pin1
rm ballots/*.accepted
expect "installing the same verifiers lifts nothing" 0 . s entry verifiers -e e --name online officer/verifiers.json
expect "indeed" 1 'pin.locked' accept online "$(ballot 1)" --pin pin1
mv e/entry/online/attempts.json kept
expect "without the count no PIN is looked at" 3 'how many wrong ones were tried' accept online "$(ballot 2)" --pin pin2
expect "nor does installing begin anew" 0 . s entry verifiers -e e --name online officer/verifiers.json
expect "it doesn't" 3 'attempts.json' accept online "$(ballot 2)" --pin pin2
echo '{}' >e/entry/online/attempts.json
expect "nor with a damaged one" 3 'attempts.json can.t be used' accept online "$(ballot 2)" --pin pin2
cp kept e/entry/online/attempts.json
chmod 600 e/entry/online/attempts.json

# --- another PIN ---

expect "a PIN is renewed" 0 "^$h1: a new PIN was made" s pin renew -e e "$h1"
pin_of "$h1" >new1
holds "it is another one" bash -c '! cmp -s pin1 new1 && grep -qE "^[0-9]{4}-[0-9]{4}$" new1'
holds "the others stay" bash -c 'diff <(grep -v "^'"$h1"'," officer/pins.csv) <(grep -v "^'"$h1"'," e/officer/pins.csv)'
holds "the files are the officer's alone" [ "$(mode_of e/officer/pins.csv)$(mode_of e/officer/verifiers.json)" = 600600 ]
expect "it doesn't hold before the entry point has it" 1 'pin.locked' accept online "$(ballot 1)" --pin new1
expect "then it does" 0 '; 1 is new' s entry verifiers -e e --name online e/officer/verifiers.json
expect "the old PIN is wrong" 1 'pin.wrong' accept online "$(ballot 1)" --pin pin1
expect "the new one is right" 0 'let in' accept online "$(ballot 1)" --pin new1
holds "and its tries are counted anew" [ "$(attempts)" = '"wrong":1' ]
expect "a PIN is revoked" 0 "^$h2: no PIN holds any more" s pin revoke -e e "$h2"
holds "no list has it" [ -z "$(pin_of "$h2")" ]
expect "there is no slip for it" 2 'pin renew' s pin letter -e e --handle "$h2"
quietly s entry verifiers -e e --name online e/officer/verifiers.json
expect "and nothing is right" 1 'pin.wrong' accept online "$(ballot 2)" --pin pin2
rm e/officer/pins.csv
expect "where the list is gone after printing, it is renewed too" 0 'a new PIN' s pin renew -e e "$h2"
holds "and the list has this one alone" [ "$(lines_of e/officer/pins.csv)$(mode_of e/officer/pins.csv)" = 2600 ]
quietly s entry verifiers -e e --name online e/officer/verifiers.json
pin_of "$h2" >new2
expect "it holds" 0 'let in' accept online "$(ballot 2)" --pin new2
expect "no other handle is renewed" 2 'there is no handle "1111111111"' s pin renew -e e 1111111111
{ cat officer/pins.csv | grep -vE "^($h1|$h2)," ; tail -n +2 e/officer/pins.csv; echo "$h1,$(cat new1)"; } >all.csv
rm -f ballots/*.accepted
expect "many ballots, with a list of PINs in any order" 0 '6 let in, 0 refused' accept online ballots --pins all.csv
expect "the board takes them" 0 '6 cast' s ballot cast -e e ballots
grep -v "^$h3," all.csv >fewer.csv
expect "whose PIN isn't on it is refused" 1 '5 let in, 1 refused' accept online ballots --pins fewer.csv
{ cat all.csv; sed -n 2p all.csv; } >doubled.csv
expect "a handle that stands twice" 3 'twice' accept online ballots --pins doubled.csv

# --- a credential that was voided, and the spare in its place ---

# M6's ballot stands on this board: a copy of before has none of it.
cp -r e lost
rm -rf lost/public
cp -r opened lost/public
export SCRUTINEER_STATE=$work/opened-state
credential=$(sed 's/{/\n{/g' e/registrar/credentials.json | grep -F '"number":"M6"' | grep -oE '"public":"[0-9a-f]*"' | cut -d'"' -f4)
quietly s act make void -e lost "credential=$credential" reason=lost --by hall --by officer --enter
before=$(cat lost/entry/online/attempts.json)
expect "a voided credential is refused" 1 'journal.voided' s entry accept -e lost --name online "$(ballot 6)" --pin "$(wrong "$(handle_of M6)")"
holds "before a PIN is looked at" [ "$(cat lost/entry/online/attempts.json)" = "$before" ]
quietly s act make reissue -e lost member=M6 reason=lost --by registrar --by hall --enter
quietly s credential letter -e lost --number M6
login=$(sed -nE 's/^Your login is ([^.]*)\..*/\1/p' out)
holds "the new letter has a login of a spare" grep -qxF ",$login" e/registrar/handles.csv
holds "for which there is a PIN" [ -n "$(pin_of "$login" officer/pins.csv)" ]
holds "and says where it is asked for" grep -qF 'online (online, run by Example Ltd): you are asked for your PIN there.' out
sed -n '/^This is your/,/^The last three/s/^    //p' out >typed
echo 1 >choice
quietly s ballot make -e lost -c typed -x choice -o spare.json
pin_of "$login" officer/pins.csv >spare-pin
expect "with both the member votes" 0 'let in by online' s entry accept -e lost --name online spare.json --pin spare-pin
export SCRUTINEER_STATE=$work/state

# --- who has no verifier (PIN-6) ---

cp -r e/entry/online online
key=$(sed -nE "s/^$h3,//p" $handles)
sed -i -E "s/\\{\"handle\":\"$h3\"[^}]*\\},?//; s/,\\]/]/" e/entry/online/verifiers.json
echo '0000-0000' >zeros
expect "somebody without a verifier" 1 'pin.wrong' accept online "$(ballot 3)" --pin zeros
cp out nobody
cp online/*.json e/entry/online/
chmod 600 e/entry/online/*
[ "$(pin_of "$h3" all.csv)" = 0000-0000 ] && echo 1111-1111 >zeros
expect "and somebody with one" 1 'pin.wrong' accept online "$(ballot 3)" --pin zeros
holds "are told the same" cmp out nobody
holds "(the credential was one with a verifier)" grep -q "$key" e/entry/online/verifiers.json

# --- on a terminal ---

if command -v script >/dev/null; then
  talk "scrutineer entry accept -e e --name online $(ballot 1)" "The PIN for ballots/00000001.json" "$(cat new1)"
  cat out >>said
  holds "a PIN is asked for" grep -q 'The PIN for ballots/00000001.json' out
  holds "and taken" grep -q 'let in by online' out
fi

# --- crashes: a try is counted before the PIN is looked at ---

argon=1[0-9]{7} # bytes of memory that Argon2id takes
if ! command -v strace >/dev/null || ! strace -qq -o /dev/null true 2>/dev/null; then
  echo "skipped: crashes can't be tried without strace"
elif [ "$sanitized" != 0 ]; then
  echo "skipped: crashes are tried without the sanitizer"
else
  try() { # STRACE OPTION...: one wrong try, traced
    (strace -f -qq -o trace "$@" scrutineer entry accept -e e --name online "$(ballot 5)" \
      --pin "$(wrong "$(handle_of M5)")" >out 2>&1; true) 2>/dev/null
    cat out >>said
  }
  tries_of_5() {
    grep -oE "\"$(sed -nE "s/^$(handle_of M5),//p" $handles)\",\"verifier\":\"[0-9a-f]*\",\"wrong\":[0-9]" e/entry/online/attempts.json |
      grep -oE '[0-9]$' || echo 0
  }
  try -e trace=rename,mmap,munmap,fsync
  holds "a wrong try is one" [ "$(tries_of_5)" = 1 ]
  counted=$(grep -nE 'rename\(.*attempts\.json"' trace | head -n 1 | cut -d: -f1)
  synced=$(awk -v from="${counted:-0}" 'NR > from && /fsync/ { print NR; exit }' trace)
  looked=$(grep -nE "mmap\\(NULL, $argon" trace | head -n 1 | cut -d: -f1)
  holds "it is on the disk before Argon2id begins" [ "${counted:-9999}" -lt "${synced:-0}" ]
  holds "with the folder's entry" [ "${synced:-9999}" -lt "${looked:-0}" ]
  [ -n "$(grep -E "munmap\\([^,]*, $argon" trace)" ] || fail "Argon2id's memory is not seen"
  # Killed as Argon2id gives its memory back: the answer is there, and nobody has seen it.
  nth=$(grep -E 'munmap\(' trace | grep -nE "munmap\\([^,]*, $argon" | head -n 1 | cut -d: -f1)
  try -e trace=munmap -e inject="munmap:signal=SIGKILL:when=$nth"
  holds "killed after the check, the try counts" [ "$(tries_of_5)" = 2 ]
  try -e trace=fsync -e inject=fsync:signal=SIGKILL:when=2
  holds "killed between count and check, it counts" [ "$(tries_of_5)" = 3 ]
  try -e trace=rename -e inject=rename:error=ENOSPC
  holds "if it can't be counted, nothing is looked at" grep -q "can.t be written" out
  holds "and nothing is said of the PIN" bash -c '! grep -q "pin\\." out'
  holds "nor is anything counted" [ "$(tries_of_5)" = 3 ]
  try -e trace=none
  try -e trace=none
  try -e trace=none
  holds "no crash gave a try for nothing" grep -q 'pin.locked' out
  # Somebody without a verifier takes the same work.
  sed -i -E "s/\\{\"handle\":\"$h3\"[^}]*\\},?//; s/,\\]/]/" e/entry/online/verifiers.json
  strace -f -qq -o trace -e trace=mmap scrutineer entry accept -e e --name online "$(ballot 3)" --pin zeros >out 2>&1
  holds "a check without a verifier is a check" grep -qE "mmap\\(NULL, $argon" trace
  cp online/verifiers.json e/entry/online/
  chmod 600 e/entry/online/verifiers.json
fi
# Two at once don't share a try.
cp -r e both
echo '{"format":"scrutineer-attempts-1","entries":[]}' | tr -d '\n' >both/entry/online/attempts.json
wrong "$(handle_of M6)" >/dev/null
for i in 1 2 3 4 5 6 7 8; do
  scrutineer entry accept -e both --name online "$(ballot 6)" --pin wrong >"both.$i" 2>&1 &
done
wait
holds "eight at once are five tries" [ "$(cat both.* | grep -c 'pin.wrong')$(cat both.* | grep -c 'pin.locked')" = 53 ]

# --- no PIN where none should be (SEC-3, SEC-5) ---

cat officer/pins.csv desk/pins.csv all.csv e/officer/pins.csv | grep -oE '[0-9]{4}-[0-9]{4}$' | sort -u >every
holds "there are PINs to look for" [ "$(lines_of every)" -ge 16 ] # of 18 or more that were drawn
grep -vE '^(0000-0000|1111-1111)$' every >pins
tr -d - <pins | sed -E 's/.*/(^|[^0-9])&([^0-9]|$)/' >typed # a long number has any eight digits in it
holds "no output has one" bash -c '! grep -oFf pins said && ! grep -oEf typed said'
holds "nor what is public, the registrar's, or an entry point's" bash -c '! grep -rlFf pins e/public e/registrar e/entry && ! grep -rlEf typed e/public e/registrar e/entry'
holds "no secret of the officer's is public" bash -c '! grep -rlF "argon2id" e/public e/registrar'
if [ "$sanitized" = 0 ] && [ -e "$bin/free-watch.so" ]; then
  for word in "$(cat new2)" "$(tr -d - <new2)"; do
    expect "none stays in freed memory" 0 'let in' env FREE_WATCH="$word" LD_PRELOAD="$bin/free-watch.so" \
      scrutineer entry accept -e e --name online "$(ballot 2)" --pin new2
    expect "nor of a list" 0 'let in' env FREE_WATCH="$word" LD_PRELOAD="$bin/free-watch.so" \
      scrutineer entry accept -e e --name online "$(ballot 2)" --pins all.csv
    expect "nor where it is revoked" 0 'no PIN' env FREE_WATCH="$word" LD_PRELOAD="$bin/free-watch.so" \
      scrutineer pin revoke -e both "$h2"
  done
fi

finish
