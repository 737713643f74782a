package dev.gleaner.iam;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds for each policy, whatever it allows. */
class PoliciesTest {

    /** Characters of a managed policy without white space (IAM and STS quotas). */
    private static final int LONGEST = 6144;

    @ParameterizedTest
    @ValueSource(strings = {"reader.json", "archive.json", "assume-reader.json", "actor.json", "assume.json"})
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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ec2:StopInstances",
                "ec2:TerminateInstances",
                "ec2:ModifyInstanceAttribute",
                "ec2:DeleteVpcEndpoints",
                "ec2:CreateTags",
                "ec2:DeleteTags"
            })
    void shouldLetNothingBeLostWithoutACondition(String action) {
        assertThat(Policy.read(Path.of("actor.json")).statements())
                .filteredOn(statement -> statement.path("Action").toString().contains('"' + action + '"'))
                .isNotEmpty()
                .allMatch(statement -> statement.has("Condition"));
    }
}
