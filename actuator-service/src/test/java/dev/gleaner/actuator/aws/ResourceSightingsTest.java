package dev.gleaner.actuator.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.resource.ResourceKind;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the answers of AWS about a target are worth: shown, said not to be there, or nothing. */
class ResourceSightingsTest extends SightingsTest {

    private static final Arn VOLUME = Arn.parse("arn:aws:ec2:us-east-1:123456789012:volume/vol-1");
    private static final Arn ADDRESS = Arn.parse("arn:aws:ec2:us-east-1:123456789012:elastic-ip/eipalloc-1");
    private static final Arn LOG_GROUP = Arn.parse("arn:aws:logs:us-east-1:123456789012:log-group:/aws/lambda/train");
    private static final Arn GROUP =
            Arn.parse("arn:aws:autoscaling:us-east-1:123456789012:autoScalingGroup:u-1:autoScalingGroupName/train/gpu");

    private static final Arn CAPACITY = Arn.parse("arn:aws:ec2:us-east-1:123456789012:capacity-reservation/cr-1");

    private static final String THE_VOLUME = "DescribeVolumes&Version=2016-11-15&VolumeId.1=vol-1";

    private static final String NO_VOLUMES = "<DescribeVolumesResponse><volumeSet/></DescribeVolumesResponse>";
    private static final String NO_SNAPSHOTS = "<DescribeSnapshotsResponse><snapshotSet/></DescribeSnapshotsResponse>";
    private static final String NO_ADDRESSES = "<DescribeAddressesResponse><addressesSet/></DescribeAddressesResponse>";
    private static final String AN_ADDRESS = "<DescribeAddressesResponse><addressesSet><item>"
            + "<allocationId>eipalloc-1</allocationId><publicIp>198.51.100.7</publicIp><instanceId/><networkInterfaceId/>"
            + "</item></addressesSet></DescribeAddressesResponse>";
    private static final String NO_GROUPS = "<DescribeAutoScalingGroupsResponse><DescribeAutoScalingGroupsResult>"
            + "<AutoScalingGroups/></DescribeAutoScalingGroupsResult></DescribeAutoScalingGroupsResponse>";

    @BeforeEach
    void knowNothing() {
        aws = patient;
        answer();
    }

    private void answer() {
        aws.answer("DescribeVolumes", 200, NO_VOLUMES);
        aws.answer(THE_VOLUME, 200, NO_VOLUMES);
        aws.answer("DescribeSnapshots", 200, NO_SNAPSHOTS);
        aws.answer("DescribeVolumesModifications", 200, "<DescribeVolumesModificationsResponse/>");
        aws.answer("DescribeAddresses", 200, NO_ADDRESSES);
        aws.answer("DescribeAddressesAttribute", 200, reverse(""));
        aws.answer(
                "DescribeCapacityReservations",
                200,
                "<DescribeCapacityReservationsResponse><capacityReservationSet/></DescribeCapacityReservationsResponse>");
        aws.answer("DescribeLogGroups", 200, "{\"logGroups\":[]}");
        aws.answer("ListTagsForResource", 200, "{\"tags\":{\"team\":\"vision\"}}");
        aws.answer("DescribeAutoScalingGroups", 200, NO_GROUPS);
    }

    /** kubernetes-sigs/cluster-api-provider-aws#2915: an empty list was read as "gone". */
    @Test
    void shouldTakeAnEmptyAnswerForNothing() {
        assertThat(volume()).isEmpty();
        assertThat(address()).isEmpty();
        assertThat(capacityReservation()).isEmpty();
        assertThat(logGroup()).isEmpty();
        assertThat(group()).isEmpty();
    }

