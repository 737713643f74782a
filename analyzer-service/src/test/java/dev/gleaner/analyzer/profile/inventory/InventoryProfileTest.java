package dev.gleaner.analyzer.profile.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.analyzer.fixture.Sights;
import dev.gleaner.analyzer.profile.EvaluatedHours;
import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.SubjectStore;
import dev.gleaner.analyzer.profile.reuse.ReadHistory;
import dev.gleaner.analyzer.store.PartitionStores;
import dev.gleaner.test.SeededTest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class InventoryProfileTest {

    private static final Hour HOUR = Sights.LAST;

    @SeededTest(50)
    void shouldShowWhatTheLastListingOfAnHourShowedInWhateverOrderTheyCame(long seed) {
        List<Seen> sightings = new ArrayList<>(List.of(
                seen(5, "a"),
                seen(20, "b"),
                seen(20, "c"),
                seen(40, "d"),
                seen(59, null),
                seen(60, "e"),
                seen(61, "f")));
        sightings.addAll(sightings.subList(0, 4));
        Collections.shuffle(sightings, new Random(seed));
        InventoryProfile<BucketFacts, ReadHistory> bucket = Sights.bucket();
        sightings.forEach(sighting -> bucket.see(sighting.time(), sighting.facts()));

        assertThat(shown(bucket, HOUR.plus(-1), at(5))).isEqualTo("a");
        assertThat(shown(bucket, HOUR.plus(-1), at(4))).isNull();
        assertThat(shown(bucket, HOUR, at(4))).isEqualTo("e");
        assertThat(shown(bucket, HOUR.plus(1), at(4))).isEqualTo("f");
        bucket.close(HOUR, 9);
        assertThat(shown(bucket, HOUR, at(4))).isEqualTo("e");
    }

    @Test
    void shouldForgetWhatWasSeenToGo() {
        InventoryProfile<BucketFacts, ReadHistory> bucket = Sights.bucket();
        bucket.see(at(1), Sights.facts("x"));
        bucket.see(at(2), null);

        assertThat(shown(bucket, HOUR, 0)).isNull();
        assertThat(bucket.isOver()).isFalse();
        bucket.close(HOUR, 9);
        assertThat(bucket.isOver()).isTrue();
    }

    @Test
    void shouldBeTheSameAfterItWasStored() {
        PartitionStores partitionStores = PartitionStores.inMemory();
        InventoryProfileMapper<BucketFacts, ReadHistory> mapper =
                new InventoryProfileMapper<>("", arn -> true, BucketFacts.class, () -> new ReadHistory(1));
        SubjectStore<InventoryProfile<BucketFacts, ReadHistory>> subjectStore =
                new SubjectStore<>(mapper, partitionStores, 9);
        InventoryProfile<BucketFacts, ReadHistory> bucket = subjectStore.of("arn:aws:s3:::lake");
        bucket.see(at(-61), Sights.facts("x", "a/"));
        Sights.read(bucket, "a/", "", 1, "e1", 5);
        Sights.read(bucket, "", "eu-west-1", 1, "e2", 6);
        subjectStore.save(bucket);
        bucket.close(HOUR.plus(-1), 9);
        bucket.see(at(1), Sights.facts("y"));
        bucket.see(at(70), null);
        Sights.read(bucket, "a/", "eu-west-1", 0, "e3", 7);
        bucket.rememberParts();
        bucket.timeline().mark(new EvaluatedHours(bucket.closed(), HOUR, null, false));
        subjectStore.save(bucket);
        Sights.read(bucket, "a/", "eu-west-1", 0, "e4", 8);
        Sights.read(bucket, "a/", "eu-west-1", 0, "e3", 7);
        subjectStore.save(bucket);

        InventoryProfile<BucketFacts, ReadHistory> again = new SubjectStore<>(mapper, partitionStores, 9)
                .find("arn:aws:s3:::lake")
                .orElseThrow();

        assertThat(again.parts()).isEqualTo(bucket.parts()).containsExactly("", "a/");
        assertThat(again.next()).isEqualTo(bucket.next());
        assertThat(again.lastProvisional()).isEqualTo(HOUR);
        assertThat(again.timeline().born()).isEqualTo(bucket.timeline().born());
        assertThat(again.account() + again.region()).isEqualTo(bucket.account() + bucket.region());
        for (int hour = -2; hour < 3; hour++) {
            Hour asked = HOUR.plus(hour);
            assertThat(again.at(asked, Long.MAX_VALUE).facts())
                    .isEqualTo(bucket.at(asked, Long.MAX_VALUE).facts());
            assertThat(again.history().counted(asked, 2))
                    .isEqualTo(bucket.history().counted(asked, 2));
        }
        assertThat(again.history().counted(HOUR, 2)).hasSize(3);
        again.close(HOUR, 9);
        new SubjectStore<>(mapper, partitionStores, 9).save(again);
        List<String> open = new ArrayList<>();
        partitionStores.hours().scan("", (key, row) -> open.add(key));
        assertThat(open).isEmpty();
    }

    private static @Nullable String shown(InventoryProfile<BucketFacts, ReadHistory> bucket, Hour hour, long horizon) {
        BucketFacts facts = bucket.at(hour, horizon).facts();
        return facts == null ? null : facts.lifecycle();
    }

    private static Seen seen(int minute, @Nullable String document) {
        return new Seen(at(minute), document == null ? null : Sights.facts(document));
    }

    private static long at(int minute) {
        return HOUR.start().toEpochMilli() + minute * 60_000L;
    }

    private record Seen(long time, @Nullable BucketFacts facts) {}
}
