package main

import (
	"context"
	"fmt"
	"sync"
	"time"

	"maunium.net/go/mautrix"
	"maunium.net/go/mautrix/event"
	"maunium.net/go/mautrix/id"
)

// How long a message waits for the sync that brings its room.
const roomPatience = 20 * time.Second

type RoomState struct {
	RoomID     id.RoomID        `json:"roomId"`
	Membership event.Membership `json:"membership"`
	Encrypted  bool             `json:"encrypted"`
}

type Member struct {
	RoomID     id.RoomID        `json:"roomId"`
	UserID     id.UserID        `json:"userId"`
	Membership event.Membership `json:"membership"`
}

// Rooms follows what sync brings of rooms, beside the library's state store, and reports each change.
type Rooms struct {
	client *mautrix.Client
	emit   Emit

	mutex   sync.Mutex
	shown   map[id.RoomID]RoomState
	members map[id.RoomID]map[id.UserID]event.Membership
	older   map[id.RoomID]string
	changed chan struct{}
}

func newRooms(client *mautrix.Client, emit Emit) *Rooms {
	return &Rooms{
		client:  client,
		emit:    emit,
		shown:   map[id.RoomID]RoomState{},
		members: map[id.RoomID]map[id.UserID]event.Membership{},
		older:   map[id.RoomID]string{},
		changed: make(chan struct{}),
	}
}

// member hears of each membership event that sync brings.
func (rooms *Rooms) member(_ context.Context, evt *event.Event) {
	user, membership := id.UserID(evt.GetStateKey()), evt.Content.AsMember().Membership
	rooms.mutex.Lock()
	known := rooms.members[evt.RoomID]
	if known == nil {
		known = map[id.UserID]event.Membership{}
		rooms.members[evt.RoomID] = known
	}
	before := known[user]
	known[user] = membership
	rooms.mutex.Unlock()
	if before != membership {
		rooms.emit("member", Member{evt.RoomID, user, membership})
	}
}

// synced hears of each response once it has been processed.
func (rooms *Rooms) synced(ctx context.Context, response *mautrix.RespSync) {
	for roomID, room := range response.Rooms.Join {
		rooms.noteOlder(roomID, room.Timeline)
		rooms.report(ctx, roomID, event.MembershipJoin)
	}
	for roomID := range response.Rooms.Invite {
		rooms.report(ctx, roomID, event.MembershipInvite)
	}
	for roomID := range response.Rooms.Knock {
		rooms.report(ctx, roomID, event.MembershipKnock)
	}
	for roomID := range response.Rooms.Leave {
		membership := event.MembershipLeave
		if rooms.ownMembership(roomID) == event.MembershipBan {
			membership = event.MembershipBan
		}
		rooms.report(ctx, roomID, membership)
	}
}

func (rooms *Rooms) noteOlder(roomID id.RoomID, timeline mautrix.SyncTimeline) {
	rooms.mutex.Lock()
	defer rooms.mutex.Unlock()
	if _, known := rooms.older[roomID]; !known || timeline.Limited {
		rooms.older[roomID] = timeline.PrevBatch
	}
}

func (rooms *Rooms) ownMembership(roomID id.RoomID) event.Membership {
	rooms.mutex.Lock()
	defer rooms.mutex.Unlock()
	return rooms.members[roomID][rooms.client.UserID]
}

func (rooms *Rooms) report(ctx context.Context, roomID id.RoomID, membership event.Membership) {
	encrypted, _ := rooms.client.StateStore.IsEncrypted(ctx, roomID)
	state := RoomState{roomID, membership, encrypted}
	rooms.mutex.Lock()
	before := rooms.shown[roomID]
	rooms.shown[roomID] = state
	close(rooms.changed)
	rooms.changed = make(chan struct{})
	rooms.mutex.Unlock()
	if before != state {
		rooms.emit("room", state)
	}
}

