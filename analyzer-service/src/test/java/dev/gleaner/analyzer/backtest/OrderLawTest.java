package dev.gleaner.analyzer.backtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.gleaner.analyzer.analysis.Tally.Fate;
import dev.gleaner.analyzer.finding.Exemptions;
import dev.gleaner.analyzer.fixture.Life;
import dev.gleaner.analyzer.fixture.Recording;
import dev.gleaner.contracts.exemption.Exemption;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.finding.Status;
import dev.gleaner.contracts.json.Json;
import dev.gleaner.contracts.signal.Signal;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What is said for good does not depend on the order in which it was heard. */
class OrderLawTest {

    private static final int SEEDS = 100;
    private static final Exemption KEPT = new Exemption(
            Recording.resource(Life.IDLE),
            Exemption.ALL,
            "warm standby",
            "anna",
            Recording.START.plus(Duration.ofDays(9)),
            Recording.START.plus(Duration.ofDays(12)));
    private static final Backtest BACKTEST = Backtest.ofDefaults(Exemptions.of(List.of(KEPT)));
    private static final List<Signal> ORDERED = Recording.of(42);
    private static final int[] DEADLINES = BACKTEST.deadlines(ORDERED);
    private static final Backtest.Result RESULT = BACKTEST.run(ORDERED);
    private static final List<String> FINALS = finals(RESULT);

    /**
     * elastic/beats#19901 read half of a file and then all of it; mozilla-services/foxsec-pipeline#496 and
     * panther-labs/panther#242 got each event by two ways. All seeds at once, as each takes a good part of a second.
     */
    @Test
    void shouldSayTheSameForGoodWhenSignalsComeShuffledDoubledAndDelayed() {
        List<Long> differing = LongStream.range(0, SEEDS)
                .parallel()
                .filter(seed -> !isSame(disordered(seed)))
                .boxed()
                .toList();

        for (long seed : differing) {
            assertThat(finals(disordered(seed))).as("seed %d", seed).isEqualTo(FINALS);
        }
        assertThat(differing).as("seeds with late signals").isEmpty();
    }

    @Test
    void shouldRestOnARecordingThatHasEverythingInIt() {
        Set<String> said = RESULT.finals().stream()
                .map(finding -> finding.rule() + " " + finding.status())
                .collect(Collectors.toSet());

        assertThat(said)
                .contains(
                        "idle-instance " + Status.OPEN,
                        "idle-instance " + Status.RESOLVED,
                        "idle-instance " + Status.INSUFFICIENT,
                        "sporadic-instance " + Status.OPEN,
                        "idle-gpu " + Status.OPEN,
                        "idle-gpu " + Status.RESOLVED,
                        "underused-gpu " + Status.OPEN,
                        "storage-lifecycle " + Status.OPEN,
                        "storage-lifecycle " + Status.RESOLVED,
                        "storage-lifecycle " + Status.INSUFFICIENT,
                        "cross-region-read " + Status.OPEN,
                        "cross-region-read " + Status.RESOLVED,
                        "nat-to-s3 " + Status.OPEN,
                        "nat-to-s3 " + Status.RESOLVED,
                        "cross-zone-traffic " + Status.OPEN,
                        "cross-zone-traffic " + Status.RESOLVED,
                        "internet-egress " + Status.OPEN);
        assertThat(RESULT.finals()).anyMatch(finding -> finding.version() > 2);
        assertThat(RESULT.tally().count(Fate.LATE)).isZero();
    }

    /** Live and replayed alike: what was kept is kept in the hours for which it was, and in no others. */
    @Test
    void shouldSayWhatWasKeptForTheHoursForWhichItWas() {
        assertThat(RESULT.finals())
                .filteredOn(finding -> finding.resource().equals(KEPT.resource()))
                .extracting(Finding::version, Finding::exemption, Finding::updatedAt)
                .containsExactly(
                        tuple(1, null, Recording.START.plus(Duration.ofDays(7))),
                        tuple(2, KEPT.text(), KEPT.from().plus(Duration.ofHours(1))),
                        tuple(3, null, KEPT.until().plus(Duration.ofHours(1))));
    }

    @Test
    void shouldMoveNearlyEverySignal() {
        List<Signal> disordered = new Disorder(1, DEADLINES).of(ORDERED);

        assertThat(disordered).hasSizeGreaterThan(ORDERED.size() * 4 / 3);
        assertThat(Set.copyOf(disordered)).isEqualTo(Set.copyOf(ORDERED));
        assertThat(disordered.subList(0, 100)).isNotEqualTo(ORDERED.subList(0, 100));
    }

    private static Backtest.Result disordered(long seed) {
        return BACKTEST.run(new Disorder(seed, DEADLINES).of(ORDERED));
    }

    private static boolean isSame(Backtest.Result result) {
        return result.tally().count(Fate.LATE) == 0 && finals(result).equals(FINALS);
    }

    private static List<String> finals(Backtest.Result result) {
        return result.finals().stream().map(OrderLawTest::text).toList();
    }

    private static String text(Finding finding) {
        return Json.text(finding);
    }
}
