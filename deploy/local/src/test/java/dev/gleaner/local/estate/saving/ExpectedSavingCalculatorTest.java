package dev.gleaner.local.estate.saving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.local.estate.Estate;
import dev.gleaner.local.estate.cost.ExpectedSaving;
import dev.gleaner.local.estate.file.EstateFileReader;
import dev.gleaner.local.estate.generator.EstateGenerator;
import dev.gleaner.local.estate.kind.EstateInferenceEndpoint;
import dev.gleaner.local.estate.kind.EstateKind;
import dev.gleaner.local.estate.kind.EstateVpc;
import dev.gleaner.local.estate.timeline.EstateTimeline;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The amounts are computed by hand. */
class ExpectedSavingCalculatorTest {

    private static final Instant END = Instant.parse("2026-03-18T16:35:00Z");
    private static final EstateTimeline SMALL = EstateTimeline.endingAt(EstateGenerator.small(42), END);
    private static final Map<String, Map<String, ExpectedSaving>> SAVINGS = ExpectedSavingCalculator.of(SMALL);
    private static final Map<String, Map<String, NavigableMap<Instant, ExpectedSaving>>> BY_HOUR =
            ExpectedSavingCalculator.byHour(SMALL);

    @Test
    void shouldKnowWhatTheGeneratedEstateSaves() {
        Map<String, Map<String, ExpectedSaving>> savings = SAVINGS;

        Map<String, ExpectedSaving> forgotten = savings.get(EstateKind.FORGOTTEN_STORAGE);
        assertThat(forgotten.keySet())
                .containsExactly(
                        "chat-models",
                        "claim-of-a-job",
                        "deleted-disk",
                        "never-attached",
                        "old-dataset",
                        "old-dataset-copy",
                        "old-gateway-ip",
                        "reserved-ip",
                        "run-checkpoints");
        // 10^12 / 2^30 x 0.023; those of yesterday are not counted
        assertSaving(forgotten.get("run-checkpoints"), "21.42", "21.42");
        // Three of six checkpoints of 8 x 10^9 / 2^30 x 0.023, of one run
        assertSaving(forgotten.get("chat-models"), "0.51", "0.51");
        // 500 x 0.08; a snapshot costs 500 x 0.05
        assertSaving(forgotten.get("old-dataset"), "40.00", "15.00");
        // 200 x 0.08 + 3,000 x 0.005 + 125 x 0.04; a snapshot costs 200 x 0.05
        assertSaving(forgotten.get("never-attached"), "36.00", "26.00");
        // 0.005 x 730
        assertSaving(forgotten.get("reserved-ip"), "3.65", "3.65");
        // 500 x 0.05
        assertSaving(forgotten.get("old-dataset-copy"), "25.00", "0.00");
        Map<String, ExpectedSaving> stopped = savings.get(ExpectedSavingCalculator.STOPPED_INSTANCE);
        // 8 x (0.08 - 0.05), and without the image 8 x 0.08
        assertThat(stopped.get("parked-desktop"))
                .isEqualTo(ExpectedSaving.of(new BigDecimal("0.24"), new BigDecimal("0.24"), new BigDecimal("0.64")));
        // The same of the root volume; its image with the other volume costs more
        assertThat(stopped.get("parked-trainer"))
                .isEqualTo(ExpectedSaving.of(BigDecimal.ZERO, BigDecimal.ZERO, new BigDecimal("0.64")));
        Map<String, ExpectedSaving> types = savings.get(ExpectedSavingCalculator.OLD_VOLUME_TYPE);
        // 1,000 x (0.10 - 0.08) - 125 x 0.04
        assertSaving(types.get("feature-index"), "15.00", "15.00");
        // 9,000 x 0.005 + 375 x 0.04: 1,800 IOPS with 20 % more are less than the 3,000 that gp3 includes
        assertSaving(types.get("training-scratch"), "60.00", "60.00");
        // 4,000 x (0.10 - 0.08) - 9,000 x 0.005 - 125 x 0.04
        assertSaving(types.get("model-cache"), "30.00", "30.00");
        Map<String, ExpectedSaving> logs = savings.get(ExpectedSavingCalculator.LOG_RETENTION);
        // 900 x 0.03 x (1 - 90 / 700)
        assertSaving(logs.get("/ml/training/debug"), "23.53", "0.00");
        // 400 x 0.03 x (1 - 90 / 365)
        assertSaving(logs.get("/ecs/ranker"), "9.04", "0.00");
        // 0.36 x 730 x (0.50 - 0.25): 14 days of as many bytes in each hour
        assertSaving(logs.get("/ml/serving/requests"), "65.70", "0.00");
        // 22 of 40 objects of 20 x 10^9 / 2^30 x 0.023
        assertSaving(logs.get("service-logs"), "9.42", "9.42");
    }

