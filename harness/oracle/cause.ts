/** What an SDK says went wrong when it could not decrypt a room event, in one vocabulary for all SDKs. */
export type Cause =
  | "missing-session"
  | "unknown-index"
  | "withheld"
  | "withheld-unverified"
  | "historical-no-backup"
  | "historical-backup-unconfigured"
  | "historical-backup-working"
  | "sent-before-joined"
  | "sender-identity-changed"
  | "sender-device-unsigned"
  | "sender-device-unknown"
  | "sender-mismatch"
  | "malformed"
  | "store"
  | "unspecified";

/**
 * `DecryptionFailureCode` of matrix-js-sdk 43.0.0, src/crypto-api/index.ts.
 * Its "historical" and "not joined" codes are decided first and hide a withheld code behind them.
 */
const MATRIX_JS_SDK: Record<string, Cause> = {
  MEGOLM_UNKNOWN_INBOUND_SESSION_ID: "missing-session",
  MEGOLM_KEY_WITHHELD: "withheld",
  MEGOLM_KEY_WITHHELD_FOR_UNVERIFIED_DEVICE: "withheld-unverified",
  OLM_UNKNOWN_MESSAGE_INDEX: "unknown-index",
  HISTORICAL_MESSAGE_NO_KEY_BACKUP: "historical-no-backup",
  HISTORICAL_MESSAGE_BACKUP_UNCONFIGURED: "historical-backup-unconfigured",
  HISTORICAL_MESSAGE_WORKING_BACKUP: "historical-backup-working",
  HISTORICAL_MESSAGE_USER_NOT_JOINED: "sent-before-joined",
  SENDER_IDENTITY_PREVIOUSLY_VERIFIED: "sender-identity-changed",
  UNSIGNED_SENDER_DEVICE: "sender-device-unsigned",
  UNKNOWN_SENDER_DEVICE: "sender-device-unknown",
  UNKNOWN_ERROR: "unspecified",
};

/** `DecryptionErrorCode` of matrix-sdk-crypto-wasm 18.9.0, src/error.rs; also what the OlmMachine for Node throws. */
const CRYPTO_WASM: Record<string, Cause> = {
  MissingRoomKey: "missing-session",
  UnknownMessageIndex: "unknown-index",
  MismatchedIdentityKeys: "sender-mismatch",
  UnknownSenderDevice: "sender-device-unknown",
  UnsignedSenderDevice: "sender-device-unsigned",
  SenderIdentityVerificationViolation: "sender-identity-changed",
  UnableToDecrypt: "unspecified",
  MismatchedSender: "sender-mismatch",
};

/** `UnableToDecryptReason` of matrix-rust-sdk, crates/matrix-sdk-common/src/deserialized_responses.rs. */
const MATRIX_RUST_SDK: Record<string, Cause> = {
  MalformedEncryptedEvent: "malformed",
  MissingMegolmSession: "missing-session",
  UnknownMegolmMessageIndex: "unknown-index",
  MegolmDecryptionFailure: "malformed",
  PayloadDeserializationFailure: "malformed",
  SenderIdentityNotTrusted: "sender-device-unknown",
  StateKeyVerificationFailed: "malformed",
  Unknown: "unspecified",
};

/** `UtdCause` of matrix-rust-sdk, crates/matrix-sdk-crypto/src/types/events/utd_cause.rs. */
const RUST_UTD_CAUSE: Record<string, Cause> = {
  SentBeforeWeJoined: "sent-before-joined",
  VerificationViolation: "sender-identity-changed",
  UnsignedDevice: "sender-device-unsigned",
  UnknownDevice: "sender-device-unknown",
  HistoricalMessageAndBackupIsDisabled: "historical-no-backup",
  HistoricalMessageAndDeviceIsUnverified: "historical-backup-unconfigured",
  WithheldForUnverifiedOrInsecureDevice: "withheld-unverified",
  WithheldBySender: "withheld",
};

/** The errors of mautrix-go 0.28, crypto/decryptmegolm.go, as its driver spells them. */
const MAUTRIX_GO: Record<string, Cause> = {
  ErrNoSessionFound: "missing-session",
  ErrGroupSessionWithheld: "withheld",
  ErrUnknownMessageIndex: "unknown-index",
  ErrDeviceKeyMismatch: "sender-mismatch",
  ErrWrongRoom: "malformed",
  ErrCorruptedMegolmPayload: "malformed",
  ErrIncorrectEncryptedContentType: "malformed",
  ErrUnsupportedAlgorithm: "malformed",
  ErrBadMAC: "malformed",
  ErrBadSignature: "malformed",
  ErrBadMessageFormat: "malformed",
};

/** What matrix-nio 0.26 says in sentences, nio/crypto/olm_machine.py, as its driver names it. */
const MATRIX_NIO: Record<string, Cause> = {
  NoSessionFound: "missing-session",
  DeviceKeysMismatch: "sender-mismatch",
  MalformedPayload: "malformed",
};

/** Of `m.room_key.withheld` (Client-Server API, "Reporting that decryption keys are withheld"), as a suffix of a code. */
const WITHHELD: Record<string, Cause> = {
  "m.blacklisted": "withheld",
  "m.unverified": "withheld-unverified",
  "m.unauthorised": "withheld",
  "m.unavailable": "withheld",
  "m.no_olm": "withheld",
  "m.history_not_shared": "missing-session",
};

/** `VerificationLevel` inside rust's `SenderIdentityNotTrusted(…)`. */
const VERIFICATION_LEVEL: Record<string, Cause> = {
  VerificationViolation: "sender-identity-changed",
  UnsignedDevice: "sender-device-unsigned",
  MissingDevice: "sender-device-unknown",
  InsecureSource: "sender-device-unknown",
  MismatchedSender: "sender-mismatch",
};

const CODES: Record<string, Cause> = {
  ...CRYPTO_WASM,
  ...MATRIX_RUST_SDK,
  ...RUST_UTD_CAUSE,
  ...MATRIX_JS_SDK,
  ...MAUTRIX_GO,
  ...MATRIX_NIO,
};

/**
 * Normalises an SDK's failure code. Codes with detail, such as `MissingMegolmSession(m.no_olm)` or
 * `SenderIdentityNotTrusted(UnsignedDevice)`, are told apart by their detail. A code nobody knows is `unspecified`.
 */
export function causeOf(code: string | undefined): Cause {
  if (!code) return "unspecified";
  const detail = code.match(/[\w.]+/g) ?? [];
  const finer = detail.slice(1).map((word) => WITHHELD[word] ?? VERIFICATION_LEVEL[word]);
  return finer.find(Boolean) ?? CODES[detail[0] ?? ""] ?? "unspecified";
}

/** A withheld code that travels inside an SDK's failure code, if there is one. */
export function withheldCodeIn(code: string | undefined): string | undefined {
  return code?.match(/[\w.]+/g)?.find((word) => word in WITHHELD);
}
