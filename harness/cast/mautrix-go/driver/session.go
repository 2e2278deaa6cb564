package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"path/filepath"
	"time"

	"github.com/rs/zerolog"
	"maunium.net/go/mautrix"
	"maunium.net/go/mautrix/crypto"
	"maunium.net/go/mautrix/crypto/cryptohelper"
	"maunium.net/go/mautrix/id"
)

// The store lies in a folder of the device alone, so its key protects nothing.
var pickleKey = []byte("matrix-e2ee-torture")

const (
	httpRetries = 4
	httpBackoff = time.Second
	// Between attempts at the first upload of keys.
	uploadPause = 500 * time.Millisecond
	// The harness waits 30 s for a login.
	uploadPatience = 28 * time.Second
)

// Session is one device, logged in.
type Session struct {
	client   *mautrix.Client
	helper   *cryptohelper.CryptoHelper
	machine  *crypto.OlmMachine
	syncer   *Syncer
	rooms    *Rooms
	timeline *Timeline
	emit     Emit
}

type ClientOptions struct {
	ExcludeInsecureDevices bool   `json:"excludeInsecureDevices"`
	OnlyVerifiedDevices    bool   `json:"onlyVerifiedDevices"`
	Mutation               string `json:"mutation"`
}

type LoginParams struct {
	HomeserverURL string        `json:"homeserverUrl"`
	User          string        `json:"user"`
	Password      string        `json:"password"`
	DeviceID      id.DeviceID   `json:"deviceId"`
	StorePath     string        `json:"storePath"`
	Options       ClientOptions `json:"options"`
}

type LoggedIn struct {
	UserID      id.UserID   `json:"userId"`
	DeviceID    id.DeviceID `json:"deviceId"`
	AccessToken string      `json:"accessToken"`
	Ed25519     string      `json:"ed25519"`
	Curve25519  string      `json:"curve25519"`
}

func (driver *Driver) login(ctx context.Context, params LoginParams) (LoggedIn, error) {
	if driver.session != nil {
		return LoggedIn{}, errHasSession
	}
	client, err := newClient(params.HomeserverURL)
	if err != nil {
		return LoggedIn{}, err
	}
	_, err = client.Login(mautrix.WithMaxRetries(ctx, 0), &mautrix.ReqLogin{
		Type:                     mautrix.AuthTypePassword,
		Identifier:               mautrix.UserIdentifier{Type: mautrix.IdentifierTypeUser, User: params.User},
		Password:                 params.Password,
		DeviceID:                 params.DeviceID,
		InitialDeviceDisplayName: "mautrix-go",
		StoreCredentials:         true,
	})
	if err != nil {
		return LoggedIn{}, err
	}
	if err = saveCredentials(params.StorePath, client); err != nil {
		return LoggedIn{}, err
	}
	return driver.open(ctx, client, params.StorePath, params.Options)
}

type RestoreParams struct {
	HomeserverURL string        `json:"homeserverUrl"`
	StorePath     string        `json:"storePath"`
	Options       ClientOptions `json:"options"`
}

func (driver *Driver) restore(ctx context.Context, params RestoreParams) (LoggedIn, error) {
	if driver.session != nil {
		return LoggedIn{}, errHasSession
	}
	client, err := newClient(params.HomeserverURL)
	if err != nil {
		return LoggedIn{}, err
	}
	if err = loadCredentials(params.StorePath, client); err != nil {
		return LoggedIn{}, err
	}
	return driver.open(ctx, client, params.StorePath, params.Options)
}

var errHasSession = errors.New("this driver has a session already: start another")

func newClient(homeserverURL string) (*mautrix.Client, error) {
	client, err := mautrix.NewClient(homeserverURL, "", "")
	if err != nil {
		return nil, err
	}
	client.DefaultHTTPRetries = httpRetries
	client.DefaultHTTPBackoff = httpBackoff
	return client, nil
}

