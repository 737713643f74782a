package dev.gleaner.analyzer.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.analyzer.finding.FindingSink;
import dev.gleaner.analyzer.fixture.Defaults;
import dev.gleaner.analyzer.fixture.Signals;
import dev.gleaner.analyzer.store.PartitionStores;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.finding.FindingConfirmation;
import dev.gleaner.contracts.signal.proto.Signal;
import dev.gleaner.test.SeededTest;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** An instance whose metrics show nothing, hour by hour, while someone may be at work on it. */
class ReportedWorkEvaluationTest {

    private static final Instant START = Instant.parse("2026-07-01T00:00:00Z");
    private static final int HOURS = 16 * 24;

    @Test
    void shouldFindAnInstanceOnWhichNobodyWorks() {
        Host host = new Host();
        host.run(HOURS);

        assertThat(host.open()).isNotNull();
    }

    @Test
    void shouldPutAnOpenFindingInDoubtAtOnceAndResolveIt() {
        Host host = new Host();
        host.run(HOURS);
        Finding open = host.open();

        host.report(HOURS * 60 + 5, HOURS * 60 + 20);

        assertThat(host.last().id()).isEqualTo(open.id());
        assertThat(host.last().status()).isEqualTo(Finding.Status.IN_DOUBT);
        assertThat(host.last().doubt().reason())
                .isEqualTo(
                        "someone is reported to be at work there until " + at(60 * HOURS + 60) + ": 1 login session");

        host.confirmed.clear();
        host.run(12);
        assertThat(host.last().status()).isEqualTo(Finding.Status.IN_DOUBT);
        assertThat(host.confirmed).isEmpty();

        host.run(20);
        assertOpenedAgainADayAfterItEnded(host);
    }

    /** skypilot-org/skypilot#10628: of a report that was wrong from its beginning only the hours up to its withdrawal are at work. */
    @Test
    void shouldEndTheDoubtWithTheHourOfAWithdrawal() {
        Host host = new Host();
        host.run(HOURS);
        host.report(HOURS * 60 + 5, (HOURS + 5 * 24) * 60);
        assertThat(host.last().doubt().reason())
                .isEqualTo("someone is reported to be at work there until " + at(60 * (HOURS + 5 * 24))
                        + ": 1 login session");

        host.withdraw(HOURS * 60 + 30);

        assertThat(host.last().status()).isEqualTo(Finding.Status.IN_DOUBT);
        assertThat(host.last().doubt().reason())
                .isEqualTo(
                        "someone is reported to be at work there until " + at(60 * HOURS + 60) + ": 1 login session");

        host.run(32);
        assertOpenedAgainADayAfterItEnded(host);
    }

    private static void assertOpenedAgainADayAfterItEnded(Host host) {
        Finding resolved = host.published.get(host.published.size() - 2);
        assertThat(resolved.status()).isEqualTo(Finding.Status.RESOLVED);
        assertThat(resolved.updatedAt()).isEqualTo(at(60 * HOURS + 60));
        assertThat(host.last().status()).isEqualTo(Finding.Status.OPEN);
        assertThat(host.last().openedAt()).isEqualTo(at(60 * (HOURS + 1 + 24)));
    }

    /** The final evaluation of an hour knows nothing of reports that came after it. */
    @Test
    void shouldFindAnInstanceForAsLongAsNobodyWorkedOnIt() {
        Host host = new Host();
        host.run(HOURS);
        Finding before = host.open();
        host.report(HOURS * 60 + 5, HOURS * 60 + 20);
        Host other = new Host();
        other.run(HOURS);
        other.run(30);

        assertThat(other.open().openedAt()).isEqualTo(before.openedAt());
        assertThat(other.open().status()).isEqualTo(Finding.Status.OPEN);
    }

    /** Reports and withdrawals that are a day late at most, in any order and twice, change nothing of the final findings. */
    @SeededTest(30)
    void shouldComeToTheSameFinalFindingsInAnyOrder(long seed) {
        Random random = new Random(seed);
        List<Consumer<Host>> signals = new ArrayList<>();
        List<Integer> times = new ArrayList<>();
        for (int count = random.nextInt(16); count > 0; count--) {
            int time = random.nextInt(HOURS) * 60 + random.nextInt(60);
            int length = random.nextBoolean() ? 90 : 3 * 24 * 60;
            times.add(time);
            signals.add(
                    random.nextInt(4) == 0 ? host -> host.withdraw(time) : host -> host.report(time, time + length));
        }
        Host ordered = new Host();
        Host other = new Host();
        List<Consumer<Host>> late = new ArrayList<>();
        for (int hour = 0; hour < HOURS; hour++) {
            for (int index = 0; index < signals.size(); index++) {
                if (times.get(index) / 60 == hour) {
                    signals.get(index).accept(ordered);
                    late.add(signals.get(index));
                    late.add(signals.get(index));
                }
            }
            if (hour % 12 == 0) {
                Collections.shuffle(late, random);
                late.forEach(signal -> signal.accept(other));
                late.clear();
            }
            ordered.run(1);
            other.run(1);
        }
        late.forEach(signal -> signal.accept(other));
        ordered.run(30);
        other.run(30);

        assertThat(other.finals()).isEqualTo(ordered.finals());
    }

    private static Instant at(int minute) {
        return START.plus(minute, ChronoUnit.MINUTES);
    }

    /** An instance that does nothing, and all that was said of it. */
    private static final class Host implements FindingSink {

        private final String resource = Signals.instance("i-quiet");
        private final List<Finding> published = new ArrayList<>();
        private final List<String> confirmed = new ArrayList<>();
        private final PartitionEvaluator evaluator = Defaults.evaluator(PartitionStores.inMemory(), this);
        private int hour;

        Host() {
            send(Signals.listed(resource, START, Signals.running()));
        }

        void run(int hours) {
            for (int end = hour + hours; hour < end; hour++) {
                send(Signals.metric(resource, Signals.CPU, at(60 * hour), 1, 2));
                send(Signals.bytes(resource, Signals.NETWORK_IN, at(60 * hour), 1000));
                send(Signals.bytes(resource, Signals.NETWORK_OUT, at(60 * hour), 1000));
                for (String source : List.of("metric-stream", "inventory")) {
                    send(Signals.progress(source, at(60 * hour + 60)));
                }
                evaluator.evaluate(Integer.MAX_VALUE);
            }
        }

        void report(int from, int until) {
            send(Signals.activity(resource, at(from), at(until), "1 login session"));
        }

        void withdraw(int time) {
            send(Signals.withdrawal(resource, at(time)));
        }

        /** The finding that is open by final evaluations; null if there is none. */
        Finding open() {
            Finding open = null;
            for (Finding finding : published) {
                if (!finding.provisional()) {
                    open = finding.status() == Finding.Status.OPEN ? finding : null;
                }
            }
            return open;
        }

        Finding last() {
            return published.get(published.size() - 1);
        }

        /** Episodes by their beginning and end. */
        List<String> finals() {
            return published.stream()
                    .filter(finding -> !finding.provisional() && finding.revision() == 0)
                    .map(finding -> finding.id() + " " + finding.version() + " " + finding.status() + " "
                            + finding.openedAt() + " " + finding.updatedAt() + " " + finding.evidence())
                    .toList();
        }

        private void send(Signal signal) {
            Signals.send(signal, evaluator);
        }

        @Override
        public void publish(Finding finding) {
            if (finding.rule().equals("idle-instance") && finding.status() != Finding.Status.INSUFFICIENT) {
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
