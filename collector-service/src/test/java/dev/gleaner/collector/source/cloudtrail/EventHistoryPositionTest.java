package dev.gleaner.collector.source.cloudtrail;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cloudtrail.model.Event;

class EventHistoryPositionTest {

    private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");

    private final EventHistoryPosition position = EventHistoryPosition.startingAt(START);

    @Test
    void shouldKnowWhatCameAlreadyOfWhatIsAskedForAgain() {
        Event early = event("early", 0);
        Event last = event("last", 60);
        Event late = event("late", 61);
        position.add(List.of(early, last, late));
        position.advance(START.plusSeconds(60));

        assertThat(position.filterNew(List.of(last, late, event("new", 62)))).containsExactly(event("new", 62));
        assertThat(position.filterNew(List.of(early)))
                .as("is asked for no more")
                .containsExactly(early);
    }

    @Test
    void shouldBeTheSameAfterARestart() {
        position.add(List.of(event("one", 90)));
        position.advance(START.plusSeconds(60));

        EventHistoryPosition restored = EventHistoryPosition.fromBytes(position.toBytes());

        assertThat(restored.through()).isEqualTo(START.plusSeconds(60));
        assertThat(restored.filterNew(List.of(event("one", 90), event("two", 90))))
                .containsExactly(event("two", 90));
    }

    @Test
    void shouldNeverGoBack() {
        position.advance(START.minusSeconds(1));

        assertThat(position.through()).isEqualTo(START);
    }

    /** As large as Kafka takes, with the newest in it. */
    @Test
    void shouldFitIntoOneRecordHoweverMuchComesAtOnce() {
        position.add(IntStream.range(0, 30_000)
                .mapToObj(i -> event("e0000000-0000-4000-8000-%012d".formatted(i), i))
                .toList());

        byte[] kept = position.toBytes();

        assertThat(kept.length).isLessThan(1_000_000);
        assertThat(EventHistoryPosition.fromBytes(kept)
                        .filterNew(List.of(event("e0000000-0000-4000-8000-000000029999", 29_999))))
                .isEmpty();
    }

    private static Event event(String id, int seconds) {
        return Event.builder()
                .eventId(id)
                .eventTime(START.plus(Duration.ofSeconds(seconds)))
                .build();
    }
}
