package dev.gleaner.actuator.execution;

import dev.gleaner.actuator.action.ActionOrder;
import dev.gleaner.actuator.audit.AuditDraft;
import dev.gleaner.actuator.proposal.ProposalConfig;
import dev.gleaner.contracts.audit.AuditEntry;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes the action that takes another one back. */
@ApplicationScoped
class UndoActionFactory {

    private final ProposalConfig proposals;
    private final DryRunConfig dryRun;

    UndoActionFactory(ProposalConfig proposals, DryRunConfig dryRun) {
        this.proposals = proposals;
        this.dryRun = dryRun;
    }

    /** The action of this name for the target of the original, decided by this identity. */
    Action of(Action original, String undo, String identity, Instant now) {
        return Action.undoing(original, approval(original, undo, identity, now), now);
    }

    /** The audit's entry about its decision. */
    static AuditDraft entry(String actor, Action undo, Map<String, @Nullable Object> particulars) {
        Map<String, @Nullable Object> detail = new LinkedHashMap<>();
        detail.put("decision", "undo");
        detail.put("action", undo.id());
        detail.put("undoes", undo.undoOf().orElseThrow());
        detail.putAll(particulars);
        return new AuditDraft(actor, AuditEntry.Kind.DECIDED, undo.findingId(), undo.target(), detail);
    }

    private static Map<String, String> parameters(Action original) {
        Map<String, String> parameters = new LinkedHashMap<>(original.parameters());
        if (original.state() != ActionState.OBSERVED) {
            parameters.put(ActionOrder.UNFINISHED, original.state().text());
        }
        return parameters;
    }

    private Approval approval(Action original, String undo, String identity, Instant now) {
        return new Approval(
                undo,
                parameters(original),
                original.target(),
                original.findingId(),
                original.findingVersion(),
                original.plan(),
                original.round(),
                original.planned(),
                now.plus(proposals.expiry()),
                dryRun.dryRun(),
                identity);
    }
}
