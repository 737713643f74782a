package dev.gleaner.collector.source.cloudwatch.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.collector.fleet.InstanceRegistry;
import dev.gleaner.collector.source.cloudwatch.MetricConfig;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class InstanceQueryScheduleTest {

    private static final Instant TEN = Instant.parse("2026-03-01T10:00:00Z");
    private static final InstanceRegistry.Member RUNNING =
            new InstanceRegistry.Member("111122223333", "i-1", Optional.empty());

    /** Ten minutes past, so that the hour that ended is complete at once and not one hour later. */
    @Test
    void shouldAskForAnHourOnceItHasSettled() {
        Optional<Instant> last = Optional.of(minutes(-50));

        assertThat(at(9).isDue(RUNNING, last)).isFalse();
        assertThat(at(10).isDue(RUNNING, last)).isTrue();
        assertThat(at(10).until().minus(InstanceQuerySchedule.SETTLING)).isEqualTo(TEN);
        assertThat(at(10).isDue(RUNNING, Optional.of(minutes(10)))).isFalse();
        assertThat(at(69).isDue(RUNNING, Optional.of(minutes(10)))).isFalse();
        assertThat(at(70).isDue(RUNNING, Optional.of(minutes(10)))).isTrue();
    }

    /** Values go on changing after they were read (prometheus/cloudwatch_exporter#396). */
    @Test
    void shouldAskAgainForWhatHadNotSettled() {
        assertThat(at(70).from(Optional.of(minutes(10)))).isEqualTo(minutes(-5));
    }

    @Test
    void shouldAskAtOnceForTheDaysOfWhoIsNew() {
        assertThat(at(33).isDue(RUNNING, Optional.empty())).isTrue();
        assertThat(at(33).from(Optional.empty())).isEqualTo(Instant.parse("2026-02-15T10:00:00Z"));
    }

    @Test
    void shouldAskMoreOftenNearADecision() {
        InstanceQuerySchedule near = schedule(minutes(25), Set.of(RUNNING.id()), Map.of());

        assertThat(near.isDue(RUNNING, Optional.of(minutes(10)))).isTrue();
        assertThat(at(25).isDue(RUNNING, Optional.of(minutes(10)))).isFalse();
        assertThat(near.isDue(
                        new InstanceRegistry.Member("111122223333", "i-2", Optional.empty()), Optional.of(minutes(10))))
                .isFalse();
    }

    @Test
    void shouldNotAskLessOftenNearADecision() {
        InstanceQuerySchedule near =
                schedule(minutes(25), Set.of(RUNNING.id()), Map.of("collector.get-metric-data.interval", "PT5M"));

        assertThat(near.isDue(RUNNING, Optional.of(minutes(20)))).isTrue();
    }

    /** An instance that rests costs nothing, but its last hour is asked for. */
    @Test
    void shouldAskForARestingInstanceUntilItsRestHasSettledAndNoLonger() {
        InstanceRegistry.Member resting = new InstanceRegistry.Member("111122223333", "i-1", Optional.of(minutes(3)));

        assertThat(at(10).isDue(resting, Optional.of(minutes(-50)))).isTrue();
        assertThat(at(70).isDue(resting, Optional.of(minutes(10)))).isTrue();
        assertThat(at(130).isDue(resting, Optional.of(minutes(70)))).isFalse();
        assertThat(at(10).isDue(resting, Optional.empty())).isFalse();
    }

    private static InstanceQuerySchedule at(int minutes) {
        return schedule(minutes(minutes), Set.of(), Map.of());
    }

    private static InstanceQuerySchedule schedule(Instant now, Set<String> near, Map<String, String> values) {
        return new InstanceQuerySchedule(MetricConfig.of(values), near, now);
    }

    private static Instant minutes(int minutes) {
        return TEN.plusSeconds(60L * minutes);
    }
}
