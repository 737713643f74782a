package dev.gleaner.analyzer.rule.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.analyzer.cost.PriceBook;
import dev.gleaner.analyzer.fixture.Defaults;
import dev.gleaner.analyzer.fixture.Savings;
import dev.gleaner.analyzer.fixture.Sights;
import dev.gleaner.analyzer.profile.inventory.BucketFacts;
import dev.gleaner.analyzer.profile.inventory.BucketSnapshot;
import dev.gleaner.analyzer.profile.inventory.InventoryProfile;
import dev.gleaner.analyzer.profile.prefix.AccessRecord;
import dev.gleaner.analyzer.profile.prefix.BucketContents;
import dev.gleaner.analyzer.profile.prefix.BucketContents.PrefixContents;
import dev.gleaner.analyzer.profile.prefix.ContentHistory;
import dev.gleaner.analyzer.profile.prefix.ReadsByAge;
import dev.gleaner.analyzer.rule.Verdict;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.finding.Evidence;
import dev.gleaner.contracts.finding.Remedy;
import dev.gleaner.contracts.finding.Saving;
import dev.gleaner.contracts.resource.Price;
import dev.gleaner.contracts.resource.PriceKey;
import dev.gleaner.contracts.signal.ObjectHistogramBins;
import dev.gleaner.contracts.signal.proto.PrefixSize;
import dev.gleaner.contracts.signal.proto.StoredObjects;
import dev.gleaner.test.SeededTest;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code log-retention} tells of prefixes of buckets. */
class LogPrefixExpiryTest {

    private static final LocalDate DAY = LocalDate.of(2026, 11, 28);
    private static final PriceBook BOOK = new PriceBook(LogPrefixExpiryTest::prices, key -> List.of());

    private static final String NO_RULES = "{\"Rules\":[]}";
    private static final Instant REPORTED = Sights.LAST.start();
    private static final long GIB = 1L << 30;

    /** USD a GB-month. */
    private static final Map<String, String> PRICES =
            Map.of("standard", "0.025", "standard-ia", "0.0125", "deep-archive", "0.001");

    /** 1,000 GB cost 25 USD a month, 600 of them are older than a year. */
    @Test
    void shouldProposeToExpireLogsThatNeverDo() {
        Case bucket = new Case(NO_RULES).with("logs/", null, old(600), young(400));

        assertThat(bucket.remedies()).singleElement().satisfies(remedy -> {
            assertThat(remedy.action()).isEqualTo("put-lifecycle-rule");
            assertThat(remedy.reversible()).isFalse();
            assertThat(remedy.irreversibleParts()).isNotEmpty();
            assertThat(remedy.parameters())
                    .isEqualTo(Map.of(
                            "rule",
                            "{\"ID\":\"gleaner-expire-logs\",\"Filter\":{\"Prefix\":\"logs/\"},\"Status\":\"Enabled\","
                                    + "\"Expiration\":{\"Days\":365}}"));
            assertThat(remedy.text()).contains("within 48 hours about 600 objects of 640 GB");
        });
        assertThat(bucket.evidence())
                .contains(
                        new Evidence("logs/: cost of storage", 25, "USD a month", 5.0, 1, 1),
                        new Evidence("logs/: objects deleted within 48 hours", 600, "objects", null, 1, 1),
                        new Evidence("logs/: bytes deleted within 48 hours", 600.0 * GIB, "bytes", null, 1, 1));
        assertThat(bucket.saved()).isEqualByComparingTo("15");
        assertThat(bucket.certainlySaved()).isEqualByComparingTo("15");
    }

    @ParameterizedTest
    @CsvSource({
        "logs/, true",
        "app/logs/, true",
        "a/b/AWSLogs/, true",
        "access-logs/, true",
        "elb/, true",
        "cloudtrail/, true",
        "models/, false",
        "catalogs/, false",
        "logs-of-training/, false",
        "'', false",
        "*, false"
    })
    void shouldKnowLogsByTheNameOfTheirFolder(String prefix, boolean isFound) {
        assertThat(new Case(NO_RULES).with(prefix, null, old(1000)).verdict() instanceof Verdict.Found)
                .isEqualTo(isFound);
    }

