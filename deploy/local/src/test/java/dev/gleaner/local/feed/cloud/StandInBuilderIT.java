package dev.gleaner.local.feed.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.local.estate.Estate;
import dev.gleaner.local.estate.EstateArns;
import dev.gleaner.local.estate.EstateEvent;
import dev.gleaner.local.estate.EstateIdentities;
import dev.gleaner.local.estate.generator.EstateGenerator;
import dev.gleaner.local.estate.kind.EstateBucket;
import dev.gleaner.local.estate.kind.EstateInstance;
import dev.gleaner.local.estate.kind.EstateVpc;
import dev.gleaner.local.estate.kind.KindRegistry;
import dev.gleaner.local.estate.output.AccessLogRenderer;
import dev.gleaner.local.estate.output.BucketFile;
import dev.gleaner.local.estate.output.FlowLogRenderer;
import dev.gleaner.local.estate.series.EstateMetric;
import dev.gleaner.local.estate.series.EstateSeries;
import dev.gleaner.local.estate.series.EstateTime;
import dev.gleaner.local.estate.series.StatisticSet;
import dev.gleaner.local.estate.timeline.EstateTimeline;
import dev.gleaner.local.estate.trail.TrailGenerator;
import dev.gleaner.local.estate.trail.TrailLogFile;
import dev.gleaner.local.runtime.aws.MotoControl;
import dev.gleaner.test.aws.AwsStandIn;
import dev.gleaner.test.aws.NeedsAwsStandIn;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.autoscaling.model.AutoScalingGroup;
import software.amazon.awssdk.services.bedrock.BedrockClient;
import software.amazon.awssdk.services.bedrock.model.InferenceProfileType;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricDataResponse;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataQuery;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataResult;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.cloudwatchlogs.model.LogGroup;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Address;
import software.amazon.awssdk.services.ec2.model.CapacityReservation;
import software.amazon.awssdk.services.ec2.model.Image;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceLifecycleType;
import software.amazon.awssdk.services.ec2.model.NatGateway;
import software.amazon.awssdk.services.ec2.model.RecurringCharge;
import software.amazon.awssdk.services.ec2.model.ReservedInstances;
import software.amazon.awssdk.services.ec2.model.Snapshot;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.Volume;
import software.amazon.awssdk.services.ec2.model.VolumeAttachment;
import software.amazon.awssdk.services.ec2.model.VpcEndpoint;
import software.amazon.awssdk.services.ec2.model.VpcEndpointType;
import software.amazon.awssdk.services.elasticloadbalancingv2.ElasticLoadBalancingV2Client;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.AvailabilityZone;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.LoadBalancer;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.LifecycleRule;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.Part;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.model.Transition;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;
import software.amazon.awssdk.services.sagemaker.model.EndpointSummary;
import software.amazon.awssdk.services.sagemaker.model.ProductionVariantSummary;
import software.amazon.awssdk.services.savingsplans.SavingsplansClient;
import software.amazon.awssdk.services.savingsplans.model.SavingsPlan;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.Credentials;

@NeedsAwsStandIn
class StandInBuilderIT {

    /** Several times as often as services ask. */
    private static final Duration OTHERS_PAUSE = Duration.ofMillis(50);

