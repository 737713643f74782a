package dev.gleaner.analyzer.rule.instance;

import dev.gleaner.analyzer.cost.BilledQuantity;
import dev.gleaner.analyzer.cost.ChargeSum;
import dev.gleaner.analyzer.cost.DatedPrices;
import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.inventory.NotebookSnapshot;
import dev.gleaner.analyzer.profile.inventory.NotebookSnapshot.NotebookFacts;
import dev.gleaner.analyzer.rule.Rule;
import dev.gleaner.analyzer.rule.RuleName;
import dev.gleaner.analyzer.rule.RuleNumbers;
import dev.gleaner.analyzer.rule.RuleSettings;
import dev.gleaner.analyzer.rule.Verdict;
import dev.gleaner.analyzer.rule.tags.EnvironmentConfig;
import dev.gleaner.contracts.finding.DataSource;
import dev.gleaner.contracts.finding.Evidence;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.finding.Remedy;
import dev.gleaner.contracts.finding.RemedyAction;
import dev.gleaner.contracts.finding.Saving;
import dev.gleaner.contracts.resource.AcceleratedSeries;
import dev.gleaner.contracts.resource.EnvironmentTag;
import dev.gleaner.contracts.resource.PriceKey;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A notebook instance of SageMaker that runs although nobody opens it and nothing works on it. Who opens it asks SageMaker for its URL,
 * which CloudTrail records. A long training without a visit shows in its load, which CloudWatch has only if an agent on it publishes it.
 *
 * @param busy load in percent from which an hour is one of work
 * @param coverage share of the hours whose load must be known, 0 to 1
 * @param unlistedHours for which it may be missing in complete listings
 * @param nonProduction environments, lower case, for which the shorter period applies
 * @param accelerators types whose GPUs must be known to be quiet, too
 */
