package dev.gleaner.collector.source.gpu.smi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gleaner.collector.source.gpu.GpuDeviceReading;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SmiRecordingReaderTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final String HEADER = "timestamp, uuid, utilization.gpu [%]\n";

    @TempDir
    Path folder;

    private final SmiRecordingReader reader = reader(1 << 20);
    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("cards.csv");
    }

    @Test
    void shouldReadAFinishedFileToItsEnd() throws Exception {
        write(HEADER + line("10:00:45") + line("10:01:00").strip());
        quiet();

        SmiRecordingReader.Piece piece = next(SmiRecordingReader.Position.START).orElseThrow();

        assertThat(piece.reading().readings()).hasSize(2);
        assertThat(next(piece.until())).isEmpty();
    }

    @Test
    void shouldHoldTheNewestMinuteBackUntilItIsOver() throws Exception {
        write(HEADER + line("10:00:45") + line("10:01:00") + "2026/03/01 10:0");

        SmiRecordingReader.Piece first = next(SmiRecordingReader.Position.START).orElseThrow();

        assertThat(first.reading().readings()).hasSize(1);
        assertThat(next(first.until())).isEmpty();

        Files.writeString(file, "1:30.000, GPU-a1, 1 %\n" + line("10:02:00"), StandardOpenOption.APPEND);
        SmiRecordingReader.Piece second = next(first.until()).orElseThrow();

        assertThat(second.reading().bad()).isEmpty();
        assertThat(second.reading().readings())
                .extracting(GpuDeviceReading::line)
                .containsExactly(2L, 3L);
        quiet();
        assertThat(next(second.until()).orElseThrow().reading().readings()).hasSize(1);
    }

    @Test
    void shouldReadAFileAgainThatHasBecomeShorter() throws Exception {
        write(HEADER + line("10:00:45") + line("10:01:00"));
        quiet();
        SmiRecordingReader.Position end =
                next(SmiRecordingReader.Position.START).orElseThrow().until();
        write(HEADER + line("11:00:00"));
        quiet();

        assertThat(next(end).orElseThrow().reading().readings()).hasSize(1);
    }

    /** However it is cut, each line is read once, and each minute comes as one if a block can hold it. */
    @ParameterizedTest
    @ValueSource(ints = {150, 151, 160, 199, 256, 1000, 100_000})
    void shouldReadTheSameInBlocksOfAnySize(int blockSize) throws Exception {
        StringBuilder text = new StringBuilder(HEADER);
        for (int i = 0; i < 40; i++) {
            text.append(line(String.format("10:%02d:%02d", i / 2, i % 2 * 30)));
        }
        write(text.toString());
        quiet();

        List<GpuDeviceReading> readings = new ArrayList<>();
        SmiRecordingReader.Position position = SmiRecordingReader.Position.START;
        for (Optional<SmiRecordingReader.Piece> piece = reader(blockSize).next(file, position); piece.isPresent(); ) {
            readings.addAll(piece.get().reading().readings());
            assertThat(piece.get().reading().readings().size() % 2).isZero();
            position = piece.get().until();
            piece = reader(blockSize).next(file, position);
        }

        assertThat(readings).extracting(GpuDeviceReading::line).doesNotHaveDuplicates();
        assertThat(readings).hasSize(40);
    }

    @Test
    void shouldSayWhatIsWrongWithAFileWithoutTimes() throws Exception {
        write("uuid\nGPU-a1\n");

        assertThatThrownBy(() -> next(SmiRecordingReader.Position.START)).isInstanceOf(ParsedSmiOutput.Unusable.class);
    }

    private Optional<SmiRecordingReader.Piece> next(SmiRecordingReader.Position position) throws Exception {
        return reader.next(file, position);
    }

    private void write(String text) throws IOException {
        Files.writeString(file, text);
        Files.setLastModifiedTime(file, FileTime.from(NOW));
    }

    private void quiet() throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(NOW.minusSeconds(61)));
    }

    private static String line(String time) {
        return "2026/03/01 " + time + ".000, GPU-a1, 1 %\n";
    }

    private static SmiRecordingReader reader(int blockSize) {
        return new SmiRecordingReader(ZoneOffset.UTC, blockSize, Clock.fixed(NOW, ZoneOffset.UTC));
    }
}
