//! The parameters and results of the driver protocol, as in harness/cast/protocol.ts.

use std::{collections::BTreeMap, path::PathBuf};

use matrix_sdk::ruma::{OwnedDeviceId, OwnedEventId, OwnedRoomId, OwnedServerName, OwnedUserId};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

pub const PROTOCOL_VERSION: u32 = 1;

pub const CAPABILITIES: &[&str] = &[
    "restart",
    "sigkill",
    "crossSigning",
    "backup",
    "verification",
    "qrVerification",
    "blacklist",
    "isolation",
    "shareHistory",
    "toDevice",
    "sendRaw",
    "exportKeys",
    "forceRotation",
    "shortRotation",
    "identityReset",
    "notifications",
    "utdHook",
    "slidingSync",
    "mutations",
    "oauth",
];

#[derive(Deserialize)]
pub struct Nothing {}

#[derive(Serialize)]
pub struct Hello {
    pub protocol: u32,
    pub driver: &'static str,
    pub versions: BTreeMap<&'static str, &'static str>,
    pub capabilities: &'static [&'static str],
}

#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ClientOptions {
    pub exclude_insecure_devices: bool,
    pub only_verified_devices: bool,
    pub auto_backup: Option<bool>,
    #[serde(rename = "syncV2")]
    pub sync_v2: bool,
    pub mutation: Option<Mutation>,
}

/// A deliberate defect, to prove that the oracles go red.
#[derive(Clone, Copy, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mutation {
    SendsInClear,
    HidesWarnings,
    MisreportsFailures,
    ForgetsItsStore,
    RestoresNothing,
    TakesAMismatchForAMatch,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Login {
    pub homeserver_url: String,
    pub user: String,
    pub password: String,
    pub device_id: Option<String>,
    pub store_path: PathBuf,
    #[serde(default)]
    pub sign_in: SignIn,
    #[serde(default)]
    pub options: ClientOptions,
}

/// How a new device gets its session.
#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SignIn {
    #[default]
    Password,
    OAuth,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Restore {
    pub homeserver_url: String,
    pub store_path: PathBuf,
    #[serde(default)]
    pub options: ClientOptions,
    /// Names a further process on the store of a running one.
    pub process: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LoggedIn {
    pub user_id: OwnedUserId,
    pub device_id: OwnedDeviceId,
    pub access_token: String,
    pub ed25519: String,
    pub curve25519: String,
}

#[derive(Deserialize)]
pub struct Password {
    pub password: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DeleteDevice {
    pub device_id: OwnedDeviceId,
    pub password: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RoomOptions {
    pub name: Option<String>,
    pub encrypted: bool,
    #[serde(default)]
    pub invite: Vec<OwnedUserId>,
    pub history_visibility: Option<String>,
    pub join_rule: Option<String>,
    pub room_version: Option<String>,
    pub rotation_period_ms: Option<u64>,
    pub rotation_period_msgs: Option<u64>,
    pub event_power_levels: Option<BTreeMap<String, i64>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RoomCreated {
    pub room_id: OwnedRoomId,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct InRoom {
    pub room_id: OwnedRoomId,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Join {
    pub room_id: OwnedRoomId,
    #[serde(default)]
    pub via: Vec<OwnedServerName>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Member {
    pub room_id: OwnedRoomId,
    pub user_id: OwnedUserId,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EnableEncryption {
    pub room_id: OwnedRoomId,
    pub rotation_period_ms: Option<u64>,
    pub rotation_period_msgs: Option<u64>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SetHistoryVisibility {
    pub room_id: OwnedRoomId,
    pub visibility: String,
}

#[derive(Serialize)]
pub struct Members {
    pub members: BTreeMap<OwnedUserId, String>,
    pub encrypted: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Send {
    pub room_id: OwnedRoomId,
    pub body: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SendRaw {
    pub room_id: OwnedRoomId,
    #[serde(rename = "type")]
    pub event_type: String,
    pub content: Value,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Sent {
    pub event_id: OwnedEventId,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Backpaginate {
    pub room_id: OwnedRoomId,
    pub limit: u16,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Paginated {
    pub reached_start: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OneEvent {
    pub room_id: OwnedRoomId,
    pub event_id: OwnedEventId,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DevicesOf {
    pub user_id: OwnedUserId,
    #[serde(default)]
    pub refresh: bool,
}

#[derive(Serialize)]
pub struct Devices {
    pub devices: Vec<DeviceInfo>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DeviceInfo {
    pub device_id: OwnedDeviceId,
    pub ed25519: Option<String>,
    pub curve25519: Option<String>,
    pub verified: bool,
    pub cross_signed: bool,
    pub dehydrated: bool,
}

#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OneDevice {
    pub user_id: OwnedUserId,
    pub device_id: OwnedDeviceId,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CrossSigningStatus {
    pub has_master: bool,
    pub has_private_keys: bool,
    pub own_device_signed: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct IdentityOf {
    pub user_id: OwnedUserId,
    #[serde(default)]
    pub withdraw: bool,
}

#[derive(Serialize)]
pub struct IdentityStatus {
    pub verified: bool,
    pub violation: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct BackupMade {
    pub recovery_key: String,
    pub version: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RecoveryKey {
    pub recovery_key: String,
}

#[derive(Serialize)]
pub struct BackupRestored {
    pub imported: usize,
    pub version: String,
}

#[derive(Serialize)]
pub struct BackedUp {
    pub count: usize,
}

#[derive(Serialize)]
pub struct BackupStatus {
    pub enabled: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RequestVerification {
    pub user_id: OwnedUserId,
    pub device_id: Option<OwnedDeviceId>,
    pub room_id: Option<OwnedRoomId>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Flow {
    pub user_id: OwnedUserId,
    pub flow_id: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct FlowStarted {
    pub flow_id: String,
}

#[derive(Serialize)]
pub struct QrCode {
    pub bytes: Vec<u8>,
}

#[derive(Deserialize)]
pub struct ScanQr {
    #[serde(flatten)]
    pub flow: Flow,
    pub bytes: Vec<u8>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ExportKeys {
    pub room_id: Option<OwnedRoomId>,
}

#[derive(Deserialize, Serialize)]
pub struct Keys {
    pub keys: Vec<Value>,
}

#[derive(Serialize)]
pub struct Imported {
    pub imported: usize,
}

#[derive(Deserialize)]
pub struct SendToDevice {
    #[serde(rename = "type")]
    pub event_type: String,
    pub content: Map<String, Value>,
    pub targets: Vec<OneDevice>,
}

#[derive(Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Notification {
    pub room_id: OwnedRoomId,
    pub event_id: OwnedEventId,
    #[serde(default)]
    pub new_client: bool,
}

#[derive(Serialize)]
pub struct Notified {
    pub found: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
}

/// The `timeline` event, and the result of `event`.
#[derive(Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TimelineEvent {
    pub room_id: OwnedRoomId,
    pub event_id: OwnedEventId,
    pub sender: OwnedUserId,
    pub state: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub session: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub index: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shield: Option<Shield>,
}

#[derive(Clone, PartialEq, Serialize)]
pub struct Shield {
    pub color: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
}