    @Test
    void shouldKnowWhatTheInstancesAndReadsOfTheGeneratedEstateSave() {
        Map<String, Map<String, ExpectedSaving>> savings = SAVINGS;

        Map<String, ExpectedSaving> idle = savings.get(ExpectedSavingCalculator.IDLE_INSTANCE);
        // 1.008 x 730
        assertSaving(idle.get("legacy-2"), "735.84", "735.84");
        // 1.006 x 730; 1.624 x 730
        assertSaving(savings.get(ExpectedSavingCalculator.IDLE_GPU).get("false-full"), "734.38", "734.38");
        assertSaving(savings.get(ExpectedSavingCalculator.IDLE_GPU).get("left-on"), "1185.52", "1185.52");
        Map<String, ExpectedSaving> sporadic = savings.get(ExpectedSavingCalculator.SPORADIC_INSTANCE);
        // 0.768 x 730 x 0.964, of 162 hours of 168
        assertSaving(sporadic.get("sunday-batch"), "540.46", "540.46");
        // 0.34 x 730 x 0.917, of 154 hours of 168
        assertSaving(sporadic.get("bursty-report"), "227.60", "227.60");
        Map<String, ExpectedSaving> oversized = savings.get(ExpectedSavingCalculator.OVERSIZED_INSTANCE);
        // (1.008 - 0.504) x 730; (0.768 - 0.384) x 730, all of which a savings plan covers; (0.34 - 0.17) x 730;
        // (0.384 - 0.192) x 730
        assertSaving(oversized.get("embedding-store"), "367.92", "367.92");
        assertThat(oversized.get("roomy-api")).isEqualTo(covered("0.00", "280.32"));
        assertSaving(oversized.get("ranking-host"), "124.10", "0.00");
        assertSaving(oversized.get("four-peaks"), "140.16", "140.16");
        // (0.40 - 0.3456) x 730; (0.40 - 0.3264) x 730
        assertThat(savings.get(ExpectedSavingCalculator.PREVIOUS_GENERATION).get("report-server"))
                .isEqualTo(ExpectedSaving.of(BigDecimal.ZERO, new BigDecimal("39.71"), new BigDecimal("53.73")));
        // 5.672 x 730 x 0.75: its GPUs are at 25 %
        assertSaving(savings.get(ExpectedSavingCalculator.UNDERUSED_GPU).get("half-server"), "3105.42", "0.00");
        assertSaving(savings.get(ExpectedSavingCalculator.UNDERUSED_GPU).get("spread-server"), "7749.68", "7749.68");
        Map<String, ExpectedSaving> gateways = savings.get(EstateVpc.IDLE_GATEWAY);
        // 0.045 x 730; 0.0225 x 730; 0.01 x 730 in one zone
        assertSaving(gateways.get("lab-nat"), "32.85", "32.85");
        assertSaving(gateways.get("old-portal"), "16.43", "0.00");
        assertSaving(gateways.get("portal-kms"), "7.30", "0.00");
        // 2 x 0.23 x 730
        assertSaving(savings.get(EstateInferenceEndpoint.IDLE_ENDPOINT).get("old-ranker"), "335.80", "335.80");
        assertSaving(savings.get(EstateInferenceEndpoint.OVERSIZED_ENDPOINT).get("wide-ranker"), "503.70", "503.70");
        // 4 x 0.096 x 730
        assertSaving(savings.get(ExpectedSavingCalculator.OVERSIZED_FLEET).get("quiet-workers"), "280.32", "0.00");
        // 28 rounds of 25 GB, x 730 / 168 x 0.045
        assertSaving(savings.get(ExpectedSavingCalculator.NAT_TO_S3).get("batch-net"), "136.88", "136.88");
        // 4 GB an hour by flow logs, x 730 x 0.045
        assertSaving(savings.get(ExpectedSavingCalculator.NAT_TO_S3).get("ingest-net"), "131.40", "131.40");
        // 14 epochs of 60 GB, x 730 / 168 x 0.02
        assertSaving(
                savings.get(ExpectedSavingCalculator.CROSS_REGION_READ).get("vision-shards/train/"), "73.00", "0.00");
        // 28 rounds of 10 GB, x 730 / 168 x 0.02
        assertSaving(
                savings.get(ExpectedSavingCalculator.CROSS_REGION_READ).get("model-weights/weights/"), "24.33", "0.00");
    }

