package dev.gleaner.analyzer.finding;

import dev.gleaner.analyzer.profile.Seen;
import dev.gleaner.analyzer.rule.Rule;
import dev.gleaner.analyzer.rule.Verdict;
import dev.gleaner.contracts.finding.Effort;
import dev.gleaner.contracts.finding.Evidence;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.finding.Remedy;
import dev.gleaner.contracts.finding.Saving;
import dev.gleaner.contracts.finding.Status;
import dev.gleaner.contracts.finding.Window;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a rule said of one hour of a resource, and the finding that it makes.
 *
 * @param saving what acting would save, if there is anything to act on
 * @param exemption why and until when it is kept nevertheless
 */
public record Judgement(
        Rule<?> rule,
        Seen seen,
        Verdict verdict,
        Saving saving,
        @Nullable String exemption) {

    /** End of the judged hour. */
    Instant at() {
        return seen.hour().end();
    }

    boolean isNothing() {
        return verdict instanceof Verdict.Nothing;
    }

    boolean isFound() {
        return verdict instanceof Verdict.Found;
    }

    /** The finding; there must be something to tell. */
    Finding finding(String id, int version, boolean provisional, Instant openedAt) {
        Instant from = seen.hour().plus(1L - rule.hours()).start();
        return new Finding(
                id,
                version,
                rule.name(),
                rule.step(),
                isFound() ? Status.OPEN : Status.INSUFFICIENT,
                provisional,
                seen.resource(),
                seen.account(),
                seen.region(),
                Owners.of(seen.tags()),
                openedAt,
                at(),
                new Window(from, at()),
                evidence(),
                missing(),
                saving,
                new Effort(rule.effortMinutes()),
                remedies(),
                exemption);
    }

    private List<Evidence> evidence() {
        return verdict instanceof Verdict.Found found ? found.evidence() : List.of();
    }

    private List<String> missing() {
        return verdict instanceof Verdict.Insufficient insufficient ? insufficient.missing() : List.of();
    }

    private List<Remedy> remedies() {
        return verdict instanceof Verdict.Found found ? found.remedies() : List.of();
    }
}
