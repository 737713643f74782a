package dev.gleaner.collector;

import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gleaner.contracts.signal.proto.Change;
import dev.gleaner.contracts.signal.proto.Signal;
import dev.gleaner.contracts.topic.DeadLetter;
import dev.gleaner.contracts.topic.RootPartitioner;
import dev.gleaner.contracts.topic.Topic;
import dev.gleaner.test.kafka.KafkaTestResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(KafkaTestResource.class)
@WithTestResource(Folders.class)
class FolderIT {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @ConfigProperty(name = "collector.cloudtrail.folder")
    Optional<Path> configuredFolder;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrapServers;

    private TopicReader topics;
    private Path folder;

    @BeforeEach
    void connect() {
        topics = new TopicReader(bootstrapServers);
        folder = configuredFolder.orElseThrow();
    }

    @Test
    void shouldPublishARecordedFileAndThenItsProgressToEveryPartition() throws Exception {
        String file = "us-east-1/111122223333_CloudTrail_us-east-1_20260301T1005Z_A1b2C3d4E5f6G7h8.json.gz";
        Instant delivered = Instant.parse("2026-03-01T10:05:00Z");

        TrailFolder.put(folder, file, Bytes.gzip(Bytes.ofResource("cloudtrail/run-instances.json")));

        await().atMost(PATIENCE).until(() -> progress(delivered).size() == 32);
        List<ConsumerRecord<String, byte[]>> created = topics.records(Topic.SIGNALS).stream()
                .filter(record ->
                        TopicReader.signal(record).getPlace().getName().equals(file))
                .toList();
        assertThat(created)
                .extracting(ConsumerRecord::key)
                .containsExactlyInAnyOrder(
                        "arn:aws:ec2:us-east-1:111122223333:instance/i-0aaaaaaaaaaaaaaa1",
                        "arn:aws:ec2:us-east-1:111122223333:instance/i-0aaaaaaaaaaaaaaa2");
        assertThat(created).allSatisfy(record -> {
            assertThat(record.partition()).isEqualTo(RootPartitioner.partition(record.key(), 32));
            assertThat(TopicReader.signal(record).getChanged().getChange()).isEqualTo(Change.CREATED);
            assertThat(progress(delivered).get(record.partition()).get(0).offset())
                    .isGreaterThan(record.offset());
        });
    }

    @Test
    void shouldKeepWhatStandsBeforeABreakAndTellItsPlace() throws Exception {
        byte[] whole = Bytes.ofResource("cloudtrail/spot.json");
        byte[] packed = Bytes.gzip(whole);

        TrailFolder.put(folder, "half.json", Arrays.copyOf(whole, whole.length - 150));
        TrailFolder.put(folder, "broken.json.gz", Arrays.copyOf(packed, packed.length - 20));
        TrailFolder.put(folder, "version.json", Bytes.ofResource("cloudtrail/unknown-version.json"));

        DeadLetter half = deadLetter("half.json");
        assertThat(half.offset()).isEqualTo(2);
        assertThat(half.source()).isEqualTo("cloudtrail-folder");
        assertThat(half.reason()).contains("middle of a record");
        assertThat(deadLetter("broken.json.gz").reason()).contains("gzip");
        assertThat(deadLetter("version.json").head()).doesNotContain("ASIAEXAMPLE", "jane.doe", "FwoGZX");
        assertThat(signals("half.json")).hasSize(3);
    }

    private Map<Integer, List<ConsumerRecord<String, byte[]>>> progress(Instant through) {
        return topics.records(Topic.SIGNALS).stream()
                .filter(record -> TopicReader.signal(record).getProgress().getSourcesList().stream()
                        .anyMatch(source -> source.getSource().equals("cloudtrail-folder")
                                && source.getAccount().equals("111122223333")
                                && source.getRegion().equals("us-east-1")
                                && source.getThrough() == through.toEpochMilli()))
                .collect(groupingBy(ConsumerRecord::partition));
    }

    private DeadLetter deadLetter(String place) {
        return await().atMost(PATIENCE)
                .until(
                        () -> topics.deadLetters().stream()
                                .filter(letter -> letter.place().equals(place))
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    private List<Signal> signals(String place) {
        return topics.signals().stream()
                .filter(signal -> signal.getPlace().getName().equals(place))
                .toList();
    }
}
