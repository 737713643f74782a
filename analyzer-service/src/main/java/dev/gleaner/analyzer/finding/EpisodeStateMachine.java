package dev.gleaner.analyzer.finding;

import dev.gleaner.analyzer.finding.Episode.Contradiction;
import dev.gleaner.contracts.finding.DataSource;
import dev.gleaner.contracts.finding.Evidence;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.finding.FindingConfirmation;
import dev.gleaner.contracts.finding.FindingId;
import dev.gleaner.contracts.finding.Remedy;
import dev.gleaner.contracts.finding.Saving;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Turns the evaluations of hours into findings. Only final evaluations decide on episodes, and on the ids and versions of
 * final findings; provisional ones do not change them. A provisional evaluation that contradicts an open finding puts it in
 * doubt, as a revision of its version, until the final evaluation of that hour settles it.
 */
public final class EpisodeStateMachine {

    private EpisodeStateMachine() {}

    /** Applies the final evaluation of the next hour. */
    public static Episode applyFinal(Episode episode, RuleEvaluation ruleEvaluation, FindingSink findingSink) {
        boolean ends = episode.open() == null ? !ruleEvaluation.opensFinding() : ruleEvaluation.isNothing();
        return ends ? resolve(episode, ruleEvaluation, findingSink) : open(episode, ruleEvaluation, findingSink);
    }

    /** Applies the provisional evaluation of the newest hour. */
    public static Episode applyProvisional(Episode episode, RuleEvaluation ruleEvaluation, FindingSink findingSink) {
        if (episode.open() != null) {
            return withdraw(compare(episode, ruleEvaluation, findingSink), ruleEvaluation.at(), findingSink);
        }
        if (!ruleEvaluation.opensFinding()) {
            return withdraw(episode, ruleEvaluation.at(), findingSink);
        }
        return openProvisional(episode, ruleEvaluation, findingSink);
    }

    /**
     * Applies the evaluation of the newest minute. A notice does not take the place of a question: the host was idle for long enough, and
     * is not at work. If it has not been idle for long enough since, the question is not confirmed, so that nothing is done.
     */
    public static Episode applyMinute(Episode episode, MinuteEvaluation minuteEvaluation, FindingSink findingSink) {
        if (episode.open() != null) {
            return applyProvisional(episode, minuteEvaluation.whileOpen(), findingSink);
        }
        Finding current = episode.current();
        boolean isQuestion = current != null && current.remedies().stream().anyMatch(remedy -> !remedy.isAdvice());
        if (current == null || !isQuestion || !minuteEvaluation.isNotice()) {
            return applyProvisional(episode, minuteEvaluation.evaluation(), findingSink);
        }
        if (minuteEvaluation.confirmsQuestion()) {
            findingSink.confirm(current.id(), minuteEvaluation.evaluation().confirmation());
        }
        return episode;
    }

    private static Episode resolve(Episode episode, RuleEvaluation ruleEvaluation, FindingSink findingSink) {
        Finding open = episode.open();
        if (open == null) {
            return episode;
        }
        findingSink.publish(withStatus(open, Finding.Status.RESOLVED, open.version() + 1, ruleEvaluation.at()));
        return episode.withoutOpen();
    }

    /** Confirms the final finding or puts it in doubt. A finding in doubt is not confirmed. */
    private static Episode compare(Episode episode, RuleEvaluation ruleEvaluation, FindingSink findingSink) {
        Finding open = Objects.requireNonNull(episode.open());
        String reason = ruleEvaluation.contradiction(episode.protectionKnown()).orElse(null);
        if (reason == null) {
            if (ruleEvaluation.isFound() && open.status() == Finding.Status.OPEN && !episode.isInDoubt()) {
                findingSink.confirm(open.id(), ruleEvaluation.observed());
            }
            return episode;
        }
        Contradiction before = episode.contradiction();
        Contradiction now = new Contradiction(
                ruleEvaluation.at(), ruleEvaluation.at(), reason, ruleEvaluation.evidence(), ruleEvaluation.window());
        if (before == null) {
            return openDoubt(episode, now, findingSink);
        }
        // A protecting tag contradicts the finding until a final verdict knows of it. That is the verdict on the first
        // such hour, so that later hours do not extend it.
        Contradiction next = ruleEvaluation.isNothing() ? before.extendedBy(now) : before;
        return before.isEquivalentTo(next)
                ? episode.with(episode.revision(), next)
                : openDoubt(episode, next, findingSink);
    }

