package main

import (
	"context"
	"fmt"

	"maunium.net/go/mautrix/id"
)

type Device struct {
	DeviceID    id.DeviceID `json:"deviceId"`
	Ed25519     string      `json:"ed25519"`
	Curve25519  string      `json:"curve25519"`
	Verified    bool        `json:"verified"`
	CrossSigned bool        `json:"crossSigned"`
}

type Devices struct {
	Devices []Device `json:"devices"`
}

type DevicesParams struct {
	UserID  id.UserID `json:"userId"`
	Refresh bool      `json:"refresh"`
}

func (session *Session) devices(ctx context.Context, params DevicesParams) (Devices, error) {
	known, err := session.machine.CryptoStore.GetDevices(ctx, params.UserID)
	if err != nil {
		return Devices{}, err
	}
	if params.Refresh || known == nil {
		fetched, err := session.machine.FetchKeys(ctx, []id.UserID{params.UserID}, true)
		if err != nil {
			return Devices{}, err
		}
		known = fetched[params.UserID]
	}
	devices := []Device{}
	for _, device := range known {
		trust, err := session.machine.ResolveTrustContext(ctx, device)
		if err != nil {
			return Devices{}, err
		}
		devices = append(devices, Device{
			DeviceID:    device.DeviceID,
			Ed25519:     device.SigningKey.String(),
			Curve25519:  device.IdentityKey.String(),
			Verified:    trust >= id.TrustStateCrossSignedVerified,
			CrossSigned: trust >= id.TrustStateCrossSignedUntrusted,
		})
	}
	return Devices{devices}, nil
}

type BlacklistDeviceParams struct {
	UserID   id.UserID   `json:"userId"`
	DeviceID id.DeviceID `json:"deviceId"`
}

func (session *Session) blacklistDevice(ctx context.Context, params BlacklistDeviceParams) (Empty, error) {
	store := session.machine.CryptoStore
	device, err := store.GetDevice(ctx, params.UserID, params.DeviceID)
	if err != nil {
		return Empty{}, err
	} else if device == nil {
		return Empty{}, fmt.Errorf("this device does not know device %s of %s", params.DeviceID, params.UserID)
	}
	device.Trust = id.TrustStateBlacklisted
	return Empty{}, store.PutDevice(ctx, params.UserID, device)
}

type BootstrapParams struct {
	Password string `json:"password"`
}

func (session *Session) bootstrapCrossSigning(ctx context.Context, params BootstrapParams) (Empty, error) {
	machine := session.machine
	keys, err := machine.GenerateCrossSigningKeys()
	if err != nil {
		return Empty{}, err
	}
	if err = machine.PublishCrossSigningKeys(ctx, keys, session.withPassword(params.Password)); err != nil {
		return Empty{}, err
	}
	for usage, key := range map[id.CrossSigningUsage]id.Ed25519{
		id.XSUsageMaster:      keys.MasterKey.PublicKey(),
		id.XSUsageSelfSigning: keys.SelfSigningKey.PublicKey(),
		id.XSUsageUserSigning: keys.UserSigningKey.PublicKey(),
	} {
		if err = machine.CryptoStore.PutCrossSigningKey(ctx, session.client.UserID, usage, key); err != nil {
			return Empty{}, err
		}
	}
	if err = machine.SignOwnDevice(ctx, machine.OwnIdentity()); err != nil {
		return Empty{}, err
	}
	return Empty{}, machine.SignOwnMasterKey(ctx)
}

type CrossSigningStatus struct {
	HasMaster       bool `json:"hasMaster"`
	HasPrivateKeys  bool `json:"hasPrivateKeys"`
	OwnDeviceSigned bool `json:"ownDeviceSigned"`
}

func (session *Session) crossSigningStatus(ctx context.Context, _ Empty) (CrossSigningStatus, error) {
	hasKeys, isSigned, err := session.machine.GetOwnVerificationStatus(ctx)
	return CrossSigningStatus{hasKeys, session.machine.CrossSigningKeys != nil, isSigned}, err
}
