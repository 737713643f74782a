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
import java.util.Map;
import java.util.Optional;
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

    /** Tag that protects a resource unless its value is {@code false}. */
    private static final String PROTECTED = "gleaner:protected";

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

    /** Whether a tag protects the resource from being acted on. */
    boolean isProtected() {
        return tag(PROTECTED).filter(value -> !value.equalsIgnoreCase("false")).isPresent();
    }

    /** What it shows against an open finding; empty when nothing. */
    Optional<String> contradiction(boolean protectionKnown) {
        if (verdict instanceof Verdict.Nothing nothing) {
            return Optional.of(nothing.because());
        }
        return isFound() && isProtected() && !protectionKnown
                ? Optional.of("the tag " + PROTECTED + " protects it")
                : Optional.empty();
    }

    /** What it looked at. */
    Window window() {
        return new Window(seen.hour().plus(1L - rule.hours()).start(), at());
    }

    /** The finding; there must be something to tell. */
    Finding finding(String id, int version, boolean provisional, Instant openedAt) {
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
                window(),
                evidence(),
                missing(),
                saving,
                new Effort(rule.effortMinutes()),
                remedies(),
                exemption,
                tag("Name").filter(name -> !name.isBlank()).orElse(null),
                seen.creator(),
                0,
                null);
    }

    private Optional<String> tag(String key) {
        Map<String, String> tags = seen.tags();
        return tags == null ? Optional.empty() : Optional.ofNullable(tags.get(key));
    }

    List<Evidence> evidence() {
        return verdict instanceof Verdict.Found found ? found.evidence() : List.of();
    }

    private List<String> missing() {
        return verdict instanceof Verdict.Insufficient insufficient ? insufficient.missing() : List.of();
    }

    private List<Remedy> remedies() {
        return verdict instanceof Verdict.Found found ? found.remedies() : List.of();
    }
}
