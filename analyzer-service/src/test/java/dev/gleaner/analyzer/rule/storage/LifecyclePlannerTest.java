package dev.gleaner.analyzer.rule.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.analyzer.fixture.Defaults;
import dev.gleaner.analyzer.fixture.Sights;
import dev.gleaner.analyzer.fixture.Signals;
import dev.gleaner.analyzer.profile.prefix.AccessRecord;
import dev.gleaner.analyzer.profile.prefix.BucketContents;
import dev.gleaner.analyzer.profile.prefix.BucketContents.PrefixContents;
import dev.gleaner.analyzer.profile.prefix.ReadsByAge;
import dev.gleaner.analyzer.rule.storage.LifecyclePlan.PrefixPlan;
import dev.gleaner.analyzer.rule.storage.schedule.LifecycleDocument;
import dev.gleaner.analyzer.rule.storage.schedule.LifecycleSchedule.Step;
import dev.gleaner.analyzer.rule.storage.schedule.StorageClass;
import dev.gleaner.analyzer.rule.storage.schedule.StoragePrices;
import dev.gleaner.contracts.resource.PriceKey;
import dev.gleaner.contracts.signal.ObjectHistogramBins;
import dev.gleaner.contracts.signal.proto.PrefixSize;
import dev.gleaner.contracts.signal.proto.StoredObjects;
import dev.gleaner.test.SeededTest;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LifecyclePlannerTest {

    private static final Instant REPORTED = Instant.parse("2026-07-01T00:00:00Z");
    private static final List<Integer> LIMITS = ObjectHistogramBins.ageSteps();
    private static final String NO_RULES = "{\"Rules\":[]}";
    private static final Set<StorageClass> RESTORED = Set.of(StorageClass.GLACIER, StorageClass.DEEP_ARCHIVE);

    private static final StoragePrices PRICES = StoragePrices.of(Signals.REGION, LifecyclePlannerTest::price);

    /** Without the class whose reads cost nothing. */
    private static final StoragePrices NO_TIERING =
            StoragePrices.of(Signals.REGION, key -> key.text().contains("intelligent") ? Optional.empty() : price(key));

    private final LifecyclePlanner planner =
            new LifecyclePlanner(List.of(PrefixConvention.parse("training-data/ STANDARD_IA@30 GLACIER@90")), 1, 30);

    @Test
    void shouldMoveObjectsThatAreNeverReadToTheCheapestArchive() {
        PrefixPlan rule = only(plan(Map.of("a/", cold(5000, reads(Map.of(), 0, 0, 400))), NO_RULES));

        assertThat(rule.prefix()).isEqualTo("a/");
        assertThat(rule.schedule().current()).extracting(Step::storageClass).contains(StorageClass.DEEP_ARCHIVE);
        assertThat(rule.isMeasured()).isTrue();
        assertThat(rule.gain(12)).isGreaterThan(80);
    }

    /**
     * The same objects, as far as is known: a read of an unknown age, a year that is not over, server access logs, of which S3 may have lost
     * a record, and no data events at all.
     */
    @Test
    void shouldNotMoveObjectsToAnArchiveThatNeedsARestoreUnlessEachReadOfAYearIsKnown() {
        for (ReadsByAge reads : new ReadsByAge[] {
            reads(Map.of(30, 1.0), 1, 0, 400),
            reads(Map.of(30, 1.0), 0, 1, 400),
            reads(Map.of(), 0, 0, 364),
            logged(reads(Map.of(30, 1.0), 0, 0, 400)),
            logged(reads(Map.of(), 0, 0, 400)),
            null
        }) {
            PrefixPlan rule = only(plan(Map.of("a/", cold(5000, reads)), NO_RULES));

            assertThat(rule.schedule().current()).extracting(Step::storageClass).doesNotContainAnyElementsOf(RESTORED);
        }
    }

    /** Reads of which no age is known, or of a few days, are not a measurement. */
    @Test
    void shouldNotCountAsMeasuredWhatIsKnownOfTooLittle() {
        assertThat(only(plan(Map.of("a/", cold(5000, reads(Map.of(), 9, 0, 400))), NO_RULES))
                        .isMeasured())
                .isFalse();
        assertThat(only(plan(Map.of("a/", cold(5000, reads(Map.of(), 0, 0, 29))), NO_RULES))
                        .isMeasured())
                .isFalse();
        assertThat(only(plan(Map.of("a/", cold(5000, reads(Map.of(), 0, 0, 30))), NO_RULES))
                        .isMeasured())
                .isTrue();
    }

    /** They may be old and read every day, whatever is known of their ages. */
    @Test
    void shouldLeaveObjectsThatAreSeenToBeReadUntilTheirReadsAreKnown() {
        for (ReadsByAge early :
                List.of(reads(Map.of(365, 1.0), 0, 0, 29), reads(Map.of(), 1, 0, 29), reads(Map.of(), 0, 1, 0))) {
            Optional<LifecyclePlan> plan = plan(Map.of("a/", cold(5000, early)), NO_RULES);

            assertThat(plan.orElseThrow().rules()).isEmpty();
            assertThat(plan.orElseThrow().left())
                    .containsExactly("a/: it is read, and its reads are known for less than 30 days");
        }
    }

    /** All old objects are scanned in some months and left alone in the others: what comes next is not known. */
    @SeededTest(40)
    void shouldKeepWhatIsReadInOneHalfOfTheTimeAlone(long seed) {
        Random random = new Random(seed);
        // A year of 0.6 to 0.9 reads of each object a month, and so of twice as many in one half.
        double scanned = 5000 * 12 * (0.6 + 0.3 * random.nextDouble());
        ReadsByAge quiet = whole(Map.of(), 180);
        ReadsByAge scans = whole(Map.of(365, scanned), 180);
        boolean isNewer = random.nextBoolean();
        ReadsByAge all = whole(Map.of(365, scanned), 360);

        Optional<LifecyclePlan> plan = plan(
                Map.of("a/", cold(5000, halved(all, isNewer ? quiet : scans, isNewer ? scans : quiet))),
                NO_RULES,
                NO_TIERING);

        assertThat(plan.orElseThrow().rules()).isEmpty();
        ReadsByAge steady = whole(Map.of(365, scanned / 2), 180);
        assertThat(plan(Map.of("a/", cold(5000, halved(all, steady, steady))), NO_RULES, NO_TIERING)
                        .orElseThrow()
                        .rules())
                .hasSize(1);
    }

    @Test
    void shouldSayWhichScheduleItsReadsDoNotConfirm() {
        ReadsByAge all = whole(Map.of(365, 40_000.0), 360);
        assertThat(plan(Map.of("a/", cold(5000, all)), NO_RULES, NO_TIERING)
                        .orElseThrow()
                        .rules())
                .hasSize(1);

        Optional<LifecyclePlan> plan = plan(
                Map.of("a/", cold(5000, halved(all, whole(Map.of(), 180), whole(Map.of(365, 40_000.0), 180)))),
                NO_RULES,
                NO_TIERING);

        assertThat(plan.orElseThrow().rules()).isEmpty();
        assertThat(plan.orElseThrow().left())
                .singleElement()
                .asString()
                .matches(
                        "a/: \\w+ after \\d+ days? would cost more than today by the reads of one half of the time in which"
                                + " they are known");
    }

    @Test
    void shouldPutOneRuleOnAPrefixWhoseLongerPrefixesAllHaveTheSame() {
        PrefixPlan rule =
                only(plan(Map.of("a/", cold(100, null), "a/b/", cold(2000, null), "a/c/", cold(3000, null)), NO_RULES));

        assertThat(rule.prefix()).isEqualTo("a/");
        assertThat(rule.members()).containsExactlyInAnyOrder("a/", "a/b/", "a/c/");
    }

    /** A rule for a prefix applies to all below it. */
    @Test
    void shouldPutNoRuleOnAPrefixWithALongerOneThatHasAnotherSchedule() {
        Map<String, PrefixContents> prefixes = Map.of(
                "a/", cold(4000, null),
                "a/b/", cold(2000, null),
                "a/hot/", cold(3000, reads(Map.of(365, 4e6), 0, 0, 100)));

        LifecyclePlan plan = plan(prefixes, NO_RULES).orElseThrow();

        assertThat(plan.rules()).extracting(PrefixPlan::prefix).contains("a/b/").doesNotContain("a/");
        assertThat(plan.left()).singleElement().asString().startsWith("a/: ");
    }

    /** Objects above the limit of prefixes may be anywhere. */
    @Test
    void shouldPutNoRuleOnTheBucketIfSomeOfItsPrefixesAreNotKnown() {
        Map<String, PrefixContents> prefixes = new TreeMap<>(Map.of("", cold(1, null), "a/", cold(2000, null)));
        assertThat(only(plan(prefixes, NO_RULES)).prefix()).isEmpty();

        prefixes.put("*", cold(9, null));

        assertThat(only(plan(prefixes, NO_RULES)).prefix()).isEqualTo("a/");
    }

    @Test
    void shouldLeaveAPrefixToTheRuleOfSomebodyElseThatMovesIt() {
        String theirs = rules("theirs", "STANDARD_IA");

        LifecyclePlan plan = plan(Map.of("a/", cold(5000, null)), theirs).orElseThrow();

        assertThat(plan.rules()).isEmpty();
        assertThat(plan.left()).singleElement().asString().contains("theirs");
        assertThat(only(plan(Map.of("a/", cold(5000, null)), rules("gleaner-a", "STANDARD_IA")))
                        .prefix())
                .isEqualTo("a/");
    }

    @Test
    void shouldProposeNothingBelowTheMinimum() {
        assertThat(plan(Map.of("a/", cold(20, null)), NO_RULES).orElseThrow().rules())
                .isEmpty();
    }

    @Test
    void shouldNotPlanWithoutThePriceOfStandard() {
        assertThat(planner.plan(
                        Sights.facts(NO_RULES),
                        LifecycleDocument.parse(NO_RULES).orElseThrow(),
                        new BucketContents(REPORTED, Map.of("a/", cold(5000, null)), AccessRecord.NONE),
                        StoragePrices.of("mars-north-1", LifecyclePlannerTest::price)))
                .isEmpty();
    }

    @SeededTest(40)
    void shouldNeverArchiveWhatWasReadWithinTheHorizonAndNeverLoseMoney(long seed) {
        Random random = new Random(seed);
        Map<String, PrefixContents> prefixes = new TreeMap<>();
        for (String name : List.of("", "a/", "a/b/", "a/c/", "d/e/", "*")) {
            if (random.nextInt(4) > 0) {
                prefixes.put(name, random(random));
            }
        }
        LifecyclePlan plan = plan(prefixes, NO_RULES).orElseThrow();

        for (PrefixPlan rule : plan.rules()) {
            assertThat(rule.cost()).isLessThan(rule.today());
            assertThat(rule.members()).doesNotContain("*");
            prefixes.keySet().stream()
                    .filter(prefix -> prefix.startsWith(rule.prefix()) && !prefix.equals("*"))
                    .filter(prefix -> prefixes.get(prefix).size().getObjects() > 0)
                    .forEach(prefix -> assertThat(rule.members()).contains(prefix));
            for (Step step : rule.schedule().current()) {
                if (RESTORED.contains(step.storageClass())) {
                    rule.members().forEach(member -> requireUnread(prefixes.get(member), step.days()));
                }
            }
        }
        List<String> names =
                new ArrayList<>(plan.rules().stream().map(PrefixPlan::prefix).toList());
        assertThat(names.stream()
                        .noneMatch(
                                one -> names.stream().anyMatch(other -> !other.equals(one) && other.startsWith(one))))
                .isTrue();
    }

    private static void requireUnread(PrefixContents prefix, int days) {
        ReadsByAge reads = prefix.reads();
        assertThat(reads.observedDays()).isGreaterThanOrEqualTo(365);
        assertThat(reads.isEachReadKnown()).isTrue();
        for (int bin = 0; bin < LIMITS.size(); bin++) {
            if (LIMITS.get(bin) > days) {
                assertThat(reads.requests().get(bin)).isZero();
            }
        }
    }

    private static PrefixContents random(Random random) {
        Map<Integer, Double> byLimit = new TreeMap<>();
        if (random.nextBoolean()) {
            byLimit.put(LIMITS.get(random.nextInt(LIMITS.size())), random.nextDouble() * 1000);
        }
        ReadsByAge reads = random.nextInt(5) == 0
                ? null
                : reads(byLimit, random.nextInt(3) == 0 ? 5 : 0, random.nextInt(6) == 0 ? 2 : 0, random.nextInt(500));
        return contents(random.nextInt(3000), LIMITS.get(random.nextInt(LIMITS.size())), reads);
    }

    private Optional<LifecyclePlan> plan(Map<String, PrefixContents> prefixes, String document) {
        return plan(prefixes, document, PRICES);
    }

    private Optional<LifecyclePlan> plan(Map<String, PrefixContents> prefixes, String document, StoragePrices prices) {
        return planner.plan(
                Sights.facts(document),
                LifecycleDocument.parse(document).orElseThrow(),
                new BucketContents(REPORTED, prefixes, AccessRecord.NONE),
                prices);
    }

    private static PrefixPlan only(Optional<LifecyclePlan> plan) {
        assertThat(plan.orElseThrow().rules()).hasSize(1);
        return plan.orElseThrow().rules().get(0);
    }

    /** The catalogue, with the prices of requests that restore an object, which it does not contain. */
    private static Optional<BigDecimal> price(PriceKey key) {
        return key.unit().equals("1000-restore-requests")
                ? Optional.of(new BigDecimal("0.05"))
                : Defaults.prices().on(LocalDate.of(2026, 11, 28)).amount(key);
    }

    /** Objects of 1 GB each, of 270 to 365 days. */
    private static PrefixContents cold(int objects, @Nullable ReadsByAge reads) {
        return contents(objects, 365, reads);
    }

    private static PrefixContents contents(int objects, int ageLimit, @Nullable ReadsByAge reads) {
        PrefixSize.Builder size = PrefixSize.newBuilder().setObjects(objects).setBytes((long) objects << 30);
        if (objects > 0) {
            size.addStored(StoredObjects.newBuilder()
                    .setStorageClass("STANDARD")
                    .addAgeDays(ageLimit)
                    .addSizeBits(31)
                    .addObjects(objects)
                    .addBytes((long) objects << 30));
        }
        return new PrefixContents(size.build(), reads);
    }

    private static ReadsByAge reads(Map<Integer, Double> byLimit, double unknown, double doubtful, int observedDays) {
        List<Double> requests =
                LIMITS.stream().map(limit -> byLimit.getOrDefault(limit, 0.0)).toList();
        List<Double> bytes =
                requests.stream().map(number -> number * (1L << 20)).toList();
        return new ReadsByAge(requests, bytes, unknown, unknown * (1L << 20), doubtful, observedDays);
    }

    /** Reads of whole objects of 1 GB. */
    private static ReadsByAge whole(Map<Integer, Double> byLimit, int observedDays) {
        List<Double> requests =
                LIMITS.stream().map(limit -> byLimit.getOrDefault(limit, 0.0)).toList();
        List<Double> bytes =
                requests.stream().map(number -> number * (1L << 30)).toList();
        return new ReadsByAge(requests, bytes, 0, 0, 0, observedDays);
    }

    private static ReadsByAge logged(ReadsByAge all) {
        return new ReadsByAge(all.requests(), all.bytes(), 0, 0, 0, all.observedDays(), false, List.of());
    }

    private static ReadsByAge halved(ReadsByAge all, ReadsByAge older, ReadsByAge newer) {
        return new ReadsByAge(all.requests(), all.bytes(), 0, 0, 0, all.observedDays(), true, List.of(older, newer));
    }

    private static String rules(String id, String storageClass) {
        return "{\"Rules\":[{\"ID\":\"" + id + "\",\"Status\":\"Enabled\",\"Filter\":{\"Prefix\":\"a/\"},"
                + "\"Transitions\":[{\"Days\":180,\"StorageClass\":\"" + storageClass + "\"}]}]}";
    }
}
