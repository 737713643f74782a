package dev.gleaner.analyzer.finding;

import dev.gleaner.analyzer.profile.RuleInput;
import dev.gleaner.analyzer.rule.Rule;
import dev.gleaner.analyzer.rule.Verdict;
import dev.gleaner.contracts.finding.Evidence;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.finding.FindingConfirmation;
import dev.gleaner.contracts.finding.Remedy;
import dev.gleaner.contracts.finding.Saving;
import dev.gleaner.contracts.resource.AllocationTag;
import dev.gleaner.contracts.resource.EnvironmentTag;
import dev.gleaner.contracts.resource.ProtectionTag;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The verdict of a rule on a time that ends with an hour, or with a minute of it, of a resource, with what its finding needs.
 *
 * @param savingSource computes what is saved if the remedy is carried out, when it is asked for
 * @param exemption reason and end of the exemption in force; null when there is none
 * @param window that the rule looked back
 * @param confirmation of a finding that it finds again, without what it found
 */
public record RuleEvaluation(
        Rule<?> rule,
        RuleInput input,
        Verdict verdict,
        Supplier<Saving> savingSource,
        @Nullable String exemption,
        Finding.Window window,
        FindingConfirmation confirmation) {

    /** Of an hour. */
    public RuleEvaluation(
            Rule<?> rule, RuleInput input, Verdict verdict, Supplier<Saving> savingSource, @Nullable String exemption) {
        this(
                rule,
                input,
                verdict,
                savingSource,
                exemption,
                new Finding.Window(
                        input.hour().plus(1L - rule.hours()).start(),
                        input.hour().end()),
                new FindingConfirmation(input.hour().end()));
    }

    /** End of the evaluated time. */
    Instant at() {
        return window.to();
    }

    /** Whether the condition of the rule does not hold. */
    public boolean isNothing() {
        return verdict instanceof Verdict.Nothing;
    }

    /** Whether a finding opens by it where none is open. */
    public boolean opensFinding() {
        return !isNothing()
                && !(verdict instanceof Verdict.Insufficient insufficient && insufficient.isReportedByAnother());
    }

    /** Whether the condition of the rule holds. */
    public boolean isFound() {
        return verdict instanceof Verdict.Found;
    }

    /** Whether a tag protects the resource from actions. */
    boolean isProtected() {
        Map<String, String> tags = input.tags();
        return tags != null && ProtectionTag.protecting(tags, ProtectionTag.KEY).isPresent();
    }

    /** The confirmation of a finding, with what was found. */
    public FindingConfirmation observed() {
        return confirmation.withObserved(new FindingConfirmation.Observation(window, evidence(), saving()));
    }

    /** How it contradicts an open finding, for a person; empty when it does not. */
    Optional<String> contradiction(boolean protectionKnown) {
        if (verdict instanceof Verdict.Nothing nothing) {
            return Optional.of(nothing.because());
        }
        return isFound() && isProtected() && !protectionKnown
                ? Optional.of("the tag " + ProtectionTag.KEY + " protects it")
                : Optional.empty();
    }

    /** The finding; the verdict must not be {@link Verdict.Nothing}. */
    Finding finding(String id, int version, boolean provisional, Instant openedAt) {
        return new Finding(
                id,
                version,
                rule.name(),
                rule.ruleName().step(),
                status(),
                provisional,
                input.resource(),
                input.account(),
                input.region(),
                owner(),
                openedAt,
                at(),
                window(),
                evidence(),
                missing(),
                saving(),
                new Finding.Effort(rule.effortMinutes()),
                remedies(),
                exemption,
                tag("Name").filter(name -> !name.isBlank()).orElse(null),
                input.creator(),
                0,
                null,
                missingSources());
    }

    Finding.Status status() {
        return isFound() ? Finding.Status.OPEN : Finding.Status.INSUFFICIENT;
    }

    Finding.Owner owner() {
        return OwnerTags.toOwner(input.tags(), input.creator() != null);
    }

    /** What is saved. Nothing of it is certain without a remedy that an action carries out. */
    Saving saving() {
        Saving saving = savingSource.get();
        BigDecimal low = saving.low();
        boolean isCertain = low != null && low.signum() > 0;
        Saving estimated = isCertain && isFound() && remedies().stream().allMatch(Remedy::isAdvice)
                ? saving.uncertain("no action carries out what is advised")
                : saving;
        return estimated.charge() == null ? estimated.withCharge(input.charge()) : estimated;
    }

    private Optional<String> tag(String key) {
        Map<String, String> tags = input.tags();
        return tags == null ? Optional.empty() : Optional.ofNullable(tags.get(key));
    }

    List<Evidence> evidence() {
        return verdict instanceof Verdict.Found found ? found.evidence() : List.of();
    }

    List<String> missing() {
        return verdict instanceof Verdict.Insufficient insufficient ? insufficient.missing() : List.of();
    }

    List<Finding.MissingSource> missingSources() {
        return verdict instanceof Verdict.Insufficient insufficient ? insufficient.sources() : List.of();
    }

    List<Remedy> remedies() {
        if (!(verdict instanceof Verdict.Found found)) {
            return List.of();
        }
        List<Remedy> remedies = found.remedies();
        String instead = rule.adviceWhereNothingIsSaved();
        return instead == null || !isNothingSaved() || remedies.stream().allMatch(Remedy::isAdvice)
                ? remedies
                : Stream.concat(Stream.of(Remedy.advice(instead)), remedies.stream())
                        .toList();
    }

    private boolean isNothingSaved() {
        BigDecimal monthly = savingSource.get().monthly();
        return monthly != null && monthly.signum() == 0;
    }

    /** The owner of a resource by its tags. */
    static final class OwnerTags {

        private OwnerTags() {}

        /** The owner by these tags, which are null when they are not known; without any, CloudTrail may name who created the resource. */
        static Finding.Owner toOwner(@Nullable Map<String, String> known, boolean isCreatorKnown) {
            Map<String, String> tags = known == null ? Map.of() : known;
            @Nullable String team = AllocationTag.valueOf(tags, "team");
            @Nullable String project = AllocationTag.valueOf(tags, "project");
            @Nullable String environment = EnvironmentTag.environmentOf(tags);
            @Nullable String costCenter = AllocationTag.valueOf(tags, "cost-center");
            boolean tagged = team != null || project != null || environment != null || costCenter != null;
            Finding.Owner.Source untagged =
                    isCreatorKnown ? Finding.Owner.Source.CLOUDTRAIL : Finding.Owner.Source.NONE;
            return new Finding.Owner(
                    team, project, environment, costCenter, tagged ? Finding.Owner.Source.TAG : untagged);
        }
    }
}