    private static Episode openDoubt(Episode episode, Contradiction contradiction, FindingSink findingSink) {
        Finding open = Objects.requireNonNull(episode.open());
        if (open.status() != Finding.Status.OPEN) {
            return episode.with(episode.revision(), contradiction);
        }
        int revision = episode.revision() + 1;
        findingSink.publish(revision(
                open,
                revision,
                new Finding.Doubt(contradiction.since(), contradiction.reason()),
                contradiction.through(),
                contradiction.window(),
                contradiction.evidence()));
        return episode.with(revision, contradiction);
    }

    /** Ends the doubt when the final verdict on the newest contradicting hour confirms the finding. */
    private static Episode settleDoubt(Episode episode, RuleEvaluation ruleEvaluation, FindingSink findingSink) {
        Contradiction contradiction = episode.contradiction();
        if (contradiction == null || ruleEvaluation.at().isBefore(contradiction.through())) {
            return episode;
        }
        Finding open = Objects.requireNonNull(episode.open());
        if (open.status() != Finding.Status.OPEN || episode.revision() == 0) {
            return episode.with(episode.revision(), null);
        }
        int revision = episode.revision() + 1;
        findingSink.publish(revision(
                open, revision, null, ruleEvaluation.at(), ruleEvaluation.window(), ruleEvaluation.evidence()));
        return episode.with(revision, null);
    }

    private static Episode open(Episode episode, RuleEvaluation ruleEvaluation, FindingSink findingSink) {
        Finding open = episode.open();
        // Final hours are evaluated one after another: without an open finding, the condition did not hold in the hour
        // before.
        Instant start =
                open != null ? open.openedAt() : ruleEvaluation.input().hour().start();
        String id = open != null
                ? open.id()
                : FindingId.ofEpisode(
                        ruleEvaluation.rule().name(), ruleEvaluation.input().resource(), start);
        Episode known = episode.withProtectionKnown(ruleEvaluation.isProtected());
        if (open != null && !Materiality.isMaterialChange(open, ruleEvaluation)) {
            return settleDoubt(known, ruleEvaluation, findingSink);
        }
        Finding finding = ruleEvaluation.finding(id, open == null ? 1 : open.version() + 1, false, start);
        findingSink.publish(finding);
        confirmAsCurrent(episode.current(), finding, findingSink);
        Episode opened = settleDoubt(
                withdraw(known, ruleEvaluation.at(), findingSink).withOpen(finding), ruleEvaluation, findingSink);
        Contradiction contradiction = opened.contradiction();
        return contradiction == null ? opened : openDoubt(opened, contradiction, findingSink);
    }

    /**
     * What a provisional evaluation of a later hour found holds for the final finding that takes its place. The next provisional hour
     * may be an hour away, and without a confirmation nothing can be approved until then.
     */
    private static void confirmAsCurrent(@Nullable Finding current, Finding opened, FindingSink findingSink) {
        if (current != null
                && current.status() == Finding.Status.OPEN
                && opened.status() == Finding.Status.OPEN
                && current.updatedAt().isAfter(opened.updatedAt())) {
            findingSink.confirm(
                    opened.id(),
                    new FindingConfirmation(current.updatedAt())
                            .withObserved(new FindingConfirmation.Observation(
                                    current.window(), current.evidence(), current.saving())));
        }
    }

    private static Episode openProvisional(Episode episode, RuleEvaluation ruleEvaluation, FindingSink findingSink) {
        Finding current = episode.current();
        String id = current != null
                ? current.id()
                : FindingId.ofCurrent(
                        ruleEvaluation.rule().name(), ruleEvaluation.input().resource());
        if (ruleEvaluation.isFound()) {
            findingSink.confirm(id, ruleEvaluation.observed());
        }
        if (current != null && !Materiality.isMaterialChange(current, ruleEvaluation)) {
            return episode;
        }
        Instant openedAt = current == null ? ruleEvaluation.at() : current.openedAt();
        Finding finding = ruleEvaluation.finding(id, episode.currentVersion() + 1, true, openedAt);
        findingSink.publish(finding);
        return episode.withCurrent(finding);
    }

    private static Episode withdraw(Episode episode, Instant at, FindingSink findingSink) {
        Finding current = episode.current();
        if (current == null) {
            return episode;
        }
        int version = episode.currentVersion() + 1;
        Instant time = at.isAfter(current.updatedAt()) ? at : current.updatedAt();
        findingSink.publish(withStatus(current, Finding.Status.WITHDRAWN, version, time));
        return episode.withoutCurrent(version);
    }