    @Test
    void shouldTakeTheWordThatThereIsNoSuchThingForASighting() {
        aws.answer(THE_VOLUME, 400, error("InvalidVolume.NotFound"));
        aws.answer("DescribeAddresses", 400, error("InvalidAllocationID.NotFound"));

        assertThat(volume()).contains(new EbsVolume.Observation(null, List.of(), List.of()));
        assertThat(volume().orElseThrow().subject().planningObstacle()).isPresent();
        aws.answer("DescribeCapacityReservations", 400, error("InvalidCapacityReservationId.NotFound"));
        assertThat(capacityReservation()).contains(new CapacityReservation.Observation(null));
        assertThat(address()).contains(new ElasticIp.Observation(null));
        assertThat(address().orElseThrow().subject().planningObstacle()).isPresent();
    }

    /** ClusterLabs/cluster-glue#35: RequestLimitExceeded was read as "already fenced". */
    @ParameterizedTest
    @ValueSource(strings = {THE_VOLUME, "DescribeAddresses", "DescribeLogGroups", "DescribeAutoScalingGroups"})
    void shouldFailRatherThanTakeAThrottledCallForGone(String action) {
        aws = busy;
        answer();
        aws.throttle(action);

        assertThatThrownBy(() -> {
                    switch (action) {
                        case THE_VOLUME -> volume();
                        case "DescribeAddresses" -> address();
                        case "DescribeLogGroups" -> logGroup();
                        default -> group();
                    }
                })
                .satisfies(failure ->
                        assertThat(AwsError.of(failure).isRetryable()).isTrue());
    }

    @Test
    void shouldFailWhereOnlyPartOfATargetIsShown() {
        aws = busy;
        answer();
        aws.answer(THE_VOLUME, 200, aVolume());
        aws.throttle("DescribeSnapshots");
        assertThatThrownBy(this::volume)
                .satisfies(failure ->
                        assertThat(AwsError.of(failure).isRetryable()).isTrue());

        aws = patient;
        aws.answer("DescribeAddresses", 200, AN_ADDRESS);
        aws.answer("DescribeAddressesAttribute", 403, error("UnauthorizedOperation"));
        assertThatThrownBy(this::address)
                .satisfies(failure ->
                        assertThat(AwsError.of(failure).isRetryable()).isFalse());
    }

    @Test
    void shouldShowWhatRunsInACapacityReservation() {
        aws.answer(
                "DescribeCapacityReservations",
                200,
                "<DescribeCapacityReservationsResponse><capacityReservationSet><item>"
                        + "<capacityReservationId>cr-1</capacityReservationId><instanceType>m5.xlarge</instanceType>"
                        + "<reservationType>default</reservationType><state>active</state>"
                        + "<totalInstanceCount>3</totalInstanceCount><availableInstanceCount>2</availableInstanceCount>"
                        + "<tagSet><item><key>team</key><value>search</value></item></tagSet>"
                        + "</item></capacityReservationSet></DescribeCapacityReservationsResponse>");

        assertThat(capacityReservation())
                .contains(new CapacityReservation.Observation(new CapacityReservation(
                        "active", "default", "m5.xlarge", 3, 2, null, Map.of("team", "search"))));
    }

    @Test
    void shouldShowAVolumeWithTheSnapshotThatWeMade() {
        aws.answer(THE_VOLUME, 200, aVolume());
        aws.answer(
                "DescribeSnapshots",
                200,
                "<DescribeSnapshotsResponse><snapshotSet><item><snapshotId>snap-1</snapshotId>"
                        + "<status>pending</status><volumeSize>100</volumeSize><tagSet><item><key>gleaner:action</key>"
                        + "<value>act_1</value></item></tagSet></item></snapshotSet></DescribeSnapshotsResponse>");

        EbsVolume.Observation shown = (EbsVolume.Observation) volume().orElseThrow();

        assertThat(shown.snapshot("act_1")).contains(new EbsVolume.Snapshot("snap-1", "pending", 100, "act_1"));
        assertThat(shown.snapshot("act_2")).isEmpty();
        assertThat(shown.subject().planningObstacle()).isEmpty();
        assertThat(shown.volume().deletionObstacle())
                .hasValueSatisfying(why -> assertThat(why).contains("i-9"));
        assertThat(aws.requests("DescribeSnapshots"))
                .last()
                .asString()
                .contains("Filter.1.Value.1=vol-1", "Filter.2.Value.1=gleaner:action", "Owner.1=self");
        assertThat(Json.read(Json.text(shown), ResourceObservation.class)).isEqualTo(shown);
    }

