//! One signed-in device: its client, its store on disk, and everything that watches it.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use anyhow::{Context, Result, bail};
use matrix_sdk::{
    Client, SqliteCryptoStore, SqliteEventCacheStore, SqliteMediaStore, SqliteStateStore,
    cross_process_lock::CrossProcessLockConfig,
    encryption::{BackupDownloadStrategy, EncryptionSettings},
};
use matrix_sdk_base::{BaseClient, DmRoomDefinition, ThreadingSupport, store::StoreConfig};
use matrix_sdk_crypto::{CollectStrategy, DecryptionSettings, OlmMachine, TrustRequirement};
use matrix_sdk_ui::{notification_client::NotificationClient, unable_to_decrypt_hook::UtdHookManager};
use tokio::{
    sync::{Mutex, OnceCell},
    try_join,
};

use crate::{
    devices, kept, keys, oauth,
    protocol::{ClientOptions, LoggedIn, Login, Mutation, Restore, SignIn},
    rooms::{self, Rooms},
    rpc::Outbox,
    sync::Sync,
    tasks::Tasks,
    utd_hook, verification,
};

/// Names the main process in the store's cross-process lock, as an app with a notification extension does.
const MAIN_PROCESS: &str = "main";

pub struct Session {
    pub client: Client,
    pub outbox: Outbox,
    pub rooms: Rooms,
    pub sync: Mutex<Option<Sync>>,
    pub send_lock: Mutex<()>,
    pub notifications: Mutex<Option<Arc<NotificationClient>>>,
    utd_hook: OnceCell<Arc<UtdHookManager>>,
    pub options: ClientOptions,
    store_path: PathBuf,
    base: BaseClient,
    pub tasks: Tasks,
}

impl Session {
    pub async fn login(outbox: Outbox, params: Login) -> Result<Arc<Self>> {
        let restore = Restore {
            homeserver_url: params.homeserver_url.clone(),
            store_path: params.store_path.clone(),
            options: params.options,
            process: None,
        };
        let session = Self::open(outbox, restore).await?;
        match params.sign_in {
            SignIn::Password => session.sign_in_by_password(&params).await,
            SignIn::OAuth => oauth::sign_in(&session.client, &params).await,
        }
        .context("login")?;
        kept::keep(&session.client, &params.store_path)?;
        session.upload_device_keys().await.context("first /keys/upload")?;
        session.watch().await?;
        Ok(session)
    }

    pub async fn restore(outbox: Outbox, params: Restore) -> Result<Arc<Self>> {
        let kept = kept::load(&params.store_path)?;
        if params.options.mutation == Some(Mutation::ForgetsItsStore) {
            forget_store(&params.store_path)?;
        }
        let session = Self::open(outbox, params).await?;
        session.client.restore_session(kept).await?;
        session.watch().await?;
        Ok(session)
    }

    async fn sign_in_by_password(&self, params: &Login) -> Result<()> {
        let mut login = self
            .client
            .matrix_auth()
            .login_username(&params.user, &params.password)
            .initial_device_display_name("matrix-e2ee-torture rust");
        if let Some(device_id) = &params.device_id {
            login = login.device_id(device_id);
        }
        login.send().await?;
        Ok(())
    }

    pub fn mutated(&self, mutation: Mutation) -> bool {
        self.options.mutation == Some(mutation)
    }

    async fn open(outbox: Outbox, restore: Restore) -> Result<Arc<Self>> {
        let Restore { homeserver_url, store_path, options, process } = restore;
        let process = process.as_deref().unwrap_or(MAIN_PROCESS);
        let base = open_base(&store_path, process, options).await?;
        let client = open_client(&homeserver_url, process, base.clone(), options).await?;
        kept::keep_tokens(&client, &store_path, process).await?;
        Ok(Arc::new(Self {
            client,
            outbox,
            rooms: Rooms::default(),
            sync: Mutex::default(),
            send_lock: Mutex::default(),
            notifications: Mutex::default(),
            utd_hook: OnceCell::new(),
            options,
            store_path,
            base,
            tasks: Tasks::default(),
        }))
    }

    /// The SDK itself uploads them with the first sync; the protocol wants them on the server before that.
    async fn upload_device_keys(&self) -> Result<()> {
        let olm = self.olm().await?;
        if let Some((id, request)) = olm.upload_device_keys().await? {
            let response = self.client.send(request).await?;
            olm.mark_request_as_sent(&id, &response).await?;
        }
        Ok(())
    }

