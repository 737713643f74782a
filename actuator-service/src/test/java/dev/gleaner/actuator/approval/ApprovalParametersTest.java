package dev.gleaner.actuator.approval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.gleaner.actuator.action.EnteredParameter;
import dev.gleaner.actuator.approval.policy.ApproverIdentity;
import dev.gleaner.contracts.audit.Decision;
import dev.gleaner.contracts.finding.Remedy;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an approver enters. */
class ApprovalParametersTest {

    private static final String PLAN = "sha256:" + "a".repeat(64);
    private static final DecisionMaker ANNA =
            DecisionMaker.person(new ApproverIdentity("anna", ApproverIdentity.SLACK));
    private static final List<EnteredParameter> HOURS = List.of(
            new EnteredParameter("hours", true, "Hours of the week.", "Mon-Fri 09:00-17:00"),
            new EnteredParameter("zone", false, "Time zone.", "Europe/Berlin"));

    @Test
    void shouldWriteEqualHoursInOneForm() {
        Map<String, String> one = entered("Tue 09:00-17:00,Mon 09:00-17:00 ", " Europe/Berlin");
        Map<String, String> other = entered("Mon-Tue 09:00-17:00", "Europe/Berlin");

        assertThat(one).isEqualTo(other).containsEntry("hours", "Mon-Tue 09:00-17:00");
        assertThat(new ApprovalParameters(one).complete(PLAN, 0))
                .isEqualTo(new ApprovalParameters(other).complete(PLAN, 0));
    }

    @Test
    void shouldTakeUtcIfNoZoneIsEntered() {
        assertThat(ApprovalParameters.parse(Map.of("hours", "daily 03:00-04:00"))
                        .values())
                .isEqualTo(Map.of("hours", "daily 03:00-04:00", "zone", "UTC"));
    }

    @Test
    void shouldGiveTheCompletedPlanAHashOfItsOwn() {
        ApprovalParameters office = new ApprovalParameters(entered("Mon-Fri 09:00-17:00", "UTC"));

        assertThat(office.complete(PLAN, 0))
                .isNotEqualTo(PLAN)
                .isNotEqualTo(office.complete(PLAN, 1))
                .isNotEqualTo(office.complete("sha256:" + "b".repeat(64), 0))
                .isNotEqualTo(new ApprovalParameters(entered("Mon-Fri 09:00-17:00", "Europe/Berlin")).complete(PLAN, 0))
                .isNotEqualTo(new ApprovalParameters(entered("Mon-Fri 09:00-18:00", "UTC")).complete(PLAN, 0))
                .matches("sha256:[0-9a-f]{64}");
        assertThat(ApprovalParameters.parse(Map.of()).complete(PLAN, 0)).isEqualTo(PLAN);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            quoteCharacter = '"',
            value = {
                "hours | always | - | 'always' is not like 'Mon 02:00-05:00'",
                "hours | \"\" | - | enter hours like 'Mon-Fri 09:00-17:00'",
                "hours | Mon 09:00-09:00 | - | does not end after it begins",
                "hours | Mon 22:00-06:00 | - | a night is two entries, as Mon 22:00-24:00, Tue 00:00-06:00",
                "hours | Mon 09:00-25:00 | - | does not end after it begins, or ends after 24:00",
                "hours | Mon 09:00-12:70 | - | has a minute that no hour has",
                "hours | Mit 09:00-12:00 | - | there is no day of the week 'Mit'",
                "hours | Mon 09:00-12:00, Mon 11:00-13:00 | - | overlap",
                "hours | daily 00:00-24:00 | - | a schedule has hours at which the instance runs, and others",
                "hours | daily 00:00-23:55 | - | would never stop: it is started 10 minutes before its hours",
                "zone | Mon 09:00-12:00 | Berlin | there is no time zone 'Berlin'; enter an IANA name",
                "zone | Mon 09:00-12:00 | +02:00 | there is no time zone '+02:00'"
            })
    void shouldSayWhatIsWrong(String parameter, String hours, String zone, String why) {
        Map<String, String> entered = new HashMap<>(Map.of("hours", hours));
        if (zone != null) {
            entered.put("zone", zone);
        }

        DecisionNotAcceptedException problem =
                catchThrowableOfType(DecisionNotAcceptedException.class, () -> ApprovalParameters.parse(entered));

        assertThat(problem.reason()).isEqualTo(DecisionNotAcceptedException.Why.PARAMETERS);
        assertThat(problem.parameter()).contains(parameter);
        assertThat(problem).hasMessageContaining(why).hasMessageStartingWith(parameter + ": ");
    }

    @Test
    void shouldNotTakeWhatItDoesNotKnow() {
        Map<String, String> without = new HashMap<>();
        without.put("hours", null);

        assertRefused(Map.of("force", "true"), "there is no parameter force");
        assertRefused(Map.of("zone", "UTC"), "belongs to hours");
        assertRefused(without, "has no value");
    }

