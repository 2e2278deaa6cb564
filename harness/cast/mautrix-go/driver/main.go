// Command driver drives one Matrix device through maunium.net/go/mautrix, as docs/driver-protocol.md says.
package main

import (
	"context"
	"runtime/debug"
	"strings"
)

var capabilities = []string{
	"restart", "sigkill", "sendRaw", "toDevice", "exportKeys", "forceRotation", "blacklist", "crossSigning",
}

func main() {
	driver := &Driver{}
	server := newServer(methods{
		"hello":                 method(driver.hello),
		"login":                 method(driver.login),
		"restore":               method(driver.restore),
		"startSync":             inSession(driver, (*Session).startSync),
		"stopSync":              inSession(driver, (*Session).stopSync),
		"shutdown":              method(driver.shutdown),
		"logout":                inSession(driver, (*Session).logout),
		"deleteDevice":          inSession(driver, (*Session).deleteDevice),
		"createRoom":            inSession(driver, (*Session).createRoom),
		"invite":                inSession(driver, (*Session).invite),
		"join":                  inSession(driver, (*Session).join),
		"knock":                 inSession(driver, (*Session).knock),
		"leave":                 inSession(driver, (*Session).leave),
		"kick":                  inSession(driver, (*Session).kick),
		"ban":                   inSession(driver, (*Session).ban),
		"unban":                 inSession(driver, (*Session).unban),
		"enableEncryption":      inSession(driver, (*Session).enableEncryption),
		"setHistoryVisibility":  inSession(driver, (*Session).setHistoryVisibility),
		"members":               inSession(driver, (*Session).members),
		"send":                  inSession(driver, (*Session).send),
		"sendRaw":               inSession(driver, (*Session).sendRaw),
		"backpaginate":          inSession(driver, (*Session).backpaginate),
		"event":                 inSession(driver, (*Session).event),
		"discardSession":        inSession(driver, (*Session).discardSession),
		"exportKeys":            inSession(driver, (*Session).exportKeys),
		"importKeys":            inSession(driver, (*Session).importKeys),
		"devices":               inSession(driver, (*Session).devices),
		"blacklistDevice":       inSession(driver, (*Session).blacklistDevice),
		"bootstrapCrossSigning": inSession(driver, (*Session).bootstrapCrossSigning),
		"crossSigningStatus":    inSession(driver, (*Session).crossSigningStatus),
		"sendToDevice":          inSession(driver, (*Session).sendToDevice),
	})
	driver.emit = server.emit
	server.serve()
}

// Driver is the process: without a session until it logs in or restores one.
type Driver struct {
	emit    Emit
	session *Session
}

type Hello struct {
	Protocol     int               `json:"protocol"`
	Driver       string            `json:"driver"`
	Versions     map[string]string `json:"versions"`
	Capabilities []string          `json:"capabilities"`
}

func (driver *Driver) hello(context.Context, Empty) (Hello, error) {
	return Hello{Protocol: 1, Driver: "mautrix-go", Versions: versions(), Capabilities: capabilities}, nil
}

func versions() map[string]string {
	found := map[string]string{}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return found
	}
	found["go"] = strings.TrimPrefix(info.GoVersion, "go")
	for _, module := range info.Deps {
		if module.Path == "maunium.net/go/mautrix" {
			found["mautrix-go"] = strings.TrimPrefix(module.Version, "v")
		}
	}
	return found
}
