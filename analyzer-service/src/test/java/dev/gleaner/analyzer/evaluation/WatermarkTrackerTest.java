package dev.gleaner.analyzer.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.analyzer.store.InMemoryStateStore;
import dev.gleaner.analyzer.store.StateStore;
import dev.gleaner.contracts.resource.AccountRegion;
import dev.gleaner.contracts.resource.ResourceKind;
import dev.gleaner.contracts.signal.proto.SourceProgress;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WatermarkTrackerTest {

    private static final AnalyzerConfig.Timing TIMING = new AnalyzerConfig.Timing(
            Duration.ofHours(24), Duration.ofHours(6), Duration.ofHours(48), Duration.ofHours(1));
    private static final List<RequiredSources> REQUIRED = List.of(
            RequiredSources.of(
                    RequiredSources.Category.METRICS, RequiredSources.Category.listingOf(ResourceKind.INSTANCE)),
            RequiredSources.of(RequiredSources.Category.listingOf(ResourceKind.BUCKET)));
    private static final List<String> SOURCES = List.of("inventory", "get-metric-data", "inventory-buckets");
    private static final int ACCOUNTS = 12;
    private static final long HOUR = Duration.ofHours(1).toMillis();

    /** What is kept between reports is what a tracker computes that reads all watermarks. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void shouldHaveTheBoundsOfATrackerThatStartsAnew(long seed) {
        Random random = new Random(seed);
        StateStore stateStore = new InMemoryStateStore();
        WatermarkTracker tracker = new WatermarkTracker(stateStore, TIMING);

        for (int report = 0; report < 300; report++) {
            tracker.advance(report(random, report));
            if (random.nextInt(4) == 0) {
                requireSameBounds(tracker, new WatermarkTracker(stateStore, TIMING));
            }
        }
    }

    private static void requireSameBounds(WatermarkTracker tracker, WatermarkTracker anew) {
        for (RequiredSources required : REQUIRED) {
            assertThat(tracker.ended(required)).isEqualTo(anew.ended(required));
            assertThat(tracker.bounds(AccountRegion.UNKNOWN, required))
                    .isEqualTo(anew.bounds(AccountRegion.UNKNOWN, required));
            for (int account = 0; account < ACCOUNTS; account++) {
                assertThat(tracker.bounds(accountRegion(account), required))
                        .isEqualTo(anew.bounds(accountRegion(account), required));
            }
        }
    }

    /** About later and later hours on the average, but some reports go back. */
    private static SourceProgress report(Random random, int report) {
        AccountRegion where = accountRegion(random.nextInt(ACCOUNTS));
        return SourceProgress.newBuilder()
                .setSource(SOURCES.get(random.nextInt(SOURCES.size())))
                .setAccount(where.account())
                .setRegion(where.region())
                .setThrough((1_000 + report + random.nextInt(40)) * HOUR)
                .build();
    }

    private static AccountRegion accountRegion(int account) {
        return new AccountRegion("12345678901" + account, "us-east-1");
    }
}
