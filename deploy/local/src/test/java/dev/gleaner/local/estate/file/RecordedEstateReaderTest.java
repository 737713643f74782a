package dev.gleaner.local.estate.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gleaner.local.estate.Estate;
import dev.gleaner.local.estate.NaiveJudge;
import dev.gleaner.local.estate.kind.EstateInstance;
import dev.gleaner.local.estate.timeline.EstateTimeline;
import dev.gleaner.test.RecordedDataFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RecordedEstateReaderTest {

    private static final Instant END = Instant.parse("2026-03-18T16:35:00Z");

    @TempDir
    private Path folder;

    /** The verdicts are written down; this holds them against a recomputation, at any time of day. */
    @ParameterizedTest
    @MethodSource("ends")
    void shouldExpectOfEachRecordedFileWhatItsPointsSay(Instant end) throws IOException {
        Estate estate = RecordedEstateReader.read(RecordedDataFolder.path(""));
        EstateTimeline estateTimeline = EstateTimeline.endingAt(estate, end);
        Map<String, RecordedEstateReader.Verdict> verdicts = RecordedEstateReader.verdicts();

        for (EstateInstance estateInstance : estate.instances()) {
            NaiveJudge judge = new NaiveJudge(estateTimeline, estateInstance);
            Instant hour = end.truncatedTo(ChronoUnit.HOURS);
            assertThat(verdicts).as("a verdict is written down of each file").containsKey(estateInstance.name());
            assertThat(judge.idle(hour))
                    .as(estateInstance.name())
                    .startsWith(verdicts.get(estateInstance.name()).idle());
            assertThat(judge.sporadic(hour)).as(estateInstance.name()).startsWith("nothing");
        }
    }

    @Test
    void shouldHoldExactlyTheCpuAndNetworkSeries() throws IOException {
        Path series = RecordedDataFolder.path("cloudwatch_nab/data/realAWSCloudwatch");
        long expected;
        try (Stream<Path> files = Files.list(series)) {
            expected = files.filter(f -> f.getFileName().toString().matches("(?i).*(cpu|network_?in).*\\.csv"))
                    .count();
        }

        assertThat(RecordedEstateReader.read(RecordedDataFolder.path("")).instances())
                .hasSize((int) expected);
    }

    @Test
    void shouldChooseTheFolderWithTheMostLogFiles() throws IOException {
        assertThat(RecordedEstateReader.trail(RecordedDataFolder.path("")))
                .get()
                .satisfies(path -> assertThat(path).hasFileName("cloudtrail_sans504"));
    }

    @Test
    void shouldShiftASeriesToTheEndAndKeepItsGaps() throws IOException {
        write(
                "ec2_cpu_utilization_x.csv",
                "2014-04-10 00:04:00,91.9",
                "2014-04-10 00:09:00,94.8",
                "2014-04-10 00:19:00,92.4",
                "2014-04-10 00:19:00,1.0");
        Estate estate = RecordedEstateReader.read(folder);
        EstateTimeline estateTimeline = EstateTimeline.endingAt(estate, END);

        List<EstateTimeline.MetricPoint> points =
                estateTimeline.points(estate.instances().get(0), END.minus(Duration.ofDays(1)), END);

        assertThat(points)
                .extracting(EstateTimeline.MetricPoint::at)
                .containsExactly(END.minusSeconds(1200), END.minusSeconds(900), END.minusSeconds(300));
        assertThat(points).extracting(p -> p.sample().mean()).containsExactly(91.9, 94.8, 92.4);
        assertThat(points).allMatch(p -> p.sample().count() == 1);
    }

    @Test
    void shouldSayWhichLineCannotBeRead() throws IOException {
        write("ec2_network_in_x.csv", "2014-04-10 00:04:00,91.9", "2014-04-10 00:09:00;94.8");

        assertThatThrownBy(() -> RecordedEstateReader.read(folder))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("ec2_network_in_x.csv line 3");
    }

    @Test
    void shouldSayWhichFolderIsMissing() {
        assertThatThrownBy(() -> RecordedEstateReader.read(folder)).hasMessageContaining("realAWSCloudwatch");
    }

    static Stream<Instant> ends() {
        return Stream.iterate(END, end -> end.plus(Duration.ofMinutes(215))).limit(8);
    }

    private void write(String name, String... lines) throws IOException {
        Path series = folder.resolve("cloudwatch_nab/data/realAWSCloudwatch");
        Files.createDirectories(series);
        Files.writeString(series.resolve(name), "timestamp,value\n" + String.join("\n", lines) + "\n");
    }
}
