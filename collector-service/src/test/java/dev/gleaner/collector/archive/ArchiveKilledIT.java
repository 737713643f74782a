package dev.gleaner.collector.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gleaner.contracts.signal.SignalArchiveFileName;
import dev.gleaner.contracts.signal.SignalArchiveReader;
import dev.gleaner.contracts.signal.SignalCodec;
import dev.gleaner.contracts.signal.proto.Signal;
import dev.gleaner.contracts.topic.Topic;
import dev.gleaner.test.kafka.RealKafka;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Kafka has acknowledged is in the archive, whenever the archiver is killed. */
class ArchiveKilledIT {

    private static final int KILLS = 4;
    private static final int SIGNALS_A_LIFE = 8_000;

    @TempDir
    Path folder;

    private final String source = "test-" + UUID.randomUUID();
    private final Random random = new Random(7);
    private long sent;

    @Test
    void shouldHoldEverySignalWhenItsArchiverIsKilled() throws Exception {
        createTopic();
        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", RealKafka.bootstrapServers(), "acks", "all"),
                new StringSerializer(),
                new ByteArraySerializer())) {
            for (int life = 0; life < KILLS; life++) {
                Process archiver = start();
                int before = archived();
                patiently().until(() -> sendSomeAndSee(producer, before));
                send(producer, random.nextInt(SIGNALS_A_LIFE));
                archiver.destroyForcibly().waitFor();
            }
        }
        Process last = start();
        patiently().until(() -> seen().size() == sent);
        last.destroyForcibly().waitFor();

        Map<Long, Integer> seen = seen();
        int doubled = (int) seen.values().stream().filter(times -> times > 1).count();
        System.out.printf(
                "[archive] %d kills: %d signals acknowledged, %d archived, %d of them twice or more, in %d files%n",
                KILLS, sent, seen.size(), doubled, archived());
        assertThat(seen).hasSize((int) sent);
        // A kill falls between a file and its commit at most once a partition.
        assertThat(doubled).isLessThan((int) sent / 2);
    }

    /** Files take another name while somebody looks for them. */
    private static ConditionFactory patiently() {
        return await().atMost(Duration.ofSeconds(90)).ignoreExceptionsInstanceOf(UncheckedIOException.class);
    }

    private Process start() throws IOException {
        return Archiver.start(RealKafka.bootstrapServers(), folder, Files.createTempFile("archiver", ".log"));
    }

    /** Files come while signals do, so that a kill meets one that grows. */
    private boolean sendSomeAndSee(KafkaProducer<String, byte[]> producer, int before) throws Exception {
        send(producer, 500);
        return archived() > before;
    }

    private void send(KafkaProducer<String, byte[]> producer, int count) throws Exception {
        List<Future<RecordMetadata>> acknowledged = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Signal signal = Signal.newBuilder()
                    .setSource(source)
                    .setResource("arn:aws:s3:::" + random.nextInt(50))
                    .setObservedAt(sent++)
                    .build();
            acknowledged.add(producer.send(
                    new ProducerRecord<>(Topic.SIGNALS.topicName(), signal.getResource(), SignalCodec.encode(signal))));
        }
        for (Future<RecordMetadata> each : acknowledged) {
            each.get();
        }
    }

    private int archived() throws IOException {
        return files().size();
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            return paths.filter(
                            path -> SignalArchiveFileName.of(path.toString()).isPresent())
                    .toList();
        }
    }

    /** How often each signal of this test is in a file of the archive, all of which are whole. */
    private Map<Long, Integer> seen() throws IOException {
        Map<Long, Integer> seen = new TreeMap<>();
        for (Path file : files()) {
            try (SignalArchiveReader input = new SignalArchiveReader(Files.newInputStream(file))) {
                for (byte[] bytes = input.next(); bytes != null; bytes = input.next()) {
                    Signal signal = SignalCodec.decode(bytes);
                    if (signal.getSource().equals(source)) {
                        seen.merge(signal.getObservedAt(), 1, Integer::sum);
                    }
                }
            }
        }
        return seen;
    }

    private static void createTopic() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", RealKafka.bootstrapServers()))) {
            admin.createTopics(List.of(Topic.SIGNALS.creation(Topic.SIGNALS.partitions(), (short) 1)))
                    .all()
                    .get();
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw e;
            }
        }
    }
}
