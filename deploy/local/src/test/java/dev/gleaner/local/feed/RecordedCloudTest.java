package dev.gleaner.local.feed;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.contracts.Json;
import dev.gleaner.local.estate.Estate;
import dev.gleaner.local.estate.EstateIdentities;
import dev.gleaner.local.estate.generator.EstateGenerator;
import dev.gleaner.local.estate.kind.EstateInstance;
import dev.gleaner.local.estate.timeline.EstateTimeline;
import dev.gleaner.local.estate.trail.TrailGenerator;
import dev.gleaner.local.estate.trail.TrailLogFile;
import dev.gleaner.local.feed.cloud.ProgressPrinter;
import dev.gleaner.local.runtime.RunFolder;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordedCloudTest {

    private static final Estate ESTATE = EstateGenerator.small(42);
    private static final Instant NOW = Instant.parse("2026-03-14T12:20:00Z");
    private static final FileTime LONG_AGO = FileTime.from(Instant.parse("2020-01-01T00:00:00Z"));

    @TempDir
    private Path folder;

    private final EstateTimeline estateTimeline = EstateTimeline.endingAt(ESTATE, NOW);

    @Test
    void shouldRecordAnAnswerOfEachRegionAndGiveTheSameIdsEachTime() throws Exception {
        EstateIdentities identities = cloud().build(estateTimeline, NOW);

        assertThat(identities.byName())
                .isEqualTo(cloud().build(estateTimeline, NOW).byName());
        assertThat(files("inventory")).containsExactly("123456789012/eu-west-3.json", "123456789012/us-east-1.json");
        JsonNode answer =
                Json.read(Files.readAllBytes(folder.resolve("inventory/123456789012/eu-west-3.json")), JsonNode.class);
        assertThat(answer.get("Reservations")).isNotEmpty();
    }

    @Test
    void shouldRecordAnewWhenAskedWhatRuns() throws Exception {
        EstateIdentities identities = cloud().build(estateTimeline, NOW);
        Path file = folder.resolve("inventory/123456789012/us-east-1.json");
        Files.setLastModifiedTime(file, LONG_AGO);

        assertThat(cloud().running(estateTimeline, NOW))
                .contains(identities.id(ESTATE.require("forgotten-1")))
                .doesNotContain(identities.id(ESTATE.require("stopped-now")))
                .hasSizeLessThanOrEqualTo((int) ESTATE.instances().stream()
                        .filter(estateInstance -> estateInstance.state() == EstateInstance.State.RUNNING)
                        .count());

        assertThat(Files.getLastModifiedTime(file)).isGreaterThan(LONG_AGO);
    }

    @Test
    void shouldKeepTheTrailAsItWasDelivered() throws Exception {
        List<TrailLogFile> trail = TrailGenerator.files(estateTimeline, EstateIdentities.made(ESTATE));
        TrailLogFile first = trail.get(0);
        cloud().deliverTrail(trail);
        Path file = folder.resolve("trail").resolve(first.key());
        Files.setLastModifiedTime(file, LONG_AGO);

        cloud().deliverTrail(trail);

        assertThat(files("trail"))
                .containsExactlyInAnyOrderElementsOf(
                        trail.stream().map(TrailLogFile::key).toList());
        assertThat(Files.readAllBytes(file)).isEqualTo(first.bytes());
        assertThat(Files.getLastModifiedTime(file)).isEqualTo(LONG_AGO);
    }

    @Test
    void shouldHaveFoldersToLookIntoThoughThereIsNothing() throws Exception {
        Estate none = new Estate("none", 1, 0, List.of(), List.of(), List.of(), ESTATE.truth());
        cloud().build(EstateTimeline.endingAt(none, NOW), NOW);
        cloud().deliverTrail(List.of());

        assertThat(folder.resolve("inventory")).isEmptyDirectory();
        assertThat(folder.resolve("trail")).isEmptyDirectory();
    }

    @Test
    void shouldShowNeitherBucketsNorNetworks() {
        assertThat(cloud().visiblePartOf(ESTATE))
                .isEqualTo(ESTATE.instancesAlone())
                .isNotEqualTo(ESTATE);
    }

    private RecordedCloud cloud() {
        return new RecordedCloud(
                new FeederFolder(new RunFolder(folder)),
                new ProgressPrinter(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)));
    }

    private List<String> files(String name) throws IOException {
        Path root = folder.resolve(name);
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> root.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }
}
