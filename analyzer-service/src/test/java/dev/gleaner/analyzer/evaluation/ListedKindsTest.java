package dev.gleaner.analyzer.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gleaner.analyzer.backtest.Backtest;
import dev.gleaner.analyzer.evaluation.ResourceExplanation.Opinion;
import dev.gleaner.analyzer.finding.ExemptionSource;
import dev.gleaner.analyzer.fixture.Defaults;
import dev.gleaner.analyzer.fixture.Seeing;
import dev.gleaner.analyzer.fixture.Signals;
import dev.gleaner.analyzer.profile.MalformedSignalException;
import dev.gleaner.analyzer.store.PartitionStores;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.finding.Saving;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.signal.proto.Access;
import dev.gleaner.contracts.signal.proto.Change;
import dev.gleaner.contracts.signal.proto.Flow;
import dev.gleaner.contracts.signal.proto.Inventory;
import dev.gleaner.contracts.signal.proto.LaunchedInstances;
import dev.gleaner.contracts.signal.proto.Metric;
import dev.gleaner.contracts.signal.proto.MetricSet;
import dev.gleaner.contracts.signal.proto.ObjectAccess;
import dev.gleaner.contracts.signal.proto.PrefixSize;
import dev.gleaner.contracts.signal.proto.ScalingGroup;
import dev.gleaner.contracts.signal.proto.ServiceFlow;
import dev.gleaner.contracts.signal.proto.Signal;
import dev.gleaner.contracts.signal.proto.StoredObjects;
import dev.gleaner.contracts.signal.proto.Talker;
import dev.gleaner.contracts.signal.proto.Variant;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Buckets, their prefixes and VPCs, from signals to findings. */
class ListedKindsTest {

    private static final Instant START = Instant.parse("2026-07-01T00:00:00Z");
    private static final String BUCKET = "arn:aws:s3:::lake";
    private static final String VPC = Signals.vpc("vpc-1");
    private static final long GB = 1_000_000_000L;

    private final PartitionStores partitionStores = PartitionStores.inMemory();
    private final Seeing said = new Seeing();
    private final SignalCounters signalCounters = new SignalCounters();
    private PartitionEvaluator partitionEvaluator = analysis(Defaults.kinds());

    @Test
    void shouldSayProvisionallyWhatTheFirstListingTellsOfTheHourBefore() throws Exception {
        send(Signals.bucket("lake", at(12, 34), bucket()));
        send(Signals.network(VPC, at(12, 34), Signals.natted(false)));
        send(Signals.read(VPC, null, at(11, 10), "e", GB));
        through("inventory-buckets", at(12, 33));
        through("inventory-networks", at(12, 33));

        assertThat(said.findings()).hasSize(2).allSatisfy(finding -> {
            assertThat(finding.provisional()).isTrue();
            assertThat(finding.status()).isEqualTo(Finding.Status.OPEN);
            assertThat(finding.updatedAt()).isEqualTo(at(12, 0));
            assertThat(finding.account()).isEqualTo(Signals.ACCOUNT);
            assertThat(finding.region()).isEqualTo(Signals.REGION);
        });
        assertThat(said.findings()).extracting(Finding::resource).containsExactly(BUCKET, VPC);
        assertThat(said.findings().get(0).owner().team()).isEqualTo("vision");
        assertThat(said.findings().get(1).owner().source()).isEqualTo(Finding.Owner.Source.NONE);
        assertThat(said.findings().get(0).saving().priced()).isFalse();
    }

    @Test
    void shouldLookAtOnceAtWhatComesLater() throws Exception {
        through("inventory-buckets", at(12, 33));
        send(Signals.bucket("lake", at(12, 40), bucket()));

        through("inventory-buckets", at(12, 39));

        assertThat(said.findings()).hasSize(1);
    }

    /** An inventory report has neither tags nor a lifecycle document: it must not stand for a listing of the bucket. */
    @Test
    void shouldNotTakeWhatAReportTellsOfAPrefixForAListingOfTheBucket() throws Exception {
        send(Signals.bucket("lake", at(12, 34), bucket()));
        send(Signals.bucket(
                        "lake",
                        at(12, 35),
                        Inventory.newBuilder()
                                .addPrefixes(PrefixSize.newBuilder()
                                        .setObjects(1)
                                        .setBytes(1)
                                        .addStored(StoredObjects.newBuilder()
                                                .setStorageClass("STANDARD")
                                                .addAgeDays(30)
                                                .addSizeBits(1)
                                                .addObjects(1)
                                                .addBytes(1))))
                .toBuilder()
                .setResource(Signals.prefix("lake", "training-data/"))
                .build());

        through("inventory-buckets", at(12, 40));

        assertThat(said.findings())
                .singleElement()
                .satisfies(finding -> assertThat(finding.owner().team()).isEqualTo("vision"));
        assertThat(signalCounters.count(SignalCounters.Fate.IGNORED)).isZero();
    }

