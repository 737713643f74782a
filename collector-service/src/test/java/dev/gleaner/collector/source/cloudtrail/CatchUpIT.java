package dev.gleaner.collector.source.cloudtrail;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gleaner.collector.Bytes;
import dev.gleaner.collector.Folders;
import dev.gleaner.collector.TopicReader;
import dev.gleaner.collector.files.FileStore;
import dev.gleaner.collector.files.FolderFileStore;
import dev.gleaner.collector.files.StoredFile;
import dev.gleaner.collector.network.NetworkLocator;
import dev.gleaner.collector.source.FileStorePoller;
import dev.gleaner.collector.source.SourceEnvironment;
import dev.gleaner.collector.source.cloudtrail.mapping.ParsedTrailBatch;
import dev.gleaner.collector.source.cloudtrail.mapping.Trail;
import dev.gleaner.collector.source.cloudtrail.mapping.TrailConfig;
import dev.gleaner.collector.source.cloudtrail.mapping.TrailReader;
import dev.gleaner.collector.source.cloudtrail.record.TrailFileName;
import dev.gleaner.collector.source.cloudtrail.record.TrailParser;
import dev.gleaner.contracts.signal.proto.Signal;
import dev.gleaner.test.kafka.KafkaTestResource;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@QuarkusTest
@WithTestResource(KafkaTestResource.class)
@WithTestResource(Folders.class)
class CatchUpIT {

    @Inject
    SourceEnvironment environment;

    @Inject
    MeterRegistry registry;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrapServers;

    @TempDir
    Path folder;

    private final String source = "test-" + UUID.randomUUID();

    @Test
    void shouldNotReadAFileAgainAfterARestart() throws Exception {
        Files.write(folder.resolve("spot.json"), Bytes.ofResource("cloudtrail/spot.json"));
        Files.createDirectories(folder.resolve("a/b"));
        Files.write(folder.resolve("a/b/list.json"), Bytes.ofResource("cloudtrail/list.json"));

        assertThat(started().poll().unread()).isEqualTo(2);
        assertThat(started().poll().unread()).isZero();
        assertThat(signals()).hasSize(6);
    }

    @Test
    void shouldReadAFileAgainThatChanged() throws Exception {
        byte[] whole = Bytes.ofResource("cloudtrail/run-instances.json");
        Files.write(folder.resolve("growing.json"), Arrays.copyOf(whole, 100));
        started().poll();

        Files.write(folder.resolve("growing.json"), whole);

        assertThat(started().poll().unread()).isEqualTo(1);
        assertThat(signals()).hasSize(2);
    }

    @Test
    void shouldReadTheOthersWhenOneFileCanNotBeRead() throws Exception {
        Files.write(folder.resolve("spot.json"), Bytes.ofResource("cloudtrail/spot.json"));
        Files.write(folder.resolve("gone.json"), Bytes.ofResource("cloudtrail/list.json"));

        FileStore store = withoutOneFile(new FolderFileStore(folder, file -> new TrailFileName(file).isLog()));

        // Otherwise other sources would go on as if the backlog had been read.
        assertThatThrownBy(() -> started(store).poll())
                .isInstanceOf(IOException.class)
                .hasMessage("1 of 2 new files can't be read");
        assertThat(signals()).hasSize(3);
        assertThat(started().poll().unread()).isEqualTo(1);
    }

    @Test
    void shouldGoOnWhereItWasCutOff() throws Exception {
        for (int i = 0; i < 1200; i++) {
            Files.write(folder.resolve("spot-" + i + ".json"), Bytes.ofResource("cloudtrail/spot.json"));
        }
        FileStore all = new FolderFileStore(folder, file -> new TrailFileName(file).isLog());

        assertThatThrownBy(() -> started(cutOff(all, 1000)).poll()).hasStackTraceContaining("cut off");
        int left = started().poll().unread();

        assertThat(left).isBetween(200, 900);
        assertThat(signals().stream().map(signal -> signal.getPlace().getName()).distinct())
                .hasSize(1200);
        assertThat(started().poll().unread()).isZero();
    }

