#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# What an election with a journal is set up with: its definition, the keys of its roles, spares and commitments, the setup record,
# and the election that binds it; and what is refused on the way (KEY-1, KEY-2, KEY-3, KEY-4, REC-1, REC-6, REC-7, REC-12).
source "$1/tests/support/expect.sh"

definition() { # CHANGE...: a sound definition with some lines changed: OLD=>NEW
  cat >conf <<'CONF'
[election]
name = Test
description = A test
minimum = 2
[trustees]
mandatory = server
[question]
title = Who?
answer = A
answer = B
[board]
origin = votes.example.org/test
slot = 10
spares = 2
teller = tina
agent = alec
witness = w1
witness = w2
[entry]
name = online
method = online
operator = Example "Online" Ltd
[entry]
name = hall
method = meeting
operator = The party
CONF
  for change in "$@"; do sed -i "s|^${change%%=>*}\$|${change#*=>}|" conf; done
}
refuse_definition() { # GOAL PATTERN CHANGE...
  local goal=$1 pattern=$2
  shift 2
  definition "$@"
  expect "a definition with $goal" 2 "$pattern" s election new -e never conf
  [ ! -e never ] || fail "a definition with $goal leaves a folder behind"
}

# --- definitions ---

definition
expect "a journal is told of" 0 'journal: votes.example.org/test, slots of 10 minutes, 2 spares' s election new --dry-run conf
for line in 'entry point online: online, checks pin, run by Example "Online" Ltd' 'entry point hall: meeting, checks identity' \
  'tellers: tina' 'agents: alec' 'witnesses: w1 w2' 'quorum: 2'; do
  holds "with $line" grep -qF "$line" out
done
refuse_definition "an origin with a scheme" 'origin is a URL without' 'origin = .*=>origin = https://votes.example.org'
refuse_definition "an origin with a blank" 'origin is a URL without' 'origin = .*=>origin = my votes'
refuse_definition "slots of no time" 'a slot is from 1' 'slot = 10=>slot = 0'
refuse_definition "slots of two days" ':13: .*too large' 'slot = 10=>slot = 2880'
refuse_definition "too many spares" ':14: .*too large' 'spares = 2=>spares = 10001'
refuse_definition "results of methods that are too small" 'method minimum is 0, or' 'spares = 2=>method minimum = 1'
answers() { for ((i = 1; i <= $2; i++)); do printf 'answer = %s%s\\n' "$1" "$i"; done; } # NAME NUMBER: lines for definition
refuse_definition "more answers than can be declared" 'at most 1000 answers in all' \
  "answer = B=>$(answers B 600)[question]\\ntitle = And?\\n$(answers C 400)"
