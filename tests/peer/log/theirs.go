// SPDX-License-Identifier: Apache-2.0
// The other half of the cross-check of logs (log.sh), on Go's own packages for signed notes and logs:
// `theirs check FOLDER` checks what ours wrote and refuses it after every change; `theirs sign FOLDER` signs for ours;
// `theirs cosigned FOLDER` reads a checkpoint that our witness has cosigned (witness.sh).
package main

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const witnessTime = 1700000000

var folder string

func must(err error, what string) {
	if err != nil {
		log.Fatalf("%s: %v", what, err)
	}
}

func refused(err error, what string) {
	if err == nil {
		log.Fatalf("%s: accepted", what)
	}
}

func get(name string) []byte {
	data, err := os.ReadFile(filepath.Join(folder, name))
	must(err, name)
	return data
}

func put(name string, data []byte) {
	must(os.WriteFile(filepath.Join(folder, name), data, 0644), name)
}

// A witness's key: the note package knows the form of its signatures only through this.
type cosigner struct {
	name    string
	id      uint32
	key     ed25519.PublicKey
	anyTime bool
}

func (c cosigner) Name() string    { return c.name }
func (c cosigner) KeyHash() uint32 { return c.id }
func (c cosigner) Verify(text, sig []byte) bool {
	if len(sig) != 72 {
		return false
	}
	time := binary.BigEndian.Uint64(sig)
	return (c.anyTime || time == witnessTime) && ed25519.Verify(c.key, cosigned(time, text), sig[8:])
}

func cosigned(time uint64, text []byte) []byte {
	return append([]byte(fmt.Sprintf("cosignature/v1\ntime %d\n", time)), text...)
}

func cosignerOf(vkey string) cosigner {
	parts := strings.SplitN(vkey, "+", 3)
	id, err := hex.DecodeString(parts[1])
	must(err, "id")
	key, err := base64.StdEncoding.Strict().DecodeString(parts[2])
	must(err, "key")
	if key[0] != 4 || len(key) != 33 {
		log.Fatal("the witness's key is of another kind")
	}
	return cosigner{parts[0], binary.BigEndian.Uint32(id), key[1:], false}
}

// --- checking ---

var verifiers note.Verifiers

func parseCheckpoint(msg []byte) (tree tlog.Tree, err error) {
	n, err := note.Open(msg, verifiers)
	if err != nil {
		return tree, err
	}
	if len(n.Sigs) != 2 || len(n.UnverifiedSigs) != 0 {
		return tree, errors.New("not signed by the log and the witness")
	}
	lines := strings.Split(n.Text, "\n")
	if len(lines) != 4 || lines[0] != "example.org/selection/log" || lines[3] != "" {
		return tree, errors.New("not three lines")
	}
	if tree.N, err = strconv.ParseInt(lines[1], 10, 64); err != nil {
		return tree, err
	}
	tree.Hash, err = tlog.ParseHash(lines[2])
	return tree, err
}

// Every byte changed, one at a time.
func checkCheckpoint(size int64) tlog.Tree {
	msg := get(fmt.Sprintf("%d.checkpoint", size))
	tree, err := parseCheckpoint(msg)
	must(err, "checkpoint")
	if tree.N != size {
		log.Fatalf("a checkpoint of size %d, not %d", tree.N, size)
	}
	for i := range msg {
		other := append([]byte(nil), msg...)
		other[i] ^= 0x10 // not a bit of Base64 that carries nothing: Go passes over those
		_, err := parseCheckpoint(other)
		refused(err, fmt.Sprintf("checkpoint %d with byte %d changed", size, i))
	}
	return tree
}

// Every hash changed and dropped, one at a time.
func spoiled(proof []tlog.Hash, check func([]tlog.Hash) error, what string) {
	must(check(proof), what)
	for i := range proof {
		other := append([]tlog.Hash(nil), proof...)
		other[i][i%32] ^= 1
		refused(check(other), what+" with a hash changed")
		refused(check(append(append([]tlog.Hash(nil), proof[:i]...), proof[i+1:]...)), what+" with a hash dropped")
	}
	refused(check(append(append([]tlog.Hash(nil), proof...), tlog.Hash{})), what+" with a hash added")
}

