package dev.gleaner.actuator.proposal;

import dev.gleaner.actuator.database.DatabaseClock;
import dev.gleaner.actuator.guard.GuardEvaluator;
import dev.gleaner.actuator.guard.GuardPreview;
import dev.gleaner.actuator.guard.GuardResult;
import dev.gleaner.actuator.guard.KillSwitch;
import dev.gleaner.contracts.finding.Finding;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/**
 * Returns what the guards would object to an approval now: what was recorded, and what is known at this moment without a call
 * of AWS.
 */
@ApplicationScoped
public class GuardPreviewReader {

    private final GuardEvaluator guardEvaluator;
    private final KillSwitch killSwitch;
    private final RemedyPreview remedyPreview;

    GuardPreviewReader(GuardEvaluator guardEvaluator, KillSwitch killSwitch, RemedyPreview remedyPreview) {
        this.guardEvaluator = guardEvaluator;
        this.killSwitch = killSwitch;
        this.remedyPreview = remedyPreview;
    }

    /** Reads the time of the database and the kill switch, which count for all findings of a view. */
    public Uni<Moment> moment(Mutiny.Session session) {
        return DatabaseClock.now(session)
                .flatMap(now -> killSwitch.wasOnWithoutLock(session, now).map(on -> new Moment(now, on)));
    }

    /**
     * Returns the objections to the remedies of a finding; empty unless its proposal is open.
     *
     * @param confirmed up to when the analyzer confirmed the finding; null if it never did
     */
    public Optional<GuardPreview> read(Moment moment, Proposal proposal, FindingRow row, @Nullable Instant confirmed) {
        if (proposal.state() != ProposalState.OPEN) {
            return Optional.empty();
        }
        return row.guardPreview().map(preview -> preview.at(moment.now(), current(moment, proposal, row, confirmed)));
    }

    private List<GuardPreview.Objection> current(
            Moment moment, Proposal proposal, FindingRow row, @Nullable Instant confirmed) {
        Finding finding = row.finding();
        List<GuardResult> results = proposal.planned()
                .map(planned -> guardEvaluator.previewNow(
                        moment.now(),
                        moment.killSwitch(),
                        planned.kind(),
                        finding.rule(),
                        Optional.ofNullable(confirmed)))
                .orElse(List.of());
        List<GuardPreview.Objection> objections = new ArrayList<>();
        for (int place = 0; place < finding.remedies().size(); place++) {
            if (remedyPreview.isExecutable(finding, finding.remedies().get(place))) {
                String action = finding.remedies().get(place).action();
                for (GuardResult result : results) {
                    objections.add(GuardPreview.Objection.of(place, action, result));
                }
            }
        }
        return objections;
    }

    /** A time of the database, and whether the kill switch was on then. */
    public record Moment(Instant now, boolean killSwitch) {}
}
