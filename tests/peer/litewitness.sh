#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# A witness that no one here wrote, litewitness of a newer Debian suite, cosigns the checkpoints of our boards as they grow, and
# refuses a fork of ours: litewitness.sh BIN. Suites move, so that it is skipped where the package can't be had (WIT-10, WIT-11).
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
bin=$(cd "$1" && pwd)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/scrutineer-peer
skip() {
  echo "skipped: $*" >&2
  exit 77
}
for tool in ssh-agent ssh-keygen ssh-add python3; do
  command -v "$tool" >/dev/null || skip "there is no $tool"
done
litewitness=''
for suite in forky sid; do
  litewitness=$("$here/from-suite" "$suite" torchwood usr/bin/litewitness "$cache/torchwood-$suite") && break || litewitness=''
done
[ -n "$litewitness" ] || skip "litewitness can't be had"
witnessctl=$(dirname "$litewitness")/witnessctl
sed 's/litewitness/witnessctl/g' "$litewitness" >"$witnessctl"
chmod +x "$witnessctl"

work=$(mktemp -d)
server='' agent=''
trap '[ -z "$server" ] || kill "$server" 2>/dev/null; [ -z "$agent" ] || kill "$agent" 2>/dev/null; rm -rf -- "$work"' EXIT
cd "$work"
export PATH="$bin:$PATH" LC_ALL=C NO_COLOR=1 SCRUTINEER_STATE=$work/state
name=witness.example/lite

# Its key is in an agent for SSH; we write it as a witness's verifier key.
ssh-keygen -q -t ed25519 -N '' -f key
eval "$(ssh-agent -a "$work/agent.sock")" >/dev/null
agent=$SSH_AGENT_PID
ssh-add -q key
python3 - "$name" key.pub >lite.vkey <<'PYTHON'
import base64, hashlib, sys
name, path = sys.argv[1:]
public = b"\x04" + base64.b64decode(open(path).read().split()[1])[-32:]
identity = hashlib.sha256(name.encode() + b"\n" + public).digest()[:4].hex()
print(f"{name}+{identity}+{base64.b64encode(public).decode()}")
PYTHON

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
slot = 1
witness = lite
[entry]
name = online
method = online
check = nothing
operator = Example Ltd
CONF
printf 'number,name\n1,Ann\n2,Bea\n' >roll.csv
printf 'number,choice\n1,1\n2,2\n' >choices.csv
{
  scrutineer election new conf -e e
  for role in board officer registrar online; do scrutineer key make "$role" -e e; done
  scrutineer key add lite.vkey --as lite -e e
  scrutineer trustee key -e e server
  scrutineer trustee assemble -e e
  scrutineer roll import -e e roll.csv
  scrutineer credential issue -e e
  scrutineer election open -e e
  scrutineer ballot simulate -e e -o ballots choices.csv
  scrutineer entry accept -e e --name online ballots
} >log 2>&1 || { cat log; exit 1; }

origin=$(sed 's/+.*//' e/public/keys/board)
"$witnessctl" add-log -db lite.db -origin "$origin"
"$witnessctl" add-key -db lite.db -origin "$origin" -key "$(cat e/public/keys/board)"
port=$((20000 + $$ % 12000)) # below those that the system gives out
"$litewitness" -db lite.db -name "$name" -ssh-agent "$work/agent.sock" -listen "127.0.0.1:$port" \
  -key "$(ssh-keygen -lf key.pub | cut -d' ' -f2)" >lite.log 2>&1 &
server=$!
for _ in {1..100}; do (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null && break || sleep 0.1; done
echo "$name http://127.0.0.1:$port" >e/officer/witnesses

mapfile -t ballots < <(find ballots -name '*.json' | sort)
scrutineer board checkpoint -e e || { cat lite.log; exit 1; }
cp -r e forked
cp -r state forked-state
scrutineer ballot cast -e e -q --no-receipts "${ballots[0]}" >/dev/null
scrutineer board checkpoint -e e || { cat lite.log; exit 1; }
grep -q "^— $name " e/public/log/checkpoint

# Another ballot in the first one's place, signed by the board's own key: of the same size, and then of a larger one.
export SCRUTINEER_STATE=$work/forked-state
for ballot in "${ballots[1]}" "${ballots[0]}"; do
  scrutineer ballot cast -e forked -q --no-receipts "$ballot" >/dev/null
  code=0
  scrutineer board checkpoint -e forked >said || code=$?
  cat said
  [ "$code" = 4 ] || { echo "a fork is cosigned" >&2; exit 1; }
done
echo "litewitness cosigns what grows, and refuses forks"