// ready returns once a sync has brought the room as joined: with its members and its encryption.
func (rooms *Rooms) ready(ctx context.Context, roomID id.RoomID) error {
	ctx, cancel := context.WithTimeout(ctx, roomPatience)
	defer cancel()
	for {
		rooms.mutex.Lock()
		joined, changed := rooms.shown[roomID].Membership == event.MembershipJoin, rooms.changed
		rooms.mutex.Unlock()
		if joined || rooms.restored(ctx, roomID) {
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return fmt.Errorf("no sync brought room %s as joined within %s", roomID, roomPatience)
		}
	}
}

// restored says whether a former process of this device had the room as joined, with its encryption.
func (rooms *Rooms) restored(ctx context.Context, roomID id.RoomID) bool {
	encrypted, err := rooms.client.StateStore.IsEncrypted(ctx, roomID)
	return err == nil && encrypted && rooms.client.StateStore.IsInRoom(ctx, roomID, rooms.client.UserID)
}

type CreateRoomParams struct {
	Name              string         `json:"name"`
	Encrypted         bool           `json:"encrypted"`
	Invite            []id.UserID    `json:"invite"`
	HistoryVisibility string         `json:"historyVisibility"`
	JoinRule          string         `json:"joinRule"`
	RoomVersion       id.RoomVersion `json:"roomVersion"`
	EventPowerLevels  map[string]int `json:"eventPowerLevels"`
	Rotation
}

type Rotation struct {
	PeriodMs   int64 `json:"rotationPeriodMs"`
	PeriodMsgs int   `json:"rotationPeriodMsgs"`
}

func (rotation Rotation) encryption() *event.EncryptionEventContent {
	return &event.EncryptionEventContent{
		Algorithm:              id.AlgorithmMegolmV1,
		RotationPeriodMillis:   rotation.PeriodMs,
		RotationPeriodMessages: rotation.PeriodMsgs,
	}
}

// guarded is what a server guards by itself, which an override of event power levels would open.
var guarded = map[string]int{
	"m.room.power_levels": 100, "m.room.encryption": 100, "m.room.history_visibility": 100,
	"m.room.server_acl": 100, "m.room.tombstone": 100,
}

type Created struct {
	RoomID id.RoomID `json:"roomId"`
}

func (session *Session) createRoom(ctx context.Context, params CreateRoomParams) (Created, error) {
	request := &mautrix.ReqCreateRoom{
		Preset:       "private_chat",
		Name:         params.Name,
		Invite:       params.Invite,
		RoomVersion:  params.RoomVersion,
		InitialState: params.initialState(),
	}
	if params.EventPowerLevels != nil {
		events := map[string]int{}
		for _, levels := range []map[string]int{guarded, params.EventPowerLevels} {
			for eventType, level := range levels {
				events[eventType] = level
			}
		}
		request.PowerLevelOverride = &event.PowerLevelsEventContent{Events: events}
	}
	response, err := session.client.CreateRoom(ctx, request)
	if err != nil {
		return Created{}, err
	}
	return Created{response.RoomID}, nil
}

func (params CreateRoomParams) initialState() (state []*event.Event) {
	set := func(eventType event.Type, content any) {
		state = append(state, &event.Event{Type: eventType, Content: event.Content{Parsed: content}})
	}
	if params.Encrypted {
		set(event.StateEncryption, params.Rotation.encryption())
	}
	if params.HistoryVisibility != "" {
		set(event.StateHistoryVisibility, visibility(params.HistoryVisibility))
	}
	if params.JoinRule != "" {
		set(event.StateJoinRules, &event.JoinRulesEventContent{JoinRule: event.JoinRule(params.JoinRule)})
	}
	return state
}

func visibility(visibility string) *event.HistoryVisibilityEventContent {
	return &event.HistoryVisibilityEventContent{HistoryVisibility: event.HistoryVisibility(visibility)}
}

