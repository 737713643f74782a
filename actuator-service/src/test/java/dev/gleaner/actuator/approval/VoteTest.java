package dev.gleaner.actuator.approval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gleaner.actuator.approval.policy.Approvers;
import dev.gleaner.actuator.approval.policy.Requirement;
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
class VoteTest {

    private static final Approvers FINOPS = new Approvers(List.of("finops"), Optional.of(Set.of("fiona", "frank")));
    private static final Requirement NEVER = new Requirement("no", "p:1:1", 0, Approvers.ANYBODY, Optional.empty(), 0);
    private static final Requirement TWO = new Requirement("two", "p:2:1", 2, FINOPS, Optional.empty(), 0);
    private static final Requirement WORDS = new Requirement("why", "p:3:1", 1, FINOPS, Optional.empty(), 3);
    private static final Requirement SILENT =
            new Requirement("silent", "p:4:1", 1, FINOPS, Optional.of(Duration.ofDays(1)), 3);

    /** Of those who said yes under another policy only they count whom this one asks, and no rule counts as a person. */
    @Test
    void shouldCountOnlyWhomThePolicyAsksNow() {
        assertThat(Vote.counted(named("anna", "fiona", "policy:silent"), TWO))
                .containsExactlyElementsOf(named("fiona"));
        assertThat(Vote.counted(named("fiona", "frank"), NEVER)).isEmpty();
        assertThat(Vote.counted(named("anna", "policy:x"), Requirement.builtIn("default", 2)))
                .containsExactlyElementsOf(named("anna"));
        assertThat(vote(TWO, person("frank"), "").with(named("anna", "fiona")))
                .containsExactlyElementsOf(named("fiona", "frank"));
    }

    @Test
    void shouldObjectToWhomThePolicyDoesNotAsk() {
        assertThat(vote(NEVER, person("fiona"), "").objection().orElseThrow().why())
                .isEqualTo(NotAccepted.Why.FORBIDDEN);
        assertThat(vote(TWO, person("anna"), "").objection().orElseThrow().why())
                .isEqualTo(NotAccepted.Why.NOT_AN_APPROVER);
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
        assertThat(vote(SILENT, Decider.rule("silent"), "").objection()).isEmpty();
        assertThat(vote(TWO, Decider.rule("two"), "").objection()).isPresent();
        assertThat(vote(NEVER, Decider.rule("no"), "").objection()).isPresent();
        assertThatThrownBy(() -> person("policy:silent")).isInstanceOf(NotAccepted.class);
        assertThat(Decider.rule("silent").actor()).isEqualTo("policy:silent");
        assertThat(person("anna").actor()).isEqualTo("user:anna");
    }

    private static Decider person(String name) {
        return Decider.person(named(name).get(0));
    }

    private static List<Identity> named(String... names) {
        return Stream.of(names).map(name -> new Identity(name, "tokens")).toList();
    }

    private static Vote vote(Requirement required, Decider decider, String reason) {
        return new Vote(required, decider, new Decision(Decision.Kind.APPROVE, 0, "sha256:x", reason, null));
    }
}
