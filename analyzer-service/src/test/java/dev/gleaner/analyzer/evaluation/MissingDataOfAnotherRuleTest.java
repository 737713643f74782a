package dev.gleaner.analyzer.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.analyzer.finding.FindingSink;
import dev.gleaner.analyzer.fixture.Defaults;
import dev.gleaner.analyzer.fixture.Signals;
import dev.gleaner.analyzer.store.PartitionStores;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.finding.FindingConfirmation;
import dev.gleaner.contracts.signal.proto.Card;
import dev.gleaner.contracts.signal.proto.CardSample;
import dev.gleaner.contracts.signal.proto.Signal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A GPU host at work that is larger than it needs to be, while its GPUs are not read for some hours: the rule {@code idle-gpu} cannot tell
 * then whether it is idle, and {@code oversized-instance} leaves idle hosts to that rule.
 */
class MissingDataOfAnotherRuleTest {

    private static final Instant START = Instant.parse("2026-07-01T00:00:00Z");

    /** The window of 14 days, the day until an hour is final, and some hours. */
    private static final int HOURS = 16 * 24;

    private static final int LATENESS = 24;

    /** Window of {@code idle-gpu} outside production. */
    private static final int WINDOW = 4;

    static LongStream seeds() {
        return LongStream.range(0, 10);
    }

    @Test
    void shouldNeitherDoubtNorConfirmAFindingWhileItIsNotKnown() {
        Host host = new Host();
        host.run(HOURS, true);
        assertThat(host.open().status()).isEqualTo(Finding.Status.OPEN);
        assertThat(host.open().provisional()).isFalse();
        int published = host.published.size();

        host.run(WINDOW, false);
        host.confirmed.clear();
        host.run(2, false);

        assertThat(host.published).hasSize(published);
        assertThat(host.confirmed).isEmpty();

        host.run(1, true);

        assertThat(host.published).hasSize(published);
        assertThat(host.confirmed).containsExactly(host.open().id());
    }

    @Test
    void shouldNotOpenAFindingOfAHostWhoseGpusNobodyReads() {
        Host host = new Host();
        host.run(HOURS, false);

        assertThat(host.published).isEmpty();
    }

    @Test
    void shouldWithdrawAProvisionalFindingUntilItIsKnown() {
        Host host = new Host();
        host.run(HOURS - LATENESS - 12, true);
        assertThat(host.last().status()).isEqualTo(Finding.Status.OPEN);
        assertThat(host.last().provisional()).isTrue();

        host.run(WINDOW, false);
        assertThat(host.last().status()).isEqualTo(Finding.Status.WITHDRAWN);

        host.run(1, true);
        assertThat(host.last().status()).isEqualTo(Finding.Status.OPEN);
    }

    /** Whenever its GPUs are read: it is one finding, open whenever the newest final hour was known, and never in doubt. */
    @ParameterizedTest
    @MethodSource("seeds")
    void shouldKeepOneFindingThatIsOpenWheneverItIsKnown(long seed) {
        Random random = new Random(seed);
        Host host = new Host();
        host.run(HOURS, true);
        String id = host.open().id();
        int before = host.published.size();
        for (int phase = 0; phase < 12; phase++) {
            boolean isRead = phase % 2 == 1;
            for (int hours = 1 + random.nextInt(9); hours > 0; hours--) {
                host.run(1, isRead);

                assertThat(host.open().status())
                        .as("hour " + host.hour())
                        .isEqualTo(
                                host.isKnown(host.hour() - 1 - LATENESS)
                                        ? Finding.Status.OPEN
                                        : Finding.Status.INSUFFICIENT);
            }
        }
        host.run(LATENESS + WINDOW, true);

        assertThat(host.published.subList(before, host.published.size()))
                .allSatisfy(finding -> assertThat(finding.id()).isEqualTo(id))
                .extracting(Finding::status)
                .contains(Finding.Status.INSUFFICIENT)
                .doesNotContain(Finding.Status.IN_DOUBT, Finding.Status.RESOLVED);
        assertThat(host.open().status()).isEqualTo(Finding.Status.OPEN);
    }

    /** A host with one GPU, which trains all the time, and all that was said of its size. */
    private static final class Host implements FindingSink {

        private final String resource = Signals.instance("i-trainer");
        private final List<Boolean> read = new ArrayList<>();
        private final List<Finding> published = new ArrayList<>();
        private final List<String> confirmed = new ArrayList<>();
        private final PartitionEvaluator evaluator = Defaults.evaluator(PartitionStores.inMemory(), this);

        Host() {
            send(Signals.listed(
                    resource, START, Signals.running().setType("g5.2xlarge").putTags("environment", "dev")));
        }

        void run(int hours, boolean isRead) {
            for (int end = hour() + hours; hour() < end; ) {
                Instant time = START.plus(hour(), ChronoUnit.HOURS);
                send(Signals.metric(resource, Signals.CPU, time, 1, 2));
                send(Signals.bytes(resource, Signals.NETWORK_IN, time, 1000));
                send(Signals.bytes(resource, Signals.NETWORK_OUT, time, 1000));
                if (isRead) {
                    send(readings(time));
                }
                read.add(isRead);
                for (String source : List.of("gpu", "metric-stream", "inventory")) {
                    send(Signals.progress(source, time.plus(1, ChronoUnit.HOURS)));
                }
                evaluator.evaluate(Integer.MAX_VALUE);
            }
        }

        /** Number of hours so far. */
        int hour() {
            return read.size();
        }

        Finding last() {
            return published.get(published.size() - 1);
        }

        /** The newest finding other than the provisional one that it replaced. */
        Finding open() {
            return published.stream()
                    .filter(finding -> finding.status() != Finding.Status.WITHDRAWN)
                    .reduce((earlier, later) -> later)
                    .orElseThrow();
        }

        /** Whether the GPU was read in the window that ends with an hour. */
        boolean isKnown(int hour) {
            return read.subList(hour + 1 - WINDOW, hour + 1).contains(true);
        }

        private Signal readings(Instant time) {
            Card.Builder card = Card.newBuilder().setUuid("GPU-1").setName("NVIDIA A10G");
            for (int minute = 0; minute < 60; minute += 10) {
                card.addSamples(CardSample.newBuilder()
                        .setTime(time.plus(minute, ChronoUnit.MINUTES).toEpochMilli())
                        .setUtilization(85)
                        .setProcesses(1));
            }
            return Signals.cards(resource, time, card);
        }

        private void send(Signal signal) {
            Signals.send(signal, evaluator);
        }

        @Override
        public void publish(Finding finding) {
            if (finding.rule().equals("oversized-instance")) {
                published.add(finding);
            }
        }

        @Override
        public void confirm(String findingId, FindingConfirmation confirmation) {
            if (published.stream().anyMatch(finding -> finding.id().equals(findingId))) {
                confirmed.add(findingId);
            }
        }
    }
}
