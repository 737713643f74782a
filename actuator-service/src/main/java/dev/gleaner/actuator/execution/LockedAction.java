package dev.gleaner.actuator.execution;

import dev.gleaner.actuator.action.ActionDefinition;
import dev.gleaner.actuator.action.ActionStep;
import dev.gleaner.actuator.audit.AuditDraft;
import dev.gleaner.actuator.aws.ResourceObservation;
import dev.gleaner.actuator.guard.GuardResult;
import dev.gleaner.contracts.audit.AuditEntry;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/**
 * An action under its row lock, in a transaction in which our token still counts.
 *
 * @param definition what the action does
 * @param now the database's time
 */
record LockedAction(
        Mutiny.Session session,
        Action action,
        ActionDefinition<ResourceObservation> definition,
        Optional<Intent> intent,
        Instant now) {

    /** The steps of the action. */
    List<ActionStep<ResourceObservation>> steps() {
        return definition.steps(action.order());
    }

    /** The step that is next or under way. */
    ActionStep<ResourceObservation> step() {
        return steps().get(action.step());
    }

    /** Whether the action has begun and its next step is irreversible. */
    boolean requiresFreshApproval() {
        return action.step() > 0 && !definition.isUndo() && step().isIrreversible();
    }

    boolean isLastStep() {
        return action.step() == steps().size() - 1;
    }

    /** An entry about this action; absent values are left out. */
    AuditDraft entry(AuditEntry.Kind kind, String key, @Nullable Object value) {
        Map<String, @Nullable Object> detail = new LinkedHashMap<>();
        detail.put(key, value);
        return entry(kind, detail);
    }

    /** What is about to be done: the state before, and what the remedy asks for. */
    AuditDraft intentEntry(ResourceObservation before) {
        Map<String, @Nullable Object> detail = new LinkedHashMap<>();
        detail.put("before", before);
        if (!action.parameters().isEmpty()) {
            detail.put("parameters", action.parameters());
        }
        return entry(AuditEntry.Kind.INTENT, detail);
    }

    /** What a guard has against it, under this key. */
    AuditDraft objectionEntry(AuditEntry.Kind kind, String key, GuardResult guardResult) {
        Map<String, @Nullable Object> detail = new LinkedHashMap<>();
        detail.put(key, guardResult.reason());
        detail.put("guard", guardResult.guard());
        if (guardResult instanceof GuardResult.Delay delay) {
            detail.put("until", delay.until());
        }
        return entry(kind, detail);
    }

    /** A step is over, and more are to come. */
    AuditDraft stepEntry(ResourceObservation shown, @Nullable String note) {
        Map<String, @Nullable Object> detail = new LinkedHashMap<>();
        detail.put("state", shown.state());
        if (note != null) {
            detail.put("note", note);
        }
        return entry(AuditEntry.Kind.OBSERVED, detail);
    }

    /** An entry about this action, and about its step where it has several; absent values are left out. */
    private AuditDraft entry(AuditEntry.Kind kind, Map<String, @Nullable Object> particulars) {
        Map<String, @Nullable Object> detail = new LinkedHashMap<>();
        detail.put("action", action.id());
        detail.put("token", action.lease().token());
        if (steps().size() > 1) {
            detail.put("step", step().name());
        }
        detail.putAll(particulars);
        return new AuditDraft(AuditDraft.GLEANER, kind, action.findingId(), action.target(), detail);
    }
}
