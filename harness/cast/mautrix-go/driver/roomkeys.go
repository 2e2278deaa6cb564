package main

import (
	"context"
	"encoding/json"
	"fmt"

	"maunium.net/go/mautrix/crypto"
	"maunium.net/go/mautrix/event"
	"maunium.net/go/mautrix/id"
)

type RoomKey struct {
	RoomID     id.RoomID    `json:"roomId"`
	Session    id.SessionID `json:"session"`
	FirstIndex uint32       `json:"firstIndex"`
}

// roomKeyCame hears of each room key, while the machine still holds its locks.
func (session *Session) roomKeyCame(ctx context.Context, roomID id.RoomID, key id.SessionID, firstIndex uint32) {
	session.emit("roomKey", RoomKey{roomID, key, firstIndex})
	go session.timeline.retry(context.WithoutCancel(ctx), key)
}

// withheld looks again at the messages whose key a sender has just said not to share.
func (session *Session) withheld(ctx context.Context, evt *event.Event) {
	if withheld, ok := evt.Content.Parsed.(*event.RoomKeyWithheldEventContent); ok {
		session.timeline.retry(ctx, withheld.SessionID)
	}
}

func (session *Session) discardSession(ctx context.Context, params RoomParams) (Empty, error) {
	return Empty{}, session.machine.CryptoStore.RemoveOutboundGroupSession(ctx, params.RoomID)
}

type Keys struct {
	Keys []crypto.ExportedSession `json:"keys"`
}

func (session *Session) exportKeys(ctx context.Context, params RoomParams) (Keys, error) {
	keys := []crypto.ExportedSession{}
	sessions := session.machine.CryptoStore.GetAllGroupSessions(ctx)
	err := sessions.Iter(func(key *crypto.InboundGroupSession) (bool, error) {
		if params.RoomID != "" && params.RoomID != key.RoomID {
			return true, nil
		}
		sessionKey, err := key.Internal.Export(key.Internal.FirstKnownIndex())
		if err != nil {
			return false, fmt.Errorf("session %s: %w", key.ID(), err)
		}
		keys = append(keys, crypto.ExportedSession{
			Algorithm:         id.AlgorithmMegolmV1,
			ForwardingChains:  append([]string{}, key.ForwardingChains...),
			RoomID:            key.RoomID,
			SenderKey:         key.SenderKey,
			SenderClaimedKeys: crypto.SenderClaimedKeys{Ed25519: key.SigningKey},
			SessionID:         key.ID(),
			SessionKey:        string(sessionKey),
		})
		return true, nil
	})
	return Keys{keys}, err
}

type ImportKeysParams struct {
	Keys json.RawMessage `json:"keys"`
}

type Imported struct {
	Imported int `json:"imported"`
}

// importKeys goes by way of a key export file: the library imports from nothing else.
func (session *Session) importKeys(ctx context.Context, params ImportKeysParams) (Imported, error) {
	const passphrase = "passphrase"
	file, err := crypto.EncryptKeyExport(passphrase, params.Keys)
	if err != nil {
		return Imported{}, err
	}
	imported, _, err := session.machine.ImportKeys(ctx, passphrase, file)
	return Imported{imported}, err
}