    /** Amazon S3 API Reference, Bucket: the creation date moves when the bucket is edited. */
    @Test
    void shouldTellOfABucketWhateverItsCreationDateSays() throws Exception {
        send(Signals.bucket("lake", at(12, 34), bucket().setCreated(at(12, 10).toEpochMilli())));

        through("inventory-buckets", at(12, 33));

        assertThat(said.findings()).hasSize(1);
    }

    @Test
    void shouldSayForGoodOnlyWhatAListingOfThatHourOrBeforeShows() throws Exception {
        send(Signals.bucket("lake", at(12, 34), bucket()));
        through("inventory-buckets", at(12, 33));
        through("inventory-buckets", at(40, 0));

        assertThat(finals()).singleElement().satisfies(finding -> {
            assertThat(finding.openedAt()).isEqualTo(at(12, 0));
            assertThat(finding.updatedAt()).isEqualTo(at(13, 0));
        });
    }

    @Test
    void shouldKeepReadsOfABucketUntilItIsListed() throws Exception {
        send(read("e1", at(2, 0), 300 * GB));
        through("inventory-buckets", at(50, 0));
        through("cloudtrail-s3", at(50, 0));
        assertThat(said.findings()).isEmpty();

        send(Signals.bucket("lake", at(50, 30), bucket()));
        through("inventory-buckets", at(51, 0));
        through("cloudtrail-s3", at(51, 0));

        assertThat(of("cross-region-read")).singleElement().satisfies(finding -> {
            assertThat(finding.provisional()).isTrue();
            assertThat(finding.resource()).isEqualTo(BUCKET + "/data/");
            assertThat(finding.account()).isEqualTo(Signals.ACCOUNT);
            assertThat(finding.owner().team()).isEqualTo("vision");
            assertThat(finding.saving().priced()).isTrue();
        });
    }

    @Test
    void shouldForgetReadsOfABucketThatNobodyEverLists() throws Exception {
        send(read("e1", at(2, 0), 300 * GB));
        through("inventory-buckets", at(2, 0));
        through("cloudtrail-s3", at(2, 0));
        assertThat(rows()).isNotEmpty();

        int days = 15 + 1 + 9 + 35;
        through("inventory-buckets", at(24 * days + 3, 0));
        through("cloudtrail-s3", at(24 * days + 3, 0));

        assertThat(rows()).isEmpty();
    }

    @Test
    void shouldWaitForATrailThatReportedBeforeHoursBecomeFinal() throws Exception {
        send(Signals.bucket("lake", at(1, 0), bucket()));
        send(read("e1", at(2, 0), 300 * GB));
        through("cloudtrail-s3", at(1, 0));
        through("inventory-buckets", at(60, 0));

        assertThat(said.findings())
                .filteredOn(finding -> finding.status() == Finding.Status.OPEN)
                .extracting(Finding::rule)
                .containsExactly("storage-lifecycle");
        assertThat(finals()).isEmpty();
        send(read("e2", at(3, 0), GB));
        assertThat(signalCounters.count(SignalCounters.Fate.LATE)).isZero();

        through("cloudtrail-s3", at(60, 0));

        assertThat(finals())
                .filteredOn(finding -> finding.status() == Finding.Status.OPEN)
                .extracting(Finding::rule)
                .containsExactly("storage-lifecycle", "cross-region-read");
    }

    @Test
    void shouldSayWhenTheTrailNeverReported() throws Exception {
        send(Signals.bucket("lake", at(1, 0), bucket()));
        send(read("e1", at(2, 0), 300 * GB));
        through("inventory-buckets", at(1, 0));
        through("inventory-buckets", at(5, 0));

        assertThat(of("cross-region-read")).singleElement().satisfies(finding -> {
            assertThat(finding.status()).isEqualTo(Finding.Status.INSUFFICIENT);
            assertThat(finding.missing().get(0)).startsWith("trail of account");
        });
    }

    @Test
    void shouldEndWhatWasSaidWithoutATrailOnceNothingIsKnownOfThePrefixAnyMore() throws Exception {
        send(Signals.bucket("lake", at(1, 0), bucket()));
        send(read("e1", at(2, 0), 300 * GB));
        through("inventory-buckets", at(1, 0));
        through("inventory-buckets", at(24 * 17, 0));
        through("inventory-buckets", at(24 * 30, 0));

        assertThat(of("cross-region-read"))
                .filteredOn(finding -> !finding.provisional())
                .extracting(Finding::status)
                .containsExactly(Finding.Status.INSUFFICIENT, Finding.Status.RESOLVED);
    }

