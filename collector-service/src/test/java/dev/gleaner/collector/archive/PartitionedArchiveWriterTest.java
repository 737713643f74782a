package dev.gleaner.collector.archive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gleaner.contracts.signal.SignalArchiveReader;
import dev.gleaner.test.MutableClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PartitionedArchiveWriterTest {

    private static final Instant NINE = Instant.parse("2026-11-25T09:00:00Z");
    private static final TopicPartition ZERO = new TopicPartition("gleaner.signals", 0);

    @TempDir
    Path root;

    private final MutableClock clock = new MutableClock(NINE);
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    @Test
    void shouldPutNothingWhereReadersLookBeforeItIsWhole() throws Exception {
        PartitionedArchiveWriter files = files(1 << 20);

        files.add(record(0, 10, NINE, "a"));
        files.add(record(0, 11, NINE, "b"));

        assertThat(archived()).isEmpty();
        assertThat(files.takeCommittableOffsets()).isEmpty();

        files.closeAll();

        assertThat(archived())
                .containsExactly("2026/11/25/09/signals-00000-00000000000000000010-00000000000000000011.pb.zst");
        assertThat(contents(archived().get(0))).containsExactly("a", "b");
        assertThat(files.takeCommittableOffsets()).containsOnlyKeys(ZERO).containsValue(new OffsetAndMetadata(12));
        assertThat(files.takeCommittableOffsets()).isEmpty();
        assertThat(growing()).isEmpty();
        assertThat(meters.counter("gleaner.collector.archive.signals").count()).isEqualTo(2);
    }

    @Test
    void shouldBeginAFileForEachHourOfArrivalAndPartition() throws Exception {
        PartitionedArchiveWriter files = files(1 << 20);

        files.add(record(0, 1, NINE, "a"));
        files.add(record(1, 1, NINE, "b"));
        files.add(record(0, 2, NINE.plusSeconds(3600), "c"));

        assertThat(archived())
                .containsExactly("2026/11/25/09/signals-00000-00000000000000000001-00000000000000000001.pb.zst");
        assertThat(files.takeCommittableOffsets()).containsOnlyKeys(ZERO);
    }

    @Test
    void shouldCloseAFileAtItsSize() throws Exception {
        PartitionedArchiveWriter files = files(300_000);
        Random random = new Random(1);

        for (int offset = 0; offset < 100; offset++) {
            byte[] noise = new byte[10_000];
            random.nextBytes(noise);
            files.add(record(0, offset, NINE, noise));
        }

        assertThat(archived())
                .hasSizeBetween(2, 3)
                .allSatisfy(path -> assertThat(Files.size(root.resolve(path))).isBetween(300_000L, 600_000L));
    }

    @Test
    void shouldCloseAFileAtItsAge() throws Exception {
        PartitionedArchiveWriter files = files(1 << 20);
        files.add(record(0, 1, NINE, "a"));

        clock.set(NINE.plus(Duration.ofMinutes(59)));
        files.closeExpired();
        assertThat(archived()).isEmpty();

        clock.set(NINE.plus(Duration.ofMinutes(60)));
        files.closeExpired();
        assertThat(archived()).hasSize(1);
    }

    @Test
    void shouldForgetWhatAnotherOneReadsNow() throws Exception {
        PartitionedArchiveWriter files = files(1 << 20);
        files.add(record(0, 1, NINE, "a"));

        files.discard(List.of(ZERO));
        files.closeAll();

        assertThat(archived()).isEmpty();
        assertThat(growing()).isEmpty();
        assertThat(files.takeCommittableOffsets()).isEmpty();
    }

    /** Else they would never be read again. */
    @Test
    void shouldCommitNothingOfAFileThatCanNotBeKept() throws Exception {
        ArchiveStorage full = new ArchiveStorage() {
            @Override
            public Path spoolFolder() {
                return root;
            }

            @Override
            public void store(Path file, String path) throws IOException {
                throw new IOException("no space left");
            }
        };
        PartitionedArchiveWriter files =
                new PartitionedArchiveWriter(full, 1 << 20, Duration.ofHours(1), meters, clock);
        files.add(record(0, 1, NINE, "a"));

        assertThatThrownBy(files::closeAll).hasMessage("no space left");
        files.discardAll();

        assertThat(files.takeCommittableOffsets()).isEmpty();
        assertThat(root).isEmptyDirectory();
    }

    @Test
    void shouldTakeAwayWhatACrashLeftBehindAndNothingElse() throws Exception {
        PartitionedArchiveWriter files = files(1 << 20);
        files.add(record(0, 1, NINE, "a"));
        Path growing = new FolderArchiveStorage(root).spoolFolder();
        Path abandoned = Files.createTempFile(growing, "gleaner-archive-", ".part");
        Files.setLastModifiedTime(abandoned, FileTime.from(NINE.minusSeconds(1)));
        Path foreign = Files.createTempFile(growing, "other-", ".part");
        Files.setLastModifiedTime(foreign, FileTime.from(NINE.minusSeconds(1)));

        ArchiveFileWriter.deleteAbandoned(growing, NINE);

        assertThat(abandoned).doesNotExist();
        assertThat(foreign).exists();
        assertThat(growing()).hasSize(2);
    }

    private PartitionedArchiveWriter files(long size) {
        return new PartitionedArchiveWriter(new FolderArchiveStorage(root), size, Duration.ofHours(1), meters, clock);
    }

    private List<String> archived() throws IOException {
        return below(root).filter(path -> !path.startsWith("growing/")).toList();
    }

    private List<String> growing() throws IOException {
        return below(root).filter(path -> path.startsWith("growing/")).toList();
    }

    private static Stream<String> below(Path folder) throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            return paths
                    .filter(Files::isRegularFile)
                    .map(path -> folder.relativize(path).toString())
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    private List<String> contents(String path) {
        List<String> texts = new ArrayList<>();
        try (SignalArchiveReader input = new SignalArchiveReader(Files.newInputStream(root.resolve(path)))) {
            for (byte[] signal = input.next(); signal != null; signal = input.next()) {
                texts.add(new String(signal, UTF_8));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return texts;
    }

    private static ConsumerRecord<byte[], byte[]> record(int partition, long offset, Instant arrived, String value) {
        return record(partition, offset, arrived, value.getBytes(UTF_8));
    }

    private static ConsumerRecord<byte[], byte[]> record(int partition, long offset, Instant arrived, byte[] value) {
        return new ConsumerRecord<>(
                "gleaner.signals",
                partition,
                offset,
                arrived.toEpochMilli(),
                TimestampType.LOG_APPEND_TIME,
                0,
                value.length,
                new byte[0],
                value,
                new RecordHeaders(),
                Optional.empty());
    }
}
