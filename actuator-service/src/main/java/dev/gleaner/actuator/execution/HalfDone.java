package dev.gleaner.actuator.execution;

import dev.gleaner.actuator.audit.AuditDraft;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;

/** Takes back what was done of an action that can't go on: half of it must not stay. */
@ApplicationScoped
class HalfDone {

    private final Undos undos;

    HalfDone(Undos undos) {
        this.undos = undos;
    }

    /** Sets the undo going in the transaction in which the action ends; what the audit has to say of it. */
    Uni<List<AuditDraft>> takeBack(Hold hold, String why) {
        if (hold.what().steps().size() == 1 || hold.what().undoneBy().isEmpty()) {
            return Uni.createFrom().item(List.of());
        }
        return Intents.hasEffects(hold.session(), hold.action())
                .flatMap(half -> half
                        ? undo(hold, hold.what().undoneBy().get(), why)
                        : Uni.createFrom().item(List.of()));
    }

    private Uni<List<AuditDraft>> undo(Hold hold, String name, String why) {
        Action undo = undos.of(hold.action(), name, AuditDraft.GLEANER, hold.now());
        return hold.session()
                .persist(undo)
                .chain(() -> hold.session().flush())
                .replaceWith(() -> List.of(Undos.entry(AuditDraft.GLEANER, undo, Map.of("reason", why))));
    }
}