    async fn watch(self: &Arc<Self>) -> Result<()> {
        rooms::watch(self);
        devices::watch(self);
        verification::watch(self);
        keys::watch(self).await
    }

    /// The crypto state machine underneath the client, for what the client's own interface leaves out.
    pub async fn olm(&self) -> Result<OlmMachine> {
        self.base.olm_machine().await.clone().context("not logged in")
    }

    /// One for all timelines of this device.
    pub async fn utd_hook(&self) -> Result<Arc<UtdHookManager>> {
        let manager = || utd_hook::manager(self.outbox.clone(), self.client.clone(), self.options.mutation);
        Ok(self.utd_hook.get_or_try_init(manager).await?.clone())
    }

    pub async fn logged_in(&self) -> Result<LoggedIn> {
        let olm = self.olm().await?;
        let keys = olm.identity_keys();
        Ok(LoggedIn {
            user_id: olm.user_id().to_owned(),
            device_id: olm.device_id().to_owned(),
            access_token: self.client.access_token().context("not logged in")?,
            ed25519: keys.ed25519.to_base64(),
            curve25519: keys.curve25519.to_base64(),
        })
    }

    pub async fn stop_sync(&self) -> Result<()> {
        if let Some(sync) = self.sync.lock().await.take() {
            sync.stop().await;
            self.outbox.notify("syncState", serde_json::json!({ "state": "stopped" }));
        }
        Ok(())
    }

    pub async fn logout(&self) -> Result<()> {
        self.stop_sync().await?;
        self.client.logout().await?;
        kept::forget(&self.store_path)
    }
}

/// Deletes all keys of a device, but not its session.
fn forget_store(store: &Path) -> Result<()> {
    for file in std::fs::read_dir(store)? {
        let file = file?;
        if file.file_name().to_string_lossy().starts_with("matrix-sdk-crypto.") {
            std::fs::remove_file(file.path())?;
        }
    }
    Ok(())
}

/// The stores of one process on one device; `process` must differ between processes that share a store.
async fn open_base(store: &Path, process: &str, options: ClientOptions) -> Result<BaseClient> {
    let (state, events, media, crypto) = try_join!(
        async { SqliteStateStore::open(store, None).await },
        async { SqliteEventCacheStore::open(store, None).await },
        async { SqliteMediaStore::open(store, None).await },
        async { SqliteCryptoStore::open(store, None).await },
    )
    .with_context(|| format!("cannot open the store in {}", store.display()))?;
    let config = StoreConfig::new(CrossProcessLockConfig::multi_process(process))
        .state_store(state)
        .event_cache_store(events)
        .media_store(media)
        .crypto_store(crypto);
    let mut base = BaseClient::new(config, ThreadingSupport::Disabled, DmRoomDefinition::MatrixSpec);
    base.room_key_recipient_strategy = recipients(options)?;
    base.decryption_settings = DecryptionSettings {
        sender_device_trust_requirement: if options.exclude_insecure_devices {
            TrustRequirement::CrossSignedOrLegacy
        } else {
            TrustRequirement::Untrusted
        },
    };
    Ok(base)
}

/// As Element X chooses, where the harness does not choose.
fn recipients(options: ClientOptions) -> Result<CollectStrategy> {
    Ok(match (options.exclude_insecure_devices, options.only_verified_devices) {
        (true, true) => bail!("excludeInsecureDevices and onlyVerifiedDevices exclude each other in matrix-sdk"),
        (true, false) => CollectStrategy::IdentityBasedStrategy,
        (false, true) => CollectStrategy::OnlyTrustedDevices,
        (false, false) => CollectStrategy::ErrorOnVerifiedUserProblem,
    })
}

async fn open_client(homeserver: &str, process: &str, base: BaseClient, options: ClientOptions) -> Result<Client> {
    let download = if options.auto_backup.unwrap_or(true) {
        BackupDownloadStrategy::AfterDecryptionFailure
    } else {
        BackupDownloadStrategy::Manual
    };
    Ok(Client::builder()
        .homeserver_url(homeserver)
        .respect_login_well_known(false)
        .base_client(base)
        .handle_refresh_tokens()
        .cross_process_store_config(CrossProcessLockConfig::multi_process(process))
        .with_encryption_settings(EncryptionSettings {
            auto_enable_cross_signing: false,
            auto_enable_backups: false,
            backup_download_strategy: download,
        })
        .build()
        .await?)
}
