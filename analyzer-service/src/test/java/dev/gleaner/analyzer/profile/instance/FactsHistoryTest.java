package dev.gleaner.analyzer.profile.instance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.RowBuffer;
import dev.gleaner.test.SeededTest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FactsHistoryTest {

    private static final Hour HOUR = Hour.of(Instant.parse("2026-03-14T12:00:00Z"));

    @Test
    void shouldTellOfTheTimeBeforeTheFirstListingHoweverOftenTheHourIsListed() {
        FactsHistory history = new FactsHistory(InstanceFacts.UNKNOWN);
        Listing first = listing(5, "running");
        BackfillHorizon horizon = new BackfillHorizon(first.time(), Long.MIN_VALUE);

        Stream.of(first, listing(10, "running"), listing(15, "stopped")).forEach(history::add);

        assertThat(history.asOf(HOUR.plus(-1), horizon).state()).isEqualTo("running");
        assertThat(history.asOf(HOUR, horizon).state()).isEqualTo("stopped");
    }

    @SeededTest(50)
    void shouldSayTheSameWhateverTheOrderOfListings(long seed) {
        List<Listing> listings = new ArrayList<>(List.of(
                listing(5, "running"),
                listing(10, "pending"),
                listing(10, "stopped"),
                listing(40, "stopped"),
                listing(40, "running")));
        Collections.shuffle(listings, new Random(seed));
        FactsHistory history = new FactsHistory(InstanceFacts.UNKNOWN);
        listings.forEach(history::add);
        BackfillHorizon horizon = new BackfillHorizon(listing(5, "").time(), Long.MIN_VALUE);

        assertThat(history.asOf(HOUR.plus(-1), horizon).state()).isEqualTo("running");
        assertThat(history.asOf(HOUR, horizon).state()).isEqualTo("stopped");
    }

    @Test
    void shouldReadWhatItWroteOfAStoppedInstance() {
        StoppedFacts.AttachedVolumeFacts known =
                new StoppedFacts.AttachedVolumeFacts("vol-1", "gp3", 1L << 40, 16_000, 0L, true);
        StoppedFacts.AttachedVolumeFacts unknown =
                new StoppedFacts.AttachedVolumeFacts("vol-2", "", null, null, null, false);
        FactsHistory history = new FactsHistory(InstanceFacts.UNKNOWN);
        history.add(stopped(10, new StoppedFacts(1_700_000_000_000L, List.of(known, unknown), 2)));
        history.add(stopped(40, new StoppedFacts(0L, List.of(), 0)));
        history.add(stopped(70, new StoppedFacts(null, null, null)));
        RowBuffer row = RowBuffer.ofSize(1);
        history.write(row);

        FactsHistory read = FactsHistory.read(RowBuffer.of(row.toBytes()));

        BackfillHorizon none = BackfillHorizon.NONE;
        assertThat(read.asOf(HOUR, none)).isEqualTo(history.asOf(HOUR, none));
        assertThat(read.asOf(HOUR.plus(1), none)).isEqualTo(history.asOf(HOUR.plus(1), none));
        assertThat(read.asOf(HOUR, none).stopped()).isEqualTo(new StoppedFacts(0L, List.of(), 0));
        RowBuffer again = RowBuffer.ofSize(1);
        read.write(again);
        assertThat(again.toBytes()).isEqualTo(row.toBytes());
    }

    /** The trail tells of a stop, and only a listing of what the stopped instance costs. */
    @Test
    void shouldTellOfTheTimeSinceAStopWhatTheNextListingShows() {
        StoppedFacts.AttachedVolumeFacts volume =
                new StoppedFacts.AttachedVolumeFacts("vol-1", "gp3", 1L << 40, 3_000, 125L, true);
        Change stop = new Change(listing(5, "").time(), "event-1", Change.Kind.STOPPED, Map.of());
        Listing sameStop = stopped(70, new StoppedFacts(stop.time() + 2_000, List.of(volume), 1));
        Listing laterStop = stopped(70, new StoppedFacts(stop.time() + 3_600_000, List.of(volume), 1));
        BackfillHorizon horizon = new BackfillHorizon(sameStop.time(), sameStop.time());

        assertThat(stoppedAt(stop, sameStop, horizon)).isEqualTo(new StoppedFacts(stop.time(), List.of(volume), 1));
        assertThat(stoppedAt(stop, laterStop, horizon)).isEqualTo(StoppedFacts.since(stop.time()));
        assertThat(stoppedAt(stop, sameStop, BackfillHorizon.NONE)).isEqualTo(StoppedFacts.since(stop.time()));
    }

    private static @Nullable StoppedFacts stoppedAt(Change stop, Listing listing, BackfillHorizon horizon) {
        FactsHistory history = new FactsHistory(InstanceFacts.UNKNOWN);
        history.add(listing(1, "running"));
        history.add(stop);
        history.add(listing);
        return history.asOf(HOUR, horizon).stopped();
    }

    private static Listing stopped(int minute, StoppedFacts facts) {
        Listing listing = listing(minute, "stopped");
        return new Listing(listing.time(), listing.facts().withStopped(facts));
    }

    private static Listing listing(int minute, String state) {
        return new Listing(
                HOUR.start().toEpochMilli() + minute * 60_000L,
                new InstanceFacts(state, "m5.large", "linux", "default", "", "ebs", "", Map.of()));
    }
}
