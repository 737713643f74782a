package dev.gleaner.analyzer.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.analyzer.profile.Horizon;
import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.store.MemoryShelf;
import dev.gleaner.contracts.signal.SourceProgress;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class BoundsTest {

    private static final Timing TIMING = new Timing(Duration.ofHours(24), Duration.ofHours(1), Duration.ofDays(15));
    private static final Place HERE = new Place("123456789012", "us-east-1");

    private static final Needs NEEDS = Needs.of(Need.INVENTORY, Need.METRICS);

    private final MemoryShelf shelf = new MemoryShelf();
    private final Frontier frontier = new Frontier(shelf, TIMING);

    @Test
    void shouldJudgeNothingBeforeAnybodyReported() {
        Bounds bounds = frontier.bounds(HERE, NEEDS);

        assertThat(bounds.ended()).isNull();
        assertThat(bounds.closed()).isNull();
        assertThat(bounds.glimpse()).isNull();
        assertThat(bounds.horizon()).isEqualTo(Horizon.NONE);
    }

    @Test
    void shouldGoByTheSlowestNeedAndTheFastestSourceOfEach() {
        report("metric-stream", 100);
        report("get-metric-data", 110);
        report("inventory", 105);
        report("cloudtrail-s3", 50);

        assertThat(frontier.bounds(HERE, NEEDS).ended()).isEqualTo(new Hour(104));
        assertThat(frontier.bounds(HERE, NEEDS).glimpse()).isEqualTo(new Hour(104));
        assertThat(frontier.bounds(HERE, NEEDS).closed()).isEqualTo(new Hour(80));
        assertThat(frontier.ended(NEEDS)).isEqualTo(new Hour(104));
    }

    @Test
    void shouldNotTakeBackWhatWasReported() {
        report("metric-stream", 100);
        report("inventory", 100);
        report("inventory", 90);

        assertThat(frontier.bounds(HERE, NEEDS).ended()).isEqualTo(new Hour(99));
    }

    @Test
    void shouldGlimpseWithoutASourceOnlyOnceAnotherHasMovedOn() {
        report("metric-stream", 100);
        assertThat(frontier.bounds(HERE, NEEDS).glimpse()).isNull();

        report("metric-stream", 101);

        assertThat(frontier.bounds(HERE, NEEDS).glimpse()).isEqualTo(new Hour(100));
        assertThat(frontier.bounds(HERE, NEEDS).missing(new Hour(100))).containsExactly(Need.INVENTORY);
        assertThat(frontier.bounds(HERE, NEEDS).closed()).isNull();
    }

    @Test
    void shouldGiveAnHourUpOnlyLongAfterASourceStoodStill() {
        report("inventory", 100);
        report("metric-stream", 100);
        report("metric-stream", 100 + 15 * 24 - 1);
        assertThat(frontier.bounds(HERE, NEEDS).closed()).isEqualTo(new Hour(75));

        report("metric-stream", 100 + 20 * 24);

        assertThat(frontier.bounds(HERE, NEEDS).closed()).isEqualTo(new Hour(75 + 5 * 24));
        assertThat(frontier.bounds(HERE, NEEDS).ended()).isEqualTo(new Hour(99));
    }

    @Test
    void shouldStayTheSameWhileASourceRunsAheadOfTheSlowest() {
        report("metric-stream", 100);
        report("inventory", 100);
        report("gpu", 100);
        Bounds before = frontier.bounds(HERE, NEEDS);

        report("metric-stream", 103);
        report("gpu", 102);

        assertThat(frontier.bounds(HERE, NEEDS)).isEqualTo(before);
        assertThat(before.missing(new Hour(99))).isEmpty();
        assertThat(before.awaitsCards(new Hour(99))).isFalse();
        assertThat(before.awaitsCards(new Hour(100))).isTrue();
    }

    @Test
    void shouldHoldNothingUpElsewhere() {
        report("metric-stream", 100);
        report("inventory", 100);

        assertThat(frontier.bounds(new Place("123456789012", "eu-west-3"), NEEDS)
                        .ended())
                .isNull();
    }

    @Test
    void shouldNotGoByAReportThatNamesNoPlace() {
        report("metric-stream", 100);
        report("inventory", 100);

        assertThat(frontier.advance(report("inventory", Place.NOWHERE, 50))).isEmpty();

        assertThat(frontier.reaches()).hasSize(2);
        assertThat(frontier.ended(NEEDS)).isEqualTo(new Hour(99));
    }

    @Test
    void shouldRememberFirstReports() {
        report("inventory", 90);
        report("inventory", 100);
        report("cloudtrail-s3", 95);

        Horizon horizon = new Frontier(shelf, TIMING).bounds(HERE, NEEDS).horizon();

        assertThat(horizon).isEqualTo(new Horizon(90 * Hour.MILLIS, 95 * Hour.MILLIS));
    }

    private void report(String source, long hour) {
        frontier.advance(report(source, HERE, hour));
    }

    private static SourceProgress report(String source, Place place, long hour) {
        return SourceProgress.newBuilder()
                .setSource(source)
                .setAccount(place.account())
                .setRegion(place.region())
                .setThrough(hour * Hour.MILLIS)
                .build();
    }
}