    @Test
    void shouldResolveAVpcInTheHourInWhichItsEndpointIsSeen() throws Exception {
        send(Signals.network(VPC, at(0, 30), Signals.natted(false)));
        send(Signals.read(VPC, null, at(5, 0), "e1", 168 * GB));
        through("inventory-networks", at(0, 0));
        through("inventory-networks", at(40, 0));
        assertThat(finals()).extracting(Finding::status).containsExactly(Finding.Status.OPEN);
        assertThat(finals().get(0).saving().monthly()).isEqualByComparingTo("32.85");
        said.confirmed().clear();

        send(Signals.network(VPC, at(40, 30), Signals.natted(true)));
        through("inventory-networks", at(41, 0));
        assertThat(said.confirmed()).isEmpty();
        through("inventory-networks", at(65, 0));

        assertThat(finals().get(1).status()).isEqualTo(Finding.Status.RESOLVED);
        assertThat(finals().get(1).updatedAt()).isEqualTo(at(41, 0));
    }

    @Test
    void shouldTellOfANatGatewayOnceItsBytesAreComplete() throws Exception {
        String gateway =
                Arn.natGateway(Signals.REGION, Signals.ACCOUNT, "nat-1").toString();
        Inventory.Builder listed = Inventory.newBuilder()
                .setState("available")
                .setType("public")
                .setCreated(at(-24 * 20, 0).toEpochMilli());
        for (int hour = 0; hour < 60; hour++) {
            send(Signals.network(gateway, at(hour, 30), listed));
        }
        through("inventory-networks", at(60, 0));
        assertThat(said.findings()).isEmpty();

        for (int hour = -24 * 14; hour < 60; hour++) {
            send(Signals.natGatewayBytes(gateway, "", at(hour, 0), 1000));
        }
        through("get-metric-data-networks", at(60, 0));

        assertThat(finals()).singleElement().satisfies(finding -> {
            assertThat(finding.rule()).isEqualTo("idle-gateway");
            assertThat(finding.resource()).isEqualTo(gateway);
            assertThat(finding.status()).isEqualTo(Finding.Status.OPEN);
            assertThat(finding.saving().monthly()).isEqualByComparingTo("32.85");
        });

        send(Signals.natGatewayBytes(gateway, "", at(60, 0), GB));
        through("get-metric-data-networks", at(90, 0));
        through("inventory-networks", at(90, 0));
        assertThat(finals()).extracting(Finding::status).containsExactly(Finding.Status.OPEN, Finding.Status.RESOLVED);
    }

    /** Each type waits for its own metrics only. */
    @Test
    void shouldTellOfAnInterfaceEndpointOnceItsBytesAreComplete() throws Exception {
        String endpoint =
                Arn.vpcEndpoint(Signals.REGION, Signals.ACCOUNT, "vpce-1").toString();
        Inventory.Builder listed = Inventory.newBuilder()
                .setState("available")
                .setType("Interface")
                .setZones(2)
                .setCreated(at(-24 * 20, 0).toEpochMilli());
        for (int hour = 0; hour < 60; hour++) {
            send(Signals.network(endpoint, at(hour, 30), listed));
        }
        for (int hour = -24 * 14; hour < 60; hour++) {
            send(Signals.hourlySums(
                    endpoint,
                    "get-metric-data-interface-endpoints",
                    at(hour, 0),
                    Map.of("AWS/PrivateLinkEndpoints BytesProcessed", 0.0)));
        }
        through("inventory-networks", at(60, 0));
        through("get-metric-data-networks", at(60, 0));
        assertThat(said.findings()).isEmpty();

        through("get-metric-data-interface-endpoints", at(60, 0));

        assertThat(finals()).singleElement().satisfies(finding -> {
            assertThat(finding.rule()).isEqualTo("idle-gateway");
            assertThat(finding.resource()).isEqualTo(endpoint);
            assertThat(finding.status()).isEqualTo(Finding.Status.OPEN);
            assertThat(finding.saving().monthly()).isEqualByComparingTo("14.60");
        });
    }

    /** They are listed once a day, and measured more often. */
    @Test
    void shouldTellOfALoadBalancerOnceItsBytesAreComplete() throws Exception {
        String balancer = "arn:aws:elasticloadbalancing:" + Signals.REGION + ":" + Signals.ACCOUNT
                + ":loadbalancer/app/web/0123456789abcdef";
        Inventory.Builder listed = Inventory.newBuilder()
                .setState("active")
                .setType("application")
                .setCreated(at(-24 * 20, 0).toEpochMilli());
        for (int hour = -24 * 14; hour < 72; hour++) {
            send(Signals.hourlySums(
                    balancer,
                    "get-metric-data-load-balancers",
                    at(hour, 0),
                    Map.of("AWS/ApplicationELB ConsumedLCUs", 0.0)));
        }
        for (int day = 0; day <= 3; day++) {
            send(Signals.listed(balancer, "inventory-load-balancers", at(24 * day, 10), listed));
            through("inventory-load-balancers", at(24 * day, 10));
        }
        assertThat(said.findings()).noneMatch(finding -> finding.status() == Finding.Status.OPEN);

        through("get-metric-data-load-balancers", at(72, 0));

        assertThat(finals()).singleElement().satisfies(finding -> {
            assertThat(finding.rule()).isEqualTo("idle-gateway");
            assertThat(finding.resource()).isEqualTo(balancer);
            assertThat(finding.saving().monthly()).isEqualByComparingTo("16.43");
        });

        send(Signals.hourlySums(
                balancer,
                "get-metric-data-load-balancers",
                at(80, 0),
                Map.of("AWS/ApplicationELB ConsumedLCUs", 0.1, "AWS/ApplicationELB ProcessedBytes", 400.0)));
        send(Signals.listed(balancer, "inventory-load-balancers", at(120, 10), listed));
        through("get-metric-data-load-balancers", at(120, 0));
        through("inventory-load-balancers", at(120, 10));
        assertThat(finals()).extracting(Finding::status).containsExactly(Finding.Status.OPEN, Finding.Status.RESOLVED);
    }

