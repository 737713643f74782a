package dev.gleaner.iam;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import org.junit.jupiter.api.Test;

class ComparisonTest {

    @Test
    void shouldFindNothingWhereCallsAndPolicyAreEqual() throws Exception {
        Comparison comparison = comparison(
                List.of("S3:ListBuckets", "Ec2:StopInstances", "Sts:GetCallerIdentity"),
                "\"s3:ListAllMyBuckets\", \"ec2:StopInstances\"");

        assertThat(comparison.missing()).isEmpty();
        assertThat(comparison.unused()).isEmpty();
    }

    @Test
    void shouldSayWhatToAddForACallThatNoPolicyAllows() throws Exception {
        Comparison comparison = comparison(
                List.of("Ec2:CreateVpcEndpoint", "Ec2:CreateVpcEndpoint+tags", "S3:DeleteBucketLifecycle"),
                "\"ec2:CreateVpcEndpoint\"");

        assertThat(comparison.missing())
                .containsExactly(
                        "deploy/iam/actor.json: add \"ec2:CreateTags\": actuator calls Ec2:CreateVpcEndpoint+tags",
                        "deploy/iam/actor.json: add \"s3:PutLifecycleConfiguration\":"
                                + " actuator calls S3:DeleteBucketLifecycle");
    }

    @Test
    void shouldAskForABatchWhatItAsksForEachOfItsMessages() throws Exception {
        Comparison comparison = comparison(
                List.of("Sqs:DeleteMessageBatch", "Sqs:ChangeMessageVisibilityBatch"),
                "\"sqs:DeleteMessage\", \"sqs:ChangeMessageVisibility\"");

        assertThat(comparison.missing()).isEmpty();
        assertThat(comparison.unused()).isEmpty();
    }

    @Test
    void shouldSayWhatToRemoveThatNobodyCalls() throws Exception {
        Comparison comparison =
                comparison(List.of("Ec2:StopInstances"), "\"ec2:StopInstances\", \"ec2:TerminateInstances\"");

        assertThat(comparison.unused()).singleElement().asString().contains("remove \"ec2:TerminateInstances\"");
    }

    @Test
    void shouldNotTakeAWildcardForTheActionsItStandsFor() throws Exception {
        Comparison comparison = comparison(List.of("Ec2:StopInstances"), "\"ec2:*\"");

        assertThat(comparison.missing()).hasSize(1);
        assertThat(comparison.unused()).hasSize(1);
    }

    private static Comparison comparison(List<String> calls, String actions) throws Exception {
        String document = "{\"Statement\":[{\"Sid\":\"All\",\"Effect\":\"Allow\",\"Action\":[" + actions
                + "],\"Resource\":\"*\"}]}";
        return new Comparison(
                "actuator", calls, List.of(new Policy("actor.json", new JsonMapper().readTree(document))));
    }
}
