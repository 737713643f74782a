package dev.gleaner.systemtests.refusal;

import dev.gleaner.contracts.finding.FindingConfirmation;
import dev.gleaner.contracts.finding.IdlenessLimits;
import dev.gleaner.systemtests.environment.AwsTargetFactory;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The target of a case and its finding.
 *
 * @param reversible whether the remedy claims to be reversible
 * @param valid whether AWS accepts the remedy's parameters
 * @param confirmation the last one of the analyzer, given the current time; empty if there is none
 * @param idle whether CloudWatch shows an idle day of an instance
 * @param instance kind of an instance
 * @param limits what the finding says must still hold; null if it does not
 */
record TargetSetup(
        Map<String, String> tags,
        String account,
        String environment,
        String rule,
        boolean reversible,
        boolean valid,
        BigDecimal monthly,
        Function<Instant, Optional<FindingConfirmation>> confirmation,
        boolean idle,
        AwsTargetFactory.InstanceSpec instance,
        @Nullable IdlenessLimits limits) {

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
            AwsTargetFactory.InstanceSpec.ON_DEMAND,
            null);

    /** The tags, and the environment as one of them: what has no such tag counts as production. */
    Map<String, String> allTags() {
        Map<String, String> all = new HashMap<>(tags);
        all.put("environment", environment);
        return all;
    }

    TargetSetup tags(Map<String, String> all) {
        return new TargetSetup(
                all, account, environment, rule, reversible, valid, monthly, confirmation, idle, instance, limits);
    }

    TargetSetup account(String id) {
        return new TargetSetup(
                tags, id, environment, rule, reversible, valid, monthly, confirmation, idle, instance, limits);
    }

    TargetSetup environment(String value) {
        return new TargetSetup(
                tags, account, value, rule, reversible, valid, monthly, confirmation, idle, instance, limits);
    }

    TargetSetup irreversible() {
        return new TargetSetup(
                tags, account, environment, rule, false, valid, monthly, confirmation, idle, instance, limits);
    }

    TargetSetup withInvalidParameters() {
        return new TargetSetup(
                tags, account, environment, rule, reversible, false, monthly, confirmation, idle, instance, limits);
    }

    TargetSetup monthly(String dollars) {
        BigDecimal amount = new BigDecimal(dollars);
        return new TargetSetup(
                tags, account, environment, rule, reversible, valid, amount, confirmation, idle, instance, limits);
    }

    TargetSetup confirmed(Function<Instant, Optional<FindingConfirmation>> confirmationOf) {
        return new TargetSetup(
                tags, account, environment, rule, reversible, valid, monthly, confirmationOf, idle, instance, limits);
    }

    /** Found by its GPUs, with this confirmation. */
    TargetSetup gpus(Function<Instant, FindingConfirmation> confirmationOf) {
        return new TargetSetup(
                tags,
                account,
                environment,
                "idle-gpu",
                reversible,
                valid,
                monthly,
                confirmationOf.andThen(Optional::of),
                idle,
                instance,
                limits);
    }

    TargetSetup within(IdlenessLimits planned) {
        return new TargetSetup(
                tags, account, environment, rule, reversible, valid, monthly, confirmation, idle, instance, planned);
    }

    TargetSetup withoutMetrics() {
        return new TargetSetup(
                tags, account, environment, rule, reversible, valid, monthly, confirmation, false, instance, limits);
    }

    TargetSetup on(AwsTargetFactory.InstanceSpec other) {
        return new TargetSetup(
                tags, account, environment, rule, reversible, valid, monthly, confirmation, idle, other, limits);
    }
}