    /** Nothing follows from the bill alone: 0.192 x 730, 0.252 x 730 and 0.306 x 730. */
    @Test
    void shouldKnowWhatReservationsWouldCoverInstead() {
        Map<String, ExpectedSaving> idle = SAVINGS.get(ExpectedSavingCalculator.IDLE_INSTANCE);

        assertThat(idle.get("small-holes")).isEqualTo(covered("0.00", "140.16"));
        assertThat(idle.get("notes-index")).isEqualTo(covered("183.96", "183.96"));
        assertThat(idle.get("preview-render-1")).isEqualTo(covered("223.38", "223.38"));
        assertThat(idle.get("preview-render-2")).isEqualTo(covered("223.38", "223.38"));
    }

    /** One half of an instance is on demand, which the reservation of either would cover. */
    @Test
    void shouldSaveOnceWhatTwoReservedInstancesCompeteFor() {
        ReallocatedSavingCalculator savings = new ReallocatedSavingCalculator(
                SMALL, SMALL.end().truncatedTo(ChronoUnit.HOURS).minus(Duration.ofHours(1)));

        assertThat(savings.stopped(List.of("preview-render-1", "preview-render-2")))
                .isEqualByComparingTo("223.38");
        assertThat(savings.stopped(List.of("notes-index", "preview-render-2"))).isEqualByComparingTo("407.34");
    }

    private static ExpectedSaving covered(String reallocated, String onDemand) {
        return ExpectedSaving.of(BigDecimal.ZERO, new BigDecimal(reallocated), new BigDecimal(onDemand));
    }

    /** A person has to carry out what is advised, or nobody does. */
    @Test
    void shouldBeCertainOfNothingThatNoActionCarriesOut() {
        Map<String, Set<String>> without = new TreeMap<>();
        SAVINGS.forEach((rule, names) -> names.forEach((name, saving) -> {
            if (saving.cost() == null
                    && saving.monthly().signum() > 0
                    && saving.low().signum() == 0) {
                without.computeIfAbsent(rule, any -> new TreeSet<>()).add(name);
            }
        }));

        assertThat(without)
                .containsEntry(ExpectedSavingCalculator.IDLE_GPU, Set.of("held-notebook"))
                .containsEntry(ExpectedSavingCalculator.UNDERUSED_GPU, Set.of("half-server"))
                .containsEntry(EstateVpc.IDLE_GATEWAY, Set.of("old-portal", "portal-kms"))
                .containsEntry(ExpectedSavingCalculator.UNUSED_COMMITMENT, Set.of("api-capacity"))
                // All but the first are reserved.
                .containsEntry(
                        ExpectedSavingCalculator.IDLE_INSTANCE,
                        Set.of("canary", "notes-index", "preview-render-1", "preview-render-2"))
                .containsEntry(ExpectedSavingCalculator.OVERSIZED_INSTANCE, Set.of("ranking-host"))
                .doesNotContainKeys(
                        ExpectedSavingCalculator.SPORADIC_INSTANCE, ExpectedSavingCalculator.OLD_VOLUME_TYPE);
        assertThat(SAVINGS.get(ExpectedSavingCalculator.CROSS_REGION_READ).values())
                .allSatisfy(saving -> assertThat(saving.low()).isZero());
        assertThat(SAVINGS.get(EstateKind.FORGOTTEN_STORAGE)
                        .get("claim-of-a-job")
                        .low())
                .isZero();
    }