    @Test
    void shouldTakeExactlyWhatTheActionNeeds() {
        ApprovalParameters office = ApprovalParameters.parse(Map.of("hours", "Mon-Fri 09:00-17:00"));

        office.requireFor("schedule-instance", HOURS, ANNA);
        assertThatExceptionOfType(DecisionNotAcceptedException.class)
                .isThrownBy(() -> ApprovalParameters.parse(Map.of()).requireFor("schedule-instance", HOURS, ANNA))
                .withMessageContaining("schedule-instance needs the parameter hours")
                .withMessageContaining("{\"parameters\":{\"hours\":\"Mon-Fri 09:00-17:00\"}}");
        assertThatExceptionOfType(DecisionNotAcceptedException.class)
                .isThrownBy(() -> office.requireFor("stop-instance", List.of(), ANNA))
                .withMessageContaining("does not take the parameter hours: stop-instance is complete");
    }

    @Test
    void shouldTakeNothingOfARuleOfThePolicy() {
        ApprovalParameters office = ApprovalParameters.parse(Map.of("hours", "Mon-Fri 09:00-17:00"));

        assertThatExceptionOfType(DecisionNotAcceptedException.class)
                .isThrownBy(() -> office.requireFor("schedule-instance", HOURS, DecisionMaker.rule("dev-auto")))
                .withMessageContaining("only a person");
    }

    @Test
    void shouldRecogniseTheRemedyThatWasCompleted() {
        Remedy open = schedule(Map.of());
        Remedy proposed = schedule(Map.of("on", "daily 03:00-04:00", "zone", "UTC"));
        Map<String, String> completed = ApprovalParameters.parse(Map.of("hours", "daily 03:00-04:00"))
                .complete(open)
                .parameters();

        assertThat(ApprovalParameters.isCompletion(open, completed)).isTrue();
        assertThat(ApprovalParameters.isCompletion(proposed, proposed.parameters()))
                .isTrue();
        assertThat(ApprovalParameters.isCompletion(proposed, completed))
                .as("completed from another remedy")
                .isFalse();
        assertThat(ApprovalParameters.isCompletion(open, proposed.parameters())).isFalse();
        assertThat(ApprovalParameters.isCompletion(schedule(Map.of("lead", "30")), completed))
                .isFalse();
    }

    @Test
    void shouldRecogniseTheRemedyWhoseHoursWereChanged() {
        Remedy proposed = schedule(Map.of("on", "Mon-Fri 14:00-22:00", "zone", "UTC"));
        Map<String, String> changed = entered("Mon-Fri 09:00-17:00", "America/New_York");
        Map<String, String> completed =
                new ApprovalParameters(changed).complete(proposed).parameters();

        assertThat(completed).containsEntry("hours", "Mon-Fri 09:00-17:00").containsEntry("zone", "America/New_York");
        assertThat(ApprovalParameters.isCompletion(proposed, completed)).isTrue();
        assertThat(ApprovalParameters.isCompletion(
                        schedule(Map.of("on", "Mon-Fri 13:00-22:00", "zone", "UTC")), completed))
                .isFalse();
    }

    @Test
    void shouldTakeOneStatementAboutLocalData() {
        ApprovalParameters stated = ApprovalParameters.parse(Map.of("localData", "scratch"));
        Remedy stop = new Remedy("stop-instance", Map.of(), true, List.of(), "Stop it.");

        assertThat(stated.values()).isEqualTo(Map.of("localData", "scratch"));
        assertThat(ApprovalParameters.isCompletion(stop, stated.complete(stop).parameters()))
                .isTrue();
        assertThat(stated.complete(PLAN, 0)).isNotEqualTo(PLAN);
        assertThat(ApprovalParameters.describe(stated.values())).contains("its local data is scratch");
        assertRefused(Map.of("localData", "keep"), "localData: its only value is scratch");
        assertRefused(Map.of("localData", ""), "localData: its only value is scratch");
    }

    @Test
    void shouldTakeParametersForAnApprovalOnly() {
        String approval =
                "{\"decision\":\"approve\",\"plan\":\"" + PLAN + "\",\"parameters\":{\"hours\":\"daily 03:00-04:00\"}}";

        assertThat(DecisionParser.parse(approval).parameters()).isEqualTo(Map.of("hours", "daily 03:00-04:00"));
        assertThatExceptionOfType(DecisionNotAcceptedException.class)
                .isThrownBy(() -> DecisionParser.parse(approval.replace("approve", "reject")))
                .withMessageContaining("parameters belong to an approval");
        assertThat(new Decision(Decision.Kind.APPROVE, 0, PLAN, null, null).parameters())
                .isEmpty();
    }

    private static Map<String, String> entered(String hours, String zone) {
        return ApprovalParameters.parse(Map.of("hours", hours, "zone", zone)).values();
    }

    private static void assertRefused(Map<String, String> entered, String why) {
        assertThatExceptionOfType(DecisionNotAcceptedException.class)
                .isThrownBy(() -> ApprovalParameters.parse(entered))
                .withMessageContaining(why);
    }

    private static Remedy schedule(Map<String, String> parameters) {
        return new Remedy("schedule-instance", parameters, true, List.of(), "Run it at its hours.");
    }
}