definition "answer = B=>$(answers B 600)[question]\\ntitle = And?\\n$(answers C 399)"
expect "as many as can" 0 'journal: votes.example.org/test' s election new --dry-run conf
points() { for ((i = 1; i <= $1; i++)); do printf '[entry]\\nname = p%s\\nmethod = online\\noperator = The party\\n' "$i"; done; } # NUMBER
refuse_definition "too many tellers" ':47: too many tellers: at most 32$' "teller = tina=>$(seq -f 'teller = t%g' -s '\n' 33)"
refuse_definition "too many witnesses" ':80: too many witnesses: at most 63$' "witness = w1=>$(seq -f 'witness = v%g' -s '\n' 64)"
refuse_definition "too many entry points" ':[0-9]+: too many entry points: at most 64$' "operator = The party=>operator = The party\\n$(points 63)"
refuse_definition "a quorum of half" 'quorum is more than half' 'slot = 10=>quorum = 1'
refuse_definition "a quorum above the witnesses" 'quorum is more than half' 'slot = 10=>quorum = 3'
refuse_definition "a name for two roles (KEY-1)" ':16: this name stands for another' 'agent = alec=>agent = tina'
refuse_definition "a teller named as the officer" ':15: this name stands for another' 'teller = tina=>teller = officer'
refuse_definition "a witness named as the board" ':17: this name stands for another' 'witness = w1=>witness = board'
refuse_definition "an entry point named as a teller" ':24: this name stands for another' 'name = hall=>name = tina'
refuse_definition "a name that is a path" ':15: not a short name' 'teller = tina=>teller = ../tina'
refuse_definition "an unknown method" ':21: a method is' 'method = online=>method = pigeon'
refuse_definition "an unknown check" ':25: a check is' 'method = meeting=>check = face'
refuse_definition "an entry point without a method" 'has no method' 'method = online=>check = pin'
refuse_definition "an entry point without an operator" ':[0-9]+: this .entry. has no operator: add a line "operator = ' 'operator = The party=># nobody'
refuse_definition "an entry point without a name" 'has no name' 'name = hall=># none'
refuse_definition "an unknown key of the journal" ':13: unknown key in .board' 'slot = 10=>frob = 1'
refuse_definition "an unknown key of an entry point" ':25: unknown key in .entry' 'method = meeting=>frob = 1'
refuse_definition "a key twice in one entry point" ':25: this key stands twice' 'method = meeting=>name = hall2'
refuse_definition "entry points and no journal" '\[entry\] must stand after' '\[board\]=>[entry]'
definition
sed -i '/^\[entry\]/,$d' conf
expect "a journal without entry points" 2 'nobody could vote' s election new -e never conf
zeros=$(printf '0%.0s' {1..64})
refuse_definition "a description that names a record" 'names? a setup record|named a setup record' \
  "description = A test=>description = A [scrutineer-setup-1 $zeros]"
s election new --template | sed -n '/^# \[board\]/,$p' | sed 's/^# \?//' >board.part
{ s election new --template | sed '/^# With this section/,$d'; cat board.part; } | grep -v '^One section\|^nothing; w\|^The log\|^Times are\|^Publish each\|^Who signs\|^so many\|^Witnesses, \|^in officer' >template.conf
expect "the template's journal, uncommented, is a definition" 0 'entry point online: online, checks pin' \
  s election new --dry-run -e never template.conf

# What comes from others says nothing that a person's could not (DEF-1).
definition
quietly s election new -e e conf
cp e/public/definition.json sound.json
refuse_foreign() { # GOAL PATTERN OLD NEW
  sed "s|$3|$4|" sound.json >e/public/definition.json
  cmp -s sound.json e/public/definition.json && fail "nothing was changed for $1"
  expect "a foreign definition: $1" 3 "public/definition.json can't be used: .*$2" s election status -e e
}
refuse_foreign "a path as a teller" board '"tina"' '"../tina"'
refuse_foreign "a path as an entry point" board '"name":"hall"' '"name":"../hall"'
refuse_foreign "a name for two roles" 'a name stands for two roles' '"tina"' '"alec"'
refuse_foreign "an unknown method" board '"meeting"' '"pigeon"'
refuse_foreign "an unknown check" board '"identity"' '"face"'
refuse_foreign "no entry points" 'no .entry' '"entry_points":.*"tellers"' '"entry_points":[],"tellers"'
refuse_foreign "a slot of no time" 'a slot is' '"slot":600' '"slot":0'
refuse_foreign "a field too many" board '"quorum":2' '"quorum":2,"more":1'
refuse_foreign "a quorum of half" 'quorum' '"quorum":2' '"quorum":1'
refuse_foreign "no operator" 'operator' '"operator":"The party"' '"operator":""'
refuse_foreign "an origin for a terminal" 'origin' 'votes.example.org' '\\u001b[2J'
cp sound.json e/public/definition.json

# --- keys ---

expect "an election without a journal has no keys" 3 'no \[board\]' bash -c \
  'sed "/^\[board\]/,\$d" conf >plain.conf; scrutineer election new -q -e plain plain.conf; scrutineer key make -e plain officer'
