package dev.gleaner.actuator.approval.slack.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.test.SeededTest;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What counts as signed by Slack. */
class SlackSignatureVerifierTest {

    /** The example of Slack's own documentation. */
    private static final String SECRET = "8f742231b10e8888abcd99yyyzzz85a5";

    private static final String TIMESTAMP = "1531420618";
    private static final String BODY = "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow"
            + "&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner"
            + "&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J"
            + "%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121"
            + ".803a0bc887a14d10d2c447fce8b6703c";
    private static final String SIGNATURE = "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503";

    private static final int BYTE = 256;

    @Test
    void shouldTakeTheExampleOfSlacksDocumentation() {
        assertThat(accepts(SECRET, TIMESTAMP, SIGNATURE, BODY, 0)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(longs = {-300, -299, 0, 299, 300})
    void shouldTakeWhatSlacksGeneratorMakesWithinFiveMinutes(long seconds) {
        assertThat(accepts(SECRET, TIMESTAMP, generated(SECRET, TIMESTAMP, BODY), BODY, seconds))
                .isTrue();
    }

    /** Slack's own verifiers take any time in the future. */
    @ParameterizedTest
    @ValueSource(longs = {-86_400, -301, 301, 86_400})
    void shouldRefuseWhatIsFurtherOff(long seconds) {
        assertThat(accepts(SECRET, TIMESTAMP, SIGNATURE, BODY, seconds)).isFalse();
    }

    @Test
    void shouldRefuseAnotherSecret() {
        assertThat(accepts("other", TIMESTAMP, SIGNATURE, BODY, 0)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " 1531420618", "1531420618 ", "+1531420618", "1531420618.0", "now", "99999999999999999999"})
    void shouldRefuseATimestampThatIsNoNumber(String timestamp) {
        assertThat(accepts(SECRET, timestamp, generated(SECRET, timestamp, BODY), BODY, 0))
                .isFalse();
    }

    @Test
    void shouldRefuseABodyThatWasEncodedAnew() {
        assertThat(accepts(SECRET, TIMESTAMP, SIGNATURE, BODY.replace("%2F", "/"), 0))
                .isFalse();
        assertThat(accepts(SECRET, TIMESTAMP, SIGNATURE, BODY + "\n", 0)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "v0=",
                "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b50",
                "a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503",
                "v1=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503",
                "v0=A2114D57B48EAC39B9AD189DD8316235A7B4A8D21A10BD27519666489C69B503",
                "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503 "
            })
    void shouldRefuseASignatureThatIsCutOrWrittenOtherwise(String signature) {
        assertThat(accepts(SECRET, TIMESTAMP, signature, BODY, 0)).isFalse();
    }

    @Test
    void shouldRefuseHeadersThatAreMissingOrRepeated() {
        SlackSignatureVerifier check = check(SECRET, 0);
        byte[] body = BODY.getBytes(StandardCharsets.UTF_8);

        assertThat(check.check(List.of(), List.of(SIGNATURE), body)).isEmpty();
        assertThat(check.check(List.of(TIMESTAMP), List.of(), body)).isEmpty();
        assertThat(check.check(List.of(TIMESTAMP, TIMESTAMP), List.of(SIGNATURE), body))
                .isEmpty();
        assertThat(check.check(List.of(TIMESTAMP), List.of(SIGNATURE, SIGNATURE), body))
                .isEmpty();
    }

    /** The law: what differs from what was signed in one byte, anywhere, is refused. */
    @SeededTest(100)
    void shouldRefuseAnyChangeOfAByte(long seed) {
        Random random = new Random(seed);
        byte[] body = new byte[1 + random.nextInt(500)];
        random.nextBytes(body);
        String signature = ours(TIMESTAMP, body);
        assertThat(accepts(TIMESTAMP, signature, body)).isTrue();

        for (int i = 0; i < 50; i++) {
            assertThat(accepts(TIMESTAMP, signature, changed(body, random))).isFalse();
            assertThat(accepts(text(changed(bytes(TIMESTAMP), random)), signature, body))
                    .isFalse();
            assertThat(accepts(TIMESTAMP, text(changed(bytes(signature), random)), body))
                    .isFalse();
        }
    }

    private static byte[] changed(byte[] bytes, Random random) {
        byte[] changed = bytes.clone();
        changed[random.nextInt(bytes.length)] ^= (byte) (1 + random.nextInt(BYTE - 1));
        return changed;
    }

    /** Latin-1, so that a changed byte is a changed character and nothing is replaced. */
    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** Slack's generator takes text; these bytes are none, so the signature is computed here by its definition. */
    private static String ours(String timestamp, byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(bytes(SECRET), "HmacSHA256"));
            mac.update(bytes("v0:" + timestamp + ":"));
            return "v0=" + HexFormat.of().formatHex(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean accepts(String timestamp, String signature, byte[] body) {
        return check(SECRET, 0)
                .check(List.of(timestamp), List.of(signature), body)
                .isPresent();
    }

    private static boolean accepts(String secret, String timestamp, String signature, String body, long secondsLater) {
        return check(secret, secondsLater)
                .check(List.of(timestamp), List.of(signature), body.getBytes(StandardCharsets.UTF_8))
                .isPresent();
    }

    private static SlackSignatureVerifier check(String secret, long secondsLater) {
        Instant now = Instant.ofEpochSecond(Long.parseLong(TIMESTAMP) + secondsLater);
        return new SlackSignatureVerifier(secret, Clock.fixed(now, ZoneOffset.UTC));
    }

    private static String generated(String secret, String timestamp, String body) {
        return new com.slack.api.app_backend.SlackSignature.Generator(secret).generate(timestamp, body);
    }
}
