//! What matrix-sdk-ui 0.19 offers under other names than 0.18.

use matrix_sdk::ruma::RoomId;
use matrix_sdk_ui::{
    encryption_sync_service::{EncryptionSyncPermit, EncryptionSyncService, Error},
    room_list_service::RoomListService,
};
use tokio::sync::OwnedMutexGuard;

/// Asks the server for these rooms in full, and for no others.
pub async fn subscribe_to_rooms(service: &RoomListService, rooms: &[&RoomId]) {
    #[cfg(before_0_19)]
    service.subscribe_to_rooms(rooms).await;
    #[cfg(not(before_0_19))]
    service.reset_and_add_room_subscriptions(rooms).await;
}

/// Syncs to-device messages once; not at all while another process does.
pub async fn sync_once(
    service: EncryptionSyncService,
    permit: OwnedMutexGuard<EncryptionSyncPermit>,
) -> Result<(), Error> {
    #[cfg(before_0_19)]
    return service.run_fixed_iterations(1, permit).await;
    #[cfg(not(before_0_19))]
    {
        use futures_util::StreamExt;
        let mut rounds = std::pin::pin!(service.run_iterations(permit));
        rounds.next().await.unwrap_or(Ok(()))
    }
}
