package dev.gleaner.collector.source.inventory.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.collector.training.CheckpointKeyParser;
import dev.gleaner.contracts.signal.proto.Checkpoint;
import dev.gleaner.contracts.signal.proto.CheckpointBytes;
import dev.gleaner.contracts.signal.proto.CheckpointRun;
import dev.gleaner.test.SeededTest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.model.StorageClass;

class CheckpointTrackerTest {

    private static final Instant CREATED = Instant.parse("2026-10-02T01:00:00Z");
    private static final CheckpointKeyParser PARSER =
            new CheckpointKeyParser.Words(List.of("checkpoint"), List.of("step")).forBucket("data-lake");

    @SeededTest(60)
    void shouldReportTheSameForRowsInAnyOrder(long seed) {
        Random random = new Random(seed);
        List<Row> rows = rows(random, 600);
        int mostRuns = 1 + random.nextInt(12);
        int most = mostRuns * (1 + random.nextInt(30));
        List<CheckpointRun> reported = report(rows, mostRuns, most);

        Collections.shuffle(rows, random);

        assertThat(report(rows, mostRuns, most)).isEqualTo(reported);
    }

    @SeededTest(60)
    void shouldCountAllObjectsOfARun(long seed) {
        List<Row> rows = rows(new Random(seed), 600);

        List<CheckpointRun> reported = report(rows, 100, 300);

        assertThat(reported).isNotEmpty().allSatisfy(run -> {
            List<Row> own =
                    rows.stream().filter(row -> row.run().equals(run.getPath())).toList();
            assertThat(run.getObjects()).isEqualTo(own.size());
            assertThat(run.getBytes())
                    .isEqualTo(own.stream().mapToLong(Row::size).sum());
            assertThat(run.getWritten())
                    .isEqualTo(own.stream()
                            .mapToLong(row -> row.written().toEpochMilli())
                            .max()
                            .orElseThrow());
        });
    }

    /** Also with so few counted checkpoints that none but the newest of each run are left. */
    @SeededTest(60)
    void shouldAlwaysReportTheCheckpointsWithTheGreatestNumbers(long seed) {
        Random random = new Random(seed);
        List<Row> rows = rows(random, 600);

        List<CheckpointRun> reported = report(rows, 12, 12 * (2 + random.nextInt(30)));

        assertThat(reported)
                .isNotEmpty()
                .allSatisfy(run -> assertThat(run.getCheckpointsList())
                        .extracting(Checkpoint::getNumber)
                        .contains(rows.stream()
                                .filter(row -> row.run().equals(run.getPath()) && !row.noncurrent())
                                .mapToLong(Row::number)
                                .max()
                                .orElseThrow()));
    }

    @Test
    void shouldReportTheNewestCheckpointsAndTheLargestOthers() {
        List<Row> rows = new ArrayList<>();
        for (int number = 1; number <= 1_200; number++) {
            rows.add(row("checkpoints/run-1/", number, Duration.ofDays(100), number <= 10 ? 1 : 2_000 - number));
        }
        // Number 3 was written last, as the run was started anew.
        rows.add(row("checkpoints/run-1/", 3, Duration.ofDays(20), 1));

        List<Checkpoint> reported = report(rows, 10, 20_000).get(0).getCheckpointsList();

        assertThat(reported).hasSize(1_000 + 10 + 1);
        assertThat(reported)
                .extracting(Checkpoint::getNumber)
                .contains(3L, 1_191L, 1_200L, 11L, 1_010L)
                .doesNotContain(1L, 2L);
    }

    @Test
    void shouldNotReportARunThatIsWrittenOrHasOneCheckpoint() {
        List<Row> rows = List.of(
                row("checkpoints/live/", 1, Duration.ofDays(100), 5),
                row("checkpoints/live/", 2, Duration.ofDays(6), 5),
                row("checkpoints/one/", 1, Duration.ofDays(100), 5),
                row("checkpoints/over/", 1, Duration.ofDays(8), 5),
                row("checkpoints/over/", 2, Duration.ofDays(7), 5));

        assertThat(report(rows, 10, 100)).extracting(CheckpointRun::getPath).containsExactly("checkpoints/over/");
    }

    @Test
    void shouldNotReportACheckpointThatIsDeletedButForOldVersions() {
        Row deleted =
                new Row("checkpoints/run/", 9, 1, CREATED.minus(Duration.ofDays(50)), 7, StorageClass.STANDARD, true);
        List<Row> rows = List.of(
                deleted,
                row("checkpoints/run/", 8, Duration.ofDays(60), 5),
                row("checkpoints/run/", 7, Duration.ofDays(61), 5),
                new Row(
                        "checkpoints/run/",
                        7,
                        1,
                        CREATED.minus(Duration.ofDays(62)),
                        3,
                        StorageClass.STANDARD_IA,
                        true));

        CheckpointRun run = report(rows, 10, 100).get(0);

        assertThat(run.getBytes()).isEqualTo(20);
        assertThat(run.getWritten()).isEqualTo(deleted.written().toEpochMilli());
        assertThat(run.getCheckpointsList()).extracting(Checkpoint::getName).containsExactly("step-7/", "step-8/");
        assertThat(run.getCheckpoints(0).getStoredList())
                .containsExactly(
                        CheckpointBytes.newBuilder()
                                .setStorageClass("STANDARD")
                                .setObjects(1)
                                .setBytes(5)
                                .build(),
                        CheckpointBytes.newBuilder()
                                .setStorageClass("STANDARD_IA")
                                .setObjects(1)
                                .setBytes(3)
                                .build());
    }

    private static List<CheckpointRun> report(List<Row> rows, int mostRuns, int most) {
        CheckpointTracker tracker = new CheckpointTracker(PARSER, mostRuns, most);
        rows.forEach(row -> tracker.add(
                row.key(), row.storageClass(), row.noncurrent(), row.written().toEpochMilli(), row.size()));
        return tracker.reported(CREATED);
    }

    private static Row row(String run, long number, Duration age, long size) {
        return new Row(run, number, 0, CREATED.minus(age), size, StorageClass.STANDARD, false);
    }

    private static List<Row> rows(Random random, int count) {
        List<Row> rows = new ArrayList<>();
        for (int index = 0; index < count; index++) {
            rows.add(new Row(
                    "checkpoints/run-" + random.nextInt(12) + "/",
                    random.nextInt(40),
                    random.nextInt(3),
                    CREATED.minus(Duration.ofHours(24 * 8 + random.nextInt(2_000))),
                    random.nextInt(1_000),
                    random.nextBoolean() ? StorageClass.STANDARD : StorageClass.GLACIER,
                    random.nextInt(4) == 0));
        }
        return rows;
    }

    private record Row(
            String run,
            long number,
            int part,
            Instant written,
            long size,
            StorageClass storageClass,
            boolean noncurrent) {

        String key() {
            return run + "step-" + number + "/part-" + part;
        }
    }
}
