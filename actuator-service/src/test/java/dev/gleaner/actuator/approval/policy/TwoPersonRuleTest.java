package dev.gleaner.actuator.approval.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gleaner.actuator.action.AllActions;
import dev.gleaner.actuator.support.Findings;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.finding.Remedy;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.service.access.AuthenticationRealm;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What takes two people, and who is one. */
class TwoPersonRuleTest {

    private static final Finding IN_DEV = Findings.idle(Arn.instance("us-east-1", "123456789012", "i-0a"));
    private static final Map<String, String> DEV = Map.of("environment", "dev");
    private static final Remedy REVERSIBLE = new Remedy("stop-instance", Map.of(), true, List.of(), "Stop it");
    private static final Remedy FOR_GOOD = new Remedy("stop-instance", Map.of(), false, List.of(), "Stop it for good");

    @Test
    void shouldAskTwoPeopleAboutWhatCannotBeUndone() {
        TwoPersonRule byDefault = twoPeople(Map.of());

        assertThat(byDefault.requiredPeople(IN_DEV, REVERSIBLE, ApprovalTarget.of(DEV)))
                .isEqualTo(1);
        assertThat(byDefault.requiredPeople(IN_DEV, FOR_GOOD, ApprovalTarget.of(DEV)))
                .isEqualTo(2);
    }

    /** Whatever their remedies claim. */
    @ParameterizedTest
    @ValueSource(strings = {"set-mixed-instances", "set-scaling-bounds"})
    void shouldAskTwoPeopleAboutWhatEndsInstancesOfAGroup(String action) {
        TwoPersonRule ofActions = new TwoPersonRule(
                ApprovalPolicyFixture.config(Map.of()).getConfigMapping(ApprovalConfig.class),
                AllActions.registry()::isReversible);
        Remedy remedy = new Remedy(action, Map.of(), true, List.of(), "End instances");

        assertThat(ofActions.isIrreversible(remedy)).isTrue();
        assertThat(ofActions.requiredPeople(IN_DEV, remedy, ApprovalTarget.of(DEV)))
                .isEqualTo(2);
        assertThat(ofActions.requiredPeople(IN_DEV, REVERSIBLE, ApprovalTarget.of(DEV)))
                .isEqualTo(1);
    }

    @Test
    void shouldAskTwoPeopleAboutProductionIfConfigured() {
        // dev counts as production here, as any value does that is not listed.
        TwoPersonRule production = twoPeople(
                Map.of("actuator.approval.two-people.production", "true", "actuator.approval.non-production", "test"));

        assertThat(production.requiredPeople(IN_DEV, REVERSIBLE, ApprovalTarget.of(DEV)))
                .isEqualTo(2);
        assertThat(twoPeople(Map.of("actuator.approval.two-people.production", "true"))
                        .requiredPeople(IN_DEV, REVERSIBLE, ApprovalTarget.of(DEV)))
                .isEqualTo(1);
    }

    @Test
    void shouldAskTwoPeopleAboutWhatAwsShowsAsProductionByNow() {
        TwoPersonRule production = twoPeople(Map.of("actuator.approval.two-people.production", "true"));

        assertThat(production.requiredPeople(IN_DEV, REVERSIBLE, ApprovalTarget.of(DEV)))
                .isEqualTo(1);
        assertThat(production.requiredPeople(
                        IN_DEV, REVERSIBLE, ApprovalTarget.of(Map.of("environment", "production"))))
                .isEqualTo(2);
        assertThat(production.requiredPeople(IN_DEV, REVERSIBLE, ApprovalTarget.of(Map.of())))
                .isEqualTo(2);
    }

    @Test
    void shouldAskTwoPeopleAboutWhatWasProductionBeforeGleanerTaggedIt() {
        TwoPersonRule production = twoPeople(Map.of("actuator.approval.two-people.production", "true"));
        ApprovalTarget tagged = new ApprovalTarget(DEV, List.of(Map.of()), List.of());

        assertThat(production.requiredPeople(IN_DEV, REVERSIBLE, tagged)).isEqualTo(2);
        assertThat(twoPeople(Map.of()).requiredPeople(IN_DEV, REVERSIBLE, tagged))
                .as("where production is not asked of two")
                .isEqualTo(1);
        assertThat(production.endsProduction(Map.of(), DEV)).isTrue();
        assertThat(production.endsProduction(DEV, Map.of("environment", "test")))
                .isFalse();
        assertThat(production.endsProduction(Map.of(), Map.of("team", "vision")))
                .isFalse();
    }