    /** A rule applies to all that lies below, so that longer prefixes count with the outermost one. */
    @Test
    void shouldPutOneRuleOnTheOutermostPrefix() {
        Case bucket = new Case(NO_RULES)
                .with("AWSLogs/", null, old(10))
                .with("AWSLogs/1/logs/", null, old(300))
                .with("AWSLogs/2/", null, old(190))
                .with("raw/", null, old(5000));

        assertThat(bucket.rules())
                .singleElement()
                .satisfies(
                        rule -> assertThat(rule.at("/Filter/Prefix").asText()).isEqualTo("AWSLogs/"));
        assertThat(bucket.saved()).isEqualByComparingTo("12.5");
    }

    /** 200 GB cost exactly 5 USD. */
    @Test
    void shouldSayNothingAtTheLimit() {
        assertThat(new Case(NO_RULES).with("logs/", null, old(200)).verdict()).isInstanceOf(Verdict.Nothing.class);
        assertThat(new Case(NO_RULES).with("logs/", null, old(201)).verdict()).isInstanceOf(Verdict.Found.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"Filter\":{\"Prefix\":\"logs/\"},\"Status\":\"Enabled\",\"Expiration\":{\"Days\":3650}}",
                "{\"Filter\":{},\"Status\":\"Enabled\",\"Expiration\":{\"Days\":400}}",
                "{\"Filter\":{\"Prefix\":\"logs/\"},\"Status\":\"Enabled\",\"Expiration\":{\"Date\":\"2030-01-01T00:00:00Z\"}}"
            })
    void shouldSayNothingOfLogsThatExpire(String rule) {
        assertThat(new Case(rules(rule)).with("logs/", null, old(1000)).verdict())
                .isEqualTo(new Verdict.Nothing("each prefix of logs that costs more than 5.0 USD a month expires"));
    }

    /** A transition, a disabled rule, or one of another prefix does not expire them. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"Filter\":{\"Prefix\":\"logs/\"},\"Status\":\"Disabled\",\"Expiration\":{\"Days\":30}}",
                "{\"Filter\":{\"Prefix\":\"logs/\"},\"Status\":\"Enabled\",\"Transitions\":[{\"Days\":30,\"StorageClass\":\"GLACIER\"}]}",
                "{\"Filter\":{\"Prefix\":\"raw/\"},\"Status\":\"Enabled\",\"Expiration\":{\"Days\":3000}}",
                "{\"Filter\":{\"Prefix\":\"logs/debug/\"},\"Status\":\"Enabled\",\"Expiration\":{\"Days\":30}}"
            })
    void shouldProposeWhereARuleExpiresSomethingElse(String rule) {
        assertThat(new Case(rules(rule)).with("logs/", null, old(1000)).rules()).hasSize(1);
    }

    /** What a rule expires by itself costs nothing that this one could save. */
    @Test
    void shouldNotCountLongerPrefixesThatExpire() {
        String rule = "{\"Filter\":{\"Prefix\":\"logs/debug/\"},\"Status\":\"Enabled\",\"Expiration\":{\"Days\":30}}";
        Case bucket = new Case(rules(rule)).with("logs/", null, old(300)).with("logs/debug/", null, old(9000));

        assertThat(bucket.saved()).isEqualByComparingTo("7.5");
    }

