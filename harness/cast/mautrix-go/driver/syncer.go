package main

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/rs/zerolog"
	"maunium.net/go/mautrix"
	"maunium.net/go/mautrix/event"
)

// Between attempts at a sync that failed. The library's default is 10 s, which only suits bots in no hurry.
const syncPause = time.Second

type SyncState struct {
	State  string `json:"state"`
	Detail string `json:"detail,omitempty"`
}

// Syncer is the library's syncer, which tells when a response has been processed, and what came of it.
type Syncer struct {
	*mautrix.DefaultSyncer
	session *Session

	mutex    sync.Mutex
	cancel   context.CancelFunc
	ended    chan struct{}
	first    chan struct{}
	reported string
}

func newSyncer(session *Session) *Syncer {
	syncer := &Syncer{DefaultSyncer: mautrix.NewDefaultSyncer(), session: session}
	syncer.ParseErrorHandler = func(evt *event.Event, err error) bool {
		if evt.Type == event.EventEncrypted && session.timeline != nil {
			session.timeline.malformed(evt, err)
		}
		return errors.Is(err, event.ErrUnsupportedContentType) || errors.Is(err, event.ErrContentAlreadyParsed)
	}
	syncer.OnEventType(event.StateMember, session.rooms.member)
	syncer.OnEvent(func(ctx context.Context, evt *event.Event) {
		if evt.Type.Class == event.MessageEventType && evt.Mautrix.EventSource&event.SourceDecrypted == 0 {
			session.timeline.add(ctx, evt)
		}
	})
	return syncer
}

// OnSync takes the machine's place: see processEncryption.
func (syncer *Syncer) OnSync(mautrix.SyncHandler) {}

// ProcessResponse is not interrupted: the library has noted already that it had this response.
func (syncer *Syncer) ProcessResponse(ctx context.Context, response *mautrix.RespSync, since string) error {
	ctx = context.WithoutCancel(ctx)
	syncer.session.processEncryption(ctx, response, since)
	if err := syncer.DefaultSyncer.ProcessResponse(ctx, response, since); err != nil {
		return err
	}
	syncer.session.rooms.synced(ctx, response)
	if err := syncer.session.timeline.save(); err != nil {
		return err
	}
	syncer.report("running", "")
	syncer.mutex.Lock()
	defer syncer.mutex.Unlock()
	if syncer.first != nil {
		close(syncer.first)
		syncer.first = nil
	}
	return nil
}

func (syncer *Syncer) OnFailedSync(_ *mautrix.RespSync, err error) (time.Duration, error) {
	syncer.report("error", err.Error())
	if errors.Is(err, mautrix.MUnknownToken) {
		return 0, err
	}
	return syncPause, nil
}

// start returns once the first response has been processed.
func (syncer *Syncer) start(client *mautrix.Client) error {
	syncer.stop()
	ctx, cancel := context.WithCancel(client.Log.WithContext(context.Background()))
	first, ended := make(chan struct{}), make(chan struct{})
	syncer.mutex.Lock()
	syncer.cancel, syncer.first, syncer.ended = cancel, first, ended
	syncer.mutex.Unlock()
	var err error
	go func() {
		defer close(ended)
		for {
			err = client.SyncWithContext(mautrix.WithMaxRetries(ctx, 0))
			if ctx.Err() != nil || errors.Is(err, mautrix.MUnknownToken) {
				break
			}
			// What is asked for before the first sync is not tried again by the library.
			syncer.report("error", err.Error())
			time.Sleep(syncPause)
		}
		syncer.report("stopped", "")
	}()
	select {
	case <-first:
		return nil
	case <-ended:
		return errors.Join(errors.New("the sync loop has ended"), err)
	}
}

// stop returns once the loop has ended.
func (syncer *Syncer) stop() {
	syncer.mutex.Lock()
	cancel, ended := syncer.cancel, syncer.ended
	syncer.mutex.Unlock()
	if cancel != nil {
		cancel()
		<-ended
	}
}

func (syncer *Syncer) report(state, detail string) {
	syncer.mutex.Lock()
	defer syncer.mutex.Unlock()
	if state != syncer.reported {
		syncer.reported = state
		syncer.session.emit("syncState", SyncState{state, detail})
	}
}

// processEncryption does what the machine's ProcessSyncResponse does, and tells of each to-device event.
func (session *Session) processEncryption(ctx context.Context, response *mautrix.RespSync, since string) {
	machine := session.machine
	machine.HandleDeviceLists(ctx, &response.DeviceLists, since)
	for _, evt := range response.ToDevice.Events {
		evt.Type.Class = event.ToDeviceEventType
		if err := evt.Content.ParseRaw(evt.Type); err != nil && !errors.Is(err, event.ErrUnsupportedContentType) {
			session.reportToDevice(evt.Type.Type, evt.Sender, "ignored", nil)
			continue
		}
		session.processToDevice(ctx, evt)
	}
	machine.HandleOTKCounts(ctx, &response.DeviceOTKCount)
	machine.MarkOlmHashSavePoint(ctx)
}

// undecrypted is what the machine logs, and tells in no other way, when it cannot decrypt a to-device event.
const undecrypted = "Failed to decrypt to-device event"

func (session *Session) processToDevice(ctx context.Context, evt *event.Event) {
	if evt.Type != event.ToDeviceEncrypted {
		session.machine.HandleToDeviceEvent(ctx, evt)
		session.reportToDevice(evt.Type.Type, evt.Sender, "plain", evt.Content.Raw)
		session.withheld(ctx, evt)
		return
	}
	failed := false
	log := session.client.Log.Hook(zerolog.HookFunc(func(_ *zerolog.Event, _ zerolog.Level, message string) {
		failed = failed || message == undecrypted
	}))
	decrypted := session.machine.HandleEncryptedEvent(log.WithContext(ctx), evt)
	switch {
	case decrypted != nil:
		session.reportToDevice(decrypted.Type.Type, evt.Sender, "decrypted", decrypted.Content.Raw)
	case failed:
		session.reportToDevice(evt.Type.Type, evt.Sender, "utd", nil)
	default:
		// The machine keeps the key or secret that it was, and with it its type, to itself.
		session.reportToDevice(evt.Type.Type, evt.Sender, "decrypted", nil)
	}
}
