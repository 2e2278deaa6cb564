package main

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"os"
	"sync/atomic"

	"github.com/creachadair/jrpc2"
	"github.com/creachadair/jrpc2/channel"
	"github.com/creachadair/jrpc2/handler"
	"maunium.net/go/mautrix"
)

// Error codes of the driver protocol beyond those of JSON-RPC.
const (
	failed         jrpc2.Code = 1
	unknownOutcome jrpc2.Code = 2
)

// How many methods may be under way at once; each may wait for the network.
const concurrency = 64

type (
	methods = handler.Map
	// Emit sends an event to the harness.
	Emit  func(event string, params any)
	Empty struct{}
)

type server struct {
	rpc    *jrpc2.Server
	output *lastLine
}

func newServer(methods methods) *server {
	output := &lastLine{Channel: channel.Line(os.Stdin, os.Stdout)}
	shutdown := methods["shutdown"]
	methods["shutdown"] = func(ctx context.Context, request *jrpc2.Request) (any, error) {
		result, err := shutdown(ctx, request)
		output.ended.Store(err == nil)
		return result, err
	}
	return &server{
		rpc:    jrpc2.NewServer(methods, &jrpc2.ServerOptions{AllowPush: true, Concurrency: concurrency}),
		output: output,
	}
}

// serve returns never: the process ends with 0 after a shutdown, and with 1 when the harness is gone.
func (server *server) serve() {
	server.rpc.Start(server.output)
	_ = server.rpc.Wait()
	os.Exit(1)
}

func (server *server) emit(event string, params any) {
	_ = server.rpc.Notify(context.Background(), event, params)
}

// lastLine ends the process once the reply to a shutdown is out.
type lastLine struct {
	channel.Channel
	ended atomic.Bool
}

func (line *lastLine) Send(message []byte) error {
	err := line.Channel.Send(message)
	if line.ended.Load() && !bytes.Contains(message, []byte(`"method"`)) {
		os.Exit(0)
	}
	return err
}

func method[P, R any](call func(context.Context, P) (R, error)) jrpc2.Handler {
	return handler.New(func(ctx context.Context, params P) (R, error) {
		result, err := call(ctx, params)
		return result, explain(err)
	})
}

// inSession is a method that needs a session.
func inSession[P, R any](driver *Driver, call func(*Session, context.Context, P) (R, error)) jrpc2.Handler {
	return method(func(ctx context.Context, params P) (result R, err error) {
		if driver.session == nil {
			return result, errors.New("there is no session yet: call login or restore first")
		}
		return call(driver.session, ctx, params)
	})
}

// explain says of an error whether the operation may have happened all the same: it may when no clear answer came.
func explain(err error) error {
	if err == nil {
		return nil
	}
	var answer mautrix.HTTPError
	if !errors.As(err, &answer) {
		return &jrpc2.Error{Code: failed, Message: err.Error()}
	}
	if answer.RespError == nil && (answer.Response == nil || answer.Response.StatusCode < 400) {
		return &jrpc2.Error{Code: unknownOutcome, Message: err.Error()}
	}
	status := answer.Response.StatusCode
	code := failed
	if status >= http.StatusInternalServerError {
		code = unknownOutcome
	}
	data := map[string]any{"status": status}
	if answer.RespError != nil {
		data["errcode"] = answer.RespError.ErrCode
	}
	return (&jrpc2.Error{Code: code, Message: err.Error()}).WithData(data)
}
