package dev.gleaner.systemtests.refusal;

import dev.gleaner.systemtests.environment.TestedAction;
import java.util.List;
import java.util.stream.Stream;

/** All rows, in the order of the table. */
final class RefusalCaseCatalog {

    private RefusalCaseCatalog() {}

    static List<RefusalCase> all() {
        return Stream.of(
                        ConsoleDecisionCases.all(),
                        SlackClickCases.all(),
                        PolicyCases.all(),
                        GuardCases.all(),
                        StaleEvidenceCases.all(),
                        DataLossCases.all(),
                        UndoCases.all(),
                        AwsFaultCases.all())
                .flatMap(List::stream)
                .toList();
    }

    /** The rows that must act: without them the matrix could not fail. */
    static List<RefusalCase> controls() {
        return List.of(
                acting("control: nothing is wrong", TestedAction.ALL),
                acting("control: yes by Slack", TestedAction.ALL).withDecision(SlackClick::ofAll),
                DataLossCases.scratchOnly());
    }

    /** What must be found when a guard is off. */
    static List<RefusalCase> withoutGuards() {
        return List.of(GuardCases.protectedByTag());
    }

    /** A row that must act. */
    static RefusalCase acting(String name, List<TestedAction> effects) {
        return RefusalCase.of(name, effects, ExpectedOutcome.ACTS).allowing(Integer.MAX_VALUE);
    }
}
