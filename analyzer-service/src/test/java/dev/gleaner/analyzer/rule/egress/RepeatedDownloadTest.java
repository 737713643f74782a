package dev.gleaner.analyzer.rule.egress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.analyzer.fixture.Defaults;
import dev.gleaner.analyzer.fixture.ReadBucket;
import dev.gleaner.analyzer.fixture.Savings;
import dev.gleaner.analyzer.fixture.Signals;
import dev.gleaner.analyzer.profile.inventory.PrefixReuseSnapshot;
import dev.gleaner.analyzer.rule.Verdict;
import dev.gleaner.contracts.finding.Evidence;
import dev.gleaner.contracts.finding.Remedy;
import dev.gleaner.contracts.finding.Saving;
import dev.gleaner.contracts.resource.PriceKey;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RepeatedDownloadTest {

    private static final long GB = 1_000_000_000L;
    private static final LocalDate DAY = LocalDate.of(2026, 7, 19);
    private static final String PREFIX = "data/";
    private static final RepeatedDownload RULE = RepeatedDownload.of(Defaults.of(RepeatedDownloadConfig.class));

    private final ReadBucket bucket = new ReadBucket().listedIn(Signals.REGION);

    @Test
    void shouldFindAPrefixWhoseObjectsAreReadEachDay() {
        readEachDay("us-west-2", 7, 20 * GB);

        Verdict.Found found = (Verdict.Found) evaluate();

        // 1,400 GB in a week are 6,083 a month; six of seven reads are of an object that was read before.
        assertThat(value(found, "read a month")).isEqualTo(Math.rint(1400e9 * 730 / 168));
        assertThat(value(found, "read again within 30 days")).isEqualTo(85.714);
        assertThat(value(found, "cache size at the knee")).isBetween(200e9, 225e9);
        assertThat(value(found, "bytes that this cache avoids")).isEqualTo(85.714);
        assertThat(value(found, "read from us-west-2 a month")).isEqualTo(Math.rint(1400e9 * 730 / 168));
        assertThat(value(found, "requests a month")).isEqualTo(Math.rint(70 * 730 / 168.0));
        assertThat(value(found, "reads are known")).isEqualTo(7);
        assertThat(found.evidence())
                .filteredOn(evidence -> evidence.name().startsWith("saved by a cache of "))
                .extracting(Evidence::value)
                .containsExactly(0.0, 0.0, 0.0, 104.29, 104.29, 104.29);
        assertThat(found.remedies()).allMatch(remedy -> remedy.action().equals(Remedy.ADVICE));
        assertThat(found.remedies().get(0).text()).contains("deploy/kits/cache/render finding.json out");
    }

    @Test
    void shouldTellWhatTheVolumesOfTheCachesCost() {
        readEachDay("us-west-2", 7, 20 * GB);

        Saving saving = saving();

        // The knee of 210.5 GB is 196 GiB; with a tenth more 216, of which a volume of 228 GiB has 95 %.
        assertThat(saving.monthly()).isEqualByComparingTo("104.29");
        assertThat(saving.high()).isEqualByComparingTo("104.29");
        assertThat(saving.low()).isEqualByComparingTo("104.29");
        assertThat(saving.basis())
                .contains("GB to us-west-2 5214.3 x 0.02", "a cache in us-west-2, gp3 GB")
                .contains("; a cache costs "
                        + volume().multiply(new BigDecimal("0.08"))
                                .setScale(2, RoundingMode.HALF_UP)
                                .toPlainString() + " a month");
    }

    @Test
    void shouldNotFindReadsOfTheOwnRegionWhoseTransferIsFree() {
        readEachDay(Signals.REGION, 7, 20 * GB);

        assertThat(evaluate()).isEqualTo(new Verdict.Nothing("all of its reads do not cost more than the limit"));
    }

    @Test
    void shouldNotPriceTransferToWhereItIsNotKnown() {
        readEachDay("", 7, 20 * GB);

        assertThat(evaluate()).isInstanceOf(Verdict.Nothing.class);
    }

    @Test
    void shouldSayNothingAtTheLimitOfDollars() {
        readEachDay("us-west-2", 7, 3_835_000_000L);
        assertThat(evaluate()).isInstanceOf(Verdict.Nothing.class);
        ReadBucket more = new ReadBucket().listedIn(Signals.REGION);

        readEachDay(more, "us-west-2", 7, 3_840_000_000L);

        assertThat(RULE.evaluate(more.at(PREFIX, RepeatedDownloadTest::price))).isInstanceOf(Verdict.Found.class);
    }

    @Test
    void shouldPriceTheInternetByTheTiersThatAreSaved() {
        readEachDay("internet", 7, GB);

        // Of 304 GB a month 261 are avoided; the 43 that are left would be free, and so are 57 of the avoided ones.
        assertThat(saving().monthly()).isEqualByComparingTo("18.38");
        assertThat(evaluate()).isInstanceOf(Verdict.Nothing.class);
    }

    @Test
    void shouldBeInsufficientUntilReadsOfAWeekAreKnown() {
        readEachDay("us-west-2", 6, 20 * GB);

        assertThat(evaluate())
                .isInstanceOfSatisfying(
                        Verdict.Insufficient.class,
                        insufficient ->
                                assertThat(insufficient.missing()).containsExactly("reads of 7 days; 6 are known"));
    }

    @Test
    void shouldSayNothingOfAFewReadsHoweverShortTheyAreKnown() {
        readEachDay("us-west-2", 2, GB / 10);

        assertThat(evaluate()).isInstanceOf(Verdict.Nothing.class);
    }

    @Test
    void shouldSayNothingOfObjectsThatAreReadOnce() {
        for (int day = 0; day < 8; day++) {
            for (int object = 0; object < 10; object++) {
                bucket.read(PREFIX, "us-west-2", day, 1000 * object, 100L * day + object, 20 * GB);
            }
        }
        bucket.closeBefore(8);

        assertThat(evaluate()).isEqualTo(new Verdict.Nothing("too few of the bytes read had been read before"));
    }

    /** Clients download a large object as many ranges at the same time. */
    @Test
    void shouldNotTakeTheRangesOfADownloadForRepetitions() {
        for (int day = 0; day < 8; day++) {
            for (int range = 0; range < 500; range++) {
                bucket.read(PREFIX, "us-west-2", day, 3600 + range, day, GB);
            }
        }
        bucket.closeBefore(8);

        assertThat(evaluate()).isEqualTo(new Verdict.Nothing("too few of the bytes read had been read before"));
    }

    @Test
    void shouldBeInsufficientIfAPriceIsNotKnown() {
        ReadBucket elsewhere = new ReadBucket().listedIn("mars-north-1");
        readEachDay(elsewhere, "us-west-2", 7, 20 * GB);

        assertThat(RULE.evaluate(elsewhere.at(PREFIX, RepeatedDownloadTest::price)))
                .isInstanceOfSatisfying(
                        Verdict.Insufficient.class,
                        insufficient -> assertThat(insufficient.missing())
                                .contains("the price s3|transfer-cross-region|mars-north-1|||gb"));
    }

    @Test
    void shouldSayNothingOfABucketThatIsNotListed() {
        ReadBucket unlisted = new ReadBucket();
        readEachDay(unlisted, "us-west-2", 7, 20 * GB);

        assertThat(RULE.evaluate(unlisted.at(PREFIX, RepeatedDownloadTest::price)))
                .isEqualTo(new Verdict.Nothing("it is not listed"));
    }

    @Test
    void shouldSayNothingOfAPrefixOfWhichNoReadIsKnown() {
        readEachDay("us-west-2", 7, 20 * GB);

        assertThat(RULE.evaluate(bucket.at("other/", RepeatedDownloadTest::price)))
                .isEqualTo(new Verdict.Nothing("no final day with reads of it is known"));
    }

    /** The window of weeks counts, however long ago the first read was. */
    @Test
    void shouldForgetReadsAfterFiveWeeks() {
        readEachDay("us-west-2", 7, 20 * GB);
        bucket.closeBefore(34);
        assertThat(evaluate()).isInstanceOf(Verdict.Found.class);

        bucket.closeBefore(36);

        assertThat(evaluate()).isEqualTo(new Verdict.Nothing("no final day with reads of it is known"));
    }

    private void readEachDay(String region, int days, long bytes) {
        readEachDay(bucket, region, days, bytes);
    }

    /** Ten objects, each of which is read once a day. */
    private static void readEachDay(ReadBucket bucket, String region, int days, long bytes) {
        for (int day = 0; day < days; day++) {
            for (int object = 0; object < 10; object++) {
                bucket.read(PREFIX, region, day, 1000 * object, object, bytes);
            }
        }
        bucket.closeBefore(days);
    }

    private Verdict evaluate() {
        return RULE.evaluate(snapshot());
    }

    private PrefixReuseSnapshot snapshot() {
        return bucket.at(PREFIX, RepeatedDownloadTest::price);
    }

    /** GiB of the volume, as deploy/kits/cache/README.md describes it. */
    private BigDecimal volume() {
        double knee = value((Verdict.Found) evaluate(), "cache size at the knee");
        double cache = Math.ceil(knee * 1.1 / (1L << 30));
        return BigDecimal.valueOf(Math.ceil(cache / 0.95));
    }

    private static double value(Verdict.Found found, String name) {
        return found.evidence().stream()
                .filter(evidence -> evidence.name().equals(name))
                .mapToDouble(Evidence::value)
                .findFirst()
                .orElseThrow();
    }

    /** Without a limit of what the cache has to save. */
    private Saving saving() {
        RepeatedDownload unlimited =
                new RepeatedDownload(RULE.repeatedPercent(), BigDecimal.ZERO, RULE.days(), RULE.effortMinutes());
        return Savings.of(unlimited.evaluate(snapshot()), Defaults.prices().on(DAY));
    }

    private static Optional<BigDecimal> price(PriceKey key) {
        return Defaults.prices().on(DAY).amount(key);
    }
}
