/** Every test of matrix-org/complement-crypto at 2026-11: those of `tests/`, played with js and rust clients. */
const FOR_EVERY_CLIENT = [
  "TestAliceBobEncryptionWorks",
  "TestBackupWrongRecoveryKeyFails",
  "TestBobCanSeeButNotDecryptHistoryInPublicRoom",
  "TestCanBackupKeys",
  "TestCanDecryptMessagesAfterInviteButBeforeJoin",
  "TestChangingDeviceAfterInviteReEncrypts",
  "TestClientRetriesSendToDevice",
  "TestDelayedInviteResponse",
  "TestExistingSessionCannotGetKeysForOfflineServer",
  "TestFailedDeviceKeyDownloadRetries",
  "TestFailedKeysClaimRetries",
  "TestFailedOneTimeKeyUploadRetries",
  "TestFallbackKeyIsUsedIfOneTimeKeysRunOut",
  "TestNewUserCannotGetKeysForOfflineServer",
  "TestOnNewDeviceBobCanSeeButNotDecryptHistoryInPublicRoom",
  "TestOnRejoinBobCanSeeButNotDecryptHistoryInPublicRoom",
  "TestRoomKeyIsCycledAfterEnoughMessages",
  "TestRoomKeyIsCycledAfterEnoughTime",
  "TestRoomKeyIsCycledOnDeviceLogout",
  "TestRoomKeyIsCycledOnMemberLeaving",
  "TestRoomKeyIsNotCycled",
  "TestRoomKeyIsNotCycledOnClientRestart",
  "TestSigkillBeforeKeysUploadResponse",
  "TestSpoofedEventSenderHandling",
  "TestToDeviceMessagesAreBatched",
  "TestToDeviceMessagesAreProcessedInOrder",
  "TestToDeviceMessagesArentLostWhenKeysQueryFails",
  "TestUnprocessedToDeviceMessagesArentLostOnRestart",
  "TestVerificationSAS",
];

/** Those of `tests/rust/`, about the notification process of a phone. */
const FOR_RUST_ONLY = [
  "TestMultiprocessInitialE2EESyncDoesntDropDeviceListUpdates",
  "TestMultiprocessNSE",
  "TestMultiprocessNSEBackupKeyMacError",
  "TestMultiprocessNSEOlmSessionWedge",
  "TestNSEReceive",
  "TestNSEReceiveForMessageWithManyUnread",
  "TestNSEReceiveForNonPreKeyMessage",
  "TestNSEReceiveForOldMessage",
  "TestNotificationClientDupeOTKUpload",
];

/** As stories name them in `tracks`. */
export const COMPLEMENT_CRYPTO = [...FOR_EVERY_CLIENT, ...FOR_RUST_ONLY].map((test) => `complement-crypto:${test}`);