    @Test
    void shouldKnowEverythingButWhatHasNoPriceOrSavesNothingByItself() {
        Map<String, Map<String, ExpectedSaving>> savings = SAVINGS;
        Set<String> unknown = new TreeSet<>();
        EstateGenerator.small(42)
                .truth()
                .open()
                .forEach((rule, names) -> names.stream()
                        .filter(name -> !rule.equals("missing-tags")
                                && !savings.getOrDefault(rule, Map.of()).containsKey(name))
                        .forEach(name -> unknown.add(rule + " " + name)));

        assertThat(unknown)
                .containsExactly(
                        "forgotten-storage paris-archive",
                        "idle-endpoint demo-embedder",
                        "idle-instance paris",
                        "idle-instance spot",
                        "idle-instance windows",
                        "unit-cost service/ranking-production");
    }

    @Test
    void shouldKnowWhatLifecycleRulesAndCachesOfTheGeneratedEstateSave() {
        Map<String, Map<String, ExpectedSaving>> savings = SAVINGS;

        Map<String, ExpectedSaving> caches = savings.get(ExpectedSavingCalculator.REPEATED_DOWNLOAD);
        // 13 final days of two epochs of 60 GB, of which the first is not avoided: 120 x 730 / 24 x 25 / 26 x 0.02
        assertSaving(caches.get("vision-shards/train/"), "70.19", "0.00");
        // 52 rounds of 10 GB, of which the first is not avoided: 40 x 730 / 24 x 51 / 52 x 0.02
        assertSaving(caches.get("model-weights/weights/"), "23.87", "0.00");
        ExpectedSaving byConvention =
                savings.get(ExpectedSavingCalculator.STORAGE_LIFECYCLE).get("speech-training");
        // 6 x 10^12 / 2^30 x (0.023 - 0.0036), if all lies below one of its two prefixes; half of it
        assertThat(byConvention.high()).isEqualTo("108.41");
        assertThat(byConvention.monthly()).isEqualTo("54.20");
        assertThat(byConvention.low()).isEqualTo("0.00");
    }

    @Test
    void shouldKnowWhatTheTrainingOfTheGeneratedEstateSavesOnSpot() {
        Map<String, Map<String, ExpectedSaving>> savings = SAVINGS;

        // 7,152 of the 7,200 minutes since its first hour, x 730 / 7,200 x (1.624 - 1.00006 x 0.6496)
        assertSaving(savings.get(ExpectedSavingCalculator.SPOT_CANDIDATE).get("llm-training"), "706.54", "0.00");
        // 7,120 of 7,200 minutes x 730 / 7,200 x (1.006 - 1.03824 x 0.41246)
        assertSaving(savings.get(ExpectedSavingCalculator.CHECKPOINT_GAP).get("vision-trainer"), "417.08", "0.00");
    }

    @Test
    void shouldKnowTheSpotPricesOfHostsOfTrainingRunsAlone() {
        assertThat(EstateSpotPrices.of(EstateGenerator.small(42)))
                .extracting(price -> price.topicKey() + " " + price.amount())
                .containsExactly(
                        "ec2-spot|g5.4xlarge|us-east-1|Linux/UNIX|default|hour|2025-07-28 0.6496",
                        "ec2-spot|g5.xlarge|us-east-1|Linux/UNIX|default|hour|2025-07-28 0.41246");
        assertThat(EstateSpotPrices.of(EstateGenerator.small(42).instancesAlone()))
                .isEmpty();
    }

    @Test
    void shouldKnowWhatTheFlowsOfTheGeneratedEstateCost() {
        Map<String, Map<String, ExpectedSaving>> savings = SAVINGS;

        // 8 GB an hour x 730 x 2 x 0.01
        assertThat(savings.get(ExpectedSavingCalculator.CROSS_ZONE_TRAFFIC).get("training-net"))
                .isEqualTo(ExpectedSaving.ofCost(new BigDecimal("116.80")));
        // (2 GB an hour x 730 - 100) x 0.09
        assertThat(savings.get(ExpectedSavingCalculator.INTERNET_EGRESS).get("serving-net"))
                .isEqualTo(ExpectedSaving.ofCost(new BigDecimal("122.40")));
    }

