package dev.gleaner.analyzer.finding;

import dev.gleaner.analyzer.price.InstanceSaving;
import dev.gleaner.analyzer.profile.Facts;
import dev.gleaner.analyzer.profile.Snapshot;
import dev.gleaner.analyzer.rule.Rule;
import dev.gleaner.analyzer.rule.Verdict;
import dev.gleaner.contracts.finding.Effort;
import dev.gleaner.contracts.finding.Evidence;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.finding.Owner;
import dev.gleaner.contracts.finding.Remedy;
import dev.gleaner.contracts.finding.Saving;
import dev.gleaner.contracts.finding.Status;
import dev.gleaner.contracts.finding.Window;
import dev.gleaner.contracts.resource.Arn;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a rule said of one hour of a resource, and the finding that it makes. */
public record Judgement(Rule rule, Snapshot snapshot, Verdict verdict, InstanceSaving savings) {

    /** End of the judged hour. */
    Instant at() {
        return snapshot.hour().end();
    }

    boolean isNothing() {
        return verdict instanceof Verdict.Nothing;
    }

    boolean isFound() {
        return verdict instanceof Verdict.Found;
    }

    /** The finding; there must be something to tell. */
    Finding finding(String id, int version, boolean provisional, Instant openedAt) {
        Arn arn = Arn.parse(snapshot.resource());
        Instant from = snapshot.hour().plus(1L - rule.hours()).start();
        return new Finding(
                id,
                version,
                rule.name(),
                rule.step(),
                isFound() ? Status.OPEN : Status.INSUFFICIENT,
                provisional,
                snapshot.resource(),
                arn.account(),
                arn.region(),
                owner(snapshot.facts()),
                openedAt,
                at(),
                new Window(from, at()),
                evidence(),
                missing(),
                saving(arn),
                new Effort(rule.effortMinutes()),
                remedies(),
                null);
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

    private Saving saving(Arn arn) {
        return verdict instanceof Verdict.Found found
                ? savings.of(
                        snapshot.facts(),
                        arn.region(),
                        found.part(),
                        snapshot.hour().start().atZone(ZoneOffset.UTC).toLocalDate())
                : Saving.unpriced("not known whether there is one");
    }

    private static Owner owner(Facts facts) {
        @Nullable String team = facts.tag("team");
        @Nullable String project = facts.tag("project");
        @Nullable String environment = facts.environment();
        @Nullable String costCenter = facts.tag("cost-center");
        boolean tagged = team != null || project != null || environment != null || costCenter != null;
        return new Owner(team, project, environment, costCenter, tagged ? Owner.Source.TAG : Owner.Source.NONE);
    }
}
