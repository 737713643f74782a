package dev.gleaner.benchmarks.refusal;

import dev.gleaner.contracts.finding.FindingConfirmation;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The target of a row and its finding.
 *
 * @param reversible whether the remedy says so
 * @param possible whether AWS takes the remedy's parameters
 * @param confirmation what the analyzer said last, given the time now; empty when nothing
 * @param idle whether CloudWatch shows a day in which an instance did nothing
 * @param instance the type and the market of an instance
 */
record Subject(
        Map<String, String> tags,
        String account,
        String environment,
        String rule,
        boolean reversible,
        boolean possible,
        BigDecimal monthly,
        Function<Instant, Optional<FindingConfirmation>> confirmation,
        boolean idle,
        Machine instance) {

    /** What kind of instance it is. */
    record Machine(String type, boolean spot) {}

    static final Subject PLAIN = new Subject(
            Map.of(),
            Estate.ACCOUNT,
            "dev",
            "idle-instance",
            true,
            true,
            new BigDecimal("140.16"),
            now -> Optional.of(new FindingConfirmation(now)),
            true,
            new Machine("m5.xlarge", false));

    Subject tags(Map<String, String> all) {
        return new Subject(
                all, account, environment, rule, reversible, possible, monthly, confirmation, idle, instance);
    }

    Subject account(String id) {
        return new Subject(tags, id, environment, rule, reversible, possible, monthly, confirmation, idle, instance);
    }

    Subject environment(String value) {
        return new Subject(tags, account, value, rule, reversible, possible, monthly, confirmation, idle, instance);
    }

    Subject irreversible() {
        return new Subject(tags, account, environment, rule, false, possible, monthly, confirmation, idle, instance);
    }

    Subject impossible() {
        return new Subject(tags, account, environment, rule, reversible, false, monthly, confirmation, idle, instance);
    }

    Subject monthly(String dollars) {
        BigDecimal amount = new BigDecimal(dollars);
        return new Subject(
                tags, account, environment, rule, reversible, possible, amount, confirmation, idle, instance);
    }

    Subject confirmed(Function<Instant, Optional<FindingConfirmation>> said) {
        return new Subject(tags, account, environment, rule, reversible, possible, monthly, said, idle, instance);
    }

    /** Found by its cards, of which this was said. */
    Subject cards(Function<Instant, FindingConfirmation> said) {
        return new Subject(
                tags,
                account,
                environment,
                "idle-gpu",
                reversible,
                possible,
                monthly,
                said.andThen(Optional::of),
                idle,
                instance);
    }

    Subject withoutMetrics() {
        return new Subject(
                tags, account, environment, rule, reversible, possible, monthly, confirmation, false, instance);
    }

    Subject on(Machine machine) {
        return new Subject(
                tags, account, environment, rule, reversible, possible, monthly, confirmation, idle, machine);
    }
}