    /** An environment that was inferred lowers what is required of everything else, whatever is configured. */
    @Test
    void shouldAskTwoPeopleAboutTagsByWhichAResourceIsNoLongerInProduction() {
        TwoPersonRule none = twoPeople(Map.of("actuator.approval.two-people.irreversible", "false"));
        Finding untagged = Findings.in("", IN_DEV);

        assertThat(none.requiredPeople(untagged, tags(Map.of("environment", "dev")), ApprovalTarget.of(Map.of())))
                .isEqualTo(2);
        assertThat(none.requiredPeople(
                        untagged, tags(Map.of("environment", "dev")), ApprovalTarget.of(Map.of("env", "prod"))))
                .isEqualTo(2);
        assertThat(none.requiredPeople(IN_DEV, tags(Map.of("Environment", "test")), ApprovalTarget.of(Map.of())))
                .isEqualTo(2);
        assertThat(none.requiredPeople(untagged, tags(Map.of("project", "atlas")), ApprovalTarget.of(Map.of())))
                .isEqualTo(1);
        assertThat(none.requiredPeople(
                        untagged, tags(Map.of("environment", "production")), ApprovalTarget.of(Map.of())))
                .isEqualTo(1);
        assertThat(none.requiredPeople(IN_DEV, tags(Map.of("env", "test")), ApprovalTarget.of(DEV)))
                .isEqualTo(1);
        // A tag that is there is not overwritten.
        assertThat(none.requiredPeople(untagged, tags(DEV), ApprovalTarget.of(Map.of("environment", "prod"))))
                .isEqualTo(1);
    }

    private static Remedy tags(Map<String, String> tags) {
        return new Remedy("tag-resource", tags, true, List.of(), "Tag it");
    }

    @Test
    void shouldCountThePersonAndNotTheName() {
        TwoPersonRule people = twoPeople(Map.of("actuator.approval.people.U0ANNA", "anna"));

        assertThat(people.countDistinctPeople(List.of(token("anna"), slack("U0ANNA"), token("anna"))))
                .isEqualTo(1);
        assertThat(people.countDistinctPeople(List.of(slack("U0ANNA"), slack("U0BERT"))))
                .isEqualTo(2);
        assertThat(people.countDistinctPeople(List.of(token("Anna"), token("anna"))))
                .isEqualTo(1);
    }

    /** Nothing tells that the Slack user and the token are not one person's, until somebody says who both are. */
    @Test
    void shouldCountNamesOfSeveralRealmsTogetherOnlyWhereAllAreMapped() {
        TwoPersonRule unmapped = twoPeople(Map.of("actuator.approval.people.U0ANNA", "anna"));
        TwoPersonRule mapped =
                twoPeople(Map.of("actuator.approval.people.U0ANNA", "anna", "actuator.approval.people.U0BERT", "bert"));

        assertThat(twoPeople(Map.of()).countDistinctPeople(List.of(token("anna"), slack("U0BERT"))))
                .isEqualTo(1);
        assertThat(unmapped.countDistinctPeople(List.of(token("anna"), slack("U0BERT"))))
                .isEqualTo(1);
        assertThat(unmapped.countDistinctPeople(List.of(token("anna"), slack("U0BERT"), slack("U0CARLA"))))
                .isEqualTo(2);
        assertThat(unmapped.countDistinctPeople(
                        List.of(token("anna"), new ApproverIdentity("bert", "oidc:https://login.example.com"))))
                .isEqualTo(1);
        assertThat(mapped.countDistinctPeople(List.of(token("anna"), slack("U0BERT"))))
                .isEqualTo(2);
        assertThat(mapped.countDistinctPeople(List.of(slack("U0ANNA"), token("anna"))))
                .isEqualTo(1);
        assertThat(unmapped.countDistinctPeople(
                        List.of(ApproverIdentity.stored("carla", null), ApproverIdentity.stored("bert", null))))
                .isEqualTo(1);
    }

    @Test
    void shouldRefuseAMappingThatContradictsItself() {
        assertThatThrownBy(() -> twoPeople(
                        Map.of("actuator.approval.people.U0ANNA", "anna", "actuator.approval.people.u0anna", "bert")))
                .hasMessageContaining("two people");
        assertThatThrownBy(() -> twoPeople(
                        Map.of("actuator.approval.people.U0ANNA", "anna", "actuator.approval.people.anna", "annabel")))
                .hasMessageContaining("another person");
    }

    @Test
    void shouldKnowAPersonByAMappingThatComesFromTheEnvironment() {
        TwoPersonRule people = new TwoPersonRule(
                new SmallRyeConfigBuilder()
                        .withMapping(ApprovalConfig.class)
                        .addDefaultInterceptors()
                        .withSources(new EnvConfigSource(Map.of("ACTUATOR_APPROVAL_PEOPLE_U0ANNA", "anna"), 300))
                        .build()
                        .getConfigMapping(ApprovalConfig.class),
                Remedy::reversible);

        assertThat(people.countDistinctPeople(List.of(token("anna"), slack("U0ANNA"))))
                .isEqualTo(1);
        assertThat(people.countDistinctPeople(List.of(slack("U0ANNA"), slack("U0BERT"))))
                .isEqualTo(2);
    }

    private static ApproverIdentity token(String name) {
        return new ApproverIdentity(name, AuthenticationRealm.TOKENS);
    }

    private static ApproverIdentity slack(String user) {
        return new ApproverIdentity(user, ApproverIdentity.SLACK);
    }

    private static TwoPersonRule twoPeople(Map<String, String> settings) {
        return new TwoPersonRule(
                new SmallRyeConfigBuilder()
                        .withMapping(ApprovalConfig.class)
                        .addDefaultInterceptors()
                        .withDefaultValues(settings)
                        .build()
                        .getConfigMapping(ApprovalConfig.class),
                Remedy::reversible);
    }
}
