package dev.gleaner.collector.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gleaner.contracts.signal.proto.Change;
import dev.gleaner.contracts.signal.proto.Changed;
import dev.gleaner.contracts.signal.proto.Inventory;
import dev.gleaner.contracts.signal.proto.Place;
import dev.gleaner.contracts.signal.proto.Signal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PublishedListingTrackerTest {

    private static final Duration PERIOD = Duration.ofHours(6);
    private static final Duration ROUND = Duration.ofMinutes(10);
    private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
    private static final String INSTANCE = "arn:aws:ec2:us-east-1:123456789012:instance/i-0";
    private static final int ROUNDS_PER_PERIOD = 36;
    private static final Consumer<List<Signal>> ACKNOWLEDGED = signals -> {};

    private final PublishedListingTracker tracker = new PublishedListingTracker();

    @Test
    void shouldPublishWhatIsNew() {
        List<Signal> sent = new ArrayList<>();
        Signal first = listing(1, START, "running");
        Signal second = listing(2, START, "running");

        assertThat(tracker.publish(List.of(first), PERIOD, sent::addAll)).isEqualTo(1);
        assertThat(tracker.publish(List.of(first, second), PERIOD, sent::addAll))
                .isEqualTo(1);

        assertThat(sent).containsExactly(first, second);
    }

    @Test
    void shouldNotPublishAgainWhatIsUnchanged() {
        publish(listing(1, START, "running"));

        assertThat(publish(listing(1, START.plus(ROUND), "running"))).isZero();
        assertThat(publish(listing(1, START.plus(ROUND), "running").toBuilder()
                        .setPlace(Place.newBuilder().setName("other"))
                        .build()))
                .isZero();
    }

    @Test
    void shouldPublishWhatIsChanged() {
        publish(listing(1, START, "running"));

        assertThat(publish(listing(1, START.plus(ROUND), "stopped"))).isEqualTo(1);
        assertThat(publish(listing(1, START.plus(ROUND.multipliedBy(2)), "stopped")))
                .isZero();
        assertThat(publish(listing(1, START.plus(ROUND.multipliedBy(3)), "running")))
                .isEqualTo(1);
    }

    @Test
    void shouldPublishAgainWhenAccountRegionOrSourceChange() {
        Signal listing = listing(1, START, "running");
        publish(listing);

        assertThat(publish(listing.toBuilder().setAccount("210987654321").build()))
                .isEqualTo(1);
        assertThat(publish(listing.toBuilder().setRegion("eu-west-1").build())).isEqualTo(1);
        assertThat(publish(listing.toBuilder().setSource("other").build())).isEqualTo(1);
    }

    @Test
    void shouldNotDependOnTheOrderOfTags() {
        publish(tagged(START, "a", "b", "c"));

        assertThat(publish(tagged(START.plus(ROUND), "c", "b", "a"))).isZero();
    }

    @Test
    void shouldPublishEachListingOncePerPeriodAndNotAllInTheSameRound() {
        int resources = 3_600;
        int[] published = new int[3 * ROUNDS_PER_PERIOD];

        for (int round = 0; round < published.length; round++) {
            published[round] = publish(all(resources, START.plus(ROUND.multipliedBy(round))));
        }

        assertThat(published[0]).isEqualTo(resources);
        assertThat(IntStream.of(published)
                        .skip(ROUNDS_PER_PERIOD)
                        .limit(ROUNDS_PER_PERIOD)
                        .sum())
                .isEqualTo(resources);
        // 100 a round on the average, random by the hashes of the ARNs.
        assertThat(IntStream.of(published).skip(1)).allMatch(count -> count > 50 && count < 150);
    }

    @Test
    void shouldPublishEveryListingWithoutAPeriod() {
        publish(listing(1, START, "running"));

        assertThat(tracker.publish(List.of(listing(1, START.plus(ROUND), "running")), Duration.ZERO, ACKNOWLEDGED))
                .isEqualTo(1);
    }

    @Test
    void shouldPublishTheNextListingIfOneWasNotAcknowledged() {
        publish(listing(1, START, "running"));

        publishWithoutAcknowledgement(listing(1, START.plus(ROUND), "stopped"));
        publishWithoutAcknowledgement(listing(2, START.plus(ROUND), "running"));

        assertThat(publish(listing(1, START.plus(ROUND.multipliedBy(2)), "running")))
                .isEqualTo(1);
        assertThat(publish(listing(2, START.plus(ROUND.multipliedBy(2)), "running")))
                .isEqualTo(1);
    }

    @Test
    void shouldPublishTheNextListingAfterAChange() {
        publish(listing(1, START, "running"));
        publish(listing(2, START, "running"));

        tracker.markChanged(List.of(change(1, START.plusSeconds(30))));

        assertThat(publish(listing(1, START.plus(ROUND), "running"))).isEqualTo(1);
        assertThat(publish(listing(2, START.plus(ROUND), "running"))).isZero();
        assertThat(publish(listing(1, START.plus(ROUND.multipliedBy(2)), "running")))
                .isZero();
    }

    @Test
    void shouldNotTakeAListingRequestedBeforeAChangeForALaterOne() {
        publish(listing(1, START, "running"));

        tracker.publish(
                List.of(listing(1, START.plus(ROUND), "pending")),
                PERIOD,
                signals ->
                        tracker.markChanged(List.of(change(1, START.plus(ROUND).plusSeconds(1)))));

        assertThat(publish(listing(1, START.plus(ROUND.multipliedBy(2)), "pending")))
                .isEqualTo(1);
        assertThat(publish(listing(1, START.plus(ROUND.multipliedBy(3)), "pending")))
                .isZero();
    }

    @Test
    void shouldNotTakeAFirstListingRequestedBeforeAChangeForALaterOne() {
        tracker.publish(
                List.of(listing(1, START, "running")),
                PERIOD,
                signals -> tracker.markChanged(List.of(change(1, START.plusSeconds(1)))));

        assertThat(publish(listing(1, START.plus(ROUND), "running"))).isEqualTo(1);
        assertThat(publish(listing(1, START.plus(ROUND.multipliedBy(2)), "running")))
                .isZero();
    }

    @Test
    void shouldIgnoreOtherSignalsThanChanges() {
        publish(listing(1, START, "running"));

        tracker.markChanged(List.of(listing(1, START.plusSeconds(1), "running")));

        assertThat(publish(listing(1, START.plus(ROUND), "running"))).isZero();
    }

    @Test
    void shouldPublishAnOlderListingAndTheNextOne() {
        publish(listing(1, START, "running"));

        assertThat(publish(listing(1, START.minus(ROUND), "stopped"))).isEqualTo(1);
        assertThat(publish(listing(1, START.plus(ROUND), "stopped"))).isEqualTo(1);
        assertThat(publish(listing(1, START.plus(ROUND.multipliedBy(2)), "stopped")))
                .isZero();
    }

    @Test
    void shouldPublishTheNextListingAfterTwoOfTheSameTime() {
        publish(listing(1, START, "running"));

        assertThat(publish(listing(1, START, "stopped"))).isEqualTo(1);
        assertThat(publish(listing(1, START.plus(ROUND), "running"))).isEqualTo(1);
    }

    @Test
    void shouldKeepOneEntryPerResourceUntilItIsNoLongerListed() {
        int resources = 100;
        for (int round = 0; round < 1_000; round++) {
            List<Signal> listing = new ArrayList<>(all(resources, START.plus(ROUND.multipliedBy(round))));
            listing.add(listing(resources, START.plus(ROUND.multipliedBy(round)), "state " + round));
            publish(listing);
        }
        assertThat(tracker.size()).isEqualTo(resources + 1);

        Instant later = START.plus(ROUND.multipliedBy(1_000)).plus(Duration.ofDays(3));
        publish(listing(1, later, "running"));

        assertThat(tracker.size()).isEqualTo(1);
    }

    @Test
    void shouldNotKeepChangesOfResourcesThatAreNotListed() {
        IntStream.range(0, 100).forEach(number -> tracker.markChanged(List.of(change(number, START))));

        assertThat(tracker.size()).isZero();
    }

    private void publishWithoutAcknowledgement(Signal listing) {
        assertThatThrownBy(() -> tracker.publish(List.of(listing), PERIOD, signals -> {
                    throw new IllegalStateException("no acknowledgement");
                }))
                .hasMessage("no acknowledgement");
    }

    private int publish(Signal listing) {
        return publish(List.of(listing));
    }

    private int publish(List<Signal> listing) {
        return tracker.publish(listing, PERIOD, ACKNOWLEDGED);
    }

    private static List<Signal> all(int resources, Instant time) {
        return IntStream.range(0, resources)
                .mapToObj(number -> listing(number, time, "running"))
                .toList();
    }

    private static Signal listing(int number, Instant time, String state) {
        return signal(number, time)
                .setInventory(Inventory.newBuilder().setState(state))
                .build();
    }

    private static Signal tagged(Instant time, String... keys) {
        Inventory.Builder inventory = Inventory.newBuilder().setState("running");
        List.of(keys).forEach(key -> inventory.putTags(key, "value of " + key));
        return signal(1, time).setInventory(inventory).build();
    }

    private static Signal change(int number, Instant readAt) {
        return signal(number, readAt)
                .setChanged(Changed.newBuilder().setEventId("e-1").setChange(Change.STOPPED))
                .build();
    }

    private static Signal.Builder signal(int number, Instant time) {
        return Signal.newBuilder()
                .setResource(INSTANCE + number)
                .setSource("inventory")
                .setAccount("123456789012")
                .setRegion("us-east-1")
                .setObservedAt(time.toEpochMilli())
                .setPlace(Place.newBuilder().setName("ec2:DescribeInstances us-east-1"));
    }
}
