#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# A witness as logs and monitors meet it, over HTTP: what it cosigns holds for our reader and for Go's (WIT-8); every refusal
# has its status; of requests that race one wins; and whatever kills it or fills its disk, its state is never behind a
# cosignature that was answered (WIT-6, WIT-7, WIT-9).
set -euo pipefail
root=$(cd "$1" && pwd) bin=$(cd "$2" && pwd)
for tool in curl strace go prlimit; do
  command -v "$tool" >/dev/null || { echo "skipped: no $tool (scripts/install-packages test)" >&2; exit 77; }
done
work=$(mktemp -d)
server=
stop() { # SIGNAL
  [ -n "$server" ] || return 0
  kill "-$1" "$server" 2>/dev/null || true
  wait "$server" 2>/dev/null && code=0 || code=$?
  server=
}
trap 'stop KILL; rm -rf "$work"' EXIT
cd "$work"
export PATH="$bin:$PATH"
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
  if "$@" >said 2>&1; then passed=$((passed + 1)); else fail "$goal: $(head -c 300 said)"; fi
}

# serve DIR [PREFIX...]: $server listens at $url.
serve() {
  local folder=$1
  shift
  : >listening
  "$@" scrutineer witness serve -w "$folder" --port 0 >listening 2>>requests &
  server=$!
  for _ in {1..200}; do
    [ "$(wc -l <listening)" -lt 2 ] || break
    kill -0 "$server" 2>/dev/null || return 1
    sleep 0.05
  done
  url=$(head -n 1 listening)
  [ -n "$url" ]
}
post() { # FILE: the status; the answer is in answer, its head in head
  curl -s --max-time 20 -o answer -D head -w '%{http_code}' --data-binary "@$1" "${url}add-checkpoint" || true
}
ask() { # OLD NEW [FORK]
  witness-client request "$@" >body
  post body
}
size_of() { scrutineer witness list -w "$1" --json | sed -n 's/.*"size":\([0-9]*\).*/\1/p'; }

# --- setting up ---

vkey=$(scrutineer witness key witness.example.net/w1 -o w/key.json 2>said)
grep -qF "$(sed -n 's/.*"secret":"\([0-9a-f]*\)".*/\1/p' w/key.json)" said && fail "the secret is shown"
is "a key's file is its owner's" 600 "$(stat -c %a w/key.json)"
is "and so is the folder" 700 "$(stat -c %a w)"
holds "a key is not made over another" eval '! scrutineer witness key x -o w/key.json'
for name in https://a.example a+b 'a b' '' /a; do
  holds "a name that is none: $name" eval '! scrutineer witness key "$name" -o other.json'
done
holds "a name that is none makes no file" [ ! -e other.json ]
code=0 && scrutineer witness serve -w w --port 0 >said 2>&1 || code=$?
is "there is nothing to serve without a state, and none is made" "3 no" "$code $([ -e w/witness.sqlite ] && echo yes || echo no)"
holds "a log is watched" scrutineer witness watch -w w "$(witness-client vkey)"
holds "once more is no error" scrutineer witness watch -w w "$(witness-client vkey)"
code=0 && scrutineer witness watch -w w --origin example.org/selection/log \
  example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k >said 2>&1 || code=$?
is "with another key it is" 2 "$code"
code=0 && scrutineer witness watch -w w "$vkey" >said 2>&1 || code=$?
is "a witness's key is no log's" 2 "$code"
is "the state is its owner's" 600 "$(stat -c %a w/witness.sqlite)"
for damage in '' '{"format":"scrutineer-key-1"}' "$(sed 's/.$//' w/key.json)" "$(sed 's/"secret":"./"secret":"x/' w/key.json)"; do
  printf '%s' "$damage" >bad.json
  code=0 && scrutineer witness serve -w w --key bad.json --port 0 >said 2>&1 || code=$?
  [ "$code" -ge 2 ] && grep -q bad.json said || fail "a damaged key is used: $damage"
done
code=0 && scrutineer witness serve -w w --listen localhost --port 0 >said 2>&1 || code=$?
is "an address is one in numbers" 2 "$code"
cp -r w fresh

# --- answers ---

serve w
code=0 && timeout 20 scrutineer witness serve -w w --port "$(sed 's/.*:\([0-9]*\).*/\1/' <<<"$url")" >shared 2>&1 || code=$?
is "no two share an address" "3" "$code"
holds "and it is said why" grep -q 'Address already in use' shared
is "the key is printed" "$vkey" "$(sed -n 2p listening)"
hash=$(witness-client origin)
monitor() { curl -s -o "$1" -w '%{http_code}' "$url$hash/checkpoint"; }
is "nothing to show yet" 404 "$(monitor seen)"
old=0
for new in 0 1 2 5 5 8 200 257; do
  is "growth from $old to $new is cosigned" 200 "$(ask "$old" "$new")"
  sed '1,/^$/d' body >checkpoint
  cat answer >>checkpoint
  is "and verified by our reader" "$new" "$(witness-client check "$vkey" <checkpoint | cut -d' ' -f1)"
  is "monitors see it" 200 "$(monitor seen)"
  holds "as it was answered" cmp seen checkpoint
  old=$new
