package dev.gleaner.analyzer.topology;

import static dev.gleaner.analyzer.fixture.Signals.CPU;
import static dev.gleaner.analyzer.fixture.Signals.NETWORK_IN;
import static dev.gleaner.analyzer.fixture.Signals.NETWORK_OUT;
import static dev.gleaner.analyzer.fixture.Signals.instance;
import static dev.gleaner.analyzer.fixture.Signals.progress;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.gleaner.analyzer.evaluation.PartitionProgress;
import dev.gleaner.analyzer.evaluation.SignalCounters.Fate;
import dev.gleaner.analyzer.evaluation.SourceWatermark;
import dev.gleaner.analyzer.fixture.Signals;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.finding.Evidence;
import dev.gleaner.contracts.finding.Exemption;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.finding.FindingId;
import dev.gleaner.contracts.finding.Remedy;
import dev.gleaner.contracts.finding.Saving;
import dev.gleaner.contracts.resource.Price;
import dev.gleaner.contracts.resource.PriceKey;
import dev.gleaner.contracts.resource.ResourceController;
import dev.gleaner.contracts.signal.proto.Change;
import dev.gleaner.contracts.signal.proto.Inventory;
import dev.gleaner.contracts.signal.proto.Signal;
import dev.gleaner.contracts.topic.DeadLetter;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnalyzerTopologyTest {

    private static final Instant START = Instant.parse("2026-07-01T00:00:00Z");
    private static final String RESOURCE = instance("i-1");
    private static final Map<String, String> DEV = Map.of("environment", "dev");

    private final Bench bench = new Bench();

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void shouldSayItProvisionallyFirstAndForGoodADayLater() {
        quiet(0, 168);
        list(0, "running");

        through(168);
        List<Finding> early = bench.findings();
        quiet(168, 191);
        through(191);
        List<Finding> meanwhile = bench.findings();
        quiet(191, 192);
        through(192);
        List<Finding> late = bench.findings();

        assertThat(early).singleElement().satisfies(finding -> {
            assertThat(finding.id()).isEqualTo(FindingId.ofCurrent("idle-instance", RESOURCE));
            assertThat(finding.provisional()).isTrue();
            assertThat(finding.status()).isEqualTo(Finding.Status.OPEN);
        });
        assertThat(meanwhile).isEmpty();
        assertThat(late).hasSize(2);
        assertThat(late.get(0).id()).isEqualTo(FindingId.ofEpisode("idle-instance", RESOURCE, hour(167)));
        assertThat(late.get(0).provisional()).isFalse();
        assertThat(late.get(0).openedAt()).isEqualTo(hour(167));
        assertThat(late.get(0).updatedAt()).isEqualTo(hour(168));
        assertThat(late.get(1).status()).isEqualTo(Finding.Status.WITHDRAWN);
        assertThat(late.get(1).version()).isEqualTo(2);
    }

    @Test
    void shouldShowWhatThePriceRestsOn() {
        idleForGood();

        Finding finding = bench.findings().get(0);

        assertThat(finding.saving().basis()).isEqualTo("on-demand m5.xlarge us-east-1 Linux 0.192/h, 2026-07-20");
        assertThat(finding.saving().monthly()).isEqualByComparingTo("140.16");
        assertThat(finding.saving().low()).isEqualByComparingTo("0");
        assertThat(finding.owner().environment()).isEqualTo("dev");
        assertThat(finding.remedies())
                .extracting(Remedy::action)
                .containsExactly("stop-instance", "terminate-instance");
    }

    @Test
    void shouldConfirmAnOpenFindingForEachNewHour() {
        idleForGood();
        String id = FindingId.ofEpisode("idle-instance", RESOURCE, hour(167));
        bench.confirmations();

        quiet(192, 194);
        through(193);
        through(194);

        assertThat(bench.confirmations()).containsExactly(Map.entry(id, hour(193)), Map.entry(id, hour(194)));
    }

    @Test
    void shouldConfirmWithWhatTheHourShows() {
        idleForGood();
        Finding open = bench.findings().get(0);
        bench.observations();

        bench.send(Signals.metric(RESOURCE, CPU, hour(192), 3.5, 3.5));
        through(193);

        assertThat(bench.observations()).singleElement().satisfies(observed -> {
            assertThat(observed.window().to()).isEqualTo(hour(193));
            assertThat(observed.evidence())
                    .extracting(Evidence::name)
                    .containsExactlyElementsOf(
                            open.evidence().stream().map(Evidence::name).toList());
            assertThat(observed.evidence()).isNotEqualTo(open.evidence());
            assertThat(observed.saving()).isEqualTo(open.saving());
        });
    }

    @Test
    void shouldPutAFindingInDoubtOnceItIsBusyAndResolveItWhenThatIsFinal() {
        idleForGood();
        Finding open = bench.findings().get(0);
        bench.confirmations();

        bench.send(Signals.metric(RESOURCE, CPU, hour(192), 90, 99));
        through(193);
        List<Finding> doubted = bench.findings();
        assertThat(bench.confirmations()).isEmpty();
        through(217);

        assertThat(doubted).singleElement().satisfies(finding -> {
            assertThat(finding.status()).isEqualTo(Finding.Status.IN_DOUBT);
            assertThat(finding.provisional()).isTrue();
            assertThat(finding.id()).isEqualTo(open.id());
            assertThat(finding.version()).isEqualTo(1);
            assertThat(finding.revision()).isEqualTo(1);
            assertThat(finding.doubt()).isEqualTo(new Finding.Doubt(hour(193), "it worked in 1 hours"));
            assertThat(finding.evidence()).isNotEqualTo(open.evidence());
            assertThat(finding.window().to()).isEqualTo(hour(193));
            assertThat(finding.updatedAt()).isEqualTo(hour(193));
        });
        assertThat(bench.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.status()).isEqualTo(Finding.Status.RESOLVED);
            assertThat(finding.version()).isEqualTo(2);
            assertThat(finding.revision()).isZero();
            assertThat(finding.updatedAt()).isEqualTo(hour(193));
        });
    }

    /** A listing that came late showed that it ran: hours that agree do not tell that, the final verdict does. */
    /** CloudWatch may deliver after the lateness. The hour stays as it was judged, but nobody is asked to stop what was at work. */
    @Test
    void shouldBeInDoubtAsLongAsWorkThatCameTooLateIsInTheWindow() {
        quiet(0, 100);
        quiet(101, 192);
        list(0, "running");
        through(192);
        assertThat(finals()).extracting(Finding::status).containsExactly(Finding.Status.OPEN);

        bench.send(Signals.metric(RESOURCE, CPU, hour(100), 90, 99));
        quiet(192, 193);
        through(193);

        assertThat(bench.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.status()).isEqualTo(Finding.Status.IN_DOUBT);
            assertThat(Objects.requireNonNull(finding.doubt()).reason())
                    .isEqualTo("it was at work in the hour from " + hour(100)
                            + ", which was delivered when that hour was final and is not counted");
        });

        // The window of 168 hours is past it from 268 on; a day later that is final.
        for (int hour = 194; hour <= 291; hour++) {
            quiet(hour - 1, hour);
            through(hour);
        }
        assertThat(bench.findings()).isEmpty();
        quiet(291, 293);
        through(293);
        assertThat(bench.findings()).extracting(Finding::status).containsExactly(Finding.Status.OPEN);
    }

    /** A collector that reads again from an older checkpoint delivers what is known. */
    @Test
    void shouldNotDoubtBecauseOfWhatWasCountedInTime() {
        quiet(0, 192);
        bench.send(Signals.metric(RESOURCE, CPU, hour(100), 19, 20));
        list(0, "running");
        through(192);
        assertThat(finals()).extracting(Finding::status).containsExactly(Finding.Status.OPEN);

        bench.send(Signals.metric(RESOURCE, CPU, hour(100), 19, 20));
        quiet(192, 193);
        through(193);

        assertThat(bench.findings()).isEmpty();
    }

    @Test
    void shouldStayInDoubtUntilTheFinalVerdictOnTheHourThatContradicted() {
        idleForGood();
        Finding open = bench.findings().get(0);

        bench.send(Signals.listed(RESOURCE, hour(192).plusSeconds(600), "stopped", DEV));
        quiet(192, 217);
        through(193);
        List<Finding> doubted = bench.findings();
        bench.send(Signals.listed(RESOURCE, hour(192).plusSeconds(1200), "running", DEV));
        bench.confirmations();
        through(194);
        through(216);
        List<Finding> meanwhile = bench.findings();
        List<Map.Entry<String, Instant>> confirmedMeanwhile = bench.confirmations();
        through(217);

        assertThat(doubted).singleElement().satisfies(finding -> {
            assertThat(finding.status()).isEqualTo(Finding.Status.IN_DOUBT);
            assertThat(finding.doubt().reason()).isEqualTo("it is not known to run");
        });
        assertThat(meanwhile).isEmpty();
        assertThat(confirmedMeanwhile).isEmpty();
        assertThat(bench.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.status()).isEqualTo(Finding.Status.OPEN);
            assertThat(finding.provisional()).isFalse();
            assertThat(finding.version()).isEqualTo(open.version());
            assertThat(finding.revision()).isEqualTo(2);
            assertThat(finding.doubt()).isNull();
            assertThat(finding.window().to()).isEqualTo(hour(193));
        });
        assertThat(bench.confirmations()).containsExactly(Map.entry(open.id(), hour(217)));
    }

    /** A version that is due by an hour before the one that contradicts is no less in doubt. */
    @Test
    void shouldPutANewVersionInDoubtAtOnceWhenWhatCameLaterContradictsIt() {
        idleForGood();
        bench.findings();
        bench.send(Signals.changed(
                RESOURCE, Change.TAGGED, hour(192).plusSeconds(1), "e1", Map.of("tag:environment", "production")));
        quiet(192, 200);
        through(200);
        bench.send(Signals.metric(RESOURCE, CPU, hour(200), 90, 99));
        through(201);
        assertThat(bench.findings()).extracting(Finding::status).containsExactly(Finding.Status.IN_DOUBT);

        through(217);

        assertThat(bench.findings())
                .extracting(Finding::version, Finding::revision, Finding::status)
                .containsExactly(tuple(2, 0, Finding.Status.OPEN), tuple(2, 1, Finding.Status.IN_DOUBT));
    }

    /** Protected resources keep their finding, once a final verdict knows of it. */
    @Test
    void shouldBeInDoubtFromTheTagThatProtectsItUntilAFinalVerdictKnowsOfIt() {
        idleForGood();
        bench.findings();

        bench.send(Signals.changed(
                RESOURCE, Change.TAGGED, hour(192).plusSeconds(1), "e1", Map.of("tag:Gleaner:Protected", "true")));
        quiet(192, 219);
        through(193);
        List<Finding> doubted = bench.findings();
        through(216);
        List<Finding> meanwhile = bench.findings();
        through(217);
        through(219);

        assertThat(doubted).singleElement().satisfies(finding -> {
            assertThat(finding.status()).isEqualTo(Finding.Status.IN_DOUBT);
            assertThat(finding.doubt().reason()).isEqualTo("the tag gleaner:protected protects it");
        });
        assertThat(meanwhile).isEmpty();
        assertThat(bench.findings()).extracting(Finding::status).containsExactly(Finding.Status.OPEN);
    }

    @Test
    void shouldSayANewVersionWhenTheOwnerChanges() {
        idleForGood();
        bench.findings();

        bench.send(
                Signals.changed(RESOURCE, Change.TAGGED, hour(192).plusSeconds(1), "e1", Map.of("tag:team", "vision")));
        quiet(192, 217);
        through(217);

        assertThat(bench.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.version()).isEqualTo(2);
            assertThat(finding.owner().team()).isEqualTo("vision");
        });
    }

    @Test
    void shouldNameTheResourceAndWhoCreatedIt() {
        bench.send(Signals.changed(RESOURCE, Change.CREATED, hour(0), "e1", Map.of("type", "m5.xlarge")));
        bench.send(Signals.listed(
                RESOURCE, hour(0).plusSeconds(1), "running", Map.of("environment", "dev", "Name", "ocr-batch")));
        quiet(0, 192);
        through(192);

        assertThat(bench.findings()).isNotEmpty().allSatisfy(finding -> {
            assertThat(finding.name()).isEqualTo("ocr-batch");
            assertThat(finding.creator()).isEqualTo("role/builder");
        });
    }

    /** Whoever adds up must not count what the finding on its group saves as well. */
    @Test
    void shouldTellThatAMemberOfAGroupIsPaidForWithItsGroup() {
        bench.send(Signals.listed(
                RESOURCE,
                hour(0),
                "running",
                Map.of("environment", "dev", ResourceController.SCALING_GROUP_NAME, "web")));
        quiet(0, 192);
        through(192);

        Saving.Charge web = new Saving.Charge(
                "arn:aws:autoscaling:us-east-1:123456789012:autoScalingGroup:*:autoScalingGroupName/web", true);
        assertThat(bench.findings())
                .isNotEmpty()
                .allSatisfy(finding -> assertThat(finding.saving().charge()).isEqualTo(web));
        assertThat(bench.observations())
                .isNotEmpty()
                .allSatisfy(observed -> assertThat(observed.saving().charge()).isEqualTo(web));
    }

    @Test
    void shouldWithdrawAProvisionalFindingThatGoesAway() {
        quiet(0, 168);
        list(0, "running");
        through(168);
        bench.findings();

        bench.send(Signals.metric(RESOURCE, CPU, hour(168), 90, 99));
        through(169);

        assertThat(bench.findings())
                .singleElement()
                .satisfies(finding -> assertThat(finding.status()).isEqualTo(Finding.Status.WITHDRAWN));
    }

    @Test
    void shouldSayANewVersionWhenTheRemediesChange() {
        idleForGood();
        bench.findings();

        bench.send(Signals.changed(
                RESOURCE, Change.TAGGED, hour(192).plusSeconds(1), "e1", Map.of("tag:environment", "production")));
        quiet(192, 217);
        through(217);

        assertThat(bench.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.version()).isEqualTo(2);
            assertThat(finding.status()).isEqualTo(Finding.Status.OPEN);
            assertThat(finding.remedies()).extracting(Remedy::action).containsExactly("advice", "stop-instance");
        });
    }

    @Test
    void shouldSayANewVersionWhenThePriceMovesByATenth() {
        idleForGood();
        bench.findings();

        price("0.21", LocalDate.of(2026, 7, 9));
        quiet(192, 217);
        through(217);
        List<Finding> small = bench.findings();
        price("0.2112", LocalDate.of(2026, 7, 10));
        quiet(217, 241);
        through(241);

        assertThat(small).isEmpty();
        assertThat(bench.findings())
                .singleElement()
                .satisfies(finding -> assertThat(finding.saving().basis()).contains("0.2112/h, 2026-07-10"));
    }

    @Test
    void shouldWaitForEverySourceThatItNeeds() {
        quiet(0, 192);
        list(0, "running");

        bench.send(progress("metric-stream", hour(192)));
        bench.turn();

        assertThat(bench.findings()).isEmpty();
        bench.send(progress("inventory", hour(192)));
        bench.turn();
        assertThat(bench.findings()).isNotEmpty();
    }

    /** Of two collectors that share deliveries one can't reach Kafka: what waits at it would show that the instance works. */
    @Test
    void shouldNotJudgeAnHourOfWhichACollectorHasDeliveriesThatWait() {
        quiet(0, 167);
        list(0, "running");
        bench.send(progress("inventory", hour(192)));
        share("collector-0", hour(167), hour(167));
        share("collector-1", hour(167), hour(167));
        bench.turn();

        share("collector-1", hour(168), hour(168));
        bench.turn();
        assertThat(bench.standing().judgedThrough()).isEqualTo(hour(167));

        bench.send(firstPoints(CPU, hour(167), 12, 90));
        share("collector-0", hour(168), hour(168));
        bench.turn();
        assertThat(bench.standing().judgedThrough()).isEqualTo(hour(168));
        assertThat(bench.findings()).isEmpty();
    }

    /** A balancer may send all deliveries of a region to one collector for hours. */
    @Test
    void shouldNotWaitForACollectorThatHasNothingOutstanding() {
        bench.send(progress("inventory", hour(192)));
        share("collector-0", hour(100), hour(100));

        share("collector-0", hour(100), hour(101));
        share("collector-1", hour(101), hour(101));

        assertThat(through("metric-stream")).isEqualTo(hour(101));
    }

    /** Whatever it held was sent again to another one by then, or lies where Firehose puts what it could not deliver. */
    @Test
    void shouldWaitForASilentCollectorAsLongAsDeliveriesAreRepeated() {
        share("collector-0", hour(100), hour(100));
        share("collector-1", hour(102), hour(102));
        assertThat(through("metric-stream")).isEqualTo(hour(100));
        assertThat(reach("metric-stream").waitsFor()).containsExactly("collector-0");

        share("collector-1", hour(103), hour(103));
        assertThat(through("metric-stream")).isEqualTo(hour(103));
        assertThat(reach("metric-stream").waitsFor()).isEmpty();
    }

    @Test
    void shouldNotWaitForACollectorThatStoppedInGoodOrder() {
        share("collector-0", hour(100), hour(100));
        share("collector-1", hour(101), hour(101));
        assertThat(through("metric-stream")).isEqualTo(hour(100));

        bench.send(Signals.share("metric-stream", "collector-0", hour(100), hour(100), true));

        assertThat(through("metric-stream")).isEqualTo(hour(101));
    }

    @Test
    void shouldNameASourceThatNeverReportedOnceAnotherHasMovedOn() {
        quiet(0, 193);
        bench.send(progress("metric-stream", hour(192)));
        bench.turn();
        assertThat(bench.findings()).isEmpty();

        bench.send(progress("metric-stream", hour(193)));
        bench.turn();

        List<Finding> findings = bench.findings();
        assertThat(findings).hasSize(2).allSatisfy(finding -> {
            assertThat(finding.status()).isEqualTo(Finding.Status.INSUFFICIENT);
            assertThat(finding.provisional()).isTrue();
            assertThat(finding.missing())
                    .containsExactly("inventory of account 123456789012 in us-east-1 did not report");
        });
        assertThat(findings).extracting(Finding::rule).containsExactlyInAnyOrder("idle-instance", "missing-tags");
    }

    /** A delivery that comes an hour late leaves a point of an hour behind; what it would have shown is not known. */
    @Test
    void shouldNotTakeAPointOfTwelveForAnHour() {
        list(0, "running");
        for (int hour = 0; hour < 168; hour++) {
            for (String metric : List.of(CPU, NETWORK_IN, NETWORK_OUT)) {
                int points = hour < 168 - 34 ? 12 : 1;
                bench.send(firstPoints(metric, hour(hour), points));
            }
        }

        through(168);

        assertThat(bench.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.status()).isEqualTo(Finding.Status.INSUFFICIENT);
            assertThat(finding.missing())
                    .containsExactly(
                            "CPUUtilization: 134 of 168 hours, 80 % needed",
                            "NetworkIn and NetworkOut: 134 of 168 hours, 80 % needed");
        });
    }

    /** What was missing a week ago would be looked for in vain. */
    @Test
    void shouldSayANewVersionWhenAnotherThingIsMissingAndNoneForEachHour() {
        list(0, "running");
        bench.send(Signals.metric(RESOURCE, CPU, hour(0), 1, 1));
        through(192);
        assertThat(finals()).singleElement().satisfies(finding -> {
            assertThat(finding.status()).isEqualTo(Finding.Status.INSUFFICIENT);
            assertThat(finding.missing())
                    .extracting(missing -> missing.substring(0, missing.indexOf(':')))
                    .containsExactly("CPUUtilization", "NetworkIn and NetworkOut");
        });

        for (int hour = 193; hour <= 400; hour++) {
            bench.send(Signals.metric(RESOURCE, CPU, hour(hour - 1), 1, 1));
            through(hour);
        }

        assertThat(finals()).singleElement().satisfies(finding -> {
            assertThat(finding.version()).isEqualTo(2);
            assertThat(finding.status()).isEqualTo(Finding.Status.INSUFFICIENT);
            assertThat(finding.missing()).singleElement().asString().startsWith("NetworkIn and NetworkOut: 0 of");
        });
    }

    /** CPU has 134 and 135 of 168 hours in turn, where 135 are needed; the network has none. */
    @Test
    void shouldSayThatAnotherThingIsMissingOnceADayAtMost() {
        list(0, "running");
        for (int hour = 0; hour < 240; hour++) {
            boolean present = hour < 48 ? hour % 2 == 1 : hour < 168 ? hour >= 58 : hour % 2 == 0;
            if (present) {
                bench.send(Signals.metric(RESOURCE, CPU, hour(hour), 1, 1));
            }
            if (hour >= 191) {
                through(hour + 1);
            }
        }

        assertThat(finals()).extracting(Finding::updatedAt).containsExactly(hour(169), hour(194));
    }

    private List<Finding> finals() {
        return bench.findings().stream()
                .filter(finding -> !finding.provisional())
                .toList();
    }

    @Test
    void shouldCountWorkOfAnHourThatIsHardlyMeasured() {
        quiet(0, 168);
        list(0, "running");
        bench.send(
                Signals.points(RESOURCE, CPU, hour(167), 60, new int[] {59}, new double[] {90}, new double[] {90}, 1));

        through(168);

        assertThat(bench.findings()).isEmpty();
    }

    @Test
    void shouldSendWhatIsNoSignalToTheDeadLettersAndGoOn() {
        bench.sendRaw("key", new byte[] {(byte) 0xff, 1, 2});
        bench.sendRaw("key", null);
        bench.send(Signals.metric("no arn", CPU, START, 1, 1));
        bench.send(Signals.points(RESOURCE, CPU, START, 0, new int[] {0}, new double[] {1}, new double[] {1}, 1));
        idleForGood();

        List<DeadLetter> dead = bench.deadLetters();

        assertThat(dead).hasSize(4).allMatch(letter -> letter.source().equals("analyzer"));
        assertThat(dead).extracting(DeadLetter::place).containsOnly("gleaner.signals-0");
        assertThat(dead).extracting(DeadLetter::offset).containsExactly(0L, 1L, 2L, 3L);
        assertThat(dead.get(3).reason()).contains("period");
        assertThat(bench.tally().count(Fate.DEAD)).isEqualTo(4);
        assertThat(bench.findings()).isNotEmpty();
    }

    @Test
    void shouldCountWhatNoRuleLooksAt() {
        bench.send(Signals.metric("arn:aws:s3:::bucket", CPU, START, 1, 1));
        bench.send(Signals.metric(RESOURCE, "AWS/EC2 DiskReadOps", START, 1, 1));
        bench.send(Signals.metric(RESOURCE + "/gpu/GPU-1", CPU, START, 1, 1));

        assertThat(bench.tally().count(Fate.IGNORED)).isEqualTo(3);
        assertThat(bench.deadLetters()).isEmpty();
    }

    @Test
    void shouldCountWhatComesLaterThanAllowedAndNotFoldIt() {
        idleForGood();
        bench.findings();

        bench.send(Signals.metric(RESOURCE, CPU, hour(100), 90, 99));
        quiet(192, 220);
        through(220);

        assertThat(bench.tally().count(Fate.LATE)).isEqualTo(1);
        assertThat(bench.findings()).isEmpty();
    }

    @Test
    void shouldTellHowFarItIs() {
        quiet(0, 192);
        list(0, "running");
        bench.send(progress("metric-stream", hour(192)));
        bench.send(progress("inventory", hour(192)));
        assertThat(bench.standing().judgedThrough()).isNull();

        bench.turn();

        PartitionProgress partitionProgress = bench.standing();
        assertThat(partitionProgress.due()).isZero();
        assertThat(partitionProgress.judgedThrough()).isEqualTo(hour(192));
        assertThat(partitionProgress.watermarks()).hasSize(2);
    }

    /** While an hour turns for many resources, neither the input of the thread nor a commit waits for all of them. */
    @Test
    void shouldEvaluateForATenthOfASecondAtATime() {
        long[] now = {0};
        try (Bench slow = new Bench(() -> now[0] += Duration.ofMillis(5).toNanos())) {
            for (int hour = 0; hour < 192; hour++) {
                slow.send(Signals.metric(RESOURCE, CPU, hour(hour), 1, 2));
            }
            slow.send(progress("metric-stream", hour(192)));
            slow.send(progress("inventory", hour(192)));
            slow.punctuate();

            assertThat(slow.standing().due()).isBetween(140L, 168L);
            assertThat(slow.standing().judgedThrough()).isNull();
            slow.turn();
            assertThat(slow.standing().judgedThrough()).isEqualTo(hour(192));
        }
    }

    @Test
    void shouldJudgeABucketAndItsPrefixes() {
        bench.send(Signals.bucket(
                "lake",
                hour(1),
                Inventory.newBuilder().addPrefixNames("training-data/").setLifecycleDocument("{\"Rules\":[]}")));
        bench.send(Signals.read(Signals.prefix("lake", "data/"), "eu-west-1", hour(1), "e1", 300_000_000_000L));
        bench.send(progress("inventory-buckets", hour(2)));
        bench.send(progress("cloudtrail-s3", hour(2)));
        bench.turn();
        List<Finding> early = bench.findings();
        bench.send(progress("inventory-buckets", hour(26)));
        bench.send(progress("cloudtrail-s3", hour(26)));
        bench.turn();

        assertThat(early)
                .allMatch(Finding::provisional)
                .extracting(Finding::rule)
                .containsExactly("storage-lifecycle", "cross-region-read");
        assertThat(bench.findings())
                .filteredOn(finding -> !finding.provisional())
                .extracting(Finding::resource)
                .containsExactly("arn:aws:s3:::lake", "arn:aws:s3:::lake/data/");
        assertThat(bench.standing().judgedThrough()).isEqualTo(hour(26));
    }

    @Test
    void shouldTellAPriceThatCannotBeReadFromOneThatCan() {
        bench.sendPrice(
                PriceKey.linuxOnDemand("m5.xlarge", "us-east-1").text() + "|2026-07-02",
                "{".getBytes(StandardCharsets.UTF_8));

        idleForGood();

        assertThat(bench.findings().get(0).saving().basis()).contains("0.192/h");
    }

    /**
     * influxdata/telegraf#2704, prometheus/cloudwatch_exporter#1 and prometheus-community/yet-another-cloudwatch-exporter#35:
     * CloudWatch shows a sum before all of it is there, and goes on to change it. Half a sum may be said provisionally, and
     * never for good.
     */
    @Test
    void shouldWaitForSumsToSettleBeforeItSaysSomethingForGood() {
        list(0, "running");
        for (int hour = 0; hour < 168; hour++) {
            bench.send(Signals.metric(RESOURCE, CPU, hour(hour), 1, 2));
            bench.send(Signals.bytes(RESOURCE, NETWORK_IN, hour(hour), 70_000));
            bench.send(Signals.bytes(RESOURCE, NETWORK_OUT, hour(hour), 1_000));
        }
        through(168);
        List<Finding> early = bench.findings();

        bench.send(Signals.bytes(RESOURCE, NETWORK_OUT, hour(167), 5_000_000));
        quiet(168, 192);
        through(192);

        assertThat(early)
                .singleElement()
                .satisfies(finding -> assertThat(finding.provisional()).isTrue());
        assertThat(bench.findings()).noneMatch(finding -> !finding.provisional());
    }

    @Test
    void shouldSayThatItIsKeptAndSayItAgainOnceThatEnds() {
        idleForGood();
        bench.findings();

        Exemption kept = new Exemption(RESOURCE, "idle-instance", "launch", "anna", hour(192), hour(194));
        bench.sendExemption(kept.topicKey(), Json.bytes(kept));
        quiet(192, 219);
        through(217);
        List<Finding> exempt = bench.findings();
        through(219);

        assertThat(exempt).singleElement().satisfies(finding -> {
            assertThat(finding.version()).isEqualTo(2);
            assertThat(finding.status()).isEqualTo(Finding.Status.OPEN);
            assertThat(finding.exemption()).isEqualTo("until " + hour(194) + " by anna: launch");
            assertThat(finding.updatedAt()).isEqualTo(hour(193));
        });
        assertThat(bench.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.version()).isEqualTo(3);
            assertThat(finding.status()).isEqualTo(Finding.Status.OPEN);
            assertThat(finding.exemption()).isNull();
            assertThat(finding.updatedAt()).isEqualTo(hour(195));
        });
    }

    @Test
    void shouldTakeNoExemptionThatIsTakenBackUnreadableOrOfAnotherRule() {
        Exemption taken = new Exemption(RESOURCE, Exemption.ALL, "launch", "anna", START, hour(400));
        bench.sendExemption(taken.topicKey(), Json.bytes(taken));
        bench.sendExemption(taken.topicKey(), null);
        Exemption other = new Exemption(RESOURCE, "idle-gpu", "launch", "anna", START, hour(400));
        bench.sendExemption(other.topicKey(), Json.bytes(other));
        bench.sendExemption(RESOURCE + "|idle-instance|x", "{".getBytes(StandardCharsets.UTF_8));
        bench.sendExemption(RESOURCE + "|idle-instance|y", "{}".getBytes(StandardCharsets.UTF_8));
        bench.sendExemption(RESOURCE + "|idle-instance|z", Json.bytes(taken));

        idleForGood();

        assertThat(bench.findings()).isNotEmpty().allMatch(finding -> finding.exemption() == null);
    }

    /** A source of readings that starts, or starts again, after the others: what was said without it is said anew. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void shouldJudgeAnHourAgainOnceItsCardsWereRead(int readBefore) {
        bench.send(Signals.listed(
                RESOURCE,
                hour(0).plusSeconds(1),
                Signals.running().setType("g5.xlarge").putAllTags(DEV)));
        quiet(0, 10);
        work(0, readBefore);
        through(10);
        List<Finding> without = bench.findings();

        work(readBefore, 10);
        bench.send(progress("gpu", hour(10)));
        bench.turn();

        assertThat(without).filteredOn("rule", "idle-gpu").singleElement().satisfies(finding -> {
            assertThat(finding.status()).isEqualTo(Finding.Status.INSUFFICIENT);
            assertThat(finding.provisional()).isTrue();
        });
        assertThat(bench.findings())
                .filteredOn("rule", "idle-gpu")
                .extracting(Finding::status)
                .containsExactly(Finding.Status.WITHDRAWN);
    }

    @Test
    void shouldConfirmAnIdleInstanceOnceItsCardsWereReadUpToTheNewestHour() {
        bench.send(Signals.listed(
                RESOURCE,
                hour(0).plusSeconds(1),
                Signals.running().setType("g5.xlarge").putAllTags(DEV)));
        quiet(0, 192);
        cards(0, 192, 0);
        bench.send(progress("gpu", hour(192)));
        through(192);
        String id = bench.findings().stream()
                .filter(finding -> finding.rule().equals("idle-instance"))
                .reduce((first, second) -> second)
                .orElseThrow()
                .id();
        bench.confirmations();

        quiet(192, 212);
        through(212);
        List<Map.Entry<String, Instant>> before = bench.confirmations();
        List<Finding> doubted = bench.findings();
        cards(192, 212, 0);
        bench.send(progress("gpu", hour(212)));
        bench.turn();

        assertThat(before).isEmpty();
        assertThat(doubted).filteredOn("rule", "idle-instance").isEmpty();
        assertThat(bench.confirmations()).contains(Map.entry(id, hour(212)));
    }

    private void work(int from, int until) {
        cards(from, until, 90);
    }

    private void cards(int from, int until, int utilization) {
        for (int minute = from * 60; minute < until * 60; minute += 10) {
            bench.send(Signals.card(RESOURCE, START.plus(minute, ChronoUnit.MINUTES), utilization));
        }
    }

    private void idleForGood() {
        quiet(0, 192);
        list(0, "running");
        through(192);
    }

    private void quiet(int from, int until) {
        for (int hour = from; hour < until; hour++) {
            bench.send(Signals.metric(RESOURCE, CPU, hour(hour), 1, 2));
            bench.send(Signals.bytes(RESOURCE, NETWORK_IN, hour(hour), 1000));
            bench.send(Signals.bytes(RESOURCE, NETWORK_OUT, hour(hour), 1000));
        }
    }

    private void share(String reporter, Instant through, Instant clear) {
        bench.send(Signals.share("metric-stream", reporter, through, clear, false));
    }

    private Instant through(String source) {
        return reach(source).through();
    }

    private SourceWatermark.View reach(String source) {
        bench.punctuate();
        return bench.standing().watermarks().stream()
                .map(SourceWatermark.View::of)
                .filter(reach -> reach.source().equals(source))
                .findFirst()
                .orElseThrow();
    }

    private static Signal firstPoints(String metric, Instant hour, int points) {
        return firstPoints(metric, hour, points, 1);
    }

    private static Signal firstPoints(String metric, Instant hour, int points, double use) {
        int[] index = IntStream.range(0, points).toArray();
        double[] value = IntStream.range(0, points).mapToDouble(i -> use).toArray();
        return Signals.points(RESOURCE, metric, hour, 300, index, value, value, 1);
    }

    private void list(int hour, String state) {
        bench.send(Signals.listed(RESOURCE, hour(hour).plusSeconds(1), state, DEV));
    }

    private void through(int hour) {
        bench.send(progress("metric-stream", hour(hour)));
        bench.send(progress("inventory", hour(hour)));
        bench.turn();
    }

    private void price(String amount, LocalDate from) {
        Price price =
                new Price(PriceKey.linuxOnDemand("m5.xlarge", "us-east-1"), new BigDecimal(amount), from, "negotiated");
        bench.sendPrice(price.topicKey(), Json.bytes(price));
    }

    private static Instant hour(int number) {
        return START.plus(number, ChronoUnit.HOURS);
    }
}
