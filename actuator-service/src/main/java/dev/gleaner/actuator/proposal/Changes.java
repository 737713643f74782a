package dev.gleaner.actuator.proposal;

import dev.gleaner.actuator.action.ActionRegistry;
import dev.gleaner.actuator.aws.resource.ResourceSnapshot;
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
public class Changes {

    private final ActionRegistry actions;

    Changes(ActionRegistry actions) {
        this.actions = actions;
    }

    /** One for each remedy that changes a document, given the target as it was planned. */
    public List<ShownChange> of(Finding finding, ResourceSnapshot planned) {
        List<ShownChange> changes = new ArrayList<>();
        for (int place = 0; place < finding.remedies().size(); place++) {
            int remedy = place;
            Remedy proposed = finding.remedies().get(place);
            actions.remedy(proposed.action(), Target.of(finding.resource()))
                    .flatMap(action -> action.change(planned, proposed.parameters()))
                    .ifPresent(change -> changes.add(new ShownChange(remedy, proposed.action(), change)));
        }
        return changes;
    }

    /** Why remedies can't be done to the target as it was planned, by their place in the finding; those that can have none. */
    public Map<Integer, String> problems(Finding finding, ResourceSnapshot planned) {
        Map<Integer, String> problems = new TreeMap<>();
        of(finding, planned)
                .forEach(shown -> Optional.ofNullable(shown.change().problem())
                        .ifPresent(problem -> problems.put(shown.remedy(), problem)));
        return problems;
    }

    /** One for each remedy that has an action here and loses something, given the target as it was planned. */
    public List<ShownLoss> lost(Finding finding, ResourceSnapshot planned) {
        List<ShownLoss> losses = new ArrayList<>();
        for (int place = 0; place < finding.remedies().size(); place++) {
            int remedy = place;
            Remedy proposed = finding.remedies().get(place);
            actions.remedy(proposed.action(), Target.of(finding.resource()))
                    .map(action -> action.irreversibleEffects(planned, proposed.parameters()))
                    .filter(parts -> !parts.isEmpty())
                    .ifPresent(parts -> losses.add(new ShownLoss(remedy, proposed.action(), parts)));
        }
        return losses;
    }
}