func checkInclusion(tree tlog.Tree, index int64, leaf tlog.Hash, expected []tlog.Hash) {
	what := fmt.Sprintf("%d.%d.tlog-proof", tree.N, index)
	parts := strings.SplitN(string(get(what)), "\n\n", 2)
	if parts[1] != string(get(fmt.Sprintf("%d.checkpoint", tree.N))) {
		log.Fatalf("%s has another checkpoint", what)
	}
	lines := strings.Split(parts[0], "\n")
	if lines[0] != "c2sp.org/tlog-proof@v1" {
		log.Fatalf("%s begins with %q", what, lines[0])
	}
	lines = lines[1:]
	if index%2 == 1 {
		if lines[0] != "extra "+base64.StdEncoding.EncodeToString([]byte{byte(index)}) {
			log.Fatalf("%s has other extra data: %q", what, lines[0])
		}
		lines = lines[1:]
	}
	if lines[0] != fmt.Sprintf("index %d", index) {
		log.Fatalf("%s has another index: %q", what, lines[0])
	}
	var proof []tlog.Hash
	for _, line := range lines[1:] {
		hash, err := tlog.ParseHash(line)
		must(err, what)
		proof = append(proof, hash)
	}
	same(proof, expected, what)
	spoiled(proof, func(p []tlog.Hash) error { return tlog.CheckRecord(p, tree.N, tree.Hash, index, leaf) }, what)
}

func checkConsistency(tree, old tlog.Tree, expected []tlog.Hash) {
	what := fmt.Sprintf("%d.%d.consistency", tree.N, old.N)
	data := get(what)
	proof := make([]tlog.Hash, len(data)/32)
	for i := range proof {
		copy(proof[i][:], data[32*i:])
	}
	same(proof, expected, what)
	spoiled(proof, func(p []tlog.Hash) error { return tlog.CheckTree(p, tree.N, tree.Hash, old.N, old.Hash) }, what)
}

func same(ours, theirs []tlog.Hash, what string) {
	equal := len(ours) == len(theirs)
	for i := 0; equal && i < len(ours); i++ {
		equal = ours[i] == theirs[i]
	}
	if !equal {
		log.Fatalf("%s is not the proof that Go makes", what)
	}
}

// The tiles of the folder, as the package reads them: it checks them against the root.
type tiles struct{}

func (tiles) Height() int { return 8 }
func (tiles) ReadTiles(wanted []tlog.Tile) (data [][]byte, err error) {
	for _, t := range wanted {
		path := strings.Replace(t.Path(), "tile/8/", "tile/", 1)
		bytes, err := os.ReadFile(filepath.Join(folder, path))
		if err != nil {
			return nil, err
		}
		data = append(data, bytes)
	}
	return data, nil
}
func (tiles) SaveTiles([]tlog.Tile, [][]byte) {}

// The entries of the bundles, in order.
func readEntries(size int64) (entries [][]byte) {
	for n := int64(0); 256*n < size; n++ {
		name := fmt.Sprintf("tile/entries/%03d", n)
		if size-256*n < 256 {
			name += fmt.Sprintf(".p/%d", size-256*n)
		}
		for data := get(name); len(data) > 0; {
			length := 2 + int(binary.BigEndian.Uint16(data))
			entries = append(entries, data[2:length])
			data = data[length:]
		}
	}
	if int64(len(entries)) != size {
		log.Fatalf("%d entries in the bundles of a log of %d", len(entries), size)
	}
	return entries
}

// The entries are those whose hashes the tiles hold, which the package checks against the root.
func checkEntries(entries [][]byte, reader tlog.HashReader) {
	var indexes []int64
	for i := range entries {
		indexes = append(indexes, tlog.StoredHashIndex(0, int64(i)))
	}
	leaves, err := reader.ReadHashes(indexes)
	must(err, "tiles")
	for i, entry := range entries {
		if tlog.RecordHash(entry) != leaves[i] {
			log.Fatalf("entry %d of a log of %d has another hash than its tile", i, len(entries))
		}
	}
}

