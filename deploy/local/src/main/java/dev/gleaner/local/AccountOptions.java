package dev.gleaner.local;

import dev.gleaner.contracts.resource.GetMetricDataPrice;
import dev.gleaner.local.report.TerminalOutput;
import dev.gleaner.local.runtime.LocalRunException;
import dev.gleaner.local.runtime.service.RunMode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import software.amazon.awssdk.core.exception.SdkException;

/** Options for reading a real account, after the user has agreed to the cost. */
public final class AccountOptions {

    @Option(
            names = "--account",
            required = true,
            paramLabel = "PROFILE",
            description = "read the AWS account of this profile instead; nothing in the account is changed")
    private String profile = "";

    @Option(names = "--regions", split = ",", description = "the regions to read (default: the region of the profile)")
    private @Nullable List<String> regions;

    @Option(names = "--yes", description = "agree to the cost of reading its metrics")
    private boolean yes;

    /** Asks for agreement unless {@code --yes} was given; rejects an environment that would let the actuator act. */
    RunMode.Account confirmed(TerminalOutput terminalOutput) {
        rejectActingEnvironment(System.getenv());
        try {
            ProfileInstanceCounter instances = new ProfileInstanceCounter(profile);
            List<String> selected = regions == null ? List.of(instances.region()) : List.copyOf(regions);
            MetricCost cost = new MetricCost(instances.count(selected));
            RunMode.Account account = new RunMode.Account(profile, selected, cost.budget());
            confirm(account, cost, terminalOutput);
            return account;
        } catch (SdkException | IllegalStateException e) {
            throw new LocalRunException("the account of profile " + profile + " cannot be read: " + e.getMessage());
        }
    }

    /** Rejects settings by which the actuator would act on a real account. */
    public static void rejectActingEnvironment(Map<String, String> environment) {
        if (environment.containsKey("ACTUATOR_DRY_RUN")
                || environment.getOrDefault("GLEANER_ACTUATOR_OPTIONS", "").contains("dry-run")) {
            throw new LocalRunException("a local run never acts on a real account:"
                    + " unset ACTUATOR_DRY_RUN, and remove dry-run from GLEANER_ACTUATOR_OPTIONS");
        }
    }

    private void confirm(RunMode.Account account, MetricCost cost, TerminalOutput terminalOutput) {
        terminalOutput.printLine(
                ("%s: %d instances. Reading what CloudWatch knows of the last %d days takes about %d calls and costs"
                                + " about %s USD, once; after that their metrics cost up to %s USD a month."
                                + " Reading the last 90 days of CloudTrail's event history is free.")
                        .formatted(
                                account.describe(),
                                cost.instances(),
                                RunMode.Account.HISTORY_DAYS,
                                cost.backfillCalls(),
                                cost.backfill(),
                                cost.monthly()));
        if (!yes && !terminalOutput.askYesNo("Continue?")) {
            throw new LocalRunException("nothing was started; answer `y` or use --yes to agree");
        }
    }

    /**
     * What AWS charges for reading the metrics of instances, in USD. The collector sends requests whose response fits
     * one page.
     */
    public record MetricCost(int instances) {

        /** CPU, bytes received and bytes sent. */
        private static final int METRICS = 3;

        /** The same, as the mean and the maximum of CPU are queries of their own. */
        private static final int QUERIES = 4;

        /** Reads and writes of volumes. */
        private static final int DISK_QUERIES = 2;

        private static final int HOURS_A_DAY = 24;
        private static final int PERIODS_AN_HOUR = 12;

        /** The hours of the longest months. */
        private static final int HOURS_A_MONTH = 744;

        /**
         * The largest factor by which more frequent requests for instances near a decision increase the cost, with the
         * default settings.
         */
        private static final BigDecimal NEAR = new BigDecimal("1.12");

        /** The cost of the history, which is read once: the recent days, the hours before them, and the operations on volumes. */
        public BigDecimal backfill() {
            return rounded(GetMetricDataPrice.dollarsFor((2L * METRICS + DISK_QUERIES) * instances));
        }

        /** Calls for the history, as if all instances were in one region. */
        public long backfillCalls() {
            int hours = RunMode.Account.DAYS * HOURS_A_DAY;
            int earlier = RunMode.Account.HISTORY_DAYS * HOURS_A_DAY - hours;
            return calls(QUERIES, hours * PERIODS_AN_HOUR) + calls(QUERIES, earlier) + calls(DISK_QUERIES, hours);
        }

        private long calls(int queries, int periods) {
            int atOnce = GetMetricDataPrice.resourcesACall(queries, periods);
            return (instances + atOnce - 1L) / atOnce;
        }

        /** The largest cost of a month. */
        public BigDecimal monthly() {
            return rounded(metrics().multiply(BigDecimal.valueOf(HOURS_A_MONTH)).multiply(NEAR));
        }

        /** The budget of a month, which covers the history and a month of reading. */
        public BigDecimal budget() {
            return backfill().add(monthly());
        }

        private BigDecimal metrics() {
            return GetMetricDataPrice.dollarsFor((long) METRICS * instances);
        }

        /** Rounds up to the next cent. */
        private static BigDecimal rounded(BigDecimal amount) {
            return amount.setScale(2, RoundingMode.CEILING);
        }
    }
}
