//! The sync loop: native sliding sync as Element X runs it, or sync v2 where the server offers nothing else.

use std::{sync::Arc, time::Duration};

use anyhow::{Context, Result, bail};
use matrix_sdk::{Client, config::SyncSettings, sliding_sync::VersionBuilder};
use matrix_sdk_ui::{
    encryption_sync_service::{EncryptionSyncPermit, EncryptionSyncService},
    room_list_service,
    sync_service::{State, SyncService},
};
use serde_json::json;
use tokio::{
    sync::{OwnedMutexGuard, oneshot},
    task::JoinHandle,
    time::sleep,
};

use crate::{protocol::Nothing, renamed, session::Session};

/// Between a sync that failed for good and its restart.
const RESTART_DELAY: Duration = Duration::from_secs(1);

/// How long a server may wait for news before it answers a sync.
const LONG_POLL: Duration = Duration::from_secs(30);

pub enum Sync {
    Native { service: Arc<SyncService>, watcher: JoinHandle<()> },
    V2 { task: JoinHandle<()> },
}

impl Sync {
    pub async fn stop(self) {
        match self {
            Sync::Native { service, watcher } => {
                watcher.abort();
                service.stop().await;
            }
            Sync::V2 { task } => {
                task.abort();
                // The error says "cancelled", which is what was asked for.
                let _ = task.await;
            }
        }
    }
}

pub async fn start(session: Arc<Session>, _: Nothing) -> Result<()> {
    let mut running = session.sync.lock().await;
    if running.is_some() {
        bail!("already syncing: call stopSync first");
    }
    session.client.event_cache().subscribe()?;
    session.rooms.attach_known(&session).await?;
    let native = !session.options.sync_v2 && offers_sliding_sync(&session.client).await;
    *running = Some(if native { start_native(&session).await? } else { start_v2(&session).await? });
    drop(running);
    // Sends what a killed process left in its queue.
    session.client.send_queue().set_enabled(true).await;
    session.rooms.subscribe(&session).await;
    Ok(())
}

pub async fn stop(session: Arc<Session>, _: Nothing) -> Result<()> {
    session.stop_sync().await
}

/// A server that does not answer is taken for one that offers it, as for any app that was logged in before.
async fn offers_sliding_sync(client: &Client) -> bool {
    match client.supported_versions().await {
        Ok(supported) => VersionBuilder::DiscoverNative.build(Some(&supported)).is_ok(),
        Err(_) => true,
    }
}

/// `SyncService` does not tell when its first to-device messages have been processed, so the first round is ours,
/// while its room list starts at the same time, as in an app.
async fn start_native(session: &Arc<Session>) -> Result<Sync> {
    let service = Arc::new(SyncService::builder(session.client.clone()).with_offline_mode().build().await?);
    let watcher = tokio::spawn(keep_running(session.clone(), service.clone()));
    loop {
        let permit = service.try_get_encryption_sync_permit().context("the encryption sync runs already")?;
        let (first, ()) = tokio::join!(one_encryption_sync(session, permit), service.start());
        let Err(error) = first else { break };
        session.outbox.notify("syncState", json!({ "state": "error", "detail": error.to_string() }));
        service.stop().await;
        sleep(RESTART_DELAY).await;
    }
    first_room_sync(service.room_list_service()).await;
    Ok(Sync::Native { service, watcher })
}

async fn one_encryption_sync(session: &Session, permit: OwnedMutexGuard<EncryptionSyncPermit>) -> Result<()> {
    let timeouts = (Duration::ZERO, Duration::from_secs(30));
    let service = EncryptionSyncService::new(session.client.clone(), Some(timeouts)).await?;
    Ok(renamed::sync_once(service, permit).await?)
}

async fn first_room_sync(service: Arc<room_list_service::RoomListService>) {
    let mut state = service.state();
    while state.get() != room_list_service::State::Running {
        if state.next().await.is_none() {
            return;
        }
    }
}

/// Reports the state and restarts the sync where its own offline mode gives up.
async fn keep_running(session: Arc<Session>, service: Arc<SyncService>) {
    let mut states = service.state();
    while let Some(state) = states.next().await {
        let (state, detail) = match state {
            State::Idle => continue,
            State::Running => ("running", None),
            State::Offline => ("error", Some("offline".to_owned())),
            State::Terminated => ("error", Some("terminated".to_owned())),
            State::Error(error) => ("error", Some(error.to_string())),
        };
        session.outbox.notify("syncState", json!({ "state": state, "detail": detail }));
        if state == "error" && !matches!(states.get(), State::Offline) {
            sleep(RESTART_DELAY).await;
            service.start().await;
        }
    }
}

async fn start_v2(session: &Arc<Session>) -> Result<Sync> {
    let (first, done) = oneshot::channel();
    let task = tokio::spawn(sync_v2(session.clone(), first));
    done.await.context("the sync ended before it began")?;
    Ok(Sync::V2 { task })
}

async fn sync_v2(session: Arc<Session>, first: oneshot::Sender<()>) {
    let mut first = Some(first);
    // A client that comes back must not wait for news before it runs.
    let mut settings = SyncSettings::default().timeout(Duration::ZERO);
    loop {
        match session.client.sync_once(settings.clone()).await {
            Ok(response) => {
                settings = settings.token(response.next_batch).timeout(LONG_POLL);
                if let Some(first) = first.take() {
                    session.outbox.notify("syncState", json!({ "state": "running" }));
                    let _ = first.send(());
                }
            }
            Err(error) => {
                session.outbox.notify("syncState", json!({ "state": "error", "detail": error.to_string() }));
                sleep(RESTART_DELAY).await;
            }
        }
    }
}
