package dev.gleaner.gpu.buffer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskBufferTest {

    private static final long BOUND = 16_000;

    @TempDir
    Path folder;

    private final CountedLosses losses = new CountedLosses();

    @Test
    void shouldGiveTheOldestUntilItIsDone() throws IOException {
        DiskBuffer buffer = buffer("a", "b");

        assertThat(oldest(buffer)).contains("a");
        assertThat(oldest(buffer)).contains("a");
        buffer.acknowledge(buffer.oldest().orElseThrow());

        assertThat(oldest(buffer)).contains("b");
        assertThat(buffer.waiting()).isEqualTo(1);
    }

    @Test
    void shouldGoOnWhereItWas() throws IOException {
        DiskBuffer before = buffer("a", "b", "c");
        before.acknowledge(before.oldest().orElseThrow());

        assertThat(all(open())).containsExactly("b", "c");
        assertThat(all(open())).isEmpty();
    }

    @Test
    void shouldCutABrokenEndAndCountIt() throws IOException {
        buffer("a", "b");
        Files.writeString(onlyFile(), "half a reco", StandardOpenOption.APPEND);

        DiskBuffer buffer = open();

        assertThat(losses.bytes()).isEqualTo(11);
        buffer.add("c".getBytes(UTF_8));
        assertThat(all(open())).containsExactly("a", "b", "c");
        assertThat(losses.bytes()).isEqualTo(11);
    }

    @Test
    void shouldNotTakeZerosForRecords() throws IOException {
        buffer("a");
        Files.write(onlyFile(), new byte[4096], StandardOpenOption.APPEND);

        assertThat(all(open())).containsExactly("a");
        assertThat(losses.bytes()).isEqualTo(4096);
    }

    @Test
    void shouldNotGiveWhatTheDiskChanged() throws IOException {
        buffer("first", "second");
        byte[] bytes = Files.readAllBytes(onlyFile());
        bytes[bytes.length - 2] ^= 1;
        Files.write(onlyFile(), bytes);

        assertThat(all(open())).containsExactly("first");
        assertThat(losses.bytes()).isEqualTo(RecordFrame.HEAD + "second".length());
    }

    @Test
    void shouldGoOnAfterWhatChangedWhileItWasOpen() throws IOException {
        DiskBuffer buffer = buffer("first", "second");
        byte[] bytes = Files.readAllBytes(onlyFile());
        bytes[RecordFrame.HEAD] ^= 1;
        Files.write(onlyFile(), bytes);
        buffer.add("third".getBytes(UTF_8));

        assertThat(oldest(buffer)).isEmpty();
        assertThat(losses.bytes()).isEqualTo(bytes.length + RecordFrame.HEAD + "third".length());
        buffer.add("fourth".getBytes(UTF_8));
        assertThat(all(buffer)).containsExactly("fourth");
        assertThat(all(open())).isEmpty();
    }

    @Test
    void shouldNotGiveANumberAgainThatIsDoneButLost() throws IOException {
        DiskBuffer before = buffer("a", "b");
        all(before);
        Files.write(onlyFile(), new byte[0]);

        open().add("c".getBytes(UTF_8));

        assertThat(all(open())).containsExactly("c");
    }

    @Test
    void shouldLoseNothingWithoutItsPosition() throws IOException {
        DiskBuffer before = buffer("a", "b");
        before.acknowledge(before.oldest().orElseThrow());
        Files.writeString(folder.resolve("position"), "nonsense");

        assertThat(all(open())).containsExactly("a", "b");
    }

    @Test
    void shouldDropTheOldestWhenItIsFull() throws IOException {
        DiskBuffer buffer =
                buffer(IntStream.range(0, 40).mapToObj(DiskBufferTest::long500).toArray(String[]::new));

        List<String> left = all(buffer);

        assertThat(losses.records()).isPositive().isEqualTo(40 - left.size());
        assertThat(left).hasSizeGreaterThan(28).last().isEqualTo(long500(39));
        assertThat(left.get(0)).isEqualTo(long500(40 - left.size()));
    }

    @Test
    void shouldKeepToABoundThatWasMadeSmaller() throws IOException {
        buffer(IntStream.range(0, 30).mapToObj(DiskBufferTest::long500).toArray(String[]::new));

        DiskBuffer smaller = DiskBuffer.open(folder, BOUND / 4, losses);

        assertThat(smaller.bytes()).isLessThanOrEqualTo(BOUND / 4);
        assertThat(all(smaller)).last().isEqualTo(long500(29));
    }

    @Test
    void shouldDeleteTheFilesOfWhatIsDone() throws IOException {
        DiskBuffer buffer =
                buffer(IntStream.range(0, 20).mapToObj(DiskBufferTest::long500).toArray(String[]::new));
        assertThat(files()).hasSizeGreaterThan(5);

        all(buffer);

        assertThat(files()).hasSize(1);
    }

    @Test
    void shouldRefuseWhatNeverFits() throws IOException {
        DiskBuffer buffer = buffer("a");

        assertThatThrownBy(() -> buffer.add(new byte[(int) BOUND])).isInstanceOf(IOException.class);
        assertThat(all(buffer)).containsExactly("a");
    }

    @Test
    void shouldAddAgainAfterADiskThatWasFull() throws IOException {
        FullDisk disk = new FullDisk();
        DiskBuffer buffer = DiskBuffer.open(folder, BOUND, losses, disk);
        buffer.add("a".getBytes(UTF_8));

        disk.full(true);
        assertThatThrownBy(() -> buffer.add("bbbbbbbb".getBytes(UTF_8))).hasMessage("No space left on device");
        disk.full(false);
        buffer.add("c".getBytes(UTF_8));

        assertThat(all(open())).containsExactly("a", "c");
        assertThat(losses.bytes()).isZero();
    }

    private static String long500(int number) {
        return number + "-".repeat(500);
    }

    private DiskBuffer open() throws IOException {
        return DiskBuffer.open(folder, BOUND, losses);
    }

    private DiskBuffer buffer(String... records) throws IOException {
        DiskBuffer buffer = open();
        for (String record : records) {
            buffer.add(record.getBytes(UTF_8));
        }
        return buffer;
    }

    private static Optional<String> oldest(DiskBuffer buffer) throws IOException {
        return buffer.oldest().map(record -> new String(record.bytes(), UTF_8));
    }

    private static List<String> all(DiskBuffer buffer) throws IOException {
        List<String> records = new ArrayList<>();
        for (Optional<DiskBuffer.Entry> oldest = buffer.oldest(); oldest.isPresent(); oldest = buffer.oldest()) {
            records.add(new String(oldest.get().bytes(), UTF_8));
            buffer.acknowledge(oldest.get());
        }
        return records;
    }

    private Path onlyFile() throws IOException {
        assertThat(files()).hasSize(1);
        return files().get(0);
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(SegmentFile::isOne).toList();
        }
    }
}