public record IdleNotebook(
        Period period,
        Busy busy,
        double coverage,
        int unlistedHours,
        int effortMinutes,
        Set<String> nonProduction,
        AcceleratedSeries accelerators)
        implements Rule<NotebookSnapshot> {

    static final RuleName NAME = new RuleName("idle-notebook", 1);

    /** Hours in which nobody opens it, in production and elsewhere. */
    public record Period(int production, int elsewhere) {}

    /** Percent of the processors and of the GPUs. */
    public record Busy(int cpu, int gpu) {}

    public IdleNotebook {
        nonProduction = Set.copyOf(nonProduction);
    }

    /** The rule as configured. */
    public static IdleNotebook of(RuleSettings settings) {
        IdleNotebookConfig config = settings.of(IdleNotebookConfig.class);
        return new IdleNotebook(
                new Period(RuleNumbers.hours(config.window()), RuleNumbers.hours(config.nonProductionWindow())),
                new Busy(config.busy(), config.busyGpu()),
                config.coverage(),
                RuleNumbers.hours(config.unlisted()),
                RuleNumbers.minutes(config.effort()),
                settings.of(EnvironmentConfig.class).nonProduction(),
                settings.of(GpuReadingConfig.class).accelerators());
    }

    @Override
    public RuleName ruleName() {
        return NAME;
    }

    @Override
    public int hours() {
        return Math.max(period.production(), period.elsewhere());
    }

    @Override
    public Verdict evaluate(NotebookSnapshot notebook) {
        NotebookFacts facts = notebook.facts();
        String reason = notebook.notApplicable(hours());
        if (facts == null || reason != null) {
            return new Verdict.Nothing(reason == null ? "it is not listed" : reason);
        }
        int hours = hours(facts);
        String inTheLast = " in the last " + hours + " hours";
        if (notebook.visits(hours) > 0) {
            return new Verdict.Nothing("it was opened or started" + inTheLast);
        }
        long begin = notebook.hour().endMillis() - hours * Hour.MILLIS;
        if (isSince(facts.created(), begin) || isSince(facts.modified(), begin)) {
            return new Verdict.Nothing("it was created, changed or started" + inTheLast);
        }
        long[] cpu = notebook.cpuMaxima(hours);
        long[] gpu = notebook.gpuMaxima(hours);
        if (most(cpu) >= busy.cpu() || most(gpu) >= busy.gpu()) {
            return new Verdict.Nothing("it worked" + inTheLast);
        }
        if (notebook.listed().hoursSeen(hours) < hours) {
            return new Verdict.Nothing("it was first seen less than " + hours + " hours ago");
        }
        List<String> missing = missing(notebook, facts, cpu.length, gpu.length);
        return missing.isEmpty()
                ? new Verdict.Found(
                        () -> evidence(notebook, facts, cpu, gpu),
                        () -> List.of(remedy(facts, hours)),
                        prices -> saving(prices, notebook, facts))
                : insufficient(notebook, facts, missing);
    }

    private int hours(NotebookFacts facts) {
        Map<String, String> tags = facts.tags();
        return tags == null || EnvironmentTag.isProduction(EnvironmentTag.environmentOf(tags), nonProduction)
                ? period.production()
                : period.elsewhere();
    }

    private List<String> missing(NotebookSnapshot notebook, NotebookFacts facts, int cpuHours, int gpuHours) {
        int hours = hours(facts);
        List<String> missing = new ArrayList<>();
        if (facts.created() == null || facts.modified() == null) {
            missing.add("the time of its creation and of its last start");
        }
        int trail = notebook.hoursOfTrail(hours);
        if (trail < hours) {
            missing.add(
                    "who opened it in " + (hours - trail) + " of " + hours + " hours, for which no trail is complete");
        }
        missing.addAll(missingLoad(facts, cpuHours, gpuHours));
        Long last = notebook.lastListed();
        if (last != null && notebook.hour().endMillis() - last > unlistedHours * Hour.MILLIS) {
            missing.add("a listing that shows it: those after " + Instant.ofEpochMilli(last)
                    + " do not, so it may have been deleted");
        }
        return missing;
    }

    /** What is missing of the load, a line each. */
    private List<String> missingLoad(NotebookFacts facts, int cpuHours, int gpuHours) {
        int hours = hours(facts);
        List<String> missing = new ArrayList<>();
        if (cpuHours < coverage * hours) {
            missing.add("the load of its processors in " + (hours - cpuHours) + " of " + hours
                    + " hours: CloudWatch has it only if an agent on it publishes it");
        }
        if (accelerators.includes(facts.type()) && gpuHours < coverage * hours) {
            missing.add("the load of its GPUs in " + (hours - gpuHours) + " of " + hours + " hours");
        }
        return missing;
    }

    /** CloudWatch has no load of notebook instances by itself; an agent brings it, with a metric for each GPU. */
    private Verdict insufficient(NotebookSnapshot notebook, NotebookFacts facts, List<String> missing) {
        Verdict.Insufficient verdict = new Verdict.Insufficient(missing);
        Double metrics = accelerators.includes(facts.type()) ? null : 1.0;
        return missing.equals(missingLoad(facts, 0, 0))
                ? verdict.settledBy(
                        List.of(new Finding.MissingSource(DataSource.CLOUDWATCH_AGENT, metrics)),
                        prices -> saving(prices, notebook, facts))
                : verdict;
    }

    private List<Evidence> evidence(NotebookSnapshot notebook, NotebookFacts facts, long[] cpu, long[] gpu) {
        int hours = hours(facts);
        List<Evidence> evidence = new ArrayList<>(List.of(
                new Evidence("opened or started", 0, "count", 1.0, notebook.hoursOfTrail(hours), 1),
                load("processor", cpu, busy.cpu(), hours)));
        if (accelerators.includes(facts.type())) {
            evidence.add(load("GPU", gpu, busy.gpu(), hours));
        }
        return evidence;
    }

    private static Evidence load(String what, long[] maxima, int limit, int hours) {
        return new Evidence(
                "load of the busiest " + what,
                most(maxima),
                "percent",
                (double) limit,
                maxima.length,
                RuleNumbers.to3((double) maxima.length / hours));
    }

    private static Remedy remedy(NotebookFacts facts, int hours) {
        Long bytes = facts.volumeSize();
        return Remedy.of(
                RemedyAction.STOP_NOTEBOOK,
                Map.of(),
                "Stop the notebook instance: nobody opened it in " + hours
                        + " hours, and nothing worked on it. Its volume"
                        + (bytes == null ? "" : " of " + (bytes >> 30) + " GiB")
                        + " stays and goes on being billed. It is refused while someone opened it, or something worked on it, in the"
                        + " last 12 hours.");
    }

    /** Hours of the instance, 730 a month. The volume goes on being billed. */
    private static Saving saving(DatedPrices prices, NotebookSnapshot notebook, NotebookFacts facts) {
        PriceKey hour = new PriceKey("sagemaker-notebook", facts.type(), notebook.region(), "", "", "hour");
        ChargeSum sum =
                prices.sum(List.of(new BilledQuantity(hour, DatedPrices.HOURS_PER_MONTH, "hours of " + facts.type())));
        if (!sum.isKnown()) {
            return sum.unpriced();
        }
        BigDecimal amount = sum.charge().amount();
        String basis = sum.charge().basis() + "; its volume goes on being billed";
        return prices.charged(notebook.resource(), amount, basis)
                .orElseGet(() -> Saving.priced(
                        amount, BigDecimal.ZERO, amount, basis + "; low: a savings plan may cover the instance"));
    }

    private static boolean isSince(@Nullable Long time, long begin) {
        return time != null && time > begin;
    }

    private static long most(long[] ascending) {
        return ascending.length == 0 ? 0 : ascending[ascending.length - 1];
    }
}
