package dev.gleaner.iam;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Properties of every policy. */
class PoliciesTest {

    /** Characters of a managed policy without white space (IAM and STS quotas). */
    private static final int LONGEST = 6144;

    private static final String INSTANCE = "arn:aws:ec2:eu-west-3:123456789012:instance/i-0a1b2c";

    private static final String SNAPSHOT = "arn:aws:ec2:eu-west-3::snapshot/snap-0a1b2c";

    /** Changes that need no condition: they start or make something, or their statement names the resources. */
    private static final Set<String> WITHOUT_CONDITION = Set.of(
            "ec2:StartInstances",
            "sagemaker:StartNotebookInstance",
            "ec2:CreateImage",
            "ec2:CreateVolume",
            "ec2:CreateVpcEndpoint",
            "ec2:CreateNatGateway",
            "s3:PutLifecycleConfiguration",
            "s3:PutBucketTagging",
            "ssm:SendCommand",
            "cloudwatch:PutMetricAlarm",
            "cloudwatch:DeleteAlarms",
            "sagemaker:CreateEndpoint");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "reader.json",
                "archive.json",
                "assume-reader.json",
                "actor.json",
                "actor-infrastructure.json",
                "actor-services.json",
                "assume.json"
            })
    void shouldAllowByNameAloneAndFitIntoAManagedPolicy(String name) {
        Policy policy = Policy.read(Path.of(name));

        assertThat(policy.document().path("Version").asText()).isEqualTo("2012-10-17");
        assertThat(policy.actions()).isNotEmpty().allMatch(action -> action.matches("[a-z0-9-]+:[A-Za-z0-9]+"));
        assertThat(policy.statements())
                .allMatch(statement -> statement.path("Effect").asText().equals("Allow"))
                .allMatch(statement -> statement.has("Resource") && !statement.has("NotResource"));
        assertThat(policy.sids()).doesNotHaveDuplicates().allMatch(sid -> sid.matches("[A-Za-z0-9]+"));
        assertThat(policy.length()).isLessThan(LONGEST);
    }

    /** The sum of a role's inline policies without white space (IAM and STS quotas). */
    @Test
    void shouldFitIntoTheInlinePoliciesOfARole() {
        assertThat(Policy.ofActor().length()).isLessThan(10_240);
    }

    @Test
    void shouldLetNothingBeLostWithoutACondition() {
        assertThat(Policy.ofActor().unconditionalActions())
                .filteredOn(action -> !action.matches("[a-z0-9-]+:(Describe|Get|List|Lookup)[A-Za-z0-9]*"))
                .containsExactlyInAnyOrderElementsOf(WITHOUT_CONDITION);
    }

    /** DeleteTags without tags deletes all user-defined tags; IAM compares tag names without regard to case. */
    @ParameterizedTest
    @CsvSource({
        "ec2:DeleteTags, ''",
        "ec2:DeleteTags, gleaner:protected",
        "ec2:DeleteTags, Gleaner:Protected",
        "ec2:DeleteTags, gleaner:schedule gleaner:protected",
        "ec2:DeleteTags, gleaner:instance-store",
        "ec2:DeleteTags, patch-group",
        "ec2:CreateTags, ''",
        "ec2:CreateTags, gleaner:protected",
        "ec2:CreateTags, GLEANER:PROTECTED",
        "ec2:CreateTags, owner Gleaner:Instance-Store",
        "ec2:CreateTags, gleaner:owner",
        "ec2:CreateTags, gleaner:checkpoints",
        "ec2:CreateTags, gleaner:before-stop",
        "ec2:DeleteTags, gleaner:before-stop"
    })
    void shouldLeaveTheTagsAloneByWhichOwnersSayWhatMayBeDone(String action, String keys) {
        assertThat(mayTag(action, keys)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "ec2:CreateTags, gleaner:quarantined",
        "ec2:CreateTags, gleaner:schedule",
        "ec2:CreateTags, owner cost-center Anything",
        "ec2:DeleteTags, gleaner:quarantined",
        "ec2:DeleteTags, gleaner:schedule",
        "ec2:DeleteTags, owner Environment"
    })
    void shouldLetTheActionsTag(String action, String keys) {
        assertThat(mayTag(action, keys)).isTrue();
    }

    /** A group would replace what is stopped or ended, in quarantine or not. */
    @ParameterizedTest
    @ValueSource(strings = {"ec2:StopInstances", "ec2:ModifyInstanceAttribute", "ec2:TerminateInstances"})
    void shouldLeaveTheMembersOfAGroupAlone(String action) {
        Map<String, List<String>> alone = Map.of(
                "aws:ResourceTag/gleaner:quarantined", List.of("act_1"), "ec2:Attribute", List.of("InstanceType"));
        Map<String, List<String>> member = new HashMap<>(alone);
        member.put("aws:ResourceTag/aws:autoscaling:groupName", List.of("workers"));

        assertThat(Policy.ofActor().allows(action, INSTANCE, alone)).isTrue();
        assertThat(Policy.ofActor().allows(action, INSTANCE, member)).isFalse();
    }

    /**
     * A new user data script would run as root with the rights of the instance, at its next start. The values are those that EC2
     * evaluates.
     */
    @ParameterizedTest
    @CsvSource({
        "InstanceType, true",
        "instanceType, true",
        "UserData, false",
        "DisableApiTermination, false",
        "SourceDestCheck, false",
        "GroupSet, false",
        "'', false"
    })
    void shouldChangeTheTypeOfAnInstanceAndNoOtherAttribute(String attribute, boolean expected) {
        Map<String, List<String>> request =
                attribute.isEmpty() ? Map.of() : Map.of("ec2:Attribute", List.of(attribute));

        assertThat(Policy.ofActor().allows("ec2:ModifyInstanceAttribute", INSTANCE, request))
                .isEqualTo(expected);
    }

    /** Whose tags could be what ends it. */
    @Test
    void shouldNotTagAProtectedInstance() {
        Map<String, List<String>> isProtected = Map.of(
                "aws:TagKeys", List.of("gleaner:quarantined"), "aws:ResourceTag/gleaner:protected", List.of("true"));

        assertThat(Policy.ofActor().allows("ec2:CreateTags", INSTANCE, isProtected))
                .isFalse();
    }

    /** A snapshot is deleted only after it was marked, and only the tags of owners are set on one besides. */
    @ParameterizedTest
    @CsvSource({
        "gleaner:deleted gleaner:recycle-bin, true",
        "gleaner:protected, false",
        "gleaner:recycle-bin owner, false",
        "team project environment cost-center, true",
        "team gleaner:deleted, false",
        "team gleaner:protected, false",
        "owner, false",
        "'', false"
    })
    void shouldMarkAndTagSnapshotsAndNothingElse(String keys, boolean isAllowed) {
        assertThat(mayTag("ec2:CreateTags", SNAPSHOT, keys)).isEqualTo(isAllowed);
    }

    /** No tag by which a resource is protected is set or removed, and none of a protected resource. */
    @ParameterizedTest
    @CsvSource({
        "ec2:CreateTags, arn:aws:ec2:us-east-1:123456789012:volume/vol-1",
        "ec2:DeleteTags, arn:aws:ec2:us-east-1:123456789012:volume/vol-1",
        "ec2:CreateTags, arn:aws:ec2:us-east-1:123456789012:elastic-ip/eipalloc-1",
        "ec2:CreateTags, arn:aws:ec2:us-east-1:123456789012:natgateway/nat-1",
        "ec2:CreateTags, arn:aws:ec2:us-east-1:123456789012:vpc/vpc-1",
        "logs:TagResource, arn:aws:logs:us-east-1:123456789012:log-group:/app",
        "logs:UntagResource, arn:aws:logs:us-east-1:123456789012:log-group:/app",
        "sagemaker:AddTags, arn:aws:sagemaker:us-east-1:123456789012:endpoint/ranker",
        "sagemaker:DeleteTags, arn:aws:sagemaker:us-east-1:123456789012:endpoint/ranker"
    })
    void shouldTagOtherResourcesByTheTagsOfOwnersOnly(String action, String resource) {
        Policy policy = Policy.ofActor();

        assertThat(mayTag(action, resource, "team cost-center")).isTrue();
        assertThat(mayTag(action, resource, "team gleaner:protected")).isFalse();
        assertThat(mayTag(action, resource, "")).isFalse();
        assertThat(policy.allows(
                        action,
                        resource,
                        Map.of("aws:TagKeys", List.of("team"), "aws:ResourceTag/gleaner:protected", List.of("true"))))
                .isFalse();
    }

    @Test
    void shouldDeleteOnlySnapshotsThatAreMarkedAndNotProtected() {
        Policy policy = Policy.ofActor();
        Map<String, List<String>> marked = Map.of("aws:ResourceTag/gleaner:recycle-bin", List.of("keep"));
        Map<String, List<String>> isProtected = Map.of(
                "aws:ResourceTag/gleaner:recycle-bin",
                List.of("keep"),
                "aws:ResourceTag/gleaner:protected",
                List.of("true"));

        assertThat(policy.allows("ec2:DeleteSnapshot", SNAPSHOT, marked)).isTrue();
        assertThat(policy.allows("ec2:DeleteSnapshot", SNAPSHOT, Map.of())).isFalse();
        assertThat(policy.allows("ec2:DeleteSnapshot", SNAPSHOT, isProtected)).isFalse();
    }

    /** A command needs both statements: a document of ours, and an instance whose owner names one. */
    @ParameterizedTest
    @CsvSource({
        "arn:aws:ssm:us-east-1:123456789012:document/gleaner-save, '', true",
        "arn:aws:ssm:us-east-1:123456789012:document/save, '', false",
        "arn:aws:ssm:us-east-1::document/AWS-RunShellScript, '', false",
        "arn:aws:ec2:us-east-1:123456789012:instance/i-1, gleaner:before-stop=gleaner-save, true",
        "arn:aws:ec2:us-east-1:123456789012:instance/i-1, '', false",
        "arn:aws:ec2:us-east-1:123456789012:instance/i-1, gleaner:before-stop=gleaner-save gleaner:protected=true, false",
        "arn:aws:ec2:us-east-1:123456789012:instance/i-1, gleaner:before-stop=gleaner-save gleaner:protected=False, true",
        "arn:aws:ssm:us-east-1:123456789012:managed-instance/mi-1, gleaner:before-stop=gleaner-save, false"
    })
    void shouldRunOwnDocumentsWhereTheirOwnersNameThem(String resource, String tags, boolean isAllowed) {
        Map<String, List<String>> request = new HashMap<>();
        for (String tag : tags.isEmpty() ? new String[0] : tags.split(" ")) {
            String[] parts = tag.split("=", 2);
            request.put("ssm:resourceTag/" + parts[0], List.of(parts[1]));
        }

        assertThat(Policy.ofActor().allows("ssm:SendCommand", resource, request))
                .isEqualTo(isAllowed);
    }

    private static boolean mayTag(String action, String keys) {
        return mayTag(action, INSTANCE, keys);
    }

    private static boolean mayTag(String action, String resource, String keys) {
        Map<String, List<String>> request = keys.isEmpty() ? Map.of() : Map.of("aws:TagKeys", List.of(keys.split(" ")));
        return Policy.ofActor().allows(action, resource, request);
    }
}
