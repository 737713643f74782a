package dev.gleaner.actuator.proposal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.actuator.aws.Ec2Instance;
import dev.gleaner.actuator.support.Findings;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.finding.Remedy;
import dev.gleaner.contracts.finding.Saving;
import dev.gleaner.contracts.resource.Arn;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ProposalPlanTest {

    private static final Finding FINDING = Findings.idle(Arn.instance("us-east-1", "123456789012", "i-1"));
    private static final Ec2Instance INSTANCE = instance("running", "m5.xlarge", Map.of("team", "a", "env", "dev"));

    @Test
    void shouldBeTheSameForTheSame() {
        assertThat(ProposalPlanner.ProposalPlan.of(FINDING, INSTANCE, List.of(), 1)
                        .hash())
                .isEqualTo(ProposalPlanner.ProposalPlan.of(
                                FINDING,
                                instance("running", "m5.xlarge", Map.of("env", "dev", "team", "a")),
                                List.of(),
                                1)
                        .hash())
                .startsWith("sha256:");
    }

    static Stream<ProposalPlanner.ProposalPlan> others() {
        return Stream.of(
                ProposalPlanner.ProposalPlan.of(FINDING, INSTANCE, List.of(), 2),
                ProposalPlanner.ProposalPlan.of(
                        Findings.version(FINDING, 2, Finding.Status.OPEN), INSTANCE, List.of(), 1),
                ProposalPlanner.ProposalPlan.of(
                        Findings.idle(Arn.instance("us-east-1", "123456789012", "i-2")), INSTANCE, List.of(), 1),
                ProposalPlanner.ProposalPlan.of(
                        Findings.with(FINDING, List.of(Remedy.advice("think"))), INSTANCE, List.of(), 1),
                ProposalPlanner.ProposalPlan.of(
                        Findings.with(FINDING, 1, Saving.unpriced("none")), INSTANCE, List.of(), 1),
                ProposalPlanner.ProposalPlan.of(
                        FINDING, instance("stopped", "m5.xlarge", INSTANCE.tags()), List.of(), 1),
                ProposalPlanner.ProposalPlan.of(
                        FINDING, instance("running", "m5.large", INSTANCE.tags()), List.of(), 1),
                ProposalPlanner.ProposalPlan.of(
                        FINDING, instance("running", "m5.xlarge", Map.of("team", "a")), List.of(), 1),
                ProposalPlanner.ProposalPlan.of(
                        FINDING, instance("running", "m5.xlarge", Map.of("team", "a", "env", "prod")), List.of(), 1));
    }

    /** runatlantis/atlantis#1122, hashicorp/web-unified-docs#2827: a saved plan is stale once anything changed. */
    @ParameterizedTest
    @MethodSource("others")
    void shouldBeAnotherWhenAnythingThatAPersonSeesIsAnother(ProposalPlanner.ProposalPlan other) {
        assertThat(other.hash())
                .isNotEqualTo(ProposalPlanner.ProposalPlan.of(FINDING, INSTANCE, List.of(), 1)
                        .hash());
    }

    private static Ec2Instance instance(String state, String type, Map<String, String> tags) {
        return new Ec2Instance(state, type, "ebs", false, null, tags);
    }
}
