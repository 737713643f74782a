package dev.gleaner.actuator.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.resource.ResourceKind;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the answers of EC2 and of the Recycle Bin about a snapshot are worth. */
class SnapshotSightingsTest extends SightingsTest {

    private static final Arn SNAPSHOT = Arn.snapshot("us-east-1", AnsweringAws.ACCOUNT, "snap-1");
    private static final String NOT_IN_THE_BIN =
            "<ListSnapshotsInRecycleBinResponse><snapshotSet/></ListSnapshotsInRecycleBinResponse>";

    @BeforeEach
    void showAnUnusedSnapshot() {
        aws = patient;
        answer();
    }

    private void answer() {
        aws.answer("DescribeSnapshots", 200, shown("<ownerId>" + AnsweringAws.ACCOUNT + "</ownerId>"));
        aws.answer("DescribeImages", 200, "<DescribeImagesResponse><imagesSet/></DescribeImagesResponse>");
        aws.answer("DescribeSnapshotAttribute", 200, permissions(""));
        aws.answer("DescribeLockedSnapshots", 200, locked(""));
        aws.answer("ListSnapshotsInRecycleBin", 200, NOT_IN_THE_BIN);
        aws.answer("POST /list-rules", 200, "{\"Rules\":[]}");
        aws.answer("ListImagesInRecycleBin", 200, recycled("ami-9"));
        aws.answer("DescribeLaunchTemplateVersions", 200, templates("snap-2", ""));
    }

    @Test
    void shouldShowWhatUsesASnapshotAndWhoMay() {
        EbsSnapshot.Observation shown = see();

        assertThat(shown.snapshot().started()).isEqualTo(Instant.parse("2026-01-02T03:04:05Z"));
        assertThat(shown.snapshot().volume()).isEqualTo("vol-1");
        assertThat(shown.subject().planningObstacle()).isEmpty();
        assertThat(shown.isCovered()).isFalse();
        assertThat(TargetRegistry.findKind(SNAPSHOT)).contains(ResourceKind.SNAPSHOT);
        assertThat(Json.read(Json.text(shown), ResourceObservation.class)).isEqualTo(shown);
        assertThat(Json.read(Json.text(shown.subject()), ResourceSnapshot.class))
                .isEqualTo(shown.subject());
        assertThat(aws.requests("DescribeImages"))
                .last()
                .asString()
                .contains("block-device-mapping.snapshot-id", "=snap-1", "IncludeDisabled=true", "Owner.1=self");

        aws.answer(
                "DescribeImages",
                200,
                "<DescribeImagesResponse><imagesSet><item><imageId>ami-1</imageId></item></imagesSet></DescribeImagesResponse>");
        assertThat(see().snapshot().usedBy()).containsExactly("ami-1");
    }

    /** EC2 deletes the snapshot of a launch template, although no instance can be started from the template then. */
    @Test
    void shouldShowTheLaunchTemplatesThatUseIt() {
        aws.answer("DescribeLaunchTemplateVersions", 200, templates("snap-1", ""));

        assertThat(see().snapshot().usedBy()).containsExactly("trainer (lt-1)");
        assertThat(see().subject().planningObstacle()).contains("the snapshot is used by trainer (lt-1)");
        assertThat(aws.requests("DescribeLaunchTemplateVersions"))
                .last()
                .asString()
                .contains("$Latest", "$Default");
    }

    @Test
    void shouldReadEveryPageOfLaunchTemplates() {
        aws.answer("DescribeLaunchTemplateVersions", 200, templates("snap-2", "next"));
        aws.answer(
                "DescribeLaunchTemplateVersions&Version=2016-11-15&LaunchTemplateVersion.1=$Latest"
                        + "&LaunchTemplateVersion.2=$Default&NextToken=next",
                200,
                templates("snap-1", ""));

        assertThat(see().snapshot().usedBy()).containsExactly("trainer (lt-1)");
    }

    @ParameterizedTest
    @CsvSource({
        "Created by CreateImage(i-1) for ami-9, ami-9 (in the Recycle Bin)",
        "Copied for DestinationAmi ami-9 from SourceAmi ami-5, ami-9 (in the Recycle Bin)",
        "Created by CreateImage(i-1) for ami-98,",
        "before the upgrade,"
    })
    void shouldShowTheImageInTheRecycleBinThatUsesIt(String description, @Nullable String user) {
        aws.answer(
                "DescribeSnapshots",
                200,
                shown("<ownerId>" + AnsweringAws.ACCOUNT + "</ownerId><description>" + description + "</description>"));

        assertThat(see().snapshot().usedBy()).isEqualTo(user == null ? List.of() : List.of(user));
    }