    /**
     * Objects of 10 GiB cost 0.23 a month in Standard and 0.04 in Glacier Instant Retrieval. The transition and one read are 0.30003, so
     * that they are moved at 40 days.
     */
    @ParameterizedTest
    @CsvSource({
        // 100 objects x (365 x 0.19 / 30.4167 - 0.00002) / 12
        "100, -P75D, 10737418240, 19.00",
        // Moved when they are 40 days old: 100 x (330 x 0.19 / 30.4167) / 12, and the same of 11 months of 1.0139 x 100
        // objects that are
        // written, of which those of the first month are kept for 309.79 days more and those of the eleventh for 5.63
        "100, -P5D, 10737418240, 108.73",
        // What saves less than 1 USD a month gets no rule
        "5, -P75D, 10737418240, 0.00",
        // Too small to be moved
        "10000, -P75D, 131071, 0.00"
    })
    void shouldComputeWhatTheBestLifecycleRuleSaves(int objects, String age, long size, String monthly) {
        Estate estate = EstateFileReader.parse("test", """
                {"name":"x","resources":[{"name":"a","region":"us-east-1","type":"m5.large"}],
                 "buckets":[{"name":"data","region":"us-east-1","prefixes":{"d/":["a"]},
                             "inventory":[{"prefix":"d/","objects":%d,"size":%d,"oldest":"%s"}]}],
                 "truth":{"open":{"storage-lifecycle":["data"]}}}""".formatted(objects, size, age));

        assertSaving(
                ExpectedSavingCalculator.of(EstateTimeline.endingAt(estate, END))
                        .get(ExpectedSavingCalculator.STORAGE_LIFECYCLE)
                        .get("data"),
                monthly,
                "0.00");
    }

    @Test
    void shouldNotKnowWhatALifecycleRuleSavesBesideAnother() {
        Estate estate = EstateFileReader.parse("test", """
                {"name":"x","resources":[{"name":"a","region":"us-east-1","type":"m5.large"}],
                 "buckets":[{"name":"data","region":"us-east-1","prefixes":{"d/":["a"]},
                             "lifecycle":{"Rules":[{"ID":"old","Filter":{"Prefix":"d/"},"Status":"Enabled",
                                                    "Transitions":[{"Days":30,"StorageClass":"STANDARD_IA"}]}]},
                             "inventory":[{"prefix":"d/","objects":100,"size":10737418240,"oldest":"-P75D"}]}],
                 "truth":{"open":{"storage-lifecycle":["data"]}}}""");

        assertThat(ExpectedSavingCalculator.of(EstateTimeline.endingAt(estate, END)))
                .isEmpty();
    }

    /**
     * The first findings may be those of the next hour, if it ends while Gleaner starts. The ages of objects are those of the report of
     * the last 01:00, so that what lifecycle rules save changes with the hour, and so does which part of an hour follows its last
     * checkpoint.
     */
    @ParameterizedTest
    @CsvSource({"2026-03-18T16:35:00Z", "2026-03-18T17:35:00Z", "2026-03-18T18:35:00Z", "2026-03-20T00:00:00Z"})
    void shouldNotDependOnTheHourOfTheEnd(Instant end) {
        assertThat(withoutChanging(EstateTimeline.endingAt(EstateGenerator.small(42), end)))
                .isEqualTo(withoutChanging(SMALL));
    }

