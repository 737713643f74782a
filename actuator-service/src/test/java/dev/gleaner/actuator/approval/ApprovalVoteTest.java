package dev.gleaner.actuator.approval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gleaner.actuator.approval.policy.ApprovalRequirement;
import dev.gleaner.actuator.approval.policy.ApproverIdentity;
import dev.gleaner.contracts.audit.Decision;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a yes is worth beside what the policy asks for. */
class ApprovalVoteTest {

    private static final ApprovalRequirement.Approvers FINOPS =
            new ApprovalRequirement.Approvers(List.of("finops"), Optional.of(Set.of("fiona", "frank")));
    private static final ApprovalRequirement NEVER =
            new ApprovalRequirement("no", "p:1:1", 0, ApprovalRequirement.Approvers.ANYBODY, Optional.empty(), 0);
    private static final ApprovalRequirement TWO =
            new ApprovalRequirement("two", "p:2:1", 2, FINOPS, Optional.empty(), 0);
    private static final ApprovalRequirement WORDS =
            new ApprovalRequirement("why", "p:3:1", 1, FINOPS, Optional.empty(), 3);
    private static final ApprovalRequirement SILENT =
            new ApprovalRequirement("silent", "p:4:1", 1, FINOPS, Optional.of(Duration.ofDays(1)), 3);

    /** Of those who said yes under another policy only they count whom this one asks, and no rule counts as a person. */
    @Test
    void shouldCountOnlyWhomThePolicyAsksNow() {
        assertThat(DecisionRequest.ApprovalVote.filterEligible(named("anna", "fiona", "policy:silent"), TWO))
                .containsExactlyElementsOf(named("fiona"));
        assertThat(DecisionRequest.ApprovalVote.filterEligible(named("fiona", "frank"), NEVER))
                .isEmpty();
        assertThat(DecisionRequest.ApprovalVote.filterEligible(
                        named("anna", "policy:x"), ApprovalRequirement.builtIn("default", 2)))
                .containsExactlyElementsOf(named("anna"));
        assertThat(vote(TWO, person("frank"), "").approversWith(named("anna", "fiona")))
                .containsExactlyElementsOf(named("fiona", "frank"));
    }

    @Test
    void shouldObjectToWhomThePolicyDoesNotAsk() {
        assertThat(vote(NEVER, person("fiona"), "").objection().orElseThrow().reason())
                .isEqualTo(DecisionNotAcceptedException.Why.FORBIDDEN);
        assertThat(vote(TWO, person("anna"), "").objection().orElseThrow().reason())
                .isEqualTo(DecisionNotAcceptedException.Why.NOT_AN_APPROVER);
        assertThat(vote(TWO, person("fiona"), "").objection()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"'', false", "training ended, false", "training ended - , false", "training ended Monday, true"})
    void shouldAskForWords(String reason, boolean enough) {
        assertThat(vote(WORDS, person("fiona"), reason).objection().isEmpty()).isEqualTo(enough);
    }

    /** A rule decides only where there is a notice, and nobody can go by its name. */
    @Test
    void shouldLetARuleDecideOnlyAfterANotice() {
        assertThat(vote(SILENT, DecisionMaker.rule("silent"), "").objection()).isEmpty();
        assertThat(vote(TWO, DecisionMaker.rule("two"), "").objection()).isPresent();
        assertThat(vote(NEVER, DecisionMaker.rule("no"), "").objection()).isPresent();
        assertThatThrownBy(() -> person("policy:silent")).isInstanceOf(DecisionNotAcceptedException.class);
        assertThat(DecisionMaker.rule("silent").actor()).isEqualTo("policy:silent");
        assertThat(person("anna").actor()).isEqualTo("user:anna");
    }

    private static DecisionMaker person(String name) {
        return DecisionMaker.person(named(name).get(0));
    }

    private static List<ApproverIdentity> named(String... names) {
        return Stream.of(names)
                .map(name -> new ApproverIdentity(name, "tokens"))
                .toList();
    }

    private static DecisionRequest.ApprovalVote vote(
            ApprovalRequirement required, DecisionMaker decisionMaker, String reason) {
        return new DecisionRequest.ApprovalVote(
                required, decisionMaker, new Decision(Decision.Kind.APPROVE, 0, "sha256:x", reason, null));
    }
}