done
grep -qi '^content-type: text/plain' head || fail "the type of an answer"
is "a monitor may ask for the head alone" 200 "$(curl -s -I -o said -w '%{http_code}' "$url$hash/checkpoint")"

# Go's package for signed notes: no one here wrote it.
export GO111MODULE=off GOPATH=/usr/share/gocode GOCACHE=$work/cache GOFLAGS= CGO_ENABLED=0
go build -o theirs "$root/tests/peer/log/theirs.go"
mkdir go
cp seen go/checkpoint
witness-client vkey >go/log.vkey
printf '%s' "$vkey" >go/witness.vkey
is "Go's reader finds both signatures" 257 "$(./theirs cosigned go)"
sed -i '2s/257/258/' go/checkpoint
holds "and would notice a change" eval '! ./theirs cosigned go'

refuse() { # GOAL STATUS ACTUAL: nothing is cosigned, and the state stays
  is "$1" "$2" "$3"
  ! grep -q '—' answer || fail "$1: there is a cosignature in the answer"
  is "$1: the state" 257 "$(size_of w)"
}
refuse "a stale old size" 409 "$(ask 200 300)"
is "names the right one" 257 "$(cat answer)"
is "on a line" 4 "$(wc -c <answer)"
holds "as the specification types it" grep -qix $'content-type: text/x.tlog.size\r' head
refuse "an old size of 0" 409 "$(ask 0 300)"
refuse "a log that shrinks" 409 "$(ask 100 200)"
refuse "an old size above the new one" 400 "$(ask 257 200)"
refuse "a forked tree" 422 "$(ask 257 300 100)"
refuse "another root of the same size" 422 "$(ask 257 257 100)"
witness-client request 257 300 >good
sed '2d' good >bad && refuse "a proof that lacks a hash" 422 "$(post bad)"
sed '2{h;p}' good >bad && refuse "a proof with a hash too many" 422 "$(post bad)"
sed '2{h;d};3G' good >bad && refuse "a proof in another order" 422 "$(post bad)"
sed 's|^example.org/selection/log$|example.org/another|' good >bad && refuse "an unknown origin" 404 "$(post bad)"
sed '$s/.\(.\{20\}\)$/A\1/' good >bad && ! cmp -s good bad && refuse "a signature that is changed" 403 "$(post bad)"
sed 's/^300$/301/' good >bad && refuse "a text that wasn't signed" 403 "$(post bad)"
sed 's/^— example.org[^ ]*/— stranger.example/' good >bad && refuse "a stranger's signature" 403 "$(post bad)"
sed 's/^old 257$/old 0257/' good >bad && refuse "a leading zero" 400 "$(post bad)"
sed 's/$/\r/' good >bad && refuse "other ends of lines" 400 "$(post bad)"
{ head -n 1 good; for _ in {1..64}; do sed -n 2p good; done; sed -n '/^$/,$p' good; } >bad && refuse "64 hashes" 400 "$(post bad)"
: >bad && refuse "an empty body" 400 "$(post bad)"
head -c 60000 /dev/urandom >bad && refuse "garbage" 400 "$(post bad)"
{ cat good; head -c 70000 /dev/zero; } >bad && refuse "a body that is too large" 413 "$(post bad)"
head -c 3000000 /dev/zero >bad && post bad >said && refuse "a body that is far too large" 257 "$(size_of w)"
get() { curl -s -o answer -w '%{http_code}' "$@"; }
refuse "add-checkpoint is asked with POST" 405 "$(get "${url}add-checkpoint")"
refuse "monitors ask with GET" 405 "$(get -d x "$url$hash/checkpoint")"
refuse "another log's hash" 404 "$(get "$url${hash//[0-9]/0}/checkpoint")"
refuse "a hash is in lower case" 404 "$(get "$url${hash^^}/checkpoint")"
refuse "no other path" 404 "$(get --path-as-is "${url}../key.json")"
is "a page for people" 200 "$(get "$url")"
holds "has the key" grep -qF "$vkey" answer
holds "and the log and its size" eval 'grep -q "^example.org/selection/log" answer && grep -q "size 257" answer'
holds "requests are logged" grep -qx '200 example.org/selection/log 200 257' requests
holds "also refused ones" grep -qx '422 example.org/selection/log 257 300' requests
holds "and never the secret" eval '! grep -qF "$(sed -n "s/.*secret\":\"\([0-9a-f]*\).*/\1/p" w/key.json)" requests'
# A request that never ends holds up nobody.
exec 9<>"/dev/tcp/127.0.0.1/$(sed 's/.*:\([0-9]*\).*/\1/' <<<"$url")"
printf 'POST /add-checkpoint HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nold' >&9
refuse "beside a slow client" 409 "$(ask 3 4)"
exec 9>&-

# An origin that would turn the operator's terminal around is made harmless.
sed $'s|^example.org/selection/log$|example.org/\xe2\x80\xae\xc2\x9b|' good >bad && refuse "an origin with control characters" 404 "$(post bad)"
holds "is logged without them" grep -qx $'404 example.org/\xef\xbf\xbd\xef\xbf\xbd 257 300' requests
# One address has its share of connections, and no more.
port=$(sed 's/.*:\([0-9]*\).*/\1/' <<<"$url")
held=()
for _ in {1..70}; do
  exec {connection}<>"/dev/tcp/127.0.0.1/$port" && held+=("$connection")
done
sleep 0.5
refuse "beside 70 connections of one address" 000 "$(ask 3 4)"
for connection in "${held[@]}"; do exec {connection}>&-; done
for _ in {1..100}; do # until that is noticed
  code=$(ask 3 4)
  [ "$code" = 000 ] || break
  sleep 0.1
done
refuse "and after they are gone" 409 "$code"

# --- races: every request is right for the state before, one of them for each round wins ---

mkdir race
old=257
for round in 1 2 3; do
  rm -f race/*
  witness-client requests "$old" $((old + 24)) race
  clients=()
  for body in race/*; do
    curl -s --max-time 20 -o "$body.answer" -w '%{http_code}\n' --data-binary "@$body" "${url}add-checkpoint" >"$body.status" &
    clients+=($!)
  done
  wait "${clients[@]}" || true
  is "round $round: one wins" 1 "$(cat race/*.status | grep -c 200)"
  is "round $round: all others hear that they are late" 23 "$(cat race/*.status | grep -c 409)"
  winner=$(basename "$(grep -lx 200 race/*.status)" .status)
  is "round $round: the state is the winner's" "$winner" "$(size_of w)"
  is "round $round: so is what the late ones hear" "$winner" "$(cat $(grep -lx 409 race/*.status | sed 's/status$/answer/') | sort -u)"
  old=$winner
done

# --- a full disk, while it runs ---

prlimit --pid "$server" --fsize=0:unlimited
is "nothing is cosigned on a full disk" 503 "$(ask "$old" $((old + 1)))"
! grep -q '—' answer || fail "a cosignature that isn't kept"
is "and again" 503 "$(ask "$old" $((old + 1)))"
prlimit --pid "$server" --fsize=unlimited:unlimited
is "the state stayed" "$old" "$(size_of w)"
is "with room again it goes on" 200 "$(ask "$old" $((old + 1)))"
stop TERM
is "it ends when it is told to" 0 "$code"
serve w
is "and goes on where it was" 200 "$(ask $((old + 1)) $((old + 2)))"
stop INT
is "also by the keyboard" 0 "$code"

# --- killed at its system calls ---

export ASAN_OPTIONS=detect_leaks=0
strace -qq -o /dev/null true 2>/dev/null || { echo "skipped: tracing isn't allowed here" >&2; exit 77; }
serve fresh && ask 0 5 >said && cp answer before.cosignature && stop TERM
[ "$(size_of fresh)" = 5 ] || fail "no state to begin with"
attempt() { # WHAT STRACE-OPTION; sets $status
  rm -rf crash answer
  cp -r fresh crash
  : >answer
  status=none
  if serve crash strace -qq -f -o /dev/null -e "$2" 2>/dev/null; then status=$(post grow); fi
  is_gone=no
  for _ in {1..40}; do # strace ends a moment after what it traces
    kill -0 "$server" || is_gone=yes
    [ "$is_gone" = no ] || break
    sleep 0.05
  done
  pkill -KILL -P "$server" || true # the server, which would outlive strace
  stop KILL
  local size
  size=$(size_of crash)
  if grep -q '—' answer && [ "$size" != 8 ]; then
    fail "$1: a cosignature was answered, and the state is $size"
  elif [ "$size" != 5 ] && [ "$size" != 8 ]; then
    fail "$1: the state is \"$size\""
  else
    passed=$((passed + 1))
  fi
} 2>/dev/null # the shell tells of each kill
witness-client request 5 8 >grow
attempt "undisturbed" trace=none
is "undisturbed, it is cosigned" "200 8" "$status $(size_of crash)"
kills=0 killed_at=
for call in pwrite64 fdatasync fsync ftruncate sendto sendmsg; do
  for k in {1..16}; do
    attempt "killed at $call number $k" "inject=$call:signal=SIGKILL:when=$k"
    [ "$is_gone" = yes ] || break
    killed_at+=" $call"
    kills=$((kills + 1))
  done
done
for call in pwrite64 fdatasync send; do
  [[ $killed_at == *" $call"* ]] || fail "never killed at $call: this looks at the wrong system calls"
done

# A sync that fails is no answer.
errors=0
for call in fdatasync fsync pwrite64; do
  for k in {1..8}; do
    attempt "$call number $k fails" "inject=$call:error=EIO:when=$k+"
    [ "$status" != 200 ] || break
    [ "$status" != 503 ] || errors=$((errors + 1))
  done
done
[ "$errors" -ge 2 ] || fail "only $errors failing calls were met by a request"
echo "$passed passed, $failed failed, $kills kills"
[ "$failed" = 0 ]
