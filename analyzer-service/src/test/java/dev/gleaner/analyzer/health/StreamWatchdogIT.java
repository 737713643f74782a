package dev.gleaner.analyzer.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gleaner.test.MutableClock;
import dev.gleaner.test.kafka.RealKafka;
import io.quarkus.runtime.configuration.MemorySize;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.processor.internals.DefaultKafkaClientSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a stream of Kafka Streams with the real broker, exactly once as shipped, and on the time of the test. */
class StreamWatchdogIT {

    private static final String INPUT = "watchdog-input";
    private static final String OUTPUT = "watchdog-output";
    private static final WatchdogConfig CONFIG = new WatchdogConfig() {
        @Override
        public Duration interval() {
            return Duration.ofSeconds(5);
        }

        @Override
        public Duration slow() {
            return Duration.ofMinutes(1);
        }

        @Override
        public Duration stalled() {
            return Duration.ofMinutes(5);
        }

        @Override
        public Duration close() {
            return Duration.ofMillis(100);
        }

        @Override
        public Duration report() {
            return Duration.ofSeconds(15);
        }

        @Override
        public MemorySize leastDisk() {
            return new MemorySize(BigInteger.ONE);
        }
    };

    @TempDir
    private Path folder;

    private final MutableClock clock = new MutableClock(Instant.parse("2026-07-01T00:00:00Z"));
    private final List<Integer> exits = new CopyOnWriteArrayList<>();
    private final StreamFailurePolicy failures = new StreamFailurePolicy(clock);
    private final CountDownLatch held = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);
    private boolean isKafkaAnswering = true;

    @BeforeEach
    void createTopics() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", RealKafka.bootstrapServers()))) {
            if (!admin.listTopics().names().get().contains(INPUT)) {
                admin.createTopics(List.of(new NewTopic(INPUT, 1, (short) 1), new NewTopic(OUTPUT, 1, (short) 1)))
                        .all()
                        .get();
            }
        }
    }

    @AfterEach
    void release() {
        released.countDown();
    }

    /** The thread waits for its producer without a limit, in state RUNNING, and no health check of Kafka Streams notices. */
    @Test
    void shouldEndTheProcessWhenAThreadHangsInItsProducer() throws Exception {
        try (KafkaStreams streams = start("held", new HoldingClients())) {
            StreamWatchdog watchdog = watchdog(streams);
            send();
            held.await();

            int checks = checksUntilTheEnd(watchdog);

            assertThat(checks).isEqualTo(1 + 60);
            assertThat(exits).containsExactly(StreamWatchdog.EXIT_CODE);
            assertThat(watchdog.problem())
                    .hasValueSatisfying(
                            problem -> assertThat(problem).contains("held").endsWith("has done nothing for 300 s"));
            released.countDown();
        }
    }

    @Test
    void shouldWaitForKafkaHoweverLongItDoesNotAnswer() throws Exception {
        try (KafkaStreams streams = start("silent", new HoldingClients())) {
            StreamWatchdog watchdog = watchdog(streams);
            send();
            held.await();
            isKafkaAnswering = false;

            for (int check = 0; check < 200; check++) {
                assertThat(checkLater(watchdog)).isFalse();
            }

            assertThat(exits).isEmpty();
            released.countDown();
        }
    }

    @Test
    void shouldLeaveAloneAStreamWithoutInput() {
        try (KafkaStreams streams = start("idle", new DefaultKafkaClientSupplier())) {
            StreamWatchdog watchdog = watchdog(streams);
            await().atMost(Duration.ofSeconds(60)).until(() -> streams.state() == KafkaStreams.State.RUNNING);

            for (int check = 0; check < 20; check++) {
                double before = polls(streams);
                await().pollInterval(Duration.ofMillis(5)).until(() -> polls(streams) > before);
                // Half of the time after which a thread that hangs is reported.
                clock.advance(CONFIG.slow().dividedBy(6));
                assertThat(watchdog.check()).isFalse();
                assertThat(watchdog.problem()).isEmpty();
            }
        }
    }

    @Test
    void shouldEndTheProcessOfAStreamThatHasStopped() throws Exception {
        try (KafkaStreams streams = start("failing", new DefaultKafkaClientSupplier() {
            @Override
            public Producer<byte[], byte[]> getProducer(Map<String, Object> configuration) {
                return new FailingProducer(configuration);
            }
        })) {
            StreamWatchdog watchdog = watchdog(streams);
            send();
            await().dontCatchUncaughtExceptions()
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> streams.state() == KafkaStreams.State.ERROR);

            assertThat(watchdog.check()).isTrue();

            assertThat(exits).containsExactly(StreamWatchdog.EXIT_CODE);
            assertThat(watchdog.problem())
                    .contains("the stream has stopped: the disk of analyzer.state-dir is full: free space there");
        }
    }

    private int checksUntilTheEnd(StreamWatchdog watchdog) {
        int checks = 1;
        while (!checkLater(watchdog)) {
            checks++;
            assertThat(checks).isLessThan(1000);
        }
        return checks;
    }

    private boolean checkLater(StreamWatchdog watchdog) {
        clock.advance(CONFIG.interval());
        return watchdog.check();
    }

    private StreamWatchdog watchdog(KafkaStreams streams) {
        return new StreamWatchdog(
                streams, failures, () -> isKafkaAnswering, CONFIG, new StateDisk(folder, 1), clock, exits::add);
    }

    private static double polls(KafkaStreams streams) {
        return streams.metrics().values().stream()
                .filter(metric -> metric.metricName().name().equals("poll-total")
                        && metric.metricName().group().equals("stream-thread-metrics"))
                .mapToDouble(metric -> (Double) metric.metricValue())
                .sum();
    }

    private KafkaStreams start(String application, DefaultKafkaClientSupplier clients) {
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, application);
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, RealKafka.bootstrapServers());
        properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        properties.put(StreamsConfig.STATE_DIR_CONFIG, folder.toString());
        properties.put("auto.offset.reset", "earliest");
        properties.put("poll.ms", "20");
        StreamsBuilder builder = new StreamsBuilder();
        builder.stream(INPUT, Consumed.with(Serdes.ByteArray(), Serdes.ByteArray()))
                .to(OUTPUT, Produced.with(Serdes.ByteArray(), Serdes.ByteArray()));
        KafkaStreams streams = new KafkaStreams(builder.build(), properties, clients);
        streams.setUncaughtExceptionHandler(failures);
        streams.start();
        return streams;
    }

    private static void send() throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", RealKafka.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(INPUT, new byte[] {1})).get();
        }
    }

    /** Clients whose producer does not end to flush, like one whose sender thread hangs. */
    private final class HoldingClients extends DefaultKafkaClientSupplier {

        @Override
        public Producer<byte[], byte[]> getProducer(Map<String, Object> configuration) {
            return new KafkaProducer<>(configuration, new ByteArraySerializer(), new ByteArraySerializer()) {
                @Override
                public void flush() {
                    held.countDown();
                    try {
                        released.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    super.flush();
                }
            };
        }
    }

    /** Fails like a store that cannot write. */
    private static final class FailingProducer extends KafkaProducer<byte[], byte[]> {

        FailingProducer(Map<String, Object> configuration) {
            super(configuration, new ByteArraySerializer(), new ByteArraySerializer());
        }

        @Override
        public void flush() {
            throw new IllegalStateException("IO error: No space left on device");
        }
    }
}