    @SuppressWarnings("TimeInStaticInitializer") // one hour for all tests, as they share what is built
    private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.HOURS);

    private static final Estate ESTATE = EstateGenerator.small(42);
    private static final EstateTimeline REPLAY = EstateTimeline.endingAt(ESTATE, NOW);
    private static final ProgressPrinter SILENT =
            new ProgressPrinter(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));

    private static final Dimension NAME =
            Dimension.builder().name("BucketName").value("vision-training").build();
    private static final Dimension STORAGE =
            Dimension.builder().name("StorageType").value("StandardStorage").build();

    /** Of the stand-in as it was last built; null when a test left it otherwise, as building takes longest. */
    private static @Nullable EstateIdentities built;

    /** What the snapshot of the stand-in holds, to which it returns when a test left it otherwise. */
    private static @Nullable EstateIdentities kept;

    private static final String KEPT = "0123456789abcdef";

    private StandInAwsClients clients;
    private StandInBuilder standIn;

    @BeforeEach
    void connect() {
        clients = new StandInAwsClients(AwsStandIn.endpoint());
        standIn = new StandInBuilder(clients, SILENT);
    }

    @AfterEach
    void disconnect() {
        clients.close();
    }

    private EstateIdentities built() throws Exception {
        if (built == null) {
            MotoControl control = new MotoControl(clients.endpoint());
            if (kept == null || control.readSnapshot(KEPT).isEmpty()) {
                kept = builtAnew();
                control.writeSnapshot(KEPT, new byte[0]);
            }
            built = kept;
        }
        return built;
    }

    private EstateIdentities builtAnew() throws Exception {
        EstateIdentities identities = standIn.build(REPLAY, NOW);
        built = identities;
        return identities;
    }

    /** Only a group with a launch template can launch Spot instances beside others, and its own tags tell whether it is production. */
    @Test
    void shouldHoldGroupsWithALaunchTemplateAndTheTagsOfTheirInstance() throws Exception {
        EstateIdentities identities = built();
        AutoScalingGroup group = clients.client(AutoScalingClient.class, AutoScalingClient::builder, "us-east-1")
                .describeAutoScalingGroups(r -> r.autoScalingGroupNames("llm-training"))
                .autoScalingGroups()
                .get(0);

        assertThat(group.autoScalingGroupARN())
                .isEqualTo(
                        new EstateArns(ESTATE, identities).arn("llm-training").toString());
        assertThat(group.createdTime())
                .as("as old as its oldest instance")
                .isBefore(Instant.now().minus(Duration.ofDays(7)));
        assertThat(group.launchTemplate().version()).isEqualTo("1");
        assertThat(group.mixedInstancesPolicy()).isNull();
        assertThat(group.tags())
                .extracting(tag -> tag.key() + "=" + tag.value())
                .contains("environment=dev", "team=training")
                .noneMatch(tag -> tag.startsWith("Name="));
        assertThat(group.instances())
                .extracting(software.amazon.awssdk.services.autoscaling.model.Instance::instanceId)
                .containsExactly(identities.id("llm-trainer"));
    }

    @Test
    void shouldGiveTheSameIdsEachTime() throws Exception {
        EstateIdentities first = built();
        EstateIdentities second = builtAnew();

        assertThat(second.byName())
                .isEqualTo(first.byName())
                .containsKeys("forgotten-1", "batch-net", "batch-nat", "jobs-s3", "llm-training")
                .hasSizeGreaterThan(ESTATE.instances().size());
        assertThat(second.address("serve-paris")).isEqualTo(first.address("serve-paris"));
        assertThat(second.address("batch-nat")).isEqualTo(first.address("batch-nat"));
    }

    /** Each answer draws a request id: a seed for all would last until the collector asks for the first time. */
    @Test
    void shouldGiveNearlyTheSameIdsWhileOthersAsk() throws Exception {
        EstateIdentities first = built();
        // Not asked for there: the clients are one thread's.
        Ec2Client client = clients.ec2("us-east-1");
        AtomicBoolean over = new AtomicBoolean();
        Thread others = new Thread(() -> {
            while (!over.get()) {
                client.describeVpcs();
                LockSupport.parkNanos(OTHERS_PAUSE.toNanos());
            }
        });

        others.start();
        EstateIdentities second;
        try {
            built = null;
            second = standIn.build(REPLAY, NOW);
        } finally {
            over.set(true);
            others.join();
        }

        Map<String, String> same = new TreeMap<>(first.byName());
        same.entrySet().retainAll(second.byName().entrySet());
        assertThat(same).hasSizeGreaterThan(first.byName().size() / 4);
    }

    @Test
    void shouldBeWhatTheEstateSays() throws Exception {
        EstateIdentities identities = built();

        // EC2 writes it large, the stand-in small.
        assertThat(describe(identities, "windows").platformAsString()).isEqualToIgnoringCase("Windows");
        assertThat(describe(identities, "spot").instanceLifecycle()).isEqualTo(InstanceLifecycleType.SPOT);
        assertThat(describe(identities, "canary").tags())
                .contains(Tag.builder()
                        .key("aws:autoscaling:groupName")
                        .value("inference-canary")
                        .build());
        assertThat(describe(identities, "nobodys").tags()).isEmpty();
        assertThat(describe(identities, "paris").placement().availabilityZone()).isEqualTo("eu-west-3a");
        assertThat(describe(identities, "forgotten-1").instanceTypeAsString()).isEqualTo("t3.large");
        Set<String> running = standIn.running(List.of("us-east-1", "eu-west-3"));
        assertThat(running)
                .doesNotContain(identities.id(ESTATE.require("stopped-now")))
                .containsExactlyInAnyOrderElementsOf(ESTATE.instances().stream()
                        .filter(instance -> instance.state() == EstateInstance.State.RUNNING)
                        .map(identities::id)
                        .toList());
    }

    @Test
    void shouldHoldBucketsAsTheEstateSays() throws Exception {
        built();

        S3Client s3 = clients.s3("us-east-1");
        assertThat(s3.listBuckets().buckets())
                .extracting(software.amazon.awssdk.services.s3.model.Bucket::name)
                .filteredOn(name -> !name.equals(StandInCloud.TrailBucketWriter.NAME))
                .containsExactlyInAnyOrderElementsOf(
                        ESTATE.buckets().stream().map(EstateBucket::name).toList());
        assertThat(s3.headBucket(r -> r.bucket("paris-uploads")).bucketRegion()).isEqualTo("eu-west-3");
        assertThat(s3.getBucketVersioning(r -> r.bucket("run-checkpoints")).statusAsString())
                .isEqualTo("Enabled");
        assertThat(s3.getBucketVersioning(r -> r.bucket("model-weights")).statusAsString())
                .isNull();
        assertThat(s3.getBucketTagging(r -> r.bucket("speech-training")).tagSet())
                .extracting(software.amazon.awssdk.services.s3.model.Tag::value)
                .containsExactlyInAnyOrderElementsOf(
                        ESTATE.bucket("speech-training").orElseThrow().tags().values());
        assertThat(s3.listObjectsV2(r -> r.bucket("model-weights").delimiter("/"))
                        .commonPrefixes())
                .extracting(CommonPrefix::prefix)
                .containsExactly("settings/", "weights/");
    }

    @Test
    void shouldHoldLifecycleDocumentsAsTheEstateSays() throws Exception {
        built();

        S3Client s3 = clients.s3("us-east-1");
        LifecycleRule rule = s3.getBucketLifecycleConfiguration(r -> r.bucket("archived-training"))
                .rules()
                .get(0);
        assertThat(rule.id()).isEqualTo("colder");
        assertThat(rule.filter().prefix()).isEqualTo("training-data/");
        assertThat(rule.transitions())
                .extracting(Transition::days, Transition::storageClassAsString)
                .containsExactly(tuple(30, "STANDARD_IA"), tuple(90, "GLACIER"));
        assertThatThrownBy(() -> s3.getBucketLifecycleConfiguration(r -> r.bucket("vision-training")))
                .isInstanceOf(S3Exception.class)
                .hasMessageContaining("does not exist");
    }

    @Test
    void shouldHoldNetworksAsTheEstateSays() throws Exception {
        EstateIdentities identities = built();

        Ec2Client ec2 = clients.ec2("us-east-1");
        assertThat(ec2.describeNatGateways().natGateways())
                .extracting(
                        NatGateway::natGatewayId,
                        NatGateway::vpcId,
                        g -> g.natGatewayAddresses().get(0).publicIp(),
                        NatGateway::createTime)
                .containsExactlyInAnyOrderElementsOf(
                        Stream.of("batch", "jobs", "lab", "egress", "report", "ingest", "partner")
                                .map(use -> tuple(
                                        identities.id(use + "-nat"),
                                        identities.id(use + "-net"),
                                        identities.address(use + "-nat"),
                                        daysAgo(300)))
                                .toList());
        assertThat(ec2.describeVpcEndpoints().vpcEndpoints())
                .filteredOn(endpoint -> endpoint.vpcEndpointType() == VpcEndpointType.GATEWAY)
                .extracting(VpcEndpoint::vpcEndpointId, VpcEndpoint::vpcId, VpcEndpoint::serviceName)
                .containsExactlyInAnyOrderElementsOf(Stream.of("jobs", "lab", "egress", "report", "lake")
                        .map(use -> tuple(
                                identities.id(use + "-s3"), identities.id(use + "-net"), "com.amazonaws.us-east-1.s3"))
                        .toList());
    }

    @Test
    void shouldHoldInterfaceEndpointsAndLoadBalancersAsTheEstateSays() throws Exception {
        EstateIdentities identities = built();

        assertThat(clients.ec2("us-east-1").describeVpcEndpoints().vpcEndpoints())
                .filteredOn(endpoint -> endpoint.vpcEndpointType() == VpcEndpointType.INTERFACE)
                .extracting(
                        VpcEndpoint::vpcEndpointId,
                        VpcEndpoint::vpcId,
                        VpcEndpoint::serviceName,
                        endpoint -> endpoint.subnetIds().size(),
                        VpcEndpoint::creationTimestamp)
                .containsExactlyInAnyOrder(
                        tuple(
                                identities.id("portal-kms"),
                                identities.id("portal-net"),
                                "com.amazonaws.us-east-1.kms",
                                1,
                                daysAgo(300)),
                        tuple(
                                identities.id("portal-secrets"),
                                identities.id("portal-net"),
                                "com.amazonaws.us-east-1.secretsmanager",
                                1,
                                daysAgo(300)));
        List<LoadBalancer> balancers = clients.client(
                        ElasticLoadBalancingV2Client.class, ElasticLoadBalancingV2Client::builder, "us-east-1")
                .describeLoadBalancers()
                .loadBalancers();
        assertThat(balancers)
                .extracting(
                        balancer -> Arn.parse(balancer.loadBalancerArn()).id(),
                        LoadBalancer::loadBalancerName,
                        LoadBalancer::vpcId,
                        LoadBalancer::createdTime)
                .containsExactlyInAnyOrderElementsOf(Stream.of(
                                List.of("old-portal", "portal-net"),
                                List.of("portal", "portal-net"),
                                List.of("api-front", "lake-net"))
                        .map(name -> tuple(
                                identities.id(name.get(0)), name.get(0), identities.id(name.get(1)), daysAgo(300)))
                        .toList());
        assertThat(balancers)
                .allSatisfy(balancer -> assertThat(balancer.availabilityZones())
                        .extracting(AvailabilityZone::zoneName)
                        .hasSize(2)
                        .doesNotHaveDuplicates());
    }

    @Test
    void shouldMakeInferenceProfilesWithTheirTags() throws Exception {
        EstateIdentities identities = built();

        assertThat(clients.client(BedrockClient.class, BedrockClient::builder, "us-east-1")
                        .listInferenceProfiles(r -> r.typeEquals(InferenceProfileType.APPLICATION))
                        .inferenceProfileSummaries())
                .singleElement()
                .satisfies(profile -> {
                    assertThat(profile.inferenceProfileId()).isEqualTo(identities.id("summary-profile"));
                    assertThat(profile.inferenceProfileName()).isEqualTo("summary-profile");
                    assertThat(new EstateArns(ESTATE, identities).arn("summary-profile"))
                            .hasToString(profile.inferenceProfileArn());
                    assertThat(clients.client(BedrockClient.class, BedrockClient::builder, "us-east-1")
                                    .listTagsForResource(r -> r.resourceARN(profile.inferenceProfileArn()))
                                    .tags())
                            .anySatisfy(tag -> {
                                assertThat(tag.key()).isEqualTo("service");
                                assertThat(tag.value()).isEqualTo("ticket-summaries");
                            });
                });
    }

    /** Under the ids of the bill, with the end of a year that has begun. */
    @Test
    void shouldMakeCommitmentsWithTheirTerms() throws Exception {
        EstateIdentities identities = built();
        EstateArns arns = new EstateArns(ESTATE, identities);

        List<ReservedInstances> reservations =
                clients.ec2("us-east-1").describeReservedInstances().reservedInstances();
        assertThat(reservations)
                .extracting(
                        ReservedInstances::reservedInstancesId,
                        ReservedInstances::scopeAsString,
                        ReservedInstances::availabilityZone,
                        ReservedInstances::instanceTypeAsString,
                        ReservedInstances::instanceCount,
                        ReservedInstances::productDescriptionAsString,
                        ReservedInstances::instanceTenancyAsString)
                .containsExactlyInAnyOrder(
                        tuple(
                                "reservation-1",
                                "Availability Zone",
                                "us-east-1f",
                                "m5.xlarge",
                                1,
                                "Linux/UNIX",
                                "default"),
                        tuple("reservation-3", "Region", null, "c6a.2xlarge", 3, "Linux/UNIX", "default"));
        assertThat(reservations)
                .filteredOn(reservation -> reservation.reservedInstancesId().equals("reservation-1"))
                .singleElement()
                .satisfies(reservation -> {
                    assertThat(arns.arn("reservation-1").id()).isEqualTo(reservation.reservedInstancesId());
                    assertThat(reservation.offeringClassAsString()).isEqualTo("standard");
                    assertThat(reservation.stateAsString()).isEqualTo("active");
                    assertThat(reservation.recurringCharges())
                            .extracting(RecurringCharge::amount)
                            .containsExactly(0.12096);
                    assertThat(reservation.end())
                            .isEqualTo(REPLAY.end().plus(Duration.ofDays(215)).minusSeconds(1));
                    assertThat(reservation.start()).isEqualTo(REPLAY.end().minus(Duration.ofDays(150)));
                    assertThat(reservation.tags())
                            .containsExactly(Tag.builder()
                                    .key("Name")
                                    .value("small-holes-reservation")
                                    .build());
                });
        assertThat(savingsPlans()).singleElement().satisfies(plan -> {
            assertThat(arns.arn("plan-1")).hasToString(plan.savingsPlanArn());
            assertThat(plan.savingsPlanTypeAsString()).isEqualTo("EC2Instance");
            assertThat(plan.ec2InstanceFamily()).isEqualTo("m6i");
            assertThat(plan.region()).isEqualTo("us-east-1");
            assertThat(plan.stateAsString()).isEqualTo("active");
            assertThat(plan.commitment()).isEqualTo("1.2");
            assertThat(plan.currencyAsString()).isEqualTo("USD");
            assertThat(Instant.parse(plan.end()))
                    .isEqualTo(REPLAY.end().plus(Duration.ofDays(75)).minusSeconds(1));
            assertThat(Instant.parse(plan.start())).isEqualTo(REPLAY.end().minus(Duration.ofDays(290)));
            assertThat(plan.tags()).containsExactly(Map.entry("Name", "session-store-plan"));
        });
    }

    /** By the role of the account, also when the stand-in does not know the key any more. */
    @Test
    void shouldMakeTheCommitmentsOfAnotherAccount() throws Exception {
        built();
        AwsCredentialsProvider role = role("arn:aws:iam::210987654321:role/gleaner-reader");
        try (Ec2Client other = ec2(role)) {
            assertThat(other.describeReservedInstances().reservedInstances())
                    .extracting(
                            ReservedInstances::reservedInstancesId,
                            ReservedInstances::scopeAsString,
                            ReservedInstances::instanceTypeAsString,
                            ReservedInstances::instanceCount)
                    .containsExactly(tuple("reservation-2", "Region", "r6i.large", 2));
            assertThat(other.describeInstances().reservations()).isEmpty();

            new MotoControl(clients.endpoint()).readSnapshot(KEPT);

            assertThat(other.describeReservedInstances().reservedInstances()).hasSize(1);
            assertThat(other.describeInstances().reservations()).isEmpty();
        }
    }

    private static Ec2Client ec2(AwsCredentialsProvider credentials) {
        return Ec2Client.builder()
                .endpointOverride(AwsStandIn.endpoint())
                .region(Region.US_EAST_1)
                .credentialsProvider(credentials)
                .httpClient(UrlConnectionHttpClient.create())
                .build();
    }

    private static AwsCredentialsProvider role(String arn) {
        try (StsClient sts = StsClient.builder()
                .endpointOverride(AwsStandIn.endpoint())
                .region(Region.US_EAST_1)
                .httpClient(UrlConnectionHttpClient.create())
                .build()) {
            Credentials key = sts.assumeRole(request -> request.roleArn(arn).roleSessionName("gleaner"))
                    .credentials();
            return StaticCredentialsProvider.create(
                    AwsSessionCredentials.create(key.accessKeyId(), key.secretAccessKey(), key.sessionToken()));
        }
    }

    private static List<SavingsPlan> savingsPlans() {
        try (SavingsplansClient client = SavingsplansClient.builder()
                .endpointOverride(AwsStandIn.endpoint())
                .region(Region.US_EAST_1)
                .httpClient(UrlConnectionHttpClient.create())
                .build()) {
            return client.describeSavingsPlans(r -> {}).savingsPlans();
        }
    }

    @Test
    void shouldMakeCapacityReservationsWithTheirNames() throws Exception {
        EstateIdentities identities = built();
        EstateArns arns = new EstateArns(ESTATE, identities);

        assertThat(clients.ec2("us-east-1").describeCapacityReservations().capacityReservations())
                .hasSize(3)
                .allSatisfy(reservation -> {
                    String name = reservation.tags().get(0).value();
                    assertThat(reservation.tags())
                            .containsExactly(
                                    Tag.builder().key("Name").value(name).build());
                    assertThat(arns.arn(name)).hasToString(reservation.capacityReservationArn());
                    assertThat(arns.names()).containsEntry(reservation.capacityReservationArn(), name);
                    assertThat(reservation.startDate()).isEqualTo(REPLAY.start());
                    assertThat(reservation.endDate()).isNull();
                })
                .extracting(CapacityReservation::totalInstanceCount, CapacityReservation::availableInstanceCount)
                .containsExactlyInAnyOrder(tuple(2, 2), tuple(2, 1), tuple(1, 0));
    }

    @Test
    void shouldLaunchTheInstancesOfFlowsInTheirVpc() throws Exception {
        EstateIdentities identities = built();
        List<EstateVpc> logged =
                ESTATE.vpcs().stream().filter(vpc -> !vpc.flows().isEmpty()).toList();

        assertThat(logged).hasSize(3);
        for (EstateVpc vpc : logged) {
            for (String name : vpc.instances()) {
                Instance instance = clients.ec2(vpc.region())
                        .describeInstances(r -> r.instanceIds(identities.id(name)))
                        .reservations()
                        .get(0)
                        .instances()
                        .get(0);
                assertThat(instance.vpcId()).as(name).isEqualTo(identities.id(vpc.name()));
                assertThat(instance.placement().availabilityZone())
                        .isEqualTo(ESTATE.require(name).zone());
                assertThat(instance.publicIpAddress()).as(name).isNotNull();
                assertThat(instance.networkInterfaces()).singleElement().satisfies(shown -> {
                    assertThat(shown.networkInterfaceId())
                            .isEqualTo(identities.networkInterface(name).id());
                    assertThat(shown.privateIpAddress())
                            .isEqualTo(identities.networkInterface(name).address());
                });
            }
        }
        assertThat(logged.stream()
                        .flatMap(vpc -> vpc.instances().stream())
                        .map(name -> identities.networkInterface(name).address()))
                .doesNotHaveDuplicates();
    }

    @Test
    void shouldKnowTheNetworkInterfacesOfNatGateways() throws Exception {
        EstateIdentities identities = built();

        for (String name : List.of("ingest-nat", "partner-nat")) {
            assertThat(clients.ec2("us-east-1")
                            .describeNatGateways(r -> r.natGatewayIds(identities.id(name)))
                            .natGateways()
                            .get(0)
                            .natGatewayAddresses())
                    .singleElement()
                    .satisfies(address -> {
                        EstateIdentities.Interface known = identities.networkInterface(name);
                        assertThat(address.networkInterfaceId()).isEqualTo(known.id());
                        assertThat(address.privateIp()).isEqualTo(known.address());
                    });
        }
    }

    @Test
    void shouldHoldFlowLogsInTheirBucket() throws Exception {
        StandInCloud cloud = new StandInCloud(clients, null, SILENT);
        EstateIdentities identities = built();

        cloud.deliverFlowLogs(REPLAY, identities);

        assertThat(
                        clients
                                .s3("us-east-1")
                                .listObjectsV2Paginator(r -> r.bucket("gleaner-flow-logs"))
                                .contents()
                                .stream()
                                .map(S3Object::key))
                .containsExactlyInAnyOrderElementsOf(new FlowLogRenderer(REPLAY, identities)
                        .render().stream().map(BucketFile::key).toList());
    }

    @Test
    void shouldHoldServerAccessLogsInTheirBucket() throws Exception {
        StandInCloud cloud = new StandInCloud(clients, null, SILENT);
        EstateIdentities identities = built();

        cloud.deliverAccessLogs(REPLAY, identities);

        assertThat(
                        clients
                                .s3("us-east-1")
                                .listObjectsV2Paginator(r -> r.bucket("gleaner-access-logs"))
                                .contents()
                                .stream()
                                .map(S3Object::key))
                .containsExactlyInAnyOrderElementsOf(new AccessLogRenderer(REPLAY, identities)
                        .render().stream().map(BucketFile::key).toList());
    }

    @Test
    void shouldHoldVolumesAsTheEstateSays() throws Exception {
        EstateIdentities identities = built();

        Ec2Client ec2 = clients.ec2("us-east-1");
        List<Volume> volumes = ec2.describeVolumes().volumes();
        Volume forgotten = volume(volumes, identities.id("never-attached"));
        assertThat(forgotten.stateAsString()).isEqualTo("available");
        assertThat(forgotten.attachments()).isEmpty();
        assertThat(forgotten.size()).isEqualTo(200);
        assertThat(forgotten.iops()).isEqualTo(6_000);
        assertThat(forgotten.throughput()).isEqualTo(250);
        assertThat(forgotten.createTime()).isEqualTo(REPLAY.end().minus(Duration.ofDays(25)));
        Volume used = volume(volumes, identities.id("feature-index"));
        assertThat(used.volumeTypeAsString()).isEqualTo("gp2");
        assertThat(used.iops()).isEqualTo(3_000);
        assertThat(used.attachments())
                .extracting(VolumeAttachment::instanceId, VolumeAttachment::attachTime)
                .containsExactly(tuple(identities.id("features-1"), REPLAY.end().minus(Duration.ofDays(400))));
        // Those of instances are of another type, so that they are no findings.
        assertThat(volumes)
                .filteredOn(volume -> volume.volumeTypeAsString().equals("gp2"))
                .hasSize(4);
        assertThat(clients.ec2("eu-west-3")
                        .describeVolumes(r -> r.volumeIds(identities.id("paris-archive")))
                        .volumes())
                .hasSize(1);
    }

    private static Volume volume(List<Volume> volumes, String id) {
        return volumes.stream()
                .filter(volume -> volume.volumeId().equals(id))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void shouldHoldAddressesAsTheEstateSays() throws Exception {
        EstateIdentities identities = built();

        List<Address> addresses = clients.ec2("us-east-1").describeAddresses().addresses();
        assertThat(addresses)
                .filteredOn(address -> ESTATE.all(KindRegistry.ADDRESSES).stream()
                        .anyMatch(known -> identities.id(known.name()).equals(address.allocationId())))
                .extracting(Address::allocationId, Address::publicIpv4Pool, a -> Objects.toString(a.instanceId(), ""))
                .containsExactlyInAnyOrder(
                        tuple(identities.id("old-gateway-ip"), "amazon", ""),
                        tuple(identities.id("reserved-ip"), "amazon", ""),
                        tuple(identities.id("failover-ip"), "amazon", ""),
                        tuple(identities.id("api-ip"), "amazon", identities.id("api-1")));
        // Those of NAT gateways are used by an interface.
        assertThat(addresses).hasSize(11);
    }

    @Test
    void shouldHoldSnapshotsAndImagesAsTheEstateSays() throws Exception {
        EstateIdentities identities = built();

        Ec2Client ec2 = clients.ec2("us-east-1");
        assertThat(ec2.describeSnapshots(r -> r.ownerIds("self")).snapshots())
                .extracting(Snapshot::snapshotId, Snapshot::volumeSize, Snapshot::startTime)
                .containsExactlyInAnyOrder(
                        tuple(identities.id("old-dataset-copy"), 500, daysAgo(200)),
                        tuple(identities.id("deleted-disk"), 100, daysAgo(120)),
                        tuple(identities.id("base-image-root"), 30, daysAgo(400)),
                        tuple(identities.id("last-month"), 1_000, daysAgo(40)));
        assertThat(ec2.describeImages(r -> r.owners("self")).images())
                .flatExtracting(Image::blockDeviceMappings)
                .extracting(disk -> disk.ebs().snapshotId())
                .containsExactly(identities.id("base-image-root"));
    }

    @Test
    void shouldHoldLogGroupsAsTheEstateSays() throws Exception {
        built();

        assertThat(clients.client(CloudWatchLogsClient.class, CloudWatchLogsClient::builder, "us-east-1")
                        .describeLogGroups()
                        .logGroups())
                .extracting(
                        LogGroup::logGroupName,
                        LogGroup::storedBytes,
                        LogGroup::logGroupClassAsString,
                        LogGroup::retentionInDays,
                        group -> Instant.ofEpochMilli(group.creationTime()))
                .containsExactlyInAnyOrder(
                        tuple("/ml/training/debug", 900_000_000_000L, "STANDARD", null, daysAgo(700)),
                        tuple("/ecs/ranker", 400_000_000_000L, "STANDARD", null, daysAgo(365)),
                        tuple("/app/api/access", 120_000_000_000L, "STANDARD", null, daysAgo(365)),
                        tuple("/ml/serving/requests", 40_000_000_000L, "STANDARD", 30, daysAgo(365)),
                        tuple("/ml/serving/errors", 13_000_000_000L, "STANDARD", 30, daysAgo(365)),
                        tuple("/apps/blank", 13_000_000_000L, "STANDARD", 30, daysAgo(200)),
                        tuple("/apps/untagged", 13_000_000_000L, "STANDARD", 30, daysAgo(200)),
                        tuple("/apps/empty", 0L, "STANDARD", 30, daysAgo(200)),
                        tuple("/audit/payments", 3_000_000_000_000L, "STANDARD", null, daysAgo(900)),
                        tuple("/audit/trades", 2_500_000_000_000L, "STANDARD", 3_653, daysAgo(900)));
    }

    @Test
    void shouldTagLogGroupsAsTheEstateSays() throws Exception {
        built();

        assertThat(clients.client(CloudWatchLogsClient.class, CloudWatchLogsClient::builder, "us-east-1")
                        .listTagsForResource(
                                r -> r.resourceArn("arn:aws:logs:us-east-1:123456789012:log-group:/audit/payments"))
                        .tags())
                .isEqualTo(ESTATE.find(KindRegistry.LOG_GROUPS, "/audit/payments")
                        .orElseThrow()
                        .tags())
                .containsEntry("legal-hold", "true");
    }

    @Test
    void shouldShowInferenceEndpointsAsTheEstateSays() throws Exception {
        built();
        SageMakerClient sageMaker = clients.client(SageMakerClient.class, SageMakerClient::builder, "us-east-1");

        assertThat(sageMaker.listEndpoints().endpoints())
                .extracting(
                        EndpointSummary::endpointName,
                        EndpointSummary::endpointStatusAsString,
                        EndpointSummary::creationTime)
                .contains(tuple("old-ranker", "InService", daysAgo(90)), tuple("new-ranker", "InService", daysAgo(3)));
        assertThat(sageMaker.describeEndpoint(r -> r.endpointName("old-ranker")).productionVariants())
                .extracting(ProductionVariantSummary::variantName, ProductionVariantSummary::currentInstanceCount)
                .containsExactly(tuple("AllTraffic", 2));
        assertThat(sageMaker.describeEndpoint(r -> r.endpointName("tagger")).productionVariants())
                .allSatisfy(
                        variant -> assertThat(variant.currentServerlessConfig()).isNotNull());
    }

    private static Instant daysAgo(int days) {
        return REPLAY.end().minus(Duration.ofDays(days));
    }

    /** Otherwise the feeder of the next start would report other ids. */
    @Test
    void shouldGiveTheSameIdsWhereResourcesHaveBeenDeleted() throws Exception {
        EstateIdentities first = built();
        EstateTime deleted = new EstateTime(NOW.minusSeconds(600).toString());
        Estate after = ESTATE.with(
                        KindRegistry.VOLUMES,
                        ESTATE.all(KindRegistry.VOLUMES).stream()
                                .map(v -> v.uses().isEmpty() ? v.deletedAt(deleted) : v)
                                .toList())
                .with(
                        KindRegistry.ADDRESSES,
                        ESTATE.all(KindRegistry.ADDRESSES).stream()
                                .map(a -> a.name().equals("reserved-ip") ? a.releasedAt(deleted) : a)
                                .toList())
                .with(
                        KindRegistry.SNAPSHOTS,
                        ESTATE.all(KindRegistry.SNAPSHOTS).stream()
                                .map(s -> s.name().equals("deleted-disk") ? s.deletedAt(deleted) : s)
                                .toList());

        built = null;
        EstateIdentities second = standIn.build(EstateTimeline.endingAt(after, NOW), NOW);

        assertThat(second.byName()).isEqualTo(first.byName());
        Ec2Client ec2 = clients.ec2("us-east-1");
        assertThat(ec2.describeVolumes().volumes())
                .extracting(Volume::volumeId)
                .doesNotContain(first.id("never-attached"))
                .contains(first.id("old-dataset"));
        assertThat(ec2.describeAddresses().addresses())
                .extracting(Address::allocationId)
                .doesNotContain(first.id("reserved-ip"));
        assertThat(ec2.describeSnapshots().snapshots())
                .extracting(Snapshot::snapshotId)
                .doesNotContain(first.id("deleted-disk"))
                .contains(first.id("old-dataset-copy"));
    }

    @Test
    void shouldTellFromWhichAddressesInstancesCall() throws Exception {
        EstateIdentities identities = built();

        assertThat(identities.address("serve-paris"))
                .isEqualTo(describe(identities, "serve-paris").publicIpAddress());
        assertThat(identities.address("features-1"))
                .isEqualTo(describe(identities, "features-1").publicIpAddress());
    }

    @Test
    void shouldTellTheSizesOfBucketsEachDay() throws Exception {
        Instant today = NOW.truncatedTo(ChronoUnit.DAYS);
        built();
        BucketSizeMetricWriter sizes = new BucketSizeMetricWriter(clients, ESTATE.buckets());

        sizes.putAround(NOW);
        sizes.putAround(NOW);

        double bytes = ESTATE.bucket("vision-training").orElseThrow().bytes();
        for (String statistic : List.of("Average", "Maximum")) {
            assertThat(clients.cloudWatch("us-east-1")
                            .getMetricData(r -> r.startTime(today.minus(Duration.ofDays(2)))
                                    .endTime(today.plus(Duration.ofDays(1)))
                                    .metricDataQueries(
                                            size("one", statistic, NAME, STORAGE),
                                            size("other", statistic, STORAGE, NAME)))
                            .metricDataResults())
                    .hasSize(2)
                    .allSatisfy(result -> assertThat(result.values())
                            .hasSize(2)
                            .allSatisfy(value -> assertThat(value).isCloseTo(bytes, Offset.offset(bytes * 1e-6))));
        }
    }

    private static MetricDataQuery size(String id, String statistic, Dimension... dimensions) {
        return MetricDataQuery.builder()
                .id(id)
                .metricStat(stat -> stat.period(86_400)
                        .stat(statistic)
                        .metric(m -> m.namespace("AWS/S3")
                                .metricName("BucketSizeBytes")
                                .dimensions(dimensions)))
                .build();
    }

    @Test
    void shouldApplyActionsAgain() throws Exception {
        EstateEvent action = EstateEvent.of(
                EstateEvent.ApiCall.STOP_INSTANCES,
                "forgotten-1",
                new EstateTime(NOW.minusSeconds(600).toString()));
        EstateTimeline estateTimeline = EstateTimeline.endingAt(ESTATE.with(List.of(action)), NOW.minusSeconds(1200));

        built = null;
        EstateIdentities identities = standIn.build(estateTimeline, NOW);

        assertThat(standIn.running(List.of("us-east-1"))).doesNotContain(identities.id(ESTATE.require("forgotten-1")));
    }

    /** Who was interrupted writes again what may be written already. */
    @Test
    void shouldNotAddUpAnHourThatIsWrittenAgain() throws Exception {
        EstateIdentities identities = built();
        EstateInstance estateInstance = ESTATE.require("bursty-report");
        Instant from = NOW.minus(Duration.ofHours(24));
        InstanceMetricWriter writer = new InstanceMetricWriter(REPLAY, identities, clients);

        writer.put(from, NOW.minus(Duration.ofHours(3)), r -> r.equals(estateInstance));
        writer.put(from, NOW, r -> r.equals(estateInstance));

        GetMetricDataResponse answer = clients.cloudWatch("us-east-1")
                .getMetricData(r -> r.startTime(from)
                        .endTime(NOW)
                        .metricDataQueries(query("bytes", "NetworkIn", "Sum", identities.id(estateInstance))));
        Instant hour = NOW.minus(Duration.ofHours(5));
        assertThat(valueAt(answer, "bytes", hour))
                .isCloseTo(
                        expected(estateInstance, hour, EstateMetric.NETWORK_IN).sum(), within());
        assertThat(answer.metricDataResults().get(0).values()).hasSize(24);
    }

    @Test
    void shouldAnswerGetMetricDataWithTheHoursOfTheEstate() throws Exception {
        EstateIdentities identities = built();
        EstateInstance estateInstance = ESTATE.require("bursty-report");
        Instant from = NOW.minus(Duration.ofHours(24));

        new InstanceMetricWriter(REPLAY, identities, clients).put(from, NOW, r -> r.equals(estateInstance));

        GetMetricDataResponse answer = clients.cloudWatch("us-east-1")
                .getMetricData(r -> r.startTime(from)
                        .endTime(NOW)
                        .metricDataQueries(
                                query("cpumean", "CPUUtilization", "Average", identities.id(estateInstance)),
                                query("cpumax", "CPUUtilization", "Maximum", identities.id(estateInstance)),
                                query("bytes", "NetworkIn", "Sum", identities.id(estateInstance))));

        assertThat(answer.metricDataResults())
                .allMatch(result -> result.values().size() == 24);
        Instant hour = NOW.minus(Duration.ofHours(5));
        assertThat(valueAt(answer, "cpumean", hour))
                .isCloseTo(
                        expected(estateInstance, hour, EstateMetric.CPU_UTILIZATION)
                                .mean(),
                        within());
        assertThat(valueAt(answer, "cpumax", hour))
                .isCloseTo(
                        expected(estateInstance, hour, EstateMetric.CPU_UTILIZATION)
                                .max(),
                        within());
        assertThat(valueAt(answer, "bytes", hour))
                .isCloseTo(
                        expected(estateInstance, hour, EstateMetric.NETWORK_IN).sum(), within());
    }

    /** An undo that stops an instance asks for the last half hour by five minutes. */
    @Test
    void shouldAnswerGetMetricDataWithTheCpuOfTheNewestFiveMinutes() throws Exception {
        EstateIdentities identities = built();
        EstateInstance estateInstance = ESTATE.require("four-peaks");
        InstanceMetricWriter writer = new InstanceMetricWriter(REPLAY, identities, clients);
        writer.put(NOW.minus(Duration.ofHours(24)), NOW, r -> r.equals(estateInstance));

        writer.putNewest(NOW, r -> r.equals(estateInstance));

        MetricDataQuery hourly = query("cpumean", "CPUUtilization", "Average", identities.id(estateInstance));
        GetMetricDataResponse answer = clients.cloudWatch("us-east-1")
                .getMetricData(r -> r.startTime(NOW.minus(Duration.ofMinutes(30)))
                        .endTime(NOW)
                        .metricDataQueries(hourly.toBuilder()
                                .metricStat(hourly.metricStat().toBuilder()
                                        .period(EstateSeries.FIVE_MINUTES)
                                        .build())
                                .build()));
        assertThat(answer.metricDataResults().get(0).timestamps())
                .containsExactly(NOW.minusSeconds(EstateSeries.FIVE_MINUTES));
        assertThat(answer.metricDataResults().get(0).values().get(0))
                .isCloseTo(
                        REPLAY.points(estateInstance, NOW.minusSeconds(EstateSeries.FIVE_MINUTES), NOW).stream()
                                .filter(point -> point.metric() == EstateMetric.CPU_UTILIZATION)
                                .findFirst()
                                .orElseThrow()
                                .sample()
                                .mean(),
                        within());
    }

    @Test
    void shouldAnswerGetMetricDataWithTheHoursOfGatewaysAndLogGroups() throws Exception {
        EstateIdentities identities = built();
        HourlyMetricWriter writer = new HourlyMetricWriter(REPLAY, identities, clients, REPLAY.start());

        writer.putUntil(NOW);
        writer.putUntil(NOW);

        GetMetricDataResponse answer = clients.cloudWatch("us-east-1")
                .getMetricData(r -> r.startTime(NOW.minus(Duration.ofDays(14)))
                        .endTime(NOW)
                        .metricDataQueries(
                                query(
                                        "busy",
                                        "AWS/NATGateway",
                                        "BytesInFromDestination",
                                        "NatGatewayId",
                                        identities.id("report-nat")),
                                query("logs", "AWS/Logs", "IncomingBytes", "LogGroupName", "/ml/training/debug")));
        assertThat(answer.metricDataResults())
                .allMatch(result -> result.values().size() == 14 * 24);
        // Two hours of 24 points of a gigabyte.
        assertThat(answer.metricDataResults().get(0).values().stream()
                        .filter(bytes -> bytes > 1e9)
                        .mapToDouble(Double::doubleValue)
                        .sum())
                .isCloseTo(24e9, Offset.offset(1e9));
        // 900 GB in 700 days, of which these are 14.
        assertThat(answer.metricDataResults().get(1).values().stream()
                        .mapToDouble(Double::doubleValue)
                        .sum())
                .isCloseTo(18e9, Offset.offset(1e6));
        assertEndpointsAndLoadBalancers(identities);
    }

    /** As in AWS, bytes of an endpoint need all four dimensions, and bytes without traffic are absent, capacity units are not. */
    private void assertEndpointsAndLoadBalancers(EstateIdentities identities) {
        GetMetricDataResponse answer = clients.cloudWatch("us-east-1")
                .getMetricData(r -> r.startTime(NOW.minus(Duration.ofDays(14)))
                        .endTime(NOW)
                        .metricDataQueries(
                                endpointQuery("used", "secretsmanager", "portal-secrets", identities),
                                endpointQuery("unused", "kms", "portal-kms", identities),
                                endpointQuery("elsewhere", "kms", "portal-secrets", identities),
                                balancerQuery("busy", "ProcessedBytes", identities.id("portal")),
                                balancerQuery("idle", "ProcessedBytes", identities.id("old-portal")),
                                balancerQuery("units", "ConsumedLCUs", identities.id("old-portal")),
                                balancerQuery("requests", "RequestCount", identities.id("api-front")),
                                query(
                                        "tokens",
                                        "AWS/Bedrock",
                                        "InputTokenCount",
                                        "ModelId",
                                        identities.id("summary-profile"))));

        assertThat(answer.metricDataResults())
                .extracting(
                        MetricDataResult::id,
                        result -> result.values().size(),
                        result -> result.values().stream()
                                .mapToDouble(Double::doubleValue)
                                .sum())
                .startsWith(
                        // An hour on each of two Mondays, of twelve points.
                        tuple("used", 2, 2 * 12 * 40e3),
                        tuple("unused", 0, 0.0),
                        tuple("elsewhere", 0, 0.0),
                        tuple("busy", 2, 2 * 12 * 2e6),
                        tuple("idle", 0, 0.0),
                        tuple("units", 14 * 24, 0.0));
        // 1,200 in five minutes on average.
        MetricDataResult requests = answer.metricDataResults().get(6);
        assertThat(requests.values()).hasSize(14 * 24);
        assertThat(requests.values().stream().mapToDouble(Double::doubleValue).sum())
                .isCloseTo(14 * 24 * 12 * 1200.0, Offset.offset(100e3));
        assertThat(answer.metricDataResults().get(7).values().stream()
                        .mapToDouble(Double::doubleValue)
                        .sum())
                .isCloseTo(14 * 24 * 12 * 40 * 1500.0, Offset.offset(5e6));
    }

    private static MetricDataQuery endpointQuery(String id, String service, String name, EstateIdentities identities) {
        return MetricDataQuery.builder()
                .id(id)
                .metricStat(stat -> stat.stat("Sum")
                        .period(3600)
                        .metric(m -> m.namespace("AWS/PrivateLinkEndpoints")
                                .metricName("BytesProcessed")
                                .dimensions(
                                        dimension("Endpoint Type", "Interface"),
                                        dimension("Service Name", "com.amazonaws.us-east-1." + service),
                                        dimension("VPC Endpoint Id", identities.id(name)),
                                        dimension("VPC Id", identities.id("portal-net")))))
                .build();
    }

    private static MetricDataQuery balancerQuery(String id, String metric, String balancer) {
        return query(id, "AWS/ApplicationELB", metric, "LoadBalancer", balancer);
    }

    private static Dimension dimension(String name, String value) {
        return Dimension.builder().name(name).value(value).build();
    }

    private static MetricDataQuery query(String id, String namespace, String metric, String dimension, String value) {
        return MetricDataQuery.builder()
                .id(id)
                .metricStat(stat -> stat.stat("Sum")
                        .period(3600)
                        .metric(m -> m.namespace(namespace)
                                .metricName(metric)
                                .dimensions(Dimension.builder()
                                        .name(dimension)
                                        .value(value)
                                        .build())))
                .build();
    }

    @Test
    void shouldHoldIncompleteUploadsAsTheEstateSays() throws Exception {
        built();
        S3Client s3 = clients.s3("us-east-1");

        List<MultipartUpload> uploads =
                s3.listMultipartUploads(r -> r.bucket("run-checkpoints")).uploads();

        assertThat(uploads)
                .extracting(
                        MultipartUpload::key,
                        MultipartUpload::initiated,
                        upload -> s3
                                .listParts(r -> r.bucket("run-checkpoints")
                                        .key(upload.key())
                                        .uploadId(upload.uploadId()))
                                .parts()
                                .stream()
                                .mapToLong(Part::size)
                                .sum())
                .containsExactlyInAnyOrder(
                        tuple("checkpoints/run-18/step-100.pt", seconds(daysAgo(40)), 800_000_000_000L),
                        tuple("checkpoints/run-18/step-200.pt", seconds(daysAgo(39)), 200_000_000_000L));
        assertThat(s3.listMultipartUploads(r -> r.bucket("web-assets")).uploads())
                .extracting(MultipartUpload::initiated)
                .containsExactly(seconds(daysAgo(1)));
        assertThat(s3.listMultipartUploads(r -> r.bucket("vision-training")).uploads())
                .isEmpty();
    }

    private static Instant seconds(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS);
    }

    @Test
    void shouldHoldInventoryReportsInTheirBucket() throws Exception {
        built();

        StandInCloud.ReportBucketWriter.fill(clients, REPLAY);

        assertThat(clients.s3("us-east-1")
                        .listObjectsV2(r -> r.bucket("gleaner-inventory"))
                        .contents())
                .extracting(S3Object::key)
                .hasSize(9 * 4 * 3)
                .filteredOn(key -> key.endsWith("/manifest.checksum"))
                .hasSize(9 * 4)
                .anyMatch(key -> key.startsWith("reports/vision-training/all-versions/"));
        built = null;
    }

    @Test
    void shouldHoldTheTrailInItsBucket() throws Exception {
        List<TrailLogFile> files = TrailGenerator.files(REPLAY, built()).subList(0, 20);

        new StandInCloud.TrailBucketWriter(clients, SILENT).fill(files);

        S3Client s3 = clients.s3("us-east-1");
        TrailLogFile file = files.get(7);
        assertThat(s3.listObjectsV2(r -> r.bucket(StandInCloud.TrailBucketWriter.NAME))
                        .contents())
                .hasSize(20);
        assertThat(s3.getObjectAsBytes(r ->
                                r.bucket(StandInCloud.TrailBucketWriter.NAME).key(file.key()))
                        .asByteArray())
                .isEqualTo(file.bytes());
    }

    private Instance describe(EstateIdentities identities, String name) {
        EstateInstance estateInstance = ESTATE.require(name);
        return clients.ec2(estateInstance.region())
                .describeInstances(r -> r.instanceIds(identities.id(estateInstance)))
                .reservations()
                .get(0)
                .instances()
                .get(0);
    }

    private static MetricDataQuery query(String id, String metric, String statistic, String instance) {
        return MetricDataQuery.builder()
                .id(id)
                .metricStat(stat -> stat.period(3600)
                        .stat(statistic)
                        .metric(m -> m.namespace("AWS/EC2")
                                .metricName(metric)
                                .dimensions(d -> d.name("InstanceId").value(instance))))
                .build();
    }

    private static double valueAt(GetMetricDataResponse answer, String id, Instant hour) {
        MetricDataResult result = answer.metricDataResults().stream()
                .filter(r -> r.id().equals(id))
                .findFirst()
                .orElseThrow();
        return result.values().get(result.timestamps().indexOf(hour));
    }

    private static StatisticSet expected(EstateInstance estateInstance, Instant hour, EstateMetric metric) {
        return REPLAY.points(estateInstance, hour, hour.plusSeconds(3600)).stream()
                .filter(p -> p.metric() == metric)
                .map(EstateTimeline.MetricPoint::sample)
                .reduce(StatisticSet::plus)
                .orElseThrow();
    }

    private static Offset<Double> within() {
        return Offset.offset(1e-3);
    }
}