    /** Its variants are evaluated with it, and their metrics are read once a day, as it is listed. */
    @Test
    void shouldTellOfAnInferenceEndpointOnceItsInvocationsAreComplete() throws Exception {
        String endpoint = "arn:aws:sagemaker:" + Signals.REGION + ":" + Signals.ACCOUNT + ":endpoint/ranker";
        Inventory.Builder listed = Inventory.newBuilder()
                .setState("InService")
                .setType("real-time")
                .setCreated(at(-24 * 20, 0).toEpochMilli())
                .addVariants(Variant.newBuilder()
                        .setName("main")
                        .setInstanceType("ml.m5.xlarge")
                        .setInstances(2));
        for (int hour = -24 * 14; hour < 72; hour++) {
            send(Signals.hourlySums(
                    endpoint + "/variant/main",
                    "get-metric-data-endpoints",
                    at(hour, 0),
                    Map.of("/aws/sagemaker/Endpoints CPUUtilization", 0.3)));
        }
        for (int day = 0; day <= 3; day++) {
            send(Signals.listed(endpoint, "inventory-endpoints", at(24 * day, 10), listed));
            through("inventory-endpoints", at(24 * day, 10));
        }
        assertThat(said.findings()).noneMatch(finding -> finding.status() == Finding.Status.OPEN);

        through("get-metric-data-endpoints", at(72, 0));

        assertThat(finals()).singleElement().satisfies(finding -> {
            assertThat(finding.rule()).isEqualTo("idle-endpoint");
            assertThat(finding.resource()).isEqualTo(endpoint);
            assertThat(finding.status()).isEqualTo(Finding.Status.OPEN);
            assertThat(finding.saving().monthly()).isEqualByComparingTo("335.80");
        });

        send(Signals.hourlySums(
                endpoint + "/variant/main",
                "get-metric-data-endpoints",
                at(80, 0),
                Map.of("AWS/SageMaker Invocations", 1.0)));
        send(Signals.listed(endpoint, "inventory-endpoints", at(120, 10), listed));
        through("get-metric-data-endpoints", at(120, 0));
        through("inventory-endpoints", at(120, 10));
        assertThat(finals()).extracting(Finding::status).containsExactly(Finding.Status.OPEN, Finding.Status.RESOLVED);
    }

    /** Its hours wait for the trail, and become final a day later; a later visit ends the finding. */
    @Test
    void shouldTellOfANotebookInstanceOnceTheTrailIsComplete() throws Exception {
        through("cloudtrail-s3", at(0, 0));
        String notebook = quietNotebook(10);
        assertThat(said.findings()).noneMatch(finding -> finding.status() == Finding.Status.OPEN);

        through("cloudtrail-s3", at(120, 0));

        assertThat(finals()).singleElement().satisfies(finding -> {
            assertThat(finding.rule()).isEqualTo("idle-notebook");
            assertThat(finding.resource()).isEqualTo(notebook);
            assertThat(finding.status()).isEqualTo(Finding.Status.OPEN);
            assertThat(finding.saving().monthly()).isEqualByComparingTo("36.50");
        });

        send(Signals.changed(notebook, Change.OPENED, at(110, 5), "open-2", Map.of()));
        listNotebook(notebook, 144);
        through("get-metric-data-notebooks", at(144, 10));
        through("cloudtrail-s3", at(144, 10));
        assertThat(finals()).extracting(Finding::status).containsExactly(Finding.Status.OPEN, Finding.Status.RESOLVED);
    }

    /** A trail that may have been created later shows nothing of the time before, unless it has an earlier call of the notebook instance. */
    @ParameterizedTest
    @CsvSource({"10, OPEN", "-1, INSUFFICIENT"})
    void shouldKnowWhoOpenedANotebookInstanceOnlySinceTheTrailIsKnown(int opened, Finding.Status status)
            throws Exception {
        quietNotebook(opened);

        through("cloudtrail-s3", at(120, 0));

        assertThat(finals()).extracting(Finding::status).containsExactly(status);
    }

