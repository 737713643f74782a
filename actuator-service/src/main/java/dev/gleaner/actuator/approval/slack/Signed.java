package dev.gleaner.actuator.approval.slack;

import java.time.Instant;

/** A request that Slack signed. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Signed(String signature, Instant sentAt, byte[] body) {}
