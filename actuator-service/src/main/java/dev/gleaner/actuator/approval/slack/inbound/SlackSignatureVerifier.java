package dev.gleaner.actuator.approval.slack.inbound;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Verifies that a request comes from Slack: {@code v0=} and HMAC-SHA256 of {@code v0:timestamp:body} over the received
 * bytes. Slack's own verifiers are not used, since they accept timestamps from the future and compare in variable time.
 */
final class SlackSignatureVerifier {

    /** Largest difference between the clocks, in either direction. */
    static final Duration TOLERANCE = Duration.ofMinutes(5);

    private static final String ALGORITHM = "HmacSHA256";
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,12}");

    private final SecretKeySpec key;
    private final Clock clock;

    SlackSignatureVerifier(String secret, Clock clock) {
        this.key = new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM);
        this.clock = clock;
    }

    /** Returns the signed request; empty unless each header occurs once and both are valid for the body. */
    Optional<SignedRequest> check(List<String> timestamps, List<String> signatures, byte[] body) {
        if (timestamps.size() != 1 || signatures.size() != 1) {
            return Optional.empty();
        }
        String timestamp = timestamps.get(0);
        String signature = signatures.get(0);
        return sentAt(timestamp)
                .filter(at -> isSignature(timestamp, signature, body))
                .map(at -> new SignedRequest(signature, at, body));
    }

    private Optional<Instant> sentAt(String timestamp) {
        if (!SECONDS.matcher(timestamp).matches()) {
            return Optional.empty();
        }
        Instant at = Instant.ofEpochSecond(Long.parseLong(timestamp));
        boolean close = Duration.between(at, clock.instant()).abs().compareTo(TOLERANCE) <= 0;
        return close ? Optional.of(at) : Optional.empty();
    }

    private boolean isSignature(String timestamp, String signature, byte[] body) {
        return MessageDigest.isEqual(
                of(timestamp, body).getBytes(StandardCharsets.UTF_8), signature.getBytes(StandardCharsets.UTF_8));
    }

    private String of(String timestamp, byte[] body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update(("v0:" + timestamp + ":").getBytes(StandardCharsets.UTF_8));
            return "v0=" + HexFormat.of().formatHex(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
        }
    }

    /** A request that Slack signed. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record SignedRequest(String signature, Instant sentAt, byte[] body) {}
}
