package dev.gleaner.systemtests.trail;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.collector.source.cloudtrail.mapping.OfflineTrailReader;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.signal.proto.ObjectAccess;
import dev.gleaner.contracts.signal.proto.Signal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GeneratedTrailTest {

    private static final Instant UNTIL = Instant.parse("2026-03-01T10:05:00Z");

    @TempDir
    Path folder;

    /** The recorded events have 1,728 (PutObject), 1,082 (GetBucketAcl), ... bytes: in their mix 1,451. */
    @Test
    void shouldGenerateRecordsOfTheRecordedSizeAndKind() throws IOException {
        TrailRecordGenerator maker = new TrailRecordGenerator(1, "us-east-1", UNTIL);
        int objects = 0;
        long bytes = 0;
        for (int i = 0; i < 2000; i++) {
            StringBuilder json = new StringBuilder();
            maker.add(json);
            bytes += json.toString().getBytes(UTF_8).length;
            JsonNode record = Json.mapper().readTree(json.toString());
            objects += record.path("eventName").asText().equals("PutObject") ? 1 : 0;
        }

        assertThat(bytes / 2000.0).isCloseTo(1451, within(100.0));
        assertThat(objects / 2000.0).isCloseTo(15_079 / 30_477.0, within(0.03));
    }

    /** Otherwise lost events could not be counted. */
    @Test
    void shouldReturnTheIdOfEveryEventThatTheCollectorPublishes() throws IOException {
        GeneratedTrail made = GeneratedTrail.write(folder, 3, 30, 200);

        assertThat(idsOfAll()).containsExactlyInAnyOrderElementsOf(made.ids()).hasSizeGreaterThan(100);
        assertThat(made.ids()).doesNotHaveDuplicates();
        assertThat(made.packed()).isLessThan(made.bytes() / 5);
    }

    @Test
    void shouldGenerateTheSameRecordsForTheSameSeedOnly() {
        List<String> ids = GeneratedTrail.write(folder.resolve("1"), 1, 20, 50).ids();

        assertThat(GeneratedTrail.write(folder.resolve("2"), 1, 20, 50).ids()).isEqualTo(ids);
        assertThat(GeneratedTrail.write(folder.resolve("3"), 2, 20, 50).ids()).doesNotContainAnyElementsOf(ids);
    }

    private List<String> idsOfAll() throws IOException {
        OfflineTrailReader trail = new OfflineTrailReader("cloudtrail-s3");
        List<String> ids = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                trail.everything(Files.readAllBytes(file), "file", UNTIL).forEach(signal -> ids.addAll(ids(signal)));
            }
        }
        return ids;
    }

    private static List<String> ids(Signal signal) {
        return signal.hasAccess()
                ? signal.getAccess().getObjectsList().stream()
                        .map(ObjectAccess::getEventId)
                        .toList()
                : List.of(signal.getChanged().getEventId());
    }
}