    /** Somebody has told the world that this address is theirs. */
    @Test
    void shouldNotPlanToReleaseAnAddressWithReverseDns() {
        aws.answer("DescribeAddresses", 200, AN_ADDRESS);
        assertThat(address().orElseThrow().subject().planningObstacle()).isEmpty();

        aws.answer("DescribeAddressesAttribute", 200, reverse("<ptrRecord>mail.example.com.</ptrRecord>"));
        assertThat(address().orElseThrow().subject().planningObstacle())
                .hasValueSatisfying(why -> assertThat(why).contains("mail.example.com."));

        aws.answer(
                "DescribeAddressesAttribute",
                200,
                reverse("<ptrRecordUpdate><value>a.example.com.</value>"
                        + "<status>PENDING</status></ptrRecordUpdate>"));
        assertThat(address().orElseThrow().subject().planningObstacle()).isPresent();
    }

    @Test
    void shouldNotTakeALogGroupForAnotherOneWhoseNameBeginsTheSame() {
        aws.answer("DescribeLogGroups", 200, logGroups("/aws/lambda/train-gpu", "123456789012"));
        assertThat(logGroup()).isEmpty();
        aws.answer("DescribeLogGroups", 200, logGroups("/aws/lambda/train", "210987654321"));
        assertThat(logGroup()).isEmpty();

        aws.answer("DescribeLogGroups", 200, logGroups("/aws/lambda/train", "123456789012"));

        LogGroup.Observation shown = (LogGroup.Observation) logGroup().orElseThrow();
        assertThat(shown.logGroup().retention()).isEqualTo(30);
        assertThat(shown.subject().tags()).containsEntry("team", "vision");
        assertThat(Json.read(Json.text(shown), ResourceObservation.class)).isEqualTo(shown);
    }

    @Test
    void shouldNotTakeAGroupForTheOneBeforeItWithTheSameName() {
        aws.answer("DescribeAutoScalingGroups", 200, aGroup("u-2"));
        assertThat(group()).isEmpty();

        aws.answer("DescribeAutoScalingGroups", 200, aGroup("u-1"));

        ResourceObservation shown = group().orElseThrow();
        assertThat(shown.subject().planningObstacle()).isEmpty();
        assertThat(Json.read(Json.text(shown), ResourceObservation.class)).isEqualTo(shown);
        // What it ends is no instance of it any more, whatever it is protected from.
        assertThat(((ScalingGroup) shown.subject()).size())
                .isEqualTo(new ScalingGroup.GroupSize(
                        2, 3, 5, List.of("i-1", "i-2", "i-4"), List.of("i-1"), List.of("i-4")));
        assertThat(aws.requests("DescribeAutoScalingGroups")).last().asString().contains("member.1=train/gpu");
    }

    /** As of a version that did not read which instances are in standby. */
    @Test
    void shouldReadTheSizeOfAGroupInAnOldPlan() {
        String old = "{\"minimum\":2,\"desired\":3,\"maximum\":5,\"instances\":[\"i-1\",\"i-2\"],\"fixed\":[\"i-1\"]}";
        ScalingGroup.GroupSize size = new ScalingGroup.GroupSize(2, 3, 5, List.of("i-1", "i-2"), List.of("i-1"));

        assertThat(Json.read(old, ScalingGroup.GroupSize.class)).isEqualTo(size);
        assertThat(Json.text(size)).isEqualTo(old);
    }

