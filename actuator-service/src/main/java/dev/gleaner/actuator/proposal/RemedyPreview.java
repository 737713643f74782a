package dev.gleaner.actuator.proposal;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.gleaner.actuator.action.ActionRegistry;
import dev.gleaner.actuator.action.DocumentChange;
import dev.gleaner.actuator.aws.ResourceSnapshot;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.finding.Remedy;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What the remedies of a finding would make of its target. */
@ApplicationScoped
public class RemedyPreview {

    private final ActionRegistry actions;

    RemedyPreview(ActionRegistry actions) {
        this.actions = actions;
    }

    /** One for each remedy that changes a document, given the target as it was planned. */
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

    /** Why remedies can't be done to the target as it was planned, by their place in the finding; those that can have none. */
    public Map<Integer, String> problems(Finding finding, ResourceSnapshot planned) {
        Map<Integer, String> problems = new TreeMap<>();
        preview(finding, planned)
                .forEach(shown -> Optional.ofNullable(shown.change().problem())
                        .ifPresent(problem -> problems.put(shown.remedy(), problem)));
        return problems;
    }

    /** One for each remedy that has an action here and loses something, given the target as it was planned. */
    public List<IrreversibleEffect> irreversibleEffects(Finding finding, ResourceSnapshot planned) {
        List<IrreversibleEffect> losses = new ArrayList<>();
        for (int place = 0; place < finding.remedies().size(); place++) {
            int remedy = place;
            Remedy proposed = finding.remedies().get(place);
            actions.remedy(proposed.action(), Proposal.targetOf(finding.resource()))
                    .map(action -> action.irreversibleEffects(planned, proposed.parameters()))
                    .filter(parts -> !parts.isEmpty())
                    .ifPresent(parts -> losses.add(new IrreversibleEffect(remedy, proposed.action(), parts)));
        }
        return losses;
    }

    /**
     * What a remedy changes of a document.
     *
     * @param remedy its place in the finding
     */
    public record RemedyChange(
            int remedy, String action, @JsonUnwrapped DocumentChange change) {}

    /**
     * What taking a remedy back would not bring back of the very target, as it was seen.
     *
     * @param remedy its place in the finding
     * @param parts each in a few words
     */
    public record IrreversibleEffect(int remedy, String action, List<String> parts) {

        public IrreversibleEffect {
            parts = List.copyOf(parts);
        }
    }
}
