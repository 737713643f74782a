package dev.gleaner.benchmarks.collector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.gpu.GpuLimits;
import dev.gleaner.analyzer.profile.instance.BackfillHorizon;
import dev.gleaner.analyzer.profile.instance.HourQuantizer;
import dev.gleaner.analyzer.profile.instance.InstanceFacts;
import dev.gleaner.analyzer.profile.instance.InstanceProfile;
import dev.gleaner.analyzer.profile.instance.InstanceProfileMapper;
import dev.gleaner.analyzer.profile.instance.InstanceProfileUpdater;
import dev.gleaner.collector.kafka.PublishedListingTracker;
import dev.gleaner.contracts.signal.proto.AttachedVolumes;
import dev.gleaner.contracts.signal.proto.Change;
import dev.gleaner.contracts.signal.proto.Changed;
import dev.gleaner.contracts.signal.proto.Inventory;
import dev.gleaner.contracts.signal.proto.Signal;
import dev.gleaner.contracts.signal.proto.StoppedInstance;
import dev.gleaner.test.LawSeeds;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The analyzer sees the same instance whether the collector publishes all of its listings or leaves out the unchanged ones. Random
 * histories: listings every ten minutes, some of which Kafka does not acknowledge, and changes whose records come up to 35 minutes
 * later, or never.
 */
class UnchangedListingLawTest {

    private static final String INSTANCE = "arn:aws:ec2:us-east-1:123456789012:instance/i-01";
    private static final long START = Instant.parse("2026-03-01T00:00:00Z").toEpochMilli();
    private static final long MINUTE = Duration.ofMinutes(1).toMillis();
    private static final int HOURS = 60;
    private static final Duration PERIOD = Duration.ofHours(6);

