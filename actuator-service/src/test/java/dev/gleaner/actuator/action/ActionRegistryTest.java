package dev.gleaner.actuator.action;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.actuator.aws.ResourceObservation;
import dev.gleaner.contracts.finding.Remedy;
import dev.gleaner.contracts.finding.RemedyAction;
import dev.gleaner.contracts.finding.RemedyReversibility;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ActionRegistryTest {

    private static final List<ActionDefinition<ResourceObservation>> ALL = AllActions.made();

    private final ActionRegistry actions = new ActionRegistry(List.copyOf(ALL));

    /**
     * aws-solutions/instance-scheduler-on-aws#42, aws-solutions/instance-scheduler-on-aws#384 and
     * aws-solutions/instance-scheduler-on-aws#588: a database that was stopped comes back after seven days, is not stopped
     * again after its maintenance window, or is a member of a cluster. Whatever a finding says, nothing is done to one.
     */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "arn:aws:rds:us-east-1:123456789012:db:orders",
                "arn:aws:rds:us-east-1:123456789012:cluster:orders",
                "arn:aws:rds:us-east-1:123456789012:instance/orders"
            })
    void shouldNotStopADatabaseThatComesBackAfterSevenDays(String database) {
        assertThat(ALL)
                .allSatisfy(action ->
                        assertThat(actions.remedy(action.name(), database)).isEmpty());
    }

    /**
     * ministryofjustice/modernisation-platform#11224: InvalidSnapshot.InUse. One action deletes snapshots, after it has seen
     * that no image uses the snapshot; none deletes an image, and no undo deletes anything.
     */
    @Test
    void shouldDeleteNoSnapshotThatAnImageMayUse() {
        assertThat(ALL)
                .filteredOn(action -> !action.name().equals("delete-snapshot"))
                .flatExtracting(action -> action.steps())
                .extracting(ActionStep::call)
                .contains("ec2:CreateSnapshot", "ec2:CreateImage")
                .doesNotContain("ec2:DeleteSnapshot", "ec2:DeregisterImage");
    }

    /** A policy may name these, and a remedy no other. */
    @Test
    void shouldCarryOutEachActionOfTheContract() {
        assertThat(ALL)
                .filteredOn(action -> !action.isUndo())
                .extracting(ActionDefinition::name)
                .containsExactlyInAnyOrderElementsOf(
                        Stream.of(RemedyAction.values()).map(RemedyAction::id).toList());
    }

    /** What a finding states of a remedy and what is required of its approval would differ otherwise. */
    @Test
    void shouldKnowOfEachActionWhatTheContractSaysOfItsUndo() {
        assertThat(ALL)
                .filteredOn(action -> !action.isUndo())
                .hasSizeGreaterThan(15)
                .allSatisfy(action -> assertThat(
                                action.isReversible(new Remedy(action.name(), Map.of(), true, List.of(), "Do it")))
                        .as(action.name())
                        .isEqualTo(RemedyReversibility.isPossible(action.name(), Map.of())));
    }

    @Test
    void shouldKnowNoUndoOfWhatHasNone() {
        assertThat(ALL)
                .filteredOn(action -> !action.isUndo() && action.undoName().isEmpty())
                .isNotEmpty()
                .allSatisfy(action -> assertThat(RemedyReversibility.isPossible(action.name(), Map.of()))
                        .as(action.name())
                        .isFalse());
    }

    @Test
    void shouldStopAnInstanceAndNothingElseByThatName() {
        assertThat(actions.remedy("stop-instance", "arn:aws:ec2:us-east-1:123456789012:instance/i-1"))
                .isPresent();
        assertThat(actions.remedy("stop-instance", "arn:aws:ec2:us-east-1:123456789012:volume/vol-1"))
                .isEmpty();
        assertThat(actions.remedy("start-instance", "arn:aws:ec2:us-east-1:123456789012:instance/i-1"))
                .isEmpty();
    }

    /** An action, with its undo, is found by its name. */
    @Test
    void shouldStandInFilesOfTheirNames() {
        Map<String, String> files = AllActions.files();

        assertThat(files).hasSameSizeAs(ALL);
        assertThat(ALL).filteredOn(action -> !action.isUndo()).allSatisfy(action -> {
            String file = Stream.of(action.name().split("-"))
                    .map(word -> word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1))
                    .collect(Collectors.joining());

            assertThat(files).containsEntry(action.name(), file);
            action.undoName().ifPresent(undo -> assertThat(files).containsEntry(undo, file));
        });
    }
}
