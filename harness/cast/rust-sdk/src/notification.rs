//! What a notification shows: decided beside the running client, or by a further process on the same store.

use std::{process::Stdio, sync::Arc};

use anyhow::{Context, Result, ensure};
use matrix_sdk::{
    Client,
    ruma::{
        OwnedEventId, OwnedRoomId,
        events::{AnySyncMessageLikeEvent, AnySyncTimelineEvent, room::message::SyncRoomMessageEvent},
    },
};
use matrix_sdk_ui::notification_client::{
    NotificationClient, NotificationEvent, NotificationProcessSetup, NotificationStatus,
};
use serde::{Deserialize, Serialize};
use tokio::{io::AsyncWriteExt, process::Command};

use crate::{
    protocol::{Notification, Notified, Restore},
    session::{Session, open_beside},
    sync::Sync,
};

/// The argument with which this program is the notification process.
pub const PROCESS: &str = "notification";

#[derive(Deserialize, Serialize)]
struct Job {
    restore: Restore,
    room: OwnedRoomId,
    event: OwnedEventId,
}

pub async fn notification(session: Arc<Session>, params: Notification) -> Result<Notified> {
    if params.multiprocess {
        return in_further_process(&session, params).await;
    }
    let setup = match &*session.sync.lock().await {
        Some(Sync::Native { service, .. }) => {
            NotificationProcessSetup::SingleProcess { sync_service: service.clone() }
        }
        _ => NotificationProcessSetup::MultipleProcesses,
    };
    show(session.client.clone(), setup, params.room_id, params.event_id).await
}

async fn in_further_process(session: &Session, params: Notification) -> Result<Notified> {
    let job = Job { restore: session.restore.clone(), room: params.room_id, event: params.event_id };
    let program = std::env::args_os().next().context("this program does not know its own name")?;
    let mut process =
        Command::new(program).arg(PROCESS).stdin(Stdio::piped()).stdout(Stdio::piped()).kill_on_drop(true).spawn()?;
    let mut stdin = process.stdin.take().context("stdin is piped")?;
    stdin.write_all(&serde_json::to_vec(&job)?).await?;
    drop(stdin);
    let output = process.wait_with_output().await?;
    ensure!(output.status.success(), "the notification process failed: {}", output.status);
    Ok(serde_json::from_slice(&output.stdout)?)
}

/// The notification process: reads its job from stdin and writes what it would show to stdout.
pub async fn process() -> Result<()> {
    let job: Job = serde_json::from_reader(std::io::stdin())?;
    let client = open_beside(PROCESS, &job.restore).await?;
    let shown = show(client, NotificationProcessSetup::MultipleProcesses, job.room, job.event).await?;
    Ok(serde_json::to_writer(std::io::stdout(), &shown)?)
}

async fn show(
    client: Client,
    setup: NotificationProcessSetup,
    room: OwnedRoomId,
    event: OwnedEventId,
) -> Result<Notified> {
    let notifications = NotificationClient::new(client, setup).await?;
    Ok(match notifications.get_notification(&room, &event).await? {
        NotificationStatus::Event(item) => match item.event {
            NotificationEvent::Timeline(event) => shown(*event),
            NotificationEvent::Invite(_) => Notified { found: true, state: Some("cleartext".to_owned()), body: None },
        },
        NotificationStatus::EventNotFound
        | NotificationStatus::EventFilteredOut
        | NotificationStatus::EventRedacted => Notified { found: false, state: None, body: None },
    })
}

fn shown(event: AnySyncTimelineEvent) -> Notified {
    let AnySyncTimelineEvent::MessageLike(event) = event else {
        return Notified { found: true, state: Some("cleartext".to_owned()), body: None };
    };
    let (state, body) = match event {
        AnySyncMessageLikeEvent::RoomEncrypted(_) => ("utd", None),
        AnySyncMessageLikeEvent::RoomMessage(SyncRoomMessageEvent::Original(message)) => {
            ("decrypted", Some(message.content.body().to_owned()))
        }
        _ => ("decrypted", None),
    };
    Notified { found: true, state: Some(state.to_owned()), body }
}
