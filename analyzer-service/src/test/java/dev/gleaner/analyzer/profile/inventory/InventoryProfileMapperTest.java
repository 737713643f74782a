package dev.gleaner.analyzer.profile.inventory;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gleaner.analyzer.fixture.Sights;
import dev.gleaner.analyzer.profile.SubjectStore;
import dev.gleaner.analyzer.profile.reuse.ReadHistory;
import dev.gleaner.analyzer.store.InMemoryStateStore;
import dev.gleaner.analyzer.store.PartitionStores;
import dev.gleaner.analyzer.store.StateStore;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which rows are written. */
class InventoryProfileMapperTest {

    private static final String BUCKET = "arn:aws:s3:::lake";
    private static final long HOUR = Sights.LAST.start().toEpochMilli();

    private final List<String> written = new ArrayList<>();
    private final PartitionStores stores = new PartitionStores(
            new RecordingStore(),
            new RecordingStore(),
            new RecordingStore(),
            new RecordingStore(),
            new InMemoryStateStore(),
            new InMemoryStateStore());
    private final SubjectStore<InventoryProfile<BucketFacts, ReadHistory>> buckets =
            new SubjectStore<>(Sights.BUCKETS, stores, 9);

    @Test
    void shouldWriteOneRowForAListingWithoutNews() {
        InventoryProfile<BucketFacts, ReadHistory> bucket = buckets.of(BUCKET);
        bucket.see(HOUR + 1, Sights.facts("a"));
        buckets.save(bucket);
        assertThat(written).containsExactlyInAnyOrder(BUCKET, BUCKET + "\nf");
        written.clear();

        bucket.see(HOUR + 2, Sights.facts("a"));
        buckets.save(bucket);
        assertThat(written).containsExactly(BUCKET);
        written.clear();

        bucket.see(HOUR + 2, Sights.facts("a"));
        buckets.save(bucket);
        assertThat(written).isEmpty();
    }

    @Test
    void shouldWriteTheRowsOfOneHourForTransfersAndOneDayWhenItIsFinal() {
        InventoryProfile<BucketFacts, ReadHistory> bucket = buckets.of(BUCKET);
        Sights.read(bucket, "data/", "eu-west-1", 0, "e", 7);
        buckets.save(bucket);
        String hour = BUCKET + "\no" + Sights.LAST.number() + "\no0";
        assertThat(written).containsExactlyInAnyOrder(BUCKET, hour);
        written.clear();

        Sights.read(bucket, "data/", "eu-west-1", 0, "e", 7);
        buckets.save(bucket);
        assertThat(written).isEmpty();

        bucket.close(Sights.LAST, 8);
        buckets.save(bucket);
        assertThat(written).containsExactlyInAnyOrder(BUCKET, hour, BUCKET + "\nd" + Sights.LAST.day());
        assertThat(stores.hours().get(hour)).isNull();
    }

    @Test
    void shouldRefuseRowsOfEarlierReleases() {
        stores.profiles().put(BUCKET, ("{\"key\":\"" + BUCKET + "\",\"born\":5}").getBytes(UTF_8));

        assertThatThrownBy(() -> buckets.find(BUCKET))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("rebuild the state as the changelog describes");
    }

    private final class RecordingStore implements StateStore {

        private final InMemoryStateStore rows = new InMemoryStateStore();

        @Override
        public byte @Nullable [] get(String key) {
            return rows.get(key);
        }

        @Override
        public void put(String key, byte @Nullable [] value) {
            written.add(key);
            rows.put(key, value);
        }

        @Override
        public void scan(String prefix, BiConsumer<String, byte[]> row) {
            rows.scan(prefix, row);
        }

        @Override
        public void scan(String prefix, @Nullable String after, BiPredicate<String, byte[]> row) {
            rows.scan(prefix, after, row);
        }
    }
}
