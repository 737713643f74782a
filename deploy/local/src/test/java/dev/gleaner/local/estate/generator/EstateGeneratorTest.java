package dev.gleaner.local.estate.generator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.finding.IdlenessLimits;
import dev.gleaner.local.estate.Estate;
import dev.gleaner.local.estate.NaiveFlowJudge;
import dev.gleaner.local.estate.NaiveJudge;
import dev.gleaner.local.estate.NaiveResourceJudge;
import dev.gleaner.local.estate.NaiveStorageJudge;
import dev.gleaner.local.estate.NaiveTagJudge;
import dev.gleaner.local.estate.NaiveTrainingJudge;
import dev.gleaner.local.estate.file.EstateFileReader;
import dev.gleaner.local.estate.kind.EstateInferenceEndpoint;
import dev.gleaner.local.estate.kind.EstateInstance;
import dev.gleaner.local.estate.kind.EstateKind;
import dev.gleaner.local.estate.kind.KindRegistry;
import dev.gleaner.local.estate.saving.ExpectedSavingCalculator;
import dev.gleaner.local.estate.series.EstateMetric;
import dev.gleaner.local.estate.timeline.EstateTimeline;
import dev.gleaner.test.LawSeeds;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class EstateGeneratorTest {

    /** The worlds by their seeds: each is built once for all tests. */
    private static final Map<Long, EstateTimeline> WORLDS = new ConcurrentHashMap<>();

    @Test
    void shouldMakeTheSameEstateFromTheSameSeed() {
        assertThat(Json.bytes(EstateGenerator.small(7))).isEqualTo(Json.bytes(EstateGenerator.small(7)));
        assertThat(Json.bytes(EstateGenerator.small(7))).isNotEqualTo(Json.bytes(EstateGenerator.small(8)));
    }

    @Test
    void shouldHoldAboutEightyInstances() {
        assertThat(EstateGenerator.small(42).instances()).hasSize(96);
    }

    @Test
    void shouldBeAValidEstateFile() {
        Estate estate = EstateGenerator.small(42);

        assertThat(EstateFileReader.parse("small", Json.text(estate))).isEqualTo(estate);
    }

    @Test
    void shouldMakeTheLargeOneOfUniqueNames() {
        Estate estate = EstateGenerator.large(42);

        assertThat(estate.instances()).hasSizeGreaterThan(3_000);
        assertThat(estate.instances().stream().map(EstateInstance::name)).doesNotHaveDuplicates();
        assertThat(estate.truth().open().get(EstateGenerator.IDLE)).hasSizeGreaterThan(1_000);
        assertThat(estate.truth().open().get(EstateGenerator.NAT)).containsExactly("batch-net-1", "ingest-net-1");
    }

    /** With one of the few periods of the last hour missing the actuator refuses the stop. */
    @ParameterizedTest
    @EnumSource(
            value = EstateMetric.class,
            names = {"CPU_UTILIZATION", "NETWORK_IN", "NETWORK_OUT"})
    void shouldMeasureEachFiveMinutesOfTheHostThatCanBeStoppedRightAway(EstateMetric metric) {
        EstateTimeline timeline =
                EstateTimeline.endingAt(EstateGenerator.small(42), Instant.parse("2026-12-03T06:00:00Z"));

        Instant until = timeline.end().plus(Duration.ofDays(30));

        Set<Instant> measured = timeline.points(timeline.estate().require("left-on"), timeline.start(), until).stream()
                .filter(point -> point.metric() == metric)
                .map(EstateTimeline.MetricPoint::at)
                .collect(Collectors.toSet());

        assertThat(Stream.iterate(timeline.start(), until::isAfter, at -> at.plus(IdlenessLimits.FINE)))
                .filteredOn(at -> !measured.contains(at))
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("worlds")
    void shouldKnowWhatARecomputationOfTheRawPointsFinds(long seed, Instant end) {
        EstateTimeline estateTimeline = world(seed, end);
        Estate estate = estateTimeline.estate();
        Instant hour = estateTimeline.end().truncatedTo(ChronoUnit.HOURS);
        Instant finalHour = hour.minus(Duration.ofDays(1));
        Map<String, NaiveJudge> judges = judges(estateTimeline);
        List<String> idle = estate.truth().open().get(EstateGenerator.IDLE);

        assertThat(names(judges, judge -> judge.idle(hour).equals("finding"))).isEqualTo(idle);
        assertThat(names(judges, judge -> judge.sporadic(hour).equals("finding")))
                .isEqualTo(estate.truth().open().get(EstateGenerator.SPORADIC));
        assertThat(names(judges, judge -> judge.idleGpu(hour).equals("finding")))
                .isEqualTo(estate.truth().open().get(EstateGenerator.IDLE_GPU));
        assertThat(names(judges, judge -> judge.underusedGpu(hour).equals("finding")))
                .isEqualTo(estate.truth().open().get(EstateGenerator.UNDERUSED_GPU));
        assertThat(names(judges, judge -> judge.idle(hour).startsWith("insufficient")))
                .isEqualTo(estate.truth().insufficient().get(EstateGenerator.IDLE));
        assertThat(names(
                        judges,
                        judge -> isNeeded(judge, hour) && judge.oversized(hour).equals("finding")))
                .isEqualTo(estate.truth().open().get(EstateGenerator.OVERSIZED))
                .containsExactly("embedding-store", "four-peaks", "quiet-trainer", "ranking-host", "roomy-api");
        assertThat(names(
                        judges,
                        judge -> isNeeded(judge, hour) && judge.oversized(hour).startsWith("insufficient")))
                .isEqualTo(estate.truth().insufficient().get(EstateGenerator.OVERSIZED))
                .containsExactly("feature-cache", "registry-1");
        // What is final, a day behind, says the same but of the one that was not old enough then.
        assertThat(names(judges, judge -> judge.idle(finalHour).equals("finding")))
                .isEqualTo(
                        idle.stream().filter(name -> !name.equals("week-old")).toList());
    }

    /** Whether no rule about idleness finds an instance, or knows too little of it. */
    private static boolean isNeeded(NaiveJudge judge, Instant hour) {
        return judge.idle(hour).startsWith("nothing")
                && judge.sporadic(hour).startsWith("nothing")
                && judge.idleGpu(hour).startsWith("nothing");
    }

    /** Each ordinary instance and each trap stays what it is for the reason that it was made for. */
    @Test
    void shouldSpareEachTrapForItsOwnReason() {
        EstateTimeline estateTimeline =
                EstateTimeline.endingAt(EstateGenerator.small(42), Instant.parse("2026-03-18T16:35:00Z"));
        Instant hour = estateTimeline.end().truncatedTo(ChronoUnit.HOURS);
        Map<String, String> reasons = new TreeMap<>();
        Map<String, NaiveJudge> judges = judges(estateTimeline);
        judges.forEach((name, judge) -> reasons.put(name, judge.idle(hour)));

        assertThat(reasons)
                .containsEntry("young", "nothing: younger than 7 days")
                .containsEntry("stopped-now", "nothing: not running")
                .containsEntry("sunday-batch", "nothing: a busy hour")
                .containsEntry("bursty-report", "nothing: a busy hour")
                .containsEntry("four-peaks", "nothing: more than 3 hours at work")
                .containsEntry("busy-network", "nothing: a day of network")
                .containsEntry("holes", "insufficient: cpu coverage")
                .containsEntry("stopped-midweek", "insufficient: cpu coverage")
                .containsEntry("unread-trainer", "insufficient: cards")
                .containsEntry("quiet-trainer", "nothing: work or processes on cards")
                .containsEntry("held-notebook", "nothing: work or processes on cards")
                .containsEntry("mig-trainer", "nothing: work or processes on cards")
                .containsEntry("encoder", "nothing: work or processes on cards")
                .containsEntry("registry-1", "nothing: mean");
        Map<String, String> sizes = new TreeMap<>();
        judges.forEach((name, judge) -> sizes.put(name, judge.oversized(hour)));
        assertThat(sizes)
                .containsEntry("daily-export", "nothing: it does not fit")
                .containsEntry("workbench-1", "nothing: it does not fit")
                .containsEntry("api-2", "nothing: it does not fit")
                .containsEntry("feature-cache", "insufficient: memory")
                .containsEntry("session-store", "nothing: its memory does not fit")
                .containsEntry("build-agent", "nothing: no half of it");
    }

    /** Every instance of the estate has a root volume. */
    @ParameterizedTest
    @MethodSource("worlds")
    void shouldKnowWhichInstancesAreStoppedForLong(long seed, Instant end) {
        EstateTimeline estateTimeline = world(seed, end);
        Estate estate = estateTimeline.estate();
        Instant longAgo = estateTimeline.end().minus(Duration.ofDays(30));

        assertThat(estate.instances().stream()
                        .filter(instance -> !instance.tags().containsKey("gleaner:schedule"))
                        .filter(instance -> estateTimeline
                                .lastStop(instance, estateTimeline.end())
                                .filter(at -> !at.isAfter(longAgo))
                                .isPresent())
                        .map(EstateInstance::name)
                        .sorted())
                .isEqualTo(estate.truth().open().get(ExpectedSavingCalculator.STOPPED_INSTANCE))
                .containsExactly("parked-desktop", "parked-trainer");
        assertThat(estate.instancesAlone().truth().open()).doesNotContainKey(ExpectedSavingCalculator.STOPPED_INSTANCE);
        assertThat(estate.instancesAlone().truth().insufficient().get(ExpectedSavingCalculator.STOPPED_INSTANCE))
                .containsExactly("parked-desktop", "parked-trainer");
    }

    @ParameterizedTest
    @MethodSource("worlds")
    void shouldKnowWhatARecomputationOfItsStorageFinds(long seed, Instant end) {
        EstateTimeline estateTimeline = world(seed, end);
        Estate estate = estateTimeline.estate();
        NaiveStorageJudge judge = new NaiveStorageJudge(estateTimeline);

        assertThat(judge.lifecycle())
                .isEqualTo(estate.truth().open().get(EstateGenerator.LIFECYCLE))
                .containsExactly(
                        "ablation-studies",
                        "run-checkpoints",
                        "service-logs",
                        "speech-checkpoints",
                        "speech-training",
                        "vision-training");
        assertThat(judge.crossRegion())
                .isEqualTo(estate.truth().open().get(EstateGenerator.CROSS_REGION))
                .containsExactly("model-weights/weights/", "vision-shards/exports/", "vision-shards/train/");
        assertThat(judge.idleGateways())
                .containsExactlyInAnyOrderElementsOf(estate.truth().open().get(EstateGenerator.IDLE_GATEWAY))
                .containsExactly("lab-nat", "old-portal", "portal-kms");
        assertThat(judge.repeated())
                .isEqualTo(estate.truth().open().get(EstateGenerator.REPEATED_DOWNLOAD))
                .containsExactly("model-weights/weights/", "vision-shards/train/");
        assertThat(judge.nat()).containsExactly("batch-net");
        assertThat(estate.truth().open().get(EstateGenerator.NAT)).containsExactly("batch-net", "ingest-net");
    }

    @ParameterizedTest
    @MethodSource("worlds")
    void shouldKnowWhatARecomputationOfItsFlowLogsFinds(long seed, Instant end) {
        EstateTimeline estateTimeline = world(seed, end);
        Estate estate = estateTimeline.estate();
        NaiveFlowJudge judge = new NaiveFlowJudge(estateTimeline);

        assertThat(judge.crossZone())
                .isEqualTo(estate.truth().open().get(ExpectedSavingCalculator.CROSS_ZONE_TRAFFIC))
                .containsExactly("training-net");
        assertThat(judge.nat())
                .containsExactlyElementsOf(estate.truth().open().get(EstateGenerator.NAT).stream()
                        .filter(vpc -> !vpc.equals("batch-net"))
                        .toList())
                .containsExactly("ingest-net");
        assertThat(judge.internet())
                .isEqualTo(estate.truth().open().get(ExpectedSavingCalculator.INTERNET_EGRESS))
                .containsExactly("serving-net");
    }

    @ParameterizedTest
    @MethodSource("worlds")
    void shouldKnowWhatARecomputationOfItsListingsFinds(long seed, Instant end) {
        EstateTimeline estateTimeline = world(seed, end);
        Map<String, List<String>> open = estateTimeline.estate().truth().open();

        new NaiveResourceJudge(estateTimeline)
                .byRule()
                .forEach((rule, names) -> assertThat(names).as(rule).isEqualTo(open.get(rule)));
        assertThat(open.get(EstateKind.FORGOTTEN_STORAGE)).hasSize(10).contains("chat-models");
        assertThat(open.get(ExpectedSavingCalculator.OLD_VOLUME_TYPE))
                .containsExactly("feature-index", "model-cache", "training-scratch");
        assertThat(open.get(ExpectedSavingCalculator.LOG_RETENTION))
                .containsExactly("/ecs/ranker", "/ml/serving/requests", "/ml/training/debug", "service-logs");
        assertThat(open.get(ExpectedSavingCalculator.OVERSIZED_FLEET)).containsExactly("quiet-workers");
        assertThat(open.get(EstateInferenceEndpoint.IDLE_ENDPOINT)).containsExactly("demo-embedder", "old-ranker");
    }

    @ParameterizedTest
    @MethodSource("worlds")
    void shouldKnowWhatARecomputationOfItsCheckpointsFinds(long seed, Instant end) {
        EstateTimeline estateTimeline = world(seed, end);
        Estate estate = estateTimeline.estate();
        NaiveTrainingJudge judge = new NaiveTrainingJudge(estateTimeline);

        assertThat(judge.gaps())
                .isEqualTo(estate.truth().open().get(ExpectedSavingCalculator.CHECKPOINT_GAP))
                .containsExactly("vision-trainer");
        assertThat(judge.candidates())
                .isEqualTo(estate.truth().open().get(ExpectedSavingCalculator.SPOT_CANDIDATE))
                .containsExactly("llm-training");
    }

    @Test
    void shouldKnowWhichResourcesLackTags() {
        Estate estate = EstateGenerator.small(42);

        assertThat(NaiveTagJudge.untagged(estate))
                .isEqualTo(estate.truth().open().get(EstateGenerator.MISSING_TAGS))
                .containsExactly(
                        "/apps/blank",
                        "/apps/untagged",
                        "exports",
                        "nobodys",
                        "pool-worker",
                        "scratch-data",
                        "summarizer",
                        "worker-pool");
    }

    /** Twenty-eight epochs of the same objects, and as many bytes of which none is read twice. */
    @ParameterizedTest
    @MethodSource("worlds")
    void shouldReadTheSameShardsAgainAndEachExportOnce(long seed, Instant end) {
        EstateTimeline estateTimeline = world(seed, end);
        Map<String, Map<String, Long>> times =
                estateTimeline.reads(estateTimeline.start(), estateTimeline.end()).stream()
                        .collect(Collectors.groupingBy(
                                object -> object.read().prefix(),
                                Collectors.groupingBy(EstateTimeline.ObjectRead::key, Collectors.counting())));

        assertThat(times.get("train/")).hasSize(12);
        assertThat(times.get("train/").values()).allMatch(count -> count >= 28);
        assertThat(times.get("exports/")).hasSizeGreaterThanOrEqualTo(56);
        assertThat(times.get("exports/").values()).allMatch(count -> count == 1);
    }

    /** The big ones stay far from the limit of 100 GB a month, and so do the small ones. */
    @Test
    void shouldReadMuchOrLittleOfEachPrefix() {
        EstateTimeline estateTimeline =
                EstateTimeline.endingAt(EstateGenerator.small(42), Instant.parse("2026-03-18T16:35:00Z"));
        Map<String, Long> bytes = new TreeMap<>();
        estateTimeline
                .reads(estateTimeline.end().minus(Duration.ofDays(14)), estateTimeline.end())
                .forEach(object ->
                        bytes.merge(object.read().bucket() + "/" + object.read().prefix(), object.bytes(), Long::sum));

        assertThat(bytes.get("model-weights/weights/")).isGreaterThan(400_000_000_000L);
        assertThat(bytes.get("model-weights/settings/")).isLessThan(15_000_000_000L);
        assertThat(bytes.get("web-assets/images/")).isLessThan(5_000_000_000L);
        assertThat(bytes.get("feature-store/features/")).isGreaterThan(4_000_000_000_000L);
        assertThat(bytes.get("paris-uploads/raw/")).isGreaterThan(1_000_000_000_000L);
    }

    @Test
    void shouldHoldNothingButInstancesWhereNothingElseIsSeen() {
        Estate alone = EstateGenerator.small(42).instancesAlone();

        assertThat(alone.truth().open().keySet())
                .containsExactly(
                        EstateGenerator.IDLE_GPU,
                        EstateGenerator.IDLE,
                        EstateGenerator.MISSING_TAGS,
                        EstateGenerator.OVERSIZED,
                        ExpectedSavingCalculator.PREVIOUS_GENERATION,
                        EstateGenerator.SPORADIC,
                        EstateGenerator.UNDERUSED_GPU,
                        ExpectedSavingCalculator.UNUSED_COMMITMENT);
        assertThat(alone.buckets()).isEmpty();
        assertThat(alone.vpcs()).isEmpty();
        assertThat(alone.reads()).isEmpty();
        assertThat(alone.all(KindRegistry.VOLUMES)).isEmpty();
        assertThat(alone.all(KindRegistry.ADDRESSES)).isEmpty();
        assertThat(alone.all(KindRegistry.SNAPSHOTS)).isEmpty();
        assertThat(alone.all(KindRegistry.LOG_GROUPS)).isEmpty();
        assertThat(alone.trainingRuns()).isEmpty();
        assertThat(EstateFileReader.parse("alone", Json.text(alone))).isEqualTo(alone);
    }

    private static EstateTimeline world(long seed, Instant end) {
        return WORLDS.computeIfAbsent(seed, any -> EstateTimeline.endingAt(EstateGenerator.small(seed), end));
    }

    private static Map<String, NaiveJudge> judges(EstateTimeline estateTimeline) {
        Map<String, NaiveJudge> judges = new TreeMap<>();
        estateTimeline.estate().instances().forEach(r -> judges.put(r.name(), new NaiveJudge(estateTimeline, r)));
        return judges;
    }

    private static List<String> names(Map<String, NaiveJudge> judges, Predicate<NaiveJudge> verdict) {
        return judges.entrySet().stream()
                .filter(judge -> verdict.test(judge.getValue()))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Seeds, each with another weekday and time of day. */
    static Stream<Arguments> worlds() {
        Instant first = Instant.parse("2026-01-05T00:00:00Z");
        return LawSeeds.of(3, 8)
                .map(seed -> seed + 1)
                .mapToObj(seed -> Arguments.of(seed, first.plus(Duration.ofMinutes(seed * (24 * 60 + 110)))));
    }
}
