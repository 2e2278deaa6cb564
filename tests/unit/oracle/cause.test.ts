import { expect } from "chai";
import { causeOf } from "../../../harness/oracle/index.ts";

describe("the cause of a failure to decrypt", () => {
  const SAME: Record<string, string[]> = {
    "missing-session": [
      "MEGOLM_UNKNOWN_INBOUND_SESSION_ID",
      "MissingRoomKey",
      "MissingMegolmSession",
      "MissingMegolmSession { withheld_code: None }",
      "ErrNoSessionFound",
      "NoSessionFound",
    ],
    "unknown-index": [
      "OLM_UNKNOWN_MESSAGE_INDEX",
      "UnknownMessageIndex",
      "UnknownMegolmMessageIndex",
      "ErrUnknownMessageIndex",
    ],
    withheld: [
      "MEGOLM_KEY_WITHHELD",
      "WithheldBySender",
      "MissingMegolmSession(m.no_olm)",
      "MissingMegolmSession(m.blacklisted)",
      "ErrGroupSessionWithheld(m.no_olm)",
    ],
    "withheld-unverified": [
      "MEGOLM_KEY_WITHHELD_FOR_UNVERIFIED_DEVICE",
      "WithheldForUnverifiedOrInsecureDevice",
      "MissingMegolmSession(m.unverified)",
      "ErrGroupSessionWithheld(m.unverified)",
    ],
    "sent-before-joined": ["HISTORICAL_MESSAGE_USER_NOT_JOINED", "SentBeforeWeJoined"],
    "historical-no-backup": ["HISTORICAL_MESSAGE_NO_KEY_BACKUP", "HistoricalMessageAndBackupIsDisabled"],
    "historical-backup-unconfigured": [
      "HISTORICAL_MESSAGE_BACKUP_UNCONFIGURED",
      "HistoricalMessageAndDeviceIsUnverified",
    ],
    "sender-identity-changed": [
      "SENDER_IDENTITY_PREVIOUSLY_VERIFIED",
      "SenderIdentityVerificationViolation",
      "SenderIdentityNotTrusted(VerificationViolation)",
    ],
    "sender-device-unsigned": [
      "UNSIGNED_SENDER_DEVICE",
      "UnsignedSenderDevice",
      "SenderIdentityNotTrusted(UnsignedDevice)",
    ],
    "sender-device-unknown": [
      "UNKNOWN_SENDER_DEVICE",
      "UnknownDevice",
      "SenderIdentityNotTrusted(None(MissingDevice))",
    ],
    "sender-mismatch": [
      "MismatchedSender",
      "MismatchedIdentityKeys",
      "SenderIdentityNotTrusted(MismatchedSender)",
      "DeviceKeysMismatch",
      "ErrDeviceKeyMismatch",
    ],
    malformed: ["MalformedEncryptedEvent", "PayloadDeserializationFailure", "ErrBadMAC", "MalformedPayload"],
    unspecified: ["UNKNOWN_ERROR", "Unknown", "something new", ""],
  };

  for (const [cause, codes] of Object.entries(SAME)) {
    it(`is ${cause} for ${codes.map((code) => code || "no code").join(", ")}`, () => {
      expect(new Set(codes.map(causeOf))).to.deep.equal(new Set([cause]));
    });
  }
});