    /** Sends all of a notebook instance but the progress of the trail: five days in which it was opened in this hour alone, or not if it is negative. */
    private String quietNotebook(int opened) throws Exception {
        String notebook = "arn:aws:sagemaker:" + Signals.REGION + ":" + Signals.ACCOUNT + ":notebook-instance/research";
        for (int hour = 0; hour < 120; hour++) {
            send(Signals.metric(notebook, "SageMakerNotebookInstances cpu_usage_active", at(hour, 0), 0.5, 3.0));
        }
        if (opened >= 0) {
            send(Signals.changed(notebook, Change.OPENED, at(opened, 5), "open-1", Map.of()));
        }
        for (int hour = 0; hour <= 120; hour += 6) {
            listNotebook(notebook, hour);
        }
        through("get-metric-data-notebooks", at(120, 0));
        return notebook;
    }

    private void listNotebook(String notebook, int hour) throws Exception {
        Inventory.Builder listed = Inventory.newBuilder()
                .setState("InService")
                .setType("ml.t3.medium")
                .setCreated(at(-24 * 20, 0).toEpochMilli())
                .setModified(at(-24 * 2, 0).toEpochMilli());
        send(Signals.listed(notebook, "inventory-notebooks", at(hour, 10), listed));
        through("inventory-notebooks", at(hour, 10));
    }

    /** Groups and their metrics are read once a day, and the load that comes before the first listing counts. */
    @Test
    void shouldFindAnAutoScalingGroupByTheLoadOfItsInstances() throws Exception {
        String group = "arn:aws:autoscaling:" + Signals.REGION + ":" + Signals.ACCOUNT
                + ":autoScalingGroup:u-1:autoScalingGroupName/workers";
        ScalingGroup.Builder sizes = ScalingGroup.newBuilder()
                .setMinimum(4)
                .setDesired(4)
                .setMaximum(8)
                .addAllInstances(List.of("i-1", "i-2", "i-3", "i-4"))
                .setZones(2)
                .setScalingPolicies(1)
                .setScheduledActions(0)
                .setCapacityUnit("instance")
                .addLaunches(LaunchedInstances.newBuilder()
                        .setType("m5.large")
                        .setPlatform("Linux/UNIX")
                        .setTenancy("default")
                        .setCount(4));
        Inventory.Builder listed = Inventory.newBuilder()
                .setCreated(at(-24 * 20, 0).toEpochMilli())
                .setScalingGroup(sizes);
        for (int hour = -24 * 14; hour < 72; hour++) {
            send(groupMetrics(group, at(hour, 0), 7));
        }
        for (int day = 0; day <= 3; day++) {
            send(Signals.listed(group, "inventory-scaling-groups", at(24 * day, 10), listed));
            through("inventory-scaling-groups", at(24 * day, 10));
        }
        assertThat(said.findings()).noneMatch(finding -> finding.status() == Finding.Status.OPEN);

        through("get-metric-data-scaling-groups", at(72, 0));

        assertThat(finals()).singleElement().satisfies(finding -> {
            assertThat(finding.rule()).isEqualTo("oversized-fleet");
            assertThat(finding.resource()).isEqualTo(group);
            assertThat(finding.status()).isEqualTo(Finding.Status.OPEN);
            // 2 x 0.096 x 730
            assertThat(finding.saving().monthly()).isEqualByComparingTo("140.16");
            assertThat(finding.saving().charge()).isEqualTo(new Saving.Charge(group.replace("u-1", "*"), false));
        });

        for (int hour = 72; hour < 96; hour++) {
            send(groupMetrics(group, at(hour, 0), 90));
        }
        send(Signals.listed(group, "inventory-scaling-groups", at(120, 10), listed));
        through("get-metric-data-scaling-groups", at(120, 0));
        through("inventory-scaling-groups", at(120, 10));
        assertThat(finals()).extracting(Finding::status).containsExactly(Finding.Status.OPEN, Finding.Status.RESOLVED);
    }

    /** No value is not 0. */
    @Test
    void shouldRefuseALoadThatIsNoNumber() {
        Signal signal = groupMetrics(
                "arn:aws:autoscaling:" + Signals.REGION + ":" + Signals.ACCOUNT
                        + ":autoScalingGroup:u-1:autoScalingGroupName/workers",
                at(1, 0),
                7);
        Metric metric = signal.getMetricSet().getMetrics(0);
        for (Metric.Builder wrong : List.of(
                metric.toBuilder().setMean(0, Double.NaN),
                metric.toBuilder().clearMean(),
                metric.toBuilder().setMaximum(0, -1))) {
            Signal malformed = signal.toBuilder()
                    .setMetricSet(MetricSet.newBuilder().addMetrics(wrong))
                    .build();
            assertThatThrownBy(() -> send(malformed)).isInstanceOf(MalformedSignalException.class);
        }
    }