func check() {
	logKey, err := note.NewVerifier(string(get("log.vkey")))
	must(err, "log.vkey")
	verifiers = note.VerifierList(logKey, cosignerOf(string(get("witness.vkey"))))
	var trees []tlog.Tree
	for _, size := range []int64{1, 2, 3, 7, 8, 255, 256, 257, 600} {
		tree := checkCheckpoint(size)
		entries := readEntries(size)
		reader := tlog.TileHashReader(tree, tiles{})
		checkEntries(entries, reader)
		for part := int64(0); part <= 2; part++ {
			index := part * (size - 1) / 2
			proof, err := tlog.ProveRecord(size, index, reader)
			must(err, "tiles")
			checkInclusion(tree, index, tlog.RecordHash(entries[index]), proof)
		}
		for _, old := range trees {
			proof, err := tlog.ProveTree(size, old.N, reader)
			must(err, "tiles")
			checkConsistency(tree, old, proof)
		}
		trees = append(trees, tree)
	}
	last, err := parseCheckpoint(get("checkpoint"))
	must(err, "checkpoint")
	if last != trees[len(trees)-1] {
		log.Fatal("the folder's checkpoint is not the last one")
	}
	fmt.Printf("%d checkpoints, their tiles and proofs, as Go makes them\n", len(trees))
}

// A checkpoint that a witness has cosigned just now: its size.
func cosignedNow() {
	logKey, err := note.NewVerifier(string(get("log.vkey")))
	must(err, "log.vkey")
	witness := cosignerOf(string(get("witness.vkey")))
	witness.anyTime = true
	verifiers = note.VerifierList(logKey, witness)
	tree, err := parseCheckpoint(get("checkpoint"))
	must(err, "checkpoint")
	fmt.Println(tree.N)
}

// --- signing ---

// A log of 1000 entries, made here.
func makeTree() (hashes []tlog.Hash, reader tlog.HashReader, entry func(int64) []byte) {
	entry = func(n int64) []byte { return []byte(fmt.Sprintf("theirs %d", n)) }
	reader = tlog.HashReaderFunc(func(indexes []int64) (found []tlog.Hash, err error) {
		for _, i := range indexes {
			found = append(found, hashes[i])
		}
		return found, nil
	})
	for n := int64(0); n < 1000; n++ {
		more, err := tlog.StoredHashes(n, entry(n), reader)
		must(err, "tree")
		hashes = append(hashes, more...)
	}
	return hashes, reader, entry
}

func keyID(name string, kind byte, public []byte) []byte {
	sum := sha256.Sum256(bytes.Join([][]byte{[]byte(name), {'\n', kind}, public}, nil))
	return sum[:4]
}

func witnessLine(text []byte) []byte {
	const name = "theirs.example/witness"
	public, private, err := ed25519.GenerateKey(rand.Reader)
	must(err, "key")
	id := keyID(name, 4, public)
	put("theirs-witness.vkey", []byte(fmt.Sprintf("%s+%x+%s", name, id, base64.StdEncoding.EncodeToString(append([]byte{4}, public...)))))
	var time [8]byte
	binary.BigEndian.PutUint64(time[:], witnessTime)
	sig := bytes.Join([][]byte{id, time[:], ed25519.Sign(private, cosigned(witnessTime, text))}, nil)
	return []byte(fmt.Sprintf("\u2014 %s %s\n", name, base64.StdEncoding.EncodeToString(sig)))
}

func sign() {
	const name = "theirs.example/log"
	skey, vkey, err := note.GenerateKey(rand.Reader, name)
	must(err, "key")
	put("theirs.vkey", []byte(vkey))
	signer, err := note.NewSigner(skey)
	must(err, "key")
	msg, err := note.Sign(&note.Note{Text: "Si\u010d\n\nempty lines are text\n"}, signer)
	must(err, "sign")
	put("theirs.note", msg)
	_, reader, entry := makeTree()
	root, err := tlog.TreeHash(1000, reader)
	must(err, "root")
	text := fmt.Sprintf("%s\n%d\n%s\n", name, 1000, root)
	msg, err = note.Sign(&note.Note{Text: text}, signer)
	must(err, "sign")
	msg = append(msg, witnessLine([]byte(text))...)
	proof, err := tlog.ProveRecord(1000, 700, reader)
	must(err, "proof")
	file := "c2sp.org/tlog-proof@v1\nindex 700\n"
	for _, hash := range proof {
		file += hash.String() + "\n"
	}
	put("theirs.tlog-proof", append([]byte(file+"\n"), msg...))
	put("theirs.entry", entry(700))
}

func main() {
	log.SetFlags(0)
	log.SetPrefix("theirs: ")
	if len(os.Args) != 3 {
		log.Fatal("theirs check|cosigned|sign FOLDER")
	}
	folder = os.Args[2]
	switch os.Args[1] {
	case "check":
		check()
	case "cosigned":
		cosignedNow()
	case "sign":
		sign()
	default:
		log.Fatal("theirs check|cosigned|sign FOLDER")
	}
}