type RoomParams struct {
	RoomID id.RoomID `json:"roomId"`
	Via    []string  `json:"via"`
	UserID id.UserID `json:"userId"`
}

func (session *Session) invite(ctx context.Context, params RoomParams) (Empty, error) {
	_, err := session.client.InviteUser(ctx, params.RoomID, &mautrix.ReqInviteUser{UserID: params.UserID})
	return Empty{}, err
}

func (session *Session) join(ctx context.Context, params RoomParams) (Empty, error) {
	_, err := session.client.JoinRoom(ctx, params.RoomID.String(), &mautrix.ReqJoinRoom{Via: params.Via})
	return Empty{}, err
}

func (session *Session) knock(ctx context.Context, params RoomParams) (Empty, error) {
	_, err := session.client.KnockRoom(ctx, params.RoomID.String(), &mautrix.ReqKnockRoom{Via: params.Via})
	return Empty{}, err
}

func (session *Session) leave(ctx context.Context, params RoomParams) (Empty, error) {
	_, err := session.client.LeaveRoom(ctx, params.RoomID)
	return Empty{}, err
}

func (session *Session) kick(ctx context.Context, params RoomParams) (Empty, error) {
	_, err := session.client.KickUser(ctx, params.RoomID, &mautrix.ReqKickUser{UserID: params.UserID})
	return Empty{}, err
}

func (session *Session) ban(ctx context.Context, params RoomParams) (Empty, error) {
	_, err := session.client.BanUser(ctx, params.RoomID, &mautrix.ReqBanUser{UserID: params.UserID})
	return Empty{}, err
}

func (session *Session) unban(ctx context.Context, params RoomParams) (Empty, error) {
	_, err := session.client.UnbanUser(ctx, params.RoomID, &mautrix.ReqUnbanUser{UserID: params.UserID})
	return Empty{}, err
}

type EnableEncryptionParams struct {
	RoomID id.RoomID `json:"roomId"`
	Rotation
}

func (session *Session) enableEncryption(ctx context.Context, params EnableEncryptionParams) (Empty, error) {
	_, err := session.client.SendStateEvent(ctx, params.RoomID, event.StateEncryption, "", params.Rotation.encryption())
	return Empty{}, err
}

type SetHistoryVisibilityParams struct {
	RoomID     id.RoomID `json:"roomId"`
	Visibility string    `json:"visibility"`
}

func (session *Session) setHistoryVisibility(ctx context.Context, params SetHistoryVisibilityParams) (Empty, error) {
	_, err := session.client.SendStateEvent(ctx, params.RoomID, event.StateHistoryVisibility, "", visibility(params.Visibility))
	return Empty{}, err
}

type Members struct {
	Members   map[id.UserID]event.Membership `json:"members"`
	Encrypted bool                           `json:"encrypted"`
}

func (session *Session) members(ctx context.Context, params RoomParams) (Members, error) {
	known, err := session.client.StateStore.GetAllMembers(ctx, params.RoomID)
	if err != nil {
		return Members{}, err
	} else if len(known) == 0 {
		return Members{}, fmt.Errorf("this device does not know room %s", params.RoomID)
	}
	memberships := map[id.UserID]event.Membership{}
	for user, member := range known {
		memberships[user] = member.Membership
	}
	encrypted, err := session.client.StateStore.IsEncrypted(ctx, params.RoomID)
	return Members{memberships, encrypted}, err
}

// olderThan is where the known timeline begins: empty at the start of the room.
func (rooms *Rooms) olderThan(roomID id.RoomID) (token string, known bool) {
	rooms.mutex.Lock()
	defer rooms.mutex.Unlock()
	token, known = rooms.older[roomID]
	return token, known
}

func (rooms *Rooms) setOlder(roomID id.RoomID, token string) {
	rooms.mutex.Lock()
	defer rooms.mutex.Unlock()
	rooms.older[roomID] = token
}
