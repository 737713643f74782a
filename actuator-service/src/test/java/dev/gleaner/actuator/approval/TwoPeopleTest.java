package dev.gleaner.actuator.approval;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.actuator.support.Findings;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.finding.Remedy;
import dev.gleaner.contracts.resource.Arn;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What takes two people, and who is one. */
class TwoPeopleTest {

    private static final Finding IN_DEV = Findings.idle(Arn.instance("us-east-1", "123456789012", "i-0a"));
    private static final Remedy REVERSIBLE = new Remedy("stop-instance", Map.of(), true, List.of(), "Stop it");
    private static final Remedy FOR_GOOD = new Remedy("stop-instance", Map.of(), false, List.of(), "Stop it for good");

    @Test
    void shouldAskTwoPeopleAboutWhatCannotBeUndone() {
        TwoPeople byDefault = twoPeople(Map.of());

        assertThat(byDefault.needed(IN_DEV, REVERSIBLE)).isEqualTo(1);
        assertThat(byDefault.needed(IN_DEV, FOR_GOOD)).isEqualTo(2);
    }

    @Test
    void shouldAskTwoPeopleAboutProductionIfConfigured() {
        // dev counts as production here, as any value does that is not listed.
        TwoPeople production = twoPeople(
                Map.of("actuator.approval.two-people.production", "true", "actuator.approval.non-production", "test"));

        assertThat(production.needed(IN_DEV, REVERSIBLE)).isEqualTo(2);
        assertThat(twoPeople(Map.of("actuator.approval.two-people.production", "true"))
                        .needed(IN_DEV, REVERSIBLE))
                .isEqualTo(1);
    }

    @Test
    void shouldCountThePersonAndNotTheName() {
        TwoPeople people = twoPeople(Map.of("actuator.approval.people.U0ANNA", "anna"));

        assertThat(people.count(List.of("anna", "U0ANNA", "anna"))).isEqualTo(1);
        assertThat(people.count(List.of("anna", "U0BERT"))).isEqualTo(2);
    }

    private static TwoPeople twoPeople(Map<String, String> settings) {
        return new TwoPeople(
                new SmallRyeConfigBuilder()
                        .withMapping(ApprovalConfig.class)
                        .addDefaultInterceptors()
                        .withDefaultValues(settings)
                        .build()
                        .getConfigMapping(ApprovalConfig.class),
                Remedy::reversible);
    }
}