    /** Somebody decided that a part is kept for longer, which the rule would expire earlier. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"ID\":\"audit\",\"Filter\":{\"Prefix\":\"logs/audit/\"},\"Status\":\"Enabled\",\"Expiration\":{\"Days\":2555}}",
                "{\"ID\":\"audit\",\"Filter\":{\"And\":{\"Prefix\":\"\",\"Tags\":[{\"Key\":\"keep\",\"Value\":\"7y\"}]}},\"Status\":\"Enabled\",\"Expiration\":{\"Days\":2555}}"
            })
    void shouldOnlyAdviseWhereARuleKeepsAPartForLonger(String rule) {
        List<Remedy> remedies =
                new Case(rules(rule)).with("logs/", null, old(1000)).remedies();

        assertThat(remedies).singleElement().satisfies(remedy -> {
            assertThat(remedy.action()).isEqualTo(Remedy.ADVICE);
            assertThat(remedy.text()).contains("logs/ (the rule audit keeps a part of it for longer)");
        });
    }

    @Test
    void shouldOnlyAdviseWhereOldLogsAreRead() {
        assertAdvice(reads(12, 0, 0), "objects older than 365 days are read");
        assertAdvice(reads(17, 0, 0), "objects older than 365 days are read");
        assertAdvice(reads(0, 1, 0), "objects are read whose age is not known");
        assertAdvice(reads(0, 0, 1), "objects are read whose age is not known");
        assertThat(new Case(NO_RULES).with("logs/", reads(11, 0, 0), old(1000)).rules())
                .hasSize(1);
    }

    /** Nothing known of reads is not the same as no reads. */
    @Test
    void shouldSayOfWhichPrefixNoReadIsKnown() {
        Case bucket = new Case(NO_RULES).with("a/logs/", null, old(400)).with("b/logs/", reads(3, 0, 0), old(4000));

        assertThat(bucket.remedies().get(0).text())
                .contains("No read of an object below a/logs/ is known:")
                .contains("Expire logs below a/logs/, b/logs/ after");
        assertThat(new Case(NO_RULES)
                        .with("b/logs/", reads(3, 0, 0), old(4000))
                        .remedies()
                        .get(0)
                        .text())
                .doesNotContain("No read");
    }

    /** The reads of a longer prefix are those of objects that the rule would expire. */
    @Test
    void shouldOnlyAdviseWhereOldLogsOfALongerPrefixAreRead() {
        assertThat(new Case(NO_RULES)
                        .with("logs/", null, old(1000))
                        .with("logs/audit/", reads(17, 0, 0), old(1))
                        .remedies())
                .extracting(Remedy::action)
                .containsExactly(Remedy.ADVICE);
    }

    @Test
    void shouldProposeWhatItMayAndNameTheRest() {
        Case bucket = new Case(NO_RULES).with("a/logs/", null, old(400)).with("b/logs/", reads(17, 0, 0), old(4000));

        assertThat(bucket.remedies()).extracting(Remedy::action).containsExactly("put-lifecycle-rule", Remedy.ADVICE);
        assertThat(bucket.rules()).hasSize(1);
        assertThat(bucket.saved()).isEqualByComparingTo("10");
    }

    @ParameterizedTest
    @CsvSource({"legal-hold, true, false", "Retention-Hold, '', false", "legal-hold, false, true", "team, logs, true"})
    void shouldNeverReportABucketThatHasToKeepItsObjects(String key, String value, boolean isFound) {
        Case bucket = new Case(NO_RULES, Map.of(key, value), "").with("logs/", null, old(1000));

        assertThat(bucket.verdict() instanceof Verdict.Found).isEqualTo(isFound);
    }

    /** Without it an expired object stays as an old version. */
    @Test
    void shouldExpireOldVersionsWhereThereMayBeSome() {
        Case bucket = new Case(NO_RULES, Map.of(), "Enabled")
                .with("logs/", null, old(1000), stored("STANDARD", true, 60, 100), stored("STANDARD", true, 30, 50));

        assertThat(bucket.rules()
                        .get(0)
                        .at("/NoncurrentVersionExpiration/NoncurrentDays")
                        .asInt())
                .isEqualTo(30);
        assertThat(bucket.saved()).isEqualByComparingTo("27.5");
        assertThat(bucket.certainlySaved()).isEqualByComparingTo("25");
    }

    @Test
    void shouldLeaveOldVersionsToARuleThatExpiresThem() {
        String rule = "{\"Filter\":{},\"Status\":\"Enabled\",\"NoncurrentVersionExpiration\":{\"NoncurrentDays\":90}}";
        Case bucket = new Case(rules(rule), Map.of(), "Enabled")
                .with("logs/", null, old(1000), stored("STANDARD", true, 60, 100));

        assertThat(bucket.rules().get(0).has("NoncurrentVersionExpiration")).isFalse();
        assertThat(bucket.saved()).isEqualByComparingTo("25");
    }

