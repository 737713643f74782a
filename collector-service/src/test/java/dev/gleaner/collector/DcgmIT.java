package dev.gleaner.collector;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gleaner.collector.fleet.InstanceRegistry;
import dev.gleaner.contracts.signal.proto.Card;
import dev.gleaner.contracts.signal.proto.Signal;
import dev.gleaner.test.kafka.KafkaTestResource;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * Exporters that answer and that don't, on a real broker. Takes until a minute is over: the one that waits for that comes
 * first, so that the next one finds a minute that is.
 */
@QuarkusTest
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@WithTestResource(KafkaTestResource.class)
@WithTestResource(Folders.class)
class DcgmIT {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrapServers;

    @Inject
    MeterRegistry meters;

    @Inject
    InstanceRegistry instances;

    @AfterEach
    void answerAgain() throws Exception {
        DcgmHosts.ANSWER.set(new String(Bytes.ofResource("gpu/dcgm.prom"), UTF_8));
    }

    @Test
    @Order(2)
    void shouldPublishEachMinuteOfTheHostsThatAnswer() {
        // Of the minute of the other test, too: it may have begun before that, or have ended after.
        Signal signal = await().atMost(PATIENCE)
                .until(
                        () -> signals("i-0d1").stream()
                                .filter(one -> card(one, "GPU-0aa").isPresent())
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();

        assertThat(signal.getSource()).isEqualTo("gpu-dcgm");
        assertThat(signal.getAccount()).isEqualTo("777788889999");
        assertThat(signal.getRegion()).isEqualTo("eu-west-1");
        assertThat(signal.getPlace().getName()).endsWith("/metrics");
        assertThat(card(signal, "GPU-0bb")).isPresent();
        Card card = card(signal, "GPU-0aa").orElseThrow();
        assertThat(card.getSamplesList()).allSatisfy(sample -> {
            assertThat(sample.getUtilization()).isEqualTo(37);
            assertThat(sample.getTime() / 60_000).isEqualTo(card.getSamples(0).getTime() / 60_000);
        });
        await().atMost(PATIENCE)
                .until(() -> topics().signals().stream()
                        .flatMap(other -> other.getProgress().getSourcesList().stream())
                        .anyMatch(source -> source.getSource().equals("gpu-dcgm")
                                && source.getAccount().equals("777788889999")));
    }

    @Test
    @Order(4)
    void shouldReadTheExporterThatATagOfAListedInstanceNames() {
        String port = Integer.toString(DcgmHosts.PORT.get());
        instances.replace(new InstanceRegistry.Region(
                "777788889999",
                "eu-west-1",
                List.of(member("i-0d4", port), member("i-0d5", "metrics"), member("i-0d1", "1"))));

        await().atMost(PATIENCE)
                .until(() -> signals("i-0d4").stream()
                        .anyMatch(signal -> card(signal, "GPU-0aa").isPresent()));

        assertThat(signals("i-0d5")).isEmpty();
    }

    private static InstanceRegistry.Member member(String id, String port) {
        return new InstanceRegistry.Member(
                "777788889999",
                id,
                Optional.empty(),
                Optional.of(new InstanceRegistry.TaggedGpuExporter("127.0.0.1", port)));
    }

    /** A host whose exporter is down has no readings; it is not idle. */
    @Test
    @Order(3)
    void shouldCountTheHostsThatDoNotAnswerAndSayNothingOfThem() {
        double before = count("unavailable");

        await().atMost(PATIENCE).until(() -> count("unavailable") >= before + 4);

        assertThat(signals("i-0d2")).isEmpty();
        assertThat(signals("i-0d3")).isEmpty();
    }

    @Test
    @Order(1)
    void shouldKeepAnAnswerThatIsBrokenInPartsAndTakeTheRest() {
        DcgmHosts.ANSWER.set(
                "DCGM_FI_DEV_SM_CLOCK{UUID=\"GPU-0ee\"} 300\nDCGM_FI_DEV_GPU_UTIL{UUID=\"GPU-0ee\"} idle\n");

        await().atMost(PATIENCE)
                .until(() -> topics().deadLetters().stream()
                        .anyMatch(letter -> letter.source().equals("gpu-dcgm") && letter.offset() == 1));
        await().atMost(PATIENCE).until(() -> cards("GPU-0ee").size() > 0);
        assertThat(cards("GPU-0ee"))
                .allSatisfy(card -> assertThat(card.getSamplesList()).allSatisfy(sample -> {
                    assertThat(sample.getSmClock()).isEqualTo(300);
                    assertThat(sample.hasUtilization()).isFalse();
                }));
    }

    private static Optional<Card> card(Signal signal, String uuid) {
        return signal.getGpu().getCardsList().stream()
                .filter(card -> card.getUuid().equals(uuid))
                .findFirst();
    }

    private List<Card> cards(String uuid) {
        return signals("i-0d1").stream()
                .flatMap(signal -> card(signal, uuid).stream())
                .toList();
    }

    private double count(String name) {
        return meters.counter("gleaner.collector." + name, "source", "gpu-dcgm").count();
    }

    private List<Signal> signals(String id) {
        return topics().signals().stream()
                .filter(signal -> signal.getResource().equals(DcgmHosts.instance(id)))
                .toList();
    }

    private TopicReader topics() {
        return new TopicReader(bootstrapServers);
    }
}
