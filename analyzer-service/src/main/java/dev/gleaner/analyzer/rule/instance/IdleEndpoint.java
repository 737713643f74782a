package dev.gleaner.analyzer.rule.instance;

import dev.gleaner.analyzer.cost.EndpointTariff;
import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.inventory.InferenceEndpointFacts;
import dev.gleaner.analyzer.profile.inventory.InferenceEndpointSnapshot;
import dev.gleaner.analyzer.rule.KnownDaysEvidence;
import dev.gleaner.analyzer.rule.Rule;
import dev.gleaner.analyzer.rule.RuleName;
import dev.gleaner.analyzer.rule.RuleNumbers;
import dev.gleaner.analyzer.rule.Verdict;
import dev.gleaner.contracts.finding.Evidence;
import dev.gleaner.contracts.finding.Remedy;
import dev.gleaner.contracts.finding.RemedyAction;
import dev.gleaner.contracts.recurrence.DaysAtWork;
import dev.gleaner.contracts.recurrence.RecurringDays;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An inference endpoint of SageMaker on instances that nobody invokes, unless its earlier invocations recur. Its instances cost as much as those of one that is used.
 *
 * @param coverage share of the hours whose invocations must be known, 0 to 1
 * @param unlistedHours for which it may be missing in complete listings
 */
public record IdleEndpoint(int hours, double coverage, int unlistedHours, int effortMinutes)
        implements Rule<InferenceEndpointSnapshot> {

    static final RuleName NAME = new RuleName("idle-endpoint", 1);

    private static final String IN_SERVICE = "InService";

    /** The rule as configured. */
    public static IdleEndpoint of(IdleEndpointConfig config) {
        return new IdleEndpoint(
                RuleNumbers.hours(config.window()),
                config.coverage(),
                RuleNumbers.hours(config.unlisted()),
                RuleNumbers.minutes(config.effort()));
    }

    @Override
    public RuleName ruleName() {
        return NAME;
    }

    @Override
    public Verdict evaluate(InferenceEndpointSnapshot endpoint) {
        InferenceEndpointFacts facts = endpoint.facts();
        if (facts == null) {
            return new Verdict.Nothing("it is not listed");
        }
        String exception = exception(facts);
        if (exception != null) {
            return new Verdict.Nothing(exception);
        }
        if (endpoint.invocations(hours) > 0) {
            return new Verdict.Nothing("it was invoked in the last " + days() + " days");
        }
        Long created = facts.created();
        if (created != null && endpoint.hour().endMillis() - created < hours * Hour.MILLIS) {
            return new Verdict.Nothing("it is younger than " + days() + " days");
        }
        int known = endpoint.hoursKnown(facts.onInstances(), hours);
        if (known < coverage * hours && endpoint.listed().hoursSeen(hours) < hours) {
            return new Verdict.Nothing("it was first listed or measured less than " + days() + " days ago");
        }
        List<String> missing = missing(endpoint, facts, known);
        if (!missing.isEmpty()) {
            return new Verdict.Insufficient(missing);
        }
        DaysAtWork invoked = endpoint.daysInvoked();
        return RecurringDays.of(invoked)
                .<Verdict>map(recurrence ->
                        new Verdict.Nothing("its invocations recur: it was invoked on " + recurrence.dates()))
                .orElseGet(() -> new Verdict.Found(
                        () -> evidence(endpoint, facts, known, invoked),
                        () -> List.of(deletion(invoked)),
                        prices -> new EndpointTariff(endpoint.resource(), endpoint.region(), facts.onInstances())
                                .stopped(prices, 1)));
    }

    /** Why the rule does not apply to such an endpoint; null if it does, or if that is not known. */
    private static @Nullable String exception(InferenceEndpointFacts facts) {
        if (!facts.state().equals(IN_SERVICE)) {
            return "it is " + facts.state() + ", not " + IN_SERVICE;
        }
        return switch (facts.type()) {
            case "serverless" -> "serverless variants cost nothing by the hour";
            case "asynchronous" -> "CloudWatch has no metric of the invocations of an asynchronous endpoint";
            case "inference-components" -> "its models are inference components, which have metrics of their own";
            default -> facts.onInstances().isEmpty() ? "no production variant of it has an instance" : null;
        };
    }

    private List<String> missing(InferenceEndpointSnapshot endpoint, InferenceEndpointFacts facts, int known) {
        List<String> missing = new ArrayList<>();
        if (facts.created() == null) {
            missing.add("its time of creation");
        }
        if (facts.type().isEmpty()) {
            missing.add(
                    "its configuration: without it, it is not known how it is invoked, and it could not be created again");
        }
        if (known < coverage * hours) {
            missing.add("its invocations in " + (hours - known) + " of " + hours + " hours");
        }
        Long last = endpoint.listed().lastListed();
        if (last != null && endpoint.hour().endMillis() - last > unlistedHours * Hour.MILLIS) {
            missing.add("a listing that shows it: those after " + Instant.ofEpochMilli(last)
                    + " do not, so it may have been deleted");
        }
        return missing;
    }

    private List<Evidence> evidence(
            InferenceEndpointSnapshot endpoint, InferenceEndpointFacts facts, int known, DaysAtWork invoked) {
        List<InferenceEndpointFacts.Variant> variants = facts.onInstances();
        int lastDay = endpoint.hoursKnown(variants, Hour.PER_DAY);
        return List.of(
                new Evidence("invocations", 0, "count", 1.0, known, RuleNumbers.to3((double) known / hours)),
                new Evidence(
                        "invocations in the last 24 hours",
                        0,
                        "count",
                        null,
                        lastDay,
                        RuleNumbers.to3((double) lastDay / Hour.PER_DAY)),
                new Evidence(
                        "instances",
                        variants.stream()
                                .map(InferenceEndpointFacts.Variant::instances)
                                .mapToInt(instances -> instances == null ? 0 : instances)
                                .sum(),
                        "count",
                        null,
                        1,
                        1),
                KnownDaysEvidence.sinceLast(invoked, "invocation"),
                KnownDaysEvidence.history(invoked));
    }

    private int days() {
        return Math.max(1, hours / Hour.PER_DAY);
    }

    /** The action {@code delete-endpoint} keeps the configuration and the models. */
    private static Remedy deletion(DaysAtWork invoked) {
        return Remedy.of(
                RemedyAction.DELETE_ENDPOINT,
                Map.of(),
                "Delete the endpoint if nothing needs it. Its configuration and models stay, and the undo creates it again under the"
                        + " same name, which takes minutes and needs free capacity; until then invocations fail. It is refused while there"
                        + " was an invocation in the last 7 days. For a few invocations a day a serverless or asynchronous endpoint"
                        + " costs less." + KnownDaysEvidence.caution(invoked));
    }
}
