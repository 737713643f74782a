package dev.gleaner.local.feed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.local.estate.Estate;
import dev.gleaner.local.estate.EstateEvent;
import dev.gleaner.local.estate.generator.EstateGenerator;
import dev.gleaner.local.estate.timeline.EstateTimeline;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SnapshotKeyTest {

    private static final Estate ESTATE = EstateGenerator.small(42);
    private static final Instant END = Instant.parse("2026-03-18T12:00:00Z");
    private static final EstateTimeline TIMELINE = EstateTimeline.endingAt(ESTATE, END);
    private static final String KEY = key(ESTATE, TIMELINE, Set.of(), END);

    @Test
    void shouldBeTheSameLaterWhileNothingHasChanged() {
        assertThat(KEY).matches("[0-9a-f]{64}");
        assertThat(key(EstateGenerator.small(42), EstateTimeline.endingAt(ESTATE, END), Set.of(), END.plusSeconds(60)))
                .isEqualTo(KEY);
    }

    @Test
    void shouldDifferByAllOfWhichTheCloudIsBuilt() {
        assertThat(key(EstateGenerator.small(43), TIMELINE, Set.of(), END)).isNotEqualTo(KEY);
        assertThat(key(ESTATE, EstateTimeline.endingAt(EstateGenerator.small(43), END), Set.of(), END))
                .isNotEqualTo(KEY);
        assertThat(key(ESTATE, EstateTimeline.endingAt(ESTATE, END.plus(Duration.ofHours(1))), Set.of(), END))
                .isNotEqualTo(KEY);
        assertThat(key(ESTATE, TIMELINE, Set.of("launch-week"), END)).isNotEqualTo(KEY);
        assertThat(SnapshotKey.of(ESTATE, TIMELINE, Set.of(), false, END)).isNotEqualTo(KEY);
    }

    /** The stand-in is built as it is at a time: instances that were stopped by then are. */
    @Test
    void shouldDifferOnceAnInstanceHasBeenStopped() {
        Instant stop = TIMELINE.occurrences().stream()
                .filter(timed -> timed.event().name() == EstateEvent.ApiCall.STOP_INSTANCES)
                .map(EstateTimeline.TimedEvent::at)
                .reduce((earlier, later) -> later)
                .orElseThrow();

        assertThat(key(ESTATE, TIMELINE, Set.of(), stop.plusSeconds(1)))
                .isNotEqualTo(key(ESTATE, TIMELINE, Set.of(), stop.minusSeconds(1)));
    }

    private static String key(Estate estate, EstateTimeline estateTimeline, Set<String> cancelled, Instant now) {
        return SnapshotKey.of(estate, estateTimeline, cancelled, true, now);
    }
}