    private static Signal groupMetrics(String group, Instant hour, double percent) {
        return Signals.hourlySums(
                group,
                "get-metric-data-scaling-groups",
                hour,
                Map.of("AWS/EC2 CPUUtilization", percent, "AWS/AutoScaling GroupInServiceInstances", 4.0));
    }

    /** A collector without metrics of NAT gateways is no reason to tell of each of them. */
    @Test
    void shouldSayNothingOfNatGatewaysWithoutMetrics() throws Exception {
        String gateway =
                Arn.natGateway(Signals.REGION, Signals.ACCOUNT, "nat-1").toString();
        send(Signals.network(gateway, at(0, 30), Inventory.newBuilder().setState("available")));
        through("inventory-networks", at(5, 0));
        through("inventory-networks", at(90, 0));

        assertThat(said.findings()).isEmpty();
    }

    @Test
    void shouldRefuseBytesOfNatGatewaysThatCannotBe() {
        Signal signal = Signals.natGatewayBytes(VPC, "nat-1", at(1, 0), GB);
        Metric metric = signal.getMetricSet().getMetrics(0);
        List<Metric.Builder> wrong = List.of(
                metric.toBuilder().setSum(0, -1),
                metric.toBuilder().setSum(0, Double.NaN),
                metric.toBuilder().clearSum(),
                metric.toBuilder().setStart(0),
                metric.toBuilder().setIndex(0, -1));

        assertThat(wrong)
                .allMatch(body -> refused(signal.toBuilder()
                        .setMetricSet(MetricSet.newBuilder().addMetrics(body))
                        .build()));
        assertThat(rows()).isEmpty();
    }

    @Test
    void shouldCountAFileOfFlowsOnceHoweverOftenItIsRead() throws Exception {
        send(Signals.network(VPC, at(0, 30), Signals.natted(true)));
        for (int time = 0; time < 3; time++) {
            send(Signals.flow(VPC, "file-1", "same-zone", "other-zone", at(1, 0), 400 * GB));
            send(Signals.flow(VPC, "file-2", "same-zone", "other-zone", at(1, 0), 184 * GB));
        }
        through("inventory-networks", at(40, 0));
        through("flow-logs", at(40, 0));

        // 584 GB in the hours of a week are 2,537 a month; each is paid for at both ends.
        assertThat(finals()).singleElement().satisfies(finding -> {
            assertThat(finding.rule()).isEqualTo("cross-zone-traffic");
            assertThat(finding.resource()).isEqualTo(VPC);
            assertThat(finding.saving().cost()).isEqualByComparingTo("50.75");
        });
    }

    @Test
    void shouldWaitForFlowLogsOnlyWithWhatTheyTell() throws Exception {
        send(Signals.network(VPC, at(0, 30), Signals.natted(false)));
        send(Signals.read(VPC, null, at(1, 10), "e", GB));
        send(Signals.flow(VPC, "file-1", "nat", "internet", at(1, 0), 400 * GB));
        through("flow-logs", at(1, 0));
        through("inventory-networks", at(60, 0));
        assertThat(finals()).extracting(Finding::rule).containsExactly("nat-to-s3");

        send(Signals.flow(VPC, "file-2", "nat", "internet", at(2, 0), GB));
        assertThat(signalCounters.count(SignalCounters.Fate.LATE)).isZero();
        through("flow-logs", at(60, 0));

        assertThat(finals()).extracting(Finding::rule).containsExactly("nat-to-s3", "internet-egress");
        send(Signals.flow(VPC, "file-3", "nat", "internet", at(3, 0), GB));
        assertThat(signalCounters.count(SignalCounters.Fate.LATE)).isEqualTo(1);
    }

    /** Nobody who has no flow logs is told so of each VPC. */
    @Test
    void shouldSayNothingOfFlowsWhereThereIsNoFlowLog() throws Exception {
        send(Signals.network(VPC, at(0, 30), Signals.natted(true)));
        through("inventory-networks", at(5, 0));
        through("inventory-networks", at(90, 0));

        assertThat(said.findings()).isEmpty();
    }

    @Test
    void shouldRefuseFlowsThatCannotBe() {
        Signal flow = Signals.flow(VPC, "file-1", "same-zone", "other-zone", at(1, 0), GB);
        List<Flow.Builder> wrong = List.of(
                flow.getFlow().toBuilder().setBytes(-1),
                flow.getFlow().toBuilder().setFrom(0),
                flow.getFlow().toBuilder().setUntil(flow.getFlow().getFrom()),
                flow.getFlow().toBuilder().setUntil(flow.getFlow().getUntil() + 1),
                flow.getFlow().toBuilder().setSourceClass("a\nb"),
                flow.getFlow().toBuilder()
                        .addTalkers(Talker.newBuilder().setInterface("eni-1").setBytes(-1)),
                flow.getFlow().toBuilder().addTalkers(Talker.newBuilder().setResource("a\nb")));

        assertThat(wrong)
                .allMatch(body -> refused(flow.toBuilder().setFlow(body).build()));
        assertThat(rows()).isEmpty();
    }

