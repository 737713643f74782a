package dev.gleaner.collector;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gleaner.contracts.signal.proto.SourceProgress;
import dev.gleaner.contracts.topic.DeadLetter;
import dev.gleaner.test.kafka.KafkaTestResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** Files of server access logs in a folder, on a real broker. */
@QuarkusTest
@WithTestResource(KafkaTestResource.class)
@WithTestResource(Folders.class)
class AccessLogIT {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String PARTITION = "logs/111122223333/eu-west-3/gleaner-example-logged/2026/03/01/";

    @ConfigProperty(name = "collector.s3-access-logs.folder")
    Optional<Path> folder;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrapServers;

    @Test
    void shouldPublishAFileOnceAndThenItsProgress() throws Exception {
        String name = PARTITION + "2026-03-01-12-30-00-0123456789ABCDEF";
        String line =
                "owner gleaner-example-logged [01/Mar/2026:12:00:00 +0000] 192.0.2.3 - R1 REST.GET.OBJECT a/b \"GET /a/b HTTP/1.1\""
                        + " 200 - 700 700 1000 12 \"-\" \"-\" -\n";

        TrailFolder.put(folder.orElseThrow(), name, (line + "no record\n").getBytes(UTF_8));

        await().atMost(PATIENCE)
                .until(() -> topics().signals().stream()
                        .flatMap(signal -> signal.getProgress().getSourcesList().stream())
                        .filter(source -> source.getSource().equals("s3-access-logs"))
                        .map(SourceProgress::getThrough)
                        .anyMatch(through ->
                                through == Instant.parse("2026-03-01T06:30:00Z").toEpochMilli()));
        assertThat(topics().signals().stream()
                        .filter(signal -> signal.getPlace().getName().equals(name)))
                .singleElement()
                .satisfies(signal -> {
                    assertThat(signal.getResource()).isEqualTo("arn:aws:s3:::gleaner-example-logged/a/");
                    assertThat(signal.getSource()).isEqualTo("s3-access-logs");
                    assertThat(signal.getAccount()).isEqualTo("111122223333");
                    assertThat(signal.getRegion()).isEqualTo("eu-west-3");
                    assertThat(signal.getAccess().getObjects(0).getBytes()).isEqualTo(700);
                });
        assertThat(topics().deadLetters())
                .filteredOn(letter -> letter.place().equals(name))
                .extracting(DeadLetter::offset)
                .containsExactly(1L);
    }

    private TopicReader topics() {
        return new TopicReader(bootstrapServers);
    }
}
