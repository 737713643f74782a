package dev.gleaner.collector.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretRedactorTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"accessKeyId\":\"ASIASECRETSECRET1234\"",
                "key AKIASECRETSECRET1234 in a text",
                "\"sessionToken\" : \"SECRET/with+signs==\"",
                "\"sessionToken\":\"SECRET cut off",
                "{\\\"secretAccessKey\\\":\\\"SECRET\\\"}",
                "\"password\":\"SECRET\"",
                "\"userData\":\"SECRET\"",
                "\"sourceIPAddress\":\"SECRET\"",
                "\"X-Amz-Security-Token\":\"SECRET\"",
                "\"userName\":\"SECRET.name@example.org\"",
                "\"userName\":\"SECRET.name@exam",
                "arn:aws:sts::111122223333:assumed-role/ml-platform/SECRET-session\"",
                "arn:aws:sts::111122223333:federated-user/SECRET",
                "\"principalId\":\"AROAEXAMPLE:SECRET\""
            })
    void shouldTakeOutSecretsAndPersons(String text) {
        assertThat(SecretRedactor.redact(text.getBytes(UTF_8)))
                .doesNotContain("SECRET")
                .contains("[redacted]");
    }

    @Test
    void shouldLeaveWhatHelpsToFindTheInput() {
        String text =
                "{\"eventName\":\"StopInstances\",\"arn\":\"arn:aws:iam::111122223333:role/ml-platform\",\"n\":1}";

        assertThat(SecretRedactor.redact(text.getBytes(UTF_8))).isEqualTo(text);
    }

    @Test
    void shouldShowBytesThatAreNoTextAsQuestionMarks() {
        assertThat(SecretRedactor.redact(new byte[] {0x1f, (byte) 0x8b, 'a', 0}))
                .isEqualTo("??a?");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "\"", "\\", "\"a", "@", "assumed-role/", "token"})
    void shouldNotTakeLongOverAnyText(String part) {
        byte[] text = part.repeat(4096).substring(0, 4096).getBytes(UTF_8);

        Assertions.assertTimeout(Duration.ofMillis(500), () -> SecretRedactor.redact(text));
    }
}
