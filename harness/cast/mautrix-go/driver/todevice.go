package main

import (
	"context"
	"fmt"
	"regexp"

	"maunium.net/go/mautrix/event"
	"maunium.net/go/mautrix/id"
)

type ToDevice struct {
	Type    string         `json:"type"`
	Sender  id.UserID      `json:"sender"`
	Outcome string         `json:"outcome"`
	Content map[string]any `json:"content,omitempty"`
}

// secret names to-device events whose content holds keys: it must not reach the journal.
var secret = regexp.MustCompile(`^m\.room_key$|^m\.forwarded_room_key$|^m\.secret\.send$|secret\.push|room_key_bundle|encryption_keys`)

func (session *Session) reportToDevice(eventType string, sender id.UserID, outcome string, content map[string]any) {
	if secret.MatchString(eventType) {
		content = nil
	}
	session.emit("toDevice", ToDevice{eventType, sender, outcome, content})
}

type SendToDeviceParams struct {
	Type    string         `json:"type"`
	Content map[string]any `json:"content"`
	Targets []struct {
		UserID   id.UserID   `json:"userId"`
		DeviceID id.DeviceID `json:"deviceId"`
	} `json:"targets"`
}

func (session *Session) sendToDevice(ctx context.Context, params SendToDeviceParams) (Empty, error) {
	eventType := event.Type{Type: params.Type, Class: event.ToDeviceEventType}
	for _, target := range params.Targets {
		device, err := session.machine.GetOrFetchDevice(ctx, target.UserID, target.DeviceID)
		if err != nil {
			return Empty{}, err
		}
		content := event.Content{Raw: params.Content}
		if err = session.machine.SendEncryptedToDevice(ctx, device, eventType, content); err != nil {
			return Empty{}, fmt.Errorf("to device %s of %s: %w", target.DeviceID, target.UserID, err)
		}
	}
	return Empty{}, nil
}