expect "nor a record" 2 'no \[board\]' s election record -e plain
expect "a role that isn't there" 2 'no role "nobody"' s key make -e e nobody
holds "the roles are named" grep -q 'board, officer, registrar, online, hall, tina, alec, w1, w2' out
expect "a witness makes its key elsewhere" 2 'witness key' s key make -e e w1
expect "only entry points have entry keys" 2 'scrutineer key make' s entry key -e e tina
expect "a full disk" 3 'tellers/tina/key.json' on_full_disk scrutineer key make -e e tina
holds "leaves no half of a key" [ -z "$(find e/tellers e/public/keys -type f 2>/dev/null)" ]
for role in board officer registrar tina alec; do
  expect "the key of $role" 0 "^e/public/keys/$role\$" s key make -e e "$role"
done
expect "the key of an entry point" 0 '^e/public/keys/online$' s entry key -e e online
for file in officer/board.key.json officer/key.json registrar/key.json tellers/tina/key.json agents/alec/key.json \
  entry/online/key.json; do
  holds "$file is its holder's alone" [ "$(mode_of "e/$file")" = 600 ]
  holds "and so is its folder" [ "$(mode_of "e/${file%/*}")" = 700 ]
  secret=$(sed -nE 's/.*"secret":"([0-9a-f]{64})".*/\1/p' "e/$file")
  holds "$file has a secret, and nothing public has it" bash -c "[ -n '$secret' ] && ! grep -rq '$secret' e/public"
done
holds "the board's key is named for the log" grep -q '^votes.example.org/test+' e/public/keys/board
holds "a role's for the role" grep -q '^tina+' e/public/keys/tina
cp -r e/tellers before
secret=$(sed -nE 's/.*"secret":"([0-9a-f]{64})".*/\1/p' e/tellers/tina/key.json)
expect "no memory is given back that has the secret" 0 . watched "$secret" scrutineer key make -e e tina
expect "a key that is there is no other" 0 'was in e/tellers/tina/key.json already' s key make -e e tina
holds "and stays" diff -r before e/tellers
cp e/public/keys/tina tina.vkey
rm e/public/keys/tina
expect "its public part is written again" 0 . s key make -e e tina
holds "the same" cmp tina.vkey e/public/keys/tina
cp e/officer/key.json e/tellers/tina/key.json
expect "another role's key is not taken for it" 2 'is the key of "officer", not of "tina"' s key make -e e tina
cp before/tina/key.json e/tellers/tina/key.json
printf '{"format":"scrutineer-key-1"}' >e/tellers/tina/key.json
expect "a file that is no key" 2 'can.t be used' s key make -e e tina
cp before/tina/key.json e/tellers/tina/key.json
expect "a key can be kept elsewhere" 0 . s key make -e e hall -o own/hall.json
holds "which is its holder's alone" [ "$(mode_of own/hall.json)" = 600 ]
holds "and not in the election's folder" [ ! -e e/entry/hall ]

# What others bring (KEY-2).
s witness key witness.example.org/w1 -o w1.json -q >w1.vkey
s witness key witness.example.org/w2 -o w2.json -q >w2.vkey
expect "a witness's key says which it is for" 2 'no role "witness.example.org/w1"' s key add -e e w1.vkey
expect "a witness's key" 0 . s key add -e e w1.vkey --as w1
expect "again is nothing new" 0 . s key add -e e w1.vkey --as w1
expect "another one in its place" 2 'there already, with another key' s key add -e e w2.vkey --as w1
expect "the key of one witness for another" 2 'key for witness "w2" is that of witness "w1"' s key add -e e w1.vkey --as w2
holds "is not kept" [ ! -e e/public/keys/w2 ]
cp e/agents/alec/key.json before/alec.json
sed 's/"name":"tina"/"name":"alec"/' e/tellers/tina/key.json >e/agents/alec/key.json
expect "nor another role's secret key under one's own name" 2 'key for agent "alec" is that of teller "tina"' s key make -e e alec
cp before/alec.json e/agents/alec/key.json
expect "a witness's key is no teller's" 2 'of another kind' s key add -e e w1.vkey --as tina
expect "a teller's is no witness's" 2 'of another kind' s key add -e e tina.vkey --as w2
expect "nor another role's" 2 'is the key of "tina", not of "alec"' s key add -e e tina.vkey --as alec
rm e/public/keys/tina e/public/keys/board
expect "a role's key says whose it is" 0 . s key add -e e tina.vkey
sed 's/^tina/tinb/' tina.vkey >forged.vkey
expect "a key with another's id" 3 'note.key' s key add -e e forged.vkey --as alec
expect "a file that isn't there" 3 . s key add -e e nowhere.vkey
quietly s key make -e e board
expect "the commands say how" 0 'VKEY|ROLE' s key make --help

# --- the registrar ---

quietly s trustee key -e e server
quietly s trustee assemble -e e
printf 'number,name,branch,eligible,weight\nM1,Ann,North,yes,1\nM2,Ben,South,no,1\nM3,Chloe,North,yes,3\nM4,Dora,,yes,1\n' >roll.csv
quietly s roll import -e e roll.csv
expect "what would be issued" 0 '^3 credentials would be issued, and 4 spares: 2 for each weight' s credential issue -e e --dry-run
holds "a dry run keeps nothing" [ ! -e e/registrar/salt ]
expect "a full disk" 3 'registrar/salt' on_full_disk scrutineer credential issue -e e
echo interrupted >e/registrar/salt  # before anything depended on it
expect "spares are issued for each weight" 0 '^3 credentials were issued, and 4 spares: 2 for each weight' s credential issue -e e
for file in salt spares.json credentials.json; do
  holds "registrar/$file is the registrar's alone" [ "$(mode_of e/registrar/$file)" = 600 ]
done
grep -oE '"[0-9a-f]{64}' e/public/credentials.json >listed
grep -oE '"[0-9a-f]{64}' e/public/spares.json >spared
holds "all are on the list" [ "$(wc -l <listed) $(wc -l <spared)" = "7 4" ]
holds "spares are on it, in its order" bash -c 'grep -xFf spared listed | cmp - spared'
holds "the list is sorted (CRD-4)" sort -c listed
holds "two spares of each weight" [ "$(grep -oE '"weight":[0-9]+' e/registrar/spares.json | sort | paste -sd,)" = '"weight":1,"weight":1,"weight":3,"weight":3' ]
holds "the commitments" grep -qE '^\{"format":"scrutineer-commitments-1","roll":"[0-9a-f]{64}","links":"[0-9a-f]{64}","members":3,"weight":5\}$' e/public/commitments.json
salt=$(cat e/registrar/salt)
sed 's/"credential":"/\n&/g' e/registrar/{credentials,spares}.json | sed -nE 's/^"credential":"([^"]*)".*/\1/p' >secrets
holds "seven credentials" [ "$(grep -cE '^[A-Za-z0-9-]{25}$' secrets)" = 7 ]
holds "nothing public has the salt, a name, or a credential" bash -c \
  "! grep -rqE '$salt|Chloe|North' e/public && ! grep -rqFf secrets e/public"
mkdir made
cp e/public/{credentials,spares,commitments}.json made/
rm e/public/{credentials,spares,commitments}.json
expect "no memory is given back that has the salt" 0 . watched "$salt" scrutineer credential issue -e e
rm e/public/{credentials,spares,commitments}.json
spare=$(sed -nE 's/.*"number":"spare","credential":"([^"]*)".*/\1/p' e/registrar/spares.json)
expect "or a spare credential" 0 . watched "$spare" scrutineer credential issue -e e
rm e/public/{credentials,spares,commitments}.json
expect "what was kept and not published is published" 0 '3 credentials were issued before' s credential issue -e e
for file in credentials spares commitments; do holds "the same $file" cmp made/$file.json e/public/$file.json; done
rm e/public/credentials.json
sed -i 's/"weight":3}/"weight":1}/' e/registrar/roll.json
sed -i 's/M4/M5/' e/registrar/roll.json
expect "another roll is not committed to in its place" 1 'record.fit' s credential issue -e e
sed -i 's/M5/M4/' e/registrar/roll.json
quietly s credential issue -e e
holds "a letter is a member's alone" [ "$(s credential letter -e e --all -o letters -q; find letters -type f | wc -l)" = 3 ]

# The commitment to the links, by hand: position 0 of the list is the member, or the spare, that the registrar's files say.
if command -v python3 >/dev/null; then
  cat >check.py <<'PY'
import hashlib, hmac, json
salt = bytes.fromhex(open('e/registrar/salt').read().strip())
load = lambda name: json.load(open('e/' + name))
def commit(tree, position, name, value):
    own = hmac.new(salt, f'{tree} {position} {name}'.encode(), hashlib.sha256).digest()
    return hashlib.sha256(own + value.encode()).hexdigest()
def root(entries):
    leaves = [hashlib.sha256(b'\0' + json.dumps(e, separators=(',', ':')).encode()).digest() for e in entries]
    def node(nodes):
        if len(nodes) == 1: return nodes[0]
        k = 1
        while 2 * k < len(nodes): k *= 2
        return hashlib.sha256(b'\1' + node(nodes[:k]) + node(nodes[k:])).digest()
    return node(leaves).hex()
roll, issued = load('registrar/roll.json')['members'], load('registrar/credentials.json')['credentials']
public = {c['number']: c['public'] for c in issued}
spares = load('public/spares.json')
names = ['number', 'name', 'branch', 'email', 'address', 'eligible', 'weight']
entries = []
for i, member in enumerate(roll):
    entry = {'position': i}
    for name in names: entry[name] = commit('scrutineer-roll-1', i, name, member[name])
    entry['credential'] = commit('scrutineer-roll-1', i, 'credential', public.get(member['number'], ''))
    entries.append(entry)
said = {public[m['number']]: f'member {i}' for i, m in enumerate(roll) if m['number'] in public}
said.update({key: f'spare {k}' for k, key in enumerate(spares)})
links = [{'position': j, 'link': commit('scrutineer-links-1', j, 'link', said[line.split(',')[0]])}
         for j, line in enumerate(load('public/credentials.json'))]
made = load('public/commitments.json')
assert made['roll'] == root(entries), 'roll'
assert made['links'] == root(links), 'links'
PY
  holds "another program comes to the same commitments (REC-9, REC-10, REC-11)" python3 check.py
else
  echo "no python3: the commitments are not calculated a second time"
fi

# --- the record ---

mv e/public/keys/w1 w1.kept
expect "missing keys come first" 0 '^Next, w1 and w2, for whom a key is missing:' s election status -e e
holds "with the command" grep -qF '  scrutineer key add -e e FILE --as w2' out
expect "a record wants every key (KEY-4)" 3 'there is no e/public/keys/w1: the key of witness' s election record -e e
holds "and names the others that are missing" grep -q 'scrutineer key add -e e FILE --as w2' out
expect "so does opening" 3 'there is no e/public/keys/w2' s election open -e e
mv w1.kept e/public/keys/w1
cp w1.vkey e/public/keys/w2
expect "one key for two witnesses" 1 'record.keys' s election record -e e
holds "and which they are" grep -q 'key for witness "w1" is that of witness "w2"' out
cp tina.vkey e/public/keys/w2
expect "a key of the wrong kind in the folder" 2 'of another kind' s election record -e e
rm e/public/keys/w2
quietly s key add -e e w2.vkey --as w2
expect "the record is next" 0 '^  scrutineer election record -e e$' s election status -e e
refuse_part() { # GOAL CODE PATTERN FILE SED
  cp "e/public/$4" kept.part
  sed -i "$5" "e/public/$4"
  cmp -s kept.part "e/public/$4" && fail "nothing was changed for $1"
  expect "a record: $1" "$2" "$3" s election record -e e
  cp kept.part "e/public/$4"
  [ ! -e e/public/setup.json ] || fail "a record is made: $1"
}
refuse_part "members that aren't the list's" 1 'record.fit' commitments.json 's/"members":3/"members":4/'
refuse_part "a weight that isn't the list's" 1 'record.fit' commitments.json 's/"weight":5/"weight":6/'
refuse_part "commitments of another form" 3 'commitments.json can.t be used' commitments.json 's/commitments-1/commitments-2/'
refuse_part "a spare that isn't on the list" 1 'record.fit' spares.json 's/"0/"1/;t;s/"[1-9a-f]/"0/'
refuse_part "a spare too few" 1 'record.fit' spares.json 's/,"[0-9a-f]*"]/]/'
mv e/public/commitments.json kept.part
expect "no commitments" 3 'there is no e/public/commitments.json yet' s election record -e e
mv kept.part e/public/commitments.json
expect "a dry run says what would be in it" 0 'entry point hall: meeting, checks identity, run by The party' s election record -e e -n
holds "and makes nothing" [ ! -e e/public/setup.json ]
expect "the record is made" 0 '  hash: [0-9a-f]{64}$' s election record -e e
hash=$(sha256sum e/public/setup.json | cut -c 1-64)
holds "with its hash" grep -q "  hash: $hash" out
expect "once" 2 'there already: it is made once' s election record -e e
expect "keys are fixed then (KEY-3)" 2 'keys of this election are fixed' s key make -e e tina
expect "also those of others" 2 'keys of this election are fixed' s key add -e e tina.vkey
expect "opening is next" 0 '^  scrutineer election open -e e$' s election status -e e

# --- opening ---

cp -r e other
cp w2.vkey other/public/keys/w1
cp w1.vkey other/public/keys/w2
expect "keys that were changed after the record (REC-12)" 1 'is not the record of the definition and the keys' s election open -e other
expect "a dry run of opening" 0 'Everything is in place for opening: 7 credentials, weight 13' s election open -e e -n
expect "opening" 0 'The election is open' s election open -e e
archive=$(echo e/public/*.bel)
holds "the description binds the record" grep -aqF "\"description\":\"A test [scrutineer-setup-1 $hash]\"" "$archive"
expect "it is this folder's election" 0 '^The election is voting' s election status -e e
expect "the verifier finds the record" 4 '^PASS +1 .*the setup record is the one that the election names, and fits it' \
  scrutineer-verify e
cp -r e changed
sed -i 's/"slot":600/"slot":900/' changed/public/setup.json
expect "and another one in its place" 1 'record.hash' scrutineer-verify changed
rm changed/public/setup.json
expect "or none" 4 'the election has a journal, which is not here' scrutineer-verify changed
expect "no record is made any more" 2 'open already' s election record -e e
rm other/public/setup.json
sed -i 's|votes.example.org/test|votes.example.org/more|' other/public/definition.json
rm other/public/keys/*
cp e/public/keys/* other/public/keys/
expect "a board's key is for its log" 2 'is the key of "votes.example.org/test", not of "votes.example.org/more"' s election open -e other
cp sound.json other/public/definition.json
SCRUTINEER_STATE=$work/elsewhere expect "opening makes the record where it is missing" 0 'The election is open' s election open -e other
holds "the same" cmp e/public/setup.json other/public/setup.json

# Peers verify the archive as any other.
if command -v belenios-tool >/dev/null; then
  definition 'description = A test=>group = BELENIOS-2048'
  quietly s election new -e peer conf
  for role in board officer registrar online hall tina alec; do quietly s key make -e peer $role; done
  for witness in w1 w2; do quietly s key add -e peer $witness.vkey --as $witness; done
  quietly s trustee key -e peer server
  quietly s trustee assemble -e peer
  quietly s roll import -e peer roll.csv
  quietly s credential issue -e peer
  quietly s election open -e peer
  mkdir alone
  cp peer/public/*.bel alone/
  holds "with the record's hash as a whole description" grep -aqE '"description":"\[scrutineer-setup-1 [0-9a-f]{64}\]"' alone/*.bel
  expect "a peer verifies an election that binds a record" 0 'all checks passed' bash -c 'cd alone && belenios-tool election verify'
else
  echo "no belenios-tool: no peer was asked"
fi

# An election without a journal is as it was.
holds "a definition without a journal has no field for it" bash -c '! grep -q board plain/public/definition.json'

finish
