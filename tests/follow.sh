#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Witnesses are asked, boards are followed, and forks are judged, as the officer and observers do it: with witnesses that are honest,
# slow, hostile or gone, and with boards that fork, go back or are edited (WIT-10, WIT-11, WIT-12, WIT-13, WIT-14, WIT-15, WIT-16;
# FRK-1, FRK-2, FRK-3, FRK-4, FRK-5).
set -euo pipefail
root=$(cd "$1" && pwd) bin=$(cd "$2" && pwd)
work=$(mktemp -d)
servers=()
stop_all() {
  [ ${#servers[@]} -eq 0 ] || kill "${servers[@]}" 2>/dev/null || true
  [ ${#servers[@]} -eq 0 ] || wait "${servers[@]}" 2>/dev/null || true
  servers=()
}
trap 'stop_all; rm -rf "$work"' EXIT
cd "$work"
export PATH="$bin:$PATH" NO_COLOR=1
unset http_proxy https_proxy all_proxy HTTP_PROXY HTTPS_PROXY ALL_PROXY
export no_proxy=127.0.0.1
passed=0 failed=0
fail() {
  echo "FAILED: $*"
  failed=$((failed + 1))
}
is() { # GOAL EXPECTED ACTUAL
  if [ "$2" = "$3" ]; then passed=$((passed + 1)); else fail "$1: \"$3\", not \"$2\""; fi
}
holds() { # GOAL COMMAND...
  local goal=$1
  shift
  if "$@" >held 2>&1; then passed=$((passed + 1)); else fail "$goal: $(head -c 300 held)"; fi
}
run() { # CODE GOAL ARGUMENTS...: output is in out, messages in err
  local expected=$1 goal=$2 code=0
  shift 2
  scrutineer "$@" >out 2>err || code=$?
  is "$goal" "$expected" "$code"
  [ "$expected" = "$code" ] || sed 's/^/    /' out err
}
says() { # GOAL PATTERN
  holds "$1: says \"$2\"" grep -qE -- "$2" out err
}
none=9999999 # a fork at this entry is none

# --- judging ---

key=$(witness-client vkey)
mapfile -t kit < <(witness-client witnesses)
witness-client setup 2 "${kit[@]}" >kit.json
for size in 5 8 9; do
  witness-client checkpoint "$size" "$none" 2 >"honest$size"
  witness-client checkpoint "$size" 4 3 >"forked$size"
done
run 1 "two roots of one size" judge fork honest9 forked9 --setup kit.json -o evidence.json
says "two roots of one size" 'Fork proven'
says "how it is checked" 'judge fork evidence.json --setup FILE" checks it anywhere'
says "both sides" 'witness1.example.net has cosigned both sides'
says "both sides" 'witness2.example.net has cosigned both sides'
holds "one side is no dishonesty" eval '! grep -q "witness3.example.net has cosigned both" out'
# FRK-6.
run 4 "the evidence alone" judge fork evidence.json
says "whose key" "$(sed 's/[+]/[+]/g' <<<"$key")"
says "the evidence alone names them too" 'witness1.example.net has cosigned both sides'
run 1 "the evidence, with the setup record" judge fork evidence.json --setup kit.json --json
says "JSON" '"verdict":"fork","reason":"roots"'
says "JSON" '"both":\["witness1.example.net","witness2.example.net"\]'
run 1 "the evidence, with the key" judge fork evidence.json --key "$key"
run 4 "the evidence, for another log" judge fork evidence.json --key example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k
says "another log" 'note.unsigned'
run 3 "evidence is not written over" judge fork honest9 forked9 --setup kit.json -o evidence.json
run 0 "the same twice" judge fork honest9 honest9 --key "$key" -o none.json
says "the same twice" 'No fork'
holds "nothing to prove, nothing written" [ ! -e none.json ]
run 4 "sizes alone" judge fork honest5 honest9 --key "$key"
says "sizes alone" 'Undecided'
says "what would help" 'entries'
witness-client receipt 3 9 >receipt
witness-client receipt 7 9 4 >forked.receipt
run 1 "receipts" judge fork receipt forked.receipt --key "$key"
run 1 "a receipt and a checkpoint" judge fork receipt forked9 --key "$key"
mkdir -p honest/public/log forked/public/log
cp kit.json honest/public/setup.json
witness-client log honest/public/log 9
witness-client log forked/public/log 12 4
run 0 "a board and its past" judge fork honest5 honest/public --key "$key"
run 0 "the folder that it is in" judge fork honest5 honest
says "whose word" 'taken from honest/public//?setup.json'
run 4 "of both" judge fork honest forked
run 0 "its key is found, and that is said" judge fork honest/public/ honest5
says "whose word" 'taken from honest/public//?setup.json'
run 1 "a board and another past" judge fork honest/public forked8 --key "$key" -o prefix.json
says "how it is checked" 'judge fork prefix.json --key VKEY" checks it anywhere'
says "of different sizes" 'begins with other entries'
run 4 "without entries" judge fork prefix.json --json
says "of different sizes" '"reason":"prefix"'
run 1 "two boards" judge fork honest/public/log forked/public --key "$key"
run 1 "the other way round" judge fork forked/public honest/public/log --key "$key"
run 4 "a smaller board says nothing about a larger checkpoint" judge fork honest/public forked/public/log/checkpoint --key "$key"
sed 's/\(."prefix":"\)./\1x/' prefix.json >bad.json
run 3 "evidence that is none" judge fork bad.json
sed 's/"prefix":"\(.\)\(.\)/"prefix":"\2\1/' prefix.json >bad.json
cmp -s bad.json prefix.json || run 4 "hashes that lead nowhere" judge fork bad.json
sed 's/"prefix".*"proof":\[[^]]*\]/"x":1/' prefix.json >bad.json
run 3 "an unknown field" judge fork bad.json
sed 's/,"prefix".*\]}/}/' prefix.json >bad.json
run 4 "hashes that are missing" judge fork bad.json
sed '2s/9/7/' forked9 >unsigned
run 4 "what isn't signed" judge fork honest9 unsigned --key "$key"
says "whose word" 'not the log'
echo garbage >garbage
run 4 "what is no checkpoint" judge fork honest9 garbage --key "$key"
run 4 "another key" judge fork honest9 forked9 --key example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k
run 2 "no key" judge fork honest9 forked9
run 2 "two keys" judge fork honest9 forked9 --key "$key" --setup kit.json
run 2 "a witness's key" judge fork honest9 forked9 --key "${kit[0]}"
run 2 "evidence beside something" judge fork honest9 evidence.json --key "$key"
run 3 "a missing file" judge fork honest9 missing --key "$key"
cp -r honest damaged
printf 'x' | dd of=damaged/public/log/tile/entries/000.p/9 bs=1 seek=2 conv=notrunc status=none
run 4 "a board that is damaged" judge fork damaged/public honest5 --key "$key"
says "a board that is damaged" 'log.root'
run 1 "its checkpoint still counts" judge fork damaged/public forked9 --key "$key"

# --- witnesses ---

# start NAME COMMAND...: its address is in url_NAME
start() {
  local name=$1 i
  shift
  : >"$name.out"
  "$@" >"$name.out" 2>"$name.err" &
  servers+=($!)
  for i in {1..200}; do
    [ ! -s "$name.out" ] || break
    sleep 0.05
  done
  printf -v "url_$name" '%s' "$(head -n 1 "$name.out")"
}
vkeys=()
for i in 1 2 3; do
  vkeys+=("$(scrutineer witness key "witness$i.example.org" -o "w$i/key.json" -q)")
  scrutineer witness watch -q -w "w$i" "$key"
  start "w$i" scrutineer witness serve -w "w$i" --port 0
done
mkdir -p e/public/log e/officer
witness-client setup 2 "${vkeys[@]}" >e/public/setup.json
for wrong in 0 1; do
  mkdir -p "q$wrong/public"
  witness-client setup "$wrong" "${vkeys[@]:0:2}" >"q$wrong/public/setup.json"
  run 1 "$wrong of 2 witnesses is no quorum" board checkpoint -e "q$wrong"
  says "$wrong of 2" 'record.quorum'
done
run 3 "no log" board checkpoint -e e
witness-client log e/public/log 5
run 4 "no addresses" board checkpoint -e e
says "what to do" 'officer/witnesses'
says "each" 'witness2.example.org was not asked'
printf '# ours\nwitness1.example.org %s\nwitness2.example.org\t%s\r\n\n' "$url_w1" "$url_w2" >e/officer/witnesses
run 0 "two of three" board checkpoint -e e
says "two of three" '5 entries, cosigned by 2 of 3'
says "the third" 'witness3.example.org was not asked'
holds "it is kept" [ -s e/public/log/cosigned/5 ]
holds "and is the log's checkpoint" cmp e/public/log/cosigned/5 e/public/log/checkpoint
is "one question for each" 1 "$(wc -l <w1.err)"
run 0 "once more, with another" board checkpoint -e e --witness "witness3.example.org=$url_w3" --json
says "who had cosigned isn't asked" '"name":"witness1.example.org","outcome":"cosigned-before"'
says "the third" '"name":"witness3.example.org","outcome":"cosigned"'
says "the third" '"cosigned":3,"quorum":2,"met":true'
is "who had cosigned isn't asked" 1 "$(wc -l <w1.err)"
is "all are there" 3 "$(grep -c '— witness' e/public/log/checkpoint)"
is "and are verified by our reader" 5 "$(witness-client check "${vkeys[2]}" <e/public/log/cosigned/5 | cut -d' ' -f1)"
printf 'witness3.example.org %s\n' "$url_w3" >>e/officer/witnesses
witness-client log e/public/log 300
run 0 "growth" board checkpoint -e e
says "growth" 'cosigned by 3 of 3'
is "with the proof at once" 0 "$(cat w?.err | grep -c '^409')"
mv e/public/log/cosigned/300 away
witness-client log e/public/log 301
run 0 "from a size that was forgotten" board checkpoint -e e
is "each is asked once more" 3 "$(cat w?.err | grep -c '^409 .* 5 301$')"
holds "earlier ones stay" [ -s e/public/log/cosigned/5 ]
cp -r e old
witness-client log e/public/log 302
run 0 "growth again" board checkpoint -e e
# The board goes back to an old copy: the witnesses know more.
run 0 "at the old size nobody is asked" board checkpoint -e old
rm old/public/log/cosigned/301
cp honest/public/log/checkpoint garbage
sed -i '/— witness/d' old/public/log/checkpoint
run 4 "an old copy" board checkpoint -e old
says "an old copy" 'has gone back'
says "an old copy" '302 entries'
# Another history of the same log.
rm -rf other
mkdir -p other/public/log
cp e/public/setup.json other/public
cp -r e/officer other
witness-client log other/public/log 310 100
run 4 "a fork" board checkpoint -e other
says "a fork" 'does not find that this checkpoint continues'
is "and no cosignature of it" 0 "$(cat other/public/log/cosigned/310 | grep -c '— witness')"
mkdir -p conflict/public/log
cp e/public/setup.json conflict/public
cp -r e/officer conflict
witness-client log conflict/public/log 302 100
mkdir conflict/public/log/cosigned
cp e/public/log/cosigned/302 conflict/public/log/cosigned/302
cp conflict/public/log/checkpoint before
run 1 "another root at a size that was cosigned" board checkpoint -e conflict
says "another root" 'log.consistency'
holds "and nothing is replaced" cmp before conflict/public/log/checkpoint
printf 'x' >>e/public/log/cosigned/302
run 3 "a file there that is no checkpoint" board checkpoint -e e
says "which" 'cosigned/302'
cp e/public/log/checkpoint e/public/log/cosigned/302
for wrong in 'witness9.example.org=http://127.0.0.1:1' 'witness1.example.org' 'witness1.example.org=file:///etc/passwd' \
  'witness1.example.org=ftp://127.0.0.1/' 'witness1.example.org=http://user@127.0.0.1/' 'witness1.example.org=http://' \
  'witness1.example.org=http:///x' 'witness1.example.org=/etc/passwd' "witness1.example.org=http://127.0.0.1/$(printf 'x%.0s' {1..2048})"; do
  run 2 "a witness that is none: ${wrong:0:60}" board checkpoint -e e --witness "$wrong"
done
run 2 "a time that is none" board checkpoint -e e --timeout 0

# --- hostile witnesses: each in the third one's place, and never a cosignature ---

tell_size() { printf 'HTTP/1.1 409 Conflict\r\nContent-Type: %s\r\nConnection: close\r\n\r\n%b' "$1" "$2"; }
answer_200() { printf 'HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n'; cat; }
size=302
instead() { # GOAL OUTCOME
  local begin=$SECONDS
  size=$((size + 1))
  witness-client log e/public/log "$size"
  run 0 "$1" board checkpoint -e e --timeout 8 --witness "witness3.example.org=$url_bad" --json
  says "$1" "\"name\":\"witness3.example.org\",\"outcome\":\"$2\""
  says "$1: the others" '"cosigned":2,"quorum":2'
  holds "$1: nothing is kept of it" eval '! grep -q "— witness3" e/public/log/cosigned/$size'
  holds "$1: in time" [ $((SECONDS - begin)) -le 18 ]
}
start bad http-kit silent
instead "a silent one" no-answer
tell_size text/x.tlog.size '1\n' >raw
start bad http-kit drip raw
instead "a slow one" no-answer
answer_200 </dev/null >raw
start bad http-kit endless raw
instead "an endless one" too-large
printf 'HTTP/1.1 200 OK\r\nX: ' >raw
start bad http-kit endless raw
instead "an endless head" '(too-large|unreachable)'
{ printf 'HTTP/1.1 200 OK\r\n'; for _ in {1..3000}; do printf 'X-Y: 0123456789012345678901234567890123456789\r\n'; done; printf '\r\n'; } >raw
start bad http-kit answer raw
instead "a long head" too-large
printf 'HTTP/1.1 307 Temporary Redirect\r\nLocation: %sadd-checkpoint\r\nConnection: close\r\nContent-Length: 0\r\n\r\n' "$url_w3" >raw
start bad http-kit answer raw
asked=$(wc -l <w3.err)
instead "a redirect" refused
is "is not followed" "$asked" "$(wc -l <w3.err)"
grep '— witness3' e/public/log/cosigned/301 | answer_200 >raw
start bad http-kit answer raw
instead "the cosignature of another checkpoint" bad-signature
grep '— witness1' e/public/log/cosigned/301 | answer_200 >raw
start bad http-kit answer raw
instead "another witness's word" bad-answer
echo hello | answer_200 >raw
start bad http-kit answer raw
instead "garbage" bad-answer
{ echo; grep '— witness3' e/public/log/cosigned/301; } | answer_200 >raw
start bad http-kit answer raw
instead "an empty line, and a signature" bad-answer
answer_200 </dev/null >raw
start bad http-kit answer raw
instead "no answer at all" bad-answer
tell_size text/x.tlog.size '1\n' >raw
start bad http-kit answer raw
instead "one that is behind, always" refused
is "is asked twice" 2 "$(grep -c POST bad.out)"
tell_size text/x.tlog.size '999999\n' >raw
start bad http-kit answer raw
instead "one that is ahead" ahead
is "is asked once" 1 "$(grep -c POST bad.out)"
for wrong in '01\n' '1' '' '-1\n' '1\n\n' '99999999999999999999\n'; do
  tell_size text/x.tlog.size "$wrong" >raw
  start bad http-kit answer raw
  instead "a size that is none: $wrong" bad-answer
done
tell_size text/plain '1\n' >raw
start bad http-kit answer raw
instead "a size of another type" bad-answer
for status in 400:refused 403:forbidden 404:unknown-log 422:disagrees 500:refused 503:unavailable; do
  printf 'HTTP/1.1 %s Text\r\nConnection: close\r\nContent-Length: 0\r\n\r\n' "${status%:*}" >raw
  start bad http-kit answer raw
  instead "status ${status%:*}" "${status#*:}"
done
url_bad=http://127.0.0.1:1/
instead "nobody there" unreachable
# Three silent ones take as long as one.
start bad http-kit silent
size=$((size + 1))
witness-client log e/public/log "$size"
begin=$SECONDS
run 4 "all are silent" board checkpoint -e e --timeout 8 --witness "witness1.example.org=$url_bad" \
  --witness "witness2.example.org=$url_bad" --witness "witness3.example.org=$url_bad"
holds "all are asked at once" [ $((SECONDS - begin)) -le 17 ]
says "all are silent" 'cosigned by 0 of 3'
run 0 "the honest ones are asked again" board checkpoint -e e

# --- following ---

follow() { # CODE GOAL BOARD OPTIONS...
  local code=$1 goal=$2 board=$3
  shift 3
  run "$code" "$goal" witness follow "$board" --state seen --once "$@"
}
state() { sed -n 2p seen/checkpoint; }
rm -rf board
mkdir -p board/log
cp e/public/setup.json board
witness-client log board/log 3
follow 0 "the first look" board
says "the record is the board's own word" "$(sha256sum <board/setup.json | cut -d' ' -f1)"
says "entries" '^ +0  0$'
says "entries" '^ +2  2\.\.$'
says "the checkpoint" '3 entries, root .*cosigned by 0 of 3 witnesses \(2 are wanted: not yet enough\)'
witness-client log board/log 6
follow 0 "growth" board
holds "only what is new is told" eval '! grep -qE "^ +2  " out'
says "growth" '^ +5  $'
follow 0 "nothing new" board
is "nothing new" 1 "$(wc -l <out)"
is "the state" 6 "$(state)"
size=400
rm -rf fork400
mkdir -p fork400/log
witness-client log board/log 400
follow 0 "much growth" board --json
says "JSON" '"what":"checkpoint","size":400,.*"witnesses":3,"quorum":2'
is "JSON" 395 "$(wc -l <out)"
# The same size with other entries.
witness-client log fork400/log 400 250
follow 1 "a fork" fork400/log
says "a fork" 'ALARM: The log has shown two versions'
says "how the evidence is checked" 'judge fork seen/evidence-400-400.json --setup FILE" checks it'
is "the state stays" 400 "$(state)"
run 1 "its evidence" judge fork seen/evidence-400-400.json --setup board/setup.json
follow 0 "the honest board goes on" board
run 0 "what was seen is a side too" judge fork honest5 seen
run 1 "against a receipt of another history" judge fork forked.receipt seen --setup board/setup.json
# A smaller one.
mkdir -p back/log
witness-client log back/log 390
follow 1 "a rollback" back
says "a rollback" 'ALARM: The log has gone back'
run 0 "which proves no fork" judge fork seen/evidence-400-390.json --setup board/setup.json
is "the state stays" 400 "$(state)"
mkdir -p backfork/log
witness-client log backfork/log 390 200
follow 1 "a rollback to another history" backfork
says "is a fork" 'ALARM: The log has shown two versions'
run 1 "and proves it" judge fork seen/evidence-400-390.json --setup board/setup.json
# A larger one that began differently: in a bundle that is fetched again, and in one that isn't.
for fork in 390 10; do
  rm -rf edit
  mkdir -p edit/log
  witness-client log edit/log 410 "$fork"
  follow 1 "an edit at $fork" edit/log
  says "an edit at $fork" 'ALARM: Entries that were there have been changed'
  run 1 "the evidence of an edit at $fork" judge fork seen/evidence-400-410.json --setup board/setup.json
  says "the evidence of an edit at $fork" 'begins with other entries'
  is "the state stays" 400 "$(state)"
done
# Entries that aren't what was signed.
cp -r board wrong
witness-client log wrong/log 401
printf 'x' | dd of=wrong/log/tile/entries/001.p/145 bs=1 seek=3 conv=notrunc status=none
follow 1 "entries that don't fit" wrong
says "entries that don't fit" 'ALARM: The entries that are shown'
holds "are no evidence" eval '! grep -q "evidence is in" err'
mkdir gone
cp -r board/log gone/log
rm gone/log/checkpoint
follow 1 "a checkpoint that is gone" gone
says "gone" 'ALARM: .*is gone'
cp -r board unsigned.board
sed -i '2s/400/401/' unsigned.board/log/checkpoint
follow 1 "a signature that doesn't hold" unsigned.board
says "is no evidence" 'no evidence against the log'
follow 0 "after all that, the honest board goes on" board
run 2 "no state" witness follow board --once
run 3 "a board that isn't there" witness follow nowhere --state new --once
mkdir empty
run 2 "a board without a record" witness follow empty --state new --once
mkdir -p whole
cp -r honest/public whole/
run 0 "a board in its election's folder" witness follow whole --state seen-whole --once
cmp -s whole/public/setup.json seen-whole/setup.json || fail "its record is taken from public/"
run 3 "a board without a checkpoint" witness follow empty --state new --once --key "$key"
run 3 "the state of another log" witness follow board --state seen --once \
  --key example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k
is "is left alone" 400 "$(state)"
# Once taken, the record counts, whatever the board shows later.
cp -r board swapped
cp kit.json swapped/setup.json
follow 0 "a record that is swapped later" swapped
follow 2 "another record for the same state" board --setup kit.json
says "what it is about" 'state in seen is about another setup record, seen/setup.json'
run 0 "a record that is given" witness follow board --state given --once --setup board/setup.json
holds "stays with the state" cmp -s board/setup.json given/setup.json
run 0 "and counts without being given again" witness follow swapped --state given --once
holds "as it was" cmp -s board/setup.json given/setup.json
run 1 "the key of another log" witness follow board --state wrong-key --once \
  --key example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k
says "what may be wrong" 'nothing of this log was seen before: is it the key of this election'
sed 's/"log":/"lag":/' board/setup.json >bad.json
cmp -s bad.json board/setup.json || run 3 "a record that is none" witness follow board --state bad-record --once --setup bad.json
sed -E 's|("board":")[^"]*|\1example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k|' board/setup.json >another.json
run 1 "the record of another board" witness follow board --state another --once --setup another.json
says "what may be wrong" 'is it the setup record of this election'
holds "it is not kept" [ ! -e another/setup.json ]
# The same checkpoint, cosigned since.
mkdir -p cosigned/public cosigned/officer
cp -r board/log board/setup.json cosigned/public
cp e/officer/witnesses cosigned/officer
run 0 "it is cosigned" board checkpoint -e cosigned --timeout 60
follow 0 "the same checkpoint with more cosignatures" cosigned
is "is told" 1 "$(wc -l <out)"
says "is told" '^ *400 entries, root .*cosigned by 3 of 3 witnesses'
holds "is kept" cmp seen/checkpoint cosigned/public/log/checkpoint
follow 0 "one with fewer" board
says "is not" 'cosigned by 3 of 3 witnesses'
holds "in its place" cmp seen/checkpoint cosigned/public/log/checkpoint
cp -r seen seen.before

# --- following a URL ---

cp -r board served
mkdir served/public
mv served/log served/setup.json served/public
start site http-kit files served
rm -rf seen
follow 0 "a URL" "${url_site}public"
is "a URL" 400 "$(state)"
is "each bundle once" 2 "$(grep -c entries site.out)"
: >site.out
witness-client log served/public/log 600
follow 0 "growth, over HTTP" "${url_site}public/"
is "bundles that are known aren't fetched" "001 002.p/88" "$(sed -n 's|GET /.*tile/entries/\(.*\) HTTP.*|\1|p' site.out | paste -sd' ')"
says "growth" '600 entries'
# The log has grown between the checkpoint and the bundle, and partial bundles are cleaned up.
cp served/public/log/checkpoint at600
witness-client log served/public/log 800
cp at600 served/public/log/checkpoint
rm -r served/public/log/tile/entries/002.p
rm -rf seen
follow 0 "a partial bundle that is gone" "${url_site}public/log" --setup served/public/setup.json
is "a partial bundle that is gone" 600 "$(state)"
rm served/public/log/tile/entries/002
rm -rf seen
follow 3 "a bundle that is gone" "${url_site}public"
says "a bundle that is gone" 'tile/entries/002 is missing'
holds "no state of it is kept" [ ! -e seen/checkpoint ]
rm -rf seen
cp -r seen.before seen
rm served/public/log/checkpoint
follow 1 "gone, over HTTP" "${url_site}public/log"
says "gone, over HTTP" 'is gone'
answer_200 </dev/null >raw
start bad http-kit endless raw
follow 3 "an endless checkpoint" "$url_bad" --timeout 3
says "an endless checkpoint" 'more than'
start bad http-kit silent
follow 3 "a silent board" "$url_bad" --timeout 1
printf 'HTTP/1.1 302 Found\r\nLocation: %spublic/log/checkpoint\r\nContent-Length: 0\r\nConnection: close\r\n\r\n' "$url_site" >raw
start bad http-kit answer raw
follow 3 "a redirect" "$url_bad"
says "a redirect" 'redirects are not followed'
for wrong in ftp://127.0.0.1/ file:///etc 'http://127.0.0.1/?x' 'http://127.0.0.1:1/ x'; do
  follow 3 "no address: $wrong" "$wrong"
done
is "after all that" 400 "$(state)"

# --- in the background, until the alarm ---

rm -rf seen live
mkdir -p live forked.log grown.log
cp board/setup.json live
witness-client log grown.log 3
witness-client log forked.log 9 2
ln -s ../grown.log live/log # so that it can be another one at once
scrutineer witness follow live --state seen --interval 1 >live.out 2>live.err &
watcher=$!
servers+=("$watcher")
wait_for() { for _ in {1..100}; do grep -qE "$1" live.out && return 0; sleep 0.1; done; return 1; }
holds "it looks at once" wait_for '^3 entries'
witness-client log grown.log 7
holds "and again" wait_for '^7 entries'
ln -s ../forked.log live/new
mv -T live/new live/log
code=0 && wait "$watcher" || code=$?
is "an alarm ends it" 1 "$code"
holds "and is told" grep -q 'ALARM' live.out
run 1 "with evidence" judge fork seen/evidence-7-9.json --setup live/setup.json

echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
