package main

import (
	"encoding/json"
	"os"
	"path/filepath"

	"maunium.net/go/mautrix"
	"maunium.net/go/mautrix/id"
)

// credentials are what the library's stores do not keep.
type credentials struct {
	UserID      id.UserID   `json:"userId"`
	DeviceID    id.DeviceID `json:"deviceId"`
	AccessToken string      `json:"accessToken"`
}

const credentialsFile = "session.json"

func saveCredentials(storePath string, client *mautrix.Client) error {
	return writeJSON(filepath.Join(storePath, credentialsFile), credentials{client.UserID, client.DeviceID, client.AccessToken})
}

func loadCredentials(storePath string, client *mautrix.Client) error {
	var saved credentials
	if err := readJSON(filepath.Join(storePath, credentialsFile), &saved); err != nil {
		return err
	}
	client.UserID, client.DeviceID, client.AccessToken = saved.UserID, saved.DeviceID, saved.AccessToken
	return nil
}

// writeJSON replaces the file whole, so that a SIGKILL leaves the old one or the new one.
func writeJSON(path string, value any) error {
	data, err := json.Marshal(value)
	if err != nil {
		return err
	}
	if err = os.WriteFile(path+".new", data, 0o600); err != nil {
		return err
	}
	return os.Rename(path+".new", path)
}

func readJSON(path string, value any) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	return json.Unmarshal(data, value)
}