    @Test
    void shouldCountWhatItMet() throws Exception {
        Files.write(folder.resolve("storage.json"), Bytes.ofResource("cloudtrail/storage.json"));
        Files.write(folder.resolve("failed.json"), Bytes.ofResource("cloudtrail/failed-run-instances.json"));
        Files.write(
                folder.resolve("large.json"),
                ("{\"eventVersion\":\"1.08\",\"eventName\":\"" + "x".repeat(Trail.LIMIT) + "\"}").getBytes(UTF_8));

        started().poll();

        assertThat(counted("files")).isEqualTo(3);
        assertThat(counted("records")).isEqualTo(10);
        assertThat(counted("signals")).isEqualTo(7);
        assertThat(counted("failed.calls")).isEqualTo(1);
        assertThat(counted("dead.letters")).isEqualTo(1);
        assertThat(counted("skipped")).isEqualTo(1);
        assertThat(new TopicReader(bootstrapServers).deadLetters())
                .filteredOn(letter -> letter.source().equals(source))
                .singleElement()
                .satisfies(letter -> {
                    assertThat(letter.place()).isEqualTo("large.json");
                    assertThat(letter.size()).isGreaterThan(Trail.LIMIT);
                });
    }

    /** Else the readers of all that lies there already would stay unknown. */
    @Test
    void shouldReadNothingBeforeTheFirstListing() throws Exception {
        Files.write(folder.resolve("spot.json"), Bytes.ofResource("cloudtrail/spot.json"));
        NetworkLocator networkLocator = new NetworkLocator();
        networkLocator.expectListing("instances");
        TrailFileSource trail = TrailFileSource.inFolder(
                TrailConfig.of(Map.of("collector.cloudtrail.folder", folder.toString())),
                networkLocator,
                Trail.hosts(List.of(), List.of()),
                (region, fingerprint, signed) -> new byte[0],
                environment);

        CompletableFuture<Void> poll = CompletableFuture.runAsync(trail::poll);
        assertThatThrownBy(() -> poll.get(200, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
        networkLocator.completeListing("instances");

        poll.get(30, TimeUnit.SECONDS);
    }

    private double counted(String name) {
        return registry.get("gleaner.collector." + name)
                .tag("source", source)
                .counter()
                .count();
    }

    /** As after a start: nothing in memory. */
    private FileStorePoller<ParsedTrailBatch> started() {
        return started(new FolderFileStore(folder, file -> new TrailFileName(file).isLog()));
    }

    private FileStorePoller<ParsedTrailBatch> started(FileStore store) {
        TrailReader reader = new TrailReader(new TrailParser(Trail.LIMIT), new NetworkLocator());
        return new FileStorePoller<>(source, store, reader, environment);
    }

    private List<Signal> signals() {
        return new TopicReader(bootstrapServers)
                .signals().stream()
                        .filter(signal -> signal.getSource().equals(source))
                        .toList();
    }

    /** Ends like a process that is killed, after so many files. */
    private static FileStore cutOff(FileStore store, int files) {
        AtomicInteger left = new AtomicInteger(files);
        return new CheckedStore(store, file -> {
            if (left.getAndDecrement() <= 0) {
                throw new IllegalStateException("cut off");
            }
        });
    }

    /** A file goes between listing and reading. */
    private static FileStore withoutOneFile(FileStore store) {
        return new CheckedStore(store, file -> {
            if (file.name().equals("gone.json")) {
                throw new NoSuchFileException(file.path());
            }
        });
    }

    private interface Check {

        void check(StoredFile file) throws IOException;
    }

    /** A store with a check before a file is opened. */
    private record CheckedStore(FileStore store, Check check) implements FileStore {

        @Override
        public String identity() {
            return store.identity();
        }

        @Override
        public List<StoredFile> list() throws IOException {
            return store.list();
        }

        @Override
        public InputStream open(StoredFile file) throws IOException {
            check.check(file);
            return store.open(file);
        }
    }
}
