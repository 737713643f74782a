package dev.gleaner.analyzer.backtest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.analyzer.fixture.Life;
import dev.gleaner.analyzer.fixture.Listed;
import dev.gleaner.analyzer.fixture.Recording;
import dev.gleaner.analyzer.fixture.Store;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.signal.SignalArchiveFileName;
import dev.gleaner.contracts.signal.SignalArchiveWriter;
import dev.gleaner.contracts.signal.SignalCodec;
import dev.gleaner.contracts.signal.proto.Signal;
import dev.gleaner.contracts.topic.RootPartitioner;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A recording that went through an archive of several partitions says what it says by itself. */
class ArchiveBacktestCommandTest {

    private static final int PARTITIONS = 5;

    /** Of several kinds, at least one in each partition. */
    private static final Set<String> ROOTS = Set.of(
            Recording.resource(Life.YOUNG),
            Recording.resource(Life.CARD_IDLE),
            Recording.resource(Life.HOLES),
            Arn.bucket(Store.LAKE).toString(),
            Store.VPC,
            Listed.FORGOTTEN,
            Listed.LOG_GROUP);

    private static final List<Signal> RECORDING = Recording.of(42).stream()
            .filter(signal -> signal.hasProgress()
                    || ROOTS.contains(Arn.parse(signal.getResource()).root().toString()))
            .toList();
    private static final List<String> FINALS = finals(Recording.backtest().run(RECORDING));

    @TempDir
    Path folder;

    private final List<String> problems = new ArrayList<>();

    @Test
    void shouldFindWhatTheRecordingHolds() throws Exception {
        archive(new Random(1), 0);

        Backtest.Result result = Recording.backtest()
                .runPartitions(ArchivedSignals.open(folder, problems::add).partitions());

        assertThat(finals(result)).isEqualTo(FINALS).isNotEmpty();
        assertThat(problems).isEmpty();
    }

    /** A crash between a file and its commit brings its signals once more, in one as long or longer. */
    @Test
    void shouldNotMindFilesThatOverlap() throws Exception {
        archive(new Random(2), 50);

        Backtest.Result result = Recording.backtest()
                .runPartitions(ArchivedSignals.open(folder, problems::add).partitions());

        assertThat(finals(result)).isEqualTo(FINALS);
    }

    @Test
    void shouldReadEachSignalOnceWhereAFileIsInAnother() throws Exception {
        List<Signal> signals = RECORDING.stream()
                .filter(signal -> !signal.hasProgress())
                .limit(6)
                .toList();
        write(3, 10, signals.subList(0, 3));
        write(3, 10, signals);
        write(3, 12, signals.subList(2, 5));

        assertThat(ArchivedSignals.open(folder, problems::add).partitions())
                .singleElement()
                .satisfies(read -> assertThat(read).containsExactlyElementsOf(signals));
    }

    @Test
    void shouldTellOfADamagedFileAndReadTheOthers() throws Exception {
        List<Signal> signals = RECORDING.stream()
                .filter(signal -> !signal.hasProgress())
                .limit(6)
                .toList();
        Path damaged = write(0, 0, signals.subList(0, 3));
        Files.write(damaged, Arrays.copyOf(Files.readAllBytes(damaged), 40));
        write(1, 0, signals.subList(3, 6));
        Files.writeString(folder.resolve("notes.txt"), "not an archive's");

        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code = run(out, err, folder.toString());

        assertThat(code).isEqualTo(1);
        assertThat(err.toString(UTF_8)).contains(damaged.toString());
        assertThat(out.toString(UTF_8)).contains("0 findings in 2 files").contains("1 unreadable");
    }

    @Test
    void shouldPrintFindings() throws Exception {
        archive(new Random(3), 0);
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        int code = run(out, new ByteArrayOutputStream(), folder.toString());

        assertThat(code).isZero();
        assertThat(out.toString(UTF_8)).contains("open  idle-gpu  arn:aws:ec2:").contains(" 0 unreadable");
    }

    @Test
    void shouldSayThatThereIsNoArchive() {
        ByteArrayOutputStream err = new ByteArrayOutputStream();

        assertThat(run(new ByteArrayOutputStream(), err, folder.toString())).isEqualTo(2);
        assertThat(run(new ByteArrayOutputStream(), err, folder + "/gone")).isEqualTo(2);
        assertThat(run(new ByteArrayOutputStream(), err)).isEqualTo(2);
        assertThat(err.toString(UTF_8))
                .contains("no files of an archive")
                .contains("no such folder")
                .contains("usage");
    }

    private static int run(ByteArrayOutputStream out, ByteArrayOutputStream err, String... arguments) {
        return ArchiveBacktestCommand.run(
                arguments, new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8));
    }

    /** Of every so many signals before the end of a file, some come again in the next. */
    private void archive(Random random, int overlap) {
        for (int partition = 0; partition < PARTITIONS; partition++) {
            List<Signal> signals = of(partition);
            for (int from = 0; from < signals.size(); ) {
                int to = Math.min(signals.size(), from + overlap + 1 + random.nextInt(3000));
                write(partition, from, signals.subList(from, to));
                from = to == signals.size() ? to : to - overlap;
            }
        }
    }

    private static List<Signal> of(int partition) {
        return RECORDING.stream()
                .filter(signal -> signal.hasProgress()
                        || RootPartitioner.partition(signal.getResource(), PARTITIONS) == partition)
                .toList();
    }

    private Path write(int partition, long first, List<Signal> signals) {
        SignalArchiveFileName name =
                new SignalArchiveFileName(Recording.START, partition, first, first + signals.size() - 1);
        Path file = folder.resolve(name.path());
        try {
            Files.createDirectories(file.getParent());
            try (SignalArchiveWriter output = new SignalArchiveWriter(Files.newOutputStream(file))) {
                for (Signal signal : signals) {
                    output.append(SignalCodec.encode(signal));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file;
    }

    private static List<String> finals(Backtest.Result result) {
        return result.finals().stream()
                .map(ArchiveBacktestCommandTest::text)
                .sorted()
                .toList();
    }

    private static String text(Finding finding) {
        return Json.text(finding);
    }
}