    static LongStream seeds() {
        return LawSeeds.upTo(200);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void shouldGiveTheSameFactsIfEveryChangeIsDelivered(long seed) {
        History history = new History(new Random(seed), 0);

        history.run();

        for (Hour hour : history.hours()) {
            assertThat(history.published.at(hour)).as("%s", hour.end()).isEqualTo(history.all.at(hour));
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void shouldGiveTheSameFactsFromTheFirstListingAfterADeliveredChangeIfOthersAreLost(long seed) {
        History history = new History(new Random(seed), 0.4);

        history.run();

        for (Hour hour : history.hours()) {
            if (history.isListedAfterChanges(hour)) {
                assertThat(history.published.at(hour)).as("%s", hour.end()).isEqualTo(history.all.at(hour));
            }
        }
    }

    @Test
    void shouldCompareMostHoursAndLeaveOutMostListings() {
        int compared = 0;
        int listings = 0;
        int published = 0;
        int corrected = 0;
        for (long seed : seeds().toArray()) {
            History history = new History(new Random(seed), 0.4);
            history.run();
            compared += (int) history.hours().stream()
                    .filter(history::isListedAfterChanges)
                    .count();
            listings += history.all.listings;
            published += history.published.listings;
            corrected += (int) history.hours().stream()
                    .filter(hour -> !history.all.at(hour).equals(history.changesOnly.at(hour)))
                    .count();
        }

        assertThat(compared).isGreaterThan((int) (0.5 * HOURS * seeds().count()));
        assertThat(published).isLessThan(listings / 2);
        // Otherwise no listing would be needed.
        assertThat(corrected).isGreaterThan(compared / 10);
    }

    /** What the analyzer knows of the instance. */
    private static final class Analyzer {

        private static final GpuLimits GPU_LIMITS = new GpuLimits(5, 0.5, 0.5, 0.5, new GpuLimits.Stuck(0.3, 0.5, 0.5));

        private final InstanceProfile profile =
                new InstanceProfileMapper(new HourQuantizer(HourQuantizer.Limits.NONE), HOURS).blank(INSTANCE);
        private int listings;

        void fold(Signal signal) {
            listings += signal.hasInventory() ? 1 : 0;
            InstanceProfileUpdater.fold(profile, signal, GPU_LIMITS, null, null);
        }

        InstanceFacts at(Hour hour) {
            return profile.at(hour, BackfillHorizon.NONE).facts();
        }
    }

    /** What is published at a time. */
    private record Publication(long time, Signal signal) {}

    /** A history of one instance. */
    private static final class History {

        private final Random random;
        private final double lost;
        private final PublishedListingTracker tracker = new PublishedListingTracker();
        private final Analyzer all = new Analyzer();
        private final Analyzer published = new Analyzer();
        private final Analyzer changesOnly = new Analyzer();
        private final TreeMap<Long, Inventory> states = new TreeMap<>();
        private final List<Publication> publications = new ArrayList<>();

        /** Times of the listings that were published or left out. */
        private final List<Long> listed = new ArrayList<>();

        History(Random random, double lost) {
            this.random = random;
            this.lost = lost;
        }

        void run() {
            states.put(
                    START,
                    Inventory.newBuilder()
                            .setState("running")
                            .setType("m5.large")
                            .setPlatform("Linux/UNIX")
                            .setTenancy("default")
                            .setRootDevice("ebs")
                            .putTags("team", "search")
                            .build());
            generateChanges();
            generateListings();
            publications.sort(Comparator.comparingLong(Publication::time));
            publications.forEach(publication -> {
                if (publication.signal().hasChanged()) {
                    publishChange(publication.signal());
                } else {
                    publishListing(publication.signal());
                }
            });
        }

        List<Hour> hours() {
            return LongStream.range(0, HOURS)
                    .mapToObj(hour -> Hour.of(START).plus(hour))
                    .toList();
        }

        /** Whether it was listed in time for an hour after all delivered changes up to the end of the hour were published. */
        boolean isListedAfterChanges(Hour hour) {
            long end = hour.end().toEpochMilli();
            long last = listed.stream()
                    .filter(time -> time <= end)
                    .max(Long::compare)
                    .orElse(0L);
            return publications.stream()
                    .filter(publication -> publication.signal().hasChanged())
                    .filter(publication -> publication.signal().getChanged().getTime() <= end)
                    .allMatch(publication -> publication.time() < last);
        }

        /** Every second change is reverted within minutes, so that listings often show the same before and after. */
        private void generateChanges() {
            long time = START + minutes(10, 60);
            int number = 0;
            while (time < START + HOURS * Hour.MILLIS) {
                Inventory before = states.lastEntry().getValue();
                Changed change = change(before);
                addChange(number++, time, change);
                if (random.nextBoolean()) {
                    time += minutes(1, 15);
                    addChange(number++, time, revert(before, change));
                }
                time += minutes(10, 300);
            }
        }

        private Changed change(Inventory before) {
            return switch (random.nextInt(3)) {
                case 0 -> lifecycle(before.getState().equals("running") ? Change.STOPPED : Change.STARTED);
                case 1 -> resized(before.getType().equals("m5.large") ? "m5.xlarge" : "m5.large");
                default -> tagged(before.getTagsMap().containsKey("keep") ? Change.UNTAGGED : Change.TAGGED);
            };
        }

        private static Changed revert(Inventory before, Changed change) {
            return switch (change.getChange()) {
                case STOPPED -> lifecycle(Change.STARTED);
                case STARTED -> lifecycle(Change.STOPPED);
                case RESIZED -> resized(before.getType());
                case TAGGED -> tagged(Change.UNTAGGED);
                default -> tagged(Change.TAGGED);
            };
        }

        private static Changed lifecycle(Change change) {
            return Changed.newBuilder().setChange(change).build();
        }

        private static Changed resized(String type) {
            return Changed.newBuilder()
                    .setChange(Change.RESIZED)
                    .putAttributes("type", type)
                    .build();
        }

        private static Changed tagged(Change change) {
            return Changed.newBuilder()
                    .setChange(change)
                    .putAttributes("tag:keep", change == Change.TAGGED ? "yes" : "")
                    .build();
        }

        private void addChange(int number, long time, Changed change) {
            states.put(time, applied(states.lastEntry().getValue(), change, time));
            if (random.nextDouble() >= lost) {
                // By EventBridge at once, in files of a trail later.
                long read = time + (random.nextBoolean() ? minutes(0, 1) : minutes(5, 30));
                Changed event = change.toBuilder()
                        .setEventId("event-" + number)
                        .setTime(time)
                        .build();
                publications.add(new Publication(
                        read + minutes(0, 5),
                        signal("cloudtrail-s3", read).setChanged(event).build()));
            }
        }

        private static Inventory applied(Inventory before, Changed change, long time) {
            Inventory.Builder after = before.toBuilder();
            return switch (change.getChange()) {
                case STOPPED -> before.hasStoppedInstance() ? before : stopped(after, time);
                case STARTED -> after.setState("running").clearStoppedInstance().build();
                case RESIZED ->
                    after.setType(change.getAttributesOrThrow("type")).build();
                case TAGGED -> after.putTags("keep", "yes").build();
                default -> after.removeTags("keep").build();
            };
        }

        private static Inventory stopped(Inventory.Builder after, long time) {
            return after.setState("stopped")
                    .setStoppedInstance(StoppedInstance.newBuilder()
                            .setSince(time)
                            .setAttachedVolumes(AttachedVolumes.getDefaultInstance()))
                    .build();
        }

        private void generateListings() {
            for (long time = START; time < START + HOURS * Hour.MILLIS; time += 10 * MINUTE) {
                Inventory state = states.floorEntry(time).getValue();
                Map<String, String> tags = new HashMap<>(state.getTagsMap());
                publications.add(new Publication(
                        time + minutes(0, 8),
                        signal("inventory", time)
                                .setInventory(state.toBuilder().clearTags().putAllTags(tags))
                                .build()));
            }
        }

        private void publishChange(Signal change) {
            tracker.markChanged(List.of(change));
            all.fold(change);
            published.fold(change);
            changesOnly.fold(change);
        }

        private void publishListing(Signal listing) {
            boolean isFirst = listed.isEmpty();
            boolean isSent = isFirst || random.nextDouble() > 0.05;
            boolean isAcknowledged = isSent && (isFirst || random.nextDouble() > 0.05);
            if (isSent) {
                all.fold(listing);
            }
            if (isFirst) {
                changesOnly.fold(listing);
            }
            try {
                tracker.publish(List.of(listing), PERIOD, signals -> {
                    if (isSent) {
                        signals.forEach(published::fold);
                    }
                    if (!isAcknowledged) {
                        throw new NotAcknowledgedException();
                    }
                });
                listed.add(listing.getObservedAt());
            } catch (NotAcknowledgedException e) {
                // The next listing is ten minutes later.
            }
        }

        private long minutes(int least, int most) {
            return (least * MINUTE) + (long) (random.nextDouble() * (most - least) * MINUTE);
        }

        private static Signal.Builder signal(String source, long readAt) {
            return Signal.newBuilder()
                    .setResource(INSTANCE)
                    .setSource(source)
                    .setAccount("123456789012")
                    .setRegion("us-east-1")
                    .setObservedAt(readAt);
        }
    }

    private static final class NotAcknowledgedException extends RuntimeException {
        private static final long serialVersionUID = 1;
    }
}
