//! The methods of the driver protocol, and which function answers each.

use std::{collections::BTreeMap, future::Future, sync::Arc};

use anyhow::Result;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use tokio::sync::RwLock;

use crate::{
    backup, devices,
    failure::explain,
    identity, keys, messages, notification,
    protocol::{CAPABILITIES, Hello, Nothing, PROTOCOL_VERSION},
    qr, rooms,
    rpc::{Outbox, RpcError},
    session::Session,
    sync, timeline, verification,
};

/// The method after which the driver ends.
pub const LAST_METHOD: &str = "shutdown";

pub struct Driver {
    outbox: Outbox,
    session: RwLock<Option<Arc<Session>>>,
}

impl Driver {
    pub fn new(outbox: Outbox) -> Arc<Self> {
        Arc::new(Self { outbox, session: RwLock::default() })
    }

    pub async fn answer(self: Arc<Self>, method: String, params: Value) -> Result<Value, RpcError> {
        match method.as_str() {
            "hello" => json(hello()),
            "login" => self.sign_in(Session::login(self.outbox.clone(), parse(params)?)).await,
            "restore" => self.sign_in(Session::restore(self.outbox.clone(), parse(params)?)).await,
            "shutdown" => self.shut_down().await,
            "startSync" => self.call(params, sync::start).await,
            "stopSync" => self.call(params, sync::stop).await,
            "logout" => self.call(params, |session, _: Nothing| async move { session.logout().await }).await,

            "createRoom" => self.call(params, rooms::create).await,
            "invite" => self.call(params, rooms::invite).await,
            "join" => self.call(params, rooms::join).await,
            "knock" => self.call(params, rooms::knock).await,
            "leave" => self.call(params, rooms::leave).await,
            "kick" => self.call(params, rooms::kick).await,
            "ban" => self.call(params, rooms::ban).await,
            "unban" => self.call(params, rooms::unban).await,
            "enableEncryption" => self.call(params, rooms::enable_encryption).await,
            "setHistoryVisibility" => self.call(params, rooms::set_history_visibility).await,
            "members" => self.call(params, rooms::members).await,

            "send" => self.call(params, messages::send).await,
            "sendRaw" => self.call(params, messages::send_raw).await,
            "backpaginate" => self.call(params, timeline::backpaginate).await,
            "event" => self.call(params, timeline::event).await,

            "devices" => self.call(params, devices::devices).await,
            "deleteDevice" => self.call(params, devices::delete).await,
            "blacklistDevice" => self.call(params, devices::blacklist).await,
            "sendToDevice" => self.call(params, devices::send_to_device).await,

            "bootstrapCrossSigning" => self.call(params, identity::bootstrap).await,
            "crossSigningStatus" => self.call(params, identity::status).await,
            "resetIdentity" => self.call(params, identity::reset).await,
            "identityStatus" => self.call(params, identity::identity_status).await,

            "enableBackup" => self.call(params, backup::enable).await,
            "restoreBackup" => self.call(params, backup::restore).await,
            "waitForBackup" => self.call(params, backup::wait).await,
            "resetBackup" => self.call(params, backup::reset).await,
            "backupStatus" => self.call(params, backup::status).await,

            "requestVerification" => self.call(params, verification::request).await,
            "acceptVerification" => self.call(params, verification::accept).await,
            "startSas" => self.call(params, verification::start_sas).await,
            "confirmSas" => self.call(params, verification::confirm_sas).await,
            "mismatchSas" => self.call(params, verification::mismatch_sas).await,
            "showQr" => self.call(params, qr::show).await,
            "scanQr" => self.call(params, qr::scan).await,
            "confirmQr" => self.call(params, qr::confirm).await,
            "cancelVerification" => self.call(params, verification::cancel).await,

            "exportKeys" => self.call(params, keys::export).await,
            "importKeys" => self.call(params, keys::import).await,
            "discardSession" => self.call(params, keys::discard_session).await,

            "notification" => self.call(params, notification::notification).await,
            other => Err(RpcError::new(RpcError::NO_SUCH_METHOD, format!("no method {other}"))),
        }
    }

    async fn sign_in(&self, session: impl Future<Output = Result<Arc<Session>>>) -> Result<Value, RpcError> {
        let mut current = self.session.write().await;
        if current.is_some() {
            return Err(RpcError::new(RpcError::FAILED, "a driver drives one device, and this one is signed in"));
        }
        let session = Box::pin(session).await.map_err(explain)?;
        let logged_in = session.logged_in().await.map_err(explain)?;
        *current = Some(session);
        json(logged_in)
    }

    async fn shut_down(&self) -> Result<Value, RpcError> {
        match self.session.write().await.take() {
            Some(session) => session.stop_sync().await.map_err(explain).map(|()| Value::Null),
            None => Ok(Value::Null),
        }
    }

    async fn call<P, R, F, Fut>(&self, params: Value, method: F) -> Result<Value, RpcError>
    where
        P: DeserializeOwned,
        R: Serialize,
        F: FnOnce(Arc<Session>, P) -> Fut,
        Fut: Future<Output = Result<R>>,
    {
        let params = parse(params)?;
        let session = self.session.read().await.clone();
        let session = session.ok_or_else(|| RpcError::new(RpcError::FAILED, "call login or restore first"))?;
        // Boxed, or the futures of all methods together would grow too deep for the compiler.
        json(Box::pin(method(session, params)).await.map_err(explain)?)
    }
}

pub fn hello() -> Hello {
    Hello {
        protocol: PROTOCOL_VERSION,
        driver: "rust",
        versions: BTreeMap::from([("matrix-rust-sdk", env!("SDK_VERSION")), ("rustc", env!("RUSTC_VERSION"))]),
        capabilities: CAPABILITIES,
    }
}

fn parse<P: DeserializeOwned>(params: Value) -> Result<P, RpcError> {
    serde_json::from_value(params).map_err(|error| RpcError::new(RpcError::INVALID_PARAMS, error.to_string()))
}

fn json(result: impl Serialize) -> Result<Value, RpcError> {
    serde_json::to_value(result).map_err(|error| RpcError::new(RpcError::FAILED, error.to_string()))
}
