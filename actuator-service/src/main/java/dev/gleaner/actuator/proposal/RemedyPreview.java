package dev.gleaner.actuator.proposal;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.gleaner.actuator.action.ActionRegistry;
import dev.gleaner.actuator.action.DocumentChange;
import dev.gleaner.actuator.action.EnteredParameter;
import dev.gleaner.actuator.aws.ResourceSnapshot;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.finding.Remedy;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/** Determines what the remedies of a finding would change of its target. */
@ApplicationScoped
public class RemedyPreview {

    private final ActionRegistry actions;

    RemedyPreview(ActionRegistry actions) {
        this.actions = actions;
    }

    /** Whether there is an action for a remedy of a finding. */
    public boolean isExecutable(Finding finding, Remedy remedy) {
        return actions.remedy(remedy.action(), Proposal.targetOf(finding.resource()))
                .isPresent();
    }

    /** Returns the changes of those remedies that change a document of the planned target. */
    public List<RemedyChange> preview(Finding finding, ResourceSnapshot planned) {
        List<RemedyChange> changes = new ArrayList<>();
        for (int place = 0; place < finding.remedies().size(); place++) {
            int remedy = place;
            Remedy proposed = finding.remedies().get(place);
            actions.remedy(proposed.action(), Proposal.targetOf(finding.resource()))
                    .flatMap(action -> action.change(planned, proposed.parameters()))
                    .ifPresent(change -> changes.add(new RemedyChange(remedy, proposed.action(), change)));
        }
        return changes;
    }

    /**
     * Returns why none of the actions that these findings propose is possible in the current state of the target; empty
     * when one is, or when they propose none.
     */
    Optional<String> planningObstacle(List<Finding> findings, ResourceSnapshot planned) {
        Optional<String> first = Optional.empty();
        for (Finding finding : findings) {
            for (Remedy remedy : finding.remedies()) {
                Optional<String> obstacle = obstacle(finding, remedy, planned);
                if (obstacle.isEmpty() && isExecutable(finding, remedy)) {
                    return Optional.empty();
                }
                first = first.or(() -> obstacle);
            }
        }
        return first;
    }

    /** Returns why a remedy as a finding proposes it can't be approved: it contains what only an approver may enter. */
    private static Optional<String> forbiddenParameter(Remedy proposed) {
        return proposed.parameters().keySet().stream()
                .filter(EnteredParameter.OF_APPROVERS_ONLY::contains)
                .findFirst()
                .map(name -> "its parameter " + name + " is for the approver to enter, not for a finding");
    }

    /** Why the action of a remedy is not possible; empty when it is, or when there is no action for the remedy. */
    private Optional<String> obstacle(Finding finding, Remedy remedy, ResourceSnapshot planned) {
        return actions.remedy(remedy.action(), Proposal.targetOf(finding.resource()))
                .flatMap(action -> action.planningObstacle(planned, remedy.parameters()));
    }

    /** Returns why remedies can't be applied to the planned target, by their place in the finding. */
    public Map<Integer, String> problems(Finding finding, ResourceSnapshot planned) {
        Map<Integer, String> problems = new TreeMap<>();
        for (int place = 0; place < finding.remedies().size(); place++) {
            int remedy = place;
            Remedy proposed = finding.remedies().get(place);
            obstacle(finding, proposed, planned)
                    .or(() -> forbiddenParameter(proposed))
                    .ifPresent(why -> problems.put(remedy, why));
        }
        preview(finding, planned)
                .forEach(shown -> Optional.ofNullable(shown.change().problem())
                        .ifPresent(problem -> problems.put(shown.remedy(), problem)));
        return problems;
    }

    /** Returns why a remedy can't be applied to the planned target after the approver completed it; empty when it can. */
    public Optional<String> problem(Finding finding, Remedy proposed, Remedy completed, ResourceSnapshot planned) {
        return forbiddenParameter(proposed).or(() -> problem(finding, completed, planned));
    }

    private Optional<String> problem(Finding finding, Remedy completed, ResourceSnapshot planned) {
        return obstacle(finding, completed, planned)
                .or(() -> actions.remedy(completed.action(), Proposal.targetOf(finding.resource()))
                        .flatMap(action -> action.change(planned, completed.parameters()))
                        .flatMap(change -> Optional.ofNullable(change.problem())));
    }

    /** Returns what the approver of a remedy has to enter or may enter for the planned target. */
    public List<EnteredParameter> enteredParameters(Finding finding, Remedy remedy, ResourceSnapshot planned) {
        return actions.remedy(remedy.action(), Proposal.targetOf(finding.resource()))
                .map(action -> action.enteredParameters(planned, remedy.parameters()))
                .orElse(List.of());
    }

    /** Whether a remedy can't be approved without something that the approver enters. */
    public boolean needsInput(Finding finding, Remedy remedy, ResourceSnapshot planned) {
        return enteredParameters(finding, remedy, planned).stream().anyMatch(EnteredParameter::required);
    }

    /** Returns what the approver enters, for all remedies of a finding. */
    public List<RemedyParameter> enteredParameters(Finding finding, ResourceSnapshot planned) {
        List<RemedyParameter> parameters = new ArrayList<>();
        for (int place = 0; place < finding.remedies().size(); place++) {
            int remedy = place;
            Remedy proposed = finding.remedies().get(place);
            enteredParameters(finding, proposed, planned)
                    .forEach(parameter -> parameters.add(new RemedyParameter(remedy, proposed.action(), parameter)));
        }
        return parameters;
    }

    /**
     * Returns what an undo of each remedy would not restore of the planned target.
     *
     * @param others what else a remedy takes away, beside what its action knows
     */
    public List<IrreversibleEffect> irreversibleEffects(
            Finding finding, ResourceSnapshot planned, Function<Remedy, List<String>> others) {
        List<IrreversibleEffect> effects = new ArrayList<>();
        for (int place = 0; place < finding.remedies().size(); place++) {
            int remedy = place;
            Remedy proposed = finding.remedies().get(place);
            actions.remedy(proposed.action(), Proposal.targetOf(finding.resource()))
                    .map(action -> Stream.concat(
                                    action.irreversibleEffects(planned, proposed.parameters()).stream(),
                                    others.apply(proposed).stream())
                            .toList())
                    .filter(parts -> !parts.isEmpty())
                    .ifPresent(parts -> effects.add(new IrreversibleEffect(remedy, proposed.action(), parts)));
        }
        return effects;
    }

    /**
     * The change that a remedy makes to a document.
     *
     * @param remedy place of the remedy in the finding
     */
    public record RemedyChange(
            int remedy, String action, @JsonUnwrapped DocumentChange change) {}

    /**
     * A parameter that the approver of a remedy enters.
     *
     * @param remedy place of the remedy in the finding
     */
    public record RemedyParameter(
            int remedy, String action, @JsonUnwrapped EnteredParameter parameter) {}

    /**
     * What the undo of a remedy would not restore of this target.
     *
     * @param remedy place of the remedy in the finding
     * @param parts parts of the target, each in a few words
     */
    public record IrreversibleEffect(int remedy, String action, List<String> parts) {

        public IrreversibleEffect {
            parts = List.copyOf(parts);
        }
    }
}