    @Test
    void shouldRefuseTrafficWithServicesThatCannotBe() {
        Signal signal = Signals.serviceFlow(VPC, "file-1", "nat-1", "same-region", at(1, 0), GB);
        ServiceFlow flow = signal.getServiceFlow();
        List<ServiceFlow.Builder> wrong = List.of(
                flow.toBuilder().setBytes(-1),
                flow.toBuilder().setFrom(0),
                flow.toBuilder().setUntil(flow.getFrom()),
                flow.toBuilder().setUntil(flow.getUntil() + 1),
                flow.toBuilder().clearGateway(),
                flow.toBuilder().setGateway("a\nb"),
                flow.toBuilder().setPeerClass("a\nb"));

        assertThat(wrong)
                .allMatch(
                        body -> refused(signal.toBuilder().setServiceFlow(body).build()));
        assertThat(rows()).isEmpty();
    }

    @Test
    void shouldFindNatToS3ByFlowLogsInOneHourAndMissASourceWithoutThem() throws Exception {
        send(Signals.network(VPC, at(0, 30), Signals.natted(false)));
        send(Signals.serviceFlow(VPC, "file-1", "nat-1", "same-region", at(1, 0), GB));
        through("inventory-networks", at(40, 0));
        assertThat(finals()).extracting(Finding::status).containsExactly(Finding.Status.OPEN);

        for (int hour = 40; hour < 8 * 24 + 26; hour++) {
            send(Signals.network(VPC, at(hour, 30), Signals.natted(false)));
            through("inventory-networks", at(hour + 1, 0));
        }

        assertThat(finals())
                .extracting(Finding::status)
                .containsExactly(Finding.Status.OPEN, Finding.Status.INSUFFICIENT);
    }

    @Test
    void shouldResolveABucketThatWasDeleted() throws Exception {
        send(Signals.bucket("lake", at(0, 30), bucket()));
        through("inventory-buckets", at(26, 0));

        send(Signals.changed(BUCKET, Change.DELETED, at(26, 30), "e", Map.of()));
        through("inventory-buckets", at(52, 0));
        through("cloudtrail-s3", at(52, 0));

        assertThat(finals()).extracting(Finding::status).containsExactly(Finding.Status.OPEN, Finding.Status.RESOLVED);
        assertThat(rows()).isEmpty();
    }

    @Test
    void shouldWithdrawWhatWasSaidOfAPrefixThatIsNotKeptInTheEnd() throws Exception {
        partitionEvaluator = analysis(Backtest.of(
                        Map.of("analyzer.cross-region-read.prefixes-per-bucket", "1"),
                        Defaults.prices(),
                        ExemptionSource.NONE)
                .kinds());
        send(Signals.bucket("lake", at(0, 30), bucket()));
        send(read("e1", at(1, 0), 300 * GB));
        send(Signals.read(Signals.prefix("lake", "more/"), "eu-west-1", at(1, 0), "e2", 400 * GB));
        through("inventory-buckets", at(2, 0));
        through("cloudtrail-s3", at(2, 0));
        assertThat(of("cross-region-read"))
                .extracting(Finding::resource)
                .containsExactly(BUCKET + "/data/", BUCKET + "/more/");

        through("inventory-buckets", at(30, 0));
        through("cloudtrail-s3", at(30, 0));

        assertThat(finals())
                .filteredOn(finding -> finding.rule().equals("cross-region-read"))
                .extracting(Finding::resource)
                .containsExactly(BUCKET + "/more/");
        assertThat(said.findings())
                .filteredOn(finding -> finding.resource().equals(BUCKET + "/data/"))
                .extracting(Finding::status)
                .containsExactly(Finding.Status.OPEN, Finding.Status.WITHDRAWN);
    }

