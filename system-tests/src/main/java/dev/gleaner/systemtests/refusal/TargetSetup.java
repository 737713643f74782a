package dev.gleaner.systemtests.refusal;

import dev.gleaner.contracts.finding.FindingConfirmation;
import dev.gleaner.systemtests.environment.AwsTargetFactory;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.HashMap;
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
record TargetSetup(
        Map<String, String> tags,
        String account,
        String environment,
        String rule,
        boolean reversible,
        boolean possible,
        BigDecimal monthly,
        Function<Instant, Optional<FindingConfirmation>> confirmation,
        boolean idle,
        AwsTargetFactory.InstanceSpec instance) {

    static final TargetSetup PLAIN = new TargetSetup(
            Map.of(),
            AwsTargetFactory.ACCOUNT,
            "dev",
            "idle-instance",
            true,
            true,
            new BigDecimal("140.16"),
            now -> Optional.of(new FindingConfirmation(now)),
            true,
            AwsTargetFactory.InstanceSpec.ON_DEMAND);

    /** The tags, and the environment as one of them: what has no such tag counts as production. */
    Map<String, String> allTags() {
        Map<String, String> all = new HashMap<>(tags);
        all.put("environment", environment);
        return all;
    }

    TargetSetup tags(Map<String, String> all) {
        return new TargetSetup(
                all, account, environment, rule, reversible, possible, monthly, confirmation, idle, instance);
    }

    TargetSetup account(String id) {
        return new TargetSetup(
                tags, id, environment, rule, reversible, possible, monthly, confirmation, idle, instance);
    }

    TargetSetup environment(String value) {
        return new TargetSetup(tags, account, value, rule, reversible, possible, monthly, confirmation, idle, instance);
    }

    TargetSetup irreversible() {
        return new TargetSetup(
                tags, account, environment, rule, false, possible, monthly, confirmation, idle, instance);
    }

    TargetSetup impossible() {
        return new TargetSetup(
                tags, account, environment, rule, reversible, false, monthly, confirmation, idle, instance);
    }

    TargetSetup monthly(String dollars) {
        BigDecimal amount = new BigDecimal(dollars);
        return new TargetSetup(
                tags, account, environment, rule, reversible, possible, amount, confirmation, idle, instance);
    }

    TargetSetup confirmed(Function<Instant, Optional<FindingConfirmation>> said) {
        return new TargetSetup(tags, account, environment, rule, reversible, possible, monthly, said, idle, instance);
    }

    /** Found by its cards, of which this was said. */
    TargetSetup cards(Function<Instant, FindingConfirmation> said) {
        return new TargetSetup(
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

    TargetSetup withoutMetrics() {
        return new TargetSetup(
                tags, account, environment, rule, reversible, possible, monthly, confirmation, false, instance);
    }

    TargetSetup on(AwsTargetFactory.InstanceSpec other) {
        return new TargetSetup(
                tags, account, environment, rule, reversible, possible, monthly, confirmation, idle, other);
    }
}
