//! Devices: knowledge of them, trust in them, and to-device messages between them.

use std::sync::Arc;

use anyhow::{Context, Result, bail};
use matrix_sdk::{
    deserialized_responses::EncryptionInfo,
    encryption::{LocalTrust, identities::Device},
    ruma::{api::client::uiaa, events::AnyToDeviceEvent, serde::Raw},
};
use matrix_sdk_crypto::CollectStrategy;
use serde_json::{Value, json};

use crate::{
    protocol::{DeleteDevice, DeviceInfo, Devices, DevicesOf, OneDevice, SendToDevice},
    session::Session,
};

/// To-device events whose content is no secret. Custom ones are the story's own.
const OPEN_TYPES: &[&str] = &["m.room_key.withheld", "m.room_key_request", "m.dummy"];

pub fn watch(session: &Arc<Session>) {
    let outbox = session.outbox.clone();
    session.client.add_event_handler(move |event: Raw<AnyToDeviceEvent>, info: Option<EncryptionInfo>| async move {
        let Ok(mut event) = event.deserialize_as_unchecked::<Value>() else { return };
        let Some(event_type) = event["type"].as_str().map(ToOwned::to_owned) else { return };
        let outcome = match info {
            Some(_) => "decrypted",
            None if event_type == "m.room.encrypted" => "utd",
            None => "plain",
        };
        let open = OPEN_TYPES.contains(&event_type.as_str()) || !event_type.starts_with("m.");
        let content = if open { event["content"].take() } else { Value::Null };
        outbox.notify(
            "toDevice",
            json!({ "type": event_type, "sender": event["sender"], "outcome": outcome, "content": content }),
        );
    });
}

pub async fn devices(session: Arc<Session>, params: DevicesOf) -> Result<Devices> {
    let encryption = session.client.encryption();
    if params.refresh {
        encryption.request_user_identity(&params.user_id).await?;
    }
    let devices = encryption.get_user_devices(&params.user_id).await?;
    Ok(Devices { devices: devices.devices().map(|device| info(&device)).collect() })
}

fn info(device: &Device) -> DeviceInfo {
    DeviceInfo {
        device_id: device.device_id().to_owned(),
        ed25519: device.ed25519_key().map(|key| key.to_base64()),
        curve25519: device.curve25519_key().map(|key| key.to_base64()),
        verified: device.is_verified(),
        cross_signed: device.is_cross_signed_by_owner(),
        dehydrated: device.is_dehydrated(),
    }
}

async fn known(session: &Session, target: &OneDevice) -> Result<Device> {
    let OneDevice { user_id, device_id } = target;
    let device = session.client.encryption().get_device(user_id, device_id).await?;
    device.with_context(|| format!("this device does not know {user_id}'s device {device_id}: call devices with refresh"))
}

pub async fn blacklist(session: Arc<Session>, params: OneDevice) -> Result<()> {
    Ok(known(&session, &params).await?.set_local_trust(LocalTrust::BlackListed).await?)
}

pub async fn delete(session: Arc<Session>, params: DeleteDevice) -> Result<()> {
    let devices = [params.device_id];
    let Err(error) = session.client.delete_devices(&devices, None).await else { return Ok(()) };
    let Some(challenge) = error.as_uiaa_response() else { return Err(error.into()) };
    let auth = password(&session, params.password, challenge.session.clone())?;
    session.client.delete_devices(&devices, Some(auth)).await?;
    Ok(())
}

/// The answer to a server that asks for the password again.
pub fn password(session: &Session, password: String, challenge: Option<String>) -> Result<uiaa::AuthData> {
    let user = session.client.user_id().context("not logged in")?;
    Ok(serde_json::from_value(json!({
        "type": "m.login.password",
        "identifier": { "type": "m.id.user", "user": user },
        "password": password,
        "session": challenge,
    }))?)
}

pub async fn send_to_device(session: Arc<Session>, params: SendToDevice) -> Result<()> {
    let mut targets = Vec::new();
    for target in &params.targets {
        targets.push(known(&session, target).await?);
    }
    let content = Raw::new(&params.content)?.cast_unchecked();
    let failures = session
        .client
        .encryption()
        .encrypt_and_send_raw_to_device(targets.iter().collect(), &params.event_type, content, CollectStrategy::AllDevices)
        .await?;
    if !failures.is_empty() {
        bail!("not sent to {failures:?}");
    }
    Ok(())
}