    /** An unknown price is not zero: neither does it hide a prefix, nor is it in an amount. */
    @Test
    void shouldNotTakeAnUnknownPriceForNone() {
        assertThat(new Case(NO_RULES)
                        .with("logs/", null, stored("GLACIER", false, 3650, 9000))
                        .verdict())
                .isEqualTo(new Verdict.Insufficient(List.of("the price of GLACIER in S3, in which there are logs")));
        assertThat(new Case(NO_RULES)
                        .with("logs/", null, old(1000), stored("NEW_CLASS", false, 3650, 10))
                        .evidence())
                .extracting(Evidence::name)
                .contains("logs/: in NEW_CLASS, whose price is not known, in no cost");
    }

    @Test
    void shouldCountEachClassAtItsPrice() {
        Case bucket = new Case(NO_RULES)
                .with(
                        "logs/",
                        null,
                        old(100),
                        stored("STANDARD_IA", false, 545, 400),
                        stored("DEEP_ARCHIVE", false, 3650, 2000));

        assertThat(bucket.saved()).isEqualByComparingTo("9.5");
    }

    @Test
    void shouldSayNothingWithoutAReport() {
        assertThat(new Case(NO_RULES).verdict(BucketContents.NONE))
                .isEqualTo(new Verdict.Nothing("no inventory report shows its prefixes"));
    }

    @Test
    void shouldNotTakeAnUnknownDocumentForNone() {
        assertThat(new Case(null).with("logs/", null, old(1000)).verdict()).isInstanceOf(Verdict.Insufficient.class);
        assertThat(new Case("no JSON").with("logs/", null, old(1000)).verdict())
                .isInstanceOf(Verdict.Insufficient.class);
        assertThat(new Case(null).with("raw/", null, old(1000)).verdict()).isInstanceOf(Verdict.Nothing.class);
    }