    private static Finding withStatus(Finding last, Finding.Status status, int version, Instant at) {
        return new Finding(
                last.id(),
                version,
                last.rule(),
                last.step(),
                status,
                last.provisional(),
                last.resource(),
                last.account(),
                last.region(),
                last.owner(),
                last.openedAt(),
                at,
                last.window(),
                last.evidence(),
                last.missing(),
                last.saving(),
                last.effort(),
                last.remedies(),
                last.exemption(),
                last.name(),
                last.creator(),
                0,
                null,
                last.missingSources());
    }

    /** A revision of the last version: in doubt, or open again. */
    private static Finding revision(
            Finding last,
            int revision,
            Finding.@Nullable Doubt doubt,
            Instant at,
            Finding.Window window,
            List<Evidence> evidence) {
        return new Finding(
                last.id(),
                last.version(),
                last.rule(),
                last.step(),
                doubt == null ? Finding.Status.OPEN : Finding.Status.IN_DOUBT,
                doubt != null,
                last.resource(),
                last.account(),
                last.region(),
                last.owner(),
                last.openedAt(),
                at,
                window,
                evidence,
                last.missing(),
                last.saving(),
                last.effort(),
                last.remedies(),
                last.exemption(),
                last.name(),
                last.creator(),
                revision,
                doubt,
                last.missingSources());
    }

    /**
     * A change is material if status, remedies, owner or exemption differ, or the saving or its low estimate by a tenth. What must still
     * hold when a remedy is carried out is no change of it: the quiet level of an instance differs from hour to hour, and the limits that
     * were published are evaluated on current metrics in any case. Nothing confirms a finding with insufficient data, so that it has a new
     * version when something else is missing: once a day at most, as data may come and go, and not when only numbers differ.
     */
    static final class Materiality {

        private static final BigDecimal PART = new BigDecimal("0.1");
        private static final Duration DAY = Duration.ofDays(1);
        private static final Pattern NUMBER = Pattern.compile("[0-9][0-9.,]*");

        private Materiality() {}

        static boolean isMaterialChange(Finding last, RuleEvaluation next) {
            return last.status() != next.status()
                    || !areSame(last.remedies(), next.remedies())
                    || !last.owner().equals(next.owner())
                    || !Objects.equals(last.exemption(), next.exemption())
                    || isSomethingElseMissing(last, next)
                    || isMaterialChange(last.saving(), next.saving());
        }

        private static boolean isSomethingElseMissing(Finding last, RuleEvaluation next) {
            return !next.at().isBefore(last.updatedAt().plus(DAY))
                    && !(withoutNumbers(last.missing()).equals(withoutNumbers(next.missing()))
                            && sources(last.missingSources()).equals(sources(next.missingSources())));
        }

        private static List<DataSource> sources(List<Finding.MissingSource> missing) {
            return missing.stream().map(Finding.MissingSource::source).toList();
        }

        private static List<String> withoutNumbers(List<String> missing) {
            return missing.stream()
                    .map(line -> NUMBER.matcher(line).replaceAll("#"))
                    .toList();
        }

        private static boolean areSame(List<Remedy> last, List<Remedy> next) {
            return last.size() == next.size()
                    && IntStream.range(0, last.size())
                            .allMatch(place -> last.get(place).isSameAs(next.get(place)));
        }

        private static boolean isMaterialChange(Saving last, Saving next) {
            BigDecimal before = last.priced() ? last.monthly() : last.cost();
            BigDecimal after = next.priced() ? next.monthly() : next.cost();
            if (last.priced() != next.priced() || before == null || after == null) {
                return last.priced() != next.priced() || (before == null) != (after == null);
            }
            BigDecimal size = before.max(after);
            return isMaterialChange(before, after, before)
                    || isMaterialChange(
                            Objects.requireNonNullElse(last.low(), BigDecimal.ZERO),
                            Objects.requireNonNullElse(next.low(), BigDecimal.ZERO),
                            size);
        }

        private static boolean isMaterialChange(BigDecimal before, BigDecimal after, BigDecimal size) {
            BigDecimal difference = after.subtract(before).abs();
            return difference.signum() > 0 && difference.compareTo(size.multiply(PART)) >= 0;
        }
    }
}