    @Test
    void shouldNotKnowTheTransferToAnAddressElsewhere() {
        Estate estate = EstateFileReader.parse("test", """
                {"name":"x","resources":[{"name":"a","region":"us-east-1","type":"m5.large"}],
                 "buckets":[{"name":"models","region":"us-east-1","prefixes":{"weights/":["a"]}}],
                 "reads":[{"reader":"ana","address":"203.0.113.7","bucket":"models","prefix":"weights/",
                           "shape":{"level":1000000000}}],
                 "truth":{"open":{"cross-region-read":["models/weights/"]}}}""");

        assertThat(ExpectedSavingCalculator.of(EstateTimeline.endingAt(estate, END)))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        // size, saving: throughput is that of the larger type up to 170 GiB, and beyond
        "170, 3.28",
        "171, -1.58",
        "300, 1.00",
        "1000, 15.00",
        "1001, 15.01",
        // 16,000 IOPS from 5,334 GiB on
        "5334, 36.68",
        "16384, 257.68"
    })
    void shouldCompareVolumesOfTheSamePerformance(int size, String monthly) {
        assertThat(ofVolume("gp2", size, "old-volume-type").monthly()).isEqualTo(monthly);
    }

    @Test
    void shouldKeepWhatOneMinuteOfAHundredNeeds() {
        Estate estate = EstateFileReader.parse("test", """
                {"name":"x","resources":[{"name":"a","region":"us-east-1","type":"m5.large"}],
                 "volumes":[{"name":"v","region":"us-east-1","size":100,"iops":10000,"throughput":300,"created":"-P100D",
                             "uses":[{"instance":"a","from":"-P100D"}]}],
                 "series":[{"resource":"v","metric":"VolumeReadOps","shape":{"level":60000,"weekly":[
                               {"days":["MONDAY"],"from":"00:00","length":"PT3H","level":240000}]}},
                           {"resource":"v","metric":"VolumeReadBytes","shape":{"level":9437184000}}],
                 "truth":{"open":{"old-volume-type":["v"]}}}""");

        // Three hours of 168 need 4,000 IOPS, with the margin 4,800; all of them 150 MiB/s, with the margin 180.
        assertThat(ExpectedSavingCalculator.of(EstateTimeline.endingAt(estate, END))
                        .get("old-volume-type")
                        .get("v")
                        .monthly())
                .isEqualTo("30.80");
    }

    @Test
    void shouldNotPriceTypesThatAreNotInTheTable() {
        assertThat(ExpectedSavingCalculator.of(EstateTimeline.endingAt(estate("st1", 500, "forgotten-storage"), END)))
                .isEmpty();
    }

    /** Each hour sends the same, and is logged since nine days before the end. */
    @Test
    void shouldKnowTheAmountsOfEarlierHours() {
        NavigableMap<Instant, ExpectedSaving> hours =
                BY_HOUR.get(ExpectedSavingCalculator.CROSS_ZONE_TRAFFIC).get("training-net");
        Instant first = END.truncatedTo(ChronoUnit.HOURS).minus(Duration.ofDays(9));

        assertThat(at(hours, first).cost()).isEqualTo("0.00");
        assertThat(at(hours, first.plus(Duration.ofHours(84))).cost()).isEqualTo("58.40");
        assertThat(at(hours, first.plus(Duration.ofHours(168))).cost()).isEqualTo("116.80");
    }

    /** What is final a day later, as that of a report, is that of a day before. */
    @Test
    void shouldEndWithTheAmountsOfTheEndOfTheEstate() {
        Instant last = END.truncatedTo(ChronoUnit.HOURS);

        assertThat(BY_HOUR).hasSize(10);
        BY_HOUR.forEach((rule, names) -> names.forEach((name, hours) -> {
            boolean isFinal = rule.equals(ExpectedSavingCalculator.STORAGE_LIFECYCLE) || name.equals("service-logs");
            assertThat(at(hours, isFinal ? last.minus(Duration.ofDays(1)) : last))
                    .as(name)
                    .isEqualTo(SAVINGS.get(rule).get(name));
        }));
    }

    private static ExpectedSaving at(NavigableMap<Instant, ExpectedSaving> hours, Instant hour) {
        return hours.floorEntry(hour).getValue();
    }

    private static Map<String, Map<String, ExpectedSaving>> withoutChanging(EstateTimeline estateTimeline) {
        Map<String, Map<String, ExpectedSaving>> savings = new TreeMap<>(ExpectedSavingCalculator.of(estateTimeline));
        savings.remove(ExpectedSavingCalculator.STORAGE_LIFECYCLE);
        savings.remove(ExpectedSavingCalculator.SPOT_CANDIDATE);
        savings.remove(ExpectedSavingCalculator.CHECKPOINT_GAP);
        return savings;
    }

    private static ExpectedSaving ofVolume(String type, int size, String rule) {
        return ExpectedSavingCalculator.of(EstateTimeline.endingAt(estate(type, size, rule), END))
                .get(rule)
                .get("v");
    }

    private static Estate estate(String type, int size, String rule) {
        return EstateFileReader.parse("test", """
                {"name":"x","resources":[{"name":"a","region":"us-east-1","type":"m5.large"}],
                 "volumes":[{"name":"v","region":"us-east-1","type":"%s","size":%d,"created":"-P100D"}],
                 "truth":{"open":{"%s":["v"]}}}""".formatted(type, size, rule));
    }

    private static void assertSaving(ExpectedSaving saving, String monthly, String low) {
        assertThat(saving.monthly()).isEqualTo(monthly);
        assertThat(saving.low()).isEqualTo(low);
        assertThat(saving.high()).isEqualTo(monthly);
    }
}
