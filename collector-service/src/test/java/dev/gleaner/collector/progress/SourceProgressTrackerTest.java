package dev.gleaner.collector.progress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gleaner.contracts.signal.proto.Progress;
import dev.gleaner.contracts.signal.proto.SourceProgress;
import dev.gleaner.test.SeededTest;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SourceProgressTrackerTest {

    private static final SourceScope TRAIL = new SourceScope("cloudtrail-s3", "111122223333", "us-east-1");
    private static final SourceScope STREAM = new SourceScope("metric-stream", "111122223333", "us-east-1");
    private static final Instant TEN = Instant.parse("2026-03-01T10:00:00Z");
    private static final Instant NOW = Instant.parse("2026-03-01T13:00:00Z");
    private static final Duration SETTLING = Duration.ofMinutes(10);

    private final SourceProgressTracker book = new SourceProgressTracker("collector-0", Duration.ofHours(2));

    @Test
    void shouldTellAllThatMovedAtOnce() {
        book.advance(STREAM, TEN);
        book.advance(TRAIL, TEN.plusSeconds(60));

        assertThat(book.unpublishedProgress(NOW).orElseThrow().getSourcesList())
                .extracting(SourceProgress::getSource)
                .containsExactly("cloudtrail-s3", "metric-stream");
    }

    @Test
    void shouldTellNothingTwice() {
        book.advance(TRAIL, TEN);
        book.markPublished(book.unpublishedProgress(NOW).orElseThrow());
        book.advance(TRAIL, TEN);

        assertThat(book.unpublishedProgress(NOW)).isEmpty();
    }

    @Test
    void shouldTellAgainWhatCouldNotBeTold() {
        book.advance(TRAIL, TEN);

        assertThat(book.unpublishedProgress(NOW))
                .isEqualTo(book.unpublishedProgress(NOW))
                .isPresent();
    }

    @Test
    void shouldNeverGoBack() {
        book.advance(TRAIL, TEN);
        book.advance(TRAIL, TEN.minusSeconds(3600));

        assertThat(book.unpublishedProgress(NOW).orElseThrow().getSources(0).getThrough())
                .isEqualTo(TEN.toEpochMilli());
    }

    @Test
    void shouldNotLoseAMoveWhileItTells() {
        book.advance(TRAIL, TEN);
        var telling = book.unpublishedProgress(NOW).orElseThrow();
        book.advance(TRAIL, TEN.plusSeconds(60));
        book.markPublished(telling);

        assertThat(book.unpublishedProgress(NOW).orElseThrow().getSources(0).getThrough())
                .isEqualTo(TEN.plusSeconds(60).toEpochMilli());
    }

    @Test
    void shouldNotMovePastADeliveryThatIsStillToBeRepeated() {
        PushedDelivery first = delivery("first", TEN);
        fail(first, NOW);
        take(delivery("later", TEN.plusSeconds(7200)));

        assertThat(stream(NOW).getThrough()).isEqualTo(TEN.toEpochMilli() - 1);

        take(first);
        assertThat(stream(NOW).getThrough())
                .isEqualTo(TEN.plusSeconds(7200).minus(SETTLING).toEpochMilli());
    }

    @Test
    void shouldNotMovePastADeliveryThatIsBeingPublished() {
        book.begin(delivery("first", TEN));
        take(delivery("later", TEN.plusSeconds(7200)));

        assertThat(stream(NOW).getThrough()).isEqualTo(TEN.toEpochMilli() - 1);
    }

    /** Firehose sends again what it was not answered in time, while the first attempt goes on. */
    @Test
    void shouldTakeADeliveryThatIsSentTwiceAtATimeForOne() {
        PushedDelivery twice = delivery("twice", TEN);
        book.begin(twice);
        book.begin(twice);
        book.advanceShared(STREAM, TEN.minus(SETTLING), SETTLING);
        book.markAcknowledged(twice);
        book.markFailed(twice, NOW);

        assertThat(book.outstanding("metric-stream")).isZero();
    }

    @Test
    void shouldGiveADeliveryUpOnceNobodyRepeatsItAnyMore() {
        PushedDelivery lost = delivery("lost", TEN);
        fail(lost, NOW);
        fail(lost, NOW.plusSeconds(3600));
        take(delivery("later", TEN.plusSeconds(7200)));

        assertThat(book.discardExpired(NOW.plusSeconds(7199))).isEmpty();
        assertThat(book.discardExpired(NOW.plusSeconds(7200))).containsExactly(lost);
        assertThat(stream(NOW).getThrough()).isGreaterThan(TEN.toEpochMilli());
    }

    @Test
    void shouldHoldNoOtherStretchBack() {
        fail(delivery("first", TEN), NOW);
        book.advance(TRAIL, TEN.plusSeconds(7200));

        assertThat(book.unpublishedProgress(NOW).orElseThrow().getSourcesList())
                .extracting(SourceProgress::getThrough)
                .containsExactly(TEN.plusSeconds(7200).toEpochMilli());
    }

    /** A point of yesterday among those of now comes too late in any case: it must not make us the one that nobody waits for. */
    @Test
    void shouldHoldBackFromWhereItStandsWhatHasAStragglerInIt() {
        take(delivery("before", TEN));
        book.markPublished(book.unpublishedProgress(NOW).orElseThrow());
        fail(delivery("straggler", TEN.minusSeconds(86400)), NOW);
        take(delivery("later", TEN.plusSeconds(7200)));

        assertThat(stream(NOW).getThrough()).isEqualTo(TEN.minus(SETTLING).toEpochMilli());
        assertThat(stream(NOW).getClear()).isEqualTo(TEN.minus(SETTLING).toEpochMilli());
    }

    /** An agent sends its minutes in their order: when it sends a later one, the earlier one was taken, if by another collector. */
    @Test
    void shouldWaitNoLongerForWhatASenderHasPassed() {
        fail(minute("host-1", "1", TEN), NOW);
        fail(minute("host-2", "2", TEN.plusSeconds(60)), NOW);

        take(minute("host-1", "3", TEN.plusSeconds(120)));
        assertThat(book.outstanding("metric-stream")).isEqualTo(1);

        take(minute("host-2", "4", TEN));
        assertThat(book.outstanding("metric-stream")).isEqualTo(1);
    }

    /** Memory is bounded, and what is above the bound holds back all the same. */
    @Test
    void shouldHoldBackWhatIsAboveTheLimitUntilNobodyRepeatsIt() {
        for (int number = 0; number < OutstandingDeliveries.LIMIT; number++) {
            fail(delivery("delivery " + number, TEN.plusSeconds(3600)), NOW);
        }
        PushedDelivery above = delivery("one more", TEN);
        fail(above, NOW);
        take(delivery("later", TEN.plusSeconds(7200)));

        assertThat(book.outstanding("metric-stream")).isEqualTo(OutstandingDeliveries.LIMIT);
        assertThat(stream(NOW).getThrough()).isEqualTo(TEN.toEpochMilli() - 1);

        book.discardExpired(NOW.plusSeconds(7200));
        assertThat(stream(NOW).getThrough())
                .isEqualTo(TEN.plusSeconds(7200).minus(SETTLING).toEpochMilli());
    }

    /** Whoever has nothing outstanding holds nobody back, however long nothing comes to it. */
    @Test
    void shouldTellByTheClockThatNothingIsOutstanding() {
        take(delivery("first", TEN));
        book.markPublished(book.unpublishedProgress(NOW).orElseThrow());

        SourceProgress later = stream(NOW.plusSeconds(60));
        assertThat(later.getReporter()).isEqualTo("collector-0");
        assertThat(later.getThrough()).isEqualTo(TEN.minus(SETTLING).toEpochMilli());
        assertThat(later.getClear())
                .isEqualTo(NOW.plusSeconds(60).minus(SETTLING).toEpochMilli());
        assertThat(later.getRepeatedFor()).isEqualTo(Duration.ofHours(2).toMillis());
    }

    @Test
    void shouldTellThatSomethingIsOutstandingBeforeAnythingElseComes() {
        take(delivery("first", TEN));
        book.markPublished(book.unpublishedProgress(NOW).orElseThrow());
        fail(delivery("second", TEN.plusSeconds(60)), NOW);

        assertThat(stream(NOW).getClear()).isEqualTo(TEN.plusSeconds(60).toEpochMilli() - 1);
    }

    @Test
    void shouldNameNoReporterOfWhatItReadsAlone() {
        book.advance(TRAIL, TEN);

        SourceProgress report = book.unpublishedProgress(NOW).orElseThrow().getSources(0);
        assertThat(report.getReporter()).isEmpty();
        assertThat(report.getClear()).isZero();
    }

    @Test
    void shouldEndOnlyWhatHasNothingOutstandingAndTakeNothingAfterwards() throws Exception {
        SourceScope other = new SourceScope("metric-stream", "111122223333", "eu-west-3");
        book.advance(TRAIL, TEN);
        book.advanceShared(STREAM, TEN, SETTLING);
        book.advanceShared(other, TEN, SETTLING);
        book.markPublished(book.unpublishedProgress(NOW).orElseThrow());
        fail(delivery("first", TEN.plusSeconds(60)), NOW);

        book.close(Duration.ZERO);

        assertThat(book.finalProgress(NOW).orElseThrow().getSourcesList())
                .singleElement()
                .satisfies(report -> {
                    assertThat(report.getRegion()).isEqualTo("eu-west-3");
                    assertThat(report.getEnded()).isTrue();
                });
        assertThatThrownBy(() -> book.begin(delivery("second", TEN))).isInstanceOf(IllegalStateException.class);
    }

    /** Deliveries in any order, taken, failed, repeated, side by side: nothing is told before it is in Kafka. */
    @SeededTest(100)
    void shouldNeverTellMoreThanIsInKafka(long seed) {
        Random random = new Random(seed);
        Map<PushedDelivery, Boolean> received = new HashMap<>();
        long told = Long.MIN_VALUE;
        for (int step = 0; step < 200; step++) {
            List<PushedDelivery> waiting = List.copyOf(received.keySet());
            if (waiting.isEmpty() || random.nextInt(3) == 0) {
                // In time: not older than what settles, as of what was told already.
                PushedDelivery delivery =
                        delivery("delivery " + step, TEN.plusSeconds(60L * step - random.nextInt(540)));
                book.begin(delivery);
                received.put(delivery, true);
            } else {
                PushedDelivery delivery = waiting.get(random.nextInt(waiting.size()));
                if (!received.get(delivery)) {
                    book.begin(delivery);
                    received.put(delivery, true);
                } else if (random.nextBoolean()) {
                    book.markFailed(delivery, NOW);
                    received.put(delivery, false);
                } else {
                    book.advanceShared(STREAM, delivery.oldest().get(STREAM).minus(SETTLING), SETTLING);
                    book.markAcknowledged(delivery);
                    received.remove(delivery);
                }
            }
            Optional<Progress> moved = book.unpublishedProgress(NOW);
            moved.ifPresent(book::markPublished);
            long through =
                    moved.map(progress -> progress.getSources(0).getThrough()).orElse(told);
            assertThat(through).isGreaterThanOrEqualTo(told);
            if (through > told) {
                assertThat(received.keySet())
                        .allMatch(delivery -> delivery.oldest().get(STREAM).toEpochMilli() > through);
            }
            told = through;
        }
    }

    private SourceProgress stream(Instant now) {
        return book.unpublishedProgress(now).orElseThrow().getSourcesList().stream()
                .filter(report -> report.getSource().equals("metric-stream"))
                .findFirst()
                .orElseThrow();
    }

    private void take(PushedDelivery delivery) {
        book.begin(delivery);
        book.advanceShared(STREAM, delivery.oldest().get(STREAM).minus(SETTLING), SETTLING);
        book.markAcknowledged(delivery);
    }

    private void fail(PushedDelivery delivery, Instant now) {
        book.begin(delivery);
        book.markFailed(delivery, now);
    }

    private static PushedDelivery delivery(String id, Instant oldest) {
        return new PushedDelivery("metric-stream", id, Optional.empty(), Map.of(STREAM, oldest));
    }

    private static PushedDelivery minute(String host, String id, Instant oldest) {
        return new PushedDelivery("metric-stream", id, Optional.of(host), Map.of(STREAM, oldest));
    }
}