    @Test
    void shouldExplainABucketItsPrefixesAndAVpc() throws Exception {
        send(Signals.bucket("lake", at(0, 30), bucket()));
        send(Signals.network(VPC, at(0, 30), Signals.natted(false)));
        send(read("e1", at(1, 0), 300 * GB));
        send(Signals.read(Signals.prefix("lake", ""), null, at(1, 0), "e2", GB));
        send(Signals.read(VPC, null, at(1, 0), "e3", GB));
        for (String source : List.of("inventory-buckets", "cloudtrail-s3", "flow-logs", "inventory-networks")) {
            through(source, at(2, 0));
        }
        ResourceExplanation bucket = explain(BUCKET);
        ResourceExplanation prefix = explain(BUCKET + "/data/");
        ResourceExplanation network = explain(VPC);

        assertThat(bucket.rules())
                .extracting(Opinion::resource)
                .containsExactly(
                        BUCKET,
                        BUCKET,
                        BUCKET,
                        BUCKET,
                        BUCKET + "/",
                        BUCKET + "/",
                        BUCKET + "/data/",
                        BUCKET + "/data/");
        assertThat(bucket.rules())
                .extracting(Opinion::verdict)
                .containsExactly("found", "nothing", "nothing", "nothing", "nothing", "nothing", "found", "nothing");
        assertThat(bucket.rules().get(0).finding()).isNotNull();
        assertThat(bucket.traffic())
                .containsExactly(
                        new ResourceExplanation.Flow("", null, GB, 1),
                        new ResourceExplanation.Flow("data/", "eu-west-1", 300 * GB, 1));
        assertThat(bucket.hour()).isEqualTo(at(2, 0));
        assertThat(prefix.rules()).extracting(Opinion::rule).containsExactly("cross-region-read", "repeated-download");
        assertThat(prefix.traffic()).containsExactly(new ResourceExplanation.Flow("data/", "eu-west-1", 300 * GB, 1));
        assertThat(network.rules())
                .extracting(Opinion::rule)
                .containsExactly("nat-to-s3", "missing-tags", "cross-zone-traffic", "internet-egress");
        assertThat(network.traffic()).containsExactly(new ResourceExplanation.Flow("nat-1", Signals.REGION, GB, 1));
        assertThat(explainer().explain(partitionStores, Arn.parse("arn:aws:s3:::other")))
                .isEmpty();
    }

    @Test
    void shouldRefuseWhatCannotBe() {
        Access.Builder access = Access.newBuilder().setOperation("GetObject").setReader("r");
        List<ObjectAccess.Builder> objects = List.of(
                ObjectAccess.newBuilder().setTime(1),
                ObjectAccess.newBuilder().setEventId("e"),
                ObjectAccess.newBuilder().setEventId("e").setTime(1).setBytes(-1));

        for (ObjectAccess.Builder object : objects) {
            Signal signal =
                    Signals.accesses(BUCKET + "/data/", START, access.clone().addObjects(object));
            assertThat(refused(signal)).isTrue();
        }
        assertThat(refused(Signals.bucket("lake", Instant.EPOCH, bucket()))).isTrue();
        assertThat(rows()).isEmpty();
    }

    @Test
    void shouldIgnoreCallsThatNeitherReadNorReplaceAnObject() throws Exception {
        for (String operation : List.of("PutObjectTagging", "HeadObject", "")) {
            send(Signals.accesses(BUCKET + "/data/", START, Access.newBuilder().setOperation(operation)));
        }
        assertThat(signalCounters.count(SignalCounters.Fate.IGNORED)).isEqualTo(3);
    }

    private boolean refused(Signal signal) {
        try {
            partitionEvaluator.accept(signal);
            return false;
        } catch (MalformedSignalException e) {
            return true;
        }
    }

    private ResourceExplanation explain(String arn) {
        return explainer().explain(partitionStores, Arn.parse(arn)).orElseThrow();
    }

    private static ResourceExplainer explainer() {
        return new ResourceExplainer(
                Defaults.kinds(), Defaults.of(AnalyzerConfig.class).timing());
    }

    private List<Finding> finals() {
        return said.findings().stream()
                .filter(finding -> !finding.provisional())
                .toList();
    }

    private List<Finding> of(String rule) {
        return said.findings().stream()
                .filter(finding -> finding.rule().equals(rule))
                .toList();
    }

    private List<String> rows() {
        List<String> rows = new ArrayList<>();
        partitionStores.profiles().scan("", (key, row) -> rows.add(key));
        partitionStores.hours().scan("", (key, row) -> rows.add(key));
        partitionStores.days().scan("", (key, row) -> rows.add(key));
        partitionStores.happenings().scan("", (key, row) -> rows.add(key));
        return rows;
    }

    private PartitionEvaluator analysis(SubjectKindRegistry subjectKindRegistry) {
        return Defaults.evaluator(partitionStores, subjectKindRegistry, said, signalCounters);
    }

    private void send(Signal signal) throws MalformedSignalException {
        partitionEvaluator.accept(signal);
    }

    private void through(String source, Instant time) throws MalformedSignalException {
        partitionEvaluator.accept(Signals.progress(source, time));
        partitionEvaluator.evaluate(Integer.MAX_VALUE);
    }

    private static Signal read(String event, Instant time, long bytes) {
        return Signals.read(Signals.prefix("lake", "data/"), "eu-west-1", time, event, bytes);
    }

    private static Inventory.Builder bucket() {
        return Inventory.newBuilder()
                .addPrefixNames("training-data/")
                .setLifecycleDocument("{\"Rules\":[]}")
                .putTags("team", "vision");
    }

    private static Instant at(int hour, int minute) {
        return START.plus(hour, ChronoUnit.HOURS).plus(minute, ChronoUnit.MINUTES);
    }
}
