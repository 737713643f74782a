package dev.gleaner.collector.progress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.contracts.signal.SourceProgress;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ProgressBookTest {

    private static final Stretch TRAIL = new Stretch("cloudtrail-s3", "111122223333", "us-east-1");
    private static final Stretch STREAM = new Stretch("metric-stream", "111122223333", "us-east-1");
    private static final Instant TEN = Instant.parse("2026-03-01T10:00:00Z");

    private final ProgressBook book = new ProgressBook();

    @Test
    void shouldTellAllThatMovedAtOnce() {
        book.advance(STREAM, TEN);
        book.advance(TRAIL, TEN.plusSeconds(60));

        assertThat(book.moved().orElseThrow().getSourcesList())
                .extracting(SourceProgress::getSource)
                .containsExactly("cloudtrail-s3", "metric-stream");
    }

    @Test
    void shouldTellNothingTwice() {
        book.advance(TRAIL, TEN);
        book.told(book.moved().orElseThrow());
        book.advance(TRAIL, TEN);

        assertThat(book.moved()).isEmpty();
    }

    @Test
    void shouldTellAgainWhatCouldNotBeTold() {
        book.advance(TRAIL, TEN);

        assertThat(book.moved()).isEqualTo(book.moved()).isPresent();
    }

    @Test
    void shouldNeverGoBack() {
        book.advance(TRAIL, TEN);
        book.advance(TRAIL, TEN.minusSeconds(3600));

        assertThat(book.moved().orElseThrow().getSources(0).getThrough()).isEqualTo(TEN.toEpochMilli());
    }

    @Test
    void shouldNotLoseAMoveWhileItTells() {
        book.advance(TRAIL, TEN);
        var telling = book.moved().orElseThrow();
        book.advance(TRAIL, TEN.plusSeconds(60));
        book.told(telling);

        assertThat(book.moved().orElseThrow().getSources(0).getThrough())
                .isEqualTo(TEN.plusSeconds(60).toEpochMilli());
    }
}
