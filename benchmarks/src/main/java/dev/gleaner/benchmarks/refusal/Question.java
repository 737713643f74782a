package dev.gleaner.benchmarks.refusal;

import dev.gleaner.contracts.finding.Evidence;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.finding.FindingConfirmation;
import dev.gleaner.contracts.finding.FindingId;
import dev.gleaner.contracts.finding.Saving;
import dev.gleaner.contracts.resource.Arn;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What is asked about a target: its finding. */
record Question(Subject subject, Effect effect, Arn target) {

    private static final Instant OPENED = Instant.parse("2026-11-01T00:00:00Z");

    String id() {
        return FindingId.ofEpisode(subject.rule(), effect.resource(target), OPENED);
    }

    /** What the analyzer said last of it. */
    Optional<FindingConfirmation> confirmation() {
        return subject.confirmation().apply(Instant.now());
    }

    /** The finding in this version. */
    Finding finding(int version, Finding.Status status) {
        BigDecimal monthly = subject.monthly();
        return new Finding(
                id(),
                version,
                subject.rule(),
                1,
                status,
                false,
                effect.resource(target),
                subject.account(),
                Estate.REGION,
                new Finding.Owner("vision", null, subject.environment(), null, Finding.Owner.Source.TAG),
                OPENED,
                OPENED.plusSeconds(version),
                new Finding.Window(OPENED.minusSeconds(604_800), OPENED),
                List.of(new Evidence("cpu mean", 1.5, "percent", 5.0, 168, 1.0)),
                List.of(),
                Saving.priced(monthly, BigDecimal.ZERO, monthly, "test"),
                new Finding.Effort(5),
                List.of(effect.asRemedy(subject.reversible(), subject.possible())),
                null,
                null,
                null,
                0,
                status == Finding.Status.IN_DOUBT ? new Finding.Doubt(OPENED, "it works") : null);
    }
}