    /** Of any contents: what is proposed was not read at that age, and nobody keeps a part of it for longer. */
    @SeededTest(200)
    void shouldNeverExpireWhatIsReadOrKept(long seed) {
        Random random = new Random(seed);
        boolean isKept = random.nextInt(3) == 0;
        Case bucket = new Case(
                isKept
                        ? rules("{\"Filter\":{\"Prefix\":\"logs/b/\"},\"Status\":\"Enabled\",\"Expiration\":{\"Days\":"
                                + (200 + random.nextInt(400)) + "}}")
                        : NO_RULES);
        List<String> prefixes = new ArrayList<>(List.of("logs/", "logs/a/", "logs/b/", "a/logs/", "raw/"));
        Collections.shuffle(prefixes, random);
        Map<String, ReadsByAge> reads = new HashMap<>();
        for (String prefix : prefixes) {
            ReadsByAge some = random.nextInt(3) == 0 ? reads(random.nextInt(18), 0, 0) : null;
            if (some != null) {
                reads.put(prefix, some);
            }
            bucket.with(prefix, some, old(1 + random.nextInt(500)), young(1 + random.nextInt(500)));
        }
        if (!(bucket.verdict() instanceof Verdict.Found)) {
            return;
        }

        for (JsonNode rule : bucket.rules()) {
            String prefix = rule.at("/Filter/Prefix").asText();
            assertThat(Set.of("logs/", "a/logs/")).contains(prefix);
            reads.forEach((read, ages) -> {
                boolean expiresByItself = isKept && read.equals("logs/b/");
                if (read.startsWith(prefix) && !expiresByItself) {
                    for (int bin = ObjectHistogramBins.ageBinOf(365);
                            bin < ages.requests().size();
                            bin++) {
                        assertThat(ages.requests().get(bin)).isZero();
                    }
                }
            });
            assertThat(bucket.lifecycle().matches(".*\"Days\":(3(6[6-9]|[7-9].)|[4-9]..).*") && prefix.equals("logs/"))
                    .isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource({"logs, 5, 365, 30", "/, 5, 365, 30", "logs/, -1, 365, 30", "logs/, 5, 0, 30", "logs/, 5, 365, 0"})
    void shouldRefuseLimitsThatMakeNoSense(String name, double minimum, int days, int noncurrentDays) {
        assertThatThrownBy(() -> new LogPrefixExpiry(List.of(name), minimum, days, noncurrentDays, Set.of(), 1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static void assertAdvice(ReadsByAge reads, String reason) {
        assertThat(new Case(NO_RULES).with("logs/", reads, old(1000)).remedies())
                .singleElement()
                .satisfies(remedy -> {
                    assertThat(remedy.action()).isEqualTo(Remedy.ADVICE);
                    assertThat(remedy.text()).contains(reason);
                });
    }

    private static String rules(String rule) {
        return "{\"Rules\":[" + rule + "]}";
    }

    /** A read a month of objects of an age step, and others of unknown age. */
    private static ReadsByAge reads(int bin, double unknown, double doubtful) {
        List<Double> requests = new ArrayList<>(
                Collections.nCopies(ObjectHistogramBins.ageSteps().size(), 0.0));
        requests.set(bin, 1.0);
        return new ReadsByAge(requests, requests, unknown, unknown, doubtful, 400);
    }

    private static StoredObjects old(int gibibytes) {
        return stored("STANDARD", false, 545, gibibytes);
    }

    private static StoredObjects young(int gibibytes) {
        return stored("STANDARD", false, 365, gibibytes);
    }

    private static StoredObjects stored(String storageClass, boolean isNoncurrent, int ageLimit, int gibibytes) {
        return StoredObjects.newBuilder()
                .setStorageClass(storageClass)
                .setNoncurrent(isNoncurrent)
                .addAgeDays(ageLimit)
                .addSizeBits(31)
                .addObjects(gibibytes)
                .addBytes(gibibytes * GIB)
                .build();
    }

    private static List<Price> prices(PriceKey key) {
        return price(key).map(amount -> new Price(key, amount, DAY, "a list")).stream()
                .toList();
    }

    private static Optional<BigDecimal> price(PriceKey key) {
        return key.service().equals("s3") && key.unit().equals("gb-month")
                ? Optional.ofNullable(PRICES.get(key.type())).map(BigDecimal::new)
                : Optional.empty();
    }

    /** A bucket with what a report shows of it. */
    private static final class Case {

        private final @Nullable String lifecycle;
        private final BucketSnapshot input;
        private final Map<String, PrefixContents> prefixes = new HashMap<>();

        Case(@Nullable String lifecycle) {
            this(lifecycle, Map.of(), "");
        }

        Case(@Nullable String lifecycle, Map<String, String> tags, String versioning) {
            this.lifecycle = lifecycle;
            InventoryProfile<BucketFacts, ContentHistory> bucket = Sights.storedBucket();
            BucketFacts facts = Sights.versioned(lifecycle, versioning);
            bucket.see(
                    Sights.LAST.endMillis(),
                    new BucketFacts(
                            facts.account(), facts.region(), tags, lifecycle, versioning, List.of(), null, null, null));
            this.input =
                    new BucketSnapshot(bucket.at(Sights.LAST, Sights.LAST.endMillis()), LogPrefixExpiryTest::price);
        }

        Case with(String prefix, @Nullable ReadsByAge reads, StoredObjects... stored) {
            PrefixSize.Builder size = PrefixSize.newBuilder().setPrefix(prefix);
            for (StoredObjects some : stored) {
                size.addStored(some);
            }
            prefixes.put(prefix, new PrefixContents(size.build(), reads));
            return this;
        }

        String lifecycle() {
            return String.valueOf(lifecycle);
        }

        Verdict verdict() {
            return verdict(contents());
        }

        Verdict verdict(BucketContents contents) {
            return LogPrefixExpiry.of(Defaults.of(LogRetentionConfig.class)).evaluate(input, contents);
        }

        List<Remedy> remedies() {
            return ((Verdict.Found) verdict()).remedies();
        }

        List<Evidence> evidence() {
            return ((Verdict.Found) verdict()).evidence();
        }

        List<JsonNode> rules() {
            List<JsonNode> rules = new ArrayList<>();
            for (Remedy remedy : remedies()) {
                if (!remedy.action().equals(Remedy.ADVICE)) {
                    JsonNode json = Json.read(remedy.parameters().get("rule"), JsonNode.class);
                    (json.isArray() ? json : List.of(json)).forEach(rules::add);
                }
            }
            return rules;
        }

        @Nullable
        BigDecimal saved() {
            return saving().monthly();
        }

        @Nullable
        BigDecimal certainlySaved() {
            return saving().low();
        }

        private Saving saving() {
            return Savings.of(verdict(), BOOK.on(DAY));
        }

        private BucketContents contents() {
            return new BucketContents(REPORTED, prefixes, AccessRecord.NONE);
        }
    }
}