    @Test
    void shouldKnowTargetsByTheirArns() {
        assertThat(TargetRegistry.findKind(VOLUME)).contains(ResourceKind.VOLUME);
        assertThat(TargetRegistry.findKind(ADDRESS)).contains(ResourceKind.ADDRESS);
        assertThat(TargetRegistry.findKind(CAPACITY)).contains(ResourceKind.CAPACITY_RESERVATION);
        assertThat(TargetRegistry.findKind(LOG_GROUP)).contains(ResourceKind.LOG_GROUP);
        assertThat(TargetRegistry.findKind(GROUP)).contains(ResourceKind.AUTO_SCALING_GROUP);
        assertThat(TargetRegistry.findKind(Arn.parse(LOG_GROUP + ":*"))).isEmpty();
        assertThat(TargetRegistry.findKind(Arn.parse(LOG_GROUP + ":log-stream:s")))
                .isEmpty();
        assertThat(TargetRegistry.findKind(Arn.parse("arn:aws:ec2:us-east-1:1:subnet/subnet-1")))
                .isEmpty();
        assertThat(TargetRegistry.findKind(
                        Arn.parse("arn:aws:autoscaling:us-east-1:1:launchConfiguration:u:launchConfigurationName/x")))
                .isEmpty();
    }

    private Optional<ResourceObservation> volume() {
        return aws.on(() -> new EbsVolume.Describer(aws.clients()).describe(VOLUME));
    }

    private Optional<ResourceObservation> address() {
        return aws.on(() -> new ElasticIp.Describer(aws.clients()).describe(ADDRESS));
    }

    private Optional<ResourceObservation> capacityReservation() {
        return aws.on(() -> new CapacityReservation.Describer(aws.clients()).describe(CAPACITY));
    }

    private Optional<ResourceObservation> logGroup() {
        return aws.on(() -> new LogGroup.Describer(aws.clients()).describe(LOG_GROUP));
    }

    private Optional<ResourceObservation> group() {
        return aws.on(() -> new ScalingGroup.Describer(aws.clients()).describe(GROUP));
    }

    private static String error(String code) {
        return "<Response><Errors><Error><Code>" + code + "</Code><Message>no</Message></Error></Errors></Response>";
    }

    private static String aVolume() {
        return "<DescribeVolumesResponse><volumeSet><item><volumeId>vol-1</volumeId><size>100</size><status>in-use</status>"
                + "<volumeType>gp3</volumeType><availabilityZone>us-east-1a</availabilityZone><attachmentSet><item>"
                + "<instanceId>i-9</instanceId></item></attachmentSet></item></volumeSet></DescribeVolumesResponse>";
    }

    private static String reverse(String name) {
        return "<DescribeAddressesAttributeResponse><addressSet><item><allocationId>eipalloc-1</allocationId>" + name
                + "</item></addressSet></DescribeAddressesAttributeResponse>";
    }

    private static String logGroups(String name, String account) {
        return "{\"logGroups\":[{\"logGroupName\":\"" + name
                + "\",\"retentionInDays\":30,\"arn\":\"arn:aws:logs:us-east-1:" + account + ":log-group:" + name
                + ":*\"}]}";
    }

    private static String member(String id, String state, boolean isProtected) {
        return "<member><InstanceId>" + id + "</InstanceId><LifecycleState>" + state
                + "</LifecycleState><ProtectedFromScaleIn>" + isProtected + "</ProtectedFromScaleIn></member>";
    }

    private static String aGroup(String uuid) {
        return "<DescribeAutoScalingGroupsResponse><DescribeAutoScalingGroupsResult><AutoScalingGroups><member>"
                + "<AutoScalingGroupARN>" + GROUP.toString().replace("u-1", uuid) + "</AutoScalingGroupARN>"
                + "<LaunchTemplate><LaunchTemplateId>lt-1</LaunchTemplateId><LaunchTemplateName>gpu</LaunchTemplateName>"
                + "<Version>3</Version></LaunchTemplate><MinSize>2</MinSize><DesiredCapacity>3</DesiredCapacity>"
                + "<MaxSize>5</MaxSize><Instances>" + member("i-1", "InService", true)
                + member("i-2", "Pending:Wait", false)
                + member("i-3", "Terminating:Wait", true)
                + member("i-4", "Standby", false) + "</Instances></member></AutoScalingGroups>"
                + "</DescribeAutoScalingGroupsResult></DescribeAutoScalingGroupsResponse>";
    }
}
