// SPDX-License-Identifier: Apache-2.0
// Checks receipts with Go's own packages for signed notes and logs: check-receipts SETUP.json RECEIPT...
// Keys come from the setup record alone; what a receipt says of its election, its ballot's entry and the log's state must fit
// under them. Debian has the packages: golang-go, golang-golang-x-mod-dev (GO111MODULE=off GOPATH=/usr/share/gocode).
package main

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type setup struct {
	UUID      string   `json:"uuid"`
	Board     string   `json:"board"`
	Witnesses []string `json:"witnesses"`
	Quorum    int      `json:"quorum"`
}

// A witness's key: the note package knows the form of its signatures only through this.
type cosigner struct {
	name string
	id   uint32
	key  ed25519.PublicKey
}

func (c *cosigner) Name() string    { return c.name }
func (c *cosigner) KeyHash() uint32 { return c.id }
func (c *cosigner) Verify(text, signature []byte) bool {
	if len(signature) != 8+ed25519.SignatureSize {
		return false
	}
	time := binary.BigEndian.Uint64(signature)
	message := fmt.Sprintf("cosignature/v1\ntime %d\n%s", time, text)
	return ed25519.Verify(c.key, []byte(message), signature[8:])
}

func cosignerOf(vkey string) (*cosigner, error) {
	parts := strings.SplitN(vkey, "+", 3)
	if len(parts) != 3 {
		return nil, fmt.Errorf("%q is no key", vkey)
	}
	key, err := base64.StdEncoding.DecodeString(parts[2])
	if err != nil || len(key) != 1+ed25519.PublicKeySize || key[0] != 0x04 {
		return nil, fmt.Errorf("%q is no witness's key", vkey)
	}
	sum := sha256.Sum256(append([]byte(parts[0]+"\n"), key...))
	return &cosigner{parts[0], binary.BigEndian.Uint32(sum[:]), ed25519.PublicKey(key[1:])}, nil
}

type receipt struct {
	entry []byte // the journal's, exactly
	uuid  string
	index int64
	path  tlog.RecordProof
	note  []byte
}

func parse(data []byte) (*receipt, error) {
	head, checkpoint, ok := bytes.Cut(data, []byte("\n\n"))
	lines := strings.Split(string(head), "\n")
	if !ok || len(lines) < 3 || lines[0] != "c2sp.org/tlog-proof@v1" ||
		!strings.HasPrefix(lines[1], "extra ") || !strings.HasPrefix(lines[2], "index ") {
		return nil, fmt.Errorf("not a receipt")
	}
	extra, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(lines[1], "extra "))
	if err != nil {
		return nil, err
	}
	var facts struct {
		UUID  string          `json:"uuid"`
		Entry json.RawMessage `json:"entry"`
	}
	if err := json.Unmarshal(extra, &facts); err != nil {
		return nil, err
	}
	r := &receipt{entry: facts.Entry, uuid: facts.UUID, note: checkpoint}
	if r.index, err = strconv.ParseInt(strings.TrimPrefix(lines[2], "index "), 10, 64); err != nil {
		return nil, err
	}
	for _, line := range lines[3:] {
		hash, err := tlog.ParseHash(line)
		if err != nil {
			return nil, err
		}
		r.path = append(r.path, hash)
	}
	return r, nil
}

func check(record *setup, board note.Verifier, known note.Verifiers, data []byte) error {
	r, err := parse(data)
	if err != nil {
		return err
	}
	if r.uuid != record.UUID {
		return fmt.Errorf("the receipt of another election")
	}
	opened, err := note.Open(r.note, known)
	if err != nil {
		return err
	}
	signed, witnesses := false, 0
	for _, signature := range opened.Sigs {
		if signature.Hash == board.KeyHash() && signature.Name == board.Name() {
			signed = true
		} else {
			witnesses++
		}
	}
	if !signed {
		return fmt.Errorf("the board has not signed")
	}
	lines := strings.SplitN(opened.Text, "\n", 4)
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil || lines[0] != board.Name() {
		return fmt.Errorf("the checkpoint of another log")
	}
	root, err := tlog.ParseHash(lines[2])
	if err != nil {
		return err
	}
	if err := tlog.CheckRecord(r.path, size, root, r.index, tlog.RecordHash(r.entry)); err != nil {
		return err
	}
	fmt.Printf("entry number %d; the checkpoint spans %d entries; signed by the board and %d witnesses\n", r.index, size, witnesses)
	return nil
}

func fail(what string, err error) {
	fmt.Fprintf(os.Stderr, "%s: %v\n", what, err)
	os.Exit(1)
}

func main() {
	if len(os.Args) < 3 {
		fmt.Fprintln(os.Stderr, "Usage: check-receipts SETUP.json RECEIPT...")
		os.Exit(2)
	}
	data, err := os.ReadFile(os.Args[1])
	if err != nil {
		fail(os.Args[1], err)
	}
	var record setup
	if err := json.Unmarshal(data, &record); err != nil {
		fail(os.Args[1], err)
	}
	board, err := note.NewVerifier(record.Board)
	if err != nil {
		fail("the board's key", err)
	}
	verifiers := []note.Verifier{board}
	for _, vkey := range record.Witnesses {
		witness, err := cosignerOf(vkey)
		if err != nil {
			fail(os.Args[1], err)
		}
		verifiers = append(verifiers, witness)
	}
	known := note.VerifierList(verifiers...)
	for _, path := range os.Args[2:] {
		data, err := os.ReadFile(path)
		if err == nil {
			err = check(&record, board, known, data)
		}
		if err != nil {
			fail(path, err)
		}
	}
}
