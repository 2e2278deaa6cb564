//! Key backup and secret storage.

use std::sync::Arc;

use anyhow::{Context, Result};

use crate::{
    identity,
    protocol::{BackedUp, BackupMade, BackupRestored, BackupStatus, Mutation, Nothing, Password, RecoveryKey},
    session::Session,
};

/// Secret storage keeps the cross-signing keys too, so they are made where there are none.
pub async fn enable(session: Arc<Session>, params: Password) -> Result<BackupMade> {
    let encryption = session.client.encryption();
    encryption.wait_for_e2ee_initialization_tasks().await;
    if !encryption.cross_signing_status().await.is_some_and(|status| status.is_complete()) {
        identity::bootstrap(session.clone(), params).await?;
    }
    let recovery_key = encryption.recovery().enable().wait_for_backups_to_upload().await?;
    Ok(BackupMade { recovery_key, version: version(&session).await?.context("the backup has no version")? })
}

pub async fn reset(session: Arc<Session>, params: Password) -> Result<BackupMade> {
    let encryption = session.client.encryption();
    encryption.wait_for_e2ee_initialization_tasks().await;
    encryption.backups().disable_and_delete().await?;
    enable(session, params).await
}

pub async fn restore(session: Arc<Session>, params: RecoveryKey) -> Result<BackupRestored> {
    let encryption = session.client.encryption();
    encryption.wait_for_e2ee_initialization_tasks().await;
    let before = known_keys(&session).await?;
    encryption.recovery().recover(&params.recovery_key).await?;
    let rooms = if session.mutated(Mutation::RestoresNothing) { vec![] } else { session.client.rooms() };
    for room in rooms {
        encryption.backups().download_room_keys_for_room(room.room_id()).await?;
    }
    Ok(BackupRestored {
        imported: known_keys(&session).await?.saturating_sub(before),
        version: version(&session).await?.context("the recovery key opened secret storage, but no backup is trusted")?,
    })
}

pub async fn wait(session: Arc<Session>, _: Nothing) -> Result<BackedUp> {
    session.client.encryption().backups().wait_for_steady_state().await?;
    let counts = session.olm().await?.backup_machine().room_key_counts().await?;
    anyhow::ensure!(counts.backed_up == counts.total, "{} of {} keys are backed up", counts.backed_up, counts.total);
    Ok(BackedUp { count: counts.backed_up })
}

pub async fn status(session: Arc<Session>, _: Nothing) -> Result<BackupStatus> {
    let enabled = session.client.encryption().backups().are_enabled().await;
    Ok(BackupStatus { enabled, version: version(&session).await? })
}

async fn version(session: &Session) -> Result<Option<String>> {
    Ok(session.olm().await?.backup_machine().backup_version().await)
}

async fn known_keys(session: &Session) -> Result<usize> {
    Ok(session.olm().await?.backup_machine().room_key_counts().await?.total)
}
