package dev.gleaner.systemtests.refusal;

import dev.gleaner.contracts.finding.FindingConfirmation;
import dev.gleaner.systemtests.environment.AwsTargetFactory;
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
public record TargetSetup(
        Map<String, String> tags,
        String account,
        String environment,
        String rule,
        boolean reversible,
        boolean possible,
        BigDecimal monthly,
        Function<Instant, Optional<FindingConfirmation>> confirmation,
        boolean idle,
        InstanceSpec instance) {

    /** What kind of instance it is. */
    public record InstanceSpec(String type, boolean spot) {}

    public static final TargetSetup PLAIN = new TargetSetup(
            Map.of(),
            AwsTargetFactory.ACCOUNT,
            "dev",
            "idle-instance",
            true,
            true,
            new BigDecimal("140.16"),
            now -> Optional.of(new FindingConfirmation(now)),
            true,
            new InstanceSpec("m5.xlarge", false));

    public TargetSetup tags(Map<String, String> all) {
        return new TargetSetup(
                all, account, environment, rule, reversible, possible, monthly, confirmation, idle, instance);
    }

    public TargetSetup account(String id) {
        return new TargetSetup(
                tags, id, environment, rule, reversible, possible, monthly, confirmation, idle, instance);
    }

    public TargetSetup environment(String value) {
        return new TargetSetup(tags, account, value, rule, reversible, possible, monthly, confirmation, idle, instance);
    }

    public TargetSetup irreversible() {
        return new TargetSetup(
                tags, account, environment, rule, false, possible, monthly, confirmation, idle, instance);
    }

    public TargetSetup impossible() {
        return new TargetSetup(
                tags, account, environment, rule, reversible, false, monthly, confirmation, idle, instance);
    }

    public TargetSetup monthly(String dollars) {
        BigDecimal amount = new BigDecimal(dollars);
        return new TargetSetup(
                tags, account, environment, rule, reversible, possible, amount, confirmation, idle, instance);
    }

    public TargetSetup confirmed(Function<Instant, Optional<FindingConfirmation>> said) {
        return new TargetSetup(tags, account, environment, rule, reversible, possible, monthly, said, idle, instance);
    }

    /** Found by its cards, of which this was said. */
    public TargetSetup cards(Function<Instant, FindingConfirmation> said) {
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

    public TargetSetup withoutMetrics() {
        return new TargetSetup(
                tags, account, environment, rule, reversible, possible, monthly, confirmation, false, instance);
    }

    public TargetSetup on(InstanceSpec machine) {
        return new TargetSetup(
                tags, account, environment, rule, reversible, possible, monthly, confirmation, idle, machine);
    }
}
