package dev.gleaner.contracts.topic;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.audit.AuditEntry;
import dev.gleaner.contracts.finding.Finding;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CloudEventHeadersTest {

    @Test
    void shouldCarryWhatTheBinaryModeAsksFor() {
        AuditEntry entry = AuditEntry.after(
                16,
                AuditEntry.GENESIS,
                Instant.parse("2026-07-14T09:00:00Z"),
                "gleaner",
                AuditEntry.Kind.OBSERVED,
                null,
                null,
                JsonNodeFactory.instance.objectNode());

        Map<String, String> headers = new TreeMap<>();
        CloudEventHeaders.of(entry)
                .forEach(header -> headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8)));

        assertThat(headers)
                .isEqualTo(Map.of(
                        "ce_specversion", "1.0",
                        "ce_type", "dev.gleaner.audit.v1",
                        "ce_source", "/gleaner/actuator",
                        "ce_id", "17",
                        "ce_time", "2026-07-14T09:00:00Z",
                        "content-type", "application/json"));
    }

    /** What is said provisionally of a version is an event of its own. */
    @Test
    void shouldTellRevisionsOfAVersionApart() {
        Finding verdict = Json.read(golden("finding"), Finding.class);
        Finding doubt = Json.read(golden("finding-in-doubt"), Finding.class);

        assertThat(id(verdict)).isEqualTo(verdict.id() + ".3");
        assertThat(id(doubt)).isEqualTo(verdict.id() + ".3.2");
    }

    private static String id(Finding finding) {
        return new String(CloudEventHeaders.of(finding).lastHeader("ce_id").value(), StandardCharsets.UTF_8);
    }

    private static byte[] golden(String form) {
        try (InputStream stream = CloudEventHeadersTest.class.getResourceAsStream("/golden/" + form + ".json")) {
            return Objects.requireNonNull(stream, form).readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