    @ParameterizedTest
    @CsvSource({
        "<userId>210987654321</userId>, 210987654321",
        "<group>all</group>, all",
        "<userId>123456789012</userId>, ''"
    })
    void shouldKnowWithWhomItIsShared(String permission, String with) {
        aws.answer("DescribeSnapshotAttribute", 200, permissions("<item>" + permission + "</item>"));

        assertThat(String.join(",", see().snapshot().sharedWith())).isEqualTo(with);
    }

    @ParameterizedTest
    @CsvSource({"compliance, compliance", "governance, governance", "compliance-cooloff, compliance-cooloff", "expired,"
    })
    void shouldKnowItsLock(String state, String lock) {
        aws.answer(
                "DescribeLockedSnapshots",
                200,
                locked("<item><snapshotId>snap-1</snapshotId><lockState>" + state + "</lockState></item>"));

        assertThat(see().snapshot().lock()).isEqualTo(lock);
    }

    @ParameterizedTest
    @CsvSource({
        "<ownerId>210987654321</ownerId>, account 210987654321",
        "<ownerId>123456789012</ownerId><ownerAlias>amazon</ownerAlias>, amazon"
    })
    void shouldKnowThatItBelongsToSomebodyElse(String owner, String name) {
        aws.answer("DescribeSnapshots", 200, shown(owner));

        assertThat(see().snapshot().otherOwner()).isEqualTo(name);
    }

    /** An image, a lock or a share that can't be read is not none. */
    @ParameterizedTest
    @CsvSource({
        "DescribeImages",
        "DescribeSnapshotAttribute",
        "DescribeLockedSnapshots",
        "ListSnapshotsInRecycleBin",
        "DescribeLaunchTemplateVersions",
        "POST /list-rules",
        "DescribeSnapshots"
    })
    void shouldFailWhereOnlyPartIsShown(String action) {
        aws = busy;
        answer();
        aws.throttle(action);

        assertThatThrownBy(this::see)
                .satisfies(failure -> assertThat(AwsError.isOne(failure)).isTrue());
    }

    @Test
    void shouldTellASnapshotInTheRecycleBinFromOneThatIsGone() {
        aws.answer("DescribeSnapshots", 400, error("InvalidSnapshot.NotFound"));
        assertThat(see()).isEqualTo(new EbsSnapshot.Observation(null, null, List.of()));

        aws.answer("ListSnapshotsInRecycleBin", 400, error("InvalidSnapshot.NotFound"));
        assertThat(see().isRecycled()).isFalse();

        aws.answer(
                "ListSnapshotsInRecycleBin",
                200,
                "<ListSnapshotsInRecycleBinResponse><snapshotSet><item><snapshotId>snap-1</snapshotId>"
                        + "<recycleBinExitTime>2026-12-01T00:00:00.000Z</recycleBinExitTime></item></snapshotSet>"
                        + "</ListSnapshotsInRecycleBinResponse>");
        assertThat(see())
                .isEqualTo(new EbsSnapshot.Observation(null, Instant.parse("2026-12-01T00:00:00Z"), List.of()));
        assertThat(Json.read(Json.text(see()), ResourceObservation.class)).isEqualTo(see());
    }

    /** kubernetes-sigs/cluster-api-provider-aws#2915: an empty list was read as "gone". */
    @Test
    void shouldTakeAnEmptyAnswerForNothing() {
        aws.answer("DescribeSnapshots", 200, "<DescribeSnapshotsResponse><snapshotSet/></DescribeSnapshotsResponse>");

        assertThat(aws.on(() -> new EbsSnapshot.Describer(aws.clients()).describe(SNAPSHOT)))
                .isEmpty();
    }

