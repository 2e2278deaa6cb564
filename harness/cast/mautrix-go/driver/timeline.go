package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"sync"

	"maunium.net/go/mautrix/crypto"
	"maunium.net/go/mautrix/crypto/olm"
	"maunium.net/go/mautrix/event"
	"maunium.net/go/mautrix/id"
)

// Shown is what the timeline shows for an event.
type Shown struct {
	RoomID  id.RoomID    `json:"roomId"`
	EventID id.EventID   `json:"eventId"`
	Sender  id.UserID    `json:"sender"`
	State   string       `json:"state"`
	Code    string       `json:"code,omitempty"`
	Body    string       `json:"body,omitempty"`
	Session id.SessionID `json:"session,omitempty"`
	Index   *uint        `json:"index,omitempty"`
	Shield  *Shield      `json:"shield,omitempty"`
}

type Shield struct {
	Color string `json:"color"`
	Code  string `json:"code,omitempty"`
}

// Timeline decrypts the events of all rooms, and reports what it shows for each, each time that it changes.
type Timeline struct {
	machine *crypto.OlmMachine
	path    string
	emit    Emit

	mutex   sync.Mutex
	states  map[id.EventID]string
	pending map[id.EventID]*event.Event
	unsaved bool
}

func newTimeline(machine *crypto.OlmMachine, storePath string, emit Emit) *Timeline {
	return &Timeline{
		machine: machine,
		path:    filepath.Join(storePath, "pending.json"),
		emit:    emit,
		states:  map[id.EventID]string{},
		pending: map[id.EventID]*event.Event{},
	}
}

func (timeline *Timeline) add(ctx context.Context, evt *event.Event) {
	timeline.report(timeline.show(ctx, evt))
}

// malformed reports an encrypted event that the library cannot even parse.
func (timeline *Timeline) malformed(evt *event.Event, err error) {
	timeline.report(timeline.undecryptable(evt, err))
}

// retry tries again what was encrypted with a session.
func (timeline *Timeline) retry(ctx context.Context, session id.SessionID) {
	timeline.mutex.Lock()
	var again []*event.Event
	for _, evt := range timeline.pending {
		if evt.Content.AsEncrypted().SessionID == session {
			again = append(again, evt)
		}
	}
	timeline.mutex.Unlock()
	for _, evt := range again {
		timeline.add(ctx, evt)
	}
}

// show is what is shown for an event now.
func (timeline *Timeline) show(ctx context.Context, evt *event.Event) Shown {
	shown := Shown{RoomID: evt.RoomID, EventID: evt.ID, Sender: evt.Sender, State: "cleartext"}
	encrypted, ok := evt.Content.Parsed.(*event.EncryptedEventContent)
	if !ok || evt.Unsigned.RedactedBecause != nil {
		shown.Body, _ = evt.Content.Raw["body"].(string)
		return shown
	}
	// It waits from before the attempt, lest its key arrive unnoticed meanwhile.
	timeline.setPending(evt, true)
	decrypted, err := timeline.machine.DecryptMegolmEvent(ctx, evt)
	if err != nil {
		return timeline.undecryptable(evt, err)
	}
	timeline.setPending(evt, false)
	shown.State = "decrypted"
	shown.Session, shown.Index = encrypted.SessionID, indexOf(encrypted)
	shown.Body, _ = decrypted.Content.Raw["body"].(string)
	shown.Shield = shieldOf(decrypted.Mautrix.TrustState)
	return shown
}

func (timeline *Timeline) undecryptable(evt *event.Event, err error) Shown {
	shown := Shown{RoomID: evt.RoomID, EventID: evt.ID, Sender: evt.Sender, State: "utd", Code: codeOf(err)}
	if encrypted, ok := evt.Content.Parsed.(*event.EncryptedEventContent); ok {
		shown.Session, shown.Index = encrypted.SessionID, indexOf(encrypted)
	}
	return shown
}

func (timeline *Timeline) report(shown Shown) {
	timeline.mutex.Lock()
	defer timeline.mutex.Unlock()
	state := shown.State + " " + shown.Code
	before := timeline.states[shown.EventID]
	// Of two attempts at once the older may end last.
	if before == state || (before == "decrypted " && shown.State == "utd") {
		return
	}
	timeline.states[shown.EventID] = state
	timeline.emit("timeline", shown)
}

func (timeline *Timeline) setPending(evt *event.Event, pending bool) {
	timeline.mutex.Lock()
	defer timeline.mutex.Unlock()
	timeline.unsaved = true
	if pending {
		timeline.pending[evt.ID] = evt
	} else {
		delete(timeline.pending, evt.ID)
	}
}

// save keeps what waits for its key, for the next process of this device.
func (timeline *Timeline) save() error {
	timeline.mutex.Lock()
	defer timeline.mutex.Unlock()
	if !timeline.unsaved {
		return nil
	}
	timeline.unsaved = false
	return writeJSON(timeline.path, timeline.pending)
}

func (timeline *Timeline) load(ctx context.Context) error {
	var pending map[id.EventID]*event.Event
	if err := readJSON(timeline.path, &pending); errors.Is(err, fs.ErrNotExist) {
		return nil
	} else if err != nil {
		return err
	}
	for _, evt := range pending {
		if err := parse(evt, evt.RoomID); err != nil {
			return err
		}
		timeline.add(ctx, evt)
	}
	return nil
}

func indexOf(content *event.EncryptedEventContent) *uint {
	index, err := crypto.ParseMegolmMessageIndex(content.MegolmCiphertext)
	if err != nil {
		return nil
	}
	return &index
}

// codes names the library's errors as it spells them; it has no other codes.
var codes = []struct {
	err  error
	name string
}{
	{crypto.ErrNoSessionFound, "ErrNoSessionFound"},
	{olm.ErrUnknownMessageIndex, "ErrUnknownMessageIndex"},
	{crypto.ErrDuplicateMessageIndex, "ErrDuplicateMessageIndex"},
	{crypto.ErrCorruptedMegolmPayload, "ErrCorruptedMegolmPayload"},
	{crypto.ErrUnsupportedAlgorithm, "ErrUnsupportedAlgorithm"},
	{crypto.ErrIncorrectEncryptedContentType, "ErrIncorrectEncryptedContentType"},
	{crypto.ErrWrongRoom, "ErrWrongRoom"},
	{crypto.ErrDeviceKeyMismatch, "ErrDeviceKeyMismatch"},
	{crypto.ErrRatchetError, "ErrRatchetError"},
	{olm.ErrBadMAC, "ErrBadMAC"},
	{olm.ErrBadSignature, "ErrBadSignature"},
	{olm.ErrBadMessageFormat, "ErrBadMessageFormat"},
}

func codeOf(err error) string {
	var withheld *event.RoomKeyWithheldEventContent
	if errors.As(err, &withheld) {
		return fmt.Sprintf("ErrGroupSessionWithheld(%s)", withheld.Code)
	}
	for _, code := range codes {
		if errors.Is(err, code.err) {
			return code.name
		}
	}
	return err.Error()
}

func shieldOf(trust id.TrustState) *Shield {
	switch {
	case trust >= id.TrustStateCrossSignedTOFU:
		return &Shield{Color: "none"}
	case trust < id.TrustStateUnset:
		return &Shield{Color: "red", Code: trust.String()}
	default:
		return &Shield{Color: "grey", Code: trust.String()}
	}
}
