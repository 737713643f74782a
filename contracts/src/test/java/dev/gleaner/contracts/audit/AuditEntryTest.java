package dev.gleaner.contracts.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.gleaner.contracts.Json;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AuditEntryTest {

    private final AuditEntry first = entry(0, AuditEntry.GENESIS, "first");
    private final AuditEntry second = entry(1, first.hash(), "second");

    @Test
    void shouldFollowWhatCameBefore() {
        assertThat(first.follows(0, AuditEntry.GENESIS)).isTrue();
        assertThat(second.follows(1, first.hash())).isTrue();
        assertThat(second.follows(0, AuditEntry.GENESIS)).isFalse();
    }

    @Test
    void shouldSurviveTheWire() {
        assertThat(Json.read(Json.bytes(second), AuditEntry.class)).isEqualTo(second);
        assertThat(Json.read(Json.bytes(second), AuditEntry.class).isWhole()).isTrue();
    }

    @Test
    void shouldShowAnyEdit() {
        String text = Json.text(second);

        List.of("\"second\"", "user:alice", "decided", "fnd_1", "10:00").forEach(part -> {
            String edited =
                    text.replace(part, part.substring(0, part.length() - 2) + "9" + part.charAt(part.length() - 1));
            assertThat(edited).isNotEqualTo(text);
            assertThat(isWhole(edited)).as(edited).isFalse();
        });
        IntStream.range(0, 16)
                .mapToObj(i -> text.replace("\"hash\":\"sha256:" + digit(i), "\"hash\":\"sha256:" + digit(15 - i)))
                .filter(edited -> !edited.equals(text))
                .forEach(edited -> assertThat(isWhole(edited)).isFalse());
    }

    private static String digit(int i) {
        return HexFormat.of().toHexDigits((byte) i).substring(1);
    }

    private static boolean isWhole(String json) {
        try {
            return Json.read(json, AuditEntry.class).isWhole();
        } catch (RuntimeException e) {
            return false;
        }
    }

    private static AuditEntry entry(long sequence, String previous, String what) {
        return AuditEntry.after(
                sequence,
                previous,
                Instant.parse("2026-07-14T10:00:00.123456789Z"),
                "user:alice",
                AuditEntry.Kind.DECIDED,
                "fnd_1",
                "arn:aws:s3:::models",
                JsonNodeFactory.instance.objectNode().put("what", what));
    }
}