    @Test
    void shouldReadTheRulesThatKeepItLongEnough() {
        aws.answer(
                "POST /list-rules",
                200,
                "{\"Rules\":[" + summary("short", 6) + "," + summary("all", 7) + "," + summary("gone", 30) + "]}");
        aws.answer("GET /rules/all", 200, rule("all", 7, "available", "", ""));
        aws.answer("GET /rules/gone", 404, "{\"__type\":\"ResourceNotFoundException\",\"Message\":\"no\"}");

        assertThat(see().isCovered()).isTrue();
        assertThat(see().rules()).extracting(EbsSnapshot.RetentionRule::id).containsExactly("all");

        aws.answer("GET /rules/all", 200, rule("all", 7, "pending", "", ""));
        assertThat(see().isCovered()).isFalse();
        assertThat(see().isAboutToBeCovered()).isTrue();

        aws.answer("GET /rules/all", 200, rule("all", 7, "available", "", tag("team", "\"vision\"")));
        assertThat(see().isCovered()).as("excluded").isFalse();

        aws.answer("GET /rules/all", 200, rule("all", 7, "available", tag("team", "\"vision\""), ""));
        assertThat(see().isCovered()).isTrue();
        aws.answer("GET /rules/all", 200, rule("all", 7, "available", tag("team", "\"audio\""), ""));
        assertThat(see().isCovered()).isFalse();
        aws.answer("GET /rules/all", 200, rule("all", 7, "available", tag("team", "null"), ""));
        assertThat(see().isCovered()).as("any value is not documented").isFalse();
        aws.answer("GET /rules/all", 200, rule("all", 7, "available", "", tag("team", "null")));
        assertThat(see().isCovered()).as("may exclude any value").isFalse();
    }

    @Test
    void shouldCountNoRuleThatKeepsItForLessThanAWeek() {
        EbsSnapshot.RetentionRule six = new EbsSnapshot.RetentionRule("r", true, 6, List.of(), List.of());
        EbsSnapshot.RetentionRule seven = new EbsSnapshot.RetentionRule("r", true, 7, List.of(), List.of());

        assertThat(six.applies(Map.of())).isFalse();
        assertThat(seven.applies(Map.of())).isTrue();
    }

    private EbsSnapshot.Observation see() {
        Optional<ResourceObservation> shown = aws.on(() -> new EbsSnapshot.Describer(aws.clients()).describe(SNAPSHOT));
        return (EbsSnapshot.Observation) shown.orElseThrow();
    }

    private static String shown(String owner) {
        return "<DescribeSnapshotsResponse><snapshotSet><item><snapshotId>snap-1</snapshotId><volumeId>vol-1</volumeId>"
                + "<status>completed</status><volumeSize>8</volumeSize><startTime>2026-01-02T03:04:05.000Z</startTime>"
                + owner
                + "<storageTier>standard</storageTier><tagSet><item><key>team</key><value>vision</value></item></tagSet>"
                + "</item></snapshotSet></DescribeSnapshotsResponse>";
    }

    private static String permissions(String items) {
        return "<DescribeSnapshotAttributeResponse><snapshotId>snap-1</snapshotId><createVolumePermission>" + items
                + "</createVolumePermission></DescribeSnapshotAttributeResponse>";
    }

    private static String templates(String snapshot, String token) {
        return "<DescribeLaunchTemplateVersionsResponse><launchTemplateVersionSet><item>"
                + "<launchTemplateId>lt-1</launchTemplateId><launchTemplateName>trainer</launchTemplateName>"
                + "<launchTemplateData><blockDeviceMappingSet><item><ebs><snapshotId>" + snapshot
                + "</snapshotId></ebs></item></blockDeviceMappingSet></launchTemplateData></item>"
                + "</launchTemplateVersionSet>"
                + (token.isEmpty() ? "" : "<nextToken>" + token + "</nextToken>")
                + "</DescribeLaunchTemplateVersionsResponse>";
    }

    private static String recycled(String image) {
        return "<ListImagesInRecycleBinResponse><imageSet><item><imageId>" + image
                + "</imageId></item></imageSet></ListImagesInRecycleBinResponse>";
    }

    private static String locked(String items) {
        return "<DescribeLockedSnapshotsResponse><snapshotSet>" + items
                + "</snapshotSet></DescribeLockedSnapshotsResponse>";
    }

    private static String summary(String id, int days) {
        return "{\"Identifier\":\"" + id + "\",\"RetentionPeriod\":{\"RetentionPeriodUnit\":\"DAYS\","
                + "\"RetentionPeriodValue\":" + days + "}}";
    }

    private static String rule(String id, int days, String status, String tags, String excluded) {
        return "{\"Identifier\":\"" + id + "\",\"ResourceType\":\"EBS_SNAPSHOT\",\"Status\":\"" + status
                + "\",\"RetentionPeriod\":{\"RetentionPeriodUnit\":\"DAYS\",\"RetentionPeriodValue\":" + days
                + "},\"ResourceTags\":[" + tags + "],\"ExcludeResourceTags\":[" + excluded + "]}";
    }

    private static String tag(String key, String value) {
        return "{\"ResourceTagKey\":\"" + key + "\",\"ResourceTagValue\":" + value + "}";
    }

    private static String error(String code) {
        return "<Response><Errors><Error><Code>" + code + "</Code><Message>no</Message></Error></Errors></Response>";
    }
}