// open opens the stores, and uploads keys where the server has none yet.
func (driver *Driver) open(ctx context.Context, client *mautrix.Client, storePath string, options ClientOptions) (LoggedIn, error) {
	if options.Mutation != "" {
		return LoggedIn{}, fmt.Errorf("this driver does not know the mutation %s", options.Mutation)
	}
	session := &Session{client: client, emit: driver.emit}
	client.Log = zerolog.New(logWriter{driver.emit}).Level(zerolog.DebugLevel)
	session.rooms = newRooms(client, driver.emit)
	session.syncer = newSyncer(session)
	client.Syncer = session.syncer
	helper, err := cryptohelper.NewCryptoHelper(client, pickleKey, filepath.Join(storePath, "mautrix.db"))
	if err != nil {
		return LoggedIn{}, err
	}
	if err = initialise(ctx, helper); err != nil {
		return LoggedIn{}, err
	}
	session.helper, session.machine = helper, helper.Machine()
	session.machine.SendKeysMinTrust = minTrust(options)
	session.timeline = newTimeline(session.machine, storePath, driver.emit)
	session.machine.SessionReceived = session.roomKeyCame
	client.Crypto = helper
	if err = session.timeline.load(ctx); err != nil {
		return LoggedIn{}, err
	}
	driver.session = session
	return session.loggedIn(), nil
}

// initialise tries again while the server gives no answer, for keys must be there when a login returns.
func initialise(ctx context.Context, helper *cryptohelper.CryptoHelper) error {
	ctx, cancel := context.WithTimeout(ctx, uploadPatience)
	defer cancel()
	for {
		err := helper.Init(ctx)
		var answer mautrix.HTTPError
		if err == nil || !errors.As(err, &answer) || answer.IsStatus(http.StatusUnauthorized) {
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(uploadPause):
		}
	}
}

func minTrust(options ClientOptions) id.TrustState {
	switch {
	case options.OnlyVerifiedDevices:
		return id.TrustStateCrossSignedVerified
	case options.ExcludeInsecureDevices:
		return id.TrustStateCrossSignedTOFU
	default:
		return id.TrustStateUnset
	}
}

func (session *Session) loggedIn() LoggedIn {
	own := session.machine.OwnIdentity()
	return LoggedIn{
		UserID:      session.client.UserID,
		DeviceID:    session.client.DeviceID,
		AccessToken: session.client.AccessToken,
		Ed25519:     own.SigningKey.String(),
		Curve25519:  own.IdentityKey.String(),
	}
}

func (driver *Driver) shutdown(ctx context.Context, params Empty) (Empty, error) {
	if driver.session == nil {
		return Empty{}, nil
	}
	if _, err := driver.session.stopSync(ctx, params); err != nil {
		return Empty{}, err
	}
	return Empty{}, driver.session.helper.Close()
}

func (session *Session) startSync(context.Context, Empty) (Empty, error) {
	return Empty{}, session.syncer.start(session.client)
}

func (session *Session) stopSync(context.Context, Empty) (Empty, error) {
	session.syncer.stop()
	return Empty{}, nil
}

func (session *Session) logout(ctx context.Context, _ Empty) (Empty, error) {
	_, err := session.client.Logout(ctx)
	session.syncer.stop()
	return Empty{}, err
}

type DeleteDeviceParams struct {
	DeviceID id.DeviceID `json:"deviceId"`
	Password string      `json:"password"`
}

func (session *Session) deleteDevice(ctx context.Context, params DeleteDeviceParams) (Empty, error) {
	attempt := func(auth any) ([]byte, error) {
		return session.client.MakeRequest(ctx, http.MethodDelete,
			session.client.BuildClientURL("v3", "devices", params.DeviceID), &mautrix.ReqDeleteDevice[any]{Auth: auth}, nil)
	}
	body, err := attempt(nil)
	var answer mautrix.HTTPError
	if errors.As(err, &answer) && answer.IsStatus(http.StatusUnauthorized) {
		var challenge mautrix.RespUserInteractive
		if err = json.Unmarshal(body, &challenge); err == nil {
			_, err = attempt(session.withPassword(params.Password)(&challenge))
		}
	}
	return Empty{}, err
}

// withPassword answers a user-interactive authentication.
func (session *Session) withPassword(password string) mautrix.UIACallback {
	return func(challenge *mautrix.RespUserInteractive) any {
		return &mautrix.ReqUIAuthLogin{
			BaseAuthData: mautrix.BaseAuthData{Type: mautrix.AuthTypePassword, Session: challenge.Session},
			User:         session.client.UserID.String(),
			Password:     password,
		}
	}
}
