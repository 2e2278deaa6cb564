package main

import (
	"context"
	"fmt"

	"maunium.net/go/mautrix"
	"maunium.net/go/mautrix/event"
	"maunium.net/go/mautrix/id"
)

type SendParams struct {
	RoomID id.RoomID `json:"roomId"`
	Body   string    `json:"body"`
}

type Sent struct {
	EventID id.EventID `json:"eventId"`
}

func (session *Session) send(ctx context.Context, params SendParams) (Sent, error) {
	if err := session.rooms.ready(ctx, params.RoomID); err != nil {
		return Sent{}, err
	}
	return sent(session.client.SendText(ctx, params.RoomID, params.Body))
}

type SendRawParams struct {
	RoomID  id.RoomID      `json:"roomId"`
	Type    string         `json:"type"`
	Content map[string]any `json:"content"`
}

func (session *Session) sendRaw(ctx context.Context, params SendRawParams) (Sent, error) {
	eventType := event.Type{Type: params.Type, Class: event.MessageEventType}
	plain := mautrix.ReqSendEvent{DontEncrypt: true}
	return sent(session.client.SendMessageEvent(ctx, params.RoomID, eventType, params.Content, plain))
}

func sent(response *mautrix.RespSendEvent, err error) (Sent, error) {
	if err != nil {
		return Sent{}, err
	}
	return Sent{response.EventID}, nil
}

type BackpaginateParams struct {
	RoomID id.RoomID `json:"roomId"`
	Limit  int       `json:"limit"`
}

type Backpaginated struct {
	ReachedStart bool `json:"reachedStart"`
}

func (session *Session) backpaginate(ctx context.Context, params BackpaginateParams) (Backpaginated, error) {
	older, known := session.rooms.olderThan(params.RoomID)
	if !known {
		return Backpaginated{}, fmt.Errorf("this device does not know room %s", params.RoomID)
	}
	for loaded := 0; loaded < params.Limit && older != ""; {
		page, err := session.client.Messages(ctx, params.RoomID, older, "", mautrix.DirectionBackward, nil, params.Limit-loaded)
		if err != nil {
			return Backpaginated{}, err
		}
		for _, evt := range page.Chunk {
			session.showPaginated(ctx, params.RoomID, evt)
		}
		loaded += len(page.Chunk)
		older = page.End
		session.rooms.setOlder(params.RoomID, older)
	}
	return Backpaginated{ReachedStart: older == ""}, nil
}

func (session *Session) showPaginated(ctx context.Context, roomID id.RoomID, evt *event.Event) {
	if evt.StateKey != nil {
		return
	}
	if err := parse(evt, roomID); err != nil && evt.Type == event.EventEncrypted {
		session.timeline.malformed(evt, err)
		return
	}
	session.timeline.add(ctx, evt)
}

type EventParams struct {
	RoomID  id.RoomID  `json:"roomId"`
	EventID id.EventID `json:"eventId"`
}

func (session *Session) event(ctx context.Context, params EventParams) (Shown, error) {
	evt, err := session.client.GetEvent(ctx, params.RoomID, params.EventID)
	if err != nil {
		return Shown{}, err
	}
	if err = parse(evt, params.RoomID); err != nil && evt.Type == event.EventEncrypted {
		return session.timeline.undecryptable(evt, err), nil
	}
	return session.timeline.show(ctx, evt), nil
}

// parse does for an event that was asked for what the syncer does for those of a sync.
func parse(evt *event.Event, roomID id.RoomID) error {
	evt.RoomID = roomID
	evt.Type.Class = event.MessageEventType
	return evt.Content.ParseRaw(evt.Type)
}
